"""How much of the test part the 80 % intervals hold that a table gets by one click, by kind of series.

Series are made from fixed seeds, written as CSV files, and go the default path: profile, proposal, training,
combination. Coverage is that of all steps of all windows of the test part; the mean over the series of a kind, and the
lowest and the highest of them.

    .venv/bin/python benchmarks/intervals.py [--series 20] [--steps 300]
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from measuring import report  # isort: skip (it sets what torch reads)
import numpy as np
import numpy.typing as npt

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.engine.work.train import fit

ROWS = 180
LOW, HIGH = 0.75, 0.85
Values = npt.NDArray[np.float64]


def growing(random: np.random.Generator) -> Values:
    """2 % a month with a season that grows along, and 3 % noise."""
    at = np.arange(ROWS)
    season = 1 + 0.15 * np.sin(2 * np.pi * at / 12)
    return np.asarray(100 * 1.02**at * season * np.exp(0.03 * random.normal(size=ROWS)))


def seasonal(random: np.random.Generator) -> Values:
    """A year of two harmonics, and noise."""
    phase = 2 * np.pi * np.arange(ROWS) / 12
    return np.asarray(50 + 10 * np.sin(phase) + 4 * np.sin(2 * phase) + 2 * random.normal(size=ROWS))


def walk(random: np.random.Generator) -> Values:
    """A random walk."""
    return np.asarray(200 + random.normal(size=ROWS).cumsum())


def trend(random: np.random.Generator) -> Values:
    """A straight line, and noise of a short memory."""
    noise = random.normal(size=ROWS)
    for row in range(1, ROWS):
        noise[row] += 0.6 * noise[row - 1]
    return np.asarray(10 + 0.3 * np.arange(ROWS) + noise)


def widening(random: np.random.Generator) -> Values:
    """Noise that doubles on the way."""
    return np.asarray(100 + random.normal(size=ROWS) * np.linspace(1, 2, ROWS))


def counts(random: np.random.Generator) -> Values:
    """Small whole numbers, a third of them 0."""
    return np.asarray(random.poisson(1.1, ROWS), dtype=np.float64)


KINDS: dict[str, Callable[[np.random.Generator], Values]] = {
    "growth of 2 % a month with a season": growing,
    "season": seasonal,
    "random walk": walk,
    "trend": trend,
    "noise that widens": widening,
    "counts": counts,
}


def main() -> None:
    """Every kind, one table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--series", type=int, default=20)
    asked.add_argument("--steps", type=int, default=300)
    options = asked.parse_args()
    rows, measured = [], {}
    for kind, make in KINDS.items():
        held, network = [], []
        for seed in range(options.series):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "made.csv"
                months = np.datetime64("2008-01") + np.arange(ROWS)
                values = make(np.random.default_rng(seed))
                lines = [f"{month},{value:.5f}" for month, value in zip(months, values, strict=True)]
                path.write_text("\n".join(["month,value", *lines]) + "\n", encoding="utf-8")
                proposed = propose(profile(path))
                spec = proposed.spec.with_changes({"train.steps": options.steps})
                result = fit(spec, proposed.series, emit=lambda event: None)
                alone = fit(spec.with_changes({"data.classics": False}), proposed.series, emit=lambda event: None)
            held.append(result.interval.coverage if result.interval else float("nan"))
            network.append(alone.interval.coverage if alone.interval else float("nan"))
        measured[kind] = {"delivered": held, "network": network}
        cells = [f"{np.nanmean(each):.3f} [{np.nanmin(each):.2f}, {np.nanmax(each):.2f}]" for each in (held, network)]
        print(kind, *cells, flush=True)
        rows.append([kind, str(options.series), *cells, "yes" if LOW <= np.nanmean(held) <= HIGH else "missed"])
    head = ["series", "number", "delivered", "the network alone", f"within {LOW} to {HIGH}"]
    report("intervals", {"coverage": measured}, head, rows)


if __name__ == "__main__":
    main()
