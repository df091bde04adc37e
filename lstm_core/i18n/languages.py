"""What a sentence in two languages is. The sentences themselves stand in text tables (`lstm_core.i18n.sentences`)."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}  # as HTML names them
Parameter = str | int | float


class Text(NamedTuple):
    """One sentence twice; `{name}` marks a parameter, with Python's format specifications."""

    zh: str
    en: str


def fill(text: Text, language: Language, parameters: Mapping[str, Parameter] | None = None) -> str:
    """Fill the `{name}` marks of one side of a text; only the text is a format string, never a parameter.

    What an event of another version does not tell is a question mark.
    """
    template = text.zh if language == "zh" else text.en
    return template.format_map(_Told(parameters or {}))


class _Untold:
    def __format__(self, _form: str) -> str:
        return "?"


class _Told(dict[str, Parameter | _Untold]):
    def __missing__(self, _name: str) -> _Untold:
        return _Untold()
