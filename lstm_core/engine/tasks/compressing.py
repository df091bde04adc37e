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

    from lstm_core.engine.export.program import Program
    from lstm_core.engine.training.task import Task as Trainee

Array = npt.NDArray[np.float64]
Inputs = dict[str, npt.NDArray[Any]]
Runtime = Callable[[Sequence[str], Mapping[str, npt.NDArray[Any]]], list[Any]]  # names of outputs, inputs -> outputs


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

    def stored(self, spec: TrainRunSpec, task: Any, program: "Program", run: Runtime) -> "nn.Module":
        """A stored file as a network that the task can judge."""
        ...

    def one_pass(self, task: Any, program: "Program", count: int) -> Inputs:
        """What a stored file reads in one pass of so many samples, by the names of its inputs."""
        ...

    def tensors(self, inputs: Inputs) -> "tuple[torch.Tensor, ...]":
        """The same as the trained network takes it."""
        ...


def begun(program: "Program", count: int) -> Inputs:
    """The states (count, ...) from which a stored file begins to read."""
    found: Inputs = {}
    for state in program.states:
        if state.kind == "rows":
            found[state.name] = np.zeros((count, 0, state.size), np.float32)
            continue
        initial = program.weights[state.initial] if isinstance(state.initial, str) else state.initial
        found[state.name] = np.broadcast_to(np.asarray(initial, np.float32), (count, state.size)).copy()
    return found
