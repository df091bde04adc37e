"""Recordings in the conversation, in both languages: one is recognised by its run, several become a draft."""

import io
import json

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import TextDelta, ToolAnswered, ToolCalled
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.i18n.conversation import say
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.services import Services
from assistant.workspace import packing
from assistant.workspace.transcriptions import Transcriptions
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.spec.run import TrainRunSpec
from tests.sounds import SPEC, Ears, make_speech_run, tone
from tests.support import make_finished_run, spec_of

ASKING = [
    ("zh", "识别这段录音"),
    ("zh", "这个wav里说的是什么数字？"),
    ("zh", "把这段话写成文字"),
    ("zh", ""),
    ("en", "recognise this wav"),
    ("en", "What is said in this recording?"),
    ("en", ""),
]
TRAINING = [
    ("zh", "识别这些wav里的数字"),
    ("en", "recognise spoken digits from these wav files"),
    ("en", ""),
    ("zh", ""),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_speech_run(tmp_path_factory.mktemp("made"))


@pytest.fixture
def services(tmp_path):
    found = Services(tmp_path)
    found.hearing = Transcriptions(found.runs, found.uploads, Ears())
    yield found
    found.close()


@pytest.fixture
def thread(services):
    return services.store.create("en")


@pytest.fixture
def trained(services, thread, made):
    """A conversation with a trained speech run: its card, as the guide's answer made it."""
    services.runs.mkdir(exist_ok=True)
    (services.runs / made.id).symlink_to(made.path)
    turn(services, thread, "Recognise spoken digits with a bidirectional LSTM and CTC")
    [card] = services.store.cards(thread)
    services.store.attach_run(card.id, made.id)
    return card


def turn(services, thread, question, *files, language="en"):
    """The events of the guide's answer, which is kept as a page keeps it."""
    given = packing.store_uploads(services.uploads, [(name, io.BytesIO(content)) for name, content in files])
    services.store.append(thread, Message(role="user", parts=[*given, TextPart(text=question)]))
    history = [message for _, message in services.store.messages(thread)]
    events = list(run_turn(history, Guide(language), services.toolbox(thread, language), language))
    parts = [event for event in events if isinstance(event, ToolAnswered)]
    results = [{"type": "tool_result", **part.model_dump(exclude={"type"})} for part in parts]
    services.store.append(
        thread, Message.model_validate({"role": "assistant", "parts": results, "finish_reason": "stop"})
    )
    return events


def called(events):
    return [(event.name, json.loads(event.arguments)) for event in events if isinstance(event, ToolCalled)]


def text_of(events):
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def use(services, thread, **given):
    answer = services.toolbox(thread, "en").call(ToolCalled(id="1", name="recognise", arguments=json.dumps(given)))
    return json.loads(answer.content), answer.ok


# -- one recording -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "question"), ASKING)
def test_a_recording_is_recognised_by_the_conversation_s_run(language, question, services, thread, trained, made):
    events = turn(services, thread, question, ("take.wav", tone()), language=language)
    assert called(events) == [("recognise", {"file": "take.wav"})]
    [answer] = [event for event in events if isinstance(event, ToolAnswered)]
    content = json.loads(answer.content)
    assert (content["run"], content["transcript"], content["beam"]) == (made.id, "one", "nine")
    assert content["symbols"] == [{"symbol": "one", "from": 0.2, "to": 0.4, "probability": 0.9}]
    assert "one" in text_of(events)
    assert len(services.store.cards(thread)) == 1


@pytest.mark.parametrize(("language", "question"), ASKING)
def test_without_a_recogniser_one_is_proposed_first_and_the_recording_is_kept(language, question, services, thread):
    events = turn(services, thread, question, ("take.wav", tone()), language=language)
    assert called(events) == [("propose_run", {"source": "digits", "changes": {}})]
    assert "take.wav" in text_of(events)
    assert [card.spec.data.task for card in services.store.cards(thread)] == ["speech"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untrained_recogniser_says_so(language, services, thread):
    turn(services, thread, "Recognise spoken digits with a bidirectional LSTM and CTC")
    events = turn(services, thread, "", ("take.wav", tone()), language=language)
    assert say("tool.untrained", language) in text_of(events)


@pytest.mark.parametrize("question", ["recognise it again", "再识别一次"])
def test_it_can_be_recognised_again_without_being_sent_again(question, services, thread, trained):
    turn(services, thread, "", ("take.wav", tone()))
    assert called(turn(services, thread, question)) == [("recognise", {"file": "take.wav"})]


@pytest.mark.parametrize("question", ["Train a speech recogniser with a GRU", "用双向 LSTM 和 CTC 识别语音数字"])
def test_a_wish_to_train_is_no_wish_to_hear_the_last_recording(question, services, thread, trained):
    turn(services, thread, "", ("take.wav", tone()))
    [(name, given)] = called(turn(services, thread, question))
    assert (name, given["source"]) == ("propose_run", "digits")


def test_a_single_recording_is_no_data_to_train_on(services, thread):
    turn(services, thread, "", ("take.wav", tone()))
    call = ToolCalled(id="1", name="propose_run", arguments='{"file": "take.wav"}')
    [sentence] = json.loads(services.toolbox(thread, "en").call(call).content)["error"]
    assert "take.wav is one recording" in sentence


def test_the_newest_trained_run_is_taken_unless_another_is_named(services, thread, trained, made):
    turn(services, thread, "", ("take.wav", tone()))
    services.store.add_card(thread, SPEC)  # not trained yet
    assert use(services, thread)[0]["run"] == made.id
    assert use(services, thread, run=trained.id, file="take.wav")[0]["run"] == made.id


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"file": "gone.wav"}, ["gone.wav", "take.wav"]),
        ({"file": "table.csv"}, ["table.csv", "WAV"]),
        ({"run": "nothing"}, ["nothing"]),
        ({"run": "20261123-120000-made"}, ["series"]),
        ({"recording": "take.wav"}, ["recording"]),
    ],
)
def test_what_cannot_be_recognised_is_one_sentence(given, words, services, thread, trained):
    make_finished_run(services.runs, spec_of())
    turn(services, thread, "", ("table.csv", b"value\n1\n2\n"))
    turn(services, thread, "", ("take.wav", tone()))
    content, ok = use(services, thread, **given)
    assert not ok
    assert all(word in " ".join(content["error"]) for word in words), content


def test_a_conversation_of_other_tasks_has_no_recogniser(services, thread):
    turn(services, thread, "", ("take.wav", tone()))
    [card] = services.store.cards(thread)
    services.store.change_card(card.id, TrainRunSpec())
    assert use(services, thread) == ({"error": [say("tool.no_recogniser", "en")]}, False)


@pytest.mark.parametrize("question", ["Use characters and a lexicon", "改用字符，加上词典"])
def test_a_lexicon_is_asked_for_in_words(question, services, thread):
    turn(services, thread, "Recognise spoken digits with a bidirectional LSTM and CTC")
    turn(services, thread, question)
    data = services.store.cards(thread)[-1].spec.speech
    assert (data.symbols, data.lexicon) == ("characters", "training")


def test_a_lexicon_of_words_is_refused_with_the_rule(services, thread):
    turn(services, thread, "Recognise spoken digits with a bidirectional LSTM and CTC")
    assert "data.symbols" in text_of(turn(services, thread, "use a lexicon"))
    assert len(services.store.cards(thread)) == 1


# -- several -------------------------------------------------------------------------------------------------------


def loose(count=12):
    return [
        (f"{number % 10}_ann{number % 3}_{number}.wav", tone(seconds=0.3 + number / 100)) for number in range(count)
    ]


@pytest.mark.parametrize(("language", "question"), TRAINING)
def test_loose_recordings_of_digits_lead_to_a_draft(language, question, services, thread):
    events = turn(services, thread, question, *loose(), language=language)
    assert called(events) == [("propose_run", {"file": "recordings-12.zip", "changes": {}})]
    [card] = services.store.cards(thread)
    assert (card.spec.data.task, card.spec.data.name) == ("speech", "recordings-12.zip")


def test_a_table_beside_them_gives_the_transcripts(services, thread):
    sounds = [(f"take{number}.wav", content) for number, (_, content) in enumerate(loose())]
    rows = "".join(f"{name},yes and no\n" for name, _ in sounds)
    turn(services, thread, "", ("transcripts.csv", f"file,transcript\n{rows}".encode()), *sounds)
    [card] = services.store.cards(thread)
    assert card.spec.data.name == "recordings-12.zip"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_loose_recordings_lack_is_one_sentence(language, services, thread):
    nameless = [(f"take{number}.wav", content) for number, (_, content) in enumerate(loose())]
    assert "transcripts.csv" in text_of(turn(services, thread, "", *nameless, language=language))
    assert "10" in text_of(turn(services, thread, "", *loose(3), language=language))
    assert services.store.cards(thread) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_recordings_without_transcripts_beside_a_recogniser_are_to_come_one_at_a_time(
    language, services, thread, trained
):
    events = turn(services, thread, "", ("a.wav", tone()), ("b.wav", tone(0.5)), language=language)
    assert getattr(GUIDE_TEXTS["guide.one_at_a_time"], language) in text_of(events)
