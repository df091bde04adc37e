"""The pictures of report.html as JSON: drawn in light colours, with the colours of both backgrounds beside them."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports import contract, figures
from lstm_core.runs.train import TrainRecord

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Draw = Callable[[figures.Palette], "Figure"]
BACKGROUNDS = {"light": (figures.LIGHT, "#ffffff"), "dark": (figures.DARK, "#1b1e28")}


def pictures(record: TrainRecord, language: Language) -> list[dict[str, Any]]:
    """What the task draws (once there is a result) and the loss curve: id, heading, sentence, figure, colours."""
    own = contract.of(record.result.task).pictures(record, language) if record.result is not None else []
    curve = contract.Picture(
        "curve", say("document.curve", language), figures.curve, figures.curve_alt(record, language)
    )
    return [written(each, record, language) for each in [*own, curve]]


def written(picture: contract.Picture, record: TrainRecord, language: Language) -> dict[str, Any]:
    """One picture of a training as the page takes it."""
    return drawn(picture.name, picture.heading, picture.alt, partial(picture.draw, record, language), language)


def drawn(name: str, heading: str, alt: str, draw: Draw, language: Language) -> dict[str, Any]:
    """One picture as the page takes it: its id, heading and sentence, the figure, and its colours by background."""
    versions = {theme: draw(palette) for theme, (palette, _) in BACKGROUNDS.items()}
    plain = {theme: version.to_plotly_json() for theme, version in versions.items()}
    for version in plain.values():
        version["layout"].pop("template", None)
    return {
        "id": name,
        "heading": heading,
        "alt": alt,
        "figure": plain["light"],
        "height": versions["light"].layout.height,
        "config": figures.config(language),
        "colours": {theme: _colours(plain, theme) for theme in versions},
    }


def _colours(plain: dict[str, dict[str, Any]], theme: str) -> dict[str, Any]:
    """What `Plotly.update` takes to repaint a figure: whatever is not alike on both backgrounds."""
    own, background = plain[theme], BACKGROUNDS[theme][1]
    layout, traces = dict(_leaves(own["layout"])), [dict(_leaves(trace)) for trace in own["data"]]
    others = _unlike([version["layout"] for version in plain.values()])
    beside = zip(*(version["data"] for version in plain.values()), strict=True)
    paths = {path for versions in beside for path in _unlike(versions)}
    return {
        "traces": {path: [trace.get(path) for trace in traces] for path in sorted(paths)},
        "layout": {
            **{path: layout.get(path) for path in sorted(others)},
            "hoverlabel.bgcolor": background,
            "hoverlabel.bordercolor": own["layout"]["xaxis"]["linecolor"],
        },
    }


def _unlike(versions: Sequence[Any]) -> set[str]:
    """The paths at which these differ."""
    first, *others = (dict(_leaves(version)) for version in versions)
    return {path for other in others for path in {*first, *other} if first.get(path) != other.get(path)}


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """What may be a colour or holds some, by its path as Plotly writes it."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple) and value and all(isinstance(each, dict) for each in value):
        for place, each in enumerate(value):
            yield from _leaves(each, f"{path}[{place}]")
    elif isinstance(value, str | list | tuple):
        yield path, value
