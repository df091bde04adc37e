"""What a file or a built-in source is for, before anybody reads it whole."""

from pathlib import Path, PurePath

from lstm_core.spec.tasks import Task

SOURCES: dict[str, Task] = {
    "sunspots": "series", "co2": "series", "made": "series", "shakespeare": "text", "tang": "text", "digits": "speech",
}  # fmt: skip
RECORDINGS = (".wav", ".flac", ".ogg", ".oga")  # endings of what the engine hears
_TEXTS = {".txt", ".md", ".text", ".rst", ".tex"}
_SOUNDS = {".zip", ".wav", ".flac", ".ogg", ".oga", ".mp3", ".m4a", ".aif", ".aiff"}


def task_of(path: Path, name: str) -> Task:
    """By the ending of its name, else by its first bytes: sound, a text, or a table of numbers."""
    ending = PurePath(name).suffix.lower()
    if ending in _SOUNDS or _head(path)[:4] in (b"RIFF", b"fLaC", b"OggS"):
        return "speech"
    return "text" if ending in _TEXTS else "series"


def is_recording(path: Path, name: str) -> bool:
    """One sound by the ending of its name, MP3 among them, or by its first bytes; a zip of them is none."""
    ending = PurePath(name).suffix.lower()
    return (ending in _SOUNDS and ending != ".zip") or _head(path)[:4] in (b"RIFF", b"fLaC", b"OggS")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError:
        return b""
