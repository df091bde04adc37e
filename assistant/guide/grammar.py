"""What a sentence wants changed: its words are put together around one field each.

Order is free within such a phrase ("2000 steps", "steps: 2000", "halve the batch", "批大小减半"), and several may
follow one another without a mark. Nothing is dropped: what no phrase took is in `unknown` or `notes`.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.guide import lexicon, wording
from assistant.guide.lexer import Token, tokens
from assistant.guide.wishes import MEASURED_IN_STEPS, REALS, SHARES, SWITCHES, Wish
from lstm_core.specs import Task

_STEPS = ("步", "steps", "step")
_TINY = 0.01
_TIME = re.compile(r"long|short|further|长|短|久")
_SIZE = re.compile(r"bigger|larger|greater|smaller|enlarge|grow|shrink|expand|大|小")


@dataclass
class Reading:
    """All wishes of a sentence, and the rest of it."""

    wishes: list[Wish] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # words that no phrase took
    notes: list[tuple[str, str]] = field(default_factory=list)  # what is wrong with a phrase, and its words
    reset_all: bool = False
    asked_to: bool = False  # it holds a word that asks for something

    @property
    def sure(self) -> bool:
        """It is a request rather than a sentence in which such words occur."""
        if not self.wishes and not self.reset_all:
            wrong = {kind for kind, _ in self.notes} & {
                "range",
                "epochs",
                "no_field",
                "which_instead",
                "kept",
                "unknown_words",
            }
            return bool(wrong) and self.asked_to and not self.unknown
        return len(self.unknown) <= (2 + len(self.wishes) if self.asked_to else 0)


@dataclass
class _Phrase:
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

    @property
    def valued(self) -> bool:
        """It says what is to become of a field."""
        return bool(
            self.number or self.direction or self.factor or self.flags & {"off", "on", "reset", "add"} or self.adjective
        )

    @property
    def target(self) -> str | None:
        """The field that it is about."""
        if self.path or self.adjective:
            return self.path or self.adjective
        if self.flavour and (self.direction or self.factor):
            return self.flavour
        return self.weak if self.valued and (self.weak == "train.steps" or not self.number) else None


def read(question: str, task: Task) -> Reading:
    """What a question wants changed in a run of that task."""
    text = wording.even(question)
    return _Parser(task).read(tokens(text)) if len(text) <= wording.LIMIT else Reading()


class _Parser:
    """Puts phrases together; one per sentence."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.known = lexicon.paths(task)
        self.found = Reading()
        self.phrase = _Phrase()
        self.bare: list[tuple[str, bool]] = []  # fields without a word on what is to become of them; shared: by "and"
        self.shared = False  # "and" stands before the phrase
        self.negated: dict[str, str] = {}  # choices that are not to be

    def read(self, words: list[Token]) -> Reading:
        for place, token in enumerate(words):
            self._take(token, [word for word in words[place + 1 :] if word.kind != "filler"])
        self._close()
        self.found.notes += [("no_value", path) for path, _ in self.bare]
        said = {wish.path for wish in self.found.wishes}
        self.found.notes += [("which_instead", text) for path, text in self.negated.items() if path not in said]
        last = {wish.path: wish for wish in self.found.wishes if wish.operation == "set"}
        self.found.wishes = [wish for wish in self.found.wishes if last.get(wish.path, wish) is wish]  # from A to B
        return self.found

    def _take(self, token: Token, ahead: list[Token]) -> None:
        if token.kind == "separator":
            self._close()
            self.shared = token.value == 2
            self.bare = [(path, self.shared and shares) for path, shares in self.bare]
            return
        if token.kind == "foreign":
            self.found.notes.append(("unknown_words", token.text))
        elif token.kind == "unknown":
            self.found.unknown.append(token.text)
        if token.kind in ("filler", "unknown", "foreign"):
            return
        self.found.asked_to |= token.kind in ("use", "change", "add", "off", "on", "direction", "factor", "as", "reset",
                                              "adjective", "number", "again", "not")  # fmt: skip
        choice = self._choice(token)
        other = next((entry for entry in token.entries if entry.kind not in ("field", "choice")), None)
        if choice is not None:
            self._choose(*choice, token)
        elif any(entry.kind == "field" for entry in token.entries):
            self._field(token)
        elif token.kind == "choice" and other is None:
            self.found.unknown.append(token.text)
        elif token.kind == "choice" and other is not None:
            self._modify(replace(token, kind=other.kind, value=other.value), ahead)
        else:
            self._modify(token, ahead)
        self.phrase.words.append(token.text)

    # -- fields and choices ----------------------------------------------------------------------------------------

    def _choice(self, token: Token) -> tuple[str, Any] | None:
        """The choice that a token names here: beside its field as the form words it, elsewhere if it is well known."""
        every = [entry for entry in token.entries if entry.kind == "choice"]
        near = [entry for entry in every if self._beside(entry.value[0])]
        wide = [entry for entry in every if not entry.local]
        wide = [entry for entry in wide if entry.value[0] in self.known] or wide
        if near or (wide and not any(entry.kind in ("field", "off") for entry in token.entries)):
            return (near or wide)[0].value  # type: ignore[no-any-return]
        return None

    def _beside(self, path: str) -> bool:
        beside = self.phrase.path
        return beside == path or (beside == "train.learning_rate" and path == "train.schedule")

    def _choose(self, path: str, value: Any, token: Token) -> None:
        phrase = self.phrase
        if "not" in phrase.flags:
            phrase.flags.discard("not")  # "instead of a GRU"
            self.negated[path] = token.text
            return
        if phrase.pending == "from":
            phrase.pending = None
            return
        if phrase.flags & {"off"} and not phrase.number and not phrase.direction and not phrase.path:
            phrase.flags.discard("off")
            if path == "model.cell":
                self.negated[path] = token.text
            else:
                self.found.wishes.append(Wish(path, "off"))
            return
        self.found.wishes.append(Wish(path, "set", value))
        if self._beside(path):
            phrase.path, phrase.served = None, True
        phrase.flags -= {"use", "on"}

    def _field(self, token: Token) -> None:
        every = [str(entry.value) for entry in token.entries if entry.kind == "field"]
        path = next((each for each in every if each in self.known), every[0])
        phrase = self.phrase
        if path == "model.cell" and phrase.number and phrase.path is None:
            path = "model.hidden_size"
        if phrase.path == path:
            return
        counted = phrase.number is not None and phrase.path in MEASURED_IN_STEPS
        if token.text in _STEPS and counted:
            return
        if path == "train.steps" and token.text in _STEPS and phrase.path in MEASURED_IN_STEPS and not phrase.valued:
            return
        if phrase.path is not None:
            self._close()
        self.phrase.path = path

    # -- what is to become of them ---------------------------------------------------------------------------------

    def _modify(self, token: Token, ahead: list[Token]) -> None:
        phrase = self.phrase
        if token.kind == "number":
            self._count(token, ahead)
            return
        new = token.kind in ("direction", "factor", "as", "off", "on", "add", "again", "adjective", "use", "weak")
        follows = ahead[0] if ahead else None
        begins = follows is not None and (follows.kind in ("field", "choice", "number", "weak", "adjective"))
        complete = phrase.valued and (phrase.path or phrase.adjective)
        starts = begins or (token.kind in ("adjective", "use", "weak") and follows is not None)
        if complete and ((new and starts) or token.kind == "adjective"):
            self._close()
            phrase = self.phrase
        self._mark(phrase, token)

    def _mark(self, phrase: _Phrase, token: Token) -> None:
        match token.kind:
            case "direction":
                phrase.direction, phrase.direction_first = token.value, phrase.path is None
                hint = "train.steps" if _TIME.search(token.text) else "model.hidden_size"
                phrase.flavour = hint if _TIME.search(token.text) or _SIZE.search(token.text) else phrase.flavour
            case "adjective":
                phrase.adjective, phrase.direction = token.value
            case "weak":
                phrase.weak = phrase.weak or token.value
            case "degree":
                phrase.degree = token.value
            case "factor":
                phrase.factor = token.value
            case "as":
                phrase.factor = token.value
                phrase.flags.add("as")
            case "period" if phrase.number:
                phrase.period = token.value
            case "sign":
                phrase.sign = token.value
            case "times" if phrase.number and phrase.path != "data.folds":
                phrase.factor, phrase.number = (2.0 if phrase.number[1] == 1 else phrase.number[1]), None
            case "times" | "multiply" | "divide" | "from":
                phrase.pending = token.kind
            case _:
                phrase.flags.add(token.kind)

    def _count(self, token: Token, ahead: list[Token]) -> None:
        kind, value = token.value
        phrase = self.phrase
        if kind == "from" or phrase.pending == "from" or "not" in phrase.flags:
            phrase.pending = None
            phrase.flags.discard("not")
            return
        if phrase.pending and value:
            phrase.factor = 1 / value if phrase.pending == "divide" else value
            phrase.pending = None
            return
        if phrase.number and "to" in phrase.flags and kind == "plain":
            phrase.number = (kind, value)  # 32 → 64
            return
        if phrase.number or phrase.factor or (self._belongs_ahead(ahead) and phrase.valued and phrase.target):
            self._close()
            phrase = self.phrase
        phrase.number, phrase.number_first = (kind, value or 0.0), phrase.path is None

    def _belongs_ahead(self, ahead: list[Token]) -> bool:
        """The number counts what follows it: another field, which has no number of its own."""
        if not ahead or not any(entry.kind == "field" for entry in ahead[0].entries):
            return False
        paths = [entry.value for entry in ahead[0].entries if entry.kind == "field"]
        if self.phrase.target in paths or (ahead[0].text in _STEPS and self.phrase.path in MEASURED_IN_STEPS):
            return False
        if self.phrase.path is None and self.phrase.adjective is None:
            return False
        return not (len(ahead) > 1 and ahead[1].kind in ("number", "to"))

    # -- the end of a phrase ---------------------------------------------------------------------------------------

    def _close(self) -> None:
        phrase, self.phrase = self.phrase, _Phrase()
        if phrase.number and phrase.target is None and self.bare:
            phrase.path, _ = self.bare.pop()  # "layers not 2 but 3"
        if phrase.target is None and phrase.valued and self.found.wishes and not phrase.number:
            self._again(phrase)
            return
        said, path = " ".join(filter(None, phrase.words)), phrase.target
        if "keep" in phrase.flags and not phrase.valued:
            return
        if "epochs" in phrase.flags:
            self.found.notes.append(("epochs", said))
        elif "reset" in phrase.flags and path is None:
            self.found.reset_all = True
        elif "off" in phrase.flags and ("change" in phrase.flags or "add" in phrase.flags or phrase.direction):
            if phrase.number or "add" in phrase.flags or phrase.direction:
                self.found.notes.append(("kept", said))  # "do not add a layer" is followed by doing nothing
        elif phrase.number and phrase.number[0] == "range":
            self.found.notes.append(("range", said))
        elif path is None:
            if phrase.number or phrase.direction or phrase.factor:
                self.found.notes.append(("no_field", said))
        else:
            self._conclude(phrase, path)

    def _again(self, phrase: _Phrase) -> None:
        """More on the field spoken of last: "the learning rate is too high, lower it"."""
        last = self.found.wishes[-1]
        wish = _wish(phrase, last.path)
        said = last.operation == "nudge" and phrase.direction * (last.value or 0) > 0 and phrase.factor is None
        if wish is not None and not said:
            self.found.wishes.append(wish)

    def _conclude(self, phrase: _Phrase, path: str) -> None:
        wish = _wish(phrase, path)
        if wish is None:
            last = self.found.wishes[-1] if self.found.wishes else None
            shared = last is not None and last.operation in ("multiply", "nudge", "off", "on", "reset")
            if last is not None and shared and self.shared and not phrase.served and not self.bare:
                self.found.wishes.append(Wish(path, last.operation, last.value, last.degree))
            elif not phrase.served:
                self.bare.append((path, True))
            return
        sharing = [each for each, shares in self.bare if shares]
        self.found.wishes += [Wish(each, wish.operation, wish.value, wish.degree) for each in sharing]
        self.bare = [(each, shares) for each, shares in self.bare if not shares]
        self.found.wishes.append(wish)


def _wish(phrase: _Phrase, path: str) -> Wish | None:
    """What a phrase wants of its field; None when it only names it."""
    flags = phrase.flags
    if "reset" in flags:
        return Wish(path, "reset")
    if path in SWITCHES:
        return Wish(path, "set", "off" not in flags and phrase.direction >= 0)
    if phrase.number is not None:
        return replace(_counted(phrase, path, *phrase.number), period=phrase.period)
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


def _times(phrase: _Phrase, factor: float) -> float:
    if "as" in phrase.flags or "to" in phrase.flags or not phrase.direction:
        return factor
    if factor < 1:
        by = phrase.direction > 0 or "by" in phrase.flags
        return 1 + phrase.direction * factor if by else factor
    return factor if phrase.direction > 0 else 1 / factor


def _counted(phrase: _Phrase, path: str, kind: str, value: float) -> Wish:
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
    if "off" in flags:
        return Wish(path, "add", -value)
    if "to" in flags:
        return Wish(path, "set", value)
    if direction:
        loose = "by" not in flags and phrase.direction_first and not phrase.number_first
        return Wish(path, "toward" if loose else "add", direction * value)
    if flags & {"add", "again"} and "use" not in flags and path not in REALS:
        return Wish(path, "add", value)
    return Wish(path, "set", value)
