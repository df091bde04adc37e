"""Recomputation over time: the gradients of training that keeps everything, in every cell, layer and task."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_core.data.series import sources
from lstm_core.data.speech import recordings
from lstm_core.data.text import corpora
from lstm_core.engine.nn.networks import Forecaster, LanguageModel, recognizer_of
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.nn.recomputation import recompute, recomputes, run_layers
from lstm_core.engine.scan.compilation import compiler
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.engine.work.train import fit
from lstm_core.errors import SpecError
from lstm_core.runs.events import Started
from lstm_core.runs.measurements import is_measurement
from lstm_core.runs.memory import check_memory, check_speech_memory, check_text_memory
from lstm_core.spec.cells import RECURRENT
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from tests.core.scripts import plain_csv

CPU = torch.device("cpu")
BATCH, TIME, FEATURES, SYMBOLS = 3, 23, 8, 7
SWITCHED = {"layers": 2, "dropout": 0.3, "recurrent_dropout": 0.2, "zoneout": 0.2, "trained_state": True}
LONG = {"steps": 100_000, "time": TIME, "batch": 8}
TOLERANCE = {"rtol": 1e-11, "atol": 1e-13}


def spec_of(cell, **more):
    heads = {"heads": 2} if cell == "slstm" else {}
    return ModelSpec(cell=cell, hidden_size=6, **heads, **more)


def switched(cell):
    return {name: value for name, value in SWITCHED.items() if name != "recurrent_dropout" or cell != "rnn"}


def gradients(network, act):
    """The loss and the gradient of every weight, with the masks of one seed."""
    network.zero_grad()
    torch.manual_seed(5)
    loss = act()
    loss.backward()
    after = torch.get_rng_state()
    return {"loss": loss.detach(), **{name: each.grad.clone() for name, each in network.named_parameters()}}, after


def same(network, act, every=4):
    """What recomputation gives is what training gives that keeps everything."""
    kept, _ = gradients(network, act)
    recompute(network, every, CPU)
    assert recomputes(network) == every
    again, _ = gradients(network, act)
    assert set(kept) == set(again)
    for name, value in kept.items():
        torch.testing.assert_close(again[name], value, **TOLERANCE, msg=lambda text, name=name: f"{name}: {text}")
    recompute(network, None, CPU)
    assert recomputes(network) is None


def series(spec):
    torch.manual_seed(3)
    network, window = Forecaster(spec, FEATURES, 2).double(), torch.randn(BATCH, TIME, FEATURES).double()
    return network, lambda: network(window).square().sum()


def text(spec):
    torch.manual_seed(3)
    network, symbols = LanguageModel(spec, SYMBOLS).double(), torch.randint(SYMBOLS, (BATCH, 2 * TIME))

    def act():
        one, state = network(symbols[:, :TIME])
        return one.square().sum() + network(symbols[:, TIME:], state)[0].square().sum()

    return network, act


def speech(spec):
    torch.manual_seed(3)
    network, inputs = recognizer_of(spec, FEATURES, SYMBOLS).double(), torch.randn(BATCH, TIME, FEATURES).double()
    return network, lambda: network(inputs, torch.tensor([TIME, 9, 4])).square().sum()


MADE = [(make, cell) for make in (series, text, speech) for cell in RECURRENT if cell != "gru_d" or make is series]


@pytest.mark.parametrize(("make", "cell"), MADE)
@pytest.mark.parametrize("more", [{}, {"layers": 2, "residual": True}], ids=["plain", "residual"])
def test_gradients_are_those_of_training_that_keeps_everything(make, cell, more):
    same(*make(spec_of(cell, **more)))


@pytest.mark.parametrize("cell", [cell for cell in RECURRENT if cell != "gru_d"])
def test_a_recogniser_has_the_same_gradients_in_both_directions(cell):
    same(*speech(spec_of(cell, layers=2, layer_norm=True, bidirectional=True)))


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
@pytest.mark.parametrize(("make", "cell"), [made for made in MADE if made[1] not in ("lstm", "gru", "rnn")])
def test_a_compiled_cell_has_the_same_gradients(make, cell):
    network, act = make(spec_of(cell, layers=2))
    choose_path(network, **LONG)
    same(network, act)


@pytest.mark.parametrize(("make", "cell"), MADE)
def test_masks_are_drawn_part_by_part_and_again_alike(make, cell):
    """The gradient along a direction is the difference of losses whose masks are those of the first pass."""
    network, act = make(spec_of(cell, **switched(cell)))
    recompute(network, 4, CPU)
    found, after = gradients(network, act)
    weight = dict(network.named_parameters())[next(name for name in found if "weight_hh" in name)]
    direction, step = torch.randn_like(weight), 1e-6
    losses = []
    for sign in (1, -1):
        with torch.no_grad():
            weight.add_(sign * step * direction)
        shifted, again = gradients(network, act)
        assert torch.equal(again, after)  # the way back draws nothing
        losses.append(shifted["loss"])
        with torch.no_grad():
            weight.sub_(sign * step * direction)
    name = next(name for name in found if "weight_hh" in name)
    torch.testing.assert_close(
        (losses[0] - losses[1]) / (2 * step), (found[name] * direction).sum(), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_dropout_between_the_layers_of_torch_is_drawn_again_alike(cell):
    network, act = series(spec_of(cell, layers=3, dropout=0.5))
    assert isinstance(network.recurrent, nn.RNNBase)
    recompute(network, 4, CPU)
    found, _ = gradients(network, act)
    weight, step, losses = network.recurrent.weight_hh_l1, 1e-6, []
    direction = torch.randn_like(weight)
    for sign in (1, -2):
        with torch.no_grad():
            weight.add_(sign * step * direction)
        losses.append(gradients(network, act)[0]["loss"])
    slope = (found["recurrent.weight_hh_l1"] * direction).sum()
    torch.testing.assert_close((losses[0] - losses[1]) / (2 * step), slope, rtol=1e-5, atol=1e-6)


def test_without_gradients_the_parts_give_what_the_whole_gives():
    network, _ = series(spec_of("lstm", layers=2))
    window = torch.randn(BATCH, TIME, FEATURES).double()
    with torch.no_grad():
        whole = network(window)
        recompute(network, 5, CPU)
        torch.testing.assert_close(network(window), whole)


def test_a_state_of_torch_keeps_its_form():
    for layer, state in (
        (nn.LSTM(FEATURES, 6, batch_first=True), True),
        (nn.GRU(FEATURES, 6, batch_first=True), False),
    ):
        inputs = torch.randn(BATCH, TIME, FEATURES)
        whole = layer(inputs)
        recompute(layer, 4, CPU)
        states, last = run_layers(layer, inputs)
        torch.testing.assert_close(states, whole[0])
        assert isinstance(last, tuple) is state
        torch.testing.assert_close(last, whole[1])


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_parts_are_computed_again_in_the_precision_of_the_first_pass(cell):
    """The way back is called outside of autocast, as the training loop does."""
    torch.manual_seed(3)
    network, window = Forecaster(spec_of(cell), FEATURES, 2), torch.randn(BATCH, TIME, FEATURES)

    def act():
        with torch.autocast("cpu", torch.bfloat16):
            return network(window).float().square().sum()

    whole, _ = gradients(network, act)
    recompute(network, 4, CPU)
    parts, _ = gradients(network, act)
    for name, value in whole.items():
        apart = (parts[name] - value).abs().max() / value.abs().max()
        assert apart < 0.03, name  # bfloat16 has 8 bits


def test_the_masks_of_cudnn_are_refused_because_they_cannot_be_drawn_again():
    network, _ = series(spec_of("gru", layers=2, dropout=0.25))
    with pytest.raises(SpecError, match=r"Set model.dropout to 0 .*, or train.recompute_every to null"):
        recompute(network, 100, torch.device("cuda"))
    recompute(network, None, torch.device("cuda"))
    recompute(series(spec_of("gru", layers=2))[0], 100, torch.device("cuda"))


TASKS = {
    "series": ({"source": "file", "window": 12, "horizon": 3}, sources.write_data_file, "data.csv"),
    "text": ({"task": "text", "source": "file", "window": 12}, corpora.write_data_file, "data.txt"),
    "speech": ({"task": "speech", "augment": False}, recordings.write_data_file, "data.zip"),
}


def run_of(folder, task, **train):
    """A spec whose data stands at a path."""
    data, place, name = TASKS[task]
    plain_csv(folder, np.sin(np.arange(80) / 3).round(4).tolist())
    (folder / "in.txt").write_text("all bottles stand on the wall and fall. " * 40, encoding="utf-8")
    file = {} if task == "speech" else {"file": str(folder / ("in.csv" if task == "series" else "in.txt"))}
    fields = {"batch_size": 6, "steps": 3, "evaluate_every": 2, "device": "cpu", **train}
    spec = parse_train_spec({"data": {**data, **file}, "model": {"hidden_size": 6, "layers": 2}, "train": fields})
    place(spec.data, folder / name)
    return spec, folder / name


def is_of_training(event):
    return event.type == "logged" and not any(map(is_measurement, event.values))


@pytest.mark.parametrize("task", TASKS)
def test_a_run_of_any_task_learns_the_same_and_its_record_says_that_it_recomputes(tmp_path, task):
    curves = []
    for every in (None, 5):
        spec, path = run_of(tmp_path, task, recompute_every=every)
        told = []
        fit(spec, load(spec, path), emit=told.append)
        (started,) = [event for event in told if isinstance(event, Started)]
        assert started.recompute_every == every
        curves.append([next(iter(event.values.values())) for event in told if is_of_training(event)])
    assert len(curves[0]) == 5
    np.testing.assert_allclose(*curves, rtol=1e-5)


@pytest.mark.parametrize("task", TASKS)
def test_the_field_reaches_every_layer_of_a_prepared_network(tmp_path, task):
    spec, path = run_of(tmp_path, task, recompute_every=5)
    network = prepare(spec, load(spec, path), CPU).network
    assert recomputes(network) == 5


def refusal(raw):
    with pytest.raises(SpecError) as caught:
        parse_train_spec(raw)
    (message,) = caught.value.messages
    assert "recompute_every" in message.text("zh")
    return message.text("en")


@pytest.mark.parametrize(
    ("data", "model", "every", "said"),
    [
        ({}, {"cell": "transformer"}, 10, "which a transformer has not. Set it to null"),
        ({"task": "speech"}, {"cell": "transformer"}, 10, "which a transformer has not"),
        ({"window": 100}, {}, 100, "a sequence has 100 steps, so there is nothing to compute again. Set it to 10, or"),
        ({"window": 400}, {"patch": 4}, 100, "has 100 steps"),
        ({"task": "text", "window": 64}, {}, 64, "Set it to 8, or to null"),
        ({}, {}, 0, "must be 1..100000"),
    ],
)
def test_what_recomputation_cannot_do_is_refused_with_what_would(data, model, every, said):
    assert said in refusal({"data": data, "model": model, "train": {"recompute_every": every}})


def test_a_recording_may_be_of_any_length():
    assert (
        parse_train_spec({"data": {"task": "speech"}, "train": {"recompute_every": 1000}}).train.recompute_every == 1000
    )


def spoken(check, changes, *given):
    """The refusal of a run that is too big, in English; the value it names fits."""
    spec = TrainRunSpec.model_validate({"data": changes.pop("data"), "model": changes, "train": {"batch_size": 8}})
    with pytest.raises(SpecError) as caught:
        check(spec, *given)
    (message,) = caught.value.messages
    every = message.parameters.get("every")
    if every is not None:
        assert f"train.recompute_every 设为 {every}" in message.text("zh")
        check(spec.with_changes({"train.recompute_every": every}), *given)
    return message.text("en")


BIG = {"hidden_size": 256, "layers": 2}


def test_a_run_that_is_too_big_names_the_steps_with_which_it_would_fit():
    assert "Set train.recompute_every to 50 " in spoken(
        check_memory, {"data": {"window": 10_000}, **BIG}, 40_000, 1 << 30
    )
    text = {"data": {"task": "text", "window": 4096}, "cell": "peephole", **BIG}
    assert "Set train.recompute_every to " in spoken(check_text_memory, text, 100_000, 60, 1 << 30)
    speech = {"data": {"task": "speech"}, "bidirectional": True, **BIG}
    assert "Set train.recompute_every to " in spoken(check_speech_memory, speech, 8000 * 60, 20, 1 << 30)


def test_a_run_that_would_not_fit_so_either_is_told_what_else_to_do():
    for changes, free in (({"cell": "transformer"}, 1 << 30), ({"cell": "gru"}, 1 << 28)):
        told = spoken(check_memory, {"data": {"window": 10_000}, **BIG, **changes}, 40_000, free)
        assert "recompute" not in told
        assert "Reduce hidden size" in told
