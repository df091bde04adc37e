"""One message of a conversation, stored or still growing: reasoning, text, files, cards, notices, suggestions."""

import streamlit as st

from assistant.conversation import messages
from assistant.conversation.events import RetryWaiting
from assistant.i18n import conversation
from assistant.services import Services
from assistant.ui.cards import card, tested, transcripts
from assistant.ui.kit import foreign_text, formats
from assistant.ui.kit.boundary import guarded
from assistant.ui.kit.session import language, say
from assistant.ui.pages import answers, asking
from assistant.ui.words.labels import TEXTS, sentence
from lstm_core.errors import Sentence

_BOXES = {"info": st.info, "warning": st.warning, "error": st.error}


def question(ordinal: int, message: messages.Message) -> None:
    """What a person wrote, with its files."""
    with st.chat_message("user", avatar=":material/person:"):
        files = message.of(messages.File)
        if files:
            with st.container(horizontal=True, gap="xsmall"):
                for file in files:
                    name = formats.literal(file.name)
                    label = f":material/description: {name} · {formats.size(file.bytes)}"
                    st.markdown(f":gray-badge[{label}]", width="content")
        if message.text:
            foreign_text.question(f"question-{ordinal}", message.text)


def answer(services: Services, ordinal: int, message: messages.Message, drawn: set[str]) -> None:
    """A stored turn: what was said, then its cards.

    `drawn` names the cards that stand further up: each card stands in the answer that mentioned it first.
    """
    answers.attempt(message)
    for place, part in enumerate(message.parts):
        _part(f"{ordinal}-{place}", part, live=False)
    guarded(_tested)(services, ordinal, message)
    cards(services, ordinal, message, drawn)
    if message.finish_reason is None:
        st.caption(say("chat.interrupted"))
    elif message.finish_reason == "length":
        st.caption(say("chat.cut"))
    answers.foot(ordinal, message)


def cards(services: Services, ordinal: int, message: messages.Message, drawn: set[str]) -> None:
    """What the tools of a turn made."""
    for result in message.of(messages.ToolResult):
        if result.card and result.card not in drawn:
            drawn.add(result.card)
            guarded(card.card)(services, result.card)
        if result.name == "recognise" and result.ok:
            guarded(transcripts.told)(services, f"heard-{ordinal}-{result.id}", result)


def _tested(services: Services, ordinal: int, message: messages.Message) -> None:
    """What comparisons of this workspace say of the advice that was given."""
    for name in dict.fromkeys(part.tests for part in message.of(messages.Suggestions) if part.tests):
        tested.advice(services, f"answer-{ordinal}-{name}", name)


def growing(
    ordinal: int, message: messages.Message, stopping: bool, waiting: tuple[RetryWaiting, float] | None = None
) -> None:
    """The turn that is being answered: the same parts at the same places, cards still to come.

    `waiting` is the attempt that is waited for and the seconds until it is made.
    """
    for place, part in enumerate(message.parts):
        _part(f"{ordinal}-{place}", part, live=place == len(message.parts) - 1)
    if waiting is not None:
        st.info(formats.literal(conversation.retry_notice(*waiting, language())), icon=":material/hourglass_top:")
        return
    last = message.parts[-1] if message.parts else None
    doing = f"working.{last.name}" if isinstance(last, messages.ToolCall) else ""
    words = "chat.stopping" if stopping else doing if doing in TEXTS else "chat.answering"
    st.badge(say(words), icon=":material/more_horiz:", color="gray")


def suggestions(services: Services, ordinal: int, message: messages.Message) -> None:
    """The next steps under the last answer; a click asks."""
    items = [item for part in message.of(messages.Suggestions) for item in part.items]
    if items:
        key = f"suggestion-{ordinal}"
        st.pills(
            say("chat.next"),
            items[:4],
            format_func=formats.literal,
            key=key,
            label_visibility="collapsed",
            on_change=asking.suggestion,
            args=(services, key),
        )


def _part(key: str, part: messages.AnyPart, live: bool) -> None:
    match part:
        case messages.TextPart() if part.text.strip():
            foreign_text.answer(f"text-{key}", part.text, growing=live)
        case messages.Reasoning() if part.text.strip():
            _reasoning(key, part.text, live)
        case messages.Notice():
            text = sentence(Sentence(part.key, part.parameters), language())
            _BOXES[part.severity](formats.literal(text))
        case _:
            pass


def _reasoning(key: str, text: str, live: bool) -> None:
    label = say("chat.thinking" if live else "chat.thought")
    with st.expander(label, key=f"reasoning-{key}", icon=":material/neurology:", type="compact"):
        foreign_text.answer(f"thought-{key}", text, growing=live)
