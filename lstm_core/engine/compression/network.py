"""From a trained network to a smaller one: methods one after the other, each followed by its training.

Every training has a folder of checkpoints of its own, so that one that was stopped or killed goes on where it was, and
one that is done is not done again.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import nn

from lstm_core.engine.compression.low_rank import LowRank
from lstm_core.engine.compression.matrices import RuledTask
from lstm_core.engine.compression.pruning import RISING, Zeros
from lstm_core.engine.compression.shrinking import Shrinking, Sizes
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.compressing import Judgement
from lstm_core.engine.tasks.preparation import LoadedData, load, prepare
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import Emit, train
from lstm_core.engine.training.task import Task
from lstm_core.errors import RunError, Sentence
from lstm_core.results.compress import Distillation, StudentPair
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.cells import CELLS
from lstm_core.spec.compress import NOISE, RungRunSpec, Step, network_spec, parsed_steps
from lstm_core.spec.run import TrainRunSpec

TEACHER = "teacher.safetensors"  # in the folder of the ladder
CPU = torch.device("cpu")  # where networks are judged and written: files run there


class StoppedError(Exception):
    """A stop was asked for."""


@dataclass
class Trainer:
    """Runs the trainings of one member on its device, one behind the other, and counts their steps as one."""

    folder: Path
    material: LoadedData
    emit: Emit
    should_stop: Callable[[], bool]
    device: torch.device = CPU
    done: int = 0  # steps of the trainings that have ended
    seconds: float = 0.0
    _began: bool = field(default=False)

    def train(self, name: str, spec: TrainRunSpec, network: nn.Module, task: Task) -> nn.Module:
        """The network on the processor with the best weights of its training, in evaluation mode.

        Raises StoppedError.
        """
        checkpoints = Checkpoints(self.folder / name)
        torch.manual_seed(spec.train.seed)
        outcome = train(
            network,
            task,
            spec.train,
            device=self.device,
            emit=self._tell,
            should_stop=self.should_stop,
            checkpoints=checkpoints,
        )
        if outcome.reason == "stopped":
            raise StoppedError
        if self.device != CPU:
            network, _ = prepare(spec, self.material, CPU)
        network.load_state_dict(outcome.progress.best)
        self.done += spec.train.steps
        self.seconds += outcome.progress.seconds
        return network.eval()

    def _tell(self, event: events.RunEvent) -> None:
        """Steps go on from training to training; what a single one says of its end or its samples is left out."""
        if isinstance(event, events.Started):
            if self._began:
                return
            self._began = True
        elif not isinstance(event, events.Logged | events.CheckpointSaved | events.NonFiniteFound):
            return
        self.emit(event.model_copy(update={"step": self.done + event.step}))


class Built(NamedTuple):
    """A network of a ladder with the training that describes its size, and what a teacher was worth."""

    spec: TrainRunSpec
    network: nn.Module
    distillation: Distillation | None


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    """The origin's weights. Raises RunError where they cannot be read."""
    try:
        return load_file(path)
    except Exception:
        raise RunError(Sentence("compress.weights", {"file": path.name})) from None


def original(spec: TrainRunSpec, material: LoadedData, weights: Path) -> nn.Module:
    """The trained network. Raises RunError where the weights are not its own."""
    network, _ = prepare(spec, material, CPU)
    try:
        network.load_state_dict(weights_of(weights))
    except (RuntimeError, ValueError, KeyError):
        raise RunError(Sentence("compress.weights", {"file": weights.name})) from None
    return network.eval()


def built(spec: RungRunSpec, network: nn.Module, trainer: Trainer) -> Built:
    """The network that the methods of a member make of the original. Raises StoppedError."""
    now, steps = spec.run, parsed_steps(spec.steps)
    found: Distillation | None = None
    for number, step in enumerate(steps):
        target = network_spec(spec.run, steps[: number + 1])
        name = f"{number + 1}-{step.method}"
        if step.method == "distil":
            network, found = _distilled(spec, target, network, trainer, name)
        elif step.method == "shrink":
            network = _shrunk(spec, step, (now, target), network, trainer, name)
        else:
            network = _ruled(spec, step, target, network, trainer, name)
        now = target
    return Built(now, network, found)


def tuned(spec: RungRunSpec, step: Step, target: TrainRunSpec) -> TrainRunSpec:
    """The training behind a change of a network, with less noise where it can learn less by heart.

    Dropout shrinks with the root of the weights that are left (Han et al. 2015, equation 3).
    """
    left = 1 - step.amount if step.method == "prune" else (1 - step.amount) ** 2 if step.method == "shrink" else 1.0
    model = target.model.model_dump(mode="json")
    return spec.tuned.with_changes({"model": {**model, **{name: model[name] * left**0.5 for name in NOISE}}})


def _ruled(
    spec: RungRunSpec, step: Step, target: TrainRunSpec, network: nn.Module, trainer: Trainer, name: str
) -> nn.Module:
    """Trained on while zeros or ranks are enforced; weights count once the rule is wholly in force."""
    whole = tuned(spec, step, target)
    fresh, task = prepare(whole, trainer.material, trainer.device)
    fresh.load_state_dict(network.state_dict())
    if step.method == "low_rank":
        return trainer.train(name, whole, fresh, RuledTask(task, LowRank(step.amount)))
    rule = Zeros(step.amount, whole.train.steps)
    first = max(1, round(whole.train.steps * RISING))
    rising = whole.with_changes({"train.steps": first, "train.evaluate_every": first, "train.schedule": "constant"})
    trainer.train(f"{name}-rising", rising, fresh, RuledTask(task, rule))
    rule.hold(fresh)
    rest = whole.with_changes({"train.steps": max(1, whole.train.steps - first)})
    _, task = prepare(rest, trainer.material, trainer.device)
    return trainer.train(name, rest, fresh, RuledTask(task, rule))


def _shrunk(
    spec: RungRunSpec,
    step: Step,
    specs: tuple[TrainRunSpec, TrainRunSpec],
    network: nn.Module,
    trainer: Trainer,
    name: str,
) -> nn.Module:
    """Without the units that the loss misses least, and trained on; `specs` are those before and after."""
    now, target = specs
    whole = tuned(spec, step, target)
    small, task = prepare(whole, trainer.material, trainer.device)
    heads = now.model.heads if CELLS[now.model.cell].heads else 1
    sizes = Sizes(now.model.hidden_size, target.model.hidden_size, heads)
    together = now.model.residual or not CELLS[now.model.cell].recurrent
    shrinking = Shrinking(network, small, sizes, together=together)
    _, ranked = prepare(now, trainer.material, CPU)
    shrinking.transfer(shrinking.chosen(shrinking.importance(ranked.loss)))
    return trainer.train(name, whole, small, task)


def _distilled(
    spec: RungRunSpec, target: TrainRunSpec, teacher: nn.Module, trainer: Trainer, name: str
) -> tuple[nn.Module, Distillation]:
    """Students with the teacher and the same ones without, seed by seed; the one that is kept validated best."""
    compressor = contract.compressor(target.data.task)
    _, judge = prepare(target, trainer.material, CPU)
    heard = _on_device(spec.run, teacher, trainer)
    pairs: list[StudentPair] = []
    best: tuple[float, nn.Module] | None = None
    for seed in range(target.train.seed, target.train.seed + spec.seeds):
        scored: dict[str, tuple[float, float]] = {}
        student = target.with_changes({"train.seed": seed})
        for how in ("alone", "taught"):
            torch.manual_seed(seed)
            network, task = prepare(student, trainer.material, trainer.device)
            if how == "taught":
                task = compressor.taught(student, trainer.material, trainer.device, heard)
            network = trainer.train(f"{name}-{how}-{seed}", student, network, task)
            with torch.no_grad():
                validation = judge.validation_loss(network)
            scored[how] = (compressor.judged(judge, network).value, validation)
            if how == "taught" and (best is None or validation < best[0]):
                best = validation, network
        pairs.append(
            StudentPair(
                seed=seed,
                taught=scored["taught"][0],
                alone=scored["alone"][0],
                taught_validation=scored["taught"][1],
                alone_validation=scored["alone"][1],
            )
        )
    if best is None:
        raise ValueError(spec.seeds)
    return best[1], Distillation.of(pairs)


def _on_device(spec: TrainRunSpec, network: nn.Module, trainer: Trainer) -> nn.Module:
    """The network where it is trained with; another one there, since this one is judged where it is."""
    if trainer.device == CPU:
        return network
    found, _ = prepare(spec, trainer.material, trainer.device)
    found.load_state_dict(network.state_dict())
    return found.eval()


def judged_original(spec: RungRunSpec, material: LoadedData, network: nn.Module) -> tuple[Task, Judgement]:
    """The origin's task, and what the origin is worth on its test part."""
    _, task = prepare(spec.run, material, CPU)
    return task, contract.compressor(spec.run.data.task).judged(task, network)


def torch_pass(folder: Path, threads: int) -> Callable[[dict[str, NDArray[Any]]], Sequence[NDArray[Any]]]:
    """One pass of the origin by torch, for `timing`; `folder` is that of the ladder."""
    torch.set_num_threads(threads)
    spec = TrainRunSpec.model_validate(json.loads(RunFolder(folder).spec.read_bytes())["run"])
    compressor = contract.compressor(spec.data.task)
    whole = original(spec, load(spec, RunFolder(folder).data), folder / TEACHER)
    network = compressor.exported(spec, whole)

    @torch.no_grad()
    def run(inputs: dict[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        found = network(*compressor.tensors(inputs))
        return [np.asarray(found[0] if isinstance(found, tuple) else found)]

    return run
