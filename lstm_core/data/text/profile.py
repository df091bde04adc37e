"""What a text holds, before anybody decides what to do with it, and a sensible first run for it. Free of torch."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lstm_core.data.text import corpora
from lstm_core.data.text.corpora import SOURCES, BuiltInTextName
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.text import TextData

FREQUENT = 12
HEAD_LINES, HEAD_CHARACTERS = 8, 600
FEWEST_SYMBOLS = 16  # of one stream
CHINESE = range(0x3400, 0xA000)  # code points
RARE = 2  # characters seen less often than this say little; only large alphabets have many
LARGE_ALPHABET = 500
SMALL, MIDDLE = 60_000, 600_000  # characters
EMBEDDING = 64
COUNTED = 1 << 22  # characters that are counted at a time
CODE_POINTS = 0x110000


@dataclass(frozen=True)
class TextProfile:
    """A text as people want to see it first."""

    characters: int
    lines: int
    distinct: int
    chinese: float  # share of the characters
    frequent: tuple[tuple[str, float], ...]  # the most frequent characters with their share
    head: str
    vocabulary: int  # characters that the training part holds often enough for the spec


@dataclass(frozen=True)
class TextProposal:
    """A spec that fits the text, what was noticed in it, and why the spec is as it is."""

    spec: TrainRunSpec
    profile: TextProfile
    notices: tuple[Sentence, ...]
    reasons: tuple[Sentence, ...]


def profile(data: TextData) -> TextProfile:
    """Describe the text of a spec. Raises DataError."""
    return described(read(data), data)


def read(data: TextData) -> str:
    """The text that a spec describes, from wherever it comes. Raises DataError."""
    origin = corpora.origin_of(data)
    return corpora.read_text(origin, data.name or origin.name)


def character_counts(text: str) -> Counter[str]:
    """How often each character occurs; the same as `Counter(text)`, a hundred million characters in a second."""
    counts = np.zeros(CODE_POINTS, dtype=np.int64)
    for start in range(0, len(text), COUNTED):
        codes = np.frombuffer(text[start : start + COUNTED].encode("utf-32-le", "surrogatepass"), dtype="<u4")
        counts += np.bincount(codes, minlength=CODE_POINTS)
    return Counter({chr(code): int(counts[code]) for code in np.flatnonzero(counts)})


def described(text: str, data: TextData) -> TextProfile:
    """What a text holds, as the spec would cut it."""
    counts = character_counts(text)
    training = character_counts(corpora.split(text, data).train)
    chinese = sum(count for character, count in counts.items() if ord(character) in CHINESE)
    head = "\n".join(text.lstrip("\n").split("\n", HEAD_LINES)[:HEAD_LINES])[:HEAD_CHARACTERS]
    return TextProfile(
        characters=len(text),
        lines=text.count("\n") + (not text.endswith("\n")),
        distinct=len(counts),
        chinese=chinese / len(text),
        frequent=tuple((symbol, count / len(text)) for symbol, count in counts.most_common(FREQUENT)),
        head=head,
        vocabulary=sum(count >= data.min_count for count in training.values()),
    )


def propose(
    source: "BuiltInTextName | Path", name: str | None = None, changes: dict[str, Any] | None = None
) -> TextProposal:
    """A run for a built-in text or a file. Raises DataError, or SpecError for a value out of range."""
    data = (
        SOURCES[source].data()
        if isinstance(source, str)
        else TextData(source="file", file=str(source), name=name or source.name)
    )
    text = read(data)
    found = described(text, data)
    reasons: list[Sentence] = []
    if isinstance(source, Path) and found.distinct > LARGE_ALPHABET:
        data = data.model_copy(update={"min_count": RARE})
        found = described(text, data)
    if data.min_count > 1:
        rare = found.distinct - found.vocabulary
        reasons.append(Sentence("text.reason_rare", {"count": data.min_count, "rare": rare}))
    settings = _settings(found)
    wanted: dict[str, Any] = {**settings, **(changes or {})}
    spec = parse_train_spec({"data": data.model_dump()}).with_changes(wanted)
    facts: dict[str, Parameter] = {"characters": found.characters, "hidden": spec.model.hidden_size}
    reasons.insert(0, Sentence("text.reason_size", {**facts, "dropout": spec.model.dropout}))
    facts = {"streams": spec.train.batch_size, "window": spec.text.window}
    reasons.append(Sentence("text.reason_streams", facts))
    return TextProposal(spec, found, tuple(check(spec, text)), tuple(reasons))


def _settings(found: TextProfile) -> dict[str, Any]:
    """What trains to something visible in about a minute on two cores, by the size of the text."""
    small = found.characters < SMALL
    large = found.characters > MIDDLE
    quick = not small and found.vocabulary <= LARGE_ALPHABET  # a step costs a fifth of one with thousands of symbols
    return {
        "model.hidden_size": 96 if small else 192,
        "model.embedding_size": EMBEDDING,
        "model.dropout": 0.3 if small else 0.1 if large else 0.2,
        "train.batch_size": 16 if small else 32,
        "train.steps": 2400 if quick else 800,
        "train.learning_rate": 0.01 if quick else 0.005,
        "train.evaluate_every": 100 if quick else 50,
        "train.warmup_steps": 20,
        "train.patience": 6,
    }


def vocabulary_size(data: TextData, text: str) -> int:
    """How many symbols a run on that text knows, at most."""
    return data.vocabulary_size if data.level == "bpe" else len(set(character_counts(corpora.split(text, data).train)))


def check(spec: TrainRunSpec, text: str) -> list[Sentence]:
    """Remarks on a spec with its text. Raises DataError when streams are too short."""
    data, streams = spec.text, spec.train.batch_size
    name = data.name or corpora.origin_of(data).name
    parts = corpora.split(text, data)
    known = set(character_counts(parts.train))
    if len(known - {"\n", " "}) < 2:
        raise DataError(Sentence("text.one_symbol", {"file": name, "symbol": parts.train.strip()[:1]}))
    if len(parts.train) < streams * FEWEST_SYMBOLS:
        most = len(parts.train) // FEWEST_SYMBOLS
        facts: dict[str, Parameter] = {"file": name, "streams": streams, "characters": len(parts.train), "most": most}
        raise DataError(Sentence("text.streams", facts))
    notices = []
    if len(text) < SMALL:
        notices.append(Sentence("text.small", {"file": name, "characters": len(text)}))
    if data.level == "character":
        later = character_counts(parts.validation + parts.test)
        unknown = sum(count for character, count in later.items() if character not in known)
        if unknown:
            share = unknown / max(1, len(parts.validation) + len(parts.test))
            notices.append(Sentence("text.unseen", {"file": name, "share": f"{share:.2%}"}))
    return notices
