"""What the guide says of this thread's own data and runs, and the next steps that fit them."""

from collections.abc import Iterator
from typing import Any

from assistant.conversation.events import ChatEvent, TextDelta
from assistant.conversation.known_cards import KnownCard
from assistant.conversation.messages import File
from assistant.guide import choosing
from assistant.guide.answers.speaking import Speaker, pieces
from assistant.guide.tasks import contract as tasks
from assistant.guide.thread import Thread
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.languages import Language, Parameter, fill
from lstm_core.i18n.sentences import say
from lstm_core.spec.tasks import DEFAULT, SOURCES, TASKS


class ThreadAnswers(Speaker):
    """Speaks of the thread."""

    def __init__(self, thread: Thread, language: Language, calls_so_far: int) -> None:
        super().__init__(language, calls_so_far=calls_so_far)
        self.thread = thread
        self.card: KnownCard | None = thread.card
        self.has_recogniser = any(tasks.of(card.task).HEARS for card in thread.cards)

    def _here(self) -> Iterator[ChatEvent]:
        """What is known of the thread, if anything, and what can be done with it next."""
        known = self._known()
        if not known:
            return
        yield from pieces(self._text("known", {"facts": in_markdown(" ".join(known))}) + "\n\n")

    def _known(self) -> list[str]:
        told: list[str] = []
        if self.card is not None:
            told.append(self._of_card(self.card))
        files = self.thread.unused[:3]
        told += [self._text("known_file", {"file": self._described(file.name, file)}) for file in files]
        return told

    def _of_card(self, card: KnownCard) -> str:
        """The data of a card and where its run stands, in one or two sentences."""
        file = self.thread.file_of(card)
        data = card.file or self._title(card)
        data = self._described(data, file, card) if file is not None else data
        shown: dict[str, Parameter] = {"data": data, "step": card.step, "steps": card.steps}
        if card.headline is not None:
            headline = card.verdicts.get(self.language) or say(
                card.headline.key, self.language, card.headline.parameters
            )
            return self._text("known_result", {**shown, "headline": headline})
        if card.kind == "compare":
            return self._text("known_compare" if card.state is not None else "known_compare_draft", shown)
        if card.kind == "compress":
            return self._text("known_compress" if card.state is not None else "known_compress_draft", shown)
        if card.seeds is not None and card.state is not None:
            return self._text("known_seeds", shown)
        key = card.state if f"guide.known_{card.state}" in GUIDE_TEXTS else "draft"
        return self._text(f"known_{key}", shown)

    def _title(self, card: KnownCard) -> str:
        """What built-in data is called."""
        from lstm_core.data.tasks import title

        if card.source not in SOURCES:
            return self._text("this_data")
        return title(TASKS[card.task].data.model_validate({"source": card.source}), self.language)

    def _described(self, name: str, file: File, card: KnownCard | None = None) -> str:
        """The name of a file with rows and column of its table, or the length of its text, where these are known."""
        live = self.thread.live
        told: dict[str, Any] = live.about(file) if live is not None else {}
        target = card.values.get("data.target") if card is not None else None
        facts = tasks.of(told.get("task", DEFAULT)).facts(told, target)
        parts = [self._text(key, shown) for key, shown in facts]
        return self._text("with_facts", {"name": name, "facts": self._listed(parts)}) if parts else name

    def _next_here(self, *otherwise: str) -> tuple[str, ...]:
        """Next steps with the thread's own data and card; `otherwise` where there are none."""
        card, unused = self.card, self.thread.unused
        offered = [self._for_file(file) for file in unused[:2]]
        if card is not None and card.kind == "compare":
            first = ("verdict", "more_seeds") if card.headline is not None else ("more_seeds", "equal_parameters")
            offered += [self._next(name) for name in (*first, "compare_layers", "compare_learning_rates")]
        elif card is not None and card.kind == "compress":
            if card.headline is not None:
                offered.append(fill(GUIDE_TEXTS["offer.take"], self.language))
            offered += [self._next(name) for name in ("under_100", "worse_2", "phone")]
        elif card is not None:
            of_task = tasks.of(card.task)
            fitting = of_task.NEXT_FINISHED if card.headline is not None else of_task.NEXT
            idle = {"gru": card.cell == "gru", "wider": card.values.get("model.hidden_size") == 128}
            names = [name for name in fitting if not idle.get(name)]
            offered += [self._next(name) for name in names]
        return tuple(offered) or tuple(self._next(name) for name in otherwise)

    def _tell_here(self, key: str, *otherwise: str) -> Iterator[ChatEvent]:
        """A sentence, what is known of this thread, and steps that fit it."""
        yield from self._say(key)
        yield from self._here()
        yield self._offer(*self._next_here(*otherwise))

    def _for_file(self, file: File) -> str:
        """The question that has a file used for what it offers itself for."""
        values = {"file": choosing.distinct_name(file, self.thread.files)}
        return fill(GUIDE_TEXTS[f"offer.use_{choosing.kind_of(file)}"], self.language, values)

    def _quote(self, sentences: list[str]) -> Iterator[ChatEvent]:
        yield TextDelta(text="\n".join(in_markdown(sentence) for sentence in sentences) + "\n\n")
