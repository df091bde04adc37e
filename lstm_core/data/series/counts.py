"""Counts: whole numbers from 0 on, of which a likelihood tells the distribution. `T` rows, `C` targets."""

import numpy as np
import numpy.typing as npt

from lstm_core.data.series.table_checks import TableFile
from lstm_core.data.series.tables import Values, read_table, read_values
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Parameter

FEWEST_ZEROS, SMALL = 0.1, 20.0  # share of zeros, or mean, from which counts are told apart from measurements
LEAST_HIGHEST = 2  # a column of 0 and 1 is a flag
FEWEST_ROWS = 20


def reasons(values: Values) -> list[Sentence]:
    """The likelihood that suits values (T,), where they are small counts or often 0."""
    told = values[~np.isnan(values)]
    if len(told) < FEWEST_ROWS or odd_rows(told).any() or told.max() < LEAST_HIGHEST:
        return []
    zeros, mean = float((told == 0).mean()), float(told.mean())
    if zeros < FEWEST_ZEROS and mean > SMALL:
        return []
    return [Sentence("data.reason_counts", {"zeros": round(100 * zeros), "mean": mean})]


def odd_rows(values: Values) -> npt.NDArray[np.bool_]:
    """Where values are no counts; NaN is none and not odd."""
    found: npt.NDArray[np.bool_] = (values < 0) | (values % 1 > 0)
    return found


def check(place: TableFile, targets: Values, loss: str) -> None:
    """Nothing but counts in the targets (T, C). Raises DataError with the first line that holds another value."""
    for at, column in enumerate(odd_rows(targets).T):
        if not column.any():
            continue
        value = targets[int(np.argmax(column)), at]
        facts: dict[str, Parameter] = {"column": place.data.targets[at], "loss": loss, "count": int(column.sum())}
        raise place.fault("data.no_counts", **facts, line=_line(place, at, value), value=f"{value:g}")


def _line(place: TableFile, at: int, value: float) -> int | str:
    """The first line of the file with that value in a target; "-" of a source without a file."""
    try:
        rows = read_values(place.data, read_table(place.path, place.data.format, place.data.texts))
    except OSError:
        return "-"
    return place.line(int(rows.index[rows[at] == value].min()))
