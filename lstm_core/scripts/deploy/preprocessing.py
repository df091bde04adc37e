"""What predict.py of a download needs besides weights and network: the preprocessing that training fitted.

A training leaves it in its folder; for one that did not (it was stopped, or an earlier version trained it) the engine
makes it in a process of its own.
"""

import hashlib
import json
import subprocess
import sys
from typing import Any

from lstm_core.runs.folder import RunFolder
from lstm_core.runs.launcher import environment
from lstm_core.runs.train import TrainRecord
from lstm_core.scripts.deploy.rendering import can_predict

SECONDS = 600.0


def preprocessing_of(record: TrainRecord) -> str | None:
    """The JSON of a run's present weights; None for a run that cannot predict: no weights, no data, another task."""
    folder = RunFolder(record.path)
    data = record.spec.data
    if not (can_predict(data.task) and folder.best.exists()) or (data.wide and not data.panel):
        return None
    found = _kept(folder)
    if found is None and folder.data.exists():
        _make(folder)
        found = _kept(folder)
    return None if found is None else json.dumps(found, ensure_ascii=False) + "\n"


def _kept(folder: RunFolder) -> dict[str, Any] | None:
    """What the run's folder holds, when it belongs to these weights."""
    try:
        found = json.loads(folder.preprocessing.read_text(encoding="utf-8"))
        weights = hashlib.sha256(folder.best.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.pop("weights", None) == weights else None


def _make(folder: RunFolder) -> None:
    command = [sys.executable, "-m", "lstm_core.engine.preprocess", str(folder.path)]
    subprocess.run(command, check=False, capture_output=True, env=environment(), timeout=SECONDS)
