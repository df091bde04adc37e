"""What a forecasting run needs elsewhere: how its table is read and scaled, and the forecast behind its last row.

`T` rows, `H` horizon, `C` targets, `Q` quantiles.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from lstm_core.data.series import calendars, public_days, table_checks
from lstm_core.data.series.categories import Categories
from lstm_core.data.series.panel import Panel
from lstm_core.data.series.tables import Series, read_table, read_values
from lstm_core.data.series.transforms import floor_of
from lstm_core.data.tasks import of
from lstm_core.engine.tasks.deploying import Deployment, Origin
from lstm_core.engine.tasks.series.deployed_rows import as_text, sample_of, written
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.inputs import Inputs, Scaling, elapsed
from lstm_core.engine.tasks.series.intervals import LEVEL, NEWEST, bounds
from lstm_core.engine.tasks.series.panel_deployment import Member, PanelNetworks, split
from lstm_core.engine.tasks.series.result import future_times, interval_widening, unit_of, widened
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.spec.derived import levels_of
from lstm_core.spec.likelihoods import LIKELIHOODS
from lstm_core.spec.series import SeriesData

SAMPLE = "sample_input.csv"
PACKAGES = ("pandas",)
MOST_SHOWN = 60  # series in demo.html, the first ones


def deployment(origin: Origin) -> Deployment:
    """Table, scaling, windows, and the run's own forecast behind its last row. Raises DataError and RunError."""
    series: Series | Panel = of(origin.spec.data.task).load(origin.spec.data, origin.data)
    if isinstance(series, Panel):
        return _of_panel(origin, series)
    return _Deploying(origin, series).deployment()


def preprocessing(origin: Origin, series: Series | Panel) -> dict[str, Any]:
    """What training fitted besides the weights, as plain values."""
    if isinstance(series, Panel):
        networks = PanelNetworks(origin, series)
        return _told_of_each({name: _of_member(networks, name, each) for name, each in networks.members()})
    return _Deploying(origin, series).preprocessing()


def _of_panel(origin: Origin, panel: Panel) -> Deployment:
    """The same of every series of a panel, each by its id."""
    networks = PanelNetworks(origin, panel)
    each = {name: _of_member(networks, name, member) for name, member in networks.members()}
    told = _told_of_each(each)
    told.pop("numbered")
    for name, own in told["series"].items():  # a vector in the place of a number
        own["beside"] = [*panel.series[name].statics, *networks.vector(name)]
    data = origin.spec.series
    rows, expected_of = sample_of(origin, each)
    sample = written(data, rows)
    expected = {"series": expected_of}
    parts = told, (SAMPLE, sample), expected
    if networks.told.likelihood is not None:
        return Deployment(networks.told, *parts, (*PACKAGES, "scipy"), panel.digest, data.window)
    shown = {name: own.demo() for name, own in islice(each.items(), MOST_SHOWN)}
    return Deployment(networks.told, *parts, PACKAGES, panel.digest, data.window, {"series": shown})


def _of_member(networks: PanelNetworks, name: str, member: Member) -> "_Deploying":
    return _Deploying(networks.origin, networks.panel.series[name], member)


def _told_of_each(each: "dict[str, _Deploying]") -> dict[str, Any]:
    """What is told of every series, what is the same once; what a step holds beside them ends with their place."""
    told = split({name: own.preprocessing() for name, own in each.items()})
    told.pop("id", None)
    first = next(iter(each.values())).data
    told |= {"wide": list(first.series_columns)} if first.wide else {}
    told["numbered"] = any(own.task.layout.ids for own in each.values())
    for place, (name, own) in enumerate(each.items()):
        told["series"][name].pop("id", None)
        told["series"][name]["beside"] = [*own.series.statics, place][: own.task.layout.beside]
    return told


@dataclass
class _Deploying:
    """One series with the network that forecasts it, which may be one of several."""

    origin: Origin
    series: Series
    member: Member | None = None

    @cached_property
    def data(self) -> SeriesData:
        return self.origin.spec.series if self.member is None else self.member.data

    @cached_property
    def judging(self) -> SeriesTask:
        """The task of the network that was judged on the validation part."""
        if self.member is not None:
            return self.member.judging
        return SeriesTask(self.origin.spec, self.series, torch.device("cpu"))

    @cached_property
    def task(self) -> SeriesTask:
        """The task of the network that is delivered."""
        if self.member is not None:
            return self.member.task
        return self.judging.refitting() if self.origin.refitted else self.judging

    @cached_property
    def fitted(self) -> Inputs:
        """What the network reads, scaled as it was trained."""
        return Inputs.of(self.task.data, self.series, numbered=self.task.layout.ids > 0)

    @cached_property
    def network(self) -> SeriesForecaster:
        if self.member is not None:
            return self.member.network
        network = SeriesForecaster(self.origin.spec, self.task.layout)
        return cast("SeriesForecaster", self.origin.trained(network))

    @cached_property
    def judged(self) -> np.ndarray:
        """What the network that was judged said (N, H, C, Q) behind the validation part."""
        if self.member is not None:
            return self.member.judged
        return self.judging.forecast(self.before, self.judging.parts.validation)

    @cached_property
    def before(self) -> torch.nn.Module:
        """The network that was judged, before a refit."""
        return self.origin.judged(SeriesForecaster(self.origin.spec, self.task.layout))

    def tested(self, newest: int) -> np.ndarray:
        """What the network says (N, H, C, Q) that was tested, behind the last so many origins of the test part."""
        if self.member is not None:
            return self.member.tested[-newest:]
        origins = self.judging.parts.test[-newest:]
        if self.origin.spec.series.refit == "all":
            return self.judging.forecast(self.before, origins)
        return self.task.forecast(self.network, origins)

    @cached_property
    def widening(self) -> np.ndarray | None:
        """By how much (H, C) the outer quantiles move apart; None where there are none."""
        task, train = self.task, self.origin.spec.train
        if len(levels_of(train)) < 2:
            return None
        truth = task.truth_of(self.judging.parts.validation)
        return interval_widening(task.transform, self.judged, truth, train.quantiles)

    @cached_property
    def interval(self) -> np.ndarray | None:
        """What to add (H, C, 2) to transformed forecasts for the ends of an interval, by the newest errors.

        Those on the validation part are of the network that was judged there. None beside quantiles, and where no
        error of a step is known.
        """
        task, newest = self.task, NEWEST + self.data.horizon
        if levels_of(self.origin.spec.train):
            return None
        if self.judging.pooled is not None:
            ends = unit_of(self.judging) * self.judging.pooled  # (H, 2)
            return ends[:, None]
        if np.isnan(task.truth).any():
            newest = len(task.truth)
        parts = self.judging.parts
        validation, test = parts.validation[-newest:], parts.test[-newest:]
        said = [self.judged[-newest:], *([self.tested(newest)] if test else [])]
        errors = [
            task.transform.levels(task.truth_of(part)) - task.transform.levels_of(each)[..., 0]
            for part, each in zip((validation, test), said, strict=False)
        ]
        told, origins = np.concatenate(errors)[-newest:], [*validation, *test][-newest:]
        last = [len(task.truth) - 1]
        found = np.stack([bounds(told[..., place], origins, last)[0] for place in range(told.shape[-1])], axis=1)
        return None if np.isnan(found).any() else found

    def deployment(self) -> Deployment:
        sample = SAMPLE, written(self.data, self.rows(self.table, as_text(self.origin, self.data)))
        digest = self.series.digest
        told = self.preprocessing(), sample, self.expected()
        if self.network.likelihood is not None:  # what is said becomes quantiles outside of the network, by SciPy
            return Deployment(self.network, *told, (*PACKAGES, "scipy"), digest, self.data.window)
        return Deployment(self.network, *told, PACKAGES, digest, self.data.window, self.demo())

    def demo(self) -> dict[str, Any]:
        """The last window as it stands in the data, what is known behind it, and what of the table is no value."""
        data, series, window = self.data, self.series, self.data.window
        inputs, rows = self.fitted, len(series.values)
        layout, since = inputs.layout, elapsed(series.stamps, rows) / window
        begin = rows - window - data.lag
        read = [series.columns(data), *(series.others[name][:rows, None] for name in data.past_columns)]
        known = [series.others[name][:, None] for name in data.future_columns]
        values = np.column_stack([*read, *(column[:rows] for column in known)])[begin:]
        ahead = np.column_stack([column[rows : rows + data.horizon] for column in known]) if known else None
        first, gaps = inputs.table[rows - window], list[float]()
        if layout.masked:
            past = 3 * layout.targets
            gaps = [*first[2 * layout.targets : past], *first[past + 2 * layout.past : past + 3 * layout.past]]
        waves = inputs.table[rows - window : rows + data.horizon, -data.of_time :] if data.of_time else None
        times = series.times[begin:] if series.stamps is not None else range(begin + 1, rows + 1)
        return {
            "rows": [[None if np.isnan(each) else float(each) for each in row] for row in values],
            "ahead": [[] for _ in range(data.horizon)] if ahead is None else ahead.tolist(),
            "times": [str(each) for each in times],
            "since": since[-window:].tolist(),
            "before": self.task.levels[begin : begin + max(data.lag, 1)].tolist(),
            "gaps": [float(each) for each in gaps],
            "waves": None if waves is None else waves.astype(np.float64).tolist(),
        }

    def preprocessing(self) -> dict[str, Any]:
        data, spec, series, inputs = self.data, self.origin.spec, self.series, self.fitted
        scaled = {"targets": inputs.scaling, "past": inputs.past_scaling, "known": inputs.known_scaling}
        return {
            "file": {**data.format.model_dump(), "columns": self._names},
            "time_column": data.time_column,
            "time_format": data.time_format,
            "id_column": data.id_column,
            "id": data.id,
            "targets": list(data.targets),
            "past_columns": list(data.past_columns),
            "known_columns": list(data.future_columns),
            "marks": {name: list(mark) for name, mark in self._categories().marks.items()},
            "levels": {name: list(levels) for name, levels in series.levels.items()},
            "calendar": self._calendar(),
            "zone": self._zone(),
            "reads_calendar": data.calendar,
            "holidays": self._holidays(),
            "missing": data.missing,
            "missing_codes": list(data.missing_codes),
            "grid": data.grid,
            "blank_end": data.split_rows is not None and not data.future_columns,
            "window": data.window,
            "horizon": data.horizon,
            "reach": self.task.reach,
            "transform": {
                "kind": inputs.transform.kind,
                "powers": list(inputs.transform.powers),
                "lag": inputs.transform.lag,
                "bounds": [inputs.transform.floor, inputs.transform.ceiling],
                "floor": None if inputs.transform.kind == "none" else floor_of(inputs.transform.kind),
            },
            "quantiles": list(levels_of(spec.train)),
            "likelihood": spec.train.loss if spec.train.loss in LIKELIHOODS else None,
            "widening": None if self.widening is None else self.widening.tolist(),
            "interval": None
            if self.interval is None
            else {
                "level": LEVEL,
                "low": self.interval[..., 0].tolist(),
                "high": self.interval[..., 1].tolist(),
            },
            "scaling": {name: scaling_of(each) for name, each in scaled.items() if each is not None},
        }

    @cached_property
    def _names(self) -> list[str]:
        """Every column of the file, also those that are not read."""
        if self.member is not None:
            return self.member.columns
        return [str(name) for name in read_table(self.origin.data, self.data.format, rows=1).columns]

    def _categories(self) -> Categories:
        return Categories.of(self.data, self._names)

    def _calendar(self) -> dict[str, Any] | None:
        """The rhythm of the times; `usual` is the most usual distance of two rows in microseconds."""
        stamps = self.series.stamps
        if stamps is None:
            return None
        found = calendars.calendar_of(stamps)
        usual = float(np.median(np.diff(stamps).astype("timedelta64[us]").astype(np.float64)))
        return {
            "regular": found is not None,
            "unit": found.unit if found else "microsecond",
            "step": found.step if found else int(usual),
            "slots": list(found.slots) if found else [],
            "usual": usual,
            "precision": calendars.unit_of_text(self.series.times[-1]),
            "frequency": {language: found.frequency.text(language) if found else "" for language in LANGUAGES},
        }

    def _zone(self) -> dict[str, Any] | None:
        """Offsets and since when each counts, in seconds, so that no rules of zones are needed elsewhere."""
        clock = self.series.clock
        if clock is None:
            return None
        turns, offsets = ((each // 1_000_000).tolist() for each in (clock.zone.turns, clock.zone.offsets))
        return {"name": clock.zone.name, "local": clock.local, "turns": turns, "offsets": offsets}

    def _holidays(self) -> dict[str, Any] | None:
        """The dates of public holidays, and what a step covers, so that no library of them is needed elsewhere."""
        country, stamps = self.data.holidays, self.series.stamps
        if country is None or stamps is None:
            return None
        days = np.datetime_as_string(public_days.days_of(country)).tolist()
        told = {"years": list(public_days.years_of(country)), "span": list(public_days.span_of(stamps))}
        return {"country": country, **told, "days": days}

    def expected(self, rows: int | None = None) -> dict[str, Any]:
        """The forecast that the product makes of the steps behind the last row, of so many rows of the sample."""
        last = len(self.series.values) - 1
        found = self.task.forecast(self.network, range(last, last + 1))
        if self.widening is not None:
            found = widened(self.task.transform, found, self.widening)
        if self.interval is not None:
            said = self.task.transform.levels_of(found)
            ends = [said + self.interval[None, ..., end, None] for end in (0, 1)]
            found = self.task.transform.values_of(np.concatenate([said, *ends], axis=-1))
        times, rows = future_times(self.series, self.data.horizon), rows or last + 1 - self._first_row()
        if self.series.stamps is None:  # rows of the sample are counted from its own first one
            times = [str(rows + step) for step in range(1, self.data.horizon + 1)]
        return {"times": times, "values": found[0].tolist()}  # (H, C, Q)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The file of the run."""
        return read_table(self.origin.data, self.data.format, self.data.texts)

    def rows(self, table: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
        """The last rows as they stand in the file, in the order of time, and those that are known ahead."""
        data = self.data
        order, first, end = self.places(table)
        ahead = cells.loc[order[end : end + data.horizon]].copy() if data.future_columns else cells.iloc[:0]
        if len(ahead):
            sources = table_checks.sources_of(data, table.columns)
            known = sources[len(sources) - len(data.future_columns) :]
            ahead[[name for name in sources if name not in known]] = ""
        return pd.concat([cells.loc[order[first:end]], ahead])

    def places(self, table: pd.DataFrame) -> tuple[npt.NDArray[np.int64], int, int]:
        """Rows of the file in the order of time, and between which of these the rows of the sample lie."""
        rows, first = read_values(self.data, table), self._first_row()
        order = rows.index.to_numpy()
        if self.series.stamps is not None:
            times = rows["time"].dt.tz_localize(None).to_numpy("datetime64[us]")
            times = times if self.series.clock is None else self.series.clock.counted(times)
            begin, end = (int(np.searchsorted(times, self.series.stamps[at])) for at in (first, -1))
            return order, begin, end + 1
        dropped = sum(
            int(each.parameters["count"]) for each in self.series.notices if each.key == "data.leading_dropped"
        )
        return order, dropped + first, dropped + len(self.series.values)

    def _first_row(self) -> int:
        """Where a sample begins that gives the same window as the whole: every column was seen before the window."""
        data, rows = self.data, len(self.series.values)
        if data.lag and data.missing == "mask":
            return 0  # what is subtracted from a value may have been seen any number of seasons before
        first = max(0, rows - 2 * data.window - data.lag)
        if data.missing == "refuse":
            return first
        begun = rows - data.window
        columns = [self.series.values, *(self.series.others[name] for name in data.columns[1:])]
        seen = [np.flatnonzero(~np.isnan(each[:begun])) for each in columns]
        return min([first, *(int(each[-1]) if len(each) else 0 for each in seen)])


def scaling_of(scaling: Scaling) -> dict[str, list[float | None] | None]:
    """Offset, scale and fences of each column; None is a fence that no value reaches."""
    low, high = scaling.fences if scaling.fences is not None else (None, None)
    return {
        "offset": scaling.offset.tolist(),
        "scale": scaling.scale.tolist(),
        "low": None if low is None else [float(each) if np.isfinite(each) else None for each in low],
        "high": None if high is None else [float(each) if np.isfinite(each) else None for each in high],
    }
