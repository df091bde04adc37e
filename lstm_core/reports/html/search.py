"""report.html of a search: what it found, start against winner over fresh seeds, every trial, pictures, the space."""

from collections.abc import Iterator
from functools import partial

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import Tile
from lstm_core.reports.html.study import Study, StudyPicture, Table, data_row, first_member, study_page
from lstm_core.reports.kinds import search as report
from lstm_core.reports.kinds import search_figure, search_tables, titles
from lstm_core.reports.kinds.repeat import written
from lstm_core.runs.search import SearchRecord
from lstm_core.spec.search import confirming_names, trial_name

MOST_TRIALS = 200  # that are listed
MOST_FIELDS = 4  # that have a picture each
KINDS = {"better": "better", "revived": "better", "tie": "tie", "start": "tie", "worse": "tie", "few": "few"}


def search_page(record: SearchRecord, language: Language, *, data: bool) -> str:
    """The report of a search, finished or not; `data` tells whether the download carries the data."""
    kept = "document.recommended" if record.winner is not None else "document.kept"
    study = Study(
        name="document.search",
        title=titles.of_search(record.spec, language),
        headline=report.summary(record, language),
        kind=KINDS.get(record.result.verdict, "none") if record.result else "none",
        tiles=_tiles(record, language),
        table=_first(record, language),
        explanation=[sentence.text(language) for sentence in report.explained(record, language)],
        pictures=list(_pictures(record, language)),
        tables=_tables(record, language),
        told=record.winner or record.spec.run,
        told_note=say(kept, language),
        member=first_member(record, _names(record)),
        files=_files(record, language, data=data),
    )
    return study_page(record, study, language)


def _names(record: SearchRecord) -> list[str]:
    """Its trainings, those that tell most first."""
    best = [] if record.best is None else [trial_name(record.best)]
    confirming = [name for start, winner, _ in confirming_names(record.spec.further_seeds) for name in (winner, start)]
    return [*best, *confirming, *(trial_name(row.number) for row in record.trials)]


def _tiles(record: SearchRecord, language: Language) -> list[Tile]:
    """Start, best, confirmed, and by how much the best one shrank; all on the validation part."""
    if not record.trials:
        return []
    found = record.confirmation.winner if record.confirmation else None
    shrinkage = record.result.shrinkage if record.result else None
    measure, without = str(record.measure), say("document.tile_unconfirmed", language)
    seeds = say("document.tile_confirmed_note", language, {"seeds": found.count}) if found else without
    start = {"measure": report.validation_name(record, language)}
    best = "" if record.best is None else say("document.tile_best_note", language, {"number": record.best + 1})
    return [
        Tile(
            say("search.metric_start", language),
            report.score_text(record, record.start_score),
            say("document.tile_start_note", language, {**start}),
        ),
        Tile(say("search.metric_best", language), report.score_text(record, record.best_score), best),
        Tile(
            say("search.metric_confirmed", language),
            written(measure, found.mean) if found else report.UNKNOWN,
            seeds,
        ),
        Tile(
            say("search.metric_shrinkage", language),
            report.UNKNOWN if shrinkage is None else written(measure, shrinkage),
            without if shrinkage is None else say("document.tile_shrinkage_note", language),
        ),
    ]


def _first(record: SearchRecord, language: Language) -> Table:
    """What was confirmed; the trials where nothing was."""
    confirmed = search_tables.confirmed(record, language)
    if confirmed:
        return Table(say("document.confirmed", language), confirmed, best=record.winner is not None)
    return _trials(record, language)


def _trials(record: SearchRecord, language: Language) -> Table:
    rows = report.ranked(record)[:MOST_TRIALS]
    told = {"measure": report.validation_name(record, language)}
    note = say("document.trials_note", language, {**told})
    if len(record.trials) > len(rows):
        counts = {"count": len(record.trials), "shown": len(rows)}
        note = f"{note} {say('document.trials_first', language, {**counts})}"
    columns = search_tables.trials(record, rows, language)
    return Table(say("document.trials", language), columns, note, best=record.best is not None)


def _tables(record: SearchRecord, language: Language) -> list[Table]:
    seeds = Table(say("document.confirmed_seeds", language), search_tables.seeds(record, language))
    space = Table(say("document.space", language), search_tables.space(record.spec, language))
    return [*([seeds, _trials(record, language)] if seeds.columns else []), space]


def _pictures(record: SearchRecord, language: Language) -> Iterator[StudyPicture]:
    """The history always; what needs several trials once there are some."""
    heading = say("document.picture_history", language)
    draw = partial(search_figure.history, record, language)
    yield StudyPicture("history", heading, draw, search_figure.history_alt(record, language))
    if record.importance:
        heading = say("document.picture_importance", language)
        draw = partial(search_figure.importance, record, language)
        yield StudyPicture("importance", heading, draw, search_figure.importance_alt(record, language))
    for path in _deciding(record):
        told = {"name": report.field_name(path, language)}
        heading = say("document.picture_slice", language, {**told})
        draw = partial(search_figure.slices, record, path, language)
        alt = search_figure.slices_alt(record, path, language)
        yield StudyPicture(f"slice-{path.replace('.', '-')}", heading, draw, alt)
    if any(row.reports for row in record.trials):
        heading = say("document.picture_trials", language)
        draw = partial(search_figure.losses, record, language)
        yield StudyPicture("trials", heading, draw, search_figure.losses_alt(language))


def _deciding(record: SearchRecord) -> list[str]:
    """The fields that decide most, or the first ones of the space; none before several trials have a score."""
    if sum(row.score is not None for row in record.trials) < 2:
        return []
    share = record.importance
    paths = sorted((each.path for each in record.spec.space), key=lambda path: -share.get(path, 0.0))
    return paths[:MOST_FIELDS]


def _files(record: SearchRecord, language: Language, *, data: bool) -> list[tuple[str, str]]:
    return [
        ("trials.csv", say("document.file_trials", language)),
        ("confirmation.csv", say("document.file_confirmation", language)),
        ("search.json", say("document.file_comparison", language)),
        ("spec.json", say("document.file_spec", language)),
        ("space.json", say("document.file_space", language)),
        ("start.spec.json, best-trial.spec.json", say("document.file_start", language)),
        ("recommended/", say("document.file_recommended", language)),
        data_row("recommended", record.spec.run, data, language),
    ]
