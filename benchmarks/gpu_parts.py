"""The parts of gpu.py, each a process of its own: `gpu_parts.py PART FILE SECONDS` writes what it found into FILE.

It writes after every case, so a part that is ended leaves what it had.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BATCH, TIME, FEATURES, SIZES = 64, 100, 128, (128, 256)
PAIRS, STEPS, CLIP, RATE = 15, 50, 1.0, 1e-3
REASON = "needs a CUDA GPU"  # for which such a test is skipped; tests/conftest.py marks it
CASES = {  # of a whole step: cell, units, layers, window, batch
    "LSTM 64, window 48, batch 32": ("lstm", 64, 1, 48, 32),
    "GRU 128 x 2, window 96, batch 64": ("gru", 128, 2, 96, 64),
    "peephole 64, window 48, batch 32": ("peephole", 64, 1, 48, 32),
}

Case = dict[str, Any]


def tests(seconds: float) -> Iterator[Case]:
    """The tests that skip themselves without a GPU."""
    files = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if REASON in path.read_text("utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", f"--junitxml={told}"]
        command += ["-m", "gpu", *map(str, files)]
        done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=seconds)
        if not told.exists():
            raise RuntimeError((done.stderr or done.stdout).strip()[-300:])
        suite = next(ElementTree.parse(told).getroot().iter("testsuite"))
    counts = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    counts["passed"] = counts["tests"] - counts["failures"] - counts["errors"] - counts["skipped"]
    failed = [f"{case.get('name')}" for case in suite.iter("testcase") if case.find("failure") is not None]
    yield {"files": [path.name for path in files], **counts, "failed": failed, "seconds": float(suite.get("time", 0))}


def cells(seconds: float) -> Iterator[Case]:
    """Milliseconds of a pass forward and backward: cuDNN, our cell in a CUDA graph, our cell step by step."""
    import torch
    from torch import nn

    from lstm_core.engine.cells import CELLS
    from lstm_core.engine.scan import eager
    from lstm_core.engine.scan.scan import prepare, scan

    began = time.monotonic()
    for hidden in SIZES:
        for name in CELLS:
            if time.monotonic() - began > seconds:
                yield {"cell": name, "hidden": hidden, "left_out": "no time left"}
                continue
            torch.manual_seed(0)
            cell = CELLS[name](FEATURES, hidden).cuda()
            rival = {"gru": nn.GRU, "rnn": nn.RNN}.get(name, nn.LSTM)(FEATURES, hidden, batch_first=True).cuda()
            inputs = torch.rand(BATCH, TIME, FEATURES, device="cuda").requires_grad_()
            gradient = torch.randn(BATCH, TIME, hidden, device="cuda")
            ways: dict[str, tuple[nn.Module, Callable[[Any], Any]]] = {
                "cudnn": (rival, lambda x, rival=rival: rival(x)[0]),
                "loop": (cell, lambda x, cell=cell: eager.scan(cell, x, cell.start(BATCH, x))[0]),
            }
            path = prepare(cell, FEATURES)
            if path.name == "compiled":
                ways["graph"] = (cell, lambda x, cell=cell: scan(cell, x)[0])
            start = time.monotonic()
            try:
                found = _turns({way: _pass(*each, inputs, gradient) for way, each in ways.items()})
            except Exception as error:
                yield {"cell": name, "hidden": hidden, "failed": f"{type(error).__name__}: {str(error)[:200]}"}
                continue
            spent = {"seconds": time.monotonic() - start, "path": path.name, "reason": path.reason}
            yield {"cell": name, "hidden": hidden, "rival": f"nn.{type(rival).__name__}", **spent, "ms": found}


def step(_seconds: float) -> Iterator[Case]:
    """Milliseconds of a training step with and without a CUDA graph around all of it, and whether bits agree."""
    import torch
    from gpu_step import CapturedStep, Trainee

    for title, (cell, hidden, layers, window, batch) in CASES.items():
        try:
            generator = torch.Generator().manual_seed(0)
            inputs = torch.rand(STEPS, batch, window, 8, generator=generator).cuda()
            targets = torch.rand(STEPS, batch, 12, generator=generator).cuda()
            plain = Trainee(cell, hidden, layers, inputs.shape[-1], targets.shape[-1], clip=CLIP, rate=RATE)
            other = Trainee(cell, hidden, layers, inputs.shape[-1], targets.shape[-1], clip=CLIP, rate=RATE)
            captured = CapturedStep(other, inputs[0], targets[0])
            for number in range(STEPS):
                plain.step(inputs[number], targets[number])
                captured(inputs[number], targets[number])
            pairs = zip(plain.network.parameters(), other.network.parameters(), strict=True)
            same = all(torch.equal(one, two) for one, two in pairs)
            ways = {
                "plain": lambda plain=plain, x=inputs[0], y=targets[0]: plain.step(x, y),
                "captured": lambda captured=captured, x=inputs[0], y=targets[0]: captured(x, y),
            }
            yield {"case": title, "same_bits": same, "after_steps": STEPS, "ms": _turns(ways)}
        except Exception as error:
            yield {"case": title, "failed": f"{type(error).__name__}: {str(error)[:200]}"}


def ladder(seconds: float) -> Iterator[Case]:
    """The compression ladder on a tiny run, where this version has the command."""
    program = [sys.executable, "-m", "lstm_core"]
    known = subprocess.run([*program, "compress", "--help"], check=False, cwd=ROOT, capture_output=True, text=True)
    if known.returncode:
        yield {"told": "this version has no command `compress`"}
        return
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "spec.json"
        example = subprocess.run([*program, "example", "series"], check=True, cwd=ROOT, capture_output=True, text=True)
        spec.write_text(example.stdout, encoding="utf-8")
        more = ["--runs", f"{folder}/runs", "--set", "train.steps=60", "--set", "train.device=cuda"]
        ran = subprocess.run(
            [*program, "run", str(spec), *more], check=True, cwd=ROOT, capture_output=True, text=True, timeout=seconds
        )
        began = time.monotonic()
        done = subprocess.run(
            [*program, "compress", ran.stdout.splitlines()[-1]],
            check=False, cwd=ROOT, capture_output=True, text=True, timeout=seconds,
        )  # fmt: skip
        told = (done.stdout or done.stderr).strip()[-2000:]
        yield {"exit": done.returncode, "seconds": time.monotonic() - began, "told": told}


PARTS: dict[str, Callable[[float], Iterator[Case]]] = {"tests": tests, "cells": cells, "step": step, "ladder": ladder}


def _pass(module: Any, run: Callable[[Any], Any], inputs: Any, gradient: Any) -> Callable[[], None]:
    def once() -> None:
        module.zero_grad(set_to_none=True)
        inputs.grad = None
        run(inputs).backward(gradient)

    return once


def _turns(ways: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    """Milliseconds of each way in every turn, by events of the GPU; the first of a turn in turn."""
    import torch

    for run in ways.values():
        for _ in range(3):
            run()
    names, found = list(ways), {name: list[float]() for name in ways}
    for number in range(PAIRS):
        for name in names if number % 2 else names[::-1]:
            torch.cuda.synchronize()
            began = time.perf_counter()
            ways[name]()
            torch.cuda.synchronize()
            found[name].append(1000 * (time.perf_counter() - began))
    return found


def main(part: str, file: str, seconds: str) -> int:
    """Run one part."""
    found = list[Case]()
    for case in PARTS[part](float(seconds)):
        found.append(case)
        Path(file).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
