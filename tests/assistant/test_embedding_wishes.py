"""What a sentence wants of a vector that is learned of every series; a text has an embedding of another kind."""

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.guide.answers.suiting import as_meant
from assistant.guide.understanding.embedding import as_setting
from tests.assistant.guiding import PROPOSED, Toolbox
from tests.assistant.sentences import SPECS
from tests.assistant.test_changes import ask as ask_a_card
from tests.assistant.test_changes import changes_of, text_of
from tests.assistant.test_column_wishes import FILE, ask

SERIES, TEXT = "model.id_embedding", "model.embedding_size"


@pytest.mark.parametrize(
    ("question", "size"),
    [
        ("Learn an embedding per series", 8),
        ("learn an embedding of each store", 8),
        ("add an embedding of size 8", 8),
        ("series embedding of size 4", 4),
        ("use a learned embedding for every shop", 8),
        ("give each store its own embedding vector of 6 numbers", 6),
        ("learn a 16-dimensional vector per product", 16),
        ("embed the store id in 8 dimensions", 8),
        ("tell the network which store it reads with an embedding of size 5", 5),
        ("an embedding per sensor, size twelve", 12),
        ("set the embedding size to 4", 4),
        ("为每个序列学习一个嵌入", 8),
        ("大小为 8 的序列嵌入", 8),
        ("给每家门店加一个 4 维的嵌入", 4),
        ("给每个商品学一个向量", 8),
        ("每个门店用一个16维的向量表示", 16),
        ("加上门店嵌入，维度为 8", 8),
        ("为每条序列学一个大小为六的嵌入向量", 6),
        ("用嵌入区分各个门店", 8),
        ("让网络知道是哪家门店，用 4 维嵌入", 4),
    ],
)
def test_a_vector_of_each_series_is_learned_of_the_size_that_is_told(question, size):
    events, tools = ask(question, data__id_column="store")
    assert changes_of(tools) == [{SERIES: size}], text_of(events)
    assert "not followed" not in text_of(events)
    assert "没有照做" not in text_of(events)


@pytest.mark.parametrize(
    "question",
    ["without the embedding", "remove the series embedding", "don't learn an embedding per store",
     "no embeddings please", "不要嵌入", "去掉序列嵌入", "不要给每家门店学嵌入", "关闭门店嵌入"],
)  # fmt: skip
def test_it_is_switched_off(question):
    _, tools = ask(question, data__id_column="store", model__id_embedding=4)
    assert changes_of(tools) == [{SERIES: None}]


def test_it_is_changed_from_what_it_is_and_beside_other_wishes():
    now = {"data__id_column": "store", "model__id_embedding": 4}
    assert changes_of(ask("double the store embedding", **now)[1]) == [{SERIES: 8}]
    assert changes_of(ask("increase the embedding of each store to 16", **now)[1]) == [{SERIES: 16}]
    assert changes_of(ask("an embedding per store of size 6 with a GRU and 2 layers", **now)[1]) == [
        {SERIES: 6, "model.cell": "gru", "model.layers": 2}
    ]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("learn an embedding per series", "forecast all series, series embedding 8"),
        ("add an embedding of size 6", "forecast all series, series embedding 6"),
        ("为每家门店学一个 4 维的嵌入", "预测全部序列，序列嵌入 4"),
    ],
)
def test_a_card_of_one_series_has_no_use_for_it_and_says_what_has(question, words):
    events, tools = ask(question)
    assert changes_of(tools) == []
    assert words in text_of(events)


@pytest.mark.parametrize(
    ("question", "expected"),
    [("add an embedding of size 8", [{TEXT: 8}]), ("加一个 24 维的嵌入", [{TEXT: 24}]),
     ("embedding size 16", [{TEXT: 16}]), ("learn an embedding per store", []), ("为每家门店学一个嵌入", [])],
)  # fmt: skip
def test_a_text_has_an_embedding_of_its_characters_and_none_of_series(question, expected):
    events, tools = ask_a_card(question, SPECS["text"], language="zh" if "嵌" in question else "en")
    assert changes_of(tools) == expected, text_of(events)


@pytest.mark.parametrize(
    "question",
    ["what is an embedding per series?", "embedding dropout 0.2", "词嵌入维度 64", "tied embeddings",
     "double the embedding", "support vector machine", "if it overfits, drop the embedding of each store"],
)  # fmt: skip
def test_what_says_something_else_stays_as_it_is(question):
    assert as_setting(question) == question


def test_of_two_fields_of_one_choice_what_is_so_already_is_no_wish():
    every = {"data.id": None, "data.ids": ()}
    assert as_meant(every, {"data.id": "A", "data.ids": ()}) == {"data.id": None}
    assert as_meant(every, {"data.id": None, "data.ids": ("A", "B")}) == {"data.ids": ()}
    assert as_meant(every, {"data.id": None, "data.ids": ()}) == {"data.id": None}


class Fresh:
    """A thread without a card, over a long table of stores."""

    def cards(self):
        return ()

    def about(self, _file):
        columns = [{"name": "store", "kind": "text"}, {"name": "sales", "kind": "number"}]
        return {"columns": columns, "ids": {"column": "store", "count": 2, "names": ["A", "B"]}}


@pytest.mark.parametrize(
    ("question", "changes", "said"),
    [
        ("forecast all stores, embedding size 3", {SERIES: 3, "data.id": None}, "Series embedding 3"),
        ("forecast all stores with an embedding per store", {SERIES: 8, "data.id": None}, "Series embedding 8"),
        ("forecast store A with an embedding of size 3", {"data.id": "A"}, "forecast all series, series embedding 3"),
    ],
)
def test_a_question_that_brings_its_table_asks_for_it_too(question, changes, said):
    tools = Toolbox(propose_run=PROPOSED)
    tools.live = Fresh()
    events = list(run_turn([Message(role="user", parts=[FILE, TextPart(text=question)])], Guide("en"), tools, "en"))
    assert [arguments["changes"] for _, arguments in tools.calls] == [changes]
    assert said in text_of(events)
