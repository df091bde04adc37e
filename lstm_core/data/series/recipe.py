"""What is done to the targets of a new table: chosen on its validation part by a quick backtest of a few candidates.

A line is fitted on the training windows of every candidate, a fraction of a second each; the network is then trained on
what the best one reads. A season is no task for a network that sees it a few dozen times: benchmarks/defaults.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from pydantic_core import PydanticCustomError

from lstm_core.data.series import baselines, windows
from lstm_core.data.series.panel import Panel, sample_of
from lstm_core.data.series.tables import Series
from lstm_core.data.series.transforms import Array, Transform, floor_of
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
HARDER = 1.3  # times worse a network is at a season that it has to learn itself, beside a line that reads it off,
HARDER_LOGS = 1.15  # and where logarithms make the season the same from year to year
MANY = 500  # training windows from which a network sees the season often enough: differences then add their noise,
WORTH = 0.95  # and a line has to gain so much by them
OFTEN = 30  # seasons of the training part from which a network learns one as well as a line reads it off
BEYOND = 0.5  # share of the validation part above all that a network trains on, from which growth has left it behind
MARGIN = 0.98  # of the error without a logarithm: one has to be better than chance,
CLEAR, BENEFIT = 0.25, 1.1  # unless the swings clearly grow: then growth goes on, and what a line errs by tells less
EXACT = 1e-3  # of the mean level: errors below are all the same


RECIPE = ("data.transform", "data.difference", "data.season", "data.window_scaling")
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Candidate(NamedTuple):
    """Fields of the data section, and the error of a line on the validation part in the units of the data.

    Of several series the geometric mean of theirs.
    """

    changes: dict[str, Any]
    error: float
    harder: float  # times worse a network is than this line
    margin: float  # of a logarithm

    def has(self, asked: Mapping[str, Any]) -> bool:
        """It is what a person asked for, as far as anybody did."""
        wanted = {name: asked.get(f"data.{name}") for name in ("transform", "difference")}
        return all(value in (None, self.changes.get(name, "none")) for name, value in wanted.items())

    @property
    def expected(self) -> float:
        """The error that a network is expected to have, for the order of candidates alone."""
        return self.error * self.harder / (self.margin if "transform" in self.changes else 1.0)


def chosen(
    data: SeriesData, series: Sequence[Series], asked: Mapping[str, Any] = NOTHING, longer: int | None = None
) -> tuple[dict[str, Any], list[Sentence]]:
    """What suits one series or most of several, the shortest first, and why; nothing where nothing is better.

    Changes are those of the spec's data section (`data....`). What a person asked for, by path, is left alone. `longer`
    is a season in which the season of the spec varies. `data` reads one of the series.
    """
    newest = [each.filled[-MOST_ROWS:, None] for each in series]
    told = [
        data.model_copy(update={"split_rows": _parts(len(each.values), data, len(values))})
        for each, values in zip(series, newest, strict=True)
    ]
    training = [values[: windows.boundaries(len(values), each)[0]] for each, values in zip(told, newest, strict=True)]
    powers = [power_of_swings(values[:, 0], data.season) for values in training]
    power = float(np.median([each for each in powers if each is not None] or [1.0]))
    lowest = min(float(each.min()) for each in newest)
    bounds, why = bounds_of(np.concatenate(newest))
    wanted = _wanted(told[0], len(training[0]), [each for each in (data.season, longer) if each is not None], asked)
    if power >= GROWING or lowest <= floor_of("log"):
        wanted = [changes for changes in wanted if "transform" not in changes]
    margin = BENEFIT if power <= CLEAR else MARGIN
    beyond = float(np.median([_beyond(*each) for each in zip(told, newest, strict=True)]))
    outgrown = beyond if power <= CLEAR and beyond >= BEYOND else 0.0
    errors = _errors(wanted, told, newest)
    count = sum(len(windows.split(len(values), each).train) for each, values in zip(told, newest, strict=True))
    seen = sum(len(values) for values in training) / (data.season or 1)
    again = WORTH if count >= MANY else 1.0 if seen >= OFTEN else None
    found = [
        Candidate(changes, error, _harder(changes, data.season, len(series), again, outgrown), margin)
        for changes, error in zip(wanted, errors.tolist(), strict=True)
        if np.isfinite(error)
    ]
    if not found or found[0].changes:
        return bounds, why
    allowed = [each for each in found if each.has(asked)]
    best = min(allowed or found[:1], key=lambda each: each.expected)
    if not best.changes:
        return bounds, why
    facts: dict[str, Parameter] = {"error": best.error, "plain": found[0].error, "power": power, "count": len(series)}
    facts["network"], facts["often"] = found[0].expected, int(again is not None)
    fields = {f"data.{name}": value for name, value in best.changes.items()}
    taken = told[0].model_copy(update=best.changes)
    facts["windows"] = len(windows.split(len(newest[0]), taken).train)
    return fields | bounds, [*_said(best, facts, taken), *why]


def chosen_for(
    data: SeriesData, material: Series | Panel, asked: Mapping[str, Any] = NOTHING, longer: int | None = None
) -> tuple[dict[str, Any], list[Sentence]]:
    """`chosen` of a series; of a panel what suits most of a sample and all allow."""
    if not isinstance(material, Panel):
        return chosen(data, [material], asked, longer)
    sample = sample_of(material)
    of_one = data.model_copy(update={"id": material.name_of(sample[0]), "ids": ()})
    changes, why = chosen(of_one, sample, asked, longer)
    lowest = min(float(np.nanmin(each.values)) for each in material.series.values())
    highest = max(float(np.nanmax(each.values)) for each in material.series.values())
    if changes.get("data.floor", -np.inf) > lowest or changes.get("data.ceiling", np.inf) < highest:
        changes = {name: value for name, value in changes.items() if name not in ("data.floor", "data.ceiling")}
        why = [each for each in why if each.key not in ("data.reason_floor", "data.reason_bounds")]
    return (changes, why) if lowest > floor_of(changes.get("data.transform", "none")) else ({}, [])


def bounds_of(values: Array) -> tuple[dict[str, Any], list[Sentence]]:
    """A floor at 0 for values (T, 1) that reach it and never go below, a ceiling at 1 or 100 for shares likewise."""
    low, high = float(values.min()), float(values.max())
    touched = max(FEWEST_TOUCHES, int(TOUCHING * len(values)))
    if low != 0 or np.count_nonzero(values == 0) < touched:
        return {}, []
    if high in SHARES and np.count_nonzero(values == high) >= touched:
        return {"data.floor": 0.0, "data.ceiling": high}, [Sentence("data.reason_bounds", {"low": 0, "high": high})]
    return {"data.floor": 0.0}, [Sentence("data.reason_floor", {"low": 0})]


def power_of_swings(training: Array, season: int | None) -> float | None:
    """The power p (0 logarithm, 1 none) under which deviation / mean^(1 - p) of blocks varies least (Guerrero 1993).

    None where the level hardly changes, or rows are too few to tell.
    """
    size = season if season is not None and season <= len(training) // FEWEST_BLOCKS else BLOCK
    count = len(training) // size
    if count < FEWEST_BLOCKS or training.min() <= 0:
        return None
    blocks = training[-count * size :].reshape(count, size)
    means, spreads = blocks.mean(axis=1), blocks.std(axis=1, ddof=1)
    if not spreads.min() > 0 or means.max() < RISE * means.min():
        return None

    def unevenness(power: float) -> float:
        ratios = spreads / means ** (1 - power)
        return float(ratios.std(ddof=1) / ratios.mean())

    return float(min(POWERS, key=unevenness))


def _harder(changes: Mapping[str, Any], season: int | None, series: int, again: float | None, outgrown: float) -> float:
    """How many times worse a network is than a line that reads the same; `again` where it sees the season often."""
    logs, learns_season = "transform" in changes, season is not None and "difference" not in changes
    charged = 1 + ((HARDER_LOGS if logs else HARDER) - 1) / series  # one network learns the season from all of them
    season_again = (charged if again is None else again) if learns_season else 1.0
    return season_again * (1.0 if logs else 1 + outgrown)


def _beyond(data: SeriesData, values: Array) -> float:
    """Share of the validation part that lies above all of the training part: where a network has never been."""
    first_validation, first_test = windows.boundaries(len(values), data)
    later = values[first_validation:first_test]
    return float((later > values[:first_validation].max()).mean()) if len(later) else 0.0


def _wanted(data: SeriesData, training: int, seasons: list[int], asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The plain one first: values as they are, windows less their last value. A difference needs a shorter window."""
    plain: list[dict[str, Any]] = [{}, {"transform": "log"}]
    wanted = list(plain)
    for season in seasons:
        room = (training - data.horizon - season) // 2
        many = SHORT_SEASONS if season <= SHORT else LONG_SEASONS
        free = "data.window" not in asked
        window = max(2, min(data.window, max(many * season, data.horizon), room)) if free else data.window
        for basis in plain:
            for scaling in ("none", "last"):
                changes = {"difference": "seasonal", "season": season, "window_scaling": scaling, "window": window}
                wanted.append({**basis, **changes})
    return wanted


def _errors(wanted: list[dict[str, Any]], told: list[SeriesData], newest: list[Array]) -> Array:
    """The error of a line for each candidate, the geometric mean over the series that a plain one can read."""
    table = np.full((len(wanted), len(told)), np.inf)
    for row, changes in enumerate(wanted):
        for column, (data, values) in enumerate(zip(told, newest, strict=True)):
            try:
                tried = SeriesData.model_validate({**data.model_dump(), **changes})
            except (PydanticCustomError, SpecError, ValueError):
                continue
            table[row, column] = max(EXACT * float(np.abs(values).mean()), line_error(tried, values))
    return np.exp(np.log(table[:, np.isfinite(table[0])]).mean(axis=1)) if np.isfinite(table[0]).any() else table[:, 0]


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


def _said(best: Candidate, facts: dict[str, Parameter], data: SeriesData) -> Iterator[Sentence]:
    """One sentence with the numbers, and why logarithms were among the candidates."""
    logs, several = "transform" in best.changes, int(facts["count"]) > 1
    given: dict[str, Parameter] = {name: facts[name] for name in ("error", "plain")}
    if several:
        given = {"count": facts["count"], "share": 100 * best.error / float(facts["plain"])}
    if "difference" not in best.changes:
        yield Sentence("data.reason_recipe_log_together" if several else "data.reason_recipe_log", given)
    elif several:
        key = "data.reason_recipe_both_together" if logs else "data.reason_recipe_difference_together"
        yield Sentence(key, {**given, "season": data.lag})
    elif facts["often"]:
        key = "data.reason_recipe_both_worth" if logs else "data.reason_recipe_difference_worth"
        yield Sentence(key, {**given, "season": data.lag})
    else:
        key = "data.reason_recipe_both" if logs else "data.reason_recipe_difference"
        yield Sentence(key, {**given, **{name: facts[name] for name in ("network", "windows")}, "season": data.lag})
    if logs:
        yield Sentence("data.reason_log", {"power": facts["power"]})
