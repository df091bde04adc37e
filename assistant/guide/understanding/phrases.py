"""One phrase of a request: what was gathered around one field, and the wish that it makes."""

from dataclasses import dataclass, field, replace

from assistant.guide.understanding.vocabulary import RERUN
from assistant.guide.understanding.wishes import MEASURED_IN_STEPS, REALS, SHARES, SWITCHES, Wish

COURSE = frozenset(("course", "moment"))  # marks of what is to change while a run trains
_TINY = 0.01
_ONE_VALUE = (
    "train.schedule",
    "train.warmup_steps",
    "train.evaluate_every",
    "train.recompute_every",
)  # a course itself


@dataclass
class Phrase:
    """What has been gathered around one field."""

    words: list[str] = field(default_factory=list)
    path: str | None = None
    adjective: str | None = None
    weak: str | None = None
    number: tuple[str, float] | None = None  # kind and value
    number_first: bool = False  # the number stood before the field
    direction: int = 0
    direction_first: bool = False
    flavour: str | None = None  # the field that the direction word hints at
    degree: float = 1.0
    factor: float | None = None
    sign: int = 0
    period: str | None = None
    flags: set[str] = field(default_factory=set)
    pending: str | None = None  # what the next number is for: times, divide, from
    served: bool = False  # a choice took its field
    strange: bool = False  # a word in it is not about settings
    other: str | None = None  # a second field, of which the first is to be a multiple
    layer: int | None = None  # it is about one layer: its number, 0 the last one or each
    chosen: str | None = None  # how the choice was worded that this phrase made

    @property
    def valued(self) -> bool:
        """It says what is to become of a field."""
        return bool(
            self.number
            or self.direction
            or self.factor
            or self.flags & {"off", "on", "reset", "back", "add", *COURSE}
            or self.adjective
        )

    @property
    def _looks(self) -> bool:
        """It speaks of the forecast and not of the training: a longer one looks further ahead."""
        return "looks" in self.flags and self.weak is None

    @property
    def target(self) -> str | None:
        """The field that it is about."""
        if self.path or self.adjective:
            return self.path or self.adjective
        if self.flavour and (self.direction or self.factor) and not self.strange:
            return "data.horizon" if self.flavour == "train.steps" and self._looks else self.flavour
        return self.weak if self.valued and (self.weak == "train.steps" or not self.number) else None


def wish_of(phrase: Phrase, path: str) -> Wish | None:
    """What a phrase wants of its field; None when it only names it."""
    flags = phrase.flags
    if "reset" in flags or ("back" in flags and not (phrase.number or phrase.chosen)):
        return Wish(path, "reset" if "reset" in flags else "back")
    if path in SWITCHES:
        return Wish(path, "set", "off" not in flags and phrase.direction >= 0)
    if phrase.number is not None and phrase.number[0] != "range":
        return replace(_counted(phrase, path, *phrase.number), period=phrase.period)
    if phrase.period and path in MEASURED_IN_STEPS and not (phrase.factor or phrase.direction or "off" in flags):
        return Wish(path, "set", 1.0, period=phrase.period)  # a decade
    if phrase.factor is not None and phrase.other is not None:
        return Wish(path, "times_of", (phrase.other, phrase.factor))
    if phrase.factor is not None:
        return Wish(path, "multiply", _times(phrase, phrase.factor))
    if phrase.direction:
        return Wish(path, "nudge", phrase.direction, phrase.degree)
    if "off" in flags:
        return Wish(path, "add", -1) if path == "model.layers" else Wish(path, "off")
    if flags & {"add", "again"}:
        return Wish(path, "more", 1, phrase.degree)
    if path == "train.seed":
        return Wish(path, "nudge", 1)
    if flags & {"on", "use"} and not phrase.served:
        return Wish(path, "on")
    return None


def _times(phrase: Phrase, factor: float) -> float:
    if "as" in phrase.flags or "to" in phrase.flags or not phrase.direction:
        return factor
    if factor < 1:
        by = phrase.direction > 0 or "by" in phrase.flags
        return 1 + phrase.direction * factor if by else factor
    return factor if phrase.direction > 0 else 1 / factor


def _counted(phrase: Phrase, path: str, kind: str, value: float) -> Wish:
    """The wish of a phrase with a number."""
    flags, direction = phrase.flags, phrase.direction
    if kind == "share":
        if (
            value <= _TINY
            and path in ("train.learning_rate", "train.weight_decay")
            and (not direction or "to" in flags)
        ):
            return Wish(path, "set", value)  # a thousandth is no part of the present one
        if path in SHARES:
            return Wish(path, "add", direction * value) if direction and "to" not in flags else Wish(path, "set", value)
        moved = direction and "to" not in flags
        return Wish(path, "multiply", 1 + direction * value if moved else value)
    if phrase.sign:
        return Wish(path, "set" if path == "model.forget_bias" else "add", phrase.sign * value)
    if "to" in flags and not ("add" in flags and phrase.number_first):  # "add 12 to the window"
        return Wish(path, "set", value)
    if "off" in flags:
        return Wish(path, "add", -value)
    if direction:
        loose = "by" not in flags and phrase.direction_first and not phrase.number_first
        return Wish(path, "toward" if loose else "add", direction * value)
    if flags & {"add", "again"} and "use" not in flags and path not in REALS:
        return Wish(path, "add", value)
    return Wish(path, "set", value)


def what_is_wrong(phrase: Phrase, path: str | None) -> str | None:
    """What keeps a phrase from being a wish, if anything does."""
    flags, number = phrase.flags, phrase.number
    if flags & COURSE and path is not None and path not in _ONE_VALUE:
        return "course_rate" if path == "train.learning_rate" else "course"
    if "repeat" in flags and _repeats(phrase):
        return "repeat"
    if path == "train.seed" and _several(phrase):
        return "seeds"
    if "epochs" in flags:
        return "epochs"
    if keeps(phrase) and "off" in flags and (number or "add" in flags or phrase.direction):
        return "kept"  # "do not add a layer" is followed by doing nothing
    limited = "limit" in flags and number is not None and path not in (None, "train.clip_norm")
    return "range" if limited or (number is not None and number[0] == "range") else None


def keeps(phrase: Phrase) -> bool:
    """It says that something stays as it is."""
    flags = phrase.flags
    if "keep" in flags and not phrase.valued:
        return True
    if "off" in flags and "use" in flags and phrase.target == "train.seed":
        return True
    return "off" in flags and bool("change" in flags or "add" in flags or phrase.direction)


def _repeats(phrase: Phrase) -> bool:
    """It asks for the same run once more."""
    counted = phrase.number or phrase.factor or phrase.path or phrase.adjective or phrase.flavour
    asked = phrase.weak == "train.steps" or "again" in phrase.flags or set(phrase.words) & RERUN
    return not counted and bool(asked) and phrase.chosen is None


def _several(phrase: Phrase) -> bool:
    """It counts seeds rather than naming one."""
    counted = phrase.number is not None and phrase.number_first and phrase.number[1] != 1
    return counted or "several" in phrase.flags or "seeds" in phrase.words
