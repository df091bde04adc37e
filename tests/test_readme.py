"""What README.md says is so: its commands run, its links lead somewhere, its folders exist."""

import json
import os
import re
import subprocess
import sys
import zipfile

from lstm_core.diagnosis.codes import CODES
from lstm_core.spec.parsing import parse_train_spec
from tests.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(heading: str) -> list[str]:
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


def test_the_commands_without_a_browser_do_what_they_say(tmp_path):
    [commands] = blocks("Without a browser")
    script = commands.replace(".venv/bin/python", f"'{sys.executable}'")
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        check=False,
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    [folder] = [path for path in (tmp_path / "runs").iterdir() if path.name[0] != "."]
    assert parse_train_spec((tmp_path / "spec.json").read_bytes()).train.steps != 60
    assert parse_train_spec((folder / "spec.json").read_bytes()).train.steps == 60
    compile((tmp_path / "train.py").read_text(encoding="utf-8"), "train.py", "exec")
    assert zipfile.ZipFile(tmp_path / "run.zip").testzip() is None
    assert str(folder.relative_to(tmp_path)) in done.stdout
    assert json.loads(done.stdout.splitlines()[-1])["type"] == "end"


def test_every_make_target_that_it_names_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join([*re.findall(r"`[^`\n]+`", README), *blocks("Start")])))
    assert {"run", "test", "clean"} <= named
    assert {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_every_link_and_every_folder_on_its_map_exists():
    for text in (README, (ROOT / "README.zh.md").read_text(encoding="utf-8")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (ROOT / target).exists(), target
    rooms = re.findall(r"^\| `([\w/.]+)` \|", README.split("\n## The map\n")[1], re.MULTILINE)
    assert len(rooms) >= 8
    for room in rooms:
        assert (ROOT / room).exists(), room


def test_the_page_on_diagnoses_has_every_code():
    told = (ROOT / "docs" / "diagnosis.md").read_text(encoding="utf-8")
    assert [code for code in CODES if f"| `{code}` |" not in told] == []
