"""What a series says by itself: whether its past tells of its future, how far back, and what is odd in its columns."""

import math
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from lstm_core.data.leakage import tables as leakage
from lstm_core.data.series.panel import Panel, one_of, rows_of
from lstm_core.data.series.phases import told_by_the_calendar
from lstm_core.data.series.seasonality import autocorrelation
from lstm_core.data.series.tables import Series, last_known, read_table
from lstm_core.data.series.windows import boundaries
from lstm_core.diagnosis.data.bounds import bounds_of
from lstm_core.diagnosis.data.facts import DataFacts, Leaked, Longer, Outlying, Shift, Unscaled
from lstm_core.diagnosis.data.marks import mark, moved_input
from lstm_core.diagnosis.data.simple import Judged, Numbers, nearest, ridge, surely_less
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData

FITTED = 0.6  # of the training part, on which simple forecasters are fitted; the rest and validation judge them
MOST_FITTED, MOST_JUDGED = 1500, 800  # windows
MOST_INPUTS = 320  # numbers of a window that a line reads
MOST_AHEAD = 24  # steps that are judged
FEWEST = 20  # windows on either side, or nothing is told
LEAST = 0.03  # of the trivial error: less is found by chance
UNSURE = 0.1  # of the trivial error: less than that counts only when it is surely less
LONGEST = 256  # steps of a longer window that is tried
MUCH = 0.25  # of the error: so much must a longer window take away
QUIET = 3.7  # standard errors: over 48 lags together one in a hundred series without order shows more
FLAT = -0.5  # excess kurtosis: noise of nature has a peak, a wave that was shuffled has two shoulders
BULK = (2, 98)  # percentiles
SQUEEZED = 0.08  # share of the range: below it a scaled column is nearly a constant with a few spikes
FAR = 5.0  # times the bulk from its middle
KINDS = 5  # different values of a flag, and events of a series that mostly stands still: these are no outliers
AMONG_EVENTS = 20.0  # times the usual event
MOST_READ = 30_000_000  # bytes of a file whose other columns are looked at
PARSED = 0.95  # of the cells of a column of times


class _Windows(NamedTuple):
    """Everything that windows are cut from: targets (T, C), all columns (T, K), columns known ahead (T, A)."""

    targets: Numbers
    read: Numbers
    ahead: Numbers
    fit: range
    judge: range
    horizon: int

    def judged(self, window: int) -> Judged:
        """Windows of that length; what they are to tell is the change of the targets."""
        columns = self.read.shape[1]
        lags = np.unique(np.linspace(0, window - 1, min(window, max(2, MOST_INPUTS // columns))).round().astype(int))
        steps = np.arange(1, self.horizon + 1)

        def cut(origins: range) -> tuple[Numbers, Numbers]:
            at = np.array(origins)
            last = self.targets[at]  # (N, C)
            past = self.read[at[:, None] - lags].copy()  # (N, lags, K)
            past[:, 1:, : last.shape[1]] -= last[:, None]
            parts = [past.reshape(len(at), -1)]
            if self.ahead.shape[1]:
                parts.append(self.ahead[at[:, None] + steps].reshape(len(at), -1))
            coming = self.targets[at[:, None] + steps] - last[:, None]
            return np.concatenate(parts, axis=1), coming.reshape(len(at), -1)

        return Judged(*cut(self.fit), *cut(self.judge))


def look(spec: TrainRunSpec, material: Any, path: Path) -> DataFacts:
    """The facts of a series; of several that are read together those of the longest one."""
    series = one_of(material)
    data, rows = spec.series, len(series.values)
    if isinstance(material, Panel):
        data = data.model_copy(update={"id": material.name_of(series), "ids": ()})
    first, _ = boundaries(rows, data)
    share = round(rows_of(material) / rows)
    raw = {data.target: series.values} | {name: values[:rows] for name, values in series.others.items()}
    leaks, order = _leaks(data, series, first)
    with np.errstate(over="ignore"):
        infinite = tuple(name for name, values in raw.items() if np.isinf(values.astype(np.float32)).any())
    mixed = order or _mixed(data, path)
    training = {name: values[:first][~np.isnan(values[:first])] for name, values in raw.items()}
    still = [name for name, values in training.items() if len(values) and np.ptp(values) == 0]
    later = tuple(name for name in still if np.nanmax(raw[name]) > np.nanmin(raw[name]))
    outlying = [
        mark(name, values) or _outlying(name, values, name in data.targets)
        for name, values in training.items()
        if name not in infinite
    ]
    spoiled = infinite or any(each is not None for each in outlying)
    told = dict[str, Any]() if spoiled else _told(data, series, first)
    return DataFacts(
        **told,
        mixed=bool(mixed),
        order_column=mixed,
        outlying=tuple(each for each in outlying if each is not None),
        unscaled=tuple(_unscaled(data, raw, first)),
        constant=tuple(name for name in still if name not in later),
        later_only=later,
        shift=_shift(data, raw, first),
        moved_input=moved_input(raw, (*data.past_columns, *data.future_columns), first),
        leaks=leaks,
        infinite=infinite,
        bounds=bounds_of({name: raw[name] for name in data.targets}),
        sizes={"values": share * first * len(data.targets), "windows": share * first},
    )


# -- what can be told of the future ------------------------------------------------------------------------------------


def _told(data: SeriesData, series: Series, first: int) -> dict[str, Any]:
    targets = last_known(series.columns(data))
    rows = len(targets)
    read = [targets] + [last_known(series.others[name][:rows])[:, None] for name in data.past_columns]
    ahead = [last_known(series.others[name][:rows])[:, None] for name in data.future_columns]
    table = np.concatenate([*read, *ahead], axis=1)
    begin = int(np.argmax(~np.isnan(table).any(axis=1)))
    if not np.isfinite(table[begin:]).all():
        return {}
    scale = np.where(table[begin:first].std(axis=0) > 0, table[begin:first].std(axis=0), 1.0)
    table = (table - table[begin:first].mean(axis=0)) / scale
    width = sum(part.shape[1] for part in read)
    horizon = min(data.horizon, MOST_AHEAD)
    until = rows - (rows - first) // 2 if data.split_rows is None else first + (rows - first) // 2
    end = min(until, rows - horizon)
    longest = min(LONGEST, (first - begin) // 4)
    middle = begin + max(data.window, longest) + int(FITTED * max(0, first - begin - max(data.window, longest)))
    lowest = begin + max(data.window, longest)
    fit = range(lowest, middle - horizon, max(1, (middle - lowest) // MOST_FITTED))
    judge = range(middle, end, max(1, (end - middle) // MOST_JUDGED))
    if len(fit) < FEWEST or len(judge) < FEWEST:
        return {}
    columns = targets.shape[1]
    windows = partial(_Windows, table[:, :columns], fit=fit, judge=judge, horizon=horizon)
    whole = windows(read=table[:, :width], ahead=table[:, width:])
    own = windows(read=table[:, :columns], ahead=table[:, :0])
    return _found(data, whole, own, longest, table[begin:first, 0])


def _found(data: SeriesData, whole: _Windows, own: _Windows, longest: int, training: Numbers) -> dict[str, Any]:
    overlap = max(1, whole.horizon // max(1, whole.judge.step))
    given, alone = whole.judged(data.window), own.judged(data.window)
    stay = (alone.truth**2).mean(axis=1)
    mean = _mean_error(own)
    trivial = stay if stay.mean() <= mean.mean() else mean
    lines = [ridge(alone), nearest(alone), *([ridge(given), nearest(given)] if whole.read is not own.read else [])]
    if data.season:
        lines.append(_seasonal(own, data.season))
    with_others = lines[2:4] if given.inputs.shape != alone.inputs.shape else []
    best = min(lines, key=lambda each: float(each.mean()))
    unit = float(trivial.mean()) or 1.0
    share = float(best.mean()) / unit
    nothing = share > 1 - LEAST or (share > 1 - UNSURE and not surely_less(best, trivial, overlap))
    own_best = min(lines[:2], key=lambda each: float(each.mean()))
    related = not with_others or any(
        float(each.mean()) < (1 - LEAST) * float(own_best.mean()) and surely_less(each, own_best, overlap)
        for each in with_others
    )
    columns = own.read.shape[1]
    longer = _longer(data, whole, lines[2] if with_others else lines[0], unit, overlap, longest)
    return {
        "simple_error": min(1.0, share),
        "trivial_error": min(1.0, unit / float(stay.mean())) if stay.mean() > 0 else None,
        "persistence_best": trivial is stay,
        "nothing": bool(nothing) and longer is None,
        "related": related or longer is not None,
        "unordered": _unordered(training) and longer is None and (nothing or not related) and _beside(whole, columns),
        "reach": _reach(data, whole, lines[2] if with_others else lines[0], unit),
        "longer": longer,
    }


def _beside(whole: _Windows, columns: int) -> bool:
    """Shuffled rows still tell of each other what stands in one row; without other columns nothing can be said."""
    rows = whole.read[whole.fit.start : whole.judge.start]
    targets, others = rows[:, :columns], rows[:, columns:]
    if not others.shape[1]:
        return True
    together = np.abs(targets.T @ others) / np.maximum(
        np.sqrt(np.outer((targets**2).sum(0), (others**2).sum(0))), 1e-12
    )
    return bool(together.max() > QUIET / math.sqrt(len(rows)))


def _mean_error(own: _Windows) -> Numbers:
    """Squared error (M,) of the mean of the training part, which is 0."""
    at = np.array(own.judge)[:, None] + np.arange(1, own.horizon + 1)
    found: Numbers = (own.targets[at] ** 2).mean(axis=(1, 2))
    return found


def _seasonal(own: _Windows, season: int) -> Numbers:
    ahead = np.arange(own.horizon)
    at = np.array(own.judge)[:, None]
    said = own.targets[np.maximum(at + ahead % season + 1 - season, 0)]
    found: Numbers = ((said - own.targets[at + ahead + 1]) ** 2).mean(axis=(1, 2))
    return found


def _longer(
    data: SeriesData, whole: _Windows, usual: Numbers, unit: float, overlap: int, longest: int
) -> Longer | None:
    """The shortest window that tells clearly more than the spec's."""
    wanted = {2 * data.window, 4 * data.window, 8 * data.window, 32, 64, 128, LONGEST}
    if data.season:
        wanted |= {data.season, data.season + 2, 2 * data.season}
    found: Longer | None = None
    for window in sorted(each for each in wanted if data.window < each <= longest):
        errors = ridge(whole.judged(window))
        less = 1 - float(errors.mean()) / float(usual.mean()) if usual.mean() > 0 else 0.0
        gained = (float(usual.mean()) - float(errors.mean())) / unit
        if less < MUCH or gained < LEAST or not surely_less(errors, usual, overlap):
            continue
        if found is None or less > found.less + 0.1 * (1 - found.less):
            found = Longer(window=window, less=less, lag=window)
    return found


def _reach(data: SeriesData, whole: _Windows, usual: Numbers, unit: float) -> int | None:
    """Steps that a window must have at least: with fewer a line errs by a quarter more."""
    reach = None
    for window in sorted({max(2, data.window // part) for part in (16, 8, 4, 2)} | {data.window * 3 // 4}):
        if window < data.window:
            shorter = float(ridge(whole.judged(window)).mean())
            if shorter * (1 - MUCH) > float(usual.mean()) and shorter - float(usual.mean()) > 2 * LEAST * unit:
                reach = window
    return reach


def _unordered(values: Numbers) -> bool:
    """No value depends on those before it, and their distribution has no peak, as that of a shuffled wave."""
    count = len(values)
    lags = min(48, count // 4)
    if lags < 8 or np.ptp(values) == 0:
        return False
    level = QUIET / math.sqrt(count)
    if any(np.abs(autocorrelation(each, lags)[1:]).max() > level for each in (values, np.abs(values - values.mean()))):
        return False
    centred = values - values.mean()
    flatness = float((centred**4).mean() / (centred**2).mean() ** 2) - 3
    return flatness < FLAT


# -- what is odd in columns --------------------------------------------------------------------------------------------


def _outlying(name: str, values: Numbers, target: bool) -> Outlying | None:
    if len(values) < FEWEST or (not target and len(np.unique(values)) <= KINDS):
        return None
    low, high = (float(each) for each in np.percentile(values, BULK))
    whole, bulk = float(np.ptp(values)), high - low
    if whole <= 0 or bulk > SQUEEZED * whole:
        return None
    middle = float(np.median(values))
    far = np.abs(values - middle) > FAR * (bulk if bulk > 0 else 0.0)
    if bulk == 0:
        far = values != middle
        events = np.abs(values[far] - middle)
        if len(events) >= KINDS and events.max() < AMONG_EVENTS * np.median(events):
            return None
    largest = float(values[np.abs(values - middle).argmax()])
    return Outlying(name, max(1, int(far.sum())), largest, low, high, bulk / whole)


LARGE, SMALL = 20.0, 0.005  # root of the mean square of an input: gates are open or closed for good, or nothing is read


def _unscaled(data: SeriesData, raw: dict[str, Numbers], first: int) -> list[Unscaled]:
    found = []
    for name, values in raw.items():
        training = values[:first][~np.isnan(values[:first])]
        if data.scaling != "none" or len(training) < FEWEST:
            continue
        if name in data.targets and data.window_scaling.startswith("instance"):
            continue
        seen = training
        if name in data.targets and data.window_scaling == "last":
            back = max(1, min(data.window // 2, len(training) - 1))
            seen = training[back:] - training[:-back]
        size = float(np.sqrt((seen**2).mean()))
        if size > LARGE or 0 < size < SMALL:
            found.append(Unscaled(name, size))
    return sorted(found, key=lambda each: -abs(math.log10(each.size)))


def _shift(data: SeriesData, raw: dict[str, Numbers], first: int) -> Shift | None:
    """The target that moved furthest."""
    found = []
    for name in data.targets:
        values = last_known(raw[name])
        training, later = values[:first], values[first:]
        training, later = training[~np.isnan(training)], later[~np.isnan(later)]
        if len(training) < FEWEST or len(later) < FEWEST or np.ptp(training) == 0:
            continue
        margin = 0.1 * float(np.ptp(training))
        outside = (later < training.min() - margin) | (later > training.max() + margin)
        level = float(later.mean() - training.mean()) / float(training.std())
        found.append(
            Shift(name, float(outside.mean()), _wider(data, training, later), level, data.window_scaling == "none")
        )
    return max(found, key=lambda each: (each.outside_share, each.wider), default=None)


def _wider(data: SeriesData, training: Numbers, later: Numbers) -> float:
    """Spread of the later part over that of the training part, as the network sees them."""
    if data.window_scaling.startswith("instance"):
        return 1.0
    if data.window_scaling == "last":
        step = min(data.horizon, len(later) // 2)
        training, later = training[step:] - training[:-step], later[step:] - later[:-step]
        spreads = [float(np.median(np.abs(each))) for each in (later, training)]
    else:
        spreads = [float(np.median(np.abs(each - np.median(each)))) for each in (later, training)]
    return spreads[0] / spreads[1] if spreads[1] > 0 else 1.0


# -- leaks and order ---------------------------------------------------------------------------------------------------


def _leaks(data: SeriesData, series: Series, first: int) -> tuple[tuple[Leaked, ...], str]:
    rows = len(series.values)
    beside = {name: values[:rows] for name, values in series.others.items()}
    of_the_date = told_by_the_calendar(series, beside)
    beside = {name: values for name, values in beside.items() if name not in of_the_date}
    timed = data.time_column is not None
    split = boundaries(rows, data)
    found = leakage.find(series.filled, beside, split, season=data.season, known=data.future_columns, timed=timed)
    order = next((leak.column for leak in found if leak.kind == "order"), "")
    leaks = [
        Leaked(
            leak.kind,
            leak.column,
            float(leak.evidence.get("share", leak.evidence.get("agreement", 0.0))),
            int(leak.evidence.get("steps", leak.evidence.get("count", 0))),
        )
        for leak in found
        if leak.kind in ("shifted", "ahead", "known", "repeats")
        or (leak.kind == "copy" and leak.column in data.future_columns)
    ]
    return tuple(leaks), order


def _mixed(data: SeriesData, path: Path) -> str:
    """A column of the file that tells the order of its rows, where the spec names none and they stand in another."""
    if data.time_column is not None or path.stat().st_size > MOST_READ:
        return ""
    try:
        table = read_table(path, data.format)
    except (ValueError, OSError, LookupError):
        return ""
    for name in table.columns:
        column = table[name]
        if str(name) in data.columns:
            continue
        if pd.api.types.is_numeric_dtype(column):
            values = column.to_numpy("float64", na_value=np.nan)
            if leakage.steps_evenly(values) and not _one_way(values):
                return str(name)
        elif column.dtype.kind not in "bM":
            times = pd.to_datetime(column, errors="coerce", format="ISO8601", utc=True)
            told = times.dropna()
            moments = np.asarray(told.astype("int64"), np.float64)
            if len(told) >= max(FEWEST, PARSED * len(column)) and told.is_unique and not _one_way(moments):
                return str(name)
    return ""


def _one_way(values: Numbers) -> bool:
    steps = np.diff(values)
    return bool((steps > 0).all() or (steps < 0).all())
