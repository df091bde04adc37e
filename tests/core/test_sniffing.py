"""Encodings, delimiters, decimal marks and headers, each written and then recognised."""

import pytest

from lstm_core.data.series.sniffing import sniff
from lstm_core.spec.series import CsvFormat

CHINESE = "日期,销量\n2024-01-01,5\n2024-01-02,6\n"
BODY = "2024-01-01,1\n2024-01-02,2\n"


@pytest.fixture
def sniffed(tmp_path):
    def sniffed(content, encoding="utf-8"):
        path = tmp_path / "data.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return sniff(path)

    return sniffed


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_chinese_text_is_read_as_it_was_written(sniffed, written, found):
    layout = sniffed(CHINESE, written)
    assert layout == CsvFormat(encoding=found)
    assert CHINESE.encode(written).decode(layout.encoding) == CHINESE


def test_big_endian_utf_16_with_its_mark(sniffed):
    assert sniffed(b"\xfe\xff" + CHINESE.encode("utf-16-be")).encoding == "utf-16"


@pytest.mark.parametrize(
    "header",
    [
        "值",
        "销量",
        "时间,值",
        "气温",
        "北京,上海",
        "收盘价(元)",
        "日期\t客流量",
        "二氧化碳浓度，毫克",
        "镇江市",
        "用电量/千瓦时",
    ],
)
def test_gbk_is_found_in_files_of_a_few_characters(sniffed, header):
    assert sniffed(f"{header}\n1\n2\n", "gbk").encoding == "gb18030"


@pytest.mark.parametrize(
    "header",
    ["Köln", "Größe;Wert", "année,température", "día,niño", "Zürich,Genève,Neuchâtel", "État", "ØRSTED", "ÄÖÜ"],
)
def test_western_text_is_not_taken_for_chinese(sniffed, header):
    assert sniffed(f"{header}\n1\n2\n", "cp1252").encoding not in ("gb18030", "utf-8")


@pytest.mark.parametrize("header", ["Köln", "année,température", "Zürich,Genève,Neuchâtel"])
def test_western_text_is_read_as_it_was_written(sniffed, header):
    content = f"{header}\n1\n2\n".encode("cp1252")
    assert content.decode(sniffed(content).encoding) == content.decode("cp1252")


def test_traditional_chinese_in_big5(sniffed):
    assert sniffed("日期,銷量,溫度\n2024-01-01,5,3\n", "big5").encoding == "big5"


def test_the_first_foreign_character_may_come_late(sniffed):
    assert sniffed(BODY * 60_000 + "2024-03-01,缺失\n", "gbk").encoding == "gb18030"


def test_a_character_across_the_borders_of_blocks_is_read(sniffed):
    for shift in range(4):
        assert sniffed("x" * shift + "\n" + "日期销量\n" * 200_000, "gbk").encoding == "gb18030"
        assert sniffed("x" * shift + "\n" + "日期销量\n" * 100_000, "utf-8").encoding == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " "])
def test_every_delimiter_is_found(sniffed, delimiter):
    rows = [["date", "value", "other"], ["2024-01-01", "1.5", "3"], ["2024-01-02", "2.5", "4"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert sniffed(text) == CsvFormat(delimiter=delimiter)


def test_a_date_with_a_clock_is_not_cut_at_its_space(sniffed):
    assert sniffed("time,value\n2024-01-01 00:00,1\n2024-01-01 01:00,2\n").delimiter == ","


def test_columns_aligned_by_several_spaces(sniffed):
    assert sniffed("year  value\n1700    5.0\n1701   11.0\n").delimiter == " "


def test_one_broken_row_does_not_change_the_delimiter(sniffed):
    assert sniffed("date;value\n" + "2024-01-01;1\n" * 20 + "2024-01-01;1;2\n").delimiter == ";"


def test_delimiters_inside_quotes_do_not_count(sniffed):
    assert sniffed('date,place,value\n2024-01-01,"a;b;c",1\n2024-01-02,"d;e;f",2\n').delimiter == ","


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal"),
    [
        ("t;v\n1;1,5\n2;2,25\n", ";", ","),
        ("t;v\n1;1,234\n2;2,345\n", ";", ","),
        ("t;v\n1;1.5\n2;2.5\n", ";", "."),
        ("t\tv\n1\t1,5\n2\t2,5\n", "\t", ","),
        ("t\tv\n1\t1,234\n2\t2,345\n", "\t", "."),
        ('t,v\n1,"1,5"\n2,"2,5"\n', ",", ","),
        ('t,v\n1,"1,234"\n2,"2,345"\n', ",", "."),
        ("v\n1,5\n2,5\n", ";", ","),
        ("a,b\n1,5\n2,5\n", ",", "."),
        ("t;v\n01.02.2024;1\n02.02.2024;2\n", ";", "."),
        ("t;v;w\n1;-1,5e3;0,5\n2;,5;7\n", ";", ","),
    ],
)
def test_a_decimal_comma_needs_proof(sniffed, text, delimiter, decimal):
    assert sniffed(text) == CsvFormat(delimiter=delimiter, decimal=decimal)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("date,value\n2024-01-01,1\n", True),
        ("value\n1\n2\n", True),
        (",value\n0,1\n1,2\n", True),
        ("2024-01-01,1\n2024-01-02,2\n", False),
        ("5\n6\n", False),
        ("2024年1月1日,1\n2024年1月2日,2\n", False),
        ("01.02.2024;1,5\n02.02.2024;2,5\n", False),
    ],
)
def test_a_first_row_with_a_value_is_no_header(sniffed, text, header):
    assert sniffed(text).header is header


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_matter(sniffed, ending):
    assert sniffed(CHINESE.replace("\n", ending), "gbk") == CsvFormat(encoding="gb18030")
