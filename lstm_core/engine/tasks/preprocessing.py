"""preprocessing.json in the folder of a run: what training fitted besides the weights, for who predicts elsewhere."""

import hashlib
import json

from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.deploying import FORMAT, Origin
from lstm_core.engine.tasks.preparation import LoadedData
from lstm_core.runs.folder import write_json


def keep(origin: Origin, material: LoadedData) -> None:
    """Write what belongs to the run's best weights; nothing for a task that cannot be deployed."""
    preprocessor = contract.preprocessor(origin.spec.data.task)
    if preprocessor is None or not origin.folder.best.exists():
        return
    weights = hashlib.sha256(origin.folder.best.read_bytes()).hexdigest()
    told = {"format": FORMAT, "task": origin.spec.data.task, "weights": weights, **preprocessor(origin, material)}
    write_json(origin.folder.preprocessing, json.dumps(told, ensure_ascii=False, allow_nan=False))
