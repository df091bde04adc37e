"""Training is exact: the published updates, the same bits twice, the same bits after any interruption."""

import math
import random

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from lstm_core.data.series.tables import Series
from lstm_core.engine.nn.networks import Forecaster
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import Batches, DivergenceError
from lstm_core.engine.training.schedules import learning_rate
from lstm_core.engine.work.train import fit
from lstm_core.errors import SpecError
from lstm_core.runs import events
from lstm_core.spec.derived import Layout
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.training import TrainSpec
from tests.reference.gru import gru_forecast
from tests.reference.lstm import lstm_forecast
from tests.reference.training import train
from tests.support import curve_of, validations_of

STEPS = 24
CPU = torch.device("cpu")
needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU, and this machine shows none")
without_gpu = pytest.mark.skipif(torch.cuda.is_available(), reason="says what happens where there is no GPU")


def spec_of(**changes):
    basis = {
        "data.window": 6,
        "data.horizon": 2,
        "model.hidden_size": 4,
        "model.layers": 2,
        "model.dropout": 0.4,
        "train.steps": STEPS,
        "train.batch_size": 9,
        "train.learning_rate": 0.01,
        "train.evaluate_every": 5,
        "train.device": "cpu",
    }
    return TrainRunSpec().with_changes(basis | {path.replace("__", "."): value for path, value in changes.items()})


def series_of(rows=60):
    values = np.sin(np.arange(rows) / 2) + 0.1 * np.random.default_rng(0).normal(size=rows)
    return Series([str(row) for row in range(1, rows + 1)], values)


class Log:
    """Collects events as a reader of a run sees them: a resumed attempt voids what was logged after its step."""

    def __init__(self, die_at=None):
        self.events, self.die_at = [], die_at

    def __call__(self, event):
        if isinstance(event, events.Logged) and "loss" in event.values and event.step == self.die_at:
            raise ZeroDivisionError("the process dies here")
        if isinstance(event, events.Started):
            self.events = [old for old in self.events if getattr(old, "step", None) is None or old.step <= event.step]
        self.events.append(event)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def curve(self):
        drawn = curve_of(self.events)
        return list(zip(drawn.steps, drawn.loss, drawn.gradient_norm, drawn.learning_rate, strict=True))

    @property
    def validation(self):
        return [(found.step, found.loss, found.best) for found in validations_of(self.events)]


def stop_after(steps):
    """A person who asks to stop once so many steps of this attempt are done."""
    asked = iter(range(10**6))
    return lambda: next(asked) >= steps


def run(folder, spec, log=None, **how):
    """A run (or the rest of one) in `folder`: its result, its log and the bytes of its best weights."""
    log = log or Log()
    checkpoints = Checkpoints(folder)
    result = fit(spec, series_of(), emit=log, checkpoints=checkpoints, **how)
    return result, log, checkpoints.best.read_bytes() if checkpoints.best.exists() else None


def plain(result):
    return result.model_dump(exclude={"seconds"})


def same_run(one, other):
    assert one[1].curve == other[1].curve
    assert one[1].validation == other[1].validation
    assert one[2] == other[2]
    assert plain(one[0]) == plain(other[0])


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize(
    "changes",
    [
        {"train__optimizer": "adam", "train__weight_decay": 0.1, "train__schedule": "linear"},
        {"train__optimizer": "adamw", "train__weight_decay": 0.5, "train__warmup_steps": 3},
        {"train__optimizer": "sgd", "train__weight_decay": 0.1, "train__clip_norm": 0.05},
    ],
    ids=lambda changes: changes["train__optimizer"],
)
def test_the_curve_is_that_of_the_published_updates(tmp_path, cell, changes):
    small = {"data__window": 3, "data__horizon": 1, "model__hidden_size": 2, "train__steps": 6, "train__batch_size": 3}
    changes = {"train__loss": "mse", "train__clip_norm": None, **small, **changes}
    spec = spec_of(model__cell=cell, model__layers=1, model__dropout=0.0, **changes)
    _, log, _ = run(tmp_path, spec)
    torch.manual_seed(spec.train.seed)
    network = Forecaster(spec.model, features=1, horizon=1)
    weights = {name: value.numpy().astype(np.float64) for name, value in network.state_dict().items()}
    task = SeriesTask(spec, series_of(), CPU)
    order = Batches(task.train_size, spec.train, CPU)
    batches = [_cut(spec, task, order.at(step).tolist()) for step in range(6)]
    rates = [learning_rate(spec.train, step) for step in range(6)]
    losses, norms = train({"lstm": lstm_forecast, "gru": gru_forecast}[cell], weights, batches, spec.train, rates)
    assert [loss for _, loss, _, _ in log.curve] == pytest.approx(losses, rel=1e-4)
    assert [norm for _, _, norm, _ in log.curve] == pytest.approx(norms, rel=1e-4)
    assert [rate for _, _, _, rate in log.curve] == rates


def _cut(spec, task, positions):
    values = task.scaling(series_of().values)
    windows = [values[place : place + spec.data.window + 1] for place in positions]
    parts = [(window[:-1] - window[-2], window[-1:] - window[-2]) for window in windows]
    return np.array([inputs[:, None] for inputs, _ in parts]), np.array([target for _, target in parts])


def test_an_epoch_shows_every_sample_once_in_an_order_of_its_own():
    batches = Batches(20, TrainSpec(batch_size=6), CPU)
    epochs = [torch.cat([batches.at(4 * epoch + number) for number in range(4)]).tolist() for epoch in range(3)]
    assert all(sorted(epoch) == list(range(20)) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]
    assert [len(batches.at(number)) for number in range(4)] == [6, 6, 6, 2]
    assert Batches(20, TrainSpec(batch_size=6), CPU).at(9).tolist() == batches.at(9).tolist()
    assert Batches(20, TrainSpec(batch_size=6, seed=1), CPU).at(0).tolist() != batches.at(0).tolist()


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_two_runs_have_the_same_bits(tmp_path, cell):
    spec = spec_of(model__cell=cell)
    first = run(tmp_path / "a", spec)
    torch.manual_seed(99)
    same_run(first, run(tmp_path / "b", spec))
    assert first[2] != run(tmp_path / "c", spec.with_changes({"train.seed": 1}))[2]


def test_logging_and_checkpoints_do_not_disturb_training(tmp_path):
    quiet = run(tmp_path / "a", spec_of())
    busy = run(tmp_path / "b", spec_of(train__checkpoint_seconds=0, train__log_every=7))
    assert busy[2] == quiet[2]
    assert [point[0] for point in busy[1].curve] == [1, 7, 14, 21]
    assert set(busy[1].curve) < set(quiet[1].curve)


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
def test_a_run_stopped_and_resumed_at_random_steps_ends_with_the_same_bytes(tmp_path, optimizer):
    spec = spec_of(train__optimizer=optimizer)
    whole = run(tmp_path / "whole", spec)
    log = Log()
    stops = sorted(random.Random(optimizer).sample(range(STEPS), 4))
    for begin, stop in zip([0, *stops], stops, strict=False):
        torch.manual_seed(stop)
        stopped, *_ = run(tmp_path / "parts", spec, log, should_stop=stop_after(stop - begin))
        assert stopped == events.Stopped(seq=0, at=0, step=stop)
    same_run(whole, run(tmp_path / "parts", spec, log))


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_run_that_died_resumes_from_its_checkpoint_to_the_same_bytes(tmp_path, cell):
    spec = spec_of(model__cell=cell, train__checkpoint_seconds=0)
    whole = run(tmp_path / "whole", spec)
    log = Log()
    for step in (3, 11, 12, 20):
        log.die_at = step
        with pytest.raises(ZeroDivisionError):
            run(tmp_path / "parts", spec, log)
    log.die_at = None
    resumed = run(tmp_path / "parts", spec, log)
    assert log.of(events.Started)[-1].step == 19
    same_run(whole, resumed)


def test_a_stop_before_the_first_step_can_be_resumed(tmp_path):
    stopped, *_ = run(tmp_path / "parts", spec_of(), should_stop=lambda: True)
    assert stopped == events.Stopped(seq=0, at=0, step=0)
    same_run(run(tmp_path / "whole", spec_of()), run(tmp_path / "parts", spec_of()))


def test_a_finished_run_resumed_again_only_repeats_its_result(tmp_path):
    result, _, best = run(tmp_path, spec_of())
    again, repeated, same = run(tmp_path, spec_of())
    assert (plain(again), same, repeated.curve) == (plain(result), best, [])


def test_training_ends_early_when_patience_runs_out_and_keeps_the_best_weights(tmp_path):
    spec = spec_of(train__learning_rate=2.0, train__evaluate_every=1, train__patience=3, train__clip_norm=None)
    result, log, best = run(tmp_path / "whole", spec)
    assert result.reason == "early_stopping"
    assert result.steps == result.best_step + 3 < STEPS
    losses = {step: loss for step, loss, _ in log.validation}
    assert min(losses, key=losses.get) == result.best_step
    stop = result.steps - 1
    run(tmp_path / "parts", spec, should_stop=stop_after(stop))
    rest = run(tmp_path / "parts", spec)
    assert (plain(rest[0]), rest[2]) == (plain(result), best)


def test_without_patience_training_does_all_steps(tmp_path):
    spec = spec_of(train__learning_rate=2.0, train__evaluate_every=1, train__patience=None)
    result, log, _ = run(tmp_path, spec)
    assert (result.reason, result.steps, len(log.curve)) == ("steps", STEPS, STEPS)


def test_the_best_weights_give_the_validation_loss_of_their_step(tmp_path):
    spec = spec_of()
    result, log, _ = run(tmp_path, spec)
    by_step = {step: loss for step, loss, _ in log.validation}
    assert list(by_step) == [5, 10, 15, 20, 24]
    assert result.validation["model"].loss == pytest.approx(by_step[result.best_step], rel=1e-5)
    network = SeriesForecaster(spec, Layout()).eval()
    weights = load_file(Checkpoints(tmp_path).best)
    network.load_state_dict({name: torch.from_numpy(value) for name, value in weights.items()})
    task = SeriesTask(spec, series_of(), CPU)
    with torch.no_grad():
        assert task.validation_loss(network) == by_step[result.best_step]


def test_a_loss_that_is_no_longer_finite_ends_training_with_its_step(tmp_path):
    spec = spec_of(train__loss="mse", train__optimizer="sgd", train__learning_rate=1e30, train__clip_norm=None)
    log = Log()
    with pytest.raises(DivergenceError) as caught:
        run(tmp_path, spec, log)
    assert [point[0] for point in log.curve] == list(range(1, caught.value.step))
    assert all(math.isfinite(point[1]) for point in log.curve)
    assert 2 <= caught.value.step <= 4
    assert f"step {caught.value.step}" in caught.value.messages[0].text("en")


def test_a_divergence_between_two_points_of_the_curve_is_found_at_its_step(tmp_path):
    changes = {"train__learning_rate": 1e30, "train__clip_norm": None, "train__log_every": 1000}
    with pytest.raises(DivergenceError) as caught:
        run(tmp_path, spec_of(train__loss="mse", train__optimizer="sgd", **changes))
    assert caught.value.step == 2


def test_without_a_clip_norm_gradients_are_left_alone(tmp_path):
    free = run(tmp_path / "free", spec_of(train__clip_norm=None))
    loose = run(tmp_path / "loose", spec_of(train__clip_norm=1e9))
    tight = run(tmp_path / "tight", spec_of(train__clip_norm=1e-3, train__optimizer="sgd"))
    untied = run(tmp_path / "untied", spec_of(train__clip_norm=None, train__optimizer="sgd"))
    same_run(free, loose)
    assert tight[1].curve[0] == untied[1].curve[0]
    assert tight[2] != untied[2]


def test_the_start_tells_what_will_run(tmp_path):
    _, log, _ = run(tmp_path, spec_of())
    (started,) = log.of(events.Started)
    assert (started.step, started.steps, started.device, started.precision) == (0, STEPS, "cpu", "float32")
    assert (started.train_samples, started.validation_samples, started.test_samples) == (35, 8, 8)
    assert (started.threads, started.versions["torch"]) == (1, torch.__version__)
    assert [event.name for event in log.of(events.Measured)] == [
        "persistence.validation_loss",
        "linear.validation_loss",
        "inference_ms",
        "memory_mb",
    ]
    assert log.of(events.CheckpointSaved)[-1].step == STEPS


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_is_refused_on_a_processor(tmp_path, precision):
    with pytest.raises(SpecError) as caught:
        run(tmp_path, spec_of(train__precision=precision))
    assert caught.value.messages[0].key == "training.half_needs_gpu"
    assert precision in caught.value.messages[0].text("zh")


@without_gpu
def test_a_gpu_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SpecError) as caught:
        run(tmp_path, spec_of(train__device="cuda"))
    assert caught.value.messages[0].key == "training.no_gpu"


@needs_gpu
@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_on_a_gpu_a_stopped_run_ends_with_the_same_bytes(tmp_path, precision):
    spec = spec_of(train__device="cuda", train__precision=precision)
    whole, log = run(tmp_path / "whole", spec), Log()
    for _ in range(2):
        run(tmp_path / "parts", spec, log, should_stop=stop_after(7))
    same_run(whole, run(tmp_path / "parts", spec, log))


@needs_gpu
def test_a_gpu_and_the_processor_agree(tmp_path):
    changes = {"model__layers": 1, "model__dropout": 0.0}
    ours = run(tmp_path / "cpu", spec_of(**changes))
    theirs = run(tmp_path / "gpu", spec_of(train__device="cuda", **changes))
    assert [point[1] for point in theirs[1].curve] == pytest.approx([point[1] for point in ours[1].curve], rel=1e-2)
