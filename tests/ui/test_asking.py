"""Files and recordings of the input field: packed, named, and kept when the question cannot be sent."""

import threading

import pytest

from assistant.conversation.events import RoundEnded, TextDelta
from assistant.conversation.messages import File
from assistant.conversation.turns import Turns
from assistant.services import Services
from assistant.ui.words.labels import say
from lstm_core.errors import Sentence, WorkbenchError
from tests.sounds import tone
from tests.ui.pages import app


def asked(services):
    """Files and words of the first question of the only conversation."""
    [head] = services.store.heads()
    _, question = services.store.messages(head.id)[0]
    return [file.name for file in question.of(File)], question.text


def submit(page, text, **files):
    field = page.chat_input[0]
    for name, content in files.items():
        field.upload(name.replace("_wav", ".wav").replace("_csv", ".csv"), content)
    field.set_value(text)
    return page.run()


@pytest.mark.parametrize(
    ("files", "names", "wish"),
    [
        ({"take_wav": tone()}, ["take.wav"], "chat.sound_only"),
        ({"a_wav": tone(), "b_wav": tone(0.5)}, ["recordings-2.zip"], "chat.sounds_only"),
        ({"sales_csv": b"value\n1\n"}, ["sales.csv"], "chat.files_only"),
    ],
)
def test_files_alone_ask_for_what_they_are_good_for(files, names, wish, services, own_workspace):
    page = submit(app(own_workspace).run(), "", **files)
    assert not page.exception
    assert asked(services) == (names, say(wish, "en"))


def test_files_of_a_question_that_could_not_be_sent_go_with_the_next_one(services, own_workspace, monkeypatch):
    start = Turns.start

    def busy(*_):
        raise WorkbenchError(Sentence("turn.busy"))

    page = app(own_workspace).run()
    monkeypatch.setattr(Turns, "start", busy)
    submit(page, "Recognise", take_wav=tone())
    assert say("turn.busy", "en") in [box.value for box in page.error]
    assert any("take.wav" in text.value for text in page.caption)
    monkeypatch.setattr(Turns, "start", start)
    submit(page, "Recognise this")
    assert asked(services) == (["take.wav"], "Recognise this")
    assert not any("take.wav" in text.value for text in page.caption)


TABLE = "date,sales\n" + "".join(f"2024-01-{day:02d},{day * 3}\n" for day in range(1, 29))


@pytest.mark.parametrize("text", ["   ", "\n\n", "\u200b\ufeff", "\u3000"])
def test_what_cannot_be_seen_sends_nothing(text, services, own_workspace):
    page = submit(app(own_workspace).run(), text)
    assert not page.exception
    assert services.store.heads() == []


@pytest.mark.parametrize(("words", "asked_for"), [("", "chat.files_only"), ("Forecast with a GRU:\n", None)])
def test_a_pasted_table_is_a_file_and_its_words_the_question(words, asked_for, services, own_workspace):
    page = submit(app(own_workspace).run(), words + TABLE)
    assert not page.exception
    names, question = asked(services)
    assert len(names) == 1
    assert names[0].startswith("pasted-")
    assert question == (say(asked_for, "en") if asked_for else words.strip())
    [head] = services.store.heads()
    [file] = [part for _, message in services.store.messages(head.id) for part in message.of(File)]
    assert services.uploads.path_of(file.sha256).read_bytes() == TABLE.encode()


def test_a_pasted_table_that_could_not_be_sent_is_kept_once(services, own_workspace, monkeypatch):
    start = Turns.start

    def busy(*_):
        raise WorkbenchError(Sentence("turn.busy"))

    page = app(own_workspace).run()
    monkeypatch.setattr(Turns, "start", busy)
    submit(page, "Forecast this:\n" + TABLE)
    assert page.chat_input[0].value == "Forecast this:"
    monkeypatch.setattr(Turns, "start", start)
    submit(page, "Forecast this")
    names, question = asked(services)
    assert (len(names), question) == (1, "Forecast this")


def test_several_files_alone_are_not_asked_to_be_forecast(services, own_workspace):
    submit(app(own_workspace).run(), "", a_csv=b"value\n1\n2\n", b_csv=b"value\n3\n4\n")
    assert asked(services) == (["a.csv", "b.csv"], say("chat.several_files", "en"))


class Slow:
    """A client that answers once it may."""

    def __init__(self):
        self.may = threading.Event()

    def stream(self, messages, tools):
        assert self.may.wait(30)
        yield TextDelta(text="First answer")
        yield RoundEnded(finish_reason="stop")


def test_a_question_is_no_longer_refused_once_the_answer_before_it_has_ended(services, own_workspace, monkeypatch):
    client = Slow()
    conversation_id = services.store.create("en")
    monkeypatch.setattr(Services, "client", lambda *_: client)
    page = app(own_workspace, c=conversation_id).run()
    submit(page, "First")
    submit(page, "Second")
    assert say("turn.busy", "en") in [box.value for box in page.error]
    client.may.set()
    turn = next(each for each in threading.enumerate() if each.name == f"turn-{conversation_id}")
    turn.join(30)
    page.run()
    assert not page.error
