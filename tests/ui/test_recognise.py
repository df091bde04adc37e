"""The panel that recognises a recording of one's own, and a question with sound in it, without a browser."""

import json

import pytest

from assistant.conversation.messages import File, Message, TextPart, ToolResult
from assistant.ui.words.labels import say
from assistant.workspace.transcriptions import Transcriptions
from tests.sounds import SPEC, Ears, make_speech_run, tone
from tests.ui.pages import app, button


@pytest.fixture
def run(services):
    """A speech run that was stopped after its first weights, on a card of a conversation."""
    return make_speech_run(services.runs)


@pytest.fixture
def thread(services, run):
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, SPEC)
    services.store.attach_run(card_id, run.id)
    made = ToolResult(id="1", name="propose_run", content="{}", card=card_id)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Recognise digits")]))
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    return conversation_id


def panel(services, own_workspace, thread, language="zh"):
    """The page with the panel open, and the beginning of the panel's keys.

    The harness labels a choice in Chinese whatever the page speaks, so only a Chinese page can be drawn again.
    """
    [card] = services.store.cards(thread)
    page = app(own_workspace, language, c=thread)
    page.session_state[f"card-{card.id}-picture-False"] = "recognise"
    return page.run(), f"card-{card.id}-recognise"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_run_that_is_not_finished_recognises_too(language, services, own_workspace, thread):
    page, key = panel(services, own_workspace, thread, language)
    assert not page.exception
    assert say("speech.nothing_yet", language) in [text.value for text in page.caption]
    assert page.audio_input(key=f"{key}-microphone-0").label == say("speech.microphone", language)
    assert page.file_uploader(key=f"{key}-upload-0").label == say("speech.upload", language)


def test_without_weights_it_says_when_they_come(services, own_workspace, thread, run):
    run.best.unlink()
    page, _ = panel(services, own_workspace, thread)
    assert say("speech.no_weights", "zh") in [text.value for text in page.caption]


def test_a_chosen_recording_is_heard_stays_in_the_list_and_after_a_reload(services, own_workspace, thread, run):
    page, key = panel(services, own_workspace, thread)
    page.file_uploader(key=f"{key}-upload-0").set_value(("mine.wav", tone(seconds=0.6), "audio/wav")).run()
    assert not page.exception
    assert page.selectbox(key=f"{key}-which").options == ["mine.wav"]
    assert any(text.value.startswith("时间：") for text in page.caption)
    page.audio_input(key=f"{key}-microphone-1").set_value(("audio.wav", tone(seconds=0.5), "audio/wav")).run()
    assert len(page.selectbox(key=f"{key}-which").options) == 2
    assert page.selectbox(key=f"{key}-which").value == services.hearing.recordings(run.id)[0].sha256
    again, key = panel(services, own_workspace, thread)
    assert len(again.selectbox(key=f"{key}-which").options) == 2
    assert services.hearing.recordings(run.id)[0].name.startswith("录音-")


def test_a_recording_that_cannot_be_heard_is_one_sentence_and_the_card_stays(services, own_workspace, thread):
    page, key = panel(services, own_workspace, thread)
    page.file_uploader(key=f"{key}-upload-0").set_value(("mine.wav", b"RIFF....WAVE", "audio/wav")).run()
    assert not page.exception
    [box] = page.error
    assert "mine.wav" in box.value.replace("\\", "")
    assert button(page, say("speech.recognise", "zh"))
    assert page.metric


def test_a_recognised_recording_of_the_conversation_is_a_card(services, own_workspace, thread, run):
    file = services.uploads.save("take.wav", tone())
    Transcriptions(services.runs, services.uploads, Ears()).hear(run.id, file)
    told = {"run": run.id, "file": "take.wav", "sha256": file.sha256, "transcript": "one", "beam": "nine"}
    answer = ToolResult(id="2", name="recognise", content=json.dumps(told))
    services.store.append(thread, Message(role="user", parts=[File(**file.model_dump()), TextPart(text="?")]))
    services.store.append(thread, Message(role="assistant", parts=[answer], finish_reason="stop"))
    page = app(own_workspace, c=thread).run()
    assert not page.exception
    assert "**one**" in [text.value for text in page.markdown]
    button(page, say("speech.see_alignment", "en")).click().run()
    assert not page.exception
    assert any(text.value.startswith("Times:") for text in page.caption)
