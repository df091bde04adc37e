"""`python -m lstm_core.engine.export.timing`: what a stored file costs, in a process that did nothing before.

Reads one JSON line: {"model": path, "inputs": path of an .npz, "seconds": of each batch, "threads": n}; prints one JSON
line with times in milliseconds, memory in MB and the digest of what came out. `inputs` holds what one pass reads, named
"1:name" for batch 1 and "64:name" for batch 64.
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

BATCHES = (1, 64)
FEWEST, MOST = 5, 3000  # passes that are timed
WARM = 2
Pass = Callable[[dict[str, NDArray[Any]]], Sequence[NDArray[Any]]]


def open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A file in ONNX Runtime, on so many threads of the processor."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def timed(run: Pass, inputs: dict[str, NDArray[Any]], seconds: float) -> tuple[float, float]:
    """Median and 99th percentile of a pass, in milliseconds."""
    for _ in range(WARM):
        run(inputs)
    found: list[float] = []
    until = time.perf_counter() + seconds
    while len(found) < FEWEST or (time.perf_counter() < until and len(found) < MOST):
        began = time.perf_counter()
        run(inputs)
        found.append(1000 * (time.perf_counter() - began))
    return float(np.median(found)), float(np.quantile(found, 0.99))


def digest(outputs: Sequence[NDArray[Any]]) -> str:
    """SHA-256 of what a file gave, to the last bit."""
    found = hashlib.sha256()
    for each in outputs:
        found.update(np.ascontiguousarray(each).tobytes())
    return found.hexdigest()


def read_inputs(path: Path) -> dict[int, dict[str, NDArray[Any]]]:
    """What one pass reads, by batch."""
    with np.load(path) as stored:
        found: dict[int, dict[str, NDArray[Any]]] = {batch: {} for batch in BATCHES}
        for key in stored.files:
            batch, name = key.split(":", 1)
            found[int(batch)][name] = stored[key]
    return found


def peak_mb() -> float:
    """The most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next((each for each in status.read_text().splitlines() if each.startswith("VmHWM:")), None)
        if line is not None:
            return int(line.split()[1]) / 1024
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measured(asked: dict[str, Any], load: Callable[[], Pass]) -> dict[str, Any]:
    """Times, memory and digest of what `load` loads."""
    inputs, seconds = read_inputs(Path(asked["inputs"])), float(asked["seconds"])
    before = peak_mb()
    run = load()
    (median, p99), (median_64, p99_64) = (timed(run, inputs[batch], seconds) for batch in BATCHES)
    memory = max(0.0, peak_mb() - before)
    return {
        "median": median,
        "p99": p99,
        "median_64": median_64,
        "p99_64": p99_64,
        "throughput": 1000 * BATCHES[-1] / median_64,
        "memory_mb": memory,
        "threads": int(asked["threads"]),
        "digest": digest(run(inputs[BATCHES[-1]])),
    }


def answer(load_of: Callable[[dict[str, Any]], Callable[[], Pass]]) -> None:
    """Read what is asked for, print what was measured."""
    asked = json.loads(sys.stdin.readline())
    sys.stdout.write(json.dumps(measured(asked, load_of(asked))) + "\n")


def _file(path: Path, threads: int) -> Pass:
    session = open_session(path, threads)
    names = {each.name for each in session.get_inputs()}

    def run(inputs: dict[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        found: list[NDArray[Any]] = session.run(None, {name: inputs[name] for name in names})
        return found

    return run


if __name__ == "__main__":
    answer(lambda asked: lambda: _file(Path(asked["model"]), int(asked["threads"])))
