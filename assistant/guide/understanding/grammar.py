"""What a sentence wants changed: its words are put together around one field each.

Order is free within such a phrase ("2000 steps", "steps: 2000", "halve the batch", "批大小减半"), and several may
follow one another without a mark. Nothing is dropped: what no phrase took is in `unknown` or `notes`.
"""

import re
from dataclasses import replace
from typing import Any

from assistant.guide.understanding import lexicon, wording
from assistant.guide.understanding.lexer import Token, tokens
from assistant.guide.understanding.phrases import COURSE, Phrase, keeps, what_is_wrong, wish_of
from assistant.guide.understanding.reading import ParsedQuestion
from assistant.guide.understanding.wishes import MEASURED_IN_STEPS, Wish
from lstm_core.spec.tasks import TaskName

_STEPS = ("步", "steps", "step")
_NARROW = 16  # no layer is narrower when a number stands without a name; no stack is deeper
_ASKS = frozenset(  # kinds of words that ask for something
    ("use", "change", "add", "off", "on", "direction", "factor", "as", "reset", "adjective", "number", "again", "not",
     "keep", "back", "repeat", "several", "course", "moment", "layer")
)  # fmt: skip
_LETTERS = ("characters", "chars", "字符")
_SPANS = ("data.window", "data.horizon")
_TIME = re.compile(r"long|short|further|长|短|久")
_SIZE = re.compile(r"bigger|larger|greater|smaller|enlarge|grow|shrink|expand|大|小")


def parse_question(question: str, task: TaskName) -> ParsedQuestion:
    """What a question wants changed in a run of that task."""
    text = wording.even(question)
    return _Parser(task).read(tokens(text)) if len(text) <= wording.LIMIT else ParsedQuestion()


class _Parser:
    """Puts phrases together; one per sentence."""

    def __init__(self, task: TaskName) -> None:
        self.task = task
        self.known = lexicon.paths(task)
        self.found = ParsedQuestion()
        self.phrase = Phrase()
        self.bare: list[tuple[str, bool]] = []  # fields without a word on what is to become of them; shared: by "and"
        self.shared = False  # "and" stands before the phrase
        self.negated: dict[str, str] = {}  # choices that are not to be
        self.parted = True  # a mark stands between the last wish and here
        self.named = False  # what is not among the settings was named in this clause

    def read(self, words: list[Token]) -> ParsedQuestion:
        self.found.swaps = bool(words) and words[0].kind == "use"
        for place, token in enumerate(words):
            self._take(token, [word for word in words[place + 1 :] if word.kind != "filler"])
        self._close()
        self.found.notes += [("no_value", path) for path, _ in self.bare]
        said = {wish.path for wish in self.found.wishes}
        self.found.notes += [("which_instead", text) for path, text in self.negated.items() if path not in said]
        if self.found.kept and not self.found.wishes and not self.found.notes:
            self.found.notes = [("kept", said) for said in self.found.kept]
        if any(wish.path == "train.schedule" for wish in self.found.wishes):  # which says how the learning rate changes
            self.found.notes = [(kind, text) for kind, text in self.found.notes if kind != "course_rate"]
        last = {wish.path: wish for wish in self.found.wishes if wish.operation == "set"}
        self.found.wishes = [wish for wish in self.found.wishes if last.get(wish.path, wish) is wish]  # from A to B
        return self.found

    def _take(self, token: Token, ahead: list[Token]) -> None:
        if token.kind == "separator":
            self._close()
            self.shared, self.parted, self.named = token.value == 2, True, False
            self.bare = [(path, self.shared and shares) for path, shares in self.bare]
            return
        if token.kind in ("foreign", "elsewhere"):
            kind = "not_here" if token.kind == "foreign" else "elsewhere"
            self.found.notes.append((kind, token.text))
            self.found.asked_to = self.named = True
        elif token.kind == "unknown":
            self.found.unknown.append(token.text)
        self.phrase.strange |= token.kind in ("unknown", "outcome")
        if token.kind in ("outcome", "filler", "unknown", "foreign", "elsewhere"):
            return
        if token.kind == "pair":
            self._pair(token)
            return
        self.found.asked_to |= token.kind in _ASKS
        choice = self._choice(token)
        other = next((entry for entry in token.entries if entry.kind not in ("field", "choice")), None)
        if choice is not None:
            self._choose(*choice, token)
        elif any(entry.kind == "field" for entry in token.entries):
            self._field(token, ahead)
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
        if self.phrase.number and token.text in _LETTERS and self.phrase.path in MEASURED_IN_STEPS:
            return None  # 128 characters
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
        if phrase.layer is not None:
            phrase.served = True
            return
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
                self._wish(Wish(path, "off"))
            return
        self._wish(Wish(path, "set", value))
        phrase.chosen = token.text
        if self._beside(path):
            phrase.path, phrase.served = None, True
        phrase.flags -= {"use", "on"}

    def _field(self, token: Token, ahead: list[Token]) -> None:
        every = [str(entry.value) for entry in token.entries if entry.kind == "field"]
        path = next((each for each in every if each in self.known), every[0])
        phrase = self.phrase
        if path not in self.known and self._counts_a_known_one(ahead):
            return  # "stack 4 layers"
        if path == "model.cell" and phrase.number and phrase.path in (None, "model.hidden_size"):
            path = "model.hidden_size"
        looks = "looks" in phrase.flags and phrase.weak is None and "data.horizon" in self.known
        if path == "train.steps" and token.text in _STEPS and looks:
            path = "data.horizon"
        if phrase.path == path or self._counts(path, token) or self._relates(path, ahead):
            return
        if phrase.path is not None:
            self._close()
        self.phrase.path = path

    def _counts_a_known_one(self, ahead: list[Token]) -> bool:
        """A number and a field of this task follow."""
        return (
            len(ahead) > 1
            and ahead[0].kind == "number"
            and any(entry.kind == "field" and entry.value in self.known for entry in ahead[1].entries)
        )

    def _counts(self, path: str, token: Token) -> bool:
        """The steps that it speaks of count what another field measures."""
        phrase = self.phrase
        if token.text not in _STEPS or phrase.path not in MEASURED_IN_STEPS:
            return False
        return phrase.number is not None or (path == "train.steps" and not phrase.valued)

    def _relates(self, path: str, ahead: list[Token]) -> bool:
        """A second field says what the first is measured by: a window of five seasons, or four times the horizon."""
        phrase = self.phrase
        if ahead and ahead[0].kind in ("number", "to", "sign") and not self._multiplied(ahead):
            return False
        if path == "data.season" and phrase.number and phrase.path in _SPANS:
            phrase.period = "season"
            return True
        if path in _SPANS and phrase.path == "data.season" and phrase.number_first:
            phrase.path, phrase.period = path, "season"
            return True
        if phrase.path not in MEASURED_IN_STEPS or path not in MEASURED_IN_STEPS:
            return False
        before = phrase.factor is not None and "times" in phrase.flags
        if before or (phrase.flags & {"on", "to"} and not phrase.number and self._multiplied(ahead)):
            phrase.other = path
            return True
        return False

    # -- what is to become of them ---------------------------------------------------------------------------------

    def _modify(self, token: Token, ahead: list[Token]) -> None:
        phrase = self.phrase
        if token.kind == "number":
            self._count(token, ahead)
            return
        if token.kind == "layer":
            if phrase.layer is not None:
                self._close()
            self.phrase.layer = token.value
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

    def _mark(self, phrase: Phrase, token: Token) -> None:
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
            case "period":
                phrase.period = token.value
            case "sign":
                phrase.sign = token.value
            case "times" if phrase.number and phrase.path != "data.folds":
                phrase.flags.add("times")
                if phrase.number[0] != "range":  # two or three times
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

    def _multiplied(self, ahead: list[Token]) -> bool:
        """What follows is a multiple of the field just named."""
        return bool(ahead) and (ahead[0].kind == "factor" or [word.kind for word in ahead[:2]] == ["number", "times"])

    def _pair(self, token: Token) -> None:
        """Two numbers of a stack: the width is the larger one."""
        self._close()
        few, many = sorted(token.value)
        if few > _NARROW or many < _NARROW:
            self.found.notes.append(("no_field", token.text))
            return
        self._wish(Wish("model.hidden_size", "set", many))
        self._wish(Wish("model.layers", "set", few))
        self.found.asked_to = True

    def _wish(self, wish: Wish) -> None:
        self.found.wishes.append(wish)
        self.parted = False

    # -- the end of a phrase ---------------------------------------------------------------------------------------

    def _close(self) -> None:
        phrase, self.phrase = self.phrase, Phrase()
        if phrase.number and phrase.target is None and self.bare:
            phrase.path, _ = self.bare.pop()  # "layers not 2 but 3"
        if phrase.layer is not None:
            self._in_one_layer(phrase, phrase.layer)
            return
        if phrase.flags & COURSE and phrase.target is None:
            self._in_the_course_of_training(phrase)
            return
        ends = "off" in phrase.flags and phrase.chosen is not None
        if phrase.target is None and phrase.valued and self.found.wishes and not phrase.number and not ends:
            self._again(phrase)
            return
        said, path = " ".join(filter(None, phrase.words)), phrase.target
        wrong = what_is_wrong(phrase, path)
        if wrong is not None:
            self.found.notes.append((wrong, said))
        elif keeps(phrase):
            self.found.kept.append(said)
        elif "reset" in phrase.flags and path is None:
            self.found.reset_all = True
        elif path is None:
            self._without_a_field(phrase, said)
        else:
            self._conclude(phrase, path)

    def _without_a_field(self, phrase: Phrase, said: str) -> None:
        last = self.found.wishes[-1].path if self.found.wishes and not self.parted else None
        number = phrase.number
        nudged = self.found.wishes[-1] if self.found.wishes and self.found.wishes[-1].operation == "nudge" else None
        if number and number[0] == "plain" and nudged is not None and not phrase.direction:
            self.found.wishes[-1] = replace(nudged, operation="toward", value=nudged.value * number[1])  # "wider, 256"
        elif phrase.chosen and "off" in phrase.flags and last is not None:  # "cosine off"
            self.found.wishes.pop()
            if last == "model.cell":
                self.negated[last] = phrase.chosen
            else:
                self._wish(Wish(last, "off"))
        elif number and number[0] == "plain" and last in ("model.layers", "model.cell") and number[1] >= _NARROW:
            self._wish(Wish("model.hidden_size", "set", number[1]))  # "two layers of 128"
        elif (number or phrase.direction or phrase.factor) and not self.named and not (phrase.strange and not number):
            self.found.notes.append(("no_field", said))

    def _in_one_layer(self, phrase: Phrase, layer: int) -> None:
        """Which layer is left out makes no difference; nothing else can be done with one alone."""
        plain = not (
            phrase.number or phrase.direction or phrase.factor or phrase.path or phrase.adjective or phrase.served
        )
        if plain and "off" in phrase.flags:
            self._wish(Wish("model.layers", "without", layer))
            return
        if (plain or phrase.chosen) and self.found.wishes and not self.parted:
            self.found.wishes.pop()  # "a GRU in the first layer"
        self.found.notes.append(("one_layer", " ".join(filter(None, phrase.words))))

    def _in_the_course_of_training(self, phrase: Phrase) -> None:
        """The field spoken of last is to change with time: "make it larger, and smaller later on"."""
        turned = phrase.direction or phrase.factor or phrase.number
        if phrase.served or not (turned or "moment" in phrase.flags):
            return
        said = " ".join(filter(None, phrase.words))
        last = self.found.wishes.pop() if self.found.wishes else None
        if last is not None:
            self.found.notes.append(("course_rate" if last.path == "train.learning_rate" else "course", said))
        elif not any(kind.startswith("course") for kind, _ in self.found.notes):
            self.found.notes.append(("no_field", said))

    def _again(self, phrase: Phrase) -> None:
        """More on the field spoken of last: "the learning rate is too high, lower it"."""
        last = self.found.wishes[-1]
        wish = wish_of(phrase, last.path)
        said = last.operation == "nudge" and phrase.direction * (last.value or 0) > 0 and phrase.factor is None
        if wish is not None and not said:
            self._wish(wish)

    def _conclude(self, phrase: Phrase, path: str) -> None:
        wish = wish_of(phrase, path)
        if wish is None:
            last = self.found.wishes[-1] if self.found.wishes else None
            shared = last is not None and last.operation in ("multiply", "nudge", "off", "on", "reset")
            if last is not None and shared and self.shared and not phrase.served and not self.bare:
                self._wish(Wish(path, last.operation, last.value, last.degree))
            elif not phrase.served:
                self.bare.append((path, True))
            return
        sharing = [each for each, shares in self.bare if shares]
        self.found.wishes += [Wish(each, wish.operation, wish.value, wish.degree) for each in sharing]
        self.bare = [(each, shares) for each, shares in self.bare if not shares]
        self._wish(wish)
