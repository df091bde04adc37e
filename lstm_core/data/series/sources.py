"""Where a series comes from: three built-in sources and the user's own CSV file.

Guarantees: `place` puts the same bytes on every machine, whole or not at all, and can be repeated. The built-in CSV
has the columns time and value, numbers in their shortest exact form, a missing value as an empty cell.

- sunspots: yearly sunspot numbers 1700-2008 (SIDC), one cycle in about 11 years; from the files of statsmodels.
- co2: weekly CO2 at Mauna Loa 1958-2001 in ppm (Keeling & Whorf 2004), 59 weeks missing; from the files of statsmodels.
- made: hourly, made here from a fixed seed, see `made_values`.
"""

import contextlib
import csv
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from lstm_core.data.files.checks import admit
from lstm_core.data.series.panel import Panel, chosen_again, load_panel, one_of
from lstm_core.data.series.tables import Series, Values, file_name, load_series
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.languages import Language, Text
from lstm_core.spec.series import SeriesData

BuiltInSeriesName = Literal["sunspots", "co2", "made"]
CsvRows = Iterator[tuple[str, str]]  # time and value as they stand in the CSV

MADE_ROWS = 2016  # twelve weeks of hours
MADE_NOISE = 1.0  # standard deviation of the innovation: no one-step forecast has a smaller RMSE
MADE_PERSISTENCE = 0.8  # of the AR(1) noise


@dataclass(frozen=True)
class BuiltInSeries:
    """A built-in series: what it is called and how it is best forecast."""

    name: BuiltInSeriesName
    title: Text
    season: int
    window: int
    horizon: int
    time_format: str | None
    missing: Literal["refuse", "forward", "mask"]
    rows: Callable[[], CsvRows]
    test_fraction: float = 0.15  # longer where the shares of others would hold too few windows apart for an interval

    def data(self) -> SeriesData:
        """The part of a spec that describes this source."""
        return SeriesData(
            source=self.name,
            time_column="time",
            time_format=self.time_format,
            target="value",
            missing=self.missing,
            window=self.window,
            horizon=self.horizon,
            season=self.season,
            test_fraction=self.test_fraction,
        )


def generated_values() -> Values:
    """`MADE_ROWS` hours: 50 + 0.005 t + a day of two harmonics + a lower weekend + AR(1) noise, three decimals.

    The noise is n[t] = 0.8 n[t-1] + e[t] with deviation 1 of e, so the best forecast h steps ahead has an RMSE of
    sqrt((1 - 0.8^(2h)) / (1 - 0.8^2)): 1.00 for one step, 1.67 for many. NumPy keeps the stream of RandomState.
    """
    hours = np.arange(MADE_ROWS)
    phase = 2 * np.pi * hours / 24
    day = 8.0 * np.sin(phase - 2.0) + 3.0 * np.sin(2 * phase)
    weekend = np.where(hours // 24 % 7 >= 5, -6.0, 0.0)
    noise = np.random.RandomState(20240101).standard_normal(MADE_ROWS) * MADE_NOISE
    for hour in range(1, MADE_ROWS):
        noise[hour] += MADE_PERSISTENCE * noise[hour - 1]
    values: Values = np.round(50.0 + 0.005 * hours + day + weekend + noise, 3)
    return values


def _generated_rows() -> CsvRows:
    start = np.datetime64("2024-01-01T00:00:00")  # a Monday
    for hour, value in enumerate(generated_values()):
        yield str(start + np.timedelta64(hour, "h")), repr(float(value))


def _sunspots() -> CsvRows:
    for year, number in _carried("sunspots"):
        yield year, repr(float(number))


def _co2() -> CsvRows:
    for date, ppm in _carried("co2"):
        yield f"{date[:4]}-{date[4:6]}-{date[6:]}", repr(float(ppm)) if ppm else ""


def _carried(dataset: str) -> Iterator[list[str]]:
    """Rows of a CSV file that statsmodels carries, read without importing statsmodels (over a second)."""
    found = importlib.util.find_spec("statsmodels")
    if found is None or found.origin is None:
        raise DataError(Sentence("data.no_statsmodels", {"source": dataset}))
    path = Path(found.origin).parent / "datasets" / dataset / f"{dataset}.csv"
    with path.open(encoding="ascii", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


SOURCES: dict[BuiltInSeriesName, BuiltInSeries] = {
    "sunspots": BuiltInSeries("sunspots", Text("太阳黑子", "Sunspots"), 11, 44, 11, "%Y", "refuse", _sunspots, 0.25),
    "co2": BuiltInSeries("co2", Text("CO₂", "CO₂"), 52, 208, 52, None, "mask", _co2),
    "made": BuiltInSeries("made", Text("合成序列", "Made series"), 24, 192, 24, None, "refuse", _generated_rows),
}


def title(data: SeriesData, language: Language) -> str:
    """What the series is called in titles: the name that a person gave, the source's, or the file's."""
    if data.name:
        return data.name
    if data.source == "file":
        return file_name(data, Path())
    text = SOURCES[data.source].title
    return text.zh if language == "zh" else text.en


def write_data_file(data: SeriesData, target: Path) -> None:
    """Put the CSV that `data` describes at `target`: a file that nobody may write is linked, others are copied.

    Raises DataError when the user's file cannot be read; the content itself is checked by `load_series`.
    """
    origin = Path(str(data.file))
    if data.source == "file":
        admit(origin, file_name(data, origin))
        if target.exists() and target.samefile(origin):
            return
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if data.source == "file":
            _link_or_copy(origin, temporary)
        else:
            _write(SOURCES[data.source].rows(), temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _link_or_copy(origin: Path, target: Path) -> None:
    if origin.stat().st_mode & 0o222 == 0:
        with contextlib.suppress(OSError):  # another file system, or one without links
            os.link(origin, target)
            return
    shutil.copyfile(origin, target)


def _write(rows: CsvRows, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["time", "value"])
        writer.writerows(rows)


def series_of(data: SeriesData) -> Series:
    """The series that a spec describes, from wherever it comes. Raises DataError."""
    return one_of(material_of(data))


def material_of(data: SeriesData, before: Series | Panel | None = None) -> Series | Panel:
    """The same; of a long table all series that are read together, perhaps read `before`. Raises DataError."""
    if data.panel and isinstance(before, Panel):
        return chosen_again(before, data, Path(str(data.file)))
    if data.panel:
        return load_panel(data, Path(str(data.file)))
    if data.source == "file":
        return load_series(data, Path(str(data.file)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        write_data_file(data, path)
        return load_series(data, path)
