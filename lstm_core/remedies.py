"""What can help a run that ended without a result: for every failure that a worker writes, and for a stop or a death.

A remedy is one action: `resume` goes on from the checkpoint, `finish` judges the best step so far, every other one
proposes a changed copy of the run. The first of a run's remedies is the main one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from lstm_core.errors import Message, SpecError
from lstm_core.specs import RunSpec, TextData

if TYPE_CHECKING:
    from lstm_core.runs import RunRecord

Copy = Literal["slower", "smaller", "recomputing", "keeping", "any_device", "full_precision", "again"]
Remedy = Literal["resume", "finish", Copy]
COPIES: tuple[Copy, ...] = get_args(Copy)

UNHURT: tuple[Remedy, ...] = ("resume", "finish")  # a stopped or lost run
OF_FAILURES: dict[str, tuple[Remedy, ...]] = {
    "training.diverged": ("slower", "finish"),
    "run.out_of_memory": ("recomputing", "smaller", "resume", "finish"),
    "run.disk_full": ("resume", "finish"),
    "run.crashed": ("resume", "finish"),
    "run.checkpoint_unreadable": ("again",),
    "run.finish_nothing": ("resume",),
    "training.no_gpu": ("any_device", "resume"),
    "training.half_needs_gpu": ("full_precision",),
    "training.recompute_dropout": ("keeping",),
}
OF_OTHERS: tuple[Remedy, ...] = ("again",)  # the run's data or its spec is refused, so it would be refused again

SLOWER = 10  # times
CLIP_NORM = 1.0  # where nothing was clipped
LONG = 100  # steps of time from which computing parts again saves more than a smaller batch


def can(remedy: Remedy, failure: str) -> bool:
    """The failure with that key leaves the remedy open."""
    return remedy in OF_FAILURES.get(failure, OF_OTHERS)


def remedies(record: "RunRecord") -> list[Remedy]:
    """What can help this run now, the main one first; empty while it works and for a whole result."""
    if record.state.active or (record.result is not None and not record.result.cut and not record.resumable):
        return []
    wanted = UNHURT if record.ended_by is None else OF_FAILURES.get(record.ended_by, OF_OTHERS)
    if not record.has_data:
        wanted = (*(each for each in wanted if each in COPIES), *OF_OTHERS)
    possible = {"resume": record.resumable, "finish": record.finishable}
    copies = {each for each in COPIES if each in wanted and changes(record.spec, each) is not None}
    found = [each for each in wanted if possible.get(each) or each in copies]
    return list(dict.fromkeys(each for each in found if each != "smaller" or "recomputing" not in copies))


def sentences(record: "RunRecord") -> list[Message]:
    """What can be done with a run that ended before its end, and why something cannot, for people and models alike."""
    if record.state.active or record.result is not None:
        return []
    found = [Message(f"remedy.{each}") for each in remedies(record)]
    if not record.has_data:
        return [Message("remedy.without_data")]
    return found if record.finishable else [*found, *unjudged(record)]


def unjudged(record: "RunRecord") -> list[Message]:
    """Why there is no best step to finish with, where nothing else forbids that."""
    forbidden = record.ended_by is not None and not can("finish", record.ended_by)
    if forbidden or record.finishable or not record.has_data:
        return []
    return [Message("remedy.unjudged", {"every": min(record.spec.train.evaluate_every, record.steps)})]


def changes(spec: RunSpec, copy: Remedy) -> dict[str, Any] | None:
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


def _slower(spec: RunSpec) -> dict[str, Any]:
    train = spec.train
    found: dict[str, Any] = {"train.learning_rate": float(f"{train.learning_rate / SLOWER:.3g}")}
    return found if train.clip_norm else {**found, "train.clip_norm": CLIP_NORM}


def _smaller(spec: RunSpec) -> dict[str, Any] | None:
    if spec.train.batch_size > 1:
        return {"train.batch_size": spec.train.batch_size // 2}
    return {"model.hidden_size": spec.model.hidden_size // 2} if spec.model.hidden_size > 1 else None


def _recomputing(spec: RunSpec) -> dict[str, Any] | None:
    """The sequences of a speech run are as long as its recordings, which no field tells."""
    if spec.train.recompute_every is not None or spec.data.task == "speech":
        return None
    from lstm_core.memory import layered, least_with_recomputation

    time = spec.data.window if isinstance(spec.data, TextData) else spec.series.window // spec.model.patch
    every, _ = least_with_recomputation(spec, lambda each: layered(each, time), time)
    return None if every is None or time < LONG else {"train.recompute_every": every}


_CHANGES: dict[Remedy, Callable[[RunSpec], dict[str, Any] | None]] = {
    "slower": _slower,
    "smaller": _smaller,
    "recomputing": _recomputing,
    "keeping": lambda _spec: {"train.recompute_every": None},
    "any_device": lambda _spec: {"train.device": "auto"},
    "full_precision": lambda _spec: {"train.precision": "float32"},
    "again": lambda _spec: {},
}
