"""Networks with numbers of their own in every parameter, of every cell and switch, and inputs for them."""

from dataclasses import replace

import numpy as np
import onnxruntime
import torch
from torch.nn import functional

from lstm_core.engine.cells.lstm import LSTMCell
from lstm_core.engine.nn.networks import Forecaster, LanguageModel, recognizer_of
from lstm_core.engine.nn.stacks import Layer
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.spec.cells import CELLS
from lstm_core.spec.derived import Layout
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.run import TrainRunSpec

HIDDEN, HORIZON, CONTEXT, SYMBOLS, SOUND = 6, 5, 3, 9, 5
MORE = {"slstm": {"heads": 2}, "transformer": {"heads": 2}}


def model_of(cell, **more):
    more = MORE.get(cell, {}) | more
    more = {name: value for name, value in more.items() if not (name == "residual" and more.get("layers", 1) == 1)}
    return ModelSpec(cell=cell, **{"hidden_size": HIDDEN, **more})


def randomised(network, seed=0):
    """In evaluation, with weights far from those with which a network begins."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            width = parameter.shape[-1] if parameter.ndim > 1 else 4
            centre = 1.0 if "gain" in name or ("norm" in name and name.endswith("weight")) else 0.1
            parameter.normal_(centre, 1.2 / width**0.5, generator=generator)
    return network.eval()


def decay_inputs(random, shape, columns):
    marks = random.integers(0, 2, (*shape, columns)).astype(np.float32)
    values, last = random.normal(size=(2, *marks.shape)).astype(np.float32)
    return np.concatenate([values * marks, marks, random.random(marks.shape).astype(np.float32), last], axis=-1)


def forecaster(cell, context=CONTEXT, **more):
    return randomised(Forecaster(model_of(cell, **more), 8 if cell == "gru_d" else 3, HORIZON, context))


def window(network, cell, batch, time, seed=1):
    random = np.random.default_rng(seed)
    inputs = {"window": random.normal(size=(batch, time, 3)).astype(np.float32)}
    if cell == "gru_d":
        inputs["window"] = decay_inputs(random, (batch, time), 2)
    if network.head.in_features > HIDDEN:
        inputs["context"] = random.normal(size=(batch, CONTEXT)).astype(np.float32)
    return inputs


def language_model(cell, **more):
    return randomised(LanguageModel(model_of(cell, **more), SYMBOLS))


def text(batch, time, seed=1):
    return np.random.default_rng(seed).integers(0, SYMBOLS, (batch, time))


def recognizer(cell, **more):
    return randomised(recognizer_of(model_of(cell, **more), SOUND, SYMBOLS))


def sound(batch, time, seed=1):
    random = np.random.default_rng(seed)
    lengths = random.integers(1, time + 1, batch)
    lengths[random.integers(0, batch)] = time
    inputs = random.normal(size=(batch, time, SOUND)).astype(np.float32)
    return {"inputs": inputs, "lengths": lengths}


def told(network, inputs):
    """What torch gives for named inputs."""
    with torch.no_grad():
        return network(*[torch.from_numpy(each) for each in inputs.values()]).numpy()


def far(found, expected):
    """The largest distance, in parts of the largest number."""
    assert found.shape == expected.shape
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def within(found, lengths):
    """Steps that are real."""
    return np.concatenate([row[:length] for row, length in zip(found, lengths, strict=True)])


def switches(task):
    """Every setting of the model that a task knows and that changes what a trained network computes."""
    both = {"residual": True, "trained_state": True, "zoneout": 0.2, "recurrent_dropout": 0.3}
    for cell in (name for name in CELLS if task == "series" or name != "gru_d"):
        yield cell, {}
        yield cell, {"layers": 2}
        if cell == "transformer":
            continue
        every = {name: value for name, value in both.items() if name != "recurrent_dropout" or CELLS[cell].gated}
        for name, value in every.items():
            yield cell, {"layers": 2, name: value}
        yield cell, {"layers": 3, "variational_dropout": 0.2, **every}


class OfOurOwn(LSTMCell):
    """A cell that nobody told the exporter of: `equation` is what its step makes of a state."""

    equation = None

    def step(self, projected, recurrent, state, kept=None):
        h, c = super().step(projected, recurrent, state, kept)
        return type(self).equation(h), c


def of_our_own(equation, recur=None):
    """A forecasting network with such a cell."""
    kind = type("NewCell", (OfOurOwn,), {"equation": staticmethod(equation)} | ({"recur": recur} if recur else {}))
    network = Forecaster(model_of("lstm", zoneout=0.1), 3, HORIZON)
    network.recurrent.forwards[0] = Layer(kind(3, HIDDEN), 3, "cell")
    return randomised(network)


EQUATIONS = {
    "functional.silu": functional.silu,
    "softplus": functional.softplus,
    "clamp": lambda h: h.clamp(-0.1, 0.2),
    "hardtanh": functional.hardtanh,
    "root mean square": lambda h: h * torch.rsqrt(h.square().mean(-1, keepdim=True) + 1e-6),
    "where": lambda h: torch.where(h > 0, h, 0.1 * h),
    "a power": lambda h: h**2 - h**3,
    "a scaled difference": lambda h: torch.sub(1, h),
    "halves in turn": lambda h: torch.cat([h[..., HIDDEN // 2 :], h[..., : HIDDEN // 2]], dim=-1),
    "views": lambda h: (h.unflatten(-1, (2, -1)) * 2).flatten(-2),
    "gated by absolutes": lambda h: h / (1 + h.abs()),
    "lerp": lambda h: torch.lerp(h, h.tanh(), 0.3),
}

SCALINGS = ("none", "last", "instance", "instance_affine")
LAYOUTS = (Layout(), Layout(targets=3, past=2, known=2), Layout(targets=2, past=1, known=3, masked=True))


def frames():
    """Networks of forecasting runs: every scaling of a window, columns, patches, marks, quantiles."""
    for layout in (LAYOUTS[1], LAYOUTS[2]):  # with what is told of a series beside
        more = {"model.cell": "gru_d"} if layout.masked else {}
        yield replace(layout, past=0, static=2), {"data.strategy": "recursive", **more}
    for layout in LAYOUTS:
        for scaling in SCALINGS:
            for channels in ("joint", "shared") if layout.targets > 1 else ("joint",):
                cells = ("lstm", "gru_d") if layout.masked else ("gru",)
                for cell in cells:
                    yield layout, {"data.window_scaling": scaling, "model.channels": channels, "model.cell": cell}
    yield LAYOUTS[1], {"train.loss": "quantile", "train.quantiles": [0.1, 0.5, 0.9]}
    yield LAYOUTS[1], {"data.strategy": "recursive"}
    yield LAYOUTS[1], {"model.members": 3}


def series_forecaster(layout, changes, patch=2):
    basis = {"data.window": 12, "data.horizon": 4, "model.hidden_size": HIDDEN, "model.patch": patch}
    missing = {"data.missing": "mask"} if layout.masked else {}
    spec = TrainRunSpec().with_changes(basis | missing | changes)
    return randomised(SeriesForecaster(spec, layout))


def table(layout, reach, batch=3, window=12):
    """Windows (B, W, D) as a table has them, and what is known ahead (B, R, K)."""
    random = np.random.default_rng(2)
    past = random.normal(2.0, 3.0, (batch, window, layout.width)).astype(np.float32)
    beside = slice(layout.width - layout.known - layout.static, layout.width - layout.known)
    past[..., beside] = past[:, :1, beside]  # the same at every step
    if layout.masked:
        for first, count in ((0, layout.targets), (3 * layout.targets, layout.past)):
            marks = random.integers(0, 2, (batch, window, count))
            marks[0, :, :1] = 0  # nothing at all is seen
            past[..., first : first + count] *= marks
            past[..., first + count : first + 2 * count] = marks
            past[..., first + 2 * count : first + 3 * count] = random.random(marks.shape)
    return {"past": past, "known": random.normal(size=(batch, reach, layout.known)).astype(np.float32)}


def session(model):
    """ONNX Runtime with a model as it would be read from a file."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def beginning(program, batch):
    """The states before the first symbol, by name, as a user of a file makes them."""
    found = {}
    for state in program.states:
        if state.kind == "rows":
            found[state.name] = np.zeros((batch, 0, state.size), np.float32)
            continue
        first = program.weights[state.initial] if isinstance(state.initial, str) else state.initial
        found[state.name] = np.broadcast_to(np.float32(first), (batch, state.size)).copy()
    return found


def read_on(running, program, symbols, states):
    """Logits of the next piece of a text and the states behind it."""
    logits, *after = running.run(None, {"symbols": symbols, **states})
    return logits, dict(zip((state.name for state in program.states), after, strict=True))
