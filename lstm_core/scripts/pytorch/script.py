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
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import cell_name, say
from lstm_core.results.parsing import Result
from lstm_core.runs.folder import DATA_FILES
from lstm_core.scripts.pytorch import contract
from lstm_core.scripts.pytorch.cell_source import network_facts
from lstm_core.spec import constants
from lstm_core.spec.run import TrainRunSpec


def portable(spec: TrainRunSpec) -> TrainRunSpec:
    """The spec as it travels: a data file is the one beside it, whatever it was called on this machine."""
    if spec.data.file is None:
        return spec
    name = spec.data.name or Path(spec.data.file).name
    return spec.with_changes({"data.file": DATA_FILES[spec.data.task], "data.name": name})


def render(spec: TrainRunSpec, language: Language = "en", result: Result | None = None) -> str:
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
            constants=constants,
            cell_name=cell_name(spec.model.cell, language),
            **_ended(spec, result),
            **network_facts(spec),
            **contract.of(spec.data.task).facts(spec),
            title=contract.one_line(spec.data.name or spec.data.source),
            original=Path(spec.data.name or spec.data.file or DATA_FILES[spec.data.task]).name,
            spec_literal=pprint.pformat(raw, width=110, sort_dicts=False),
            t=lambda zh, en: zh if chinese else en,
            sentence=lambda key: say(key, language),
        )
    )


def _ended(spec: TrainRunSpec, result: Result | None) -> dict[str, int | None]:
    """The step at which training was ended and the pieces that the backtest came to; None where they came to an end.

    A second training follows where the run came to the end of its own.
    """
    return {
        "stopped_at": result.steps if result is not None and result.cut else None,
        "judged_pieces": result.pieces_judged(spec) if result is not None else None,
        "refit": spec.data.refits if result is None else result.refitted,
    }


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (Python source, every text of the user goes through `literal`)
    )
    environment.filters["literal"] = _literal
    environment.filters["grouped"] = "{:_}".format
    environment.filters["scientific"] = _scientific
    environment.filters["shifted"] = lambda value: _power(value, "1 << ")
    environment.filters["power"] = lambda value: _power(value, "2**")
    return environment


def _literal(value: Any) -> str:
    """A Python literal on one line; text in double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _scientific(value: float) -> str:
    """1e-5 rather than 1e-05."""
    mantissa, exponent = f"{value:e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def _power(value: int, sign: str) -> str:
    """A power of two as one."""
    return f"{sign}{value.bit_length() - 1}" if value.bit_count() == 1 else str(value)
