"""What a model wrote as arguments, read tolerantly and turned into changes of a spec. Data in, data out.

Tolerated: JSON in a fence, JSON inside JSON text, a list of one object, trailing commas, Python's True, False, None and
quotes, an optional argument that is filled with nothing. Everything else is refused with a sentence that the model can
act on.
"""

import ast
import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.sentences import Parameter
from lstm_core.spec.fields import all_paths, field_info, schema
from lstm_core.spec.run import TrainRunSpec

LIMIT = 100_000
NOTHING = frozenset({"", "null", "none", "nil", "undefined", "n/a"})  # what models write where they have nothing to say
PATHS = tuple(all_paths())
SECTION_NAMES = ("data", "model", "train")
SECTIONS = {path.rpartition(".")[0] for path in PATHS} | {*SECTION_NAMES}
FIXED = ("version", "kind", "data.task", "data.source", "data.file", "data.name", "data.format")
_FENCE = re.compile(r"^```\w*\s*\n?(.*?)\n?```$", re.DOTALL)
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\b(?:True|False|None)\b|,(?=\s*[}\]])')
_SPELLING = {"True": "true", "False": "false", "None": "null", ",": ""}


def parse_arguments(text: object) -> dict[str, Any]:
    """The arguments that say something; every argument is optional. Raises SpecError."""
    return {name: value for name, value in parse(text).items() if not _is_nothing(value)}


def _spelled(value: Any) -> Any:
    """A value of `changes`; "none" is one of them, "null" is none."""
    return None if isinstance(value, str) and value.strip().lower() in NOTHING - {"none"} else value


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in NOTHING)


def parse(text: object) -> dict[str, Any]:
    """The arguments as a dictionary. Raises SpecError."""
    value: Any = text
    for _ in range(2):  # JSON text inside JSON text happens
        if isinstance(value, str):
            value = _read(value)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if value is None or value == [] or (isinstance(value, str) and value.strip().lower() in NOTHING):
        return {}  # a call without arguments
    if not isinstance(value, Mapping):
        raise SpecError(Sentence("tool.not_object", {"kind": type(value).__name__}))
    return dict(value)


def _read(text: str) -> Any:
    text = text.strip()
    fenced = _FENCE.match(text)
    text = fenced[1].strip() if fenced else text
    if text.lower() in NOTHING:
        return {}
    if len(text) > LIMIT:
        raise SpecError(Sentence("tool.too_long", {"size": len(text), "limit": LIMIT}))
    try:
        return json.loads(text, strict=False)  # line breaks inside a text are no error
    except json.JSONDecodeError as error:
        place: dict[str, Parameter] = {"line": error.lineno, "column": error.colno, "reason": error.msg}
    except RecursionError:
        place = {"line": 1, "column": 1, "reason": "nested too deeply"}
    for read, spelled in ((json.loads, _TOKEN.sub(_respelled, text)), (ast.literal_eval, text)):
        try:
            return read(spelled)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
    raise SpecError(Sentence("tool.not_json", place))


def _respelled(found: re.Match[str]) -> str:
    return _SPELLING.get(found.group(), found.group())


def check_names(given: Mapping[str, Any], allowed: Sequence[str]) -> None:
    """Refuse an argument that the tool does not have. Raises SpecError with a suggestion."""
    for name in given:
        if name in allowed:
            continue
        home = next((path for path in PATHS if path.rpartition(".")[2] == name), None)
        close = difflib.get_close_matches(name, allowed, n=1)
        if home is not None and "changes" in allowed:
            raise SpecError(Sentence("tool.inside_changes", {"name": name, "path": home}))
        if close:
            raise SpecError(Sentence("tool.did_you_mean", {"name": name, "suggestion": close[0]}))
        raise SpecError(Sentence("tool.unknown_argument", {"name": name, "allowed": ", ".join(allowed) or "-"}))


def flat_changes(raw: Any) -> dict[str, Any]:
    """Dotted paths and values from a nested or flat object; a field may stand without its section. Raises SpecError."""
    if raw is None:
        return {}
    named = {path: value for path, value in _flat(parse(raw)) if not (isinstance(value, str) and not value.strip())}
    found = {path: _spelled(value) for path, value in named.items()}
    found = {path: value for path, value in found.items() if value is not None or _may_be_off(path)}
    for path in found:
        if path in FIXED or path.startswith("data.format."):
            raise SpecError(Sentence("tool.fixed_field", {"path": path}))
    return found


def _may_be_off(path: str) -> bool:
    """Null is one of the values of the field; of another it says nothing."""
    try:
        annotation = field_info(path).annotation
    except KeyError:
        return True
    return type(None) in get_args(annotation)


def _flat(raw: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in raw.items():
        path = f"{prefix}{name}"
        if path in SECTIONS and (value in (None, []) or isinstance(value, str | Mapping)):
            yield from _flat(parse(value), f"{path}.")  # left out, or written as JSON text, it is a section too
            continue
        homes = [known for known in PATHS if known.rpartition(".")[2] == name]
        yield (homes[0] if not prefix and path not in PATHS and len(homes) == 1 else path), value


def changes_schema() -> dict[str, Any]:
    """The JSON schema of `changes`: that of `TrainRunSpec`, written out, without what the tool itself decides."""
    whole = schema()
    parts = whole["$defs"]
    sections = {name: _merged(parts, whole["properties"][name]) for name in SECTION_NAMES}
    for path in FIXED:
        section, _, name = path.partition(".")
        if section in sections:
            sections[section]["properties"].pop(name, None)
    return {"type": "object", "properties": sections, "additionalProperties": False}


def _merged(parts: dict[str, Any], section: dict[str, Any]) -> dict[str, Any]:
    """The section of one kind, or the fields of every kind together, the first of each name."""
    kinds = section.get("oneOf", [section])
    found = [_inlined(parts[kind["$ref"].rpartition("/")[2]]) for kind in kinds]
    fields = {name: field for kind in reversed(found) for name, field in kind["properties"].items()}
    ordered = dict.fromkeys(name for kind in found for name in kind["properties"])
    return {**found[0], "properties": {name: fields[name] for name in ordered}}


def _inlined(part: dict[str, Any]) -> dict[str, Any]:
    fields = {}
    for name, field in part["properties"].items():
        kept = {key: value for key, value in field.items() if key != "title"}
        fields[name] = kept
    return {"type": "object", "properties": fields, "additionalProperties": False}


def difference(before: TrainRunSpec, after: TrainRunSpec) -> dict[str, Any]:
    """Dotted paths whose value differs, with the value after."""
    paths = all_paths(after.data.task)
    return {path: value_at(after, path) for path in paths if value_at(before, path) != value_at(after, path)}


def value_at(spec: TrainRunSpec, path: str) -> Any:
    """The value at a dotted path."""
    value: Any = spec
    for name in path.split("."):
        value = getattr(value, name)
    return value
