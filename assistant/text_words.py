"""A text as a tool tells of it, and the run that fits it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.messages import File
from lstm_core.data import corpora, places, text_profile
from lstm_core.data.corpora import BuiltIn
from lstm_core.errors import Message
from lstm_core.specs import RunSpec

if TYPE_CHECKING:
    from assistant.tools import Toolbox

HEAD = 300


def describe(box: "Toolbox", subject: File | str) -> dict[str, Any]:
    """What the text holds, bounded. Raises DataError."""
    proposal = text_profile.propose(*_place(box, subject))
    found = proposal.profile
    told: dict[str, Any] = {
        "title": places.title(proposal.spec.data, box.language),
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
    box: "Toolbox", subject: File | str, changes: dict[str, Any]
) -> tuple[RunSpec, list[Message], list[Message]]:
    """A spec that fits the text with `changes` made, remarks on it, reasons. Raises DataError and SpecError."""
    source, name = _place(box, subject)
    proposal = text_profile.propose(source, name, changes)
    return proposal.spec, list(proposal.notices), list(proposal.reasons)


def checked(spec: RunSpec) -> list[Message]:
    """Remarks on a spec against its text. Raises DataError when they do not fit."""
    return text_profile.check(spec, text_profile.read(spec.text))


def _place(box: "Toolbox", subject: File | str) -> "tuple[BuiltIn | Path, str | None]":
    if isinstance(subject, str):
        assert subject in corpora.SOURCES  # noqa: S101 (chosen by `lstm_core.data.kinds`)
        return subject, None
    return box.services.uploads.path_of(subject.sha256, subject.name), subject.name
