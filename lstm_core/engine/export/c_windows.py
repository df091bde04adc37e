"""What stands around the nodes of a forecasting network, as C: the steps that `SeriesWindows` lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lstm_core.engine.export.c_weights import CWeights, float_literal
from lstm_core.engine.export.program import SeriesWindows

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ColumnScaling:
    """scaled = (value within low .. high - offset) / scale: of targets, then past columns, then those known ahead.

    Of the targets the value is what `transform` makes of it: their levels, or how these changed in `lag` rows.
    """

    offset: Numbers
    scale: Numbers
    low: Numbers | None = None
    high: Numbers | None = None
    transform: str = "none"
    powers: tuple[float, ...] = ()
    lag: int = 0
    floor: float | None = None
    ceiling: float | None = None

    @property
    def undone(self) -> bool:
        """Something is left to be done to a forecast in the units of the targets' changes."""
        return bool(self.lag) or self.transform != "none" or self.floor is not None or self.ceiling is not None


DECLARATIONS = """
/* Forecasts (MODEL_HORIZON, MODEL_TARGETS, MODEL_QUANTILES) of the next steps in the scaled units of the training part,
   from a window `past` (MODEL_WINDOW, MODEL_COLUMNS) and what is known ahead, `known` (MODEL_HORIZON, MODEL_KNOWN). */
void model_scaled(const float *past, const float *known, float *forecast);
"""
RAW_DECLARATIONS = """
/* The same in the units of the data: columns are targets, past columns, columns known ahead. Quantiles rise.
   `past` has MODEL_LAG rows more, before the window. */
void model_forecast(const float *past, const float *known, float *forecast);
"""


def window_functions(windows: SeriesWindows, weights: CWeights, window: int, features: int) -> str:
    """`model_reach` and `model_scaled`."""
    return "\n".join([*_reach(windows, weights, window, features), *_scaled(windows)]) + "\n"


def _reach(each: SeriesWindows, weights: CWeights, window: int, features: int) -> Iterator[str]:
    rows, columns = (each.targets, 1) if each.shared else (1, each.targets)
    yield "static void model_reach(const float *past, const float *known, float *forecast) {"
    yield f"  static float base[{each.targets}], spread[{each.targets}], x[{features}];"
    yield f"  static float y[{each.reach * columns * each.quantiles}];"
    if each.decaying:
        yield f"  static float last[{_told(each, columns)}];"
    yield f"  for (int c = 0; c < {each.targets}; c++) {{"
    yield from (f"    {line}" for line in _statistics(each, window))
    yield "  }"
    yield f"  for (int row = 0; row < {rows}; row++) {{"
    yield "    model_begin(&model_memory);"
    if each.decaying:
        yield "    memset(last, 0, sizeof last);"
    yield f"    for (long t = 0; t < {window // each.patch}; t++) {{"
    yield f"      for (int p = 0; p < {each.patch}; p++) {{"
    yield f"        const float *from = past + (t * {each.patch} + p) * {each.width};"
    yield "        int at = 0;"
    yield from (f"        {line}" for line in _inputs(each, weights, columns))
    yield "      }"
    yield f"      model_step(x, known, t, {window // each.patch}, y, &model_memory);"
    yield "    }"
    yield from (f"    {line}" for line in _outputs(each, weights, columns))
    yield "  }"
    yield "}"


def _statistics(each: SeriesWindows, window: int) -> Iterator[str]:
    mark = f"past[i * {each.width} + {each.targets} + c]" if each.masked else "1"
    value = f"past[i * {each.width} + c]"
    yield "base[c] = 0, spread[c] = 1;"
    if each.scaling == "last":
        yield f"int newest = {0 if each.masked else window - 1};"
        if each.masked:
            yield f"for (int i = 0; i < {window}; i++) if ({mark} != 0) newest = i;"
        yield f"base[c] = past[newest * {each.width} + c];"
    elif each.scaling != "none":
        yield "float count = 0, sum = 0, squares = 0;"
        yield f"for (int i = 0; i < {window}; i++) count += {mark}, sum += {mark} * {value};"
        yield "count = count > 1 ? count : 1;"
        yield "base[c] = sum / count;"
        yield f"for (int i = 0; i < {window}; i++) squares += {mark} * ({value} - base[c]) * ({value} - base[c]);"
        yield f"spread[c] = sqrtf(squares / count + {float_literal(each.epsilon)});"


def _told(each: SeriesWindows, columns: int) -> int:
    return columns + each.past + each.sure


def _inputs(each: SeriesWindows, weights: CWeights, columns: int) -> Iterator[str]:
    """The numbers of one step of a patch, at their places in x."""
    first = "row" if each.shared else "c"
    loop = "" if each.shared else f"for (int c = 0; c < {each.targets}; c++) "
    normal = f"(from[{first}] - base[{first}]) / spread[{first}]"
    if each.gain and each.bias:
        shared = {name: f"{weights.vector(name)}[{first}]" for name in (each.gain, each.bias)}
        normal = f"({normal} * {shared[each.gain]} + {shared[each.bias]})"
    if each.masked:
        normal = f"({normal} * from[{each.targets} + {first}])"
    past, known = each.fold * each.targets, each.fold * (each.targets + each.past)
    if not each.decaying:
        yield f"float *to = x + p * {each.fold * columns + each.fold * each.past + each.sure};"
        yield f"{loop}to[at++] = {normal};"
        for kind in range(1, each.fold):
            yield f"{loop}to[at++] = from[{kind * each.targets} + {first}];"
        yield f"for (int i = {past}; i < {each.width}; i++) to[at++] = from[i];"
        return
    told = _told(each, columns)
    yield f"float *values = x + p * {told}, *marks = values + {each.patch * told};"
    yield f"float *gaps = marks + {each.patch * told}, *kept = gaps + {each.patch * told};"
    take = "values[at] = {0}, marks[at] = {1}, gaps[at] = {2}, at++;"
    marks = (f"from[{each.targets} + {first}]", f"from[{2 * each.targets} + {first}]")
    yield f"{loop}{take.format(normal, *marks)}"
    column = [f"from[{past + kind * each.past} + i]" for kind in range(3)]
    yield f"for (int i = 0; i < {each.past}; i++) {take.format(*column)}" if each.past else ""
    yield f"for (int i = 0; i < {each.sure}; i++) {take.format(f'from[{known} + i]', 1, 0)}" if each.sure else ""
    yield f"for (int i = 0; i < {told}; i++) kept[i] = last[i] = marks[i] != 0 ? values[i] * marks[i] : last[i];"


def _outputs(each: SeriesWindows, weights: CWeights, columns: int) -> Iterator[str]:
    target = "row" if each.shared else "c"
    change = f"y[(r * {columns} + {0 if each.shared else 'c'}) * {each.quantiles} + q]"
    if each.gain and each.bias:
        change = f"({change} - {weights.vector(each.bias)}[{target}]) / {weights.vector(each.gain)}[{target}]"
    yield f"for (int r = 0; r < {each.reach}; r++)"
    if not each.shared:
        yield f"  for (int c = 0; c < {each.targets}; c++)"
    yield f"    for (int q = 0; q < {each.quantiles}; q++)"
    place = f"(r * {each.targets} + {target}) * {each.quantiles} + q"
    yield f"      forecast[{place}] = {change} * spread[{target}] + base[{target}];"


def _scaled(each: SeriesWindows) -> Iterator[str]:
    """The whole horizon; where one pass reaches less far, its forecasts become the newest rows of the window."""
    yield "void model_scaled(const float *past, const float *known, float *forecast) {"
    if each.reach == each.horizon:
        yield "  model_reach(past, known, forecast);"
        yield "}"
        return
    size = each.targets * each.quantiles
    yield f"  static float window[MODEL_WINDOW * MODEL_COLUMNS], pass[{each.reach * size}];"
    yield f"  static float ahead[{max(1, each.reach * each.known)}];"
    yield "  memcpy(window, past, sizeof window);"
    if not each.known:
        yield "  (void)known;"
    yield f"  for (int step = 0; step < MODEL_HORIZON; step += {each.reach}) {{"
    yield f"    const int left = MODEL_HORIZON - step < {each.reach} ? MODEL_HORIZON - step : {each.reach};"
    yield "    memset(ahead, 0, sizeof ahead);"
    if each.known:
        yield f"    memcpy(ahead, known + step * {each.known}, (size_t)left * {each.known} * sizeof(float));"
    yield "    model_reach(window, ahead, pass);"
    yield f"    memcpy(forecast + step * {size}, pass, (size_t)left * {size} * sizeof(float));"
    yield f"    const size_t kept = (MODEL_WINDOW - {each.reach}) * MODEL_COLUMNS * sizeof(float);"
    yield f"    memmove(window, window + {each.reach} * MODEL_COLUMNS, kept);"
    yield f"    for (int r = 0; r < {each.reach}; r++) {{"
    yield f"      float *row = window + (MODEL_WINDOW - {each.reach} + r) * MODEL_COLUMNS;"
    yield "      memset(row, 0, MODEL_COLUMNS * sizeof(float));"
    yield f"      for (int c = 0; c < {each.targets}; c++) row[c] = pass[(r * {each.targets} + c) * {each.quantiles}];"
    if each.masked:
        marks = f"row[{each.targets} + c] = 1, row[{2 * each.targets} + c] = 1.0f / MODEL_WINDOW"
        yield f"      for (int c = 0; c < {each.targets}; c++) {marks};"
    if each.static:
        place = each.width - each.sure
        same = f"row[{place} + i] = past[{place} + i]"
        yield f"      for (int i = 0; i < {each.static}; i++) {same};"
    if each.known:
        yield f"      memcpy(row + {each.width - each.known}, ahead + r * {each.known}, {each.known} * sizeof(float));"
    yield "    }"
    yield "  }"
    yield "}"


def raw_function(each: SeriesWindows, scaling: ColumnScaling) -> str:
    """`model_forecast`, for tables without marks."""
    columns, lag = each.targets + each.past + each.known, scaling.lag
    tables = {"offset": scaling.offset, "scale": scaling.scale}
    if scaling.low is not None and scaling.high is not None:
        tables |= {"low": scaling.low, "high": scaling.high}
    within = "value"
    if "low" in tables:
        within = "(value < model_low[c] ? model_low[c] : value > model_high[c] ? model_high[c] : value)"
    before = f" - levels[t * {each.targets} + c]" if lag else ""
    lines = [
        *(_constants(f"model_{name}", columns, values) for name, values in tables.items()),
        *_transform(scaling, each.targets),
        "static float model_to_scale(float value, int c) {",
        f"  return ({within} - model_offset[c]) / model_scale[c];",
        "}",
        "void model_forecast(const float *past, const float *known, float *forecast) {",
        f"  static float window[MODEL_WINDOW * MODEL_COLUMNS], ahead[{max(1, each.horizon * each.known)}];",
        f"  static float levels[(MODEL_WINDOW + MODEL_LAG) * {each.targets}];",
        "  for (int t = 0; t < MODEL_WINDOW + MODEL_LAG; t++)",
        f"    for (int c = 0; c < {each.targets}; c++) "
        f"levels[t * {each.targets} + c] = model_level(past[t * {columns} + c], c);",
        "  for (int t = 0; t < MODEL_WINDOW; t++)",
        f"    for (int c = 0; c < {columns}; c++) {{",
        f"      float value = past[(t + MODEL_LAG) * {columns} + c];",
        f"      if (c < {each.targets}) value = levels[(t + MODEL_LAG) * {each.targets} + c]{before};",
        f"      window[t * {columns} + c] = model_to_scale(value, c);",
        "    }",
        f"  for (int i = 0; i < MODEL_HORIZON * {each.known}; i++) "
        f"ahead[i] = model_to_scale(known[i], {columns - each.known} + i % {max(1, each.known)});"
        if each.known
        else "  (void)known, ahead[0] = 0;",
        "  model_scaled(window, ahead, forecast);",
        f"  for (int i = 0; i < MODEL_HORIZON * {each.targets}; i++) {{",
        f"    float *quantiles = forecast + i * {each.quantiles};",
        f"    for (int q = 0; q < {each.quantiles}; q++) {{",
        f"      const int c = i % {each.targets};",
        "      const float value = quantiles[q] * model_scale[c] + model_offset[c];",
        "      int at = q;",
        "      for (; at > 0 && quantiles[at - 1] > value; at--) quantiles[at] = quantiles[at - 1];",
        "      quantiles[at] = value;",
        "    }",
        "  }",
    ]
    if scaling.undone:
        lines += [
            *(_added_up(each) if lag else ()),
            f"  for (int i = 0; i < MODEL_HORIZON * {each.targets} * {each.quantiles}; i++)",
            f"    forecast[i] = model_value(forecast[i], i / {each.quantiles} % {each.targets});",
        ]
    return "\n".join([*lines, "}", ""])


def _added_up(each: SeriesWindows) -> Iterator[str]:
    """Changes become levels again."""
    yield "  for (int h = 0; h < MODEL_HORIZON; h++)"
    yield f"    for (int c = 0; c < {each.targets}; c++)"
    yield f"      for (int q = 0; q < {each.quantiles}; q++)"
    yield f"        forecast[(h * {each.targets} + c) * {each.quantiles} + q] += h < MODEL_LAG"
    yield f"          ? levels[(MODEL_WINDOW + h) * {each.targets} + c]"
    yield f"          : forecast[((h - MODEL_LAG) * {each.targets} + c) * {each.quantiles} + q];"


def _constants(name: str, count: int, values: Iterable[float]) -> str:
    written = ", ".join(float_literal(float(value)) for value in values)
    return f"static const float {name}[{count}] = {{{written}}};"


def _transform(scaling: ColumnScaling, targets: int) -> Iterator[str]:
    """`model_level` of a value of a target, and where anything is undone `model_value` of a level."""
    level, value = {
        "none": ("value", "level"),
        "log": ("logf(value)", "expf(level)"),
        "log1p": ("log1pf(value)", "expm1f(level)"),
        "box_cox": (
            "model_power[c] == 0 ? logf(value) : expm1f(model_power[c] * logf(value)) / model_power[c]",
            "model_power[c] == 0 ? expf(level) : "
            "expf(logf(fmaxf(1 + model_power[c] * level, 1e-37f)) / model_power[c])",
        ),
    }[scaling.transform]
    if scaling.powers:
        yield _constants("model_power", targets, scaling.powers)
    yield f"static float model_level(float value, int c) {{ (void)c; return {level}; }}"
    if scaling.floor is not None:
        value = f"fmaxf({value}, {float_literal(scaling.floor)})"
    if scaling.ceiling is not None:
        value = f"fminf({value}, {float_literal(scaling.ceiling)})"
    if scaling.undone:
        yield f"static float model_value(float level, int c) {{ (void)c; return {value}; }}"
