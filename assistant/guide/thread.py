"""What the guide knows of a thread: its files, its cards as they are now, and how their runs went."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.known_cards import KnownCard, ThreadView
from assistant.conversation.messages import File, Message, ToolResult
from lstm_core.spec.tasks import TASKS, task_with

_ENDINGS: dict[str, tuple[str, ...]] = {
    "text": TASKS["text"].endings,
    "zip": (".zip",),
    "sound": (".zip", ".wav", ".flac", ".ogg", ".oga", ".mp3"),
}


@dataclass(frozen=True)
class Thread:
    """One conversation up to a question."""

    asked: Message
    files: tuple[File, ...]  # every upload once, newest first
    cards: tuple[KnownCard, ...]  # oldest first
    newest_together: tuple[File, ...] = ()  # the files of the newest earlier question that brought any, each once
    live: ThreadView | None = None

    @property
    def card(self) -> KnownCard | None:
        """The newest card."""
        return self.cards[-1] if self.cards else None

    @property
    def fresh(self) -> tuple[File, ...]:
        """The files that came with the question, each content once."""
        return tuple({file.sha256: file for file in self.asked.of(File)}.values())

    @property
    def file(self) -> File | None:
        """The newest upload."""
        return self.files[0] if self.files else None

    @property
    def archive(self) -> File | None:
        """The newest zip."""
        return next((file for file in self.files if has_file_kind(file, "zip")), None)

    @property
    def unused(self) -> tuple[File, ...]:
        """Uploads that no card reads."""
        return tuple(file for file in self.files if not any(card.reads(file) for card in self.cards))

    def file_of(self, card: KnownCard) -> File | None:
        """The upload that a card reads."""
        return next((file for file in self.files if card.reads(file)), None)


def thread_of(messages: Sequence[Message], place: int | None, live: ThreadView | None) -> Thread:
    """The thread up to the question at `place`; cards as `live` tells, else as their tools told of them."""
    asked = messages[place] if place is not None else Message(role="user", parts=[])
    earlier = messages[:place] if place is not None else []
    every = [part for message in reversed(messages) for part in reversed(message.of(File))]
    files = tuple({(file.name, file.sha256): file for file in reversed(every)}.values())[::-1]
    results = tuple(part for message in earlier for part in message.of(ToolResult) if part.card and part.ok)
    told = _cards_of_results(results)
    new = (
        {part.card for message in messages[place + 1 :] for part in message.of(ToolResult)} if place is not None else ()
    )
    cards = tuple(card for card in live.cards() if card.id not in new) if live is not None else ()
    brought = next((message.of(File) for message in reversed(earlier) if message.of(File)), [])
    together = tuple({file.sha256: file for file in brought}.values())
    return Thread(asked, files, cards or told, together, live)


def _cards_of_results(results: Sequence[ToolResult]) -> tuple[KnownCard, ...]:
    found: dict[str, KnownCard] = {}
    for result in results:
        configuration = json.loads(result.content).get("configuration", {})
        data = configuration.get("data", {})
        values = {
            f"{section}.{name}": value
            for section in ("data", "model", "train")
            for name, value in configuration.get(section, {}).items()
        }
        before = found.get(str(result.card))
        if before is not None:
            values = {**before.values, **values}
        task = task_with(data)
        own = data.get("source") == "file"
        found[str(result.card)] = KnownCard(
            str(result.card),
            before.task if before else task,
            values,
            file=before.file if before else data.get("name") if own else None,
            source=before.source if before else None if own else data.get("source"),
        )
    return tuple(found.values())


def has_file_kind(file: File, kind: str) -> bool:
    """Whether a file is a text, a zip, or a sound (or several in a zip), by its name."""
    return file.name.lower().endswith(_ENDINGS[kind])
