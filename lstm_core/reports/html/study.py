"""report.html of a comparison and of a search: what both have in common. It opens without a network."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lstm_core.data import tasks
from lstm_core.errors import RunError, SpecError
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import say
from lstm_core.reports import contract, tables
from lstm_core.reports.contract import TableRow, Tile
from lstm_core.reports.figures import Palette
from lstm_core.reports.html.figures import drawn
from lstm_core.reports.html.page import MARKS, frame, template
from lstm_core.runs.folder import DATA_FILES, RunFolder
from lstm_core.runs.record import RunRecord
from lstm_core.runs.train import TrainRecord, read_training
from lstm_core.spec.run import TrainRunSpec

CURVE_POINTS = 200  # of a member's losses
MINUTE = 60.0


class Table(NamedTuple):
    """A table with its heading; columns by their heads. `best` marks the first row."""

    heading: str
    columns: dict[str, list[str]]
    note: str = ""
    best: bool = False

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Its cells, row by row."""
        return list(zip(*self.columns.values(), strict=True))


class StudyPicture(NamedTuple):
    """A picture; `name` is its id in the page."""

    name: str
    heading: str
    draw: Callable[[Palette], Any]
    alt: str


class Study(NamedTuple):
    """What a kind of study tells."""

    name: str  # key of what the document is called
    title: str
    headline: str
    kind: str  # "better", "tie" ... of `MARKS`
    tiles: list[Tile]
    table: Table  # what it came to
    explanation: list[str]
    pictures: list[StudyPicture]
    tables: list[Table]
    told: TrainRunSpec  # whose settings are told
    told_note: str
    member: TrainRecord | None  # a training of it, which knows data and machine
    files: list[TableRow]


def study_page(record: RunRecord, study: Study, language: Language) -> str:
    """One HTML file with everything inside, plotly.js included."""
    pictures = [drawn(*each[:2], each.alt, each.draw, language) for each in study.pictures]
    facts, notices, machine = _surroundings(record, study, language)
    return template("study.html.j2").render(
        **frame(language, study.name, pictures),
        title=study.title,
        when=tables.moment(record.created_at),
        headline=study.headline,
        kind=study.kind,
        mark=MARKS.get(study.kind, "…"),
        tiles=study.tiles,
        pictures=pictures,
        first=study.table,
        explanation=study.explanation,
        others=[each for each in study.tables if each.columns],
        facts=facts,
        notices=notices,
        machine=machine,
        settings=tables.settings(study.told, language),
        told_note=study.told_note,
        files=study.files,
    )


def _surroundings(
    record: RunRecord, study: Study, language: Language
) -> tuple[list[TableRow], list[str], list[TableRow]]:
    """What is known of data and machine by one of the trainings."""
    member = study.member
    if member is None:
        name = (say("document.name", language), tasks.title(study.told.data, language))
        run = (say("document.run", language), record.id)
        return [name], [say("document.gone", language)], [run]
    of_task = contract.of(member.spec.data.task)
    material = of_task.material(member)
    whole = member.model_copy(update={"id": record.id, "created_at": record.created_at})
    noticed = [message.text(language) for message in of_task.notices(material)] if material is not None else []
    return of_task.facts(member, material, language), noticed, tables.machine(whole, language)


def first_member(record: RunRecord, names: Iterable[str]) -> TrainRecord | None:
    """The first of these trainings that can be read."""
    return next(iter(members(record, names)), None)


def members(record: RunRecord, names: Iterable[str]) -> Iterable[TrainRecord]:
    """These trainings as their folders say; those that are gone are left out."""
    for name in names:
        try:
            yield read_training(RunFolder(Path(record.path)).members / name, CURVE_POINTS)
        except (RunError, SpecError):
            continue


def time_text(seconds: float, language: Language) -> str:
    """A time of training: seconds, from some minutes on as minutes."""
    if seconds < 2 * MINUTE:
        return say("document.seconds", language, {"seconds": significant(seconds)})
    return say("document.minutes", language, {"minutes": f"{seconds / MINUTE:,.0f}"})


def data_row(place: str, spec: TrainRunSpec, inside: bool, language: Language) -> TableRow:
    """The data file beside a script, or that it has to be put there."""
    said = say("document.file_data" if inside else "document.file_no_data", language)
    return f"{place}/{DATA_FILES[spec.data.task]}", said
