"""The pictures of a ladder: quality against size and against time with the limits, and students with and without a
teacher.

A point bears the number of its row, since names of rungs would lie on one another.
"""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.kinds import compress_words as words
from lstm_core.reports.kinds.compress import verdict
from lstm_core.reports.kinds.repeat import SHARES, written
from lstm_core.results.compress import TORCH, Distillation, RungRow
from lstm_core.runs.compress import CompressRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Axis = Literal["size", "latency"]
Group = Literal["recommended", "meets", "usable", "misses", "refused", "original"]
ROOM = 0.14  # of the axis that is left free at both ends
NARROW, HIGH = 270.0, 190.0  # pixels of the drawn area on a phone: labels that keep apart there do so everywhere
LABEL = (15.0, 13.0)  # pixels of a number of two digits
AROUND = ((0, -15), (15, 0), (-15, 0), (0, 15), (13, -12), (-13, -12), (13, 12), (-13, 12), (0, -28), (0, 28))
SIZES = {"recommended": 15, "original": 11}
KILO = 1000


class Point(NamedTuple):
    """One measured rung."""

    number: int
    row: RungRow
    x: float
    y: float
    group: Group


def size(record: CompressRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """The change of the measure over the size of the file."""
    return _plane(record, "size", language, palette)


def latency(record: CompressRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """The change of the measure over the time of a pass at batch 1."""
    return _plane(record, "latency", language, palette)


def students(
    record: CompressRecord, found: Distillation, language: Language, palette: figures.Palette = figures.LIGHT
) -> "Figure":
    """A student with its teacher and the same one without, seed by seed."""
    return pairs(str(record.measure), found, language, palette)


def pairs(measure: str, found: Distillation, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """The same of a student whose measure that is."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    for pair in found.pairs:
        line: dict[str, Any] = {"color": palette.grid, "width": 2}
        ends = {"x": [pair.seed] * 2, "y": [pair.alone, pair.taught]}
        figure.add_trace(Scatter(**ends, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    marks = (("alone", palette.baseline, "circle-open"), ("taught", palette.forecast, "circle"))
    for part, color, symbol in marks:
        values = [getattr(pair, part) for pair in found.pairs]
        texts = [
            f"{say('repeat.seed', language, {'seed': pair.seed})} · {written(measure, getattr(pair, part))}"
            for pair in found.pairs
        ]
        style = {"size": 11, "color": color, "symbol": symbol, "line": {"width": 2}}
        figure.add_trace(
            Scatter(
                x=[pair.seed for pair in found.pairs],
                y=values,
                mode="markers",
                marker=style,
                text=texts,
                hovertemplate="%{text}<extra></extra>",
                name=say(f"compress.line_{part}", language),
            )
        )
    seeds = [pair.seed for pair in found.pairs]
    figure.update_xaxes(title_text=say("repeat.seed_axis", language), tickvals=seeds)
    name = words.measure(measure, language)
    share = {"tickformat": ".1%"} if measure in SHARES else {}
    return figure.update_yaxes(title_text=name[:1].upper() + name[1:], **share)


def size_alt(record: CompressRecord, language: Language) -> str:
    """The picture in a sentence."""
    return _alt(record, "size", language)


def latency_alt(record: CompressRecord, language: Language) -> str:
    """The picture in a sentence."""
    return _alt(record, "latency", language)


def students_alt(member: str, found: Distillation, language: Language) -> str:
    """The picture in a sentence."""
    won = sum(pair.taught < pair.alone for pair in found.pairs)
    facts: dict[str, Parameter] = {"name": words.member(member, language), "seeds": len(found.pairs), "won": won}
    return say("compress.alt_students", language, facts)


def points(record: CompressRecord, axis: Axis) -> list[Point]:
    """The rungs that are wholly measured, numbered as in the table."""
    found = []
    for place, row in enumerate(record.rows):
        x = (row.bytes or 0) / KILO if axis == "size" else row.latency.median if row.latency is not None else 0.0
        if row.complete and row.change is not None and x > 0 and math.isfinite(row.change.value):
            found.append(Point(place + 1, row, x, row.change.value, _group(record, row)))
    return found


def _group(record: CompressRecord, row: RungRow) -> Group:
    if row.rung == TORCH:
        return "original"
    match row.verdict:
        case "recommended" | "misses" | "refused":
            return row.verdict
        case _:
            return "meets" if record.spec.limits.some else "usable"


def _plane(record: CompressRecord, axis: Axis, language: Language, palette: figures.Palette) -> "Figure":
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout={**figures.layout(palette, hover="closest"), "showlegend": True})
    found = points(record, axis)
    if not found:
        centred = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
        figure.update_xaxes(range=[0, 1])
        return figure.add_annotation(text=say("compress.no_point", language), **centred).update_yaxes(range=[0, 1])
    limits = record.spec.limits
    across = limits.size / KILO if axis == "size" and limits.size else limits.latency if axis == "latency" else None
    xs = _range([*(math.log10(each.x) for each in found), *([math.log10(across)] if across else [])])
    ys = _range([*(each.y for each in found), 0.0, *([limits.loss] if limits.loss is not None else [])])
    _limits(figure, across, limits.loss, (xs, ys), language, palette)
    styles = {
        "recommended": (palette.forecast, "star", 1.0),
        "meets": (palette.validation, "circle", 1.0),
        "usable": (palette.validation, "circle", 1.0),
        "misses": (palette.training, "circle-open", 1.0),
        "refused": (palette.baseline, "x-thin", 0.7),
        "original": (palette.truth, "diamond", 1.0),
    }
    for group, (color, symbol, opacity) in styles.items():
        own = [each for each in found if each.group == group]
        if own:
            figure.add_trace(
                Scatter(
                    x=[each.x for each in own],
                    y=[each.y for each in own],
                    mode="markers",
                    opacity=opacity,
                    marker={
                        "size": SIZES.get(group, 10),
                        "symbol": symbol,
                        "color": color,
                        "line": {"width": 2 if symbol.endswith(("open", "thin")) else 0, "color": color},
                    },
                    text=[_hover(record, each, language) for each in own],
                    hovertemplate="%{text}<extra></extra>",
                    name=say(f"compress.line_{group}", language),
                )
            )
    for each, (right, down) in zip(found, _places(found, xs, ys), strict=True):
        place = {"x": math.log10(each.x), "y": each.y, "xshift": right, "yshift": -down}
        pale = palette.baseline if each.group == "refused" else palette.text
        figure.add_annotation(text=str(each.number), showarrow=False, font={"size": 12, "color": pale}, **place)
    ticks = figures.log_ticks([10**end for end in xs])
    figure.update_xaxes(title_text=say(f"compress.axis_{axis}", language), type="log", range=xs, **ticks)
    title = say("compress.axis_change", language, {"measure": words.measure(record.measure, language)})
    return figure.update_yaxes(title_text=title, tickformat="+.0%" if ys[1] - ys[0] > 0.05 else "+.1%", range=ys)


def _limits(
    figure: "Figure",
    across: float | None,
    loss: float | None,
    ends: tuple[list[float], list[float]],
    language: Language,
    palette: figures.Palette,
) -> None:
    """A line at each limit of this picture, one name for all in the legend."""
    from plotly.graph_objects import Scatter

    line = {"color": palette.forecast, "width": 1.6, "dash": "dash"}
    drawn = []
    if across:
        drawn.append({"x": [across] * 2, "y": ends[1]})
    if loss is not None:
        drawn.append({"x": [10**end for end in ends[0]], "y": [loss] * 2})
    for place, each in enumerate(drawn):
        shown = {"showlegend": place == 0, "legendgroup": "limit", "name": say("compress.line_limit", language)}
        figure.add_trace(Scatter(**each, mode="lines", line=line, hoverinfo="skip", **shown))


def _range(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    room = (high - low) * ROOM or 0.05
    return [low - room, high + room]


def _places(found: Sequence[Point], xs: Sequence[float], ys: Sequence[float]) -> list[tuple[int, int]]:
    """Where each number stands beside its point, in pixels right and down, so that it lies on no other and no point."""
    pixels = [
        (
            (math.log10(each.x) - xs[0]) / (xs[1] - xs[0]) * NARROW,
            (ys[1] - each.y) / (ys[1] - ys[0]) * HIGH,
        )
        for each in found
    ]
    taken: list[tuple[float, float]] = []
    chosen: list[tuple[int, int]] = []
    for across, down in pixels:
        best = min(AROUND, key=_cost(across, down, [*taken, *pixels]))
        taken.append((across + best[0], down + best[1]))
        chosen.append(best)
    return chosen


def _cost(across: float, down: float, taken: Sequence[tuple[float, float]]) -> Callable[[tuple[int, int]], float]:
    def cost(shift: tuple[int, int]) -> float:
        x, y = across + shift[0], down + shift[1]
        hit = sum(abs(x - each[0]) < LABEL[0] and abs(y - each[1]) < LABEL[1] for each in taken)
        outside = not (0 < x < NARROW and 0 < y < HIGH)
        return 10.0 * hit + 5.0 * outside + AROUND.index(shift) / 10

    return cost


def _hover(record: CompressRecord, point: Point, language: Language) -> str:
    row = point.row
    time = words.time(row.latency.median if row.latency is not None else None)
    change = words.interval(record.measure, row.change, language)
    told = f"{point.number} · {words.name(row.rung, language)}"
    return "<br>".join([told, f"{words.size(row.bytes)} · {time}", change, verdict(record, row, language)])


def _alt(record: CompressRecord, axis: Axis, language: Language) -> str:
    found = points(record, axis)
    if not found:
        return say("compress.no_point", language)
    told = []
    for each in found:
        number = words.size(each.row.bytes) if axis == "size" else words.time(each.x)
        told.append(f"{words.name(each.row.rung, language)} {number} {words.change(record.measure, each.y, language)}")
    facts: dict[str, Parameter] = {"count": len(found), "measure": words.measure(record.measure, language)}
    return say(f"compress.alt_{axis}", language, {**facts, "told": words.listed(told, language)})
