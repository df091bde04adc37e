"""Compiles C to a shared library, once per source and machine; the library waits on the disk for the next process.

`BuildError.reason` says what is missing: "no_compiler", "compile_failed" or "compile_timeout".
"""

import contextlib
import ctypes
import hashlib
import os
import platform
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

TIMEOUT_SECONDS = 60.0
FLAGS = (
    "-x", "c", "-std=gnu11", "-O3", "-march=native", "-mprefer-vector-width=512", "-ffp-contract=fast",
    "-fno-math-errno", "-fno-trapping-math", "-fopenmp", "-fPIC", "-shared", "-w",
)  # fmt: skip


class BuildError(Exception):
    """No library; `reason` is a key."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason


def compiler() -> str | None:
    """The C compiler of this machine: CXX or CC when set, else the first that is found."""
    named = os.environ.get("CXX") or os.environ.get("CC")
    if named:
        return shutil.which(named)
    return next((found for name in ("g++", "gcc", "clang", "cc") if (found := shutil.which(name))), None)


def cache_folder() -> Path:
    """Where libraries wait: WORKBENCH_KERNELS, else the user's cache."""
    named = os.environ.get("WORKBENCH_KERNELS")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lstm-workbench" / "kernels"


def library_path(source: str) -> Path:
    """Where the library of this source is, or would be, on a machine like this."""
    key = hashlib.sha256("\n".join((source, *FLAGS, platform.platform(), _processor())).encode()).hexdigest()
    return cache_folder() / f"{key[:32]}.so"


def build(source: str, timeout: float = TIMEOUT_SECONDS) -> ctypes.CDLL:
    """The library of this C source. Raises BuildError."""
    path = library_path(source)
    if path.exists():
        with contextlib.suppress(OSError):  # a damaged one is made again
            return ctypes.CDLL(str(path))
    _compile(source, path, timeout)
    try:
        return ctypes.CDLL(str(path))
    except OSError as error:
        raise BuildError("compile_failed", str(error)) from error


def _compile(source: str, path: Path, timeout: float) -> None:
    program = compiler()
    if program is None:
        raise BuildError("no_compiler")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            written, made = Path(folder) / "scan.c", Path(folder) / "scan.so"
            written.write_text(source, encoding="utf-8")
            command = [program, *FLAGS, str(written), "-o", str(made), "-lm"]
            _run(command, timeout)
            os.replace(made, path)  # whole or not at all, also when two processes compile the same
    except OSError as error:
        raise BuildError("compile_failed", str(error)) from error


def _run(command: list[str], timeout: float) -> None:
    """Raises BuildError; at a timeout the compiler ends with all that it started."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _, said = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise BuildError("compile_timeout") from error
    if process.returncode:
        raise BuildError("compile_failed", said[-2000:])


def processor_name() -> str:
    """The maker's name of this processor."""
    names = [line.split(":", 1)[1].strip() for line in _processor_lines() if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _processor() -> str:
    """What -march=native depends on."""
    found = {line for line in _processor_lines() if line.startswith(("model name", "flags", "Features"))}
    return "".join(sorted(found)) or platform.processor()


def _processor_lines() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
