"""The script of a forecasting run."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from lstm_core.data.series import rhythm
from lstm_core.data.series.baselines import NAMES
from lstm_core.data.series.transforms import LARGEST, POWERS
from lstm_core.results.base import TrainResult
from lstm_core.results.series import Scores, SeriesResult
from lstm_core.scripts.pytorch.contract import one_line
from lstm_core.spec.derived import Layout, evaluation_windows, pass_of
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import level_of


def facts(spec: TrainRunSpec) -> dict[str, Any]:
    """The table of the spec and one pass of its network."""
    data, layout, one = spec.series, Layout.of(spec.series), pass_of(spec)
    return {
        "masked": layout.masked,
        "largest_level": LARGEST,
        "bounded": data.floor is not None or data.ceiling is not None,
        "powers": POWERS,
        "line_subtracts": data.line_subtracts,
        "instance": data.window_scaling in ("instance", "instance_affine"),
        "targets": layout.targets,
        "read": layout.targets + layout.past,
        "recursive": data.strategy == "recursive",
        "fold": layout.fold,
        "known": layout.known,
        "width": layout.width,
        "each": one.shared and layout.targets > 1,
        "reach": one.reach,
        "quantiles": one.quantiles,
        "features": one.features,
        "told_sizes": list(one.told),
        "context": one.context,
        "outputs": one.outputs,
        "evaluation_batch": evaluation_windows(spec),
        "levels": any(level_of(name) for name in (*data.past_columns, *data.future_columns)),
        "columns_comment": one_line(", ".join(data.columns)),
        "rhythm": _rhythm_text(),
    }


@cache
def _rhythm_text() -> str:
    """The functions of a calendar as the engine calls them, without their sentences, which are in one language."""
    text = Path(rhythm.__file__).read_text(encoding="utf-8")
    text = text[text.index("\nStamps = ") + 1 :]
    return re.sub(r'\n    """.*?"""(?=\n)|  # [^\n]*', "", text, flags=re.DOTALL).rstrip()


def packages(_spec: TrainRunSpec) -> list[str]:
    return ["torch", "numpy", "pandas"]


def expected(result: TrainResult) -> dict[str, Any]:
    found = SeriesResult.of(result)
    return {"test": _errors(found.test), "folds": [_errors(fold.test) for fold in found.folds]}


def _errors(test: dict[str, Scores]) -> dict[str, dict[str, float]]:
    """Of what the script computes: the network and the simple baselines."""
    told = {name: test[name] for name in ("model", *NAMES) if name in test}
    return {name: {"mae": scores.mae, "rmse": scores.rmse, "mase": scores.mase} for name, scores in told.items()}
