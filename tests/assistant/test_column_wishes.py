"""What a sentence wants of the columns of a table: forecast, read as inputs, known ahead, left out."""

import re

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import File, Message, TextPart
from assistant.guide import Guide
from assistant.guide.answers.suiting import with_one_series
from assistant.guide.thread import KnownCard
from assistant.guide.understanding.columns import wished
from assistant.tools.thread import values_of
from lstm_core.spec.run import TrainRunSpec
from tests.assistant.guiding import PROPOSED, Toolbox
from tests.assistant.test_changes import changes_of, offered, text_of

COLUMNS = ("sales", "visitors", "temperature", "促销 价")
FILE = File(name="shop.csv", sha256="0" * 64, bytes=100)
TARGET, FURTHER, PAST, AHEAD = "data.target", "data.further_targets", "data.past_columns", "data.future_columns"
STATIC = "data.static_columns"
GRU = "model.cell"


class Table:
    def __init__(self, **changes):
        spec = TrainRunSpec().with_changes({"data.source": "file", "data.file": "/f", "data.name": FILE.name})
        spec = spec.with_changes(
            {TARGET: "sales", **{path.replace("__", "."): value for path, value in changes.items()}}
        )
        self.card = KnownCard("card-1", "series", values_of(spec), spec, file=FILE.name)

    def cards(self):
        return (self.card,)

    def about(self, _file):
        told = [{"name": "date", "kind": "time"}, *({"name": name, "kind": "number"} for name in COLUMNS)]
        return {"rows": 90, "columns": told, "frequency": "daily"}


def ask(question, **changes):
    language = "zh" if re.search(r"[\u4e00-\u9fff]", question) else "en"
    tools = Toolbox(propose_run=PROPOSED, read_run=({"state": "not trained yet"}, True))
    tools.live = Table(**changes)
    messages = [
        Message(role="user", parts=[FILE, TextPart(text="Forecast")]),
        Message(role="assistant", parts=[TextPart(text="Here.")], finish_reason="stop"),
        Message(role="user", parts=[TextPart(text=question)]),
    ]
    return list(run_turn(messages, Guide(language), tools, language)), tools


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("预测 visitors", {TARGET: "visitors"}),
        ("换成 visitors 列", {TARGET: "visitors"}),
        ("predict visitors with a GRU", {TARGET: "visitors", GRU: "gru"}),
        ("加上 temperature 列作为输入", {PAST: ["temperature"]}),
        ("用 temperature 和 促销 价 做输入", {PAST: ["temperature", "促销 价"]}),
        ("use temperature as a past input", {PAST: ["temperature"]}),
        ("把 Temperature 当作协变量，再加一层", {PAST: ["temperature"], "model.layers": 2}),
        ("use temperature as an input", {PAST: ["temperature"]}),
        ("add temperature and visitors as extra features", {PAST: ["temperature", "visitors"]}),
        ("predict visitors with temperature as an input", {TARGET: "visitors", PAST: ["temperature"]}),
        ("predict visitors from temperature", {TARGET: "visitors", PAST: ["temperature"]}),
        ("用 temperature 做输入预测 visitors", {TARGET: "visitors", PAST: ["temperature"]}),
        ("根据 temperature 预测 visitors", {TARGET: "visitors", PAST: ["temperature"]}),
        ("预测 visitors，不要用 temperature", {TARGET: "visitors"}),
        ("temperature is known in advance", {AHEAD: ["temperature"]}),
        ("take temperature into account", {PAST: ["temperature"]}),
        ("考虑 temperature", {PAST: ["temperature"]}),
        ("use temperature as a regressor, it is planned ahead", {AHEAD: ["temperature"]}),
        ("log transform the sales", {"data.transform": "log"}),
        ("促销 价提前知道", {AHEAD: ["促销 价"]}),
        ("促销 价已知", {AHEAD: ["促销 价"]}),
        ("预测 sales，促销 价已知。", {AHEAD: ["促销 价"]}),
        ("temperature is known", {AHEAD: ["temperature"]}),
        ("预测 visitors，temperature已知", {TARGET: "visitors", AHEAD: ["temperature"]}),
        ("预测visitors，temperature作为输入", {TARGET: "visitors", PAST: ["temperature"]}),
        ("预测visitors，temperature 和 促销 价提前知道", {TARGET: "visitors", AHEAD: ["temperature", "促销 价"]}),
        ("forecast visitors, temperature is known ahead", {TARGET: "visitors", AHEAD: ["temperature"]}),
        ("Predict visitors, temperature as an input", {TARGET: "visitors", PAST: ["temperature"]}),
        ("temperature 过去已知", {PAST: ["temperature"]}),
        ("同时预测 visitors", {FURTHER: ["visitors"]}),
        ("also forecast visitors", {FURTHER: ["visitors"]}),
        ("predict sales and visitors", {FURTHER: ["visitors"]}),
        ("所有列都预测", {FURTHER: ["visitors", "temperature", "促销 价"]}),
        ("forecast all columns", {FURTHER: ["visitors", "temperature", "促销 价"]}),
        ("use the other columns as inputs", {PAST: ["*"]}),
        ("forecast visitors with the other sensors as inputs", {TARGET: "visitors", PAST: ["*"]}),
        ("Use all columns", {PAST: ["*"]}),
        ("add the remaining columns as features, with 2 layers", {PAST: ["*"], "model.layers": 2}),
        ("用其他列做输入", {PAST: ["*"]}),
        ("把其余的列都用上", {PAST: ["*"]}),
        ("使用所有列，改用 GRU", {PAST: ["*"], GRU: "gru"}),
        ("预测 visitors，用其他列做输入", {TARGET: "visitors", PAST: ["*"]}),
        ("use all columns except visitors", {PAST: ["temperature", "促销 价"]}),
        ("除了 visitors，用其他列做输入", {PAST: ["temperature", "促销 价"]}),
        ("use the other columns, temperature is known in advance", {PAST: ["*"], AHEAD: ["temperature"]}),
    ],
)
def test_a_named_column_gets_the_role_that_the_words_give_it(question, expected):
    events, tools = ask(question)
    assert changes_of(tools) == [expected], text_of(events)
    assert "→" in text_of(events)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("预测 visitors", {TARGET: "visitors"}),
        ("Forecast visitors and sales", {TARGET: "visitors", FURTHER: ["sales"]}),
        ("Forecast sales with temperature as an input", {TARGET: "sales", PAST: ["temperature"]}),
        (
            "Predict sales for the next 12 steps, use temperature too",
            {TARGET: "sales", PAST: ["temperature"], "data.horizon": 12},
        ),
    ],
)
def test_a_question_that_brings_its_table_says_what_its_columns_are_for(question, expected):
    tools = Toolbox(propose_run=PROPOSED)
    tools.live = Table()
    tools.live.cards = tuple
    list(run_turn([Message(role="user", parts=[FILE, TextPart(text=question)])], Guide("en"), tools, "en"))
    assert tools.calls == [("propose_run", {"file": FILE.name, "changes": expected})]


@pytest.mark.parametrize("question", ["去掉 temperature 列", "不要 temperature", "ignore the temperature column"])
def test_a_column_is_left_out_of_every_list(question):
    events, tools = ask(question, data__past_columns=["temperature", "visitors"])
    assert changes_of(tools) == [{PAST: ["visitors"]}], text_of(events)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("用 天气 做输入", ["天气", "visitors"]),
        ("use weather as an input", ["weather", "visitors"]),
        ("同时预测 利润", ["利润", "temperature"]),
        ("drop the profit column", ["profit", "temperature"]),
        ("去掉 sales 列", ["sales", "正在预测"]),
        ("use sales as an input", ["sales", "is forecast"]),
    ],
)
def test_a_column_that_cannot_be_used_so_is_named_with_what_can(question, words):
    events, tools = ask(question)
    assert changes_of(tools) == []
    assert [word for word in words if word not in text_of(events)] == [], text_of(events)
    assert offered(events)


@pytest.mark.parametrize(
    "said", ["用LSTM预测power", "把power作为目标", "预测power未来3步", "用LSTM预测未来24小时的power"]
)
def test_a_column_is_found_where_no_blank_stands_between_it_and_chinese(said):
    assert wished(said, ["hour", "power"], {"data.target": "hour"}).changes == {"data.target": "power"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("把 temperature 作为静态列", {STATIC: ["temperature"]}),
        ("把 temperature 和 visitors 设为静态列", {STATIC: ["temperature", "visitors"]}),
        ("use temperature as a static column", {STATIC: ["temperature"]}),
        ("use temperature and visitors as static inputs", {STATIC: ["temperature", "visitors"]}),
        ("序列嵌入 8", {"model.id_embedding": 8}),
        ("use a series embedding of size 4", {"model.id_embedding": 4}),
        ("use an embedding for each series", {"model.id_embedding": 8}),
        ("加一个嵌入", {"model.id_embedding": 8}),
    ],
)
def test_a_network_of_several_series_is_told_what_tells_them_apart(question, expected):
    _, tools = ask(question, data__id_column="store")
    assert changes_of(tools) == [expected]


def test_a_static_column_is_left_out_or_becomes_another_input():
    now = {"data__id_column": "store", "data__static_columns": ["temperature"]}
    assert changes_of(ask("去掉静态列 temperature", **now)[1]) == [{STATIC: []}]
    assert changes_of(ask("use temperature as an input", **now)[1]) == [{PAST: ["temperature"], STATIC: []}]
    levels = {"data__id_column": "store", "data__static_columns": ["促销 价=是", "促销 价=否", "visitors"]}
    assert changes_of(ask("去掉 促销 价", **levels)[1]) == [{STATIC: ["visitors"]}]


def test_one_series_takes_off_what_told_several_apart():
    now = {"data.static_columns": ("visitors",), "model.id_embedding": 8, "data.id": None}
    assert with_one_series({"data.id": "A"}, now) == {"data.static_columns": (), "model.id_embedding": None}
    assert with_one_series({"data.id": None, "data.ids": ("A", "B")}, now) == {}
    assert with_one_series({"data.id": "A"}, {}) == {}


@pytest.mark.parametrize(
    "question", ["forecast returns instead of margins", "预测利润率而不是营业额", "利润也一起预测"]
)
def test_a_forecast_in_words_that_are_not_understood_is_no_new_card_without_a_word(question):
    events, tools = ask(question)
    assert [name for name, _ in tools.calls] == []
    assert any(words in text_of(events) for words in ("What was not followed", "没有照做的部分"))
