"""What a training says, behind the door that every kind of run has: `lstm_core.kinds`."""

from lstm_core.i18n.languages import Language
from lstm_core.reports import contract
from lstm_core.reports.verdicts import explanation, headline, score, summary
from lstm_core.runs.train import TrainRecord

__all__ = ["explanation", "headline", "lines", "score", "summary"]


def lines(record: TrainRecord, language: Language) -> list[str]:
    """One line per forecaster for a terminal: its measures, and the change of the model's error against it."""
    if record.result is None:
        return []
    rows = contract.of(record.spec.data.task).lines(record, language)
    return [" ".join([f"{name:28}", *told]) for name, *told in rows]
