"""What a file or a built-in source is for, before anybody reads it whole."""

import contextlib
from pathlib import Path, PurePath

from lstm_core.data.files.archives import Archive
from lstm_core.errors import DataError
from lstm_core.spec.tasks import DEFAULT, TASKS, TaskName

TABLES = (".csv", ".tsv", ".tab", ".dat", ".psv", ".txt", ".xlsx", ".xlsm", ".parquet")  # of files in a zip


def task_of(path: Path, name: str) -> TaskName:
    """By the ending of its name, else by its first bytes; the first task takes what no other one claims."""
    ending = PurePath(name).suffix.lower()
    if ending == ".zip" and holds_tables(path, name):
        return DEFAULT
    for task, row in reversed(TASKS.items()):
        if ending in row.endings or (row.heads and head(path).startswith(row.heads)):
            return task
    return DEFAULT


def holds_tables(path: Path, name: str) -> bool:
    """Whether a zip holds tables and nothing that another task claims."""
    try:
        with contextlib.closing(Archive(path, name)) as archive:
            entries = [PurePath(entry) for entry in archive.entries]
    except DataError:
        return False
    claimed = {ending for row in TASKS.values() for ending in row.endings} - {".txt"}
    found = [entry for entry in entries if entry.suffix.lower() in TABLES and entry.name != "transcripts.csv"]
    return bool(found) and not any(entry.suffix.lower() in claimed for entry in entries)


def head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError:
        return b""
