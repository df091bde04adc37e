"""Settings made into the candidates of a comparison: their values, every combination, what cannot be followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from assistant.conversation.known_cards import KnownCard
from assistant.guide.answers import edits
from assistant.guide.answers.speaking import joined
from assistant.guide.understanding import lexicon
from assistant.guide.understanding.comparing import MOST_PRODUCT, Comparison
from assistant.guide.understanding.listing import Axis
from assistant.guide.understanding.wishes import OFF, ON, SWITCHES
from assistant.i18n.guide import GUIDE_TEXTS
from lstm_core.errors import SpecError
from lstm_core.i18n.languages import Language, Parameter, fill
from lstm_core.i18n.sentences import cell_name, say
from lstm_core.spec.cells import CELLS
from lstm_core.spec.compare import MOST_CANDIDATES
from lstm_core.spec.comparison_sets import DEPTHS, WIDTHS, candidates_of
from lstm_core.spec.fields import field_info
from lstm_core.spec.likelihoods import QUANTILED
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import LOSSES, TASKS, TaskName, feeds

SET_OF = {  # the ready-made set for a setting that is named without values
    "model.cell": "cells",
    "model.layers": "layers",
    "model.hidden_size": "hidden_sizes",
    "model.bidirectional": "directions",
    "model.layer_norm": "layer_norm",
    "model.residual": "residual",
    "train.loss": "losses",
    "model.initialisation": "initialisations",
    "data.window": "windows",
    "data.strategy": "strategies",
    "train.learning_rate": "learning_rates",
}
_OF_CELLS = {frozenset(("lstm", "gru")): "lstm_gru", frozenset(("lstm", "transformer")): "transformer"}
_WRITTEN_OUT: dict[str, tuple[Any, ...]] = {  # a set within a combination
    "model.cell": ("lstm", "gru"),
    "model.layers": DEPTHS,
    "model.hidden_size": WIDTHS[:3],
    "model.residual": (False, True),
    "model.layer_norm": (False, True),
    "model.bidirectional": (False, True),
    "model.initialisation": ("pytorch", "xavier", "orthogonal"),
    "data.strategy": ("direct", "recursive"),
}
_TIMES = (0.5, 1, 2)


@dataclass
class Plan:
    """What the tool is asked for, and what was said that is not followed."""

    given: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    split: tuple[str, ...] = ()  # settings that could be compared one at a time, when all at once are too many

    @property
    def possible(self) -> bool:
        """There is something to compare."""
        return "set_of" in self.given or "candidates" in self.given


class Planner:
    """Plans one comparison for data of a task; `card` where it starts from one."""

    def __init__(self, task: TaskName, card: KnownCard | None, language: Language) -> None:
        self.task, self.card, self.language = task, card, language
        self.spec: TrainRunSpec | None = card.spec if card is not None else None
        self.plan = Plan()

    def follow(self, asked: Comparison) -> Plan:
        """The plan for what was asked."""
        typed = {path: edits.typed(path, value) for path, value in asked.common.items()}
        common = {path: each for path, each in typed.items() if self._is_known(path) and self._is_possible(path, each)}
        if self.card is not None:
            common = {path: value for path, value in common.items() if self._value(path) != value}
        axes = [kept for axis in asked.axes if (kept := self._kept(axis)) is not None]
        if any("gru_d" in axis.values for axis in axes if axis.path == "model.cell") and TASKS[self.task].has(
            "missing"
        ):
            common["data.missing"] = "mask"  # without which it has nothing to read
        self._combine(axes, asked)
        if common and self.plan.possible:
            self.plan.given["changes"] = common
        return self.plan

    # -- one setting -----------------------------------------------------------------------------------------------

    def _is_known(self, path: str) -> bool:
        if path not in lexicon.paths(self.task):
            self._problem("other_task", field=self._label(path), task=self._say(f"task_{self.task}"))
            return False
        return True

    def _kept(self, axis: Axis) -> Axis | None:
        """The setting with the values that it can have here; None where it cannot be compared."""
        path = axis.path
        if not self._is_known(path):
            return None
        section, _, name = path.partition(".")
        if section == "data" and name not in TASKS[self.task].data.MAY_DIFFER:
            self._problem("compare_alike", field=self._label(path))
            return None
        typed = [edits.typed(path, value) for value in axis.values]
        values = [value for value in dict.fromkeys(typed) if self._is_possible(path, value)]
        return None if axis.values and not values else Axis(path, values)

    def _is_possible(self, path: str, value: Any) -> bool:
        if path == "model.cell" and not feeds(self.task, str(value)):
            self._problem(
                "compare_not_fed", cell=cell_name(str(value), self.language), task=self._say(f"task_{self.task}")
            )
            return False
        try:
            (self.spec or self._usual()).with_changes({path: value})
        except SpecError as error:
            own = [each for each in error.messages if each.parameters.get("path") == path]
            for message in own[:1]:  # a rule of several fields is looked at with all of them, by the tool
                rule = say(message.key, self.language, message.parameters)
                self._problem("compare_value", field=self._label(path), value=self._shown(path, value), rule=rule)
            return not own
        return True

    def _usual(self) -> TrainRunSpec:
        return TrainRunSpec.model_validate({"data": {"task": self.task}})

    # -- all of them -----------------------------------------------------------------------------------------------

    def _combine(self, axes: Sequence[Axis], asked: Comparison) -> None:
        one = [axis for axis in axes if len(axis.values) == 1]
        if asked.pairs and all(axis.path in asked.pairs[0] for axis in axes):
            typed = [{path: edits.typed(path, value) for path, value in each.items()} for each in asked.pairs]
            self.plan.given["candidates"] = typed
        elif axes and len(one) == len(axes):  # beside what there is
            self._beside_what_is({axis.path: axis.values[0] for axis in one}, asked)
        elif len(axes) == 1:
            self._single(axes[0], asked)
        elif axes:
            self._product(axes)

    def _beside_what_is(self, changes: dict[str, Any], asked: Comparison) -> None:
        [path, value] = next(iter(changes.items()))
        cell = self.card.cell if self.card is not None else "lstm"
        if list(changes) == ["model.cell"] and value != cell and frozenset((cell, value)) in _OF_CELLS:
            self.plan.given["set_of"] = _OF_CELLS[frozenset((cell, value))]
        elif len(changes) == 1 and self._value(path) == value:
            shown = {"field": self._label(path), "value": self._shown(path, value)}
            if asked.foreign or asked.how == "compare":
                self._problem("compare_one", what=f"{shown['field']} {shown['value']}")
            else:
                self._problem("compare_as_it_is", **shown)
        else:
            self.plan.given["candidates"] = [{}, changes]

    def _value(self, path: str) -> Any:
        if self.card is not None and path in self.card.values:
            return self.card.values[path]
        return lexicon.default_of(path, self.task) if path == "model.cell" or self.card is not None else None

    def _single(self, axis: Axis, asked: Comparison) -> None:
        path, values = axis.path, axis.values
        if not values and path in ON and asked.how == "better":  # whether it helps
            values = [OFF[path], self._value(path) if self._value(path) not in (None, OFF[path]) else ON[path]]
        if not values and path in SET_OF:
            self.plan.given["set_of"] = SET_OF[path]
            return
        if path == "model.cell" and frozenset(values) in _OF_CELLS:
            self.plan.given["set_of"] = _OF_CELLS[frozenset(values)]
            return
        values = values or self._usual_values(path)
        if len(values) > MOST_CANDIDATES:
            self._problem("compare_many", count=len(values), limit=MOST_CANDIDATES)
        elif len(values) > 1:
            self.plan.given["candidates"] = [{path: value} for value in values]

    def _product(self, axes: Sequence[Axis]) -> None:
        """Every combination; a set that depends on the training is combined by the tool."""
        every = [axis.values or self._written_out(axis.path) for axis in axes]
        unknown = [axis.path for axis, values in zip(axes, every, strict=True) if not values]
        count = 1
        for values in every:
            count *= max(1, len(values)) if values else len(_TIMES)
        if count > MOST_PRODUCT or len(unknown) > 1:
            self._problem("compare_product", count=count, limit=MOST_PRODUCT)
            self.plan.split = tuple(axis.path for axis in axes)
            return
        listed = [[(axis.path, value) for value in values] for axis, values in zip(axes, every, strict=True) if values]
        self.plan.given["candidates"] = [dict(each) for each in product(*listed)]
        if unknown:
            self.plan.given["set_of"] = SET_OF[unknown[0]]

    def _written_out(self, path: str) -> list[Any]:
        """Values of a setting that was named without any; none where they depend on a training that is not known."""
        if path == "train.loss":
            return [loss for loss in LOSSES[self.task] if loss not in QUANTILED]
        if path in _WRITTEN_OUT:
            return list(_WRITTEN_OUT[path])
        if path in SET_OF and self.spec is None:
            return []
        if path in SET_OF and self.spec is not None:
            return [changes[path] for changes in candidates_of(SET_OF[path], self.spec) if path in changes]
        return self._usual_values(path)

    def _usual_values(self, path: str) -> list[Any]:
        """Off and on, every choice, or half, once and twice what it is."""
        if path in SWITCHES:
            return [False, True]
        current = self._value(path)
        current = lexicon.default_of(path, self.task) if current is None else current
        if path == "model.embedding_size" and current is None:
            current = self._value("model.hidden_size") or lexicon.default_of("model.hidden_size", self.task)
        choices = lexicon.options(path, self.task)
        if choices and isinstance(choices[0], str):
            return list(choices)
        if path in ON and not current:
            return [current, ON[path]]
        if isinstance(current, bool) or not isinstance(current, int | float):
            return []
        whole = "int" in str(field_info(path, self.task).annotation)
        made = [max(1, round(current * times)) if whole else float(f"{current * times:.2g}") for times in _TIMES]
        return list(dict.fromkeys(made))

    # -- words -----------------------------------------------------------------------------------------------------

    def _label(self, path: str) -> str:
        return edits.label(path, self.language)

    def _shown(self, path: str, value: Any) -> str:
        return edits.display_value(path, value, self.language)

    def _say(self, key: str, values: Mapping[str, Parameter] | None = None) -> str:
        return fill(GUIDE_TEXTS[f"guide.{key}"], self.language, values)

    def _problem(self, key: str, **values: Parameter) -> None:
        sentence = self._say(key, values)
        if sentence not in self.plan.problems:
            self.plan.problems.append(sentence)


def trainable(task: TaskName, language: Language) -> str:
    """The cells that a task can train, listed."""
    return joined([cell_name(cell, language) for cell in CELLS if feeds(task, cell)], language)
