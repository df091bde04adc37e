"""preprocessing.json in the folder of a run: what training fitted besides the weights, for who predicts elsewhere."""

import hashlib
import json

from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.deploying import FORMAT, Origin
from lstm_core.engine.tasks.preparation import LoadedData
from lstm_core.runs.folder import RunFolder, write_json
from lstm_core.spec.run import TrainRunSpec


def keep(spec: TrainRunSpec, folder: RunFolder, material: LoadedData) -> None:
    """Write what belongs to the run's best weights; nothing for a task that cannot be deployed."""
    preprocessor = contract.preprocessor(spec.data.task)
    if preprocessor is None or not folder.best.exists():
        return
    weights = hashlib.sha256(folder.best.read_bytes()).hexdigest()
    fitted = preprocessor(Origin(spec, folder, "en", folder.best), material)
    told = {"format": FORMAT, "task": spec.data.task, "weights": weights, **fitted}
    write_json(folder.preprocessing, json.dumps(told, ensure_ascii=False, allow_nan=False))
