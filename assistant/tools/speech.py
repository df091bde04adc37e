"""Recordings as a tool tells of them, and the speech run that fits them."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.conversation.messages import File
from assistant.tools.context import Context, text_of
from assistant.tools.tool import ToolOutput, card_of, has_weights, object_of, rounded, tool
from lstm_core.data import tasks
from lstm_core.data.files.recordings import RECORDINGS, is_recording
from lstm_core.data.speech import ctc_checks
from lstm_core.data.speech.proposals import SpeechProposal, propose_speech, utterances_of
from lstm_core.data.speech.recordings import FEWEST
from lstm_core.errors import DataError, RunError, Sentence, SpecError
from lstm_core.results.base import TrainResult
from lstm_core.results.speech import SpeechResult
from lstm_core.spec.run import TrainRunSpec

TASK = "speech"
SHOWN = 12
HEARD = 8
MOST_MOMENTS = 60


def describe(box: Context, subject: File | str) -> dict[str, Any]:
    """What the recordings hold, bounded. Raises DataError."""
    found = _proposal(box, subject)
    data, utterances = found.spec.speech, found.utterances
    return {
        "task": "speech",
        "title": tasks.title(data, box.language),
        "recordings": len(utterances),
        "speakers": sorted({each.speaker for each in utterances if each.speaker})[:SHOWN],
        "symbols": data.symbols,
        "first": [{"file": each.file[:80], "transcript": each.transcript[:80]} for each in utterances[:SHOWN]],
        "notices": [box.sentence(notice) for notice in found.notices],
    }


def proposed(
    box: Context, subject: File | str, changes: dict[str, Any]
) -> tuple[TrainRunSpec, list[Sentence], list[Sentence]]:
    """A spec that fits the recordings with `changes` made, remarks, reasons. Raises DataError and SpecError."""
    found = _proposal(box, subject)
    spec = found.spec.with_changes(changes)
    notices = list(found.notices)
    if any(path.startswith("data.") for path in changes):
        notices = checked(spec)
    return spec, notices, list(found.reasons)


def refitted(spec: TrainRunSpec, changes: dict[str, Any]) -> tuple[TrainRunSpec, dict[str, Any]]:
    return spec, changes


def told(_spec: TrainRunSpec, _changes: dict[str, Any], _along: Collection[str]) -> list[Sentence]:
    """Nothing is left open."""
    return []


def checked(spec: TrainRunSpec) -> list[Sentence]:
    """Remarks on a spec against its recordings. Raises DataError when they do not fit."""
    return ctc_checks.check(utterances_of(spec.speech), spec.speech)


def recognised(box: Context, file: File, run_id: str) -> dict[str, Any]:
    """What the run hears in an upload, without what only a picture needs. Raises WorkbenchError."""
    if not is_recording(box.services.uploads.path_of(file.sha256, file.name), file.name):
        raise DataError(Sentence("speech.one_at_a_time", {"file": file.name}))
    found = box.services.hearing.hear(run_id, file)
    told: dict[str, Any] = {
        "run": run_id,
        "file": file.name,
        "sha256": file.sha256,
        "seconds": round(found.seconds, 2),
        "transcript": found.heard,
        "beam": found.beam,
        "symbols": [
            {"symbol": each.symbol, "from": each.start, "to": each.end, "probability": each.probability}
            for each in found.moments[:MOST_MOMENTS]
        ],
    }
    if found.clipped:
        told["notices"] = [box.sentence(Sentence("doctor.clipped", {"entry": file.name}))]
    return told


def _proposal(box: Context, subject: File | str) -> SpeechProposal:
    if isinstance(subject, str):
        return _read(None, None)
    path = box.services.uploads.path_of(subject.sha256, subject.name)
    if is_recording(path, subject.name):
        raise DataError(Sentence("speech.lone", {"file": subject.name, "least": FEWEST}))
    return _read(path, subject.name)


@lru_cache(maxsize=2)
def _read(path: Path | None, name: str | None) -> SpeechProposal:
    """By content: an upload's path is its hash."""
    return propose_speech(path, name)


def recognise(box: Context, given: dict[str, Any]) -> ToolOutput:
    file = box.file(text_of(given, "file")) if "file" in given else _newest_recording(box)
    if "run" in given:
        _, run_id, spec = card_of(box, text_of(given, "run"))
        if spec.subject.task != TASK:
            raise SpecError(Sentence("tool.not_speech", {"run": text_of(given, "run")[:80], "task": spec.subject.task}))
        run_id = run_id if run_id and has_weights(box, run_id) else None
    else:
        cards = [card for card in box.services.store.cards(box.conversation_id) if card.spec.subject.task == TASK]
        if not cards:
            raise RunError(Sentence("tool.no_recogniser"))
        trained = (card.run_id for card in reversed(cards) if card.run_id and has_weights(box, card.run_id))
        run_id = next(trained, None)
    if run_id is None:
        raise RunError(Sentence("tool.untrained"))
    return ToolOutput(recognised(box, file, run_id))


def _newest_recording(box: Context) -> File:
    """The newest upload that is one sound, else the newest of all. Raises SpecError."""
    files = box.files()
    if not files:
        raise SpecError(Sentence("tool.no_files", {"name": "recording"}))
    return next((file for file in files if file.name.lower().endswith(RECORDINGS)), files[0])


def line(result: TrainResult) -> dict[str, Any]:
    return {"test_wer": rounded(SpeechResult.of(result).test["model"].wer)}


def measures(result: TrainResult) -> dict[str, Any]:
    found = SpeechResult.of(result)
    return {
        "test": {
            name: {"wer": rounded(scores.wer), "cer": rounded(scores.cer), "wholly_right": rounded(scores.right)}
            for name, scores in found.test.items()
        },
        "heard": [{"said": each.said, "heard": each.heard} for each in found.heard[:HEARD]],
    }


TOOLS = (
    tool(
        "recognise",
        "Has a trained speech run of this conversation write down one uploaded recording (WAV, FLAC, OGG), and "
        "shows its transcript with times and an alignment on the page.",
        object_of(
            file={"type": "string", "description": "name or id of the upload; absent: the newest recording"},
            run={"type": "string", "description": "id of a run or card; absent: the newest trained speech run"},
        ),
        recognise,
    ),
)
