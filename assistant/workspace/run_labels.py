"""What a person calls a run: a name, tags and a note, in `label.json` inside the run's folder.

The server alone writes that file, the worker never; it goes where the folder goes, and with it.
"""

import contextlib
import json
import threading
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lstm_core.errors import RunError, Sentence
from lstm_core.runs.folder import is_id, write_json

FILE = "label.json"
NAME_LENGTH, TAG_LENGTH, NOTE_LENGTH, MOST_TAGS = 80, 30, 2000, 12


class RunLabel(BaseModel):
    """Everything of one's own about a run; empty where nothing was said."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""


NOTHING = RunLabel()


def label_of(name: str = "", tags: Iterable[str] = (), note: str = "") -> RunLabel:
    """What was typed, made even: no blanks around, every tag once, nothing longer than a page can show."""
    once = dict.fromkeys(_line(tag, TAG_LENGTH) for tag in tags)
    return RunLabel(
        name=_line(name, NAME_LENGTH),
        tags=tuple(tag for tag in once if tag)[:MOST_TAGS],
        note=note.strip()[:NOTE_LENGTH],
    )


def read_label(path: Path) -> RunLabel:
    """The label of the run in the folder `path`; an empty one where there is none or it cannot be read."""
    try:
        return RunLabel.model_validate_json((path / FILE).read_bytes())
    except (OSError, ValidationError):
        return NOTHING


class RunLabels:
    """The labels of the folder `runs`; safe for several threads."""

    def __init__(self, runs: Path) -> None:
        self._runs = runs
        self._lock = threading.Lock()

    def of(self, run_id: str) -> RunLabel:
        """What was said about the run."""
        return read_label(self._runs / run_id) if is_id(run_id) else NOTHING

    def write(self, run_id: str, label: RunLabel) -> None:
        """Keep another label. Raises RunError when the run is gone."""
        with self._lock:
            self._write(run_id, label)

    def add_tags(self, run_id: str, tags: Iterable[str]) -> None:
        """Add tags to those that the run has. Raises RunError when it is gone."""
        with self._lock:
            before = self.of(run_id)
            self._write(run_id, label_of(before.name, (*before.tags, *tags), before.note))

    def _write(self, run_id: str, label: RunLabel) -> None:
        path = self._runs / run_id
        if not is_id(run_id) or not (path / "spec.json").is_file():
            raise RunError(Sentence("run.gone", {"run": run_id[:80]}))
        if label == NOTHING:
            with contextlib.suppress(FileNotFoundError):
                (path / FILE).unlink()
            return
        write_json(path / FILE, json.dumps(label.model_dump(), ensure_ascii=False, indent=2))


def _line(text: str, length: int) -> str:
    return " ".join(text.split())[:length].rstrip()
