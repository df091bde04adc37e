"""Recordings as a tool tells of them, and the speech run that fits them."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.messages import File
from lstm_core.data import doctor, places
from lstm_core.data.speech_proposals import SpeechProposal, propose_speech, utterances_of
from lstm_core.errors import Message
from lstm_core.specs import RunSpec

if TYPE_CHECKING:
    from assistant.tools import Toolbox

SHOWN = 12


def describe(box: "Toolbox", subject: File | str) -> dict[str, Any]:
    """What the recordings hold, bounded. Raises DataError."""
    found = _proposal(box, subject)
    data, utterances = found.spec.speech, found.utterances
    return {
        "task": "speech",
        "title": places.title(data, box.language),
        "recordings": len(utterances),
        "speakers": sorted({each.speaker for each in utterances if each.speaker})[:SHOWN],
        "symbols": data.symbols,
        "first": [{"file": each.file[:80], "transcript": each.transcript[:80]} for each in utterances[:SHOWN]],
        "notices": [box.sentence(notice) for notice in found.notices],
    }


def proposed(
    box: "Toolbox", subject: File | str, changes: dict[str, Any]
) -> tuple[RunSpec, list[Message], list[Message]]:
    """A spec that fits the recordings with `changes` made, remarks, reasons. Raises DataError and SpecError."""
    found = _proposal(box, subject)
    spec = found.spec.with_changes(changes)
    notices = list(found.notices)
    if any(path.startswith("data.") for path in changes):
        notices = checked(spec)
    return spec, notices, list(found.reasons)


def checked(spec: RunSpec) -> list[Message]:
    """Remarks on a spec against its recordings. Raises DataError when they do not fit."""
    return doctor.check(utterances_of(spec.speech), spec.speech)


def _proposal(box: "Toolbox", subject: File | str) -> SpeechProposal:
    if isinstance(subject, str):
        return _read(None, None)
    return _read(box.services.uploads.path_of(subject.sha256, subject.name), subject.name)


@lru_cache(maxsize=2)
def _read(path: Path | None, name: str | None) -> SpeechProposal:
    """By content: an upload's path is its hash."""
    return propose_speech(path, name)
