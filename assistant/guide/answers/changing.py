"""Changes of the newest card: what was asked for, from and to, and what could not be followed."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.conversation.events import ChatEvent, TextDelta
from assistant.conversation.known_cards import KnownCard
from assistant.guide.answers import edits
from assistant.guide.answers.edits import Edit, Editor
from assistant.guide.answers.speaking import pieces
from assistant.guide.answers.testing import TestableAnswers
from assistant.guide.tasks import contract as tasks
from assistant.guide.understanding import (
    about_values,
    cells,
    columns,
    grammar,
    intents,
    quantities,
    spans,
    wide,
    wording,
)
from assistant.guide.understanding.reading import ParsedQuestion
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.knowledge import articles
from assistant.markdown.escaping import in_markdown
from lstm_core.spec.likelihoods import LIKELIHOODS
from lstm_core.spec.tasks import DEFAULT, TASKS

_TRIED = {  # what an article suggests to try
    "lstm-or-gru": "gru", "gates": "cells", "peephole": "peephole", "layer-normalisation": "layer_norm",
    "gru-d": "gru_d",
    "slstm": "slstm", "dropout-and-zoneout": "zoneout", "initialisation": "orthogonal", "residual-stacks": "residual",
    "lstm-or-transformer": "rival", "cells": "peephole",
}  # fmt: skip
_ABOUT = {  # the article on a setting, where several could answer
    **dict.fromkeys(("model.layers", "model.hidden_size", "model.embedding_size", "model.bidirectional"), "layers"),
    **dict.fromkeys(("train.learning_rate", "train.batch_size", "train.optimizer", "train.schedule", "train.loss",
                     "train.warmup_steps", "train.steps"), "learning-rate"),
    **dict.fromkeys(("data.window", "data.horizon", "data.season", "model.context", "train.recompute_every"),
                    "window-and-horizon"),
    **dict.fromkeys(("model.dropout", "train.patience", "train.weight_decay", "train.evaluate_every"), "overfitting"),
    **dict.fromkeys(("model.zoneout", "model.variational_dropout", "model.recurrent_dropout",
                     "model.embedding_dropout", "model.head_dropout"), "dropout-and-zoneout"),
    **dict.fromkeys(("model.initialisation", "model.forget_bias"), "initialisation"),
    **dict.fromkeys(("data.scaling", "data.window_scaling", "data.winsorise", "data.validation_fraction",
                     "data.test_fraction", "data.transform", "data.difference", "data.floor", "data.ceiling",
                     "data.refit"), "scaling-and-leakage"),
    "model.residual": "residual-stacks", "data.strategy": "direct-or-recursive", "data.missing": "gru-d",
    "train.clip_norm": "gradients", "model.layer_norm": "layer-normalisation", "model.heads": "slstm",
    "model.members": "ensembles", "data.folds": "baselines-and-skill", "data.classics": "baselines-and-skill",
}  # fmt: skip
_TERMS = (  # what is no setting, and the article that says what it is
    (r"(?:遗忘|输入|输出)门|细胞状态|候选值|\b(?:forget|input|output) gates?\b|\bcell state\b", "gates"),
    (r"更新门|重置门|\b(?:update|reset) gates?\b", "lstm-or-gru"),
    (r"基线|持续性|技巧分|\bbaselines?\b|\bpersistence\b|\bskill\b|\bmase\b", "baselines-and-skill"),
)
_CELLS = {
    "gru": "lstm-or-gru", "lstm": "lstm-or-gru", "peephole": "peephole", "layer_norm_lstm": "layer-normalisation",
    "gru_d": "gru-d", "slstm": "slstm", "transformer": "lstm-or-transformer", "rnn": "cells",
}  # fmt: skip
_VALUES = {  # the article on one value of a setting
    **{("model.cell", cell): name for cell, name in _CELLS.items()},
    **{("train.loss", loss): "likelihoods" for loss in LIKELIHOODS},
}
_JUDGED = re.compile(
    r"是不是|会不会|够不够|够吗|[太偏过](?:大|小|高|低|多|少|长|短)(?:了)?|"
    r"\b(?:too \w+|large|big|long|high)? ?enough\b|\btoo \w+"
)
_SURER = 3.0  # times as near as the article on the setting is another one that answers instead
_LIKELY = 3  # articles among which a setting decides
_SENTENCES = re.compile(r"(?<=[。！？\n])|(?<=[.!?])(?=\s|$)")


class ChangeAnswers(TestableAnswers):
    """Follows wishes on the newest card by a card beside it."""

    def _wanted(self) -> tuple[ParsedQuestion, dict[str, Any], list[str]]:
        """What the sentences ask to be changed, settings that take a whole sentence, and the sentences that ask."""
        every = [each.strip() for each in _SENTENCES.split(self.words) if each.strip()]
        asking = [each for each in every if intents.is_question(each) or intents.is_conditional(each)]
        telling = " ".join(each for each in every if each not in asking)
        card, task = self.card, self.card.task if self.card else DEFAULT
        codes = about_values.Codes((), (), telling)
        if card is not None and TASKS[task].has("missing_codes"):
            codes = about_values.codes_in(telling)
            telling = spans.window_named(codes.rest)
        wished = columns.Wished(telling)
        chosen: dict[str, Any] = {}
        if card is not None and TASKS[task].has("target"):
            telling, chosen = self._series_wished(telling, self.thread.file_of(card), card.values)
            wished = columns.wished(telling, self._numbers_of(self.thread.file_of(card)), card.values)
        named, rest = quantities.whole_sentences(wished.rest)
        named = tasks.of(task).settings(named)
        if codes and card is not None:
            named |= _codes_changed(codes, card)
        reading = grammar.parse_question(rest, task)
        target = wording.even(str(card.values.get(columns.TARGET) or "")) if card is not None else ""
        reading.unknown = [word for word in reading.unknown if word != target]  # which every setting is about
        said = {"no_column": wished.missing, "is_target": wished.kept}
        said |= {"column_same": wished.same, "column_unused": wished.unused}
        notes = [(kind, name) for kind, names in said.items() for name in names]
        reading.notes += notes
        reading.asked_to |= bool(notes)
        return reading, {**named, **wished.changes, **chosen}, asking

    def _wishes_of_a_question(self) -> tuple[list[str], str | None, str | None]:
        """The changes that a question is about, as requests that can be sent, the article on the first, its setting."""
        _, rest = quantities.whole_sentences(_JUDGED.sub(" ", wording.even(self.words)))
        reading = grammar.parse_question(rest, self.card.task if self.card else DEFAULT)
        wishes = reading.wishes if len(reading.wishes) <= _LIKELY else []
        bare = next((path for kind, path in reading.notes if kind == "no_value"), None)
        path = wishes[0].path if wishes else bare
        about = _VALUES.get((str(path), str(wishes[0].value))) if wishes else None
        about = about or _ABOUT.get(str(path))
        about = about or next((name for words, name in _TERMS if re.search(words, wording.even(self.words))), None)
        if self.card is None or not wishes:
            return [], about, path
        changes = self._edit(self.card, ParsedQuestion(wishes), {}).changes
        told = [edits.sentence(path, value, self.language) for path, value in changes.items()]
        return ([self._joined_requests(told)] if told else []), about, path

    def _joined_requests(self, told: list[str]) -> str:
        return self._listed(told)

    def _edit(self, card: KnownCard, reading: ParsedQuestion, named: dict[str, Any]) -> Edit:
        same_data = [other for other in self.thread.cards if (other.file, other.source) == (card.file, card.source)]
        earlier = [other for other in same_data if other.id != card.id]
        periods = any(wish.period for wish in reading.wishes)
        editor = Editor(card, earlier, self.language, self._rhythm(card) if periods else spans.UNSEEN)
        lacks = any(kind == "no_column" for kind, _ in reading.notes)
        editor.columns = self._numbers_of(self.thread.file_of(card)) if lacks else []
        return editor.follow(reading, named)

    def _change(self, reading: ParsedQuestion, named: dict[str, Any], asking: list[str]) -> Iterator[ChatEvent]:
        """A card with the wishes followed, what was not followed said; no card when nothing changes."""
        card = self.card
        if card is None:
            return
        wanted = spans.ahead(self.words) if TASKS[card.task].has("horizon") else None
        if reading.reset_all:
            yield from self._back_to_the_data(card)
            return
        reading.unknown = [self._as_typed(word) for word in reading.unknown]
        reading.notes = [(kind, said if kind == "no_value" else self._as_typed(said)) for kind, said in reading.notes]
        rhythm = self._rhythm(card)
        edit = self._edit(card, reading, {**named, **self._horizon(wanted, rhythm)})
        edit.problems = [*self._not_ahead(wanted, rhythm), *edit.problems]
        if edit.changes:
            yield from self._say("plan_change")
            yield from self._tell_changes(edit, wide.together(edit.changes, self._about(self.thread.file_of(card))))
        yield from self._problems(edit, asking)
        if edit.changes or self.seeds is not None:
            if self.seeds is not None:
                yield from self._say("over_seeds", {"seeds": self.seeds})
            yield from self._call("propose_run", {"base": card.id, "changes": edit.changes})
            return
        yield from self._say("nothing_changed")
        again = any(kind in ("repeat", "seeds") for kind, _ in reading.notes)
        seed, path = int(card.values.get("train.seed", 0)), "train.seed"
        another = [edits.sentence(path, seed + 1, self.language), self._next("repeat")] if again else []
        yield self._offer(*another, *self._next_here("sunspots", "gates"))

    def _as_typed(self, word: str) -> str:
        found = re.search(r".{0,8}?".join(map(re.escape, word.split())), self.words, re.IGNORECASE)
        return found[0] if found else word

    def _rhythm(self, card: KnownCard) -> spans.Rhythm:
        """How the rows of the card's data lie in time."""
        file = self.thread.file_of(card)
        return spans.rhythm_told(self._about(file)) if file else spans.BUILT_IN.get(str(card.source), spans.UNSEEN)

    def _tell_changes(self, edit: Edit, together: tuple[int, list[str]] | None = None) -> Iterator[ChatEvent]:
        if edit.switched_off:
            cell = cells.cell_phrase(str(edit.changes.get("model.cell", "lstm")), self.language)
            names = self._listed(edit.switched_off)
            yield from self._say("switched_off", {"cell": cell, "fields": names})
        shown = (wide.SERIES, "data.ids") if together is not None else ()
        told = [arrow for path, arrow in zip(edit.changes, edit.told, strict=True) if path not in shown]
        if told:
            yield from self._say("changed", {"changes": in_markdown(self._joined(told))})
        yield from self._together(together)
        cell_now = edit.changes.get("model.cell")
        if f"guide.cell_{cell_now}" in GUIDE_TEXTS:
            yield from self._say(f"cell_{cell_now}")

    def _problems(self, edit: Edit, asking: list[str]) -> Iterator[ChatEvent]:
        problems = [*edit.problems, *map(self._asked_too, asking)]
        if problems:
            yield from self._say("left_out")
            yield from self._list(problems)

    def _asked_too(self, sentence: str) -> str:
        if intents.is_conditional(sentence):
            return self._text("condition", {"sentence": sentence})
        return self._text("asked_too", {"question": sentence})

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
            f"{edits.label(path, self.language)} {edits.display_value(path, now.values.get(path), self.language)} → "
            f"{edits.display_value(path, value, self.language)}"
            for path, value in before.values.items()
            if path in now.values and now.values[path] != value
        ]
        if before.seeds != now.seeds:
            told.insert(0, self._text("seeds_back", {"before": now.seeds or 1, "after": before.seeds or 1}))
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
        offered, about, path = self._wishes_of_a_question()
        if intents.is_conditional(self.words):
            yield from self._say("condition", {"sentence": in_markdown(self.words)})
            yield self._offer(*offered, *self._next_here("gates"))
            return
        article = self._nearest(about)
        if article is not None:
            yield from self._article(article, offered, tests=self._test_of(article, path))
        elif offered:
            yield from self._say("try_it")
            yield self._offer(*offered, *self._next_here("gates"))
        else:
            yield from self._tell_here("unknown", "sunspots", "gates", "window", "unstable")

    def _nearest(self, about: str | None) -> articles.Article | None:
        """The article that answers: the one on the setting, unless another one is much nearer."""
        found = articles.nearest(self.words, self.language)
        best, article = found[0] if found else (0.0, None)
        own = next(((score, each) for score, each in found if each.name == about), None)
        if own is not None and (best < articles.GOOD or best < max(own[0], articles.GOOD) * _SURER):
            return own[1]
        return article if best >= articles.GOOD else None

    def _article(
        self, article: articles.Article, offered: Sequence[str] = (), note: str = "", tests: str | None = None
    ) -> Iterator[ChatEvent]:
        """An article with its sources, and what of it can be tried in this thread; `note` is said after it.

        `tests` names the comparison that tests what it says.
        """
        yield from pieces(f"**{article.title}**\n\n{article.body}\n\n")
        sources = "\n".join(f"- {source}" for source in article.sources)
        yield TextDelta(text=f"{self._text('sources')}\n\n{sources}\n\n")
        yield TextDelta(text=self._text("tests") + "".join(f"\n- `{test}`" for test in article.tests) + "\n\n")
        if note:
            yield from pieces(f"{note}\n\n")
        offered = [*offered, *self._test_here(tests)]
        tried = _TRIED.get(article.name, "gates")
        if self.card is None and not self.thread.files:
            yield self._offer(*offered, *map(self._next, ("sunspots", tried, "gradients", "baseline")), tests=tests)
        else:
            own = () if tried in ("gru_d", "cells", "gates") else (self._next(tried),)
            yield self._offer(*offered, *own, *self._next_here(), tests=tests)


def _codes_changed(codes: about_values.Codes, card: KnownCard) -> dict[str, Any]:
    """What a sentence about numbers for missing changes of a card; with one more, values may be missing."""
    path = "data.missing_codes"
    now = tuple(card.values.get(path) or ())
    after = tuple(codes.after(now))
    masked = {"data.missing": "mask"} if len(after) > len(now) and card.values.get("data.missing") == "refuse" else {}
    return {path: after, **masked}


def _same(one: KnownCard, other: KnownCard) -> bool:
    return (one.values, one.file, one.source, one.seeds) == (other.values, other.file, other.source, other.seeds)
