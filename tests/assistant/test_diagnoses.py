"""Looking at runs beside the pages: one look for all who ask, never more than its share, and never in anybody's way."""

import itertools
import threading

import pytest

from assistant.workspace import diagnoses
from assistant.workspace.diagnoses import Diagnoses
from lstm_core.diagnosis import evidence
from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.diagnosis.findings import Diagnosis
from lstm_core.runs.folder import RunState
from lstm_core.runs.train import read_training
from tests import probes
from tests.support import add_events, logged, make_finished_run, make_unfinished_run

CLEAN = Diagnosis(findings=[], looked_at=["slow"], step=120)


@pytest.fixture
def held():
    held = Diagnoses()
    yield held
    held.close()


@pytest.fixture
def counted(monkeypatch):
    """How often a run was looked at, by the step that it had."""
    looks = []

    def look(evidence):
        looks.append(evidence.step)
        return CLEAN.model_copy(update={"step": evidence.step})

    monkeypatch.setattr(diagnoses, "diagnose", look)
    return looks


def test_a_finished_run_is_looked_at_once_however_often_it_is_asked_for(held, counted, tmp_path):
    record = read_training(make_finished_run(tmp_path))
    first = held.latest(record, 10)
    assert first.diagnosis.step == 120
    assert all(held.latest(record) is first for _ in range(5))
    assert counted == [120]


def test_nobody_waits_longer_than_he_said(held, monkeypatch, tmp_path):
    ending, begun = threading.Event(), threading.Event()

    def slow(_evidence):
        begun.set()
        ending.wait(10)
        return CLEAN

    monkeypatch.setattr(diagnoses, "diagnose", slow)
    record = read_training(make_finished_run(tmp_path))
    assert held.latest(record) is None
    assert begun.wait(10)
    assert held.latest(record) is None
    ending.set()
    assert held.latest(record, 10).diagnosis == CLEAN


def test_new_events_of_a_run_are_looked_at_and_an_ended_one_at_once(held, counted, tmp_path):
    path = make_unfinished_run(tmp_path, None)
    held.latest(read_training(path), 10)
    add_events(path, [logged(61, loss=0.1)])
    assert held.latest(read_training(path), 10).diagnosis.step == 61
    assert counted == [60, 61]


def test_a_run_that_trains_is_looked_at_again_only_after_a_while(held, counted, tmp_path):
    path = make_unfinished_run(tmp_path, None)
    training = read_training(path).model_copy(update={"state": RunState.RUNNING})
    first = held.latest(training, 10)
    add_events(path, [logged(61, loss=0.1)])
    assert held.latest(training, 10) is first
    assert counted == [60]


def test_what_is_found_out_about_the_data_once_keeps_nobody_from_the_next_look(held, monkeypatch, tmp_path):
    clock = itertools.count(0.0, 0.01)
    monkeypatch.setattr(diagnoses, "diagnose", lambda seen: CLEAN.model_copy(update={"step": len(seen.facts)}))
    monkeypatch.setattr(diagnoses.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(evidence, "_facts", lambda *_: [next(clock) for _ in range(1000)])  # ten seconds
    path = make_unfinished_run(tmp_path, None)
    training = read_training(path).model_copy(update={"state": RunState.RUNNING})
    assert held.latest(training, 10).seconds < 1


def test_a_picture_is_drawn_once_for_all_who_look_at_the_same_state(held, tmp_path):
    path = make_finished_run(tmp_path)
    add_events(path, probes.measured())
    record, drawn = read_training(path), []

    def draw(evidence, diagnosis):
        drawn.append(len(evidence.log.probes["lags"]))
        return diagnosis.step

    assert held.drawn(record, ("lags",), draw) is None
    held.latest(record, 10)
    assert [held.drawn(record, ("lags",), draw) for _ in range(3)] == [diagnose_step(record)] * 3
    assert drawn == [len(probes.AT)]


def diagnose_step(record):
    return diagnose(diagnoses._evidence(record, _read(record))).step


def _read(record):
    log = diagnoses.RunLog(diagnoses.RunFolder(record.path).events)
    log.read()
    return log
