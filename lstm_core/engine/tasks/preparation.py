"""A run's folder and spec made into what is trained, by the modules of its task."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lstm_core.data import tasks
from lstm_core.engine.tasks import contract
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    import torch

LoadedData = Any  # what the data module of the task loads


def load(spec: TrainRunSpec, path: Path) -> LoadedData:
    """The data of a run as its task wants it. Raises DataError."""
    return tasks.of(spec.data.task).load(spec.data, path)


def prepare(spec: TrainRunSpec, material: LoadedData, device: "torch.device") -> contract.Prepared:
    """Network and task of a spec; draws the initial weights from torch's generator."""
    return contract.of(spec.data.task).prepare(spec, material, device)
