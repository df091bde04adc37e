"""How many rows suit a series: its season, window, horizon and parts, and what becomes of a horizon that was asked for.

The season comes from the training part, or from the rows before the test part where few cycles of it fit. Parts grow
only where nobody said how large they are to be.
"""

import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from lstm_core.data.series import calendars, windows
from lstm_core.data.series.autocorrelation import memory
from lstm_core.data.series.seasonality import Season, season_of
from lstm_core.data.series.tables import Series, file_name
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.series import SeriesData

LARGEST_WINDOW = 512
_SEASONS = 4  # in a window, where there is room
_WINDOW, _HORIZON = 48, 12  # without a season
_SEASON_IN_A_PART, _LARGEST_PART, _SEASONS_TRAINED = 1.25, 0.25, 2  # so that a forecast is as long as a season
_TELLING, _NEEDED = 5, 3  # cycles of the training part that alone tell of a season, of all rows that rule one out
_SHORT_HORIZON, _SCORED = 4, 4  # wished for in a short series; windows beside the first one in each of its parts
_FEWEST_ROWS = 12  # below it larger parts would leave two or three windows to learn from
_LARGEST_PART_ASKED, _LEFT = 1 / 3, 8  # for a horizon that was asked for; rows of the training part beyond it


class Asked(NamedTuple):
    """What a person asked for of these lengths."""

    horizon: int | None = None
    window: int | None = None
    season: int | None = None  # None too where there is to be none
    of_season: bool = False
    of_parts: bool = False


def season_in(data: SeriesData, sample: list[Series], asked: Asked) -> Season:
    """The season that a person asked for, else the one that most series have."""
    if asked.of_season:
        return Season(asked.season, 0.0, asked=True)
    found = [_season_of(data, each, asked) for each in sample]
    counts = Counter(each.steps for each in found)
    return next(each for each in found if each.steps == counts.most_common(1)[0][0])


def _season_of(data: SeriesData, series: Series, asked: Asked) -> Season:
    """The season that the training part tells, or the rows before the test part where few cycles fit into it."""
    rows, natural = len(series.values), _natural(series)
    if asked.horizon is not None:
        data = data.model_copy(update=_parts(data, rows, None, asked))
    training, _ = windows.boundaries(rows, data)
    if natural and training < _TELLING * natural[0]:
        parts = {} if asked.horizon is not None else _parts(data, rows, natural[0], asked)
        found = season_of(series.values[: windows.boundaries(rows, data.model_copy(update=parts))[1]], natural)
        if found.steps == natural[0]:
            return replace(found, early=True)
        if training < _NEEDED * natural[0]:
            natural = natural[1:]  # more rows have not told it
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


def lengths_of(data: SeriesData, series: Series, season: Season, asked: Asked, folds: int) -> dict[str, Any]:
    """Season, window and horizon that suit the series; half the training part is left to windows."""
    rows = len(series.values)
    parts = _parts(data, rows, season.steps, asked)
    first_validation, first_test = windows.boundaries(rows, data.model_copy(update=parts))
    shortest_part = min(first_test - first_validation, rows - first_test)
    fits = season.steps is not None and shortest_part >= _SEASON_IN_A_PART * season.steps
    whole = season.steps if fits and first_validation >= _SEASONS_TRAINED * (season.steps or 0) else None
    few = min(_HORIZON if season.steps else _SHORT_HORIZON, max(shortest_part // 2, shortest_part - _SCORED))
    free = whole or max(1, min(season.steps or _HORIZON, max(shortest_part // 3, few)))
    horizon = asked.horizon or (max(1, min(free, (rows - first_test) // folds)) if folds else free)
    remembered = max(_WINDOW, 2 * memory(series.filled[:first_validation]))
    wished = remembered if season.steps is None else max(_SEASONS * season.steps, (season.longer or 0) + season.steps)
    window = max(2, min(max(wished, horizon), LARGEST_WINDOW, (first_validation - horizon) // 2))
    found = {"data.season": season.steps, "data.window": window, "data.horizon": horizon}
    return found | {f"data.{name}": value for name, value in parts.items()}


def _parts(data: SeriesData, rows: int, season: int | None, asked: Asked) -> dict[str, float]:
    """Larger shares for validation and test part where they are called for, and nobody said what they are to be."""
    if asked.of_parts or data.split_rows is not None:
        return {}
    if asked.horizon is not None:
        return _parts_of_a_horizon(data, rows, asked.horizon, asked.window or 2)
    return _parts_of_a_season(data, rows, season)


def _parts_of_a_season(data: SeriesData, rows: int, season: int | None) -> dict[str, float]:
    """Where parts would not hold forecasts of a whole season.

    Where they cannot, nor without a season, they hold a few forecasts that are as long as they may be.
    """
    if rows < _FEWEST_ROWS:
        return {}
    whole, most = _SEASON_IN_A_PART * (season or rows), _LARGEST_PART * rows
    short = min(season or _SHORT_HORIZON, _HORIZON) + _SCORED
    left = (rows - _SEASONS_TRAINED * (season or 0)) / 2
    return _shares(data, rows, math.ceil(whole) if whole <= most else int(min(short, left, most)))


def _parts_of_a_horizon(data: SeriesData, rows: int, horizon: int, window: int) -> dict[str, float]:
    """Where parts would not hold a forecast that was asked for: for a few or one, if training spares the rows."""
    first_validation, first_test = windows.boundaries(rows, data)
    if min(first_test - first_validation, rows - first_test) >= horizon:
        return {}
    for wanted, most in ((horizon + _SCORED, _LARGEST_PART), (horizon, _LARGEST_PART_ASKED)):
        parts = _shares(data, rows, wanted)
        training, _ = windows.boundaries(rows, data.model_copy(update=parts))
        if wanted <= most * rows and training >= horizon + max(_LEFT, window + data.lag):
            return parts
    return {}


def room_for(data: SeriesData, series: Series, patch: int) -> dict[str, Any]:
    """What the horizon of `data` takes along, by path: parts, a shorter window; nothing where it fits or nothing helps.

    A window in patches of `patch` holds whole ones.
    """
    rows = len(series.values)
    if all(windows.split(rows, data)):
        return {}
    found: dict[str, Any] = _parts_of_a_horizon(data, rows, data.horizon, 2) if data.split_rows is None else {}
    along = {f"data.{name}": value for name, value in found.items()}
    grown = data.model_copy(update=found)
    if not all(windows.split(rows, grown)):
        window = max(2, min(data.window, (windows.boundaries(rows, grown)[0] - data.horizon - data.lag) // 2))
        if window >= patch:
            window -= window % patch
        else:
            along["model.patch"] = 1
        grown = grown.model_copy(update={"window": window})
        along["data.window"] = window
    return along if all(windows.split(rows, grown)) else {}


def check_horizon(data: SeriesData, series: Series, asked: Asked) -> None:
    """Raises DataError that says the largest one for a horizon that no shares of the parts hold."""
    rows, window = len(series.values), asked.window or 2

    def fits(horizon: int) -> bool:
        parts = _parts(data, rows, None, asked._replace(horizon=horizon))
        return all(windows.split(rows, data.model_copy(update={"horizon": horizon, "window": window, **parts})))

    if not fits(data.horizon):
        largest = next((each for each in range(min(data.horizon, rows) - 1, 0, -1) if fits(each)), None)
        if largest is not None:
            facts: dict[str, Parameter] = {"rows": rows, "window": window, "horizon": data.horizon}
            name = file_name(data, Path(data.source))
            raise DataError(Sentence("data.horizon_too_long", {"file": name, **facts, "largest": largest}))


def _shares(data: SeriesData, rows: int, wanted: int) -> dict[str, float]:
    """Both shares, in whole per cent, that hold `wanted` rows, where they are larger than those of the spec."""
    percent = math.ceil(100 * wanted / rows)
    percent += int(rows * (percent / 100)) < wanted
    if percent / 100 <= max(data.validation_fraction, data.test_fraction):
        return {}
    return {"validation_fraction": percent / 100, "test_fraction": percent / 100}
