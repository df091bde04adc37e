"""With every instrument looking at every step a training ends with the same bytes, whatever path runs its cells."""

import json

import pytest
import torch
from safetensors.torch import load_file

from lstm_core.data.series import sources
from lstm_core.data.speech.proposals import propose_speech
from lstm_core.data.text import corpora
from lstm_core.engine.instruments.always_on import AlwaysOn
from lstm_core.engine.instruments.probes import Probes
from lstm_core.engine.instruments.schedule import Budget
from lstm_core.engine.instruments.standard import Together
from lstm_core.engine.nn import stacks, torch_layers
from lstm_core.engine.nn.networks import recurrence_path
from lstm_core.engine.scan.compilation import compiler
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.training.loop import train
from lstm_core.engine.work.train import fit
from lstm_core.engine.worker import EventWriter
from lstm_core.runs import events
from lstm_core.runs.log import RunLog
from lstm_core.runs.measurements import is_measurement
from lstm_core.spec.parsing import parse_train_spec
from tests.ways import let_trials_find

CPU = torch.device("cpu")
STEPS = 10
TRAIN = {"steps": STEPS, "batch_size": 6, "evaluate_every": 5, "device": "cpu", "patience": None}
TEXT = "".join(f"{number} bottles stand on wall {number % 7}, {number // 3} fall.\n" for number in range(80))
SERIES = {"window": 12, "horizon": 2}
CASES = {  # path, data, model, training
    "onednn": ("onednn", SERIES, {"layers": 2, "dropout": 0.3}, {}),
    "aten": ("aten", SERIES, {"cell": "gru"}, {"optimizer": "sgd"}),
    "compiled": ("compiled", SERIES, {"cell": "peephole", "layers": 2, "residual": True}, {"threads": 2}),
    "compiled GRU": ("compiled", SERIES, {"cell": "gru", "head_dropout": 0.2}, {"threads": 2}),
    "eager": ("eager", SERIES, {"cell": "slstm", "zoneout": 0.1, "heads": 2}, {"optimizer": "adamw"}),
    "GRU-D": ("eager", {**SERIES, "missing": "mask"}, {"cell": "gru_d", "layers": 2}, {"recompute_every": 3}),
    "patches": ("onednn", {**SERIES, "window_scaling": "instance_affine"}, {"patch": 3, "channels": "shared"}, {}),
    "attention": ("attention", SERIES, {"cell": "transformer", "heads": 2, "dropout": 0.2}, {}),
    "text": ("onednn", {"task": "text", "window": 12}, {"dropout": 0.3, "layers": 2}, {}),
    "text, trained beginning": ("eager", {"task": "text", "window": 9}, {"trained_state": True, "zoneout": 0.1}, {}),
    "attentive text": ("attention", {"task": "text", "window": 9}, {"cell": "transformer", "context": 6}, {}),
    "speech": ("onednn", {"task": "speech"}, {"layers": 2, "bidirectional": True, "layer_norm": True}, {}),
}


def spec_of(folder, case):
    _, data, model, training = CASES[case]
    if data.get("task") == "text":
        (folder / "in.txt").write_text(TEXT, encoding="utf-8")
        data = {**data, "source": "file", "file": str(folder / "in.txt")}
    if data.get("task") == "speech":
        changes = {**{f"train.{name}": value for name, value in TRAIN.items()}, "model.hidden_size": 8}
        return propose_speech().spec.with_changes({**changes, **{f"model.{k}": v for k, v in model.items()}})
    return parse_train_spec({"data": data, "model": {"hidden_size": 8, **model}, "train": {**TRAIN, **training}})


def material_of(folder, spec):
    if spec.data.task == "speech":
        return propose_speech().utterances
    write = corpora.write_data_file if spec.data.task == "text" else sources.write_data_file
    write(spec.data, folder / "data")
    return load(spec, folder / "data")


def always(network, steps):
    """Every instrument at every step, whatever it costs."""
    return Together([AlwaysOn(network, steps, Budget(1e9, steps)), Probes(network, min(steps, 10), Budget(1e9, steps))])


def trained(spec, material, folder, watched):
    torch.set_num_threads(spec.threads)
    torch.manual_seed(spec.train.seed)
    network, task = prepare(spec, material, CPU)
    found, checkpoints = [], Checkpoints(folder)
    train(
        network, task, spec.train, device=CPU, emit=found.append, checkpoints=checkpoints,
        instrument=always(network, STEPS) if watched else None,
    )  # fmt: skip
    torch.set_num_threads(1)
    weights = {name: value.clone() for name, value in network.state_dict().items()}
    return weights, found, checkpoints, recurrence_path(network, CPU)


@pytest.mark.parametrize("case", CASES)
def test_instruments_change_no_byte_of_what_is_trained(case, tmp_path, monkeypatch):
    if CASES[case][0] == "compiled":
        if compiler() is None:
            pytest.skip("no C compiler")
        for module in (stacks, torch_layers):
            monkeypatch.setattr(module, "is_worth_compiling", lambda _saved, _cost: True)
        let_trials_find(monkeypatch, {"torch": 2.0, "own": 1.5, "library": 1.0})
    spec = spec_of(tmp_path, case)
    material = material_of(tmp_path, spec)
    (weights, plain, one, path), (others, told, other, _) = (
        trained(spec, material, tmp_path / str(watched), watched) for watched in (False, True)
    )
    assert path == CASES[case][0]
    assert all(torch.equal(weights[name], others[name]) for name in weights)
    assert one.best.read_bytes() == other.best.read_bytes()
    kept, again = load_file(one.last), load_file(other.last)  # of the optimiser too, and random states
    assert all(torch.equal(kept[name], again[name]) for name in kept)
    curves = [[each for each in events_of if own(each)] for events_of in (plain, told)]
    assert curves[0] == curves[1]
    assert {each.step for each in told if isinstance(each, events.Probed)} == set(range(1, STEPS + 1))
    measured = [each for each in told if isinstance(each, events.Logged) and not own(each)]
    assert len(measured) == 2 * STEPS
    assert all(map(is_measurement, set().union(*(each.values for each in measured))))


def own(event):
    """A point of the curve or a validation, which the training itself tells."""
    return isinstance(event, events.Logged) and not any(map(is_measurement, event.values))


def test_a_run_that_goes_on_tells_every_step_once(tmp_path):
    spec = spec_of(tmp_path, "onednn").with_changes({"train.steps": 40})
    material, checkpoints = material_of(tmp_path, spec), Checkpoints(tmp_path / "checkpoints")
    count = iter(range(100))
    emit = EventWriter(tmp_path / "events.jsonl")
    fit(spec, material, emit=emit, checkpoints=checkpoints, should_stop=lambda: next(count) >= 17)
    lost = events.Logged(seq=0, at=0, step=30, values={"gradient/layer_0": 1.0})  # of a worker that was killed
    emit(lost)
    fit(spec, material, emit=emit, checkpoints=checkpoints)
    log = RunLog(tmp_path / "events.jsonl")
    log.read()
    whole = []
    fit(spec, material, emit=whole.append)
    for name in ("gradient/layer_0", "update_ratio/head", "forget/layer_1"):
        steps = list(log.series[name].steps)
        assert steps == sorted(set(steps))
        assert len(steps) >= 2
        assert {1, 20} <= set(steps)
        values = {
            each.step: each.values[name] for each in whole if isinstance(each, events.Logged) and name in each.values
        }
        for step, value in zip(steps, log.series[name].values, strict=True):
            assert values.get(step, value) == value
    assert [step for step, _ in log.probes["lags"]] == sorted({step for step, _ in log.probes["lags"]})


def test_instruments_look_on_unless_they_are_switched_off(tmp_path):
    spec = spec_of(tmp_path, "onednn")
    material = material_of(tmp_path, spec)
    found = {}
    for watched in (True, False):
        told = []
        result = fit(spec, material, emit=told.append, instruments=watched)
        found[watched] = json.loads(result.model_dump_json())
        found[watched].pop("seconds")
        assert any(isinstance(each, events.Probed) for each in told) is watched
    assert found[True] == found[False]
