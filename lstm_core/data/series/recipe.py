"""What is done to the targets of a new table: chosen on its validation part by a quick backtest of a few candidates.

A line is fitted on the training windows of every candidate, a fraction of a second each; the network is then trained on
what the best one reads. A season is no task for a network that sees it a few dozen times: benchmarks/defaults.py.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from pydantic_core import PydanticCustomError

from lstm_core.data.series import baselines, windows
from lstm_core.data.series.panel import Panel, sample_of
from lstm_core.data.series.tables import Series
from lstm_core.data.series.transforms import Array, Kind, Transform, floor_of
from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData

POWERS = np.linspace(0, 1, 21)  # of a transform, among which the one is found that evens out the swings
GROWING = 0.5  # power below which the swings grow with the level
FEWEST_BLOCKS = 3  # seasons, or stretches of a dozen rows, that show it
BLOCK = 12
RISE = 1.5  # of the highest block by the lowest one: a level that stays says nothing of how swings follow it
FEWEST_WINDOWS = 8  # of the training part, for a line to be worth a look
FEWEST_TOUCHES, TOUCHING = 2, 0.005  # rows, and their share, at a bound that is one and no chance
SHARES = (1.0, 100.0)
MOST_ROWS = 20_000  # newest ones that are looked at
SHORT, SHORT_SEASONS, LONG_SEASONS = 24, 3, 2  # in the window of a network that reads differences
HARDER = 1.3  # times worse a network is at a season that it has to learn itself, beside a line that reads it off
MARGIN = 0.98  # of the error without a logarithm: one has to be better than chance,
CLEAR, BENEFIT = 0.25, 1.1  # unless the swings clearly grow: then growth goes on, and what a line errs by tells less
EXACT = 1e-3  # of the mean level: errors below are all the same


RECIPE = ("data.transform", "data.difference", "data.season", "data.window_scaling")
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Candidate(NamedTuple):
    """Fields of the data section, and the error of a line on the validation part in the units of the data."""

    changes: dict[str, Any]
    error: float
    seasonal: bool  # the data has a season
    margin: float  # of a logarithm

    def has(self, asked: Mapping[str, Any]) -> bool:
        """It is what a person asked for, as far as anybody did."""
        wanted = {name: asked.get(f"data.{name}") for name in ("transform", "difference")}
        return all(value in (None, self.changes.get(name, "none")) for name, value in wanted.items())

    @property
    def expected(self) -> float:
        """The error that a network is expected to have, for the order of candidates alone."""
        learned = HARDER if self.seasonal and "difference" not in self.changes else 1.0
        return self.error * learned / (self.margin if "transform" in self.changes else 1.0)


def chosen(
    data: SeriesData, series: Series, asked: Mapping[str, Any] = NOTHING, longer: int | None = None
) -> tuple[dict[str, Any], list[Sentence]]:
    """What suits a series, as changes of the spec's data section (`data....`), and why; none where nothing is better.

    What a person asked for, by path, is left alone. `longer` is a season in which the season of the spec varies.
    """
    rows = len(series.values)
    values = series.filled[-MOST_ROWS:, None]
    told = data.model_copy(update={"split_rows": _parts(rows, data, len(values))})
    first_validation, _ = windows.boundaries(len(values), told)
    power = power_of_swings(values[:first_validation, 0], data.season)
    kind = _kind(values, power)
    free = "data.window" not in asked
    bounds, why = bounds_of(values)
    seasons = [each for each in (data.season, longer) if each is not None]
    free = "data.window" not in asked
    margin = BENEFIT if power <= CLEAR else MARGIN
    tried = _candidates(told, values, kind, seasons, margin=margin, free=free)
    found = [each for each in tried if np.isfinite(each.error)]
    if not found or found[0].changes:
        return bounds, why
    allowed = [each for each in found if each.has(asked)]
    best = min(allowed or found[:1], key=lambda each: each.expected)
    if not best.changes:
        return bounds, why
    facts: dict[str, Parameter] = {"error": best.error, "plain": found[0].error, "power": power}
    fields = {f"data.{name}": value for name, value in best.changes.items()}
    taken = told.model_copy(update=best.changes)
    said = _said(best, facts, taken, len(windows.split(len(values), taken).train))
    return fields | bounds, [*said, *why]


def chosen_for(
    data: SeriesData, material: Series | Panel, asked: Mapping[str, Any] = NOTHING, longer: int | None = None
) -> tuple[dict[str, Any], list[Sentence]]:
    """`chosen` of a series; of a panel what most series of a sample ask for and all of them allow."""
    if not isinstance(material, Panel):
        return chosen(data, material, asked, longer)
    lowest = min(float(np.nanmin(each.values)) for each in material.series.values())
    highest = max(float(np.nanmax(each.values)) for each in material.series.values())
    votes: dict[tuple[Any, ...], list[tuple[dict[str, Any], list[Sentence]]]] = {}
    for series in sample_of(material):
        changes, why = chosen(data, series, asked, longer)
        if changes.get("data.floor", -np.inf) > lowest or changes.get("data.ceiling", np.inf) < highest:
            changes = {name: value for name, value in changes.items() if name not in ("data.floor", "data.ceiling")}
            why = [each for each in why if each.key not in ("data.reason_floor", "data.reason_bounds")]
        if lowest > floor_of(changes.get("data.transform", "none")):
            kind = tuple(changes.get(path) for path in RECIPE)
            votes.setdefault(kind, []).append((changes, why))
    most = max(votes.values(), key=len) if votes else []
    return most[len(most) // 2] if most else ({}, [])


def bounds_of(values: Array) -> tuple[dict[str, Any], list[Sentence]]:
    """A floor at 0 for values (T, 1) that reach it and never go below, a ceiling at 1 or 100 for shares likewise."""
    low, high = float(values.min()), float(values.max())
    touched = max(FEWEST_TOUCHES, int(TOUCHING * len(values)))
    if low != 0 or np.count_nonzero(values == 0) < touched:
        return {}, []
    if high in SHARES and np.count_nonzero(values == high) >= touched:
        return {"data.floor": 0.0, "data.ceiling": high}, [Sentence("data.reason_bounds", {"low": 0, "high": high})]
    return {"data.floor": 0.0}, [Sentence("data.reason_floor", {"low": 0})]


def power_of_swings(training: Array, season: int | None) -> float:
    """The power p (0 logarithm, 1 none) under which deviation / mean^(1 - p) of blocks varies least (Guerrero 1993)."""
    size = season if season is not None and season <= len(training) // FEWEST_BLOCKS else BLOCK
    count = len(training) // size
    if count < FEWEST_BLOCKS or training.min() <= 0:
        return 1.0
    blocks = training[-count * size :].reshape(count, size)
    means, spreads = blocks.mean(axis=1), blocks.std(axis=1, ddof=1)
    if not spreads.min() > 0 or means.max() < RISE * means.min():
        return 1.0

    def unevenness(power: float) -> float:
        ratios = spreads / means ** (1 - power)
        return float(ratios.std(ddof=1) / ratios.mean())

    return float(min(POWERS, key=unevenness))


def _kind(values: Array, power: float) -> Kind:
    return "log" if power < GROWING and np.nanmin(values) > floor_of("log") else "none"


def _candidates(
    data: SeriesData, values: Array, kind: Kind, seasons: list[int], *, margin: float, free: bool
) -> Iterator[Candidate]:
    """The plain one first: values as they are, windows less their last value. A difference needs a shorter window."""
    wanted: list[dict[str, Any]] = [{}, {"transform": "log"}] if kind == "log" else [{}]
    plain = list(wanted)
    for season in seasons:
        room = (windows.boundaries(len(values), data)[0] - data.horizon - season) // 2
        many = SHORT_SEASONS if season <= SHORT else LONG_SEASONS
        window = max(2, min(data.window, max(many * season, data.horizon), room)) if free else data.window
        for basis in plain:
            for scaling in ("none", "last"):
                changes = {"difference": "seasonal", "season": season, "window_scaling": scaling, "window": window}
                wanted.append({**basis, **changes})
    for changes in wanted:
        try:
            tried = SeriesData.model_validate({**data.model_dump(), **changes})
        except (PydanticCustomError, SpecError, ValueError):
            continue
        least = EXACT * float(np.abs(values).mean())
        yield Candidate(changes, max(least, line_error(tried, values)), data.season is not None, margin)


def line_error(data: SeriesData, values: Array) -> float:
    """Mean absolute error of a line on the validation part of values (T, 1); infinite where windows are too few."""
    parts = windows.split(len(values), data)
    if len(parts.train) < FEWEST_WINDOWS or not parts.validation:
        return float("inf")
    first_validation, _ = windows.boundaries(len(values), data)
    transform = Transform.fit(data, values[:first_validation])
    levels = transform.known(transform.levels(values))
    told = transform.told(levels)
    line = baselines.Linear.fit(
        told, parts.train, parts.validation, data.window, data.horizon, subtracts=data.line_subtracts
    )
    forecast = transform.undone(line(told, parts.validation)[..., None], parts.validation, levels)[..., 0]
    truth = values[np.array(parts.validation)[:, None] + np.arange(1, data.horizon + 1)]
    return float(np.abs(forecast - truth).mean())


def _parts(rows: int, data: SeriesData, kept: int) -> tuple[int, int, int]:
    """Rows of the three parts among the newest `kept` of a series."""
    first_validation, first_test = windows.boundaries(rows, data)
    dropped = rows - kept
    return max(2, first_validation - dropped), first_test - first_validation, rows - first_test


def _said(best: Candidate, facts: dict[str, Parameter], data: SeriesData, count: int) -> Iterator[Sentence]:
    """One sentence with the numbers, and why logarithms were among the candidates."""
    given = {name: facts[name] for name in ("error", "plain")}
    if "difference" in best.changes:
        key = "data.reason_recipe_both" if "transform" in best.changes else "data.reason_recipe_difference"
        yield Sentence(key, {**given, "season": data.lag, "windows": count})
    else:
        yield Sentence("data.reason_recipe_log", given)
    if "transform" in best.changes:
        yield Sentence("data.reason_log", {"power": facts["power"]})
