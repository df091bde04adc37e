"""The data section of a forecasting run."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.spec import countries
from lstm_core.spec.base import Columns, Fraction, ManyColumns, MissingCodes, RowCount, Spec, check_file
from lstm_core.spec.constants import CALENDAR_COLUMNS
from lstm_core.spec.likelihoods import COUNTING, needed_by
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.section import DataSection
from lstm_core.spec.zones import is_zone

SERIES, VALUE = "series", "value"  # of a wide table that is read as a long one: names where none are given
LEVEL = "="  # between a column of text and one of its levels in the name of an input


def level_of(name: str) -> tuple[str, str] | None:
    """Column and level of an input that marks a level, such as promo=yes; None for any other name."""
    column, _, level = name.partition(LEVEL)
    return (column, level) if column and level else None


class CsvFormat(Spec):
    """How the bytes of a CSV file are read; found by `lstm_core.data.series.tables.sniff`, then fixed."""

    encoding: str = Field("utf-8", description="Python name of the text encoding")
    delimiter: Literal[",", ";", "\t", "|", " "] = ","
    decimal: Literal[".", ","] = "."
    header: bool = Field(True, description="the first row holds column names; without one they are column_1, ...")


class SeriesData(DataSection):
    """A time series, how it is split in time and how windows are cut from it."""

    MAY_DIFFER: ClassVar[frozenset[str]] = frozenset(
        (
            "window", "strategy", "scaling", "winsorise", "window_scaling", "transform", "difference",
            "floor", "ceiling",
            "past_columns", "future_columns", "static_columns", "calendar", "holidays",
        )
    )  # fmt: skip

    JUDGING: ClassVar[Mapping[str, Any]] = {"folds": 0, "classics": False, "refit": "none"}

    task: Literal["series"] = "series"
    source: Literal["sunspots", "co2", "made", "file"] = Field(
        "sunspots", description="yearly sunspots, weekly CO2, a made series with known structure, or a CSV file"
    )
    file: str | None = Field(None, description='path of the CSV file; only with source "file"')
    name: str | None = Field(None, max_length=200, description="what a person calls the data, shown in titles")
    format: CsvFormat = CsvFormat()
    time_column: str | None = Field(None, description="column of dates or times; rows are sorted by it")
    time_format: str | None = Field(
        None, max_length=100, description="how the time column is written, in strptime's marks; null: ISO 8601"
    )
    zone: str | None = Field(
        None,
        max_length=100,
        description="IANA name or fixed offset such as +05:30 in which times are told and days, weeks and hours are "
        "counted, where the time column names offsets; null: as UTC",
    )
    id_column: str | None = Field(
        None, description="column that says of each row to which series of a long table it belongs; null: there is one"
    )
    id: str | None = Field(
        None,
        max_length=1000,
        description="the series of a long table that is read, as its id column writes it; null: all of them, or those "
        "of ids, with one global network",
    )
    ids: Columns = Field(
        (), description="series of a long table that one global network reads, as its id column writes them; none: all"
    )
    series_columns: ManyColumns = Field(
        (),
        description="columns of a wide table that are each a series, read as a long table: id_column (series "
        "where none is named) says the name of the column and target its value; inputs are the same for every series",
    )
    target: str = Field("value", description="the column to forecast")
    further_targets: Columns = Field((), description="more columns to forecast at the same time")
    past_columns: Columns = Field(
        (),
        description="columns that are read, known up to the moment of the forecast only; promo=yes is 1 where the "
        "column promo says yes, else 0",
    )
    future_columns: Columns = Field(
        (),
        description="columns that are read and known ahead, also levels such as promo=yes; the file goes on for them "
        "after the last target",
    )
    static_columns: Columns = Field(
        (),
        description="columns that say the same in every row of a series, of several that one network reads: it is told "
        "them at every step; region=north is 1 for the series of which the column region says north, else 0",
    )
    calendar: bool = Field(
        False, description="read hour, weekday, month and day of the year as sine and cosine, known ahead"
    )
    holidays: str | None = Field(
        None,
        max_length=10,
        description="ISO 3166 code of a country, e.g. DE, CN or US, whose public holidays are read, known ahead: 1 on "
        "such a day, for steps of more than a day how many it has; null: none",
    )
    missing: Literal["refuse", "forward", "mask"] = Field(
        "refuse",
        description="missing values: refuse the data, carry the last known value forward, or leave them out and tell "
        "the network what is missing and how long ago a value was seen",
    )
    grid: bool = Field(
        False,
        description="rows that the calendar of the time column has and the file has not are put in as missing ones, so "
        "that steps and seasons are those of the calendar; columns known ahead keep their last value there",
    )
    missing_codes: MissingCodes = Field(
        (), description="numbers that stand for missing in every column that is read, e.g. -200 or 9999"
    )
    window: int = Field(48, ge=2, le=100_000, description="steps that the network reads before each forecast")
    horizon: int = Field(12, ge=1, le=10_000, description="steps that it forecasts")
    strategy: Literal["direct", "recursive"] = Field(
        "direct",
        description="direct: one output for every step ahead; recursive: one step (or patch) ahead, fed with its own "
        "forecasts",
    )
    classics: bool = Field(
        False,
        description="set exponential smoothing, the Theta method, ARIMA and drift beside the network, and deliver the "
        "median of all forecasters, weighted by their errors on the validation part",
    )
    season: int | None = Field(None, ge=2, le=100_000, description="period of the seasonal naive baseline, in steps")
    transform: Literal["none", "log", "log1p", "box_cox"] = Field(
        "none",
        description="of every target before anything else, undone in forecasts and intervals: logarithm, logarithm of "
        "1 + value, Box-Cox with a power fitted on the training part, or none",
    )
    difference: Literal["none", "first", "seasonal"] = Field(
        "none",
        description="what the network reads and forecasts is the change of a target (transformed) from one step or one "
        "season before; forecasts are added up again; none: the values themselves",
    )
    floor: float | None = Field(None, description="no forecast of a target lies below; null: no such bound")
    ceiling: float | None = Field(None, description="no forecast of a target lies above; null: no such bound")
    scaling: Literal["minmax", "standard", "mean", "none"] = Field(
        "minmax",
        description="fitted on the training part only: to [0, 1], to mean 0 and deviation 1, divided by the mean size "
        "(0 stays 0), or none",
    )
    winsorise: float | None = Field(
        None,
        ge=0.5,
        le=100,
        description="outliers: values further outside the quartiles of the training part than so many interquartile "
        "ranges are drawn in to there (Tukey's fences), in what the network reads and learns from; scores use the "
        "values as they are; null: none",
    )
    window_scaling: Literal["none", "last", "instance", "instance_affine"] = Field(
        "last",
        description="of each window, undone in its forecast: none; subtract the last value; to mean 0 and deviation 1 "
        "(reversible instance normalisation); the same with a trained gain and bias",
    )
    validation_fraction: Fraction = 0.15
    test_fraction: Fraction = 0.15
    split_rows: tuple[RowCount, RowCount, RowCount] | None = Field(
        None, description="rows of the three parts from the first row on, later rows unused; null: the shares decide"
    )
    folds: int = Field(
        0,
        ge=0,
        le=20,
        description="walk-forward backtest after training: pieces of the test part, before each of which the network "
        "is trained anew on all earlier rows; 0: none",
    )
    refit: Literal["none", "before_test", "all"] = Field(
        "none",
        description="after training and validation train once more from the start, as long as was found best, and "
        "deliver that network; before_test: on both parts, it is tested; all: on the test part too, scores stay those "
        "of the network before it. Shares and intervals stay those that were judged before",
    )

    @model_validator(mode="before")
    @classmethod
    def _read_earlier(cls, raw: Any) -> Any:
        """Specs of version 0.1 say subtract_last for what window_scaling says now; a wide table needs no names.

        A refit was a switch before it could be on all rows.
        """
        if isinstance(raw, Mapping) and isinstance(raw.get("refit"), bool):
            raw = {**raw, "refit": "before_test" if raw["refit"] else "none"}
        if isinstance(raw, Mapping) and raw.get("series_columns"):
            target = raw.get("target", VALUE)
            named = {"id_column": raw.get("id_column") or SERIES}
            raw = {**raw, **named, "target": VALUE if target in raw["series_columns"] else target}
        if not isinstance(raw, Mapping) or not isinstance(raw.get("subtract_last"), bool):
            return raw
        kept = {name: value for name, value in raw.items() if name != "subtract_last"}
        return {"window_scaling": "last" if raw["subtract_last"] else "none", **kept}

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_file(self.source, self.file)
        total = self.validation_fraction + self.test_fraction
        if total >= 0.9:
            raise PydanticCustomError("fractions", "fractions", {"total": total})
        named = (*self.columns, *self.static_columns, *self.series_columns)
        twice = next((name for name, count in Counter(named).items() if count > 1), None)
        if twice is not None:
            raise PydanticCustomError("column_twice", "column twice", {"column": twice})
        if self.strategy == "recursive" and self.past_columns:
            raise PydanticCustomError("recursive_past", "recursive", {"column": self.past_columns[0]})
        if self.difference == "seasonal" and self.season is None:
            raise PydanticCustomError("difference_needs_season", "difference")
        if self.floor is not None and self.ceiling is not None and self.floor >= self.ceiling:
            raise PydanticCustomError("floor_above_ceiling", "bounds", {"floor": self.floor, "ceiling": self.ceiling})
        self._check_ids()
        self._check_times()
        if self.grid and self.missing == "refuse":
            raise PydanticCustomError("grid_needs_missing", "grid", {"missing": self.missing})
        return self

    def _check_times(self) -> None:
        if self.calendar and self.time_column is None:
            raise PydanticCustomError("calendar_needs_time", "calendar")
        if self.holidays is not None and self.time_column is None:
            raise PydanticCustomError("holidays_needs_time", "holidays")
        if self.holidays is not None and self.holidays not in countries.codes():
            raise PydanticCustomError("holidays_unknown", "holidays", {"country": self.holidays})
        if self.zone is not None and self.time_column is None:
            raise PydanticCustomError("zone_needs_time", "zone")
        if self.zone is not None and not is_zone(self.zone):
            raise PydanticCustomError("zone_unknown", "zone", {"zone": self.zone})
        if self.grid and self.time_column is None:
            raise PydanticCustomError("grid_needs_time", "grid")

    def _check_ids(self) -> None:
        if self.id_column is None and (self.id is not None or self.ids):
            raise PydanticCustomError("id_needs_column", "id")
        if self.id is not None and self.ids:
            raise PydanticCustomError("id_and_ids", "ids", {"id": self.id})
        if self.series_columns and self.static_columns:
            raise PydanticCustomError("static_of_wide", "static", {"column": self.static_columns[0]})
        if self.panel:
            alone = {"further_targets": self.further_targets, "split_rows": self.split_rows}
            field = next((name for name, value in alone.items() if value), None)
            if field is not None:
                raise PydanticCustomError("panel_alone", "panel", {"field": field})
        elif self.static_columns:
            raise PydanticCustomError("static_needs_panel", "static", {"column": self.static_columns[0]})

    @property
    def panel(self) -> bool:
        """Several series of a long table, or of one that is read as such, are read by one global network."""
        return self.id_column is not None and self.id is None

    @property
    def wide(self) -> bool:
        """A wide table is read as a long one."""
        return bool(self.series_columns)

    @property
    def targets(self) -> tuple[str, ...]:
        """Every column to forecast, the main one first."""
        return (self.target, *self.further_targets)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every column that is read as text: times, ids, and those whose levels are inputs."""
        levels = (level_of(name) for name in (*self.past_columns, *self.future_columns, *self.static_columns))
        marked = [level[0] for level in levels if level is not None and level[0] not in self.columns]
        ids = None if self.series_columns else self.id_column
        return tuple(dict.fromkeys(name for name in (self.time_column, ids, *marked) if name is not None))

    @property
    def refits(self) -> bool:
        """A second training follows on more rows."""
        return self.refit != "none"

    def whole(self, newer: int = 0) -> Self:
        """The same with all rows that the refit learns from in the training part; the last `newer` came after it."""
        tested = self.refit != "all"
        if self.split_rows is None:
            return self.model_copy(update={"validation_fraction": 0.0} | ({} if tested else {"test_fraction": 0.0}))
        training, validation, test = self.split_rows
        left = test if tested else newer
        return self.model_copy(update={"split_rows": (training + validation + test - left, 0, left)})

    @property
    def of_time(self) -> int:
        """Columns of the network's table that follow from the time of a row."""
        return (CALENDAR_COLUMNS if self.calendar else 0) + (self.holidays is not None)

    @property
    def lag(self) -> int:
        """Rows back to the value that is subtracted from each; 0 where none is."""
        return {"none": 0, "first": 1, "seasonal": self.season or 0}[self.difference]

    @property
    def line_subtracts(self) -> bool:
        """The linear baseline reads a window less its last value; not differences that the network reads as such."""
        return not (self.lag and self.window_scaling == "none")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read as numbers."""
        return (*self.targets, *self.past_columns, *self.future_columns)

    def check_beside(self, model: ModelSpec, loss: str) -> None:
        """Rules between this section and the others. Raises PydanticCustomError."""
        if model.dropout > 0 and model.layers == 1 and model.cell != "transformer":
            raise PydanticCustomError("dropout_needs_layers", "dropout", {"dropout": model.dropout})
        if model.cell == "gru_d" and self.missing != "mask":
            raise PydanticCustomError("decay_needs_mask", "decay", {"missing": self.missing})
        if self.window % model.patch:
            raise PydanticCustomError("patch_window", "patch", {"patch": model.patch, "window": self.window})
        if model.id_embedding and not self.panel:
            raise PydanticCustomError("embedding_needs_panel", "embedding", {"size": model.id_embedding})
        needed = needed_by(loss, self.model_dump())
        if needed and loss in COUNTING:
            told = {f"data.{name}": value for name, value in needed.items()}
            listed = ", ".join(f"{path} {json.dumps(value)}" for path, value in told.items())
            raise PydanticCustomError("counts_need", "counts", {"loss": loss, "needed": listed})
        if needed:
            raise PydanticCustomError("recursive_quantile", "recursive")

    def time(self, model: ModelSpec) -> int:
        """Steps of time that the recurrence takes through one window."""
        return self.window // model.patch
