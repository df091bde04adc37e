"""Leaks in a table: columns that know the target's future, rows out of order, rows that stand in two parts.

Only training rows are looked at, except by `repeats`, which compares the parts and fits nothing. Every check answers
with numbers, not with suspicion: a column is named when it explains nearly all of what the target's own past cannot.

How a column is judged. For each h the change y[t+h] - y[t] is regressed on the past of the target (its last values, and
the value one season before y[t+h]), then on that past and the column's values at t, t-1, t-2 and its product with y[t].
Both are fitted on the earlier half of the training rows and judged on the later half; the share is 1 - SSE / SSE. A
shift, a scaled or nearly equal copy, a centred mean (its change is y[t+k] less a value already known), the next change
or the next relative change of the target all reach 1. A column that only follows the target stays near 0, and one that
truly leads it is held back by its own noise.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstm_core.data.leakage.repeats import FEWEST_ROWS, repeated
from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Parameter

Values = npt.NDArray[np.float64]
LeakKind = Literal["shifted", "ahead", "copy", "known", "order", "repeats"]

IMPLAUSIBLE = 0.9  # of what the past leaves open, explained by a column at the same time or earlier
KNOWN_IMPLAUSIBLE = 0.98  # by a column that is known ahead: plans and weather may explain much
COPY = 0.9999  # squared correlation of changes, and what is explained: the same measurement in another unit
MOST_COLUMNS = 200
MOST_ROWS = 1200  # the newest training rows
MOST_LAGS, FURTHEST = 48, 24
NEAR = 2  # steps ahead that a centred mean or a next change tells
_BATCH = 64
_CERTAIN = 1e-10  # share of variance below which the target follows from its past, so nothing can be told


@dataclass(frozen=True)
class Leak:
    """One finding: what kind, where, and the numbers that prove it."""

    kind: LeakKind
    evidence: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def column(self) -> str:
        """The column it is about; empty when it is about rows."""
        return str(self.evidence.get("column", ""))

    @property
    def message(self) -> Sentence:
        """The sentence on it."""
        return Sentence(f"leak.{self.kind}", dict(self.evidence))


def is_delayed(kind: str, steps: int, horizon: int) -> bool:
    """A column tells the target further ahead than is forecast, as a cause with a long way does.

    The numbers cannot tell that from a column made from later values; but who makes one gives away the steps that are
    asked for, or the next one or two.
    """
    return kind in ("shifted", "ahead") and steps > max(horizon, NEAR)


def find(
    target: Values,
    columns: Mapping[str, Values],
    split: tuple[int, int],
    *,
    season: int | None = None,
    known: Collection[str] = (),
    timed: bool = True,
) -> list[Leak]:
    """Every leak of a table in the order of time: `target` (T,), each column (T,), NaN where a value is missing.

    `split` holds the first validation row and the first test row. `known` are columns whose future the network is
    given; `timed` says that the rows were put in order by a time column.
    """
    first_validation, first_test = split
    names = [name for name in columns if np.isfinite(columns[name]).any()][:MOST_COLUMNS]
    counting = [name for name in names if steps_evenly(columns[name])]
    found = [] if timed else [Leak("order", {"column": name}) for name in counting if not _rises(columns[name])]
    judged = [name for name in names if name not in counting]
    table = {name: columns[name][:first_validation] for name in judged}
    found += _columns(target[:first_validation], table, season, known)
    rows = np.column_stack([target, *(columns[name] for name in judged if np.isfinite(columns[name]).all())])
    return found + repeats(rows, first_validation, first_test)


def within(found: Sequence[Leak], horizon: int) -> list[Leak]:
    """Without what may as well be a cause with a long delay."""
    return [leak for leak in found if not is_delayed(leak.kind, int(leak.evidence.get("steps", 0)), horizon)]


def repeats(rows: Values, first_validation: int, first_test: int) -> list[Leak]:
    """Rows (T, C) of the test part that stand in the training part too, unless the data repeats by nature."""
    found = repeated(rows, first_validation, first_test)
    if found is None:
        return []
    return [Leak("repeats", {"share": found.share, "rows": found.rows, "count": found.places})]


def _varies(column: Values) -> bool:
    known = column[np.isfinite(column)]
    return len(known) > 0 and bool(known.max() > known.min())


def steps_evenly(column: Values) -> bool:
    """Whether the column only counts: all different, and equally far apart once they are in order."""
    if not np.isfinite(column).all() or len(column) < 3:
        return False
    steps = np.diff(np.sort(column))
    return bool(steps[0] > 0 and np.ptp(steps) <= 1e-6 * steps[0])


def _rises(column: Values) -> bool:
    return bool((np.diff(column) > 0).all())


def _columns(target: Values, columns: Mapping[str, Values], season: int | None, known: Collection[str]) -> list[Leak]:
    target = target[-MOST_ROWS:]
    if len(target) < FEWEST_ROWS or not np.isfinite(target).all() or not np.ptp(target) > 0:
        return []
    target = target / np.abs(target).max()
    names = [name for name, values in columns.items() if _varies(values[-MOST_ROWS:])]
    found: list[Leak] = []
    past = PastRegression(target, season)
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        values = np.column_stack([forward_filled(columns[name][-MOST_ROWS:]) for name in batch])  # (T, C)
        values = values / np.abs(values).max(axis=0)
        ahead = past.shares(values, range(1, past.furthest + 1), lead=0)  # (steps, C)
        now = past.shares(values, range(1, 2), lead=1)[0]  # (C,)
        for at, name in enumerate(batch):
            leak = _column_leak(target, values[:, at], ahead[:, at], float(now[at]), name in known)
            if leak is not None:
                found.append(Leak(leak.kind, {"column": name, **leak.evidence}))
    return found


def _column_leak(target: Values, column: Values, ahead: Values, now: float, known: bool) -> Leak | None:
    best = int(ahead.argmax())
    share = float(ahead[best])
    if share >= IMPLAUSIBLE:
        steps = best + 1
        for step in range(1, len(ahead) + 1):
            if _agree(target[step:], column[:-step]) >= COPY:
                return Leak("shifted", {"steps": step, "agreement": _agree(target[step:], column[:-step])})
        return Leak("ahead", {"steps": steps, "share": share})
    agreement = _agree(target, column)
    if agreement >= COPY and now >= IMPLAUSIBLE:
        return Leak("known" if known else "copy", {"share": agreement})
    return Leak("known", {"share": now}) if known and now >= KNOWN_IMPLAUSIBLE else None


def _agree(one: Values, other: Values) -> float:
    """Squared correlation of the changes of two columns (T,)."""
    first, second = np.diff(one), np.diff(other)
    first, second = first - first.mean(), second - second.mean()
    scale = float((first @ first) * (second @ second))
    return float((first @ second) ** 2) / scale if scale > 0 else 0.0


def forward_filled(column: Values) -> Values:
    """Gaps filled with the last known value, and with the first one before it."""
    known = np.isfinite(column)
    if known.all():
        return column
    places = np.where(known, np.arange(len(column)), -1)
    last = np.maximum.accumulate(places)
    filled: Values = column[np.where(last < 0, np.flatnonzero(known)[0], last)]
    return filled


class PastRegression:
    """What the past of a target (T,) tells about its next changes, and what columns add to it."""

    def __init__(self, target: Values, season: int | None) -> None:
        self.target = target
        self.lags = max(2, min(MOST_LAGS, len(target) // 15))
        self.furthest = max(1, min(FURTHEST, len(target) // 15))
        self.season = season if season and self.lags < season < len(target) // 2 else None

    def shares(self, columns: Values, steps: range, lead: int) -> Values:
        """Of what the past leaves open about y[t+h], the share that columns (T, C) explain: (len(steps), C).

        `lead` moves the columns: 0 reads them up to row t, 1 up to row t+1.
        """
        return np.stack([self._share(columns, step, lead) for step in steps])

    def _share(self, columns: Values, step: int, lead: int) -> Values:
        target, rows = self.target, len(self.target)
        back = max(self.lags, 2 - lead, (self.season - step) if self.season else 0)
        at = np.arange(back, rows - max(step, lead))  # (N,), origins
        level = target[at]
        past = [np.ones(len(at)), level, *(target[at - lag] - level for lag in range(1, self.lags))]
        if self.season and self.season > step:
            past.append(target[at + step - self.season] - level)
        now = columns[at + lead]  # (N, C)
        moves = (now - columns[at + lead - 1], now - columns[at + lead - 2])
        extra = np.stack([now, *moves, now * level[:, None]], axis=1)
        return _explained(np.column_stack(past), extra, target[at + step] - level)


def _explained(past: Values, extra: Values, change: Values) -> Values:
    """The share (C,) of the error of `change` (N,) given `past` (N, P) that `extra` (N, E, C) takes away.

    Fitted on the earlier half, judged on the later half.
    """
    half = len(change) // 2
    early, late = slice(0, half), slice(half, None)
    scale = past[early].std(axis=0)
    past = np.where(scale > 0, (past - past[early].mean(axis=0)) / np.where(scale > 0, scale, 1.0), past)
    extra = extra - extra[early].mean(axis=0)
    size = np.sqrt((extra[early] ** 2).mean(axis=0))
    extra = extra / np.where(size > 0, size, 1.0)
    left, singular, right = np.linalg.svd(past[early], full_matrices=False)
    kept = singular > 1e-9 * singular[0]
    inverse = right[kept].T / singular[kept]  # (P, K)
    left = left[:, kept]

    def rest(values: Values) -> tuple[Values, Values]:
        """What the past, fitted on the earlier half, does not tell of `values` (N, ...)."""
        told = left.T @ values[early].reshape(half, -1)  # (K, M)
        remaining = values.reshape(len(values), -1) - past @ (inverse @ told)
        remaining = remaining.reshape(values.shape)
        return remaining[early], remaining[late]

    change_early, change_late = rest(change)
    extra_early, extra_late = rest(extra)  # (N/2, E, C)
    open_ = min(float((change_late**2).sum()), float((change[late] ** 2).sum()))  # no worse than no change at all
    if open_ <= _CERTAIN * float(((change[late] - change[late].mean()) ** 2).sum()):
        return np.zeros(extra.shape[2])
    gram = np.einsum("nec,nfc->cef", extra_early, extra_early)
    gram += 1e-9 * half * np.eye(extra.shape[1])
    moment = np.einsum("nec,n->ce", extra_early, change_early)
    weights = np.linalg.solve(gram, moment[:, :, None])[:, :, 0]  # (C, E)
    missed = change_late[:, None] - np.einsum("nec,ce->nc", extra_late, weights)
    shares: Values = 1 - (missed**2).sum(axis=0) / open_
    return shares
