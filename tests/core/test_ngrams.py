"""The n-gram baseline against a slow twin written from the paper."""

import numpy as np
import pytest

from lstm_core.engine.tasks.text.ngrams import KneserNey, unigram_nats
from tests.reference.kneser_ney import probability

TRAINING = np.array([ord(letter) - 97 for letter in "abeacadabeaabeacadabeababcabdabeaacacab" * 2], dtype=np.int64)
SYMBOLS = 7  # two of which training never holds


def test_every_probability_is_the_papers():
    part = np.array([0, 1, 2, 6, 3, 0, 1, 0, 5, 4], dtype=np.int64)
    model = KneserNey(TRAINING, SYMBOLS)
    assert model.order == 5
    text = np.concatenate([TRAINING[-4:], part]).tolist()
    expected = [probability(TRAINING.tolist(), SYMBOLS, 5, text[:place], text[place]) for place in range(4, len(text))]
    assert np.exp(-model.nats(part, TRAINING)) == pytest.approx(expected, rel=1e-12)


def test_the_probabilities_of_all_symbols_add_up_to_one():
    model = KneserNey(TRAINING, SYMBOLS)
    every = [float(np.exp(-model.nats(np.array([symbol]), TRAINING))[0]) for symbol in range(SYMBOLS)]
    assert sum(every) == pytest.approx(1)


def test_a_large_vocabulary_lowers_the_order_before_codes_overflow():
    model = KneserNey(np.arange(20_000, dtype=np.int64) % 9_973, 200_000)
    assert model.order == 3
    assert np.isfinite(model.nats(np.array([1, 2, 199_999]), np.arange(10, dtype=np.int64))).all()


def test_the_unigram_baseline_knows_frequencies_alone():
    nats = unigram_nats(np.array([0, 0, 0, 1]), np.array([0, 1, 2]), 3)
    assert np.exp(-nats) == pytest.approx([4 / 7, 2 / 7, 1 / 7])
