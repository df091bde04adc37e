"""Requests for a new card: a forecast, a text model, a recogniser, from built-in data or an upload."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.conversation.events import ChatEvent, TextDelta
from assistant.conversation.messages import File
from assistant.guide import choosing
from assistant.guide.answers import edits
from assistant.guide.answers.knowing import ThreadAnswers
from assistant.guide.answers.speaking import pieces
from assistant.guide.choosing import UploadChoice
from assistant.guide.tasks import contract as tasks
from assistant.guide.thread import Thread, has_file_kind
from assistant.guide.understanding import cells, columns, grammar, intents, lexicon, quantities
from assistant.guide.understanding.reading import ParsedQuestion
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.i18n.guide_changes import CHANGE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.languages import Language, Parameter, fill
from lstm_core.i18n.sentences import TEXTS, say, value_text
from lstm_core.spec.tasks import DEFAULT, TASKS, TaskName, task_named


class RequestAnswers(ThreadAnswers):
    """Turns what is asked for into one call of a tool, or says what is missing."""

    compares = False  # the question asks which of several is better
    searches = False  # it asks for good settings to be searched

    def __init__(self, thread: Thread, question: str, language: Language, calls_so_far: int) -> None:
        super().__init__(thread, language, calls_so_far)
        self.question = question
        self.choice: UploadChoice = choosing.choice_of(thread, question)
        self.words = self.choice.words
        self.file: File | None = self.choice.files[0] if self.choice.files else thread.file
        self.archive = self.file if self.file is not None and has_file_kind(self.file, "zip") else thread.archive

    @property
    def fresh(self) -> bool:
        """The question brings a file, or names one for a card of its own."""
        if self.thread.fresh or not self.choice.named:
            return bool(self.thread.fresh)
        card, one = self.card, len(self.choice.files) == 1
        spoken = intents.intent_of(self.words, {}, has_card=False) not in ("forecast", "text", "speech")
        if spoken and intents.is_question(self.question):
            return False
        return not (spoken and one and self.words.strip() and card is not None and card.reads(self.choice.files[0]))

    def reading(self, task: TaskName) -> ParsedQuestion:
        """Wishes of a question for new data: what it asks to be, without what it says of the data."""
        return grammar.parse_question(quantities.without_horizon(self.words), task)

    def _named(self, named: Mapping[str, Any], task: TaskName) -> dict[str, Any]:
        """The settings that a question for new data names; wishes relative to a card wait for it."""
        wishes = [wish for wish in self.reading(task).wishes if wish.path in lexicon.paths(task)]
        absolute = {path: value for wish in wishes for path, value in edits.absolute(wish).items()}
        relative = {wish.path for wish in wishes if wish.operation not in ("set", "on", "off")}
        return {**absolute, **{path: value for path, value in named.items() if path not in relative}}

    def _forecast(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        source = intents.source_of(self.words) if not self.choice.named else None
        if source is None and self.file is None and intents.asks_for_own_file(self.words):
            yield from self._tell("need_file", "sunspots", "co2", "made")
            return
        named = self._named(named, DEFAULT)
        wanted = quantities.ahead(self.words)
        if source is None and self.file is not None:
            file = self._handle(self.file)
            if (wanted is not None and wanted.unit != "step") or quantities.every_column(self.words):
                yield from self._call("describe_data", {"file": file})
                return
            yield from self._propose({"file": file}, named, self._horizon(wanted, {}))
            return
        card = self.card
        source = source or (card.source if card and card.source in quantities.PER_UNIT else None) or "sunspots"
        yield from self._propose({"source": source}, named, self._horizon(wanted, quantities.PER_UNIT[source]))

    def _write(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        source = intents.text_source_of(self.words)
        file = self.file if self.file is not None and (has_file_kind(self.file, "text") or self.fresh) else None
        own = intents.asks_for_own_file(self.words)
        named = self._named(named, "text")
        if file is not None and (source is None or own or self.fresh):
            yield from self._propose({"file": self._handle(file), "task": "text"}, named, {})
        elif own:
            yield from self._tell("need_text", "shakespeare", "tang")
        else:
            source = source or ("tang" if self.language == "zh" else "shakespeare")
            yield from self._propose({"source": source}, named, {})

    def _propose(self, subject: dict[str, str], named: dict[str, Any], horizon: dict[str, int]) -> Iterator[ChatEvent]:
        wished = self._columns_wished(subject)
        _, chosen = self._series_wished(self.words, self._file_called(subject["file"]) if "file" in subject else None)
        changes = {**named, **wished.changes, **horizon, **chosen}
        shown: dict[str, Parameter] = {"cell": cells.cell_phrase(str(changes.get("model.cell", "lstm")), self.language)}
        if "file" in subject:
            shown["file"] = in_markdown(self._called(subject["file"]))
        own = f"{subject['task']}_file" if "task" in subject else "file"
        yield from self._say(f"plan_{subject.get('source', own)}", shown)
        yield from self._repeat(changes)
        for name in wished.missing:
            listed = in_markdown(self._listed(self._numbers_of(self._file_called(subject["file"]))))
            yield from pieces(fill(CHANGE_TEXTS["guide.no_column"], self.language, {"words": name, "columns": listed}))
            yield TextDelta(text="\n\n")
        foreign = intents.untrainable_models(self.words)
        if foreign:
            yield from self._say("unknown_words", {"words": in_markdown(self._listed(foreign))})
        yield from self._call("propose_run", {**subject, "changes": changes})

    def _columns_wished(self, subject: Mapping[str, str]) -> columns.Wished:
        """What the question wants of the columns of the table that the request is about."""
        known = self._numbers_of(self._file_called(subject["file"])) if "file" in subject else []
        if not known or not TASKS[subject.get("task", DEFAULT)].has("target") or quantities.every_column(self.words):
            return columns.Wished(self.words)
        return columns.wished(self.words, known, {})

    def _series_wished(self, sentence: str, file: File | None) -> tuple[str, dict[str, Any]]:
        """The rest of a sentence, and the series of a long table that it names, as changes."""
        told = self.thread.live.about(file) if file is not None and self.thread.live is not None else {}
        if "ids" not in told:
            return sentence, {}
        rest, name = columns.series_wished(sentence, str(told["ids"]["column"]), told["ids"]["names"])
        return rest, {} if name is None else {"data.id": name}

    def _numbers_of(self, file: File | None) -> list[str]:
        """The columns of numbers of a table."""
        told = self.thread.live.about(file) if file is not None and self.thread.live is not None else {}
        return [str(column["name"]) for column in told.get("columns", []) if column["kind"] == "number"]

    def _recognise(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        """What one recording says when a recogniser can tell; else a recogniser for the uploads or built-in digits."""
        kept = ("model.", "train.", "data.symbols", "data.lexicon")
        named = self._named(tasks.of("speech").settings(named), "speech")
        changes = {path: value for path, value in named.items() if path.startswith(kept)}
        lone = self.file is not None and has_file_kind(self.file, "sound") and not has_file_kind(self.file, "zip")
        if lone and self.file is not None and (self.fresh or not intents.asks_to_train(self.words)):
            if self.has_recogniser:
                yield from self._call("recognise", {"file": self._handle(self.file)})
                return
            yield from self._say("train_first", {"file": in_markdown(self.file.name)})
        elif self.archive is None and intents.asks_for_own_file(self.words):
            yield from self._tell("need_recordings", "digits", "sunspots")
            return
        if self.archive is not None:
            yield from self._say("plan_recordings", {"file": in_markdown(self.archive.name)})
            yield from self._call("propose_run", {"file": self._handle(self.archive), "changes": changes})
            return
        direction = "reads_both" if changes.get("model.bidirectional", True) else "reads_forwards"
        cell = cells.cell_phrase(str(changes.get("model.cell", "lstm")), self.language)
        yield from self._say("plan_digits", {"cell": cell, "direction": self._text(direction)})
        yield from self._repeat(changes)
        yield from self._call("propose_run", {"source": "digits", "changes": changes})

    # -- several files ---------------------------------------------------------------------------------------------

    def _ask_which(self, files: tuple[File, ...]) -> Iterator[ChatEvent]:
        """Name the files that came together and offer each; nothing is taken silently."""
        shown = [in_markdown(choosing.distinct_name(file, self.thread.files)) for file in files]
        names = self._listed(shown)
        yield from self._say("which_file", {"count": len(files), "files": names})
        if self.compares or self.searches:
            every = fill(GUIDE_TEXTS["offer.compare_every"], self.language, {"question": self.question.strip()})
            yield self._offer(*(self._same_question_on(file) for file in files[:3]), every)
            return
        yield self._offer(
            *(self._for_file(file) for file in files[:3]), fill(GUIDE_TEXTS["offer.every_file"], self.language)
        )

    def _same_question_on(self, file: File) -> str:
        shown = {"question": self.question.strip(), "file": choosing.distinct_name(file, self.thread.files)}
        return fill(GUIDE_TEXTS["offer.compare_file"], self.language, shown)

    def _each(self, files: tuple[File, ...], done: int) -> Iterator[ChatEvent]:
        """A card for the next of several files that were asked for together."""
        file = files[done]
        if has_file_kind(file, "sound") and not has_file_kind(file, "zip") and not self.has_recogniser:
            yield from self._say("train_first", {"file": in_markdown(file.name)})
            yield from self._call("propose_run", {"source": "digits", "changes": {}})
            return
        if has_file_kind(file, "sound") and not has_file_kind(file, "zip"):
            yield from self._call("recognise", {"file": self._handle(file)})
            return
        subject = {"file": self._handle(file)}
        if has_file_kind(file, "zip"):
            yield from self._say("plan_recordings", {"file": in_markdown(file.name)})
            yield from self._call("propose_run", {**subject, "changes": {}})
            return
        task = task_named(file.name)
        named = self._named(quantities.settings_in(self.words), task)
        known = lexicon.paths(task)
        named = {path: value for path, value in named.items() if path in known}
        if task != DEFAULT:
            subject["task"] = task
        wanted = quantities.ahead(self.words) if TASKS[task].has("horizon") else None
        yield from self._propose(subject, named, self._horizon(wanted, {}))

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
            yield from self._say("as_asked", {"settings": in_markdown(self._joined(told))})
        if f"guide.cell_{cell}" in GUIDE_TEXTS:
            yield from self._say(f"cell_{cell}")

    def _horizon(self, wanted: quantities.Lookahead | None, per_unit: dict[str, float]) -> dict[str, int]:
        return {} if wanted is None else {"data.horizon": quantities.steps_ahead(wanted, per_unit)}

    def _handle(self, file: File) -> str:
        return choosing.handle(file, self.thread.files)

    def _file_called(self, name: str) -> File | None:
        """The file that a tool finds by that name or id."""
        return next((file for file in self.thread.files if name in (self._handle(file), file.sha256[:12])), None)

    def _called(self, name: str) -> str:
        """What people call the file that a tool finds by that name or id."""
        return next((file.name for file in self.thread.files if file.sha256.startswith(name)), name)
