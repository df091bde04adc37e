"""A trained recursive network, fed with its own forecasts, continues a ramp and a sine for more than a period."""

import numpy as np
import pytest

from lstm_core.data.series.tables import Series
from lstm_core.engine.work.train import fit
from lstm_core.spec.run import TrainRunSpec

ROWS, PERIOD, HORIZON = 300, 20, 30
LINES = {
    "ramp": (lambda at: 3 + 0.5 * at, 0.1),  # and the largest error allowed; the ramp rises by 15, the sines by 5
    "sine": (lambda at: 10 + 5 * np.sin(2 * np.pi * at / PERIOD), 0.25),
    "sine on a ramp": (lambda at: 0.1 * at + 5 * np.sin(2 * np.pi * at / PERIOD), 0.5),
}
RECURSIVE = {
    "data.window": 24,
    "data.horizon": HORIZON,
    "data.season": None,
    "data.strategy": "recursive",
    "model.hidden_size": 24,
    "train.steps": 600,
    "train.learning_rate": 0.01,
    "train.loss": "mse",
    "train.patience": None,
    "train.device": "cpu",
}


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("line", LINES)
def test_what_is_learned_one_step_ahead_goes_on_for_many(line, cell):
    law, tolerance = LINES[line]
    values, truth = law(np.arange(ROWS)), law(np.arange(ROWS, ROWS + HORIZON))
    spec = TrainRunSpec().with_changes({**RECURSIVE, "model.cell": cell})
    result = fit(spec, Series([str(row) for row in range(1, ROWS + 1)], values), emit=lambda event: None)
    assert np.abs(np.array(result.future.forecast) - truth).max() < tolerance
    assert np.abs(values[-1] - truth).max() > 10 * tolerance  # what repeating the last value would miss
