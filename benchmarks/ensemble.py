"""Whether a mean of networks pays: the run that a table gets by one click, as it is and with `model.members`.

The series are those of benchmarks/defaults.py, as `defaults_rivals.py series FOLDER` writes them. Ratios are of mean
absolute errors over all windows of the test part, below 1 the mean of networks is better: by those of its own members
on average, which tells what averaging gains, and by one network over five seeds (geometric mean), which has the luck of
initial weights in it. Spread is the largest by the smallest test error of these five.

    .venv/bin/python benchmarks/ensemble.py FOLDER [--only NAME ...]
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from measuring import report  # isort: skip (it sets what torch reads)
import numpy as np

from lstm_core.data.series.classics import CLASSICS, Classic
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.engine.work.train import fit

SEEDS, MEMBERS = range(5), (3, 5)
HEADS = [f"{name}, {members}" for name in ("own members", "network", "delivered") for members in MEMBERS]


def geometric(values: list[float]) -> float:
    """The geometric mean of those that are there."""
    kept = [value for value in values if np.isfinite(value)]
    return float(np.exp(np.mean(np.log(kept)))) if kept else float("nan")


def remembered(classic: Classic, known: dict[Any, Any], *given: Any) -> Any:
    """A classic on the same values again: no seed changes it."""
    key = (classic, given[0].tobytes(), *given[1:])
    if key not in known:
        known[key] = classic(*given)
    return known[key]


def measured(path: Path) -> dict[str, Any]:
    """Every run of one file, and the ratios of the means of networks."""
    proposed = propose(profile(path))

    def run(members: int, seed: int) -> dict[str, float]:
        spec = proposed.spec.with_changes({"model.members": members, "train.seed": seed})
        result = fit(spec, proposed.series, emit=lambda _: None)
        delivered = result.test["combined"].mae if "combined" in result.test else float("nan")
        own = float(np.mean([each.test for each in result.members])) if result.members else float("nan")
        network = result.test["model"].mae
        return {"network": network, "delivered": delivered, "own members": network / own}

    one = [run(1, seed) for seed in SEEDS]
    several = {members: run(members, 0) for members in MEMBERS}
    ratios = {f"own members, {members}": each["own members"] for members, each in several.items()}
    for name in ("network", "delivered"):
        basis = geometric([each[name] for each in one])
        ratios |= {f"{name}, {members}": each[name] / basis for members, each in several.items()}
    errors = [each["network"] for each in one]
    return {"one": one, "several": several, "ratios": ratios, "spread": max(errors) / min(errors)}


def main() -> None:
    """Every file, one table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--only", nargs="*", default=[])
    options = asked.parse_args()
    known: dict[Any, Any] = {}
    CLASSICS.update({name: partial(remembered, classic, known) for name, classic in CLASSICS.items()})
    found: dict[str, Any] = {}
    rows = []
    for path in sorted(options.folder.glob("*.csv"), key=lambda each: each.stat().st_size):
        if options.only and path.stem not in options.only:
            continue
        each = found[path.stem] = measured(path)
        rows.append([path.stem, f"{each['spread']:.2f}", *(f"{each['ratios'][name]:.3f}" for name in HEADS)])
        print(*rows[-1], flush=True)
    means = [geometric([each["ratios"][name] for each in found.values()]) for name in HEADS]
    rows.append(["geometric mean", "", *(f"**{mean:.3f}**" for mean in means)])
    report("ensemble", {"series": found}, ["series", "spread", *HEADS], rows)


if __name__ == "__main__":
    main()
