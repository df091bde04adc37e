"""A handful of the fault bench; benchmarks/faults.py has all of it."""

import json
import subprocess
import sys

import pytest

from tests.tree import ROOT


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """The sample as the bench leaves it: one row for each run."""
    runs = tmp_path_factory.mktemp("faults")
    command = [sys.executable, str(ROOT / "benchmarks" / "faults.py"), "--sample", "--runs", str(runs)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return json.loads((runs / "rows.json").read_text(encoding="utf-8"))["rows"]


def test_a_fault_of_the_bench_is_one_and_a_healthy_run_is_healthy(rows):
    assert [row["case"] for row in rows if not row["counts"]] == []
    assert {bool(row["kind"]) for row in rows} == {True, False}
    assert {row["task"] for row in rows} == {"series", "text", "speech"}


def test_the_right_cause_comes_first(rows):
    first = {row["case"]: row["judged"]["ours"]["said"][:1] for row in rows if row["kind"]}
    assert {case: said for case, said in first.items() if not _hit(rows, case)} == {}


def test_a_healthy_run_raises_no_alarm(rows):
    assert {row["case"]: row["judged"]["ours"]["said"] for row in rows if not row["kind"] and _wrong(row)} == {}


def _hit(rows, case):
    return next(row["judged"]["ours"]["first"] for row in rows if row["case"] == case)


def _wrong(row):
    return row["judged"]["ours"]["wrong"]
