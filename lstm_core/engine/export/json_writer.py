"""A program as JSON, for an interpreter in another language: nodes by their type, weights in base 64 (float32)."""

import base64
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from lstm_core.engine.export.program import Program, Weight


def program_json(program: Program) -> dict[str, Any]:
    """Plain values. A weight is {"shape": [...], "data": "..."}, an operand that is one {"weight": name}."""
    weights = {
        name: {
            "shape": list(values.shape),
            "data": base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode("ascii"),
        }
        for name, values in program.weights.items()
    }
    return {
        "nodes": [{"type": type(node).__name__, **_plain(node)} for node in program.nodes],
        "states": [_plain(state) for state in program.states],
        "windows": None if program.windows is None else {**_plain(program.windows), "width": program.windows.width},
        "output": program.output,
        "weights": weights,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Weight):
        return {"weight": value.name}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
