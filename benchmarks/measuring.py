"""What every benchmark shares: pairs in one process, a median with its interval, a table, a JSON file."""

import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import psutil

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
RESAMPLES = 10_000

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the launcher tells every worker; read when torch is loaded
sys.path.insert(0, str(ROOT))  # a benchmark is a script: `.venv/bin/python benchmarks/NAME.py`


def machine() -> dict[str, Any]:
    """Where the numbers come from."""
    import torch

    from lstm_core.engine.training.hardware import device_name

    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else None
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": device_name(torch.device("cpu")),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "gpu": gpu,
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("torch", "numpy", "pandas", "streamlit", "plotly")},
    }


def median(values: Sequence[float]) -> tuple[float, float, float]:
    """The median and its 95 % interval by the percentile bootstrap, from a fixed seed."""
    sample = np.asarray(values, dtype="float64")
    drawn = np.random.default_rng(0).choice(sample, size=(RESAMPLES, len(sample)))
    low, high = np.quantile(np.median(drawn, axis=1), [0.025, 0.975])
    return float(np.median(sample)), float(low), float(high)


def shown(values: Sequence[float], digits: int = 3) -> str:
    """The median with its interval, e.g. "1.02 [1.01, 1.03]"."""
    return "{} [{}, {}]".format(*(f"{value:.{digits}g}" for value in median(values)))


def report(name: str, measured: dict[str, Any], header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write results/NAME.json and print one table in Markdown."""
    place = machine()
    RESULTS.mkdir(exist_ok=True)
    content = json.dumps({"machine": place, **measured}, indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(content + "\n", encoding="utf-8")
    print(f"\n{name}: {place['processor']}, {place['cores']} cores, torch {place['torch']}, {place['date']}\n")
    for row in (header, ["---"] * len(header), *rows):
        print("| " + " | ".join(row) + " |")
