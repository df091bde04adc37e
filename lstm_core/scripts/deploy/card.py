"""MODEL_CARD.md: what the network is, how well it did, how to run it and what it cannot do."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from lstm_core.data.tasks import title
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import cell_name, say
from lstm_core.reports import contract, tables
from lstm_core.reports.kinds import compress, compress_words, titles, train
from lstm_core.results.compress import RungRow
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.train import TrainRecord
from lstm_core.scripts.deploy.rendering import page
from lstm_core.spec.derived import parameters_about
from lstm_core.spec.run import TrainRunSpec

EXAMPLES = {".csv": "NEW.csv FORECAST.csv", ".txt": '--prompt "..."'}


class Network(NamedTuple):
    """The network of a deployment."""

    spec: TrainRunSpec
    weights: Path
    form: str
    rung: RungRow | None  # of a ladder


def card(
    record: TrainRecord | CompressRecord,
    network: Network,
    folder: Path,
    language: Language,
    *,
    difference: float,
    in_c: dict[str, Any] | None,
) -> str:
    """The page of a deployment whose other files lie in `folder`; `in_c` is what the engine tells of model.c."""
    spec, rung = network.spec, network.rung
    told = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
    expected = json.loads((folder / "expected_output.json").read_text(encoding="utf-8"))
    sample = str(expected["sample"])
    about = _of_ladder(record, rung, language) if isinstance(record, CompressRecord) else _of_run(record, language)
    facts = {
        "task": spec.data.task,
        "title": plain(titles.of_training(spec, language)),
        **about,
        "cell": cell_name(spec.model.cell, language),
        "layers": spec.model.layers,
        "hidden": spec.model.hidden_size,
        "int8": network.form == "int8" and rung is None,
        "precision": {"onnx": "float32", "int8": "INT8"}.get(network.form, "INT8 / float32"),
        "model_bytes": f"{(folder / 'model.onnx').stat().st_size:,}",
        "weights_bytes": f"{network.weights.stat().st_size:,}",
        "run": record.id,
        "when": tables.moment(record.created_at),
        "difference": significant(difference, 2),
        "unit": say(f"deploy.unit_{spec.data.task}", language),
        "fitted": say(f"deploy.fitted_{spec.data.task}", language),
        "sample": sample,
        "example": EXAMPLES.get(Path(sample).suffix, "NEW.wav"),
        "horizon": told.get("horizon"),
        "window": told.get("window"),
        "known": told.get("known_columns"),
        "quantiles": told.get("quantiles"),
        "interval": percent(level, "-") if (level := _level(told)) else None,
        "ids": len(told.get("series", ())),
        "id_column": told.get("id_column"),
        "likelihood": told.get("likelihood"),
        "longest": told.get("longest_seconds"),
        "rate": told.get("rate"),
        "lexicon": told.get("lexicon"),
        "kind": told.get("kind"),
        "demo": (folder / "demo.html").exists(),
        "flash": None if in_c is None else f"{in_c['flash']:,}",
        "ram": None if in_c is None else f"{in_c['ram']:,}",
    }
    return page("card", language, facts)


def _level(told: dict[str, Any]) -> float | None:
    """How much of the truth an interval is to hold; None without any."""
    every = [told, *told.get("series", {}).values()]
    return next((each["interval"]["level"] for each in every if (each.get("interval") or {}).get("level")), None)


def _of_run(record: TrainRecord, language: Language) -> dict[str, Any]:
    """What a training tells."""
    spec, task = record.spec, contract.of(record.spec.data.task)
    parameters = record.started.parameters if record.started else parameters_about(spec.data, spec)
    return {
        "headline": plain(train.summary(record, language)),
        "facts": [(plain(n), plain(v)) for n, v in task.facts(record, task.material(record), language)],
        "parameters": f"{parameters:,}",
        "scores": train.lines(record, language),
        "ladder": [],
    }


def _of_ladder(record: CompressRecord, rung: RungRow | None, language: Language) -> dict[str, Any]:
    """What a ladder tells of one of its rungs."""
    told: list[str] = []
    if rung is not None and rung.latency is not None:
        measure = compress_words.measure(record.measure, language)
        changed = compress_words.interval(record.measure, rung.change, language)
        told = [compress_words.name(rung.rung, language), compress_words.size(rung.bytes)]
        told += [compress_words.time(rung.latency.median), f"{measure} {changed}"]
    parameters = rung.parameters if rung is not None and rung.parameters is not None else 0
    return {
        "headline": plain(", ".join(told) or compress.summary(record, language)),
        "facts": [(plain(say("deploy.data", language)), plain(title(record.spec.subject, language)))],
        "parameters": f"{parameters:,}",
        "scores": [],
        "ladder": compress.lines(record, language),
    }


def plain(text: str) -> str:
    """A text on one line of Markdown, without its special characters."""
    return re.sub(r"[`*_\[\]<>#|\\]", " ", " ".join(text.split()))
