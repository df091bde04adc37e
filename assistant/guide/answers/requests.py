"""Requests for a new card: a forecast, a text model, a recogniser, from built-in data or an upload."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from assistant.conversation.events import ChatEvent
from assistant.conversation.messages import File
from assistant.guide import choosing
from assistant.guide.answers import edits, suiting
from assistant.guide.answers.knowing import ThreadAnswers
from assistant.guide.answers.speaking import not_counted, pieces
from assistant.guide.choosing import UploadChoice
from assistant.guide.tasks import contract as tasks
from assistant.guide.thread import Thread, has_file_kind
from assistant.guide.understanding import (
    about_values,
    cells,
    choosing_series,
    clauses,
    columns,
    countries,
    grammar,
    intents,
    lexicon,
    quantities,
    spans,
    wide,
)
from assistant.guide.understanding.reading import ParsedQuestion
from assistant.guide.understanding.wishes import MEASURED_IN_STEPS
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.i18n.guide_changes import CHANGE_TEXTS
from assistant.markdown.escaping import in_markdown
from lstm_core.i18n.languages import Language, Parameter, fill
from lstm_core.i18n.sentences import TEXTS, say
from lstm_core.spec.tasks import DEFAULT, TASKS, TaskName, task_named

MOST_NAMED = 5  # columns that are forecast together


class RequestAnswers(ThreadAnswers):
    """Turns what is asked for into one call of a tool, or says what is missing."""

    compares = False  # the question asks which of several is better
    searches = False  # it asks for good settings to be searched
    described: Mapping[str, Any] | None = None  # the table of the request, as a tool told of it in this round

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
        words = self._series_wished(self.words, self.file)[0] if TASKS[task].has("target") else self.words
        _, words = countries.holidays_in(words) if TASKS[task].has("holidays") else ({}, words)
        words = spans.window_named(words) if TASKS[task].has("window") else words
        return grammar.parse_question(spans.without_ahead(words), task)

    def _named(self, named: Mapping[str, Any], task: TaskName) -> dict[str, Any]:
        """The settings that a question for new data names; wishes relative to a card wait for it."""
        meant = suiting.EMBEDDED if self.file is not None and TASKS[task].has("id_column") else {}
        wishes = [replace(wish, path=meant.get(wish.path, wish.path)) for wish in self.reading(task).wishes]
        wishes = [wish for wish in wishes if wish.path in lexicon.paths(task)]
        absolute = {path: value for wish in wishes for path, value in edits.absolute(wish).items()}
        relative = {wish.path for wish in wishes if wish.operation not in ("set", "on", "off")}
        return {**absolute, **{path: value for path, value in named.items() if path not in relative}}

    def _forecast(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        source = intents.source_of(self.words) if not self.choice.named else None
        if source is None and self.file is None and intents.asks_for_own_file(self.words):
            yield from self._tell("need_file", "sunspots", "co2", "made")
            return
        named = self._named(named, DEFAULT)
        wanted = spans.ahead(self.words)
        if source is None and self.file is not None:
            file = self._handle(self.file)
            timed = (wanted is not None and wanted.unit != "step") or self._periods(DEFAULT)
            if timed or quantities.every_column(self.words):
                yield from self._call("describe_data", {"file": file})
                return
            yield from self._propose({"file": file}, named)
            return
        card = self.card
        source = source or (card.source if card and card.source in spans.BUILT_IN else None) or "sunspots"
        yield from self._propose({"source": source}, named)

    def _write(self, named: dict[str, Any]) -> Iterator[ChatEvent]:
        source = intents.text_source_of(self.words)
        file = self.file if self.file is not None and (has_file_kind(self.file, "text") or self.fresh) else None
        own = intents.asks_for_own_file(self.words)
        named = self._named(named, "text")
        if file is not None and (source is None or own or self.fresh):
            yield from self._propose({"file": self._handle(file), "task": "text"}, named)
        elif own:
            yield from self._tell("need_text", "shakespeare", "tang")
        else:
            source = source or ("tang" if self.language == "zh" else "shakespeare")
            yield from self._propose({"source": source}, named)

    def _propose(self, subject: dict[str, str], named: dict[str, Any]) -> Iterator[ChatEvent]:
        """A card for the data with what was asked for; what of it the data do not allow is said first."""
        changes, problems = self._settings_asked(subject, named)
        problems += self._unheard(subject, changes, problems)
        shown: dict[str, Parameter] = {"cell": cells.cell_phrase(str(changes.get("model.cell", "lstm")), self.language)}
        file = self._file_called(subject["file"]) if "file" in subject else None
        if "file" in subject:
            shown["file"] = in_markdown(self._called(subject["file"]))
        own = f"{subject['task']}_file" if "task" in subject else "file"
        yield from self._say(f"plan_{subject.get('source', own)}", shown)
        yield from self._repeat(changes, wide.together(changes, self._about(file)))
        for problem in problems:
            yield from pieces(f"{in_markdown(problem)}\n\n")
        foreign = intents.untrainable_models(self.words)
        if foreign:
            yield from self._say("unknown_words", {"words": in_markdown(self._listed(foreign))})
        yield from self._call("propose_run", {**subject, "changes": changes})

    def _settings_asked(self, subject: dict[str, str], named: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Every setting that the question names for the data, and what of it they do not allow."""
        wished = self._columns_wished(subject)
        timed, problems = self._timed(subject)
        file = self._file_called(subject["file"]) if "file" in subject else None
        _, chosen = self._series_wished(self.words, file)
        chosen = {path: value for path, value in chosen.items() if value != ()}
        if wide.SERIES in chosen:
            named = {path: value for path, value in named.items() if path not in (columns.TARGET, columns.FURTHER)}
        elif file is not None and not chosen and wide.lacks_series(self.words, self._about(file)):
            problems.append(fill(CHANGE_TEXTS["guide.one_series"], self.language))
        changes = {**named, **wished.changes, **timed, **chosen}
        alone = wide.SERIES not in chosen and "data.ids" not in chosen and chosen.get("data.id", "") is not None
        if changes.get("model.id_embedding") and alone:
            size = changes.pop("model.id_embedding")
            problems.append(fill(CHANGE_TEXTS["guide.embedding_of_one"], self.language, {"size": size}))
        problems += self._without_a_column(subject, wished, changes)
        changes |= self._codes(subject)
        return {path: value for path, value in changes.items() if value is not None or path not in timed}, problems

    def _unheard(self, subject: dict[str, str], changes: Mapping[str, Any], problems: list[str]) -> list[str]:
        """Sentences on clauses that wish for something in words that are not known: the card is the same without."""
        task: Any = subject.get("task", DEFAULT)
        every, whole = clauses.clauses_of(self.words), self.words
        if len(every) < 2 or "file" not in subject or not TASKS[task].has("target"):
            return []
        found = []
        for at, clause in enumerate(every):
            if not clauses.wishes(clause) or intents.untrainable_models(clause):
                continue
            self.words = ", ".join(every[:at] + every[at + 1 :])
            try:
                rest = self._named(quantities.settings_in(self.words), task)
                same = self._settings_asked(dict(subject), rest) == (changes, problems)
            finally:
                self.words = whole
            if same and grammar.parse_question(clause, task).unknown:
                found.append(fill(CHANGE_TEXTS["guide.unknown_words"], self.language, {"words": clause}))
        return found

    # -- what a table decides --------------------------------------------------------------------------------------

    def _columns_wished(self, subject: Mapping[str, str]) -> columns.Wished:
        """What the question wants of the columns of the table that the request is about."""
        known = self._numbers_of(self._file_called(subject["file"])) if "file" in subject else []
        file = self._file_called(subject["file"]) if "file" in subject else None
        words, _ = self._series_wished(self.words, file)
        words = spans.window_named(about_values.codes_in(words).rest)
        if not known or not TASKS[subject.get("task", DEFAULT)].has("target") or quantities.every_column(self.words):
            return columns.Wished(words)
        return columns.wished(words, known, {})

    def _without_a_column(
        self, subject: Mapping[str, str], wished: columns.Wished, changes: dict[str, Any]
    ) -> list[str]:
        """Sentences on names that are no column; a target that is none is taken out of the changes."""
        known = self._numbers_of(self._file_called(subject["file"])) if "file" in subject else []
        target, path = changes.get(columns.TARGET), columns.TARGET
        if known and target is not None and target not in known:
            meant = next((name for name in known if name.lower() == str(target).lower()), None)
            changes.pop(path) if meant is None else changes.update({path: meant})
            wished.missing += [str(target)] if meant is None else []
        key = "guide.no_column" if len(known) > 1 else "guide.one_column_only"
        listed = self._listed(known[: edits.SHOWN_COLUMNS])
        names = dict.fromkeys(wished.missing) if known else ()
        return [fill(CHANGE_TEXTS[key], self.language, {"words": name, "columns": listed}) for name in names]

    def _timed(self, subject: Mapping[str, str]) -> tuple[dict[str, int | None], list[str]]:
        """Horizon and window that the question counts in units of time, in steps, and why others are none (None)."""
        task: Any = subject.get("task", DEFAULT)
        if not TASKS[task].has("horizon") or subject.get("source", "sunspots") not in spans.BUILT_IN:
            return {}, []
        file = self._file_called(subject["file"]) if "file" in subject else None
        rhythm = spans.rhythm_told(self._about(file)) if "file" in subject else spans.BUILT_IN[subject["source"]]
        wanted = spans.ahead(self.words)
        found: dict[str, int | None] = {**self._horizon(wanted, rhythm)}
        problems = self._not_ahead(wanted, rhythm)
        for path, span in self._periods(task).items():
            found[path] = spans.steps(span, rhythm)
            if found[path] is None:
                problems.append(not_counted(span, rhythm, self.language, edits.label(path, self.language)))
        return found, problems

    def _periods(self, task: TaskName) -> dict[str, spans.Span]:
        """Settings that are measured in steps and that the question counts in a unit of time."""
        wishes = [wish for wish in self.reading(task).wishes if wish.period not in (None, "season")]
        return {
            wish.path: spans.Span(float(wish.value), str(wish.period))
            for wish in wishes
            if wish.operation == "set" and wish.path in MEASURED_IN_STEPS
        }

    def _codes(self, subject: Mapping[str, str]) -> dict[str, Any]:
        """Numbers for missing as the question has them, from those that were found in the table."""
        codes = about_values.codes_in(self.words)
        if not codes or "file" not in subject or not TASKS[subject.get("task", DEFAULT)].has("missing_codes"):
            return {}
        after = codes.after(self._about(self._file_called(subject["file"])).get("missing_codes") or ())
        return {"data.missing_codes": after, **({"data.missing": "mask"} if codes.missing else {})}

    def _about(self, file: File | None) -> Mapping[str, Any]:
        """What is known of a table: as a tool told of it just now, else as it lies there."""
        if self.described is not None:
            return self.described
        return self.thread.live.about(file) if file is not None and self.thread.live is not None else {}

    def _series_wished(
        self, sentence: str, file: File | None, values: Mapping[str, Any] = MappingProxyType({})
    ) -> tuple[str, dict[str, Any]]:
        """The rest of a sentence, and the series of a table that it names, as changes of a card with these values."""
        told = self._about(file)
        if "ids" not in told:
            return wide.series_wished(sentence, told, values)
        names, together = list(told["ids"]["names"]), values.get("data.id") is None and values.get("data.id_column")
        whole = len(names) == told["ids"].get("count")
        now = list(values.get("data.ids") or names) if together and whole else None
        column, measured = str(told["ids"]["column"]), self._numbers_of(file)
        return choosing_series.series_wished(sentence, column, names, now, whole=whole, measured=measured)

    def _numbers_of(self, file: File | None) -> list[str]:
        """The columns of numbers of a table, and those of text whose levels can be inputs."""
        told = self._about(file) if file is not None else {}
        return [str(column["name"]) for column in told.get("columns", []) if column["kind"] in ("number", "category")]

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
        yield from self._propose(subject, named)

    # -- words -----------------------------------------------------------------------------------------------------

    def _repeat(self, changes: dict[str, Any], together: tuple[int, list[str]] | None = None) -> Iterator[ChatEvent]:
        """The settings that the person named, and what is known of a cell that is not one of the usual ones.

        `together` are the columns of a wide table that are forecast together.
        """
        told, cell = [], changes.get("model.cell")
        implied: tuple[str, ...] = ("model.cell", "data.missing") if cell == "gru_d" else ("model.cell",)
        implied += (wide.SERIES, "data.ids") if together is not None else ()
        for path, value in changes.items():
            if path not in implied and f"field.{path}" in TEXTS:
                told.append(f"{say(f'field.{path}', self.language)} {edits.display_value(path, value, self.language)}")
        if told:
            yield from self._say("as_asked", {"settings": in_markdown(self._joined(told))})
        yield from self._together(together)
        if f"guide.cell_{cell}" in GUIDE_TEXTS:
            yield from self._say(f"cell_{cell}")

    def _together(self, columns: tuple[int, list[str]] | None) -> Iterator[ChatEvent]:
        """How many columns of a wide table one network forecasts, with the first of their names."""
        if columns is None:
            return
        count, names = columns
        some = self._listed(names[:MOST_NAMED])
        some = self._text("first", {"names": some}) if count > MOST_NAMED else some
        shown: dict[str, Parameter] = {"count": count, "columns": in_markdown(some)}
        yield from self._say("together" if names else "together_all", shown)

    def _horizon(self, wanted: spans.Span | None, rhythm: spans.Rhythm) -> dict[str, int]:
        steps = spans.steps(wanted, rhythm) if wanted is not None else None
        return {} if steps is None else {"data.horizon": steps}

    def _not_ahead(self, wanted: spans.Span | None, rhythm: spans.Rhythm) -> list[str]:
        """Why it cannot be looked so far ahead in the data, if it cannot."""
        unclear = wanted is not None and spans.steps(wanted, rhythm) is None
        return [not_counted(wanted, rhythm, self.language)] if wanted is not None and unclear else []

    def _handle(self, file: File) -> str:
        return choosing.handle(file, self.thread.files)

    def _file_called(self, name: str) -> File | None:
        """The file that a tool finds by that name or id."""
        return next((file for file in self.thread.files if name in (self._handle(file), file.sha256[:12])), None)

    def _called(self, name: str) -> str:
        """What people call the file that a tool finds by that name or id."""
        return next((file.name for file in self.thread.files if file.sha256.startswith(name)), name)
