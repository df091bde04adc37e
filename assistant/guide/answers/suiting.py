"""What a change of a card takes along, so that the whole is valid."""

from collections.abc import Mapping
from typing import Any

from lstm_core.spec.likelihoods import LIKELIHOODS, taken_along

EMBEDDED = {"model.embedding_size": "model.id_embedding"}  # what a table of several series has instead of characters


def as_meant(named: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What was named, without what only goes along with it and is so on the card already."""
    return _one_choice(_interval_of(named, values), values)


def _one_choice(named: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Which series are forecast is one choice with two fields: of these, what differs, or one that does not."""
    chosen = [path for path in ("data.id", "data.ids") if path in named]
    differ = [path for path in chosen if (values.get(path) or None) != (named[path] or None)]
    return {path: value for path, value in named.items() if path not in chosen or path in (differ or chosen[:1])}


def _interval_of(named: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What was named, without the quantile loss where a likelihood of the card gives the other interval by itself."""
    quantiles = named.get("train.quantiles")
    kept = values.get("train.loss") in LIKELIHOODS and named.get("train.loss") == "quantile"
    if not kept or quantiles is None or list(quantiles) == list(values.get("train.quantiles", ())):
        return dict(named)
    return {path: value for path, value in named.items() if path != "train.loss"}


def along(changes: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """All that changes take along; `values` are those of the card, by path."""
    return with_the_loss(changes, values) | with_one_series(changes, values)


def with_the_loss(changes: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the data that a new loss needs otherwise; `values` are those of the card, by path."""
    data = {path.removeprefix("data."): value for path, value in values.items() if path.startswith("data.")}
    return taken_along(changes, data, str(values.get("train.loss")))


def with_one_series(changes: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What tells several series apart, off where one of them is chosen."""
    alone: dict[str, Any] = {"data.static_columns": (), "model.id_embedding": None}
    if changes.get("data.id") is None:
        return {}
    return {path: off for path, off in alone.items() if path not in changes and values.get(path)}
