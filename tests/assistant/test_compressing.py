"""Wishes for a smaller network, in both languages: a ladder's card, other wishes for it, which file to take."""

import json
from dataclasses import replace

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.services import Services
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import compress as report
from tests.assistant.guiding import Toolbox, text_of
from tests.assistant.sentences import SERIES
from tests.assistant.test_changes import Live, known, offered
from tests.assistant.test_recognise import called
from tests.assistant.test_sentences import language_of, rows
from tests.assistant.test_thread import turn
from tests.compressions import ladder_spec, make_ladder
from tests.support import make_finished_run, spec_of

MADE = {
    "configuration": {"model": {"hidden_size": 64}},
    "rungs_in_words": ["ONNX FP32", "INT8"],
    "limits_in_words": "at most 500 kB",
    "networks": 1,
    "estimated_seconds": 12,
}
READ = {"kind": "compress", "state": "finished", "headline": "Take this: INT8.", "explanation": ["INT8 is small."]}
TRAINED = replace(known(SERIES), state="finished", run="run-1", headline=Sentence("run.stopped", {"step": 1}))
LADDER = replace(known(SERIES, 2), kind="compress", rungs=("int8",))


def asked(question, *cards, language=None):
    """What happens, and the calls, in a thread with these cards."""
    tools = Toolbox(propose_compression=(MADE, True), read_study=(READ, True), propose_run=({}, False))
    tools.live = Live(*cards)
    language = language or language_of(question)
    return list(run_turn([Message(role="user", parts=[TextPart(text=question)])], Guide(language), tools, language)), (
        tools.calls
    )


@pytest.mark.parametrize(("task", "sentence", "given"), rows("compressed"))
def test_a_trained_network_is_compressed_as_asked(task, sentence, given):
    events, calls = asked(sentence, TRAINED)
    assert calls == [("propose_compression", {**json.loads(given), "run": "card-1"})], text_of(events)
    assert "INT8" in text_of(events)
    assert offered(events)


@pytest.mark.parametrize(("task", "sentence", "given"), rows("laddered"))
def test_later_wishes_change_the_newest_ladder(task, sentence, given):
    events, calls = asked(sentence, TRAINED, LADDER)
    assert calls == [("propose_compression", {"run": "card-2", **json.loads(given)})], text_of(events)


@pytest.mark.parametrize("question", ["make it small enough for a phone", "让它在手机上跑"])
def test_a_phone_sets_limits_and_says_why(question):
    said = text_of(asked(question, TRAINED)[0])
    assert "1 MB" in said
    assert "1%" in said


@pytest.mark.parametrize("question", ["small enough for an ESP32 microcontroller", "放进单片机"])
def test_a_microcontroller_sets_one_and_says_why(question):
    said = text_of(asked(question, TRAINED)[0])
    assert "50 kB" in said


@pytest.mark.parametrize("question", ["distil it into 16 units", "蒸馏成16个单元", "make it small enough for a phone"])
def test_without_a_trained_network_it_says_so_and_offers_to_train_one(question):
    events, calls = asked(question)
    assert calls == []
    assert GUIDE_TEXTS["guide.compress_nothing"][language_of(question) == "en"] in text_of(events)
    assert offered(events)
    events, calls = asked(question, known(SERIES))
    assert calls == []
    assert GUIDE_TEXTS["guide.compress_untrained"][language_of(question) == "en"] in text_of(events)


@pytest.mark.parametrize("question", ["quantize it to int4", "量化成int4"])
def test_what_cannot_be_made_is_said_and_the_rest_is_done(question):
    events, calls = asked(question, TRAINED)
    assert "int4" in text_of(events)
    assert calls == [("propose_compression", {"rungs": ["int8"], "run": "card-1"})]


@pytest.mark.parametrize("question", ["what is distillation?", "量化会损失精度吗？", "how does pruning work?"])
def test_a_question_about_compressing_is_answered_and_makes_nothing(question):
    events, calls = asked(question, TRAINED)
    assert calls == []
    assert "ONNX" in text_of(events)
    assert offered(events)


@pytest.mark.parametrize("question", ["and under 20 kB?", "小于20 kB呢？"])
def test_other_limits_on_a_ladder_that_ended_judge_it_anew(question):
    ended = replace(LADDER, state="finished", run="run-2", headline=Sentence("compress.nothing"))
    events, calls = asked(question, TRAINED, ended)
    assert calls == [("read_study", {"run": "card-2", "size_kb": 20.0})]
    assert READ["headline"] in text_of(events)


@pytest.mark.parametrize("question", ["which one should I take?", "该用哪个?", "该用哪个？"])
def test_the_file_to_take_is_told_with_its_numbers(question):
    ended = replace(LADDER, state="finished", run="run-2", headline=Sentence("compress.nothing"))
    events, calls = asked(question, TRAINED, ended)
    assert calls == [("read_study", {"run": "card-2"})]
    assert READ["headline"] in text_of(events)
    assert READ["explanation"][0] in text_of(events)
    events, calls = asked(question, TRAINED, LADDER)
    assert calls == []
    assert GUIDE_TEXTS["guide.compress_not_started"][language_of(question) == "en"] in text_of(events)


@pytest.mark.parametrize(
    "question", ["用手机销量数据预测", "forecast my phone bill", "use 128 units", "a smaller model"]
)
def test_what_only_sounds_alike_is_no_wish_to_compress(question):
    _, calls = asked(question, TRAINED)
    assert [name for name, _ in calls] != ["propose_compression"]


@pytest.mark.parametrize("name", ["phone", "under_100", "worse_2"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_offered_is_understood(name, language):
    question = GUIDE_TEXTS[f"next.{name}"][language == "en"]
    assert [made for made, _ in asked(question, TRAINED, LADDER)[1]] == ["propose_compression"]


# -- with the real tools -------------------------------------------------------------------------------------------


@pytest.fixture
def services(own_workspace):
    services = Services(own_workspace)
    services.runs.mkdir(parents=True, exist_ok=True)
    yield services
    services.close()


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [("en", "distil it into 2 units", "under 100 kB"), ("zh", "蒸馏成2个单元", "小于100KB")],
)
def test_a_card_of_the_newest_training_that_later_wishes_change(services, language, first, then):
    thread = services.store.create(language)
    path = make_finished_run(services.runs, spec_of())
    services.store.attach_run(services.store.add_card(thread, spec_of()), path.name)
    happened = turn(services, thread, first, language=language)
    assert [name for name, _ in called(happened)] == ["propose_compression"], text_of(happened)
    turn(services, thread, then, language=language)
    _, draft, changed = services.store.cards(thread)
    assert draft.spec.rungs == ("distil:2", "distil:2+int8")
    assert changed.spec.rungs == draft.spec.rungs
    assert (draft.spec.limits.size, changed.spec.limits.size) == (None, 100_000)
    happened = turn(services, thread, "distil it into 99 units", language=language)
    assert "99" in text_of(happened)  # a student larger than its teacher
    assert len(services.store.cards(thread)) == 3


@pytest.mark.parametrize(("language", "question"), [("en", "which one should I take?"), ("zh", "该用哪个?")])
def test_a_ladder_that_ended_answers_which_file_to_take(services, language, question):
    thread = services.store.create(language)
    path = make_ladder(services.runs)
    services.store.attach_run(services.store.add_card(thread, ladder_spec()), path.name)
    happened = turn(services, thread, question, language=language)
    assert report.summary(services.record(path.name), language) in text_of(happened).replace("\\", "")
