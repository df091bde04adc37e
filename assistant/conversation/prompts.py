"""The prompts of `prompts/`: one Markdown file each, `$name` marks filled in, the same bytes every time."""

from functools import cache
from pathlib import Path
from string import Template

from lstm_core.i18n.sentences import Language
from lstm_core.spec.cells import CELLS, HEADED
from lstm_core.spec.tasks import SOURCES

FOLDER = Path(__file__).parents[2] / "prompts"


@cache
def load(name: str, language: Language, **values: str) -> str:
    """The prompt `name` in a language. Raises KeyError for a mark without a value, OSError for an unknown prompt."""
    text = (FOLDER / f"{name}.{language}.md").read_text(encoding="utf-8")
    return Template(text).substitute(values).strip()


def chat(language: Language) -> str:
    """What a language model is told before a conversation."""
    return load("chat", language, sources=", ".join(SOURCES), cells=", ".join(CELLS), headed=", ".join(HEADED))
