"""What a likelihood is worth beside the quantile loss and a point loss: made series whose distribution is known.

The network alone, without the classics beside it. CRPS is twice the mean quantile loss over nine quantiles on the test
part, in the units of the data (a point loss has one quantile: its CRPS is the mean absolute error); a ratio is to that
of the quantile loss on the same series, the mean is geometric. Coverage is that of the 80 % interval between the outer
two quantiles, as the network says it and as a result has it, after the conformal correction on the validation part.

    .venv/bin/python benchmarks/likelihoods.py [--series 8] [--rows 400] [--steps 400]
"""

import argparse
from collections.abc import Callable
from typing import Any

from measuring import report  # isort: skip (it sets what torch reads)
import numpy as np
import numpy.typing as npt
import torch

from lstm_core.data.series.tables import Series
from lstm_core.engine.tasks.series.preparation import prepare
from lstm_core.engine.tasks.series.result import interval_widening, widened
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.training.loop import train
from lstm_core.spec.derived import levels_of
from lstm_core.spec.likelihoods import COUNTING, needed_by
from lstm_core.spec.run import TrainRunSpec

LEVELS = tuple(round(level, 1) for level in np.arange(0.1, 1.0, 0.1))
LOSSES = ("huber", "quantile", "poisson", "negative_binomial", "student_t")
Values = npt.NDArray[np.float64]


def season(rows: int, swing: float) -> Values:
    """A rate around 1 with a season of 12."""
    return np.asarray(np.exp(swing * np.sin(2 * np.pi * np.arange(rows) / 12)))


def poisson(random: np.random.Generator, rows: int) -> Values:
    """Poisson demand of about 3 a step."""
    return random.poisson(3 * season(rows, 0.5)).astype(np.float64)


def overdispersed(random: np.random.Generator, rows: int) -> Values:
    """Negative binomial demand of about 3 a step, variance = mean + mean^2."""
    return random.negative_binomial(1.0, 1 / (1 + 3 * season(rows, 0.5))).astype(np.float64)


def intermittent(random: np.random.Generator, rows: int) -> Values:
    """Negative binomial demand of about 0.6 a step: two thirds are 0."""
    return random.negative_binomial(0.7, 1 / (1 + 0.6 * season(rows, 0.5) / 0.7)).astype(np.float64)


def large(random: np.random.Generator, rows: int) -> Values:
    """Negative binomial counts of about 500."""
    return random.negative_binomial(25.0, 1 / (1 + 500 * season(rows, 0.3) / 25)).astype(np.float64)


def heavy(random: np.random.Generator, rows: int) -> Values:
    """A season under noise of Student's t with three degrees of freedom."""
    return np.asarray(20 + 5 * np.log(season(rows, 1.0)) + random.standard_t(3, rows))


KINDS: dict[str, Callable[[np.random.Generator, int], Values]] = {
    "Poisson, mean 3": poisson,
    "negative binomial, mean 3": overdispersed,
    "intermittent, mean 0.6": intermittent,
    "large counts, mean 500": large,
    "heavy tails": heavy,
}


def measured(loss: str, values: Values, steps: int) -> dict[str, float]:
    """CRPS and coverages of one network on one series."""
    basis = {"data.window": 24, "data.horizon": 6, "data.season": 12, "model.hidden_size": 32, "train.steps": steps}
    spec = TrainRunSpec().with_changes({**basis, "train.learning_rate": 0.005})
    needed = {f"data.{name}": value for name, value in needed_by(loss, spec.series.model_dump()).items()}
    spec = spec.with_changes({**needed, "train.loss": loss, "train.quantiles": list(LEVELS)})
    torch.manual_seed(spec.train.seed)
    series = Series([str(row) for row in range(len(values))], values)
    network, task = prepare(spec, series, torch.device("cpu"))
    assert isinstance(task, SeriesTask)
    network.load_state_dict(
        train(network, task, spec.train, device=torch.device("cpu"), emit=lambda event: None).progress.best
    )
    network.eval()
    said, came = task.forecast(network, task.parts.test), task.truth_of(task.parts.test)
    errors = came[..., None] - said
    levels = np.array(levels_of(spec.train) or (0.5,))
    found = {"crps": float(2 * np.maximum(levels * errors, (levels - 1) * errors).mean())}
    if len(levels) > 1:
        checked = task.forecast(network, task.parts.validation), task.truth_of(task.parts.validation)
        wide = widened(task.transform, said, interval_widening(task.transform, *checked, LEVELS))
        for name, each in (("said", said), ("corrected", wide)):
            found[name] = float(((came >= each[..., 0]) & (came <= each[..., -1])).mean())
    return found


def main() -> None:
    """Every kind and loss, one table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--series", type=int, default=8)
    asked.add_argument("--rows", type=int, default=400)
    asked.add_argument("--steps", type=int, default=400)
    options = asked.parse_args()
    torch.set_num_threads(1)
    rows, whole = [], dict[str, Any]()
    for kind, make in KINDS.items():
        made = [make(np.random.default_rng(seed), options.rows) for seed in range(options.series)]
        told = {
            loss: [measured(loss, values, options.steps) for values in made]
            for loss in LOSSES
            if loss not in COUNTING or all((values % 1 == 0).all() and values.min() >= 0 for values in made)
        }
        whole[kind] = told
        for loss, each in told.items():
            ratio = [one["crps"] / other["crps"] for one, other in zip(each, told["quantile"], strict=True)]
            cells = [f"{np.exp(np.mean(np.log(ratio))):.3f}", f"{sum(one < 1 for one in ratio)} / {len(ratio)}"]
            for name in ("said", "corrected"):
                held = [one[name] for one in each if name in one]
                cells.append(f"{np.mean(held):.3f} [{min(held):.2f}, {max(held):.2f}]" if held else "-")
            rows.append([kind, loss, *cells])
            print(*rows[-1], flush=True)
    report("likelihoods", {"kinds": whole}, ["series", "loss", "CRPS", "better", "holds", "holds corrected"], rows)


if __name__ == "__main__":
    main()
