"""Whether a forecasting run fits its table and this machine."""

from pathlib import Path

from lstm_core.data.series import proposals
from lstm_core.data.series.panel import rows_of
from lstm_core.data.series.task import load
from lstm_core.runs.memory import check_memory
from lstm_core.spec.run import TrainRunSpec


def check(spec: TrainRunSpec, path: Path) -> None:
    material = load(spec.series, path)
    proposals.check(spec, material, path)
    check_memory(spec, rows_of(material))
