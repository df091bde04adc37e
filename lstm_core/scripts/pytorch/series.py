"""The script of a forecasting run."""

from typing import Any

from lstm_core.data.series.windows import evaluation_batch
from lstm_core.results.base import RunResult
from lstm_core.results.series import Scores, SeriesResult
from lstm_core.scripts.pytorch.contract import one_line
from lstm_core.spec.run import RunSpec


def facts(spec: RunSpec) -> dict[str, Any]:
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
        "columns_comment": one_line(", ".join(data.columns)),
    }


def packages(_spec: RunSpec) -> list[str]:
    return ["torch", "numpy", "pandas"]


def expected(result: RunResult) -> dict[str, Any]:
    found = SeriesResult.of(result)
    return {"test": _errors(found.test), "folds": [_errors(fold.test) for fold in found.folds]}


def _errors(test: dict[str, Scores]) -> dict[str, dict[str, float]]:
    return {name: {"mae": scores.mae, "rmse": scores.rmse, "mase": scores.mase} for name, scores in test.items()}
