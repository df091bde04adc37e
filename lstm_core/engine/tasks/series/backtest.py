"""Walk-forward backtest: the same spec trained anew on all rows before each piece of the test part.

The test part is cut into `folds` pieces. Before each the window of training rows grows (expanding): scaler, network and
the linear baseline are fitted again, the validation part is the same number of rows just before the piece, and the seed
is that of the run. The first piece needs no training: its network is the run's own.

In a run's process the other pieces are members of the run (`engine/work/backtest.py`). Without a folder for them they
are trained here: finished pieces and the checkpoint of the one that is trained lie beside the run's checkpoints, so a
backtest that was stopped or killed goes on where it was and ends with the same numbers.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from pydantic import ValidationError

from lstm_core.data.series.tables import Series
from lstm_core.data.series.windows import boundaries, pieces
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.nn.recomputation import recompute
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.result import scores
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import DivergenceError, Emit, train
from lstm_core.results.base import TrainResult
from lstm_core.results.series import Fold, SeriesResult
from lstm_core.runs import events
from lstm_core.runs.folder import write_json
from lstm_core.runs.train import VALIDATION
from lstm_core.spec.derived import steps_of_time
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    from torch import nn

    from lstm_core.engine.tasks.series.task import Forecast, SeriesTask


class FoldStore:
    """The finished folds of a run on the disk, and the place of the checkpoint of the fold that is trained."""

    def __init__(self, folder: Path) -> None:
        self._folds, self.unfinished = folder / "folds.json", folder / "fold"

    def read(self) -> list[Fold]:
        """The finished folds in their order; none when nothing readable was kept."""
        try:
            return [Fold.model_validate(fold) for fold in json.loads(self._folds.read_bytes())]
        except (OSError, ValueError, ValidationError):
            return []

    def write(self, found: list[Fold]) -> None:
        """Keep the finished folds; the checkpoint of the last one is needed no more."""
        write_json(self._folds, json.dumps([fold.model_dump() for fold in found]))
        shutil.rmtree(self.unfinished, ignore_errors=True)


class Backtest:
    """The folds of one run; `network` carries the run's best weights. Nothing is kept without `checkpoints`."""

    led = True  # pieces may be members of the run

    def __init__(
        self,
        spec: TrainRunSpec,
        series: Series,
        network: "nn.Module",
        device: torch.device,
        checkpoints: Checkpoints | None = None,
    ) -> None:
        self.spec, self.series, self.network, self.device = spec, series, network, device
        self.kept = FoldStore(checkpoints.folder) if checkpoints else None

    def run(self, emit: Emit, should_stop: Callable[[], bool]) -> list[Fold] | None:
        """Every fold in the order of time, None when a stop was asked for; tells of `backtest.progress`, 0 to 1."""
        return self._until(self.count, self.kept.read() if self.kept else [], emit, should_stop)

    def _until(self, end: int, found: list[Fold], emit: Emit, should_stop: Callable[[], bool]) -> list[Fold] | None:
        """`found` and every fold from there to the one before number `end`, trained here."""
        for number in range(len(found), end):
            spec, series = self._piece(number)

            def tell(event: events.RunEvent, number: int = number) -> None:
                if isinstance(event, events.Logged) and VALIDATION in event.values:
                    share = (number + event.step / self.spec.train.steps) / self.count
                    emit(events.Measured(seq=0, at=0, name="backtest.progress", value=share))

            fold = self._fold(number, spec, series, tell, should_stop)
            if fold is None:
                return None
            found.append(fold)
            if self.kept:
                self.kept.write(found)
        return found

    @property
    def count(self) -> int:
        """How many pieces there are."""
        return len(pieces(len(self.series.values), self.spec.series))

    def begun(self, emit: Emit, should_stop: Callable[[], bool]) -> list[Fold] | None:
        """The first folds: kept ones, that of the run's own network, and one whose checkpoint lies beside the run's.

        Version 0.1 trained its pieces itself and left such a checkpoint. None when a stop was asked for.
        """
        found = self.kept.read() if self.kept else []
        left = self.kept is not None and self.kept.unfinished.exists()
        return self._until(min(self.count, max(1, len(found) + left)), found, emit, should_stop)

    def member(self, number: int) -> TrainRunSpec:
        """The spec of one piece as a run of its own on the data of this one, which reads no row behind the piece."""
        spec, _ = self._piece(number)
        training, validation, test = spec.series.split_rows or (0, 0, 0)
        rows = (training, validation, test + _dropped(self.series))
        return spec.compared.with_changes({"data.split_rows": rows})

    def piece(self, number: int, result: TrainResult | None) -> Fold:
        """One piece with the scores of its member; without any when its training diverged."""
        described = self.described(number)
        return described if result is None else described.model_copy(update={"test": SeriesResult.of(result).test})

    def described(self, number: int) -> Fold:
        """One piece without its scores."""
        spec, series = self._piece(number)
        _, start = boundaries(len(series.values), spec.series)
        return Fold(first=series.times[start], last=series.times[-1], rows=start, test={})

    def judged(self) -> list[Fold]:
        """The pieces that are judged already, else the first one, which needs no training."""
        found = self.kept.read() if self.kept else []
        first = [] if found else [self._fold(0, *self._piece(0), lambda _event: None, lambda: False)]
        return [*found, *(fold for fold in first if fold is not None)]

    def _piece(self, number: int) -> tuple[TrainRunSpec, Series]:
        """The spec of one piece, and the series as it was known when the piece had passed."""
        start, end = pieces(len(self.series.values), self.spec.series)[number]
        first_validation, first_test = boundaries(len(self.series.values), self.spec.series)
        rows = (start - first_test + first_validation, first_test - first_validation, end - start)
        spec = self.spec.with_changes({"data.split_rows": rows})
        return spec, known_until(self.series, end, spec.series.horizon)

    def _fold(
        self, number: int, spec: TrainRunSpec, series: Series, tell: Emit, should_stop: Callable[[], bool]
    ) -> Fold | None:
        torch.manual_seed(spec.train.seed)
        task = self.task(spec, series)
        network = SeriesForecaster(spec, task.layout).to(self.device)
        choose_path(network, spec.train.steps, steps_of_time(spec), spec.train.batch_size)
        recompute(network, spec.train.recompute_every, self.device)
        described = self.described(number)
        if number == 0:
            return described.model_copy(update=self.tested(task, self.network))
        checkpoints = Checkpoints(self.kept.unfinished) if self.kept else None
        try:
            ended = train(
                network,
                task,
                spec.train,
                device=self.device,
                emit=tell,
                should_stop=should_stop,
                checkpoints=checkpoints,
            )
        except DivergenceError:
            return described
        if ended.reason == "stopped":
            return None
        network.load_state_dict(ended.progress.best)
        return described.model_copy(update=self.tested(task, network))

    def task(self, spec: TrainRunSpec, series: Series) -> "SeriesTask":
        """What trains and judges a piece."""
        from lstm_core.engine.tasks.series.task import SeriesTask

        return SeriesTask(spec, series, self.device)

    @torch.no_grad()
    def tested(self, task: "SeriesTask", network: "nn.Module") -> dict[str, Any]:
        """Errors of every forecaster on the piece, as fields of a fold."""
        network.eval()
        forecasters: dict[str, Forecast] = {"model": partial(task.forecast, network), **task.baselines()}
        origins = task.parts.test
        return {"test": {name: scores(task, 0, said(origins)[:, :, 0], origins) for name, said in forecasters.items()}}


def _dropped(series: Series) -> int:
    """Rows of the file before the first known value, which the series leaves out and `split_rows` counts."""
    counts = (notice.parameters["count"] for notice in series.notices if notice.key == "data.leading_dropped")
    return int(next(counts, 0))


def known_until(series: Series, end: int, horizon: int) -> Series:
    """The series as it was known when its row `end` had not come; columns known ahead go on for a horizon."""
    rows = len(series.values)
    others = {
        name: cells[: end + horizon] if len(cells) > rows else cells[:end] for name, cells in series.others.items()
    }
    stamps = ahead = None
    if series.stamps is not None:
        known = series.stamps if series.ahead is None else np.concatenate([series.stamps, series.ahead])
        stamps, ahead = known[:end], known[end:]
    return replace(
        series, times=series.times[:end], values=series.values[:end], stamps=stamps, others=others, ahead=ahead
    )
