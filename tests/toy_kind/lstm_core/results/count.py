"""What a run that counts came to."""

from lstm_core.results.base import RunResult


class CountResult(RunResult):
    """result.json of a run that counts."""

    counted: int
