"""Sampling against a slow twin; seeds; values out of range."""

import numpy as np
import pytest

from lstm_core.engine.tasks.text.sampling import Sampler, Sampling, draw, probabilities
from lstm_core.errors import SpecError
from tests.reference import sampling as reference

LOGITS = np.array([0.3, 2.0, -1.0, 2.0, 0.0, 5.0, -np.inf])


@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.5])
@pytest.mark.parametrize(("top_k", "top_p"), [(0, 1.0), (2, 1.0), (0, 0.6), (4, 0.9), (1, 0.1), (50, 0.999)])
def test_probabilities_are_those_of_the_papers(temperature, top_k, top_p):
    found = probabilities(LOGITS.copy(), Sampling(temperature=temperature, top_k=top_k, top_p=top_p))
    assert found == pytest.approx(reference.shares(LOGITS.tolist(), temperature, top_k, top_p), abs=1e-12)
    assert found.sum() == pytest.approx(1)


def test_a_temperature_of_zero_takes_the_likeliest_symbol():
    assert [Sampler(Sampling(temperature=0, seed=seed))(LOGITS) for seed in range(5)] == [5] * 5


def test_symbols_are_drawn_as_often_as_their_probabilities_say():
    sampler, sampling = Sampler(Sampling(temperature=1.5)), Sampling(temperature=1.5)
    drawn = np.bincount([sampler(LOGITS) for _ in range(20_000)], minlength=7) / 20_000
    assert drawn == pytest.approx(probabilities(LOGITS.copy(), sampling), abs=0.015)
    assert drawn[6] == 0


def test_equal_seeds_draw_equal_symbols_and_others_do_not():
    first, again, other = (
        [sampler(LOGITS) for _ in range(40)] for sampler in map(Sampler, (Sampling(), Sampling(), Sampling(seed=1)))
    )
    assert first == again != other


@pytest.mark.parametrize("uniform", [0.0, 0.5, 0.999999999999, np.nextafter(1, 0)])
def test_what_has_no_probability_is_never_drawn(uniform):
    assert draw(np.array([0.0, 0.4, 0.6, 0.0]), uniform) in (1, 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [("temperature", -0.1), ("temperature", float("nan")), ("temperature", "hot"), ("top_k", -1), ("top_k", 2.5),
     ("top_p", 0), ("top_p", 1.1), ("length", 0), ("length", 10**9), ("seed", -1), ("seed", True)],
)  # fmt: skip
def test_a_value_out_of_range_is_one_sentence_that_names_it(name, value):
    with pytest.raises(SpecError) as refused:
        Sampling.of({name: value})
    [message] = refused.value.messages
    assert name in message.text("zh")
    assert name in message.text("en")
