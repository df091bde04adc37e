"""What can help a run that ended without a result: for every failure that a worker writes, and for a stop or a death.

A remedy is one action: `resume` goes on from the checkpoint, `finish` judges the best step so far, every other one
proposes a changed copy of the run. The first of a run's remedies is the main one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args

from lstm_core.errors import SpecError
from lstm_core.spec.run import TrainRunSpec

CorrectedCopy = Literal["slower", "smaller", "recomputing", "keeping", "any_device", "full_precision", "again"]
Remedy = Literal["resume", "finish", CorrectedCopy]
COPIES: tuple[CorrectedCopy, ...] = get_args(CorrectedCopy)

DIVERGED = ("training.diverged", "training.gradient_diverged")  # by its loss, or by its gradient alone
UNHURT: tuple[Remedy, ...] = ("resume", "finish")  # a stopped or lost run
OF_FAILURES: dict[str, tuple[Remedy, ...]] = {
    **dict.fromkeys(DIVERGED, ("slower", "finish")),
    "run.out_of_memory": ("recomputing", "smaller", "resume", "finish"),
    "run.disk_full": ("resume", "finish"),
    "run.crashed": ("resume", "finish"),
    "run.checkpoint_unreadable": ("again",),
    "run.finish_nothing": ("resume",),
    "repeat.no_member": ("resume",),
    "compare.no_member": ("resume",),
    "search.no_trial": ("resume",),
    "repair.original_failed": ("resume",),
    "compress.member_lost": ("resume",),
    "compress.nothing_sensitive": (),
    "compress.alone": (),
    "backtest.piece_lost": ("resume", "finish"),
    "training.no_gpu": ("any_device", "resume"),
    "training.half_needs_gpu": ("full_precision",),
    "training.recompute_dropout": ("keeping",),
}
OF_OTHERS: tuple[Remedy, ...] = ("again",)  # the run's data or its spec is refused, so it would be refused again

SLOWER = 10  # times
CLIP_NORM = 1.0  # where nothing was clipped
LONG = 100  # steps of time from which computing parts again saves more than a smaller batch


def is_possible(remedy: Remedy, failure: str) -> bool:
    """The failure with that key leaves the remedy open."""
    return remedy in OF_FAILURES.get(failure, OF_OTHERS)


def changes_of_copy(spec: TrainRunSpec, copy: Remedy) -> dict[str, Any] | None:
    """What the copy changes, by path; None where it would change nothing, break a rule, or find no data."""
    if spec.data.source == "file" and not (spec.data.file and Path(spec.data.file).exists()):
        return None
    make = _CHANGES.get(copy)
    found = make(spec) if make else None
    if found is None:
        return None
    try:
        changed = spec.with_changes(found)
    except SpecError:
        return None
    return found if changed != spec or copy == "again" else None


def _slower(spec: TrainRunSpec) -> dict[str, Any]:
    train = spec.train
    found: dict[str, Any] = {"train.learning_rate": float(f"{train.learning_rate / SLOWER:.3g}")}
    return found if train.clip_norm else {**found, "train.clip_norm": CLIP_NORM}


def _smaller(spec: TrainRunSpec) -> dict[str, Any] | None:
    if spec.train.batch_size > 1:
        return {"train.batch_size": spec.train.batch_size // 2}
    return {"model.hidden_size": spec.model.hidden_size // 2} if spec.model.hidden_size > 1 else None


def _recomputing(spec: TrainRunSpec) -> dict[str, Any] | None:
    """Nothing where no field tells how long the sequences are."""
    time = spec.time
    if spec.train.recompute_every is not None or time is None:
        return None
    from lstm_core.runs.memory import layered, least_with_recomputation

    every, _ = least_with_recomputation(spec, lambda each: layered(each, time), time)
    return None if every is None or time < LONG else {"train.recompute_every": every}


_CHANGES: dict[Remedy, Callable[[TrainRunSpec], dict[str, Any] | None]] = {
    "slower": _slower,
    "smaller": _smaller,
    "recomputing": _recomputing,
    "keeping": lambda _spec: {"train.recompute_every": None},
    "any_device": lambda _spec: {"train.device": "auto"},
    "full_precision": lambda _spec: {"train.precision": "float32"},
    "again": lambda _spec: {},
}
