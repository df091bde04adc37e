"""What a run's script has to reproduce: the content of expected.json."""

from typing import Any

from lstm_core.reports.text import judged
from lstm_core.results.parsing import Result
from lstm_core.results.series import Scores, SeriesResult
from lstm_core.results.speech import SpeechResult
from lstm_core.results.text import TextResult
from lstm_core.runs.record import RunRecord

MOST_POINTS = 2000


def expected_of(record: RunRecord, result: Result) -> dict[str, Any]:
    """Curve (at most `MOST_POINTS` points, evenly kept), validations, test scores, digest of the data, versions.

    `record` must carry its whole curve.
    """
    stride = -(-len(record.curve.steps) // MOST_POINTS) or 1
    started = record.started
    return {
        "curve": {"steps": record.curve.steps[::stride], "loss": record.curve.loss[::stride]},
        "validation": {
            "steps": [event.step for event in record.evaluations],
            "loss": [event.loss for event in record.evaluations],
        },
        "best_step": result.best_step,
        "stopped_at": result.steps if result.cut else None,
        "test": _test(result),
        "folds": [_errors(fold.test) for fold in result.folds] if isinstance(result, SeriesResult) else [],
        "data_digest": result.data_digest,
        "device": started.device if started else None,
        "path": started.path if started else None,
        "device_name": started.device_name if started else None,
        "versions": started.versions if started else {},
    }


def _errors(test: dict[str, Scores]) -> dict[str, dict[str, float]]:
    return {name: {"mae": scores.mae, "rmse": scores.rmse, "mase": scores.mase} for name, scores in test.items()}


def _test(result: Result) -> dict[str, dict[str, float]]:
    """What the script measures on the test part."""
    match result:
        case SeriesResult():
            return _errors(result.test)
        case SpeechResult():
            return {
                name: {"wer": result.test[name].wer, "cer": result.test[name].cer, "right": result.test[name].right}
                for name in ("model", "beam", "guess")
            }
        case TextResult():
            names = ("nats", "bits_per_character")
            return {who: {name: getattr(scores, name) for name in names} for who, scores in judged(result).items()}
