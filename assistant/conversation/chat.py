"""One turn: rounds of a client and the tools that it calls, until it has answered.

Guarantees: the last event is TurnEnded or TurnFailed; a tool that fails gives a result that the client can act on; at
most `MAX_ROUNDS` rounds, `MAX_CALLS` calls in each, and `REPAIRS` repairs of a wrong call. Knows no storage, no network
and no page.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from assistant.conversation import messages
from assistant.conversation.events import (
    ChatEvent,
    Client,
    ReasoningDelta,
    RemarkAdded,
    RoundEnded,
    SuggestionsOffered,
    TextDelta,
    TextWasReasoning,
    ToolAnswered,
    ToolCalled,
    ToolSpec,
    TurnEnded,
    TurnFailed,
    UsageReported,
)
from assistant.conversation.messages import Message, Usage
from assistant.i18n.conversation import say
from lstm_core.i18n.sentences import Language, Parameter

MAX_ROUNDS = 9  # 8 with tools, and the answer
MAX_CALLS = 8  # of one round
REPAIRS = 2  # rounds in which a wrong call may be tried again
SHORTEST_REPEAT, LONGEST_REPEAT = 12, 400  # characters
FAILED = "failed"
STOPPED = "stopped"


class Tools(Protocol):
    """What a client may call, bound to one conversation."""

    @property
    def specs(self) -> Sequence[ToolSpec]:
        """Name, purpose and arguments of every tool."""
        ...

    def call(self, call: ToolCalled) -> ToolAnswered:
        """The answer, also when the call was wrong; never raises."""
        ...


@runtime_checkable
class ThreadAwareClient(Protocol):
    """A client that looks at the conversation's cards and files as they are now, beside its words."""

    def seeing(self, live: Any) -> Client:
        """The client with that look."""
        ...


class Draft:
    """The assistant's message as far as its events tell.

    `begun` is what the message holds already. A text at its end is gone on with: what comes is put right behind it, and
    what the model thinks before that goes above it, so that Markdown which was cut in two is whole again.
    """

    def __init__(self, begun: Message | None = None) -> None:
        self._begun = begun or Message(role="assistant", parts=[])
        self._parts: list[messages.AnyPart] = list(self._begun.parts)
        last = self._parts[-1] if self._parts else None
        self._cut = last.text if isinstance(last, messages.TextPart) else None  # None: no text is gone on with
        self._thought = False  # about how to go on
        self._text: list[str] = [] if self._cut is None else [self._cut]  # of the last part, when it is still growing
        self._usage: Usage | None = self._begun.usage
        self._model: str | None = self._begun.model
        self.finish_reason: str | None = None

    def add(self, event: ChatEvent) -> None:
        """Take in one event."""
        match event:
            case ReasoningDelta():
                self._grow(messages.Reasoning, event.text)
            case TextDelta():
                self._grow(messages.TextPart, event.text)
            case TextWasReasoning():
                self._reclassify()
            case ToolCalled():
                self._put(messages.ToolCall(id=event.id, name=event.name, arguments=event.arguments))
            case ToolAnswered():
                self._put(messages.ToolResult(**event.model_dump(exclude={"type"})))
            case SuggestionsOffered():
                self._put(messages.Suggestions(items=event.items[:4], tests=event.tests))
            case UsageReported():
                self._usage = _sum(self._usage, event.usage)
                self._name(event.model)
            case RemarkAdded():
                self.remark(messages.Notice(key=event.key, parameters=event.parameters, severity="info"))
            case RoundEnded():
                self._name(event.model)
            case TurnEnded():
                self.finish_reason = event.finish_reason
            case TurnFailed():
                self.remark(messages.Notice(key=event.key, parameters=event.parameters))
                self.finish_reason = FAILED

    def remark(self, notice: messages.Notice) -> None:
        """Put a sentence of ours at the end."""
        self._put(notice)

    def message(self) -> Message:
        """The message so far."""
        parts = list(self._parts)
        if self._continues:
            parts[-1] = messages.TextPart(text=continued_text(str(self._cut), "".join(self._text[1:])))
        elif self._text:
            parts[-1] = parts[-1].model_copy(update={"text": "".join(self._text)})
        said = {"parts": parts, "model": self._model, "usage": self._usage, "finish_reason": self.finish_reason}
        return self._begun.model_copy(update=said)

    def _grow(self, kind: type[messages.TextPart | messages.Reasoning], text: str) -> None:
        if kind is messages.Reasoning and self._continues and len(self._text) == 1:
            self._think(text)
            return
        if not self._parts or type(self._parts[-1]) is not kind:
            self._put(kind(text=""))
        self._text.append(text)

    def _reclassify(self) -> None:
        """Text of the running round becomes reasoning."""
        parts = self.message().parts
        if self._continues:
            self._think("".join(self._text[1:]))
            self._text = self._text[:1]
            return
        first = max((place + 1 for place, part in enumerate(parts) if isinstance(part, messages.ToolResult)), default=0)
        thoughts = "".join(
            part.text for part in parts[first:] if isinstance(part, messages.TextPart | messages.Reasoning)
        )
        self._parts, self._text = [*parts[:first], messages.Reasoning(text=thoughts)], []

    def _think(self, text: str) -> None:
        """More thinking, above the text that is gone on with."""
        place = len(self._parts) - 1
        if not self._thought:
            self._parts.insert(place, messages.Reasoning(text=""))
            self._thought, place = True, place + 1
        self._parts[place - 1] = messages.Reasoning(text=self._parts[place - 1].text + text)  # type: ignore[union-attr]

    def _put(self, part: messages.AnyPart) -> None:
        self._parts = self.message().parts
        self._parts.append(part)
        self._text = []

    @property
    def _continues(self) -> bool:
        """The text that was there at the beginning is the one that grows."""
        return (
            self._cut is not None and self._text[:1] == [self._cut] and isinstance(self._parts[-1], messages.TextPart)
        )

    def _name(self, model: str | None) -> None:
        """Who answers, as the endpoint says; another model than that of the first half is named beside it."""
        first = self._begun.model if self._cut is not None else None
        if model:
            self._model = model if first in (None, model) else f"{first} → {model}"


def continued_text(cut: str, more: str) -> str:
    """A text that was cut off and what was said to go on with it, without the words that it begins by repeating."""
    for size in range(min(len(cut), len(more), LONGEST_REPEAT), SHORTEST_REPEAT - 1, -1):
        if cut.endswith(more[:size]):
            return cut + more[size:]
    return cut + more


def _sum(first: Usage | None, second: Usage) -> Usage:
    if first is None:
        return second
    return Usage(**{name: getattr(first, name) + getattr(second, name) for name in Usage.model_fields})


def run_turn(conversation: Sequence[Message], client: Client, tools: Tools, language: Language) -> Iterator[ChatEvent]:
    """The events of the answer to the last message of `conversation`; sentences of failures in `language`."""
    live = getattr(tools, "live", None)
    client = client.seeing(live) if live is not None and isinstance(client, ThreadAwareClient) else client
    draft, mistakes = Draft(), _Mistakes()
    for _ in range(MAX_ROUNDS):
        calls: list[ToolCalled] = []
        ended: RoundEnded | None = None
        so_far = draft.message()
        history = [*conversation, so_far] if so_far.parts else list(conversation)
        for event in client.stream(history, tools.specs):
            if isinstance(event, TurnFailed):
                yield _spoken(event, language)
                return
            if isinstance(event, ToolCalled):
                calls.append(event)
            if isinstance(event, RoundEnded):
                ended = event
            draft.add(event)
            yield event
        if ended is None:
            yield _spoken(TurnFailed(key="client.cut_off"), language)
            return
        if not calls:
            yield TurnEnded(finish_reason=ended.finish_reason)
            return
        answers: list[ToolAnswered] = []
        for answer in _answers(calls, tools, language):
            if isinstance(answer, ToolAnswered):
                answers.append(answer)
            draft.add(answer)
            yield answer
        failure = mistakes.after(answers[:MAX_CALLS])
        if failure is not None:
            yield _spoken(failure, language)
            return
    yield _spoken(TurnFailed(key="turn.too_many_rounds", parameters={"rounds": MAX_ROUNDS - 1}), language)


def _answers(calls: Sequence[ToolCalled], tools: Tools, language: Language) -> Iterator[ToolAnswered | RemarkAdded]:
    """The answer to each call; a call that stands there twice is made once, what is too much is not made."""
    if len(calls) > MAX_CALLS:
        counts = {"asked": len(calls), "limit": MAX_CALLS, "left": len(calls) - MAX_CALLS}
        remark = RemarkAdded(key="turn.too_many_calls", parameters=dict(counts))
        yield remark.model_copy(update={"text": say(remark.key, language, remark.parameters)})
    made: dict[tuple[str, str], ToolAnswered] = {}
    for call in calls[:MAX_CALLS]:
        known = made.get((call.name, call.arguments))
        answer = known.model_copy(update={"id": call.id}) if known else tools.call(call)
        made[call.name, call.arguments] = answer
        yield answer
    surplus = json.dumps({"error": [say("tool.not_run", language, {"limit": MAX_CALLS})]}, ensure_ascii=False)
    for call in calls[MAX_CALLS:]:
        yield ToolAnswered(id=call.id, name=call.name, content=surplus, ok=False)


class _Mistakes:
    """Rounds with a wrong call whose tool has not succeeded since."""

    def __init__(self) -> None:
        self._open: list[set[str]] = []

    def after(self, answers: Sequence[ToolAnswered]) -> TurnFailed | None:
        """What ends the turn after these answers of a round, if the repairs are used up."""
        wrong = [answer for answer in answers if not answer.ok]
        failed = {answer.name for answer in wrong}
        repaired = {answer.name for answer in answers if answer.ok} - failed
        self._open = [names - repaired for names in self._open if names - repaired]
        if failed:
            self._open.append(failed)
        if len(self._open) <= REPAIRS:
            return None
        last = wrong[-1]
        facts: dict[str, Parameter] = {
            "tool": last.name or "-",
            "tries": len(self._open),
            "reason": _said(last.content),
        }
        return TurnFailed(key="turn.wrong_calls", parameters=facts)


def _said(content: str) -> str:
    """What a tool answered to a wrong call, as one sentence."""
    try:
        errors = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return content[:200]
    return str(errors[0] if isinstance(errors, list) and errors else errors)[:400]


def _spoken(failure: TurnFailed, language: Language) -> TurnFailed:
    return failure.model_copy(update={"text": say(failure.key, language, failure.parameters)})
