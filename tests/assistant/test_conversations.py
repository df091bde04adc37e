"""The store: what is written stays, two writers agree, cards are final once they have a run."""

import signal
import sqlite3
import subprocess
import sys
import threading

import pytest

from assistant.conversation.messages import (
    File,
    Message,
    Notice,
    Reasoning,
    Suggestions,
    TextPart,
    ToolCall,
    ToolResult,
    Usage,
)
from assistant.conversation.store import MIGRATIONS, ConversationStore
from lstm_core.errors import WorkbenchError
from lstm_core.spec.run import TrainRunSpec
from tests.tree import ROOT


@pytest.fixture
def path(tmp_path):
    return tmp_path / "conversations.sqlite3"


@pytest.fixture
def store(path):
    opened = ConversationStore(path)
    yield opened
    opened.close()


def question(text="LSTM实现时间序列预测", *files):
    return Message(role="user", parts=[*files, TextPart(text=text)])


def answer(text="好"):
    return Message(role="assistant", parts=[TextPart(text=text)], finish_reason="stop")


def refused(call, *arguments):
    with pytest.raises(WorkbenchError) as raised:
        call(*arguments)
    return raised.value.messages[0].key


def test_a_message_with_every_part_comes_back_equal(store):
    conversation = store.create("zh")
    parts = [
        File(name="销量.csv", sha256="a" * 64, bytes=12),
        Reasoning(text=""),
        TextPart(text="答 $x_t$ 🙂"),
        ToolCall(id="1", name="propose_run", arguments="{}"),
        ToolResult(id="1", name="propose_run", content="{}", card="c"),
        Suggestions(items=["训练"]),
        Notice(key="turn.stopped", parameters={"n": 1}, severity="info"),
    ]
    message = Message(role="assistant", parts=parts, model="m", usage=Usage(prompt_tokens=3), finish_reason="stop")
    number = store.append(conversation, message)
    assert store.messages(conversation) == [(number, message)]


def test_everything_is_there_after_the_file_is_opened_again(path):
    first = ConversationStore(path)
    conversation = first.create("zh")
    first.append(conversation, question())
    card = first.add_card(conversation, TrainRunSpec())
    first.attach_run(card, "run-1")
    first.close()
    second = ConversationStore(path)
    assert [message for _, message in second.messages(conversation)] == [question()]
    assert second.card(card).run_id == "run-1"
    assert second.card_of_run("run-1") == second.card(card)
    second.close()


WRITER = """
import sys
from pathlib import Path
from assistant.conversation.store import ConversationStore
from assistant.conversation.messages import Message, TextPart
store = ConversationStore(Path(sys.argv[1]))
conversation = store.create("en")
for number in range(100_000):
    store.append(conversation, Message(role="user", parts=[TextPart(text=str(number))]))
    print(conversation, number, flush=True)
"""


def test_what_a_killed_process_had_written_is_there(path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT, env={"PYTHONPATH": "."}
    )
    with writer:
        for line in writer.stdout:
            conversation, number = line.split()
            if int(number) >= 25:
                writer.send_signal(signal.SIGKILL)
                break
    store = ConversationStore(path)
    texts = [message.text for _, message in store.messages(conversation)]
    assert texts[:26] == [str(number) for number in range(26)]
    assert texts == [str(number) for number in range(len(texts))]
    store.close()


def test_threads_of_two_stores_write_at_the_same_time(path, store):
    other = ConversationStore(path)
    conversation = store.create("en")
    before = store.version(conversation)

    def write(place, name):
        for number in range(20):
            place.append(conversation, question(f"{name}{number}"))

    threads = [threading.Thread(target=write, args=(place, name)) for place, name in [(store, "a"), (other, "b")] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(other.messages(conversation)) == 80
    assert store.version(conversation) == before + 80
    other.close()


def test_the_first_question_is_the_title_until_a_person_gives_another(store):
    conversation = store.create("en")
    assert store.title(conversation) == ""
    store.append(conversation, question("  Forecast\nmy  CSV "))
    store.append(conversation, question("another"))
    assert store.title(conversation) == "Forecast my CSV"
    store.rename(conversation, "x" * 200)
    assert len(store.title(conversation)) == 60
    store.rename(conversation, "   ")
    assert store.title(conversation).startswith("xxx")


def test_a_question_without_words_is_called_by_its_file(store):
    conversation = store.create("en")
    store.append(conversation, Message(role="user", parts=[File(name="sales.csv", sha256="a" * 64, bytes=1)]))
    assert store.title(conversation) == "sales.csv"


def test_conversations_are_listed_by_their_last_change_and_only_once_something_was_said(store):
    first, second, empty = (store.create("en") for _ in range(3))
    store.append(first, question("first"))
    store.append(second, question("second"))
    assert [head.id for head in store.heads()] == [second, first]
    store.append(first, answer())
    assert [head.id for head in store.heads()] == [first, second]
    store.rename(second, "renamed")
    assert [head.id for head in store.heads()] == [first, second]
    assert empty not in [head.id for head in store.heads()]


def test_a_search_finds_words_of_titles_answers_and_file_names_in_any_order(store):
    conversation, other = store.create("zh"), store.create("zh")
    store.append(conversation, question("预测太阳黑子", File(name="Data_1.csv", sha256="a" * 64, bytes=1)))
    store.append(conversation, answer("遗忘门 100% 有用"))
    store.append(other, question("别的"))
    for search in ("黑子", "门 太阳", "data_1", "100%", "DATA_1.CSV"):
        assert [head.id for head in store.heads(search)] == [conversation], search
    for search in ("黑子 别的", "100_", "Data%1", "\\", "'; DROP TABLE messages; --"):
        assert store.heads(search) == [], search


def test_every_change_makes_the_version_grow(store):
    conversation = store.create("en")
    versions = [store.version(conversation)]

    def seen():
        versions.append(store.version(conversation))

    number = store.append(conversation, question())
    seen()
    store.replace(number, question("other"))
    seen()
    store.rename(conversation, "name")
    seen()
    card = store.add_card(conversation, TrainRunSpec())
    seen()
    store.change_card(card, TrainRunSpec().with_changes({"train.seed": 3}))
    seen()
    store.attach_run(card, "run")
    seen()
    assert versions == sorted(set(versions))
    store.delete(conversation)
    assert store.version(conversation) == 0


def test_a_card_is_final_once_it_has_a_run(store):
    card = store.add_card(store.create("en"), TrainRunSpec())
    changed = TrainRunSpec().with_changes({"train.seed": 3})
    store.change_card(card, changed)
    assert store.card(card).spec == changed
    assert store.attach_run(card, "first")
    assert not store.attach_run(card, "second")
    assert store.card(card).run_id == "first"
    assert refused(store.change_card, card, TrainRunSpec()) == "store.card_is_final"
    store.change_card(card, store.card(card).spec)  # told a second time by a page that was busy


def test_a_deleted_conversation_takes_its_messages_and_cards_along(store):
    conversation = store.create("en")
    number = store.append(conversation, question())
    card = store.add_card(conversation, TrainRunSpec())
    store.attach_run(card, "run")
    store.delete(conversation)
    store.delete(conversation)
    assert not store.exists(conversation)
    assert store.card_of_run("run") is None
    assert refused(store.card, card) == "store.no_card"
    assert refused(store.replace, number, question()) == "store.no_message"
    assert refused(store.append, conversation, question()) == "store.no_conversation"
    assert refused(store.add_card, conversation, TrainRunSpec()) == "store.no_conversation"


def test_a_file_of_a_newer_program_is_left_alone(path):
    ConversationStore(path).close()
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    assert refused(ConversationStore, path) == "store.newer"


def test_a_file_that_is_no_database_is_a_sentence(path):
    path.write_text("not a database, " * 100)
    assert refused(ConversationStore, path) == "store.unreadable"
    assert path.read_text().startswith("not a database")
