"""Which one is better: a card that compares for this thread's data, and what a finished comparison says."""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.conversation.events import ChatEvent, TextDelta
from assistant.conversation.known_cards import KnownCard
from assistant.conversation.messages import ToolResult
from assistant.guide.answers import edits, fairness
from assistant.guide.answers.candidates import SET_OF, Plan, Planner, trainable
from assistant.guide.answers.repeating import Repeating
from assistant.guide.tasks import contract as tasks
from assistant.guide.thread import has_file_kind
from assistant.guide.understanding import comparing, grammar, intents, quantities, searching, spans, troubles
from assistant.guide.understanding.comparing import FEWEST, MOST, Comparison
from assistant.guide.understanding.reading import ParsedQuestion
from assistant.guide.understanding.repetition import Repetition
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.languages import Parameter, fill
from lstm_core.spec.tasks import DEFAULT, SOURCES, TASKS, TaskName

MANY_SEEDS = 10
_OTHERS = {  # what else is worth comparing
    "model.cell": "compare_lstm_gru", "model.layers": "compare_layers", "train.learning_rate": "compare_learning_rates",
}  # fmt: skip
MOST_RUNS = 6  # cards of a thread that are compared as they are


class ComparingAnswers(Repeating):
    """Proposes comparisons and tells their verdicts."""

    comparison: Comparison | None = None
    can_search = False  # there is a tool for it

    def _comparison_here(self) -> Comparison | None:
        """What the question asks to compare, where that can be followed or said; None where an article answers."""
        task = self._task_compared()
        found = comparing.read(self.words, task)
        alone = comparing.budget_alone(self.words) if found is None else None
        if alone is not None:
            return alone
        if found is not None and not (found.axes or found.runs) and troubles.read(self.words) is not None:
            return None  # of a comparison that there is
        if found is None or (found.knowable and not self._names_data_here()):
            return None
        if not found.axes and found.relative and not self._changed_by(found):
            return None
        return found

    def _names_data_here(self) -> bool:
        """There are data that the question can be about: of the thread, or built in and named."""
        named = intents.source_of(self.words) or intents.text_source_of(self.words)
        own = intents.asks_for_own_file(self.words) or comparing.speaks_of_data(self.words)
        return bool(self.card or self._file_compared() or named or own)

    def _subject_compared(self) -> tuple[dict[str, str], KnownCard | None] | None:
        """What the tool starts from, and the card where it is one; None where a file of one's own is yet to come."""
        card, file = self.card, self._file_compared()
        source = self._source_compared() if not self.choice.named else None
        if source is not None:
            same = card is not None and card.source == source
            return ({"base": card.id}, card) if same and card is not None else ({"source": source}, None)
        newer = file is not None and file in self.thread.unused and intents.asks_for_own_file(self.words)
        if file is not None and (self.fresh or self.choice.named or newer or card is None):
            if card is not None and card.reads(file) and not self.thread.fresh:
                return {"base": card.id}, card
            task = {"task": "text"} if has_file_kind(file, "text") else {}
            return {"file": self._handle(file), **task}, None
        if card is not None:
            return {"base": card.id}, card
        if intents.asks_for_own_file(self.words):
            return None
        spoken: dict[TaskName, str] = {"speech": "digits", "text": "tang" if self.language == "zh" else "shakespeare"}
        wanted = intents.intent_of(self.words, {}, has_card=False)
        return {"source": spoken.get(wanted, "sunspots") if wanted in ("speech", "text") else "sunspots"}, None

    def _source_compared(self) -> str | None:
        named = intents.source_of(self.words) or intents.text_source_of(self.words)
        if named is not None or self.archive is not None or not comparing.speaks_of_speech(self.words):
            return named
        return None if self.card is not None and tasks.of(self.card.task).HEARS else "digits"

    # -- a card ----------------------------------------------------------------------------------------------------

    def _compare(self, asked: Comparison) -> Iterator[ChatEvent]:
        """A card with the comparison; what of it cannot be followed is said."""
        if not asked.possible:
            limits: dict[str, Parameter] = {"fewest": FEWEST, "most": MOST, "seeds": f"{asked.seeds:g}"}
            yield from self._say("compare_no_seeds", limits)
            yield self._offer(self._next("compare_lstm_gru"), *self._next_here("sunspots"))
            return
        if asked.runs:
            yield from self._compare_runs(asked)
            return
        found = self._subject_compared()
        if found is None:
            yield from self._tell("need_file", "compare_lstm_gru", "compare_layers", "sunspots")
            return
        subject, card = found
        if not asked.axes and (asked.budget or asked.fair) and card is not None and card.kind == "compare":
            yield from self._made_equal(asked, card)
            return
        plan = self._planned(asked, card)
        candidates = plan.given.get("candidates", [])
        apart = {*(axis.path for axis in asked.axes), *(path for each in candidates for path in each)}
        asked.budget, problems = fairness.chosen(asked, apart)
        plan.problems += self._unequal(problems)
        if asked.foreign:
            cells = trainable(self._task_compared(), self.language)
            named = self._listed([self._as_typed(each) for each in asked.foreign])
            plan.problems.insert(0, self._text("compare_foreign", {"words": named, "cells": cells}))
        plan.problems += [self._text("unknown_words", {"words": self._as_typed(each)}) for each in asked.strange]
        plan.problems += [self._text("no_field", {"words": self._as_typed(each)}) for each in asked.loose]
        if not plan.possible:
            yield from self._not_compared(plan)
            return
        yield from self._say("compare_plan", {"data": in_markdown(self._data_compared(subject, card))})
        yield from self._what_is_left_out(plan)
        yield from self._call("propose_comparison", {**subject, **plan.given, **self._asked_beside(asked)})

    def _made_equal(self, asked: Comparison, card: KnownCard) -> Iterator[ChatEvent]:
        """The comparison of the card with another budget, or why it cannot have that."""
        budget, problems = fairness.chosen(asked, card.apart)
        if problems:
            yield from self._list(self._unequal(problems))
        if budget is None:
            yield self._offer(*self._next_here("more_seeds"))
            return
        yield from self._again(card, {"budget": budget})

    def _unequal(self, problems: Sequence[fairness.Problem]) -> list[str]:
        """What of the wish for equal conditions is not followed."""
        return [
            self._text(
                key,
                {
                    "budget": self._text(f"alike_{budget}"),
                    "field": edits.label(path, self.language) if path else "",
                },
            )
            for key, budget, path in problems
        ]

    @property
    def _more(self) -> bool:
        """Several files were asked for together, and some of them have no card yet."""
        return len(self.choice.files) > 1 and self._calls < len(self.choice.files)

    def _go_on(self) -> Iterator[ChatEvent]:
        """What was asked, for the next of several files."""
        if self.comparison is None and not self.searches:
            yield from self._each(self.choice.files, self._calls)
            return
        self.file = self.choice.files[self._calls]
        self.archive = self.file if has_file_kind(self.file, "zip") else None
        if self.searches:
            yield from self._search()
            return
        self.comparison = self._comparison_here()
        if self.comparison is not None:
            yield from self._compare(self.comparison)

    def _planned(self, asked: Comparison, card: KnownCard | None) -> Plan:
        """Candidates of the settings that were named; of a change relative to the card, that beside what it has."""
        changes = self._changed_by(asked)
        if changes:
            return Plan({"candidates": [{}, changes]})
        plan = Planner(self._task_compared(), card, self.language).follow(asked)
        wanted = spans.ahead(self.words)
        if wanted is not None and plan.possible and self._task_compared() == DEFAULT:
            source = self._source_compared() or (card.source if card else None)
            rhythm = self._rhythm(card) if card is not None else spans.BUILT_IN.get(str(source), spans.UNSEEN)
            plan.given["changes"] = {**plan.given.get("changes", {}), **self._horizon(wanted, rhythm)}
            plan.problems += self._not_ahead(wanted, rhythm)
        return plan

    def _changed_by(self, asked: Comparison) -> dict[str, Any]:
        """What a question changes that asks whether something relative to the card would be better."""
        card = self.card
        if not asked.relative or asked.how != "better" or card is None or any(axis.values for axis in asked.axes):
            return {}
        _, rest = quantities.whole_sentences(comparing.without_asking(self.words))
        return self._edit(card, ParsedQuestion(grammar.parse_question(rest, card.task).wishes), {}).changes

    @staticmethod
    def _asked_beside(asked: Comparison) -> dict[str, Any]:
        told = {"seeds": None if asked.seeds is None else int(asked.seeds), "budget": asked.budget}
        return {name: value for name, value in told.items() if value is not None}

    def _data_compared(self, subject: dict[str, str], card: KnownCard | None) -> str:
        from lstm_core.data.tasks import title

        if card is not None:
            return card.file or self._title(card)
        if "file" in subject:
            return self._called(subject["file"])
        source = subject["source"]
        return title(TASKS[SOURCES[source]].data.model_validate({"source": source}), self.language)

    def _what_is_left_out(self, plan: Plan) -> Iterator[ChatEvent]:
        if plan.problems:
            yield from self._say("left_out")
            yield from self._list(plan.problems)

    def _not_compared(self, plan: Plan) -> Iterator[ChatEvent]:
        """Why there is no card, and comparisons that there could be."""
        if plan.problems:
            yield from self._list(plan.problems)
        else:
            yield from self._say("compare_what")
        single = [f"compare_{SET_OF[path]}" for path in plan.split if path in SET_OF]
        yield self._offer(*map(self._next, single), *map(self._next, ("compare_lstm_gru", "compare_layers")),
                          self._next("compare_learning_rates"), *self._next_here())  # fmt: skip

    def _compare_runs(self, asked: Comparison) -> Iterator[ChatEvent]:
        """The newest cards of the thread that differ, as they are."""
        task = self.card.task if self.card is not None else DEFAULT
        cards = [card for card in self.thread.cards if not card.is_study and card.task == task]
        distinct = [
            card for place, card in enumerate(cards) if all(card.values != other.values for other in cards[:place])
        ]
        wanted = distinct[-2:] if comparing.means_two(self.words) else distinct[-MOST_RUNS:]
        if len(wanted) < 2:
            yield from self._say("compare_no_runs")
            yield self._offer(*map(self._next, ("compare_lstm_gru", "compare_layers", "compare_learning_rates")))
            return
        apart = {path for card in wanted for path, value in card.values.items() if value != wanted[0].values.get(path)}
        asked.budget, problems = fairness.chosen(asked, apart)
        if problems:
            yield from self._list(self._unequal(problems))
        yield from self._say("compare_runs", {"count": len(wanted)})
        yield from self._call("propose_comparison", {"runs": [card.id for card in wanted], **self._asked_beside(asked)})

    def _again(self, card: KnownCard, changes: dict[str, Any]) -> Iterator[ChatEvent]:
        """The same comparison with another number of seeds or budget."""
        if changes.get("seeds") == card.seeds and "budget" not in changes:
            yield from self._say("compare_seeds_same", {"seeds": int(card.seeds or 1)})
            yield self._offer(*self._next_here())
            return
        seeds = {"seeds": changes.get("seeds", card.seeds or 1)}
        told = self._text(f"budget_{changes['budget']}") if "budget" in changes else self._text("compare_seeds", seeds)
        yield from self._say("compare_same_again", {"changes": told})
        yield from self._call("propose_comparison", {"base": card.id, **changes})

    def _over_seeds(self, asked: Repetition) -> Iterator[ChatEvent]:
        """A comparison keeps its candidates when the number of seeds is another."""
        if self.card is not None and self.card.kind == "compare":
            yield from self._again(self.card, {"seeds": int(asked.seeds)})
        else:
            yield from super()._over_seeds(asked)

    def _compared(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """What the card compares, and what starting it will show."""
        if content.get("notices"):
            yield from self._say("notices")
            yield from self._list(content["notices"])
        if self._more:
            yield from self._go_on()
            return
        configuration = content["configuration"]
        budget = self._text(f"budget_{configuration.get('budget', 'as_given')}")
        changes = self.comparison.common if self.comparison is not None else {}
        if changes:
            told = [f"{edits.label(path, self.language)} {edits.display_value(path, value, self.language)}"
                    for path, value in changes.items()]  # fmt: skip
            yield from self._say("compare_common", {"settings": in_markdown(self._joined(told))})
        seeds = int(configuration.get("seeds", 1))
        names = in_markdown(self._listed([str(name) for name in content.get("names", [])]))
        shown = {"names": names, "seeds": seeds, "trainings": content.get("trainings", ""), "budget": budget}
        yield from self._say("compare_card" if seeds > 1 else "compare_card_once", shown)
        yield from self._say("compare_train")
        more = () if seeds >= MANY_SEEDS else ("more_seeds",)
        apart = {path for each in configuration["candidates"] for path in each}
        budget = configuration.get("budget", "as_given")
        equal: tuple[str, ...] = ("equal_parameters",) if budget == "as_given" and apart & fairness.OF_SIZE else ()
        if self.comparison is not None and self.comparison.fair and budget != "as_given":
            yield from self._say("fair_meant", {"budget": self._text(f"alike_{budget}")})
            equal = tuple(name for name in ("equal_time", "equal_steps", "equal_parameters") if name != budget)[:2]
        others = (name for path, name in _OTHERS.items() if path not in apart)
        yield self._suggest(*more, *equal, *others)

    # -- the verdict -----------------------------------------------------------------------------------------------

    def _study_meant(self) -> KnownCard | None:
        """The comparison whose verdict is asked for: the newest card, or one before it when only that can be meant."""
        studies = [card for card in self.thread.cards if card.is_study]
        if not studies or self.thread.fresh or not comparing.asks_for_verdict(self.words):
            return None
        newest = self.thread.cards[-1].is_study
        begun = [card for card in studies if card.run is not None]
        return (begun or studies)[-1] if newest or comparing.means_a_comparison(self.words) else None

    def _verdict(self, study: KnownCard) -> Iterator[ChatEvent]:
        if study.run is None:
            yield from self._say("compress_not_started" if study.kind == "compress" else "compare_untrained")
            yield self._offer(*self._next_here("more_seeds"))
            return
        yield from self._call("read_study", {"run": study.id})

    def _study_read(self, _result: ToolResult, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """The verdict with the sentences that prove it, and what would decide it or use it."""
        if content.get("state") == "not trained yet":
            yield from self._tell("compare_untrained", "more_seeds", "compare_layers")
            return
        if content.get("state") != "finished":
            yield from self._say("compare_not_done")
        yield TextDelta(text=f"**{in_markdown(str(content.get('headline', '')))}**\n\n")
        if content.get("explanation"):
            yield from self._list([str(sentence) for sentence in content["explanation"]])
        for sentence in content.get("failures", {}).values():
            yield from self._quote([str(sentence)])
        yield self._offer(
            *self._after_a_verdict(content), *map(self._next, ("compare_layers", "compare_learning_rates"))
        )

    def _after_a_verdict(self, content: dict[str, Any]) -> list[str]:
        best = content.get("best_changes", {})
        told = [edits.sentence(path, value, self.language) for path, value in best.items()]
        offered = [self._joined_requests(told)] if told else []
        apart = content.get("differences_from_the_best", [])
        deciding = [each["seeds_that_would_decide"] for each in apart if each.get("seeds_that_would_decide")]
        if deciding:
            words = fill(GUIDE_TEXTS["offer.decide_seeds"], self.language, {"seeds": max(deciding)})
            offered.insert(0, words)
        return offered

    # -- a search ----------------------------------------------------------------------------------------------

    def _search(self) -> Iterator[ChatEvent]:
        """A card that searches good settings for the newest card or the thread's data."""
        if not self.can_search:
            yield from self._say("cannot_search")
            nearest = ("compare_learning_rates", "compare_hidden_sizes")
            yield self._offer(*map(self._next, nearest), *self._next_here("sunspots"))
            return
        other = self.file is not None and not (self.card is not None and self.card.reads(self.file))
        brought = self.fresh or (self.choice.named and other)
        task = self.card.task if self.card is not None and not brought else self._task_compared()
        named = searching.fields(self.words, task)
        given = {**searching.budget(self.words), **({"fields": named} if named else {})}
        yield from self._say("search_plan")
        start = {"run": self.card.id} if self.card is not None else {}
        if brought and self.file is not None:
            start = {"file": self._handle(self.file)}
        yield from self._call("propose_search", {**given, **start})

    def _search_proposed(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """What is searched and why, and how long it takes."""
        told = []
        for each in content.get("space", []):
            name = edits.label(str(each["path"]), self.language)
            told.append(self._text("search_range", {"field": name, "values": each["values"], "reason": each["reason"]}))
        if told:
            yield from self._say("search_space")
            yield from self._list(told)
        if content.get("estimate"):
            yield from self._quote([str(content["estimate"])])
        if self._more:
            yield from self._go_on()
            return
        yield from self._tell("search_card", "compare_learning_rates", "compare_hidden_sizes")
