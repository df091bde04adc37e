"""Every way in which a CSV file can be wrong: one message, one line in each language, with the value inside."""

import io
import re
import zipfile

import numpy as np
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.sources import write_data_file
from lstm_core.data.series.tables import load_series
from lstm_core.errors import DataError
from lstm_core.spec.series import CsvFormat, SeriesData

ROWS = [f"2024-01-{day:02},{value}" for day, value in zip(range(1, 32), np.round(np.sin(range(31)), 3), strict=True)]


def sentences(error):
    """The one message of an error in both languages, after the checks that every message must pass."""
    assert isinstance(error, DataError)
    assert len(error.messages) == 1
    zh, en = (error.messages[0].text(language) for language in ("zh", "en"))
    for text, end in ((zh, "。"), (en, ".")):
        assert text.endswith(end) or text.endswith("）") or text.endswith("？") or text.endswith("?"), text
        assert "\n" not in text
        assert 12 < len(text) < 330
        assert not re.search(r"[{}]|Traceback|pandas\.|Error", text)
    assert re.search(r"[\u4e00-\u9fff]", zh)
    return zh, en


def refused(path, *words, **changes):
    """What a person is told who drops the file into a chat: profile, then propose; both languages name `words`."""
    with pytest.raises(DataError) as caught:
        propose(profile(path), **changes)
    zh, en = sentences(caught.value)
    for word in (path.name, *words):
        assert word in zh, zh
        assert word in en, en
    return en


def refused_as(data, path, *words):
    """The same for a spec that is already fixed."""
    with pytest.raises(DataError) as caught:
        load_series(data, path)
    zh, en = sentences(caught.value)
    for word in words:
        assert word in zh, zh
        assert word in en, en
    return en


@pytest.fixture
def write(tmp_path):
    def write(content, name="sales.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def table(*changes, header="date,value"):
    """The CSV text of `ROWS` with some rows replaced: (index, text)."""
    rows = list(ROWS)
    for index, text in changes:
        rows[index] = text
    return "\n".join([header, *rows]) + "\n"


def spec(path, **changes):
    return SeriesData(**{"source": "file", "file": str(path), "time_column": "date", **changes})


# -- the file ----------------------------------------------------------------------------------------------------------
def test_an_empty_file(write):
    assert "0 bytes" in refused(write(""))


@pytest.mark.parametrize("blank", ["\n", "  \n \r\n\t\n", "\ufeff \n"])
def test_a_file_of_white_space(write, blank):
    assert "blanks" in refused(write(blank))


def test_a_path_that_leads_nowhere(tmp_path):
    assert "no file" in refused(tmp_path / "nowhere.csv")


def test_a_folder(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in refused(tmp_path / "folder.csv")


def test_a_pipe(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe.csv")
    assert "pipe" in refused(tmp_path / "pipe.csv")


def test_a_file_that_the_system_cannot_open(tmp_path):
    (tmp_path / "ring.csv").symlink_to(tmp_path / "ring.csv")
    refused(tmp_path / "ring.csv", "ELOOP")


def test_a_file_of_two_hundred_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    refused(path, "200.0 MB", "100 MB")
    refused_as(spec(path), path, "200.0 MB", "100 MB")


def test_a_file_just_above_the_limit_shows_that_it_is_above(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    assert "100.0 MB; the limit is 100 MB" not in refused(path, "100 MB")


def test_the_limit_holds_where_a_run_copies_its_data(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DataError) as caught:
        write_data_file(spec(path), tmp_path / "data.csv")
    assert "100 MB" in sentences(caught.value)[1]
    assert not (tmp_path / "data.csv").exists()


def spreadsheet():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    return held.getvalue()


def archive():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("one.doc", table())
        file.writestr("two.doc", table())
    return held.getvalue()


DISGUISED = {
    "PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64),
    "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64),
    "GIF": b"GIF89a" + bytes(64),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip": archive(),
    "ods": spreadsheet(),
    "Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
    "SQLite": b"SQLite format 3\x00" + bytes(64),
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(64),
    "NumPy": b"\x93NUMPY\x01\x00v\x00" + bytes(64),
    "HTML": b"<!DOCTYPE html>\n<html><body>Not found</body></html>",
    "XML": b'<?xml version="1.0"?><rows/>',
    "JSON": b'[{"date": "2024-01-01", "value": 1}]',
}


@pytest.mark.parametrize("kind", DISGUISED)
def test_a_file_that_is_no_csv_is_called_what_it_is(write, kind):
    en = refused(write(DISGUISED[kind], "measured.csv"), kind, "CSV")
    assert "not a CSV file" in en


def test_a_spreadsheet_is_to_be_saved_as_csv(write):
    assert "Save it as CSV" in refused(write(spreadsheet(), "book.csv"))


def test_bytes_of_no_known_kind(write):
    assert "binary" in refused(write(bytes(range(256)) * 8, "noise.csv"))


def test_bytes_that_no_encoding_reads(write):
    content = table().encode() + b"2024-02-01,caf\x81\x98\xff \x90 \xff\xa0 \n"
    en = refused(write(content), "utf-8")
    assert "line 33" in en
    assert "0x81" in en


def test_half_a_character_at_the_end_of_utf_16(write):
    refused(write(table().encode("utf-16") + b"\x31"), "utf-16")


def test_a_spec_with_the_wrong_encoding_names_the_byte(write):
    path = write("日期,value\n2024-01-01,1\n2024-01-02,2\n".encode("gbk"))
    assert "line 1" in refused_as(spec(path, time_column=None), path, "0xC8", "utf-8")


def test_a_spec_with_an_unknown_encoding(write):
    path = write(table())
    refused_as(spec(path, format=CsvFormat(encoding="klingon")), path, "klingon", "data.format.encoding")


# -- the table ---------------------------------------------------------------------------------------------------------
def test_a_header_without_rows(write):
    assert "no rows" in refused(write("date,value\n"))


def test_one_row(write):
    refused(write("date,value\n2024-01-01,5\n"), "1")


def test_one_row_without_a_header(write):
    refused(write("2024-01-01,5\n"), "1")


def test_a_row_with_too_many_fields(write):
    refused(write(table((7, "2024-01-08,0,99"))), "9", "3", "2")


def test_decimal_commas_between_commas(write):
    en = refused(write("date,value\n" + "".join(f"2024-01-{day:02},1,{day}\n" for day in range(1, 20))))
    assert "line 2 has 3 fields but line 1 has 2" in en


def test_a_quotation_mark_that_is_never_closed(write):
    assert "line 6" in refused(write(table((4, '2024-01-05,"0.5'))))


def test_no_column_of_numbers(write):
    refused(write("date,colour\n2024-01-01,red\n2024-01-02,blue\n2024-01-03,red\n"), "date, colour")


def test_a_target_that_does_not_exist_lists_the_columns(write):
    assert "date, value" in refused(write(table()), "zzz", "data.target", target="zzz")


def test_a_target_with_a_typing_error_gets_a_suggestion(write):
    refused(write(table()), '"valeu"', '"value"', target="valeu")


def test_a_time_column_that_does_not_exist_lists_the_columns(write):
    path = write(table())
    refused_as(spec(path, time_column="zzz"), path, "zzz", "data.time_column", "date, value")


def test_a_time_column_with_a_typing_error_gets_a_suggestion(write):
    path = write(table())
    refused_as(spec(path, time_column="dat"), path, '"dat"', '"date"')


def test_a_file_without_header_is_asked_for_numbered_columns(write):
    path = write("\n".join(ROWS))
    refused_as(spec(path, format=CsvFormat(header=False)), path, "column_1, column_2")


def test_the_times_as_target(write):
    refused(write(table()), "date", "data.target", target="date")


# -- values ------------------------------------------------------------------------------------------------------------
def test_text_among_the_numbers(write):
    en = refused(write(table((9, "2024-01-10,n/v"), (20, "2024-01-21,bad"))), '"n/v"', "value", "2")
    assert "line 11" in en


def test_lines_are_counted_as_an_editor_does(write):
    text = 'date,note,value\n\n2024-01-01,"two\nlines",1\n   \n2024-01-02,plain,2\n2024-01-03,x,three\n'
    assert "line 7" in refused(write(text), '"three"', target="value")


def test_text_in_most_cells_of_the_wanted_column(write):
    text = "date,value,place\n" + "".join(f"{row},hall\n" for row in ROWS)
    assert "line 2" in refused(write(text), '"hall"', "place", target="place")


@pytest.mark.parametrize("value", ["1,234.5", "1 234", "1.234.567", "1'234", "1,234,567"])
def test_grouped_thousands_that_a_spec_meets_are_refused_and_not_guessed(write, value):
    path = write("date,value\n" + "".join(f'2024-01-{day:02},"{value}"\n' for day in range(1, 20)))
    assert "thousands" in refused_as(spec(path), path, value)


def test_thousands_with_points_beside_decimal_commas_are_refused_by_a_spec(write):
    text = "date;turnover;price\n" + "".join(f"2024-01-{day:02};1.2{day};3,{day}\n" for day in range(10, 30))
    layout = CsvFormat(delimiter=";", decimal=",")
    path = write(text)
    assert "thousands" in refused_as(spec(path, target="turnover", format=layout), path, "1.210")


def test_missing_values_when_the_spec_refuses_them(write):
    path = write(table((3, "2024-01-04,"), (8, "2024-01-09,NA")))
    en = refused_as(spec(path), path, "2", "value", 'data.missing="mask"', '"forward"')
    assert "line 5" in en


def test_a_column_that_is_mostly_missing(write):
    missing = [(index, ROWS[index].split(",")[0] + ",") for index in range(2, 25)]
    refused(write(table(*missing)), "23", "31", "value")


def test_a_column_without_any_value(write):
    text = "date,value,other\n" + "".join(f"{row.split(',')[0]},,{index}\n" for index, row in enumerate(ROWS))
    refused(write(text), "value", target="value")


def test_missing_values_that_leave_one_row(write):
    path = write("date,value\n2024-01-01,\n2024-01-02,\n2024-01-03,5\n")
    assert "1 usable row" in refused_as(spec(path, missing="forward"), path)


@pytest.mark.parametrize("value", ["inf", "-Infinity", "1e999"])
def test_infinite_values(write, value):
    en = refused(write(table((5, f"2024-01-06,{value}"))), "inf", "value")
    assert "line 7" in en


def test_a_constant_column(write):
    text = "date,value\n" + "".join(f"2024-01-{day:02},4.5\n" for day in range(1, 31))
    refused(write(text), "4.5", "value")


def test_a_column_that_is_constant_in_the_training_part(write):
    changed = [(index, f"2024-01-{index + 1:02},7") for index in range(25)]
    refused(write(table(*changed)), "7", "17")


# -- times -------------------------------------------------------------------------------------------------------------
def test_a_date_that_does_not_exist(write):
    en = refused(write(table((10, "2024-02-30,1"))), "2024-02-30", "2024-01-01")
    assert "line 12" in en


@pytest.mark.parametrize("word", ["today", "NOW", "yesterday"])
def test_a_word_among_the_dates(write, word):
    assert "line 4" in refused(write(table((2, f"{word},1"))), word)


def test_an_empty_cell_among_the_dates(write):
    assert "line 4" in refused(write(table((2, ",1"))), "date")


def test_a_row_of_delimiters_only_is_refused_by_a_spec(write):
    path = write(table() + ",\n")
    assert "line 33" in refused_as(spec(path), path, "date")


def test_a_date_that_occurs_twice(write):
    en = refused(write(table((12, "2024-01-05,1"))), "2024-01-05", "date")
    assert "lines 6 and 14" in en


def test_one_moment_in_two_offsets_occurs_twice(write):
    text = "time,value\n2024-01-01T00:00:00Z,1\n2024-01-01T01:00:00Z,2\n2024-01-01T02:00:00+01:00,3\n"
    path = write(text)
    assert "lines 3 and 4" in refused_as(spec(path, time_column="time"), path)


def test_a_format_that_fits_no_date(write):
    path = write(table())
    refused_as(spec(path, time_format="%d.%m.%Y"), path, "2024-01-01", "data.time_format")


def test_a_format_that_is_none(write):
    path = write(table())
    refused_as(spec(path, time_format="%Q"), path, "%Q", "data.time_format")


# -- the size of the task ----------------------------------------------------------------------------------------------
def test_too_few_rows_for_any_run(write):
    refused(write("date,value\n2024-01-01,5\n2024-01-02,6\n2024-01-03,7\n"), "3", "7")


def test_a_horizon_that_does_not_fit_says_the_largest_that_does(write):
    assert "fits is 7." in refused(write(table()), "31", "20", "data.horizon", horizon=20)


def test_the_largest_horizon_named_does_fit(write):
    assert propose(profile(write(table())), horizon=7).spec.data.horizon == 7


def test_a_window_that_does_not_fit_says_the_largest_that_does(write):
    path = write(table())
    assert "fits is 21." in refused(path, "31", "40", "data.window", window=40, horizon=2)
    assert propose(profile(path), window=21, horizon=2).spec.data.window == 21


def test_neither_window_nor_horizon_fit(write):
    refused(write(table()), "31", "25", "27", window=25, horizon=27)
