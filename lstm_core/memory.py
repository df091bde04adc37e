"""How much memory a run will take, estimated before any of it is taken; free of torch.

The estimate is an upper bound in order of magnitude: weights with gradient and two moments, the activations that
back-propagation through time keeps, the series, and the engine itself.
"""

import psutil

from lstm_core.errors import Message, SpecError
from lstm_core.specs import ModelSpec, RunSpec
from lstm_core.texts import Parameter

GATES = {"lstm": 4, "gru": 3}
FLOAT = 4
ENGINE_BYTES = 400 << 20  # a worker that has loaded torch
KEPT_PER_STATE = 3  # activations kept for each gate's value: before and after the non-linearity, and its gradient
EVALUATION_BATCH = 1024
SHARE = 0.9  # of the free memory


def parameter_count(model: ModelSpec, features: int, horizon: int) -> int:
    """Trained numbers of the recurrent stack and its head."""
    hidden, gates = model.hidden_size, GATES[model.cell]
    first = gates * hidden * (features + hidden + 2)
    deeper = gates * hidden * (2 * hidden + 2)
    return first + (model.layers - 1) * deeper + horizon * (hidden + 1)


def estimate(spec: RunSpec, rows: int) -> int:
    """Bytes that the run's process will take at its peak."""
    data, model, batch = spec.series, spec.model, spec.train.batch_size
    weights = 4 * FLOAT * parameter_count(model, 1, data.horizon) + FLOAT * parameter_count(model, 1, data.horizon)
    states = data.window * model.hidden_size * (GATES[model.cell] + 2) * KEPT_PER_STATE * FLOAT
    training = batch * (model.layers * states + FLOAT * (data.window + data.horizon))
    evaluation = EVALUATION_BATCH * model.layers * data.window * model.hidden_size * 2 * FLOAT
    windows = int(rows * max(data.validation_fraction, data.test_fraction))
    forecasts = 8 * 6 * windows * data.horizon + 12 * windows * data.window
    return ENGINE_BYTES + weights + max(training, evaluation) + forecasts + 40 * rows


def check_memory(spec: RunSpec, rows: int, available: int | None = None) -> int:
    """The estimate in bytes. Raises SpecError when it exceeds what is free (`available` bytes, or the machine's)."""
    model, batch = spec.model, spec.train.batch_size
    shown: dict[str, Parameter] = {"hidden": model.hidden_size, "layers": model.layers, "batch": batch}
    return check_free(estimate(spec, rows), Message("run.memory", {**shown, "window": spec.series.window}), available)


def check_speech_memory(spec: RunSpec, longest: int, utterances: int, available: int | None = None) -> int:
    """The same for a speech run: `longest` samples in the longest of so many utterances."""
    data, model, batch = spec.speech, spec.model, spec.train.batch_size
    inputs = longest * 1000 // (data.rate * data.hop_ms * data.stack) + 1
    width, ways = model.hidden_size, 2 if model.bidirectional else 1
    weights = parameter_count(model, max(data.stack * data.mels, ways * width), width) * ways
    states = max(batch, 64) * inputs * width * ways * model.layers * (GATES[model.cell] + 2) * KEPT_PER_STATE
    needed = ENGINE_BYTES + FLOAT * (5 * weights + states) + utterances * FLOAT * 2 * longest
    shown: dict[str, Parameter] = {"hidden": width, "layers": model.layers, "batch": batch}
    return check_free(needed, Message("run.memory_speech", shown), available)


def check_free(needed: int, refusal: Message, available: int | None = None) -> int:
    """`needed` bytes. Raises SpecError with the refusal, `needed` and `free` in GiB added, when they are not free."""
    free = psutil.virtual_memory().available if available is None else available
    if needed > SHARE * free:
        raise SpecError(Message(refusal.key, {**refusal.parameters, "needed": needed / 2**30, "free": free / 2**30}))
    return needed
