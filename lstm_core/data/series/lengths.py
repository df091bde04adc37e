"""How many rows suit a series: its season, window, horizon and parts, and what becomes of a horizon that was asked for.

The season comes from the training part, or from the rows before the test part where few cycles of it fit.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lstm_core.data.series import calendars, windows
from lstm_core.data.series.autocorrelation import memory
from lstm_core.data.series.seasonality import Season, season_of
from lstm_core.data.series.tables import Series, file_name
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData

LARGEST_WINDOW = 512
_SHORTEST_SEASON = 2
_SEASONS = 4  # in a window, where there is room
_WINDOW, _HORIZON = 48, 12  # without a season
_SEASON_IN_A_PART, _LARGEST_PART, _SEASONS_TRAINED = 1.25, 0.25, 2  # so that a forecast is as long as a season
_TELLING, _NEEDED = 5, 3  # cycles of the training part that alone tell of a season, of all rows that rule one out
_SHORT_HORIZON, _SCORED = 4, 4  # wished for in a short series; windows beside the first one in each of its parts
_FEWEST_ROWS = 12  # below it larger parts would leave two or three windows to learn from
_LARGEST_PART_ASKED, _LEFT = 1 / 3, 8  # for a horizon that was asked for; rows of the training part beyond it


def season_in(data: SeriesData, sample: list[Series], asked: Mapping[str, Any]) -> Season:
    """The season that a person asked for, by path, else the one that most series have."""
    wished = asked.get("data.season", 0)
    if wished is None or (type(wished) is int and wished >= _SHORTEST_SEASON):
        return Season(wished, 0.0, asked=True)
    found = [_season_of(data, each) for each in sample]
    counts = Counter(each.steps for each in found)
    return next(each for each in found if each.steps == counts.most_common(1)[0][0])


def _season_of(data: SeriesData, series: Series) -> Season:
    """The season that the training part tells, or the rows before the test part where few cycles fit into it."""
    rows = len(series.values)
    training, _ = windows.boundaries(rows, data)
    natural = _natural(series)
    if natural and training < _TELLING * natural[0]:
        larger = data.model_copy(update=_parts_of_a_season(data, rows, natural[0]))
        found = season_of(series.values[: windows.boundaries(rows, larger)[1]], natural)
        if found.steps == natural[0]:
            return replace(found, early=True)
    return season_of(series.values[:training], natural)


def _natural(series: Series) -> tuple[int, ...]:
    """The seasons that the calendar of a series suggests, the first one first."""
    calendar = calendars.calendar_of(series.stamps) if series.stamps is not None else None
    return calendar.seasons if calendar else ()


def untold_season(data: SeriesData, series: Series) -> dict[str, Parameter] | None:
    """The season that the calendar suggests and the cycles that there are, where these are too few to rule it out."""
    natural, (_, known) = _natural(series), windows.boundaries(len(series.values), data)
    if not natural or not natural[0] <= known < _NEEDED * natural[0]:
        return None
    return {"season": natural[0], "cycles": known / natural[0], "needed": _NEEDED}


def lengths_of(data: SeriesData, series: Series, season: Season, horizon: int | None, folds: int) -> dict[str, Any]:
    """Season, window and horizon that suit the series; half the training part is left to windows."""
    rows = len(series.values)
    parts = _parts_of_a_horizon(data, rows, horizon) if horizon else _parts_of_a_season(data, rows, season.steps)
    first_validation, first_test = windows.boundaries(rows, data.model_copy(update=parts))
    shortest_part = min(first_test - first_validation, rows - first_test)
    fits = season.steps is not None and shortest_part >= _SEASON_IN_A_PART * season.steps
    whole = season.steps if fits and first_validation >= _SEASONS_TRAINED * (season.steps or 0) else None
    few = min(_HORIZON if season.steps else _SHORT_HORIZON, max(shortest_part // 2, shortest_part - _SCORED))
    free = whole or max(1, min(season.steps or _HORIZON, max(shortest_part // 3, few)))
    horizon = horizon or (max(1, min(free, (rows - first_test) // folds)) if folds else free)
    remembered = max(_WINDOW, 2 * memory(series.filled[:first_validation]))
    wished = remembered if season.steps is None else max(_SEASONS * season.steps, (season.longer or 0) + season.steps)
    window = max(2, min(max(wished, horizon), LARGEST_WINDOW, (first_validation - horizon) // 2))
    found = {"data.season": season.steps, "data.window": window, "data.horizon": horizon}
    return found | {f"data.{name}": value for name, value in parts.items()}


def _parts_of_a_season(data: SeriesData, rows: int, season: int | None) -> dict[str, float]:
    """Larger shares of a short series, where the parts would not hold forecasts of a whole season otherwise.

    Where they cannot, nor without a season, they hold a few forecasts that are as long as they may be.
    """
    if data.split_rows is not None or rows < _FEWEST_ROWS:
        return {}
    whole = _SEASON_IN_A_PART * (season or rows) / rows
    short = (min(season or _SHORT_HORIZON, _HORIZON) + _SCORED) / rows
    left = (rows - _SEASONS_TRAINED * (season or 0)) / 2 / rows
    return _shares(data, whole if whole <= _LARGEST_PART else min(short, left, _LARGEST_PART))


def _parts_of_a_horizon(data: SeriesData, rows: int, horizon: int) -> dict[str, float]:
    """Larger shares, where the parts would not hold a forecast that was asked for; a few of them, if they can."""
    first_validation, first_test = windows.boundaries(rows, data)
    holds = min(first_test - first_validation, rows - first_test) >= horizon
    if holds or data.split_rows is not None or rows < 3 * horizon + _LEFT:
        return {}
    few, one = ((horizon + more) / rows for more in (_SCORED, 0))
    return _shares(data, min(max(min(few, _LARGEST_PART), one), _LARGEST_PART_ASKED))


def room_for(data: SeriesData, series: Series, horizon: int) -> dict[str, Any]:
    """Parts, and a shorter window, that a longer horizon takes along; nothing where it fits or nothing helps."""
    rows = len(series.values)
    tried = data.model_copy(update={"horizon": horizon})
    if all(windows.split(rows, tried)):
        return {}
    parts = _parts_of_a_horizon(data, rows, horizon)
    tried = tried.model_copy(update=parts)
    window = max(2, min(data.window, (windows.boundaries(rows, tried)[0] - horizon - data.lag) // 2))
    found = parts if all(windows.split(rows, tried)) else {**parts, "window": window}
    fits = all(windows.split(rows, tried.model_copy(update=found)))
    return {f"data.{name}": value for name, value in found.items()} if fits else {}


def check_horizon(data: SeriesData, series: Series) -> None:
    """Raises DataError that says the largest one for a horizon that no shares of the parts hold."""
    rows = len(series.values)

    def fits(horizon: int) -> bool:
        tried = data.model_copy(update={"horizon": horizon, "window": 2, **_parts_of_a_horizon(data, rows, horizon)})
        return all(windows.split(rows, tried))

    if data.horizon <= rows and not fits(data.horizon):
        largest = next((each for each in range(data.horizon - 1, 0, -1) if fits(each)), None)
        if largest is not None:
            facts: dict[str, Parameter] = {"rows": rows, "window": data.window, "horizon": data.horizon}
            name = file_name(data, Path(data.source))
            raise DataError(Sentence("data.horizon_too_long", {"file": name, **facts, "largest": largest}))


def _shares(data: SeriesData, share: float) -> dict[str, float]:
    """Both shares, in whole per cent, where they are larger than those of the spec."""
    share = math.ceil(round(100 * share, 6)) / 100
    if share <= max(data.validation_fraction, data.test_fraction):
        return {}
    return {"validation_fraction": share, "test_fraction": share}
