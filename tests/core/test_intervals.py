"""Conformal intervals, the classics and the combination that is delivered, against values computed by hand."""

import numpy as np
import pytest
from scipy.stats import t
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from lstm_core.data.series.classics import (
    _demand,
    arima,
    drift,
    exponential_smoothing,
    fits,
    intermittent,
    smoothings,
    theta,
)
from lstm_core.data.series.windows import WindowSplit
from lstm_core.engine.tasks.series.combination import (
    OPTIMISM,
    classics_of,
    weighted_mean,
    weighted_median,
    weights_of,
)
from lstm_core.engine.tasks.series.intervals import FEW, MANY, around, bounds, tails, together
from lstm_core.spec.series import SeriesData

SEASON = 12


def monthly(rows=144, growth=1.01, noise=0.02):
    random, at = np.random.default_rng(0), np.arange(rows)
    return 100 * growth**at * (1 + 0.2 * np.sin(2 * np.pi * at / SEASON)) * np.exp(noise * random.normal(size=rows))


def test_each_tail_is_the_quantile_of_a_finite_sample():
    assert tails(np.arange(1.0, 20.0), 0.8) == (2.0, 18.0)  # rank ceil(20 * 0.9) = 18 of 19
    assert tails(np.array([3.0, -1.0]), 0.8) == (-1.0, 3.0)  # too few: all there is


def test_an_interval_holds_what_it_promises_of_exchangeable_errors():
    random = np.random.default_rng(0)
    held = []
    for _ in range(400):
        low, high = tails(random.standard_t(3, 60), 0.8)
        held.append(((fresh := random.standard_t(3, 50)) >= low) & (fresh <= high))
    assert np.mean(held) == pytest.approx(0.8, abs=0.02)


def test_only_errors_whose_truth_had_come_make_an_interval():
    errors = np.tile(np.arange(1.0, FEW + 3)[:, None], (1, 2)) * [1, 10]  # at origins 5, 6, ...
    found = bounds(errors, range(5, FEW + 7), [5, 6, 5 + FEW, 6 + FEW])
    assert np.isnan(found[0]).all()
    assert found[1, 0].tolist() == list(together(np.array([[1.0, np.nan]]), 0.8))
    assert np.isnan(found[1, 1]).all()  # the second step of origin 5 comes at row 7
    assert found[2, 0].tolist() == list(around(errors[:FEW, 0], 0.8))  # the last of eight comes at that origin
    told = errors[:FEW].copy()
    told[-1, 1] = np.nan
    assert found[2, 1].tolist() == list(together(told, 0.8))
    assert found[3, 1].tolist() == list(around(errors[:FEW, 1], 0.8))


def test_a_single_error_is_held_as_students_t_has_it():
    found = together(np.array([[2.0]]), 0.8)
    assert found == pytest.approx((-2 * t.ppf(0.9, 1), 2 * t.ppf(0.9, 1)))


def test_errors_of_all_steps_are_taken_together_where_windows_are_a_handful():
    errors = np.array([[1.0, -2.0, 3.0, -4.0, 5.0], [-2.0, 3.0, -4.0, 5.0, -6.0]])  # targets alternate: no memory
    assert together(errors, 0.5) == (-4.0, 4.0)  # six rows: share 0.5 * 7 / 6, rank 6 of the ten distances


@pytest.mark.parametrize("count", [1, 2, 4, 7])
@pytest.mark.parametrize("horizon", [1, 3, 12])
def test_a_handful_of_windows_holds_what_it_promises(count, horizon):
    held, alone = [], []
    for seed in range(400):
        rows = np.random.default_rng(seed).normal(size=count + 2 * horizon)
        errors = np.lib.stride_tricks.sliding_window_view(rows, horizon)
        low, high = together(errors[:count], 0.8)
        truth = errors[count - 1 + horizon]
        held.append((truth >= low) & (truth <= high))
        alone.append(np.abs(truth[0]) <= around(errors[:count, 0], 0.8)[1])
    assert 0.74 < np.mean(held) < 0.89
    assert count > 2 or np.mean(alone) < 0.72  # the errors of one step alone


def test_many_errors_tell_each_tail_by_itself():
    errors = np.random.default_rng(0).exponential(size=(MANY, 1))
    few, many = bounds(errors, range(MANY), [MANY - 1, MANY])[:, 0]
    assert many.tolist() == list(tails(errors[:, 0], 0.8))
    assert few[0] == -few[1]


def test_few_errors_lie_around_the_forecast_and_those_that_windows_share_count_less():
    apart = np.array([1.0, -2.0, 3.0, -4.0, 5.0, -6.0, 7.0, -8.0, 9.0, -10.0])
    assert around(apart, 0.7) == (-8.0, 8.0)  # rank ceil(0.7 * 11) of the distances
    walk = np.sort(apart)  # autocorrelation 0.71: 10 errors count as 4.1
    assert around(walk, 0.7) == (-9.0, 9.0)
    assert around(np.ones(4), 0.8) == (-1.0, 1.0)


def test_few_errors_of_overlapping_windows_hold_more_than_their_own_quantiles():
    held = {"tails": [], "around": []}
    for seed in range(300):
        walk = np.random.default_rng(seed).normal(size=60).cumsum()
        errors = walk[12:] - walk[:-12]  # of forecasts 12 steps ahead by the last value
        for name, ends in (("tails", tails), ("around", around)):
            low, high = ends(errors[:16], 0.8)
            held[name].append(low <= errors[28] <= high)  # the first whose steps nobody has seen
    assert np.mean(held["tails"]) < 0.6
    assert np.mean(held["around"]) > 0.7


def test_missing_truth_makes_no_interval():
    errors = np.array([[np.nan], [2.0]])
    assert bounds(errors, [0, 1], [3])[0, 0].tolist() == list(together(errors[1:], 0.8))


def test_classics_are_left_out_where_rows_and_season_would_take_minutes():
    assert fits(486, 150, 12)
    assert fits(960, 240, 336)  # a season so long is left out of them
    assert not fits(960, 240, 24)
    assert not fits(2001, 10)


def test_weights_are_inverse_to_the_square_of_the_error():
    assert weights_of({"ets": 1.0, "linear": 2.0}) == pytest.approx({"ets": 0.8, "linear": 0.2})
    told = weights_of({"model": 1.0, "linear": OPTIMISM})  # a network's best step was chosen on the validation part
    assert told == pytest.approx({"model": 0.5, "linear": 0.5})
    assert weights_of({"model": 0.0, "linear": 2.0})["model"] == pytest.approx(1.0)
    forecasts = {"model": np.array([[1.0, 2.0]]), "linear": np.array([[6.0, 7.0]])}
    assert weighted_mean({"model": 0.8, "linear": 0.2}, forecasts).tolist() == [[2.0, 3.0]]


def test_the_weighted_median_lies_between_the_two_around_half_of_the_weight():
    told = {name: np.array([[value, -value]]) for name, value in (("a", 1.0), ("b", 2.0), ("c", 4.0), ("d", 1e9))}
    equal = dict.fromkeys(told, 0.25)
    assert weighted_median(equal, told).tolist() == [[3.0, -3.0]]
    odd = dict.fromkeys("abc", 1 / 3)
    assert weighted_median(odd, told) == pytest.approx(np.array([[2.0, -2.0]]))
    # in the middle of their own weights they stand at 0.1, 0.3, 0.6 and 0.9: half is two thirds of the way from b to c
    uneven = {"a": 0.2, "b": 0.2, "c": 0.4, "d": 0.2}
    assert weighted_median(uneven, told) == pytest.approx(np.array([[10 / 3, -10 / 3]]))
    assert weighted_median({"a": 1.0, "b": 0.0}, told).tolist() == [[1.0, -1.0]]
    assert weighted_median({"a": 0.9, "b": 0.1}, told) == pytest.approx(np.array([[1.1, -1.1]]))
    same = {name: np.full((2, 3), 7.0) for name in "abc"}
    assert (weighted_median(odd, same) == 7).all()
    random = np.random.default_rng(0)
    some = {name: random.normal(size=(5, 4)) for name in "abcde"}
    numbers = np.quantile(np.array(list(some.values())), 0.5, axis=0, method="hazen")
    assert weighted_median(dict.fromkeys(some, 0.2), some) == pytest.approx(numbers)


def test_without_trend_and_season_exponential_smoothing_is_the_simple_one():
    values = np.random.default_rng(1).normal(size=80)
    found = exponential_smoothing(values, range(60, 61), 3, None)[0]
    expected = SimpleExpSmoothing(values[:61], initialization_method="estimated").fit().forecast(3)
    assert found == pytest.approx(expected, abs=0.1)


def test_the_classics_follow_growth_and_season():
    values = monthly()
    origins = range(110, 132)
    truth = values[np.array(origins)[:, None] + np.arange(1, 13)]
    errors = {
        name: np.abs(classic(values, origins, 12, SEASON) - truth).mean()
        for name, classic in {"drift": drift, "ets": exponential_smoothing, "theta": theta, "arima": arima}.items()
    }
    assert errors["ets"] < 0.05 * values.mean()
    assert errors["theta"] < 0.1 * values.mean()
    assert errors["arima"] < 0.05 * values.mean()
    assert max(errors["ets"], errors["theta"]) < errors["drift"]


def test_drift_goes_on_from_the_first_value_through_the_last():
    assert drift(np.array([1.0, 5.0, 3.0]), range(2, 3), 2, None).tolist() == [[4.0, 5.0]]


def test_intermittent_demand_is_its_chance_times_its_size():
    random = np.random.default_rng(3)
    values = np.where(random.random(400) < 0.3, random.poisson(4, 400) + 1.0, 0.0)
    found = intermittent(values, range(300, 390), 10, None)
    assert np.ptp(found, axis=1).max() == 0  # the same for every step
    assert found.mean() == pytest.approx(values.mean(), rel=0.25)
    with pytest.raises(ValueError, match="not intermittent"):
        intermittent(values + 1, range(300, 390), 10, None)


def test_smoothing_of_demand_as_counted_by_hand():
    # chance starts at 2 of 4, size at 2: rates of a half
    assert _demand(np.array([0.0, 2.0, 0.0, 4.0]), 0.5, 0.5).tolist() == [0.5, 1.25, 0.625, 1.96875]


def test_no_classic_sees_what_comes_after_its_origin():
    values, later = monthly(), monthly()
    later[121:] *= 3
    for classic in (drift, exponential_smoothing, theta, arima):
        one, other = (classic(each, range(110, 121), 6, SEASON) for each in (values, later))
        assert np.array_equal(one, other)


def test_a_season_multiplies_only_where_all_values_are_positive():
    kinds = list(smoothings(np.array([-1.0, 2.0]), SEASON))
    assert {kind.seasonal for kind in kinds} == {"add"}
    assert {kind.seasonal for kind in smoothings(np.array([1.0, 2.0]), SEASON)} == {"add", "mul"}
    assert {kind.seasonal for kind in smoothings(np.array([1.0, 2.0]), None)} == {None}


def test_long_series_and_specs_that_do_not_ask_have_no_classics():
    parts = WindowSplit(range(30), range(30, 40), range(40, 50))
    values = monthly(60)
    asked = SeriesData(classics=True, season=SEASON, horizon=6)
    assert set(classics_of(asked, values, parts)) == {"drift", "ets", "theta", "arima"}
    assert classics_of(asked.model_copy(update={"classics": False}), values, parts) == {}
    assert classics_of(asked, np.arange(5000.0), parts) == {}
