"""The scripts of a deployment, with their sentences in one language; `packages` are those that read the input.

A template names the keys of its sentences, and the script carries them: nothing of this project is beside it.
"""

import json
import pprint
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from lstm_core.data.series import distributions, rhythm
from lstm_core.data.series.clocks import OFFSET
from lstm_core.data.series.transforms import LARGEST, LEAST
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import TEXTS
from lstm_core.scripts.archive import LARGEST_DATA
from lstm_core.scripts.pytorch.contract import one_line
from lstm_core.spec.constants import DAYS_OF_A_YEAR
from lstm_core.spec.likelihoods import COUNTING
from lstm_core.spec.tasks import DataSpec, TaskName

TEMPLATES = Path(__file__).parent / "templates"
INTERPRETER = Path(__file__).parent / "demo" / "program.js"
KEY = re.compile(r'"(deploy\.\w+)"')
WIDTH = 118
ROUNDING = 1e-5  # of a probability: what float32 may change of a distribution


def script(name: str, data: DataSpec, title: str, language: Language, packages: list[str]) -> str:
    """The script that `name` is the template of, e.g. "infer.py", for a network that read `data`."""
    facts = {
        "task": data.task,
        "title": one_line(title),
        "packages": packages,
        "panel": data.panel,
        "wide": data.wide,
        "likelihood": "scipy" in packages,
        "distributions": _distributions(),
        "rounding": ROUNDING,
        "counting": COUNTING,
        "t": lambda zh, en: zh if language == "zh" else en,
        "days_of_a_year": DAYS_OF_A_YEAR,
        "rhythm": rhythm,
        "offset": OFFSET.replace("(Z", "(?:Z"),
        "largest_level": LARGEST,
        "least_value": LEAST,
        "most_bytes": LARGEST_DATA,
        "runtime": name != "predict.py",
    }
    template = templates().get_template(f"{name}.j2")
    used = sorted(set(KEY.findall(template.render(words="{}", **facts)))) if name != "serve.py" else []
    if name == "infer.py":
        used = sorted({*used, *KEY.findall(template_text("serve.py.j2"))})  # it says what infer.py beside it knows
    words = {key: getattr(TEXTS[key], language) for key in used}
    return template.render(words=pprint.pformat(words, width=WIDTH, sort_dicts=False), **facts)


@cache
def _distributions() -> str:
    """What makes quantiles of a distribution's parameters, as the engine does, without its sentences."""
    text = Path(distributions.__file__).read_text(encoding="utf-8")
    text = re.sub(r'\n    """.*?"""(?=\n)|  # [^\n]*', "", text[text.index("MOST_HALVINGS = ") :], flags=re.DOTALL)
    return text.replace("Array", "np.ndarray").rstrip()


def can_predict(task: TaskName) -> bool:
    """Whether there is a script that reads an input of that task."""
    return (TEMPLATES / f"{task}_input.py.j2").exists()


def demo(
    task: TaskName, title: str, language: Language, packages: list[str], told: dict[str, Any], *, panel: bool = False
) -> str:
    """A page that runs the network by itself: nothing of it comes from elsewhere, and nothing goes there."""
    facts = {
        "task": task,
        "title": title,
        "packages": packages,
        "panel": panel,
        "t": lambda zh, en: zh if language == "zh" else en,
        "least_value": LEAST,
        "told": json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        "program": INTERPRETER.read_text(encoding="utf-8"),
    }
    return templates().get_template("demo.html.j2").render(**facts)


def page(name: str, language: Language, facts: dict[str, Any]) -> str:
    """The Markdown page that `name` is the template of, e.g. "card"."""
    return templates().get_template(f"{name}.{language}.md.j2").render(**facts)


def template_text(name: str) -> str:
    """A template as it is written."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def templates() -> jinja2.Environment:
    """The templates of this room."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 (Python source and Markdown, every text of the user goes through `one_line`)
    )
    environment.filters["literal"] = lambda value: json.dumps(value, ensure_ascii=False)
    environment.filters["grouped"] = "{:_}".format
    return environment
