"""What compressing asks of a task: how a student is taught, how a network is judged sample by sample, how a file runs.

`lstm_core.engine.tasks.<task>.compression` is the module of a task; `engine.tasks.contract.compressor` looks it up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from lstm_core.results.compress import MetricChange
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    import torch
    from torch import nn

    from lstm_core.engine.training.task import Task as Trainee

Array = npt.NDArray[np.float64]
Inputs = dict[str, npt.NDArray[Any]]
Runtime = Callable[[Sequence[str], Mapping[str, npt.NDArray[Any]]], list[Any]]  # names of outputs, inputs -> outputs


class FileInputs(NamedTuple):
    """What a stored file reads: names of its inputs, and of its states what one sample (1, ...) begins with."""

    names: frozenset[str]
    states: dict[str, npt.NDArray[Any]]

    def begun(self, count: int) -> Inputs:
        """The states (count, ...) before the first symbol."""
        return {name: np.repeat(state, count, axis=0) for name, state in self.states.items()}


class Judgement(NamedTuple):
    """What a network is worth on the test part: its measure (less is better), and that of every sample (N,)."""

    value: float
    samples: Array
    weights: Array | None = None  # (N,) of the samples, where the measure is a ratio of sums


class Compressor(Protocol):
    """What the module of a task does."""

    MEASURE: str  # name of the deciding measure

    def taught(self, spec: TrainRunSpec, material: Any, device: "torch.device", teacher: "nn.Module") -> "Trainee":
        """The task with a teacher: its loss follows soft targets, its validation loss stays what it was."""
        ...

    def judged(self, task: Any, network: "nn.Module") -> Judgement:
        """A network on the test part, in evaluation mode."""
        ...

    def change(self, task: Any, original: Judgement, other: Judgement) -> MetricChange:
        """How much worse the other is, from paired differences."""
        ...

    def exported(self, spec: TrainRunSpec, network: "nn.Module") -> "nn.Module":
        """The network as it is written into a file."""
        ...

    def stored(self, spec: TrainRunSpec, network: "nn.Module", file: FileInputs, run: Runtime) -> "nn.Module":
        """A stored file of a network as one that the task can judge."""
        ...

    def one_pass(self, task: Any, network: "nn.Module", file: FileInputs, count: int) -> Inputs:
        """What a stored file reads in one pass of so many samples, by the names of its inputs."""
        ...

    def tensors(self, inputs: Inputs) -> "tuple[torch.Tensor, ...]":
        """The same as the exported network takes it."""
        ...
