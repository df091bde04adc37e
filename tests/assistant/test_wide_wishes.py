"""What a sentence wants of the columns of a wide table: one, several or all of them, by one network or as targets."""

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.guide.understanding.wide import lacks_series, series_wished, spelled
from tests.assistant.guiding import PROPOSED, Toolbox, text_of
from tests.assistant.test_column_wishes import FILE

STORES = ("StoreA", "StoreB", "StoreC")
COLUMNS = [{"name": "date", "kind": "time"}, *({"name": name, "kind": "number"} for name in (*STORES, "temp"))]
WIDE = {"columns": COLUMNS, "columns_of_one_kind": {"count": 3, "names": list(STORES)}}
WEATHER = {"columns": [{"name": name, "kind": "number"} for name in ("temp", "humidity", "pressure")]}
READ = {"data.series_columns": STORES, "data.id_column": "series", "data.id": None, "data.ids": ()}
EVERY = {"data.series_columns": ("*",)}


def changes(sentence, told=WIDE, values=None):
    return series_wished(sentence, told, values or {})[1]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("forecast all columns", EVERY),
        ("Forecast every column with one network", EVERY),
        ("forecast all stores", EVERY),
        ("forecast all for 14 days", EVERY),
        ("train one global network for all columns", EVERY),
        ("预测所有列", EVERY),
        ("用一个网络预测所有列", EVERY),
        ("预测全部门店", EVERY),
        ("forecast StoreA and StoreB with one network", {**EVERY, "data.ids": ("StoreA", "StoreB")}),
        ("用一个模型预测 StoreA 和 store c", {**EVERY, "data.ids": ("StoreA", "StoreC")}),
        ("forecast StoreA and StoreB", {}),  # two targets
        ("forecast StoreA", {}),
        ("forecast store a", {}),
        ("use all columns as inputs", {}),
        ("use a GRU", {}),
        ("a model for StoreA", {}),
    ],
)
def test_columns_of_one_kind_are_forecast_together_where_that_is_asked_for(sentence, expected):
    assert changes(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("forecast StoreB", {"data.id": "StoreB"}),
        ("只预测 store b", {"data.id": "StoreB"}),
        ("forecast StoreA and StoreC", {"data.ids": ("StoreA", "StoreC")}),
        ("预测 StoreA 和 StoreC", {"data.ids": ("StoreA", "StoreC")}),
        ("forecast all columns", {"data.id": None}),  # as they are
    ],
)
def test_a_card_that_reads_them_goes_to_some_of_them(sentence, expected):
    assert changes(sentence, values=READ) == expected


def test_all_columns_are_wished_back_from_a_few():
    assert changes("forecast all columns", values={**READ, "data.ids": ("StoreA", "StoreB")}) == {"data.ids": ()}
    several = {"data.target": "StoreA", "data.further_targets": ["StoreB"]}
    assert changes("forecast all columns", values=several) == {**EVERY, "data.further_targets": ()}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("forecast all columns", {}),  # as targets of one network
        ("forecast all columns with one network", EVERY),
        ("forecast temp and humidity with one network", {**EVERY, "data.ids": ("temp", "humidity")}),
        ("预测所有列", {}),
    ],
)
def test_columns_of_different_kinds_are_series_only_where_one_network_is_named(sentence, expected):
    assert changes(sentence, WEATHER) == expected


def test_all_stores_of_a_table_without_any_are_missed():
    assert lacks_series("forecast all stores", WEATHER)
    assert lacks_series("预测所有门店", WEATHER)
    assert not lacks_series("forecast all columns", WEATHER)
    assert not lacks_series("forecast all stores", WIDE)


def test_names_are_found_however_they_are_spaced():
    assert spelled("forecast store a, Store_B and STORE-C", STORES) == "forecast StoreA, StoreB and StoreC"
    assert spelled("forecast the stores around us", STORES) == "forecast the stores around us"


TALLY = {"columns": COLUMNS, "columns_of_one_kind": {"count": 900, "names": [f"S{place}" for place in range(40)]}}


@pytest.mark.parametrize(
    ("told", "language", "words"),
    [
        (WIDE, "en", "One network forecasts 3 columns together, each as a series of its own: StoreA, StoreB, StoreC."),
        (WIDE, "zh", "把 3 列各当一条序列，由一个网络一起预测：StoreA、StoreB、StoreC。"),
        (TALLY, "en", "900 columns together, each as a series of its own: S0, S1, S2, S3, S4 and more."),
        (WEATHER, "en", "One network forecasts every column of measured numbers, each as a series of its own."),
    ],
)
def test_how_many_columns_are_forecast_together_is_said_with_the_first_names(told, language, words):
    question = {"en": "forecast all columns with one network", "zh": "用一个网络预测所有列"}[language]
    tools = Toolbox(propose_run=PROPOSED, describe_data=({**told, "file": FILE.name}, True))
    tools.live = Told(told)
    said = text_of(
        run_turn([Message(role="user", parts=[FILE, TextPart(text=question)])], Guide(language), tools, language)
    )
    assert words in said
    assert [arguments["changes"] for name, arguments in tools.calls if name == "propose_run"] == [
        {"data.series_columns": ["*"]}
    ]


class Told:
    """A thread without a card, over a table of which that is told."""

    def __init__(self, told):
        self.told = told

    def cards(self):
        return ()

    def about(self, _file):
        return self.told


def test_names_of_one_beginning_may_share_it():
    sensors = tuple(f"sensor_{at}" for at in range(1, 13))
    assert spelled("forecast sensors 1, 2 and 12", sensors) == "forecast sensor_1, sensor_2 and sensor_12"
    assert spelled("预测 sensor 1 和 2", sensors) == "预测 sensor_1 和 sensor_2"
    assert spelled("stores A and C", STORES) == "StoreA and StoreC"
    for other in ("use 2 sensors", "forecast sensors 2 steps ahead", "sensors with 3 layers"):
        assert spelled(other, sensors) == other


def test_a_column_that_is_forecast_as_a_series_can_be_left_out():
    assert changes("drop StoreB", values=READ) == {"data.ids": ("StoreA", "StoreC")}
    assert changes("不要 store b", values=READ) == {"data.ids": ("StoreA", "StoreC")}
    assert changes("drop StoreB", values={**READ, "data.ids": ("StoreA", "StoreB")}) == {
        "data.id": "StoreA", "data.ids": (),
    }  # fmt: skip
