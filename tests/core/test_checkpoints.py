"""Checkpoints are whole or absent, say where training stands, and hold nothing that runs code."""

import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from lstm_core.engine.nn.networks import Forecaster
from lstm_core.engine.training import checkpoints as module
from lstm_core.engine.training.checkpoints import Checkpoints, Progress
from lstm_core.engine.training.loop import make_optimizer
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.training import TrainSpec

BEST = {"head.weight": torch.arange(6.0).reshape(2, 3), "head.bias": torch.tensor([0.5, -0.5])}


def parts(optimizer="adam", seed=0):
    """A network that has taken two steps, its optimiser and a scaler that does nothing."""
    torch.manual_seed(seed)
    network = Forecaster(ModelSpec(hidden_size=3), features=1, horizon=2)
    chosen = make_optimizer(network, TrainSpec(optimizer=optimizer, learning_rate=0.1))
    for _ in range(2):
        chosen.zero_grad()
        network(torch.ones(2, 4, 1)).square().sum().backward()
        chosen.step()
    return network, chosen, torch.amp.GradScaler("cpu", enabled=False)


def fresh(optimizer="adam"):
    network = Forecaster(ModelSpec(hidden_size=3), features=1, horizon=2)
    return network, make_optimizer(network, TrainSpec(optimizer=optimizer)), torch.amp.GradScaler("cpu", enabled=False)


def progress(step=7):
    return Progress(step=step, best_step=5, best_loss=0.1 + 0.2, stale=2, seconds=1.25, best=dict(BEST))


def equal(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
def test_everything_comes_back_to_the_bit(tmp_path, optimizer):
    saved, checkpoints = parts(optimizer), Checkpoints(tmp_path / "new")
    checkpoints.save(progress(), *saved)
    coming = torch.rand(5)
    torch.manual_seed(123)
    loaded = fresh(optimizer)
    found = checkpoints.load(*loaded)
    assert torch.equal(torch.rand(5), coming)
    assert equal(found.best, BEST)
    assert found == Progress(step=7, best_step=5, best_loss=0.1 + 0.2, stale=2, seconds=1.25, best=found.best)
    assert equal(loaded[0].state_dict(), saved[0].state_dict())
    ours, theirs = (each[1].state_dict()["state"] for each in (loaded, saved))
    assert ours.keys() == theirs.keys()
    assert all(equal(ours[number], theirs[number]) for number in theirs)


def test_before_the_first_validation_no_loss_is_the_best(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(Progress(step=3), *parts())
    assert not checkpoints.best.exists()
    assert checkpoints.load(*fresh()) == Progress(step=3, best_loss=float("inf"))


def test_without_a_checkpoint_there_is_nothing_to_load(tmp_path):
    assert Checkpoints(tmp_path / "nowhere").load(*fresh()) is None


def test_the_metadata_says_where_training_stands(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(progress(), *parts())
    with safe_open(str(checkpoints.last), framework="pt") as file:
        counters = json.loads(file.metadata()["progress"])
    told = {"step": 7, "best_step": 5, "best_loss": 0.1 + 0.2, "stale": 2, "seconds": 1.25, "ways": None}
    assert counters == told


def test_the_best_weights_hold_nothing_that_depends_on_the_run(tmp_path):
    first, second = Checkpoints(tmp_path / "a"), Checkpoints(tmp_path / "b")
    first.save(progress(), *parts())
    later = progress(step=9)
    later.best = dict(reversed(BEST.items()))
    later.seconds = 99.0
    second.save(later, *parts(seed=1))
    assert first.best.read_bytes() == second.best.read_bytes()
    assert equal(load_file(first.best), BEST)
    with safe_open(str(first.best), framework="pt") as file:
        assert not file.metadata()


def test_a_death_while_writing_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    checkpoints, saved = Checkpoints(tmp_path), parts()
    checkpoints.save(progress(step=7), *saved)
    before = checkpoints.last.read_bytes()

    def die(*_):
        raise KeyboardInterrupt

    for point in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(module.os, point, die)
            with pytest.raises(KeyboardInterrupt):
                checkpoints.save(progress(step=8), *saved)
        assert checkpoints.last.read_bytes() == before
        assert checkpoints.load(*fresh()).step == 7


def test_a_file_is_on_the_disk_before_it_takes_the_name(tmp_path, monkeypatch):
    done = []
    for point in ("fsync", "replace"):
        real = getattr(module.os, point)
        monkeypatch.setattr(module.os, point, lambda *a, real=real, point=point: (done.append(point), real(*a))[1])
    Checkpoints(tmp_path).save(progress(), *parts())
    assert done == ["fsync", "replace"] * 2


def test_a_torn_temporary_file_is_ignored_and_replaced(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    torn = [tmp_path / ".last.safetensors.tmp", tmp_path / ".best.safetensors.tmp"]
    for file in torn:
        file.write_bytes(b"\x10\0\0\0torn")
    assert checkpoints.load(*fresh()) is None
    checkpoints.save(progress(), *parts())
    assert checkpoints.load(*fresh()).step == 7
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.safetensors", "last.safetensors"]
