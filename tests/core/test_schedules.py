"""Learning rates against values worked out by hand."""

import pytest

from lstm_core.engine.training.schedules import learning_rate
from lstm_core.spec.training import TrainSpec


def rates(steps, **changes):
    spec = TrainSpec(steps=steps, learning_rate=0.8, **changes)
    return [learning_rate(spec, step) for step in range(steps)]


def test_a_constant_rate_stays():
    assert rates(3, schedule="constant") == [0.8, 0.8, 0.8]


def test_a_linear_rate_falls_by_equal_steps_towards_zero():
    assert rates(4, schedule="linear") == pytest.approx([0.8, 0.6, 0.4, 0.2])


def test_a_cosine_rate_falls_along_half_a_wave():
    root = 0.4 * 2**-0.5
    assert rates(4, schedule="cosine") == pytest.approx([0.8, 0.4 + root, 0.4, 0.4 - root])


def test_the_warm_up_rises_by_equal_steps_to_the_full_rate():
    assert rates(4, schedule="constant", warmup_steps=4) == pytest.approx([0.2, 0.4, 0.6, 0.8])


def test_after_the_warm_up_the_schedule_begins_at_the_full_rate():
    assert rates(6, schedule="linear", warmup_steps=2) == pytest.approx([0.4, 0.8, 0.8, 0.6, 0.4, 0.2])
    assert rates(6, schedule="cosine", warmup_steps=2)[2] == pytest.approx(0.8)


def test_a_warm_up_longer_than_the_run_only_rises():
    assert rates(3, schedule="cosine", warmup_steps=8) == pytest.approx([0.1, 0.2, 0.3])
