"""A run's folder and spec made into what is trained, by the modules of its task; what is kept for who predicts."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lstm_core.data import tasks
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.deploying import FORMAT, Origin
from lstm_core.runs.folder import RunFolder, write_json
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    import torch

LoadedData = Any  # what the data module of the task loads


def load(spec: TrainRunSpec, path: Path) -> LoadedData:
    """The data of a run as its task wants it. Raises DataError."""
    return tasks.of(spec.data.task).load(spec.data, path)


def load_in_run(spec: TrainRunSpec, path: Path) -> LoadedData:
    """The same in the run's own process, which leaves beside it what decodes the run without its data."""
    material = load(spec, path)
    tasks.of(spec.data.task).keep(material, path)
    return material


def prepare(spec: TrainRunSpec, material: LoadedData, device: "torch.device") -> contract.Prepared:
    """Network and task of a spec; draws the initial weights from torch's generator."""
    return contract.of(spec.data.task).prepare(spec, material, device)


def keep_preprocessing(spec: TrainRunSpec, folder: RunFolder, material: LoadedData) -> None:
    """Write preprocessing.json, which belongs to the best weights; nothing for a task that cannot be deployed."""
    preprocessor = contract.preprocessor(spec.data.task)
    if preprocessor is None or not folder.best.exists():
        return
    weights = hashlib.sha256(folder.best.read_bytes()).hexdigest()
    fitted = preprocessor(Origin(spec, folder, "en", folder.best), material)
    told = {"format": FORMAT, "task": spec.data.task, "weights": weights, **fitted}
    write_json(folder.preprocessing, json.dumps(told, ensure_ascii=False, allow_nan=False))
