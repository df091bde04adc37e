"""Compiles the C of a program and holds it against the network, before anybody is given it."""

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from lstm_core.engine.export.c_writer import CModel
from lstm_core.engine.export.program import Array, Embedding, Program
from lstm_core.engine.export.reference import run
from lstm_core.engine.export.reference_windows import forecast

STRICT = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-O2")
SECONDS = 600.0  # for a compiler that reads millions of weights
SAMPLES, SYMBOLS = 3, 20
STATE = 1 << 22  # numbers: more than any state has


def compiler() -> str | None:
    """A compiler of C on this machine."""
    return next((found for name in ("gcc", "cc", "clang") if (found := shutil.which(name))), None)


def difference(model: CModel, program: Program, steps: int) -> float:
    """The largest distance to the program on random inputs, in parts of the largest number; infinite without a match.

    Raises subprocess.CalledProcessError where the source does not compile without a warning.
    """
    found = compiler()
    if found is None:
        return float("inf")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "model.c").write_text(model.source, encoding="utf-8")
        (Path(folder) / "model.h").write_text(model.header, encoding="utf-8")
        command = [found, *STRICT, "-shared", "-fPIC", "model.c", "-o", "model.so", "-lm"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
        library = ctypes.CDLL(str(Path(folder) / "model.so"))
        pairs = _pairs(library, program, steps)
        return max(float(np.abs(one - other).max() / max(np.abs(other).max(), 1e-30)) for one, other in pairs)


def _pairs(library: ctypes.CDLL, program: Program, steps: int) -> list[tuple[Array, Array]]:
    random = np.random.default_rng(0)
    if program.windows is not None:
        return [_window(library, program, steps, random) for _ in range(SAMPLES)]
    if program.input("symbols") is not None:
        return [_text(library, program, random)]
    return [_recording(library, program, length, random) for length in {1, max(1, steps // 3), steps}]


def _window(library: ctypes.CDLL, program: Program, steps: int, random: np.random.Generator) -> tuple[Array, Array]:
    windows = program.windows
    assert windows is not None  # noqa: S101 (of a forecaster)
    past = random.normal(size=(steps, windows.width)).astype(np.float32)
    if windows.masked:
        for first, count in ((0, windows.targets), (3 * windows.targets, windows.past)):
            marks = random.integers(0, 2, (steps, count))
            past[:, first : first + count] *= marks
            past[:, first + count : first + 2 * count] = marks
    known = random.normal(size=(windows.horizon, windows.known)).astype(np.float32)
    found = np.empty((windows.horizon, windows.targets, windows.quantiles), np.float32)
    library.model_scaled(*_pointers(past, known, found))
    expected = forecast(program, past[None], known[None, : windows.reach])[0]
    return found[: windows.reach], expected.astype(np.float32)


def _text(library: ctypes.CDLL, program: Program, random: np.random.Generator) -> tuple[Array, Array]:
    state, symbols = np.zeros(STATE, np.float32), random.integers(0, _symbols(program), (1, SYMBOLS))
    found = np.empty((SYMBOLS, _symbols(program)), np.float32)
    library.model_begin(*_pointers(state))
    for symbol, logits in zip(symbols[0], found, strict=True):
        library.model_step(*_pointers(state), ctypes.c_int32(int(symbol)), *_pointers(logits))
    return found, run(program, {"symbols": symbols})[0][0].astype(np.float32)


def _recording(library: ctypes.CDLL, program: Program, length: int, random: np.random.Generator) -> tuple[Array, Array]:
    given = program.input("inputs")
    assert given is not None  # noqa: S101 (of a recogniser)
    inputs = random.normal(size=(1, length, int(given.axes[-1]))).astype(np.float32)
    expected = run(program, {"inputs": inputs, "lengths": np.array([length])})[0][0].astype(np.float32)
    found = np.empty_like(expected)
    library.model_run(*_pointers(inputs), ctypes.c_long(length), *_pointers(found))
    return found, expected


def _symbols(program: Program) -> int:
    """How many there are: what the embedding has rows for."""
    return max(len(program.weights[node.weight]) for node in program.nodes if isinstance(node, Embedding))


def _pointers(*arrays: np.ndarray[Any, Any]) -> list[ctypes.c_void_p]:
    return [each.ctypes.data_as(ctypes.c_void_p) for each in arrays]
