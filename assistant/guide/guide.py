"""The guide as a client: one round turns a question into text and at most one call, the next words its answer.

Guarantees: no network, no state between rounds; every suggestion that it offers is a question that it understands;
what it cannot do it says.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.escaping import in_markdown as _plain
from assistant.events import ChatEvent, RoundEnded, SuggestionsOffered, TextDelta, ToolCalled, ToolSpec
from assistant.guide import articles, cells, intents, quantities
from assistant.guide.texts import GUIDE_TEXTS
from assistant.messages import File, Message, ToolResult
from lstm_core.data import names
from lstm_core.languages import Language, Parameter, fill
from lstm_core.texts import TEXTS, cell_name, say, value_text

MODEL = "guide"
_SOUNDS = (".zip", ".wav", ".flac", ".ogg", ".oga", ".mp3")
_TRIED = {  # what an article suggests to try
    "lstm-or-gru": "gru", "gates": "cells", "peephole": "peephole", "layer-normalisation": "layer_norm",
    "gru-d": "gru_d",
    "slstm": "slstm", "dropout-and-zoneout": "zoneout", "initialisation": "orthogonal", "residual-stacks": "residual",
    "lstm-or-transformer": "rival", "cells": "peephole",
}  # fmt: skip
_CANNOT = {"compress": "cannot_compress", "compare": "cannot_compare",
           "papers": "cannot_papers"}  # fmt: skip


class Guide:
    """Answers in the language of the question, or in `language` when that cannot be told."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[ChatEvent]:
        """One round: an answer, or a sentence and the call of one tool."""
        round_ = _Round(messages, self.language)
        yield from round_.answer()
        yield RoundEnded(finish_reason="tool_calls" if round_.called else "stop", model=MODEL)


class _Round:
    """One round of the guide over the conversation so far."""

    def __init__(self, messages: Sequence[Message], language: Language) -> None:
        place = max((at for at, message in enumerate(messages) if message.role == "user"), default=None)
        self.asked = messages[place] if place is not None else Message(role="user", parts=[])
        drafts = messages[place + 1 :] if place is not None else []
        results = [part for message in drafts for part in message.of(ToolResult)]
        self.result: ToolResult | None = results[-1] if results else None
        earlier = messages[:place] if place is not None else []
        made = [part for message in earlier for part in message.of(ToolResult) if part.card and part.ok]
        self.card = made[-1].card if made else None
        told: dict[str, Any] = json.loads(made[-1].content) if made else {}
        self.card_model: dict[str, Any] = told.get("configuration", {}).get("model", {})
        self.card_train: dict[str, Any] = told.get("configuration", {}).get("train", {})
        self.card_source = _source_of(made[-1]) if made else None
        self.card_is_text = "level" in _data_of(made[-1]) if made else False
        self.card_is_speech = "symbols" in _data_of(made[-1]) if made else False
        self.has_recogniser = any("symbols" in _data_of(part) for part in made)
        self.file: File | None = next(
            (part for message in reversed(messages) for part in reversed(message.of(File))), None
        )
        self.archive: File | None = next(
            (part for message in reversed(messages) for part in reversed(message.of(File)) if _is_zip(part)), None
        )
        self.question = self.asked.text
        self.language = _language_of(self.question, language)
        self.called = False

    def answer(self) -> Iterator[ChatEvent]:
        """Text, call and suggestions of this round."""
        if self.result is not None:
            yield from self._reply(self.result)
            return
        named = quantities.changes(self.question)
        fresh = bool(self.asked.of(File))
        intent = intents.intent_of(self.question, named, has_card=self.card is not None and not fresh)
        if fresh and intent in ("nothing", "question", "greeting", "help"):
            intent = "text" if _is_text(self.asked.of(File)[-1]) else "forecast"  # a file alone is a request
        if fresh and intent in ("forecast", "text") and self.asked.of(File)[-1].name.lower().endswith(_SOUNDS):
            intent = "speech"
        yield from self._respond(intent, named)

    def _respond(self, intent: intents.Intent, named: dict[str, Any]) -> Iterator[ChatEvent]:
        match intent:
            case "forecast":
                yield from self._forecast(named)
            case "change":
                yield from self._change(named)
            case "result":
                yield from self._call("read_run", {}) if self.card else self._tell("no_run", "sunspots", "made")
            case "code":
                yield from self._code()
            case "cells":
                yield from self._article(articles.articles(self.language)["lstm-or-gru"])
            case "text":
                yield from self._write(named)
            case "speech":
                yield from self._recognise(named)
            case "rival":
                yield from self._beside(named)
            case "compress" | "compare" | "papers":
                yield from self._tell(_CANNOT[intent], "sunspots", "co2", "gates", "cells")
            case "thanks":
                yield from self._tell("thanks", *(("result", "code") if self.card else ("sunspots", "gates")))
            case "question":
                yield from self._look_up()
            case _:
                key = "help" if intent == "help" else "hello"
                yield from self._tell(key, "sunspots", "co2", "gates", "cells")

    # -- requests --------------------------------------------------------------------------------------------------

    def _forecast(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        source = intents.source_of(self.question)
        if source is None and self.file is None and intents.asks_for_own_file(self.question):
            yield from self._tell("need_file", "sunspots", "co2", "made")
            return
        wanted = quantities.ahead(self.question)
        if source is None and self.file is not None:
            if (wanted is not None and wanted.unit != "step") or quantities.every_column(self.question):
                yield from self._call("describe_data", {"file": self.file.name})
                return
            yield from self._propose({"file": self.file.name}, named, self._horizon(wanted, {}))
            return
        source = source or self.card_source or "sunspots"
        yield from self._propose({"source": source}, named, self._horizon(wanted, quantities.PER_UNIT[source]))

    def _write(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        source = intents.text_source_of(self.question)
        file = self.file if self.file is not None and (_is_text(self.file) or self.asked.of(File)) else None
        own = intents.asks_for_own_file(self.question)
        if file is not None and (source is None or own or self.asked.of(File)):
            yield from self._propose({"file": file.name, "task": "text"}, named, {})
        elif own:
            yield from self._tell("need_text", "shakespeare", "tang")
        else:
            source = source or ("tang" if self.language == "zh" else "shakespeare")
            yield from self._propose({"source": source}, named, {})

    def _propose(self, subject: dict[str, str], named: dict[str, Any], horizon: dict[str, int]) -> Iterator[ChatEvent]:
        changes = {**named, **horizon}
        shown: dict[str, Parameter] = {"cell": cells.called(str(changes.get("model.cell", "lstm")), self.language)}
        if "file" in subject:
            shown["file"] = _plain(subject["file"])
        own = "text_file" if subject.get("task") == "text" else "file"
        yield from self._say(f"plan_{subject.get('source', own)}", shown)
        yield from self._repeat(changes)
        yield from self._call("propose_run", {**subject, "changes": changes})

    def _recognise(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        """What one recording says when a recogniser can tell; else a recogniser for the uploads or built-in digits."""
        kept = ("model.", "train.", "data.symbols", "data.lexicon")
        changes = {path: value for path, value in quantities.of_speech(named).items() if path.startswith(kept)}
        lone = self.file is not None and self.file.name.lower().endswith(_SOUNDS) and not _is_zip(self.file)
        if lone and self.file is not None and (self.asked.of(File) or not intents.asks_to_train(self.question)):
            if self.has_recogniser:
                yield from self._call("recognise", {"file": self.file.name})
                return
            yield from self._say("train_first", {"file": _plain(self.file.name)})
        elif self.archive is None and intents.asks_for_own_file(self.question):
            yield from self._tell("need_recordings", "digits", "sunspots")
            return
        if self.archive is not None:
            yield from self._say("plan_recordings", {"file": _plain(self.archive.name)})
            yield from self._call("propose_run", {"file": self.archive.name, "changes": changes})
            return
        direction = "reads_both" if changes.get("model.bidirectional", True) else "reads_forwards"
        cell = cells.called(str(changes.get("model.cell", "lstm")), self.language)
        yield from self._say("plan_digits", {"cell": cell, "direction": self._text(direction)})
        yield from self._repeat(changes)
        yield from self._call("propose_run", {"source": "digits", "changes": changes})

    def _change(self, named: dict[str, Any], *, told: bool = False) -> Iterator[ChatEvent]:
        """A changed card; `told`: what it is has been said."""
        if not told:
            yield from self._say("plan_change")
        horizon = self._horizon(quantities.ahead(self.question), {})
        named = quantities.of_speech(named) if self.card_is_speech else named
        cell = named.get("model.cell")
        off = cells.unknown_to(str(cell), self.card_model, self.card_train) if cell is not None else {}
        off = {path: value for path, value in off.items() if path not in named}
        if off:
            names = ", ".join(say(f"field.{path}", self.language) for path in off)
            cell = cells.called(str(named["model.cell"]), self.language)
            yield from self._say("switched_off", {"cell": cell, "fields": names})
        yield from self._repeat({**named, **horizon})
        yield from self._call("propose_run", {"base": self.card, "changes": {**off, **named, **horizon}})

    def _beside(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        """A draft of the rival cell, with the data, window and seed of the card beside which it is to stand."""
        rival = cells.rival(self.question, str(self.card_model.get("cell", "lstm")))
        if rival is None:
            yield from self._tell(_CANNOT["compare"], "sunspots", "gru", "rival", "cells")
            return
        named = {**named, "model.cell": rival}
        yield from self._say("rival", {"cell": cells.called(rival, self.language)})
        yield from self._change(named, told=True) if self.card else self._forecast(named)

    def _code(self) -> Iterator[ChatEvent]:
        if self.card is None:
            yield from self._propose({"source": "sunspots"}, {}, {})
            return
        if self.card_is_text:
            yield from self._tell("code_text", "bpe", "gru", "result", values={"cell": self._layer()})
            return
        if self.card_is_speech:
            yield from self._tell("code_speech", "wider", "gru", "result", values={"cell": self._layer()})
            return
        yield from self._say("code", {"cell": self._layer()})
        yield self._suggest("wider", "gru", "result", "window")

    def _look_up(self) -> Iterator[ChatEvent]:
        found = articles.nearest(self.question, self.language)
        if found and found[0][0] >= articles.GOOD:
            yield from self._article(found[0][1])
        else:
            yield from self._tell("unknown", "sunspots", "gates", "window", "unstable")

    def _article(self, article: articles.Article) -> Iterator[ChatEvent]:
        yield from _pieces(f"**{article.title}**\n\n{article.body}\n\n")
        sources = "\n".join(f"- {source}" for source in article.sources)
        yield TextDelta(text=f"{self._text('sources')}\n\n{sources}\n\n")
        yield TextDelta(text=self._text("tests") + "".join(f"\n- `{test}`" for test in article.tests) + "\n\n")
        first = _TRIED.get(article.name, "gates")
        yield self._suggest(*dict.fromkeys(("sunspots", first, "gradients", "baseline")))

    # -- answers of tools ------------------------------------------------------------------------------------------

    def _reply(self, result: ToolResult) -> Iterator[ChatEvent]:
        content = json.loads(result.content)
        if not result.ok and result.name == "recognise":
            yield TextDelta(text="\n".join(_plain(sentence) for sentence in content.get("error", [])) + "\n\n")
            yield self._suggest("result", "digits", "gates")
        elif not result.ok:
            yield from self._say("refused")
            yield TextDelta(text="\n".join(f"- {_plain(sentence)}" for sentence in content.get("error", [])) + "\n\n")
            if self.has_recogniser and self.asked.of(File) and _is_zip(self.asked.of(File)[-1]):
                yield from self._say("one_at_a_time")
            yield from self._tell("refused_next", "sunspots", "co2", "made")
        elif result.name == "describe_data":
            if quantities.every_column(self.question) and content.get("columns_left_out"):
                yield from self._say("columns_left", {"count": content["columns_left_out"]})
            horizon = self._horizon(quantities.ahead(self.question), quantities.per_unit(str(content.get("frequency"))))
            named = {**quantities.changes(self.question), **self._every_column(content)}
            yield from self._propose({"file": content["file"]}, named, horizon)
        elif result.name == "propose_run":
            yield from self._proposed(content)
        elif result.name == "recognise":
            yield from self._heard(content)
        else:
            yield from self._read(content)

    def _every_column(self, content: dict[str, Any]) -> dict[str, Any]:
        """All columns of numbers as targets, the likeliest one first, when the question asks for them."""
        if not quantities.every_column(self.question):
            return {}
        numbers = [str(column["name"]) for column in content.get("columns", []) if column["kind"] == "number"]
        measured = [name for name in numbers if not names.counts_rows(name)] or numbers
        if len(measured) < 2:
            return {}
        target = quantities.changes(self.question).get("data.target")
        first = target if target in measured else names.likely_target(measured)
        return {"data.target": first, "data.further_targets": [name for name in measured if name != first]}

    def _proposed(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        for name in ("reasons", "notices"):
            sentences = content.get(name, [])
            if sentences:
                yield from self._say(name)
                yield TextDelta(text="\n".join(f"- {_plain(sentence)}" for sentence in sentences) + "\n\n")
        configuration = content["configuration"]
        cell = configuration["model"]["cell"]
        if cell == "gru_d" and configuration["data"].get("source") in quantities.PER_UNIT:
            yield from self._say("no_gaps")
        about = f"about_{cell}" if f"next.about_{cell}" in GUIDE_TEXTS else ""
        if "symbols" in configuration["data"]:
            yield from self._tell("train_speech", "wider", "result", about or "gates", "code")
            return
        other = "gru" if cell == "lstm" else "lstm"
        if "level" in configuration["data"]:
            level = "bpe" if configuration["data"]["level"] == "character" else "characters"
            yield from self._tell("train_text", level, other, "code", about or "result")
            return
        yield from self._say("train")
        rival = "rival" if cell != "transformer" else "peephole"
        yield self._suggest(about or "window", other, rival, "code")

    def _heard(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        if content["transcript"]:
            yield from self._say("heard", {"said": _plain(content["transcript"]), "file": _plain(content["file"])})
        else:
            yield from self._say("heard_nothing", {"file": _plain(content["file"])})
        if content["beam"] != content["transcript"]:
            yield from self._say("heard_beam", {"said": _plain(content["beam"]) or "–"})
        for sentence in content.get("notices", []):
            yield TextDelta(text=f"{_plain(sentence)}\n\n")
        yield from self._tell("heard_next", "result", "wider", "gates")

    def _read(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        state = str(content.get("state"))
        if "headline" in content:
            yield TextDelta(text=f"**{_plain(content['headline'])}**\n\n")
            yield TextDelta(text="\n".join(f"- {_plain(sentence)}" for sentence in content["explanation"]))
            yield self._suggest("seed", "rival", "wider", "bpe" if "bits_per_character" in content else "baseline")
        elif state == "not trained yet":
            yield from self._tell("not_trained", "code", "window", "gates")
        else:
            best = content.get("validation_loss", {}).get("best", "–")
            shown = {name: content.get(name, "") for name in ("step", "steps", "failure", "possible")}
            yield from self._tell(f"state_{state}", "window", "code", "gates", values={**shown, "best": best})

    # -- words -----------------------------------------------------------------------------------------------------

    def _repeat(self, changes: dict[str, Any]) -> Iterator[ChatEvent]:
        """The settings that the person named, and what is known of a cell that is not one of the usual ones."""
        told, cell = [], changes.get("model.cell")
        implied = ("model.cell", "data.missing") if cell == "gru_d" else ("model.cell",)  # told with the cell
        for path, value in changes.items():
            if path not in implied and f"field.{path}" in TEXTS:
                switch = self._text("on" if value else "off") if isinstance(value, bool) else ""
                told.append(f"{say(f'field.{path}', self.language)} {switch or value_text(value, path, self.language)}")
        if told:
            yield from self._say("as_asked", {"settings": _plain(("；" if self.language == "zh" else "; ").join(told))})
        if f"guide.cell_{cell}" in GUIDE_TEXTS:
            yield from self._say(f"cell_{cell}")

    def _layer(self) -> str:
        """What the code of the card calls its recurrence."""
        cell = str(self.card_model.get("cell", "lstm"))
        written = self.card_model.get("zoneout") or self.card_model.get("recurrent_dropout")
        ready_made = cell in ("lstm", "gru", "rnn") and not written
        return f"nn.{cell.upper()}" if ready_made else cell_name(cell, self.language)

    def _horizon(self, wanted: quantities.Ahead | None, per_unit: dict[str, float]) -> dict[str, int]:
        return {} if wanted is None else {"data.horizon": quantities.steps_ahead(wanted, per_unit)}

    def _call(self, name: str, arguments: dict[str, Any]) -> Iterator[ChatEvent]:
        self.called = True
        number = 1 + (0 if self.result is None else 1)
        text = json.dumps(arguments, ensure_ascii=False)
        yield ToolCalled(id=f"guide-{name}-{number}", name=name, arguments=text)

    def _tell(self, key: str, *suggestions: str, values: dict[str, Parameter] | None = None) -> Iterator[ChatEvent]:
        yield from self._say(key, values)
        yield self._suggest(*suggestions)

    def _say(self, key: str, values: dict[str, Parameter] | None = None) -> Iterator[ChatEvent]:
        yield from _pieces(self._text(key, values) + "\n\n")

    def _suggest(self, *names: str) -> SuggestionsOffered:
        return SuggestionsOffered(items=[fill(GUIDE_TEXTS[f"next.{name}"], self.language) for name in names])

    def _text(self, key: str, values: dict[str, Parameter] | None = None) -> str:
        return fill(GUIDE_TEXTS[f"guide.{key}"], self.language, values)


def _language_of(question: str, otherwise: Language) -> Language:
    if re.search(r"[\u4e00-\u9fff]", question):
        return "zh"
    return "en" if len(re.findall(r"[a-zA-Z]{2,}", question)) >= 3 else otherwise


def _source_of(result: ToolResult) -> str | None:
    """The built-in series of a card, from what its tool told."""
    told = _data_of(result).get("source")
    return told if told in quantities.PER_UNIT else None


def _data_of(result: ToolResult) -> dict[str, Any]:
    """The data of a card, from what its tool told."""
    told: dict[str, Any] = json.loads(result.content).get("configuration", {}).get("data", {})
    return told


def _is_zip(file: File) -> bool:
    return file.name.lower().endswith(".zip")


def _is_text(file: File) -> bool:
    return file.name.lower().endswith((".txt", ".md", ".text", ".rst", ".tex"))


def _pieces(text: str) -> Iterator[ChatEvent]:
    """The text in sentences, so that a page shows it growing."""
    for piece in re.split(r"(?<=[。；：\n])|(?<=[.:;]\s)", text):
        if piece:
            yield TextDelta(text=piece)
