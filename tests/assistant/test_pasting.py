"""A table or a long text that was pasted becomes a file; code, prose, logs and poems stay what they are."""

import time
from datetime import date

import pytest

from assistant.workspace import pasting
from assistant.workspace.uploads import Uploads
from lstm_core.data.series.profile import profile

DAYS = [f"2024-01-{day:02d}" for day in range(1, 29)]
CSV = "date,sales\n" + "".join(f"{day},{100 + at}\n" for at, day in enumerate(DAYS))
TABLES = {
    "csv": CSV,
    "tabs": "date\tsales\n" + "".join(f"{day}\t{at}\n" for at, day in enumerate(DAYS)),
    "excel": "Datum\tUmsatz\tKunden\r\n" + "".join(f"{day}\t1.{at:03d},50\t{at}\r\n" for at, day in enumerate(DAYS)),
    "semicolons": "Datum;Wert\n" + "".join(f"{day};{at},5\n" for at, day in enumerate(DAYS)),
    "bars": "date|value\n" + "".join(f"{day}|{at}\n" for at, day in enumerate(DAYS)),
    "spaces": "".join(f"{day} {at}.5\n" for at, day in enumerate(DAYS)),
    "headless": "".join(f"{day},{at}\n" for at, day in enumerate(DAYS)),
    "thousands": "month;value\n" + "".join(f"2020-{1 + at % 12:02d};1.{at:03d},75\n" for at in range(24)),
    "gaps": "t,x\n" + "".join(f"{at},{'' if at % 7 == 3 else at * 2}\n" for at in range(30)),
    "quoted": 'name,"a, b",value\n' + "".join(f'"x, {at}",y,{at}\n' for at in range(12)),
    "chinese": "日期,销量\n" + "".join(f"2024年1月{day}日,{day * 3}\n" for day in range(1, 25)),
    "wide digits": "日期,销量\n" + "".join(f"{day},１２{at}\n" for at, day in enumerate(DAYS)),
    "few": "date,sales\n2024-01-01,5\n2024-01-02,7\n",
    "column": "".join(f"{at * 1.5}\n" for at in range(20)),
    "column with commas": "".join(f"{at},5\n" for at in range(20)),
    "column with a heading": "sales\n" + "".join(f"{at}\n" for at in range(20)),
    "blank lines": CSV.replace("2024-01-10", "\n2024-01-10"),
    "cell of two lines": "date,note,v\n" + "".join(f'{day},"one\ntwo",{at}\n' for at, day in enumerate(DAYS)),
}
WORDS = [
    ("", ""),
    ("Forecast this:\n", ""),
    ("请预测下面的数据：\n\n", ""),
    ("", "\n用两层 GRU 预测"),
    ("Hello, here is my table\n", "\nThanks, please use a GRU"),
    ("```csv\n", "```\n"),
]
PYTHON = """
def train(model, data):
    for step in range(0, 100):
        loss = model(data, step)
        print(step, loss, 0.5)
    return loss, 1, 2
"""
LISTS = "x = [\n" + "".join(f"    [{at}, {at + 1}, {at + 2}],\n" for at in range(30)) + "]\n"
MATRIX = "".join(f"[{at}, {at + 1}, {at + 2}],\n" for at in range(30))
JSON = "[\n" + ",\n".join(f'  {{"a": {at}, "b": {at * 2}}}' for at in range(40)) + "\n]"
JSON_LINES = "".join(f'{{"a": {at}, "b": {at * 2}}}\n' for at in range(40))
LOG = "".join(f"2024-01-01 12:00:{at:02d},{at * 7} INFO worker: step {at}, loss 0.{at}\n" for at in range(40))
POEM = "Shall I compare thee to a summer's day?\nThou art more lovely, and more temperate,\n" * 12
TANG = "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n" * 4
PROSE = "Well, I think that, in 2020, sales rose by 5, then fell.\nAfter that, nobody knows, really.\nSo, what now?\n"
LETTER = "Dear all,\nplease come at 5, or at 6.\nBring 2, better 3, chairs.\nYours, Anna\n"
SETTINGS = "layers, 3\nsteps, 2000\nlr, 0.01\n"
ERRANDS = "1. first, do this\n2. then, do that\n3. last, rest\n4. done, really\n"
C_CODE = "int a[3] = {1, 2, 3};\nint b[3] = {4, 5, 6};\nint c[3] = {7, 8, 9};\nfoo(1, 2, 3);\n"
TRACEBACK = (
    'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    f(1, 2)\nValueError: 1, 2\n' * 5
)
YAML = "".join(f"key{at}: {at}\n" for at in range(30))
SQL = "INSERT INTO t VALUES (1, 2);\nINSERT INTO t VALUES (3, 4);\nINSERT INTO t VALUES (5, 6);\n"
NO_TABLES = [
    PYTHON, LISTS, MATRIX, JSON, JSON_LINES, LOG, POEM, TANG, PROSE, LETTER, SETTINGS, ERRANDS, C_CODE, TRACEBACK,
    YAML, SQL,
    "a, b\nc, d\ne, f\n", "Use 2 layers, 64 units\nand 2000 steps, please\nwith lr 0.01, batch 32\n", "1\n2\n3\n", "",
    "two words\nof three lines\nand no numbers\n", f"```python\n{CSV}```\n", "add a layer\n\n\n",
    "> 1, 2\n> 3, 4\n> 5, 6\n",
    "| a | b |\n|---|---|\n| x | y |\n",
]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("before", "after"), WORDS)
def test_a_pasted_table_keeps_its_bytes_and_the_words_around_it_stay(name, before, after):
    found = pasting.extract_pasted(before + TABLES[name] + after)
    assert found is not None
    assert found.ending == "csv"
    assert found.content.strip() == TABLES[name].encode().strip()
    words = (before.strip() + "\n" + after.strip()).strip()
    assert found.words == ("" if "```" in words else words)


@pytest.mark.parametrize("text", NO_TABLES)
def test_what_is_no_table_stays_in_the_question(text):
    assert pasting.extract_pasted(text) is None


@pytest.mark.parametrize("name", [name for name in TABLES if name not in ("quoted", "few", "cell of two lines")])
def test_what_was_pasted_is_read_like_an_upload(name, tmp_path):
    found = pasting.extract_pasted(TABLES[name])
    file = Uploads(tmp_path).save("pasted.csv", found.content)
    told = profile(tmp_path / file.sha256, file.name)
    assert told.numeric


def test_a_table_of_markdown_becomes_a_csv():
    rows = "".join(f"| {day} | {at},5 | a \\| b |\n" for at, day in enumerate(DAYS))
    found = pasting.extract_pasted(f"See:\n\n| date | value | note |\n|:---|---:|---|\n{rows}\nForecast it.")
    lines = found.content.decode().splitlines()
    assert lines[0] == "date;value;note"
    assert lines[3] == "2024-01-03;2,5;a | b"
    assert len(lines) == 29
    assert found.words == "See:\n\n\nForecast it."


def test_many_numbers_on_a_line_become_a_column():
    found = pasting.extract_pasted("预测：" + "，".join(map(str, range(30))).replace("，", ", "))
    assert found.content.decode().splitlines()[:3] == ["value", "0", "1"]
    assert found.words.startswith("预测")


def test_a_long_text_becomes_a_file_and_its_question_stays():
    novel = "It was a dark night. The lamp burned low, and nobody spoke.\n" * 200
    found = pasting.extract_pasted(f"Write like this:\n\n{novel}")
    assert (found.ending, found.words) == ("txt", "Write like this:")
    assert found.content.decode() == novel
    chinese = "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。\n" * 400
    found = pasting.extract_pasted(chinese + "\n请学习上面的风格写诗")
    assert (found.ending, found.words) == ("txt", "请学习上面的风格写诗")
    assert found.content.decode().strip() == chinese.strip()


@pytest.mark.parametrize(
    "text", [PYTHON * 100, LOG * 10, JSON_LINES * 10, C_CODE * 200, TRACEBACK * 30, "short prose, " * 20]
)
def test_long_code_and_short_prose_stay(text):
    assert pasting.extract_pasted(text) is None


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "\u200b\u200c\ufeff", "\u3000\u3000", "\t \u2060\u00a0\r\n", "\u2800", "\u3164"]
)
def test_what_cannot_be_seen_is_blank(text):
    assert pasting.is_blank(text)
    assert not pasting.is_blank(text + ".")


def test_a_name_that_is_taken_gets_a_number():
    pasted = pasting.PastedData("csv", b"", "")
    assert pasting.name_of(pasted, date(2026, 11, 28), ()) == "pasted-2026-11-28.csv"
    assert pasting.name_of(pasted, date(2026, 11, 28), {"pasted-2026-11-28.csv"}) == "pasted-2026-11-28-2.csv"


@pytest.mark.parametrize(
    "text",
    ["a,b\n" * 200_000, '"\n' * 200_000, "1 " * 400_000, "|" * 800_000, "-|-\n" * 200_000, "a " * 400_000,
     "((((" * 200_000,
     "<table><tr><td>" * 60_000, "│ " * 400_000, "1、" * 400_000, "2024: " * 150_000, "a: " * 300_000,
     "1,\n" * 200_000, "\t\n" * 300_000, "x: " + "1,2;" * 150_000, "9" * 800_000, " " * 800_000],
)  # fmt: skip
def test_a_text_of_a_megabyte_costs_little(text):
    before = time.process_time()
    pasting.extract_pasted(text)
    assert time.process_time() - before < 8


FULL = [(day, at * 3) for at, day in enumerate(DAYS)]
ROWS = [(day, at if at % 5 else "") for at, day in enumerate(DAYS)]
RULED = {
    "psql": " date | sales \n------+-------\n" + "".join(f" {day} | {v} \n" for day, v in ROWS) + "(28 rows)\n",
    "mysql": "+------+----+\n| date | sales |\n+------+----+\n"
    + "".join(f"| {day} | {v} |\n" for day, v in ROWS)
    + "+------+----+\n28 rows in set (0.00 sec)\n",
    "grid": "+---+---+\n| date | sales |\n+===+===+\n" + "".join(f"| {day} | {v} |\n+---+---+\n" for day, v in ROWS),
    "full-width commas": "date，sales\n" + "".join(f"{day}，{v}\n" for day, v in ROWS),
    "bare markdown": "date | sales\n---|---\n" + "".join(f"{day} | {v}\n" for day, v in ROWS),
}


@pytest.mark.parametrize("table", RULED.values(), ids=RULED.keys())
@pytest.mark.parametrize("words", ["", "Forecast this:"])
def test_a_table_set_with_rules_or_wide_commas_becomes_a_csv(table, words):
    found = pasting.extract_pasted(f"{words}\n{table}")
    assert found.words == words
    assert found.content.decode() == "date,sales\n" + "".join(f"{day},{v}\n" for day, v in ROWS)


SHAPES = {
    "pandas": "         date  sales\n" + "".join(f"{at:<4} {day}     {v}\n" for at, (day, v) in enumerate(FULL)),
    "pandas with an index": "            sales\ndate\n" + "".join(f"{day}     {v}\n" for day, v in FULL),
    "a lying table": "date\t" + "\t".join(DAYS) + "\nsales\t" + "\t".join(str(v) for _, v in FULL),
    "lying with commas": "date," + ",".join(DAYS) + "\nsales," + ",".join(str(v) for _, v in FULL) + "\n",
    "HTML": "<table><tr><th>date</th><th>sales</th></tr>"
    + "".join(f"<tr><td>{day}</td>\n<td><b>{v}</b></td></tr>" for day, v in FULL)
    + "</table>",
    "a drawn frame": "┌────┬───┐\n│date│ sales │\n├────┼───┤\n"
    + "".join(f"│{day}│ {v} │\n" for day, v in FULL)
    + "└────┴───┘",
    "double lines": "╔════╦═══╗\n║date║ sales ║\n╠════╬═══╣\n"
    + "".join(f"║{day}║ {v} ║\n" for day, v in FULL)
    + "╚════╩═══╝",
}
PAIRS = {
    "colons": "".join(f"{day}: {v}\n" for day, v in FULL),
    "full-width colons": "".join(f"{day}：{v}\n" for day, v in FULL),
    "equal signs": "".join(f"{day} = {v}\n" for day, v in FULL),
    "a list": "".join(f"- {day}: {v}\n" for day, v in FULL),
    "arrows": "".join(f"{day} → {v};\n" for day, v in FULL),
}


@pytest.mark.parametrize("table", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize(("before", "after"), [("", ""), ("Forecast this:\n", "\nuse a GRU")])
def test_a_table_of_another_shape_becomes_a_csv_with_its_names(table, before, after):
    found = pasting.extract_pasted(before + table + after)
    assert found.words == (before + after.lstrip()).strip()
    assert found.content.decode() == "date,sales\n" + "".join(f"{day},{v}\n" for day, v in FULL)


@pytest.mark.parametrize("table", PAIRS.values(), ids=PAIRS.keys())
def test_moments_with_a_number_each_become_a_csv(table):
    found = pasting.extract_pasted(f"Forecast this:\n{table}")
    assert found.words == "Forecast this:"
    assert found.content.decode() == "date,value\n" + "".join(f"{day},{v}\n" for day, v in FULL)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" + ", ".join(map(str, range(24))) + "]", ""),
        ("请预测 " + "、".join(map(str, range(24))) + " 之后的值", "请预测 之后的值"),
        ("What follows " + ", ".join(map(str, range(24))) + " in your view?", "What follows in your view?"),
        ("sales = [" + ", ".join(map(str, range(24))) + "]\nForecast them.", "sales =\nForecast them."),
    ],
)
def test_numbers_beside_each_other_become_a_column_wherever_they_stand(text, words):
    found = pasting.extract_pasted(text)
    assert found.content.decode() == "value\n" + "".join(f"{number}\n" for number in range(24))
    assert found.words == words


@pytest.mark.parametrize(
    "text",
    [
        "Why does torch.tensor([" + ", ".join(map(str, range(30))) + "]) fail?",
        "key1: 1\nkey2: 2\nkey3: 3\n",
        "12:30: lunch\n13:00: talk\n14:00: end\n",
        "<table><tr><td>a</td></tr></table>",
        "1. first: 5\n2. second: 6\n3. third: 7\n",
    ],
)
def test_what_only_looks_like_such_a_shape_stays(text):
    assert pasting.extract_pasted(text) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("$1,2{n:02d}.50", "1,2{n:02d}.50"),
        ("{n},5 %", "{n},5"),
        ("{n} °C", "{n}"),
        ("({n}.5)", "-{n}.5"),
        ("\u2212{n}", "-{n}"),
        ("{n}元", "{n}"),
        ("{n}.25 kWh", "{n}.25"),
    ],
)
def test_numbers_with_a_sign_or_a_unit_become_numbers(written, read, tmp_path):
    rows = [(day, at + 1) for at, day in enumerate(DAYS)]
    found = pasting.extract_pasted("date;value\n" + "".join(f"{day};{written.format(n=n)}\n" for day, n in rows))
    assert found.content.decode().splitlines()[1].split(";" if ";" in found.content.decode() else ",", 1)[1] == (
        read.format(n=1)
    )
    file = Uploads(tmp_path).save("pasted.csv", found.content)
    assert profile(tmp_path / file.sha256, file.name).numeric == ("value",)


def test_a_counter_without_a_name_is_left_out_and_wide_spaces_part_cells(tmp_path):
    for text in (
        "\tdate\tsales\n" + "".join(f"{at}\t{day}\t{v}\n" for at, (day, v) in enumerate(FULL)),
        "date\u3000\u3000sales\n" + "".join(f"{day}\u3000{v}\n" for day, v in FULL),
    ):
        found = pasting.extract_pasted(text)
        assert found.content.decode() == "date,sales\n" + "".join(f"{day},{v}\n" for day, v in FULL)


def test_two_tables_of_one_question_become_two_files():
    costs = CSV.replace("sales", "costs")
    found, words = pasting.extract_all(f"These are the sales:\n{CSV}\nAnd the costs:\n{costs}\nForecast both.")
    assert [each.content.decode().strip() for each in found] == [CSV.strip(), costs.strip()]
    assert [line for line in words.split("\n") if line] == ["These are the sales:", "And the costs:", "Forecast both."]
    assert pasting.extract_all("no table") == ([], "no table")


@pytest.mark.parametrize("text", ["\ufe0f", "\u034f \u2060", "\u3164\n"])
def test_marks_that_nobody_sees_are_blank(text):
    assert pasting.is_blank(text)
