"""report.html of a comparison: verdict, table of the candidates, every pair, pictures, what all have in common."""

from functools import partial

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import Tile
from lstm_core.reports.html.study import (
    Study,
    StudyPicture,
    Table,
    data_row,
    first_member,
    members,
    study_page,
    time_text,
)
from lstm_core.reports.kinds import compare as report
from lstm_core.reports.kinds import compare_figure, compare_tables, titles
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.compare import leader_of
from lstm_core.results.repeat import Statistic
from lstm_core.runs.compare import CompareRecord

MOST_CURVES = 60  # members whose losses are drawn
KINDS = {
    "compare.better": "better", "compare.better_than_all": "better", "compare.partly": "tie", "compare.tie": "tie",
    "compare.single": "few", "compare.one": "few",
}  # fmt: skip


def comparison_page(record: CompareRecord, language: Language, *, data: bool) -> str:
    """The report of a comparison, finished or not; `data` tells whether the download carries the data."""
    best = leader_of(record.candidates)
    measure = compare_figure.best_of(record)
    budget = {part: say(f"compare.{part}", language) for part in ("budget", f"budget_{record.spec.budget}")}
    common = {"budget": budget["budget"], "choice": budget[f"budget_{record.spec.budget}"]}
    done = [each.member for each in record.members if each.measures]
    study = Study(
        name="document.comparison",
        title=titles.of_comparison(record.spec, language),
        headline=report.summary(record, language),
        kind=KINDS.get(report.headline(record).key, "none"),
        tiles=_tiles(record, best, language) if best is not None else [],
        table=Table(
            say("document.candidates", language),
            compare_tables.candidates(record, language),
            say("document.candidates_note", language),
            best=best is not None,
        ),
        explanation=[sentence.text(language) for sentence in report.explained(record, language)],
        pictures=_pictures(record, measure, language),
        tables=_tables(record, measure, language),
        told=record.spec.run,
        told_note=say("document.common", language, {**common}),
        member=first_member(record, done),
        files=_files(record, best, language, data=data),
    )
    return study_page(record, study, language)


def _tiles(record: CompareRecord, best: int, language: Language) -> list[Tile]:
    """The best two, how many trainings there were, and how long they took."""
    names, tiles = report.labels(record.spec, language), []
    for number in report.ranked(record)[:2]:
        measure, found = report.deciding(record, number)
        head = {"measure": compare_tables.measure_name(measure, language), "name": names[number]}
        told = _interval(measure, found, language)
        if number != best:
            told = f"{told} · {report.order_text(record, number, language)}"
        tiles.append(Tile(say("document.tile_best", language, {**head}), written(measure, found.mean), told))
    ended = sum(1 for each in record.members if each.measures)
    counts = {"candidates": len(names), "seeds": record.spec.seeds}
    said = say("document.tile_of_seeds", language, {**counts})
    if ended < record.spec.total:
        said = f"{said} · {say('document.tile_without', language, {'count': record.spec.total - ended})}"
    tiles.append(Tile(say("document.tile_trainings", language), str(record.spec.total), said))
    seconds = sum(each.costs.get("seconds", 0.0) for each in record.members)
    time = say("document.tile_training_time", language), time_text(seconds, language)
    return [*tiles, Tile(*time, say("document.tile_all", language))]


def _interval(measure: str, found: Statistic, language: Language) -> str:
    if found.low is None or found.high is None:
        return say("document.tile_one_seed", language)
    ends = {"low": written(measure, found.low), "high": written(measure, found.high)}
    return say("document.tile_interval", language, {**ends})


def _pictures(record: CompareRecord, measure: str | None, language: Language) -> list[StudyPicture]:
    if measure is None:
        return []
    found = [
        StudyPicture(
            "scores",
            say("document.picture_scores", language),
            partial(compare_figure.scores, record, measure, language),
            compare_figure.scores_alt(record, measure, language),
        )
    ]
    for cost in [each for each in ("parameters", "step_ms") if each in compare_figure.costs_known(record)]:
        heading = say("document.picture_pareto", language, {"cost": say(f"compare.cost_{cost}", language)})
        draw = partial(compare_figure.pareto, record, cost, language)
        found.append(StudyPicture(f"pareto-{cost}", heading, draw, compare_figure.pareto_alt(record, cost, language)))
    there = [each.member for each in record.members if each.path is not None][:MOST_CURVES]
    curves = {each.id.rpartition("/")[2]: each.evaluations for each in members(record, there)}
    if curves:
        draw = partial(compare_figure.losses, record, curves, language)
        heading = say("document.picture_losses", language)
        found.append(StudyPicture("losses", heading, draw, compare_figure.losses_alt(language)))
    return found


def _tables(record: CompareRecord, measure: str | None, language: Language) -> list[Table]:
    if measure is None:
        return []
    by_seed = say("document.by_seed_note", language, {"measure": compare_tables.measure_name(measure, language)})
    pairs = compare_tables.pairs(record, language) if record.spec.seeds > 1 else {}
    return [
        Table(say("document.pairs", language), pairs, say("document.pairs_note", language)),
        Table(say("document.by_seed", language), compare_tables.members(record, language), by_seed),
        Table(say("document.validated", language), compare_tables.validated(record, language)),
    ]


def _files(record: CompareRecord, best: int | None, language: Language, *, data: bool) -> list[tuple[str, str]]:
    rows = [
        ("table.csv", say("document.file_table", language)),
        ("members.csv", say("document.file_members", language)),
        ("comparison.json", say("document.file_comparison", language)),
        ("spec.json", say("document.file_spec", language)),
        ("candidates/", say("document.file_candidates", language)),
    ]
    if best is None:
        return rows
    script = ("best/train.py", say("document.file_best", language))
    return [*rows, script, data_row("best", record.spec.candidate(best), data, language)]
