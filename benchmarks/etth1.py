"""ETTh1, multivariate, the usual split (12, 4 and 4 months of hours): our forecasts beside published ones.

The engine trains the spec below as it would any other; the weights are those with the best validation loss. Errors are
means over all windows, steps and columns of the test part, on z-scores of the training part, as every paper reports
them. The linear baseline is a ridge regression of each step on the window less its last value (NLinear in closed form),
its penalty chosen on the validation part.

    .venv/bin/python benchmarks/etth1.py ETTh1.csv [--horizons 96 192 336 720] [--steps 2000]
"""

import argparse
import resource
import time
from pathlib import Path
from typing import Any

from measuring import report  # isort: skip (it sets what torch reads)

from lstm_core.data.series.tables import load_series
from lstm_core.engine.work.train import fit
from lstm_core.results.series import SeriesResult
from lstm_core.runs import events
from lstm_core.runs.train import VALIDATION
from lstm_core.spec.run import TrainRunSpec

COLUMNS = ("OT", "HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL")
BAR, AIM, MINUTES = 0.378, 0.370, 10  # at horizon 96
NIXTLA = "Nixtla neuralforecast, experiments/long_horizon/README.md"
PUBLISHED = {  # MSE and MAE at each horizon, with the source
    "N-HiTS": ({96: (0.378, 0.393), 192: (0.427, 0.436), 336: (0.458, 0.484), 720: (0.561, 0.501)}, NIXTLA),
    "TiDE": ({96: (0.375, 0.398), 192: (0.412, 0.422), 336: (0.435, 0.433), 720: (0.454, 0.465)}, NIXTLA),
    "LSTM with attention": (
        {24: (0.650, 0.624), 48: (0.702, 0.675), 168: (1.212, 0.867), 336: (1.424, 0.994), 720: (1.960, 1.322)},
        "Zhou et al. 2021 (Informer), table 2",
    ),
}


def spec_of(path: Path, horizon: int, steps: int) -> TrainRunSpec:
    """Window of a month, last value subtracted, patches of half a day, one column at a time."""
    return TrainRunSpec().with_changes(
        {
            "data.source": "file",
            "data.file": str(path),
            "data.time_column": "date",
            "data.target": COLUMNS[0],
            "data.further_targets": COLUMNS[1:],
            "data.window": 720,
            "data.horizon": horizon,
            "data.season": 24,
            "data.scaling": "standard",
            "data.split_rows": (8640, 2880, 2880),
            "model.hidden_size": 128,
            "model.head_dropout": 0.3,
            "model.patch": 12,
            "model.channels": "shared",
            "train.loss": "mae",
            "train.optimizer": "adamw",
            "train.weight_decay": 0.01,
            "train.learning_rate": 0.001,
            "train.warmup_steps": 50,
            "train.batch_size": 36,
            "train.steps": steps,
            "train.evaluate_every": 200,
            "train.patience": None,
            "train.threads": 2,
            "train.device": "cpu",
        }
    )


def run(path: Path, horizon: int, steps: int) -> tuple[SeriesResult, float]:
    """The result of one horizon and the seconds from the file to the result."""

    def show(event: events.RunEvent) -> None:
        if isinstance(event, events.Logged) and VALIDATION in event.values:
            print(
                f"  {event.step:>6}  validation {event.values[VALIDATION]:.4f}  {time.monotonic() - began:.0f} s",
                flush=True,
            )

    began = time.monotonic()
    spec = spec_of(path, horizon, steps)
    result = fit(spec, load_series(spec.series, path), emit=show)
    assert isinstance(result, SeriesResult)
    return result, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("csv", type=Path)
    parser.add_argument("--horizons", type=int, nargs="+", default=[96])
    parser.add_argument("--steps", type=int, default=2000)
    asked = parser.parse_args()
    rows: list[list[str]] = []
    found: dict[str, Any] = {"bar": BAR, "aim": AIM, "horizons": {}}
    for horizon in asked.horizons:
        print(f"horizon {horizon}")
        result, seconds = run(asked.csv, horizon, asked.steps)
        found["horizons"][horizon] = {
            "seconds_training": result.seconds,
            "seconds": seconds,
            "best_step": result.best_step,
            "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "errors": {name: errors.model_dump() for name, errors in result.overall.items()},
        }
        for name, errors in result.overall.items():
            ours = f"LSTM 128, patches of 12, {result.seconds / 60:.1f} min of training" if name == "model" else name
            rows.append([str(horizon), ours, f"{errors.mse:.4f}", f"{errors.mae:.4f}", "this script"])
        for name, (numbers, source) in PUBLISHED.items():
            nearest = horizon if horizon in numbers else 24 if horizon == 96 else None
            if nearest is not None:
                mse, mae = numbers[nearest]
                rows.append([str(nearest), name, f"{mse:.3f}", f"{mae:.3f}", source])
        if horizon == 96:
            reached = result.overall["model"].mse <= BAR and result.seconds <= 60 * MINUTES
            found["bar_reached"] = bool(reached)
    report("etth1", found, ("horizon", "forecaster", "MSE", "MAE", "source"), rows)


if __name__ == "__main__":
    main()
