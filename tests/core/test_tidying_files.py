"""Workbooks, Parquet and packed files, told by their bytes and not by their names."""

import datetime
import gzip
import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from lstm_core.data.files.detection import task_of
from lstm_core.data.series.profile import profile
from lstm_core.data.series.tidying import tidy
from lstm_core.errors import DataError
from tests.tidying import read

CSV = "date,v\n" + "".join(f"2024-01-{day:02},{day}\n" for day in range(1, 31))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(sheets, states=()):
    """A workbook of sheets by name, each a list of rows; a cell may be a value and its format."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append([cell[0] if isinstance(cell, tuple) else cell for cell in row])
            for place, cell in enumerate(row, 1):
                if isinstance(cell, tuple):
                    page.cell(row=page.max_row, column=place).number_format = cell[1]
    for name in states:
        made[name].sheet_state = "hidden"
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def days(count=30):
    return [[datetime.datetime(2024, 1, day), day + 0.5] for day in range(1, count + 1)]


def zipped(entries):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


def parquet(frame):
    held = io.BytesIO()
    frame.to_parquet(held)
    return held.getvalue()


FRAME = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=30), "v": np.arange(30) + 0.5})
READABLE = {
    "gzip": gzip.compress(CSV.encode()),
    "gzip of two members": gzip.compress(CSV[:40].encode()) + gzip.compress(CSV[40:].encode()),
    "zip": zipped({"folder/data.csv": CSV}),
    "workbook": book({"Data": [["date", "v"], *days()]}),
    "workbook with a title": book({"Data": [["Report of 2024"], [], ["date", "v"], *days()]}),
    "workbook in a zip": zipped({"book.xlsx": book({"Data": [["date", "v"], *days()]})}),
    "Parquet": parquet(FRAME),
    "Parquet with an index": parquet(FRAME.set_index("date")),
    "Parquet in gzip": gzip.compress(parquet(FRAME)),
    "Parquet with moments in UTC": parquet(FRAME.assign(date=FRAME["date"].dt.tz_localize("UTC"))),
}


@pytest.mark.parametrize("kind", READABLE)
@pytest.mark.parametrize("name", ["upload", "data.csv"])
def test_a_table_is_read_out_of_its_container(tmp_path, kind, name):
    found = read(tmp_path / name, READABLE[kind])
    assert (found.profile.rows, found.profile.time_column, found.profile.numeric) == (30, "date", ("v",))
    assert found.profile.period == ("2024-01-01", "2024-01-30")


def test_an_upload_without_an_ending_that_nobody_may_write_is_read(tmp_path):
    path = tmp_path / ("0" * 64)
    path.write_bytes(READABLE["workbook"])
    path.chmod(0o444)
    found = profile(path, "sales.xlsx")
    assert found.name == "sales.xlsx"
    assert found.path.parent == tmp_path / ".tidied"


def test_the_largest_sheet_is_read_and_the_others_are_named(tmp_path):
    sheets = {"Read me": [["This workbook"]], "Small": [["date", "v"], *days(3)], "Big": [["date", "v"], *days()]}
    path = tmp_path / "book.xlsx"
    found = read(path, book(sheets))
    assert found.profile.rows == 30
    (said,) = [notice for notice in found.profile.notices if notice.key == "tidy.sheet_of"]
    assert (said.parameters["sheet"], said.parameters["others"]) == ("Big", "Read me, Small")
    assert len(pd.read_csv(tidy(path, "book", sheet="Small").path)) == 3
    with pytest.raises(DataError, match=r"has no sheet Other\. It has: Read me, Small, Big"):
        tidy(path, "book", sheet="Other")


def test_a_hidden_sheet_is_left_alone_where_others_are_shown(tmp_path):
    found = read(tmp_path / "b", book({"Old": [["date", "v"], *days(31)], "New": [["date", "v"], *days()]}, ["Old"]))
    assert found.profile.rows == 30


def test_forty_sheets_are_listed_shortly(tmp_path):
    sheets = {f"S{number}": [["date", "v"], *days(3 + number)] for number in range(28)}
    sheets |= {f"T{number}": [["nothing"]] for number in range(12)}
    (said,) = [each for each in read(tmp_path / "b", book(sheets)).profile.notices if each.key == "tidy.sheet_of"]
    assert said.parameters["count"] == 39
    assert len(said.text("en")) < 330


def test_a_formula_without_a_result_is_told_as_a_blank(tmp_path):
    found = read(tmp_path / "book.xlsx", book({"Data": [["date", "v"], *days(), ["2030-01-01", "=SUM(B2:B9)"]]}))
    (told,) = (notice for notice in found.profile.notices if notice.key == "tidy.some_formulas")
    assert told.parameters == {"sheet": "Data", "count": 1}


def test_cells_of_a_workbook_are_read_as_they_are_shown(tmp_path):
    rows = [
        [datetime.datetime(2024, 1, 1, 8), (0.0412, "0.00%"), (1234.5, "#,##0.00"), True, "x"],
        [datetime.datetime(2024, 1, 1, 9), (0.05, "0.00%"), (1235.5, "#,##0.00"), False, "y"],
    ]
    found = read(tmp_path / "b", book({"D": [["time", "rate", "sum", "open", "word"], *rows, ["Total", None, 2470]]}))
    assert found.times == ["2024-01-01T08:00", "2024-01-01T09:00"]
    assert found.table["rate"].tolist() == [4.12, 5]
    assert found.table["sum"].tolist() == [1234.5, 1235.5]
    assert {"tidy.percent", "tidy.totals"} <= set(found.keys)


def test_dates_across_a_sheet_are_turned(tmp_path):
    head = [None, *(datetime.datetime(2024, month, 1) for month in range(1, 7))]
    found = read(tmp_path / "b", book({"D": [head, ["sales", 1, 2, 3, 4, 5, 6], ["cost", 6, 5, 4, 3, 2, 1]]}))
    assert found.profile.numeric == ("sales", "cost")
    assert found.times[0] == "2024-01-01"


REFUSED = {
    "an old workbook": (OLE + bytes(600), ["Excel", "CSV"]),
    "a password": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), ["password"]),
    "a damaged workbook": (zipped({"xl/workbook.xml": "<workbook/>", "[Content_Types].xml": "<Types/>"}), ["damaged"]),
    "formulas without results": (
        book({"Data": [["date", "v"], *([day, f"=B{at}+1"] for at, (day, _) in enumerate(days(), 1))]}),
        ["formulas", "Data", "results"],
    ),
    "an empty workbook": (book({"A": [], "B": []}), ["empty", "A, B"]),
    "a workbook of words": (book({"A": [["one", "two"], ["three", "four"], ["five", "six"]]}), ["No table"]),
    "a damaged Parquet file": (b"PAR1" + bytes(64), ["Parquet", "damaged"]),
    "a gzip that is cut off": (gzip.compress(CSV.encode())[:-12], ["cut off"]),
    "an empty gzip": (gzip.compress(b""), ["empty"]),
    "a gzip of a picture": (gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(64)), ["PNG"]),
    "a bomb": (gzip.compress(bytes(40_000_000)), ["grows"]),
    "gzip in gzip in gzip": (gzip.compress(gzip.compress(gzip.compress(CSV.encode()))), ["more than twice"]),
    "several tables in a zip": (zipped({"a.csv": CSV, "b.csv": CSV}), ["2 tables", "a.csv, b.csv"]),
    "a zip of documents": (zipped({"a.doc": "x", "b.doc": "y"}), ["zip"]),
    "another spreadsheet": (zipped({"mimetype": "x", "content.xml": "<office/>"}), ["spreadsheet"]),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_with_one_sentence(tmp_path, kind):
    content, words = REFUSED[kind]
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        profile(path, "sales.bin")
    (message,) = caught.value.messages
    for word in ("sales.bin", *words):
        assert word in message.text("en")
    assert message.text("zh").endswith("。")
    assert not (tmp_path / ".tidied").exists()


@pytest.mark.parametrize(
    ("name", "entries", "task"),
    [
        ("a.zip", {"data.csv": CSV}, "series"),
        ("a.zip", {"one.csv": CSV, "two.csv": CSV}, "series"),
        ("a.zip", {"one.wav": "x", "transcripts.csv": "y"}, "speech"),
        ("a.zip", {"transcripts.csv": "y"}, "speech"),
        ("a.zip", {"notes.doc": "y"}, "speech"),
    ],
)
def test_a_zip_is_what_it_holds(tmp_path, name, entries, task):
    path = tmp_path / "upload"
    path.write_bytes(zipped(entries))
    assert task_of(path, name) == task


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.parquet", "a.csv.gz", "a.tsv", "a.dat", "a"])
def test_other_names_of_tables_are_series(tmp_path, name):
    path = tmp_path / "upload"
    path.write_bytes(READABLE["workbook"])
    assert task_of(path, name) == "series"
