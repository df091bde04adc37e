"""Which sheet of a workbook is read: by the library, on the command line, and as a table of its own."""

import csv
import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.tidying.containers import sheet_as_csv, sheets_of
from lstm_core.errors import DataError
from tests.core.test_tidying_files import CSV, book
from tests.tree import ROOT

DAYS = pd.date_range("2024-01-01", periods=90).strftime("%Y-%m-%d").tolist()
SHEETS = {
    "Notes": [["Written by hand"]],
    "Cost": [["date", "cost"], *([day, 5.5 + at % 7] for at, day in enumerate(DAYS[:80]))],
    "Sales": [["date", "units, sold"], *([day, at % 7] for at, day in enumerate(DAYS))],
}


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(book({**SHEETS, "Old": [["date", "v"]]}, states=("Old",)))
    return path


def example(*arguments):
    command = [sys.executable, "-m", "lstm_core", "example", "series", *map(str, arguments)]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=100)


def test_the_sheets_that_are_shown_are_named_and_other_files_have_none(workbook, tmp_path):
    assert sheets_of(workbook) == tuple(SHEETS)
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "damaged.xlsx").write_bytes(workbook.read_bytes()[:900])
    assert sheets_of(tmp_path / "a.csv") == sheets_of(tmp_path / "damaged.xlsx") == ()


def test_the_cells_of_a_sheet_are_a_table_of_their_own(workbook, tmp_path):
    rows = list(csv.reader(io.StringIO(sheet_as_csv(workbook, "book.xlsx", "Sales").decode())))
    assert rows == [[str(cell) for cell in row] for row in SHEETS["Sales"]]
    (tmp_path / "sales.csv").write_bytes(sheet_as_csv(workbook, "book.xlsx", "Sales"))
    alone, chosen = profile(tmp_path / "sales.csv"), profile(workbook, sheet="Sales")
    assert (alone.numeric, alone.period, alone.rows) == (chosen.numeric, chosen.period, chosen.rows)


def test_the_command_line_chooses_a_sheet_and_refuses_what_is_none(workbook, tmp_path):
    done = example("--data", workbook, "--sheet", "Cost")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data"]["target"] == "cost"
    done = example("--data", workbook, "--sheet", "Costs", "--lang", "en")
    assert done.returncode != 0
    assert "has no sheet Costs. It has: Notes, Cost, Sales" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sheet_of_a_file_without_sheets_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    with pytest.raises(DataError, match=r"a\.csv is no workbook and has no sheet Sales"):
        profile(tmp_path / "a.csv", sheet="Sales")
    assert "--data FILE" in example("--sheet", "Sales", "--lang", "en").stderr
