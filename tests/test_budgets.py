"""Sizes and contents of the tree: small files, small functions, pinned requirements, nothing binary, no pickle."""

import re
import sys
import tomllib
from pathlib import Path

from tests.tree import ROOT, files, imports, lines, sources

RECORDINGS = ROOT / "lstm_core" / "data" / "speech" / "digits" / "digits.zip"
RECORDINGS_BYTES = 1_500_000
PICTURE_BYTES = 600_000
CODE = {".py", ".j2", ".js", ".c"}
REQUIREMENTS = ("requirements.txt", "requirements-cluster.txt")


def test_no_file_of_code_is_longer_than_400_lines():
    code = [path for path in files() if path.suffix in CODE or path.name in ("run", "setup.sh", "Makefile")]
    assert {path.suffix for path in code} >= CODE
    assert {str(path.relative_to(ROOT)): len(lines(path)) for path in code if len(lines(path)) > 400} == {}


def test_the_scripts_of_the_tasks_repeat_nothing_of_one_another():
    templates = ROOT / "lstm_core" / "scripts" / "pytorch" / "templates"
    scripts = [templates / f"{task}.py.j2" for task in ("series", "speech", "text")]
    shared = set.intersection(*({line for line in lines(script) if len(line) > 30} for script in scripts))
    assert len(shared) <= 4, shared


def test_the_door_stays_narrow():
    assert len(lines(ROOT / "streamlit_app.py")) <= 60


def test_ruff_holds_functions_to_50_statements_and_6_parameters():
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert lint["pylint"]["max-statements"] <= 50
    assert lint["pylint"]["max-args"] <= 6
    assert "PL" in lint["select"]
    assert not {"PLR0913", "PLR0915"} & set(lint["ignore"])


def test_every_requirement_is_pinned_and_says_why_it_is_there():
    for line in [line for name in REQUIREMENTS for line in lines(ROOT / name)]:
        assert line.startswith("#") or re.fullmatch(r"[\w.\[\]-]+==\d[\w.]*\s+# \S.{5,}", line), line


def test_every_import_of_a_library_is_a_requirement():
    named = {
        re.split(r"[=\[ ]", line)[0].replace("-", "_").removesuffix("_py")
        for name in REQUIREMENTS
        for line in lines(ROOT / name)
    }
    own = {"lstm_core", "assistant", "streamlit_app", "pydantic_core"}  # the last is a part of pydantic
    found = {name.partition(".")[0] for _, path in sources(ROOT) for name in imports(path)}
    assert found - named - own - sys.stdlib_module_names == set()


def test_the_tree_holds_text_and_a_few_pictures_only():
    for path in files():
        if path.parent == ROOT / "docs" / "images":
            assert path.suffix in (".png", ".svg"), path
            assert path.stat().st_size <= PICTURE_BYTES, path
        elif path == RECORDINGS:
            assert path.stat().st_size <= RECORDINGS_BYTES
        else:
            assert b"\0" not in path.read_bytes(), f"{path} is binary"


def test_nothing_reads_or_writes_pickle():
    word = re.compile(r"\b(pickle|cPickle|joblib|dill|read_pickle|to_pickle|allow_pickle=True|torch\.(save|load))\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files()
        if path.suffix == ".py" and path != Path(__file__)
        for number, line in enumerate(lines(path), 1)
        if word.search(line.partition("#")[0]) and "safetensors and JSON" not in line
    ]
    assert found == []


def test_no_file_names_the_work_that_made_it():
    trace = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files()
        if path.suffix == ".py" and path != Path(__file__)
        for number, line in enumerate(lines(path), 1)
        if trace.search(line)
    ]
    assert found == []
