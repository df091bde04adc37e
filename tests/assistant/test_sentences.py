"""What people type beside a card, by kind of answer: sentences.tsv holds the sentence and what is to become of it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.knowledge import articles
from tests.assistant.guiding import PROPOSED, Toolbox
from tests.assistant.sentences import SERIES, SPECS
from tests.assistant.test_changes import Live, ask, changes_of, known, offered, text_of

TABLE = Path(__file__).with_suffix("").with_name("sentences.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]


def rows(kind):
    return [row[1:] for row in ROWS if row[0] == kind]


def language_of(sentence):
    return "zh" if re.search(r"[\u4e00-\u9fff]", sentence) else "en"


def answered(task, sentence):
    return ask(sentence, SPECS[task], language=language_of(sentence))


def is_lost(events):
    return any(words in text_of(events) for words in ("没有可靠的答案", "no reliable answer"))


@pytest.mark.parametrize(("task", "sentence", "expected"), rows("changed"))
def test_the_card_is_changed_as_asked_and_in_nothing_else(task, sentence, expected):
    events, tools = answered(task, sentence)
    assert changes_of(tools) == [json.loads(expected)], text_of(events)


@pytest.mark.parametrize(("task", "sentence", "expected"), rows("said"))
def test_what_cannot_be_done_is_said_and_nothing_is_made(task, sentence, expected):
    events, tools = answered(task, sentence)
    assert tools.calls == []
    assert any(words in text_of(events) for words in expected.split("|")), text_of(events)
    assert offered(events)


@pytest.mark.parametrize(("task", "sentence", "seeds"), rows("repeated"))
def test_a_wish_for_several_seeds_repeats_the_card_over_them(task, sentence, seeds):
    events, tools = answered(task, sentence)
    assert tools.calls == [("propose_run", {"base": "card-1", "changes": {}, "seeds": int(seeds)})], text_of(events)


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("隐藏维度改成128，用5个种子重复", {"changes": {"model.hidden_size": 128}, "seeds": 5}),
        ("set hidden size to 128 and repeat over 4 seeds", {"changes": {"model.hidden_size": 128}, "seeds": 4}),
        ("seeds 3 to 7", {"changes": {"train.seed": 3}, "seeds": 5}),
    ],
)
def test_other_wishes_beside_it_are_followed_too(sentence, given):
    events, tools = answered("series", sentence)
    assert tools.calls == [("propose_run", {"base": "card-1", **given})], text_of(events)


@pytest.mark.parametrize(("sentence", "said"), [("undo", "number of seeds 5 → 1"), ("撤销", "种子个数 5 → 1")])
def test_a_repetition_is_undone_to_the_single_training(sentence, said):
    tools = Toolbox(propose_run=PROPOSED)
    tools.live = Live(known(SERIES, 1), replace(known(SERIES, 2), seeds=5))
    language = language_of(sentence)
    events = list(run_turn([Message(role="user", parts=[TextPart(text=sentence)])], Guide(language), tools, language))
    assert tools.calls == [("propose_run", {"base": "card-1", "changes": {}})]
    assert said in text_of(events)


@pytest.mark.parametrize("sentence", ["repeat it over 5 seeds", "用 5 个种子重复"])
def test_without_a_card_there_is_nothing_to_repeat_and_that_is_said(sentence):
    events, tools = ask(sentence, language=language_of(sentence))
    assert tools.calls == []
    assert any(words in text_of(events) for words in ("no card to repeat", "没有可以重复的卡片"))
    assert offered(events)


@pytest.mark.parametrize("sentence", ["Forecast the sunspots over 5 seeds", "用5个种子预测太阳黑子"])
def test_new_data_may_be_asked_for_over_several_seeds_at_once(sentence):
    _, tools = ask(sentence, language=language_of(sentence))
    assert [(given["source"], given["seeds"]) for _, given in tools.calls] == [("sunspots", 5)]


@pytest.mark.parametrize("sentence", ["需要几个种子？", "how many seeds do I need?", "don't use 5 seeds", "换一个种子"])
def test_a_word_about_seeds_is_no_wish_to_repeat(sentence):
    _, tools = answered("series", sentence)
    assert all("seeds" not in given for _, given in tools.calls)


@pytest.mark.parametrize(("task", "sentence", "expected"), rows("offered"))
def test_a_question_offers_the_change_that_it_is_about_and_makes_nothing(task, sentence, expected):
    events, tools = answered(task, sentence)
    assert tools.calls == []
    assert changes_of(answered(task, offered(events)[0])[1]) == [json.loads(expected)], offered(events)


@pytest.mark.parametrize(("task", "sentence", "expected"), rows("article"))
def test_both_languages_find_the_article_on_a_setting(task, sentence, expected):
    events, tools = answered(task, sentence)
    assert tools.calls == []
    assert f"**{articles.articles(language_of(sentence))[expected].title}**" in text_of(events)


@pytest.mark.parametrize(("task", "sentence", "expected"), rows("talk"))
def test_talk_is_answered_by_where_the_card_stands(task, sentence, expected):
    events, tools = answered(task, sentence)
    assert changes_of(tools) == []
    assert not is_lost(events)
    assert any(words in text_of(events) for words in expected.split("|")), text_of(events)
    assert offered(events)


@pytest.mark.parametrize(("task", "sentence", "_"), rows("result"))
def test_a_word_on_the_result_reads_it(task, sentence, _):
    _, tools = answered(task, sentence)
    assert [name for name, _ in tools.calls] == ["read_run"]


@pytest.mark.parametrize(("task", "sentence", "_"), rows("improve"))
def test_who_wants_it_better_is_offered_changes(task, sentence, _):
    events, tools = answered(task, sentence)
    assert tools.calls == []
    assert not is_lost(events)
    assert sum(bool(changes_of(ask(item, SERIES)[1])) for item in offered(events)) >= 2


@pytest.mark.parametrize(
    ("state", "words"), [("running", "step 7 of 600"), ("stopped", "go on"), ("failed", "says why")]
)
def test_a_nod_is_answered_by_the_state_of_the_run(state, words):
    tools = Toolbox()
    tools.live = Live(replace(known(SERIES), state=state, step=7, steps=600))
    events = list(run_turn([Message(role="user", parts=[TextPart(text="what now?")])], Guide("en"), tools, "en"))
    assert words in text_of(events)
    assert offered(events)
