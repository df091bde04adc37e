"""How much memory a run will take, estimated before any of it is taken; free of torch.

The estimate is an upper bound in order of magnitude: weights with gradient and two moments, the activations that
back-propagation through time keeps, the series, and the engine itself.
"""

from collections.abc import Callable

import psutil

from lstm_core.data.series import baselines
from lstm_core.data.series.windows import boundaries
from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.cells import CELLS
from lstm_core.spec.constants import EVALUATION_CHUNK, EVALUATION_STREAMS, MOST_LOGITS
from lstm_core.spec.derived import (
    averaged_states,
    directions,
    embedding_of,
    evaluation_utterances,
    evaluation_windows,
    forecaster_parameters,
    inputs_of_samples,
    language_model_parameters,
    layout_of,
    pass_of,
    recognizer_parameters,
    steps_of_time,
    torch_runs_layer,
    torch_runs_stack,
)
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.run import TrainRunSpec

FLOAT = 4
ENGINE_BYTES = 400 << 20  # a worker that has loaded torch
KEPT_ARRIVING = 2  # numbers per unit and step beside what each layer hands on, where parts are computed again
KEPT_MASK = 4  # of each mask of a step: itself, its copy, and what it is multiplied with
KEPT_LOGITS = 3  # logits, their exponentials, and the gradient
STEP_BYTES = 20_000  # what torch remembers of the operations of one step, whatever their size
LOGITS_BYTES = 3 * FLOAT * MOST_LOGITS  # of the largest piece of an evaluation
SYMBOL_BYTES = 40  # the text, its code points and its symbols, on the way and at rest
SHARE = 0.9  # of the free memory
INTERVALS = (10, 20, 50, 100, 200, 500)  # steps between two kept states that a refusal may name
RECOMPUTED = {"run.memory": "run.memory_recompute", "run.memory_speech": "run.memory_speech_recompute"}


def activations(model: ModelSpec, steps: int, context: int | None = None) -> int:
    """Bytes of one layer and one sequence of so many steps, kept for the way back; a transformer sees its context."""
    if torch_runs_layer(model):
        return steps * model.hidden_size * CELLS[model.cell].kept_torch * FLOAT
    masks = (1 if model.recurrent_dropout else 0) + (averaged_states(model.cell) if model.zoneout else 0)
    numbers = steps * model.hidden_size * (CELLS[model.cell].kept + KEPT_MASK * masks)
    if model.cell == "transformer":
        numbers += 2 * steps * (steps + (context or 0))
    return numbers * FLOAT


def layered(spec: TrainRunSpec, steps: int, context: int | None = None) -> int:
    """The same of all layers in one direction; with recomputation the activations of one part at a time."""
    model, every = spec.model, spec.train.recompute_every
    if every is None or every >= steps:
        return model.layers * activations(model, steps, context)
    together = torch_runs_stack(model, spec.data.task)
    outside, inside = (1, model.layers) if together else (model.layers, 1)  # of a part
    states = (outside + KEPT_ARRIVING) * steps + 2 * model.layers * -(-steps // every)
    return FLOAT * states * model.hidden_size + inside * activations(model, every)


def bookkeeping(spec: TrainRunSpec, steps: int) -> int:
    """Bytes that step by step costs whatever the batch."""
    model, steps = spec.model, min(steps, spec.train.recompute_every or steps)
    if model.cell == "transformer" or torch_runs_layer(model):
        return 0
    return steps * model.layers * STEP_BYTES * directions(model)


def estimate(spec: TrainRunSpec, rows: int) -> int:
    """Bytes that the run's process will take at its peak."""
    data, model, width, one = spec.series, spec.model, layout_of(spec).width, pass_of(spec)
    held, inputs, gates = evaluation_windows(spec) * one.sequences, steps_of_time(spec), CELLS[model.cell].gates
    states = (2 if torch_runs_layer(model) else 2 + gates) * model.layers * inputs * model.hidden_size
    if spec.train.recompute_every is not None:  # gates of one part, and what one layer reads and hands on
        states = (2 * inputs + gates * spec.train.recompute_every) * model.hidden_size
    evaluation = held * FLOAT * (states + 2 * data.window * width // one.sequences)
    first_validation, first_test = boundaries(rows, data)
    windows = max(first_test - first_validation, rows - first_test)
    forecasts = 8 * windows * data.horizon * len(data.targets) * (6 + 2 * one.quantiles)
    baseline = 8 * min(data.window, baselines.LONGEST) * baselines.BATCH * 3
    weights, training = training_bytes(spec)
    return ENGINE_BYTES + weights + max(training, evaluation) + forecasts + baseline + 40 * rows * width


def training_bytes(spec: TrainRunSpec) -> tuple[int, int]:
    """Bytes of the weights with gradient and two moments, and of one training step beside them."""
    data, one, inputs = spec.series, pass_of(spec), steps_of_time(spec)
    read = data.window * layout_of(spec).width // one.sequences
    training = spec.train.batch_size * one.sequences * (layered(spec, inputs) + FLOAT * (read + one.outputs))
    members = spec.model.members
    return weight_bytes(forecaster_parameters(spec)), members * (training + bookkeeping(spec, inputs))


def weight_bytes(parameters: int) -> int:
    """Bytes of so many weights with gradient, two moments and the best ones so far."""
    return 5 * FLOAT * parameters


def estimate_text(spec: TrainRunSpec, characters: int, symbols: int) -> int:
    """Bytes of a text run: weights with gradient and moments, activations and logits, the text as symbols."""
    model, batch, window = spec.model, spec.train.batch_size, spec.text.window
    states = layered(spec, window, model.context)
    training = batch * (states + window * (KEPT_LOGITS * symbols + embedding_of(model)) * FLOAT)
    training += bookkeeping(spec, window)
    weights = weight_bytes(language_model_parameters(model, symbols))
    evaluation = LOGITS_BYTES + EVALUATION_STREAMS * EVALUATION_CHUNK * model.hidden_size * model.layers * 2 * FLOAT
    return ENGINE_BYTES + weights + max(training, evaluation) + SYMBOL_BYTES * characters


def check_memory(spec: TrainRunSpec, rows: int, available: int | None = None) -> int:
    """The estimate in bytes. Raises SpecError when it exceeds what is free (`available` bytes, or the machine's)."""
    model, batch = spec.model, spec.train.batch_size
    shown: dict[str, Parameter] = {"hidden": model.hidden_size, "layers": model.layers, "batch": batch}
    refusal = Sentence("run.memory", {**shown, "window": spec.series.window})
    return check_free(spec, lambda each: estimate(each, rows), steps_of_time(spec), refusal, available)


def check_text_memory(spec: TrainRunSpec, characters: int, symbols: int, available: int | None = None) -> int:
    """The same for a text run of so many characters and symbols."""
    model, window = spec.model, spec.text.window
    shown: dict[str, Parameter] = {"hidden": model.hidden_size, "layers": model.layers, "window": window}
    refusal = Sentence("run.memory", {**shown, "batch": spec.train.batch_size})
    return check_free(spec, lambda each: estimate_text(each, characters, symbols), window, refusal, available)


def estimate_speech(spec: TrainRunSpec, longest: int, utterances: int) -> int:
    """Bytes of a speech run: `longest` samples in the longest of so many utterances."""
    model, batch = spec.model, spec.train.batch_size
    inputs = inputs_of_samples(spec.speech, longest)
    weights = weight_bytes(recognizer_parameters(spec, model.hidden_size))
    at_once = max(batch, evaluation_utterances(spec.train)) * directions(model)
    states = at_once * layered(spec, inputs) + bookkeeping(spec, inputs)
    return ENGINE_BYTES + weights + states + utterances * FLOAT * 2 * longest


def check_speech_memory(spec: TrainRunSpec, longest: int, utterances: int, available: int | None = None) -> int:
    """The same for a speech run."""
    model, time = spec.model, inputs_of_samples(spec.speech, longest)
    shown: dict[str, Parameter] = {"hidden": model.hidden_size, "layers": model.layers, "batch": spec.train.batch_size}
    refusal = Sentence("run.memory_speech", shown)
    return check_free(spec, lambda each: estimate_speech(each, longest, utterances), time, refusal, available)


def check_free(
    spec: TrainRunSpec,
    estimated: Callable[[TrainRunSpec], int],
    time: int,
    refusal: Sentence,
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
        raise SpecError(Sentence(refusal.key, shown))
    raise SpecError(Sentence(RECOMPUTED[refusal.key], {**shown, "every": every, "least": least / 2**30}))


def least_with_recomputation(
    spec: TrainRunSpec, estimated: Callable[[TrainRunSpec], int], time: int
) -> tuple[int | None, int]:
    """Steps between two kept states with which a run takes least, and its bytes; None where nothing can be kept."""
    found = {}
    for every in INTERVALS if spec.model.cell != "transformer" else ():
        if every < time:
            train = spec.train.model_copy(update={"recompute_every": every})
            found[every] = estimated(spec.model_copy(update={"train": train}))
    best = min(found, key=found.__getitem__, default=None)
    return best, 0 if best is None else found[best]
