"""A sentence that names a series of a long table chooses it; a number that counts steps chooses none."""

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import File, Message, TextPart
from assistant.guide import Guide
from assistant.guide.thread import KnownCard
from assistant.guide.understanding import columns
from assistant.guide.understanding.choosing_series import series_wished as all_but
from assistant.guide.understanding.columns import series_wished
from assistant.tools.thread import values_of
from lstm_core.spec.run import TrainRunSpec
from tests.assistant.guiding import PROPOSED, Toolbox
from tests.assistant.test_changes import changes_of

FILE = File(name="shop.csv", sha256="0" * 64, bytes=100)
NAMES = ("A", "B", "North", "一店", "7", "12")


class Table:
    def __init__(self):
        spec = TrainRunSpec().with_changes({"data.source": "file", "data.file": "/f", "data.name": FILE.name})
        spec = spec.with_changes({"data.target": "sales", "data.id_column": "store", "data.id": "A"})
        self.card = KnownCard("card-1", "series", values_of(spec), spec, file=FILE.name)

    def cards(self):
        return (self.card,)

    def about(self, _file):
        told = [
            {"name": "date", "kind": "time"},
            {"name": "store", "kind": "text"},
            {"name": "sales", "kind": "number"},
        ]
        ids = {"column": "store", "count": len(NAMES), "names": list(NAMES)}
        return {"rows": 90, "columns": told, "ids": ids, "frequency": "daily"}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("forecast B", "B"),
        ("forecast B of this table", "B"),
        ("forecast B 12 steps ahead", "B"),
        ("预测 B 未来两周", "B"),
        ("预测B的未来", "B"),
        ("forecast a year ahead", None),
        ("Forecast B instead.", "B"),
        ("please predict store B", "B"),
        ("forecast north", "North"),
        ("switch to series 12", "12"),
        ("forecast store 7 with a GRU", "7"),
        ("预测 B", "B"),
        ("预测一店", "一店"),
        ("换成一店这条序列", "一店"),
        ("改为预测“North”吧", "North"),
        ("预测store 12", "12"),
        ("forecast 7", None),
        ("predict 12 days ahead", None),
        ("预测 7 步", None),
        ("use a GRU", None),
        ("forecast a week", None),
        ("plan B", None),
        ("forecast Bern", None),
    ],
)
def test_a_series_is_named_by_its_id(sentence, name):
    assert series_wished(sentence, "store", NAMES)[1].get("data.id") == name


EVERY, FEW = {"data.id": None, "data.ids": ()}, {"data.id": None, "data.ids": ("A", "B")}


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("forecast all stores", EVERY),
        ("Forecast every store", EVERY),
        ("forecast all series 14 steps ahead", EVERY),
        ("forecast all", EVERY),
        ("predict all of them", EVERY),
        ("train one global network", EVERY),
        ("forecast each store with a GRU", EVERY),
        ("预测全部序列", EVERY),
        ("预测所有门店", EVERY),
        ("预测全部", EVERY),
        ("预测每个门店的销量", EVERY),
        ("用一个全局模型", EVERY),
        ("forecast A and B", FEW),
        ("forecast store A, B", FEW),
        ("预测 A 和 B", FEW),
        ("预测A、B两条序列", FEW),
        ("use all weather columns as inputs", {}),
        ("forecast all columns", {}),
        ("用所有列作为输入", {}),
        ("forecast A", {"data.id": "A", "data.ids": ()}),
    ],
)
def test_several_series_are_wished_in_words(sentence, changes):
    assert series_wished(sentence, "store", NAMES)[1] == changes


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("forecast B", "en", {"data.id": "B"}),
        ("预测 B", "zh", {"data.id": "B"}),
        ("forecast B with a GRU", "en", {"data.id": "B", "model.cell": "gru"}),
        ("forecast all stores", "en", {"data.id": None}),
        ("预测 A 和 B", "zh", {"data.id": None, "data.ids": ["A", "B"]}),
    ],
)
def test_the_guide_makes_a_card_of_the_series_beside(question, language, expected):
    tools = Toolbox(propose_run=PROPOSED, read_run=({"state": "not trained yet"}, True))
    tools.live = Table()
    messages = [
        Message(role="user", parts=[FILE, TextPart(text="Forecast")]),
        Message(role="assistant", parts=[TextPart(text="Here.")], finish_reason="stop"),
        Message(role="user", parts=[TextPart(text=question)]),
    ]
    list(run_turn(messages, Guide(language), tools, language))
    assert changes_of(tools) == [expected]


NOW = ("A", "B", "North", "一店")


@pytest.mark.parametrize(
    ("sentence", "changes"),
    [
        ("leave out store B", {"data.id": None, "data.ids": ("A", "North", "一店")}),
        ("drop North", {"data.id": None, "data.ids": ("A", "B", "一店")}),
        ("forecast all stores except A and B", {"data.id": None, "data.ids": ("North", "一店")}),
        ("every store but A", {"data.id": None, "data.ids": ("B", "North", "一店")}),
        ("without stores A, B and North", {"data.id": "一店", "data.ids": ()}),
        ("不要门店 B", {"data.id": None, "data.ids": ("A", "North", "一店")}),
        ("除了一店，其他门店都预测", {"data.id": None, "data.ids": ("A", "B", "North")}),
        ("I only care about stores A and B", {"data.id": None, "data.ids": ("A", "B")}),
        ("only forecast North", {"data.id": "North", "data.ids": ()}),
        ("predict the next 14 days for store B only", {"data.id": "B", "data.ids": ()}),
        ("只看门店 B", {"data.id": "B", "data.ids": ()}),
        ("预测门店 B 的未来两周", {"data.id": "B", "data.ids": ()}),
        ("forecast stores A and B together", {"data.id": None, "data.ids": ("A", "B")}),
        ("drop a layer", {}),
        ("drop A", {}),
        ("store B is closed on Sundays", {}),
        ("leave out the other columns", {}),
        ("leave out stores A, B, North and 一店", {}),
    ],
)
def test_some_alone_or_all_but_some_of_several_are_wished_in_words(sentence, changes):
    assert all_but(sentence, "store", NOW, NOW)[1] == changes


def test_nothing_is_left_out_of_one_series():
    assert all_but("leave out store B", "store", NOW, None)[1] == {}


def test_all_but_some_may_be_the_first_wish_of_a_table_whose_names_are_all_known():
    few = {"data.id": None, "data.ids": ("North", "一店")}
    assert all_but("forecast all stores except A and B", "store", NOW, None)[1] == few
    assert all_but("预测除了门店 A 和门店 B 以外的所有门店", "store", NOW, None)[1] == few
    assert all_but("forecast all stores except A and B", "store", NOW, None, whole=False)[1] == {}


def test_to_look_at_one_alone_is_no_look_inside_a_training():
    tools = Toolbox(propose_run=PROPOSED, read_run=({"state": "not trained yet"}, True))
    tools.live = Table()
    messages = [
        Message(role="user", parts=[FILE, TextPart(text="Forecast")]),
        Message(role="assistant", parts=[TextPart(text="Here.")], finish_reason="stop"),
        Message(role="user", parts=[TextPart(text="只看 store B 的未来 14 步")]),
    ]
    list(run_turn(messages, Guide("zh"), tools, "zh"))
    assert changes_of(tools) == [{"data.id": "B", "data.horizon": 14}]


COLUMNS = ("sales", "volume", "median")


@pytest.mark.parametrize(
    ("sentence", "ids", "target"),
    [
        ("预测全部门店的volume", (), "volume"),
        ("预测所有序列的median", (), "median"),
        ("预测全部门店未来两年的volume", (), "volume"),
        ("预测A和B的volume", ("A", "B"), "volume"),
        ("预测一店和North", ("一店", "North"), None),
        ("预测A、一店未来两周", ("A", "一店"), None),
        ("预测全部门店的未来12个月", (), None),
        ("forecast A and North volume", ("A", "North"), "volume"),
        ("Predict North and A's median for 14 days", ("North", "A"), "median"),
        ("forecast all stores' volume", (), "volume"),
        ("forecast the volume of all stores", (), "volume"),
    ],
)
def test_what_of_several_series_is_forecast_is_heard_too(sentence, ids, target):
    rest, chosen = series_wished(sentence, "store", NAMES, COLUMNS)
    assert chosen == {"data.id": None, "data.ids": ids}
    wished = columns.wished(rest, COLUMNS, {"data.target": "sales"})
    assert (wished.changes.get("data.target"), wished.missing) == (target, [])


@pytest.mark.parametrize(
    ("sentence", "name", "target"),
    [
        ("forecast North volume", "North", "volume"),
        ("predict store 12's median next month", "12", "median"),
        ("forecast the volume for North", "North", "volume"),
        ("predict the median of North for 12 days", "North", "median"),
    ],
)
def test_what_of_one_series_is_forecast_is_heard_too(sentence, name, target):
    rest, chosen = all_but(sentence, "store", NAMES, None, measured=COLUMNS)
    assert chosen == {"data.id": name, "data.ids": ()}
    assert columns.wished(rest, COLUMNS, {"data.target": "sales"}).changes["data.target"] == target


@pytest.mark.parametrize("sentence", ["预测全部门店的气温", "预测一店未来两周的气温"])
def test_a_column_that_no_series_has_is_named(sentence):
    rest, _ = series_wished(sentence, "store", NAMES)
    assert columns.wished(rest, COLUMNS, {"data.target": "sales"}).missing == ["气温"]
