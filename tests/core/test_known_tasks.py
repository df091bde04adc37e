"""Small forms of tasks with known answers; benchmarks/known_tasks.py has them in full length."""

import pytest

from benchmarks.known_tasks import GUESS, SOLVED, Trial, forecast_missing, gain


@pytest.mark.parametrize("cell", ["lstm", "gru", "peephole", "slstm"])
def test_a_gated_cell_adds_two_numbers_that_stand_apart(cell):
    losses, _ = Trial("adding", cell, 30, 600, hidden=24, rate=1e-2).run()
    assert losses[-1] < SOLVED["adding"]


def test_a_plain_network_does_not_add_over_a_distance():
    losses, _ = Trial("adding", "rnn", 100, 300, hidden=24, rate=1e-2).run()
    assert min(losses) > 0.7 * GUESS["adding"]


def test_decay_and_marks_beat_a_mean_in_the_gaps():
    found = {
        cell: [forecast_missing(cell, seed, steps=150, count=800) for seed in range(5)] for cell in ("gru_d", "gru")
    }
    _, low, _ = gain(found["gru_d"], found["gru"])
    assert low > 0
