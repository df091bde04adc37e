"""A text as a tool tells of it, and the run that fits it."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from assistant.conversation.messages import File
from assistant.tools.context import Context
from assistant.tools.tool import rounded
from lstm_core.data import tasks
from lstm_core.data.text import corpora, profile
from lstm_core.data.text.corpora import BuiltInTextName
from lstm_core.errors import Sentence
from lstm_core.results.base import TrainResult
from lstm_core.results.text import TextResult
from lstm_core.runs.text import check_text
from lstm_core.spec.run import TrainRunSpec

HEAD = 300
SAMPLE = 200  # characters
TOOLS = ()


def describe(box: Context, subject: File | str) -> dict[str, Any]:
    """What the text holds, bounded. Raises DataError."""
    proposal = profile.propose(*_place(box, subject))
    found = proposal.profile
    told: dict[str, Any] = {
        "title": tasks.title(proposal.spec.data, box.language),
        "task": "text",
        "characters": found.characters,
        "lines": found.lines,
        "distinct_characters": found.distinct,
        "chinese_share": round(found.chinese, 3),
        "most_frequent": [[symbol, round(share, 4)] for symbol, share in found.frequent],
        "begins": found.head[:HEAD],
        "notices": [box.sentence(notice) for notice in proposal.notices],
    }
    if isinstance(subject, str):
        return {"source": subject, **told}
    return {"file": subject.name, "id": subject.sha256[:12], "bytes": subject.bytes, **told}


def proposed(
    box: Context, subject: File | str, changes: dict[str, Any]
) -> tuple[TrainRunSpec, list[Sentence], list[Sentence]]:
    """A spec that fits the text with `changes` made, remarks on it, reasons. Raises DataError and SpecError."""
    source, name = _place(box, subject)
    proposal = profile.propose(source, name, changes)
    return proposal.spec, list(proposal.notices), list(proposal.reasons)


def refitted(spec: TrainRunSpec, changes: dict[str, Any]) -> tuple[TrainRunSpec, dict[str, Any]]:
    return spec, changes


def told(_spec: TrainRunSpec, _changes: dict[str, Any], _along: Collection[str]) -> list[Sentence]:
    """Nothing is left open."""
    return []


def checked(spec: TrainRunSpec) -> list[Sentence]:
    """Remarks on a spec against its text. Raises DataError when they do not fit."""
    return check_text(spec, profile.read(spec.text))


def _place(box: Context, subject: File | str) -> "tuple[BuiltInTextName | Path, str | None]":
    if isinstance(subject, str):
        assert subject in corpora.SOURCES  # noqa: S101 (chosen by `lstm_core.data.files.detection`)
        return subject, None
    return box.services.uploads.path_of(subject.sha256, subject.name), subject.name


def line(result: TrainResult) -> dict[str, Any]:
    return {"bits_per_character": rounded(TextResult.of(result).judged["model"].bits_per_character)}


def measures(result: TrainResult) -> dict[str, Any]:
    found = TextResult.of(result)
    return {
        "bits_per_character": {name: rounded(scores.bits_per_character) for name, scores in found.judged.items()},
        "bits_change": {name: rounded(gain.change.value) for name, gain in found.gain.items()},
        "samples": [{"temperature": each.temperature, "text": each.text[:SAMPLE]} for each in found.samples],
    }
