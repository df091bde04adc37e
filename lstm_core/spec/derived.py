"""What follows from a spec, computed here once: for engine, scripts, memory, remedies and guide. Free of torch.

`spec.time` and `spec.threads`, which rules of a spec need, stand in the spec itself. `H` hidden size, `D` numbers that
a layer reads at a step, `K` columns that GRU-D reads.
"""

from dataclasses import dataclass
from functools import singledispatch
from typing import Literal

from lstm_core.spec.cells import CELLS, FORGETTING, TORCH_CELLS, Cell
from lstm_core.spec.constants import (
    EVALUATION_UTTERANCES,
    EVALUATION_VALUES,
    EVALUATION_WINDOWS,
    MLP_FACTOR,
)
from lstm_core.spec.likelihoods import LIKELIHOODS, QUANTILED
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.section import DataSection
from lstm_core.spec.series import SeriesData
from lstm_core.spec.speech import SpeechData
from lstm_core.spec.tasks import TASKS, TaskName
from lstm_core.spec.text import TextData
from lstm_core.spec.training import TrainSpec

SOME_SERIES = 64  # of which a network learns vectors, where only the data tells how many there are
ALPHABET = 64  # symbols, where only the data tells how many there are
MARKED = 3  # columns of the table for each one that may miss values: the value, its mark, its gap
DECAYING = 4  # numbers that GRU-D reads of each column: value, mark, gap, last value

Noise = Literal["zoneout", "recurrent_dropout"]


def noise_of(model: ModelSpec) -> Noise | None:
    """The field of the noise within cells, zoneout first; None without any."""
    return "zoneout" if model.zoneout else "recurrent_dropout" if model.recurrent_dropout else None


def cell_of(model: ModelSpec, number: int = 0) -> Cell:
    """The cell of a layer, the first has number 0: above the first layer GRU-D has nothing that is missing."""
    return "gru" if model.cell == "gru_d" and number > 0 else model.cell


def torch_runs_layer(model: ModelSpec, number: int = 0) -> bool:
    """A layer is one of torch.nn's own."""
    return cell_of(model, number) in TORCH_CELLS and noise_of(model) is None


def torch_runs_stack(model: ModelSpec, task: TaskName | None = None) -> bool:
    """All layers together are one of torch.nn's own: nothing happens between them but dropout."""
    between = model.residual or model.variational_dropout or model.trained_state
    return torch_runs_layer(model) and not between and not (task is not None and TASKS[task].layer_by_layer)


def averaged_states(cell: Cell) -> int:
    """Tensors of the state, from the first on, that can be averaged with earlier ones and can be trained."""
    return CELLS[cell].carried


def directions(model: ModelSpec) -> int:
    """Stacks of layers, each reading the other way; a transformer sees both ways by itself."""
    return 2 if model.bidirectional and model.cell != "transformer" else 1


def width_of(model: ModelSpec) -> int:
    """Numbers that the layers hand on at a step."""
    return directions(model) * model.hidden_size


def embedding_of(model: ModelSpec) -> int:
    """Numbers that stand for one symbol of a text."""
    return model.embedding_size or model.hidden_size


def opening_of(task: TaskName) -> float | None:
    """Bias of the forget gate where a spec names none: language models begin with an open gate."""
    return TASKS[task].forget_bias


def forget_bias_of(model: ModelSpec, task: TaskName) -> float | None:
    """Bias with which the forget gate begins; None: as it was initialised, or the cell has none."""
    if model.cell not in FORGETTING:
        return None
    return model.forget_bias if model.forget_bias is not None else opening_of(task)


@dataclass(frozen=True)
class Layout:
    """Columns of the table in their order: targets, past, static, place, known ahead.

    With missing values told, targets and past columns are each followed by as many columns of marks (1 where a value
    was seen) and of gaps (time since the last one was seen, in windows). Static columns, and the place of the series
    among the `ids` of which the network learns a vector each, say the same in every row.
    """

    targets: int = 1
    past: int = 0
    known: int = 0
    masked: bool = False
    static: int = 0
    ids: int = 0  # none: no place is told

    @classmethod
    def of(cls, data: SeriesData, ids: int = 0) -> "Layout":
        """The table of a data section."""
        return cls(
            targets=len(data.targets),
            past=len(data.past_columns),
            known=len(data.future_columns) + data.of_time,
            masked=data.missing == "mask",
            static=len(data.static_columns),
            ids=ids,
        )

    def name_of(self, column: int, data: SeriesData) -> str:
        """The column of the data behind a column of the table; "calendar" for a wave of it, "holidays" for these."""
        for names in (data.targets, data.past_columns):
            if column < self.fold * len(names):
                return names[column % len(names)]
            column -= self.fold * len(names)
        if column < self.beside:
            return (*data.static_columns, str(data.id_column))[column]
        column -= self.beside
        if column < len(data.future_columns):
            return data.future_columns[column]
        return "holidays" if data.holidays is not None and column == self.known - 1 else "calendar"

    @property
    def fold(self) -> int:
        """Columns of the table for each column that may miss values."""
        return MARKED if self.masked else 1

    @property
    def beside(self) -> int:
        """Columns that say the same in every row."""
        return self.static + (self.ids > 0)

    @property
    def width(self) -> int:
        """Columns of the table, D."""
        return self.fold * (self.targets + self.past) + self.beside + self.known


@dataclass(frozen=True)
class Pass:
    """One pass of a forecasting network: what it reads of a window and what it gives."""

    shared: bool  # one column at a time
    columns: int  # that it forecasts
    sequences: int  # passes side by side for one window
    reach: int  # steps that it forecasts; fewer than the horizon when it is fed with its own forecasts
    quantiles: int  # of its forecasts
    said: int  # numbers of every column and step from which they follow
    told: tuple[int, ...]  # sizes of the groups of columns of which GRU-D is told
    features: int  # numbers of one input of the recurrence
    outputs: int
    context: int  # numbers known ahead that the head reads


def levels_of(train: TrainSpec) -> tuple[float, ...]:
    """The quantiles that are forecast, rising; none of a loss that forecasts one value."""
    return train.quantiles if train.loss in QUANTILED else ()


def said_of(train: TrainSpec) -> int:
    """Numbers that the head says of every target and step."""
    return LIKELIHOODS.get(train.loss, len(levels_of(train)) or 1)


def layout_of(spec: TrainRunSpec) -> Layout:
    """The table of a spec; of how many series the network learns vectors only their data may tell."""
    ids = len(spec.series.ids or spec.series.series_columns) or SOME_SERIES
    return Layout.of(spec.series, ids if spec.model.id_embedding else 0)


def pass_of(spec: TrainRunSpec, layout: Layout | None = None) -> Pass:
    """The pass of a spec, on the table of its own layout or of another."""
    data, model = spec.series, spec.model
    layout = layout_of(spec) if layout is None else layout
    shared = model.channels == "shared"
    columns = 1 if shared else layout.targets
    reach = min(model.patch, data.horizon) if data.strategy == "recursive" else data.horizon
    said = said_of(spec.train)
    sure = layout.static + (model.id_embedding or 0 if layout.ids else 0) + layout.known  # seen at every step
    of_a_step = layout.fold * (columns + layout.past) + sure
    if model.cell == "gru_d":
        of_a_step = DECAYING * (columns + layout.past + sure)
    return Pass(
        shared=shared,
        columns=columns,
        sequences=layout.targets // columns,
        reach=reach,
        quantiles=len(levels_of(spec.train)) or 1,
        said=said,
        told=(*[columns] * MARKED, *[layout.past] * MARKED, sure),
        features=model.patch * of_a_step,
        outputs=reach * columns * said,
        context=reach * layout.known,
    )


def refit_training(train: TrainSpec, best_step: int, windows: int, more: int) -> TrainSpec:
    """The training on `more` windows of a network whose best step on `windows` is known: as many epochs, no judgement.

    The schedule of the learning rate goes over these steps.
    """
    steps = max(1, round(best_step * more / windows))
    return train.model_copy(update={"steps": steps, "patience": None, "evaluate_every": steps})


def steps_of_time(spec: TrainRunSpec) -> int:
    """Steps that the recurrence takes through one sequence of a series or a text. Raises TypeError for speech."""
    if spec.time is None:
        raise TypeError(spec.data.task)
    return spec.time


def evaluation_windows(spec: TrainRunSpec) -> int:
    """Windows that are forecast at once where nothing is trained; where memory is short, as many as in training."""
    most = EVALUATION_WINDOWS if spec.train.recompute_every is None else spec.train.batch_size
    return max(1, min(EVALUATION_VALUES // (spec.series.window * layout_of(spec).width), most))


def evaluation_utterances(train: TrainSpec) -> int:
    """Utterances that are heard at once where nothing is trained; where memory is short, as many as in training."""
    return EVALUATION_UTTERANCES if train.recompute_every is None else min(EVALUATION_UTTERANCES, train.batch_size)


def frames_of(data: SpeechData, samples: int) -> int:
    """Frames of so many samples: one each hop, at least one."""
    hop = data.rate * data.hop_ms // 1000
    return max(1, (samples + hop // 2) // hop)


def inputs_of(data: SpeechData, frames: int) -> int:
    """Inputs of the network from so many frames, of which `stack` are joined."""
    return -(-frames // data.stack)


def inputs_of_samples(data: SpeechData, samples: int) -> int:
    """Inputs of the network from so many samples."""
    return inputs_of(data, frames_of(data, samples))


def sound_features(data: SpeechData) -> int:
    """Numbers of one input of a speech run."""
    return data.stack * data.mels


def forecaster_parameters(spec: TrainRunSpec) -> int:
    """Trained numbers of the network of a forecasting run."""
    model, layout, one = spec.model, layout_of(spec), pass_of(spec)
    affine = 2 * layout.targets if spec.series.window_scaling == "instance_affine" else 0
    more = affine + layout.ids * (model.id_embedding or 0)
    member = stack_parameters(model, one.features) + _linear(model.hidden_size + one.context, one.outputs)
    return model.members * member + more


def recognizer_parameters(spec: TrainRunSpec, symbols: int) -> int:
    """Trained numbers of a recogniser with so many symbols in its alphabet."""
    return stack_parameters(spec.model, sound_features(spec.speech)) + _linear(width_of(spec.model), symbols)


def language_model_parameters(model: ModelSpec, symbols: int) -> int:
    """Trained numbers of a language model of so many symbols."""
    width = embedding_of(model)
    head = _linear(model.hidden_size, symbols)
    if model.tied:
        head = symbols + (_linear(model.hidden_size, width) if width != model.hidden_size else 0)
    return symbols * width + stack_parameters(model, width) + head


@singledispatch
def parameters_about(data: DataSection, spec: TrainRunSpec) -> int:
    """Trained numbers of the network of a spec with that data section.

    Symbols whose number only the data tells are taken to be an alphabet: what trainings of the same data are compared
    by does not depend on it much.
    """
    return stack_parameters(spec.model, spec.model.hidden_size)


@parameters_about.register
def _(data: SeriesData, spec: TrainRunSpec) -> int:
    return forecaster_parameters(spec)


@parameters_about.register
def _(data: TextData, spec: TrainRunSpec) -> int:
    return language_model_parameters(spec.model, data.vocabulary_size if data.level == "bpe" else ALPHABET)


@parameters_about.register
def _(data: SpeechData, spec: TrainRunSpec) -> int:
    return recognizer_parameters(spec, ALPHABET)


def stack_parameters(model: ModelSpec, features: int) -> int:
    """Trained numbers of all layers, the first of which reads `features` numbers at a step."""
    hidden, width = model.hidden_size, width_of(model)
    if model.cell == "transformer":
        block = 2 * _norm(hidden) + _linear(hidden, 3 * hidden) + _linear(hidden, hidden)
        block += _linear(hidden, MLP_FACTOR * hidden) + _linear(MLP_FACTOR * hidden, hidden)
        return _linear(features, hidden) + model.layers * block + _norm(hidden)
    sizes = [features, *[width] * (model.layers - 1)]
    layers = directions(model) * sum(layer_parameters(model, size, number) for number, size in enumerate(sizes))
    norms = model.layers * _norm(width) if model.layer_norm else 0
    begun = averaged_states(model.cell) * model.layers * width if model.trained_state else 0
    return layers + norms + begun


def layer_parameters(model: ModelSpec, features: int, number: int = 0) -> int:
    """Trained numbers of one recurrent layer in one direction; torch.nn has two biases where a cell of ours has one."""
    cell, hidden = cell_of(model, number), model.hidden_size
    row = CELLS[cell]
    gates = row.gates
    if torch_runs_layer(model, number):
        return gates * hidden * (features + hidden + 2)
    columns = features // DECAYING
    read = 2 * columns if cell == "gru_d" else features
    decays = columns * (3 + hidden) if cell == "gru_d" else 0  # of values and of the state, and the usual value
    mixed = hidden // model.heads if row.heads else hidden  # units of which each one reads
    return gates * hidden * (read + mixed + 1) + row.own * hidden + decays


def _linear(read: int, given: int) -> int:
    return (read + 1) * given


def _norm(size: int) -> int:
    return 2 * size
