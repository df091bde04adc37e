"""POSIX record locks: held by one process for its life, freed by the kernel on any death.

`flock` would be inherited by a forked child and outlive the worker; a record lock is not. A process that opens and
closes the same file anywhere loses its lock, so only the worker opens `run.lock` for writing and keeps it open. On a
shared folder the holder may be a process of another machine: it writes the name of its own into the file.
"""

import fcntl
import os
import socket
import struct
import sys
from functools import cache
from pathlib import Path

_LINUX = "@hhqqi4x"  # l_type, l_whence, l_start, l_len, l_pid
_DARWIN = "@qqihh"  # l_start, l_len, l_pid, l_type, l_whence


def try_lock(path: Path, said: str = "") -> int | None:
    """A file descriptor that holds the exclusive lock until it is closed, or None when somebody else holds it.

    The holder leaves in the file what it `said`.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    if said:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, said.encode(), 0)
        os.fsync(descriptor)  # readers on other machines see what is on the server
    return descriptor


def holder_pid(path: Path) -> int | None:
    """Process id of the holder, or None when nobody else holds the lock. Never takes the lock."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        if sys.platform == "darwin":
            asked = struct.pack(_DARWIN, 0, 0, 0, fcntl.F_WRLCK, os.SEEK_SET)
            _, _, pid, kind, _ = struct.unpack(_DARWIN, fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
        else:
            asked = struct.pack(_LINUX, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            kind, _, _, _, pid = struct.unpack(_LINUX, fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
    finally:
        os.close(descriptor)
    return None if kind == fcntl.F_UNLCK else pid


def said(path: Path) -> str:
    """What the last holder left in the file; empty without one. The holder itself would lose its lock by it."""
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


@cache
def machine() -> str:
    """Name of the machine with a mark of its last start, since several may have one name."""
    try:
        booted = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        booted = "-"
    return f"{socket.gethostname()} {booted}"


def signalled_pid(path: Path) -> int | None:
    """Process id of the holder where a signal from here reaches it, and none but it.

    A process of another machine has its number there; file systems tell of it as 0, a negative number or unchanged.
    """
    holder = holder_pid(path)
    return holder if holder is not None and holder > 0 and said(path) in ("", machine()) else None
