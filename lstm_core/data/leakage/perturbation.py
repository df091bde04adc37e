"""Leaks in a pipeline, found by changing what it must not see: whatever builds windows from a series can be asked.

Three experiments. Rows of a later part are replaced: no training window may change (all change: the scaling was fitted
on them; a few: windows reach across the split; many: the split does not follow time). Rows after a moment are
replaced: no input of an earlier forecast may change. The series becomes a ramp: every window must be a ramp too.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Parameter

Values = npt.NDArray[np.float64]


class PipelineWindows(NamedTuple):
    """What a pipeline makes of a series: N training windows of inputs and targets, M test inputs and their origins."""

    training: Values  # (N, W + H)
    tested: Values  # (M, W)
    origins: Values  # (M,), the last row that each test input may read


Pipeline = Callable[[Values], PipelineWindows]


def leaks(pipeline: Pipeline, values: Values, split: tuple[int, int], window: int, horizon: int) -> list[Sentence]:
    """Every leak of `pipeline` on values (T,), whose first validation and first test row are `split`; none is best."""
    first_validation, first_test = split
    usual = pipeline(values)
    count = len(usual.training)
    found: list[Sentence] = []
    shuffled = _bent(pipeline(np.arange(len(values), dtype=np.float64)).training)
    if shuffled:
        found.append(Sentence("leak.shuffled", {"windows": count, "changed": shuffled}))
    parts = (slice(first_test, None), slice(first_validation, first_test))
    changed = max(differing_rows(usual.training, pipeline(perturbed(values, rows)).training) for rows in parts)
    if changed and not shuffled:
        kind = "scaling" if changed == count else "overlap" if changed < window + horizon else "split"
        facts: dict[str, Parameter] = {"windows": count, "changed": changed}
        found.append(Sentence(f"leak.{kind}", facts))
    middle = (first_test + len(values)) // 2
    earlier = usual.origins < middle
    later = pipeline(perturbed(values, slice(middle, None)))
    changed = differing_rows(usual.tested[earlier], later.tested[earlier])
    if changed and not any(message.key in ("leak.scaling", "leak.shuffled") for message in found):
        found.append(Sentence("leak.lookahead", {"windows": int(earlier.sum()), "changed": changed}))
    return found


def perturbed(values: Values, rows: slice) -> Values:
    """`values` (T, ...) with other finite numbers, far out of their range, in `rows`."""
    changed = values.copy()
    reach = float(np.nanmax(np.abs(values))) or 1.0
    noise = np.random.default_rng(0).uniform(3, 4, values[rows].shape)
    changed[rows] = -reach * noise
    return changed


def differing_rows(one: Values, other: Values) -> int:
    """How many rows of two arrays (N, ...) differ; all of the longer one when their numbers differ."""
    if one.shape != other.shape:
        return max(len(one), len(other))
    return int((one != other).reshape(len(one), -1).any(axis=1).sum())


def _bent(windows: Values) -> int:
    """How many windows (N, W + H) made from a ramp do not rise evenly."""
    steps = np.diff(windows, axis=1)
    slope = np.median(np.abs(steps), axis=1, keepdims=True)
    return int((np.abs(steps - slope) > 1e-3 * slope).any(axis=1).sum())
