"""MODEL_CARD.md: what the network is, how well it did, how to run it and what it cannot do."""

import json
import re
from pathlib import Path
from typing import Any

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import cell_name, say
from lstm_core.reports import contract, tables
from lstm_core.reports.kinds import titles, train
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.train import TrainRecord
from lstm_core.scripts.deploy.rendering import page
from lstm_core.spec.derived import parameters_about

EXAMPLES = {".csv": "NEW.csv FORECAST.csv", ".txt": '--prompt "..."'}


def card(
    record: TrainRecord,
    folder: Path,
    language: Language,
    *,
    int8: bool,
    difference: float,
    in_c: dict[str, Any] | None,
) -> str:
    """The page of a deployment whose other files lie in `folder`; `in_c` is what the engine tells of model.c."""
    spec, task = record.spec, contract.of(record.spec.data.task)
    told = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
    expected = json.loads((folder / "expected_output.json").read_text(encoding="utf-8"))
    sample = str(expected["sample"])
    parameters = record.started.parameters if record.started else parameters_about(spec.data, spec)
    facts = {
        "task": spec.data.task,
        "title": plain(titles.of_training(spec, language)),
        "headline": plain(train.summary(record, language)),
        "facts": [(plain(n), plain(v)) for n, v in task.facts(record, task.material(record), language)],
        "cell": cell_name(spec.model.cell, language),
        "layers": spec.model.layers,
        "hidden": spec.model.hidden_size,
        "parameters": f"{parameters:,}",
        "int8": int8,
        "precision": "INT8" if int8 else "float32",
        "model_bytes": f"{(folder / 'model.onnx').stat().st_size:,}",
        "weights_bytes": f"{RunFolder(record.path).best.stat().st_size:,}",
        "run": record.id,
        "when": tables.moment(record.created_at),
        "scores": train.lines(record, language),
        "difference": significant(difference, 2),
        "unit": say(f"deploy.unit_{spec.data.task}", language),
        "fitted": say(f"deploy.fitted_{spec.data.task}", language),
        "sample": sample,
        "example": EXAMPLES.get(Path(sample).suffix, "NEW.wav"),
        "horizon": told.get("horizon"),
        "window": told.get("window"),
        "known": told.get("known_columns"),
        "quantiles": told.get("quantiles"),
        "longest": told.get("longest_seconds"),
        "rate": told.get("rate"),
        "lexicon": told.get("lexicon"),
        "kind": told.get("kind"),
        "demo": (folder / "demo.html").exists(),
        "flash": None if in_c is None else f"{in_c['flash']:,}",
        "ram": None if in_c is None else f"{in_c['ram']:,}",
    }
    return page("card", language, facts)


def plain(text: str) -> str:
    """A text on one line of Markdown, without its special characters."""
    return re.sub(r"[`*_\[\]<>#|\\]", " ", " ".join(text.split()))
