"""How much memory a run will take, estimated before any of it is taken; free of torch.

The estimate is an upper bound in order of magnitude: weights with gradient and two moments, the activations that
back-propagation through time keeps, the series, and the engine itself.
"""

from collections.abc import Callable

import psutil

from lstm_core.data.series.windows import boundaries, evaluation_batch
from lstm_core.data.speech.augmentation import heard_at_once
from lstm_core.errors import Message, SpecError
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.model import Cell, ModelSpec
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import TASKS

GATES: dict[Cell, int] = {
    "lstm": 4, "gru": 3, "rnn": 1, "peephole": 4, "layer_norm_lstm": 4, "gru_d": 3, "slstm": 4, "transformer": 12,
}  # fmt: skip
FLOAT = 4
ENGINE_BYTES = 400 << 20  # a worker that has loaded torch
KEPT_TORCH: dict[Cell, int] = {
    "lstm": 18,
    "gru": 15,
    "rnn": 5,
}  # numbers per unit and step, where torch.nn runs a layer
KEPT: dict[Cell, int] = {  # the same of a layer that runs step by step, forward and backward
    "lstm": 14, "gru": 12, "rnn": 6, "peephole": 14, "layer_norm_lstm": 24, "gru_d": 19, "slstm": 22,
    "transformer": 28,
}  # fmt: skip
KEPT_ARRIVING = 2  # numbers per unit and step beside what each layer hands on, where parts are computed again
KEPT_MASK = 4  # of each mask of a step: itself, its copy, and what it is multiplied with
KEPT_LOGITS = 3  # logits, their exponentials, and the gradient
STEP_BYTES = 20_000  # what torch remembers of the operations of one step, whatever their size
CALENDAR = 8  # columns
LINEAR_WINDOW, LINEAR_BATCH = 1024, 2048  # of the linear baseline
LOGITS_BYTES = 3 * FLOAT << 24  # of the largest piece of an evaluation
SYMBOL_BYTES = 40  # the text, its code points and its symbols, on the way and at rest
SHARE = 0.9  # of the free memory
INTERVALS = (10, 20, 50, 100, 200, 500)  # steps between two kept states that a refusal may name
RECOMPUTED = {"run.memory": "run.memory_recompute", "run.memory_speech": "run.memory_speech_recompute"}


def parameter_count(model: ModelSpec, features: int, outputs: int, context: int = 0) -> int:
    """Trained numbers of the stack and its head, within a few vectors of H."""
    hidden, gates, head = model.hidden_size, GATES[model.cell], outputs * (model.hidden_size + context + 1)
    if model.cell == "transformer":
        return hidden * (features + 1) + model.layers * hidden * (gates * hidden + 13) + head
    first = gates * hidden * (features + hidden + 2)
    deeper = gates * hidden * (2 * hidden + 2)
    return first + (model.layers - 1) * deeper + head


def plain(model: ModelSpec) -> bool:
    """The stack is torch.nn's."""
    return model.cell in KEPT_TORCH and not (model.zoneout or model.recurrent_dropout)


def activations(model: ModelSpec, steps: int, context: int | None = None) -> int:
    """Bytes of one layer and one sequence of so many steps, kept for the way back; a transformer sees its context."""
    if plain(model):
        return steps * model.hidden_size * KEPT_TORCH[model.cell] * FLOAT
    masks = (1 if model.recurrent_dropout else 0) + (2 if model.zoneout else 0)
    numbers = steps * model.hidden_size * (KEPT[model.cell] + KEPT_MASK * masks)
    if model.cell == "transformer":
        numbers += 2 * steps * (steps + (context or 0))
    return numbers * FLOAT


def layered(spec: RunSpec, steps: int, context: int | None = None) -> int:
    """The same of all layers in one direction; with recomputation the activations of one part at a time."""
    model, every = spec.model, spec.train.recompute_every
    if every is None or every >= steps:
        return model.layers * activations(model, steps, context)
    switched = (
        model.residual or model.variational_dropout or model.trained_state or TASKS[spec.data.task].layer_by_layer
    )
    outside, inside = (1, model.layers) if plain(model) and not switched else (model.layers, 1)  # of a part
    states = (outside + KEPT_ARRIVING) * steps + 2 * model.layers * -(-steps // every)
    return FLOAT * states * model.hidden_size + inside * activations(model, every)


def bookkeeping(spec: RunSpec, steps: int) -> int:
    """Bytes that step by step costs whatever the batch."""
    model, steps = spec.model, min(steps, spec.train.recompute_every or steps)
    if model.cell == "transformer" or plain(model):
        return 0
    return steps * model.layers * STEP_BYTES * (2 if model.bidirectional else 1)


def estimate(spec: RunSpec, rows: int) -> int:
    """Bytes that the run's process will take at its peak."""
    data, model = spec.series, spec.model
    width, _, sequences = shape(spec)
    targets, quantiles = len(data.targets), len(spec.train.quantiles) if spec.train.loss == "quantile" else 1
    held, inputs = evaluation_batch(spec, width) * sequences, data.window // model.patch
    states = (2 if plain(model) else 2 + GATES[model.cell]) * model.layers * inputs * model.hidden_size
    if spec.train.recompute_every is not None:  # gates of one part, and what one layer reads and hands on
        states = (2 * inputs + GATES[model.cell] * spec.train.recompute_every) * model.hidden_size
    evaluation = held * FLOAT * (states + 2 * data.window * width // sequences)
    first_validation, first_test = boundaries(rows, data)
    windows = max(first_test - first_validation, rows - first_test)
    forecasts = 8 * windows * data.horizon * targets * (6 + 2 * quantiles)
    baseline = 8 * min(data.window, LINEAR_WINDOW) * LINEAR_BATCH * 3
    weights, training = training_bytes(spec)
    return ENGINE_BYTES + weights + max(training, evaluation) + forecasts + baseline + 40 * rows * width


def shape(spec: RunSpec) -> tuple[int, int, int]:
    """Columns of the table, those of them that are known ahead, and networks' passes for one window."""
    data = spec.series
    fold, known = 3 if data.missing == "mask" else 1, len(data.future_columns) + (CALENDAR if data.calendar else 0)
    width = fold * (len(data.targets) + len(data.past_columns)) + known
    return width, known, len(data.targets) if spec.model.channels == "shared" else 1


def training_bytes(spec: RunSpec) -> tuple[int, int]:
    """Bytes of the weights with gradient and two moments, and of one training step beside them."""
    data, model = spec.series, spec.model
    width, known, sequences = shape(spec)
    targets, fold = len(data.targets), 3 if data.missing == "mask" else 1
    columns = targets // sequences
    quantiles = len(spec.train.quantiles) if spec.train.loss == "quantile" else 1
    features = model.patch * (width - fold * (targets - columns))
    if model.cell == "gru_d":
        features = model.patch * 4 * (columns + len(data.past_columns) + known)
    outputs = data.horizon * columns * quantiles
    inputs = data.window // model.patch  # of the recurrence
    states = layered(spec, inputs)
    training = spec.train.batch_size * sequences * (states + FLOAT * (data.window * width // sequences + outputs))
    weights = 5 * FLOAT * parameter_count(model, features, outputs, data.horizon * known)
    return weights, training + bookkeeping(spec, inputs)


def estimate_text(spec: RunSpec, characters: int, symbols: int) -> int:
    """Bytes of a text run: weights with gradient and moments, activations and logits, the text as symbols."""
    model, batch, window = spec.model, spec.train.batch_size, spec.text.window
    width = model.embedding_size or model.hidden_size
    weights = 5 * FLOAT * (parameter_count(model, width, symbols) + symbols * width)
    states = layered(spec, window, model.context)
    training = batch * (states + window * (KEPT_LOGITS * symbols + width) * FLOAT)
    training += bookkeeping(spec, window)
    evaluation = LOGITS_BYTES + 16 * 512 * model.hidden_size * model.layers * 2 * FLOAT
    return ENGINE_BYTES + weights + max(training, evaluation) + SYMBOL_BYTES * characters


def check_memory(spec: RunSpec, rows: int, available: int | None = None) -> int:
    """The estimate in bytes. Raises SpecError when it exceeds what is free (`available` bytes, or the machine's)."""
    model, batch = spec.model, spec.train.batch_size
    shown: dict[str, Parameter] = {"hidden": model.hidden_size, "layers": model.layers, "batch": batch}
    refusal = Message("run.memory", {**shown, "window": spec.series.window})
    time = spec.series.window // model.patch
    return check_free(spec, lambda each: estimate(each, rows), time, refusal, available)


def check_text_memory(spec: RunSpec, characters: int, symbols: int, available: int | None = None) -> int:
    """The same for a text run of so many characters and symbols."""
    model, window = spec.model, spec.text.window
    shown: dict[str, Parameter] = {"hidden": model.hidden_size, "layers": model.layers, "window": window}
    refusal = Message("run.memory", {**shown, "batch": spec.train.batch_size})
    return check_free(spec, lambda each: estimate_text(each, characters, symbols), window, refusal, available)


def estimate_speech(spec: RunSpec, longest: int, utterances: int) -> int:
    """Bytes of a speech run: `longest` samples in the longest of so many utterances."""
    data, model, batch = spec.speech, spec.model, spec.train.batch_size
    inputs = inputs_of(spec, longest)
    width, ways = model.hidden_size, 2 if model.bidirectional and model.cell != "transformer" else 1
    weights = parameter_count(model, max(data.stack * data.mels, ways * width), width) * ways
    states = max(batch, heard_at_once(spec.train)) * ways * layered(spec, inputs) + bookkeeping(spec, inputs)
    return ENGINE_BYTES + FLOAT * 5 * weights + states + utterances * FLOAT * 2 * longest


def inputs_of(spec: RunSpec, samples: int) -> int:
    """Inputs of the network for so many samples of sound."""
    data = spec.speech
    return samples * 1000 // (data.rate * data.hop_ms * data.stack) + 1


def check_speech_memory(spec: RunSpec, longest: int, utterances: int, available: int | None = None) -> int:
    """The same for a speech run."""
    model, time = spec.model, inputs_of(spec, longest)
    shown: dict[str, Parameter] = {"hidden": model.hidden_size, "layers": model.layers, "batch": spec.train.batch_size}
    refusal = Message("run.memory_speech", shown)
    return check_free(spec, lambda each: estimate_speech(each, longest, utterances), time, refusal, available)


def check_free(
    spec: RunSpec,
    estimated: Callable[[RunSpec], int],
    time: int,
    refusal: Message,
    available: int | None = None,
) -> int:
    """The bytes that are `estimated`. Raises SpecError with the refusal, sizes in GiB added, when they are not free.

    Where recomputation would make the run of `time` steps fit, the refusal names how many steps to set.
    """
    free, needed = psutil.virtual_memory().available if available is None else available, estimated(spec)
    if needed <= SHARE * free:
        return needed
    shown: dict[str, Parameter] = {**refusal.parameters, "needed": needed / 2**30, "free": free / 2**30}
    every, least = least_with_recomputation(spec, estimated, time)
    if every is None or least > SHARE * free:
        raise SpecError(Message(refusal.key, shown))
    raise SpecError(Message(RECOMPUTED[refusal.key], {**shown, "every": every, "least": least / 2**30}))


def least_with_recomputation(spec: RunSpec, estimated: Callable[[RunSpec], int], time: int) -> tuple[int | None, int]:
    """Steps between two kept states with which a run takes least, and its bytes; None where nothing can be kept."""
    found = {}
    for every in INTERVALS if spec.model.cell != "transformer" else ():
        if every < time:
            train = spec.train.model_copy(update={"recompute_every": every})
            found[every] = estimated(spec.model_copy(update={"train": train}))
    best = min(found, key=found.__getitem__, default=None)
    return best, 0 if best is None else found[best]
