"""Wishes made into changes of a card: what more or less means for each field, and what a rule says against it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.conversation.known_cards import KnownCard
from assistant.guide.answers import suiting
from assistant.guide.answers.refusing import culprits, refusal_of
from assistant.guide.answers.speaking import joined, not_counted
from assistant.guide.understanding import cells, columns, lexicon, spans, wide, wording
from assistant.guide.understanding.reading import ParsedQuestion
from assistant.guide.understanding.wishes import MEASURED_IN_STEPS, OFF, ON, SWITCHES, Wish, moved
from assistant.i18n.guide_changes import CHANGE_TEXTS
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language, Parameter, fill
from lstm_core.i18n.sentences import TEXTS, say, value_text
from lstm_core.spec.cells import HEADED
from lstm_core.spec.fields import field_info
from lstm_core.spec.tasks import LOSSES, TASKS, TaskName, feeds

SHOWN_COLUMNS = 12
_DIGITS = 2  # of a computed real number


@dataclass
class Edit:
    """What becomes of a card: its changes, how they read, and what was said that could not be followed."""

    changes: dict[str, Any] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)  # "Layers 1 → 2"
    problems: list[str] = field(default_factory=list)  # sentences
    switched_off: list[str] = field(default_factory=list)  # labels of settings that a new cell does not know


class Editor:
    """Follows wishes on one card; `earlier` are those of the same data, whose first values are the defaults."""

    def __init__(
        self,
        card: KnownCard,
        earlier: Sequence[KnownCard],
        language: Language,
        rhythm: spans.Rhythm = spans.UNSEEN,
    ) -> None:
        self.card, self.earlier, self.language = card, earlier, language
        self.rhythm = rhythm  # of the card's data
        self.row = TASKS[card.task]
        self.columns: list[str] = []  # of the card's table, where a note names one that it lacks
        self.edit = Edit()

    def follow(self, reading: ParsedQuestion, named: Mapping[str, Any]) -> Edit:
        """The edit for what was read, and for `named`, settings that were understood as a whole sentence."""
        looks_back = [wish.value for wish in reading.wishes if wish.path == "model.cell"] or [self.card.cell]
        looks = "transformer" not in looks_back and self.row.has("window")  # on which a recurrence looks back
        meant = {"model.context": "data.window"} if looks else {}
        meant |= suiting.EMBEDDED if self.card.file is not None and self.row.has("id_column") else {}
        every = [replace(wish, path=meant.get(wish.path, wish.path)) for wish in reading.wishes]
        for wish in every:
            if wish.path not in named:
                self._follow(wish)
        for path, value in suiting.as_meant(named, self.card.values).items():
            self._put(path, value)
        self._suit_the_cell()
        self._suit_the_layers()
        self.edit.changes |= suiting.along(self.edit.changes, self.card.values)
        self._obey_the_rules()
        self.edit.told = [self._arrow(path, value) for path, value in self.edit.changes.items()]
        for kind, words in reading.notes:
            self._note(kind, words)
        if reading.unknown:
            self._problem("unknown_words", words=joined(reading.unknown, self.language))
        return self.edit

    # -- one wish --------------------------------------------------------------------------------------------------

    def _follow(self, wish: Wish) -> None:
        path, value = wish.path, wish.value
        if path not in lexicon.paths(self.card.task):
            self._problem("other_task", field=self._label(path), task=self._text(f"task_{self.card.task}"))
            return
        if wish.period is not None:
            counted = self._counted(wish, wish.period)
            if counted is None:
                return
            value = float(counted)
            wish = replace(wish, value=value, period=None)
        match wish.operation:
            case "set":
                self._put(path, typed(path, value))
            case "off":
                self._switch_off(path)
            case "on":
                self._switch_on(path)
            case "times_of":
                other, factor = value
                self._put(path, round(float(self._value(other) or 0) * factor))
            case "reset" | "back" as kind:
                self._put(path, self._default(path) if kind == "reset" else self._value_before(path))
            case "without" if value > int(self._value(path)):
                self._problem("no_such_layer", layer=value, layers=self._value(path))
            case "without":
                self._move(replace(wish, operation="add", value=-1))
            case "more" if path in ON and self._value(path) in (None, 0, "none", "constant"):
                self._switch_on(path)
            case _:
                self._move(wish)

    def _counted(self, wish: Wish, period: str) -> int | None:
        """A wish in units of time or in seasons, in steps of the data; None and a sentence where it is none."""
        path = wish.path
        season = self.edit.changes.get("data.season", self._value("data.season"))
        if path not in MEASURED_IN_STEPS or (period == "season" and not season):
            self._problem("lasting" if path == "train.steps" else "period", field=self._label(path))
            return None
        if period == "season":
            return round(float(wish.value) * float(season))
        span = spans.Span(abs(float(wish.value)), period)
        steps = spans.steps(span, self.rhythm)
        if steps is None:
            self.edit.problems.append(not_counted(span, self.rhythm, self.language, self._label(path)))
            return None
        return -steps if wish.value < 0 else steps

    def _move(self, wish: Wish) -> None:
        """A value relative to the present one."""
        path = wish.path
        current = self._value(path)
        if current is None or isinstance(current, bool | str | list | tuple):
            base = {"model.embedding_size": self._value("model.hidden_size"), "model.forget_bias": 0.0}.get(path)
            if base is None:
                self._note("no_value", path)
                return
            current = base
        if not isinstance(current, int | float):
            return
        after = moved(wish, float(current))
        if isinstance(lexicon.default_of(path, self.card.task), int) or _is_whole(path, self.card.task):
            after = self._whole(path, after, int(current), wish.operation)
        else:
            after = (
                float(f"{after:.{_DIGITS}g}") if wish.operation in ("multiply", "nudge", "more") else round(after, 10)
            )
        self._put(path, typed(path, after))

    def _whole(self, path: str, after: float, current: int, operation: str) -> float:
        """A whole number near a computed one: of heads or of patches where these must divide it."""
        if operation in ("add", "toward", "set") or after < 1:
            return after
        unit = 1
        if path == "model.hidden_size" and self.card.cell in HEADED:
            unit = int(self._value("model.heads") or 1)
        if path == "data.window" and "patch" in self.row.own:
            unit = int(self._value("model.patch") or 1)
        near = max(unit, round(after / unit) * unit)
        return near if near != current else current + unit * (1 if after > current else -1)

    def _switch_off(self, path: str) -> None:
        if path in SWITCHES:
            self._put(path, False)
        elif path == "model.cell" or path not in OFF:
            self._problem("not_off", field=self._label(path), value=self._shown(path, self._value(path)))
        else:
            self._put(path, OFF[path])

    def _switch_on(self, path: str) -> None:
        if path in SWITCHES:
            self._put(path, True)
        elif path not in ON:
            self._note("no_value", path)
        elif self._value(path) not in (None, 0, "none", "constant"):
            self._problem("same", field=self._label(path), value=self._shown(path, self._value(path)))
        else:
            self._put(path, ON[path])

    def _put(self, path: str, value: Any) -> None:
        if path not in self.edit.changes and path in self.card.values and _equal(self.card.values[path], value):
            self._problem("same", field=self._label(path), value=self._shown(path, value))
        else:
            self.edit.changes[path] = value

    # -- the whole -------------------------------------------------------------------------------------------------

    def _suit_the_cell(self) -> None:
        changes, cell = self.edit.changes, self.edit.changes.get("model.cell")
        if cell == "gru_d" and self._value("data.missing") != "mask" and self.row.has("missing"):
            changes.setdefault("data.missing", "mask")
        if cell is None:
            return
        parts = {
            part: {path.partition(".")[2]: value for path, value in self.card.values.items() if path.startswith(part)}
            for part in ("model", "train")
        }
        off = cells.unknown_to(str(cell), parts["model"], parts["train"])
        off = {path: value for path, value in off.items() if path not in changes}
        self.edit.switched_off = [self._label(path) for path in off]
        self.edit.changes = {**off, **changes}

    def _suit_the_layers(self) -> None:
        """Between the layers of a network of one there is nothing to drop."""
        if self.edit.changes.get("model.layers") == 1 and self._value("model.dropout"):
            self.edit.changes.setdefault("model.dropout", 0.0)

    def _obey_the_rules(self) -> None:
        """Leave out what a rule of the spec refuses, and say the rule."""
        spec = self.card.spec
        if spec is None:
            return
        while self.edit.changes:
            refusal = refusal_of(spec, self.edit.changes)
            if refusal is None:
                break
            for path, message in culprits(spec, self.edit.changes, refusal).items():
                arrow = self._arrow(path, self.edit.changes.pop(path))
                self._refuse(path, arrow, message)
        self._say_what_is_idle()

    def _refuse(self, path: str, arrow: str, message: Sentence) -> None:
        """Say the rule against a change; of a field that another task has, whose it is."""
        if message.key == "spec.embedding_needs_panel":
            self._problem("embedding_of_one", size=int(message.parameters["size"]))
        elif message.key != "spec.unused_by_task":
            self._problem("refused_change", change=arrow, rule=say(message.key, self.language, message.parameters))
        elif path == "model.bidirectional":
            self._problem("only_forwards", task=self._text(f"task_{self.card.task}"))
        else:
            self._problem("other_task", field=self._label(path), task=self._text(f"task_{self.card.task}"))

    def _say_what_is_idle(self) -> None:
        after = {**self.card.values, **self.edit.changes}
        idle = {
            "data.vocabulary_size": after.get("data.level") == "character",
            "data.min_count": after.get("data.level") == "bpe",
            "model.layer_norm": after.get("model.cell") == "transformer",
            "data.lexicon": after.get("data.symbols") == "words",
        }
        for path in self.edit.changes:
            if idle.get(path):
                self._problem("idle", field=self._label(path))

    def _note(self, kind: str, words: str) -> None:
        if kind == "which_instead" and self._is_another(words):
            kind = "kept"
        if kind in ("not_here", "elsewhere"):
            self._absent(kind, words)
            return
        if kind == "course_rate":
            path = "train.schedule"
            self._problem(kind, words=words, options=self._options(path), value=self._shown(path, self._value(path)))
            return
        if kind == "no_column":
            listed = joined(self.columns[:SHOWN_COLUMNS], self.language)
            self._problem(kind if listed else "one_column_only", words=words, columns=listed)
            return
        if kind != "no_value":
            self._problem(kind, words=words)
            return
        if words not in lexicon.paths(self.card.task):
            self._problem("other_task", field=self._label(words), task=self._text(f"task_{self.card.task}"))
            return
        told = {"field": self._label(words), "value": self._shown(words, self._value(words))}
        options = self._options(words)
        if options:
            self._problem("which_value", options=options, **told)
        else:
            self._problem("no_value", **told)

    def _options(self, path: str) -> str:
        """The values of a field that has a few names for them, listed."""
        task = self.card.task
        allowed = LOSSES[task] if path == "train.loss" else lexicon.options(path, task)
        if not allowed or not isinstance(allowed[0], str):
            return ""
        shown = [self._shown(path, each) for each in allowed if path != "model.cell" or feeds(task, each)]
        return joined(shown, self.language)

    def _is_another(self, words: str) -> bool:
        """The value that is not wanted is not the present one."""
        entries = lexicon.entries().get(wording.even(words), ())
        values = [entry.value for entry in entries if entry.kind == "choice" and not entry.local]
        return bool(values) and all(self._value(path) != value for path, value in values)

    def _absent(self, kind: str, words: str) -> None:
        """What is known by name and is no setting: there is something else in its place, or it is elsewhere."""
        entries = lexicon.entries().get(wording.even(words), ())
        place = next((str(entry.value) for entry in entries if entry.kind in ("foreign", "elsewhere")), "")
        if kind == "elsewhere":
            self._problem(place, words=words)
        elif place:
            self._problem("not_here", words=words, field=self._label(place), options=self._options(place))
        else:
            self._problem("not_here_at_all", words=words)

    # -- words -----------------------------------------------------------------------------------------------------

    def _value(self, path: str) -> Any:
        return self.card.values.get(path, lexicon.default_of(path, self.card.task))

    def _default(self, path: str) -> Any:
        """What was first proposed for the data; the default of the spec where that is what stands there now."""
        first = self.earlier[0].values.get(path) if self.earlier else None
        return first if first is not None and first != self._value(path) else lexicon.default_of(path, self.card.task)

    def _value_before(self, path: str) -> Any:
        """What it was on the newest card that had another value; what it is where none had."""
        now = self._value(path)
        values = (card.values[path] for card in reversed(self.earlier) if path in card.values)
        return next((value for value in values if not _equal(value, now)), now)

    def _arrow(self, path: str, value: Any) -> str:
        after = self._shown(path, value)
        known = path in self.card.values or self.card.spec is not None
        before = self._shown(path, self._value(path)) if known or path not in self.card.values else ""
        return f"{self._label(path)} {before} → {after}" if before != after else f"{self._label(path)} {after}"

    def _shown(self, path: str, value: Any) -> str:
        return display_value(path, value, self.language)

    def _label(self, path: str) -> str:
        return label(path, self.language)

    def _problem(self, key: str, **values: Parameter) -> None:
        sentence = self._text(key, values)
        if sentence not in self.edit.problems:
            self.edit.problems.append(sentence)

    def _text(self, key: str, values: Mapping[str, Parameter] | None = None) -> str:
        return fill(CHANGE_TEXTS[f"guide.{key}"], self.language, values)


def absolute(wish: Wish) -> dict[str, Any]:
    """The value that a wish names without a card to start from; {} when it is relative to one."""
    path = wish.path
    match wish.operation:
        case "set":
            return {path: typed(path, wish.value)}
        case "on" | "more" if path in ON:
            return {path: ON[path]}
        case "off" if path in OFF and path != "model.cell":
            return {path: OFF[path]}
    return {}


def label(path: str, language: Language) -> str:
    """What the form calls a field."""
    return say(f"field.{path}", language) if f"field.{path}" in TEXTS else path


def display_value(path: str, value: Any, language: Language) -> str:
    """How a value of a field reads."""
    if isinstance(value, bool):
        return fill(CHANGE_TEXTS["guide.on" if value else "guide.off"], language)
    if isinstance(value, float):
        return f"{value:.12g}"
    if path == "data.missing_codes" and value:
        return joined([f"{each:.12g}" for each in value], language)
    if path == wide.SERIES and value and columns.EVERY in value:
        return fill(CHANGE_TEXTS["guide.every_series"], language)
    if isinstance(value, tuple | list) and columns.EVERY in value:
        value = [*(name for name in value if name != columns.EVERY), fill(CHANGE_TEXTS["guide.every_input"], language)]
    return value_text(value or None if path == "data.missing_codes" else value, path, language)


def sentence(path: str, value: Any, language: Language) -> str:
    """A request for one value of a field, in words that are understood."""
    field = {"field": label(path, language)}
    if isinstance(value, bool):
        return fill(CHANGE_TEXTS["offer.switch_on" if value else "offer.switch_off"], language, field)
    if value is None or value == ():
        return fill(CHANGE_TEXTS["offer.every_series" if path == "data.id" else "offer.switch_off"], language, field)
    written = (
        value_text(value, path, language)
        if isinstance(value, str)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )
    return fill(CHANGE_TEXTS["offer.set"], language, {**field, "value": written})


def typed(path: str, value: Any) -> Any:
    """Whole numbers as such, where the field takes them."""
    whole = isinstance(value, float) and value.is_integer() and _is_whole(path, None)
    return int(value) if whole else value


def _is_whole(path: str, task: TaskName | None) -> bool:
    try:
        annotation = str(field_info(path, task).annotation)
    except KeyError:
        return False
    counts = "int" in annotation or re.search(r"Literal\[\d", annotation) is not None
    return counts and "float" not in annotation


def _equal(one: Any, other: Any) -> bool:
    one, other = (tuple(each) if isinstance(each, list) else each for each in (one, other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
