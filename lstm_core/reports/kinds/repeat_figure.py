"""The pictures of a repetition: a measure of every seed with mean and interval, and the validation losses."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.kinds.repeat import written
from lstm_core.runs.repeat import RepeatRecord
from lstm_core.runs.train import Evaluation

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MARGIN = 0.6  # seeds that the axis goes on at both ends
TICKS = 12  # seeds that are named one by one


def seeds(
    record: RepeatRecord, measure: str | None, language: Language, palette: figures.Palette = figures.LIGHT
) -> "Figure":
    """A point per seed; the mean of those that are done as a line, its interval as a band. None: no measure yet."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    ends = [record.members[0].seed - MARGIN, record.members[-1].seed + MARGIN]
    figure.update_xaxes(title_text=say("repeat.seed_axis", language), range=ends, tickformat="d")
    if len(record.members) <= TICKS:
        figure.update_xaxes(tickvals=[member.seed for member in record.members])
    if measure is None:
        waiting = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
        return figure.add_annotation(text=say("repeat.no_point", language), **waiting).update_yaxes(range=[0, 1])
    done = [(member.seed, member.measures[measure]) for member in record.members if measure in member.measures]
    found = record.table.get(measure)
    if found is not None:
        level: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip"}
        if found.low is not None and found.high is not None:
            bounds = {"x": [*ends, *reversed(ends)], "y": [found.low, found.low, found.high, found.high]}
            band = {
                "fill": "toself",
                "fillcolor": palette.band,
                "line": {"width": 0},
                "name": say("repeat.band", language),
            }
            figure.add_trace(Scatter(**bounds, **band, **level))
        line = {"color": palette.forecast, "width": 2.4}
        figure.add_trace(Scatter(x=ends, y=[found.mean] * 2, line=line, name=say("repeat.mean", language), **level))
    told = [f"{say('repeat.seed', language, {'seed': seed})} · {written(measure, value)}" for seed, value in done]
    point = {
        "mode": "markers",
        "marker": {"size": 9, "color": palette.validation},
        "name": say("repeat.a_seed", language),
    }
    places, values = [seed for seed, _ in done], [value for _, value in done]
    figure.add_trace(Scatter(x=places, y=values, text=told, hovertemplate="%{text}<extra></extra>", **point))
    share = written(measure, 0.5).endswith("%")
    figure.update_yaxes(title_text=Sentence(f"measure.{measure}").text(language), tickformat=".1%" if share else "")
    return figure


def seeds_alt(record: RepeatRecord, measure: str | None, language: Language) -> str:
    """The picture in a sentence."""
    found = record.table.get(measure) if measure is not None else None
    if measure is None or found is None:
        return say("repeat.no_point", language)
    name = Sentence(f"measure.{measure}").text(language)
    numbers = {part: written(measure, getattr(found, part)) for part in ("mean", "low", "high", "smallest", "largest")}
    key = "repeat.alt" if found.low is not None else "repeat.alt_one"
    return say(key, language, {"measure": name, "done": found.count, "seeds": record.steps, **numbers})


def losses(
    curves: Mapping[int, Sequence[Evaluation]], language: Language, palette: figures.Palette = figures.LIGHT
) -> "Figure":
    """The validation loss of every seed over its steps, in one colour: it is their spread that counts."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    for seed, evaluations in curves.items():
        told = say("repeat.seed", language, {"seed": seed})
        steps, values = [event.step for event in evaluations], [event.loss for event in evaluations]
        mode = "lines" if len(steps) > 1 else "markers"
        style = {"mode": mode, "opacity": 0.7, "line": {"color": palette.validation, "width": 1.8}}
        hover = f"{told}<br>%{{x:,d}} · %{{y:{figures.LOSS}}}<extra></extra>"
        figure.add_trace(Scatter(x=steps, y=values, name=told, hovertemplate=hover, **style))
    figure.update_xaxes(title_text=say("chart.step", language), rangemode="tozero", tickformat=",d")
    figure.update_yaxes(title_text=say("repeat.loss_axis", language), rangemode="tozero")
    return figure.update_layout(showlegend=False)


def losses_alt(curves: Mapping[int, Sequence[Evaluation]], language: Language) -> str:
    """The picture in a sentence."""
    lowest = [min(event.loss for event in evaluations) for evaluations in curves.values() if evaluations]
    if not lowest:
        return say("repeat.alt_no_loss", language)
    ends = {"low": written("loss", min(lowest)), "high": written("loss", max(lowest))}
    return say("repeat.alt_losses", language, {"count": len(lowest), **ends})
