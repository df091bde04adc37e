"""The pictures of a comparison: the score of every candidate, its score against its cost, and the validation losses."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.kinds.compare import COSTS, cost_text, deciding, interval_text, labels, ranked
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.compare import leader_of
from lstm_core.results.repeat import Statistic
from lstm_core.runs.compare import CompareRecord
from lstm_core.runs.train import Evaluation

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLOURS = ("#3a5bd9", "#e0681c", "#179c78", "#b0459a", "#8a6d1f", "#4aa3df", "#c23b3b", "#6b7a3a")  # of candidates
SPREAD = 0.18  # to either side of a candidate's place, over which its seeds lie
LONGEST = 18  # characters of a name on an axis before it is broken


def scores(
    record: CompareRecord, measure: str | None, language: Language, palette: figures.Palette = figures.LIGHT
) -> "Figure":
    """A point per seed of every candidate, its mean with the 95 % interval beside them."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    names = labels(record.spec, language)
    places = list(range(1, len(names) + 1))
    figure.update_xaxes(tickvals=places, ticktext=[_broken(name) for name in names], range=[0.4, len(names) + 0.6])
    if measure is None:
        return _waiting(figure, language)
    seeds = list(record.spec.all_seeds)
    points: list[tuple[float, float, str]] = []
    for member in record.members:
        if measure in member.measures:
            share = (seeds.index(member.seed) + 0.5) / len(seeds) - 0.5
            named = f"{names[member.candidate]} · {say('repeat.seed', language, {'seed': member.seed})}"
            value = member.measures[measure]
            points.append((member.candidate + 1 + 2 * SPREAD * share, value, f"{named} · {written(measure, value)}"))
    style: dict[str, Any] = {"size": 7, "color": palette.training, "opacity": 0.75}
    hover = {"hovertemplate": "%{text}<extra></extra>", "mode": "markers"}
    x, y, words = ([list(column) for column in zip(*points, strict=True)]) if points else ([], [], [])
    figure.add_trace(Scatter(x=x, y=y, text=words, marker=style, name=say("compare.a_seed", language), **hover))
    found = [(number, each.table[measure]) for number, each in enumerate(record.candidates) if measure in each.table]
    told = [f"{names[number]} · {interval_text(measure, each, language)}" for number, each in found]
    figure.add_trace(
        Scatter(
            x=[number + 1 for number, _ in found],
            y=[each.mean for _, each in found],
            error_y=_bars([each for _, each in found], palette.forecast),
            text=told,
            marker={"size": 11, "symbol": "diamond", "color": palette.forecast},
            name=say("compare.mean", language),
            **hover,
        )
    )
    share = written(measure, 0.5).endswith("%")
    figure.update_yaxes(title_text=_capital(say(f"measure.{measure}", language)), tickformat=".1%" if share else "")
    return figure


def _bars(found: Sequence[Statistic], colour: str) -> dict[str, Any]:
    """Error bars of means; none where there is no interval."""
    above = [0.0 if each.high is None else each.high - each.mean for each in found]
    return {"type": "data", "array": above, "color": colour, "thickness": 2, "width": 6}


def scores_alt(record: CompareRecord, measure: str | None, language: Language) -> str:
    """The picture in a sentence."""
    if measure is None:
        return say("compare.no_point", language)
    names = labels(record.spec, language)
    told = [
        f"{names[number]} {interval_text(measure, each.table[measure], language)}"
        for number, each in enumerate(record.candidates)
        if measure in each.table
    ]
    facts = {"measure": say(f"measure.{measure}", language), "told": "; ".join(told)}
    return _capital(say("compare.alt_scores", language, facts))


def pareto(record: CompareRecord, cost: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Mean error against a cost; a line joins those to which none is both cheaper and better."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    names = labels(record.spec, language)
    there = [number for number in ranked(record) if cost in record.candidates[number].costs]
    if not there:
        return _waiting(figure, language)
    measure = deciding(record, there[0])[0]
    prices = {number: record.candidates[number].costs[cost] for number in there}
    means = {number: deciding(record, number)[1].mean for number in there}
    front = frontier(prices, means)
    line = {"color": palette.baseline, "width": 1.6, "dash": "dot"}
    joined = {"x": [prices[number] for number in front], "y": [means[number] for number in front]}
    figure.add_trace(
        Scatter(**joined, mode="lines", line=line, name=say("compare.frontier", language), hoverinfo="skip")
    )
    middle = (min(prices.values()) + max(prices.values())) / 2
    for number in there:
        told = f"{names[number]}<br>{interval_text(measure, deciding(record, number)[1], language)}"
        told = f"{told}<br>{cost_text(cost, prices[number])}"
        figure.add_trace(
            Scatter(
                x=[prices[number]],
                y=[means[number]],
                error_y=_bars([deciding(record, number)[1]], COLOURS[number % len(COLOURS)]),
                mode="markers+text",
                text=[f"  {names[number]}  "],
                textposition="middle left" if prices[number] >= middle else "middle right",
                marker={"size": 12, "color": COLOURS[number % len(COLOURS)]},
                hovertext=[told],
                hovertemplate="%{hovertext}<extra></extra>",
                showlegend=False,
                cliponaxis=False,
            )
        )
    wide = max(prices.values()) > 5 * min(prices.values()) > 0
    figure.update_xaxes(title_text=_capital(say(f"compare.cost_{cost}", language)), type="log" if wide else "linear")
    if not wide:
        figure.update_xaxes(rangemode="tozero")
    share = written(measure, 0.5).endswith("%")
    return figure.update_yaxes(
        title_text=_capital(say(f"measure.{measure}", language)), tickformat=".1%" if share else ""
    )


def frontier(prices: Mapping[int, float], means: Mapping[int, float]) -> list[int]:
    """Those to which none other is both no dearer and better, the cheapest first."""
    front: list[int] = []
    for number in sorted(prices, key=lambda each: (prices[each], means[each])):
        if not front or means[number] < means[front[-1]]:
            front.append(number)
    return front


def pareto_alt(record: CompareRecord, cost: str, language: Language) -> str:
    """The picture in a sentence."""
    there = [number for number in ranked(record) if cost in record.candidates[number].costs]
    if not there:
        return say("compare.no_point", language)
    names, measure = labels(record.spec, language), deciding(record, there[0])[0]
    told = [
        f"{names[number]} {written(measure, deciding(record, number)[1].mean)}, "
        f"{cost_text(cost, record.candidates[number].costs[cost])}"
        for number in there
    ]
    facts = {"measure": say(f"measure.{measure}", language), "cost": say(f"compare.cost_{cost}", language)}
    return _capital(say("compare.alt_pareto", language, {**facts, "told": "; ".join(told)}))


def losses(
    record: CompareRecord,
    curves: Mapping[str, Sequence[Evaluation]],
    language: Language,
    palette: figures.Palette = figures.LIGHT,
) -> "Figure":
    """The validation loss of every member over its steps, one colour per candidate."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    names, named = labels(record.spec, language), set[int]()
    for member in record.members:
        evaluations = curves.get(member.member, ())
        if not evaluations:
            continue
        number = member.candidate
        steps, values = [event.step for event in evaluations], [event.loss for event in evaluations]
        told = f"{names[number]} · {say('repeat.seed', language, {'seed': member.seed})}"
        style = {"color": COLOURS[number % len(COLOURS)], "width": 1.6}
        figure.add_trace(
            Scatter(
                x=steps,
                y=values,
                mode="lines" if len(steps) > 1 else "markers",
                line=style,
                marker={"color": style["color"]},
                opacity=0.75,
                name=names[number],
                legendgroup=str(number),
                showlegend=number not in named,
                hovertemplate=f"{told}<br>%{{x:,d}} · %{{y:{figures.LOSS}}}<extra></extra>",
            )
        )
        named.add(number)
    if not named:
        return _waiting(figure, language)
    figure.update_xaxes(title_text=say("chart.step", language), rangemode="tozero", tickformat=",d")
    return figure.update_yaxes(title_text=say("repeat.loss_axis", language), rangemode="tozero")


def losses_alt(language: Language) -> str:
    """The picture in a sentence."""
    return say("compare.alt_losses", language)


def costs_known(record: CompareRecord) -> list[str]:
    """The costs that some candidate has."""
    return [cost for cost in COSTS if any(cost in each.costs for each in record.candidates)]


def best_of(record: CompareRecord) -> str | None:
    """The measure that decides, once there is one."""
    best = leader_of(record.candidates)
    return None if best is None else deciding(record, best)[0]


def _waiting(figure: "Figure", language: Language) -> "Figure":
    waiting = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
    return figure.add_annotation(text=say("compare.no_point", language), **waiting).update_yaxes(range=[0, 1])


def _broken(name: str) -> str:
    """A long name on several lines."""
    return name.replace(" · ", "<br>") if len(name) > LONGEST else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
