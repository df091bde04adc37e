"""What people type to change the newest card, in both languages and sloppily, and what becomes of it."""

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import SuggestionsOffered
from assistant.conversation.known_cards import KnownCard
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.guide.answers import edits
from assistant.guide.understanding import grammar, lexicon
from assistant.tools.thread import values_of
from assistant.ui.cards.fields import FORMS
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.spec.tasks import TASKS
from tests.assistant.guiding import COMPARED, PROPOSED, Toolbox
from tests.assistant.guiding import text_of as written
from tests.assistant.sentences import (
    CHANGED,
    LAYERS,
    NO_CHANGE,
    OTHER_TASKS,
    PARTLY,
    QUESTIONS,
    RATE,
    REFUSED,
    SERIES,
    SPECS,
    WINDOW,
)


def text_of(events):
    """What is read: without the marks that keep a stranger's words from being Markdown."""
    return written(events).replace("\\", "")


class Live:
    def __init__(self, *cards):
        self._cards = cards

    def cards(self):
        return self._cards

    def about(self, file):
        return {}


def known(spec, number=1):
    return KnownCard(f"card-{number}", spec.data.task, values_of(spec), spec, source=spec.data.source)


def ask(question, *specs, language="en"):
    tools = Toolbox(propose_run=PROPOSED, propose_comparison=COMPARED, read_run=({"state": "not trained yet"}, True))
    tools.live = Live(*(known(spec, number) for number, spec in enumerate(specs, 1)))
    message = Message(role="user", parts=[TextPart(text=question)])
    return list(run_turn([message], Guide(language), tools, language)), tools


def changes_of(tools, base="card-1"):
    return [given["changes"] for name, given in tools.calls if name == "propose_run" and given.get("base") == base]


def offered(events):
    return [item for event in events if isinstance(event, SuggestionsOffered) for item in event.items]


@pytest.mark.parametrize(("question", "expected"), CHANGED)
def test_a_sentence_changes_the_newest_card_of_a_forecast(question, expected):
    events, tools = ask(question, SERIES)
    assert changes_of(tools) == [expected], text_of(events)
    assert "→" in text_of(events)


@pytest.mark.parametrize(("task", "question", "expected"), OTHER_TASKS)
def test_a_sentence_changes_the_newest_card_of_another_task(task, question, expected):
    events, tools = ask(question, SPECS[task])
    assert changes_of(tools) == [expected], text_of(events)


@pytest.mark.parametrize(("task", "question", "words"), REFUSED)
def test_what_a_rule_refuses_is_said_with_the_rule_and_nothing_is_made(task, question, words):
    events, tools = ask(question, SPECS[task])
    assert tools.calls == []
    assert [word for word in words if word not in text_of(events)] == [], text_of(events)
    assert offered(events)


@pytest.mark.parametrize(("question", "expected", "words"), PARTLY)
def test_a_wish_that_cannot_be_followed_is_said_beside_those_that_are(question, expected, words):
    events, tools = ask(question, SERIES)
    assert changes_of(tools) == [expected], text_of(events)
    assert [word for word in words if word not in text_of(events)] == [], text_of(events)


@pytest.mark.parametrize(("question", "expected"), QUESTIONS)
def test_a_question_stays_a_question_and_offers_the_change(question, expected):
    events, tools = ask(question, SERIES)
    assert tools.calls == [], text_of(events)
    first = offered(events)[0]
    assert first.startswith(("Set ", "把"))
    _, tools = ask(first, SERIES)
    assert changes_of(tools) == [expected], first


@pytest.mark.parametrize("question", NO_CHANGE)
def test_what_is_no_wish_changes_nothing(question):
    _, tools = ask(question, SERIES)
    assert changes_of(tools) == []


def test_the_answer_says_from_what_to_what():
    assert "层数 2 → 3" in text_of(ask("加一层", SERIES)[0])
    assert "Learning rate 0.002 → 0.001" in text_of(ask("halve the learning rate", SERIES)[0])
    assert "Residual off → on" in text_of(ask("add residual connections", SERIES)[0])


def test_the_newest_card_is_changed_and_as_it_is_now():
    _, tools = ask("加一层", SPECS["text"], SERIES.with_changes({LAYERS: 5}))
    assert changes_of(tools, "card-2") == [{LAYERS: 6}]


def test_a_default_is_what_was_proposed_first():
    _, tools = ask("window back to default", SERIES, SERIES.with_changes({WINDOW: 96}))
    assert changes_of(tools, "card-2") == [{WINDOW: 48}]
    _, tools = ask("全部恢复默认", SERIES, SERIES.with_changes({WINDOW: 96}))
    assert tools.calls == [("propose_run", {"source": "sunspots", "changes": {}})]


@pytest.mark.parametrize(
    "question",
    [
        "learning rate back to what it was",
        "学习率改回去",
        "换回之前的学习率",
        "layers, and the learning rate as it was before",
    ],
)
def test_a_setting_goes_back_to_what_it_was_on_the_newest_card_that_differs(question):
    rates = [{RATE: 0.004}, {RATE: 0.001}, {RATE: 0.001, WINDOW: 96}]
    _, tools = ask(question, SERIES, *(SERIES.with_changes(changes) for changes in rates))
    assert changes_of(tools, "card-4") == [{RATE: 0.004}]


@pytest.mark.parametrize("question", ["one layer", "少一层", "remove a layer"])
def test_a_network_of_one_layer_has_no_dropout_between_layers_and_that_is_said(question):
    events, tools = ask(question, SERIES)
    assert changes_of(tools) == [{LAYERS: 1, "model.dropout": 0.0}]
    assert "0.2 → 0" in text_of(events)


@pytest.mark.parametrize(
    "question", ["撤销", "撤销吧", "undo", "Undo that", "back to before", "go back", "回到之前的设置"]
)
def test_undo_goes_back_to_the_card_before_and_then_further(question):
    three = [SERIES, SERIES.with_changes({LAYERS: 3}), SERIES.with_changes({LAYERS: 3, WINDOW: 96})]
    events, tools = ask(question, *three)
    assert tools.calls == [("propose_run", {"base": "card-2", "changes": {}})]
    assert "96 → 48" in text_of(events)
    _, tools = ask(question, *three, three[1])
    assert tools.calls == [("propose_run", {"base": "card-1", "changes": {}})]
    events, tools = ask(question, SERIES)
    assert tools.calls == []
    assert offered(events)


@pytest.mark.parametrize("question", ["加一层", "make it deeper", "训练久一点", "halve the learning rate"])
def test_without_a_card_the_guide_says_so_and_what_to_do(question):
    events, tools = ask(question)
    assert tools.calls == []
    assert any(words in text_of(events) for words in ("no card to change", "还没有可以改的卡片"))
    assert offered(events)


def test_a_relative_wish_beside_new_data_starts_from_what_is_proposed_for_it():
    _, tools = ask("Forecast the sunspots with a deeper network")
    assert tools.calls[0] == ("propose_run", {"source": "sunspots", "changes": {}})
    assert tools.calls[1][1] == {"base": "card-1", "changes": {LAYERS: 2}}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("task", TASKS)
def test_every_field_of_the_form_is_understood_by_its_label_with_every_choice(language, task):
    for field in FORMS[task].fields:
        if field.kind in ("column", "columns", "numbers", "series", "several", "wide", "zone", "country"):
            continue
        values = {
            "choice": lambda field=field: field.options(task),
            "whole": lambda: (4, 12),
            "number": lambda: (0.25, 2.0),
            "switch": lambda: (True, False),
        }[field.kind]()
        for value in values:
            asked = edits.sentence(field.path, value, language)
            reading = grammar.parse_question(asked, task)
            said = {wish.path: wish.value for wish in reading.wishes}
            assert said == {field.path: value}, asked
            assert not reading.unknown
            assert not reading.notes, asked


def test_a_long_text_is_no_wish_and_costs_nothing():
    assert not grammar.parse_question("add a layer " * 100_000, "series").sure
    assert not grammar.parse_question("的" * 500, "series").sure


def test_no_word_means_two_things_of_one_kind():
    for phrase, entries in lexicon.entries().items():
        kinds = [entry.kind for entry in entries if entry.kind not in ("field", "choice")]
        assert len(kinds) == len(set(kinds)), phrase
