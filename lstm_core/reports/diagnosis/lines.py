"""Lines over training, by layer or by gate: gradients, updates, memory; and the cell's state over the time of a
sequence.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.diagnosis.measured import (
    Line,
    Seen,
    Vectors,
    gate_label,
    gates_of,
    is_wide,
    line,
    listed,
    newest,
    place_label,
    places,
    step_axis,
    vectors,
    whole,
    with_gates,
)
from lstm_core.runs.measurements import (
    CELL_NORM,
    GRADIENT,
    GRADIENT_OF_GATE,
    GROWTH,
    LAGS,
    MEMORY,
    SPECTRAL_RADIUS,
    TIMES,
    UPDATE_RATIO,
    outreaches,
)
from lstm_core.spec.cells import CELLS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 300
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
BOUND = "10px,3px"  # of what no layer can exceed
HEALTHY_UPDATE = (1e-4, 1e-2)  # a thousandth is the rule of thumb


def layer_parts(seen: Seen) -> list[str]:
    """One picture of all layers."""
    return [""] if places(seen.evidence.log.series, GRADIENT) else []


def layers(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Norm of the gradient of every layer before clipping, on a log axis."""
    return over_training(_at_places(seen, GRADIENT, language), "probe.gradient", language, palette)


def layers_alt(seen: Seen, _part: str, language: Language) -> str:
    """The newest gradient of every layer."""
    return _alt("probe.alt_layers", _at_places(seen, GRADIENT, language), language)


def gate_parts(seen: Seen) -> list[str]:
    """One picture per layer that has gates."""
    return with_gates(seen.evidence.log.series, GRADIENT_OF_GATE)


def gates(seen: Seen, part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Norm of the gradient of every gate of one layer, on a log axis."""
    return over_training(_of_gates(seen, part, language), "probe.gradient", language, palette)


def gates_alt(seen: Seen, part: str, language: Language) -> str:
    """The newest gradient of every gate."""
    shown = {"place": place_label(part, language)}
    return _alt("probe.alt_gate_gradients", _of_gates(seen, part, language), language, shown)


def update_parts(seen: Seen) -> list[str]:
    """One picture of all layers."""
    return [""] if places(seen.evidence.log.series, UPDATE_RATIO) else []


def updates(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Size of an update beside that of the weights, with the usual range shaded."""
    figure = over_training(_at_places(seen, UPDATE_RATIO, language), "probe.update", language, palette)
    low, high = HEALTHY_UPDATE
    return figure.add_hrect(y0=low, y1=high, fillcolor=palette.grid, opacity=0.6, line_width=0, layer="below")


def updates_alt(seen: Seen, _part: str, language: Language) -> str:
    """The newest update of every layer."""
    return _alt("probe.alt_updates", _at_places(seen, UPDATE_RATIO, language), language)


def memory_parts(seen: Seen) -> list[str]:
    """One picture of all layers, of a recurrence: attention reaches every lag in one step."""
    recurrent = CELLS[seen.evidence.spec.model.cell].recurrent
    return [""] if recurrent and places(seen.evidence.log.series, MEMORY) else []


def memory(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """The lag at which the gradient has fallen to 1 %, of every layer, beside the number of lags that were measured."""
    from plotly.graph_objects import Scatter

    drawn = _at_places(seen, MEMORY, language)
    figure = over_training(drawn, "probe.memory", language, palette, log=False)
    longest = _longest(seen)
    last = max((each.steps[-1] for each in drawn.values()), default=0)
    if longest is not None and last:
        style = {"color": palette.baseline, "width": 1.4, "dash": BOUND}
        name = say("probe.whole_sequence", language)
        figure.add_trace(Scatter(x=[0, last], y=[longest, longest], mode="lines", line=style, name=name))
    return figure


def memory_alt(seen: Seen, _part: str, language: Language) -> str:
    """The newest length of every layer; one that outreaches what was measured is at least that."""
    drawn, lags = _at_places(seen, MEMORY, language), newest(seen.evidence, LAGS) or []
    last = max((each.steps[-1] for each in drawn.values()), default=0)
    told = []
    for name, each in drawn.items():
        key = "probe.at_least" if outreaches(each.values[-1], lags) else "probe.exactly"
        told.append(say(key, language, {"name": name, "value": f"{each.values[-1]:g}"}))
    return say("probe.alt_memory", language, {"step": last, "rows": listed(told, language)})


def growth_parts(seen: Seen) -> list[str]:
    """One picture of all layers."""
    return [""] if places(seen.evidence.log.series, GROWTH) else []


def growth(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """What one step back does to a gradient of the state, beside the line at which it is kept."""
    return _around_one(_at_places(seen, GROWTH, language), "probe.growth", language, palette)


def growth_alt(seen: Seen, _part: str, language: Language) -> str:
    """The newest growth of every layer."""
    return _alt("probe.alt_growth", _at_places(seen, GROWTH, language), language)


def radius_parts(seen: Seen) -> list[str]:
    """One picture of all layers."""
    return [""] if places(seen.evidence.log.series, SPECTRAL_RADIUS) else []


def radius(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """The spectral radius of every layer's recurrent matrices, beside the line at 1."""
    return _around_one(_at_places(seen, SPECTRAL_RADIUS, language), "probe.radius", language, palette)


def radius_alt(seen: Seen, _part: str, language: Language) -> str:
    """The newest radius of every layer."""
    return _alt("probe.alt_radius", _at_places(seen, SPECTRAL_RADIUS, language), language)


def cell_parts(seen: Seen) -> list[str]:
    """One picture per layer with a cell state."""
    return [place for place in places(seen.evidence.log.probes, CELL_NORM) if _cells(seen, place) is not None]


def cells(seen: Seen, part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Norm of the cell's state along a sequence: at the first look, half way, and now."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="x unified"))
    found, times = _cells(seen, part), vectors(seen.evidence, TIMES)
    if found is None or times is None:
        return figure
    styles: list[dict[str, Any]] = [
        {"color": palette.baseline, "width": 1.6, "dash": "dot"},
        {"color": palette.training, "width": 1.6, "dash": "dash"},
        {"color": palette.forecast, "width": 2.6},
    ]
    looks = sorted({0, len(found.steps) // 2, len(found.steps) - 1})
    for place, style in zip(looks, styles[-len(looks) :], strict=True):
        name = say("chart.at_step", language, {"step": f"{found.steps[place]:,}"})
        y = [whole(value) for value in found.values[place]]
        figure.add_trace(
            Scatter(x=list(times.values[-1]), y=y, mode="lines", line=style, name=name, hovertemplate="%{y:.3r}")
        )
    figure.update_xaxes(title_text=say("probe.time", language), rangemode="tozero")
    figure.update_yaxes(title_text=say("probe.norm", language), rangemode="tozero")
    return figure.update_layout(height=HEIGHT)


def cells_alt(seen: Seen, part: str, language: Language) -> str:
    """The newest norm at the beginning and the end of a sequence."""
    found = _cells(seen, part)
    if found is None:
        return ""
    last = found.values[-1]
    shown: dict[str, Parameter] = {"place": place_label(part, language), "step": found.steps[-1]}
    ends = {"first": significant(last[0]), "last": significant(last[-1])}
    return say("probe.alt_cells", language, {**shown, **ends})


def _at_places(seen: Seen, template: str, language: Language) -> dict[str, Line]:
    found = {}
    for place in places(seen.evidence.log.series, template):
        drawn = line(seen.evidence, template.format(place=place))
        if drawn is not None:
            found[place_label(place, language)] = drawn
    return found


def _of_gates(seen: Seen, part: str, language: Language) -> dict[str, Line]:
    found = {}
    for gate in gates_of(seen.evidence.log.series, GRADIENT_OF_GATE, part):
        drawn = line(seen.evidence, GRADIENT_OF_GATE.format(place=part, gate=gate))
        if drawn is not None:
            found[gate_label(gate, language)] = drawn
    return found


def _cells(seen: Seen, part: str) -> Vectors | None:
    """The norms of one layer at the newest times."""
    found, times = vectors(seen.evidence, CELL_NORM.format(place=part)), vectors(seen.evidence, TIMES)
    if found is None or times is None or found.values.shape[1] != times.values.shape[1]:
        return None
    return found


def _longest(seen: Seen) -> float | None:
    lags = newest(seen.evidence, LAGS)
    return max(lags) + 1 if lags else None


def _around_one(drawn: Mapping[str, Line], axis: str, language: Language, palette: figures.Palette) -> "Figure":
    figure = over_training(drawn, axis, language, palette, log=False)
    style = {"color": palette.baseline, "width": 1.4, "dash": BOUND}
    return figure.add_hline(y=1, line=style, layer="below")


def over_training(
    drawn: Mapping[str, Line], axis: str, language: Language, palette: figures.Palette, *, log: bool = True
) -> "Figure":
    """Lines over the steps of the training, by their names; on a log axis where they are wide apart."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="x unified"))
    colours = (palette.validation, palette.forecast, palette.training, palette.truth)
    for number, (name, each) in enumerate(drawn.items()):
        style = {"color": colours[number % len(colours)], "width": 1.6, "dash": DASHES[number % len(DASHES)]}
        y = [value if value > 0 or not log else None for value in each.values]
        mode = "lines" if len(each.steps) > 1 else "markers"
        figure.add_trace(Scatter(x=each.steps, y=y, mode=mode, line=style, name=name, hovertemplate="%{y:.3r}"))
    title = say("chart.at_step", language, {"step": "%{x:,d}"})
    steps = step_axis(max((each.steps[-1] for each in drawn.values()), default=0))
    figure.update_xaxes(
        title_text=say("chart.step", language), rangemode="tozero", unifiedhovertitle_text=title, **steps
    )
    values = [value for each in drawn.values() for value in each.values if value > 0]
    if log and is_wide(values):
        figure.update_yaxes(title_text=say(axis, language), type="log", **figures.log_ticks(values))
    else:
        figure.update_yaxes(title_text=say(axis, language), rangemode="tozero")
    return figure.update_layout(height=HEIGHT)


def _alt(key: str, drawn: Mapping[str, Line], language: Language, shown: dict[str, Any] | None = None) -> str:
    last = max((each.steps[-1] for each in drawn.values()), default=0)
    rows = [f"{name} {significant(each.values[-1])}" for name, each in drawn.items()]
    return say(key, language, {**(shown or {}), "step": last, "rows": listed(rows, language)})
