"""What people ask to have compared, in both languages: comparisons.tsv holds the sentence and what becomes of it."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import SuggestionsOffered, ToolSpec
from assistant.conversation.messages import File, Message, TextPart
from assistant.guide import Guide
from assistant.knowledge import articles
from assistant.services import Services
from assistant.workspace.receipts import TOPICS
from tests.assistant.guiding import COMPARED, Toolbox
from tests.assistant.sentences import SERIES, SPECS
from tests.assistant.test_changes import Live, known, offered, text_of

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
    [named] = {event.tests for event in events if isinstance(event, SuggestionsOffered)}
    assert named in TOPICS  # by which what was found out stands beside the answer
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


SPACE = {
    "configuration": {}, "estimate": "About 2 minutes.",
    "space": [{"path": "train.learning_rate", "values": "0.0001 to 0.01", "reason": "It matters most."}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("帮我调参", {}),
        ("tune this", {}),
        ("tune this for ten minutes", {"minutes": 10}),
        ("tune this for two minutes", {"minutes": 2}),
        ("帮我调参，两分钟", {"minutes": 2}),
        ("自动调参半小时", {"minutes": 30}),
        ("tune it for half an hour", {"minutes": 30}),
        ("hyperparameter search with 20 trials", {"trials": 20}),
        ("超参数搜索，试 30 次", {"trials": 30}),
        ("tune the learning rate and the hidden size for 90 seconds",
         {"minutes": 1.5, "fields": ["train.learning_rate", "model.hidden_size"]}),
        ("帮我调学习率和隐藏维度，5 分钟", {"minutes": 5, "fields": ["train.learning_rate", "model.hidden_size"]}),
    ],
)  # fmt: skip
def test_a_search_is_proposed_where_there_is_a_tool_for_it(sentence, given):
    tools = Toolbox(propose_search=(SPACE, True))
    tools.specs = (ToolSpec("propose_search", "", {}),)
    tools.live = Live(*cards_of("card"))
    language = language_of(sentence)
    events = list(run_turn([Message(role="user", parts=[TextPart(text=sentence)])], Guide(language), tools, language))
    assert tools.calls == [("propose_search", {"run": "card-1", **given})]
    assert "It matters most." in text_of(events)
    assert "About 2 minutes." in text_of(events)
    assert offered(events)


@pytest.mark.parametrize(("where", "sentence", "_"), rows("other"))
def test_what_asks_for_something_else_proposes_no_comparison(where, sentence, _):
    events, tools = asked(where, sentence)
    assert all(name != "propose_comparison" for name, _ in tools.calls), tools.calls
    assert text_of(events)


DRAFT = replace(STUDY, run=None, state=None, step=0, steps=0)
OTHER = known(SERIES.with_changes({"model.cell": "gru"}), 3)


@pytest.mark.parametrize(
    ("sentence", "given"),
    [
        ("用 10 个种子", {"seeds": 10}),
        ("Use 10 seeds", {"seeds": 10}),
        ("repeat it over 20 seeds", {"seeds": 20}),
        ("参数量相同", {"budget": "equal_parameters"}),
        ("With equal parameters", {"budget": "equal_parameters"}),
        ("at equal time please", {"budget": "equal_time"}),
    ],
)
def test_a_comparison_is_made_again_with_other_seeds_or_another_budget(sentence, given):
    events, tools = asked("study", sentence)
    assert tools.calls == [("propose_comparison", {"base": "card-2", **given})], text_of(events)


def test_as_many_seeds_as_it_has_make_no_second_card():
    events, tools = asked("study", "Use 5 seeds")
    assert tools.calls == []
    assert "5 seeds already" in text_of(events)


@pytest.mark.parametrize("sentence", ["比较这两张卡片", "compare these two cards", "compare both runs"])
def test_two_cards_of_the_thread_are_compared_as_they_are(sentence):
    _, tools = asked("", sentence, RAN, OTHER)
    assert tools.calls == [("propose_comparison", {"runs": ["card-1", "card-3"]})]
    events, tools = asked("", sentence, RAN)
    assert tools.calls == []
    assert offered(events)


@pytest.mark.parametrize("sentence", ["which is better?", "哪个好"])
def test_a_comparison_that_was_not_started_has_no_verdict(sentence):
    events, tools = asked("", sentence, RAN, DRAFT)
    assert tools.calls == []
    assert any(words in text_of(events) for words in ("no verdict yet", "还没有结论"))


@pytest.mark.parametrize(("sentence", "tool"), [("how good is it?", "read_run"), ("which one won?", "read_study")])
def test_a_training_after_the_comparison_is_what_a_word_on_the_result_means(sentence, tool):
    _, tools = asked("", sentence, RAN, STUDY, replace(OTHER, run="run-3", state="finished"))
    assert [name for name, _ in tools.calls if name.startswith("read")] in ([tool], [])


def test_after_a_verdict_the_winner_and_what_would_decide_it_are_offered():
    events, _ = asked("study", "which is better?")
    assert offered(events)[:2] == ["Use 12 seeds", "Set Cell to GRU"]
    _, tools = asked("study", "Set Cell to GRU")
    assert tools.calls == [("propose_run", {"base": "card-2", "changes": {"model.cell": "gru"}})]


@pytest.mark.parametrize(
    ("sentence", "words"), [("我的数据用 LSTM 还是 GRU 好？", "CSV"), ("LSTM or GRU for my data?", "CSV")]
)
def test_data_of_ones_own_are_asked_for_first(sentence, words):
    events, tools = asked("none", sentence)
    assert tools.calls == []
    assert words in text_of(events)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_of_several_files_one_is_chosen_first_and_the_question_is_kept(language):
    files = [File(name=f"{name}.csv", sha256=name * 64, bytes=9) for name in "ab"]
    question = {"zh": "比较 LSTM 和 GRU", "en": "Compare LSTM and GRU"}[language]
    tools = Toolbox(propose_comparison=COMPARED)
    tools.live = Live()
    first = Message(role="user", parts=[TextPart(text=question), *files])
    events = list(run_turn([first], Guide(language), tools, language))
    assert tools.calls == []
    again = Message(role="user", parts=[TextPart(text=offered(events)[1])])
    list(run_turn([first, again], Guide(language), tools, language))
    assert tools.calls == [("propose_comparison", {"file": "b.csv", "set_of": "lstm_gru"})]


def test_an_upload_with_the_question_is_what_it_is_about():
    tools = Toolbox(propose_comparison=COMPARED)
    tools.live = Live(known(SERIES))
    message = Message(role="user", parts=[TextPart(text="LSTM还是GRU好？"), UPLOAD])
    list(run_turn([message], Guide("zh"), tools, "zh"))
    assert tools.calls == [("propose_comparison", {"file": "sales.csv", "set_of": "lstm_gru"})]


@pytest.mark.parametrize(
    ("sentence", "candidates", "said"),
    [
        ("比较 LSTM 和 GRU", 2, "LSTM、GRU"),
        ("compare 1, 2 and 3 layers over 3 seeds", 3, "Layers 1, Layers 2, Layers 3"),
        ("which window length is best for the sunspots?", 3, "Window"),
        ("compare all cells on the sunspots", 7, "Transformer"),
        ("用 CO2 数据比较隐藏维度 32、64、128，参数量相同", 3, "隐藏维度 32"),
        ("比较 GRU 和 GRU-D", 2, "GRU-D"),
        ("compare LSTM and GRU on Shakespeare", 2, "LSTM, GRU"),
        ("compare LSTM and GRU with 1 and 2 layers", 4, "GRU · Layers 2"),
    ],
)
def test_the_real_tools_make_the_card_and_its_candidates_are_told(tmp_path, sentence, candidates, said):
    services = Services(tmp_path)
    try:
        language = language_of(sentence)
        conversation = services.store.create(language)
        message = Message(role="user", parts=[TextPart(text=sentence)])
        events = list(run_turn([message], Guide(language), services.toolbox(conversation, language), language))
        [card] = services.store.cards(conversation)
        assert (card.spec.kind, len(card.spec.candidates)) == ("compare", candidates)
        assert said in text_of(events).replace("\\", "")
    finally:
        services.close()


@pytest.mark.parametrize(
    ("sentence", "where"),
    [("诊断这个比较", "both"), ("what is wrong with this comparison?", "both"), ("为什么 loss 是 nan？", "study alone"),
     ("is it overfitting?", "study alone"), ("诊断一下", "study alone"), ("why did the loss explode?", "study alone")],
)  # fmt: skip
def test_trouble_of_a_comparison_is_looked_for_in_its_trainings(sentence, where):
    found = {"code": "non_finite", "name": "NaN", "severity": "error", "text": "The loss is NaN.", "of": 6,
             "trainings": ["GRU · seed 1", "GRU · seed 2", "GRU · seed 3", "GRU · seed 4", "GRU · seed 5"]}  # fmt: skip
    told = {"run": "run-2", "state": "finished", "healthy": False, "findings": [found], "looked_at": [], "numbers": {},
            "trainings": found["trainings"]}  # fmt: skip
    tools = Toolbox(diagnose=(told, True))
    tools.live = Live(*((RAN, STUDY) if where == "both" else (STUDY,)))
    language = language_of(sentence)
    events = list(run_turn([Message(role="user", parts=[TextPart(text=sentence)])], Guide(language), tools, language))
    assert tools.calls == [("diagnose", {"run": "card-2"})], text_of(events)
    assert "GRU · seed 4" in text_of(events)
    assert ("另外 2 次" if language == "zh" else "2 more") in text_of(events)
    assert offered(events)


@pytest.mark.parametrize(
    ("sentence", "word"),
    [("在 a.csv 和 b.csv 上比较 LSTM 和 GRU", "b.csv"), ("compare LSTM and GRU on a.csv and b.csv", "b.csv")],
)
def test_a_comparison_on_several_files_makes_a_card_for_each(sentence, word):
    files = [File(name=name, sha256=name[0] * 64, bytes=9) for name in ("a.csv", "b.csv")]
    tools = Toolbox(propose_comparison=(MADE, True))
    tools.live = Live()
    language = language_of(sentence)
    message = Message(role="user", parts=[TextPart(text=sentence), *files])
    events = list(run_turn([message], Guide(language), tools, language))
    assert [given for _, given in tools.calls] == [
        {"file": "a.csv", "set_of": "lstm_gru"},
        {"file": "b.csv", "set_of": "lstm_gru"},
    ], text_of(events)
    assert word in text_of(events)


@pytest.mark.parametrize("sentence", ["比较 LSTM 和 GRU", "Compare LSTM and GRU", "帮我调参"])
def test_which_of_several_files_is_asked_and_each_or_all_can_be_chosen(sentence):
    files = [File(name=name, sha256=name[0] * 64, bytes=9) for name in ("a.csv", "b.csv")]
    language = language_of(sentence)
    tools = Toolbox(propose_comparison=(MADE, True), propose_search=(SPACE, True))
    tools.live, tools.specs = Live(), (ToolSpec("propose_search", ""),)
    asking = Message(role="user", parts=[TextPart(text=sentence), *files])
    events = list(run_turn([asking], Guide(language), tools, language))
    assert tools.calls == []
    offers = offered(events)
    assert any("a.csv" in each for each in offers)
    every = offers[-1]
    answer = Message(role="assistant", parts=[TextPart(text=text_of(events))], finish_reason="stop")
    again = Message(role="user", parts=[TextPart(text=every)])
    list(run_turn([asking, answer, again], Guide(language), tools, language))
    assert [given["file"] for _, given in tools.calls] == ["a.csv", "b.csv"]


def test_what_fair_was_taken_for_is_said_and_another_meaning_is_offered():
    events, tools = asked("card", "compare LSTM and GRU fairly")
    made = {**MADE, "configuration": {**MADE["configuration"], "budget": comparison_in(tools)["budget"]}}
    tools = Toolbox(propose_comparison=(made, True))
    tools.live = Live(known(SERIES))
    message = Message(role="user", parts=[TextPart(text="compare LSTM and GRU fairly")])
    events = list(run_turn([message], Guide("en"), tools, "en"))
    assert "Fair can mean several things; here the number of parameters is made equal" in text_of(events)
    assert {"With equal training time", "With the same number of steps"} <= set(offered(events))
