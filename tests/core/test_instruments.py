"""An instrument sees gradients before clipping, on the steps that it names, and the training does not feel it."""

import pytest
import torch

from lstm_core.data.series import sources
from lstm_core.data.text import corpora
from lstm_core.engine.instruments.gates import read_gates
from lstm_core.engine.instruments.instrument import DisturbedError
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import train
from lstm_core.runs import events
from lstm_core.spec.parsing import parse_train_spec

CPU = torch.device("cpu")
TEXT = "".join(f"{number} bottles stand on wall {number % 7}, {number // 3} fall.\n" for number in range(80))
SMALL = {"steps": 12, "batch_size": 6, "evaluate_every": 4, "clip_norm": 0.05, "device": "cpu"}
RAWS = {
    "series": {"data": {"window": 8, "horizon": 2}, "model": {"hidden_size": 4, "layers": 2, "dropout": 0.4}},
    "noisy cells": {
        "data": {"window": 8, "horizon": 2},
        "model": {"cell": "peephole", "hidden_size": 4, "zoneout": 0.2},
    },
    "text": {
        "data": {"task": "text", "source": "file", "window": 12},
        "model": {"hidden_size": 6, "dropout": 0.3, "trained_state": True},
    },
}
tasks = pytest.mark.parametrize("name", RAWS)


class Watching:
    """Notes the gradient at every third step, after doing whatever else it is told to do."""

    def __init__(self, act=lambda view: None):
        self.act, self.asked, self.norms, self.losses = act, [], {}, {}

    def due(self, step):
        self.asked.append(step)
        return step % 3 == 0

    def look(self, view):
        gradients = [parameter.grad for parameter in view.network.parameters() if parameter.grad is not None]
        self.norms[view.step] = float(torch.cat([each.flatten() for each in gradients]).norm())
        self.losses[view.step] = float(view.loss)
        self.act(view)

    def updated(self, view):
        pass

    def told(self):
        return ()


def trained(folder, name, instrument=None):
    """The weights, the curve and the events of a small run."""
    raw = RAWS[name]
    torch.manual_seed(3)
    if name == "text":
        (folder / "in.txt").write_text(TEXT, encoding="utf-8")
        raw = {**raw, "data": {**raw["data"], "file": str(folder / "in.txt")}}
    spec = parse_train_spec({**raw, "train": SMALL})
    if name == "text":
        corpora.write_data_file(spec.text, folder / "data.txt")
    else:
        sources.write_data_file(spec.series, folder / "data.txt")
    network, task = prepare(spec, load(spec, folder / "data.txt"), CPU)
    told = []
    checkpoints = Checkpoints(folder / "checkpoints")
    more = {} if instrument is None else {"instrument": instrument}
    train(network, task, spec.train, device=CPU, emit=told.append, checkpoints=checkpoints, **more)
    steps = [event for event in told if isinstance(event, events.Logged) and "loss" in event.values]
    curve = [(event.step, event.values["loss"], event.values["gradient_norm"]) for event in steps]
    return {part: value.clone() for part, value in network.state_dict().items()}, curve, checkpoints.best.read_bytes()


def busy(view):
    """Everything that an instrument may do."""
    torch.rand(7)
    view.network.eval()
    with torch.enable_grad():
        loss = view.task.loss(view.network, view.step)
    torch.autograd.grad(loss, [each for each in view.network.parameters() if each.requires_grad], allow_unused=True)
    found = read_gates(view.network, lambda: view.task.loss(view.network, view.step - 1))
    assert found
    assert all(torch.isfinite(values).all() for each in found for values in each.replay.gates.values())
    view.task.validation_loss(view.network)


@tasks
def test_looking_changes_no_bit_of_the_training(name, tmp_path):
    runs = []
    for number, instrument in enumerate((None, Watching(busy))):
        folder = tmp_path / str(number)
        folder.mkdir()
        runs.append(trained(folder, name, instrument))
    (weights, curve, best), (other, others_curve, others_best) = runs
    assert curve == others_curve
    assert best == others_best
    assert all(torch.equal(weights[part], other[part]) for part in weights)


@tasks
def test_it_sees_the_gradients_before_they_are_clipped_on_its_own_steps(name, tmp_path):
    instrument = Watching()
    _, curve, _ = trained(tmp_path, name, instrument)
    assert instrument.asked == list(range(1, 13))
    assert list(instrument.norms) == [3, 6, 9, 12]
    for step, loss, norm in curve:
        if step in instrument.norms:
            assert instrument.norms[step] == pytest.approx(norm, rel=1e-5)
            assert instrument.losses[step] == loss
    assert max(instrument.norms.values()) > 2 * SMALL["clip_norm"]


@torch.no_grad()
def moving(view):
    next(view.network.parameters()).add_(1e-3)


def scaling(view):
    next(each.grad for each in view.network.parameters() if each.grad is not None).mul_(2)


def forgetting(view):
    view.network.zero_grad()


@pytest.mark.parametrize("act", [moving, scaling, forgetting], ids=lambda act: act.__name__)
def test_an_instrument_that_writes_is_refused(act, tmp_path):
    with pytest.raises(DisturbedError, match="Watching"):
        trained(tmp_path, "series", Watching(act))


def test_a_failing_look_leaves_modes_and_random_numbers_as_they_were(tmp_path):
    seen = []

    def failing(view):
        seen.append((view.network, torch.get_rng_state()))
        torch.rand(5)
        view.network.eval()
        raise LookupError("a broken instrument")

    with pytest.raises(LookupError):
        trained(tmp_path, "series", Watching(failing))
    ((network, state),) = seen
    assert network.training
    assert torch.equal(torch.get_rng_state(), state)
