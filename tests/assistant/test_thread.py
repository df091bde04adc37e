"""What the guide knows of a thread: its own files, cards and runs, and which of several files a question means."""

import io
from datetime import date, timedelta

import numpy as np
import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import SuggestionsOffered, ToolAnswered, ToolCalled
from assistant.conversation.messages import Message, Suggestions, TextPart
from assistant.guide import Guide
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.services import Services
from assistant.workspace import packing
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.i18n.sentences import say
from lstm_core.reports import verdicts
from tests.assistant.guiding import text_of as written
from tests.assistant.test_recognise import called
from tests.sounds import tone
from tests.support import make_finished_run

SHOP = "date,sales\n" + "".join(f"{np.datetime64('2024-01-01') + day},{100 + day % 7 * 3}\n" for day in range(336))
OTHER = "date,visits\n" + "".join(f"2023-{1 + day // 28:02d}-{1 + day % 28:02d},{day % 9 + 1}\n" for day in range(300))
NOVEL = "It was a dark night. The lamp burned low and nobody spoke. " * 200


@pytest.fixture
def services(tmp_path):
    found = Services(tmp_path)
    yield found
    found.close()


@pytest.fixture
def thread(services):
    return services.store.create("en")


def turn(services, thread, question, *files, language="en"):
    """The events of the guide's answer, which is kept as a page keeps it."""
    given = packing.store_uploads(services.uploads, [(name, io.BytesIO(content)) for name, content in files])
    services.store.append(thread, Message(role="user", parts=[*given, TextPart(text=question)]))
    history = [message for _, message in services.store.messages(thread)]
    events = list(run_turn(history, Guide(language), services.toolbox(thread, language), language))
    results = [
        {"type": "tool_result", **event.model_dump(exclude={"type"})}
        for event in events
        if isinstance(event, ToolAnswered)
    ]
    parts = [*results, Suggestions(items=offered(events)).model_dump()]
    answer = {"role": "assistant", "parts": parts, "finish_reason": "stop"}
    services.store.append(thread, Message.model_validate(answer))
    return events


def text_of(events):
    return written(events).replace("\\", "")


def offered(events):
    return [item for event in events if isinstance(event, SuggestionsOffered) for item in event.items]


def subjects(events):
    return [given.get("file") or given.get("source") or given.get("base") for _, given in called(events)]


ASIDES = [
    "asdf qwer",
    "今天天气怎么样",
    "help",
    "帮助",
    "thanks",
    "谢谢",
    "hello",
    "你好",
    "papers on LSTM",
    "压缩成 INT8",
]


# -- the fallback --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", ASIDES)
def test_in_a_thread_about_a_shop_nothing_speaks_of_sunspots(question, language, services, thread):
    turn(services, thread, "", ("shop.csv", SHOP.encode()))
    events = turn(services, thread, question, language=language)
    said = text_of(events) + " ".join(offered(events))
    assert "shop.csv" in said
    assert "336" in said
    assert "sales" in said
    assert offered(events)
    assert not any(word in " ".join(offered(events)) for word in ("sunspots", "太阳黑子", "CO₂"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finished_run_is_told_with_its_result(language, services, thread):
    turn(services, thread, "", ("shop.csv", SHOP.encode()))
    [card] = services.store.cards(thread)
    record = make_finished_run(services.runs, card.spec)
    services.store.attach_run(card.id, record.name)
    events = turn(services, thread, "asdf qwer", language=language)
    told = verdicts.headline(services.record(record.name))
    assert any(say(told.key, each, told.parameters) in text_of(events) for each in LANGUAGES)
    assert GUIDE_TEXTS["next.result"].en in offered(events) or GUIDE_TEXTS["next.result"].zh in offered(events)


def test_a_thread_without_data_is_offered_what_is_built_in(services, thread):
    assert GUIDE_TEXTS["next.sunspots"].en in offered(turn(services, thread, "asdf qwer"))


def test_a_form_that_was_changed_by_hand_is_where_a_change_starts(services, thread):
    turn(services, thread, "Forecast the sunspots")
    [card] = services.store.cards(thread)
    services.store.change_card(card.id, card.spec.with_changes({"model.layers": 4}))
    assert "层数 4 → 5" in text_of(turn(services, thread, "加一层", language="zh"))
    assert services.store.cards(thread)[-1].spec.model.layers == 5


def test_a_finished_card_is_changed_by_a_card_beside_it(services, thread):
    turn(services, thread, "Forecast the sunspots")
    [card] = services.store.cards(thread)
    record = make_finished_run(services.runs, card.spec)
    services.store.attach_run(card.id, record.name)
    turn(services, thread, "make it deeper")
    cards = services.store.cards(thread)
    assert [card.spec.model.layers for card in cards] == [1, 2]
    assert cards[0].run_id == record.name


def test_what_the_data_refuses_is_left_out_and_the_rest_is_followed(services, thread):
    turn(services, thread, "", ("shop.csv", SHOP.encode()))
    events = turn(services, thread, "window 5000 and add a layer")
    assert "left out: Window" in text_of(events)
    assert [card.spec.model.layers for card in services.store.cards(thread)] == [1, 2]


def test_a_window_in_weeks_follows_the_rhythm_of_the_upload(services, thread):
    turn(services, thread, "", ("shop.csv", SHOP.encode()))
    turn(services, thread, "window of 3 weeks", language="en")
    assert services.store.cards(thread)[-1].spec.series.window == 21


def test_undo_makes_the_card_before_again(services, thread):
    turn(services, thread, "Forecast the sunspots")
    turn(services, thread, "add a layer")
    turn(services, thread, "undo")
    assert [card.spec.model.layers for card in services.store.cards(thread)] == [1, 2, 1]


def test_a_horizon_in_days_follows_the_rhythm_of_the_upload(services, thread):
    turn(services, thread, "", ("shop.csv", SHOP.encode()))
    turn(services, thread, "add a layer")
    turn(services, thread, "Forecast the next 2 weeks")
    last = services.store.cards(thread)[-1].spec
    assert (last.series.horizon, last.model.layers) == (14, 2)


def test_weeks_of_a_shop_that_is_closed_on_sundays_have_six_days(services, thread):
    start = date(2023, 1, 2)
    days = [start + timedelta(days=day) for day in range(300) if day % 7 < 6]
    rows = "".join(f"{day},{60 + 9 * day.weekday()}\n" for day in days)
    turn(services, thread, "", ("shop.csv", ("date,customers\n" + rows).encode()))
    turn(services, thread, "Forecast the next 2 weeks")
    last = services.store.cards(thread)[-1].spec
    assert (last.series.horizon, last.series.season) == (12, 6)


OPENINGS = {
    "shop": ("", [("shop.csv", SHOP.encode())]),
    "two": ("", [("a.csv", SHOP.encode()), ("b.csv", OTHER.encode())]),
    "text": ("Generate text in the style of Shakespeare", []),
    "novel": ("", [("novel.txt", NOVEL.encode() * 3)]),
    "speech": ("Recognise spoken digits", []),
    "nothing": ("hello", []),
}
CUES = ("asdf qwer", "should I add a layer?", "20 layers", "What do the gates do?")


@pytest.mark.parametrize("opening", OPENINGS)
def test_every_step_that_is_offered_in_a_thread_is_understood(opening, services, thread):
    """Every suggestion, sent in the thread in which it was offered, gets a real answer."""
    question, files = OPENINGS[opening]
    turn(services, thread, question, *files)
    asked = {
        item
        for cue in CUES
        for language in LANGUAGES
        for item in offered(turn(services, thread, cue, language=language))
    }
    assert len(asked) >= 6
    for item in sorted(asked):
        events = turn(services, thread, item)
        said = text_of(events)
        assert not any(getattr(GUIDE_TEXTS["guide.unknown"], each) in said for each in LANGUAGES), item
        assert called(events) or offered(events), item


# -- several files -------------------------------------------------------------------------------------------------

TWO = (("a.csv", SHOP.encode()), ("b.csv", OTHER.encode()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", ["", "Forecast this data", "预测", "两层 GRU", "Look at these files", "20 layers"])
def test_of_two_files_both_are_named_and_neither_is_taken(question, language, services, thread):
    events = turn(services, thread, question, *TWO, language=language)
    assert called(events) == []
    assert "a.csv" in text_of(events)
    assert "b.csv" in text_of(events)
    for pill, name in zip(offered(events)[:2], ("a.csv", "b.csv"), strict=True):
        again = services.store.create(language)
        turn(services, again, question, *TWO, language=language)
        assert subjects(turn(services, again, pill, language=language)) == [name]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Forecast b.csv", ["b.csv"]),
        ("用 a.csv 预测，两层", ["a.csv"]),
        ("forecast B.CSV with a GRU", ["b.csv"]),
        ("both", ["a.csv", "b.csv"]),
        ("两个都要", ["a.csv", "b.csv"]),
        ("Forecast both of them", ["a.csv", "b.csv"]),
        ("the first one", ["a.csv"]),
        ("第二个", ["b.csv"]),
        ("Forecast a.csv and b.csv", ["a.csv", "b.csv"]),
    ],
)
def test_a_question_takes_the_files_that_it_names(question, expected, services, thread):
    assert subjects(turn(services, thread, question, *TWO)) == expected
    later = services.store.create("en")
    turn(services, later, "", *TWO)
    assert subjects(turn(services, later, question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"), [("use a", ["a.csv"]), ("b and a", ["b.csv", "a.csv"]), ("都预测", ["a.csv", "b.csv"])]
)
def test_short_names_are_understood_where_there_is_a_choice(question, expected, services, thread):
    assert subjects(turn(services, thread, question, *TWO)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("now the first file again with 2 layers", "a.csv"),
        ("用第一个文件，两层", "a.csv"),
        ("the second file with 2 layers", "b.csv"),
        ("最后一个文件，两层", "b.csv"),
    ],
)
def test_of_files_that_came_one_after_the_other_the_named_one_is_taken(question, expected, services, thread):
    turn(services, thread, "Forecast it", TWO[0])
    turn(services, thread, "Forecast it", TWO[1])
    turn(services, thread, question)
    card = services.store.cards(thread)[-1].spec
    assert (card.data.name, card.model.layers) == (expected, 2)


def test_settings_beside_a_file_that_is_named_hold_for_its_card(services, thread):
    turn(services, thread, "用 a.csv 预测，两层 GRU", *TWO, language="zh")
    [card] = services.store.cards(thread)
    assert (card.spec.data.name, card.spec.model.layers, card.spec.model.cell) == ("a.csv", 2, "gru")


def test_both_make_a_card_each(services, thread):
    turn(services, thread, "both, with 2 layers", *TWO)
    assert [(card.spec.data.name, card.spec.model.layers) for card in services.store.cards(thread)] == [
        ("a.csv", 2),
        ("b.csv", 2),
    ]


def test_a_table_and_a_text_are_a_choice_too(services, thread):
    events = turn(services, thread, "", ("a.csv", SHOP.encode()), ("novel.txt", NOVEL.encode()))
    assert called(events) == []
    pill = next(item for item in offered(events) if "novel.txt" in item)
    turn(services, thread, pill)
    assert services.store.cards(thread)[-1].spec.data.task == "text"
    turn(services, thread, "Forecast a.csv")
    assert [card.spec.data.task for card in services.store.cards(thread)] == ["text", "series"]


def test_a_table_and_a_recording_are_a_choice_too(services, thread):
    events = turn(services, thread, "", ("a.csv", SHOP.encode()), ("x.wav", tone()))
    assert called(events) == []
    assert subjects(turn(services, thread, "Forecast a.csv")) == ["a.csv"]


def test_the_same_file_twice_is_one(services, thread):
    assert subjects(turn(services, thread, "", ("a.csv", SHOP.encode()), ("a.csv", SHOP.encode()))) == ["a.csv"]
    assert len(subjects(turn(services, thread, "", ("a.csv", SHOP.encode()), ("copy.csv", SHOP.encode())))) == 1


def test_two_files_of_one_name_are_told_apart(services, thread):
    events = turn(services, thread, "", ("a.csv", SHOP.encode()), ("a.csv", OTHER.encode()))
    first, second, *_ = offered(events)
    assert first != second
    turn(services, thread, first)
    turn(services, thread, second)
    assert [card.spec.series.target for card in services.store.cards(thread)] == ["sales", "visits"]


def test_an_earlier_file_can_be_named_later(services, thread):
    turn(services, thread, "", ("first.csv", SHOP.encode()))
    turn(services, thread, "", ("second.csv", OTHER.encode()))
    assert subjects(turn(services, thread, "Forecast first.csv again with 3 layers")) == ["first.csv"]
    assert services.store.cards(thread)[-1].spec.model.layers == 3


def test_a_question_that_is_not_about_the_files_is_answered(services, thread):
    turn(services, thread, "", *TWO)
    assert "forget" in text_of(turn(services, thread, "Explain the forget gate"))


@pytest.mark.parametrize("question", ["预测", "forecast", "两层", "20 layers", "make it deeper", "use a GRU"])
def test_later_neither_of_two_files_is_taken_silently(question, services, thread):
    turn(services, thread, "", *TWO)
    events = turn(services, thread, question)
    assert called(events) == []
    assert {"Forecast a.csv", "Forecast b.csv"} <= {*offered(events)} or {"用 a.csv 预测", "用 b.csv 预测"} <= {
        *offered(events)
    }


def test_built_in_data_may_be_asked_for_while_files_wait(services, thread):
    turn(services, thread, "", *TWO)
    assert subjects(turn(services, thread, "Forecast the sunspots")) == ["sunspots"]


def test_a_change_may_name_the_file_of_the_newest_card(services, thread):
    turn(services, thread, "", ("shop.csv", SHOP.encode()))
    turn(services, thread, "add a layer to shop.csv")
    assert [card.spec.model.layers for card in services.store.cards(thread)] == [1, 2]


def test_a_question_about_a_file_makes_no_card(services, thread):
    turn(services, thread, "", ("shop.csv", SHOP.encode()))
    events = turn(services, thread, "How many rows does shop.csv have?")
    assert called(events) == []
    assert "336 rows" in text_of(events)


@pytest.mark.parametrize("question", ["Forecast with Mamba", "用 Prophet 预测"])
def test_a_model_that_is_not_built_in_is_said_beside_a_new_card(question, services, thread):
    events = turn(services, thread, question, ("shop.csv", SHOP.encode()))
    assert any(name in text_of(events) for name in ("mamba", "prophet"))
    assert len(services.store.cards(thread)) == 1


def test_a_file_name_is_no_wish(services, thread):
    turn(services, thread, "", ("use GRU 3 layers.csv", SHOP.encode()), ("b.csv", OTHER.encode()))
    turn(services, thread, "Forecast use GRU 3 layers.csv")
    [card] = services.store.cards(thread)
    assert (card.spec.model.cell, card.spec.model.layers) == ("lstm", 1)


@pytest.mark.parametrize("tool", ["propose_run", "describe_data"])
def test_a_tool_without_a_file_name_says_which_files_there_are(tool, services, thread):
    given = packing.store_uploads(services.uploads, [(name, io.BytesIO(content)) for name, content in TWO])
    services.store.append(thread, Message(role="user", parts=[*given, TextPart(text="?")]))
    box = services.toolbox(thread, "en")
    for arguments in ("{}", '{"source": "file"}'):
        answer = box.call(ToolCalled(id="1", name=tool, arguments=arguments))
        assert not answer.ok
        assert "a.csv" in answer.content
        assert "b.csv" in answer.content
    assert box.call(ToolCalled(id="2", name=tool, arguments='{"file": "b.csv"}')).ok
