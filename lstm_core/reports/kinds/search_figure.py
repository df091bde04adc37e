"""The pictures of a search: its history, the trials side by side, what decides, each field by itself, their losses."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import percent
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.kinds.repeat import written
from lstm_core.reports.kinds.search import (
    field_name,
    interval_text,
    score_text,
    validation_name,
    value_of,
    why_text,
)
from lstm_core.results.search import TrialRow
from lstm_core.runs.search import SearchRecord
from lstm_core.spec.search import Dimension

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

RUNGS = 20  # parts of a training at which it is reported
WIDE = 20  # times, from which on an axis goes by decades
FEW_TICKS = 12  # whole numbers of an axis that each have their tick
LONGEST = 18  # characters of a name on an axis before it is broken
SCALE = [[0.0, "#2746c7"], [0.5, "#8a90a0"], [1.0, "#e0681c"]]  # the best first


def history(record: SearchRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """A point per trial in the order of asking, the best so far as a line, the confirmed mean with its interval."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout={**figures.layout(palette, hover="closest"), "showlegend": True})
    done = _done(record)
    if not done:
        return _waiting(figure, language, "search.no_point")
    hover = {"hovertemplate": "%{text}<extra></extra>", "mode": "markers"}
    style: dict[str, Any] = {"size": 8, "color": palette.training, "opacity": 0.85}
    figure.add_trace(
        Scatter(
            x=[row.number + 1 for row in done],
            y=[row.score for row in done],
            text=[_told(record, row, language) for row in done],
            marker=style,
            name=say("search.line_trials", language),
            **hover,
        )
    )
    last = len(record.trials) + 0.5
    x, y = _best_so_far(done, last)
    line = {"color": palette.validation, "width": 2.6, "shape": "hv"}
    figure.add_trace(
        Scatter(x=x, y=y, mode="lines", line=line, name=say("search.line_best", language), hoverinfo="skip")
    )
    if record.start_score is not None:
        level = {"color": palette.baseline, "width": 1.6, "dash": "dash"}
        ends = {"x": [0.5, last], "y": [record.start_score] * 2}
        figure.add_trace(
            Scatter(**ends, mode="lines", line=level, name=say("search.line_start", language), hoverinfo="skip")
        )
    _confirmed(figure, record, language, palette)
    _stopped(figure, record, language, palette)
    ticks = {"dtick": 1} if len(record.trials) <= FEW_TICKS else {}
    figure.update_xaxes(title_text=say("search.axis_trial", language), tickformat="d", range=[0.4, last + 0.9], **ticks)
    return _scored(figure, record, language)


def _best_so_far(done: Sequence[TrialRow], last: float) -> tuple[list[float], list[float]]:
    x, y, least = list[float](), list[float](), math.inf
    for row in done:
        score = math.inf if row.score is None else row.score
        if score < least:
            least = score
            x.append(row.number + 1)
            y.append(least)
    return [*x, last], [*y, least]


def _confirmed(figure: "Figure", record: SearchRecord, language: Language, palette: figures.Palette) -> None:
    from plotly.graph_objects import Scatter

    found = record.confirmation.winner if record.confirmation else None
    if found is None:
        return
    above = [0.0 if found.high is None else found.high - found.mean]
    bars = {"type": "data", "array": above, "color": palette.forecast, "thickness": 2, "width": 6}
    figure.add_trace(
        Scatter(
            x=[len(record.trials) + 0.9],
            y=[found.mean],
            error_y=bars,
            mode="markers",
            marker={"size": 12, "symbol": "diamond", "color": palette.forecast},
            text=[interval_text(record.measure, found, language)],
            hovertemplate="%{text}<extra></extra>",
            name=say("search.line_confirmed", language),
        )
    )


def _stopped(figure: "Figure", record: SearchRecord, language: Language, palette: figures.Palette) -> None:
    """Marks on the upper edge where a trial was stopped early: it has no score."""
    from plotly.graph_objects import Scatter

    pruned = [row for row in record.trials if row.state == "pruned"]
    if not pruned:
        return
    figure.add_trace(
        Scatter(
            x=[row.number + 1 for row in pruned],
            y=[0.98] * len(pruned),
            yaxis="y2",
            mode="markers",
            marker={"symbol": "x-thin", "size": 8, "line": {"width": 1.8, "color": palette.baseline}},
            text=[f"{row.number + 1} · {why_text(record, row, language)}" for row in pruned],
            hovertemplate="%{text}<extra></extra>",
            name=say("search.line_pruned", language),
        )
    )
    figure.update_layout(yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True})


def parallel(record: SearchRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """A line per trial through its values, the best ones in the accent."""
    from plotly.graph_objects import Figure, Parcoords

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    done = _done(record)
    if len(done) < 2:
        return _waiting(figure, language, "search.no_point")
    scores = [float(row.score or 0.0) for row in done]
    axes = [_axis(each, done, language) for each in record.spec.space]
    axes.append({"label": _broken(validation_name(record, language)), "values": scores})
    figure.add_trace(
        Parcoords(
            dimensions=axes,
            line={"color": scores, "colorscale": SCALE, "showscale": False},
            labelfont={"color": palette.text},
            tickfont={"color": palette.text},
            rangefont={"color": "rgba(0,0,0,0)"},
        )
    )
    return figure.update_layout(margin={"t": 66, "b": 24, "l": 60, "r": 48})


def _axis(dimension: Dimension, rows: Sequence[TrialRow], language: Language) -> dict[str, Any]:
    values = [row.values.get(dimension.path) for row in rows]
    axis: dict[str, Any] = {"label": _broken(field_name(dimension.path, language))}
    if dimension.kind == "categorical":
        shown = list(dict.fromkeys([*dimension.choices, *values]))
        axis |= {"values": [shown.index(value) for value in values], "tickvals": list(range(len(shown)))}
        return {**axis, "ticktext": [value_of(dimension, each, language) for each in shown]}
    numbers = [float(str(value)) for value in values]
    if not dimension.log:
        few = dimension.kind == "int" and dimension.size <= FEW_TICKS
        places = {"tickvals": sorted(set(numbers))} if few else {}
        return {**axis, "values": numbers, **places}
    logs = [math.log10(number) for number in numbers]
    low, high = min(logs), max(logs)
    ticks = [low + (high - low) * part / 4 for part in range(5)] if high > low else [low]
    return {**axis, "values": logs, "tickvals": ticks, "ticktext": [f"{10**tick:.2g}" for tick in ticks]}


def importance(record: SearchRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """How much each field decides whether a trial is good."""
    from plotly.graph_objects import Bar, Figure

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    found = sorted(record.importance.items(), key=lambda each: each[1])
    if not found:
        return _waiting(figure, language, "search.no_importance")
    figure.add_trace(
        Bar(
            x=[share for _, share in found],
            y=[field_name(path, language) for path, _ in found],
            orientation="h",
            marker={"color": palette.validation},
            text=[percent(share, "-") for _, share in found],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y} · %{text}<extra></extra>",
        )
    )
    room = [0, min(1.0, found[-1][1]) * 1.12]  # for the text beside the longest bar
    figure.update_xaxes(title_text=say("search.axis_importance", language), tickformat=".0%", range=room)
    return figure.update_yaxes(automargin=True)


def slices(record: SearchRecord, path: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """The score of every trial over its value of one field."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    done, dimension = _done(record), _dimension(record, path)
    if not done:
        return _waiting(figure, language, "search.no_point")
    values = [row.values.get(path) for row in done]
    place: dict[str, Any] = {}
    x: list[Any] = [float(str(value)) for value in values] if dimension.kind != "categorical" else []
    if dimension.kind == "categorical":
        shown = list(dict.fromkeys([*dimension.choices, *values]))
        x = [shown.index(value) for value in values]
        names = [value_of(dimension, each, language) for each in shown]
        place = {"tickvals": list(range(len(shown))), "ticktext": names, "range": [-0.6, len(shown) - 0.4]}
    figure.add_trace(
        Scatter(
            x=x,
            y=[row.score for row in done],
            mode="markers",
            text=[_told(record, row, language) for row in done],
            hovertemplate="%{text}<extra></extra>",
            marker={
                "size": 9,
                "color": [row.number for row in done],
                "colorscale": [[0, palette.grid], [1, palette.validation]],
                "line": {"width": 1, "color": palette.validation},
            },
        )
    )
    figure.update_xaxes(title_text=field_name(path, language), **place)
    if dimension.log:
        figure.update_xaxes(type="log", **figures.log_ticks(x))
    return _scored(figure, record, language)


def losses(record: SearchRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """The least validation loss of every trial over its training; what was stopped early is dotted and ends there."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    for row in record.trials:
        if not row.reports:
            continue
        best, pruned = row.number == record.best, row.state == "pruned"
        colour = palette.forecast if best else palette.baseline if pruned else palette.training
        line = {"color": colour, "width": 2.6 if best else 1.3, "dash": "dot" if pruned else "solid"}
        parts, values = [at / RUNGS for at, _ in row.reports], [loss for _, loss in row.reports]
        figure.add_trace(
            Scatter(
                x=parts,
                y=values,
                mode="lines" if len(parts) > 1 else "markers",
                line=line,
                marker={"color": colour},
                opacity=1.0 if best else 0.7,
                showlegend=False,
                hovertemplate=f"{row.number + 1} · %{{x:.0%}} · %{{y:{figures.LOSS}}}<extra></extra>",
            )
        )
    if not figure.data:
        return _waiting(figure, language, "search.no_point")
    figure.update_xaxes(title_text=say("search.axis_part", language), tickformat=".0%", range=[0, 1])
    figure.update_yaxes(title_text=say("search.axis_loss", language))
    return _by_decades(figure)


def history_alt(record: SearchRecord, language: Language) -> str:
    """The picture in a sentence."""
    if not _done(record):
        return say("search.no_point", language)
    scores = {"best": score_text(record, record.best_score), "start": score_text(record, record.start_score)}
    facts: dict[str, Parameter] = {"trials": len(record.trials), "measure": validation_name(record, language), **scores}
    told = say("search.alt_history", language, facts)
    return told[:1].upper() + told[1:]


def parallel_alt(record: SearchRecord, language: Language) -> str:
    """The picture in a sentence."""
    return say("search.alt_parallel", language, {"measure": validation_name(record, language)})


def importance_alt(record: SearchRecord, language: Language) -> str:
    """The picture in a sentence."""
    if not record.importance:
        return say("search.no_importance", language)
    ranked = sorted(record.importance.items(), key=lambda each: -each[1])
    told = ", ".join(f"{field_name(path, language)} {percent(share, '-')}" for path, share in ranked)
    return say("search.alt_importance", language, {"told": told})


def slices_alt(record: SearchRecord, path: str, language: Language) -> str:
    """The picture in a sentence."""
    facts = {"name": field_name(path, language), "measure": validation_name(record, language)}
    return say("search.alt_slice", language, facts)


def losses_alt(language: Language) -> str:
    """The picture in a sentence."""
    return say("search.alt_curves", language)


def _done(record: SearchRecord) -> list[TrialRow]:
    return [row for row in record.trials if row.state == "done" and row.score is not None]


def _dimension(record: SearchRecord, path: str) -> Dimension:
    return next(each for each in record.spec.space if each.path == path)


def _told(record: SearchRecord, row: TrialRow, language: Language) -> str:
    """A trial in the hover: its number, score and values."""
    values = [
        f"{field_name(each.path, language)} {value_of(each, row.values.get(each.path), language)}"
        for each in record.spec.space
    ]
    return "<br>".join([f"{row.number + 1} · {score_text(record, row.score)}", *values])


def _scored(figure: "Figure", record: SearchRecord, language: Language) -> "Figure":
    name = validation_name(record, language)
    share = written(str(record.measure), 0.5).endswith("%")
    title = {"text": name[:1].upper() + name[1:]}
    figure.update_layout(yaxis={"title": title, "tickformat": ".1%" if share else ""})
    return _by_decades(figure)


def _by_decades(figure: "Figure") -> "Figure":
    """A log scale where values lie far apart."""
    drawn = [trace.y for trace in figure.data if trace.yaxis in (None, "y") and trace.y is not None]
    known = [float(value) for values in drawn for value in values if value is not None and math.isfinite(value)]
    if known and min(known) > 0 and max(known) > WIDE * min(known):
        figure.update_layout(yaxis={"type": "log", "exponentformat": "power"})
    return figure


def _waiting(figure: "Figure", language: Language, key: str) -> "Figure":
    centred = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
    figure.update_xaxes(range=[0, 1])
    return figure.add_annotation(text=say(key, language), **centred).update_yaxes(range=[0, 1])


def _broken(name: str) -> str:
    """A long name on several lines."""
    return name.replace(" ", "<br>") if len(name) > LONGEST else name
