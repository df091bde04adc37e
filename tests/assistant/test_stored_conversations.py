"""Conversations that earlier versions kept: every word, card and upload is there, and they go on."""

import json

import numpy as np
import pytest
from pydantic import SecretStr

from assistant.conversation.messages import File, Message, TextPart
from assistant.endpoint.settings import Endpoint
from assistant.services import Services
from lstm_core.errors import WorkbenchError
from lstm_core.runs.folder import RunState
from tests.assistant.loopback import KEY, Loopback
from tests.stored.opening import VERSIONS, WORKSPACE, each, lost

SECONDS = 60
THREADS = [(version, language) for version in VERSIONS for language in version.index["conversations"]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The workspace of every version, which no test changes."""
    opened = {version: Services(version.lay_out(tmp_path_factory.mktemp(str(version)))) for version in VERSIONS}
    yield opened
    for services in opened.values():
        services.close()


@pytest.fixture
def opened(tmp_path):
    """A workspace of a version that a test may go on with."""
    made = []

    def open_(version):
        made.append(Services(version.lay_out(tmp_path)))
        return made[-1]

    yield open_
    for services in made:
        services.close()


def thread_of(version, language):
    return version.index["conversations"][language]


def asked(services, thread, text, language, endpoint=None):
    """The answer to one more question."""
    question = Message(role="user", parts=[TextPart(text=text)])
    client, answer = services.client(language, endpoint), services.answer(endpoint)
    assert services.turns.start(thread, question, client, language, answer).wait(SECONDS)
    return services.store.messages(thread)[-1][1]


def rows(version, table, thread):
    return [row for row in version.rows(table) if row["conversation_id"] == thread]


@pytest.mark.parametrize(("version", "language"), **each(THREADS))
def test_every_message_is_read_as_it_was_written(kept, version, language):
    thread = thread_of(version, language)
    written = [(row["id"], json.loads(row["body"])) for row in rows(version, "messages", thread)]
    found = [(number, message.model_dump(mode="json")) for number, message in kept[version].store.messages(thread)]
    assert len(written) > 5
    assert list(lost([list(each) for each in written], [list(each) for each in found])) == []


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_the_conversations_stand_in_the_list_and_are_found_by_their_words(kept, version):
    store = kept[version].store
    written = {row["id"]: (row["title"], row["updated_at"]) for row in version.rows("conversations")}
    assert {head.id: (head.title, head.updated_at) for head in store.heads()} == written
    for language, words in (("zh", "太阳黑子"), ("en", "recogniser")):
        assert [head.id for head in store.heads(words)] == [thread_of(version, language)]


@pytest.mark.parametrize(("version", "language"), **each(THREADS))
def test_every_card_opens_with_its_spec_and_its_run(kept, version, language):
    services, thread = kept[version], thread_of(version, language)
    cards, written = services.store.cards(thread), rows(version, "cards", thread)
    assert [(card.id, card.run_id) for card in cards] == [(row["id"], row["run_id"]) for row in written]
    for card, row in zip(cards, written, strict=True):
        stored = json.loads(row["spec"].replace(WORKSPACE, str(services.workspace)))
        assert list(lost(stored, json.loads(card.spec.to_json()))) == []
        if card.run_id is not None:
            record = services.record(card.run_id)
            assert (record.state, record.spec) == (RunState.FINISHED, card.spec)
            assert services.store.card_of_run(card.run_id) == card
    assert any(card.run_id for card in cards)
    assert any(card.run_id is None for card in cards)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_every_run_is_in_the_list_of_runs(kept, version):
    states = {record.id: str(record.state) for record in kept[version].records()}
    assert states == {run_id: version.json(f"shown/{name}.json")["state"] for name, run_id in version.runs.items()}


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_every_upload_and_every_recording_is_there(kept, version):
    services = kept[version]
    threads = [thread_of(version, language) for language in version.index["conversations"]]
    messages = [message for thread in threads for _, message in services.store.messages(thread)]
    files = [file for message in messages for file in message.of(File)]
    recordings = services.hearing.recordings(version.runs["speech"])
    assert [file.name for file in recordings] == ["mine.wav"]
    assert len(files) == 3
    for file in [*files, *recordings]:
        assert services.uploads.path_of(file.sha256, file.name).stat().st_size == file.bytes


@pytest.mark.parametrize(("version", "language"), **each(THREADS))
def test_a_model_is_told_what_it_would_have_been_told(opened, version, language):
    services = opened(version)
    with Loopback() as server:
        endpoint = Endpoint(base_url=server.url("plain"), key=SecretStr(KEY), model="deepseek-flash")
        answer = asked(services, thread_of(version, language), version.index["question"], "en", endpoint)
        [request] = server.requests
    assert answer.finish_reason == "stop"
    assert [message["role"] for message in request["messages"][:1]] == ["system"]
    assert request["messages"][1:] == version.json(f"told/{language}.json")


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_the_guide_goes_on_with_the_newest_card(opened, version):
    services, thread = opened(version), thread_of(version, "zh")
    before = services.store.cards(thread)
    asked(services, thread, "隐藏维度改成 24", "zh")
    [*kept, card] = services.store.cards(thread)
    assert kept == before
    assert card.spec == before[-1].spec.with_changes({"model.hidden_size": 24})


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_an_answer_that_was_cut_off_can_be_tried_again(opened, version):
    services, thread = opened(version), thread_of(version, "en")
    endings = {message.finish_reason for _, message in services.store.messages(thread)}
    assert {"stop", "failed", "stopped"} <= endings
    services.store.append(thread, Message(role="user", parts=[TextPart(text="Explain the result")]))
    assert services.turns.again(thread, services.client("en"), "en", services.answer()).wait(SECONDS)
    last = services.store.messages(thread)[-1][1]
    assert (last.role, last.finish_reason, last.model) == ("assistant", "stop", "guide")


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_a_card_that_was_not_trained_can_still_be_changed_and_one_that_was_can_not(opened, version):
    services = opened(version)
    for card in services.store.cards(thread_of(version, "en")):
        spec = card.spec.with_changes({"train.steps": 70})
        if card.run_id is None:
            services.store.change_card(card.id, spec)
            assert services.store.card(card.id).spec == spec
        else:
            with pytest.raises(WorkbenchError):
                services.store.change_card(card.id, spec)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_stored_networks_write_and_hear_what_they_did(kept, version):
    services, stored = kept[version], version.json("answers.json")
    runs = {name: version.runs[name] for name in (*stored["written"], "speech")}
    for run_id in runs.values():
        services.inference.warm(run_id)
    for name, before in stored["written"].items():
        parts = list(services.inference.ask(runs[name], dict(stored["request"])))
        written = "".join(part["text"] for part in parts if part["type"] == "token")
        assert written == before if version.same_machine else written
    [file] = services.hearing.recordings(runs["speech"])
    heard = services.hearing.hear(runs["speech"], file)
    assert heard.symbols == stored["heard"]["symbols"]
    found, before = np.array(heard.posteriors), np.array(stored["heard"]["posteriors"])
    assert found == pytest.approx(before, abs=1e-3)
