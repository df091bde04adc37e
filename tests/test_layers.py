"""The borders of docs/architecture.md: which room may import which, read from the source and from live processes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tree import ROOT, imports, sources, within

ENGINE = "lstm_core"
LOADS_TORCH = tuple(
    f"lstm_core.{name}"
    for name in ("cells", "stacks", "transformer", "networks", "tasks", "training", "worker", "inference")
)
ONLY_IN = {"openai": ("assistant.endpoint.client",), "streamlit": ("assistant.ui", "streamlit_app")}
WITHOUT_STREAMLIT = ("assistant.ui.kit.charts", "assistant.ui.words.labels", "assistant.ui.words.speech")


def forbidden(module: str, imported: str) -> str | None:
    """Why `module` may not import `imported`, or None when it may."""
    top = imported.partition(".")[0]
    if top in ONLY_IN and not within(module, ONLY_IN[top]):
        return f"only {', '.join(ONLY_IN[top])} may import {top}"
    if top == "streamlit" and within(module, WITHOUT_STREAMLIT):
        return "it must be usable without Streamlit"
    if top in ("torch", "torchvision", "torchaudio") and not within(module, LOADS_TORCH):
        return "torch belongs to the worker"
    if within(imported, LOADS_TORCH) and not within(module, LOADS_TORCH):
        return f"{imported} loads torch"
    if top in ("tests", "benchmarks", "streamlit_app") or (within(module, (ENGINE,)) and top == "assistant"):
        return "the arrow points the other way"
    if within(imported, ("assistant.ui",)) and not within(module, ("assistant.ui", "streamlit_app")):
        return "the conversation knows no pages"
    return None


def violations(root: Path) -> list[str]:
    return [
        f"{module} imports {imported}: {reason}"
        for module, path in sources(root)
        for imported in imports(path)
        if (reason := forbidden(module, imported))
    ]


def python(code: str, *arguments: str, root: Path = ROOT, **environment: str) -> str:
    """The last line that a fresh process prints."""
    variables = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=False,
        cwd=root,
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


LOAD = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(list(sys.modules)))
"""

DRAW = """
import sys
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
assert not page.exception, page.exception
print("torch" in sys.modules)
"""


def loaded(modules: list[str], root: Path = ROOT) -> set[str]:
    """Every module that a fresh process holds after importing `modules`."""
    return set(json.loads(python(LOAD, *modules, root=root)))


def modules_of(*rooms: str) -> list[str]:
    return [module for module, _ in sources(ROOT) if within(module, rooms)]


def test_every_import_follows_an_arrow_of_the_architecture():
    assert violations(ROOT) == []


def test_the_pages_load_without_torch():
    found = loaded(modules_of("assistant.ui"))
    assert "streamlit" in found
    assert "torch" not in found
    assert not [module for module in found if within(module, LOADS_TORCH)]


def test_a_drawn_page_holds_no_torch(tmp_path):
    assert python(DRAW, WORKBENCH_HOME=str(tmp_path)) == "False"


def test_the_conversation_loads_without_streamlit_torch_or_openai():
    rooms = [module for module in modules_of("assistant") if not within(module, ("assistant.ui",))]
    found = loaded([module for module in rooms if module not in ("assistant.endpoint.client", "assistant.__main__")])
    assert not found & {"streamlit", "torch", "openai"}
    assert "streamlit" not in loaded(["assistant.endpoint.client"])


def test_the_torch_free_names_of_the_engine_load_without_torch():
    rooms = [module for module in modules_of(ENGINE) if not within(module, LOADS_TORCH)]
    assert {"lstm_core.spec.run", "lstm_core.runs.launcher", "lstm_core.scripts.pytorch.script"} <= set(rooms)
    assert not loaded(rooms) & {"torch", "streamlit", "openai", "assistant"}


def test_the_whole_engine_loads_without_streamlit_openai_or_the_assistant():
    found = loaded(modules_of(ENGINE))
    assert "torch" in found
    assert not found & {"streamlit", "openai", "assistant"}


OFFENCES = {
    "lstm_core/offence.py": "import streamlit as st\n\nst.write('loss')\n",
    "lstm_core/data/offence.py": "import torch\n\nx = torch.zeros(1)\n",
    "lstm_core/training/offence.py": "from assistant import messages\n\nprint(messages)\n",
    "lstm_core/tasks/offence.py": "import openai\n\nopenai.OpenAI()\n",
    "assistant/offence.py": "import streamlit as st\n\nst.write('loss')\n",
    "assistant/guide/offence.py": "import torch\n\nx = torch.zeros(1)\n",
    "assistant/turns_offence.py": "from lstm_core.engine.nn.networks import build\n\nbuild(None)\n",
    "assistant/services_offence.py": "import openai\n\nopenai.OpenAI()\n",
    "assistant/ui/offence.py": "def draw():\n    import torch\n\n    return torch.zeros(1)\n",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the product that a test may spoil."""
    root = tmp_path_factory.mktemp("borders")
    for name in ("lstm_core", "assistant"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("streamlit_app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    return root


@pytest.mark.parametrize("offence", OFFENCES)
def test_both_guards_see_a_module_that_crosses_a_border(copy, offence):
    file = copy / offence
    assert violations(copy) == []
    file.write_text(OFFENCES[offence], encoding="utf-8")
    try:
        assert len(violations(copy)) == 1
        ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID", "--output-format", "concise"]
        done = subprocess.run([*ruff, str(file)], check=False, cwd=copy, capture_output=True, text=True)
        assert done.returncode == 1
        assert "TID25" in done.stdout
    finally:
        file.unlink()


def test_a_process_that_loads_torch_behind_a_function_is_seen(copy):
    (copy / "assistant" / "hidden.py").write_text("__import__('torch')\n", encoding="utf-8")
    try:
        assert "torch" in loaded(["assistant.hidden"], copy)
    finally:
        (copy / "assistant" / "hidden.py").unlink()
