"""The tables of report.html: every number beside its unit or what it is to be compared with."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from lstm_core.data.series.calendars import calendar_of
from lstm_core.data.series.tables import Series
from lstm_core.data.series.windows import boundaries, split
from lstm_core.data.tasks import title
from lstm_core.errors import Message
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import decimals, significant
from lstm_core.i18n.sentences import Parameter, path_name, say, value_text
from lstm_core.reports import speech_tables
from lstm_core.reports.figures import written
from lstm_core.reports.verdicts import best_baseline, in_percent, measured, rival
from lstm_core.runs.events import Started
from lstm_core.runs.record import RunRecord
from lstm_core.runs.results import SeriesResult, SpeechResult
from lstm_core.spec.model import ACTS_IN
from lstm_core.spec.run import RunSpec
from lstm_core.spec.tasks import Task

STACK = (
    "residual", "variational_dropout", "recurrent_dropout", "zoneout", "trained_state", "initialisation", "forget_bias",
    "heads",
)  # fmt: skip
SETTINGS: dict[Task, dict[str, tuple[str, ...]]] = {"series": {
    "data": (
        "target", "further_targets", "past_columns", "future_columns", "calendar", "window", "horizon", "strategy",
        "season", "scaling", "window_scaling", "missing", "validation_fraction", "test_fraction", "folds", "split_rows",
    ),
    "model": ("cell", "hidden_size", "layers", "dropout", *STACK, "patch", "channels", "head_dropout"),
    "train": (
        "seed", "steps", "batch_size", "loss", "quantiles", "optimizer", "learning_rate", "schedule", "warmup_steps",
        "weight_decay", "clip_norm", "evaluate_every", "patience", "recompute_every", "precision",
    ),
}, "speech": {
    "data": (
        "symbols", "lexicon", "rate", "mels", "frame_ms", "hop_ms", "stack", "unheard_speakers", "augment",
        "validation_fraction", "test_fraction",
    ),
    "model": ("cell", "hidden_size", "layers", "dropout", *STACK, "bidirectional", "layer_norm"),
    "train": (
        "seed", "steps", "batch_size", "optimizer", "learning_rate", "schedule", "warmup_steps", "weight_decay",
        "clip_norm", "evaluate_every", "patience", "recompute_every", "precision",
    ),
}, "text": {
    "data": (
        "level", "window", "min_count", "vocabulary_size", "validation_fraction", "test_fraction",
    ),
    "model": (
        "cell", "hidden_size", "layers", "embedding_size", "tied", "dropout", "embedding_dropout", *STACK, "context",
    ),
    "train": (
        "seed", "steps", "batch_size", "optimizer", "learning_rate", "schedule", "warmup_steps", "weight_decay",
        "clip_norm", "evaluate_every", "patience", "recompute_every", "precision",
    ),
}}  # fmt: skip
HEADS: dict[Task, tuple[str, ...]] = {"series": ("MAE", "RMSE", "MASE"), "speech": ("WER", "CER")}
LISTED = 120  # steps of the future

Row = tuple[str, str]


class Tile(NamedTuple):
    """One large number: what it is, its value, what it is compared with."""

    name: str
    value: str
    note: str


class Score(NamedTuple):
    """One forecaster's errors in the order of `HEADS`, and the change of the model's error against it."""

    name: str
    errors: tuple[str, ...]
    change: str = ""
    interval: str = ""


class Future(NamedTuple):
    """The first steps of the forecast to come, of `total`."""

    rows: list[Row]
    total: int


def tiles(record: RunRecord, language: Language) -> list[Tile]:
    """The four numbers that matter; none without a result."""
    result = record.result
    if isinstance(result, SpeechResult):
        return [Tile(*tile) for tile in speech_tables.tiles(record, result, language)]
    if not isinstance(result, SeriesResult):
        return []
    data = record.spec.series
    name = rival(result)
    skill = result.skill[name]
    tested = record.started.test_samples if record.started else skill.windows
    change = in_percent(skill.change)
    between = say("document.tile_interval" if "low" in change else "document.tile_no_interval", language, change)
    shown: dict[str, Parameter] = {"steps": result.steps, "best": result.best_step}
    baseline: dict[str, Parameter] = {"name": say(f"chart.{name}", language)}
    return [
        Tile(
            say("document.tile_mae", language),
            measured(result.test["model"].mae, data),
            say("document.windows", language, {"windows": f"{tested:,}"}),
        ),
        Tile(
            say("document.tile_baseline", language, baseline),
            measured(result.test[name].mae, data),
            say("document.best_baseline" if name == best_baseline(result) else "document.no_skill", language),
        ),
        Tile(say("document.tile_change", language, baseline), str(change["change"]), between),
        Tile(
            say("document.tile_time", language),
            say("document.seconds", language, {"seconds": significant(result.seconds)}),
            say("document.tile_steps", language, shown),
        ),
    ]


def scores(record: RunRecord, language: Language) -> list[Score]:
    """One row per forecaster, the model first."""
    if isinstance(record.result, SpeechResult):
        return [Score(*row) for row in speech_tables.scores(record.result, language)]
    if not isinstance(record.result, SeriesResult):
        return []
    rows = []
    for name, errors in record.result.test.items():
        skill = record.result.skill.get(name)
        value = interval = ""
        if skill is not None:
            change = in_percent(skill.change)
            value = str(change["change"])
            interval = f"[{change['low']}, {change['high']}]" if "low" in change else ""
        shown = say("document.model" if name == "model" else f"chart.{name}", language)
        mae, rmse, mase = (significant(error) for error in (errors.mae, errors.rmse, errors.mase))
        rows.append(Score(shown, (mae, rmse, mase), value, interval))
    return rows


def future(record: RunRecord) -> Future:
    """Times and values of the forecast to come, in the units of the data."""
    result = record.result
    if not isinstance(result, SeriesResult):
        return Future([], 0)
    places = decimals([value for value in result.history if value is not None])
    shown = [f"{value:,.{places}f}" for value in result.future.forecast]
    if result.future.low:
        bounds = zip(shown, result.future.low, result.future.high, strict=True)
        shown = [f"{middle} [{low:,.{places}f}, {high:,.{places}f}]" for middle, low, high in bounds]
    rows = [(written(time), value) for time, value in zip(result.future.times, shown, strict=True)]
    return Future(rows[:LISTED], len(rows))


def columns(record: RunRecord, language: Language) -> list[tuple[str, ...]]:
    """Name, MAE of the model, baseline, its MAE and the change against it, of every target; none of one alone."""
    result = record.result
    if not isinstance(result, SeriesResult) or not result.columns:
        return []
    rows: list[tuple[str, ...]] = []
    for name, column in {record.spec.series.target: result, **result.columns}.items():
        other = rival(column)
        errors = significant(column.test["model"].mae), significant(column.test[other].mae)
        change = str(in_percent(column.skill[other].change)["change"])
        rows.append((name, errors[0], say(f"chart.{other}", language), errors[1], change))
    return rows


def facts(record: RunRecord, series: Series | None, language: Language) -> list[Row]:
    """What the data is: rows, time, values, and which rows belong to which part."""
    data = record.spec.data
    rows = [(say("document.name", language), title(data, language))]
    if series is not None:
        times, values = series.times, series.values
        rows.append((say("document.rows", language), f"{len(values):,}"))
        if series.stamps is not None:
            span: dict[str, Parameter] = {"first": written(times[0]), "last": written(times[-1])}
            rows.append((say("document.period", language), say("document.span", language, span)))
            calendar = calendar_of(series.stamps)
            if calendar is not None:
                rows.append((say("document.rhythm", language), calendar.frequency.text(language)))
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        places = decimals([low, high], digits=4)
        ends: dict[str, Parameter] = {"first": f"{low:,.{places}f}", "last": f"{high:,.{places}f}"}
        rows.append((say("document.range", language), say("document.span", language, ends)))
        rows += _parts(record.spec, series, language)
    if record.result is not None:
        rows.append((say("document.digest", language), record.result.data_digest))
    return rows


def _parts(spec: RunSpec, series: Series, language: Language) -> Iterator[Row]:
    times = series.times
    first, second = boundaries(len(times), spec.series)
    parts = split(len(times), spec.series)
    for name, start, end in (("train", 0, first), ("validation", first, second), ("test", second, len(times))):
        windows = len(getattr(parts, name))
        span: dict[str, Parameter] = {"first": written(times[start]), "last": written(times[end - 1])}
        counts: dict[str, Parameter] = {"rows": f"{end - start:,}", "windows": f"{windows:,}"}
        yield say(f"document.part_{name}", language), say("document.part", language, {**span, **counts})


def notices(record: RunRecord, series: Series | None, language: Language) -> list[str]:
    """What was noticed in the data, and, of a run without a result, what was found: else the explanation tells it."""
    found = [message.text(language) for message in series.notices] if series else []
    if record.result is not None:
        return found
    return found + [Message(event.key, event.parameters).text(language) for event in record.findings]


def settings(spec: RunSpec, language: Language) -> dict[str, list[tuple[str, str, str]]]:
    """Name, value and dotted path of what decides the result, below the heading of its part of the spec."""
    headings = {
        "data": say("document.settings_data", language),
        "model": say("document.settings_model", language),
        "train": say("document.settings_train", language),
    }
    found: dict[str, list[tuple[str, str, str]]] = {}
    for part, every in SETTINGS[spec.data.task].items():
        names = [name for name in every if _acts(spec, part, name)]
        paths = [f"{part}.{name}" for name in names]
        found[headings[part]] = [
            (say(f"field.{path}", language), value_text(getattr(getattr(spec, part), name), path, language), path)
            for path, name in zip(paths, names, strict=True)
        ]
    return found


def _acts(spec: RunSpec, part: str, name: str) -> bool:
    """The field decides something in this run."""
    if name == "quantiles":
        return spec.train.loss == "quantile"
    return part != "model" or spec.model.cell in ACTS_IN.get(name, (spec.model.cell,))


def machine(record: RunRecord, language: Language) -> list[Row]:
    """When, where and with which versions the run was made."""
    rows = [
        (say("document.created", language), moment(record.created_at)),
        (say("document.run", language), record.id),
    ]
    started = record.started
    if started is not None:
        rows += [
            (say("document.device", language), f"{started.device.upper()} · {started.device_name}"),
            (say("document.path", language), f"{path_name(started.path, language)} · {started.precision}"),
            *_left(started, language),
            *_recomputed(started, language),
            (say("document.threads", language), str(started.threads)),
            (say("document.parameters", language), f"{started.parameters:,}"),
            *((name, version) for name, version in started.versions.items()),
        ]
    return rows


def _left(started: Started, language: Language) -> Iterator[Row]:
    """What left torch.nn's path, and what left the compiled one."""
    if started.path_left:
        yield say("document.path_left", language), say(f"path.left_{started.path_left}", language)
    if started.path_reason:
        yield say("document.path_reason", language), say(f"path.reason_{started.path_reason}", language)


def _recomputed(started: Started, language: Language) -> Iterator[Row]:
    """What training did not keep of a sequence."""
    if started.recompute_every:
        every: dict[str, Parameter] = {"every": f"{started.recompute_every:,}"}
        yield say("field.train.recompute_every", language), say("path.recomputes", language, every)


def moment(at: float) -> str:
    """Date and minute of a Unix time, in UTC: the reader's clock is not known."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
