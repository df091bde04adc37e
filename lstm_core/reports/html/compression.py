"""report.html of a ladder: which file to take, every rung with its numbers, pictures, students with their control."""

from collections.abc import Iterator
from functools import partial

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import TableRow, Tile
from lstm_core.reports.html.study import Study, StudyPicture, Table, study_page
from lstm_core.reports.kinds import compress as report
from lstm_core.reports.kinds import compress_figure, compress_tables, titles
from lstm_core.reports.kinds import compress_words as words
from lstm_core.results.compress import REFERENCE, row_of
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.train import TrainRecord


def ladder_page(record: CompressRecord, language: Language, origin: TrainRecord | None = None) -> str:
    """The report of a ladder, finished or not; `origin` is the trained run, which knows data and machine."""
    study = Study(
        name="document.compression",
        title=titles.of_ladder(record.spec, language),
        headline=report.summary(record, language),
        kind=_kind(record),
        tiles=_tiles(record, language),
        table=_first(record, language),
        explanation=[sentence.text(language) for sentence in report.explained(record, language)],
        pictures=list(_pictures(record, language)),
        tables=_tables(record, language),
        told=record.spec.run,
        told_note=say("document.origin", language),
        member=origin,
        files=_files(language),
    )
    return study_page(record, study, language)


def _kind(record: CompressRecord) -> str:
    if record.result is None:
        return "none"
    best = record.result.best
    return "worse" if best is None else "tie" if best.rung == REFERENCE else "better"


def _tiles(record: CompressRecord, language: Language) -> list[Tile]:
    """Size, time and change of the rung to take beside the original's, and how many were built."""
    best = record.result.best if record.result else None
    reference = row_of(record.rows, REFERENCE)
    refused = sum(row.verdict == "refused" for row in record.rows)
    rungs = Tile(
        say("document.tile_rungs", language),
        str(len(record.rows) - 1),
        say("document.tile_refused", language, {"count": refused}),
    )
    if best is None or reference is None or best.latency is None or reference.latency is None:
        return [rungs] if record.rows else []
    sizes = {"original": words.size(reference.bytes)}
    times = {"original": words.time(reference.latency.median)}
    change = words.change(record.measure, best.change.value, language) if best.change else words.UNKNOWN
    return [
        Tile(say("document.tile_size", language), words.size(best.bytes), say("document.tile_of", language, {**sizes})),
        Tile(
            say("document.tile_pass", language),
            words.time(best.latency.median),
            say("document.tile_of", language, {**times}),
        ),
        Tile(say("document.tile_worse", language), change, words.measure(record.measure, language)),
        rungs,
    ]


def _first(record: CompressRecord, language: Language) -> Table:
    threads = compress_tables.threads(record)
    limits = f"{say('document.limits', language)}: {words.limits(record.spec.limits, record.measure, language)}"
    note = say("document.rungs_note", language, {"threads": threads}) if threads else ""
    return Table(say("document.rungs", language), compress_tables.rungs(record, language), f"{limits}. {note}".strip())


def _tables(record: CompressRecord, language: Language) -> list[Table]:
    found = [Table(say("document.speeds", language), compress_tables.speeds(record, language))]
    for member, each in record.distillations.items():
        heading = say("document.students", language, {"name": words.member(member, language)})
        note = report.teacher(record.measure, member, each, language).text(language)
        found.append(Table(heading, compress_tables.students(record, each, language), note))
    return found


def _pictures(record: CompressRecord, language: Language) -> Iterator[StudyPicture]:
    if any(row.complete for row in record.rows):
        draw = partial(compress_figure.size, record, language)
        yield StudyPicture(
            "size", say("document.picture_size", language), draw, compress_figure.size_alt(record, language)
        )
        draw = partial(compress_figure.latency, record, language)
        yield StudyPicture(
            "latency", say("document.picture_latency", language), draw, compress_figure.latency_alt(record, language)
        )
    for member, found in record.distillations.items():
        heading = f"{say('document.picture_students', language)} · {words.member(member, language)}"
        draw = partial(compress_figure.students, record, found, language)
        yield StudyPicture(f"students-{member}", heading, draw, compress_figure.students_alt(member, found, language))


def _files(language: Language) -> list[TableRow]:
    return [
        ("ladder.csv", say("document.file_ladder", language)),
        ("ladder.json", say("document.file_ladder_json", language)),
        ("spec.json", say("document.file_spec", language)),
        ("models/", say("document.file_models", language)),
    ]
