"""Rows of a run's file that a deployment takes along as its sample, as they stand in the file."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from lstm_core.data.series import table_checks
from lstm_core.data.series.tables import table_of
from lstm_core.engine.tasks.deploying import Origin
from lstm_core.spec.series import SeriesData


class Told(Protocol):
    """One of several series that are deployed."""

    def rows(self, table: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
        """The rows that its forecast needs, of all `cells` of the file."""
        ...

    def places(self, table: pd.DataFrame) -> tuple[npt.NDArray[np.int64], int, int]:
        """Its rows of the file in the order of time, and between which of these the needed ones lie."""
        ...

    def expected(self, rows: int | None = None) -> dict[str, Any]:
        """What is forecast behind them."""
        ...


def sample_of(origin: Origin, each: Mapping[str, Told]) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The last rows of every series as they stand in the file, and what is forecast behind them.

    Of a wide table these are rows of the file, from the first one that any series needs.
    """
    data = origin.spec.series
    cells, table = as_text(origin, data), table_of(table_checks.TableFile(origin.data, origin.data.name, data))
    tables = {str(name): own for name, own in table.groupby(str(data.id_column), sort=False)}
    if not data.wide:
        rows = pd.concat([own.rows(tables[name], cells) for name, own in each.items()])
        return rows, {name: own.expected() for name, own in each.items()}
    places = {name: own.places(tables[name]) for name, own in each.items()}
    first, ahead = min(first for _, first, _ in places.values()), data.horizon if data.future_columns else 0
    end = max(end for _, _, end in places.values()) + ahead
    order, _, _ = next(iter(places.values()))
    rows = cells.loc[order[first:end] % len(cells)]
    return rows, {name: own.expected(places[name][2] - first) for name, own in each.items()}


def written(data: SeriesData, rows: pd.DataFrame) -> bytes:
    """Rows as they would stand in the file of the run."""
    layout = data.format
    text = rows.to_csv(index=False, header=layout.header, sep=layout.delimiter, lineterminator="\n")
    return text.encode(layout.encoding)


def as_text(origin: Origin, data: SeriesData) -> pd.DataFrame:
    """The cells of the file as they are written there."""
    layout = data.format
    table = pd.read_csv(
        origin.data,
        encoding=layout.encoding,
        sep=layout.delimiter,
        header=0 if layout.header else None,
        index_col=False,
        skipinitialspace=True,
        dtype=str,
        keep_default_na=False,
    )
    if not layout.header:
        table.columns = pd.Index([f"column_{number}" for number in range(1, table.shape[1] + 1)])
    return table
