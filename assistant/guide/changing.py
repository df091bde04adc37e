"""Changes of the newest card: what was asked for, from and to, and what could not be followed."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.escaping import in_markdown
from assistant.events import ChatEvent, TextDelta
from assistant.guide import articles, cells, edits, grammar, intents, quantities
from assistant.guide.edits import Edit, Editor
from assistant.guide.requests import Requests
from assistant.guide.speaking import pieces
from assistant.guide.texts import GUIDE_TEXTS
from assistant.guide.thread import KnownCard

_TRIED = {  # what an article suggests to try
    "lstm-or-gru": "gru", "gates": "cells", "peephole": "peephole", "layer-normalisation": "layer_norm",
    "gru-d": "gru_d",
    "slstm": "slstm", "dropout-and-zoneout": "zoneout", "initialisation": "orthogonal", "residual-stacks": "residual",
    "lstm-or-transformer": "rival", "cells": "peephole",
}  # fmt: skip
_ABOUT = {  # the article on a setting, where several could answer
    "model.layers": "layers", "model.hidden_size": "layers", "train.learning_rate": "learning-rate",
    "data.window": "window-and-horizon", "data.horizon": "window-and-horizon", "model.residual": "residual-stacks",
    "model.dropout": "overfitting", "model.zoneout": "dropout-and-zoneout", "model.initialisation": "initialisation",
    "data.scaling": "scaling-and-leakage", "data.strategy": "direct-or-recursive",
}  # fmt: skip
_LIKELY = 3  # articles among which a setting decides
_SENTENCES = re.compile(r"(?<=[。！？\n])|(?<=[.!?])(?=\s|$)")


class Changes(Requests):
    """Follows wishes on the newest card by a card beside it."""

    def _wanted(self) -> tuple[grammar.Reading, dict[str, Any], list[str]]:
        """What the sentences ask to be changed, settings that take a whole sentence, and the sentences that ask."""
        every = [each.strip() for each in _SENTENCES.split(self.words) if each.strip()]
        asking = [each for each in every if intents.is_question(each)]
        telling = " ".join(each for each in every if each not in asking)
        named, rest = quantities.whole_sentences(telling)
        if self.card is not None and self.card.task == "speech":
            named = quantities.of_speech(named)
        return grammar.read(rest, self.card.task if self.card else "series"), named, asking

    def _wishes_of_a_question(self) -> tuple[list[str], str | None]:
        """The changes that a question is about, as requests that can be sent, and the article on the first of them."""
        if self.card is None:
            return [], None
        _, rest = quantities.whole_sentences(self.words)
        reading = grammar.read(rest, self.card.task)
        if not reading.wishes or len(reading.wishes) > 3:
            return [], None
        changes = self._edit(self.card, grammar.Reading(reading.wishes), {}).changes
        told = [edits.sentence(path, value, self.language) for path, value in changes.items()]
        return ([self._joined_requests(told)] if told else []), _ABOUT.get(reading.wishes[0].path)

    def _joined_requests(self, told: list[str]) -> str:
        return self._listed(told)

    def _edit(self, card: KnownCard, reading: grammar.Reading, named: dict[str, Any]) -> Edit:
        same_data = [other for other in self.thread.cards if (other.file, other.source) == (card.file, card.source)]
        first = same_data[0] if same_data and same_data[0].id != card.id else None
        periods = any(wish.period for wish in reading.wishes)
        return Editor(card, first, self.language, self._rhythm(card) if periods else None).follow(reading, named)

    def _change(self, reading: grammar.Reading, named: dict[str, Any], asking: list[str]) -> Iterator[ChatEvent]:
        """A card with the wishes followed, what was not followed said; no card when nothing changes."""
        card = self.card
        if card is None:
            return
        wanted = quantities.ahead(self.words)
        if reading.reset_all:
            yield from self._back_to_the_data(card)
            return
        reading.unknown = [self._as_typed(word) for word in reading.unknown]
        edit = self._edit(card, reading, {**named, **self._horizon(wanted, self._rhythm(card))})
        if edit.changes:
            yield from self._say("plan_change")
            yield from self._tell_changes(edit)
        yield from self._problems(edit, asking)
        if edit.changes:
            yield from self._call("propose_run", {"base": card.id, "changes": edit.changes})
            return
        yield from self._say("nothing_changed")
        yield self._offer(*self._next_here("sunspots", "gates"))

    def _as_typed(self, word: str) -> str:
        found = re.search(re.escape(word), self.words, re.IGNORECASE)
        return found[0] if found else word

    def _rhythm(self, card: KnownCard) -> dict[str, float]:
        """Steps of the card's data per unit of time."""
        file = self.thread.file_of(card)
        if file is None or self.thread.live is None:
            return quantities.PER_UNIT.get(str(card.source), {})
        return quantities.per_unit(str(self.thread.live.about(file).get("frequency")))

    def _tell_changes(self, edit: Edit) -> Iterator[ChatEvent]:
        if edit.switched_off:
            cell = cells.called(str(edit.changes.get("model.cell", "lstm")), self.language)
            names = self._listed(edit.switched_off)
            yield from self._say("switched_off", {"cell": cell, "fields": names})
        yield from self._say("changed", {"changes": in_markdown(self._joined(edit.told))})
        cell_now = edit.changes.get("model.cell")
        if f"guide.cell_{cell_now}" in GUIDE_TEXTS:
            yield from self._say(f"cell_{cell_now}")

    def _problems(self, edit: Edit, asking: list[str]) -> Iterator[ChatEvent]:
        problems = [*edit.problems, *(self._text("asked_too", {"question": each}) for each in asking)]
        if problems:
            yield from self._say("left_out")
            yield from self._list(problems)

    def _beside(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        """A draft of the rival cell, with the data, window and seed of the card beside which it is to stand."""
        rival = cells.rival(self.words, self.card.cell if self.card else "lstm")
        if rival is None:
            yield from self._tell_here("cannot_compare", "sunspots", "gru", "rival", "cells")
            return
        named = {**named, "model.cell": rival}
        yield from self._say("rival", {"cell": cells.called(rival, self.language)})
        if self.card is None:
            yield from self._forecast(named)
            return
        edit = self._edit(self.card, grammar.Reading(), named)
        yield from self._tell_changes(edit)
        yield from self._problems(edit, [])
        yield from self._call("propose_run", {"base": self.card.id, "changes": edit.changes})

    # -- back ------------------------------------------------------------------------------------------------------

    def _undo(self) -> Iterator[ChatEvent]:
        """A card with the settings from before the last change; going on, those before these."""
        every = self.thread.cards
        if not every:
            yield from self._tell("no_card", "sunspots", "made")
            return
        now = every[-1]
        place = next(at for at, card in enumerate(every) if _same(card, now))
        if place == 0:
            yield from self._say("nothing_to_undo")
            yield self._offer(*self._next_here("sunspots"))
            return
        before = every[place - 1]
        told = [
            f"{edits.label(path, self.language)} {edits.shown(path, now.values.get(path), self.language)} → "
            f"{edits.shown(path, value, self.language)}"
            for path, value in before.values.items()
            if path in now.values and now.values[path] != value
        ]
        if (before.file, before.source) != (now.file, now.source):
            told.insert(0, before.file or self._title(before))
        yield from self._say("undone", {"changes": in_markdown(self._joined(told[:12]))})
        yield from self._call("propose_run", {"base": before.id, "changes": {}})

    def _back_to_the_data(self, card: KnownCard) -> Iterator[ChatEvent]:
        """Everything as it is proposed for the data of the card."""
        file = self.thread.file_of(card)
        subject = {"file": self._handle(file)} if file is not None else {"source": card.source or "sunspots"}
        yield from self._say("back_to_default")
        task = {"task": card.task} if file is not None else {}
        yield from self._call("propose_run", {**subject, **task, "changes": {}})

    # -- questions -------------------------------------------------------------------------------------------------

    def _look_up(self) -> Iterator[ChatEvent]:
        offered, about = self._wishes_of_a_question()
        found = articles.nearest(self.words, self.language)
        if found and found[0][0] >= articles.GOOD:
            likely = [article for _, article in found[:_LIKELY]]
            yield from self._article(next((each for each in likely if each.name == about), likely[0]), offered)
        elif offered:
            yield from self._say("try_it")
            yield self._offer(*offered, *self._next_here("gates"))
        else:
            yield from self._tell_here("unknown", "sunspots", "gates", "window", "unstable")

    def _article(self, article: articles.Article, offered: Sequence[str] = ()) -> Iterator[ChatEvent]:
        """An article with its sources, and what of it can be tried in this thread."""
        yield from pieces(f"**{article.title}**\n\n{article.body}\n\n")
        sources = "\n".join(f"- {source}" for source in article.sources)
        yield TextDelta(text=f"{self._text('sources')}\n\n{sources}\n\n")
        yield TextDelta(text=self._text("tests") + "".join(f"\n- `{test}`" for test in article.tests) + "\n\n")
        tried = _TRIED.get(article.name, "gates")
        if self.card is None and not self.thread.files:
            yield self._offer(*offered, *map(self._next, ("sunspots", tried, "gradients", "baseline")))
        else:
            own = () if tried in ("gru_d", "cells", "gates") else (self._next(tried),)
            yield self._offer(*offered, *own, *self._next_here())


def _same(one: KnownCard, other: KnownCard) -> bool:
    return (one.values, one.file, one.source) == (other.values, other.file, other.source)
