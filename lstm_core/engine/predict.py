"""`python -m lstm_core.engine.predict RUN_DIR NEW_FILE NAME`: what a trained forecaster says of newer rows.

The last line of standard output is a JSON object: {"rows": [[...]], "scores": {...}, "notices": [...]} or
{"error": key, "parameters": {...}}. Nothing is trained, and the run's folder stays as it is.
"""

import json
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import numpy as np

from lstm_core.data.series.continuation import continued, continued_each
from lstm_core.errors import DataError, RunError, Sentence, WorkbenchError
from lstm_core.reports.series.tables import rows_of_forecast, rows_of_ids
from lstm_core.results.parsing import parse_result
from lstm_core.results.series import SeriesColumn, SeriesResult
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TASKS

MOST_WINDOWS = 12  # of the newest rows of one of several series that are scored


def forecast(run: Path, new: Path, name: str, sheet: str | None = None) -> dict[str, Any]:
    """The forecast behind the newer rows, and the errors on them. Raises WorkbenchError."""
    import torch

    from lstm_core.engine.tasks.deploying import Origin
    from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
    from lstm_core.engine.tasks.series.result import result_of
    from lstm_core.engine.tasks.series.scores import mase_scale
    from lstm_core.engine.tasks.series.task import Delivered, Forecast, SeriesTask
    from lstm_core.engine.training.checkpoints import Progress
    from lstm_core.engine.training.task import TrainingEnd

    torch.set_num_threads(1)
    place = RunFolder(run)
    spec = parse_train_spec(place.spec.read_bytes())
    if not TASKS[spec.data.task].has("horizon"):
        raise RunError(Sentence("predict.not_for_task", {"task": spec.data.task}))
    if spec.data.panel:
        return _of_each(spec, place, new, name, sheet)
    with tempfile.TemporaryDirectory() as folder:
        found = continued(spec, place.data, new, Path(folder) / "longer.csv", name, sheet)
        task = SeriesTask(found.spec, found.series, torch.device("cpu"))
        origin = Origin(spec, place, "en")
        network = origin.judged(SeriesForecaster(found.spec, task.layout))
        if origin.refitted:
            later = origin.trained(SeriesForecaster(found.spec, task.layout))
            task.delivered = Delivered(later, task.refitting(found.added))
        with torch.no_grad():
            told: dict[str, Forecast] = {"model": task.forecaster(network), **task.baselines()}
            result = result_of(task, told, TrainingEnd(Progress(), "steps"))
    scores = _fresh_scores(result, found.added, len(found.series.values), mase_scale(task.truth[: task.first_test, 0]))
    notices = [{"key": each.key, "parameters": each.parameters} for each in found.notices]
    return {"rows": rows_of_forecast(result, spec.series), "scores": scores, "notices": notices, "added": found.added}


def _of_each(spec: TrainRunSpec, place: RunFolder, new: Path, name: str, sheet: str | None) -> dict[str, Any]:
    """The forecast behind the newer rows of every series, mixed as in the run, and the mean errors on them."""
    import torch

    from lstm_core.engine.tasks.deploying import Origin
    from lstm_core.engine.tasks.series.combination import weighted_mean
    from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
    from lstm_core.engine.tasks.series.panel import pool
    from lstm_core.engine.tasks.series.result import ColumnForecasts, gathered, main_column
    from lstm_core.engine.tasks.series.scores import mase_scale
    from lstm_core.engine.tasks.series.task import Delivered, Forecast, SeriesTask

    shares = SeriesResult.of(parse_result(place.result.read_bytes())).shares if place.result.exists() else {}
    ids: dict[str, SeriesColumn] = {}
    scores: list[dict[str, float]] = []
    notices = list[dict[str, Any]]()
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        longer = dict(continued_each(spec, place.data, new, Path(folder), name, sheet))
        tasks = {id: SeriesTask(found.spec, found.series, torch.device("cpu")) for id, found in longer.items()}
        layout = next(iter(tasks.values())).layout
        origin = Origin(spec, place, "en")
        network = origin.judged(SeriesForecaster(spec, layout))
        later = origin.trained(SeriesForecaster(spec, layout)) if origin.refitted else None
        told: dict[str, ColumnForecasts] = {}
        for id, task in tasks.items():
            task.drawn = MOST_WINDOWS
            task.delivered = Delivered(later, task.refitting(longer[id].added)) if later is not None else None
            forecasters: dict[str, Forecast] = {"model": task.forecaster(network), **task.baselines()}
            told[id] = gathered(task, forecasters).combined(shares, weighted_mean)
        pool(tasks, told, "combined" if shares else "model")
        for id, task in tasks.items():
            found, ids[id] = longer[id], main_column(task, told[id]).found
            rows, scale = len(found.series.values), mase_scale(task.truth[: task.first_test, 0])
            scores += filter(None, [_fresh_scores(ids[id], found.added, rows, scale)])
            notices += [{"key": each.key, "parameters": each.parameters} for each in found.notices]
    added = sum(found.added for found in longer.values())
    if added == 0:
        raise DataError(Sentence("data.nothing_new_of_ids", {"file": name}))
    mean = {key: float(np.mean([each[key] for each in scores])) for key in (scores[0] if scores else ())}
    unique = [each for at, each in enumerate(notices) if each["key"] not in [before["key"] for before in notices[:at]]]
    return {"rows": rows_of_ids(ids, spec.series), "scores": mean, "notices": unique, "added": added}


def _fresh_scores(result: SeriesColumn, added: int, rows: int, scale: float) -> dict[str, float]:
    """Mean absolute errors over the drawn windows that lie wholly within the newer rows; empty without any."""
    fresh = [each for each in result.windows if each.origin + 1 >= rows - added and None not in each.truth]
    if not fresh:
        return {}
    truth = np.array([each.truth for each in fresh], dtype=float)
    errors = {
        "delivered": [each.delivered for each in fresh],
        "network": [each.forecast for each in fresh],
        "linear": [each.linear for each in fresh],
        "persistence": [each.persistence for each in fresh],
    }
    found = {name: float(np.abs(np.array(said) - truth).mean()) for name, said in errors.items()}
    return {"windows": float(len(fresh)), **found, "mase": found["delivered"] / scale}


def main() -> int:
    """Write one line of JSON; what is wrong is told in it."""
    run, new, name, *sheet = sys.argv[1:]
    try:
        told = forecast(Path(run), Path(new), name, *sheet)
    except WorkbenchError as error:
        first = error.messages[0]
        told = {"error": first.key, "parameters": first.parameters}
    except Exception as error:
        traceback.print_exc()
        told = {"error": "predict.failed", "parameters": {"error": f"{type(error).__name__}: {error}"[:200]}}
    sys.stdout.write(json.dumps(told, ensure_ascii=False, allow_nan=False, default=str) + "\n")
    return 2 if "error" in told else 0


if __name__ == "__main__":
    sys.exit(main())
