"""A refit trains once more on more rows; what was judged before stays.

On training and validation part it is tested and has not seen the test part; on all rows the network before it is.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.torch import load_file

from lstm_core.data.series.panel import load_panel
from lstm_core.data.series.tables import Series, load_series
from lstm_core.data.series.windows import boundaries
from lstm_core.engine import predict
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.deploying import Origin
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import DivergenceError
from lstm_core.engine.work import refit
from lstm_core.engine.work.train import finish, fit
from lstm_core.errors import SpecError
from lstm_core.reports.kinds import compress
from lstm_core.reports.series import verdicts
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder, write_json
from lstm_core.runs.train import REFIT
from lstm_core.spec.derived import refit_training
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.training import TrainSpec

ROWS = 150
TINY = {
    "data.source": "file", "data.time_column": "day", "data.window": 8, "data.horizon": 3, "data.season": 6,
    "data.refit": "before_test", "model.hidden_size": 4, "model.layers": 2, "model.dropout": 0.2,
    "train.steps": 20, "train.batch_size": 16, "train.evaluate_every": 5, "train.device": "cpu",
    "train.checkpoint_seconds": 0,
}  # fmt: skip


def table(rows=ROWS, seed=0):
    values = 20 + 5 * np.sin(np.arange(rows)) + np.random.default_rng(seed).normal(size=rows)
    return pd.DataFrame({"day": pd.date_range("2024-01-01", periods=rows).strftime("%Y-%m-%d"), "value": values})


def spec_of(file="in.csv", **changes):
    told = {name.replace("__", "."): value for name, value in changes.items()}
    return TrainRunSpec().with_changes(TINY | {"data.file": str(file)} | told)


def files(folder):
    return [folder.best.read_bytes(), folder.judged.read_bytes()]


def numbers(result):
    return result.model_copy(update={"seconds": 0.0})


def run_in(path, **changes):
    folder = RunFolder(path)
    folder.checkpoints.mkdir(parents=True)
    table().to_csv(folder.data, index=False)
    spec = spec_of(folder.data, **changes)
    write_json(folder.spec, spec.to_json())
    series, happened = load_series(spec.series, folder.data), list[events.RunEvent]()
    result = fit(spec, series, emit=happened.append, checkpoints=Checkpoints(folder.checkpoints))
    return SimpleNamespace(folder=folder, spec=spec, series=series, result=result, happened=happened)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A run with a refit in its folder, and the same without one."""
    done = run_in(tmp_path_factory.mktemp("refit") / "run")
    done.plain = fit(done.spec.with_changes({"data.refit": "none"}), done.series, emit=lambda _: None)
    return done


@pytest.fixture(scope="module")
def on_all(tmp_path_factory):
    """The same run with a refit on all rows."""
    return run_in(tmp_path_factory.mktemp("refit") / "run", data__refit="all")


def test_the_validation_is_that_of_the_judged_network_and_the_test_is_of_the_new_network(done):
    result, plain = done.result, done.plain
    assert (result.validation, result.best_step) == (plain.validation, plain.best_step)
    assert result.test["linear"] == plain.test["linear"]
    assert result.test["model"] != plain.test["model"]
    assert result.future.forecast != plain.future.forecast
    assert (result.refitted, plain.refitted, plain.refit) == (True, False, None)
    assert f"{result.refit.steps} steps on {result.refit.windows} windows" in verdicts._refit(spec_of().series, result)[
        0
    ].text("en")
    assert result.audit.changed == 0
    assert result.audit.batches > plain.audit.batches


def test_its_windows_are_all_that_end_before_the_test_part_and_it_takes_as_many_epochs(done):
    task = SeriesTask(done.spec, done.series, torch.device("cpu"))
    whole, (_, first_test) = task.refitting(), boundaries(ROWS, done.spec.series)
    assert whole.parts.train == range(task.parts.train.start, first_test - 3)
    assert whole.parts.test == task.parts.test
    assert whole.scaling.offset[0] == done.series.values[:first_test].min()
    assert refit_training(TrainSpec(), 100, 1000, 1250).steps == 125
    assert done.result.refit.windows == len(whole.parts.train)


def test_other_values_of_the_validation_part_change_it_and_of_the_test_part_do_not(done, tmp_path):
    first_validation, first_test = boundaries(ROWS, done.spec.series)

    def weights(start, stop):
        values = done.series.values.copy()
        values[start:stop] = values[start:stop] ** 2
        folder, other = RunFolder(tmp_path / str(start)), replace(done.series, values=values)
        fit(done.spec, other, emit=lambda _: None, checkpoints=Checkpoints(folder.checkpoints))
        return folder.best.read_bytes()

    assert weights(first_test, ROWS) == done.folder.best.read_bytes()
    assert weights(first_validation, first_test) != done.folder.best.read_bytes()


def test_the_curve_stays_that_of_the_first_training_and_the_share_rises_to_one(done):
    shares = [event.value for event in done.happened if isinstance(event, events.Measured) and event.name == REFIT]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert max(event.step for event in done.happened if isinstance(event, events.Logged)) == 20
    assert sum(isinstance(event, events.Started) for event in done.happened) == 1


@pytest.mark.parametrize("after", [3, 27])
def test_killed_in_either_training_it_ends_with_the_same_bits(done, tmp_path, monkeypatch, after):
    folder, real, saves = RunFolder(tmp_path), Checkpoints.save, []

    class KilledError(Exception):
        pass

    def save(self, *state):
        real(self, *state)
        saves.append(self.folder.name)
        if len(saves) == after:
            raise KilledError

    monkeypatch.setattr(Checkpoints, "save", save)
    with pytest.raises(KilledError):
        fit(done.spec, done.series, emit=lambda _: None, checkpoints=Checkpoints(folder.checkpoints))
    assert saves[-1] == ("checkpoints" if after == 3 else "refit")
    monkeypatch.undo()
    torch.manual_seed(99)
    resumed = fit(done.spec, done.series, emit=lambda _: None, checkpoints=Checkpoints(folder.checkpoints))
    assert files(folder) == files(done.folder)
    assert numbers(resumed) == numbers(done.result)


def test_a_stop_in_it_is_a_stop_and_a_cut_run_delivers_the_network_before(done, tmp_path):
    folder, happened = RunFolder(tmp_path), []
    stopped = fit(
        done.spec,
        done.series,
        emit=happened.append,
        should_stop=lambda: any(getattr(event, "name", "") == REFIT for event in happened),
        checkpoints=Checkpoints(folder.checkpoints),
    )
    assert isinstance(stopped, events.Stopped)
    assert stopped.step == 20
    ended = finish(done.spec, done.series, "stopped", emit=lambda _: None, checkpoints=Checkpoints(folder.checkpoints))
    assert (ended.test, ended.refit) == (done.plain.test, None)
    assert "ended before its refit" in verdicts._refit(done.spec.series, ended)[0].text("en")
    assert not folder.judged.exists()
    whole = fit(done.spec, done.series, emit=lambda _: None, checkpoints=Checkpoints(folder.checkpoints))
    assert numbers(whole) == numbers(done.result)
    again = finish(done.spec, done.series, "lost", emit=lambda _: None, checkpoints=Checkpoints(folder.checkpoints))
    assert again.test == done.result.test
    assert files(folder) == files(done.folder)


def test_one_that_diverges_leaves_the_network_before_and_says_so(done, tmp_path, monkeypatch):
    def diverges(*_, **__):
        raise DivergenceError(7, float("nan"))

    monkeypatch.setattr(refit, "train", diverges)
    folder = RunFolder(tmp_path)
    result = fit(done.spec, done.series, emit=lambda _: None, checkpoints=Checkpoints(folder.checkpoints))
    assert result.test == done.plain.test
    assert (result.refitted, result.refit.diverged, folder.judged.exists()) == (False, 7, False)
    assert "diverged at step 7" in verdicts._refit(spec_of().series, result)[0].text("en")


def test_on_all_rows_the_network_before_it_is_judged_and_it_says_what_comes(done, on_all):
    result, plain = on_all.result, done.plain
    assert (result.validation, result.test, result.windows) == (plain.validation, plain.test, plain.windows)
    assert result.future.forecast != plain.future.forecast
    task = SeriesTask(on_all.spec, on_all.series, torch.device("cpu"))
    whole = task.refitting()
    assert whole.parts.train == range(task.parts.train.start, ROWS - 3)
    assert whole.scaling.offset[0] == on_all.series.values.min()
    network = SeriesForecaster(on_all.spec, whole.layout).eval()
    network.load_state_dict(load_file(on_all.folder.best))
    assert whole.forecast(network, range(ROWS - 1, ROWS))[0, :, 0, 0].tolist() == result.future.forecast
    assert result.refit.windows == len(whole.parts.train)
    assert result.audit == plain.audit
    told = verdicts._refit(on_all.spec.series, result)[0]
    assert "the network before it, which never saw the test part" in told.text("en")
    assert load_file(on_all.folder.judged).keys() == load_file(done.folder.judged).keys()
    assert on_all.folder.judged.read_bytes() == done.folder.judged.read_bytes()


def test_a_refit_that_was_a_switch_is_read():
    assert spec_of(data__refit=True).series.refit == "before_test"
    assert spec_of(data__refit=False).series.refit == "none"


@pytest.mark.parametrize("refit", ["before_test", "all"])
@pytest.mark.parametrize("loss", ["huber", "quantile"])
def test_a_deployment_gives_the_forecast_of_the_run(done, on_all, tmp_path, loss, refit):
    kept = on_all if refit == "all" else done
    if loss == "quantile":
        kept = run_in(tmp_path / "run", data__refit=refit, train__loss=loss)
    told = contract.deployer("series")(Origin(kept.spec, kept.folder, "en"))
    values = np.array(told.expected["values"])[:, 0]  # (H, Q)
    assert np.allclose(values[:, 1 if loss == "quantile" else 0], kept.result.future.forecast, rtol=1e-5)
    known = ROWS if refit == "all" else boundaries(ROWS, kept.spec.series)[1]
    assert told.preprocessing["targets"] == ["value"]
    assert kept.series.values[:known].min() in told.preprocessing["scaling"]["targets"]["offset"]
    if loss == "quantile":
        assert np.allclose(values[:, [0, -1]].T, [kept.result.future.low, kept.result.future.high], rtol=1e-5)


@pytest.mark.parametrize("refit", ["before_test", "all"])
def test_newer_rows_are_forecast_by_the_new_network(done, on_all, tmp_path, refit):
    kept, newer = (on_all, 1) if refit == "all" else (done, 0)
    longer = table(ROWS + 1)
    longer.loc[: ROWS - 1, "value"] = table()["value"]
    longer.to_csv(tmp_path / "new.csv", index=False)
    told = predict.forecast(kept.folder.path, tmp_path / "new.csv", "new.csv")
    first_validation, first_test = boundaries(ROWS, kept.spec.series)
    rows = (first_validation, first_test - first_validation, ROWS + 1 - first_test)
    spec = kept.spec.with_changes({"data.split_rows": rows})
    task = SeriesTask(spec, load_series(spec.series, tmp_path / "new.csv"), torch.device("cpu")).refitting(newer)
    assert task.scaling.offset[0] == kept.series.values[: ROWS if newer else first_test].min()
    network = SeriesForecaster(spec, task.layout).eval()
    network.load_state_dict(load_file(kept.folder.best))
    with torch.no_grad():
        expected = task.forecast(network, range(ROWS, ROWS + 1))[0, :, 0, 0]
    assert told["added"] == 1
    assert np.allclose([row[1] for row in told["rows"][1:]], expected, rtol=1e-6)


def test_all_series_of_a_long_table_are_refitted_alike(tmp_path):
    parts = [table(70, seed).assign(shop=name) for seed, name in enumerate("AB")]
    pd.concat(parts).to_csv(tmp_path / "in.csv", index=False)
    spec = spec_of(tmp_path / "in.csv", data__id_column="shop", data__classics=True)
    panel = load_panel(spec.series, tmp_path / "in.csv")
    result = fit(spec, panel, emit=lambda _: None)
    plain = fit(spec.with_changes({"data.refit": "none"}), panel, emit=lambda _: None)
    assert (result.shares, result.validation) == (plain.shares, plain.validation)
    assert result.test["model"] != plain.test["model"]
    assert result.refitted
    assert result.audit.changed == 0
    on_all = fit(spec.with_changes({"data.refit": "all"}), panel, emit=lambda _: None)
    assert (on_all.shares, on_all.test, on_all.audit) == (plain.shares, plain.test, plain.audit)
    assert on_all.ids["A"].future.forecast != plain.ids["A"].future.forecast
    assert on_all.refit.windows == 2 * (70 - 8 - 3 + 1)


def test_members_and_other_tasks_have_none():
    assert spec_of().compared.series.refit == "none"
    with pytest.raises(SpecError):
        TrainRunSpec().with_changes({"data": {"task": "text", "refit": "all"}})


def test_a_series_without_times_is_refitted_too():
    series = Series([str(row) for row in range(1, ROWS + 1)], table()["value"].to_numpy())
    assert fit(spec_of(data__time_column=None), series, emit=lambda _: None).refitted


def test_a_ladder_starts_from_the_network_that_was_judged_and_says_so(done):
    record = SimpleNamespace(
        result=SimpleNamespace(best=None, nearest=None, rows=[], distillations={}),
        spec=SimpleNamespace(weights=str(done.folder.judged), ladder=[]),
        measure="mae",
        rows=[],
    )
    assert "compress.told_judged" in [each.key for each in compress.explanation(record)]
