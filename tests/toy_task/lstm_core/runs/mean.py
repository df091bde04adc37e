"""Whether a run that learns a mean fits its data."""

from pathlib import Path

from lstm_core.errors import DataError, Sentence
from lstm_core.spec.run import TrainRunSpec


def check(_spec: TrainRunSpec, path: Path) -> None:
    if not path.read_text().split():
        raise DataError(Sentence("mean.empty"))
