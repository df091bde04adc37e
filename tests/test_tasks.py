"""One row per task: every task has every module of every room, and nothing else asks which task it is.

A task is a row of `lstm_core.spec.tasks`, and a module that bears its name in each room.
"""

import ast
import inspect
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.guide.tasks import contract as guide
from assistant.tools import contract as tools
from assistant.ui.cards import contract as cards
from assistant.ui.cards import fields
from lstm_core.data import tasks as data
from lstm_core.diagnosis.data import contract as diagnosis
from lstm_core.engine.tasks import contract as engine
from lstm_core.reports import contract as reports
from lstm_core.results import parsing as results
from lstm_core.runs import preflight
from lstm_core.scripts.pytorch import contract as scripts
from lstm_core.spec.tasks import TASKS
from tests.test_layers import python
from tests.tree import ROOT, sources

CONTRACTS: dict[type, Callable[[str], Any]] = {
    data.TaskData: data.of,
    diagnosis.TaskFacts: diagnosis.of,
    results.TaskResult: results.of,
    preflight.Preflight: preflight.of,
    scripts.TaskScript: scripts.of,
    reports.TaskReport: reports.of,
    engine.TaskEngine: engine.of,
    tools.TaskTools: tools.of,
    cards.TaskCard: cards.of,
    fields.TaskForm: fields.of,
    guide.TaskGuide: guide.of,
}
CLASSES = {row.data.__name__ for row in TASKS.values()} | {results.of(task).RESULT.__name__ for task in TASKS}
# Names of fields that one data section alone has: to look for one of them is to ask for the task.
KEYS = {
    field
    for task, row in TASKS.items()
    for field in row.data.model_fields
    if not any(other.has(field) for name, other in TASKS.items() if name != task)
}
THE_TABLE = "lstm_core.spec.tasks"


def constants(node: ast.expr) -> set[str]:
    """The strings of a constant, or of a display of constants."""
    inside = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return {each.value for each in inside if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def names_a_task(node: ast.AST) -> bool:
    return re.search(r"\btask(?:_of\w*|_named|_with)?\b", ast.unparse(node)) is not None


def names_a_class(node: ast.AST) -> bool:
    return any(getattr(each, "id", getattr(each, "attr", None)) in CLASSES for each in ast.walk(node))


def asks(node: ast.AST) -> bool:
    """The node decides by which task, data section or result it has before it."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            by_name = (names_a_task(left) and constants(right) & set(TASKS)) or (
                names_a_task(right) and constants(left) & set(TASKS)
            )
            told = re.search(r"\b(?:data|configuration|spec)(?:\W*|\[.*\])$", ast.unparse(right)) is not None
            by_key = isinstance(op, ast.In | ast.NotIn) and told and bool(constants(left) & KEYS)
            by_class = isinstance(op, ast.Is | ast.Eq | ast.IsNot | ast.NotEq) and names_a_class(right)
            return bool(by_name) or by_key or by_class
        case ast.Match(subject=subject, cases=cases):
            values = {each.value for case in cases for each in ast.walk(case.pattern) if isinstance(each, ast.Constant)}
            return names_a_task(subject) and bool(values & set(TASKS))
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, kind]):
            return names_a_class(kind)
        case ast.MatchClass(cls=kind):
            return names_a_class(kind)
        case ast.Dict(keys=keys):
            return set(TASKS) <= {value for key in keys if key is not None for value in constants(key)}
    return False


def belongs_to_a_task(module: str) -> bool:
    return module == THE_TABLE or bool(set(module.split(".")) & set(TASKS))


def questions(root: Path) -> Iterator[str]:
    """Places outside the modules of tasks that ask which task it is."""
    for module, path in sources(root):
        if belongs_to_a_task(module):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if asks(node):
                yield f"{path.relative_to(root)}:{node.lineno}: {ast.unparse(node)[:100]}"


def test_nobody_asks_which_task_it_is():
    assert list(questions(ROOT)) == []


@pytest.mark.parametrize(
    "offence",
    [
        'x = 1 if spec.data.task == "speech" else 2',
        'if task not in ("series", "text"): pass',
        'if "text" != task_of(path, name): pass',
        'match card.task:\n    case "text": pass',
        "match record.result:\n    case SeriesResult(): pass",
        "match spec.data:\n    case series.SeriesData() as found: pass",
        "if isinstance(record.result, TextResult | SpeechResult): pass",
        "if type(data) is SpeechData: pass",
        'TABLE = {"series": 1, "text": 2, "speech": 3}',
        'task = "text" if "level" in data else "series"',
        'if "symbols" in content["configuration"]["data"]: pass',
    ],
)
def test_a_question_for_the_task_is_seen(offence):
    assert any(asks(node) for node in ast.walk(ast.parse(offence)))


def test_each_room_looks_its_modules_up_in_one_place():
    found: dict[Path, list[str]] = {}
    for module, path in sources(ROOT):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and re.search(r"^f'[a-z_.]+\.\{task\}[a-z_.]*'$", ast.unparse(node)):
                room = Path(ast.unparse(node)[2:].partition("{")[0].replace(".", "/"))
                found.setdefault(room, []).append(module)
    assert len(found) == len(CONTRACTS)
    assert {room: set(modules) for room, modules in found.items() if len(set(modules)) > 1} == {}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.__name__)
def test_every_task_has_every_module_of_every_room(contract, task):
    module = CONTRACTS[contract](task)
    for name in contract.__annotations__:
        assert hasattr(module, name), name
    for name, wanted in inspect.getmembers(contract, inspect.isfunction):
        if name.startswith("_"):
            continue
        own = getattr(module, name)
        _, *parameters = inspect.signature(wanted).parameters.values()
        given = list(inspect.signature(own).parameters.values())
        assert len(given) == len(parameters), name
        assert all(each.kind is each.POSITIONAL_OR_KEYWORD for each in given), name


@pytest.mark.parametrize("task", TASKS)
def test_a_row_and_its_section_agree(task):
    row = TASKS[task]
    assert row.data.model_fields["task"].default == task
    assert results.of(task).RESULT.model_fields["task"].default == task
    assert row.data.model_fields["source"].default == row.sources[0]


TOY = ROOT / "tests" / "toy_task"
ROW = """    "mean": TaskRow(MeanData, losses=("mse",), data_file="data.num", endings=(".num",)),
}
DEFAULT: Task"""
SCRIPT = "# {{ title }}: {{ cell_name }}\nHELD_OUT = {{ held_out }}\nSPEC = {{ spec_literal }}\n"
USE = """
import sys, tempfile, zipfile
from pathlib import Path
from assistant.conversation.messages import Message, TextPart
from assistant.services import Services
from assistant.tools.toolbox import Toolbox
from assistant.conversation.events import ToolCalled
from assistant.ui.cards.fields import FORMS
from lstm_core.__main__ import main
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import read_run
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.tasks import SOURCES

home = Path(tempfile.mkdtemp())
assert SOURCES["ten"] == "mean"
assert [field.path for field in FORMS["mean"].main] == ["data.held_out", "train.steps"]
spec = home / "spec.json"
spec.write_text(parse_train_spec({"data": {"task": "mean"}, "train": {"steps": 40, "learning_rate": 0.1}}).to_json())
assert main(["run", str(spec), "--runs", str(home / "runs")]) == 0
[folder] = [each for each in (home / "runs").iterdir() if not each.name.startswith(".")]
record = read_run(folder)
assert record.state is RunState.FINISHED and 2 < record.result.mean < 6, record
assert [finding.key for finding in record.findings] == ["mean.few"]
assert main(["--lang", "en", "show", str(folder)]) == 0
assert main(["bundle", str(folder), str(home / "run.zip")]) == 0
with zipfile.ZipFile(home / "run.zip") as archive:
    assert {"data.num", "expected.json", "report.html", "train.py"} <= set(archive.namelist())
    assert "The mean is" in archive.read("report.html").decode()
services = Services(home)
box = Toolbox(services, services.store.create("en"), "en")
answer = box.call(ToolCalled(id="1", name="propose_run", arguments='{"source": "ten"}'))
assert answer.ok, answer.content
told = box.call(ToolCalled(id="2", name="read_run", arguments='{"run": "' + record.id + '"}'))
assert told.ok and '"mean"' in told.content, told.content
client = services.client("en").seeing(box.live)
card = services.store.cards(box.conversation_id)[0]
services.store.append(box.conversation_id, Message(role="user", parts=[TextPart(text="Show me the code")]))
messages = [message for _, message in services.store.messages(box.conversation_id)]
said = "".join(getattr(event, "text", "") for event in client.stream(messages, box.specs))
assert said, said
services.close()
print("a task of one row")
"""


def test_a_task_is_one_row_and_its_own_modules(tmp_path):
    for name in ("lstm_core", "assistant", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TOY, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    [beside] = tmp_path.rglob("text.py.j2")
    beside.with_name("mean.py.j2").write_text(SCRIPT, encoding="utf-8")
    table = tmp_path / "lstm_core" / "spec" / "tasks.py"
    before = table.read_text(encoding="utf-8")
    after = before.replace("}\nDEFAULT: Task", ROW, 1)
    after = after.replace(
        "from lstm_core.spec.section", "from lstm_core.spec.mean import MeanData\nfrom lstm_core.spec.section"
    )
    assert len(after.splitlines()) == len(before.splitlines()) + 2
    table.write_text(after, encoding="utf-8")
    assert python(USE, root=tmp_path) == "a task of one row"
