"""Newer rows for a trained run: what its network says of them, found in a process of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lstm_core.errors import RunError, Sentence
from lstm_core.runs.launcher import environment

SECONDS = 600.0


@dataclass(frozen=True)
class Prediction:
    """A head and rows of the forecast, errors on the newer rows (empty where none can be judged), and notices."""

    rows: list[list[Any]]
    scores: dict[str, float]
    notices: tuple[Sentence, ...]
    added: int


def predict(run: Path, new: Path, name: str | None = None, sheet: str | None = None) -> Prediction:
    """The forecast behind the rows of a newer file, of a workbook one `sheet`.

    Raises RunError with what is wrong with run or file.
    """
    command = [sys.executable, "-m", "lstm_core.engine.predict", str(run), str(new), name or new.name]
    command += [] if sheet is None else [sheet]
    try:
        done = subprocess.run(command, check=False, capture_output=True, env=environment(), timeout=SECONDS, text=True)
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        raise RunError(Sentence("predict.failed", {"error": f"{SECONDS:.0f} s"})) from None
    except (IndexError, ValueError):
        raise RunError(Sentence("predict.failed", {"error": f"exit {done.returncode}"})) from None
    if "error" in told:
        raise RunError(Sentence(told["error"], told["parameters"]))
    notices = tuple(Sentence(each["key"], each["parameters"]) for each in told["notices"])
    return Prediction(told["rows"], told["scores"], notices, told["added"])
