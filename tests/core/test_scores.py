"""Scores against hand values and scipy.stats."""

import math

import numpy as np
import pytest
from scipy import stats

from lstm_core.engine.tasks.series.scores import (
    FEWEST_WINDOWS,
    MANY_WINDOWS,
    copying,
    cosines,
    long_run_variance,
    mase_scale,
    skill,
)


def errors(count, seed=3):
    random = np.random.default_rng(seed)
    return random.uniform(0.5, 1.5, count), random.uniform(1.0, 2.0, count)


def test_the_scale_of_mase_is_the_mean_step_of_the_training_rows():
    assert mase_scale(np.array([1.0, 4.0, 2.0, 2.0])) == pytest.approx((3 + 2 + 0) / 3)


def test_skill_is_the_share_of_the_baselines_error_that_is_gone():
    found = skill(np.array([1.0, 2.0, 3.0]), np.array([4.0, 4.0, 4.0]), horizon=1)
    assert found.value == pytest.approx(0.5)


@pytest.mark.parametrize("horizon", [4, 7, 11])
def test_the_interval_is_students_over_few_windows_that_share_no_target(horizon):
    model, baseline = errors(60)
    gains = [baseline[n] - model[n] for n in range(59, -1, -horizon)]
    expected = stats.t.interval(0.95, len(gains) - 1, loc=np.mean(gains), scale=stats.sem(gains))
    found = skill(model, baseline, horizon)
    assert found.windows == len(gains)
    width = (expected[1] - expected[0]) / 2 / baseline.mean()
    assert found.high - found.value == pytest.approx(width, rel=1e-9)
    assert found.value - found.low == pytest.approx(width, rel=1e-9)


def test_the_interval_is_that_of_the_paired_test_when_every_window_counts():
    model, baseline = errors(MANY_WINDOWS - 1)
    interval = stats.ttest_rel(baseline, model).confidence_interval(0.95)
    found = skill(model, baseline, horizon=1)
    expected = (interval.low / baseline.mean(), interval.high / baseline.mean())
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_few_windows_apart_give_no_interval():
    model, baseline = errors(3 * FEWEST_WINDOWS)
    enough = skill(model, baseline, horizon=3)
    assert (enough.windows, enough.low is None) == (FEWEST_WINDOWS, False)
    fewer = skill(model[3:], baseline[3:], horizon=3)
    assert (fewer.windows, fewer.low, fewer.high, fewer.verdict) == (FEWEST_WINDOWS - 1, None, None, "few")


def test_a_model_equal_to_its_baseline_is_a_tie():
    model, _ = errors(30)
    found = skill(model, model, horizon=1)
    assert (found.value, found.low, found.high, found.verdict) == (0.0, 0.0, 0.0, "tie")


def test_the_verdict_follows_the_interval():
    model, baseline = errors(200)
    assert skill(model, baseline, horizon=1).verdict == "better"
    assert skill(baseline, model, horizon=1).verdict == "worse"


def test_a_perfect_baseline_can_only_be_matched():
    nothing, model = np.zeros(20), np.ones(20)
    assert skill(model, nothing, horizon=1).value == -math.inf
    assert skill(nothing, nothing, horizon=1).value == 0.0
    assert skill(model, nothing, horizon=1).low is None


def moving_sums(count, horizon, seed):
    """Differences of neighbouring windows that share targets, each a mean over `horizon` steps; their mean is 0."""
    noise = np.random.default_rng(seed).normal(size=count + horizon)
    return np.convolve(noise, np.ones(horizon) / horizon, "valid")[:count]


@pytest.mark.parametrize(("count", "horizon"), [(40, 1), (300, 12), (1000, 24)])
def test_the_variance_over_time_is_that_of_a_loop_over_cosine_transforms(count, horizon):
    values = moving_sums(count, horizon, seed=1)
    waves = cosines(count, horizon)
    total = 0.0
    for wave in range(1, waves + 1):
        transform = 0.0
        for at, value in enumerate(values):
            transform += math.sqrt(2 / count) * math.cos(math.pi * wave * (at + 0.5) / count) * value
        total += transform**2 / waves
    assert long_run_variance(values, waves) == pytest.approx(total, rel=1e-9)


def test_with_many_windows_the_interval_is_close_to_the_one_of_neweys_and_wests_variance():
    from statsmodels.stats.sandwich_covariance import S_hac_simple

    ratios = []
    for seed in range(30):
        gains = moving_sums(6000, 6, seed)
        found = skill(np.ones(6000), 1 + gains - gains.mean(), horizon=6)
        variance = float(S_hac_simple((gains - gains.mean())[:, None], nlags=60)[0, 0]) / 6000
        width = 1.96 * math.sqrt(variance / 6000)
        ratios.append((found.high - found.low) / 2 / width)
    assert np.median(ratios) == pytest.approx(1, abs=0.12)


@pytest.mark.parametrize(("count", "horizon"), [(60, 12), (300, 12), (60, 1)])
def test_two_forecasts_of_equal_accuracy_are_told_apart_by_chance_only(count, horizon):
    """Nominal 5 %; with Newey and West's variance at the usual lag it is 10 to 25 % (benchmarks/skill_interval.py)."""
    wrong = 0
    for seed in range(400):
        gains = moving_sums(count, horizon, seed)
        wrong += skill(np.full(count, 10.0), 10 + gains, horizon).verdict != "tie"
    assert wrong / 400 <= 0.09


def test_errors_that_stay_alike_beyond_the_horizon_do_not_narrow_the_interval():
    wrong = 0
    for seed in range(400):
        noise = np.random.default_rng(seed).normal(size=400)
        for at in range(1, 400):
            noise[at] += 0.7 * noise[at - 1]
        wrong += skill(np.full(300, 100.0), 100 + noise[100:], horizon=1).verdict != "tie"
    assert wrong / 400 <= 0.09


def test_copying_is_measured_against_what_the_truth_does():
    last, truth = np.array([10.0, 20.0]), np.array([[11.0, 12.0], [19.0, 18.0]])
    nothing = copying(np.repeat(last[:, None], 2, axis=1), last, truth)
    assert (nothing.moves, nothing.agreement) == (0.0, 0.0)
    assert copying(truth, last, truth).model_dump() == pytest.approx({"moves": 1.0, "agreement": 1.0})
    half_and_wrong = copying(last[:, None] - (truth - last[:, None]) / 2, last, truth)
    assert half_and_wrong.model_dump() == pytest.approx({"moves": 0.5, "agreement": -1.0})
    still = copying(truth, last, np.repeat(last[:, None], 2, axis=1))
    assert (still.moves, still.agreement) == (0.0, 0.0)
