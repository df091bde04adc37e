"""Recordings that people gave to a trained run, and what it heard in them.

Guarantees: a recording is an upload before anything is heard, and its run names it from then on; what was heard with
the same weights is not asked again while the server runs. Every method may be called from any thread.
"""

import hashlib
import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from assistant.workspace.inference import Inference
from assistant.conversation.messages import File
from assistant.workspace.uploads import Uploads
from lstm_core.errors import Sentence, RunError
from lstm_core.results.speech import Transcript
from lstm_core.runs.folder import RunFolder

LIST = "recordings.jsonl"  # in the run's folder, one `File` per line
KEPT = 32  # transcripts


class CachedTranscript(NamedTuple):
    """A transcript, and whether the run still has the weights that heard it."""

    transcript: Transcript
    fresh: bool


class Transcriptions:
    """The recordings of one workspace's speech runs."""

    def __init__(self, runs: Path, uploads: Uploads, inference: Inference) -> None:
        self._runs = runs
        self._uploads = uploads
        self._inference = inference
        self._lock = threading.Lock()
        self._heard: OrderedDict[tuple[str, str], tuple[str, Transcript]] = OrderedDict()
        self._digests: dict[str, tuple[int, str]] = {}  # of a run's best weights, with the time of their writing

    def keep(self, run_id: str, name: str, content: bytes) -> File:
        """Store a recording and name it in the list of its run. Raises DataError, and RunError for a deleted run."""
        file = self._uploads.save(name, content)
        line = file.model_dump_json().encode() + b"\n"
        with self._lock:
            if file.sha256 not in {each.sha256 for each in self.recordings(run_id)}:
                try:
                    place = os.open(self._runs / run_id / LIST, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
                except FileNotFoundError:
                    raise RunError(Sentence("run.gone", {"run": run_id})) from None
                try:
                    os.write(place, line)
                finally:
                    os.close(place)
        return file

    def recordings(self, run_id: str) -> list[File]:
        """What people had the run hear, newest first."""
        try:
            lines = (self._runs / run_id / LIST).read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        found = []
        for line in lines:
            try:
                found.append(File.model_validate_json(line))
            except ValidationError:  # a line that was cut off
                continue
        return found[::-1]

    def hear(self, run_id: str, file: File) -> Transcript:
        """What the run's newest best weights hear in an upload. Raises DataError and RunError with one sentence."""
        known = self.known(run_id, file)
        if known is not None and known.fresh:
            return known.transcript
        request = {"path": str(self._uploads.path_of(file.sha256, file.name).absolute()), "name": file.name}
        weights = self._weights(run_id)
        parts = list(self._inference.ask(run_id, request))
        [found] = [Transcript.model_validate(part["transcript"]) for part in parts if part["type"] == "heard"]
        with self._lock:
            self._heard[run_id, file.sha256] = (weights, found)
            while len(self._heard) > KEPT:
                self._heard.popitem(last=False)
        return found

    def known(self, run_id: str, file: File) -> CachedTranscript | None:
        """What was heard before, when it is remembered."""
        with self._lock:
            kept = self._heard.get((run_id, file.sha256))
            if kept is None:
                return None
            self._heard.move_to_end((run_id, file.sha256))
        return CachedTranscript(kept[1].model_copy(update={"file": file.name}), kept[0] == self._weights(run_id))

    def _weights(self, run_id: str) -> str:
        """The digest of the run's best weights, which a checkpoint writes anew when they are still the best."""
        best = RunFolder(self._runs / run_id).best
        try:
            written = best.stat().st_mtime_ns
            kept = self._digests.get(run_id)
            if kept is None or kept[0] != written:
                kept = self._digests[run_id] = (written, hashlib.sha256(best.read_bytes()).hexdigest())
        except OSError:
            return ""
        return kept[1]
