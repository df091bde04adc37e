"""setup.sh with a Python that only notes what it is asked for: what is installed when, and what a person is told."""

import os
import shutil
import subprocess
import time

import pytest

from tests.tree import ROOT

# `python -c` answers the two questions of setup.sh, `-m venv` copies itself, `-m pip install` is noted.
PYTHON = """#!/bin/bash
case "$*" in
    *version_info*) echo "$FAKE_VERSION"; [ "$FAKE_VERSION" != 3.9 ] ;;
    *ensurepip*) [ -z "${FAKE_LACKS_VENV:-}" ] ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/made-$RANDOM$RANDOM ;;
    "-m pip install"*) echo "$*" >>installed; sleep "${FAKE_SECONDS:-0}"; [ -z "${FAKE_PIP_FAILS:-}" ] ;;
esac
"""


@pytest.fixture
def clone(tmp_path):
    """An empty clone whose path holds a space."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    shutil.copy(ROOT / "setup.sh", folder)
    (folder / "requirements.txt").write_text("one==1\n", encoding="utf-8")
    (folder / "requirements-dev.txt").write_text("two==2\n", encoding="utf-8")
    (folder / "fake-python").write_text(PYTHON, encoding="utf-8")
    (folder / "fake-python").chmod(0o755)
    return folder


def command(clone, *lists, **environment):
    python = {"PYTHON": str(clone / "fake-python"), "FAKE_VERSION": "3.12", "PATH": "/usr/bin:/bin"}
    return {
        "args": ["bash", "setup.sh", *(lists or ["requirements.txt"])],
        "cwd": clone,
        "env": {**os.environ, **python, **environment},
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "text": True,
    }


def setup(clone, *lists, **environment):
    return subprocess.run(**command(clone, *lists, **environment), check=False, timeout=30)


def installs(clone):
    note = clone / "installed"
    return note.read_text(encoding="utf-8").count("pip install") if note.exists() else 0


def environments(clone):
    return {path.name for path in (clone / ".venv").glob("made-*")}


def test_the_second_time_installs_nothing_and_says_nothing(clone):
    assert "Installing requirements.txt" in setup(clone).stdout
    again = setup(clone)
    assert (again.returncode, again.stdout, installs(clone)) == (0, "", 1)


def test_a_changed_list_is_installed_into_the_same_environment(clone):
    setup(clone)
    before = environments(clone)
    (clone / "requirements.txt").write_text("one==2\n", encoding="utf-8")
    assert setup(clone).returncode == 0
    assert (installs(clone), environments(clone)) == (2, before)


def test_running_and_testing_by_turns_installs_each_once(clone):
    for _ in range(2):
        setup(clone)
        setup(clone, "requirements.txt", "requirements-dev.txt")
    assert installs(clone) == 2


def test_an_install_that_failed_is_said_so_and_begins_anew(clone):
    failed = setup(clone, FAKE_PIP_FAILS="1")
    before = environments(clone)
    assert failed.returncode == 1
    assert "did not finish" in failed.stderr
    assert setup(clone).returncode == 0
    assert environments(clone) != before
    assert setup(clone).stdout == ""


def test_a_second_make_waits_for_the_first_and_installs_nothing(clone):
    with subprocess.Popen(**command(clone, FAKE_SECONDS="1")) as first:
        until = time.monotonic() + 10
        while not (clone / "installed").exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        second = setup(clone)
        assert "waiting" in second.stdout
        assert second.returncode == first.wait(10) == 0
    assert installs(clone) == 1


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ({"FAKE_VERSION": "3.9"}, "Python 3.11 or newer is needed"),
        ({"FAKE_LACKS_VENV": "1"}, "sudo apt install python3.12-venv"),
    ],
)
def test_a_python_that_will_not_do_is_named_with_the_package_to_install(python, sentence, clone):
    (clone / "bin").mkdir()
    for tool in ("bash", "cksum", "tr", "dirname", "flock", "cat", "rm"):
        (clone / "bin" / tool).symlink_to(shutil.which(tool))
    done = setup(clone, **python, PATH=str(clone / "bin"))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (clone / ".venv").exists()
