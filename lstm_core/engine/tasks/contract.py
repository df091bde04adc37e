"""What the module of a task gives to be trained, and how a trained run of it answers.

`lstm_core.engine.tasks.<task>.preparation` is the module of a task; a task whose trained runs answer requests has an
`inference` beside it, one whose trained runs can be deployed a `deployment`, one whose networks can be made smaller a
`compression`. Here alone they are looked up.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from lstm_core.engine.tasks.compressing import Compressor
from lstm_core.engine.tasks.deploying import Deployer, Preprocessor
from lstm_core.engine.tasks.trained import RequestHandler
from lstm_core.errors import RunError, Sentence
from lstm_core.results.base import TrainResult
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TaskName
from lstm_core.spec.training import TrainSpec

if TYPE_CHECKING:
    import torch
    from torch import nn

    from lstm_core.engine.training.checkpoints import Checkpoints, Progress
    from lstm_core.engine.training.loop import Emit
    from lstm_core.engine.training.task import Task as Trainee


class Prepared(NamedTuple):
    """A network with its initial weights on the device, and the task that trains it."""

    network: "nn.Module"
    task: "Trainee"


class Folds(Protocol):
    """The pieces of a judgement that trains more networks than the run's own."""

    led: bool  # pieces may be members of the run; else the run trains them itself

    def run(self, emit: "Emit", should_stop: Callable[[], bool]) -> list[Any] | None:
        """Every piece, as the result keeps it; None when a stop was asked for."""
        ...

    def judged(self) -> list[Any]:
        """The pieces that need no more training."""
        ...

    @property
    def count(self) -> int:
        """How many pieces there are."""
        ...

    def begun(self, emit: "Emit", should_stop: Callable[[], bool]) -> list[Any] | None:
        """The first pieces, which the run judges itself; None when a stop was asked for."""
        ...

    def member(self, number: int) -> TrainRunSpec:
        """The spec of one piece as a run of its own on the data of this one."""
        ...

    def piece(self, number: int, result: TrainResult | None) -> Any:
        """One piece with the scores of its member; without any when its training diverged."""
        ...


class Refitting(Protocol):
    """A second training, whose network is delivered in the place of the one that was judged."""

    network: "nn.Module"
    task: "Trainee"
    train: TrainSpec

    def take(self) -> None:
        """The judging task delivers this network, which is trained."""
        ...

    def give_up(self, step: int) -> None:
        """The judging task delivers its own network: this one diverged at that step."""
        ...


class TaskEngine(Protocol):
    """What the module of a task does; `material` is what its data module loads."""

    def prepare(self, spec: TrainRunSpec, material: Any, device: "torch.device") -> Prepared:
        """Network and task of a spec; draws the initial weights from torch's generator."""
        ...

    def folds(self, spec: TrainRunSpec, material: Any, trained: "TrainedNetwork") -> Folds | None:
        """The pieces that the spec asks for beyond the run's own result; None where it asks for none."""
        ...

    def refitting(
        self, spec: TrainRunSpec, judging: Any, progress: "Progress", device: "torch.device"
    ) -> Refitting | None:
        """A second training of the task that judged the first one; None where the spec asks for none.

        Draws the initial weights from torch's generator.
        """
        ...


class TrainedNetwork(NamedTuple):
    """A network that carries the run's best weights, where it lies, and where pieces are kept."""

    network: "nn.Module"
    device: "torch.device"
    checkpoints: "Checkpoints | None"


def of(task: TaskName) -> TaskEngine:
    """The module of a task."""
    return cast("TaskEngine", import_module(f"lstm_core.engine.tasks.{task}.preparation"))


def answerer(task: TaskName) -> RequestHandler:
    """What answers for runs of that task. Raises RunError for a task that answers nothing."""
    name = f"lstm_core.engine.tasks.{task}.inference"
    if find_spec(name) is None:
        raise RunError(Sentence("inference.not_for_task", {"task": task}))
    return cast("RequestHandler", import_module(name).answer)


def deployer(task: TaskName) -> Deployer:
    """What a run of that task needs where this project is not. Raises RunError for a task that cannot be deployed."""
    name = f"lstm_core.engine.tasks.{task}.deployment"
    if find_spec(name) is None:
        raise RunError(Sentence("deploy.not_for_task", {"task": task}))
    return cast("Deployer", import_module(name).deployment)


def compressor(task: TaskName) -> Compressor:
    """How networks of that task are compressed. Raises RunError for a task that knows no way."""
    name = f"lstm_core.engine.tasks.{task}.compression"
    if find_spec(name) is None:
        raise RunError(Sentence("compress.not_for_task", {"task": task}))
    return cast("Compressor", import_module(name))


def preprocessor(task: TaskName) -> Preprocessor | None:
    """What training fitted besides the weights, as plain values; None for a task that cannot be deployed."""
    name = f"lstm_core.engine.tasks.{task}.deployment"
    return None if find_spec(name) is None else cast("Preprocessor", import_module(name).preprocessing)
