"""The first value that is no finite number is found where it stands, and no weight is spoiled by it."""

import math

import pytest
import torch

from lstm_core.engine.instruments.non_finite import Beginning
from lstm_core.engine.tasks.preparation import prepare
from lstm_core.engine.training import loop
from lstm_core.engine.training.finiteness import HOPELESS, FinitenessGuard
from lstm_core.engine.training.loop import DivergenceError, train
from lstm_core.runs import events
from tests.core.test_instruments_bits import CPU, material_of, spec_of

WAITING = [True, False]


@pytest.fixture(params=WAITING, ids=["looked at before the update", "left out by the optimiser"])
def waits(request, monkeypatch):
    """Both ways: that of a CPU, and that of a device which is not waited for."""

    def guard(optimizer, device, *, scaled, waits):
        return FinitenessGuard(optimizer, device, scaled=scaled, waits=request.param)

    monkeypatch.setattr(loop, "FinitenessGuard", guard)
    return request.param


def begun(folder, case="onednn", **changes):
    spec = spec_of(folder, case).with_changes({path.replace("__", "."): value for path, value in changes.items()})
    torch.set_num_threads(1)
    torch.manual_seed(spec.train.seed)
    return spec, *prepare(spec, material_of(folder, spec), CPU)


def ended(spec, network, task):
    """What was found, and what the run failed with."""
    told = []
    with pytest.raises(DivergenceError) as failure:
        train(network, task, spec.train, device=CPU, emit=told.append)
    [found] = [each for each in told if isinstance(each, events.NonFiniteFound)]
    assert found.step == failure.value.step
    assert told.index(found) == len(told) - 1
    losses = [each.step for each in told if isinstance(each, events.Logged) and "loss" in each.values]
    assert all(step < found.step or found.tensor == "validation_loss" for step in losses)
    return found, failure.value


def weights_after(folder, case, steps, **changes):
    spec, network, task = begun(folder, case, **changes)
    whole = spec.train.steps
    calls = iter(range(whole))

    def stop():
        return next(calls) >= steps

    train(network, task, spec.train, device=CPU, emit=lambda event: None, should_stop=stop)
    return network.state_dict()


def poisoned(task, step, factor=math.inf):
    """The loss of that step, counted from 0, is multiplied."""
    whole = task.loss

    def loss(network, number):
        return whole(network, number) * (factor if number == step else 1.0)

    task.loss = loss


def test_a_row_of_the_inputs(tmp_path, waits):
    spec, network, task = begun(tmp_path)
    sample = task.rows(3)[2]
    task.windows[task.first + sample, 0, 5] = math.nan  # also in the windows around it
    spoiled = {each for each in range(task.train_size) if not torch.isfinite(task.windows[task.first + each]).all()}
    first = next(step for step in range(10) if set(task.rows(step)) & spoiled)
    found, failure = ended(spec, network, task)
    assert (found.where, found.tensor, found.step) == ("inputs", spec.series.targets[0], first + 1)
    assert found.rows == [each for each in task.rows(first) if each in spoiled]
    assert failure.messages[0].key == "training.diverged"


def test_a_weight(tmp_path, waits):
    spec, network, task = begun(tmp_path)
    with torch.no_grad():
        network.recurrent.weight_hh_l1[0, 0] = math.nan
    found, _ = ended(spec, network, task)
    assert (found.where, found.tensor, found.step) == ("weights", "recurrent.weight_hh_l1", 1)
    assert found.rows == task.rows(0)


def test_an_activation(tmp_path, waits):
    spec, network, task = begun(tmp_path)
    network.head.register_forward_hook(lambda _module, _given, output: output * math.inf)
    found, _ = ended(spec, network, task)
    assert (found.where, found.tensor) == ("activations", "head")


def test_a_loss_that_overflows(tmp_path, waits):
    spec, network, task = begun(tmp_path, train__loss="mse")
    with torch.no_grad():
        network.head.bias.fill_(1e30)
    found, _ = ended(spec, network, task)
    assert (found.where, found.tensor, found.step) == ("loss", "loss", 1)


@pytest.mark.parametrize("name", ["head.bias", "recurrent.weight_ih_l0"])
def test_a_gradient_beside_a_finite_loss(name, tmp_path, waits):
    spec, network, task = begun(tmp_path)
    network.get_parameter(name).register_hook(lambda gradient: gradient * math.nan)
    before = {each: value.clone() for each, value in network.state_dict().items()}
    found, failure = ended(spec, network, task)
    assert (found.where, found.tensor, found.step) == ("gradient", name, 1)
    assert failure.messages[0].key == "training.gradient_diverged"
    assert all(torch.equal(before[each], value) for each, value in network.state_dict().items())


def test_a_gradient_whose_norm_alone_overflows(tmp_path, waits):
    spec, network, task = begun(tmp_path, train__clip_norm=None)
    network.head.weight.register_hook(lambda gradient: gradient * 0 + 1e25)
    found, _ = ended(spec, network, task)
    assert (found.where, found.tensor) == ("gradient", "head.weight")


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "sgd"])
@pytest.mark.parametrize("case", ["onednn", "text", "eager"])
def test_the_weights_are_those_before_the_bad_step(case, optimizer, tmp_path, waits):
    changes = {"train__optimizer": optimizer, "train__weight_decay": 0.01}
    spec, network, task = begun(tmp_path, case, **changes)
    poisoned(task, 4)
    found, _ = ended(spec, network, task)
    assert (found.step, found.where) == (5, "loss")
    expected = weights_after(tmp_path, case, 4, **changes)
    assert all(torch.equal(expected[name], value) for name, value in network.state_dict().items())


@pytest.mark.parametrize("case", ["onednn", "aten", "eager", "text"])
def test_leaving_out_bad_updates_changes_no_bit_of_a_healthy_run(case, tmp_path, monkeypatch):
    found = []
    for waiting in WAITING:
        monkeypatch.setattr(
            loop, "FinitenessGuard",
            lambda optimizer, device, *, scaled, waits, waiting=waiting: FinitenessGuard(
                optimizer, device, scaled=scaled, waits=waiting
            ),
        )  # fmt: skip
        spec, network, task = begun(tmp_path, case)
        train(network, task, spec.train, device=CPU, emit=lambda event: None)
        found.append(network.state_dict())
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])


def test_a_validation_that_is_not_finite_is_told_too(tmp_path):
    spec, network, task = begun(tmp_path)
    task.validation_loss = lambda network: math.nan
    found, failure = ended(spec, network, task)
    assert (found.where, found.tensor, found.step) == ("loss", "validation_loss", 5)
    assert failure.step == 5


def scaled_guard():
    weight = torch.nn.Parameter(torch.ones(1))
    guard = FinitenessGuard(torch.optim.SGD([weight]), CPU, scaled=True, waits=False)
    guard._beginning = Beginning({}, torch.get_rng_state(), None)
    return guard


def test_an_overflow_that_the_scaler_answers_is_no_fault_and_one_without_end_is():
    guard = scaled_guard()
    for step in range(1, HOPELESS):
        guard.check(step, torch.tensor(1.0), torch.tensor(math.inf))
    assert guard.read() is None
    guard.check(HOPELESS, torch.tensor(1.0), torch.tensor(2.0))
    assert guard.read() is None
    for step in range(100, 100 + HOPELESS):
        guard.check(step, torch.tensor(1.0), torch.tensor(math.nan))
    assert guard.read().step == 100
    guard = scaled_guard()
    guard.check(7, torch.tensor(math.nan), torch.tensor(math.nan))
    assert guard.read().step == 7
