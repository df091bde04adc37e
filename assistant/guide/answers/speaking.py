"""How a round of the guide speaks: sentences of its tables in one language, suggestions, calls of tools."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.conversation.events import ChatEvent, SuggestionsOffered, TextDelta, ToolCalled
from assistant.guide.understanding import spans
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.i18n.guide_changes import CHANGE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.languages import Language, Parameter, fill

OFFERED = 4  # suggestions under an answer


class Speaker:
    """Speaks one language and remembers whether it called a tool."""

    def __init__(self, language: Language, *, calls_so_far: int = 0) -> None:
        self.language = language
        self.called = False
        self.seeds: int | None = None  # over which a training that is proposed is to be repeated
        self._calls = calls_so_far

    def _call(self, name: str, arguments: Mapping[str, Any]) -> Iterator[ChatEvent]:
        self.called = True
        self._calls += 1
        if name == "propose_run" and self.seeds is not None:
            arguments = {**arguments, "seeds": self.seeds}
        text = json.dumps(arguments, ensure_ascii=False)
        yield ToolCalled(id=f"guide-{name}-{self._calls}", name=name, arguments=text)

    def _tell(self, key: str, *suggestions: str, values: Mapping[str, Parameter] | None = None) -> Iterator[ChatEvent]:
        yield from self._say(key, values)
        yield self._suggest(*suggestions)

    def _say(self, key: str, values: Mapping[str, Parameter] | None = None) -> Iterator[ChatEvent]:
        yield from pieces(self._text(key, values) + "\n\n")

    def _list(self, sentences: list[str]) -> Iterator[ChatEvent]:
        yield TextDelta(text="\n".join(f"- {in_markdown(sentence)}" for sentence in sentences) + "\n\n")

    def _suggest(self, *names: str) -> SuggestionsOffered:
        return self._offer(*(self._next(name) for name in names))

    def _offer(self, *questions: str, tests: str | None = None) -> SuggestionsOffered:
        """Next steps as they would be typed, each once; `tests` names the comparison that tests what was said."""
        return SuggestionsOffered(items=list(dict.fromkeys(questions))[:OFFERED], tests=tests)

    def _next(self, name: str) -> str:
        return fill(GUIDE_TEXTS[f"next.{name}"], self.language)

    def _text(self, key: str, values: Mapping[str, Parameter] | None = None) -> str:
        return fill(GUIDE_TEXTS[f"guide.{key}"], self.language, values)

    def _joined(self, sentences: Sequence[str]) -> str:
        return joined(sentences, self.language, "and_then")

    def _listed(self, names: Sequence[str]) -> str:
        return joined(names, self.language)


def joined(words: Sequence[str], language: Language, how: str = "and") -> str:
    """Words of one kind, each once, as a language lists them."""
    distinct = list(dict.fromkeys(words))
    text = distinct[-1] if distinct else ""
    for word in reversed(distinct[:-1]):
        text = fill(GUIDE_TEXTS[f"guide.{how}"], language, {"first": word, "rest": text})
    return text


def pieces(text: str) -> Iterator[ChatEvent]:
    """The text in sentences, so that a page shows it growing."""
    for piece in re.split(r"(?<=[\u3002\uff1b\uff1a\n])|(?<=[.:;]\s)", text):
        if piece:
            yield TextDelta(text=piece)


def not_counted(span: spans.Span, rhythm: spans.Rhythm, language: Language, what: str = "") -> str:
    """Why a span of time is no number of rows of the data; `what` names the setting that it is for."""
    key, told = spans.fault(span, rhythm)
    if not span.words:
        unit = fill(CHANGE_TEXTS[f"guide.unit_{span.unit}"], language)
        told["words"] = fill(CHANGE_TEXTS["guide.span_words"], language, {"count": span.number, "unit": unit})
    example = CHANGE_TEXTS["guide.span_example" if what else "guide.span_ahead"]
    told["example"] = fill(example, language, {"field": what})
    return fill(CHANGE_TEXTS[f"guide.{key}"], language, told)
