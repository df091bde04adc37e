"""A training behind the training, on more rows: the network that is delivered, where the spec asks for one.

It has a checkpoint of its own, so a run that was stopped or killed in it goes on there and ends with the same bits.
What it tells while it runs is its share alone: the curve is that of the training whose best step was validated.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import torch

from lstm_core.engine.tasks import contract
from lstm_core.engine.training.checkpoints import Checkpoints, Progress
from lstm_core.engine.training.loop import DivergenceError, Emit, train
from lstm_core.engine.training.task import Task
from lstm_core.runs import events
from lstm_core.runs.train import CURVE, REFIT
from lstm_core.spec.run import TrainRunSpec

FOLDER = "refit"  # beside the checkpoints of the run
TOLD_SECONDS = 0.5  # between two shares


class Judged(NamedTuple):
    """A task with the progress of its training, whose best step was validated."""

    spec: TrainRunSpec
    task: Task
    progress: Progress
    device: torch.device

    def refitting(self) -> contract.Refitting | None:
        """The second training, from the same initial weights; None where the spec asks for none."""
        torch.manual_seed(self.spec.train.seed)
        return contract.of(self.spec.data.task).refitting(self.spec, self.task, self.progress, self.device)


def refit(judged: Judged, emit: Emit, should_stop: Callable[[], bool], checkpoints: Checkpoints | None) -> bool:
    """Have the task deliver a network that is trained once more; False when a stop was asked for.

    The network before it is delivered where none is asked for, and where the second training diverges.
    """
    found = judged.refitting()
    if found is None:
        return True
    try:
        ended = train(
            found.network,
            found.task,
            found.train,
            device=judged.device,
            emit=_telling(emit, found.train.steps),
            should_stop=should_stop,
            checkpoints=_own(checkpoints) if checkpoints else None,
        )
    except DivergenceError as error:
        found.give_up(error.step)
        return True
    if ended.reason == "stopped":
        return False
    _deliver(judged, found, ended.progress, checkpoints)
    return True


def take_kept(judged: Judged, checkpoints: Checkpoints) -> None:
    """Have the task deliver the network of a second training that came to its end before the run was cut."""
    kept = _own(checkpoints).ended()
    if kept is None:
        return
    found = judged.refitting()
    if found is not None and kept.step >= found.train.steps:
        _deliver(judged, found, kept, checkpoints)


def _deliver(judged: Judged, found: contract.Refitting, progress: Progress, checkpoints: Checkpoints | None) -> None:
    found.network.load_state_dict(progress.best)
    found.take()
    judged.progress.seconds += progress.seconds
    if checkpoints:
        checkpoints.keep(progress, judged.progress)


def _own(checkpoints: Checkpoints) -> Checkpoints:
    return Checkpoints(checkpoints.folder / FOLDER)


def _telling(emit: Emit, steps: int) -> Emit:
    """Tells of the share that is done, now and then; the curve of a run is that of its first training."""
    told_at = 0.0

    def tell(event: events.RunEvent) -> None:
        nonlocal told_at
        if not isinstance(event, events.Logged) or CURVE[0] not in event.values:
            return
        if time.monotonic() - told_at >= TOLD_SECONDS or event.step == steps:
            told_at = time.monotonic()
            emit(events.Measured(seq=0, at=0, name=REFIT, value=event.step / steps))

    return tell
