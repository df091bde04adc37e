"""From a spec to the standalone script that ran: readable, importing torch, numpy and pandas only.

The script repeats the engine's arithmetic in the same order, so on the CPU it reproduces a run's curve and scores.
"""

import json
import pprint
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from lstm_core.data.series import baselines
from lstm_core.data.series.windows import evaluation_batch
from lstm_core.data.speech import augmentation as vary
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import cell_name
from lstm_core.results.parsing import Result
from lstm_core.runs.record import DATA_FILES
from lstm_core.scripts.expected import expected_of
from lstm_core.scripts.pytorch.cell_source import network_facts
from lstm_core.spec.run import RunSpec

__all__ = ["expected_of", "portable", "render"]


def portable(spec: RunSpec) -> RunSpec:
    """The spec as it travels: a data file is the one beside it, whatever it was called on this machine."""
    if spec.data.file is None:
        return spec
    name = spec.data.name or Path(spec.data.file).name
    return spec.with_changes({"data.file": DATA_FILES[spec.data.task], "data.name": name})


def render(spec: RunSpec, language: Language = "en", result: Result | None = None) -> str:
    """The script of a spec, with comments in `language`; its numbers do not depend on the language.

    With the `result` of a run that ended before its end the script ends where the run did.
    """
    chinese = language == "zh"
    raw = spec.model_dump(mode="json")
    return (
        _templates()
        .get_template(f"{spec.data.task}.py.j2")
        .render(
            data=spec.data,
            model=spec.model,
            train=spec.train,
            threads=spec.threads,
            linear=baselines,
            cell_name=cell_name(spec.model.cell, language),
            **_ended(spec, result),
            **network_facts(spec),
            **_facts(spec),
            title=_one_line(spec.data.name or spec.data.source),
            original=Path(spec.data.name or spec.data.file or DATA_FILES[spec.data.task]).name,
            spec_literal=pprint.pformat(raw, width=110, sort_dicts=False),
            t=lambda zh, en: zh if chinese else en,
        )
    )


def _ended(spec: RunSpec, result: Result | None) -> dict[str, int | None]:
    """The step at which training was ended and the pieces that the backtest came to; None where they came to an end."""
    cut, left = result is not None and result.cut, result.pieces_left(spec) if result is not None else 0
    return {
        "stopped_at": result.steps if result is not None and cut else None,
        "judged_pieces": spec.series.folds - left if left else None,
    }


def _facts(spec: RunSpec) -> dict[str, Any]:
    """What the task's template needs besides the spec."""
    match spec.data.task:
        case "series":
            return _series_facts(spec)
        case "speech":
            return _speech_facts(spec)
        case _:
            return {}


def _series_facts(spec: RunSpec) -> dict[str, Any]:
    """Numbers that `engine.tasks.series.task` and `engine.tasks.series.forecaster` derive from a spec."""
    data, model = spec.series, spec.model
    masked, targets, recursive = data.missing == "mask", len(data.targets), data.strategy == "recursive"
    fold = 3 if masked else 1
    known = len(data.future_columns) + (8 if data.calendar else 0)
    width = fold * (targets + len(data.past_columns)) + known
    each = model.channels == "shared" and targets > 1
    reach = min(model.patch, data.horizon) if recursive else data.horizon
    columns = 1 if each else targets  # that one pass forecasts
    read = width - fold * (targets - columns)
    if model.cell == "gru_d":
        read = 4 * (columns + len(data.past_columns) + known)
    quantiles = len(spec.train.quantiles) if spec.train.loss == "quantile" else 1
    return {
        "masked": masked,
        "instance": data.window_scaling in ("instance", "instance_affine"),
        "targets": targets,
        "read": targets + len(data.past_columns),
        "recursive": recursive,
        "fold": fold,
        "known": known,
        "width": width,
        "each": each,
        "reach": reach,
        "quantiles": quantiles,
        "features": model.patch * read,
        "told_sizes": [*[columns] * 3, *[len(data.past_columns)] * 3, known],  # of what GRU-D is told
        "outputs": reach * quantiles * (1 if each else targets),
        "evaluation_batch": evaluation_batch(spec, width),
        "columns_comment": _one_line(", ".join(data.columns)),
    }


def _speech_facts(spec: RunSpec) -> dict[str, Any]:
    """Numbers of the engine that no field of the spec names."""
    return {
        "numbers": vary,
        "evaluation_batch": vary.heard_at_once(spec.train),
        "beam_width": vary.BEAM_WIDTH,
        "negligible": vary.NEGLIGIBLE,
    }


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (Python source, every text of the user goes through `literal`)
    )
    environment.filters["literal"] = _literal
    return environment


def _literal(value: Any) -> str:
    """A Python literal on one line; text in double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _one_line(text: str) -> str:
    """A user's text that may stand in a comment or docstring."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.replace("\\", "/").replace('"', "'").split())[:80]
