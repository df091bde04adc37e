"""Two to five years of months, four to eight of quarters: what is found of their season, and what a forecast then errs.

The series of `defaults.py` that have a season of 12 or 4 when they are read whole, cut to their newest rows, each with
the spec that the product proposes for what is left. Errors are mean absolute ones over all windows of the test part,
as ratios to what the values one season ago say of the same windows, whether or not that season was found.

    .venv/bin/python benchmarks/short_tables.py [--folder CSV_FOLDER] [--only NAME ...]
"""

import argparse
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from measuring import report  # isort: skip (it sets what torch reads)
import numpy as np
import pandas as pd
from defaults import ENVIRONMENT, SCRIPT, mean

from lstm_core.data.series.baselines import seasonal_naive
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.windows import split
from lstm_core.engine.work.train import fit

ROWS = {12: (30, 36, 42, 48, 60), 4: (16, 20, 24, 32)}  # by season


def delivered(path: Path, season: int) -> dict[str, Any]:
    """What is proposed for the file, and its errors beside those of the values one season ago."""
    proposed = propose(profile(path))
    data, values = proposed.spec.series, proposed.series.filled
    origins = split(len(values), data).test
    truth = values[np.array(origins)[:, None] + np.arange(1, data.horizon + 1)]
    result = fit(proposed.spec, proposed.series, emit=lambda event: None)
    scores = result.test
    ago = float(np.abs(seasonal_naive(values, origins, data.horizon, season) - truth).mean())
    return {
        "season": data.season,
        "horizon": data.horizon,
        "delivered": scores["combined"].mae / ago,
        "network": scores["model"].mae / ago,
        "coverage": result.interval.coverage if result.interval else float("nan"),
    }


def main() -> None:
    """One row for each length."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--folder", type=Path, help="CSV files (time, value) instead of the public series")
    asked.add_argument("--only", nargs="*", default=[])
    options = asked.parse_args()
    measured: dict[str, Any] = {}
    rows = []
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made) / "whole"
        if options.folder is None:
            folder.mkdir()
            subprocess.run([ENVIRONMENT / "bin" / "python", SCRIPT, "series", folder], check=True)
        paths = [path for path in sorted(folder.glob("*.csv")) if not options.only or path.stem in options.only]
        seasons = {path: propose(profile(path)).spec.series.season for path in paths}
        for season, lengths in ROWS.items():
            for length in lengths:
                found = {}
                for path in (path for path in paths if seasons[path] == season):
                    cut = Path(made) / f"{path.stem}-{length}.csv"
                    pd.read_csv(path).iloc[-length:].to_csv(cut, index=False)
                    found[path.stem] = delivered(cut, season)
                    print(length, path.stem, found[path.stem], flush=True)
                measured[f"{season} {length}"] = found
                told = [each for each in found.values() if each["season"] == season]
                wrong = sum(each["season"] not in (season, None) for each in found.values())
                untold = [each["delivered"] for each in found.values() if each["season"] != season]
                rows.append([
                    "months" if season == 12 else "quarters", str(length), f"{len(told)} of {len(found)}", str(wrong),
                    f"{np.median([each['horizon'] for each in told]):.0f}" if told else "",
                    f"{mean([each['delivered'] for each in told]):.3f}" if told else "",
                    f"{max(each['delivered'] for each in told):.2f}" if told else "",
                    f"{mean([each['network'] for each in told]):.3f}" if told else "",
                    f"{mean(untold):.3f}" if untold else "",
                    f"{np.nanmean([each['coverage'] for each in found.values()]):.2f}",
                ])  # fmt: skip
    header = [
        "of", "rows", "season found", "another", "horizon", "delivered, season found", "worst", "network alone",
        "delivered, not found", "80 % hold",
    ]  # fmt: skip
    report("short_tables", measured, header, rows)


if __name__ == "__main__":
    main()
