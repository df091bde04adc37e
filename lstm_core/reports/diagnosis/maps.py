"""Heat maps over training: the gradient by lag and layer, the attention by distance, and the values of every gate."""

from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.diagnosis.measured import (
    Numbers,
    Seen,
    Vectors,
    gate_label,
    gates_of,
    listed,
    newest,
    place_label,
    places,
    step_axis,
    vectors,
    whole,
    with_gates,
)
from lstm_core.runs.measurements import ATTENTION, DISTANCES, GATE, GATE_BINS, LAG_GRADIENT, LAGS
from lstm_core.spec.cells import CELLS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROW = 110  # pixels of one row of a picture that has several
LEAST = 300
ABOVE, BELOW = 40, 44  # pixels of the scale, and of the steps
DECADES = 6  # below the largest gradient, that are told apart
DARK = 0.4  # share of a gate's values in one bin from which on the colour no longer changes
SIGNED = ("candidate",)
LAG_TICKS = 5
GAP = 0.12  # between two rows, of a row


def lag_parts(seen: Seen) -> list[str]:
    """One picture with a row per layer, of a recurrence: attention reaches every lag in one step."""
    return [""] if _is_recurrent(seen) and _gradients(seen) else []


def distance_parts(seen: Seen) -> list[str]:
    """The same of a transformer, whose blocks reach every lag in one step; none where only the last step counts."""
    spread = any(bool((found.values[:, 1:] > 0).any()) for found in _gradients(seen).values())
    return [""] if spread and not _is_recurrent(seen) else []


def lags(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Colour: the decimal logarithm of the gradient, `DECADES` below its largest; across steps, up the lag.

    Every lag that was measured has the same height: they lie the farther apart, the longer they are.
    """
    at = _lags(seen)
    drawn = {place: found for place, found in _gradients(seen).items() if at is not None}
    figure = _rows(len(drawn), say("probe.lag", language), language, palette)
    if at is None or not drawn:
        return figure
    positive = [found.values[np.isfinite(found.values) & (found.values > 0)] for found in drawn.values()]
    high = float(np.log10(max((values.max() for values in positive if len(values)), default=1.0)))
    powers = list(range(int(np.floor(high)), int(np.ceil(high - DECADES)) - 1, -2))
    scale = _scale(powers, [figures.tick_text(float(f"1e{power}")) for power in powers])
    unit = say("probe.lag_hover", language, {"step": "%{x:,d}", "lag": "%{text}", "value": "%{customdata}"})
    for row, (place, found) in enumerate(drawn.items(), 1):
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log10(found.values)
        logs = np.where(found.values == 0, high - DECADES, logs)
        heat = {
            "z": _cells(logs.T),
            "text": [[f"{lag:g}"] * len(found.steps) for lag in at],
            "customdata": [[significant(value) for value in column] for column in found.values.T],
            "zmin": high - DECADES,
            "zmax": high,
            "hovertemplate": f"{place_label(place, language)} · {unit}<extra></extra>",
        }
        _heat(figure, row, {"x": found.steps, "y": list(range(len(at))), "colorbar": scale, **heat})
        _label(figure, row, len(drawn), place_label(place, language))
    _begin_at_zero(figure)
    return _at_each(figure, at)


def lags_alt(seen: Seen, _part: str, language: Language) -> str:
    """For every layer the gradient of the newest look at the first and the last lag."""
    at = _lags(seen)
    told = []
    for place, found in _gradients(seen).items():
        if at is None:
            break
        last = found.values[-1]
        shown = {"place": place_label(place, language), "near": significant(last[0]), "far": significant(last[-1])}
        told.append(say("probe.alt_lags_row", language, {**shown, "first": f"{at[0]:g}", "last": f"{at[-1]:g}"}))
    return say("probe.alt_lags", language, {"step": _newest(seen), "rows": listed(told, language)})


def attention_parts(seen: Seen) -> list[str]:
    """One picture with a row per block of a transformer."""
    return [""] if _attention(seen) else []


def attention(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Colour: the share of a block's attention at each distance; across steps, up the distance."""
    drawn, at = _attention(seen), _distances(seen)
    figure = _rows(len(drawn), say("probe.distance", language), language, palette)
    if not drawn:
        return figure
    high = max(float(np.nanmax(found.values, initial=0.0)) for found in drawn.values()) or 1.0
    ticks = [0.0, high / 2, high]
    scale = _scale(ticks, [percent(tick, "-") for tick in ticks])
    shown = {"step": "%{x:,d}", "distance": "%{text}", "share": "%{z:.1%}"}
    hover = say("probe.attention_hover", language, shown)
    for row, (place, found) in enumerate(drawn.items(), 1):
        heat = {
            "z": _cells(found.values.T),
            "text": [[span] * len(found.steps) for span in _spans(at)],
            "zmin": 0,
            "zmax": high,
            "hovertemplate": f"{place_label(place, language)} · {hover}<extra></extra>",
        }
        _heat(figure, row, {"x": found.steps, "y": list(range(len(at))), "colorbar": scale, **heat})
        _label(figure, row, len(drawn), place_label(place, language))
    _begin_at_zero(figure)
    return _at_each(figure, at)


def attention_alt(seen: Seen, _part: str, language: Language) -> str:
    """For every block the distances within which half and nine tenths of the newest attention lie."""
    at, told = _distances(seen), []
    for place, found in _attention(seen).items():
        within = np.cumsum(np.nan_to_num(found.values[-1]))
        half, most = (f"{at[int(np.argmax(within >= share * within[-1]))]:g}" for share in (0.5, 0.9))
        told.append(
            say(
                "probe.alt_attention_row", language, {"place": place_label(place, language), "half": half, "most": most}
            )
        )
    return say("probe.alt_attention", language, {"step": _newest(seen), "rows": listed(told, language)})


def gate_parts(seen: Seen) -> list[str]:
    """One picture per layer that has gates."""
    return with_gates(seen.evidence.log.probes, GATE)


def gates(seen: Seen, part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """A row per gate of one layer, the forget gate first: which share of its values lies in which part of its range."""
    drawn = _gates(seen, part)
    figure = _rows(len(drawn), "", language, palette)
    ticks = [0.0, 0.2, DARK]
    scale = _scale(ticks, [percent(tick, "-") for tick in ticks])
    for row, (gate, found) in enumerate(drawn.items(), 1):
        low = -1.0 if gate in SIGNED else 0.0
        width = (1 - low) / GATE_BINS
        hover = say("probe.gate_hover", language, {"step": "%{x:,d}", "value": "%{y:.2f}", "share": "%{z:.1%}"})
        heat = {
            "z": _cells(found.values.T),
            "zmin": 0,
            "zmax": DARK,
            "hovertemplate": f"{gate_label(gate, language)} · {hover}<extra></extra>",
        }
        centres = [low + (place + 0.5) * width for place in range(found.values.shape[1])]
        _heat(figure, row, {"x": found.steps, "y": centres, "colorbar": scale, **heat})
        _label(figure, row, len(drawn), gate_label(gate, language))
        figure.update_layout({_axis(row): {"tickvals": [low, (1 + low) / 2, 1], "range": [low, 1]}})
    _begin_at_zero(figure)
    return figure


def gates_alt(seen: Seen, part: str, language: Language) -> str:
    """Of every gate the share of its values in the lowest and the highest tenth of its range, now."""
    told = []
    for gate, found in _gates(seen, part).items():
        last, tenth = found.values[-1], max(1, found.values.shape[1] // 10)
        shown = {"gate": gate_label(gate, language), "low": percent(float(last[:tenth].sum()), "-")}
        told.append(say("probe.alt_gates_row", language, {**shown, "high": percent(float(last[-tenth:].sum()), "-")}))
    rows = listed(told, language)
    return say("probe.alt_gates", language, {"place": place_label(part, language), "step": _newest(seen), "rows": rows})


def _is_recurrent(seen: Seen) -> bool:
    return CELLS[seen.evidence.spec.model.cell].recurrent


def _lags(seen: Seen) -> list[float] | None:
    """The lags at which the gradient is told, those of the newest look."""
    return newest(seen.evidence, LAGS)


def _distances(seen: Seen) -> list[float]:
    """The distances up to which the attention is told."""
    return newest(seen.evidence, DISTANCES) or []


def _spans(distances: list[float]) -> list[str]:
    """Each distance with those that are told with it: `0`, `1`, `3–5`."""
    begins = [0.0, *(before + 1 for before in distances[:-1])]
    return [f"{end:g}" if begin >= end else f"{begin:g}–{end:g}" for begin, end in zip(begins, distances, strict=True)]


def _gradients(seen: Seen) -> dict[str, Vectors]:
    """The gradient by lag of every layer that is told at the newest lags; the layer at the output first."""
    return _by_place(seen, LAG_GRADIENT, len(_lags(seen) or []))


def _attention(seen: Seen) -> dict[str, Vectors]:
    """The attention of every block that is told at the newest distances; the block at the output first."""
    return _by_place(seen, ATTENTION, len(_distances(seen)))


def _by_place(seen: Seen, template: str, length: int) -> dict[str, Vectors]:
    names = places(seen.evidence.log.probes, template)
    found = {place: vectors(seen.evidence, template.format(place=place)) for place in names}
    return {
        place: each
        for place, each in reversed(found.items())
        if each is not None and length and each.values.shape[1] == length
    }


def _at_each(figure: "Figure", at: list[float]) -> "Figure":
    """Name a few of the lags or distances, which all have the same height."""
    shown = np.unique(np.linspace(0, len(at) - 1, min(LAG_TICKS, len(at))).round().astype(int)).tolist()
    return figure.update_yaxes(tickvals=shown, ticktext=[f"{at[place]:g}" for place in shown])


def _gates(seen: Seen, part: str) -> dict[str, Vectors]:
    names = gates_of(seen.evidence.log.probes, GATE, part)
    found = {gate: vectors(seen.evidence, GATE.format(place=part, gate=gate)) for gate in names}
    return {gate: each for gate, each in found.items() if each is not None}


def _newest(seen: Seen) -> int:
    return max((rows[-1][0] for rows in seen.evidence.log.probes.values() if rows), default=0)


def _cells(values: Numbers) -> list[list[float | None]]:
    return [[whole(value) for value in row] for row in values]


def _rows(count: int, title: str, language: Language, palette: figures.Palette) -> "Figure":
    """An empty picture of `count` rows over one axis of steps, with room for the scale above."""
    from plotly.graph_objects import Figure

    layout = figures.layout(palette, hover="closest")
    own = layout["yaxis"]
    for row in range(1, count + 1):
        named = {**own, "showgrid": False, "anchor": "x", "title": {**own["title"], "text": title}}
        layout[_axis(row)] = {**named, "domain": _domain(row, count)}
    figure = Figure(layout=layout)
    figure.update_xaxes(anchor="free", position=0, automargin=False)
    words = {"text": say("chart.step", language), "showarrow": False, "xref": "paper", "yref": "paper"}
    figure.add_annotation(x=0.5, y=0, yanchor="top", yshift=-22, **words)  # plotly lays a title on the labels here
    height = max(LEAST, ABOVE + ROW * count + BELOW)
    margin = {"l": 8, "r": 8, "t": ABOVE, "b": BELOW}
    return figure.update_layout(height=height, margin=margin, showlegend=False)


def _begin_at_zero(figure: "Figure") -> None:
    """A cell is drawn half way to its neighbours: no picture reaches before the first step or beyond the last."""
    last = max((trace.x[-1] for trace in figure.data), default=1)
    figure.update_xaxes(range=[0, max(last, 2)], **step_axis(last))


def _axis(row: int) -> str:
    return f"yaxis{row}" if row > 1 else "yaxis"


def _domain(row: int, count: int) -> list[float]:
    """From the top down."""
    each = 1 / (count + GAP * 2 * (count - 1))
    top = 1 - (row - 1) * each * (1 + 2 * GAP)
    return [max(0.0, top - each), top]


def _heat(figure: "Figure", row: int, heat: dict[str, Any]) -> None:
    """One row of the picture; the scale of its colours is that of all rows and stands once."""
    from plotly.graph_objects import Heatmap

    of_row = {"colorscale": "Viridis", "showscale": row == 1, "yaxis": _axis(row).replace("axis", "")}
    figure.add_trace(Heatmap(**heat, **of_row))


def _label(figure: "Figure", row: int, count: int, text: str) -> None:
    """The name of a row at its upper edge."""
    place: dict[str, Any] = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "showarrow": False}
    figure.add_annotation(text=text, y=_domain(row, count)[1], yanchor="bottom", font={"size": 12}, **place)


def _scale(ticks: list[Any], texts: list[str]) -> dict[str, Any]:
    """A bar of the colours above the picture, so that a phone gives no width away for it."""
    return {
        "orientation": "h",
        "thickness": 8,
        "len": 0.6,
        "x": 0.97,
        "xanchor": "right",
        "y": 1,
        "yanchor": "bottom",
        "ypad": 9,
        "ticklabeloverflow": "allow",
        "xpad": 0,
        "outlinewidth": 0,
        "tickvals": ticks,
        "ticktext": texts,
        "tickfont": {"size": 11},
    }
