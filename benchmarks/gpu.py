"""Everything that waits for an NVIDIA GPU, in one command of at most eight minutes.

Four parts, each in a process of its own with a limit of its own, so that one that fails or hangs leaves the others:
the tests that need a GPU; every cell against cuDNN, in a CUDA graph and step by step; a training step with a graph
around all of it and without; the compression ladder where this version has it. Writes one JSON file and prints tables.

    python benchmarks/gpu.py [--out gpu.json] [--parts tests cells step ladder] [--seconds 460]
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

SHARES = {"tests": 0.27, "cells": 0.47, "step": 0.13, "ladder": 0.13}  # of the seconds of a whole run
CLOSING = 0.15  # of a part's limit: it is asked to end before it is ended
LACKING = 2  # exit code


def lacking() -> str | None:
    """The one sentence that says why nothing can be measured here; None where it can."""
    try:
        import torch
    except ImportError:
        return "This benchmark needs torch; install requirements.txt with a CUDA build of torch first."
    if not torch.cuda.is_available():
        return f"This benchmark needs an NVIDIA GPU that torch can use, and torch {torch.__version__} sees none here."
    return None


def machine() -> dict[str, Any]:
    """Where the numbers come from."""
    import torch

    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "gpu": torch.cuda.get_device_name(),
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def part(name: str, seconds: float) -> dict[str, Any]:
    """What one part found, and why it did not end well where it did not."""
    script = Path(__file__).with_name("gpu_parts.py")
    with tempfile.TemporaryDirectory() as folder:
        file, began, problem = Path(folder) / "found.json", time.monotonic(), None
        command = [sys.executable, str(script), name, str(file), f"{(1 - CLOSING) * seconds:.0f}"]
        try:
            done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=seconds)
            if done.returncode:
                problem = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1][:300]
        except subprocess.TimeoutExpired:
            problem = f"ended after {seconds:.0f} seconds"
        cases = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return {"seconds": round(time.monotonic() - began, 1), "problem": problem, "cases": cases}


def measured(
    names: Iterable[str], seconds: float, run: Callable[[str, float], dict[str, Any]] = part
) -> dict[str, dict[str, Any]]:
    """Every part by its name; a part that fails is told and the others go on."""
    found = {}
    for name in names:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            found[name] = run(name, SHARES[name] * seconds)
        except Exception as error:
            found[name] = {"seconds": 0.0, "problem": f"{type(error).__name__}: {error}", "cases": []}
    return found


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (header, ["---"] * len(header), *rows))


def page(place: dict[str, Any], found: dict[str, dict[str, Any]]) -> str:
    """What was found, as Markdown."""
    lines = [f"{place['gpu']}, torch {place['torch']}, Python {place['python']}, {place['date']}"]
    for name, told in found.items():
        lines += ["", f"### {name} ({told['seconds']:g} s)"]
        if told["problem"]:
            lines += ["", f"This part did not end well: {told['problem']}."]
        rows = [ROWS[name](case) for case in told["cases"]]
        if rows:
            lines += ["", table(HEADERS[name], rows)]
    return "\n".join(lines)


HEADERS = {
    "tests": ["tests", "passed", "failed", "skipped", "which failed"],
    "cells": ["cell", "H", "rival", "cuDNN, ms", "CUDA graph, ms", "loop, ms", "graph / cuDNN", "loop / graph"],
    "step": ["case", "plain, ms", "captured, ms", "captured / plain", "same bits"],
    "ladder": ["exit", "seconds", "told"],
}


def _tests(case: dict[str, Any]) -> list[str]:
    failed = case["failures"] + case["errors"]
    counts = [str(each) for each in (case["tests"], case["passed"], failed, case["skipped"])]
    return [*counts, ", ".join(case["failed"]) or "-"]


def _cells(case: dict[str, Any]) -> list[str]:
    first = [case["cell"], str(case["hidden"])]
    if "ms" not in case:
        return [*first, case.get("left_out") or case["failed"], *[""] * 5]
    ms = {way: statistics.median(times) for way, times in case["ms"].items()}
    graph = ms.get("graph")
    shown = [f"{ms['cudnn']:.3g}", case["reason"] or "-" if graph is None else f"{graph:.3g}", f"{ms['loop']:.3g}"]
    ratios = ["", ""] if graph is None else [f"{graph / ms['cudnn']:.2f}", f"{ms['loop'] / graph:.2f}"]
    return [*first, case["rival"], *shown, *ratios]


def _step(case: dict[str, Any]) -> list[str]:
    if "ms" not in case:
        return [case["case"], case["failed"], "", "", ""]
    plain, captured = (statistics.median(case["ms"][way]) for way in ("plain", "captured"))
    bits = f"{'yes' if case['same_bits'] else 'no'}, after {case['after_steps']} steps"
    return [case["case"], f"{plain:.3g}", f"{captured:.3g}", f"{captured / plain:.2f}", bits]


def _ladder(case: dict[str, Any]) -> list[str]:
    return [str(case.get("exit", "-")), f"{case.get('seconds', 0):.1f}", " ".join(case["told"].split())[:300]]


ROWS = {"tests": _tests, "cells": _cells, "step": _step, "ladder": _ladder}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, default=Path("gpu.json"))
    asked.add_argument("--parts", nargs="+", choices=list(SHARES), default=list(SHARES))
    asked.add_argument("--seconds", type=float, default=460.0, help="of all parts together")
    options = asked.parse_args(arguments)
    problem = lacking()
    if problem is not None:
        print(problem, file=sys.stderr)
        return LACKING
    place = machine()
    found = measured(options.parts, options.seconds)
    content = json.dumps({"machine": place, **found}, indent=1, ensure_ascii=False)
    options.out.write_text(content + "\n", encoding="utf-8")
    print(page(place, found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
