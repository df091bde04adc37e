"""What a tool tells of a run that counts."""

from typing import Any

from lstm_core.runs.count import CountRecord

from assistant.tools.context import Context


def line(record: CountRecord) -> dict[str, Any]:
    """One row of a list."""
    return {"run": record.id, "state": record.state.value, "counted": record.step}


def describe(_box: Context, record: CountRecord) -> dict[str, Any]:
    """There is no more to say."""
    return line(record)
