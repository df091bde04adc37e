"""Warnings on the data of a run and on its result, as events."""

from typing import Any

from lstm_core.data import tasks
from lstm_core.reports import contract
from lstm_core.results.base import TrainResult
from lstm_core.runs import events
from lstm_core.spec.run import TrainRunSpec


def data_findings(spec: TrainRunSpec, material: Any) -> list[events.FindingRaised]:
    """What may spoil a result of that data."""
    found = tasks.of(spec.data.task).warnings(spec, material)
    return [events.FindingRaised(seq=0, at=0, key=message.key, parameters=message.parameters) for message in found]


def findings(result: TrainResult) -> list[events.FindingRaised]:
    """What is wrong with a result."""
    return contract.of(result.task).findings(result)
