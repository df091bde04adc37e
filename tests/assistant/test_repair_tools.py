"""A repair as a model asks for it and reads it."""

import pytest

from lstm_core.diagnosis import findings as told
from lstm_core.diagnosis.repair import proposing
from tests.assistant.test_tools import box, call, refused, services
from tests.repairs import STOPPED, make_repair, repair_spec
from tests.repetitions import make_repetition
from tests.support import make_finished_run, spec_of

__all__ = ["box", "services"]  # fixtures


@pytest.fixture
def found(monkeypatch):
    """What every diagnosis finds."""
    findings = [told.Finding(code="learning_rate_high", severity="error", step=7)]
    monkeypatch.setattr(proposing, "diagnose_run", lambda _path: told.Diagnosis(findings=findings, looked_at=["slow"]))
    return findings


def cured(_name, spec):
    return (0.4 if spec.train.learning_rate == 0.01 else 0.8) + spec.train.seed / 1000


def test_a_run_gets_a_card_with_its_repair_within_the_budget_that_was_named(box, found):
    run = make_finished_run(box.services.runs)
    content, ok, card = call(box, "propose_repair", {"run": run.name, "trials": 3, "seconds": 90})
    assert ok, content
    spec = box.services.store.card(card).spec
    assert (spec.kind, spec.origin, spec.trials, spec.seconds) == ("repair", run.name, 3, 90.0)
    assert content["configuration"]["trials"] == 3
    assert content["configuration"]["attempts"][0]["answers"] == ["learning_rate_high"]


def test_without_an_id_it_is_the_newest_run_of_the_conversation(box, found):
    run = make_finished_run(box.services.runs)
    card = box.services.store.add_card(box.conversation_id, spec_of())
    assert "not been trained yet" in refused(box, "propose_repair", {})
    box.services.store.attach_run(card, run.name)
    _, ok, made = call(box, "propose_repair", {})
    assert ok
    assert box.services.store.card(made).spec.origin == run.name


@pytest.mark.parametrize(
    ("given", "words"),
    [({"trials": 0}, "trials must be"), ({"trials": "many"}, "trials"), ({"seconds": 0}, "seconds must be")],
)
def test_a_budget_that_cannot_be_followed_is_said(box, found, given, words):
    run = make_finished_run(box.services.runs)
    assert words in refused(box, "propose_repair", {"run": run.name, **given})
    assert box.services.store.cards(box.conversation_id) == []


def test_a_healthy_run_and_a_leader_get_a_sentence_and_no_card(box, found):
    run, repetition = make_finished_run(box.services.runs), make_repetition(box.services.runs)
    assert "Open one of its trainings" in refused(box, "propose_repair", {"run": repetition.name})
    found.clear()
    assert "nothing that needs a repair" in refused(box, "propose_repair", {"run": run.name})
    assert box.services.store.cards(box.conversation_id) == []


def test_a_repair_is_read_with_verdict_proof_and_every_attempt(box):
    path = make_repair(box.services.runs, cured)
    content, ok, _ = call(box, "read_run", {"run": path.name})
    assert ok
    assert content["verdict"] == "accepted"
    assert content["change"] == {"train.learning_rate": 0.01}
    assert content["validation"]["after"][0] < content["validation"]["before"][0]
    assert [each["outcome"] for each in content["attempts"]] == ["not_better", "accepted", "not_better"]
    assert "Learning rate 0.002 → 0.01" in content["headline"]


def test_a_repair_that_was_stopped_is_read_as_far_as_it_is(box):
    path = make_repair(box.services.runs, cured, members=3, ending=STOPPED, spec=repair_spec(score=500.0))
    content, ok, _ = call(box, "read_run", {"run": path.name})
    assert ok
    assert content["state"] == "stopped"
    assert "verdict" not in content
    listed, ok, _ = call(box, "list_runs", {})
    assert ok
    assert listed["runs"][0]["run"] == path.name


def test_a_question_on_a_repair_is_answered_with_the_training_that_it_repairs(box, found):
    run = make_finished_run(box.services.runs)
    path = make_repair(box.services.runs, cured, spec=repair_spec(origin=run.name, ended="unknown", score=None))
    card = box.services.store.add_card(box.conversation_id, repair_spec())
    box.services.store.attach_run(card, path.name)
    content, ok, _ = call(box, "diagnose", {})
    assert ok, content
    assert content["run"] == run.name
    assert "Learning rate 0.002 → 0.01" in content["repair"]["verdict"]
    _, ok, made = call(box, "propose_repair", {})
    assert ok
    assert box.services.store.card(made).spec.origin == run.name
    box.services.launcher.delete(run.name)
    assert "not a training" in refused(box, "diagnose", {})
    assert "Open one of its trainings" in refused(box, "propose_repair", {"run": path.name})
