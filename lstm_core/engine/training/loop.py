"""The training loop. It knows no files: events go to `emit`, a stop comes from `should_stop`.

Guarantees: the same spec, data and device give the same bits; a run that was stopped or killed and resumed from its
checkpoint ends with the same bits as one that never was; events do not disturb training. One step is one batch; the
order of batches is a function of the seed and the step alone, and what a task carries is saved with the weights.
"""

import contextlib
import math
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, NoReturn

import torch
from torch import Tensor, nn

from lstm_core.engine.instruments.instrument import Instrument, View, look, look_at_update
from lstm_core.engine.instruments.non_finite import locate, locate_in_validation
from lstm_core.engine.nn.networks import parameter_count, path_left, path_reason, recurrence_path
from lstm_core.engine.nn.paths import path_ratio, take_ways, ways_of
from lstm_core.engine.nn.recomputation import recomputes
from lstm_core.engine.training.checkpoints import Checkpoints, Progress
from lstm_core.engine.training.curve import CurveWriter
from lstm_core.engine.training.finiteness import BadStep, FinitenessGuard
from lstm_core.engine.training.hardware import device_name, library_versions
from lstm_core.engine.training.schedules import learning_rate
from lstm_core.engine.training.task import Task, TrainingEnd
from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.i18n.languages import Parameter
from lstm_core.runs import events
from lstm_core.runs.train import VALIDATION
from lstm_core.spec.constants import MOMENTUM, SEED_FACTOR
from lstm_core.spec.training import TrainSpec

Emit = Callable[[events.RunEvent], None]  # `seq` and `at` of what is emitted are set by the receiver


class DivergenceError(WorkbenchError):
    """The loss, or with a finite loss its gradient, is no longer a finite number."""

    def __init__(self, step: int, loss: float) -> None:
        told: dict[str, Parameter] = {"step": step, "loss": str(loss)}
        diverged = Sentence("training.diverged", told)
        super().__init__(Sentence("training.gradient_diverged", told) if math.isfinite(loss) else diverged)
        self.step = step


def train(  # noqa: PLR0913 (the loop's whole world, named)
    network: nn.Module,
    task: Task,
    spec: TrainSpec,
    *,
    device: torch.device,
    emit: Emit,
    should_stop: Callable[[], bool] = lambda: False,
    checkpoints: Checkpoints | None = None,
    instrument: Instrument | None = None,
) -> TrainingEnd:
    """Train `network` until its steps are done, patience runs out or a stop; the best weights are in the progress.

    An `instrument` looks at the steps that it names and changes no bit of the training. Raises DivergenceError when the
    loss or its gradient is NaN or infinite, after `NonFiniteFound` has told where; the weights are those of the step
    before. A failure leaves the best step so far in the checkpoints.
    """
    optimizer = make_optimizer(network, spec)
    scaler = torch.amp.GradScaler(device.type, enabled=spec.precision == "float16")
    progress = checkpoints.load(network, optimizer, scaler) if checkpoints else None
    if progress is None:
        progress = Progress(ways=ways_of(network))
    else:
        take_ways(network, progress.ways)
    with checkpoints.halting(progress, spec.evaluate_every) if checkpoints else contextlib.nullcontext():
        trainee = TrainingSetup(network, task, device, optimizer, scaler, instrument)
        return _steps(trainee, spec, progress, emit, should_stop, checkpoints)


class TrainingSetup(NamedTuple):
    """A network with its task, what updates it and what looks at it."""

    network: nn.Module
    task: Task
    device: torch.device
    optimizer: torch.optim.Optimizer
    scaler: torch.amp.GradScaler
    instrument: Instrument | None


def _steps(
    trainee: TrainingSetup,
    spec: TrainSpec,
    progress: Progress,
    emit: Emit,
    should_stop: Callable[[], bool],
    checkpoints: Checkpoints | None,
) -> TrainingEnd:
    network, task, device, optimizer, scaler, _ = trainee
    guard = FinitenessGuard(optimizer, device, scaled=scaler.is_enabled(), waits=device.type == "cpu")
    autocast = torch.autocast(device.type, getattr(torch, spec.precision), enabled=spec.precision != "float32")
    saved_at = -math.inf
    task.load_state(progress.carried)

    def end_at(bad: BadStep) -> NoReturn:
        progress.step = bad.step - 1
        emit(locate(network, task, bad.step, bad.beginning, autocast))
        raise DivergenceError(bad.step, bad.loss)

    curve = CurveWriter(emit, spec.log_every, guard, trainee.instrument, end_at)

    def save() -> None:
        nonlocal saved_at
        curve.flush()
        if checkpoints:
            progress.carried = task.state()
            checkpoints.save(progress, network, optimizer, scaler)
            emit(events.CheckpointSaved(seq=0, at=0, step=progress.step))
        saved_at = time.monotonic()

    emit(started(network, task, spec, device, progress.step))
    began = time.monotonic() - progress.seconds
    network.train()
    while progress.step < spec.steps and progress.stale < (spec.patience or math.inf):
        progress.seconds = time.monotonic() - began
        if should_stop():
            save()
            return TrainingEnd(progress, "stopped")
        if time.monotonic() - saved_at >= spec.checkpoint_seconds:
            save()
        rate = learning_rate(spec, progress.step)
        for group in optimizer.param_groups:
            group["lr"] = rate
        point = partial(curve.add, progress.step + 1, rate)
        bad = update(trainee, guard, progress.step, spec.clip_norm, autocast, point)
        if bad is not None:
            curve.flush()
            end_at(bad)
        progress.step += 1
        if progress.step % spec.evaluate_every == 0 or progress.step == spec.steps:
            curve.flush()
            evaluate(network, task, progress, emit, autocast)
            if checkpoints and progress.best_step == progress.step and not checkpoints.best.exists():
                save()  # from now on a death leaves a best step
    progress.seconds = time.monotonic() - began
    save()
    return TrainingEnd(progress, "steps" if progress.step >= spec.steps else "early_stopping")


def update(
    trainee: TrainingSetup,
    guard: FinitenessGuard,
    step: int,
    clip_norm: float | None,
    autocast: torch.autocast,
    point: Callable[[Tensor, Tensor], None] = lambda _loss, _norm: None,
) -> BadStep | None:
    """One step, counted from 0; a loss or a gradient that is known not to be finite is told instead of updating.

    `point` takes the loss () and the norm () of its gradient before clipping as soon as they are there: nobody waits
    for an instrument to look.
    """
    network, task, _, optimizer, scaler, instrument = trainee
    guard.begin(task)
    with autocast:
        loss = task.loss(network, step)
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    parameters = list(network.parameters())
    norm = nn.utils.get_total_norm([each.grad for each in parameters if each.grad is not None])
    view = View(network, task, step + 1, loss.detach())
    seen = instrument if instrument is not None and instrument.due(view.step) else None
    bad = guard.check(view.step, loss, norm)
    if bad is None:
        point(view.loss, norm)
    if seen is not None:
        look(seen, view)
    if bad is None:
        nn.utils.clip_grads_with_norm_(parameters, clip_norm or math.inf, norm)
        scaler.step(optimizer)
        scaler.update()
        if seen is not None:
            look_at_update(seen, view)
    return bad


def make_optimizer(network: nn.Module, spec: TrainSpec) -> torch.optim.Optimizer:
    """The optimiser of the spec, in its fused form: one kernel call for all weights."""
    if spec.optimizer == "sgd":
        return torch.optim.SGD(
            network.parameters(), lr=spec.learning_rate, momentum=MOMENTUM, weight_decay=spec.weight_decay, fused=True
        )
    kind = torch.optim.AdamW if spec.optimizer == "adamw" else torch.optim.Adam
    return kind(network.parameters(), lr=spec.learning_rate, weight_decay=spec.weight_decay, fused=True)


def evaluate(network: nn.Module, task: Task, progress: Progress, emit: Emit, autocast: torch.autocast) -> None:
    """Measure the validation loss and keep the weights when it is the best so far."""
    network.eval()
    with torch.no_grad(), autocast, torch.random.fork_rng():
        loss = task.validation_loss(network)
        told = list(task.observe(network, progress.step)) if math.isfinite(loss) else []
    network.train()
    if not math.isfinite(loss):
        emit(locate_in_validation(network, task, progress.step, autocast))
        raise DivergenceError(progress.step, loss)
    best = loss < progress.best_loss
    if best:
        progress.best_loss, progress.best_step, progress.stale = loss, progress.step, 0
        progress.best = {name: tensor.detach().cpu().clone() for name, tensor in network.state_dict().items()}
    else:
        progress.stale += 1
    emit(events.Logged(seq=0, at=0, step=progress.step, values={VALIDATION: loss}))
    for event in told:
        emit(event)


class Batches:
    """Positions of the samples of each batch: epoch e is a permutation drawn from (seed, e), cut into batches."""

    def __init__(self, samples: int, spec: TrainSpec, device: torch.device) -> None:
        self.samples, self.seed, self.size, self.device = samples, spec.seed, spec.batch_size, device
        self.per_epoch = math.ceil(samples / spec.batch_size)
        self._epoch = -1
        self._batches: tuple[Tensor, ...] = ()

    def at(self, step: int) -> Tensor:
        """Positions (B,) of batch `step`; the last batch of an epoch may be smaller."""
        epoch, number = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            generator = torch.Generator().manual_seed(self.seed + SEED_FACTOR * epoch)
            order = torch.randperm(self.samples, generator=generator).to(self.device)
            self._epoch, self._batches = epoch, order.split(self.size)
        return self._batches[number]


def started(network: nn.Module, task: Task, spec: TrainSpec, device: torch.device, step: int) -> events.Started:
    return events.Started(
        seq=0,
        at=0,
        step=step,
        steps=spec.steps,
        parameters=parameter_count(network),
        train_samples=task.train_size,
        validation_samples=task.validation_size,
        test_samples=task.test_size,
        device=device.type,
        device_name=device_name(device),
        threads=torch.get_num_threads(),
        precision=spec.precision,
        path=recurrence_path(network, device),
        path_left=path_left(network),
        path_reason=path_reason(network),
        path_ratio=path_ratio(network),
        recompute_every=recomputes(network),
        versions=library_versions(),
    )
