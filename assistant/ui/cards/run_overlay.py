"""The losses of several runs in one picture. No Streamlit."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.ui.kit.charts import PAGE
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.reports import figures
from lstm_core.runs.train import TrainRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST = 12  # runs in one picture
COLORS = ("#000002", "#000003", "#000005", "#000006", "#000004", "#000001")  # of the theme, see `kit.charts`
DASHES = ("solid", "dash", "dot", "dashdot")  # after every round of the colours


class Overlaid(NamedTuple):
    """One run of the picture."""

    name: str
    record: TrainRecord


def draw(runs: Sequence[Overlaid], language: Language, *, log: bool = False) -> "Figure":
    """Validation losses, thick, and those of the batches, thin; a click on the legend hides both of a run."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(PAGE, hover="closest"))
    for place, (name, record) in enumerate(runs[:MOST]):
        color, dash = COLORS[place % len(COLORS)], DASHES[place // len(COLORS) % len(DASHES)]
        own = {"legendgroup": str(place), "name": html.escape(name)}
        steps, losses = _validated(record)
        hover = say("runs.overlay_hover", language, {"name": html.escape(name), "step": "%{x:,d}", "loss": "%{y:.4g}"})
        if record.curve.steps:
            thin = {"color": color, "width": 1, "dash": dash}
            figure.add_trace(
                Scatter(
                    x=record.curve.steps, y=record.curve.loss, mode="lines", line=thin, opacity=0.45,
                    showlegend=not steps, hoverinfo="skip", **own,
                )
            )  # fmt: skip
        if steps:
            thick = {"color": color, "width": 2.4, "dash": dash}
            figure.add_trace(
                Scatter(x=steps, y=losses, mode="lines", line=thick, hovertemplate=f"{hover}<extra></extra>", **own)
            )
    figure.update_xaxes(title_text=say("chart.step", language), tickformat=",d")
    figure.update_yaxes(title_text=_axis(runs, language), type="log" if log else "linear")
    below = {"orientation": "h", "yanchor": "top", "y": -0.22, "xanchor": "left", "x": 0}
    return figure.update_layout(showlegend=True, legend=below)


def alt_text(runs: Sequence[Overlaid], language: Language) -> str:
    """The lowest validation loss of every run."""
    told = []
    for name, record in runs[:MOST]:
        losses = _validated(record)[1]
        lowest = significant(min(losses)) if losses else say("runs.no_curve", language)
        told.append(say("runs.overlay_one", language, {"name": name, "loss": lowest}))
    return say("runs.overlay_alt", language, {"runs": "; ".join(told)})


def losses_differ(runs: Sequence[Overlaid]) -> bool:
    """The losses of these runs are no measure of who is better: another loss, other data, or other units."""
    decides = ("train.loss", "data.scaling", "data.window_scaling", "data.target", "data.file", "data.source")
    raw = [record.spec.model_dump(mode="json") for _, record in runs]
    told = {repr([each.get(path.split(".")[0], {}).get(path.split(".")[1]) for path in decides]) for each in raw}
    return len(told) > 1


def _validated(record: TrainRecord) -> tuple[list[int], list[float]]:
    return [each.step for each in record.evaluations], [each.loss for each in record.evaluations]


def _axis(runs: Sequence[Overlaid], language: Language) -> str:
    losses = {record.spec.train.loss for _, record in runs}
    return say(f"chart.loss_{losses.pop()}", language) if len(losses) == 1 else say("runs.loss", language)
