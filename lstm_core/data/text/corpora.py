"""Where a text comes from: built-in ones and the user's own file, in any encoding that can be told.

Guarantees: `place` puts the same bytes on every machine, UTF-8 with line feeds, whole or not at all. Parts are
cut by position: what is validated and tested stands behind what was learned from. Free of torch.

- shakespeare: Macbeth, A Midsummer Night's Dream, The Tempest (public domain); speakers in capitals on their own line.
- tang: 3032 quatrains of the Tang dynasty in simplified characters (public domain), two lines each.
"""

import hashlib
import math
import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from lstm_core.data.files.checks import LIMIT_BYTES, admit, encoding_of_head
from lstm_core.data.files.encodings import encoding_of
from lstm_core.data.files.mixed_encodings import refuse_mixture
from lstm_core.data.text import vocabulary
from lstm_core.data.text.vocabulary import Ids, Vocabulary
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.languages import Language, Text
from lstm_core.spec.text import TextData

BuiltInTextName = Literal["shakespeare", "tang"]
LIBRARY = Path(__file__).parent / "library"
FEWEST = 1000  # characters of a text
LARGEST_PART = 500_000  # symbols of the validation or test part; what is behind them is not used
VOCABULARY_FILE = "vocabulary.json"
_ALSO_TEXT = ("data.is_html", "data.is_xml", "data.is_json")


@dataclass(frozen=True)
class BuiltInText:
    """A built-in text: what it is called and the settings that suit it."""

    name: BuiltInTextName
    title: Text
    min_count: int
    prompt: str

    def data(self) -> TextData:
        """The part of a spec that describes this text."""
        return TextData(source=self.name, min_count=self.min_count)


SOURCES: dict[BuiltInTextName, BuiltInText] = {
    "shakespeare": BuiltInText("shakespeare", Text("莎士比亚", "Shakespeare"), 1, "MACBETH:\n"),
    "tang": BuiltInText("tang", Text("唐人绝句", "Tang quatrains"), 2, "\n\n"),
}


class TextSplit(NamedTuple):
    """The text of each part, in the order of the file."""

    train: str
    validation: str
    test: str


@dataclass(frozen=True)
class Corpus:
    """A text, cut into its parts and into symbols."""

    parts: TextSplit
    vocabulary: Vocabulary
    train: Ids
    validation: Ids
    test: Ids  # empty when the spec asks for no test part
    digest: str  # sha256 of the text in UTF-8

    def characters(self, part: Ids, text: str) -> int:
        """Characters that the symbols of a part stand for; fewer than its text has where the part was cut short."""
        return len(text) if len(part) < LARGEST_PART else len(self.vocabulary.decode(part.tolist()))


def title(data: TextData, language: Language) -> str:
    """What the text is called in titles: the name that a person gave, the source's, or the file's."""
    if data.name:
        return data.name
    if data.source == "file":
        return _name(data, Path())
    text = SOURCES[data.source].title
    return text.zh if language == "zh" else text.en


def write_data_file(data: TextData, target: Path) -> None:
    """Put the text that `data` describes at `target` in UTF-8. Raises DataError when it cannot be read."""
    origin = origin_of(data)
    content = read_text(origin, _name(data, origin)).encode("utf-8")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def origin_of(data: TextData) -> Path:
    """The file that holds the text."""
    return Path(str(data.file)) if data.source == "file" else LIBRARY / f"{data.source}.txt"


def read_text(path: Path, name: str) -> str:
    """The whole text of a file, lines ended by a single line feed. Raises DataError with one sentence."""
    head = _admit(path, name)
    content = path.read_bytes()
    if encoding_of_head(head) is None:
        refuse_mixture(content, name)
    text = content.decode(encoding_of(path, head, name)).removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise DataError(Sentence("text.binary", {"file": name}))
    if not text.strip():
        raise DataError(Sentence("data.blank", {"file": name}))
    if len(text) < FEWEST:
        raise DataError(Sentence("text.too_short", {"file": name, "characters": len(text), "limit": FEWEST}))
    symbols = set(text) - {"\n", " "}
    if len(symbols) < 2:
        raise DataError(Sentence("text.one_symbol", {"file": name, "symbol": next(iter(symbols))}))
    return text


def split(text: str, data: TextData) -> TextSplit:
    """Training, validation and test part: by position, whole characters, rounded down."""
    total = len(text)
    test, validation = int(total * data.test_fraction), int(total * data.validation_fraction)
    first, second = total - test - validation, total - test
    return TextSplit(text[:first], text[first:second], text[second:])


def prompt_of(data: TextData, corpus: Corpus) -> str:
    """What the network continues while people watch: the source's prompt, a new line, or the text's first character."""
    if data.source != "file":
        return SOURCES[data.source].prompt
    return "\n" if "\n" in corpus.parts.train else corpus.parts.train[0]


def load(data: TextData, path: Path) -> Corpus:
    """The corpus at `path`. A vocabulary that an earlier attempt left beside it is used. Raises DataError."""
    text = read_text(path, _name(data, path))
    parts = split(text, data)
    kept = path.with_name(VOCABULARY_FILE)
    try:
        symbols = vocabulary.read(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError):
        symbols = vocabulary.fit(data, parts.train)
    return Corpus(
        parts=parts,
        vocabulary=symbols,
        train=symbols.encode(parts.train),
        validation=symbols.encode(parts.validation)[:LARGEST_PART],
        test=symbols.encode(parts.test)[:LARGEST_PART],
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
    )


def keep_vocabulary(corpus: Corpus, path: Path) -> None:
    """Write the vocabulary beside the data at `path`, so that a run can be decoded without its text."""
    target = path.with_name(VOCABULARY_FILE)
    temporary = target.with_name(f".{target.name}.tmp")
    temporary.write_text(corpus.vocabulary.to_json(), encoding="utf-8")
    os.replace(temporary, target)


def _admit(path: Path, name: str) -> bytes:
    try:
        return admit(path, name)
    except DataError as error:
        key = error.messages[0].key
        if key in _ALSO_TEXT:
            return path.read_bytes()[:8192]
        if key == "data.too_large":
            size = math.ceil(path.stat().st_size / 1e5) / 10
            limit = LIMIT_BYTES // 1_000_000
            raise DataError(Sentence("text.too_large", {"file": name, "size": size, "limit": limit})) from None
        if key == "data.is_binary":
            raise DataError(Sentence("text.binary", {"file": name})) from None
        if key.startswith("data.is_"):
            kind = key.removeprefix("data.is_").upper()
            raise DataError(Sentence("text.other_kind", {"file": name, "kind": kind})) from None
        raise


def _name(data: TextData, path: Path) -> str:
    return PurePath(data.name or data.file or path).name
