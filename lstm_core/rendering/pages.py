"""Pages of the download: report.html, which opens offline, and README.md.

Names of files and columns are a stranger's text: HTML is escaped by the template engine, Markdown by `_plain`.
"""

import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2

from lstm_core import figures
from lstm_core.data.sources import title
from lstm_core.formats import significant
from lstm_core.languages import Language
from lstm_core.reports import explanation, headline
from lstm_core.runs import RunRecord
from lstm_core.texts import say

SETTINGS = (
    "data.target", "data.window", "data.horizon", "data.season", "data.scaling", "data.subtract_last", "data.missing",
    "data.validation_fraction", "data.test_fraction", "model.cell", "model.hidden_size", "model.layers",
    "model.dropout", "train.seed", "train.steps", "train.batch_size", "train.loss", "train.optimizer",
    "train.learning_rate", "train.schedule", "train.clip_norm", "train.patience", "train.precision",
)  # fmt: skip


def report_page(record: RunRecord, language: Language) -> str:
    """One HTML file with everything inside, plotly.js included."""
    pictures: list[dict[str, str]] = []
    drawn = [("forecast", figures.forecast, figures.forecast_alt)] if record.result else []
    for name, draw, alt in [*drawn, ("curve", figures.curve, figures.curve_alt)]:
        figure = draw(record, language, figures.EITHER)
        html = figure.to_html(
            full_html=False,
            include_plotlyjs=not pictures,
            div_id=name,
            config={"displaylogo": False, "responsive": True, "displayModeBar": "hover"},
        )
        pictures.append({"heading": say(f"page.{name}", language), "html": html, "alt": alt(record, language)})
    return _page("report.html.j2").render(
        language="zh-CN" if language == "zh" else "en",
        say=lambda key: say(key, language),
        title=_title(record, language),
        headline=headline(record).text(language),
        explanation=[message.text(language) for message in explanation(record)],
        pictures=pictures,
        scores=list(_scores(record, language)),
        future=list(zip(record.result.future.times, map(significant, record.result.future.forecast), strict=True))
        if record.result
        else [],
        settings=[(path, _setting(record, path)) for path in SETTINGS],
        surroundings=list(_surroundings(record, language)),
    )


def readme_page(record: RunRecord, language: Language, *, carries_data: bool) -> str:
    """What is in the zip and how to check it."""
    return _page(f"readme.{language}.md.j2").render(
        title=_plain(_title(record, language)),
        headline=headline(record).text(language),
        finished=record.result is not None,
        has_weights="checkpoints/best.safetensors" in record.artifacts,
        carries_data=carries_data,
        digest=record.result.data_digest if record.result else None,
        file=_plain(record.spec.data.name or Path(record.spec.data.file or "data.csv").name),
        spec=record.spec,
        class_name={"lstm": "LSTM", "gru": "GRU"}[record.spec.model.cell],
    )


def _title(record: RunRecord, language: Language) -> str:
    model = record.spec.model
    return f"{title(record.spec.data, language)} · {model.cell.upper()} {model.hidden_size} × {model.layers}"


def _scores(record: RunRecord, language: Language) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows: forecaster, MAE, RMSE, MASE, skill of the model over it."""
    if record.result is None:
        return
    for name, scores in record.result.test.items():
        shown = say("page.model" if name == "model" else f"chart.{name}", language)
        skill = record.result.skill.get(name)
        gain = ""
        if skill is not None:
            interval = "" if skill.low is None else f" ({skill.low:.2f} … {skill.high:.2f})"
            gain = f"{skill.value:.2f}{interval}"
        yield shown, significant(scores.mae), significant(scores.rmse), significant(scores.mase), gain


def _setting(record: RunRecord, path: str) -> str:
    part, name = path.split(".")
    value = getattr(getattr(record.spec, part), name)
    return "–" if value is None else str(value)


def _surroundings(record: RunRecord, language: Language) -> Iterator[tuple[str, str]]:
    yield say("page.created", language), time.strftime("%Y-%m-%d %H:%M", time.localtime(record.created_at))
    if record.result is not None:
        yield say("page.seconds", language), significant(record.result.seconds)
    started = record.started
    if started is not None:
        yield say("page.device", language), f"{started.device} · {started.device_name}"
        yield say("page.path", language), f"{started.path} · {started.precision}"
        yield say("page.threads", language), str(started.threads)
        yield say("page.parameters", language), f"{started.parameters:,}"
        windows = (started.train_windows, started.validation_windows, started.test_windows)
        yield say("page.windows", language), " / ".join(f"{count:,}" for count in windows)
        yield say("page.versions", language), " · ".join(f"{name} {value}" for name, value in started.versions.items())
    if record.result is not None:
        yield say("page.digest", language), record.result.data_digest


def _plain(text: str) -> str:
    """A stranger's text on one Markdown line, without its special characters."""
    return re.sub(r"[`*_\[\]<>#|\\]", " ", " ".join(text.split()))


@cache
def _page(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
