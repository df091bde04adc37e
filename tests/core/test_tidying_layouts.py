"""Where the table is: what stands above, below and in it, and tables that lie on their side."""

import pytest

from lstm_core.data.series.proposals import propose
from lstm_core.errors import DataError
from tests.tidying import read

ROWS = "2024-01-01,5,1.5\n2024-01-02,6,2.5\n2024-01-03,7,3.5\n"
PLAIN = {"date": ["2024-01-01", "2024-01-02", "2024-01-03"], "v": [5, 6, 7], "w": [1.5, 2.5, 3.5]}
TABLES = {
    "a directive": ("sep=;\ndate;v;w\n" + ROWS.replace(",", ";"), "data.semicolons"),
    "title lines": (f"Monthly report\nACME, Inc.\n\ndate,v,w\n{ROWS}", "tidy.front"),
    "a title with all delimiters": (f"Monthly report,,\n,,\ndate,v,w\n{ROWS}", "tidy.front"),
    "names and values above": (f"Station:,Berlin,\nFrom:,2024-01-01,\n\ndate,v,w\n{ROWS}", "tidy.front"),
    "subtotals": ("date,v,w\n" + ROWS.replace("2024-01-03", "Subtotal,11,4\n2024-01-03"), "tidy.totals"),
    "comments": (f"# station: 12\n# unit: MW\ndate,v,w\n{ROWS}", "tidy.front"),
    "a header that is a comment": (f"# made by a logger\n#date,v,w\n{ROWS}", "tidy.front"),
    "a row of units": (f"date,v,w\n,MW,°C\n{ROWS}", "tidy.headers"),
    "a row of units and a title": (f"Export\ndate,v,w\nYYYY-MM-DD,(MW),(°C)\n{ROWS}", "tidy.headers"),
    "three rows of a header": (f"Price,v,w\nTicker,ACME,ACME\ndate,,\n{ROWS}", "tidy.headers"),
    "a total": (f"date,v,w\n{ROWS}Total,18,7.5\n", "tidy.totals"),
    "a sum and a mean": (f"date,v,w\n{ROWS}Sum,18,7.5\nAverage,6,2.5\n", "tidy.totals"),
    "a grand total": (f"date,v,w\n{ROWS}Grand total:,18,7.5\n", "tidy.totals"),
    "a Chinese total": (f"date,v,w\n{ROWS}合计,18,7.5\n", "tidy.totals"),
    "notes": (f"date,v,w\n{ROWS}\nSource: ACME\n* provisional\n", "tidy.notes"),
    "a note with commas": (f"date,v,w\n{ROWS}Note: figures are provisional,,\n", "tidy.notes"),
    "Chinese notes": (f"date,v,w\n{ROWS}数据来源：统计局\n注：初步数据\n", "tidy.notes"),
    "rows of delimiters": (f"date,v,w\n{ROWS},,\n,,\n", "tidy.blank_rows"),
    "rows of delimiters in between": (
        f"date,v,w\n{ROWS.replace('2024-01-03', ',,' + chr(10) + '2024-01-03')}",
        "tidy.blank_rows",
    ),
    "the header again": (
        f"date,v,w\n{ROWS.replace('2024-01-03', 'date,v,w' + chr(10) + '2024-01-03')}",
        "tidy.header_again",
    ),
    "delimiters at the ends of the rows": ("date,v,w\n" + ROWS.replace("\n", ",\n"), None),
    "delimiters at all ends": ("date,v,w,,\n" + ROWS.replace("\n", ",,\n"), None),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_the_table_is_found(tmp_path, kind):
    text, key = TABLES[kind]
    found = read(tmp_path / "l.csv", text)
    assert {name: found.table[name].tolist() for name in ("date", "v", "w")} == PLAIN
    assert len(found.table) == 3
    assert key is None or key in found.keys
    assert found.profile.time_column == "date"


SIDEWAYS = {
    "months across": (
        "Series,2024-01,2024-02,2024-03,2024-04\nsales,5,6,7,8\ncost,1,2,3,4\n",
        {"time": ["2024-01", "2024-02", "2024-03", "2024-04"], "sales": [5, 6, 7, 8], "cost": [1, 2, 3, 4]},
    ),
    "years across": (
        "Country Name,Country Code,1990,1991,1992\nAlbania,ALB,1,2,3\nBelgium,BEL,5,6,7\n",
        {"time": ["1990", "1991", "1992"], "Albania": [1, 2, 3], "Belgium": [5, 6, 7]},
    ),
    "years across in Chinese": (
        "指标,2020年,2021年,2022年\nGDP,1,2,3\n人口,5,6,7\n",
        {"time": ["2020", "2021", "2022"], "GDP": [1, 2, 3], "人口": [5, 6, 7]},
    ),
    "quarters across": (
        "Title\n\n,Q1 2020,Q2 2020,Q3 2020\nSales,\"1,000\",\"2,000\",\"3,500\"\n",
        {"time": ["2020-01", "2020-04", "2020-07"], "Sales": [1000, 2000, 3500]},
    ),
    "days across": (
        "Date,2024-01-05,2024-01-06,2024-01-07\nload,5,6,7\n",
        {"Date": ["2024-01-05", "2024-01-06", "2024-01-07"], "load": [5, 6, 7]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SIDEWAYS)
def test_a_table_that_lies_on_its_side_is_turned(tmp_path, kind):
    text, columns = SIDEWAYS[kind]
    found = read(tmp_path / "l.csv", text)
    assert {name: found.table[name].tolist() for name in found.table} == columns
    assert "tidy.turned_across" in found.keys


MONTHS = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"


def test_years_by_months_are_one_series(tmp_path):
    rows = [f"{year}," + ",".join(str((year - 1949) * 12 + month) for month in range(12)) for year in (1949, 1950)]
    found = read(tmp_path / "l.csv", "\n".join([f"Year,{MONTHS}", *rows]))
    assert found.table["value"].tolist() == list(range(24))
    assert (found.times[0], found.times[-1]) == ("1949-01", "1950-12")


def test_months_by_years_are_one_series(tmp_path):
    rows = [f"{name},{month},{month + 12}" for month, name in enumerate(MONTHS.split(","))]
    found = read(tmp_path / "l.csv", "\n".join(["Month,2022,2023", *rows]))
    assert found.table["value"].tolist() == list(range(24))
    assert (found.times[0], found.times[-1]) == ("2022-01", "2023-12")


GRIDS = {
    "years by numbers of months": ("year," + ",".join(map(str, range(1, 13))), ["2022", "2023"], "2022-01", "2023-12"),
    "years by quarters": ("Year,Q1,Q2,Q3,Q4", ["2021", "2022", "2023"], "2021-01", "2023-10"),
    "years by quarters in Chinese": ("年份,一季度,二季度,三季度,四季度", ["2021", "2022"], "2021-01", "2022-10"),
    "days by ends of hours": (
        "Date," + ",".join(f"HE{n}" for n in range(1, 25)), ["2024-01-01", "2024-01-02"], "2024-01-01T00:00",
        "2024-01-02T23:00",
    ),
    "days by half-hours": (
        "日期," + ",".join(f"{n // 2:02}:{30 * (n % 2):02}" for n in range(48)), ["2024/1/1", "2024/1/2"],
        "2024-01-01T00:00", "2024-01-02T23:30",
    ),
    "days by spans of hours": (
        "day," + ",".join(f"{n:02}:00-{n + 1:02}:00" for n in range(24)), ["1.1.2024", "2.1.2024"], "2024-01-01T00:00",
        "2024-01-02T23:00",
    ),
    "weeks by weekdays": ("week,Mon,Tue,Wed,Thu,Fri,Sat,Sun", ["2024-W01", "2024-W02"], "2024-01-01", "2024-01-14"),
    "Sundays by weekdays": (
        "date," + ",".join(f"周{day}" for day in "日一二三四五六"), ["2024-01-07", "2024-01-14"], "2024-01-07",
        "2024-01-20",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", GRIDS)
def test_a_calendar_in_two_directions_is_one_series(tmp_path, kind):
    head, first, begins, ends = GRIDS[kind]
    width = head.count(",")
    rows = [f"{time}," + ",".join(str(at * width + n) for n in range(width)) for at, time in enumerate(first)]
    found = read(tmp_path / "l.csv", "\n".join([head, *rows]) + "\n")
    assert found.table["value"].tolist() == list(range(width * len(first)))
    assert (found.times[0], found.times[-1]) == (begins, ends)


def test_what_stands_beside_such_a_calendar_is_named(tmp_path):
    rows = [f"{year}," + ",".join(map(str, range(12))) + ",66,x" for year in (2021, 2022)]
    found = read(tmp_path / "l.csv", "\n".join([f"Year,{MONTHS},Total,Note", *rows]) + "\n")
    assert found.table["value"].tolist() == [*range(12), *range(12)]
    (told,) = (notice for notice in found.profile.notices if notice.key == "tidy.left_out")
    assert told.parameters["columns"] == "Total, Note"


@pytest.mark.parametrize(
    "head", ["date,1,2,3", "date," + ",".join(map(str, range(1, 13))), "week,Mon,Tue,Wed", "date,Q1,Q2,Q3,Q4"]
)
def test_columns_that_are_no_whole_calendar_stay_columns(tmp_path, head):
    width = head.count(",")
    rows = [f"2024-01-0{day}," + ",".join(str(day + n) for n in range(width)) for day in range(1, 8)]
    assert "value" not in read(tmp_path / "l.csv", "\n".join([head, *rows]) + "\n").table


def test_the_last_year_ends_where_it_ends(tmp_path):
    found = read(tmp_path / "l.csv", f"Year,{MONTHS}\n2022,{','.join('1' * 12)}\n2023,1,2,3,,,,,,,,,\n")
    assert found.times[-1] == "2023-03"


@pytest.mark.parametrize("first", [0, 1])
def test_days_by_hours_are_one_series(tmp_path, first):
    head = ",".join(str(hour) for hour in range(first, first + 24))
    rows = [f"2024-01-0{day}," + ",".join(str(24 * day + hour) for hour in range(24)) for day in (1, 2, 3)]
    found = read(tmp_path / "l.csv", "\n".join([f"Date,{head}", *rows]))
    assert found.table["value"].tolist() == list(range(24, 96))
    assert (found.times[0], found.times[-1]) == ("2024-01-01T00:00", "2024-01-03T23:00")


def test_a_year_for_a_name_is_a_name_where_the_first_column_has_the_times(tmp_path):
    found = read(tmp_path / "l.csv", "date,2023,2024,2025\n2024-01-01,4,5,1\n2024-01-02,5,6,2\n2024-01-03,5,7,3\n")
    assert list(found.table.columns) == ["date", "2023", "2024", "2025"]


def test_two_rows_of_names_become_one_name_each(tmp_path):
    text = "Station,Station A,,Station B,\nDate,Temp,Rain,Temp,Rain\n2024-01-01,1,2,3,4\n2024-01-02,1,2,3,5\n"
    assert list(read(tmp_path / "l.csv", text).table.columns) == [
        "Date",
        *("Station A Temp", "Station A Rain", "Station B Temp", "Station B Rain"),
    ]


def test_names_that_come_twice_are_told_apart_and_said(tmp_path):
    path = tmp_path / "l.csv"
    found = read(path, "date,v,v\n2024-01-01,5,1\n2024-01-02,6,2\n2024-01-03,6,2\n")
    assert (found.profile.path, found.profile.numeric) == (path, ("v", "v.1"))
    assert found.keys == ["tidy.names_twice"]


def test_rows_numbered_by_r_have_a_header_that_is_one_cell_short(tmp_path):
    found = read(tmp_path / "l.csv", '"date" "v"\n"1" "2024-01-01" 5\n"2" "2024-01-02" 6\n"3" "2024-01-03" 7\n')
    assert (found.profile.time_column, found.table["v"].tolist()) == ("date", [5, 6, 7])


def test_an_index_without_a_name_stays(tmp_path):
    path = tmp_path / "l.csv"
    found = read(path, ",value\n2024-01-01,5\n2024-01-02,6\n2024-01-03,6\n")
    assert (found.profile.path, found.profile.period[0]) == (path, "2024-01-01")


def test_a_row_of_more_cells_than_the_header_is_refused_by_its_line(tmp_path):
    text = "Report\n\ndate,v\n2024-01-01,5\n2024-01-02,6,99\n2024-01-03,7\n"
    with pytest.raises(DataError) as caught:
        read(tmp_path / "l.csv", text)
    assert "line 5 has 3 fields but line 3 has 2" in caught.value.messages[0].text("en")


@pytest.mark.parametrize(
    "early",
    [
        ["1900,,,7,", "1901,,,8,", "1902,,,8,"],
        ["1900,,,,a", "1901,,,,a"],
        [f"{year},,,{year % 9}," for year in range(1860, 1903)],
    ],
)
def test_a_header_above_rows_that_hold_little_is_the_header(tmp_path, early):
    late = [f"{year},{year % 7},{year % 5}.5,{year % 9},b" for year in range(1903, 1960)]
    found = read(tmp_path / "l.csv", "\n".join(["year,army,navy,posts,era", *early, *late]))
    assert found.table.columns.tolist() == ["year", "army", "navy", "posts", "era"]
    assert (len(found.table), found.profile.time_column) == (len(early) + len(late), "year")
    assert "tidy.front" not in found.keys


def test_a_list_of_stations_above_the_table_is_no_part_of_it(tmp_path):
    rows = "".join(f"2024-01-{day:02},{day}.5,1,2\n" for day in range(1, 29))
    found = read(tmp_path / "l.csv", f"Station,Height,Lat,Lon\n501,,,\n502,,,\n{rows}")
    assert len(found.table) == 28


def test_names_of_groups_written_once_beside_plain_times_stand_in_every_row(tmp_path):
    rows = [
        f"{group if day == 1 else ''},2024-01-{day:02},{day}" for group in ("North", "South") for day in range(1, 31)
    ]
    found = read(tmp_path / "g.csv", "\n".join(["region,date,v", *rows]))
    assert (found.profile.ids.names, found.profile.ids.rows) == (("North", "South"), (30, 30))
    assert "tidy.filled_down" in found.keys


def test_no_row_is_lost_without_a_word(tmp_path):
    rows = [f"2024-01-{day:02},{day}" for day in range(1, 31)]
    for at, strange in ((3, "comment"), (9, "Q,x"), (29, "31/31/31,5")):
        changed = [*rows[:at], strange, *rows[at:]]
        try:
            found = read(tmp_path / f"{at}.csv", "\n".join(["date,v", *changed]))
            propose(found.profile)
        except DataError:
            continue
        assert {"tidy.notes", "tidy.totals"} & set(found.keys)


def test_other_rules_make_another_file_of_the_same_bytes(tmp_path, monkeypatch):
    """A card that was made before an update goes on with what was read then, a new one with what is read now."""
    text = f"Report\ndate,v,w\n{ROWS}"
    before = read(tmp_path / "a.csv", text).profile.path
    monkeypatch.setattr("lstm_core.data.tidying.writing._rules", lambda: "of another version")
    after = read(tmp_path / "a.csv", text).profile.path
    assert before != after
    assert before.read_bytes() == after.read_bytes()


def test_the_same_bytes_make_the_same_file_once(tmp_path):
    text = f"Report\ndate,v,w\n{ROWS}"
    first = read(tmp_path / "a.csv", text).profile.path
    written = first.stat().st_mtime_ns
    second = read(tmp_path / "b.csv", text).profile.path
    assert (first, written) == (second, second.stat().st_mtime_ns)
    assert first.stat().st_mode & 0o777 == 0o444
    assert [path.name for path in first.parent.iterdir()] == [first.name]
