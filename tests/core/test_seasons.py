"""Seasons: the autocorrelation against statsmodels, found periods against series made with a known one."""

import numpy as np
import pytest
from scipy.signal import lfilter
from scipy.stats import f, norm, rankdata

from lstm_core.data.series.periodogram import f_tail, normal_scores, significance_of
from lstm_core.data.series.seasonality import autocorrelation, season_of, without_moving_mean
from lstm_core.data.series.sources import SOURCES, series_of


def noise(count=500, seed=0):
    return np.random.default_rng(seed).normal(size=count)


def wave(period, count=500):
    return np.sin(2 * np.pi * np.arange(count) / period)


@pytest.mark.parametrize("values", [noise(), noise().cumsum(), wave(12) + noise(), noise(37)])
def test_the_autocorrelation_is_that_of_statsmodels(values):
    from statsmodels.tsa.stattools import acf

    assert np.allclose(autocorrelation(values, 20), acf(values, nlags=20, fft=False), rtol=0, atol=1e-12)


def test_the_autocorrelation_of_three_values_as_computed_by_hand():
    # mean 2; deviations -1 0 1; products at lag 0: 2, lag 1: 0, lag 2: -1
    assert autocorrelation(np.array([1.0, 2.0, 3.0]), 2) == pytest.approx([1.0, 0.0, -0.5])


def test_the_moving_mean_as_computed_by_hand():
    values = np.array([1.0, 2.0, 6.0, 3.0, 5.0])
    assert without_moving_mean(values, 3) == pytest.approx([2 - 3, 6 - 11 / 3, 3 - 14 / 3])
    # over an even span both ends count half
    assert without_moving_mean(values, 4) == pytest.approx([6 - (0.5 * 1 + 2 + 6 + 3 + 0.5 * 5) / 4])


def test_the_sunspots_have_a_season_of_eleven_years():
    values = series_of(SOURCES["sunspots"].data()).values
    assert season_of(values).steps == 11
    assert season_of(values[: int(0.7 * len(values))]).steps == 11


def test_co2_has_a_season_of_a_year_and_the_made_series_one_of_a_day_within_a_week():
    assert season_of(series_of(SOURCES["co2"].data()).filled).steps == 52
    made = season_of(series_of(SOURCES["made"].data()).values)
    assert (made.steps, made.longer) == (24, 168)


@pytest.mark.parametrize("period", [4, 7, 12, 24])
@pytest.mark.parametrize("seed", range(5))
def test_a_season_is_found_under_noise_and_a_trend(period, seed):
    assert season_of(wave(period) + 0.5 * noise(seed=seed) + 0.01 * np.arange(500)).steps == period


@pytest.mark.parametrize("period", [4, 7, 12])
@pytest.mark.parametrize("seed", range(5))
def test_a_season_is_found_on_a_wandering_level(period, seed):
    assert season_of(2 * wave(period) + 0.5 * noise(seed=seed).cumsum()).steps == period


def test_a_season_that_grows_with_the_level_is_found():
    assert season_of(np.exp(0.01 * np.arange(144)) * (1 + 0.2 * wave(12, 144)) + 0.02 * noise(144)).steps == 12


def test_a_pattern_that_is_no_wave_is_found():
    week = np.tile([1, 1.1, 1.2, 1.1, 1.3, 0.4, 0.3], 60)
    assert season_of(week + 0.3 * noise(420)).steps == 7


NO_SEASON = {
    "normal": lambda random, rows: random.normal(size=rows),
    "a random walk": lambda random, rows: random.normal(size=rows).cumsum(),
    "a walk of walks": lambda random, rows: random.normal(size=rows).cumsum().cumsum(),
    "returns": lambda random, rows: random.standard_t(3, size=rows),
    "a memory": lambda random, rows: remembering(random, rows, 0.7),
    "a long memory": lambda random, rows: remembering(random, rows, 0.95),
    "3 % not zero": lambda random, rows: (random.random(rows) < 0.03) * random.lognormal(1, 1, rows),
    "10 % not zero": lambda random, rows: (random.random(rows) < 0.1) * random.lognormal(1, 1, rows),
    "30 % not zero": lambda random, rows: (random.random(rows) < 0.3) * (1.0 + random.poisson(2, rows)),
}


def remembering(random, rows, memory):
    return lfilter([1.0], [1.0, -memory], random.normal(size=rows + 200))[200:]


@pytest.mark.parametrize("kind", NO_SEASON)
def test_no_season_is_invented(kind):
    for rows, count in ((60, 60), (300, 40), (1000, 10)):
        made = [NO_SEASON[kind](np.random.default_rng(seed), rows) for seed in range(count)]
        assert sum(season_of(values, (7, 365)).steps is not None for values in made) <= 1, rows


def test_what_the_calendar_suggests_needs_less_proof():
    short = [0.5 * wave(12, 60) + 0.5 * noise(60, seed) for seed in range(20)]
    alone = sum(season_of(values).steps == 12 for values in short)
    assert sum(season_of(values, expected=12).steps == 12 for values in short) > alone


def test_what_the_calendar_suggests_is_not_believed_without_proof():
    assert sum(season_of(noise(seed=seed), expected=24).steps is not None for seed in range(40)) <= 1
    assert season_of(wave(7) + 0.3 * noise(), expected=24).steps == 7


def test_a_year_of_days_is_the_calendars_where_rows_cannot_tell_it_from_its_neighbours():
    random = np.random.default_rng(0)
    days = 10 * wave(365.25, 2500) + 2.5 * remembering(random, 2500, 0.75)
    assert season_of(days, (7, 365)).steps == 365


@pytest.mark.parametrize("blank", [0.05, 0.15, 0.3])
def test_a_day_of_hours_is_found_between_missing_ones(blank):
    for seed in range(5):
        random = np.random.default_rng(seed)
        values = 3 * wave(24, 1000) + remembering(random, 1000, 0.8)
        values[random.random(1000) < blank] = np.nan
        assert season_of(values, (24, 168)).steps == season_of(values).steps == 24


def test_a_week_is_found_under_promotions_and_between_days_without_a_sale():
    week = np.array([0.8, 0.9, 1, 1, 1.3, 1.6, 0.4])[np.arange(730) % 7]
    for seed in range(5):
        random = np.random.default_rng(seed)
        sold = 50 * week * np.exp(0.2 * random.normal(size=730)) * np.where(random.random(730) < 0.04, 4, 1)
        assert season_of(sold, (7, 365)).steps == 7
        assert season_of(random.poisson(0.95 * week).astype(float), (7, 365)).steps == 7


@pytest.mark.parametrize("place", [0, 30, 59])
def test_one_giant_value_hides_no_season(place):
    values = 100 * 1.03 ** np.arange(60) * (1 + 0.2 * wave(12, 60) + 0.05 * noise(60))
    assert season_of(values, 12).steps == 12
    values[place] = 1e12
    assert season_of(values, 12).steps == 12


def test_a_season_that_stopped_helps_no_forecast():
    values = np.where(np.arange(300) < 180, 2 * wave(12, 300), 0.0) + 0.5 * noise(300)
    assert season_of(values).steps is None


def test_the_chance_of_noise_is_spread_evenly():
    chances = np.array([significance_of(noise(400, seed)).of(12) for seed in range(300)])
    # several shapes are tried at once, so a chance is never said to be smaller than it is
    for level in (0.02, 0.1, 0.3):
        assert (chances < level).mean() < level + 3 * np.sqrt(level * (1 - level) / 300)


@pytest.mark.parametrize("freedom", [20, 501, 3000])
def test_the_tail_of_f_is_that_of_scipy(freedom):
    counts = np.array([1, 2, 3, 50, 500])
    for value in (0.5, 1.0, 1.3, 3.0):
        assert f_tail(np.full(5, value), counts, freedom) == pytest.approx(f.sf(value, 2 * counts, freedom), rel=1e-9)


def test_normal_scores_are_those_of_scipy():
    values = np.random.default_rng(0).poisson(2, 200).astype(float)
    expected = norm.ppf((rankdata(values) - 0.5) / 200)
    assert normal_scores(values) == pytest.approx(expected - expected.mean())


@pytest.mark.parametrize("values", [np.ones(100), np.arange(100.0), np.array([1.0, 2.0]), np.full(100, 1e300)])
def test_series_without_variation_have_no_season(values):
    assert season_of(values).steps is None


def test_a_weak_period_that_no_calendar_knows_is_no_season_of_days():
    """A machine of its own beat says nothing of days: it has no weeks."""
    weak = 0.9 * wave(167, 900) + noise(900)
    assert season_of(weak).steps is not None
    assert season_of(weak, (7, 365)).steps is None
    assert season_of(3 * wave(11, 900) + noise(900), (7, 365)).steps == 11
