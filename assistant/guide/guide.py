"""The guide as a client: one round turns a question into text and at most one call, the next words its answer.

Guarantees: no network, no state between rounds; every suggestion that it offers is a question that it understands;
what it cannot do it says.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.conversation.events import ChatEvent, RoundEnded, ToolSpec
from assistant.conversation.known_cards import ThreadView
from assistant.conversation.messages import File, Message, ToolCall, ToolResult
from assistant.guide.answers import edits
from assistant.guide.answers.replies import Replies
from assistant.guide.tasks import contract as tasks
from assistant.guide.thread import has_file_kind, thread_of
from assistant.guide.understanding import averaging, embedding, intents, quantities, repetition, searching, spans
from assistant.knowledge import articles
from assistant.workspace import sheets
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import cell_name
from lstm_core.spec.cells import TORCH_CELLS
from lstm_core.spec.tasks import DEFAULT, TASKS

MODEL = "guide"
_LOOK = re.compile(r"\W*[只仅就]看")
_INSTEAD = {"papers": "cannot_papers", "compare": "compare_what"}


class Guide:
    """Answers in the language of the question, or in `language` when that cannot be told."""

    def __init__(self, language: Language, live: ThreadView | None = None) -> None:
        self.language = language
        self.live = live

    def seeing(self, live: ThreadView) -> "Guide":
        """The same guide with a look at the thread as it is now."""
        return Guide(self.language, live)

    def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[ChatEvent]:
        """One round: an answer, or a sentence and the call of one tool."""
        round_ = _Round(messages, self.language, self.live)
        round_.can_search = any(tool.name == "propose_search" for tool in tools)
        yield from round_.answer()
        yield RoundEnded(finish_reason="tool_calls" if round_.called else "stop", model=MODEL)


class _Round(Replies):
    """One round of the guide over the conversation so far."""

    def __init__(self, messages: Sequence[Message], language: Language, live: ThreadView | None) -> None:
        place = max((at for at, message in enumerate(messages) if message.role == "user"), default=None)
        drafts = messages[place + 1 :] if place is not None else []
        self.calls = [part for message in drafts for part in message.of(ToolCall)]
        self.results = [part for message in drafts for part in message.of(ToolResult)]
        thread = thread_of(messages, place, live)
        question = averaging.as_setting(sheets.without(thread.asked.text, thread.asked.of(File)))
        question = embedding.as_setting(question)
        super().__init__(thread, question, _language_of(thread.asked.text, language), len(self.results))
        self.compression = self._compression_here()
        self.searches = self.compression is None and searching.asks(self.words)
        self.comparison = None if self.searches or self.compression else self._comparison_here()
        self.compares = self.comparison is not None
        self.repetition = None if self.compares or self.compression else repetition.read(self.words)
        if self.repetition is not None:
            self.words = self.repetition.rest
            self.seeds = int(self.repetition.seeds) if self.repetition.possible else None
        self.talk = self._talk_here()
        self.study = self._study_meant() if self.comparison is None and self.compression is None else None
        other = self.comparison or self.study or self.repetition or self.searches or self.compression
        self.trouble = None if other or self._looks_at_some_series() else self._trouble_here()

    def answer(self) -> Iterator[ChatEvent]:
        """Text, call and suggestions of this round."""
        if self.results:
            yield from self._reply(self.results[-1])
            return
        if self.compression is not None:
            yield from self._compress(self.compression)
            return
        if self.repetition is not None and not self.repetition.possible:
            yield from self._too_few_or_many(self.repetition)
            return
        if self.choice.open and not self._one_suits():
            yield from self._ask_which(self.choice.open)
            return
        if len(self.choice.files) > 1 and self.comparison is None and not self.searches:
            yield from self._each(self.choice.files, 0)
            return
        if self.comparison is not None or self.study is not None or self.searches or self.trouble is not None:
            yield from self._measure()
            return
        named = quantities.settings_in(self.words)
        if self.repetition is not None and not self.fresh and (self.repetition.alone or self._talks_on(named)):
            yield from self._over_seeds(self.repetition)
            return
        intent = self._intent(named)
        if intent == "change" or (intent == "forecast" and self._asks_more_of_the_card()):
            yield from self._change(*self._wanted())
        elif intent == "undo":
            yield from self._undo()
        elif intent == "talk" and self.talk is not None:
            yield from self._talk(self.talk)
        else:
            yield from self._respond(intent, named)

    def _measure(self) -> Iterator[ChatEvent]:
        """What trainings answer: those of a comparison or a search, or the one that there is."""
        if self.comparison is not None:
            yield from self._compare(self.comparison)
        elif self.study is not None:
            yield from self._verdict(self.study)
        elif self.searches:
            yield from self._search()
        elif self.trouble is not None:
            yield from self._about_trouble(self.trouble)

    def _talks_on(self, named: dict[str, Any]) -> bool:
        """What stands beside the wish for several seeds proposes nothing of its own."""
        intent = self._intent(named)
        return intent not in ("forecast", "text", "speech", "change", "undo")

    def _one_suits(self) -> bool:
        """A question that is not about the files at all."""
        if self.compares:
            return self._source_compared() is not None
        intent = intents.intent_of(self.words, {}, has_card=False)
        built_in = intents.source_of(self.words) or intents.text_source_of(self.words)
        about_files = intent in ("forecast", "text", "speech", "nothing") and not built_in
        settings = self.card is None and bool(quantities.settings_in(self.words) or self.reading(DEFAULT).sure)
        return not self.thread.fresh and not about_files and not settings

    def _intent(self, named: dict[str, Any]) -> intents.Intent:
        intent = intents.intent_of(self.words, named, has_card=self.card is not None and not self.fresh)
        if self.fresh and intent in ("nothing", "question", "greeting", "help", "change"):
            file = self.file
            intent = (
                "text" if file is not None and has_file_kind(file, "text") else "forecast"
            )  # a file alone is a request
        if (
            self.fresh
            and intent in ("forecast", "text")
            and self.file is not None
            and has_file_kind(self.file, "sound")
        ):
            return "speech"
        if self.fresh:
            return intent
        if intents.asks_to_undo(self.words):
            return "undo"
        if self.talk is not None:
            return "talk"
        reading, whole, _ = self._wanted()
        changeable = intents.concerns_newest_card(intent, self.words, self.card.task if self.card else None)
        wants = (reading.sure or (whole and not reading.unknown)) and changeable
        wants = wants or (changeable and intent in ("forecast", "question") and self._looks_further())
        if self.card is None:
            relative = bool(reading.wishes) and not any(edits.absolute(wish) for wish in reading.wishes) and not whole
            plain = intents.intent_of(self.words, {}, has_card=False) in ("question", "thanks", "greeting")
            return "no_card" if wants and relative and plain and self.file is None else intent
        return "change" if wants else "question" if intent == "change" and intents.is_question(self.words) else intent

    def _asks_more_of_the_card(self) -> bool:
        """A forecast of the data of the newest card, in words of which some are not understood: these are said."""
        card = self.card
        if card is None or self.fresh or self.file is None or not card.reads(self.file):
            return False
        named = intents.source_of(self.words) or intents.asks_for_own_file(self.words) or self.choice.named
        reading, _, asking = self._wanted()
        return not named and not asking and bool(reading.unknown or reading.notes) and TASKS[card.task].has("target")

    def _looks_at_some_series(self) -> bool:
        """“Only look at store B”: the forecast of one, rather than the inside of a training."""
        card = self.card
        if card is None or _LOOK.match(self.words) is None or not TASKS[card.task].has("target"):
            return False
        return bool(self._series_wished(self.words, self.thread.file_of(card), card.values)[1])

    def _looks_further(self) -> bool:
        """It names another horizon for the forecast of the newest card."""
        card = self.card
        unclear = intents.is_question(self.words) or intents.is_conditional(self.words)
        if card is None or not TASKS[card.task].has("horizon") or spans.ahead(self.words) is None or unclear:
            return False
        return (self.file is None or card.reads(self.file)) and not quantities.every_column(self.words)

    def _respond(self, intent: intents.Intent, named: dict[str, Any]) -> Iterator[ChatEvent]:
        match intent:
            case "forecast":
                yield from self._forecast(named)
            case "no_card":
                yield from self._tell_here("no_card", "sunspots", "made", "gates")
            case "result":
                yield from self._call("read_run", {}) if self.card else self._tell_here("no_run", "sunspots", "made")
            case "code":
                yield from self._code()
            case "cells":
                article = articles.articles(self.language)["lstm-or-gru"]
                yield from self._article(article, tests=self._test_of(article))
            case "text":
                yield from self._write(named)
            case "speech":
                yield from self._recognise(named)
            case "compress":
                yield from self._say("compress_about")
                yield self._offer(*self._next_here("sunspots", "shakespeare", "digits"))
            case "papers" | "compare":
                yield from self._tell_here(_INSTEAD[intent], "compare_lstm_gru", "sunspots", "gates", "cells")
            case "thanks":
                yield from self._tell_here("thanks", "sunspots", "gates")
            case "question":
                yield from self._look_up()
            case _:
                key = "help" if intent == "help" else "hello"
                yield from self._tell_here(key, "sunspots", "co2", "gates", "cells")

    def _code(self) -> Iterator[ChatEvent]:
        card = self.card
        if card is None:
            yield from self._propose({"source": "sunspots"}, {})
        else:
            key, steps = tasks.of(card.task).CODE
            yield from self._tell(key, *steps, values={"cell": self._layer()})

    def _layer(self) -> str:
        """What the code of the card calls its recurrence."""
        cell = self.card.cell if self.card else "lstm"
        values = self.card.values if self.card else {}
        written = values.get("model.zoneout") or values.get("model.recurrent_dropout")
        ready_made = cell in TORCH_CELLS and not written
        return f"nn.{cell.upper()}" if ready_made else cell_name(cell, self.language)


def _language_of(question: str, otherwise: Language) -> Language:
    if re.search(r"[\u4e00-\u9fff]", question):
        return "zh"
    return "en" if len(re.findall(r"[a-zA-Z]{2,}", question)) >= 3 else otherwise
