"""What it is worth that a network of several series knows which one it reads: static columns and learned vectors.

    python benchmarks/panel_told.py [grunfeld.csv]

Made demand: 60 articles of 200 days in 3 categories, each with a week of its own, under levels, noise and promotions
of their own; windows of 4 days do not show the week. Public data: Grunfeld's investment of firms, where given.
Prints the test error of the network (MASE, mean over the series) for every way and seed, and the mean over the seeds.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a benchmark is a script

from lstm_core.data.series.covariates import with_levels
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.sources import material_of
from lstm_core.engine.work.train import fit

ARTICLES, DAYS, SEEDS = 60, 200, 3
WEEKS = {  # shares of the mean by weekday, Monday first
    "office": (1.3, 1.4, 1.3, 1.3, 1.2, 0.3, 0.2), "party": (0.5, 0.5, 0.6, 0.8, 1.5, 2.1, 1.0),
    "bakery": (0.9, 0.8, 0.9, 0.9, 1.0, 1.2, 1.3),
}  # fmt: skip
SIZES = (2, 8)


def articles(path: Path) -> Path:
    """A category for every third article; level, noise of a fifth, and days of promotion of its own."""
    random, days = np.random.default_rng(0), np.arange(DAYS)
    dates = pd.date_range("2024-01-01", periods=DAYS, freq="D").strftime("%Y-%m-%d")
    parts = []
    for number in range(ARTICLES):
        name = list(WEEKS)[number % len(WEEKS)]
        promo = random.random(DAYS) < 0.1
        mean = random.lognormal(3, 0.7) * np.array(WEEKS[name])[days % 7] * (1 + 0.5 * promo)
        told = {"date": dates, "article": f"A{number:02d}", "category": name, "promo": promo.astype(int)}
        parts.append(pd.DataFrame({**told, "sales": np.round(mean * (1 + 0.2 * random.standard_normal(DAYS)), 1)}))
    pd.concat(parts).to_csv(path, index=False)
    return path


def compare(name: str, path: Path, target: str, changes: dict[str, Any], ways: dict[str, dict[str, Any]]) -> None:
    """Print the MASE of the network under every way and seed, and beside it that of a line."""
    start = propose(profile(path), target, ids=()).spec.with_changes({**changes, "data.classics": False})
    for way, more in ways.items():
        spec = with_levels(start.with_changes(more))
        material, found = material_of(spec.series), []
        for seed in range(SEEDS):
            result = fit(spec.with_changes({"train.seed": seed}), material, emit=lambda event: None)
            found.append(result.test["model"].mase)
        shown = ", ".join(f"{value:.3f}" for value in found)
        line = result.test["linear"].mase
        print(f"{name}, {way}: network {np.mean(found):.3f} ({shown}), line {line:.3f}", flush=True)


def main() -> None:
    torch.set_num_threads(1)
    learned = {f"vector of {size}": {"model.id_embedding": size} for size in SIZES}
    with tempfile.TemporaryDirectory() as folder:
        path = articles(Path(folder) / "articles.csv")
        short = {
            "data.window": 4, "data.horizon": 7, "data.calendar": True, "model.patch": 1, "data.difference": "none",
            "data.transform": "none", "train.steps": 600,
        }  # fmt: skip
        category = {"category": {"data.static_columns": ["category"]}}
        both = {"category and vector of 4": {**category["category"], "model.id_embedding": 4}}
        compare("articles", path, "sales", short, {"not told": {}, **category, **learned, **both})
        fewer = {"not told": {}, **category, "vector of 8": learned["vector of 8"]}
        compare("articles, 28 days", path, "sales", {**short, "data.window": 28}, fewer)
    if len(sys.argv) > 1:
        yearly = {"data.window": 4, "data.horizon": 1, "train.steps": 400}
        compare("Grunfeld", Path(sys.argv[1]), "invest", yearly, {"not told": {}, **learned})


if __name__ == "__main__":
    main()
