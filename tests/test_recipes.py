"""The recipes of docs/contributing.md are short and they work: a toy is added by each, in a copy of the tree.

The recipe of a task is held by `test_tasks.py`.
"""

from pathlib import Path

import pytest

from tests.recipes import MOST_PLACES, Addition, copy, named, recipe
from tests.test_layers import MOST_LOOSE_FILES, circles, loose, python, violations
from tests.tree import ROOT

HEADINGS = ("A cell", "A field of the spec", "A task", "A kind of run", "A finding", "A page")


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return copy(tmp_path_factory.mktemp("recipes"))


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_recipe_is_a_list_of_few_places(heading):
    assert 1 <= len(recipe(heading)) <= MOST_PLACES


@pytest.mark.parametrize("heading", [heading for heading in HEADINGS if heading != "A task"])
def test_what_a_recipe_names_is_there(heading):
    folders = {(ROOT / name).parent for name in named(heading, "series")}
    assert folders
    assert [folder for folder in folders if not folder.is_dir()] == []


# -- a cell ------------------------------------------------------------------------------------------------------------

USE_CELL = """
import contextlib, io, json, subprocess, sys, tempfile
from pathlib import Path
from assistant.conversation import prompts
from assistant.guide.understanding import cells, grammar, intents
from assistant.ui.forms.field import Field
from lstm_core.__main__ import main
from lstm_core.runs.record import read_run
from lstm_core.spec.parsing import parse_train_spec

assert "mgu" in Field("model.cell", "choice").options("series")
assert Field("model.cell", "choice").option("mgu", "en") == "Minimal gated unit"
[wish] = grammar.parse_question("use a minimal gated unit", "series").wishes
assert (wish.path, wish.value) == ("model.cell", "mgu"), wish
assert cells.mentioned_cells("forecast the sunspots with the 最小门控单元") == ["mgu"]
assert intents.intent_of("compare it with a minimal gated unit", {}, has_card=True) == "compare"
assert all("mgu" in prompts.chat(language) for language in ("zh", "en"))
home = Path(tempfile.mkdtemp())
model = {"cell": "mgu", "hidden_size": 4, "layers": 2, "recurrent_dropout": 0.1}
spec = parse_train_spec({"model": model, "train": {"steps": 3}})
(home / "spec.json").write_text(spec.to_json())
assert main(["run", str(home / "spec.json"), "--runs", str(home / "runs")]) == 0
[folder] = [each for each in (home / "runs").iterdir() if not each.name.startswith(".")]
record = read_run(folder)
assert record.state == "finished", record.failure
said = io.StringIO()
with contextlib.redirect_stdout(said):
    assert main(["--lang", "en", "render", str(home / "spec.json")]) == 0
assert "class MinimalCell" in said.getvalue() and "Zhou et al. (2016)" in said.getvalue()
assert main(["bundle", str(folder), str(home / "run.zip")]) == 0
subprocess.run([sys.executable, "-m", "zipfile", "-e", str(home / "run.zip"), str(home / "out")], check=True)
[script] = (home / "out").rglob("train.py")
done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True)
assert done.returncode == 0, done.stdout + done.stderr
print("a cell of one row")
"""


def add_cell(tree):
    added = Addition(tree)
    added.files(ROOT / "tests" / "toy_cell")
    added.row("lstm_core/spec/cells.py", '    "peephole": CellRow', '    "mgu": CellRow(2, 9),\n')
    added.row(
        "lstm_core/i18n/tables/cells.py",
        "}\n",
        '    "choice.model.cell.mgu": Text("最小门控单元", "Minimal gated unit"),\n'
        '    "cell.mgu": Text("最小门控单元（Zhou 等 2016）。", "The minimal gated unit of Zhou et al. (2016)."),\n',
    )
    added.row(
        "assistant/i18n/guide.py",
        '    "guide.cell_slstm"',
        '    "guide.cell_mgu": Text("它只有一个门。", "It has one gate."),\n'
        '    "next.about_mgu": Text("最小门控单元是什么？", "What is a minimal gated unit?"),\n',
    )
    added.row(
        "assistant/guide/understanding/vocabulary.py", '        "gru_d": "', '        "mgu": "mgu|minimal gru",\n'
    )
    return added


def test_a_cell_is_its_equations_a_row_and_its_words(tree):
    added = add_cell(tree)
    assert len(added.places) <= MOST_PLACES
    assert added.places <= named("A cell", "mgu")
    assert python(USE_CELL, root=tree) == "a cell of one row"


# -- a field of the spec -----------------------------------------------------------------------------------------------

USE_FIELD = """
from assistant.guide.understanding import grammar
from assistant.ui.cards.fields import FORMS
from lstm_core.engine.training.schedules import learning_rate
from lstm_core.reports.tables import settings
from lstm_core.scripts.pytorch.script import render
from lstm_core.spec.fields import schema
from lstm_core.spec.parsing import parse_train_spec

assert "final_rate" in schema()["$defs"]["TrainSpec"]["properties"]
spec = parse_train_spec({"train": {"final_rate": 0.25, "steps": 10}})
assert learning_rate(spec.train, 10) == 0.25 * spec.train.learning_rate
for task, form in FORMS.items():
    [field] = [field for field in form.fields if field.path == "train.final_rate"]
    assert (field.label("zh"), field.label("en")) == ("最终学习率占比", "Final rate")
    assert field.help("en") == "Where the learning rate ends."
    [wish] = grammar.parse_question("set the final rate to 0.3", task).wishes
    assert (wish.path, wish.operation, wish.value) == ("train.final_rate", "set", 0.3), wish
    [wish] = grammar.parse_question("最终学习率占比改成 0.5", task).wishes
    assert (wish.path, wish.value) == ("train.final_rate", 0.5), wish
    script = render(parse_train_spec({"data": {"task": task}, "train": {"final_rate": 0.25}}), "en")
    assert "FINAL_RATE = 0.25" in script
    compile(script, "train.py", "exec")
[rows] = [rows for heading, rows in settings(spec, "en").items() if any(row[2] == "train.steps" for row in rows)]
assert ("Final rate", "0.25", "train.final_rate") in rows, rows
print("a field")
"""


def add_field(tree):
    added = Addition(tree)
    added.row(
        "lstm_core/spec/training.py",
        "    warmup_steps",
        '    final_rate: float = Field(0.0, ge=0, le=1, description="share of the learning rate that is left")\n',
    )
    added.row(
        "lstm_core/engine/training/schedules.py",
        "return spec.learning_rate * 0.5 * (1 + math.cos(math.pi * progress))",
        "",
        "falling = 0.5 * (1 + math.cos(math.pi * progress))\n"
        "        return spec.learning_rate * (spec.final_rate + (1 - spec.final_rate) * falling)",
    )
    added.row(
        "lstm_core/i18n/tables/fields.py",
        '    "field.train.warmup_steps"',
        '    "field.train.final_rate": Text("最终学习率占比", "Final rate"),\n',
    )
    added.row(
        "assistant/ui/forms/field.py",
        '    Field("train.warmup_steps"',
        '    Field("train.final_rate", "number", 0.05),\n',
    )
    added.row("assistant/ui/forms/field.py", '    "train.recompute_every",\n', '    "train.final_rate",\n')
    added.row(
        "assistant/ui/words/help.py",
        '    "help.data.strategy"',
        '    "help.train.final_rate": Text("学习率最后降到哪里。", "Where the learning rate ends."),\n',
    )
    template = "lstm_core/scripts/pytorch/templates/script.py.j2"
    added.row(template, "EVALUATE_EVERY =", "FINAL_RATE = {{ train.final_rate }}\n")
    added.row(
        template,
        "return LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * progress))",
        "",
        "falling = 0.5 * (1 + math.cos(math.pi * progress))\n"
        "    return LEARNING_RATE * (FINAL_RATE + (1 - FINAL_RATE) * falling)",
    )
    return added


def test_a_field_is_its_rule_its_work_and_its_words(tree):
    added = add_field(tree)
    assert len(added.places) <= MOST_PLACES
    assert added.places <= named("A field of the spec", "training")
    assert python(USE_FIELD, root=tree) == "a field"


# -- a kind of run -----------------------------------------------------------------------------------------------------

USE_KIND = """
import contextlib, io, json, os, tempfile
from pathlib import Path
home = Path(tempfile.mkdtemp())
os.environ["WORKBENCH_HOME"] = str(home)
from streamlit.testing.v1 import AppTest
from assistant.conversation.events import ToolCalled
from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.services import Services
from assistant.tools.toolbox import Toolbox
from lstm_core.__main__ import main

(home / "spec.json").write_text(json.dumps({"kind": "count", "number": 4}))
assert main(["run", str(home / "spec.json"), "--runs", str(home / "runs"), "--set", "number=7"]) == 0
[folder] = [each for each in (home / "runs").iterdir() if not each.name.startswith(".")]
for language, sentence in (("en", "Counted to 7."), ("zh", "数到了 7。")):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["--lang", language, "show", str(folder)]) == 0
    assert sentence in said.getvalue(), said.getvalue()
services = Services(home)
box = Toolbox(services, services.store.create("en"), "en")
told = box.call(ToolCalled(id="1", name="read_run", arguments=json.dumps({"run": folder.name})))
assert told.ok and '"counted": 7' in told.content, told.content
card = services.store.add_card(box.conversation_id, services.record(folder.name).spec)
services.store.attach_run(card, folder.name)
made = ToolResult(id="1", name="propose_run", content="{}", card=card)
services.store.append(box.conversation_id, Message(role="user", parts=[TextPart(text="Count")]))
services.store.append(box.conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
page = AppTest.from_file("streamlit_app.py", default_timeout=60)
page.query_params["lang"], page.query_params["c"] = "en", box.conversation_id
page.run()
assert not page.exception, page.exception
shown = [each.value for each in page.markdown]
assert "**Count to 7**" in shown and "**Counted to 7.**" in shown, shown
assert [each.value for each in page.metric] == ["7"]
services.close()
print("a kind of one row")
"""


def add_kind(tree):
    added = Addition(tree)
    added.files(ROOT / "tests" / "toy_kind")
    table = "lstm_core/kinds.py"
    added.row(
        table,
        "from lstm_core.results.parsing",
        "from lstm_core.results.count import CountResult\n",
    )
    added.row(table, "from lstm_core.spec.parsing", "from lstm_core.spec.count import CountRunSpec\n")
    added.row(
        table,
        "}\n\n\ndef parse_spec",
        """    "count": Kind(
        spec=CountRunSpec,
        result=TypeAdapter(CountResult),
        unit="number",
        record="lstm_core.runs.count:CountRecord",
        check="lstm_core.runs.count:check",
        work="lstm_core.engine.work.count:work",
        report="lstm_core.reports.kinds.count",
        card="count",
    ),
""",
    )
    return added


def test_a_kind_is_one_row_and_its_own_modules(tree):
    added = add_kind(tree)
    assert added.touched == {"lstm_core/kinds.py"}
    assert all(Path(name).stem == "count" for name in added.new)
    assert added.places <= named("A kind of run", "count")
    assert python(USE_KIND, root=tree) == "a kind of one row"


# -- a finding ---------------------------------------------------------------------------------------------------------

USE_FINDING = """
from lstm_core.errors import Sentence
from lstm_core.reports.findings import findings
from tests.support import make_finished_run
from lstm_core.runs.record import read_run
import tempfile
from pathlib import Path

record = read_run(make_finished_run(Path(tempfile.mkdtemp())))
[found] = [each for each in findings(record.result) if each.key == "finding.short"]
assert Sentence(found.key, found.parameters).text("en") == "It trained for 120 steps only."
print("a finding")
"""


def add_finding(tree):
    added = Addition(tree)
    added.row(
        "lstm_core/reports/series/findings.py",
        "    copying, skill =",
        "    if result.steps < 1000:\n"
        '        short: dict[str, Parameter] = {"steps": result.steps}\n'
        '        found.append(events.FindingRaised(seq=0, at=0, key="finding.short", parameters=short))\n',
    )
    added.row(
        "lstm_core/i18n/tables/findings.py",
        '    "leak.repeats"',
        '    "finding.short": Text("只训练了 {steps} 步。", "It trained for {steps} steps only."),\n',
    )
    return added


def test_a_finding_is_a_rule_and_a_sentence(tree):
    added = add_finding(tree)
    assert len(added.places) <= MOST_PLACES
    assert added.places <= named("A finding", "series")
    assert python(USE_FINDING, root=tree, PYTHONPATH=f"{tree}:{ROOT}") == "a finding"


# -- a page ------------------------------------------------------------------------------------------------------------

ABOUT = '''"""What the workbench is."""

import streamlit as st

from assistant.services import Services
from assistant.ui.kit.session import say


def render(_services: Services) -> None:
    """Draw one line."""
    st.title(say("nav.about"), anchor=False)
'''
USE_PAGE = """
import os, tempfile
os.environ["WORKBENCH_HOME"] = tempfile.mkdtemp()
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

for language, name in (("en", "About"), ("zh", "关于")):
    page = AppTest.from_file("streamlit_app.py", default_timeout=60)
    page._page_hash = calc_hash("about")  # what a browser sends for its address
    page.query_params["lang"] = language
    page.run()
    assert not page.exception, page.exception
    assert [each.value for each in page.title] == [name], page.title
print("a page")
"""


def add_page(tree):
    added = Addition(tree)
    added.file("assistant/ui/pages/about.py", ABOUT)
    added.row("assistant/ui/app.py", '    "settings": (', '    "about": (":material/info:", about.render),\n')
    added.row("assistant/ui/app.py", "import chat, diagnose, dialogs", "", "import about, chat, diagnose, dialogs")
    added.row("assistant/ui/words/labels.py", '    "nav.settings"', '    "nav.about": Text("关于", "About"),\n')
    return added


def test_a_page_is_a_view_a_row_and_a_name(tree):
    added = add_page(tree)
    assert len(added.places) <= MOST_PLACES
    assert added.places <= named("A page", "about")
    assert python(USE_PAGE, root=tree) == "a page"


# -- all of them -------------------------------------------------------------------------------------------------------


def test_what_was_added_crosses_no_border(tmp_path):
    tree = copy(tmp_path / "all")
    for add in (add_cell, add_field, add_kind, add_finding, add_page):
        add(tree)
    assert violations(tree) == []
    assert circles(tree) == []
    assert {room: files for room, files in loose(tree).items() if len(files) > MOST_LOOSE_FILES} == {}
