"""Finishing in a process of its own: killed it loses nothing, it waits for its turn, and it has a command."""

import os
import signal
import subprocess
import sys

import pytest

from lstm_core.errors import RunError
from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder, RunState, list_runs
from tests.core.test_launcher import ENDLESS, state_is, wait, weights
from tests.processes import kill, prepared
from tests.support import make_finished_run, make_unfinished_run
from tests.tree import ROOT

QUICK = ENDLESS.with_changes({"train.evaluate_every": 10, "train.steps": 4000, "train.schedule": "cosine"})


@pytest.fixture
def launcher(tmp_path):
    made = prepared(tmp_path / "runs", 1)
    yield made
    made.close()
    for path in list_runs(made.runs):
        kill(path)


def stopped(launcher, spec=QUICK):
    run_id = launcher.start(spec)
    wait(launcher, run_id, lambda record: record.evaluations)
    launcher.stop(run_id)
    return run_id, wait(launcher, run_id, state_is(RunState.STOPPED))


def test_a_kill_while_it_is_judged_loses_nothing(launcher):
    run_id, before = stopped(launcher)
    folder, kept = RunFolder(launcher.runs / run_id), weights(launcher, run_id)
    checkpoint = folder.last.read_bytes()
    launcher.finish(run_id)
    record = wait(launcher, run_id, state_is(RunState.RUNNING))
    assert record.finishing
    launcher.finish(run_id)  # pressed twice
    os.kill(locks.holder_pid(folder.lock), signal.SIGKILL)
    record = wait(launcher, run_id, lambda record: not record.state.active)
    assert (record.state, record.resumable, record.finishable) == (RunState.LOST, True, True)
    assert (folder.last.read_bytes(), weights(launcher, run_id), record.step) == (checkpoint, kept, before.step)
    launcher.finish(run_id)
    record = wait(launcher, run_id, state_is(RunState.FINISHED, RunState.FAILED))
    assert (record.state, record.result.reason, record.result.steps) == (RunState.FINISHED, "stopped", before.step)
    assert folder.last.read_bytes() == checkpoint


def test_it_waits_for_a_slot_like_any_run_and_can_be_stopped_there(launcher):
    run_id, _ = stopped(launcher)
    other = launcher.start(ENDLESS)
    wait(launcher, other, lambda record: record.step > 5)
    launcher.finish(run_id)
    record = wait(launcher, run_id, lambda record: locks.holder_pid(RunFolder(record.path).lock) is not None)
    assert (record.state, record.finishing) == (RunState.QUEUED, True)
    launcher.stop(run_id)
    assert wait(launcher, run_id, state_is(RunState.STOPPED)).finishable
    launcher.stop(other)
    wait(launcher, other, state_is(RunState.STOPPED))


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (make_finished_run, "run.finish_finished"),
        (lambda runs: make_unfinished_run(runs, None, checkpoint=False), "run.finish_nothing"),
    ],
)
def test_what_cannot_be_finished_is_refused_with_its_reason(launcher, make, key):
    launcher.runs.mkdir()
    folder = make(launcher.runs)
    with pytest.raises(RunError) as refused:
        launcher.finish(folder.name)
    assert refused.value.messages[0].key == key


def test_without_its_data_a_run_neither_goes_on_nor_is_finished(launcher):
    launcher.runs.mkdir()
    folder = make_unfinished_run(launcher.runs, None)
    RunFolder(folder).data.unlink()
    for act in (launcher.resume, launcher.finish):
        with pytest.raises(RunError) as refused:
            act(folder.name)
        assert refused.value.messages[0].key == "run.without_data"


def test_the_command_line_finishes_and_shows_where_training_ended(launcher):
    run_id, before = stopped(launcher)

    def command(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "lstm_core", "--lang", "en", *arguments],
            check=False,
            cwd=launcher.runs,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=120,
        )

    done = command("finish", run_id)
    assert (done.returncode, done.stdout.strip()) == (0, str(launcher.runs / run_id))
    shown = command("show", run_id)
    assert (
        f"Stopped by hand at step {before.step} of {QUICK.train.steps} and judged with the weights of" in shown.stdout
    )
    again = command("finish", run_id)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.strip() == f"Run {run_id} is finished; its result is there already."
