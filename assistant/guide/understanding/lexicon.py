"""Every phrase that the guide understands in a request for a change, and what it may mean.

Names come from the text tables of the form, so that a label is always understood, and from `vocabulary`.
"""

import difflib
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

from assistant.guide.understanding import wording
from assistant.guide.understanding.vocabulary import ADJECTIVES, FILLERS, NAMES, VALUES, WEAK, WORDS
from lstm_core.i18n.sentences import LANGUAGES, TERMS, TEXTS, cell_name, fill
from lstm_core.spec.cells import CELLS
from lstm_core.spec.fields import all_paths, field_info
from lstm_core.spec.tasks import LOSSES, TASKS, TaskName

_NEAR = 0.9  # of difflib


class Entry(NamedTuple):
    """What a phrase means: a kind of word and its value; a local one only beside its own field."""

    kind: str
    value: Any
    local: bool = False


def labels(path: str) -> Iterator[str]:
    """The names of a field on the form, and its path."""
    if f"field.{path}" in TEXTS:
        for language in LANGUAGES:
            yield wording.even(fill(TEXTS[f"field.{path}"], language))
    leaf = path.rpartition(".")[2]
    if leaf != "rate":  # of what?
        yield wording.even(leaf)
    yield path


def paths(task: TaskName) -> tuple[str, ...]:
    """The fields of a task that a sentence may change."""
    fixed = ("version", "kind", "data.task", "data.source", "data.file", "data.name", "data.split_rows")
    return tuple(path for path in all_paths(task) if path not in fixed and not path.startswith("data.format"))


def options(path: str, task: TaskName) -> tuple[Any, ...]:
    """The values of a field that has a few; () for others."""
    annotation = field_info(path, task).annotation
    found = get_args(annotation)
    return tuple(value for value in found if isinstance(value, str | int)) if found else ()


def spells(word: str) -> bool:
    """It is a phrase of the lexicon, whatever its spaces."""
    return "".join(word.split()) in _joined()


def is_near(word: str) -> bool:
    """It is a name of a field but for a letter or so, or holds one."""
    held = any(part in names() for part in word.split())
    return held or bool(difflib.get_close_matches(word, names(), n=1, cutoff=_NEAR))


@cache
def _joined() -> frozenset[str]:
    return frozenset("".join(phrase.split()) for phrase in entries())


def default_of(path: str, task: TaskName) -> Any:
    """What a field is where nobody names it; None for one that the task has not."""
    try:
        value = field_info(path, task).default
    except KeyError:
        return None
    return LOSSES[task][0] if path == "train.loss" else value


@cache
def names() -> dict[str, tuple[str, ...]]:
    """The fields that each of their names stands for: two in different tasks may share one."""
    found: dict[str, list[str]] = {}
    every = dict.fromkeys(path for task in TASKS for path in paths(task))
    for path in every:
        for name in (*labels(path), *NAMES.get(path, "").split("|")):
            if name and path not in found.setdefault(name, []):
                found[name].append(path)
    return {name: tuple(each) for name, each in found.items()}


@cache
def entries() -> dict[str, tuple[Entry, ...]]:
    """Every phrase and all that it may mean."""
    found: dict[str, list[Entry]] = {}

    def put(phrases: str, entry: Entry) -> None:
        for phrase in phrases.split("|"):
            if phrase and entry not in found.setdefault(phrase, []):
                found[phrase].append(entry)

    for name, each in names().items():
        for path in each:
            put(name, Entry("field", path))
    for path, value, phrases in _values():
        put(phrases, Entry("choice", (path, value)))
    for path, value, phrases in _options():
        put(phrases, Entry("choice", (path, value), local=True))
    for kind, value, phrases in _words():
        put(phrases, Entry(kind, value))
    return {phrase: tuple(each) for phrase, each in found.items()}


def _values() -> Iterator[tuple[str, Any, str]]:
    for cell in CELLS:
        for name in {cell, *(cell_name(cell, language) for language in LANGUAGES)}:
            yield "model.cell", cell, wording.even(name)
    for path, values in VALUES.items():
        for value, phrases in values.items():
            yield path, value, phrases


def _options() -> Iterator[tuple[str, Any, str]]:
    """How the form calls one of a few values: beside its field it is understood as it reads there."""
    for task in TASKS:
        for path in paths(task):
            for value in options(path, task):
                yield path, value, wording.even(str(value))
                if isinstance(value, str) and value in TERMS:
                    yield path, value, wording.even(TERMS[value])
                if f"choice.{path}.{value}" in TEXTS:
                    for language in LANGUAGES:
                        yield path, value, wording.even(fill(TEXTS[f"choice.{path}.{value}"], language))


def _words() -> Iterator[tuple[str, Any, str]]:
    for path, sides in ADJECTIVES.items():
        for direction, phrases in zip((1, -1), sides, strict=True):
            yield "adjective", (path, direction), "|".join(phrases)
    for path, each in WEAK.items():
        yield "weak", path, each
    for kind, table in WORDS.items():
        for value, each in table.items():
            yield kind, value, each
    yield "filler", None, FILLERS
