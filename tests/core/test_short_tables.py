"""Tables of a few years: their season, how far ahead they are forecast, and a horizon that was asked for."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr

from assistant.tools.series import refitted, told
from lstm_core.data.series import lengths
from lstm_core.data.series.classics import exponential_smoothing
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.seasonality import Season, agreement_of_changes, season_of
from lstm_core.data.series.windows import boundaries, split
from lstm_core.errors import DataError
from tests.core.test_seasons import NO_SEASON, noise, wave

MONTHS = np.array([0.8, 0.75, 0.9, 0.95, 1.0, 1.1, 1.15, 1.1, 1.0, 0.95, 1.1, 1.5])
QUARTERS = np.array([0.8, 1.0, 1.3, 0.9])


def sales(rows, shape=MONTHS, seed=0):
    return 100 * 1.005 ** np.arange(rows) * np.resize(shape, rows) * np.exp(0.05 * noise(rows, seed))


@pytest.fixture
def proposed(tmp_path):
    def propose_of(values, every="MS", **asked):
        stamps = pd.date_range("2020-01-01", periods=len(values), freq=every)
        path = tmp_path / f"{every}-{len(values)}.csv"
        pd.DataFrame({"date": stamps.strftime("%Y-%m-%d"), "sales": values}).to_csv(path, index=False)
        return propose(profile(path), **asked)

    return propose_of


def why(proposal):
    return {each.key: each.parameters for each in proposal.reasons}


def test_the_agreement_of_changes_is_the_correlation_of_pearson():
    values = np.resize(MONTHS, 36) * np.exp(0.1 * noise(36, 1).cumsum())
    changes = np.diff(np.log(values))
    known = pearsonr(changes[:-12], changes[12:], alternative="greater")
    agreement, chance = agreement_of_changes(values, 12)
    assert agreement == pytest.approx(known.statistic)
    assert chance == pytest.approx(known.pvalue, rel=1e-6)  # their differences remember nothing, so every pair counts


def test_pairs_that_remember_each_other_count_for_less():
    values = 3 * wave(12, 40) + 0.02 * noise(40) + np.repeat(noise(10, 1), 4)
    changes = np.diff(values)
    known = pearsonr(changes[:-12], changes[12:], alternative="greater")
    assert agreement_of_changes(values, 12)[1] >= known.pvalue


@pytest.mark.parametrize("values", [np.full(40, 3.0), np.full(40, np.nan), np.arange(40.0), noise(15)])
def test_changes_that_are_all_alike_or_too_few_agree_on_nothing(values):
    assert agreement_of_changes(values, 12) == (0.0, 1.0)


def test_changes_beside_a_missing_value_are_left_out():
    values = sales(36)
    whole = agreement_of_changes(values, 12)
    values[[5, 20]] = np.nan
    agreement, chance = agreement_of_changes(values, 12)
    assert agreement == pytest.approx(whole[0], abs=0.1)
    assert chance < 0.0025


@pytest.mark.parametrize("rows", [26, 30, 34])
def test_between_two_and_three_cycles_are_enough_for_the_season_of_the_calendar(rows):
    assert sum(season_of(sales(rows, seed=seed), (12,)).steps == 12 for seed in range(40)) >= 28
    assert all(season_of(sales(rows, seed=seed)).steps != 12 for seed in range(40))  # nobody suggested it


@pytest.mark.parametrize("kind", NO_SEASON)
@pytest.mark.parametrize(("rows", "natural"), [(30, 12), (40, 12), (17, 4), (120, 52)])
def test_few_cycles_invent_no_season(kind, rows, natural):
    made = [NO_SEASON[kind](np.random.default_rng(1000 + seed), rows) for seed in range(60)]
    assert sum(season_of(values, (natural,)).steps is not None for values in made) <= 3


def test_three_years_of_months_have_the_season_of_a_year(proposed):
    proposal = proposed(sales(36))
    data = proposal.spec.series
    assert (data.season, data.horizon) == (12, 3)
    assert all(split(36, data))
    told = why(proposal)
    assert told["data.reason_season_early"]["season"] == 12
    assert told["data.reason_parts"] == {"share": 17, "usual": 15, "horizon": 3}
    assert told["data.reason_horizon"]["largest"] == 6  # of these parts


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (36, {}),
        (60, {"horizon": 17}),
        (52, {"horizon": 14}),
        (80, {"horizon": 24}),
        (36, {"recipe_asked": {"data.test_fraction": 0.3}}),
        (80, {"recipe_asked": {"data.test_fraction": 0.25}}),
        (60, {"recipe_asked": {"data.split_rows": [30, 10, 20]}}),
    ],
)
def test_the_test_part_tells_nothing_of_the_season(proposed, monkeypatch, rows, asked):
    read = []
    monkeypatch.setattr(lengths, "season_of", lambda values, natural: read.append(len(values)) or Season(12, 0.9))
    data = proposed(sales(rows), **asked).spec.series
    assert max(read) <= boundaries(rows, data)[1]


def test_parts_that_are_asked_for_stay_as_they_are(proposed):
    proposal = proposed(sales(36), recipe_asked={"data.test_fraction": 0.3, "data.validation_fraction": 0.2})
    data = proposal.spec.series
    assert (data.test_fraction, data.validation_fraction) == (0.3, 0.2)
    assert "data.reason_parts" not in why(proposal)


def test_five_years_of_months_are_forecast_a_year_ahead(proposed):
    data = proposed(sales(60)).spec.series
    assert (data.season, data.horizon) == (12, 12)


def test_three_years_of_weeks_have_the_season_of_a_year(proposed):
    year = 20 + 10 * wave(52.18, 156) + 2 * noise(156)
    assert proposed(year, "W-MON").spec.series.season == 52


def test_six_years_of_quarters_are_forecast_a_year_ahead(proposed):
    data = proposed(sales(24, QUARTERS), "QS").spec.series
    assert (data.season, data.horizon) == (4, 4)


def test_where_rows_are_too_few_to_tell_it_is_said_how_to_set_the_season(proposed):
    proposal = proposed(noise(36) + 5)
    assert proposal.spec.series.season is None
    assert why(proposal)["data.reason_untold_season"] == {"season": 12, "cycles": pytest.approx(28 / 12), "needed": 3}
    assert "data.reason_no_season" not in why(proposal)


def test_a_short_series_without_a_season_is_forecast_a_few_steps_ahead(proposed):
    data = proposed(noise(40) + 5, "YS").spec.series
    assert data.horizon == 4
    assert len(split(40, data).test) >= 5


@pytest.mark.parametrize("rows", [44, 48, 60, 80])
def test_a_year_that_is_asked_for_gets_the_parts_that_hold_it(proposed, rows):
    data = proposed(sales(rows), horizon=12).spec.series
    assert data.horizon == 12
    assert all(split(rows, data))
    assert max(data.validation_fraction, data.test_fraction) <= 0.34


@pytest.mark.parametrize(
    ("rows", "horizon", "window", "largest"),
    [(36, 12, None, 9), (36, 40, None, 9), (60, 18, 20, 13), (100, 60, None, 30)],
)
def test_the_largest_horizon_that_is_named_fits(proposed, rows, horizon, window, largest):
    with pytest.raises(DataError) as refused:
        proposed(sales(rows), horizon=horizon, window=window)
    [sentence] = refused.value.messages
    assert (sentence.key, sentence.parameters["largest"]) == ("data.horizon_too_long", largest)
    data = proposed(sales(rows), horizon=largest, window=window).spec.series
    assert data.horizon == largest
    assert window in (None, data.window)


def test_shares_hold_the_rows_that_they_are_for(proposed):
    assert proposed(sales(100), horizon=29).spec.series.horizon == 29  # 0.29 of 100 rows are 28, as floats have it


def test_a_horizon_is_judged_by_the_longest_series(tmp_path):
    stamps = pd.date_range("2012-01-01", periods=120, freq="MS").strftime("%Y-%m-%d")
    rows = [
        (stamps[at], name, 100 + at % 12 + (at * 7 % 5))
        for name, count in (("a", 30), ("b", 30), ("c", 30), ("d", 120), ("e", 120))
        for at in range(count)
    ]
    path = tmp_path / "long.csv"
    pd.DataFrame(rows, columns=["date", "store", "sales"]).to_csv(path, index=False)
    assert propose(profile(path), ids=(), horizon=12).spec.series.horizon == 12


def test_a_longer_horizon_takes_whole_patches_along():
    spec = propose("co2").spec.with_changes({"model.patch": 8})
    changes = {"data.horizon": 700}
    training, taken = refitted(spec, changes)
    changed = training.with_changes(taken)
    assert changed.series.window % changed.model.patch == 0
    assert [each.key for each in told(changed, changes, taken.keys() - changes.keys())] == ["data.reason_room"]


def test_a_shorter_window_that_a_horizon_takes_along_is_said(proposed):
    spec = proposed(sales(100)).spec.with_changes({"data.window": 56, "model.patch": 1, "data.difference": "none"})
    changes = {"data.horizon": 15}
    training, taken = refitted(spec, changes)
    changed = training.with_changes(taken)
    assert changed.series.window < 56
    assert [each.key for each in told(changed, changes, taken.keys() - changes.keys())] == ["data.reason_room_window"]


@pytest.mark.parametrize("horizon", [90, 90.0, "90"])
def test_room_is_made_however_the_number_is_written(horizon):
    training, taken = refitted(propose("sunspots").spec, {"data.horizon": horizon})
    assert all(split(309, training.with_changes(taken).series))


def test_a_horizon_that_fits_takes_nothing_along(proposed):
    spec = proposed(sales(100)).spec
    assert refitted(spec, {"data.horizon": 6}) == (spec, {"data.horizon": 6})


def test_where_more_rows_tell_no_season_fewer_do_not(proposed):
    for seed in range(12):
        random = np.random.default_rng(seed)
        counts = np.resize([2, 2, 2, 2, 3, 3, 4, 4, 3, 3, 2, 2], 36) + (random.random(36) < 0.1)
        found = why(proposed(counts.astype(float)))
        assert found.get("data.reason_season", {}).get("peak", 1.0) > 0
        assert found.get("data.reason_season_early", {}).get("peak", 1.0) > 0


@pytest.mark.parametrize(("season", "rows"), [(2, 7), (3, 8), (4, 9), (12, 24)])
def test_exponential_smoothing_goes_without_a_season_that_so_few_rows_cannot_tell(season, rows):
    values = 10 + np.resize(np.arange(float(season)), rows + 2) + 0.1 * noise(rows + 2)
    assert exponential_smoothing(values, range(rows - 1, rows), 2, season).shape == (1, 2)


def test_long_tables_keep_their_parts(proposed):
    assert "data.reason_parts" not in why(proposed(sales(200)))
    assert proposed(sales(200), horizon=12).spec.series.test_fraction == 0.15


@pytest.mark.parametrize("asked", [12, 12.0, "12"])
def test_a_season_that_is_asked_for_shapes_the_proposal_and_needs_no_proof(proposed, asked):
    proposal = proposed(noise(36) + 5, recipe_asked={"data.season": asked})
    data = proposal.spec.series
    assert (data.season, data.horizon) == (12, 3)
    assert boundaries(36, data)[0] >= 24
    assert {"data.reason_untold_season", "data.reason_no_season", "data.reason_season"}.isdisjoint(why(proposal))
    assert "data.reason_window_seasons" in why(proposal)


def test_no_season_where_none_is_asked_for(proposed):
    proposal = proposed(sales(60), recipe_asked={"data.season": None})
    assert proposal.spec.series.season is None
    assert {"data.reason_untold_season", "data.reason_no_season"}.isdisjoint(why(proposal))
