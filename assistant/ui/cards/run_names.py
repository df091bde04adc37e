"""What a run is called among others: by a name of one's own, else by its title and what tells it from its likes.

Two runs of one title are told apart by the settings in which they differ, the most telling ones first; those that
differ in nothing by the moment in which they were made. No Streamlit.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from assistant.ui.cards import kind
from assistant.ui.kit import formats
from assistant.ui.words.labels import say
from assistant.workspace.run_rows import RunRow
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import TEXTS, cell_name, value_text

MOST_SETTINGS = 3  # that a name tells
MARK = 4  # characters at the end of an id
UNTOLD = {  # which tell a reader nothing of a network: where the data came from, and on what it was trained
    "version", "kind", "data.task", "data.source", "data.name", "data.file", "data.time_column", "data.time_format",
    "data.id_column", "data.series_columns", "data.zone",
    "data.format.encoding", "data.format.delimiter", "data.format.decimal", "data.format.header",
    "train.threads", "train.device",
}  # fmt: skip
LAST = ("train.seed",)  # told when nothing else is
TITLED = ("model.cell", "model.hidden_size", "model.layers")  # which a title tells anyway
MOST_KEPT = 16  # sets of runs, of all tabs
_differing: dict[tuple[object, tuple[str, ...]], list[str]] = {}
_kept: dict[tuple[Language, str], tuple[object, dict[str, str]]] = {}


def names_of(rows: Sequence[RunRow], language: Language, zone: tzinfo, version: object = None) -> Mapping[str, str]:
    """The name of every run by id; names of the same `version` are made once."""
    place = (language, str(zone))
    kept = _kept.get(place)
    if version is not None and kept is not None and kept[0] == version:
        return kept[1]
    found = _names(rows, language, zone)
    if version is not None:
        _kept[place] = (version, found)
    return found


def short_names(rows: Sequence[RunRow], language: Language, zone: tzinfo) -> dict[str, str]:
    """The same without the title, where all have one and something else tells them apart."""
    names = _names(rows, language, zone)
    titles = {title_of(row, language) for row in rows if not row.label.name}
    before = f"{titles.pop()} · " if len(titles) == 1 else None
    if before is None or not all(row.label.name or names[row.id].startswith(before) for row in rows):
        return names
    return {row.id: row.label.name or names[row.id].removeprefix(before) for row in rows}


def title_of(row: RunRow, language: Language) -> str:
    """What it is called by itself: `Sunspots · LSTM 64 × 1`."""
    return kind.of(row.spec).title(row.spec, language)


def setting(path: str, value: Any, language: Language) -> str:
    """`learning rate 0.003`."""
    return say("runs.setting", language, {"name": field_name(path, language), "value": text_of(path, value, language)})


def field_name(path: str, language: Language) -> str:
    """What a setting is called."""
    return say(f"field.{path}", language) if f"field.{path}" in TEXTS else path


def text_of(path: str, value: Any, language: Language) -> str:
    """How the value of a setting reads."""
    if path == "model.cell":
        return cell_name(str(value), language)
    return value_text(tuple(value) if isinstance(value, list) else value, path, language)


def differing(rows: Sequence[RunRow], version: object = None) -> list[str]:
    """The settings in which runs differ, the one that tells most of them apart first; found once for a `version`."""
    place = (version, tuple(row.id for row in rows))
    if version is not None and place in _differing:
        return _differing[place]
    found = _differences(rows)
    if version is not None:
        if len(_differing) >= MOST_KEPT:
            _differing.clear()
        _differing[place] = found
    return found


def _differences(rows: Sequence[RunRow]) -> list[str]:
    first: dict[str, Any] = {}
    apart: dict[str, set[str]] = {}
    for row in rows:
        for path, value in row.fields.items():
            if path not in apart and first.setdefault(path, value) != value and path not in UNTOLD:
                apart[path] = set()
    for path, values in apart.items():
        values.update(repr(row.fields[path]) for row in rows if path in row.fields)
    order = {path: place for place, path in enumerate(first)}
    return sorted(apart, key=lambda path: (path in LAST, path in TITLED, -len(apart[path]), order[path]))


def _names(rows: Sequence[RunRow], language: Language, zone: tzinfo) -> dict[str, str]:
    titles = {row.id: title_of(row, language) for row in rows if not row.label.name}
    alike: defaultdict[tuple[str, str], list[RunRow]] = defaultdict(list)
    for row in rows:
        if row.id in titles:
            alike[row.spec.kind, titles[row.id]].append(row)
    names = {row.id: row.label.name for row in rows if row.label.name}
    for (_, title), likes in alike.items():
        told = _apart(likes, language, zone) if len(likes) > 1 else {}
        names |= {row.id: " · ".join([title, *told.get(row.id, ())]) for row in likes}
    return names


def _apart(likes: Sequence[RunRow], language: Language, zone: tzinfo) -> dict[str, list[str]]:
    """What is put behind the title that all of these have."""
    paths = _telling(likes)
    told = {row.id: [setting(path, row.fields.get(path), language) for path in paths] for row in likes}
    settings = dict(told)
    ways: tuple[Callable[[RunRow], list[str]], ...] = (
        lambda row: [formats.moment(row.created_at, language, zone)],
        lambda row: [formats.moment(row.created_at, language, zone), row.id[-MARK:]],
        lambda row: [row.id],
    )
    for way in ways:
        often = Counter(tuple(each) for each in told.values())
        for row in likes:
            if often[tuple(told[row.id])] > 1:
                told[row.id] = [*settings[row.id], *way(row)]
    return told


def _telling(likes: Sequence[RunRow]) -> list[str]:
    """The fewest settings that tell most of these apart: each is the one that splits what is still alike the most."""
    paths, chosen = differing(likes), list[str]()
    groups: list[Sequence[RunRow]] = [likes]
    while paths and len(chosen) < MOST_SETTINGS and any(len(group) > 1 for group in groups):
        counts = {path: sum(len({repr(row.fields.get(path)) for row in group}) for group in groups) for path in paths}
        splitting = [path for path in paths if counts[path] > len(groups)]
        if not splitting:
            break
        best = max(splitting, key=lambda path: (path not in LAST, counts[path]))
        chosen.append(best)
        paths.remove(best)
        groups = [part for group in groups for part in _split(group, best)]
    return chosen


def _split(group: Sequence[RunRow], path: str) -> list[Sequence[RunRow]]:
    parts: defaultdict[str, list[RunRow]] = defaultdict(list)
    for row in group:
        parts[repr(row.fields.get(path))].append(row)
    return list(parts.values())
