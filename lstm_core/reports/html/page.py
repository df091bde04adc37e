"""Pages of the download: report.html, which opens without a network, README.md and DATA.md.

Names of files and columns are a stranger's text: HTML and the JSON inside it are escaped by the template engine,
Markdown by `_plain`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import jinja2

from lstm_core.data.tasks import title
from lstm_core.i18n.languages import TAGS, Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import contract, tables
from lstm_core.reports.html import diagnosis
from lstm_core.reports.html.figures import pictures, written
from lstm_core.reports.kinds import titles
from lstm_core.reports.verdicts import explanation, summary, verdict
from lstm_core.runs.folder import DATA_FILES
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.tasks import TaskName

DataPlace = Literal["inside", "elsewhere", "gone"]

MARKS = {"better": "✓", "tie": "≈", "few": "≈", "perfect": "≈", "worse": "✗"}


class DataFile(NamedTuple):
    """A data file that stays at home."""

    size: str
    limit: str
    sha256: str


def report_page(record: TrainRecord, material: Any | None, language: Language) -> str:
    """One HTML file with everything inside, plotly.js included; `material` is what the task reads of the data."""
    kind = verdict(record.result) if record.result else "none"
    of_task = contract.of(record.spec.data.task)
    seen = diagnosis.look(record)
    drawn = pictures(record, language)
    inside = [written(picture, record, language) for picture in diagnosis.pictures(seen, language)]
    return template("report.html.j2", record.spec.data.task).render(
        **frame(language, "document.title", [*drawn, *inside]),
        title=titles.of_training(record.spec, language),
        when=tables.moment(record.created_at),
        headline=summary(record, language),
        kind=kind,
        mark=MARKS.get(kind, "…"),
        explanation=[message.text(language) for message in explanation(record)],
        tiles=of_task.tiles(record, language) if record.result is not None else [],
        pictures=drawn,
        diagnosis=diagnosis.part(seen, record, language),
        inside=inside,
        facts=of_task.facts(record, material, language),
        notices=tables.notices(record, material, language),
        settings=tables.settings(record.spec, language),
        machine=tables.machine(record, language),
        finished=record.result is not None,
        **of_task.part(record, language),
    )


def frame(language: Language, name: str, drawings: list[dict[str, Any]]) -> dict[str, Any]:
    """What `document.html.j2` takes for every document: `name` is the key of what it is called."""
    from plotly.offline import get_plotlyjs

    return {
        "language": TAGS[language],
        "say": lambda key, **parameters: say(key, language, parameters),
        "document": say(name, language),
        "drawings": drawings,
        "plotly": get_plotlyjs(),
    }


def readme_page(record: TrainRecord, language: Language, *, data: DataPlace, predicts: bool = False) -> str:
    """What is in the zip and how to check it."""
    return template(f"readme.{language}.md.j2", record.spec.data.task).render(
        title=_plain(titles.of_training(record.spec, language)),
        headline=_plain(summary(record, language)),
        finished=record.result is not None,
        cut=record.result is not None and record.result.cut,
        file=DATA_FILES[record.spec.data.task],
        files=[
            (file.name, file.told.text(language))
            for file in (contract.of(record.spec.data.task).files(record) if record.result is not None else ())
        ],
        has_weights="checkpoints/best.safetensors" in record.artifacts,
        data=data,
        predicts=predicts,
        recomputed=record.spec.train.recompute_every is not None,
        compiled=record.started is not None and record.started.path == "compiled",
    )


def data_page(record: TrainRecord, material: Any | None, language: Language, file: DataFile) -> str:
    """DATA.md, which stands in for data that is too large: what belongs there and how to recognise it."""
    return template(f"data.{language}.md.j2", record.spec.data.task).render(
        name=_plain(title(record.spec.data, language)),
        file=DATA_FILES[record.spec.data.task],
        rows=contract.of(record.spec.data.task).rows(material) if material is not None else None,
        digest=record.result.data_digest if record.result else None,
        **file._asdict(),
    )


def _plain(text: str) -> str:
    """A stranger's text on one Markdown line, without its special characters."""
    return re.sub(r"[`*_\[\]<>#|\\]", " ", " ".join(text.split()))


@cache
def template(name: str, task: TaskName | None = None) -> jinja2.Template:
    """The page as the task extends it, or the one that every task has."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parents[1]),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.select_template([*([f"{task}/{name}"] if task else []), f"html/{name}"])
