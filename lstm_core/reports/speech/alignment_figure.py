"""The alignment of one utterance: waveform, log-mel spectrogram, and which symbol the network hears when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lstm_core.data.speech.transcripts.symbols import SHOWN_BLANK
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import Parameter, say
from lstm_core.reports import figures
from lstm_core.results.speech import Alignment, RecognizedUtterance, Transcript

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = 420
HEARD = 0.2  # a symbol whose probability never rises above is not drawn
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MOST_FRAMES = 300


def alignment(
    symbols: Sequence[str], heard: Alignment, language: Language, palette: figures.Palette = figures.LIGHT
) -> "Figure":
    """Three rows over the seconds of the recording; `symbols` are those of the network, the blank first."""
    from plotly.graph_objects import Figure, Heatmap, Scatter

    figure = Figure(layout=figures.layout(palette, hover="closest"))
    wave = np.linspace(0, heard.seconds, len(heard.waveform))
    quiet = {"color": palette.truth, "width": 1.0}
    figure.add_trace(
        Scatter(x=wave, y=heard.waveform, mode="lines", line=quiet, yaxis="y", showlegend=False, hoverinfo="skip")
    )
    spectrum = np.array(heard.spectrogram)
    kept = np.unique(np.linspace(0, len(spectrum) - 1, min(len(spectrum), MOST_FRAMES)).astype(int))
    times = (kept + 0.5) * heard.seconds / len(spectrum)
    figure.add_trace(
        Heatmap(x=times, z=spectrum[kept].T, yaxis="y2", colorscale="Viridis", showscale=False, hoverinfo="skip")
    )
    posteriors = np.array(heard.posteriors)  # (T, C)
    inputs = (np.arange(len(posteriors)) + 0.5) * heard.seconds / len(posteriors)
    drawn = [number for number in range(posteriors.shape[1]) if number == 0 or posteriors[:, number].max() > HEARD]
    colours = (palette.forecast, palette.validation, palette.training, palette.truth)
    for place, number in enumerate(drawn):
        name = symbols[number] if number else SHOWN_BLANK
        style = {"color": palette.baseline, "width": 1.0, "dash": "dot"} if number == 0 else {
            "color": colours[place % len(colours)], "width": 2.0, "dash": DASHES[place // len(colours) % len(DASHES)],
        }  # fmt: skip
        label = name if name.strip() else "␣"
        hover = f"{label} %{{y:.2f}} · %{{x:.2f}} s<extra></extra>"
        figure.add_trace(
            Scatter(
                x=inputs, y=posteriors[:, number], name=label, mode="lines", line=style, yaxis="y3", hovertemplate=hover
            )
        )
    axis = {"gridcolor": palette.grid, "zeroline": False, "anchor": "x"}
    figure.update_layout(
        height=HEIGHT,
        yaxis={**axis, "domain": [0.8, 1.0], "showticklabels": False, "showgrid": False},
        yaxis2={**axis, "domain": [0.45, 0.77], "title": {"text": say("chart.mel", language)}, "showticklabels": False},
        yaxis3={
            **axis,
            "domain": [0.0, 0.41],
            "range": [0, 1.03],
            "title": {"text": say("chart.probability", language)},
        },
        xaxis={"title": {"text": say("chart.seconds", language)}, "range": [0, heard.seconds], "anchor": "y3"},
    )
    return figure


def alt_text(heard: RecognizedUtterance | Transcript, language: Language) -> str:
    """The picture in a sentence."""
    if isinstance(heard, Transcript):
        shown: dict[str, Parameter] = {
            "file": heard.file,
            "seconds": f"{heard.seconds:.2f}",
            "heard": heard.heard or "–",
        }
        return say("chart.transcript_alt", language, shown)
    return say(
        "chart.alignment_alt",
        language,
        {"file": heard.file, "seconds": f"{heard.seconds:.2f}", "said": heard.said, "heard": heard.heard or "–"},
    )
