"""The loss of a training with the findings marked where each shows first."""

from typing import TYPE_CHECKING

from lstm_core.diagnosis.findings import Finding
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import say
from lstm_core.reports import figures
from lstm_core.reports.diagnosis.measured import Seen, is_wide, line, listed, step_axis
from lstm_core.runs.train import CURVE, VALIDATION

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 340
ABOVE, ABOVE_LEGEND = 64, 34  # pixels of numbers and legend, and of the numbers alone
APART = 0.04  # of the steps, that two numbers need to stand beside each other
SYMBOLS = {"error": "x", "warning": "triangle-up", "info": "circle"}


def parts(seen: Seen) -> list[str]:
    """One picture, as soon as there is a step."""
    return [""] if line(seen.evidence, CURVE[0]) else []


def marked(seen: Seen) -> dict[int, dict[int, Finding]]:
    """The findings that have a step by that step, with their numbers: as they are told, from 1."""
    found: dict[int, dict[int, Finding]] = {}
    for number, finding in enumerate(seen.diagnosis.findings, 1):
        if finding.step is not None:
            found.setdefault(finding.step, {})[number] = finding
    return found


def draw(seen: Seen, _part: str, language: Language, palette: figures.Palette = figures.LIGHT) -> "Figure":
    """Training and validation loss, logarithmic where they are wide apart; a numbered mark and a line per finding."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    loss, validation = (line(seen.evidence, name) for name in (CURVE[0], VALIDATION))
    for name, drawn, style in (
        ("training", loss, {"color": palette.training, "width": 1.2}),
        ("validation", validation, {"color": palette.validation, "width": 2.8}),
    ):
        if drawn is not None:
            hover = f"%{{x:,d}}: %{{y:{figures.LOSS}}}"
            told = say(f"chart.{name}", language)
            mode = "lines" if len(drawn.steps) > 1 else "markers"
            figure.add_trace(
                Scatter(x=drawn.steps, y=drawn.values, mode=mode, line=style, name=told, hovertemplate=hover)
            )
    values = [value for drawn in (loss, validation) if drawn is not None for value in drawn.values]
    log = is_wide(values)
    figure.update_xaxes(title_text=say("chart.step", language), rangemode="tozero", **step_axis(seen.evidence.step))
    figure.update_yaxes(
        title_text=say(f"chart.loss_{seen.evidence.spec.train.loss}", language),
        type="log" if log else "linear",
        **(figures.log_ticks(values) if log else {}),
    )
    _mark(figure, seen, language, palette)
    return figure.update_layout(height=HEIGHT)


def alt(seen: Seen, _part: str, language: Language) -> str:
    """The picture in a sentence: where the loss began, where it stands, what is marked."""
    loss = line(seen.evidence, CURVE[0])
    if loss is None:
        return say("chart.curve_empty", language)
    named = [
        f"{number} {finding.name(language)} ({step:,})"
        for step, found in marked(seen).items()
        for number, finding in found.items()
    ]
    shown: dict[str, Parameter] = {
        "first": significant(loss.values[0]),
        "last": significant(loss.values[-1]),
        "step": loss.steps[-1],
    }
    if not named:
        return say("probe.alt_timeline_clean", language, shown)
    return say("probe.alt_timeline", language, {**shown, "findings": listed(named, language)})


def _mark(figure: "Figure", seen: Seen, language: Language, palette: figures.Palette) -> None:
    """A line where a finding shows first, with its number above the picture; numbers that would touch share a place."""
    from plotly.graph_objects import Scatter

    found, groups = marked(seen), list[list[int]]()
    apart = APART * max([seen.evidence.step, *found])
    for step in sorted(found):
        figure.add_vline(x=step, line={"color": palette.forecast, "width": 1, "dash": "dot"})
        if groups and step - groups[-1][0] < apart:
            groups[-1].append(step)
        else:
            groups.append([step])
    for steps in groups:
        here = dict(sorted((number, finding) for step in steps for number, finding in found[step].items()))
        worst = min((finding.severity for finding in here.values()), key=list(SYMBOLS).index)
        names = "<br>".join(
            f"{number} · {finding.name(language)} ({finding.step:,})" for number, finding in here.items()
        )
        figure.add_trace(
            Scatter(
                x=steps[:1],
                y=[1],
                yaxis="y2",
                mode="markers+text",
                marker={"color": palette.forecast, "size": 11, "symbol": SYMBOLS[worst]},
                line={"color": palette.forecast},
                text=[", ".join(map(str, here))],
                textposition="top center",
                textfont={"size": 14},
                cliponaxis=False,
                showlegend=False,
                name=names,
                hovertemplate=f"{names}<extra></extra>",
            )
        )
    if groups:
        figure.update_layout(
            yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
            margin_t=ABOVE,
            legend_y=1 + ABOVE_LEGEND / (HEIGHT - ABOVE),
        )
