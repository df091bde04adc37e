"""The server asks runs in processes of their own: cancelled within two seconds, a death is one sentence."""

import sys
import time

import pytest

from assistant.i18n.conversation import say
from assistant.workspace import inference
from assistant.workspace.inference import Inference
from lstm_core.errors import RunError
from lstm_core.i18n.sentences import LANGUAGES

FAKE = """
import json, sys, threading, time, os
print(json.dumps({"type": "ready"}), flush=True)
gone = set()
def read():
    for line in sys.stdin:
        request = json.loads(line)
        if "cancel" in request:
            gone.add(request["cancel"])
        else:
            threading.Thread(target=answer, args=(request,), daemon=True).start()
    os._exit(0)
def answer(request):
    if request.get("die"):
        os._exit(3)
    for number in range(request["length"]):
        if request["id"] in gone and not request.get("deaf"):
            print(json.dumps({"id": request["id"], "type": "cancelled"}), flush=True)
            return
        key = os.environ.get("DEEPSEEK_API_KEY", "x")
        print(json.dumps({"id": request["id"], "type": "token", "text": key}), flush=True)
        time.sleep(0.01)
    if request.get("wrong"):
        wrong = {"type": "error", "key": "inference.no_weights", "parameters": {"run": "r"}}
        print(json.dumps({"id": request["id"], **wrong}), flush=True)
    else:
        print(json.dumps({"id": request["id"], "type": "done"}), flush=True)
read()
"""


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """Inference over a stand-in for the engine's process; `asked.started` are the processes."""
    script = tmp_path / "fake.py"
    script.write_text(FAKE)
    begun = []

    class Watched(inference._Process):
        def __init__(self, run):
            super().__init__(run)
            begun.append(self._process)

    monkeypatch.setattr(inference, "_Process", Watched)
    monkeypatch.setattr(inference, "command", lambda run: [sys.executable, str(script)])
    monkeypatch.setenv("DEEPSEEK_API_KEY", "secret")
    found = Inference(tmp_path)
    found.started = begun
    yield found
    found.close()


def test_parts_come_as_they_are_made_and_the_process_stays_warm_without_a_key(asked):
    for _ in range(2):
        parts = list(asked.ask("run", {"length": 3}))
        assert parts == [{"type": "token", "text": "x"}] * 3 + [{"type": "done"}]
    assert len(asked.started) == 1


@pytest.mark.parametrize("deaf", [False, True])
def test_an_answer_nobody_waits_for_is_cancelled_within_two_seconds(deaf, asked):
    parts = asked.ask("run", {"length": 100_000, "deaf": deaf})
    next(parts)
    began = time.monotonic()
    parts.close()
    assert time.monotonic() - began < 2
    assert list(asked.ask("run", {"length": 1}))[-1] == {"type": "done"}
    assert len(asked.started) == (2 if deaf else 1)


def test_a_process_that_dies_is_one_sentence_and_the_next_request_starts_another(asked):
    with pytest.raises(RunError) as died:
        list(asked.ask("run", {"length": 1, "die": True}))
    assert all(say(died.value.messages[0].key, language) for language in LANGUAGES)
    assert list(asked.ask("run", {"length": 1}))[-1] == {"type": "done"}


def test_an_error_of_the_engine_is_raised_as_its_sentence(asked):
    with pytest.raises(RunError) as refused:
        list(asked.ask("run", {"length": 1, "wrong": True}))
    assert refused.value.messages[0].key == "inference.no_weights"


def test_the_run_that_was_asked_longest_ago_makes_room(asked):
    for number in range(inference.MOST + 2):
        list(asked.ask(f"run{number}", {"length": 1}))
    time.sleep(0.2)
    assert sum(process.poll() is None for process in asked.started) == inference.MOST


def test_closing_ends_every_process(asked):
    list(asked.ask("run", {"length": 1}))
    asked.close()
    assert all(process.poll() is not None for process in asked.started)
    with pytest.raises(RunError):
        list(asked.ask("run", {"length": 1}))


def test_the_engine_behind_it_answers_for_a_real_process(tmp_path):
    """A folder that is no run: the real process says so and ends."""
    found = Inference(tmp_path)
    try:
        with pytest.raises(RunError) as refused:
            list(found.ask("nothing", {"length": 1}))
        assert refused.value.messages[0].key == "run.gone"
    finally:
        found.close()
