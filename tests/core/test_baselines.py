"""The baselines against slow loops and an independent ridge regression; the line sees training windows alone."""

import numpy as np
import pytest

from lstm_core.data.series import baselines
from lstm_core.data.series.baselines import Linear, persistence, seasonal_naive

WINDOW, HORIZON = 6, 3


def values_of(rows=120, columns=1, seed=0):
    random = np.random.default_rng(seed)
    wave = 20 + 5 * np.sin(np.arange(rows)[:, None] / (3 + np.arange(columns)))
    return wave + random.normal(size=(rows, columns))


def parts_of(rows=120):
    """Origins of training, validation and test windows."""
    return range(WINDOW - 1, 80 - HORIZON), range(79, 100 - HORIZON), range(99, rows - HORIZON)


def test_persistence_repeats_the_last_row():
    values = values_of(columns=2)
    found = persistence(values, range(10, 13), 4)
    for place, origin in enumerate(range(10, 13)):
        assert (found[place] == values[origin]).all()
    assert found.shape == (3, 4, 2)


def test_the_seasonal_forecast_repeats_the_newest_season():
    values = values_of()[:, 0]
    found = seasonal_naive(values, [20], 7, season=3)[0]
    assert found.tolist() == [*values[18:21], *values[18:21], values[18]]


def ridge_by_hand(values, parts, penalty):
    """Test forecasts (N, H) of a ridge regression with an intercept, solved as one augmented least-squares problem."""

    def cut(origins):
        rows = [values[o + 1 - WINDOW : o + 1 + HORIZON] - values[o] for o in origins]
        return np.array([row[:WINDOW] for row in rows]), np.array([row[WINDOW:] for row in rows])

    inputs, targets = cut(parts[0])
    mean_in, mean_out = inputs.mean(axis=0), targets.mean(axis=0)
    centred = inputs - mean_in
    strength = np.sqrt(penalty * np.trace(centred.T @ centred) / WINDOW)
    stacked = np.vstack([centred, strength * np.eye(WINDOW)])
    goal = np.vstack([targets - mean_out, np.zeros((WINDOW, HORIZON))])
    weights = np.linalg.lstsq(stacked, goal, rcond=None)[0]
    return lambda origins: (cut(origins)[0] - mean_in) @ weights + mean_out + values[np.array(origins)][:, None]


def test_the_line_is_the_ridge_regression_whose_penalty_is_best_on_validation():
    values, parts = values_of(), parts_of()
    line = Linear.fit(values, parts[0], parts[1], WINDOW, HORIZON)
    truth = values[:, 0][np.array(parts[1])[:, None] + np.arange(1, HORIZON + 1)]
    by_hand = {penalty: ridge_by_hand(values[:, 0], parts, penalty) for penalty in baselines.PENALTIES}
    errors = {penalty: ((forecast(parts[1]) - truth) ** 2).mean() for penalty, forecast in by_hand.items()}
    best = min(errors, key=errors.get)
    assert line.penalty == best
    assert line(values, parts[2])[:, :, 0] == pytest.approx(by_hand[best](parts[2]), rel=1e-9)


def test_the_line_continues_a_ramp_and_a_sine():
    rows = np.arange(300.0)
    for values in (3 + 0.5 * rows, np.sin(rows / 5)):
        line = Linear.fit(values[:, None], range(9, 200), range(204, 250), 10, 5)
        found = line(values[:, None], range(260, 290))[:, :, 0]
        truth = values[np.arange(260, 290)[:, None] + np.arange(1, 6)]
        assert np.abs(found - truth).max() < 1e-3 * np.ptp(values)


def test_columns_share_the_line_whatever_their_units():
    values = values_of(columns=3)
    line = Linear.fit(values, *parts_of()[:2], WINDOW, HORIZON)
    units = np.array([1.0, 1000.0, 1e-6])
    other = Linear.fit(values * units, *parts_of()[:2], WINDOW, HORIZON)
    assert other(values * units, parts_of()[2]) == pytest.approx(line(values, parts_of()[2]) * units, rel=1e-7)


def test_the_line_sees_no_row_of_the_test_part():
    values = values_of()
    changed = values.copy()
    changed[100:] = 1e6
    ours, theirs = (Linear.fit(each, *parts_of()[:2], WINDOW, HORIZON) for each in (values, changed))
    assert (ours.weights == theirs.weights).all()
    assert (ours.offset == theirs.offset).all()


def test_validation_rows_choose_the_penalty_and_nothing_else():
    values = values_of()
    changed = values.copy()
    changed[80:100] = np.random.default_rng(5).normal(size=(20, 1)) * 100
    ours, theirs = (Linear.fit(each, *parts_of()[:2], WINDOW, HORIZON) for each in (values, changed))
    assert (ours.centre == theirs.centre).all()
    assert (ours.scale == theirs.scale).all()
    assert (ours.offset == theirs.offset).all()


def test_a_long_window_is_read_as_far_as_its_newest_values(monkeypatch):
    monkeypatch.setattr(baselines, "LONGEST", 4)
    line = Linear.fit(values_of(), *parts_of()[:2], WINDOW, HORIZON)
    assert line.weights.shape == (4, HORIZON)


def test_many_windows_are_thinned_evenly(monkeypatch):
    values = values_of()
    whole = Linear.fit(values, *parts_of()[:2], WINDOW, HORIZON)
    monkeypatch.setattr(baselines, "MOST_WINDOWS", 37)
    thinned = Linear.fit(values, *parts_of()[:2], WINDOW, HORIZON)
    monkeypatch.undo()
    every_second = range(parts_of()[0].start, parts_of()[0].stop, 2)
    expected = Linear.fit(values, every_second, parts_of()[1], WINDOW, HORIZON)
    assert not (thinned.centre == whole.centre).all()
    assert thinned.centre * thinned.scale == pytest.approx(expected.centre * expected.scale)
