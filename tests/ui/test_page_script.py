"""What the script of the page is told; what it does with it is seen in the browser tests."""

import re

import pytest

from assistant.conversation.messages import Message, TextPart
from assistant.ui.pages import page_script
from assistant.ui.words.labels import say
from lstm_core.runs import events
from tests.support import make_finished_run, make_unfinished_run


def thread(*roles: str) -> list[tuple[int, Message]]:
    return [(10 + place, Message(role=role, parts=[TextPart(text="x")])) for place, role in enumerate(roles)]


@pytest.mark.parametrize(
    ("roles", "answer", "expected"),
    [
        (["user", "assistant"], 11, None),  # the first exchange stands at the top anyway
        (["user", "assistant", "user", "assistant"], 13, 12),
        (["user", "assistant", "assistant"], 12, 12),  # an answer that has no question of its own, a second try
        (["user", "assistant", "user", "assistant"], None, None),
        (["user", "assistant"], 99, None),  # the answer of another thread
    ],
)
def test_a_question_is_brought_to_the_top_not_its_answer(roles, answer, expected):
    assert page_script.anchor(thread(*roles), answer) == expected


@pytest.mark.parametrize(
    ("reason", "said"),
    [("stop", "complete"), ("stopped", "stopped"), ("failed", "failed"), ("length", "cut"), (None, "cut")],
)
def test_only_an_answer_that_came_to_its_end_is_said_to_be_complete(reason, said, monkeypatch):
    monkeypatch.setattr(page_script, "say", lambda key: key)
    answer = Message(role="assistant", parts=[TextPart(text="x")], finish_reason=reason)
    assert page_script.answer_ending([(1, answer)]) == f"spoken.answer_{said}"


def test_the_script_asks_nobody_for_anything():
    assert not re.search(
        r"https?:|\bfetch\b|\bimport\b|XMLHttpRequest|WebSocket|innerHTML|setStateValue", page_script.SCRIPT
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_end_of_every_kind_of_run_has_a_sentence(language, services, own_workspace, monkeypatch):
    monkeypatch.setattr(page_script, "language", lambda: language)
    monkeypatch.setattr(page_script, "say", lambda key, **shown: say(key, language, shown))
    runs = own_workspace / "runs"
    failed = events.Failed(seq=0, at=0, step=60, key="training.diverged", parameters={"step": 60, "loss": "nan"})
    made = {
        "finished": make_finished_run(runs),
        "stopped": make_unfinished_run(runs, events.Stopped(seq=0, at=0, step=60), name="20261123-120001-made"),
        "lost": make_unfinished_run(runs, None, name="20261123-120002-made"),
        "failed": make_unfinished_run(runs, failed, name="20261123-120003-made"),
    }
    for state, run in made.items():
        [(key, said)] = page_script.ending(services, run.name)
        assert key.endswith(state)
        assert said.startswith(say(f"spoken.{state}", language, {"title": "", "headline": ""})[:4])
        assert "{" not in said


def test_a_run_that_was_deleted_has_no_end_to_tell(services):
    assert page_script.ending(services, "20261123-120009-gone") == []
