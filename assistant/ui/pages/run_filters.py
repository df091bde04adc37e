"""Which runs the table shows and in which order, as it stands in the address of the page. No Streamlit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from assistant.ui.cards import words
from assistant.ui.words.labels import say
from assistant.workspace.run_rows import RunRow
from lstm_core.i18n.languages import Language

NEWEST = "-created"  # the order of a table that nobody sorted
LONGEST = 200  # characters of a text that is searched for


@dataclass(frozen=True)
class Filters:
    """What was chosen; an empty tuple lets every run through."""

    text: str = ""
    state: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    sort: str = NEWEST  # the key of a column; a minus before it turns the order round
    column: tuple[str, ...] = ()  # settings that are shown; empty: those that tell most

    @classmethod
    def of(cls, given: Callable[[str], Sequence[str]]) -> "Filters":
        """From the parameters of an address, each with its values; what is unknown filters nothing out by mistake."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            found = [value for value in given(each.name) if value]
            if each.default == ():
                values[each.name] = tuple(dict.fromkeys(found))
            elif found:
                values[each.name] = found[-1][:LONGEST]
        return cls(**values)

    @property
    def address(self) -> dict[str, str | list[str]]:
        """The parameters that say so; nothing of what is as it is anyway."""
        told: dict[str, str | list[str]] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value != each.default:
                told[each.name] = list(value) if isinstance(value, tuple) else value
        return told

    @property
    def narrows(self) -> bool:
        """It leaves some runs out."""
        return bool(self.text.strip() or self.state or self.kind or self.data or self.tag)

    @property
    def column_sorted(self) -> tuple[str, bool]:
        """The column that the table is sorted by, and whether from the largest on."""
        return self.sort.removeprefix("-"), self.sort.startswith("-")

    def fit(self, rows: Iterable[RunRow], names: Mapping[str, str], language: Language) -> list[RunRow]:
        """The runs that are shown, in the order given."""
        wanted = self.text.casefold().split()
        return [row for row in rows if self._fits(row) and _holds(row, names.get(row.id, ""), wanted, language)]

    def _fits(self, row: RunRow) -> bool:
        return (
            (not self.state or row.state.value in self.state)
            and (not self.kind or row.spec.kind in self.kind)
            and (not self.data or row.data in self.data)
            and (not self.tag or any(tag in self.tag for tag in row.label.tags))
        )


def _holds(row: RunRow, name: str, wanted: Sequence[str], language: Language) -> bool:
    """Every word is found somewhere in what the row tells; a number where another number begins with it."""
    if not wanted:
        return True
    kind, state = say(f"kind.{row.spec.kind}", language), words.state_word(row.state, language)
    label = row.label
    told = " ".join([name, row.id, row.data, kind, state, label.note, *label.tags]).replace("\u00a0", " ").casefold()
    parts = told.split()
    return all(any(part.startswith(word) for part in parts) if word[0].isdigit() else word in told for word in wanted)
