"""The columns of the table of runs: what each one shows of a run, and by what it sorts. No Streamlit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from assistant.ui.cards import kind, run_names, words
from assistant.ui.kit import formats
from assistant.ui.words.labels import say, sentence
from assistant.workspace.run_rows import RunRow
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import TEXTS
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.base import Score
from lstm_core.runs.folder import RunState

MOST_SETTINGS = 4  # columns that are shown unasked
BASELINES = {
    "guess": "speech.by_guess",
    "original": "compress.line_original",
}  # whose name is not among those of the pictures


@dataclass(frozen=True)
class Column:
    """One column; `order` gives what a run is sorted by, None for a run that has nothing there."""

    key: str
    label: str
    text: Callable[[RunRow], str]
    order: Callable[[RunRow], Any]
    number: bool = False
    hint: str = ""


@dataclass(frozen=True)
class View:
    """Who looks."""

    language: Language
    zone: tzinfo

    def say(self, key: str, **parameters: Any) -> str:
        return say(key, self.language, parameters)


def columns_of(
    view: View, rows: Sequence[RunRow], differing: Sequence[str], chosen: Sequence[str] = ()
) -> list[Column]:
    """State, scores, the settings that differ among these runs, size and times."""
    shown = [path for path in differing if path in chosen] if chosen else differing[:MOST_SETTINGS]
    return [_state(view), *_scores(view, rows), *(_setting(view, path) for path in shown), *_costs(view)]


def name_column(view: View, names: dict[str, str]) -> Column:
    """The column that stands first in every row."""
    return Column("name", view.say("runs.name"), lambda row: names[row.id], lambda row: names[row.id].casefold())


def ordered(rows: Iterable[RunRow], column: Column, turned: bool) -> list[RunRow]:
    """Sorted by a column; runs that have nothing there stand last either way."""
    told = [(value, row) for row in rows if (value := column.order(row)) is not None]
    told.sort(key=lambda pair: _rank(pair[0]), reverse=turned)
    there = {row.id for _, row in told}
    return [*(row for _, row in told), *(row for row in rows if row.id not in there)]


def best_of_data(rows: Iterable[RunRow]) -> set[str]:
    """The trainings with the best score among all that are judged alike on the same data, where there are several."""
    scored: dict[str, list[tuple[float, str]]] = {}
    for row in rows:
        if row.score is not None and not row.leads:
            scored.setdefault(row.comparable, []).append((row.score.value, row.id))
    several = ((min(found)[0], found) for found in scored.values() if len(found) > 1)
    return {run_id for least, found in several for value, run_id in found if value == least}


def progress(view: View, row: RunRow) -> str:
    """Where a run stands that has not come to its end, or that was judged before it; empty for any other one."""
    if row.record is None or (row.state is RunState.FINISHED and not row.cut):
        return ""
    return kind.of(row.spec).progress(row.record, view.language)


def line_text(row: RunRow, view: View) -> str:
    """The result in half a line."""
    return sentence(row.line, view.language) if row.line is not None else ""


def score_text(score: Score, view: View, alone: bool) -> str:
    """A score; beside others of other measures with its name."""
    value = written(score.measure, score.value)
    return value if alone else view.say("runs.setting", name=measure_name(score.measure, view), value=value)


def measure_name(measure: str, view: View) -> str:
    """A measure at the beginning of a line."""
    name = view.say(f"measure.{measure}") if f"measure.{measure}" in TEXTS else measure
    return name[:1].upper() + name[1:]


def baseline_name(score: Score, view: View) -> str:
    """Who the best baseline is."""
    key = BASELINES.get(str(score.baseline), f"chart.{score.baseline}")
    return view.say(key) if key in TEXTS else str(score.baseline)


def _rank(value: Any) -> tuple[int, Any]:
    """Numbers before words, each among themselves."""
    if isinstance(value, bool):
        return 0, float(value)
    return (0, value) if isinstance(value, int | float) else (1, str(value).casefold())


def _state(view: View) -> Column:
    places = {state: place for place, state in enumerate(RunState)}
    return Column(
        "state",
        view.say("runs.state"),
        lambda row: words.state_word(row.state, view.language),
        lambda row: places[row.state],
    )


def _scores(view: View, rows: Sequence[RunRow]) -> list[Column]:
    measures = {row.score.measure for row in rows if row.score is not None}
    alone = len(measures) == 1
    name = measure_name(next(iter(measures)), view) if alone else view.say("runs.score")

    def score(row: RunRow) -> str:
        if row.score is not None:
            return score_text(row.score, view, alone)
        return line_text(row, view)

    def baseline(row: RunRow) -> str:
        if row.score is None or row.score.rival is None:
            return ""
        value = written(row.score.measure, row.score.rival)
        return view.say("runs.setting", name=baseline_name(row.score, view), value=value)

    def change(row: RunRow) -> str:
        found = row.score.change if row.score is not None else None
        return formats.change(found) if found is not None else ""

    return [
        Column("score", name, score, lambda row: _score_order(row, alone), number=True),
        Column(
            "baseline",
            view.say("runs.baseline"),
            baseline,
            lambda row: row.score.rival if row.score is not None else None,
            number=True,
        ),
        Column(
            "change",
            view.say("runs.change"),
            change,
            lambda row: row.score.change if row.score is not None else None,
            number=True,
            hint=view.say("figure.change_help"),
        ),
    ]


def _score_order(row: RunRow, alone: bool) -> Any:
    """By the value where all have one measure, else by the measure first."""
    if row.score is None:
        return None
    return row.score.value if alone else f"{row.score.measure} {row.score.value:020.9f}"


def _setting(view: View, path: str) -> Column:
    def text(row: RunRow) -> str:
        return run_names.text_of(path, row.fields[path], view.language) if path in row.fields else ""

    return Column(path, run_names.field_name(path, view.language), text, lambda row: row.fields.get(path), number=False)


def _costs(view: View) -> list[Column]:
    return [
        Column(
            "size",
            view.say("runs.size"),
            lambda row: f"{row.parameters:,}" if row.parameters is not None else "",
            lambda row: row.parameters,
            number=True,
            hint=view.say("runs.size_help"),
        ),
        Column(
            "time",
            view.say("runs.time"),
            lambda row: formats.duration(row.seconds, view.language) if row.seconds is not None else "",
            lambda row: row.seconds,
            number=True,
        ),
        Column(
            "created",
            view.say("runs.created"),
            lambda row: formats.moment(row.created_at, view.language, view.zone),
            lambda row: row.created_at,
        ),
    ]
