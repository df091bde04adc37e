"""What a file or a built-in source is for, before anybody reads it whole."""

from pathlib import Path, PurePath

from lstm_core.spec.tasks import DEFAULT, TASKS, TaskName


def task_of(path: Path, name: str) -> TaskName:
    """By the ending of its name, else by its first bytes; the first task takes what no other one claims."""
    ending = PurePath(name).suffix.lower()
    for task, row in reversed(TASKS.items()):
        if ending in row.endings or (row.heads and head(path).startswith(row.heads)):
            return task
    return DEFAULT


def head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(16)
    except OSError:
        return b""
