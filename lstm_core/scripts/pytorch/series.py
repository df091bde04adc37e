"""The script of a forecasting run."""

import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

from lstm_core.data.series import distributions, public_days, rhythm
from lstm_core.data.series.baselines import NAMES
from lstm_core.data.series.clocks import is_local
from lstm_core.data.series.transforms import LARGEST, POWERS
from lstm_core.results.base import TrainResult
from lstm_core.results.series import Scores, SeriesResult
from lstm_core.scripts.pytorch.contract import one_line
from lstm_core.spec.derived import evaluation_windows, layout_of, pass_of
from lstm_core.spec.likelihoods import COUNTING, LIKELIHOODS
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData, level_of


def facts(spec: TrainRunSpec) -> dict[str, Any]:
    """The table of the spec and one pass of its network."""
    data, layout, one = spec.series, layout_of(spec), pass_of(spec)
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
        "beside": layout.beside,
        "each": one.shared and layout.targets > 1,
        "reach": one.reach,
        "quantiles": one.quantiles,
        "said": one.said,
        "likelihood": spec.train.loss in LIKELIHOODS,
        "counting": spec.train.loss in COUNTING,
        "whole_quantiles": _quantiles_text(),
        "features": one.features,
        "told_sizes": list(one.told),
        "context": one.context,
        "outputs": one.outputs,
        "evaluation_batch": evaluation_windows(spec),
        "levels": any(level_of(name) for name in (*data.past_columns, *data.future_columns)),
        "columns_comment": one_line(", ".join(data.columns)),
        "rhythm": _rhythm_text(),
        "kept_beside": _kept_beside(data),
        "zoned": _zoned(data),
        "holidays": [] if data.holidays is None else public_days.by_year(data.holidays),
        "holiday_functions": public_days.shown(),
        "is_local": _without_words(inspect.getsource(is_local)),
    }


def _kept_beside(data: SeriesData) -> list[str]:
    """Columns of the file that stand beside those of a wide table which are series: the time and the inputs."""
    inputs = [(level_of(name) or (name,))[0] for name in (*data.past_columns, *data.future_columns)]
    return list(dict.fromkeys([*data.texts, *inputs]))


def _zoned(data: SeriesData) -> bool:
    """The script reads what depends on local time: a calendar, absent rows, or the time since a value was seen."""
    return data.zone is not None and (data.of_time > 0 or data.grid or data.missing == "mask")


@cache
def _rhythm_text() -> str:
    """The functions of a calendar as the engine calls them, without their sentences, which are in one language."""
    text = Path(rhythm.__file__).read_text(encoding="utf-8")
    text = text[text.index("\nStamps = ") + 1 :]
    return _without_words(text)


def _without_words(text: str) -> str:
    return re.sub(r'\n    """.*?"""(?=\n)|  # [^\n]*', "", text, flags=re.DOTALL).rstrip()


@cache
def _quantiles_text() -> str:
    """The quantiles of a count as the engine finds them, without their sentence, which is in one language."""
    text = Path(distributions.__file__).read_text(encoding="utf-8")
    begun, function = text[text.index("MOST_HALVINGS = ") :], text[text.index("def whole_quantiles(") :]
    function = re.sub(r'\n    """.*?"""(?=\n)', "", function, flags=re.DOTALL)
    return f"{begun[: begun.index('  #')]}\n\n\n{function}".replace("Array", "np.ndarray").rstrip()


def packages(spec: TrainRunSpec) -> list[str]:
    """Those of the script; the rules of a zone come with tzdata, where the system has none."""
    scipy = ["scipy"] if spec.train.loss in LIKELIHOODS else []
    return ["torch", "numpy", "pandas", *scipy, *(["tzdata"] if _zoned(spec.series) else [])]


def expected(result: TrainResult) -> dict[str, Any]:
    found = SeriesResult.of(result)
    return {"test": _errors(found.test), "folds": [_errors(fold.test) for fold in found.folds]}


def _errors(test: dict[str, Scores]) -> dict[str, dict[str, float]]:
    """Of what the script computes: the network and the simple baselines."""
    told = {name: test[name] for name in ("model", *NAMES) if name in test}
    return {name: {"mae": scores.mae, "rmse": scores.rmse, "mase": scores.mase} for name, scores in told.items()}
