"""Scores against hand values and scipy.stats."""

import math

import numpy as np
import pytest
from scipy import stats

from lstm_core.tasks.scores import FEWEST_WINDOWS, mase_scale, skill


def errors(count, seed=3):
    random = np.random.default_rng(seed)
    return random.uniform(0.5, 1.5, count), random.uniform(1.0, 2.0, count)


def test_the_scale_of_mase_is_the_mean_step_of_the_training_rows():
    assert mase_scale(np.array([1.0, 4.0, 2.0, 2.0])) == pytest.approx((3 + 2 + 0) / 3)


def test_skill_is_the_share_of_the_baselines_error_that_is_gone():
    found = skill(np.array([1.0, 2.0, 3.0]), np.array([4.0, 4.0, 4.0]), horizon=1)
    assert found.value == pytest.approx(0.5)


@pytest.mark.parametrize("horizon", [1, 2, 3, 7])
def test_the_interval_is_students_over_windows_that_share_no_target(horizon):
    model, baseline = errors(60)
    gains = [baseline[n] - model[n] for n in range(59, -1, -horizon)]
    expected = stats.t.interval(0.95, len(gains) - 1, loc=np.mean(gains), scale=stats.sem(gains))
    found = skill(model, baseline, horizon)
    assert found.windows == len(gains)
    width = (expected[1] - expected[0]) / 2 / baseline.mean()
    assert found.high - found.value == pytest.approx(width, rel=1e-9)
    assert found.value - found.low == pytest.approx(width, rel=1e-9)


def test_the_interval_is_that_of_the_paired_test_when_every_window_counts():
    model, baseline = errors(40)
    interval = stats.ttest_rel(baseline, model).confidence_interval(0.95)
    found = skill(model, baseline, horizon=1)
    expected = (interval.low / baseline.mean(), interval.high / baseline.mean())
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-9)


def test_few_windows_apart_give_no_interval():
    model, baseline = errors(3 * FEWEST_WINDOWS)
    enough = skill(model, baseline, horizon=3)
    assert (enough.windows, enough.low is None) == (FEWEST_WINDOWS, False)
    fewer = skill(model[3:], baseline[3:], horizon=3)
    assert (fewer.windows, fewer.low, fewer.high, fewer.verdict) == (FEWEST_WINDOWS - 1, None, None, "tie")


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
