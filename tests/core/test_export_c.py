"""The C of a network compiles without a warning and gives the network's numbers, in float32 and in 8-bit integers."""

import ctypes
import dataclasses
import shutil
import subprocess

import numpy as np
import pytest
import torch

from lstm_core.data.series.transforms import Transform
from lstm_core.engine.cells import CELLS
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.c_check import difference
from lstm_core.engine.export.c_weights import int8_rows
from lstm_core.engine.export.c_windows import ColumnScaling
from lstm_core.engine.export.c_writer import c_model
from lstm_core.engine.export.program import Program
from lstm_core.spec.derived import Layout
from tests.exports import (
    LAYOUTS,
    far,
    frames,
    language_model,
    recognizer,
    series_forecaster,
    sound,
    switches,
    table,
    text,
    told,
)

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")
STRICT = ("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror")
CLOSE = 1e-5
WINDOW = 12


class Compiled:
    """A model as a library."""

    def __init__(self, folder, model):
        folder.mkdir()
        (folder / "model.c").write_text(model.source)
        (folder / "model.h").write_text(model.header)
        command = ["gcc", *STRICT, "-shared", "-fPIC", "model.c", "-o", "model.so", "-lm"]
        subprocess.run(command, cwd=folder, check=True)
        self._library = ctypes.CDLL(str(folder / "model.so"))

    def __call__(self, name, *arguments):
        getattr(self._library, name)(
            *(
                each.ctypes.data_as(ctypes.c_void_p) if isinstance(each, np.ndarray) else ctypes.c_long(each)
                for each in arguments
            )
        )


@pytest.fixture
def compiled(tmp_path_factory):
    return lambda program, steps, **more: Compiled(
        tmp_path_factory.mktemp("c") / "model", c_model(program, steps, **more)
    )


def forecasts(model, inputs, name="model_scaled", shape=()):
    found = np.empty((len(inputs["past"]), *shape), np.float32)
    for past, known, out in zip(inputs["past"], inputs["known"], found, strict=True):
        model(name, np.ascontiguousarray(past), np.ascontiguousarray(known), out)
    return found


@pytest.mark.parametrize("cell", [*CELLS, "transformer"])
def test_a_forecaster_of_every_cell_gives_its_numbers(cell, compiled):
    layout = LAYOUTS[2] if cell == "gru_d" else LAYOUTS[1]
    network = series_forecaster(layout, {"model.cell": cell, "model.layers": 2, **HEADS.get(cell, {})})
    inputs = table(layout, network.reach)
    expected = told(network, inputs)
    model = compiled(program_of(network), WINDOW)
    assert far(forecasts(model, inputs, shape=expected.shape[1:]), expected) < CLOSE


HEADS = {"slstm": {"model.heads": 2}, "transformer": {"model.heads": 2}}


@pytest.mark.parametrize(("layout", "changes"), [*frames()][::3], ids=str)
def test_what_stands_around_a_forecasting_network_is_in_its_c(layout, changes, compiled):
    network = series_forecaster(layout, changes)
    inputs = table(layout, network.horizon)
    with torch.no_grad():
        expected = network.rollout(*(torch.from_numpy(each) for each in inputs.values())).numpy()
    model = compiled(program_of(network), WINDOW)
    assert far(forecasts(model, inputs, shape=expected.shape[1:]), expected) < CLOSE


def test_a_forecast_in_the_units_of_the_data_is_scaled_in_and_out(compiled):
    network = series_forecaster(LAYOUTS[1], {"train.loss": "quantile", "train.quantiles": [0.1, 0.5, 0.9]})
    inputs, columns = table(LAYOUTS[1], network.reach), LAYOUTS[1].width
    random = np.random.default_rng(3)
    scaling = ColumnScaling(random.normal(size=columns), random.uniform(0.5, 2, columns))
    raw = {"past": inputs["past"] * scaling.scale + scaling.offset}
    known = slice(columns - LAYOUTS[1].known, columns)
    raw["known"] = inputs["known"] * scaling.scale[known] + scaling.offset[known]
    targets = slice(0, LAYOUTS[1].targets)
    expected = np.sort(told(network, inputs), axis=-1)
    expected = expected * scaling.scale[targets][:, None] + scaling.offset[targets][:, None]
    model = compiled(program_of(network), WINDOW, scaling=scaling)
    raw = {name: value.astype(np.float32) for name, value in raw.items()}
    assert far(forecasts(model, raw, "model_forecast", expected.shape[1:]), expected) < CLOSE


@pytest.mark.parametrize(("kind", "lag"), [("log", 0), ("none", 1), ("log1p", 3), ("box_cox", 2), ("log", 9)])
def test_a_forecast_in_the_units_of_the_data_undoes_transforms_and_differences(kind, lag, compiled):
    layout = Layout(targets=2)
    network = series_forecaster(layout, {"train.loss": "quantile", "train.quantiles": [0.1, 0.5, 0.9]})
    random = np.random.default_rng(4)
    values = np.exp(random.normal(size=(WINDOW + lag, 2)).cumsum(axis=0) * 0.2)
    transform = Transform(kind, (0.3, 0.5) if kind == "box_cox" else (), lag)
    levels, scaling = transform.levels(values), random.uniform(0.5, 2, (2, 2))
    window = ((transform.changes(values)[lag:] - scaling[0]) / scaling[1]).astype(np.float32)
    with torch.no_grad():
        said = network.rollout(torch.from_numpy(window)[None], torch.zeros(1, network.horizon, 0)).numpy()
    changes = np.sort(said.astype(np.float64), axis=-1) * scaling[1][:, None] + scaling[0][:, None]
    expected = transform.undone(changes, range(len(levels) - 1, len(levels)), levels)[0]
    told = ColumnScaling(*scaling, transform=kind, powers=transform.powers, lag=lag)
    model = compiled(program_of(network), WINDOW, scaling=told)
    raw = {"past": values[None].astype(np.float32), "known": np.zeros((1, network.horizon, 1), np.float32)}
    assert far(forecasts(model, raw, "model_forecast", expected.shape)[0], expected) < 10 * CLOSE


@pytest.mark.parametrize(("cell", "more"), [*switches("text")][::4], ids=str)
def test_a_text_is_read_symbol_by_symbol_with_a_state(cell, more, compiled):
    extra = {"context": 4} if cell == "transformer" else {}
    network = language_model(cell, embedding_size=4, tied=bool(more), **more, **extra)
    symbols = text(1, 9)
    with torch.no_grad():
        expected = network(torch.from_numpy(symbols))[0][0].numpy()
    model = compiled(program_of(network), 1)
    state, found = np.zeros(1 << 14, np.float32), np.empty_like(expected)
    model("model_begin", state)
    for symbol, logits in zip(symbols[0], found, strict=True):
        model("model_step", state, int(symbol), logits)
    assert far(found, expected) < CLOSE


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", ["lstm", "slstm", "transformer"])
def test_a_recording_is_heard_whole(cell, bidirectional, compiled):
    network = recognizer(cell, bidirectional=bidirectional, layers=2, layer_norm=cell == "lstm")
    inputs = sound(2, 7)
    expected = told(network, inputs)
    model = compiled(program_of(network), 7)
    for row, length in enumerate(inputs["lengths"]):
        found = np.empty_like(expected[row, :length])
        model("model_run", np.ascontiguousarray(inputs["inputs"][row, :length]), int(length), found)
        assert far(found, expected[row, :length]) < CLOSE


@pytest.mark.parametrize("cell", ["lstm", "gru", "slstm", "transformer"])
def test_8_bit_weights_take_a_quarter_of_the_flash_and_change_little(cell, compiled):
    network = series_forecaster(LAYOUTS[0], {"model.cell": cell, "model.hidden_size": 32, **HEADS.get(cell, {})})
    program, inputs = program_of(network), table(LAYOUTS[0], network.reach)
    expected = told(network, inputs)
    whole, small = (c_model(program, WINDOW, int8=int8) for int8 in (False, True))
    assert small.flash < 0.45 * whole.flash
    found = forecasts(compiled(program, WINDOW, int8=True), inputs, shape=expected.shape[1:])
    assert 0 < far(found, expected) < 0.05


def test_a_row_of_8_bit_weights_is_at_most_half_a_step_off():
    weight = np.random.default_rng(0).normal(size=(5, 9)).astype(np.float32)
    weight[2] = 0
    rounded, scale = int8_rows(weight)
    assert np.abs(rounded * scale[:, None] - weight).max(axis=1) == pytest.approx(scale / 2, abs=float(scale.max()) / 2)
    assert np.abs(rounded).max() == 127
    assert not rounded[2].any()


def test_c_is_held_against_its_program_before_it_is_offered():
    network = series_forecaster(LAYOUTS[1], {"model.cell": "gru"})
    program = program_of(network)
    model = c_model(program, WINDOW)
    assert difference(model, program, WINDOW) < CLOSE
    wrong = dataclasses.replace(
        model, source=model.source.replace("1 / (1 + model_exp(-x))", "1 / (2 + model_exp(-x))")
    )
    assert difference(wrong, program, WINDOW) > 0.01
    with pytest.raises(subprocess.CalledProcessError):
        difference(dataclasses.replace(model, source=model.source + "int unused(void) { int x; }"), program, WINDOW)
    text_model, heard = language_model("lstm"), recognizer("gru", bidirectional=True)
    assert difference(c_model(program_of(text_model), 1), program_of(text_model), 1) < CLOSE
    assert difference(c_model(program_of(heard), 9), program_of(heard), 9) < CLOSE


def test_memory_and_constants_are_counted():
    network = series_forecaster(LAYOUTS[0], {"model.hidden_size": 32}, patch=1)
    program: Program = program_of(network)
    model = c_model(program, WINDOW)
    assert 0.95 < model.flash / (4 * sum(weight.size for weight in program.weights.values())) <= 1
    assert 0 < model.ram < 8000
    assert "malloc" not in model.source
