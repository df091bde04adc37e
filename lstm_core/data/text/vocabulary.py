"""Symbols of a text: characters, or the pieces of byte pair encoding; fitted on the training part alone.

Guarantees: the same training text and settings give the same symbols in the same order on every machine; `decode`
inverts `encode` for every text without unknown characters. Free of torch.
"""

import json
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lstm_core.spec.text import TextData

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = npt.NDArray[np.int64]
UNKNOWN = "\ufffd"  # what stands for characters outside the vocabulary
CHUNK = 1 << 16  # characters that are cut into pieces at a time
FEWEST_PAIRS = 2  # that become a piece


class Characters:
    """One symbol per character, in the order of their code points; symbol 0 is the unknown one."""

    has_unknown = True

    def __init__(self, characters: Sequence[str]) -> None:
        self.symbols = [UNKNOWN, *characters]
        self._codes = np.array([ord(character) for character in characters], dtype=np.uint32)

    @classmethod
    def fit(cls, training: str, min_count: int) -> "Characters":
        """The characters that the training text holds at least `min_count` times."""
        codes, counts = np.unique(_codes(training), return_counts=True)
        return cls([chr(code) for code in codes[counts >= min_count]])

    def __len__(self) -> int:
        return len(self.symbols)

    def encode(self, text: str) -> Ids:
        """Symbols (N,) of a text of N characters."""
        codes = _codes(text)
        if not len(self._codes):
            return np.zeros(len(codes), dtype=np.int64)
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        ids: Ids = np.where(self._codes[places] == codes, places + 1, 0).astype(np.int64)
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of symbols."""
        return "".join(self.symbols[number] for number in ids)

    def to_json(self) -> str:
        """What `read` takes."""
        return json.dumps({"level": "character", "symbols": self.symbols[1:]}, ensure_ascii=False)


class Pieces:
    """Byte pair encoding on bytes (Sennrich et al. 2016; Radford et al. 2019): no text is unknown to it."""

    has_unknown = False

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self.symbols = [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]

    @classmethod
    def fit(cls, training: str, size: int) -> "Pieces":
        """At most `size` pieces: the 256 bytes and the pairs merged most often."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=size,
            min_frequency=FEWEST_PAIRS,
            show_progress=False,
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        )
        tokenizer.train_from_iterator(_chunks(training), trainer)
        return cls(tokenizer)

    def __len__(self) -> int:
        return len(self.symbols)

    def encode(self, text: str) -> Ids:
        """Symbols (N,) of a text; N is smaller than its number of bytes."""
        found = [self._tokenizer.encode(chunk).ids for chunk in _chunks(text)]
        ids: Ids = np.concatenate([np.array(chunk, dtype=np.int64) for chunk in found] or [np.zeros(0, np.int64)])
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of symbols; bytes that make no character yet show as U+FFFD."""
        text: str = self._tokenizer.decode(list(ids))
        return text

    def to_json(self) -> str:
        """What `read` takes."""
        return json.dumps({"level": "bpe", "tokenizer": json.loads(self._tokenizer.to_str())}, ensure_ascii=False)


Vocabulary = Characters | Pieces


def fit(data: TextData, training: str) -> Vocabulary:
    """The vocabulary that the spec asks for."""
    if data.level == "bpe":
        return Pieces.fit(training, data.vocabulary_size)
    return Characters.fit(training, data.min_count)


def read(content: str) -> Vocabulary:
    """The vocabulary that `to_json` wrote."""
    raw: dict[str, Any] = json.loads(content)
    if raw["level"] == "bpe":
        from tokenizers import Tokenizer

        return Pieces(Tokenizer.from_str(json.dumps(raw["tokenizer"])))
    return Characters(raw["symbols"])


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _chunks(text: str) -> Iterator[str]:
    """Whole lines, about `CHUNK` characters at a time."""
    start = 0
    while start < len(text):
        end = text.find("\n", min(start + CHUNK, len(text)) - 1) + 1
        end = end or len(text)
        yield text[start:end]
        start = end
