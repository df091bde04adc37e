"""What was read in a sentence: its wishes, and what of it is none."""

from dataclasses import dataclass, field

from assistant.guide.understanding.wishes import Wish

_FEW = 2  # unknown words of a request that is one all the same
_WRONG = frozenset(
    (
        "range",
        "epochs",
        "course",
        "no_column",
        "is_target",
        "column_same",
        "column_unused",
        "one_layer",
        "course_rate",
        "no_field",
        "which_instead",
        "kept",
        "unknown_words",
        "not_here",
        "elsewhere",
        "repeat",
        "seeds",
    )
)
_VAGUE = frozenset(("no_field", "kept"))


@dataclass
class ParsedQuestion:
    """All wishes of a sentence, and the rest of it."""

    wishes: list[Wish] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # words that no phrase took
    notes: list[tuple[str, str]] = field(default_factory=list)  # what is wrong with a phrase, and its words
    reset_all: bool = False
    asked_to: bool = False  # it holds a word that asks for something
    swaps: bool = False  # it begins with a word that asks for something by name
    kept: list[str] = field(default_factory=list)  # what is to stay as it is

    @property
    def sure(self) -> bool:
        """It is a request rather than a sentence in which such words occur."""
        if not self.wishes and not self.reset_all:
            kinds = {kind for kind, _ in self.notes}
            wrong = kinds & _WRONG
            if not wrong and "no_value" not in kinds:
                return self.swaps and 0 < len(self.unknown) <= _FEW
            return self.asked_to and len(self.unknown) <= (0 if wrong <= _VAGUE else _FEW)
        return len(self.unknown) <= (2 + len(self.wishes) if self.asked_to else 0)
