"""Whether a forecasting run fits its table and this machine."""

from pathlib import Path

from lstm_core.data.series import proposals
from lstm_core.data.series.table_checks import TableFile, check_counts
from lstm_core.data.series.tables import file_name, load_series, read_table, read_values
from lstm_core.runs.memory import check_memory
from lstm_core.spec.likelihoods import COUNTING
from lstm_core.spec.run import TrainRunSpec


def check(spec: TrainRunSpec, path: Path) -> None:
    series = load_series(spec.series, path)
    proposals.check(spec, series)
    if spec.train.loss in COUNTING:
        place = TableFile(path, file_name(spec.series, path), spec.series)
        rows = read_values(spec.series, read_table(path, spec.series.format, spec.series.texts))
        check_counts(place, rows, spec.train.loss)
    check_memory(spec, len(series.values))
