"""The pictures of a repair: the score of every attempt beside the original's, and the pairs of the further seeds."""

from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.kinds.repair import change_text, original_text
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.repair import AttemptRow
from lstm_core.runs.repair import RepairRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MARGIN = 0.6  # attempts that the axis goes on at both ends


def shown_row(record: RepairRecord) -> int | None:
    """The attempt whose pairs are worth a picture: the accepted one, else the one with most of them."""
    if record.result is not None and record.result.accepted is not None:
        return record.result.accepted
    longest = max(range(len(record.attempts)), key=lambda number: len(record.attempts[number].pairs), default=None)
    return longest if longest is not None and record.attempts[longest].pairs else None


def attempts(record: RepairRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """A point per attempt, filled after the whole training and hollow after the short one; the original as a line."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout={**figures.layout(palette, hover="closest"), "showlegend": True})
    count = max(1, record.steps)
    ends = [1 - MARGIN, count + MARGIN]
    for value, key, dash in ((record.original, "original", "solid"), (record.short, "original_short", "dot")):
        if value is not None:
            line = {"color": palette.truth, "width": 1.8, "dash": dash}
            named = {"name": say(f"repair.line_{key}", language), "hoverinfo": "skip", "mode": "lines"}
            figure.add_trace(Scatter(x=ends, y=[value] * 2, line=line, **named))
    for part, symbol in (("score", "circle"), ("short", "circle-open")):
        told = [(number + 1, getattr(row, part), number) for number, row in enumerate(record.attempts[:count])]
        points = [
            (place, value, _hover(record, number, language)) for place, value, number in told if value is not None
        ]
        if points:
            places, values, words = zip(*points, strict=True)
            style = {"size": 10, "symbol": symbol, "color": palette.validation, "line": {"width": 2}}
            hover = "%{text}<extra></extra>"
            figure.add_trace(
                Scatter(
                    x=places,
                    y=values,
                    text=words,
                    mode="markers",
                    marker=style,
                    name=say(f"repair.line_{part}", language),
                    hovertemplate=hover,
                )
            )
    accepted = record.result.accepted if record.result else None
    if accepted is not None and record.attempts[accepted].score is not None:
        ring = {"size": 18, "symbol": "circle-open", "color": palette.forecast, "line": {"width": 3}}
        named = {"mode": "markers", "name": say("repair.line_accepted", language), "hoverinfo": "skip"}
        figure.add_trace(Scatter(x=[accepted + 1], y=[record.attempts[accepted].score], marker=ring, **named))
    if not figure.data:
        return _waiting(figure, language)
    figure.update_xaxes(title_text=say("repair.attempt_axis", language), range=ends, tickformat="d", dtick=1)
    return _scaled(figure, record, language)


def pairs(record: RepairRecord, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Original and repair with every further seed; one that diverged has no point."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    number = shown_row(record)
    if number is None:
        return _waiting(figure, language)
    row = record.attempts[number]
    for pair in row.pairs:
        if pair.original is not None and pair.repaired is not None:
            line: dict[str, Any] = {"color": palette.grid, "width": 2}
            ends = {"x": [pair.seed] * 2, "y": [pair.original, pair.repaired]}
            figure.add_trace(Scatter(**ends, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    for part, color, key in (("original", palette.truth, "original"), ("repaired", palette.forecast, "repaired")):
        told = [(pair.seed, value) for pair in row.pairs if (value := getattr(pair, part)) is not None]
        seeds, values = [seed for seed, _ in told], [value for _, value in told]
        words = [f"{say('repeat.seed', language, {'seed': seed})} · {_written(record, value)}" for seed, value in told]
        style = {"mode": "markers", "marker": {"size": 10, "color": color}, "text": words}
        name = say(f"repair.line_{key}", language)
        figure.add_trace(Scatter(x=seeds, y=values, name=name, hovertemplate="%{text}<extra></extra>", **style))
    ticks = [pair.seed for pair in row.pairs]
    figure.update_xaxes(title_text=say("repeat.seed_axis", language), tickvals=ticks)
    return _scaled(figure, record, language)


def attempts_alt(record: RepairRecord, language: Language) -> str:
    """The picture in a sentence."""
    scores = [row.score for row in record.attempts if row.score is not None]
    if not scores:
        return say("repair.no_point", language)
    facts: dict[str, Parameter] = {
        "original": original_text(record, language),
        "best": _written(record, min(scores)),
        "count": len(scores),
    }
    return say("repair.alt", language, facts)


def pairs_alt(record: RepairRecord, language: Language) -> str:
    """The picture in a sentence."""
    number = shown_row(record)
    if number is None:
        return say("repair.no_point", language)
    row = record.attempts[number]
    count = sum(won(row))
    change = change_text(record, number, language)
    return say("repair.alt_pairs", language, {"change": change, "won": count, "seeds": len(row.pairs)})


def won(row: AttemptRow) -> list[bool]:
    """With which of the further seeds the repair was better."""
    return [
        pair.repaired is not None and (pair.original is None or pair.repaired < pair.original) for pair in row.pairs
    ]


def _hover(record: RepairRecord, number: int, language: Language) -> str:
    row = record.attempts[number]
    value = row.score if row.score is not None else row.short
    return f"{number + 1} · {_written(record, value)}<br>{say(f'repair.outcome_{row.outcome}', language)}"


def _written(record: RepairRecord, value: float | None) -> str:
    return written(str(record.measure), value)


def _waiting(figure: "Figure", language: Language) -> "Figure":
    centred = {"showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
    return figure.add_annotation(text=say("repair.no_point", language), **centred).update_yaxes(range=[0, 1])


def _scaled(figure: "Figure", record: RepairRecord, language: Language) -> "Figure":
    """From zero, by decades where scores lie far apart."""
    values = [value for trace in figure.data for value in trace.y if value is not None]
    wide = min(values) > 0 and max(values) > 20 * min(values)
    share = _written(record, 0.5).endswith("%")
    form = ".0%" if share else ""
    title = say(f"repair.measure_{record.measure}", language) if record.measure else ""
    axis = {"type": "log"} if wide else {"rangemode": "tozero"}
    return figure.update_yaxes(title_text=title, tickformat=form, exponentformat="power", **axis)
