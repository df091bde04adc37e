"""benchmarks/gpu.py tells in one sentence that there is no GPU, and a part that fails leaves the others."""

import subprocess
import sys

import pytest
import torch

from benchmarks import gpu
from tests.tree import ROOT

PLACE = {"gpu": "Some GPU", "torch": "2.13.0", "python": "3.12.1", "date": "2026-11-29 12:00 UTC"}
MS = {"cudnn": [2.0, 1.0, 3.0], "graph": [4.0], "loop": [40.0]}
WITHOUT_GRAPH = {"cudnn": [2.0], "loop": [9.0]}
FOUND = {
    "tests": [{"tests": 9, "passed": 7, "failures": 1, "errors": 0, "skipped": 1, "failed": ["test_x"]}],
    "cells": [
        {"cell": "gru", "hidden": 128, "rival": "nn.GRU", "reason": None, "ms": MS},
        {"cell": "rnn", "hidden": 128, "rival": "nn.RNN", "reason": "no_compiler", "ms": WITHOUT_GRAPH},
        {"cell": "slstm", "hidden": 256, "failed": "OutOfMemoryError: of memory"},
        {"cell": "slstm", "hidden": 128, "left_out": "no time left"},
    ],
    "step": [
        {"case": "LSTM", "same_bits": True, "after_steps": 50, "ms": {"plain": [4.0], "captured": [1.0]}},
        {"case": "GRU", "failed": "RuntimeError: not captured"},
    ],
    "ladder": [{"told": "this version has no command `compress`"}],
}  # fmt: skip


@pytest.mark.skipif(torch.cuda.is_available(), reason="says what happens where there is no GPU")
def test_without_a_gpu_it_ends_with_one_sentence_and_writes_nothing(tmp_path):
    command = [sys.executable, str(ROOT / "benchmarks" / "gpu.py"), "--out", str(tmp_path / "gpu.json")]
    done = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert "GPU" in line
    assert torch.__version__ in line
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_fails_is_told_and_the_others_go_on(capsys):
    def run(name, seconds):
        if name == "cells":
            raise ValueError("it broke")
        return {"seconds": seconds, "problem": None, "cases": FOUND[name]}

    found = gpu.measured(gpu.SHARES, 100.0, run)
    assert list(found) == ["tests", "cells", "step", "ladder"]
    assert sum(each["seconds"] for each in found.values()) <= 100
    page = gpu.page(PLACE, found)
    assert "did not end well: ValueError: it broke" in page
    assert "| 9 | 7 | 1 | 1 | test_x |" in page
    assert "| LSTM | 4 | 1 | 0.25 | yes, after 50 steps |" in page
    assert "no command `compress`" in page


def test_the_table_of_cells_says_what_ran_what_failed_and_what_was_left_out():
    page = gpu.page(PLACE, {"cells": {"seconds": 1.0, "problem": "ended after 9 seconds", "cases": FOUND["cells"]}})
    assert "| gru | 128 | nn.GRU | 2 | 4 | 40 | 2.00 | 10.00 |" in page
    assert "no_compiler" in page
    assert "OutOfMemoryError: of memory" in page
    assert "no time left" in page
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {9}


@pytest.mark.skipif(torch.cuda.is_available(), reason="says what happens where there is no GPU")
def test_a_part_in_a_process_of_its_own_says_why_it_ended():
    told = gpu.part("step", 60.0)
    assert told["problem"] is None  # a case that fails is told, and the part goes on
    assert [("failed" in case) for case in told["cases"]] == [True] * 3
    assert "did not end well" not in gpu.page(PLACE, {"step": told})
    assert gpu.part("nothing", 60.0)["problem"] is not None
    assert "ended after" in gpu.part("step", 0.01)["problem"]


def test_every_test_that_needs_a_gpu_is_marked_so():
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "gpu", "--collect-only"]
    files = [ROOT / "tests" / "core" / f"test_{name}.py" for name in ("scan", "training", "gates")]
    done = subprocess.run(
        [*command, *map(str, files)], check=False, cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    names = {line.partition("::")[2].partition("[")[0] for line in done.stdout.splitlines() if "::" in line}
    assert names >= {
        "test_a_captured_scan_computes_what_the_loop_computes",
        "test_on_a_gpu_a_stopped_run_ends_with_the_same_bytes",
        "test_a_replay_gives_the_states_of_cudnn",
    }
    assert "test_a_gpu_that_is_not_there_is_refused" not in names
