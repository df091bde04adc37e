"""Forecasts that break what the data never do: when it is said, how surely, and the change that mends it."""

import numpy as np
import pytest

from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.diagnosis.rules.outputs import impossible_values
from tests.core.bounded import AMOUNTS, COUNTS, SHARES, forecasting
from tests.core.evidences import LEARNED, evidence, spec_with
from tests.core.test_diagnosis_data import WALK, facts_of

ROLLS = np.random.default_rng(5).poisson(1.0, 900).astype(float)
PERCENT = np.clip(np.random.default_rng(6).normal(60, 50, 900).round(), 0, 100)


def told(facts, result, **changes):
    return impossible_values(evidence(spec_with(**changes), **LEARNED, facts=facts, result=result))


@pytest.mark.parametrize(
    ("facts", "result", "variant", "severity"),
    [
        (COUNTS, forecasting([2.0, -1.5]), "below", "warning"),
        (COUNTS, forecasting([2.0, 1.5], low=[-2.0, -3.0]), "below_interval", "info"),
        (COUNTS, forecasting([-2.0, 1.5], combined=[1.0, 1.5]), None, None),
        (SHARES, forecasting([90.0, 104.0]), "above", "warning"),
        (SHARES, forecasting([90.0, 98.0], high=[99.0, 120.0]), "above_interval", "info"),
        (AMOUNTS, forecasting([20.0, -9.0]), "below", "info"),
        (AMOUNTS, forecasting([20.0, -2.0], low=[-30.0, -30.0]), None, None),
        (COUNTS, forecasting([200.0, 300.0], high=[500.0, 500.0]), None, None),
    ],
)
def test_what_is_delivered_counts_and_an_interval_or_a_bound_that_no_value_reaches_is_a_remark(
    facts, result, variant, severity
):
    found = told(facts, result)
    assert (found and found.variant, found and found.severity) == (variant, severity)


def test_the_change_sets_the_bound_and_both_where_both_are_broken():
    made = evidence(**LEARNED, facts=SHARES, result=forecasting([-9.0, 120.0]))
    [found] = [each for each in diagnose(made).findings if each.code == "impossible_values"]
    assert found.suggests == {"data.floor": 0.0, "data.ceiling": 100.0}
    assert made.spec.with_changes(found.suggests).series.ceiling == 100
    assert "1" in found.text("en")
    assert "-9" in found.text("zh")


def test_where_the_bound_is_set_already_nothing_is_told():
    assert told(COUNTS, forecasting([2.0, -1.5]), data__floor=0.0) is None
    assert told(SHARES, forecasting([2.0, 120.0], low=[1.0, 1.0], high=[2.0, 130.0]), data__ceiling=100.0) is None


def test_the_data_tell_their_bounds(tmp_path):
    counts = facts_of(tmp_path, {"value": ROLLS}).bounds
    assert (counts.floor, counts.ceiling, counts.reached) == (0, None, True)
    shares = facts_of(tmp_path, {"value": PERCENT}).bounds
    assert (shares.floor, shares.ceiling) == (0, 100)
    prices = facts_of(tmp_path, {"value": WALK}).bounds
    assert (prices.floor, prices.reached) == (0, False)
    assert facts_of(tmp_path, {"value": WALK - WALK.mean()}).bounds.floor is None
    beside = facts_of(tmp_path, {"value": ROLLS, "change": WALK - WALK.mean()}, data__further_targets=["change"])
    assert beside.bounds.floor is None
