"""Seasons: the autocorrelation against statsmodels, found periods against series made with a known one."""

import numpy as np
import pytest

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


def test_no_season_is_invented():
    found = [season_of(noise(seed=seed)).steps for seed in range(40)]
    found += [season_of(noise(seed=seed).cumsum()).steps for seed in range(40)]
    found += [season_of(noise(seed=seed).cumsum().cumsum()).steps for seed in range(20)]
    assert sum(steps is not None for steps in found) <= 2


def test_what_the_calendar_suggests_needs_less_proof():
    short = [wave(12, 48) + 0.3 * noise(48, seed) for seed in range(20)]
    assert sum(season_of(values).steps == 12 for values in short) < 10
    assert sum(season_of(values, expected=12).steps == 12 for values in short) >= 18


def test_what_the_calendar_suggests_is_not_believed_without_proof():
    assert sum(season_of(noise(seed=seed), expected=24).steps is not None for seed in range(40)) <= 3
    assert season_of(wave(7) + 0.3 * noise(), expected=24).steps == 7


@pytest.mark.parametrize("values", [np.ones(100), np.arange(100.0), np.array([1.0, 2.0]), np.full(100, 1e300)])
def test_series_without_variation_have_no_season(values):
    assert season_of(values).steps is None
