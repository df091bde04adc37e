"""What people ask to have compared, in both languages: comparisons.tsv holds the sentence and what becomes of it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import File, Message, TextPart
from assistant.guide import Guide
from assistant.knowledge import articles
from tests.assistant.guiding import COMPARED, Toolbox
from tests.assistant.sentences import SERIES, SPECS
from tests.assistant.test_changes import Live, known, offered, text_of
from tests.assistant.test_sentences import is_lost

TABLE = Path(__file__).with_name("comparisons.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
UPLOAD = File(name="sales.csv", sha256="a" * 64, bytes=9)
SUBJECTS = {
    "card": {"base": "card-1"}, "text": {"base": "card-1"}, "speech": {"base": "card-1"}, "study": {"base": "card-2"},
    "file": {"file": "sales.csv"}, "none": {"source": "sunspots"},
}  # fmt: skip
MADE = COMPARED[0]
VERDICT = {
    "state": "finished", "headline": "GRU wins.", "explanation": ["Because."], "best_changes": {"model.cell": "gru"},
    "differences_from_the_best": [{"other": "LSTM", "seeds_that_would_decide": 12}],
}  # fmt: skip
RAN = replace(known(SERIES), run="run-1", state="finished", step=1, steps=1)
STUDY = replace(
    known(SERIES, 2), kind="compare", apart=frozenset(("model.cell",)), seeds=5, run="run-2", state="finished",
    step=10, steps=10,
)  # fmt: skip


def language_of(sentence):
    return "zh" if re.search(r"[\u4e00-\u9fff]", sentence) else "en"


def cards_of(where):
    if where == "study":
        return (RAN, STUDY)
    return (known(SPECS["series" if where == "card" else where]),) if where in ("card", "text", "speech") else ()


def asked(where, sentence, *cards):
    tools = Toolbox(
        propose_comparison=(MADE, True), read_study=(VERDICT, True), read_run=({"state": "not trained yet"}, True),
        propose_run=({"configuration": {"model": {"cell": "lstm"}, "data": {"source": "sunspots"}}}, True),
    )  # fmt: skip
    tools.live = Live(*(cards or cards_of(where)))
    before = [Message(role="user", parts=[UPLOAD])] if where == "file" else []
    message = Message(role="user", parts=[TextPart(text=sentence)])
    language = language_of(sentence)
    return list(run_turn([*before, message], Guide(language), tools, language)), tools


def rows(kind):
    return [row[1:] for row in ROWS if row[0] == kind]


def comparison_in(tools):
    [(name, given)] = tools.calls
    assert name == "propose_comparison"
    return given


@pytest.mark.parametrize(("where", "sentence", "expected"), rows("proposed"))
def test_a_question_which_is_better_proposes_the_comparison_for_this_data(where, sentence, expected):
    events, tools = asked(where, sentence)
    wanted = json.loads(expected)
    subject = {} if "source" in wanted else SUBJECTS[where]
    assert comparison_in(tools) == {**subject, **wanted}, text_of(events)
    assert offered(events)


@pytest.mark.parametrize(("where", "sentence", "article"), rows("article"))
def test_a_question_of_knowledge_is_answered_and_can_be_tested(where, sentence, article):
    events, tools = asked(where, sentence)
    assert tools.calls == []
    assert f"**{articles.articles(language_of(sentence))[article].title}**" in text_of(events)
    tests = [each for each in offered(events) if each.startswith(("在我的数据上试", "用太阳黑子试", "Test it on"))]
    assert tests, offered(events)
    given = comparison_in(asked(where, tests[0])[1])
    assert {**given, **SUBJECTS[where]} == given


@pytest.mark.parametrize(("where", "sentence", "words"), rows("said"))
def test_what_cannot_be_compared_is_said(where, sentence, words):
    events, tools = asked(where, sentence)
    assert tools.calls == []
    assert [word for word in words.split("|") if word not in text_of(events)] == [], text_of(events)
    assert offered(events)


@pytest.mark.parametrize(("where", "sentence", "expected", "word"), rows("partly"))
def test_what_can_be_compared_is_and_the_rest_is_said(where, sentence, expected, word):
    events, tools = asked(where, sentence)
    assert comparison_in(tools) == {**SUBJECTS[where], **json.loads(expected)}
    assert word in text_of(events)


@pytest.mark.parametrize(("where", "sentence", "_"), rows("study"))
def test_after_a_comparison_its_verdict_is_the_answer(where, sentence, _):
    events, tools = asked(where, sentence)
    assert tools.calls == [("read_study", {"run": "card-2"})], text_of(events)
    assert "GRU wins." in text_of(events)
    assert "Because." in text_of(events)


@pytest.mark.parametrize(("where", "sentence", "_"), rows("search"))
def test_a_search_is_kept_apart_from_a_comparison(where, sentence, _):
    events, tools = asked(where, sentence)
    assert tools.calls == []
    assert any(words in text_of(events) for words in ("not built in yet", "还没有接入"))
    assert comparison_in(asked(where, offered(events)[0])[1])["set_of"] == "learning_rates"


@pytest.mark.parametrize(("where", "sentence", "_"), rows("other"))
def test_what_asks_for_something_else_proposes_no_comparison(where, sentence, _):
    events, tools = asked(where, sentence)
    assert all(name != "propose_comparison" for name, _ in tools.calls), tools.calls
    assert not is_lost(events)
