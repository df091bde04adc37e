"""The forecasting task against slow loops over single windows; nothing looks ahead."""

import numpy as np
import pytest
import torch

from lstm_core.data.series.tables import Series
from lstm_core.data.series.windows import boundaries, split
from lstm_core.engine.nn.networks import Forecaster
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.inputs import Scaling
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.training.checkpoints import Progress
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.engine.work.train import fit
from lstm_core.spec.run import TrainRunSpec
from tests.support import told

ROWS = 70
CPU = torch.device("cpu")


def spec_of(**changes):
    basis = {
        "data.window": 5,
        "data.horizon": 3,
        "data.season": 4,
        "model.hidden_size": 4,
        "train.steps": 12,
        "train.batch_size": 8,
        "train.evaluate_every": 4,
        "train.device": "cpu",
    }
    return TrainRunSpec().with_changes(basis | {path.replace("__", "."): value for path, value in changes.items()})


def series_of(rows=ROWS, seed=0):
    values = 20 + 5 * np.sin(np.arange(rows) / 3) + np.random.default_rng(seed).normal(size=rows)
    stamps = np.datetime64("2023-11-28", "us") + np.arange(rows) * np.timedelta64(1, "D")
    return Series([str(day)[:10] for day in stamps], values, stamps=stamps)


def task_of(spec, series=None):
    series = series or series_of()
    torch.manual_seed(1)
    task = SeriesTask(spec, series, CPU)
    return task, SeriesForecaster(spec, task.layout).eval()


def result_of(spec, series=None):
    task, network = task_of(spec, series)
    return task.result(network, TrainingEnd(Progress(step=12, best_step=8, seconds=1.5), "steps")), network


def scaling_by_hand(values, spec):
    training = list(values[: boundaries(len(values), spec.data)[0]])
    if spec.data.scaling == "minmax":
        return min(training), max(training) - min(training)
    if spec.data.scaling == "standard":
        mean = sum(training) / len(training)
        return mean, (sum((value - mean) ** 2 for value in training) / len(training)) ** 0.5
    return 0.0, 1.0


def forecast_by_hand(spec, values, network, origin):
    """What the network says after row `origin`, in the units of the data."""
    offset, scale = scaling_by_hand(values, spec)
    inputs = [(values[row] - offset) / scale for row in range(origin - spec.data.window + 1, origin + 1)]
    base = inputs[-1] if spec.data.window_scaling == "last" else 0.0
    window = torch.tensor([[[value - base] for value in inputs]], dtype=torch.float32)
    with torch.no_grad():
        return [(float(value) + base) * scale + offset for value in Forecaster.forward(network, window)[0]]


def seasonal_by_hand(spec, values, origin):
    """Repeats the newest whole season at hand."""
    season = spec.data.season
    newest = [values[origin - season + 1 + place] for place in range(season)]
    return [newest[ahead % season] for ahead in range(spec.data.horizon)]


def distance_by_hand(loss, forecasts, truths):
    def one(error):
        if loss == "mae":
            return abs(error)
        if loss == "mse":
            return error**2
        return error**2 / 2 if abs(error) <= 1 else abs(error) - 0.5

    pairs = [
        (f, t) for forecast, truth in zip(forecasts, truths, strict=True) for f, t in zip(forecast, truth, strict=True)
    ]
    return sum(one(forecast - truth) for forecast, truth in pairs) / len(pairs)


@pytest.mark.parametrize("scaling", ["minmax", "standard", "none"])
def test_scaling_is_fitted_as_by_hand_on_the_training_rows(scaling):
    spec = spec_of(data__scaling=scaling)
    task, _ = task_of(spec)
    offset, scale = scaling_by_hand(task.series.values, spec)
    assert (task.scaling.offset[0], task.scaling.scale[0]) == pytest.approx((offset, scale))


def test_scaling_maps_the_training_rows_to_its_range():
    training = series_of().values[:, None]
    low_to_high = Scaling.fit(training, "minmax")(training)
    assert (low_to_high.min(), low_to_high.max()) == (0.0, 1.0)
    standard = Scaling.fit(training, "standard")(training)
    assert (standard.mean(), standard.std()) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("window", [5, 20])
@pytest.mark.parametrize("window_scaling", ["last", "none"])
@pytest.mark.parametrize("loss", ["huber", "mse", "mae"])
def test_training_and_validation_losses_are_those_of_a_loop_over_windows(loss, window_scaling, window):
    spec = spec_of(train__loss=loss, data__window_scaling=window_scaling, data__window=window)
    task, network = task_of(spec)
    values, parts = task.series.values, split(ROWS, spec.data)
    offset, scale = scaling_by_hand(values, spec)

    def expected(origins):
        forecasts = [
            [(value - offset) / scale for value in forecast_by_hand(spec, values, network, o)] for o in origins
        ]
        truths = [[(values[o + ahead] - offset) / scale for ahead in (1, 2, 3)] for o in origins]
        return distance_by_hand(loss, forecasts, truths)

    chosen = [0, 3, task.train_size - 1]
    found = task.loss_of(network, torch.tensor(chosen)).item()
    assert found == pytest.approx(expected([parts.train[number] for number in chosen]), rel=1e-4)
    with torch.no_grad():
        assert task.validation_loss(network) == pytest.approx(expected(parts.validation), rel=1e-4)


@pytest.mark.parametrize("season", [2, 4, 7])
def test_every_score_is_that_of_a_loop_over_windows(season):
    spec = spec_of(data__season=season, data__horizon=4, train__loss="mse")
    result, network = result_of(spec)
    values = series_of().values
    _, scale = scaling_by_hand(values, spec)
    first_validation, _ = boundaries(ROWS, spec.data)
    naive = sum(abs(values[row] - values[row - 1]) for row in range(1, first_validation)) / (first_validation - 1)
    forecasters = {
        "model": lambda origin: forecast_by_hand(spec, values, network, origin),
        "persistence": lambda origin: [values[origin]] * 4,
        "seasonal_naive": lambda origin: seasonal_by_hand(spec, values, origin),
    }
    parts = split(ROWS, spec.data)
    for found, origins in ((result.validation, parts.validation), (result.test, parts.test)):
        assert set(found) == {*forecasters, "linear"}
        for name, forecast in forecasters.items():
            errors = [forecast(o)[ahead] - values[o + 1 + ahead] for o in origins for ahead in range(4)]
            mae = sum(map(abs, errors)) / len(errors)
            square = sum(error**2 for error in errors) / len(errors)
            expected = (mae, square**0.5, mae / naive, square / scale**2)
            scores = found[name]
            assert (scores.mae, scores.rmse, scores.mase, scores.loss) == pytest.approx(expected, rel=1e-5), name
    for name, skill in result.skill.items():
        assert skill.value == pytest.approx(1 - result.test["model"].mae / result.test[name].mae)


def test_the_baselines_losses_are_their_validation_scores():
    spec = spec_of()
    task, network = task_of(spec)
    result = task.result(network, TrainingEnd(Progress(), "steps"))
    expected = {name: scores.loss for name, scores in result.validation.items() if name != "model"}
    assert task.measured() == pytest.approx({f"{name}.validation_loss": loss for name, loss in expected.items()})


def test_without_a_season_there_is_no_seasonal_baseline():
    result, _ = result_of(spec_of(data__season=None))
    assert set(result.test) == {"model", "persistence", "linear"}
    assert result.future.seasonal_naive == []


def test_a_season_longer_than_the_past_repeats_the_first_value():
    spec = spec_of(data__season=ROWS)
    assert result_of(spec)[0].windows[0].seasonal_naive == [series_of().values[0]] * 3


def test_drawn_windows_show_what_was_forecast_and_what_came():
    spec = spec_of()
    result, network = result_of(spec)
    series, tested = series_of(), split(ROWS, spec.data).test
    assert [window.origin for window in result.windows] == sorted(range(tested[-1], tested[0] - 1, -3))
    for window in result.windows:
        rows = slice(window.origin + 1, window.origin + 4)
        assert window.times == series.times[rows]
        assert window.truth == series.values[rows].tolist()
        assert window.forecast == pytest.approx(forecast_by_hand(spec, series.values, network, window.origin), rel=1e-5)
    assert result.history_times == series.times[-len(result.history) :]
    assert len(result.history) >= ROWS - result.windows[0].origin + spec.data.window - 1


def test_the_future_continues_calendar_and_values_after_the_last_row():
    spec = spec_of()
    result, network = result_of(spec)
    series = series_of()
    assert result.future.times == ["2024-02-06", "2024-02-07", "2024-02-08"]
    assert result.future.truth == []
    assert result.future.forecast == pytest.approx(forecast_by_hand(spec, series.values, network, ROWS - 1), rel=1e-5)
    assert result.future.persistence == [series.values[-1]] * 3
    assert result.future.seasonal_naive == seasonal_by_hand(spec, series.values, ROWS - 1)


def test_without_a_time_column_the_future_counts_rows_on():
    series = Series([str(row) for row in range(1, ROWS + 1)], series_of().values)
    assert result_of(spec_of(), series)[0].future.times == ["71", "72", "73"]


@pytest.mark.parametrize("scaling", ["minmax", "standard"])
def test_other_values_in_the_test_part_do_not_change_training(scaling):
    spec = spec_of(data__scaling=scaling)
    first = series_of()
    changed = first.values.copy()
    changed[boundaries(ROWS, spec.data)[1] :] *= -1000
    assert _training(spec, first) == _training(spec, Series(first.times, changed, stamps=first.stamps))


def test_other_values_in_the_validation_part_change_no_training_loss():
    spec = spec_of()
    first = series_of()
    changed = first.values.copy()
    changed[boundaries(ROWS, spec.data)[0] :] *= -1000
    ours, theirs = _training(spec, first), _training(spec, Series(first.times, changed, stamps=first.stamps))
    assert ours["step"] == theirs["step"]
    assert ours["evaluated"] != theirs["evaluated"]


def _training(spec, series):
    """Losses of every step and every validation of a run."""
    happened = []
    fit(spec, series, emit=happened.append)
    names = {"step": "loss", "evaluated": "validation_loss"}
    found = {label: [value for _, value in told(happened, name)] for label, name in names.items()}
    assert (len(found["step"]), len(found["evaluated"])) == (12, 3)
    return found
