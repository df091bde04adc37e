"""Whether a forecasting run fits its table and this machine."""

from pathlib import Path

from lstm_core.data.series import proposals
from lstm_core.data.series.tables import load_series
from lstm_core.runs.memory import check_memory
from lstm_core.spec.run import TrainRunSpec


def check(spec: TrainRunSpec, path: Path) -> None:
    series = load_series(spec.series, path)
    proposals.check(spec, series, path)
    check_memory(spec, len(series.values))
