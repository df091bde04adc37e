"""Symbols: round trips, the unknown one, fitted on the training part alone, equal everywhere."""

import hashlib

import pytest

from lstm_core.data.text import corpora, vocabulary
from lstm_core.data.text.vocabulary import UNKNOWN, Characters, Pieces
from lstm_core.spec.text import TextData

MIXED = "To be, or not to be:\n唐诗三百首 é 🙂\n" * 50


@pytest.mark.parametrize("symbols", [Characters.fit(MIXED, 1), Pieces.fit(MIXED, 300)], ids=["characters", "bpe"])
def test_decoding_inverts_encoding_and_json_keeps_the_vocabulary(symbols):
    ids = symbols.encode(MIXED)
    assert symbols.decode(ids.tolist()) == MIXED
    again = vocabulary.read(symbols.to_json())
    assert again.symbols == symbols.symbols
    assert again.encode(MIXED).tolist() == ids.tolist()
    assert len(again) == len(symbols)


def test_characters_that_are_rare_or_new_are_one_unknown_symbol():
    symbols = Characters.fit("aaabbbc", 2)
    assert symbols.symbols == [UNKNOWN, "a", "b"]
    assert symbols.encode("abcd").tolist() == [1, 2, 0, 0]
    assert symbols.decode([1, 0]) == "a" + UNKNOWN


def test_bytes_make_every_text_known_to_pieces():
    symbols = Pieces.fit("plain English " * 100, 300)
    assert symbols.decode(symbols.encode("汉字 🙂").tolist()) == "汉字 🙂"
    assert len(symbols) <= 300


def test_long_texts_are_cut_into_pieces_line_by_line():
    symbols = Pieces.fit(MIXED, 300)
    text = MIXED * 100
    assert symbols.decode(symbols.encode(text).tolist()) == text


def test_a_vocabulary_never_sees_the_later_parts(tmp_path):
    text = "ab\n" * 900 + "XYZ" * 100
    (tmp_path / "data.txt").write_text(text)
    corpus = corpora.load(TextData(source="file", file=str(tmp_path / "data.txt")), tmp_path / "data.txt")
    assert set(corpus.vocabulary.symbols) == {UNKNOWN, "\n", "a", "b"}
    assert (corpus.test == 0).any()


def test_pieces_of_the_same_text_are_the_same_on_every_machine():
    """The digest is what another process found; it changes only when the library changes its order."""
    text = corpora.LIBRARY.joinpath("shakespeare.txt").read_text(encoding="utf-8")[:50_000]
    first, second = Pieces.fit(text, 400).to_json(), Pieces.fit(text, 400).to_json()
    assert hashlib.sha256(first.encode()).hexdigest() == hashlib.sha256(second.encode()).hexdigest()
