"""One network for many series: what a table of 1,000 series of 1,000 rows costs, and a step beside one of one series.

    python benchmarks/panel.py

Prints a table: seconds of profile and reading, milliseconds of a training step of both, seconds of the default training
with its judgement, memory at the peak, and the test errors (MASE) of network, line and what is delivered.
"""

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a benchmark is a script

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.sources import material_of
from lstm_core.engine.tasks.preparation import prepare
from lstm_core.engine.work.train import fit

SERIES, ROWS = 1000, 1000
STEPS, ROUNDS = 50, 9


def table(path: Path) -> Path:
    """Days with a week, a level and a trend of their own, and noise of a tenth."""
    random, days = np.random.default_rng(0), np.arange(ROWS)
    dates = pd.date_range("2022-01-01", periods=ROWS, freq="D").strftime("%Y-%m-%d")
    parts = []
    for number in range(SERIES):
        level, swing, phase = random.lognormal(3, 1), random.uniform(0.1, 0.5), random.uniform(0, 2 * np.pi)
        wave = 1 + swing * np.sin(2 * np.pi * days / 7 + phase) + 0.1 * random.standard_normal(ROWS)
        sales = level * (wave + 0.0003 * days)
        parts.append(pd.DataFrame({"date": dates, "store": f"S{number:04d}", "sales": np.round(sales, 2)}))
    pd.concat(parts).to_csv(path, index=False)
    return path


def timed(act):
    """What it gives, and its seconds."""
    began = time.perf_counter()
    return act(), time.perf_counter() - began


def step_of(spec, material):
    """A training step as a function."""
    torch.manual_seed(0)
    network, task = prepare(spec, material, torch.device("cpu"))
    optimizer = torch.optim.Adam(network.parameters())

    def run(first: int) -> None:
        for step in range(first, first + STEPS):
            optimizer.zero_grad()
            task.loss(network, step).backward()
            optimizer.step()

    return run


def main() -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        path = table(Path(folder) / "stores.csv")
        found, profiled = timed(lambda: profile(path))
        every, proposed = timed(lambda: propose(found, "sales", ids=()))
        material, read = timed(lambda: material_of(every.spec.series))
        one = every.spec.with_changes({"data.id": "S0000"})
        steps = {"panel": step_of(every.spec, material), "one": step_of(one, material_of(one.series))}
        taken: dict[str, list[float]] = {name: [] for name in steps}
        for turn in range(ROUNDS):
            for name, run in steps.items():
                taken[name].append(timed(lambda run=run, turn=turn: run(turn * STEPS))[1] / STEPS)
        medians = {name: 1000 * statistics.median(each[1:]) for name, each in taken.items()}
        result, trained = timed(lambda: fit(every.spec, material, emit=lambda event: None))
    ratio, peak = medians["panel"] / medians["one"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"profile {profiled:.1f} s, proposal {proposed:.1f} s, reading {read:.1f} s")
    print(f"step: {medians['panel']:.2f} ms, of one series {medians['one']:.2f} ms, {ratio:.2f} x")
    print(
        f"{every.spec.train.steps} steps with judgement {trained:.1f} s, {peak:.2f} GB at the peak of the whole script"
    )
    print({name: round(scores.mase, 4) for name, scores in result.test.items()}, result.shares)


if __name__ == "__main__":
    main()
