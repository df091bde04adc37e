"""A forecast without skill is called that, one with skill is not; a run proves that it saw nothing later."""

from functools import partial

import numpy as np
import pytest
import torch

from lstm_core.data.series.sources import generated_values, series_of
from lstm_core.data.series.tables import Series
from lstm_core.engine.tasks.series.audit import audit
from lstm_core.engine.tasks.series.inputs import Scaling
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.work.train import fit
from lstm_core.reports.findings import findings
from lstm_core.reports.series.verdicts import rival
from lstm_core.reports.verdicts import explanation, headline, verdict
from lstm_core.results.series import Audit
from lstm_core.runs import events
from lstm_core.runs.record import read_run
from lstm_core.spec.run import TrainRunSpec
from tests.support import make_finished_run, spec_of

TINY = {
    "data.window": 16,
    "data.horizon": 4,
    "data.season": None,
    "model.hidden_size": 8,
    "train.steps": 120,
    "train.learning_rate": 0.01,
    "train.device": "cpu",
}


def numbered(values):
    return Series([str(row) for row in range(1, len(values) + 1)], np.asarray(values, dtype=np.float64))


def run_of(values, **changes):
    spec = TrainRunSpec().with_changes(TINY | {name.replace("__", "."): value for name, value in changes.items()})
    happened = []
    result = fit(spec, numbered(values), emit=happened.append)
    return result, [event for event in happened if isinstance(event, events.FindingRaised)]


def test_a_random_walk_is_called_without_skill_in_at_least_nineteen_of_twenty_trials():
    called = 0
    for seed in range(20):
        _, found = run_of(np.cumsum(np.random.default_rng(seed).normal(size=500)))
        called += [event.key for event in found] in (["finding.copies_last"], ["finding.no_skill"])
    assert called >= 19


@pytest.mark.parametrize(
    ("values", "changes"),
    [
        (lambda: series_of(
            TrainRunSpec().series.model_copy(update={"time_column": "time", "time_format": "%Y"})).values,
         {"data__window": 33, "data__horizon": 5}),
        (lambda: generated_values()[:900], {"data__window": 48, "data__horizon": 8, "data__season": 24}),
        (lambda: 5 * np.sin(np.arange(500) / 4) + np.random.default_rng(0).normal(size=500), {"train__steps": 400}),
    ],
    ids=["sunspots", "made", "sine"],
)  # fmt: skip
def test_a_series_that_can_be_forecast_is_not_called_without_skill(values, changes):
    result, found = run_of(values(), **changes)
    assert found == []
    assert result.skill["persistence"].verdict == "better"
    assert result.copying.moves > 0.5


def with_result(record, **changes):
    return record.model_copy(update={"result": record.result.model_copy(update=changes)})


def copying_of(moves):
    return {"copying": {"moves": moves, "agreement": 0.1}}


@pytest.mark.parametrize(
    ("gain", "noise", "moves", "expected"),
    [
        (0.01, 0.3, 0.05, ["finding.copies_last"]),
        (0.01, 0.3, 0.8, ["finding.no_skill"]),
        (-0.4, 0.0, 0.8, ["finding.no_skill"]),
        (0.4, 0.0, 0.05, []),
        (0.4, 0.0, 0.8, []),
    ],
)
def test_the_warning_needs_both_a_missing_skill_and_its_reason(tmp_path, gain, noise, moves, expected):
    record = read_run(make_finished_run(tmp_path, spec_of(data__season=None), gain=gain, noise=noise))
    result = record.result.model_validate(record.result.model_dump() | copying_of(moves))
    found = findings(result)
    assert [event.key for event in found] == expected
    told = explanation(record.model_copy(update={"result": result, "findings": found}))
    assert [message.key for message in told][: len(found)] == expected
    for message in told:
        assert message.text("zh")
        assert message.text("en")


@pytest.mark.parametrize(("gain", "expected"), [(0.0, ["finding.copies_last"]), (0.3, [])])
def test_with_few_windows_only_a_copy_is_called_one(tmp_path, gain, expected):
    record = read_run(make_finished_run(tmp_path, spec_of(data__season=None, data__horizon=20), gain=gain))
    result = record.result.model_validate(record.result.model_dump() | copying_of(0.1))
    assert result.skill["persistence"].verdict == "few"
    assert [event.key for event in findings(result)] == expected


def test_without_skill_over_persistence_the_headline_says_no_skill(tmp_path):
    record = read_run(make_finished_run(tmp_path, spec_of(data__season=None), gain=0.01, noise=0.3))
    better_line = {**record.result.test, "linear": record.result.test["model"].model_copy(update={"mae": 1.0})}
    skill = {**record.result.skill, "linear": record.result.skill["persistence"]}
    record = with_result(record, test=better_line, skill=skill)
    assert (rival(record.result), verdict(record.result)) == ("persistence", "tie")
    assert headline(record).text("en").startswith("No skill:")
    assert headline(record).text("zh").startswith("没有预测技巧")


@pytest.mark.parametrize(
    ("gain", "kind", "said"), [(0.3, "better", "a linear model"), (-0.3, "worse", "a linear model")]
)
def test_the_linear_model_decides_where_it_is_the_best_baseline(tmp_path, gain, kind, said):
    record = read_run(make_finished_run(tmp_path, spec_of(), gain=0.4))
    model = record.result.test["model"]
    line = model.model_copy(update={"mae": model.mae / (1 - gain)})
    over = record.result.skill["seasonal_naive"].model_copy(
        update={"value": gain, "low": gain - 0.1, "high": gain + 0.1}
    )
    others = {name: model.model_copy(update={"mae": 3 * model.mae}) for name in ("persistence", "seasonal_naive")}
    record = with_result(
        record, test={"model": model, **others, "linear": line}, skill={**record.result.skill, "linear": over}
    )
    assert verdict(record.result) == kind
    assert said in headline(record).text("en")
    assert "线性模型" in headline(record).text("zh")
    assert any("linear model" in message.text("en") for message in explanation(record))


# -- the run's own audit -----------------------------------------------------------------------------------------------

CPU = torch.device("cpu")


def audited(build=SeriesTask, **changes):
    spec = TrainRunSpec().with_changes(TINY | {name.replace("__", "."): value for name, value in changes.items()})
    values = 20 + np.cumsum(np.random.default_rng(0).normal(size=200))
    return audit(spec, numbered(values), partial(build, device=CPU))


@pytest.mark.parametrize("scaling", ["minmax", "standard", "none"])
@pytest.mark.parametrize("window_scaling", ["last", "none"])
def test_the_engine_sees_nothing_later(scaling, window_scaling):
    found = audited(data__scaling=scaling, data__window_scaling=window_scaling)
    assert found.changed == 0
    assert found.batches > 3
    assert found.forecasts > 3


class FittedOnEverything(SeriesTask):
    """Scales with values of the test part."""

    def __init__(self, spec, series, device):
        super().__init__(spec, series, device)
        self.scaling = Scaling.fit(series.values[:, None], spec.series.scaling)
        scaled = torch.from_numpy(self.scaling(series.values[:, None]).astype(np.float32))
        self.windows = scaled.unfold(0, spec.series.window + spec.series.horizon, 1)


class OverTheBoundary(SeriesTask):
    """Trains on windows whose targets lie in the validation part."""

    def __init__(self, spec, series, device):
        super().__init__(spec, series, device)
        self.first += spec.series.horizon


class Oracle(SeriesTask):
    """Reads one row past the origin when it forecasts."""

    def forecast(self, network, origins):
        return super().forecast(network, range(origins.start + 1, origins.stop + 1))


@pytest.mark.parametrize("leaking", [FittedOnEverything, OverTheBoundary, Oracle])
def test_a_task_that_leaks_is_seen(leaking):
    assert audited(leaking).changed > 0


def test_the_audit_leaves_the_random_state_alone():
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    audited()
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_failed_audit_is_an_error_and_a_passed_one_is_told(tmp_path):
    record = read_run(make_finished_run(tmp_path))
    bad = record.result.model_copy(update={"audit": Audit(batches=4, forecasts=2, changed=3)})
    (finding,) = findings(bad)
    assert (finding.key, finding.severity) == ("guard.failed", "error")
    good = with_result(record, audit=Audit(batches=4, forecasts=2, changed=0))
    assert explanation(good)[-1].key == "guard.passed"
    assert "none of 4 training batches" in explanation(good)[-1].text("en")


def test_repeated_rows_are_found_by_the_run_itself():
    values = np.cumsum(np.random.default_rng(1).normal(size=400))
    values[360:390] = values[50:80]
    _, found = run_of(values, train__steps=10)
    assert "leak.repeats" in [event.key for event in found]
