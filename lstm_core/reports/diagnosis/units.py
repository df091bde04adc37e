"""What the units of a layer do over training: how much of its state each keeps, which are dead, what they repeat."""

from typing import TYPE_CHECKING

from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.diagnosis.lines import HEIGHT, over_training
from lstm_core.reports.diagnosis.measured import (
    Line,
    Seen,
    line,
    listed,
    place_label,
    places,
    step_axis,
    vectors,
    whole,
)
from lstm_core.runs.measurements import CONSTANT, DEAD, LAST_VALUE, QUANTILES, UNIT_FORGET

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

LEAST_SHARE = 0.05  # up to which an axis of shares reaches at least


def kept_parts(seen: Seen) -> list[str]:
    """One picture per layer that keeps a share of its state."""
    return places(seen.evidence.log.probes, UNIT_FORGET)


def kept(seen: Seen, part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Quantiles over the units of the mean of their forget gate: all of them, their middle half, the median."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="x unified"))
    found = vectors(seen.evidence, UNIT_FORGET.format(place=part))
    if found is None or found.values.shape[1] != len(QUANTILES):
        return figure
    columns = [[whole(value) for value in column] for column in found.values.T]
    for low, high, key, dash in ((0, 6, "probe.units_all", "dot"), (2, 4, "probe.units_half", "solid")):
        edge = {"color": palette.forecast, "width": 1, "dash": dash}
        hidden = {"x": found.steps, "mode": "lines", "line": edge, "hoverinfo": "skip", "legendgroup": key}
        figure.add_trace(Scatter(**hidden, y=columns[low], showlegend=False))
        filled = {"fill": "tonexty", "fillcolor": palette.band, "name": say(key, language)}
        figure.add_trace(Scatter(**hidden, **filled, y=columns[high]))
    style, mode = {"color": palette.truth, "width": 2.6}, "lines" if len(found.steps) > 1 else "markers"
    hover = say(
        "probe.units_hover",
        language,
        {"median": "%{y:.3f}", "low": "%{customdata[0]:.3f}", "high": "%{customdata[1]:.3f}"},
    )
    ends = list(zip(columns[0], columns[-1], strict=True))
    name = say("probe.units_median", language)
    figure.add_trace(
        Scatter(x=found.steps, y=columns[3], mode=mode, line=style, name=name, customdata=ends, hovertemplate=hover)
    )
    title = say("chart.at_step", language, {"step": "%{x:,d}"})
    step = say("chart.step", language)
    figure.update_xaxes(title_text=step, rangemode="tozero", unifiedhovertitle_text=title, **step_axis(found.steps[-1]))
    figure.update_yaxes(title_text=say("probe.kept", language), range=[-0.02, 1.02])
    return figure.update_layout(height=HEIGHT)


def kept_alt(seen: Seen, part: str, language: Language) -> str:
    """Median, least and most of the units, at the first look and now."""
    found = vectors(seen.evidence, UNIT_FORGET.format(place=part))
    if found is None or found.values.shape[1] != len(QUANTILES):
        return ""
    shown: dict[str, Parameter] = {"place": place_label(part, language), "step": found.steps[-1]}
    first, last = found.values[0], found.values[-1]
    ends = {"low": significant(last[0]), "high": significant(last[-1]), "before": significant(first[3])}
    return say("probe.alt_kept", language, {**shown, **ends, "median": significant(last[3])})


def dead_parts(seen: Seen) -> list[str]:
    """One picture of all layers."""
    return [""] if places(seen.evidence.log.series, CONSTANT) else []


def dead(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Share of the units of every layer that do not move, and of those that stay at zero where there are any."""
    drawn = _resting(seen, language)
    figure = over_training(drawn, "probe.share_of_units", language, palette, log=False)
    return _in_percent(figure, max([LEAST_SHARE, *(value for each in drawn.values() for value in each.values)]))


def dead_alt(seen: Seen, _part: str, language: Language) -> str:
    """The newest share of every layer."""
    drawn = _resting(seen, language)
    rows = [f"{name} {percent(each.values[-1], '-')}" for name, each in drawn.items()]
    last = max((each.steps[-1] for each in drawn.values()), default=0)
    return say("probe.alt_dead", language, {"step": last, "rows": listed(rows, language)})


def last_parts(seen: Seen) -> list[str]:
    """One picture, of a forecast."""
    return [""] if line(seen.evidence, LAST_VALUE) else []


def last_value(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Share of what the head says that the last value of the window explains."""
    drawn = line(seen.evidence, LAST_VALUE)
    named = {say("probe.title_last_value", language): drawn} if drawn else {}
    figure = over_training(named, "probe.share_explained", language, palette, log=False)
    return _in_percent(figure, 1.0).update_layout(showlegend=False)


def last_value_alt(seen: Seen, _part: str, language: Language) -> str:
    """The newest share."""
    drawn = line(seen.evidence, LAST_VALUE)
    if drawn is None:
        return ""
    shown: dict[str, Parameter] = {"step": drawn.steps[-1], "share": percent(drawn.values[-1], "-")}
    return say("probe.alt_last_value", language, shown)


def _resting(seen: Seen, language: Language) -> dict[str, Line]:
    found = {}
    for template, key in ((CONSTANT, "probe.constant_of"), (DEAD, "probe.dead_of")):
        for place in places(seen.evidence.log.series, template):
            drawn = line(seen.evidence, template.format(place=place))
            if drawn is not None and (template == CONSTANT or max(drawn.values) > 0):
                found[say(key, language, {"place": place_label(place, language)})] = drawn
    return found


def _in_percent(figure: "Figure", high: float) -> "Figure":
    figure.update_traces(hovertemplate="%{y:.1%}")
    return figure.update_yaxes(tickformat=".0%", range=[-0.03 * high, 1.05 * high])
