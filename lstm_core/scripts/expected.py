"""What a run's script has to reproduce: the content of expected.json."""

from typing import Any

from lstm_core.results.parsing import Result
from lstm_core.runs.train import TrainRecord
from lstm_core.scripts.pytorch import contract

MOST_POINTS = 2000


def expected_of(record: TrainRecord, result: Result) -> dict[str, Any]:
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
        **contract.of(result.task).expected(result),
        "data_digest": result.data_digest,
        "device": started.device if started else None,
        "path": started.path if started else None,
        "device_name": started.device_name if started else None,
        "versions": started.versions if started else {},
    }
