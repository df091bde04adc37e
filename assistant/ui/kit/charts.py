"""The engine's pictures in the colours of the page, and the series before any run. No Streamlit.

The page's theme, light or dark, is known in the browser only: where a figure is drawn with Streamlit's theme, the
browser puts the theme's categorical colours in the place of `#000001`, `#000002`, ... (`.streamlit/config.toml` names
them in the order training, validation, forecast, truth, two more, the words of a picture).
"""

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.ui.words.labels import say
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import decimals, significant
from lstm_core.reports import figures
from lstm_core.reports.series import figures as forecasts
from lstm_core.reports.series.verdicts import quantity
from lstm_core.runs.log import thinned_indices
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.series import SeriesData

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT = figures.HEIGHT
PAGE = figures.EITHER._replace(
    training="#000001", validation="#000002", forecast="#000003", truth="#000004", text="#000007"
)
config = figures.config
CURVES = ("curve", "log")
POINTS = 1000
TITLE_GAP = 14  # pixels between an axis and its title, so that a Chinese title keeps off the numbers


@dataclass(frozen=True)
class SeriesPreview:
    """A series as far as a picture and a line of facts need it; `marks` are the times of the first validation and first
    test row, `span` those of the first and last row of data that has a time, `rhythm` says how far rows are apart.
    """

    times: list[str]
    values: list[float | None]
    rows: int
    marks: tuple[str, str]
    low: float
    high: float
    missing: int = 0
    span: tuple[str, str] | None = None
    rhythm: Sentence | None = None
    notices: tuple[Sentence, ...] = ()
    quantity: str = ""
    id: str | None = None  # of the series, where `count` are read together
    count: int = 1


def draw(name: str, record: TrainRecord, language: Language, column: str | None = None) -> tuple["Figure", str]:
    """The picture of that name and the sentence that says what is on it; `column` is a further target."""
    if name == "forecast":
        drawn = forecasts.forecast(record, language, PAGE, column=column)
        return drawn, forecasts.forecast_alt(record, language, column)
    figure = figures.curve(thinned(record), language, PAGE, log=name == "log")
    figure.update_yaxes(title_standoff=TITLE_GAP)
    return figure, figures.curve_alt(record, language)


def thinned(record: TrainRecord) -> TrainRecord:
    """The record with no more validations than a picture can show; the extremes and the last one stay."""
    if len(record.evaluations) <= POINTS:
        return record
    kept = thinned_indices(np.array([event.loss for event in record.evaluations]), POINTS)
    return record.model_copy(update={"evaluations": [record.evaluations[place] for place in kept]})


def preview(data: SeriesData) -> SeriesPreview:
    """The series of a spec, thinned without losing extremes. Raises DataError."""
    from lstm_core.data.series.calendars import calendar_of
    from lstm_core.data.series.panel import Panel, one_of
    from lstm_core.data.series.sources import material_of
    from lstm_core.data.series.windows import boundaries

    material = material_of(data)
    series = one_of(material)
    calendar = calendar_of(series.stamps) if series.stamps is not None else None
    kept = thinned_indices(series.values, POINTS)
    first, second = boundaries(len(series.values), data)
    return SeriesPreview(
        times=[series.times[place] for place in kept],
        values=[None if np.isnan(value) else float(value) for value in series.values[kept]],
        rows=len(series.values),
        marks=(series.times[first], series.times[second]),
        low=float(np.nanmin(series.values)),
        high=float(np.nanmax(series.values)),
        missing=int(np.isnan(series.values).sum()),
        span=(series.times[0], series.times[-1]) if series.stamps is not None else None,
        rhythm=calendar.frequency if calendar else None,
        notices=tuple(notice for notice in material.notices if notice.key != "data.masked"),  # the facts count them
        quantity=quantity(data),
        id=material.name_of(series) if isinstance(material, Panel) else None,
        count=len(material.series) if isinstance(material, Panel) else 1,
    )


def facts(shown: SeriesPreview, season: int | None, language: Language) -> str:
    """Length, time, rhythm, missing values and season of a series in one line."""
    parts = [say("profile.rows", language, {"rows": f"{shown.rows:,}"})]
    if shown.id is not None:
        parts.insert(0, say("picture.of_series", language, {"count": f"{shown.count:,}", "id": shown.id}))
    if shown.span is not None:
        first, last = map(figures.display_time, shown.span)
        parts.append(say("document.span", language, {"first": first, "last": last}))
    if shown.rhythm is not None:
        parts.append(shown.rhythm.text(language))
    missing = say("profile.missing", language, {"count": f"{shown.missing:,}"})
    parts.append(missing if shown.missing else say("profile.complete", language))
    parts.append(say("profile.season", language, {"season": season}) if season else say("profile.no_season", language))
    return " · ".join(parts)


def data(shown: SeriesPreview, language: Language) -> tuple["Figure", str]:
    """The series with its validation and test parts shaded, and the sentence that says so."""
    from plotly.graph_objects import Figure, Scatter

    figure = Figure(layout=figures.layout(PAGE, hover="x unified"))
    line = {"color": PAGE.truth, "width": 1.4}
    hover = f"%{{y:,.{decimals([shown.low, shown.high])}f}}"
    times = figures.moments(shown.times)
    figure.add_trace(Scatter(x=times, y=shown.values, mode="lines", line=line, hovertemplate=hover, name=""))
    figure.update_xaxes(**figures.time_axis(shown.times))
    figure.update_yaxes(title_text=html.escape(shown.quantity), title_standoff=TITLE_GAP)
    ends = (times[0], *figures.moments(shown.marks), times[-1])
    for place, (part, anchor) in enumerate((("train", "left"), ("validation", "right"), ("test", "left"))):
        start, end = ends[place], ends[place + 1]
        figure.add_vrect(x0=start, x1=end, fillcolor=PAGE.grid, opacity=place / 2, line_width=0, layer="below")
        label = {"yref": "paper", "y": 1.0, "yanchor": "bottom", "showarrow": False}
        edge = start if anchor == "left" else end
        figure.add_annotation(x=edge, xanchor=anchor, text=say(f"part.{part}", language), **label)
    low, high = significant(shown.low), significant(shown.high)
    alt = say("picture.data_alt", language, {"rows": shown.rows, "low": low, "high": high})
    return figure.update_layout(showlegend=False), alt
