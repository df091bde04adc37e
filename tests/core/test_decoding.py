"""Decoders and the CTC loss against the enumeration of every path."""

import math

import jiwer
import numpy as np
import pytest
import torch

from lstm_core.data.speech.transcripts.symbols import (
    error_rates,
    frames_needed,
    most_frequent,
    symbols_of,
    transcript_of,
)
from lstm_core.engine.tasks.speech.decoding import Lexicon, greedy, lexicon_of, prefix_beam
from lstm_core.errors import SpecError
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.speech import SpeechData
from tests.reference.edits import rate
from tests.reference.paths import collapse, labellings, spelled


def distribution(seed, frames, symbols):
    scores = np.random.default_rng(seed).normal(size=(frames, symbols)) * 1.5
    return np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(30))
def test_a_wide_beam_finds_the_likeliest_labelling_of_all_paths(seed):
    probabilities = distribution(seed, frames=5, symbols=3)
    every = labellings(probabilities)
    assert every[tuple(prefix_beam(np.log(probabilities), width=200))] == pytest.approx(max(every.values()))


@pytest.mark.parametrize("seed", range(10))
def test_the_best_path_is_the_collapsed_argmax(seed):
    probabilities = distribution(seed, frames=8, symbols=4)
    assert tuple(greedy(np.log(probabilities))) == collapse(probabilities.argmax(axis=1))


@pytest.mark.parametrize("target", [(1,), (1, 2), (1, 1), (2, 1, 2)])
def test_the_ctc_loss_is_the_sum_over_all_paths(target):
    probabilities = distribution(7, frames=6, symbols=3)
    loss = torch.nn.functional.ctc_loss(
        torch.from_numpy(np.log(probabilities))[:, None],
        torch.tensor([target]),
        torch.tensor([6]),
        torch.tensor([len(target)]),
        reduction="sum",
    )
    assert loss.item() == pytest.approx(-math.log(labellings(probabilities)[target]), rel=1e-10)


@pytest.mark.parametrize("seed", range(10))
def test_a_lexicon_leaves_only_its_words(seed):
    probabilities = distribution(seed, frames=6, symbols=4)
    words = [(1, 2), (3,), (2, 1)]
    found = tuple(prefix_beam(np.log(probabilities), width=500, lexicon=Lexicon(words)))
    every = labellings(probabilities)
    assert found in [*words, ()]
    assert every[found] == pytest.approx(max(every[word] for word in [*words, ()]))


@pytest.mark.parametrize("seed", range(10))
def test_of_many_words_the_likeliest_that_the_lexicon_spells_is_found(seed):
    probabilities = distribution(seed, frames=6, symbols=4)
    words, space = [(1, 2), (2,), (2, 1)], 3
    found = tuple(prefix_beam(np.log(probabilities), width=2000, lexicon=Lexicon(words, space)))
    every = {said: chance for said, chance in labellings(probabilities).items() if spelled(said, words, space)}
    assert every[found] == pytest.approx(max(every.values()))


def test_words_of_a_lexicon_are_separated_by_the_space():
    sure = np.full((5, 4), 1e-4)
    for frame, symbol in enumerate([1, 2, 3, 2, 1]):  # "ab ba" with the space 3
        sure[frame, symbol] = 1.0
    assert prefix_beam(np.log(sure), lexicon=Lexicon([(1, 2), (2, 1)], space=3)) == [1, 2, 3, 2, 1]


def test_equal_neighbours_need_a_blank_between_them():
    assert [frames_needed(numbers) for numbers in ([], [1], [1, 2], [1, 1], [1, 1, 1])] == [0, 1, 2, 3, 5]


def test_error_rates_are_those_of_jiwer_and_of_counting_by_hand():
    said, heard = ["one two three", "four"], ["one too three", "four five"]
    wer, cer, right = error_rates(said, heard)
    assert wer == pytest.approx(2 / 4) == pytest.approx(jiwer.wer(said, heard))
    assert cer == pytest.approx(jiwer.cer(said, heard))
    assert right == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_error_rates_are_those_of_the_recursion_of_levenshtein(seed):
    random = np.random.default_rng(seed)
    said = [" ".join(random.choice(["one", "two", "twenty", "o"], size=random.integers(1, 7))) for _ in range(6)]
    heard = [" ".join(random.choice(["one", "two", "too", "o"], size=random.integers(0, 7))) for _ in range(6)]
    wer, cer, right = error_rates(said, heard)
    assert wer == pytest.approx(rate(said, heard, str.split))
    assert cer == pytest.approx(rate(said, heard, list))
    assert right == sum(map(str.__eq__, said, heard)) / 6


def test_symbols_are_sorted_and_the_blank_is_the_first():
    assert symbols_of(["two one", "one"], "words") == ["", "one", "two"]
    assert symbols_of(["ab a"], "characters") == ["", " ", "a", "b"]


def test_numbers_become_the_transcript_again():
    assert transcript_of([2, 1], ["", "one", "two"], "words") == "two one"
    assert transcript_of([2, 1, 1, 2], ["", " ", "a"], "characters") == "a a"


def test_a_guesser_says_what_is_said_most_often():
    assert most_frequent(["two", "one", "two", "one", "six"]) == "one"


@pytest.mark.parametrize("seed", range(5))
def test_the_lexicon_of_a_spec_holds_the_words_of_training_and_no_others(seed):
    data = SpeechData(symbols="characters", lexicon="training")
    said = ["ab ba", "b"]
    symbols = symbols_of(said, "characters")  # blank, space, a, b
    assert lexicon_of(SpeechData(symbols="characters"), said, symbols) is None
    probabilities = distribution(seed, frames=9, symbols=4)
    found = prefix_beam(np.log(probabilities), width=500, lexicon=lexicon_of(data, said, symbols))
    assert set(transcript_of(found, symbols, "characters").split()) <= {"ab", "ba", "b"}


def test_a_lexicon_is_refused_where_every_symbol_is_a_word():
    with pytest.raises(SpecError) as refused:
        parse_train_spec({"data": {"task": "speech", "symbols": "words", "lexicon": "training"}})
    [message] = refused.value.messages
    assert "characters" in message.text("en")
    assert "characters" in message.text("zh")
