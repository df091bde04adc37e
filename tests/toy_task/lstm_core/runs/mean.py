"""Whether a run that learns a mean fits its data."""

from pathlib import Path

from lstm_core.errors import DataError, Message
from lstm_core.spec.run import RunSpec


def check(_spec: RunSpec, path: Path) -> None:
    if not path.read_text().split():
        raise DataError(Message("mean.empty"))
