"""What follows from a spec is what the engine really builds, and nobody computes it a second time."""

import re

import pytest
import torch

from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.nn import networks, stacks
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.spec import derived
from lstm_core.spec.cells import CELLS as ROWS
from lstm_core.spec.cells import FORGETTING, GATED, RECURRENT, TORCH_CELLS
from lstm_core.spec.derived import DECAYING, Layout, pass_of
from lstm_core.spec.parsing import parse_train_spec
from tests.tree import ROOT, sources

HIDDEN, SYMBOLS = 6, 11
DEEP = {"layers": 3, "residual": True, "dropout": 0.1}
SWITCHES = (
    {}, {"layers": 2}, {"zoneout": 0.1}, {"recurrent_dropout": 0.1, "zoneout": 0.1}, {"trained_state": True},
    {**DEEP, "trained_state": True},
)  # fmt: skip
OF_TASKS = {
    "series": ({}, {"channels": "shared", "patch": 2}, {"head_dropout": 0.1}, {"members": 3}),
    "text": ({}, {"tied": True}, {"tied": True, "embedding_size": 4}, {"embedding_size": 5}),
    "speech": ({}, {"bidirectional": True, "layer_norm": True}),
}
GAPPY = {
    "source": "file", "file": "in.csv", "missing": "mask", "time_column": "day", "target": "a",
    "further_targets": ["b"], "past_columns": ["p"], "future_columns": ["f"], "calendar": True, "window": 8,
    "horizon": 5,
}  # fmt: skip
COLUMNS = ({}, {"strategy": "recursive", "past_columns": []}, {"window_scaling": "instance_affine"})


def allowed(cell, task, switch):
    return (
        (cell in RECURRENT or not {"residual", "zoneout", "trained_state"} & set(switch))
        and (cell in GATED or "recurrent_dropout" not in switch)
        and (cell != "gru_d" or task == "series")
        and not (switch.get("dropout") and switch.get("layers", 1) == 1)
    )


def specs():
    """Every cell of every task under every switch that it allows."""
    for task, own in OF_TASKS.items():
        for cell in ROWS:
            for switch in SWITCHES:
                for more in own:
                    if allowed(cell, task, switch) and not (switch and more):
                        heads = {"heads": 2} if cell in ("slstm", "transformer") else {}
                        model = {"cell": cell, "hidden_size": HIDDEN, **heads, **switch, **more}
                        for data in COLUMNS if task == "series" and not switch else ({},):
                            rows = {**GAPPY, **data} if task == "series" else {}
                            yield parse_train_spec({"data": {"task": task, **rows}, "model": model})


def name_of(spec):
    changed = spec.model.model_dump(exclude_defaults=True)
    data = spec.data.model_dump(exclude_defaults=True, include={"strategy", "window_scaling"})
    return f"{spec.data.task} {changed} {data}"


SPECS = list(specs())


def network_of(spec):
    match spec.data.task:
        case "series":
            return SeriesForecaster(spec, Layout.of(spec.series))
        case "text":
            return networks.LanguageModel(spec.model, SYMBOLS)
        case _:
            return networks.recognizer_of(spec.model, derived.sound_features(spec.speech), SYMBOLS)


def parameters_of(spec):
    match spec.data.task:
        case "series":
            return derived.forecaster_parameters(spec)
        case "text":
            return derived.language_model_parameters(spec.model, SYMBOLS)
        case _:
            return derived.recognizer_parameters(spec, SYMBOLS)


def stack_in(network):
    return getattr(network, "recurrent", network)


@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_the_parameters_are_those_of_the_network(spec):
    assert parameters_of(spec) == networks.parameter_count(network_of(spec))


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.model.cell != "transformer"], ids=name_of)
def test_what_torch_runs_is_torchs(spec):
    stack = stack_in(network_of(spec))
    assert derived.torch_runs_stack(spec.model, spec.data.task) is isinstance(stack, torch.nn.RNNBase)
    for number, layer in enumerate(getattr(stack, "forwards", ())):
        assert derived.torch_runs_layer(spec.model, number) is isinstance(layer, torch.nn.RNNBase)


@pytest.mark.parametrize("cell", CELLS)
def test_gates_and_states_of_a_cell_are_those_of_its_class(cell):
    made = CELLS[cell](DECAYING, HIDDEN)
    assert made.weight_ih.shape[0] == ROWS[cell].gates * HIDDEN
    assert len(made.start(2, torch.zeros(1))) == ROWS[cell].states
    assert made.mixing == derived.averaged_states(cell)
    assert StochasticCell(made, 0.1, 0.1).masks == 1 + derived.averaged_states(cell)


def test_every_cell_has_its_facts():
    assert set(CELLS) == set(RECURRENT)
    assert {cell: ROWS[cell].torch for cell in TORCH_CELLS} == {
        cell: kind.__name__ for cell, kind in stacks.TORCH.items()
    }
    assert {cell for cell in CELLS if ROWS[cell].gates == 4} == set(FORGETTING)


SERIES = [spec for spec in SPECS if spec.data.task == "series"]


@pytest.mark.parametrize("spec", SERIES, ids=name_of)
def test_a_pass_reads_and_gives_what_it_says(spec):
    layout, one, network = Layout.of(spec.series), pass_of(spec), network_of(spec)
    inputs = []
    stack_in(network).register_forward_pre_hook(lambda _module, given: inputs.append(given[0].shape))
    window = torch.rand(2, spec.series.window, layout.width)
    found = network(window, torch.rand(2, one.reach, layout.known))
    assert found.shape == (2, one.reach, layout.targets, one.said)
    assert [tuple(shape) for shape in inputs] == [(2 * one.sequences, derived.steps_of_time(spec), one.features)]
    assert network.head.weight.shape == (one.outputs, HIDDEN + one.context)


def test_a_recursive_pass_reaches_one_patch():
    spec = parse_train_spec({"data": {**GAPPY, "strategy": "recursive", "past_columns": []}, "model": {"patch": 4}})
    assert (pass_of(spec).reach, pass_of(spec).context) == (4, 4 * 9)


def test_recordings_have_no_steps_before_they_are_heard():
    with pytest.raises(TypeError, match="speech"):
        derived.steps_of_time(parse_train_spec({"data": {"task": "speech"}}))


AGAIN = {  # how a fact is computed, and a line that would compute it once more
    "steps of time": (r"window // (\w+\.)*model\.patch", "time = spec.series.window // spec.model.patch"),
    "steps of one pass": (r"min\((\w+\.)*patch, ", "reach = min(model.patch, data.horizon)"),
    "quantiles": (r"len\((\w+\.)*quantiles\) if", "quantiles = len(train.quantiles) if wanted else 1"),
    "columns of the calendar": (r"(8|[A-Z]{4,}) if (\w+\.)*calendar", "8 if data.calendar else 0"),
    "columns of a table": (r"3 if .*mask", "fold = 3 if masked else 1"),
    "the cell of a deeper layer": (r'"gru" if .*gru_d', '"gru" if spec.cell == "gru_d" and number > 0 else spec.cell'),
    "the noise of a layer": (r'"zoneout" if ', 'noise = "zoneout" if spec.zoneout else ""'),
    "noise at all": (r"\.zoneout or \w+\.recurrent_dropout", "noisy = bool(model.zoneout or model.recurrent_dropout)"),
    "directions": (r"2 if .*bidirectional", "ways = 2 if model.bidirectional else 1"),
    "numbers of an embedding": (r"embedding_size or ", "width = spec.embedding_size or spec.hidden_size"),
    "inputs of a recording": (r"\.hop_ms\b.* //|// (\w+\.)*stack", "longest // spec.speech.stack"),
    "the factor of seeds": (r"1_?000_?003", "seed + 1_000_003 * epoch"),
    "cells with a carried c": (
        r'"lstm", "peephole", "layer_norm_lstm"\)',
        '("lstm", "peephole", "layer_norm_lstm")',
    ),
}
HOMES = {f"lstm_core/spec/{name}.py" for name in ("derived", "constants", "run", "series", "text", "speech")}


@pytest.mark.parametrize("fact", AGAIN)
def test_a_fact_of_a_spec_is_computed_in_one_place(fact):
    pattern, offence = AGAIN[fact]
    assert re.search(pattern, offence)
    code = [path for _, path in sources()] + list(ROOT.glob("lstm_core/**/*.j2"))
    assert len(code) > 100
    found = {str(path.relative_to(ROOT)) for path in code if re.search(pattern, path.read_text(encoding="utf-8"))}
    assert found <= HOMES
