"""What the deployment of a network over several series needs of each: its tasks, and what was said of it.

The network is deployed without its table of learned vectors: a static column is told at every step, as a vector is, so
that of each series stands beside its static columns in preprocessing.json. `N` windows, `H` horizon, `C` targets, `Q`
quantiles, `S` static columns, `E` numbers of a learned vector.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import torch

from lstm_core.data.series.panel import Panel
from lstm_core.data.series.tables import read_table
from lstm_core.engine.tasks.deploying import Origin
from lstm_core.engine.tasks.series.forecaster import VECTORS, SeriesForecaster, without_vectors
from lstm_core.engine.tasks.series.panel import PanelTask, pool
from lstm_core.engine.tasks.series.result import ColumnForecasts
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.spec.series import SeriesData

Array = npt.NDArray[np.float64]


class Member(NamedTuple):
    """One of several series: how it is read by itself, and what the networks said of it."""

    data: SeriesData  # with its id
    judging: SeriesTask
    task: SeriesTask  # of the network that is delivered
    network: SeriesForecaster
    judged: Array  # (N, H, C, Q) behind the validation part
    tested: Array  # (N, H, C, Q) behind the test part
    columns: list[str]  # of the file


class PanelNetworks:
    """A run's networks with the panel that they read."""

    def __init__(self, origin: Origin, panel: Panel) -> None:
        self.origin, self.panel = origin, panel
        self.judging = PanelTask(origin.spec, panel, torch.device("cpu"))
        self.task = self.judging.refitting() if origin.refitted else self.judging

    @cached_property
    def delivered(self) -> SeriesForecaster:
        """The network that is delivered, with its table of vectors."""
        return cast("SeriesForecaster", self.origin.trained(SeriesForecaster(self.origin.spec, self.task.layout)))

    @cached_property
    def told(self) -> SeriesForecaster:
        """The same, which reads the vector of a series behind its static columns."""
        return without_vectors(self.origin.spec, self.delivered)

    def vector(self, name: str) -> list[float]:
        """The learned vector (E,) of a series; empty where none was learned."""
        if not self.delivered.layout.ids:
            return []
        found: list[float] = self.delivered.state_dict()[VECTORS][list(self.panel.series).index(name)].tolist()
        return found

    @cached_property
    def columns(self) -> list[str]:
        """Every column of the file, also those that are not read."""
        return [str(name) for name in read_table(self.origin.data, self.origin.spec.series.format, rows=1).columns]

    def members(self) -> Iterator[tuple[str, Member]]:
        """Every series, its intervals pooled with those of all others where its errors are few."""
        before = self.origin.judged(SeriesForecaster(self.origin.spec, self.judging.layout))
        judged = self.judging.forecasts(before, lambda task: task.parts.validation)
        on_all = self.origin.spec.series.refit == "all"
        network, task_of_test = (before, self.judging) if on_all else (self.delivered, self.task)
        tested = task_of_test.forecasts(network, lambda task: task.parts.test)
        tasks = self.judging.members
        for name, task in tasks.items():  # errors are taken where the network that is delivered is transformed
            task.transform, task.levels = self.task.members[name].transform, self.task.members[name].levels
        pool(
            tasks,
            {name: ColumnForecasts({"model": each[:, :, 0]}, {}, {}, {}) for name, each in judged.items()},
            "model",
        )
        for name, task in tasks.items():
            alone = {"id": name, "ids": (), "static_columns": ()}  # which the panel has read
            data = task.data.model_copy(update=alone)
            found = data, task, self.task.members[name], self.delivered, judged[name], tested[name]
            yield name, Member(*found, self.columns)


def split(told: Mapping[str, Mapping[str, Any]], *, whole: bool = False) -> dict[str, Any]:
    """What is the same of every series once, and the rest by id in "series"; objects are told apart unless `whole`."""
    every = list(told.values())
    common, own = dict[str, Any](), {name: dict[str, Any]() for name in told}
    for key, first in every[0].items():
        found = [each[key] for each in every]
        if all(each == first for each in found):
            common[key] = first
        elif not whole and all(isinstance(each, dict) and each.keys() == first.keys() for each in found):
            inner = split({name: each[key] for name, each in told.items()}, whole=True)
            apart = inner.pop("series")
            common |= {key: inner} if inner else {}
            for name, each in apart.items():
                own[name][key] = each
        else:
            for name, each in told.items():
                own[name][key] = each[key]
    return {**common, "series": own}
