"""The borders of docs/architecture.md: which room may import which, read from the source and from live processes."""

import graphlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tree import ROOT, imports, sources, within

PRODUCT = ("lstm_core", "assistant")
WITH_TORCH = ("lstm_core.engine",)
ONLY_IN = {
    "torch": WITH_TORCH,
    "torchvision": WITH_TORCH,
    "torchaudio": WITH_TORCH,
    "optuna": ("lstm_core.engine.search",),
    "onnx": ("lstm_core.engine.export",),
    "onnxruntime": ("lstm_core.engine.export",),
    "streamlit": ("assistant.ui", "streamlit_app"),
    "ray": ("lstm_core.runs.cluster_broker",),
    **dict.fromkeys(("openai", "httpx", "httpx2", "requests", "aiohttp", "urllib3"), ("assistant.endpoint",)),
    **dict.fromkeys(("urllib.request", "http.client"), ("assistant.endpoint",)),
}
EXPORT = "lstm_core.engine.export"
READS_NETWORKS = tuple(f"{EXPORT}.{name}" for name in ("builder", "building", "recording", "recurrences"))
NETWORKS = ("torch", "lstm_core.engine.nn", "lstm_core.engine.cells", *READS_NETWORKS)
WITHOUT_STREAMLIT = ("assistant.ui.kit.charts", "assistant.ui.words")
MOST_LOOSE_FILES = 6


def forbidden(module: str, imported: str) -> str | None:
    """Why `module` may not import `imported`, or None when it may."""
    for library, rooms in ONLY_IN.items():
        if within(imported, (library,)) and not within(module, rooms):
            return f"only {', '.join(rooms)} may import {library}"
    if within(imported, ("streamlit",)) and within(module, WITHOUT_STREAMLIT):
        return "it must be usable without Streamlit"
    if within(module, (EXPORT,)) and not within(module, READS_NETWORKS) and within(imported, NETWORKS):
        return "what a program means and what is written from it know no torch"
    if within(imported, WITH_TORCH) and not within(module, WITH_TORCH):
        return f"{imported} loads torch"
    if within(imported, ("tests", "benchmarks", "streamlit_app")):
        return "the arrow points the other way"
    if within(module, ("lstm_core",)) and within(imported, ("assistant",)):
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


def module_arrows(root: Path) -> dict[str, set[str]]:
    """Module -> modules of the product that it imports, imports in functions and for types only counted too."""
    modules = {module for module, _ in sources(root)}
    arrows: dict[str, set[str]] = {}
    for module, path in sources(root):
        named = {next((name for name in _above(each) if name in modules), None) for each in imports(path)}
        arrows[module] = {name for name in named if name not in (None, module)}
    return arrows


def _above(name: str) -> list[str]:
    """The name and the packages that it stands in, the nearest first."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """Names of one circle, none when there is no circle."""
    try:
        graphlib.TopologicalSorter(arrows).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def packages(root: Path) -> list[str]:
    return [module for module, path in sources(root) if path.name == "__init__.py"]


def circles(root: Path) -> list[list[str]]:
    """Circles of files, and of the rooms and files that lie beside each other in one room."""
    arrows = module_arrows(root)
    found = [circle(arrows)]
    for room in packages(root):
        inside: dict[str, set[str]] = {}
        depth = room.count(".") + 2
        for module, imported in arrows.items():
            if within(module, (room,)) and module != room:
                own = ".".join(module.split(".")[:depth])
                others = {
                    ".".join(name.split(".")[:depth]) for name in imported if within(name, (room,)) and name != room
                }
                inside.setdefault(own, set()).update(others - {own})
        found.append(circle(inside))
    return [each for each in found if each]


def loose(root: Path) -> dict[str, list[str]]:
    """Room that holds rooms -> its files that lie beside them."""
    rooms = packages(root)
    holders = {room.rpartition(".")[0] for room in rooms}
    return {
        holder: [module for module, _ in sources(root) if module.rpartition(".")[0] == holder and module not in rooms]
        for holder in holders & set(rooms)
    }


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


def test_no_rooms_or_files_import_each_other_in_a_circle():
    assert circles(ROOT) == []


def test_beside_rooms_lie_few_files():
    assert {room: files for room, files in loose(ROOT).items() if len(files) > MOST_LOOSE_FILES} == {}


def test_the_pages_load_without_torch():
    found = loaded(modules_of("assistant.ui"))
    assert "streamlit" in found
    assert "torch" not in found
    assert not [module for module in found if within(module, WITH_TORCH)]


def test_a_drawn_page_holds_no_torch(tmp_path):
    assert python(DRAW, WORKBENCH_HOME=str(tmp_path)) == "False"


def test_the_conversation_loads_without_streamlit_torch_or_openai():
    rooms = [module for module in modules_of("assistant") if not within(module, ("assistant.ui",))]
    found = loaded([module for module in rooms if module not in ("assistant.endpoint.client", "assistant.__main__")])
    assert not found & {"streamlit", "torch", "openai", "optuna"}
    assert "streamlit" not in loaded(["assistant.endpoint.client"])


def test_the_torch_free_names_of_the_engine_load_without_torch():
    rooms = [module for module in modules_of("lstm_core") if not within(module, WITH_TORCH)]
    assert {"lstm_core.spec.run", "lstm_core.runs.launcher", "lstm_core.scripts.pytorch.script"} <= set(rooms)
    assert not loaded(rooms) & {"torch", "streamlit", "openai", "assistant", "optuna", "ray"}


def test_the_whole_engine_loads_without_streamlit_openai_or_the_assistant():
    found = loaded(modules_of("lstm_core"))
    assert "torch" in found
    assert not found & {"streamlit", "openai", "assistant", "ray"}


OFFENCES = {
    "lstm_core/offence.py": "import streamlit as st\n\nst.write('loss')\n",
    "lstm_core/data/offence.py": "import torch\n\nx = torch.zeros(1)\n",
    "lstm_core/reports/offence.py": "from lstm_core.engine.nn import networks\n\nprint(networks)\n",
    "lstm_core/runs/offence.py": "import urllib.request\n\nurllib.request.urlopen('http://h')\n",
    "lstm_core/engine/training/offence.py": "from assistant.conversation import messages\n\nprint(messages)\n",
    "lstm_core/engine/work/offence.py": "import optuna\n\nprint(optuna)\n",
    "lstm_core/engine/work/writing_offence.py": "import onnx\n\nprint(onnx)\n",
    "lstm_core/engine/tasks/offence.py": "import openai\n\nopenai.OpenAI()\n",
    "lstm_core/runs/launching_offence.py": "def far():\n    import ray\n\n    return ray.nodes()\n",
    "lstm_core/engine/export/offence.py": "import torch\n\nx = torch.zeros(1)\n",
    "assistant/offence.py": "import streamlit as st\n\nst.write('loss')\n",
    "assistant/guide/offence.py": "import torch\n\nx = torch.zeros(1)\n",
    "assistant/conversation/offence.py": "from lstm_core.engine.nn.networks import build\n\nbuild(None)\n",
    "assistant/workspace/offence.py": "import openai\n\nopenai.OpenAI()\n",
    "assistant/tools/offence.py": "def fetch():\n    import httpx2\n\n    return httpx2.get('http://h')\n",
    "assistant/workspace/running_offence.py": "import onnxruntime\n\nprint(onnxruntime)\n",
    "assistant/ui/offence.py": "def draw():\n    import torch\n\n    return torch.zeros(1)\n",
}
CIRCLES = {
    "lstm_core/i18n/offence.py": "from lstm_core.errors import Sentence\n\nprint(Sentence)\n",
    "lstm_core/data/files/offence.py": "def lazy():\n    from lstm_core.data.series import tables\n\n    tables()\n",
    "lstm_core/errors_offence.py": "from lstm_core.offence_errors import X\n",
    "assistant/conversation/offence.py": (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from assistant.tools.toolbox import Toolbox\n"
    ),
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


@pytest.mark.parametrize("offence", CIRCLES)
def test_a_circle_is_seen_also_behind_a_function_and_in_types(copy, offence):
    file, other = copy / offence, copy / "lstm_core" / "offence_errors.py"
    file.write_text(CIRCLES[offence], encoding="utf-8")
    if "offence_errors" in CIRCLES[offence]:
        other.write_text("import lstm_core.errors_offence\n\nX = lstm_core.errors_offence\n", encoding="utf-8")
    try:
        assert circles(copy) != []
    finally:
        file.unlink()
        other.unlink(missing_ok=True)


def test_a_process_that_loads_torch_behind_a_function_is_seen(copy):
    (copy / "assistant" / "hidden.py").write_text("__import__('torch')\n", encoding="utf-8")
    try:
        assert "torch" in loaded(["assistant.hidden"], copy)
    finally:
        (copy / "assistant" / "hidden.py").unlink()
