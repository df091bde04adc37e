"""Whether a refit on training and validation part pays: the run that a table gets by one click, with it and without.

The series are those of benchmarks/defaults.py, as `defaults_rivals.py series FOLDER` writes them. Ratios are of mean
absolute errors over all windows of the test part, with by without; below 1 the refit is better. The mean is geometric.

    .venv/bin/python benchmarks/refit.py FOLDER [--only NAME ...]
"""

import argparse
import time
from pathlib import Path
from typing import Any

from measuring import report  # isort: skip (it sets what torch reads)
import numpy as np

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.engine.work.train import fit

OWN = {"network": "model", "delivered": "combined"}


def main() -> None:
    """Both runs of every file, one table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--only", nargs="*", default=[])
    options = asked.parse_args()
    found: dict[str, Any] = {}
    rows = []
    for path in sorted(options.folder.glob("*.csv"), key=lambda each: each.stat().st_size):
        if options.only and path.stem not in options.only:
            continue
        proposed, mae, seconds = propose(profile(path)), dict[bool, dict[str, float]](), []
        for refit in (False, True):
            began = time.perf_counter()
            spec = proposed.spec.with_changes({"data.refit": "before_test" if refit else "none"})
            result = fit(spec, proposed.series, emit=lambda _: None)
            seconds.append(time.perf_counter() - began)
            mae[refit] = {name: scores.mae for name, scores in result.test.items()}
        ratios = {name: mae[True][own] / mae[False][own] for name, own in OWN.items() if own in mae[True]}
        found[path.stem] = {"ratios": ratios, "mae": list(mae.values()), "seconds": seconds, "best": result.best_step}
        rows.append([path.stem, str(result.best_step), *(f"{ratios.get(name, np.nan):.3f}" for name in OWN)])
        print(*rows[-1], flush=True)
    told = {name: [each["ratios"][name] for each in found.values() if name in each["ratios"]] for name in OWN}
    rows.append(["geometric mean", "", *(f"**{np.exp(np.mean(np.log(told[name]))):.3f}**" for name in OWN)])
    report("refit", {"series": found}, ["series", "best step", *OWN], rows)


if __name__ == "__main__":
    main()
