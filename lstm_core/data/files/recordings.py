"""Which files are recordings."""

from pathlib import Path, PurePath

from lstm_core.data.files.detection import head
from lstm_core.spec.tasks import TASKS

RECORDINGS = (".wav", ".flac", ".ogg", ".oga")  # endings of what the engine hears
_ROW = TASKS["speech"]


def is_recording(path: Path, name: str) -> bool:
    """One sound by the ending of its name, MP3 among them, or by its first bytes; a zip of them is none."""
    ending = PurePath(name).suffix.lower()
    return (ending in _ROW.endings and ending != ".zip") or head(path).startswith(_ROW.heads)
