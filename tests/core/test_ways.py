"""A run takes the way that a short trial found faster on this machine, and one that goes on takes its first one."""

import json

import pytest
import torch
from safetensors.torch import load_file

from lstm_core.engine.nn import stacks, torch_layers
from lstm_core.engine.nn.networks import Forecaster, path_left, path_reason, recurrence_path
from lstm_core.engine.nn.paths import choose_path, path_ratio, take_ways, ways_of
from lstm_core.engine.scan import trial, verdicts
from lstm_core.engine.scan.compilation import compiler
from lstm_core.engine.scan.verdicts import Shape, Verdict
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import finish, fit
from lstm_core.runs import events
from lstm_core.spec.model import ModelSpec
from tests.core.test_training import series_of, spec_of
from tests.ways import let_trials_find

CPU = torch.device("cpu")
RUN = {"steps": 100_000, "time": 100, "batch": 8}
SHAPE = Shape("nn.GRU", 1, 5, 16, 8, "torch.float32")
OWN, LIBRARY = {"own": 1.0, "library": 1.5}, {"own": 1.5, "library": 1.0}

needs_compiler = pytest.mark.skipif(compiler() is None, reason="no C compiler")


@pytest.fixture(autouse=True)
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(verdicts, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / verdicts.FILE


def network_of(cell):
    return Forecaster(ModelSpec(cell=cell, hidden_size=16), 5, 2)


def decided(monkeypatch, *measured):
    """What `decide` says when its trials measure these seconds, one after the other; and how many it made."""
    left = list(measured)
    monkeypatch.setattr(trial, "measure", lambda *_: left.pop(0))
    found = trial.decide(torch.nn.Identity(), dict.fromkeys(measured[0]), SHAPE, 100, 0.3)
    return found and found.seconds, len(measured) - len(left)


@needs_compiler
@pytest.mark.parametrize(
    ("cell", "seconds", "expected"),
    [
        ("gru", {"torch": 1.0, "own": 2.0, "library": 4.0}, ("aten", None, "trial_torch", 0.5)),
        ("gru", {"torch": 4.0, "own": 2.0, "library": 1.0}, ("compiled", "slower", "trial_compiled", 0.25)),
        ("lstm", {"torch": 1.0, "own": 1.01, "library": 4.0}, ("compiled", "slower", "trial_compiled", 1.01)),
        ("peephole", {"own": 1.0, "library": 2.0}, ("compiled", "cell", "trial_own", 0.5)),
        ("peephole", {"own": 2.0, "library": 1.0}, ("compiled", "cell", "trial_library", 0.5)),
    ],
)
def test_the_faster_way_of_the_trial_runs_and_the_record_says_which_and_by_how_much(
    cell, seconds, expected, monkeypatch
):
    let_trials_find(monkeypatch, seconds)
    network = network_of(cell)
    choose_path(network, **RUN)
    found = (recurrence_path(network, CPU), path_left(network), path_reason(network), path_ratio(network))
    assert found == expected
    products = [way["products"] for way in ways_of(network)]
    assert products == ["library" if Verdict(seconds).way == "library" else "own"]


@needs_compiler
@pytest.mark.parametrize("cell", ["lstm", "slstm"])
def test_a_trial_measures_every_way_and_changes_no_random_number_and_no_gradient(cell):
    network = network_of(cell)
    layer = network.recurrent if cell == "lstm" else network.recurrent.forwards[0]
    layer.choose(100_000, 100)
    before = torch.get_rng_state()
    found = trial.measure(layer, layer.ways(), layer.shape(8), 20, 0.05)
    assert set(found) == set(layer.ways())
    assert all(0 < seconds < 60 for seconds in found.values())
    assert torch.equal(torch.get_rng_state(), before)
    assert all(parameter.grad is None for parameter in network.parameters())


@needs_compiler
@pytest.mark.parametrize("cell", ["gru", "peephole"])
def test_every_way_gives_the_same_numbers_up_to_rounding(cell):
    network = network_of(cell).double()
    layer = network.recurrent if cell == "gru" else network.recurrent.forwards[0]
    layer.choose(100_000, 100)
    inputs, found = torch.randn(3, 7, 5).double(), []
    for way in layer.ways().values():
        states = way(inputs)
        found.append([states, *torch.autograd.grad((states**2).sum(), list(layer.parameters()))])
    for other in found[1:]:
        for one, two in zip(found[0], other, strict=True):
            torch.testing.assert_close(one, two, rtol=1e-10, atol=1e-10)


def test_a_verdict_is_kept_and_measured_once(cache, monkeypatch):
    assert decided(monkeypatch, OWN) == (OWN, 1)
    assert decided(monkeypatch, LIBRARY) == (OWN, 0)
    assert list(json.loads(cache.read_text())) == [SHAPE.key()]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[1]",
        "\udcff",
        '{"KEY": 3}',
        '{"KEY": {"seconds": {"own": -1.0, "library": 1.0}}}',
        '{"KEY": {"seconds": {}}}',
    ],
)
def test_a_damaged_file_is_no_verdict_and_is_written_anew(content, cache, monkeypatch):
    cache.parent.mkdir()
    cache.write_bytes(content.replace("KEY", SHAPE.key()).encode("utf-8", "surrogateescape"))
    assert decided(monkeypatch, LIBRARY) == (LIBRARY, 1)
    assert verdicts.read(SHAPE.key()) == Verdict(LIBRARY)


@pytest.mark.parametrize("what", ["processor", "torch", "threads", "shape"])
def test_a_verdict_of_another_processor_version_or_shape_is_not_taken_and_stays(what, cache, monkeypatch):
    decided(monkeypatch, OWN)
    key, other = SHAPE.key(), SHAPE
    if what == "processor":
        monkeypatch.setattr(verdicts, "processor_name", lambda: "Another Processor")
    elif what == "torch":
        monkeypatch.setattr(torch, "__version__", "9.9")
    elif what == "threads":
        torch.set_num_threads(1)
    else:
        other = Shape("nn.GRU", 1, 5, 17, 8, "torch.float32")
        assert Shape("nn.GRU", 1, 5, 15, 7, "torch.float32").key() == key  # the same bucket
    assert other.key() != key
    monkeypatch.setattr(f"{__name__}.SHAPE", other)
    assert decided(monkeypatch, LIBRARY) == (LIBRARY, 1)
    assert (verdicts.read(key), verdicts.read(other.key())) == (Verdict(OWN), Verdict(LIBRARY))


def test_of_two_that_measure_at_once_the_first_one_written_holds_for_both(cache, monkeypatch):
    def measured_while_another_writes(*_):
        verdicts.keep(SHAPE.key(), Verdict(OWN))
        return LIBRARY

    monkeypatch.setattr(trial, "measure", measured_while_another_writes)
    assert trial.decide(torch.nn.Identity(), dict.fromkeys(OWN), SHAPE, 100, 0.3) == Verdict(OWN)


def test_where_nothing_can_be_kept_the_rule_decides(cache, monkeypatch):
    cache.parent.write_text("no folder")
    assert decided(monkeypatch, LIBRARY) == (None, 1)


@needs_compiler
@pytest.mark.parametrize("cell", ["gru", "peephole"])
def test_a_run_that_goes_on_or_is_finished_takes_its_first_way_whatever_a_trial_says_now(cell, monkeypatch, tmp_path):
    for module in (stacks, torch_layers):
        monkeypatch.setattr(module, "is_worth_compiling", lambda _saved, _cost: True)
    spec, series = spec_of(model__cell=cell, train__threads=2, model__hidden_size=24), series_of()
    first, later = {"torch": 1.0, "own": 2.0, "library": 4.0}, {"torch": 4.0, "own": 2.0, "library": 1.0}
    if cell == "peephole":
        first, later = later, first

    def trained(name, seconds, stop_at=None):
        let_trials_find(monkeypatch, seconds)
        told, checkpoints = [], Checkpoints(tmp_path / name)

        def should_stop():
            return any(isinstance(each, events.Logged) and each.step == stop_at for each in told)

        fit(spec, series, emit=told.append, should_stop=should_stop, checkpoints=checkpoints)
        started = [each for each in told if isinstance(each, events.Started)]
        return checkpoints, started

    whole, begun = trained("whole", first)
    other, _ = trained("other", later)
    trained("cut", first, stop_at=10)
    resumed, again = trained("cut", later)
    assert again[0].step == 10
    assert (again[0].path, again[0].path_reason, again[0].path_ratio) == (
        begun[0].path, begun[0].path_reason, begun[0].path_ratio,
    )  # fmt: skip
    one, two, three = (load_file(each.last) for each in (whole, resumed, other))
    weights = [name for name in one if name.startswith("weights.")]
    assert all(torch.equal(one[name], two[name]) for name in one if not name.startswith("random."))
    assert not all(torch.equal(one[name], three[name]) for name in weights)  # the other way rounds otherwise

    told = []
    finish(spec, series, "stopped", emit=told.append, checkpoints=resumed)
    assert (told[0].path, told[0].path_reason) == (begun[0].path, begun[0].path_reason)


@needs_compiler
def test_a_checkpoint_that_names_no_way_goes_on_as_before_there_were_trials(monkeypatch):
    let_trials_find(monkeypatch, {"torch": 1.0, "own": 2.0, "library": 0.5})
    for cell in ("gru", "peephole"):
        network = network_of(cell)
        choose_path(network, **RUN)
        take_ways(network, None)
        assert recurrence_path(network, CPU) == "compiled"
        assert [way["products"] for way in ways_of(network)] == ["own"]
        assert path_reason(network) is None
