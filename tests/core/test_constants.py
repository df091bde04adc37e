"""A number of the engine that a script repeats stands in one place: change it there and the script says so."""

import re
from functools import cache

import pytest

from lstm_core.data.series import baselines
from lstm_core.data.speech import augmentation
from lstm_core.data.text import corpora, vocabulary
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec import constants, derived
from lstm_core.spec.parsing import parse_train_spec
from tests.tree import ROOT

PAGES = "demo*.j2"  # their numbers are of what is drawn
TEMPLATES = sorted(path for path in (ROOT / "lstm_core" / "scripts").rglob("*.j2") if not path.match(PAGES))
SHARED = [
    *((constants, name) for name in vars(constants) if name.isupper()),
    *((baselines, name) for name in ("PENALTIES", "LONGEST", "MOST_WINDOWS", "MOST_JUDGED", "BATCH")),
    *((augmentation, name) for name in vars(augmentation) if name.isupper()),
    (corpora, "LARGEST_PART"),
    (vocabulary, "CHUNK"),
    (vocabulary, "FEWEST_PAIRS"),
]
# Of what templates are written with: first places, steps to a neighbour, halves, exponents, axes; formats; file heads.
STRUCTURE = {"0", "1", "2", "3", "-1", "-2", "0.0", "1.0", "0.5"}
OF_TEMPLATES = {
    "script.py.j2": {"1e-12", "20", "1e-3", "5e-2", "1e-6"},  # how exactly a check compares
    "text.py.j2": {"8", "1e-9"},  # bytes of a safetensors header; the least temperature
    "series.py.j2": {"6"},  # series whose forecast is printed
    "series_times.py.j2": {"86_400e6", "7", "12"},  # of the calendar
    "series_model.py.j2": {"4", "5"},  # groups of columns
    "series_input.py.j2": {"12", "40"},  # names of columns, and letters of a name, that are shown
    "series_calendar.py.j2": {"86_400e6", "7", "12", "60", "1_000_000"},  # of the calendar
    "speech_input.py.j2": {"15"},  # samples read at once, as a power of two
    "text_input.py.j2": {"8", "1e6"},  # bytes of an unfinished character; from where a limit is written out
    "serve.py.j2": {"4", "5", "10", "30.0", "32", "200", "400", "408", "413", "422", "503", "8000"},  # of HTTP
    "series_main.py.j2": {"200"},  # letters that are shown
    "words.py.j2": {"60", "200"},
}


def changed(value):
    if isinstance(value, tuple):
        return (*map(changed, value),)
    return value * 2 if value else 7


@cache
def specs():
    gappy = {"source": "file", "file": "in.csv", "missing": "mask", "time_column": "day", "calendar": True}
    raws = [
        {"data": {"window": 64}, "train": {"optimizer": "sgd", "loss": "quantile"}},
        {"data": {"window": 5000}, "model": {"patch": 2}},
        {"data": {**gappy, "window_scaling": "instance", "winsorise": 3.0}},
        {"model": {"cell": "transformer"}, "train": {"loss": "student_t"}},
        {"data": {"source": "file", "file": "in.csv", "id_column": "shop"}},
        {"data": {"task": "text"}, "model": {"forget_bias": None}, "train": {"optimizer": "sgd"}},
        {"data": {"task": "text", "level": "bpe"}, "model": {"cell": "transformer"}},
        {"data": {"task": "speech"}, "train": {"optimizer": "sgd"}},
    ]
    return [portable(parse_train_spec(raw)) for raw in raws]


def scripts():
    return [render(spec) for spec in specs()]


@pytest.mark.parametrize(("home", "name"), SHARED, ids=lambda value: getattr(value, "__name__", value))
def test_the_script_changes_when_the_constant_does(home, name, monkeypatch):
    before = scripts()
    value = changed(getattr(home, name))
    monkeypatch.setattr(home, name, value)
    if home is constants:
        monkeypatch.setattr(derived, name, value, raising=False)
    assert scripts() != before


def numbers_of(template):
    """Every number that a template itself writes, outside expressions, comments, texts and names."""
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\"\"\".*?\"\"\"|#[^\n]*", " ", text, flags=re.DOTALL)
    text = re.sub(r"(['\"])(?:(?!\1)[^\n\\]|\\.)*\1", " ", text)
    return set(re.findall(r"(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?(?!\w)", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_writes_no_number_of_the_engine(template):
    assert numbers_of(template) - STRUCTURE <= OF_TEMPLATES.get(template.name, set())


def test_the_search_for_numbers_finds_one(tmp_path):
    planted = tmp_path / "planted.j2"
    planted.write_text('seed = SEED + 1_000_003 * epoch  # 7\nlimit("8", {{ 9 }}, 5e-2)\n', encoding="utf-8")
    assert numbers_of(planted) == {"1_000_003", "5e-2"}
