"""Answers of tools put into words: a card that was made, a run that was read, what was refused."""

import json
from collections.abc import Generator, Iterator
from typing import Any

from assistant.conversation.events import ChatEvent, TextDelta
from assistant.conversation.known_cards import KnownCard
from assistant.conversation.messages import ToolCall, ToolResult
from assistant.guide.answers import edits, following
from assistant.guide.answers.compressing import LADDER
from assistant.guide.answers.diagnosing import DiagnosisAnswers
from assistant.guide.tasks import contract as tasks
from assistant.guide.thread import has_file_kind
from assistant.guide.understanding import intents, quantities, spans, wide
from assistant.guide.understanding.reading import ParsedQuestion
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.data.series import column_names
from lstm_core.spec.tasks import DEFAULT, TaskName, task_with


class Replies(DiagnosisAnswers):
    """Says what a tool answered, and goes on where more was asked for."""

    calls: list[ToolCall]
    results: list[ToolResult]

    def _reply(self, result: ToolResult) -> Iterator[ChatEvent]:
        content = json.loads(result.content)
        if not result.ok:
            yield from self._refused(result, content)
        elif result.name == "describe_data":
            if quantities.every_column(self.words) and content.get("columns_left_out"):
                yield from self._say("columns_left", {"count": content["columns_left_out"]})
            self.described = content
            named = {**self._named(quantities.settings_in(self.words), DEFAULT), **self._every_column(content)}
            subject = {"file": str(content["id"] if self._is_twin(content["file"]) else content["file"])}
            yield from self._propose(subject, named)
        elif "candidates" in content.get("configuration", {}) and result.name.startswith("propose_"):
            yield from self._compared(content)
        elif result.name == "propose_run":
            yield from self._proposed(result, content)
        elif result.name == "propose_search":
            yield from self._search_proposed(content)
        elif result.name in ("propose_compression", "read_study"):
            yield from self._of_study(result, content)
        elif result.name == "recognise":
            yield from self._heard(content)
        elif result.name == "diagnose":
            yield from self._diagnosed(result, content)
        elif result.name == "propose_repair":
            yield from self._repair_proposed(content)
        else:
            yield from self._read(result, content)

    def _of_study(self, result: ToolResult, content: dict[str, Any]) -> Iterator[ChatEvent]:
        """A compression that was proposed, or a study that was read."""
        if result.name == "propose_compression":
            yield from self._compression_proposed(content)
        elif content.get("kind") == LADDER or "rungs" in content.get("configuration", {}):
            yield from self._ladder_read(content)
        else:
            yield from self._study_read(result, content)

    def _is_twin(self, name: str) -> bool:
        return len({file.sha256 for file in self.thread.files if file.name == name}) > 1

    def _refused(self, result: ToolResult, content: dict[str, Any]) -> Iterator[ChatEvent]:
        sentences = [str(sentence) for sentence in content.get("error", [])]
        more = self._more
        if result.name in ("recognise", "diagnose", "propose_repair", "propose_compression"):
            yield from self._quote(sentences)
            if result.name == "recognise" and not more:
                yield self._suggest("result", "digits", "gates")
            elif not more:
                yield self._offer(*self._next_here("sunspots", "gates"))
        elif self._may_go_without_the_data():
            given = json.loads(self.calls[-1].arguments)
            changes = given["changes"]
            left = {path: value for path, value in changes.items() if path.startswith("data.")}
            names_left = [edits.label(path, self.language) for path in left]
            yield from self._say("data_said_no", {"changes": in_markdown(self._joined(names_left))})
            yield from self._list(sentences)
            rest = {path: value for path, value in changes.items() if path not in left}
            yield from self._call("propose_run", {**given, "changes": rest})
            return
        else:
            yield from self._say("refused")
            yield from self._list(sentences)
            if self.has_recogniser and self.thread.fresh and has_file_kind(self.thread.fresh[-1], "zip"):
                yield from self._say("one_at_a_time")
            if not more:
                yield from self._say("refused_next")
                yield self._offer(
                    *(self._next_here() if self.card else ()), *map(self._next, ("sunspots", "co2", "made"))
                )
        if more:
            yield from self._go_on()

    def _may_go_without_the_data(self) -> bool:
        """A change of a card that its data refused holds other wishes too."""
        given = json.loads(self.calls[-1].arguments)
        changes = given.get("changes", {})
        ours = [path.startswith("data.") for path in changes]
        return "base" in given and len(self.results) == 1 and any(ours) and not all(ours)

    def _every_column(self, content: dict[str, Any]) -> dict[str, Any]:
        """All columns of numbers as targets, the likeliest one first, when the question asks for them."""
        if not quantities.every_column(self.words) or wide.series_wished(self.words, content, {})[1]:
            return {}
        numbers = [str(column["name"]) for column in content.get("columns", []) if column["kind"] == "number"]
        measured = [name for name in numbers if not column_names.is_row_counter(name)] or numbers
        if len(measured) < 2:
            return {}
        target = quantities.settings_in(self.words).get("data.target")
        first = target if target in measured else column_names.likely_target(measured)
        return {"data.target": first, "data.further_targets": [name for name in measured if name != first]}

    def _proposed(self, result: ToolResult, content: dict[str, Any]) -> Iterator[ChatEvent]:
        for name in ("reasons", "notices"):
            sentences = content.get(name, [])
            if sentences:
                yield from self._say(name)
                yield from self._list(sentences)
        if len(self.choice.files) > 1 and len(self.results) < len(self.choice.files):
            yield from self._each(self.choice.files, len(self.results))
            return
        if (yield from self._relative(result, content)):
            return
        yield from self._beside_the_others()
        configuration = content["configuration"]
        cell = configuration["model"]["cell"]
        if cell == "gru_d" and configuration["data"].get("source") in spans.BUILT_IN:
            yield from self._say("no_gaps")
        about = f"about_{cell}" if f"next.about_{cell}" in GUIDE_TEXTS else ""
        if "seeds" in configuration:
            yield from self._tell("train_seeds", "result", "code", values={"seeds": configuration["seeds"]})
            return
        other = "gru" if cell == "lstm" else "lstm"
        key, steps = tasks.of(task_with(configuration["data"])).trainable(configuration, about, other)
        yield from self._tell(key, *steps)

    def _relative(self, result: ToolResult, content: dict[str, Any]) -> Generator[ChatEvent, None, bool]:
        """Follow what was asked for relative to the card that the first call made; true when that calls again."""
        given = json.loads(self.calls[-1].arguments)
        if "base" in given or len(self.results) > 2 or not result.card:
            return False
        task = task_with(content["configuration"].get("data", {}))
        reading = self.reading(task)
        wishes = [wish for wish in reading.wishes if not edits.absolute(wish)]
        intent = intents.intent_of(self.words, {}, has_card=False)
        if not wishes or intent in ("compare", "code") or intents.is_question(self.words):
            return False
        made = self.thread.live.cards() if self.thread.live is not None else ()
        card = next((card for card in made if card.id == result.card), None)
        if card is None:
            values = {f"{part}.{name}": value for part, fields in content["configuration"].items()
                      for name, value in fields.items()}  # fmt: skip
            card = KnownCard(result.card, task, values)
        edit = self._edit(card, ParsedQuestion(wishes), {})
        yield from self._problems(edit, [])
        if not edit.changes:
            return False
        yield from self._tell_changes(edit)
        yield from self._call("propose_run", {"base": card.id, "changes": edit.changes})
        return True

    def _beside_the_others(self) -> Iterator[ChatEvent]:
        """Files that came with the question and were not used are named."""
        rest = [file for file in self.thread.fresh if file not in self.choice.files]
        if self.choice.files and rest:
            names_left = self._listed([file.name for file in rest])
            yield from self._say("files_kept", {"files": in_markdown(names_left)})

    def _heard(self, content: dict[str, Any]) -> Iterator[ChatEvent]:
        if content["transcript"]:
            yield from self._say(
                "heard", {"said": in_markdown(content["transcript"]), "file": in_markdown(content["file"])}
            )
        else:
            yield from self._say("heard_nothing", {"file": in_markdown(content["file"])})
        if content["beam"] != content["transcript"]:
            yield from self._say("heard_beam", {"said": in_markdown(content["beam"]) or "–"})
        for sentence in content.get("notices", []):
            yield TextDelta(text=f"{in_markdown(sentence)}\n\n")
        if len(self.choice.files) > 1 and len(self.results) < len(self.choice.files):
            yield from self._each(self.choice.files, len(self.results))
            return
        yield from self._tell("heard_next", "result", "wider", "gates")

    def _read(self, result: ToolResult, content: dict[str, Any]) -> Iterator[ChatEvent]:
        state = str(content.get("state"))
        if "headline" in content:
            yield TextDelta(text=f"**{in_markdown(content['headline'])}**\n\n")
            yield TextDelta(text="\n".join(f"- {in_markdown(sentence)}" for sentence in content["explanation"]))
            task = self._task_of(result, content)
            own = self._next(tasks.of(task).BESIDE_A_RESULT)
            yield self._offer(*following.steps(content, task, self.language), own)
        elif state == "not trained yet":
            yield from self._tell("not_trained", "code", "window", "gates")
        else:
            best = content.get("validation_loss", {}).get("best", "–")
            shown = {name: content.get(name, "") for name in ("step", "steps", "failure", "possible")}
            yield from self._tell(f"state_{state}", "window", "code", "gates", values={**shown, "best": best})

    def _task_of(self, result: ToolResult, content: dict[str, Any]) -> TaskName:
        """The task of the card that a tool told of."""
        live = self.thread.live.cards() if self.thread.live is not None else ()
        card = next((card for card in (*live, *self.thread.cards) if card.id == result.card), None)
        return card.task if card is not None else task_with(content["configuration"].get("data", {}))
