"""What a sentence wants of a mean of several networks, and what it wants of a repetition over seeds."""

import pytest

from assistant.guide.understanding.averaging import as_setting
from tests.assistant.test_changes import changes_of, text_of
from tests.assistant.test_column_wishes import ask


@pytest.mark.parametrize(
    ("question", "members"),
    [
        ("train an ensemble of 5 seeds", 5),
        ("average five networks", 5),
        ("average the forecasts of 3 seeds", 3),
        ("train 4 networks and average them", 4),
        ("use an ensemble", 5),
        ("a three-network ensemble", 3),
        ("集成5个种子", 5),
        ("用三个网络取平均", 3),
        ("对5个种子的预测取平均", 5),
        ("用 4 个不同的种子做集成", 4),
        ("用集成", 5),
    ],
)
def test_a_mean_of_networks_is_the_setting(question, members):
    assert changes_of(ask(question)[1]) == [{"model.members": members}]


def test_one_network_again():
    for question in ("no ensemble", "不要集成"):
        assert changes_of(ask(question, model__members=3)[1]) == [{"model.members": 1}]


def test_it_goes_with_other_changes():
    assert changes_of(ask("use a GRU and an ensemble of three networks")[1]) == [
        {"model.cell": "gru", "model.members": 3}
    ]


@pytest.mark.parametrize(
    "question",
    [
        "repeat with 5 seeds",
        "用5个种子重复，取平均值",
        "average over 5 seeds",
        "集成经典方法",
        "compare an ensemble of 5 networks with one network",
        "what is an ensemble of 5 networks?",
        "don't train an ensemble of 5 networks",
    ],
)
def test_what_asks_for_something_else_stays_as_it_is(question):
    assert as_setting(question) == question


def test_too_many_are_refused_with_the_bound():
    events, tools = ask("train an ensemble of 30 networks")
    assert changes_of(tools) == []
    assert "1..10" in text_of(events)
