"""The space that is suggested for a training, by what is known of data and machine: every range has its reason.

Ranges follow what is known to work for recurrent networks (Greff et al. 2017: the learning rate decides most, then the
hidden size); how far they reach follows the data, since a small series cannot fill a large network.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.cells import FORGETTING
from lstm_core.spec.combining import combined
from lstm_core.spec.compare import value_at
from lstm_core.spec.likelihoods import LIKELIHOODS
from lstm_core.spec.paths import info_at, range_of
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search import Dimension, SearchRunSpec
from lstm_core.spec.tasks import LOSSES, TASKS

FEW, SOME, MANY = 1_000, 5_000, 50_000  # samples of the training part
RATES = (1e-4, 1e-2)
MOST_LAYERS = 4
FOLD = 4  # times and parts of its value, between which a field that somebody named is searched


@dataclass(frozen=True)
class Facts:
    """What a space goes by besides the training."""

    samples: int  # that the network learns from
    windows: tuple[int, ...] = ()  # that the data suggests, besides the training's own
    memory: int = 0  # steps after which the data says nothing more of its next value; 0: not known
    gpu: bool = False


def suggested(run: TrainRunSpec, facts: Facts) -> tuple[Dimension, ...]:
    """The dimensions that are worth a search, those that decide most first; all hold the training's own value."""
    found: list[Dimension] = []
    for dimension in _wished(run, facts):
        try:
            SearchRunSpec(run=run, space=(*found, dimension), trials=2)
        except ValueError:  # the training's cell or task cannot do it
            continue
        found.append(dimension)
    return tuple(found)


def around(run: TrainRunSpec, path: str) -> Dimension | None:
    """A dimension for a field that somebody named: its choices, or a range around the value that it has; None of one
    that cannot be searched.
    """
    try:
        info, own = info_at(TrainRunSpec, path, run.data.task), value_at(run.model_dump(mode="json"), path)
        low, high = range_of(TrainRunSpec, path, run.data.task)
    except KeyError:
        return None
    said = Sentence("search.reason_named", {"own": json.dumps(own)})
    if isinstance(own, bool):
        return _choices(path, [own, not own], said, given=True)
    if isinstance(own, int | float):
        return _around(path, "int" if isinstance(own, int) else "float", own, (low, high), said)
    if isinstance(own, str):
        fitting = [value for value in _words_of(run, path, info.annotation) if _is_possible(run, {path: value})]
        return (
            _choices(path, [own, *(value for value in fitting if value != own)], said, given=True) if fitting else None
        )
    return None


def _around(path: str, kind: str, own: float, bounds: tuple[float | None, float | None], why: Sentence) -> Dimension:
    """From a quarter to four times the value, within what the field takes; of a share from nothing to a half."""
    least, most = bounds
    if most is not None and most <= 1 and kind == "float":
        return _range(path, kind, (least or 0.0, max(0.5, own)), why)
    low, high = own / FOLD, own * FOLD
    if own <= 0:
        low, high = (least or 0.0), 1.0 if most is None else min(1.0, most)
    low, high = max(low, least or low), min(high, most or high)
    if kind == "int":
        low, high = max(math.ceil(low), 1 if least is None else math.ceil(least)), math.floor(max(high, low + 1))
    return _range(path, kind, (low, high), why, log=low > 0)


def _words_of(run: TrainRunSpec, path: str, annotation: Any) -> tuple[str, ...]:
    words = get_args(annotation)
    if path == "train.loss":  # whether data are counts, or have heavy tails, is seen before any search
        words = tuple(loss for loss in LOSSES[run.data.task] if loss not in LIKELIHOODS or loss == run.train.loss)
    return tuple(each for each in words if isinstance(each, str))


def _is_possible(run: TrainRunSpec, values: dict[str, Any]) -> bool:
    try:
        combined(run, values)
    except SpecError:
        return False
    return True


def _wished(run: TrainRunSpec, facts: Facts) -> Iterator[Dimension]:
    yield _rate(run)
    yield _width(run, facts)
    yield from _layers(run, facts)
    yield _batch(run, facts)
    yield from _dropout(run, facts)
    yield from _window(run, facts)
    yield from _cell(run, facts)
    yield from _of_the_task(run, facts)


def _rate(run: TrainRunSpec) -> Dimension:
    own, (low, high) = run.train.learning_rate, RATES
    if run.train.optimizer == "sgd":
        low, high = 1e-3, 1.0
    low, high = min(low, own / 3), max(high, own * 3)
    ends = {"low": f"{low:.2g}", "high": f"{high:.2g}", "own": f"{own:g}"}
    why = Sentence("search.reason_rate_sgd" if run.train.optimizer == "sgd" else "search.reason_rate", {**ends})
    return _range("train.learning_rate", "float", (float(f"{low:.2g}"), float(f"{high:.2g}")), why, log=True)


def _width(run: TrainRunSpec, facts: Facts) -> Dimension:
    widths = [64, 128, 256]
    key = "search.reason_width"
    if facts.samples < FEW:
        widths, key = [16, 32, 64, 128], "search.reason_width_few"
    elif facts.gpu and facts.samples >= MANY:
        widths, key = [64, 128, 256, 512], "search.reason_width_many"
    said = Sentence(key, {"samples": facts.samples})
    return _choices("model.hidden_size", _with(widths, run.model.hidden_size), said)


def _layers(run: TrainRunSpec, facts: Facts) -> Iterator[Dimension]:
    own = run.model.layers
    most = 1 if facts.samples < FEW / 4 else 2 if facts.samples < SOME else 3
    most = max(most, own)
    if most > 1 and own <= MOST_LAYERS:
        said = Sentence("search.reason_layers", {"most": most, "samples": facts.samples})
        yield _range("model.layers", "int", (1, most), said)


def _batch(run: TrainRunSpec, facts: Facts) -> Dimension:
    sizes = [32, 64, 128] if facts.samples >= MANY else [16, 32, 64] if facts.samples < FEW else [32, 64]
    said = Sentence("search.reason_batch", {"samples": facts.samples, "largest": max(sizes)})
    return _choices("train.batch_size", _with(sizes, run.train.batch_size), said)


def _dropout(run: TrainRunSpec, facts: Facts) -> Iterator[Dimension]:
    key = "search.reason_dropout_few" if facts.samples < SOME else "search.reason_dropout"
    said = Sentence(key, {"samples": facts.samples})
    yield _range("model.dropout", "float", (0.0, max(0.5, run.model.dropout)), said)


def _window(run: TrainRunSpec, facts: Facts) -> Iterator[Dimension]:
    own = getattr(run.data, "window", None)
    if own is None:
        return
    windows = _with(list(facts.windows), own)
    if len(windows) > 1:
        key = "search.reason_window_memory" if facts.memory else "search.reason_window"
        yield _choices("data.window", windows, Sentence(key, {"own": own, "memory": facts.memory}))


def _cell(run: TrainRunSpec, facts: Facts) -> Iterator[Dimension]:
    others = [cell for cell in ("lstm", "gru") if cell != run.model.cell]
    if run.model.cell in ("lstm", "gru"):
        yield _choices("model.cell", [run.model.cell, *others], Sentence("search.reason_cell"), given=True)
    if facts.samples < SOME:
        low, high = 1e-6, max(1e-2, run.train.weight_decay * 3)
        said = Sentence("search.reason_weight_decay", {"samples": facts.samples})
        if run.train.weight_decay > 0:
            yield _range("train.weight_decay", "float", (min(low, run.train.weight_decay), high), said, log=True)
        else:
            yield _choices("train.weight_decay", [0.0, 1e-5, 1e-4, 1e-3], said)


def _of_the_task(run: TrainRunSpec, facts: Facts) -> Iterator[Dimension]:
    """Fields that only some tasks have."""
    own = TASKS[run.data.task].own
    if "head_dropout" in own and (run.model.head_dropout > 0 or facts.samples < FEW):
        yield _range("model.head_dropout", "float", (0.0, 0.5), Sentence("search.reason_head_dropout"))
    if "embedding_dropout" in own:
        yield _range("model.embedding_dropout", "float", (0.0, 0.4), Sentence("search.reason_embedding_dropout"))
    if "bidirectional" in own:
        yield _choices("model.bidirectional", [run.model.bidirectional, not run.model.bidirectional],
                       Sentence("search.reason_bidirectional"), given=True)  # fmt: skip
    if run.model.cell in FORGETTING and run.model.forget_bias is not None:
        biases = _with([0.0, 1.0, 2.0], run.model.forget_bias)
        yield _choices("model.forget_bias", biases, Sentence("search.reason_forget_bias"))


def _with(values: list[Any], own: Any) -> list[Any]:
    return sorted({*values, own})


def _choices(path: str, values: list[Any], why: Sentence, *, given: bool = False) -> Dimension:
    values = values if given else sorted(values)
    return Dimension(path=path, kind="categorical", choices=tuple(values), reason=why.key, facts=why.parameters)


def _range(path: str, kind: Any, ends: tuple[float, float], why: Sentence, *, log: bool = False) -> Dimension:
    return Dimension(path=path, kind=kind, low=ends[0], high=ends[1], log=log, reason=why.key, facts=why.parameters)


def own_values(run: TrainRunSpec, space: tuple[Dimension, ...]) -> dict[str, Any]:
    """What the training has where the space has dimensions."""
    raw = run.model_dump(mode="json")
    return {each.path: value_at(raw, each.path) for each in space}


def nearest(dimension: Dimension, value: Any) -> Any:
    """The value of a dimension that lies nearest to another one."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if dimension.kind == "categorical":
        if value in dimension.choices:
            return dimension.choices[dimension.choices.index(value)]
        if number is not None and dimension.ordered:
            apart = [abs(float(str(each)) - number) for each in dimension.choices]
            return dimension.choices[apart.index(min(apart))]
        return dimension.choices[0]
    low, high = float(dimension.low or 0.0), float(dimension.high or 0.0)
    number = min(high, max(low, low if number is None else number))
    step = dimension.step or (1.0 if dimension.kind == "int" and not dimension.log else None)
    if step is not None:
        number = min(low + round((number - low) / step) * step, high)
    return dimension.value(number)


def largest(spec: SearchRunSpec) -> TrainRunSpec | None:
    """The trial that takes the most memory, as far as a space tells; None where its fields do not go together."""
    values = {}
    for dimension in spec.space:
        if dimension.kind != "categorical" or dimension.ordered:
            values[dimension.path] = max(dimension.ends, key=lambda each: float(str(each)))
    try:
        return spec.tried(combined(spec.start, values))
    except SpecError:
        return None
