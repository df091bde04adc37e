"""The data of a forecasting run."""

from pathlib import Path
from typing import Any, cast

from lstm_core.data.series import sources, windows
from lstm_core.data.series.autocorrelation import memory
from lstm_core.data.series.covariates import leaks_of
from lstm_core.data.series.panel import Panel, load_panel, one_of, series_in
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import Proposal
from lstm_core.data.series.proposals import propose as propose_series
from lstm_core.data.series.tables import Series, load_series
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search_spaces import Facts
from lstm_core.spec.series import SeriesData
from lstm_core.spec.tasks import DataSpec

WINDOWS, LONGEST_WINDOW = (0.5, 1.0, 2.0), 512  # times what the data remembers


def title(data: DataSpec, language: Language) -> str:
    return sources.title(SeriesData.of(data), language)


def place(data: DataSpec, target: Path) -> None:
    sources.write_data_file(SeriesData.of(data), target)


def load(data: DataSpec, path: Path) -> Series | Panel:
    told = SeriesData.of(data)
    return load_panel(told, path) if told.panel else load_series(told, path)


def keep(_material: Any, _path: Path) -> None:
    """Nothing."""


def propose(origin: Path | str, sheet: str | None = None) -> Proposal:
    if isinstance(origin, Path):
        return propose_series(profile(origin, sheet=sheet))
    return propose_series(cast("sources.BuiltInSeriesName", origin))


def warnings(spec: TrainRunSpec, material: Any) -> list[Sentence]:
    """Columns that tell of the target, and parts of the target that repeat."""
    return [leak.message for leak in leaks_of(spec.series, one_of(material))]


def facts(spec: TrainRunSpec, material: Any) -> Facts:
    """Windows of the training part, and how far back the series reaches: two seasons, or twice what it remembers."""
    series = one_of(material)
    data, rows = spec.series, len(series.values)
    remembered = memory(series.filled[: windows.boundaries(rows, data)[0]])
    reach = max(2 * (data.season or 0), 2 * remembered) or data.window
    most = min(LONGEST_WINDOW, windows.largest_window(rows, data) // 2)
    patch = spec.model.patch
    tried = {max(2, patch, round(reach * times / patch) * patch) for times in WINDOWS}
    samples = sum(len(windows.split(len(each.values), data).train) for each in series_in(material))
    fitting = tuple(sorted(window for window in tried if window <= max(most, data.window)))
    return Facts(samples=samples, windows=fitting, memory=reach)
