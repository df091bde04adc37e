"""What stands around the nodes of a forecasting network (`SeriesWindows`), in NumPy. Axes as there."""

from typing import Any, NamedTuple

import numpy as np

from lstm_core.engine.export.program import Program, SeriesWindows
from lstm_core.engine.export.reference import Values, run


class Scaled(NamedTuple):
    """What the nodes read, and what is added to a forecast and multiplied with it (B, 1, C)."""

    inputs: dict[str, Values]
    base: Values
    spread: Values


def forecast(program: Program, past: Values, known: Values, kind: Any = np.float64) -> Values:
    """The next R steps (B, R, C, Q) after windows (B, W, D), given what is known of them (B, R, K)."""
    windows = program.windows
    if windows is None:
        raise TypeError("windows")
    scaled = scale(program, windows, past.astype(kind), known.astype(kind))
    found, _ = run(program, scaled.inputs, kind=kind)
    rows, columns = (windows.targets, 1) if windows.shared else (1, windows.targets)
    change = found.reshape(len(past), rows, windows.reach, columns, windows.quantiles)
    change = change.transpose(0, 2, 1, 3, 4).reshape(len(past), windows.reach, windows.targets, windows.quantiles)
    positive = np.logaddexp(0, change) + windows.least[0]
    if windows.likelihood not in (None, "student_t"):
        return positive
    if windows.gain is not None and windows.bias is not None:
        change = (change - program.weights[windows.bias][:, None]) / program.weights[windows.gain][:, None]
    result: Values = change * scaled.spread[..., None] + scaled.base[..., None]
    if windows.likelihood == "student_t":
        freedom = positive[..., 2:] - windows.least[0] + windows.least[1]
        result = np.concatenate([result[..., :1], positive[..., 1:2] * scaled.spread[..., None], freedom], axis=-1)
    return result


def scale(program: Program, windows: SeriesWindows, past: Values, known: Values) -> Scaled:
    """What the nodes read of windows (B, W, D) and of what is known ahead (B, R, K)."""
    count = windows.targets
    y = past[..., :count]
    marks = past[..., count : 2 * count] if windows.masked else np.ones_like(y)
    base, spread = statistics(windows, y, marks)
    y = (y - base) / spread
    if windows.gain is not None and windows.bias is not None:
        y = y * program.weights[windows.gain] + program.weights[windows.bias]
    y = y * marks if windows.masked else y
    rest = past[..., count:]
    if windows.shared:
        told = (windows.fold - 1) * count
        own = np.stack([y, *(rest[..., start : start + count] for start in range(0, told, count))], axis=-1)
        own = own.transpose(0, 2, 1, 3).reshape(-1, past.shape[1], windows.fold)  # (B C, W, 1 or 3)
        inputs = np.concatenate([own, np.repeat(rest[..., told:], count, axis=0)], axis=-1)
        known = np.repeat(known, count, axis=0)
    else:
        inputs = np.concatenate([y, rest], axis=-1)
    groups = decay_groups(windows, inputs) if windows.decaying else [inputs]
    patched = [part.reshape(len(part), part.shape[1] // windows.patch, -1) for part in groups]
    read = {"window": np.concatenate(patched, axis=-1)}
    if windows.known:
        read["context"] = known.reshape(len(known), -1)
    return Scaled(read, base, spread)


def statistics(windows: SeriesWindows, y: Values, marks: Values) -> tuple[Values, Values]:
    """What is taken from a window (B, W, C) and what it is divided by, both (B, 1, C)."""
    if windows.scaling == "none":
        return np.zeros_like(y[:, :1]), np.ones_like(y[:, :1])
    if windows.scaling == "last":
        newest = (marks * np.arange(1, y.shape[1] + 1)[:, None]).argmax(axis=1)[:, None]
        return np.take_along_axis(y, newest, axis=1), np.ones_like(y[:, :1])
    count = np.maximum(marks.sum(axis=1, keepdims=True), 1)
    mean = (y * marks).sum(axis=1, keepdims=True) / count
    return mean, np.sqrt((np.square(y - mean) * marks).sum(axis=1, keepdims=True) / count + windows.epsilon)


def decay_groups(windows: SeriesWindows, inputs: Values) -> list[Values]:
    """Values, marks, gaps and last values (B', W, K') of what a step holds."""
    columns = 1 if windows.shared else windows.targets
    sizes = [*[columns] * 3, *[windows.past] * 3]
    parts = np.split(inputs, np.cumsum(sizes), axis=-1)
    known = parts[6]
    values = np.concatenate([parts[0], parts[3], known], axis=-1)
    marks = np.concatenate([parts[1], parts[4], np.ones_like(known)], axis=-1)
    gaps = np.concatenate([parts[2], parts[5], np.zeros_like(known)], axis=-1)
    last = np.zeros_like(values)
    for step in range(values.shape[1]):
        before = last[:, step - 1] if step else last[:, 0]
        last[:, step] = np.where(marks[:, step] != 0, values[:, step], before)
    return [values, marks, gaps, last]
