"""One reply as it comes: its events, and what makes it no answer. Data in, data out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.conversation.events import ChatEvent, ReasoningDelta, RoundEnded, TextDelta, UsageReported
from assistant.endpoint import failures, refusals
from assistant.endpoint.accumulator import Accumulator
from assistant.endpoint.failures import FailedError, UselessError
from assistant.endpoint.runaway import LONGEST_CALLS, LONGEST_TEXT, LONGEST_THOUGHT, RunawayDetector
from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Parameter

ServerNames = Mapping[str, Parameter]


class Reply:
    """Feed it every chunk, then `finish` it; both raise what ends the round."""

    def __init__(self, tools: Sequence[str]) -> None:
        self._whole = Accumulator(tools)
        self._text, self._thought = RunawayDetector(LONGEST_TEXT), RunawayDetector(LONGEST_THOUGHT)

    @property
    def ended(self) -> bool:
        """The endpoint has said why it ended; what comes after may break."""
        return self._whole.finish_reason is not None

    def feed(self, chunk: dict[str, Any]) -> Iterator[ChatEvent]:
        """What the chunk adds. Raises FailedError for an answer that does not end by itself."""
        for event in self._whole.feed(chunk):
            yield event
            if isinstance(event, TextDelta):
                _judge_length(self._text.feed(event.text), Sentence("client.endless", {"limit": LONGEST_TEXT}))
            elif isinstance(event, ReasoningDelta):
                limit = Sentence("client.endless_thinking", {"limit": LONGEST_THOUGHT})
                _judge_length(self._thought.feed(event.text), limit)
        if self._whole.called_length > LONGEST_CALLS:
            raise FailedError(Sentence("client.endless_calls", {"limit": LONGEST_CALLS}))

    def rest(self) -> Iterator[ChatEvent]:
        """What was held back, once no more chunks come."""
        yield from self._whole.rest()

    def finish(self, place: ServerNames) -> Iterator[ChatEvent]:
        """Usage, calls and the end. Raises FailedError or UselessError when it is no answer."""
        whole, model = self._whole, self._whole.model or str(place["model"])
        if whole.usage is not None:
            yield UsageReported(usage=whole.usage, model=model)
        self._judge(place)
        yield from whole.calls()
        reason = "tool_calls" if whole.called else str(whole.finish_reason)
        yield RoundEnded(finish_reason="length" if reason.lower() in failures.LENGTHS else reason, model=model)

    def _judge(self, place: ServerNames) -> None:
        whole = self._whole
        if whole.chunks == 0:
            raise FailedError(Sentence("client.not_chat", dict(place)))
        if whole.leaked:
            leaked = Sentence("client.leaked", dict(place))
            raise FailedError(leaked) if whole.has_text else UselessError(leaked, whole.has_reasoning)
        if whole.finish_reason is None:
            raise FailedError(Sentence("client.cut_off"))
        failure = failures.finish_failure(whole.finish_reason)
        if failure is not None:
            raise FailedError(failure)
        if not whole.called and not whole.has_text:
            if whole.finish_reason.lower() in failures.LENGTHS:
                raise FailedError(Sentence("client.only_thinking"))
            raise UselessError(Sentence("client.blank", dict(place)), whole.has_reasoning)


def says(chunk: Mapping[str, Any]) -> bool:
    """Something that a person sees, or a call, has begun; before that a request may be made again."""
    choices = chunk.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        delta = (choice.get("delta") or choice.get("message")) if isinstance(choice, Mapping) else None
        names = ("content", "reasoning_content", "reasoning", "tool_calls")
        if isinstance(delta, Mapping) and any(delta.get(name) for name in names):
            return True
    return False


def whole_refusal(text: str) -> Any:
    """What an answer that is no stream refuses with; None when it is something else than a refusal."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    value = value[0] if isinstance(value, list) and value else value
    return refusals.refusal_in_chunk(value) if isinstance(value, Mapping) else None


def _judge_length(verdict: str | None, too_long: Sentence) -> None:
    if verdict is not None:
        raise FailedError(Sentence("client.looping") if verdict == "loop" else too_long)
