"""Several series of a long table that one global network reads: reading, windows, scores, script, newer rows."""

import csv
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch

from lstm_core.data.series.continuation import continued_each
from lstm_core.data.series.panel import Panel, judged_parts, load_panel
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import check, for_series, propose
from lstm_core.data.series.sources import material_of
from lstm_core.data.series.windows import split
from lstm_core.engine.tasks.series.combination import stacked, trusted, weights_of
from lstm_core.engine.tasks.series.panel import PanelTask, audit
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.work.train import fit
from lstm_core.errors import DataError, SpecError
from lstm_core.reports.series import tables
from lstm_core.runs.predicting import predict
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.run import TrainRunSpec
from tests.core.scripts import run_in
from tests.core.test_bundle import contents, python

ROWS = 120
LEVELS = {"B": 50.0, "A": 5.0, "C": 500.0}


def series(level: float, rows: int = ROWS, begin: str = "2024-01-01", seed: int = 0) -> pd.DataFrame:
    """Days with a week in them, around a level."""
    noise = np.random.default_rng(seed).normal(size=rows)
    values = level * (1 + 0.3 * np.sin(2 * np.pi * np.arange(rows) / 7) + 0.05 * noise)
    days = pd.date_range(begin, periods=rows, freq="D").strftime("%Y-%m-%d")
    return pd.DataFrame({"date": days, "sales": np.round(values, 3)})


def long_table(**more: pd.DataFrame) -> pd.DataFrame:
    parts = {name: series(level, seed=at) for at, (name, level) in enumerate(LEVELS.items())} | more
    return pd.concat([part.assign(store=name) for name, part in parts.items()], ignore_index=True)


@pytest.fixture
def write(tmp_path):
    def written(table: pd.DataFrame, name: str = "shops.csv"):
        table.to_csv(tmp_path / name, index=False)
        return tmp_path / name

    return written


def all_of(path, **changes) -> TrainRunSpec:
    spec = propose(profile(path), "sales", ids=()).spec
    small = {"train.steps": 40, "train.evaluate_every": 20, "model.hidden_size": 8}
    return spec.with_changes({**small, **{name.replace("__", "."): value for name, value in changes.items()}})


def test_all_series_are_proposed_together_with_what_most_of_them_need(write):
    spec = all_of(write(long_table()))
    data = spec.series
    assert (data.id_column, data.id, data.ids, data.season, data.horizon) == ("store", None, (), 7, 7)
    assert data.panel
    assert data.classics


def test_the_recipe_is_chosen_on_several_series_together_and_their_season_left_to_the_network(write):
    table = pd.concat(
        [growing(level, rows).assign(store=f"S{rows}") for level, rows in ((5, 80), (80, 120), (900, 150))]
    )
    proposal = propose(profile(write(table)), "sales", ids=())
    data = proposal.spec.series
    assert (data.season, data.transform, data.difference, data.window_scaling) == (12, "log", "none", "last")
    assert "data.reason_recipe_log_together" in [each.key for each in proposal.reasons]


def growing(level: float, rows: int) -> pd.DataFrame:
    """Months that grow by 2 % each, with a season that grows along."""
    at, noise = np.arange(rows), np.random.default_rng(rows).normal(size=rows)
    values = level * 1.02**at * (1 + 0.2 * np.sin(2 * np.pi * at / 12)) * np.exp(0.03 * noise)
    months = pd.date_range("2010-01-01", periods=rows, freq="MS").strftime("%Y-%m")
    return pd.DataFrame({"date": months, "sales": np.round(values, 3)})


def test_series_stand_in_the_order_of_the_file_and_hold_its_values(write):
    table = long_table().sample(frac=1, random_state=3)
    panel = material_of(all_of(write(table)).series)
    assert isinstance(panel, Panel)
    assert list(panel.series) == list(dict.fromkeys(table["store"]))
    for name, found in panel.series.items():
        own = table[table["store"] == name].sort_values("date")
        assert found.values.tolist() == own["sales"].tolist()
        assert found.times == own["date"].tolist()
    assert panel.rows == 3 * ROWS


@pytest.mark.parametrize(
    ("added", "key", "named"),
    [
        (series(9.0, rows=1), "data.panel_short", "X"),
        (series(9.0, rows=20), "data.panel_short", "X"),
        (series(9.0).assign(sales=4.0), "data.panel_constant", "X"),
        (series(9.0).assign(sales=np.nan), "data.panel_short", "X"),
        (series(9.0).iloc[::9], "data.panel_short", "X"),
    ],
)
def test_a_series_that_cannot_take_part_is_left_out_and_named(write, added, key, named):
    found = propose(profile(write(long_table(X=added))), "sales", ids=())
    assert list(found.material.series) == ["B", "A", "C"]
    [notice] = [each for each in found.notices if each.key == key]
    assert (notice.parameters["ids"], notice.parameters["count"]) == (named, 1)


def test_columns_known_ahead_that_do_not_go_on_are_the_reason_that_none_takes_part(write):
    path = write(long_table().assign(promo=1.0))
    with pytest.raises(DataError) as refused:
        load_panel(all_of(path).with_changes({"data.future_columns": ["promo"]}).series, path)
    [message] = refused.value.messages
    assert (message.key, message.parameters["columns"]) == ("data.panel_none_ahead", "promo")


def test_a_series_of_another_time_and_length_takes_part(write):
    panel = material_of(all_of(write(long_table(X=series(9.0, rows=90, begin="2019-05-05")))).series)
    assert panel.series["X"].times[0] == "2019-05-05"
    assert len(panel.series["X"].values) == 90


def test_only_the_chosen_series_are_read_and_an_unknown_one_is_refused(write):
    path = write(long_table())
    spec = all_of(path).with_changes({"data.ids": ("C", "B")})
    assert list(load_panel(spec.series, path).series) == ["B", "C"]
    with pytest.raises(DataError) as refused:
        load_panel(spec.series.model_copy(update={"ids": ("B", "Cc")}), path)
    assert refused.value.messages[0].key == "data.unknown_id"


def test_more_series_than_one_network_takes_are_refused_with_what_does(write, monkeypatch):
    path = write(long_table())
    monkeypatch.setattr("lstm_core.data.series.panel.LIMIT_SERIES", 2)
    with pytest.raises(DataError) as refused:
        propose(profile(path), "sales", ids=())
    assert "data.ids" in refused.value.messages[0].text("en")
    assert propose(profile(path), "sales", ids=("A", "B")).spec.series.ids == ("A", "B")


def test_two_rows_of_one_time_are_refused_for_one_series_alone(write):
    path = write(pd.concat([long_table(), long_table().iloc[[5]].assign(sales=1.0)]))
    spec = TrainRunSpec().with_changes(
        {"data.source": "file", "data.file": str(path), "data.time_column": "date", "data.target": "sales"}
    )
    with pytest.raises(DataError) as refused:
        load_panel(spec.series.model_copy(update={"id_column": "store"}), path)
    [message] = refused.value.messages
    assert (message.key, message.parameters["first"], message.parameters["second"]) == (
        "data.duplicate_time_of_id", 7, 3 * ROWS + 2,
    )  # fmt: skip


@pytest.mark.parametrize("changes", [{"data.split_rows": (50, 20, 20)}, {"data.further_targets": ("other",)}])
def test_what_series_together_do_not_have_is_refused(write, changes):
    with pytest.raises(SpecError) as refused:
        all_of(write(long_table())).with_changes(changes)
    assert refused.value.messages[0].key == "spec.panel_alone"


def test_no_window_crosses_from_one_series_into_the_next(write):
    spec = all_of(write(long_table()))
    panel = material_of(spec.series)
    task = PanelTask(spec, panel, torch.device("cpu"))
    alone = {name: SeriesTask(spec, each, torch.device("cpu")) for name, each in panel.series.items()}
    wanted = torch.cat([each.training(torch.arange(each.train_size)) for each in alone.values()])
    assert torch.equal(task.training(torch.arange(task.train_size)), wanted)
    held_out = torch.cat(list(task.validation()))
    assert torch.equal(held_out, torch.cat([part for each in alone.values() for part in each.validation()]))


def test_every_series_is_scaled_by_its_own_training_rows(write):
    spec = all_of(write(long_table()), data__scaling="standard")
    task = PanelTask(spec, material_of(spec.series), torch.device("cpu"))
    for member in task.members.values():
        training = member.truth[: member.first_validation, 0]
        assert member.scaling.offset[0] == pytest.approx(training.mean())
        assert member.scaling.scale[0] == pytest.approx(training.std())


def test_the_likelihood_of_a_count_is_told_in_the_units_of_its_own_series(write):
    spec = all_of(write(long_table().round({"sales": 0})), data__transform="none", data__difference="none")
    counting = {"train.loss": "poisson", "data.scaling": "mean", "data.window_scaling": "none", "data.floor": 0.0}
    spec = spec.with_changes(counting)
    task = PanelTask(spec, material_of(spec.series), torch.device("cpu"))

    def network(past, _known):
        return torch.ones(len(past), spec.series.horizon, 1, 1)  # a rate of the mean size of each series

    losses = {"training": [], "validation": []}
    for member in task.members.values():
        usual = torch.distributions.Poisson(float(member.truth[: member.first_validation].mean()))
        for part, origins in (("training", member.parts.train), ("validation", member.parts.validation)):
            losses[part].append(-usual.log_prob(torch.from_numpy(member.truth_of(origins))))
    every = torch.arange(task.train_size)
    assert float(task.loss_of(network, every)) == pytest.approx(float(torch.cat(losses["training"]).mean()), rel=1e-5)
    assert task.validation_loss(network) == pytest.approx(float(torch.cat(losses["validation"]).mean()), rel=1e-5)


def test_a_value_that_is_no_count_is_refused_in_whichever_series_it_stands(write):
    table = long_table().round({"sales": 0})
    table.loc[ROWS + 4, "sales"] = 2.5  # of the second series
    spec = all_of(write(table), data__scaling="mean", data__window_scaling="none", data__transform="none")
    spec = spec.with_changes({"data.difference": "none", "data.floor": 0.0, "train.loss": "poisson"})
    with pytest.raises(DataError) as refused:
        check(spec, material_of(spec.series))
    assert refused.value.messages[0].parameters.items() >= {"line": ROWS + 6, "value": "2.5"}.items()


def test_forecasts_of_all_series_at_once_are_those_of_each_alone(write):
    spec = all_of(write(long_table()))
    panel = material_of(spec.series)
    network, task = _prepared(spec, panel)
    together = task.forecasts(network, lambda member: member.parts.test)
    for name, member in task.members.items():
        np.testing.assert_allclose(together[name], member.forecast(network, member.parts.test), rtol=1e-4)


def _prepared(spec, panel):
    from lstm_core.engine.tasks.series.preparation import prepare

    torch.manual_seed(0)
    network, task = prepare(spec, panel, torch.device("cpu"))
    return network.eval(), task


def test_many_windows_are_judged_by_evenly_spread_ones_with_the_last_among_them(write, monkeypatch):
    data = all_of(write(long_table())).series
    monkeypatch.setattr("lstm_core.data.series.panel.PANEL_JUDGED", 12)
    whole = split(ROWS, data)
    for parts in judged_parts([split(ROWS, data)] * 3):
        assert parts.train == whole.train
        assert parts.test[-1] == whole.test[-1]
        assert len(parts.test) <= 4
        assert set(parts.test) <= set(whole.test)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    path = tmp_path_factory.mktemp("panel") / "shops.csv"
    long_table().to_csv(path, index=False)
    spec = all_of(path)
    return spec, fit(spec, material_of(spec.series), emit=lambda event: None)


def test_scores_are_means_over_the_series_and_the_worst_stands_first(result):
    _, found = result
    assert set(found.ids) == {"A", "B", "C"}
    for name in found.test:
        every = [each.test[name] for each in found.ids.values()]
        assert found.test[name].mae == pytest.approx(np.mean([each.mae for each in every]))
        assert found.test[name].mase == pytest.approx(np.mean([each.mase for each in every]))
    worst = [each.taken.mase for each in found.ids.values()]
    assert worst == sorted(worst, reverse=True)
    assert found.skill["persistence"].value == pytest.approx(
        1 - found.test["model"].mae / found.test["persistence"].mae
    )
    assert sum(found.shares.values()) == pytest.approx(1)


def test_the_audit_finds_nothing_later_and_would_find_a_leak(result, monkeypatch):
    spec, found = result
    assert (found.audit.changed, found.audit.forecasts) == (0, 3)
    panel = material_of(spec.series)

    original = PanelTask.training
    monkeypatch.setattr(PanelTask, "training", lambda self, batch: original(self, batch) + self.windows[-8:].mean())
    assert audit(spec, panel, torch.device("cpu")).changed > 0


def test_every_series_has_its_forecast_in_one_table(result):
    spec, found = result
    head, *rows = tables.rows_of_forecast(found, spec.series)
    assert head[:3] == ["store", "time", "sales"]
    assert [row[0] for row in rows] == [name for name in found.ids for _ in range(spec.series.horizon)]
    assert {row[1] for row in rows} == {f"2024-04-{day:02}" for day in range(30, 31)} | {
        f"2024-05-{day:02}" for day in range(1, 7)
    }
    ids = tables.ids(found)
    assert [each.id for each in ids] == list(found.ids)
    assert all(each.change == pytest.approx(each.mae / each.baseline_mae - 1) for each in ids)


def test_the_best_mean_is_chosen_one_by_one():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(400, 3))
    noise = [rng.normal(size=truth.shape) for _ in range(3)]
    said = {"model": truth + noise[0], "linear": truth + noise[1], "persistence": truth + 9 * noise[2]}
    shares = stacked(said, truth)
    assert shares["model"] == pytest.approx(0.5, abs=0.1)
    assert "persistence" not in shares
    alone = stacked({"model": truth + noise[0], "linear": truth}, truth)
    assert alone == {"model": 0.0, "linear": 1.0}


def test_few_windows_of_each_series_give_one_interval_in_units_of_each(result):
    spec, found = result
    task = PanelTask(spec, material_of(spec.series), torch.device("cpu"))
    for first, second in pairwise(found.ids):
        widths = []
        for name in (first, second):
            unit = np.abs(np.diff(task.members[name].truth[: task.members[name].first_validation, 0])).mean()
            ahead = found.ids[name].future
            widths.append((np.array(ahead.high) - np.array(ahead.low)) / unit)
        np.testing.assert_allclose(*widths, rtol=1e-9)


def test_a_choice_counts_by_the_windows_that_judged_it():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(400, 3))
    said = {"model": truth + rng.normal(size=truth.shape), "linear": truth + rng.normal(size=truth.shape)}
    by_error = weights_of({name: float(np.abs(each - truth).mean()) for name, each in said.items()})
    assert trusted({"linear": 1.0}, said, truth, 0.0) == pytest.approx(by_error)
    assert trusted({"linear": 1.0}, said, truth, 1e9)["linear"] == pytest.approx(1)
    half = trusted({"linear": 1.0}, said, truth, 30.0)
    assert half["model"] == pytest.approx(by_error["model"] / 2)


def test_another_series_brings_what_suits_it_and_keeps_network_and_training(write):
    table = long_table()
    table.loc[table["store"] == "A", "sales"] = np.random.default_rng(5).normal(size=ROWS).round(3)
    spec = propose(profile(write(table)), "sales", id="B").spec
    spec = spec.with_changes({"model.cell": "gru", "train.steps": 77, "data.calendar": True})
    other = for_series(spec, "A", ())
    assert (spec.series.season, other.series.season) == (7, None)
    assert (other.model.cell, other.train.steps, other.series.calendar, other.series.id) == ("gru", 77, True, "A")
    assert for_series(spec, None, ("A", "B")).series.ids == ("A", "B")


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> TrainRecord:
    folder = tmp_path_factory.mktemp("trained")
    few = series(3.0, rows=15)
    long_table(few=few, flat=series(1.0).assign(sales=2.0)).to_csv(folder / "shops.csv", index=False)
    spec = all_of(folder / "shops.csv", data__classics=False)
    return run_in(folder, spec)


def test_the_download_of_several_series_reproduces_its_run(trained, tmp_path):
    for name, content in contents(trained).items():
        (tmp_path / name).write_bytes(content)
    done = python(tmp_path, "train.py", "--check")
    assert done.stdout.splitlines()[-1] == "PASS", done.stdout + done.stderr
    rows = list(csv.reader((tmp_path / "forecast.csv").read_text().splitlines()))
    assert rows[0][:2] == ["store", "time"]
    assert {row[0] for row in rows[1:]} == {"A", "B", "C"}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "One network forecasts 3 series together" in page
    assert "Errors of every series on the test part" in page


def test_newer_rows_are_forecast_for_every_series_of_the_run(trained, tmp_path):
    newer = [
        series(level, rows=ROWS + 10, seed=at).iloc[-10:].assign(store=name)
        for at, (name, level) in enumerate(LEVELS.items())
    ]
    del newer[1]  # A goes on from where it ended
    table = pd.concat([*newer, series(7.0, rows=4, begin="2024-04-30").assign(store="new")])
    table.to_csv(tmp_path / "newer.csv", index=False)
    found = predict(trained.path, tmp_path / "newer.csv")
    head, *rows = found.rows
    assert head[:2] == ["store", "time"]
    first = {}
    for row in rows:
        first.setdefault(row[0], row[1])
    assert first == {"B": "2024-05-10", "A": "2024-04-30", "C": "2024-05-10"}
    assert found.added == 20
    assert found.scores["mase"] > 0  # A has no newer rows and goes on from where it ended
    assert [each.parameters["ids"] for each in found.notices if each.key == "data.new_ids"] == ["new"]


def test_one_newer_day_of_every_series_scales_nothing_anew(trained, tmp_path):
    path, data = tmp_path / "newer.csv", Path(trained.path) / "data.csv"
    newest = [series(level, rows=ROWS + 1).iloc[-1:].assign(store=name) for name, level in LEVELS.items()]
    pd.concat(newest).assign(sales=99999.0).to_csv(path, index=False)
    told = dict(continued_each(trained.spec, data, path, tmp_path, "newer.csv"))
    before = load_panel(trained.spec.series, data).series
    for name, found in told.items():
        assert found.added == 1
        spec = trained.spec.with_changes({"data.id": name})
        one, other = (
            SeriesTask(each, own, torch.device("cpu")).scaling
            for each, own in ((spec, before[name]), (found.spec, found.series))
        )
        assert (one.offset, one.scale) == (other.offset, other.scale)
