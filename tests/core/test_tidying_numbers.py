"""Every way in which people write numbers: the cells as they arrive, and the numbers that are read."""

import math

import pytest

from lstm_core.data.series.proposals import propose
from lstm_core.errors import DataError
from tests.tidying import read

NAN = math.nan
COLUMNS = [
    ("tidy.percent", ["4.12%", "5 %", "-0.3%"], [4.12, 5, -0.3]),
    ("tidy.percent", ["4,12 %", "5,1 %", "6,25 %"], [4.12, 5.1, 6.25]),
    ("tidy.percent", ["12％", "13％", "14％"], [12, 13, 14]),
    ("tidy.currency", ["$12,000.50", "$9.99", "-$1,200.00"], [12000.5, 9.99, -1200]),
    ("tidy.currency", ["1 200 €", "1 300 €", "900 €"], [1200, 1300, 900]),
    ("tidy.currency", ["USD 5", "USD 6.5", "USD 1,000"], [5, 6.5, 1000]),
    ("tidy.currency", ["£1.5", "£2.5", "£1,234.5"], [1.5, 2.5, 1234.5]),
    ("tidy.currency", ["12.5元", "13元", "1,400.5元"], [12.5, 13, 1400.5]),
    ("tidy.scale", ["￥120.4万", "￥1.2亿", "￥98万"], [1204000, 120000000, 980000]),
    ("tidy.scale", ["120.4万", "1.3亿", "9800"], [1204000, 130000000, 9800]),
    ("tidy.scale", ["3千", "1.2万", "4千"], [3000, 12000, 4000]),
    ("tidy.scale", ["12.5K", "1.2M", "3B"], [12500, 1200000, 3e9]),
    ("tidy.scale", ["9000K", "12000K", "10910K"], [9_000_000, 12_000_000, 10_910_000]),
    ("tidy.scale", ["9910.3M", "10380.2M", "10000.0M"], [9.9103e9, 1.03802e10, 1e10]),
    ("tidy.scale", ["1.2k", "850", "1,100"], [1200, 850, 1100]),
    ("tidy.scale", ["1.2k", "850k", "1.3m"], [1200, 850_000, 1_300_000]),
    ("tidy.scale", ["£1.2m", "£850k", "£2bn"], [1_200_000, 850_000, 2e9]),
    ("tidy.scale", ["1.5 million", "2 Million", "900 thousand"], [1_500_000, 2_000_000, 900_000]),
    ("tidy.scale", ["1,2 Mio. €", "3 Mrd. €", "1,5 Mio. €"], [1_200_000, 3e9, 1_500_000]),
    ("tidy.scale", ["2.5 lakh", "1.1 crore", "3 lakhs"], [250_000, 11_000_000, 300_000]),
    ("tidy.unit", ["290 K", "291.5 K", "293 K"], [290, 291.5, 293]),
    ("tidy.unit", ["12 kWh", "13 kWh", "9.5 kWh"], [12, 13, 9.5]),
    ("tidy.unit", ["1.2m", "3m", "2.5m"], [1.2, 3, 2.5]),
    ("tidy.negatives", ["(1,234.5)", "1,234.5", "(7)"], [-1234.5, 1234.5, -7]),
    ("tidy.negatives", ["($5.00)", "$6.00", "$7.50"], [-5, 6, 7.5]),
    ("tidy.grouped", ["380,102,578,301,759", "380,102,578,301,760", "5"], [380102578301759, 380102578301760, 5]),
    ("tidy.grouped", ["1.234.567,8", "2.500", "12,5"], [1234567.8, 2500, 12.5]),
    ("tidy.grouped", ["1,234,567", "12,345", "999"], [1234567, 12345, 999]),
    ("tidy.grouped", ["1'234.50", "12’000.5", "3.5"], [1234.5, 12000.5, 3.5]),
    ("tidy.grouped", ["1 234,50", "1\u00a0234,5", "3,5"], [1234.5, 1234.5, 3.5]),
    ("tidy.grouped", ["12,34,567.5", "1,00,000", "5.5"], [1234567.5, 100000, 5.5]),
    ("tidy.grouped", ["1.234,56-", "1.234,56", "7,5"], [-1234.56, 1234.56, 7.5]),
    ("tidy.unit", ["21.5 °C", "22 °C", "23.5 °C"], [21.5, 22, 23.5]),
    ("tidy.unit", ["12 km/h", "13 km/h", "14.5 km/h"], [12, 13, 14.5]),
    ("tidy.missing_marks", ["1.5", "-", "2.5"], [1.5, NAN, 2.5]),
    ("tidy.missing_marks", ["1.5", "--", "?"], [1.5, NAN, NAN]),
    ("tidy.missing_marks", ["—", "1.5", "缺测"], [NAN, 1.5, NAN]),
    ("tidy.missing_marks", [".", "243.1", "245.2"], [NAN, 243.1, 245.2]),
    ("tidy.missing_marks", ["#DIV/0!", "n.a.", "5"], [NAN, NAN, 5]),
]


@pytest.mark.parametrize(("key", "cells", "numbers"), COLUMNS, ids=[f"{cells[0]}" for _, cells, _ in COLUMNS])
def test_a_column_of_numbers_is_read(tmp_path, key, cells, numbers):
    rows = "\n".join(f'2024-01-0{day};"{cell}"' for day, cell in enumerate(cells, 1))
    found = read(tmp_path / "n.csv", f"date;v\n{rows}\n")
    assert found.table["v"].tolist() == pytest.approx(numbers, nan_ok=True)
    assert key in found.keys
    assert found.profile.numeric == ("v",)


@pytest.mark.parametrize("mark", ["", "#N/A", "n/a", "null", "NaN", "NA"])
def test_marks_that_pandas_knows_leave_the_file_as_it_is(tmp_path, mark):
    path = tmp_path / "n.csv"
    found = read(path, f"date,v\n2024-01-01,1.5\n2024-01-02,{mark}\n2024-01-03,2.5\n")
    assert found.profile.path == path
    assert found.profile.columns[1].missing == 1


@pytest.mark.parametrize(
    "cells",
    [
        *(["good", "-", "bad"], ["A1", "B2", "C3"], ["$5", "€6", "£7"], ["5 m", "6 ft", "7 m"]),
        *(["1.2.3", "1.2.4", "1.3.0"], ["85123A", "71B", "71C"], ["22752B", "84406", "10000B"]),
    ],
)
def test_a_column_that_holds_no_numbers_stays_text(tmp_path, cells):
    rows = "\n".join(f"2024-01-0{day},{cell},{day}" for day, cell in enumerate(cells, 1))
    found = read(tmp_path / "n.csv", f"date,w,v\n{rows}\n")
    assert found.table["w"].tolist() == cells
    assert found.profile.numeric == ("v",)


def test_a_cell_that_breaks_the_rule_of_its_column_is_refused_by_the_line_of_the_file(tmp_path):
    rows = [f"2024-01-{day:02},{day}.5%" for day in range(1, 31)]
    rows[11] = "2024-01-12,unclear"
    path = tmp_path / "n.csv"
    found = read(path, "\n".join(["Rates of interest", "# per cent", "", "date,rate", *rows]) + "\n")
    with pytest.raises(DataError) as caught:
        propose(found.profile)
    assert '"unclear"' in caught.value.messages[0].text("en")
    assert "line 16" in caught.value.messages[0].text("en")


def test_one_comma_that_groups_nothing_among_points_is_refused_and_not_read(tmp_path):
    rows = [f"2024-01-{day:02};{day}.5" for day in range(1, 31)]
    rows[4] = "2024-01-05;5,5"
    with pytest.raises(DataError) as caught:
        propose(read(tmp_path / "n.csv", "\n".join(["date;v", *rows])).profile)
    assert "5,5" in caught.value.messages[0].text("en")


@pytest.mark.parametrize("written", ["1.2m", "1.2w", "1.2 t"])
def test_a_letter_beside_plain_numbers_that_may_be_a_unit_or_a_scale_is_refused_and_not_read(tmp_path, written):
    cells = [written if day % 5 == 0 else f"{300 + day}" for day in range(1, 31)]
    rows = [f"2024-01-{day:02},{cell}" for day, cell in enumerate(cells, 1)]
    with pytest.raises(DataError) as caught:
        propose(read(tmp_path / "n.csv", "\n".join(["date,v", *rows])).profile)
    assert f'"{written}"' in caught.value.messages[0].text("en")


def test_numbers_keep_every_digit(tmp_path):
    found = read(tmp_path / "n.csv", 'date,v,w\n2024-01-01,"1,234.0000000000001",5%\n2024-01-02,"1,235.25",6%\n')
    assert "1234.0000000000001" in found.profile.path.read_text(encoding="utf-8")
