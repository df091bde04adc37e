"""Walk-forward backtest of one network over several series: each series' own test part is cut into as many pieces.

Before each round of pieces the network is trained anew on the earlier rows of every series, each with a validation part
of its own just before its piece. A series whose piece holds no window trains along and is not judged in that round.
Rounds are trained in the run's own process: where a part of each series begins, a spec of its own could not say.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import torch

from lstm_core.data.series.panel import Panel
from lstm_core.data.series.windows import boundaries, pieces
from lstm_core.engine.tasks.series.backtest import Backtest, known_until
from lstm_core.engine.tasks.series.panel import PanelTask, mean_scores
from lstm_core.engine.tasks.series.result import scores
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import Emit
from lstm_core.results.series import Fold
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    from torch import nn

    from lstm_core.engine.tasks.series.task import Forecast, SeriesTask


class PanelBacktest(Backtest):
    """The rounds of one run over several series; `network` carries the run's best weights."""

    led = False

    def __init__(
        self,
        spec: TrainRunSpec,
        panel: Panel,
        network: "nn.Module",
        device: torch.device,
        checkpoints: Checkpoints | None = None,
    ) -> None:
        super().__init__(spec, panel.longest, network, device, checkpoints)
        self.panel = panel

    @property
    def count(self) -> int:
        """How many rounds there are."""
        return self.spec.series.folds

    def begun(self, emit: Emit, should_stop: Callable[[], bool]) -> list[Fold] | None:
        """Every round."""
        return self.run(emit, should_stop)

    def described(self, number: int) -> Fold:
        """One round without its scores: from the first row that any piece holds to the last one."""
        cut = {name: self._ends(name, number) for name in self._judged(number)}
        times = [self.panel.series[name].times for name in cut]
        first = min((own[start] for own, (start, _) in zip(times, cut.values(), strict=True)), key=_in_order)
        last = max((own[end - 1] for own, (_, end) in zip(times, cut.values(), strict=True)), key=_in_order)
        return Fold(first=first, last=last, rows=sum(start for start, _ in cut.values()), test={})

    def _ends(self, name: str, number: int) -> tuple[int, int]:
        return pieces(len(self.panel.series[name].values), self.spec.series)[number]

    def _judged(self, number: int) -> list[str]:
        """Series whose piece holds a window."""
        ends = {name: self._ends(name, number) for name in self.panel.series}
        return [name for name, (start, end) in ends.items() if end - start >= self.spec.series.horizon]

    def _piece(self, number: int) -> tuple[TrainRunSpec, Any]:
        """The spec, and the panel as it was known when the pieces had passed."""
        found, parts = {}, {}
        for name, series in self.panel.series.items():
            start, end = self._ends(name, number)
            first_validation, first_test = boundaries(len(series.values), self.spec.series)
            parts[name] = (start - first_test + first_validation, first_test - first_validation, end - start)
            found[name] = known_until(series, end, self.spec.series.horizon)
        return self.spec, replace(self.panel, series=found, parts=parts)

    def task(self, spec: TrainRunSpec, series: Any) -> PanelTask:
        """What trains and judges a round."""
        return PanelTask(spec, series, self.device)

    @torch.no_grad()
    def tested(self, task: "SeriesTask", network: "nn.Module") -> dict[str, Any]:
        """Errors of every forecaster on the pieces of each series, and their means."""
        network.eval()
        panel, ids = cast("PanelTask", task), {}
        for name, said in panel.forecasts(network, lambda each: each.parts.test).items():
            member = panel.members[name]
            origins = member.parts.test
            told: dict[str, Forecast] = {"model": {origins: said}.__getitem__, **member.baselines()}
            ids[name] = {
                each: scores(member, 0, forecast(origins)[:, :, 0], origins) for each, forecast in told.items()
            }
        names = next(iter(ids.values()))
        return {"test": {each: mean_scores([own[each] for own in ids.values()]) for each in names}, "ids": ids}


def _in_order(time: str) -> tuple[int, str]:
    """Row numbers and times of one notation, the earlier one first."""
    return len(time), time
