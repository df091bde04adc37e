"""What a table gets by its default path: a chosen recipe, classics beside the network, what is delivered of them."""

import csv
import io

import numpy as np
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import check, propose
from lstm_core.engine.tasks.series.combination import OPTIMISM
from lstm_core.engine.work.train import fit
from lstm_core.reports.series import tables, verdicts
from lstm_core.spec.run import TrainRunSpec

SEASON = 12


def written(folder, values, name="sales.csv"):
    months = np.datetime64("2008-01") + np.arange(len(values))
    lines = ["month,sales", *(f"{month},{value:.4f}" for month, value in zip(months, values, strict=True))]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


def growing(rows=168, seed=0):
    """The series of a shop that grows by 3 % a month, with a season that grows along."""
    at = np.arange(rows)
    noise = np.exp(0.02 * np.random.default_rng(seed).normal(size=rows))
    return 100 * 1.03**at * (1 + 0.1 * np.sin(2 * np.pi * at / SEASON)) * noise


@pytest.fixture(scope="module")
def proposal(tmp_path_factory):
    return propose(profile(written(tmp_path_factory.mktemp("delivered"), growing())))


@pytest.fixture(scope="module")
def result(proposal):
    return fit(proposal.spec.with_changes({"train.steps": 200}), proposal.series, emit=lambda event: None)


def test_growth_and_season_are_taken_out_before_the_network_and_said_with_numbers(proposal):
    data = proposal.spec.series
    assert (data.transform, data.difference, data.season, data.horizon) == ("log", "seasonal", SEASON, SEASON)
    assert data.classics
    said = next(reason for reason in proposal.reasons if reason.key == "data.reason_recipe_both")
    assert said.parameters["error"] > 0
    assert "对数" in said.text("zh")


@pytest.mark.parametrize("seed", range(1, 7))
def test_growth_that_leaves_the_training_range_is_read_on_logarithms_whatever_its_noise(tmp_path, seed):
    assert propose(profile(written(tmp_path, growing(seed=seed)))).spec.series.transform == "log"


def test_what_a_person_asks_for_is_left_alone(tmp_path):
    found = propose(profile(written(tmp_path, growing())), horizon=5, window=30).spec.series
    assert (found.horizon, found.window) == (5, 30)


def test_a_backtest_that_is_asked_for_shortens_the_forecast_and_fits(tmp_path):
    file = profile(written(tmp_path, growing()))
    assert propose(file).spec.series.horizon == SEASON
    folded = propose(file, folds=3)
    spec = folded.spec.with_changes({"data.folds": 3})
    assert spec.series.horizon == 25 // 3
    assert check(spec, folded.series) == []


def test_a_recipe_that_a_person_declines_is_not_chosen(tmp_path):
    file = profile(written(tmp_path, growing()))
    found = propose(file, recipe_asked={"data.difference": "none"}).spec.series
    assert (found.difference, found.window_scaling) == ("none", "last")
    found = propose(file, recipe_asked={"data.transform": "none"}).spec.series
    assert (found.transform, found.difference) == ("none", "seasonal")


@pytest.mark.parametrize(("rows", "difference"), [(300, "seasonal"), (1000, "none")])
def test_a_season_that_many_windows_show_is_left_to_the_network(tmp_path, rows, difference):
    at = np.arange(rows)
    values = 50 + 20 * np.sin(2 * np.pi * at / 24) + 5 * np.random.default_rng(0).normal(size=rows)
    hours = np.datetime64("2024-01-01T00") + at
    lines = ["hour,load", *(f"{hour}:00,{value:.3f}" for hour, value in zip(hours, values, strict=True))]
    (tmp_path / "load.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    data = propose(profile(tmp_path / "load.csv")).spec.series
    assert (data.season, data.difference) == (24, difference)


def test_plain_noise_gets_no_recipe(tmp_path):
    values = 50 + np.random.default_rng(1).normal(size=150)
    found = propose(profile(written(tmp_path, values))).spec.series
    assert (found.transform, found.difference, found.floor) == ("none", "none", None)


def test_values_that_stop_at_zero_get_a_floor_and_no_forecast_goes_below(tmp_path):
    at = np.arange(150)
    values = np.clip(np.sin(2 * np.pi * at / SEASON) + 0.2 * np.random.default_rng(2).normal(size=150), 0, None)
    found = propose(profile(written(tmp_path, values)))
    assert found.spec.series.floor == 0.0
    told = fit(found.spec.with_changes({"train.steps": 60}), found.series, emit=lambda event: None)
    assert min(told.future.forecast) >= 0
    assert min(told.future.low) >= 0
    assert all(min(window.forecast) >= 0 for window in told.windows)


def test_what_is_delivered_is_the_weighted_median_of_all_forecasters(result):
    assert set(result.shares) == set(result.test) - {"combined"}
    assert sum(result.shares.values()) == pytest.approx(1)
    errors = {name: scores.mae for name, scores in result.validation.items() if name != "combined"}
    errors["model"] *= OPTIMISM
    weights = {name: error**-2 for name, error in errors.items()}
    total = sum(weights.values())
    assert result.shares == pytest.approx({name: weight / total for name, weight in weights.items()})
    assert result.future.delivered == result.future.combined
    assert result.test["combined"].mae < max(result.test[name].mae for name in ("persistence", "seasonal_naive"))


def test_the_interval_lies_around_what_is_delivered_and_is_measured(result):
    assert result.interval.level == 0.8
    assert 0 <= result.interval.coverage <= 1
    future = result.future
    assert all(low < high for low, high in zip(future.low, future.high, strict=True))


def test_the_headline_speaks_of_what_is_delivered(result, proposal):
    said = verdicts.headline(result, proposal.spec.series)
    assert said.key.startswith("report.taken_")
    assert 0 <= result.delivered_skill["linear"].won <= 1
    assert "网络自己" in said.text("zh")


def test_the_table_of_the_forecast_has_times_values_and_interval(result, proposal):
    head, *rows = tables.rows_of_forecast(result, proposal.spec.series)
    assert head == ["time", "sales", "sales_low_0.8", "sales_high_0.8", "sales_network"]
    assert [row[0] for row in rows] == result.future.times
    assert [row[1] for row in rows] == result.future.combined
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert len(rows) == SEASON


def test_a_spec_that_does_not_ask_has_no_classics(proposal):
    bare = proposal.spec.with_changes({"data.classics": False, "train.steps": 25})
    told = fit(bare, proposal.series, emit=lambda event: None)
    assert (told.shares, told.delivered_skill, "ets" in told.test) == ({}, {}, False)
    assert told.future.delivered == told.future.forecast
    assert told.interval is not None
    assert TrainRunSpec().series.classics is False
    assert proposal.spec.compared.series.classics is False
