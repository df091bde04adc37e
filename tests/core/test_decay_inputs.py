"""What GRU-D reads in a forecasting run: values, marks, gaps and last values of every column, in patches too."""

import numpy as np
import pytest
import torch

from lstm_core.engine.tasks.series.forecaster import SeriesForecaster, last_seen
from lstm_core.spec.derived import Layout
from lstm_core.spec.run import TrainRunSpec

WINDOW, HORIZON, BATCH = 6, 2, 2


def forecaster(layout, **changes):
    basis = {
        "data.missing": "mask", "data.window": WINDOW, "data.horizon": HORIZON, "data.window_scaling": "none",
        "model.cell": "gru_d", "model.hidden_size": 5,
    }  # fmt: skip
    spec = TrainRunSpec().with_changes(basis | {path.replace("__", "."): value for path, value in changes.items()})
    torch.manual_seed(0)
    return SeriesForecaster(spec, layout).double().eval()


def windows_of(layout, seed=0):
    """Targets, past columns and known ones as the table has them, and values and marks (B, W, C) of each kind."""
    random = np.random.default_rng(seed)
    told = []
    for count in (layout.targets, layout.past):
        marks = random.integers(0, 2, (BATCH, WINDOW, count)).astype(float)
        told.append((random.normal(size=marks.shape) * marks, marks, random.random(marks.shape)))
    known = random.normal(size=(BATCH, WINDOW, layout.known))
    return torch.from_numpy(np.concatenate([*told[0], *told[1], known], axis=-1)), told, known


def filled(values, marks):
    """The last value that was seen, by hand."""
    found = np.zeros_like(values)
    for row, column in np.ndindex(values.shape[0], values.shape[2]):
        last = 0.0
        for step in range(values.shape[1]):
            last = values[row, step, column] if marks[row, step, column] else last
            found[row, step, column] = last
    return found


def read_by(network, windows):
    """What the first layer is given."""
    given = []
    network.recurrent.forwards[0].register_forward_pre_hook(lambda _, arguments: given.append(arguments[0]))
    network(windows, torch.zeros(BATCH, network.reach, network.layout.known, dtype=torch.float64))
    return given[0].numpy()


def test_the_last_value_is_carried_on_until_the_next_is_seen():
    random = np.random.default_rng(1)
    marks = random.integers(0, 2, (3, 20, 2)).astype(float)
    values = random.normal(size=marks.shape)
    found = last_seen(torch.from_numpy(values), torch.from_numpy(marks)).numpy()
    assert (found == filled(values, marks)).all()
    assert (last_seen(torch.ones(1, 4, 1), torch.zeros(1, 4, 1)) == 0).all()


@pytest.mark.parametrize("patch", [1, 2, 3])
def test_every_column_comes_with_its_mark_its_gap_and_its_last_value(patch):
    layout = Layout(targets=2, past=1, known=3, masked=True)
    windows, (targets, past), known = windows_of(layout)
    found = read_by(forecaster(layout, model__patch=patch), windows)
    values, marks, gaps = (np.concatenate(parts, axis=-1) for parts in zip(targets, past, strict=True))
    ones, zeros = np.ones_like(known), np.zeros_like(known)
    expected = [
        np.concatenate(parts, axis=-1)
        for parts in ((values, known), (marks, ones), (gaps, zeros), (filled(values, marks), known))
    ]
    patched = [part.reshape(BATCH, WINDOW // patch, -1) for part in expected]
    assert found == pytest.approx(np.concatenate(patched, axis=-1))


def test_one_column_at_a_time_reads_its_own_marks_and_what_is_common():
    layout = Layout(targets=2, past=1, known=1, masked=True)
    windows, (targets, past), known = windows_of(layout)
    found = read_by(forecaster(layout, model__channels="shared"), windows)
    assert found.shape == (2 * BATCH, WINDOW, 4 * 3)
    for row, column in np.ndindex(BATCH, 2):
        own = [part[row, :, column : column + 1] for part in targets]
        beside = [part[row] for part in past]
        values = np.concatenate([own[0], beside[0], known[row]], axis=-1)
        assert found[2 * row + column][:, :3] == pytest.approx(values)
        marks = np.concatenate([own[1], beside[1], np.ones_like(known[row])], axis=-1)
        assert found[2 * row + column][:, 3:6] == pytest.approx(marks)


def test_a_layer_above_the_first_reads_states_and_a_recursive_forecast_feeds_itself():
    layout = Layout(masked=True)
    windows, _, _ = windows_of(layout)
    network = forecaster(layout, model__layers=2, data__strategy="recursive")
    forecast = network.rollout(windows, torch.zeros(BATCH, HORIZON, 0, dtype=torch.float64))
    assert forecast.shape == (BATCH, HORIZON, 1, 1)
    assert isinstance(network.recurrent.forwards[1], torch.nn.GRU)


def test_a_value_that_is_missing_changes_nothing_but_by_its_absence():
    layout = Layout(masked=True)
    windows, _, _ = windows_of(layout)
    network, other = forecaster(layout), windows.clone()
    other[..., 0] += (1 - other[..., 1]) * 99.0  # where nothing was seen
    known = torch.zeros(BATCH, HORIZON, 0, dtype=torch.float64)
    assert torch.equal(network(windows, known), network(other, known))
