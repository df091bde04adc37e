"""The tables of report.html that every task has: every number beside its unit or what it is to be compared with."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import Parameter, path_name, say, value_text
from lstm_core.reports import contract
from lstm_core.reports.contract import TableRow
from lstm_core.runs.events import Started
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.likelihoods import QUANTILED
from lstm_core.spec.model import ACTS_IN, ModelSpec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import LOSSES, OWN, TaskName
from lstm_core.spec.training import TrainSpec

UNTOLD = ("log_every", "checkpoint_seconds", "device", "threads")  # decide no result, or are told with the machine


class ForecastScoreRow(NamedTuple):
    """One forecaster's errors in the order of its task's `HEADS`, and the change of the model's error against it."""

    name: str
    errors: tuple[str, ...]
    change: str = ""
    interval: str = ""


def notices(record: TrainRecord, material: Any | None, language: Language) -> list[str]:
    """What was noticed in the data, and, of a run without a result, what was found: else the explanation tells it."""
    noticed = contract.of(record.spec.data.task).notices(material) if material is not None else []
    found = [message.text(language) for message in noticed]
    if record.result is not None:
        return found
    return found + [Sentence(event.key, event.parameters).text(language) for event in record.findings]


def fields(task: TaskName) -> dict[str, tuple[str, ...]]:
    """What may decide the result of a run of that task, by section of the spec."""
    return {
        "data": contract.of(task).SETTINGS,
        "model": tuple(name for name in ModelSpec.model_fields if OWN.get(name, task) == task),
        "train": tuple(name for name in TrainSpec.model_fields if name not in UNTOLD),
    }


def settings(spec: TrainRunSpec, language: Language) -> dict[str, list[tuple[str, str, str]]]:
    """Name, value and dotted path of what decides the result, below the heading of its part of the spec."""
    headings = {
        "data": say("document.settings_data", language),
        "model": say("document.settings_model", language),
        "train": say("document.settings_train", language),
    }
    found: dict[str, list[tuple[str, str, str]]] = {}
    for part, every in fields(spec.data.task).items():
        names = [name for name in every if _acts(spec, part, name)]
        paths = [f"{part}.{name}" for name in names]
        found[headings[part]] = [
            (say(f"field.{path}", language), value_text(getattr(getattr(spec, part), name), path, language), path)
            for path, name in zip(paths, names, strict=True)
        ]
    return found


def _acts(spec: TrainRunSpec, part: str, name: str) -> bool:
    """The field decides something in this run."""
    if name == "loss":
        return len(LOSSES[spec.data.task]) > 1
    if name == "quantiles":
        return spec.train.loss in QUANTILED
    if name in ("id", "id_column"):  # of a long table alone
        return spec.series.id_column is not None
    if name in ("ids", "series_columns"):
        return bool(getattr(spec.series, name))
    return part != "model" or spec.model.cell in ACTS_IN.get(name, (spec.model.cell,))


def machine(record: TrainRecord, language: Language) -> list[TableRow]:
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


def _left(started: Started, language: Language) -> Iterator[TableRow]:
    """What left torch.nn's path, and what left the compiled one."""
    if started.path_left:
        yield say("document.path_left", language), say(f"path.left_{started.path_left}", language)
    if started.path_reason:
        told: dict[str, Parameter] = {"ratio": f"{started.path_ratio or 1:.2f}"}
        yield say("document.path_reason", language), say(f"path.reason_{started.path_reason}", language, told)


def _recomputed(started: Started, language: Language) -> Iterator[TableRow]:
    """What training did not keep of a sequence."""
    if started.recompute_every:
        every: dict[str, Parameter] = {"every": f"{started.recompute_every:,}"}
        yield say("field.train.recompute_every", language), say("path.recomputes", language, every)


def moment(at: float) -> str:
    """Date and minute of a Unix time, in UTC: the reader's clock is not known."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
