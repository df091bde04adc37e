"""The reading of a series, against Python's own csv module and float, and by hand where order and blanks matter."""

import csv
import hashlib
import struct
import subprocess
import sys
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.tables import digest, load_series, read_table
from lstm_core.spec.series import CsvFormat, SeriesData


@pytest.fixture
def write(tmp_path):
    def write(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def spec(path, **changes):
    return SeriesData(**{"source": "file", "file": str(path), "time_column": "t", "target": "v", **changes})


def keys(series):
    return [message.key for message in series.notices]


def awkward_numbers(count=2000):
    """Doubles of every size, whose last bits a careless parser loses."""
    bits = np.random.default_rng(7).integers(0, 2**63, count, dtype=np.int64)
    values = bits.view(np.float64)
    return values[np.isfinite(values)]


@pytest.mark.parametrize("decimal", [".", ","])
def test_every_number_is_read_to_its_last_bit(write, decimal):
    values = awkward_numbers()
    path = write("v\n" + "\n".join(repr(float(value)).replace(".", decimal) for value in values))
    layout = CsvFormat(delimiter=";", decimal=decimal)
    series = load_series(spec(path, time_column=None, format=layout), path)
    assert series.values.tobytes() == values.tobytes()


def test_whole_numbers_beyond_64_bits_are_read(write):
    path = write("v\n123456789012345678901234567890\n1\n-2\n")
    assert load_series(spec(path, time_column=None), path).values.tolist() == [1.2345678901234568e29, 1.0, -2.0]


def test_rows_are_sorted_by_time_and_that_is_said(write):
    path = write("t,v\n2024-01-03,3\n2024-01-01,1\n2024-01-02,2\n")
    series = load_series(spec(path), path)
    assert series.times == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert series.values.tolist() == [1.0, 2.0, 3.0]
    assert keys(series) == ["data.sorted"]
    assert series.notices[0].parameters["count"] == 3


def test_a_file_in_order_says_nothing(write):
    path = write("t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n")
    assert load_series(spec(path), path).notices == []


def test_missing_values_are_carried_forward_in_the_order_of_time(write):
    path = write("t,v\n2024-01-04,\n2024-01-03,3\n2024-01-01,\n2024-01-02,2\n2024-01-05,nan\n2024-01-06,6\n")
    series = load_series(spec(path, missing="forward"), path)
    assert series.times == ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"]
    assert series.values.tolist() == [2.0, 3.0, 3.0, 3.0, 6.0]
    said = {message.key: message.parameters for message in series.notices}
    assert said["data.carried"] == {"column": "v", "count": 2, "line": 2}
    assert said["data.leading_dropped"] == {"column": "v", "count": 1}
    for message in series.notices:
        assert message.text("zh") != message.text("en")


def test_rows_behind_the_last_target_are_left_out_and_that_is_said(write):
    path = write("t,v,w\n2024-01-01,1,5\n2024-01-02,2,6\n2024-01-03,,7\n2024-01-04,,8\n")
    series = load_series(spec(path), path)
    assert series.times == ["2024-01-01", "2024-01-02"]
    [told] = series.notices
    assert (told.key, told.parameters) == ("data.untold", {"column": "v", "count": 2})
    known = load_series(spec(path, future_columns=["w"]), path)
    assert (known.times, known.notices) == (series.times, [])
    for missing in ("forward", "mask"):
        assert load_series(spec(path, missing=missing), path).times == series.times
    parts = spec(path, missing="forward", split_rows=[2, 1, 1])
    assert len(load_series(parts, path).times) == 4  # rows of the parts are named, so they count


def test_row_numbers_are_the_times_of_a_series_without_any(write):
    path = write("v\n5\n\n6\n   \n7\n")
    series = load_series(spec(path, time_column=None), path)
    assert series.times == ["1", "2", "3"]
    assert series.stamps is None


def test_row_numbers_still_count_rows_that_were_left_out(write):
    path = write("v,w\n,1\n5,1\n6,1\n")
    assert load_series(spec(path, time_column=None, missing="forward"), path).times == ["2", "3"]


def test_gaps_in_a_calendar_are_counted(write):
    days = [1, 2, 3, 6, 7, 8, 10]
    path = write("t,v\n" + "".join(f"2024-01-{day:02},{day}\n" for day in days))
    series = load_series(spec(path), path)
    expected = {"count": 2, "steps": 3, "after": "2024-01-03", "before": "2024-01-06"}
    assert [(message.key, message.parameters) for message in series.notices] == [("data.gaps", expected)]


def test_times_without_a_rhythm_are_called_irregular(write):
    path = write("t,v\n2024-01-01,1\n2024-01-02,2\n2024-01-09,3\n2024-03-01,4\n2024-03-05,5\n")
    assert keys(load_series(spec(path), path)) == ["data.irregular"]


def test_times_with_offsets_become_utc_and_that_is_said(write):
    path = write("t,v\n2024-01-01T00:00:00+02:00,1\n2024-01-01T01:00:00+02:00,2\n2024-01-01T02:00:00+02:00,3\n")
    series = load_series(spec(path), path)
    assert series.times[0] == "2023-12-31T22:00"
    assert keys(series) == ["data.utc"]


@pytest.mark.parametrize(
    ("cells", "time_format", "times"),
    [
        (["1700", "1701"], "%Y", ["1700", "1701"]),
        (["1700.0", "1701.0"], "%Y.0", ["1700", "1701"]),
        (["2020-01", "2020-02"], "%Y-%m", ["2020-01", "2020-02"]),
        (["2020年1月", "2020年2月"], "%Y年%m月", ["2020-01", "2020-02"]),
        (["2020年1月2日", "2020年11月12日"], "%Y年%m月%d日", ["2020-01-02", "2020-11-12"]),
        (["2020/1/2", "2020/11/12"], "%Y/%m/%d", ["2020-01-02", "2020-11-12"]),
        (["31.12.2020", "01.01.2021"], "%d.%m.%Y", ["2020-12-31", "2021-01-01"]),
        (["12/31/2020", "1/1/2021"], "%m/%d/%Y", ["2020-12-31", "2021-01-01"]),
        (["12/31/20 11:30 PM", "1/1/21 12:30 AM"], "%m/%d/%y %I:%M %p", ["2020-12-31T23:30", "2021-01-01T00:30"]),
        (["2020-01-02 03:04", "2020-01-02 03:05"], None, ["2020-01-02T03:04", "2020-01-02T03:05"]),
        (
            ["2020-01-02T03:04:05", "2020-01-02T03:04:06.5"],
            None,
            ["2020-01-02T03:04:05.000", "2020-01-02T03:04:06.500"],
        ),
        (["20200102", "20201112"], "%Y%m%d", ["2020-01-02", "2020-11-12"]),
        (["1492-10-12", "1969-07-20"], None, ["1492-10-12", "1969-07-20"]),
    ],
)
def test_times_are_shown_in_iso_8601_as_precise_as_they_were(write, cells, time_format, times):
    path = write("t,v\n" + "".join(f"{cell},{row}\n" for row, cell in enumerate(cells)))
    assert load_series(spec(path, time_format=time_format), path).times == times


@pytest.mark.parametrize("cell", ["2020-02-29", "2021-12-31 23:59", "1999-01-01 00:00:01"])
def test_a_stamp_is_the_moment_that_the_standard_library_reads(write, cell):
    path = write(f"t,v\n{cell},1\n2022-01-01,2\n")
    stamp = load_series(spec(path), path).stamps[0]
    assert stamp.astype(datetime) == datetime.fromisoformat(cell)


def test_columns_without_a_header_are_numbered(write):
    path = write("x;2024-01-01;1,5\ny;2024-01-02;2,5\n")
    layout = CsvFormat(delimiter=";", decimal=",", header=False)
    series = load_series(spec(path, format=layout, time_column="column_2", target="column_3"), path)
    assert series.values.tolist() == [1.5, 2.5]
    assert list(read_table(path, layout).columns) == ["column_1", "column_2", "column_3"]


def test_the_years_of_a_headerless_file_stay_text(write):
    path = write("1700,5\n1701,6\n")
    layout = CsvFormat(header=False)
    data = spec(path, format=layout, time_column="column_1", target="column_2", time_format="%Y")
    assert load_series(data, path).times == ["1700", "1701"]


WAYS = {
    "plain": ("t,v\n2024-01-01,0.1\n2024-01-02,-2e-3\n2024-01-03,3\n", {}),
    "CRLF": ("t,v\r\n2024-01-01,0.1\r\n2024-01-02,-2e-3\r\n2024-01-03,3\r\n", {}),
    "no final newline": ("t,v\n2024-01-01,0.1\n2024-01-02,-2e-3\n2024-01-03,3", {}),
    "quotes": ('"t","v"\n"2024-01-01","0.1"\n"2024-01-02","-2e-3"\n"2024-01-03","3"\n', {}),
    "spaces": ("t, v\n2024-01-01, 0.1\n2024-01-02, -2e-3\n2024-01-03,  3\n", {}),
    "blank lines": ("t,v\n\n2024-01-01,0.1\n\n2024-01-02,-2e-3\n2024-01-03,3\n\n", {}),
    "another order": ("t,v\n2024-01-03,3\n2024-01-01,0.1\n2024-01-02,-2e-3\n", {}),
    "other columns": ("w,t,v\na,2024-01-01,0.1\nb,2024-01-02,-2e-3\nc,2024-01-03,3\n", {}),
    "zeros": ("t,v\n2024-01-01,0.10\n2024-01-02,-0.00200\n2024-01-03,3.0\n", {}),
    "semicolons": ("t;v\n2024-01-01;0,1\n2024-01-02;-2e-3\n2024-01-03;3\n", {"delimiter": ";", "decimal": ","}),
    "tabs": ("t\tv\n2024-01-01\t0.1\n2024-01-02\t-2e-3\n2024-01-03\t3\n", {"delimiter": "\t"}),
    "UTF-16": ("t,v\n2024-01-01,0.1\n2024-01-02,-2e-3\n2024-01-03,3\n".encode("utf-16"), {"encoding": "utf-16"}),
    "UTF-8 with mark": ("\ufefft,v\n2024-01-01,0.1\n2024-01-02,-2e-3\n2024-01-03,3\n", {"encoding": "utf-8-sig"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_digest_does_not_depend_on_how_the_numbers_are_written_down(write, way):
    content, layout = WAYS[way]
    path = write(content)
    expected = hashlib.sha256(struct.pack("<3d", 0.1, -0.002, 3.0)).hexdigest()
    assert digest(load_series(spec(path, format=CsvFormat(**layout)), path).values) == expected


def test_a_change_of_the_last_bit_changes_the_digest():
    values = np.array([1.0, 2.0])
    assert digest(values) != digest(np.nextafter(values, 3))
    assert digest(values) == digest(np.repeat(values, 2)[::2])


def test_a_random_file_is_read_as_python_reads_it(write):
    random = np.random.default_rng(3)
    order = random.permutation(500)
    stamps = pd.date_range("2020-01-01", periods=500, freq="7h").astype(str)[order]
    path = write("t,x,v\n" + "".join(f'{t},"a ""b"", c",{random.normal()!r}\n' for t in stamps))
    series = load_series(spec(path), path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted((datetime.fromisoformat(row["t"]), float(row["v"])) for row in csv.DictReader(file))
    assert series.values.tolist() == [value for _, value in rows]
    assert series.stamps.astype(datetime).tolist() == [time for time, _ in rows]


def test_the_names_in_messages_follow_the_person_then_the_file_then_the_source(tmp_path):
    from lstm_core.data.series.tables import file_name

    assert file_name(spec("/x/5f3a.csv", name="销量.csv"), tmp_path) == "销量.csv"
    assert file_name(spec("/x/sales.csv"), tmp_path / "data.csv") == "sales.csv"
    assert file_name(SeriesData(source="co2"), tmp_path / "data.csv") == "co2"


def test_reading_data_loads_neither_torch_nor_statsmodels_nor_scipy():
    code = (
        "import sys\nfrom lstm_core.data.series import profile, sources, tables, windows\n"
        "from lstm_core.data.series.proposals import propose\npropose('co2')\n"
        "print(sorted({'torch', 'statsmodels', 'scipy', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "[]", done.stderr
