"""Pages of the download: report.html, which opens without a network, README.md and DATA.md.

Names of files and columns are a stranger's text: HTML and the JSON inside it are escaped by the template engine,
Markdown by `_plain`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import jinja2

from lstm_core.data.series.tables import Series
from lstm_core.data.tasks import title
from lstm_core.i18n.languages import TAGS, Language
from lstm_core.i18n.sentences import cell_name, say
from lstm_core.reports import speech_tables, tables, text_tables
from lstm_core.reports.backtest_table import folds
from lstm_core.reports.html_figures import pictures
from lstm_core.reports.verdicts import explanation, summary, verdict
from lstm_core.results.speech import SpeechResult
from lstm_core.runs.record import DATA_FILES, RunRecord
from lstm_core.spec.text import TextData

DataPlace = Literal["inside", "elsewhere", "gone"]

MARKS = {"better": "✓", "tie": "≈", "few": "≈", "perfect": "≈", "worse": "✗"}


class DataFile(NamedTuple):
    """A data file that stays at home."""

    size: str
    limit: str
    sha256: str


def report_page(record: RunRecord, series: Series | None, language: Language) -> str:
    """One HTML file with everything inside, plotly.js included; `series` is the run's data, where it can be read."""
    from plotly.offline import get_plotlyjs

    kind = verdict(record.result) if record.result else "none"
    text = isinstance(record.spec.data, TextData)
    return _page("report.html.j2").render(
        language=TAGS[language],
        say=lambda key, **parameters: say(key, language, parameters),
        title=_title(record, language),
        when=tables.moment(record.created_at),
        headline=summary(record, language),
        kind=kind,
        mark=MARKS.get(kind, "…"),
        explanation=[message.text(language) for message in explanation(record)],
        tiles=text_tables.tiles(record, language) if text else tables.tiles(record, language),
        pictures=pictures(record, language),
        plotly=get_plotlyjs(),
        scores=[] if text else tables.scores(record, language),
        columns=[] if text else tables.columns(record, language),
        heads=tables.HEADS.get(record.spec.data.task, ()),
        folds=folds(record, language),
        task=record.spec.data.task,
        transcripts=speech_tables.transcripts(record.result) if isinstance(record.result, SpeechResult) else [],
        bits=text_tables.scores(record, language) if text else [],
        samples=text_tables.samples(record, language) if text else [],
        future=tables.future(record),
        facts=text_tables.facts(record, language) if text else tables.facts(record, series, language),
        notices=tables.notices(record, series, language),
        settings=tables.settings(record.spec, language),
        machine=tables.machine(record, language),
        finished=record.result is not None,
    )


def readme_page(record: RunRecord, language: Language, *, data: DataPlace) -> str:
    """What is in the zip and how to check it."""
    return _page(f"readme.{language}.md.j2").render(
        title=_plain(_title(record, language)),
        headline=_plain(summary(record, language)),
        finished=record.result is not None,
        cut=record.result is not None and record.result.cut,
        task=record.spec.data.task,
        file=DATA_FILES[record.spec.data.task],
        has_weights="checkpoints/best.safetensors" in record.artifacts,
        data=data,
        recomputed=record.spec.train.recompute_every is not None,
        compiled=record.started is not None and record.started.path == "compiled",
    )


def data_page(record: RunRecord, series: Series | None, language: Language, file: DataFile) -> str:
    """DATA.md, which stands in for data that is too large: what belongs there and how to recognise it."""
    return _page(f"data.{language}.md.j2").render(
        name=_plain(title(record.spec.data, language)),
        file=DATA_FILES[record.spec.data.task],
        rows=len(series.values) if series else None,
        digest=record.result.data_digest if record.result else None,
        **file._asdict(),
    )


def _title(record: RunRecord, language: Language) -> str:
    model = record.spec.model
    cell = cell_name(model.cell, language)
    return f"{title(record.spec.data, language)} · {cell} {model.hidden_size} × {model.layers}"


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
