"""Runs in processes of their own: they stop, wait in order, outlive their server and resume to the same bytes."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from lstm_core.errors import RunError, SpecError
from lstm_core.runs import events, locks
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.launcher import LocalLauncher, environment
from lstm_core.runs.memory import check_memory
from lstm_core.runs.record import RunReader, read_run
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.repeat import RepeatRunSpec
from lstm_core.spec.run import TrainRunSpec

SPEC = parse_train_spec(
    {
        "data": {"time_column": "time", "time_format": "%Y", "window": 12, "horizon": 3, "season": 11},
        "model": {"hidden_size": 4, "layers": 2, "dropout": 0.1},
        "train": {"steps": 60, "batch_size": 8, "evaluate_every": 20, "patience": None, "checkpoint_seconds": 0.02},
    }
)
ENDLESS = SPEC.with_changes({"train.steps": 1_000_000, "train.evaluate_every": 1_000, "train.checkpoint_seconds": 60})


@pytest.fixture
def launcher(tmp_path):
    made = LocalLauncher(tmp_path / "runs", slots=1)
    yield made
    made.close()
    for path in made.runs.glob("2*"):
        holder = locks.holder_pid(RunFolder(path).lock)
        if holder is not None:
            os.killpg(holder, signal.SIGKILL)


def wait(launcher, run_id, until, seconds=180.0):
    """The record as soon as `until(record)` holds."""
    reader, end = RunReader(launcher.runs / run_id), time.monotonic() + seconds
    while time.monotonic() < end:
        record = reader.read()
        if until(record):
            return record
        time.sleep(0.02)
    raise AssertionError(f"{run_id} is {record.state} at step {record.step} after {seconds} s")


def state_is(*states):
    return lambda record: record.state in states


def going_on(record, at):
    """At work at least at step `at`, or at its end."""
    return record.state is RunState.FINISHED or (record.state is RunState.RUNNING and record.step >= at)


def weights(launcher, run_id):
    return hashlib.sha256(RunFolder(launcher.runs / run_id).best.read_bytes()).hexdigest()


def test_a_run_ends_with_a_result_and_says_what_it_ran_on(launcher):
    record = wait(launcher, launcher.start(SPEC), state_is(RunState.FINISHED, RunState.FAILED))
    assert record.state is RunState.FINISHED
    assert record.curve.steps == list(range(1, 61))
    assert [event.step for event in record.evaluations] == [20, 40, 60]
    assert set(record.result.test) == {"model", "persistence", "seasonal_naive", "linear"}
    assert record.started.threads == 1
    assert {"torch", "numpy", "pandas", "python"} <= set(record.started.versions)


def test_ten_kills_out_of_ten_resume_to_the_bytes_of_an_undisturbed_run(launcher):
    expected = None
    undisturbed = launcher.start(SPEC)
    record = wait(launcher, undisturbed, state_is(RunState.FINISHED))
    expected = weights(launcher, undisturbed), record.curve
    chance = random.Random(7)
    victim, kills = launcher.start(SPEC), 0
    while kills < 10:
        at = chance.randrange(1, 55)
        launcher.prepare()
        wait(launcher, victim, lambda record, at=at: going_on(record, at))
        holder = locks.holder_pid(RunFolder(launcher.runs / victim).lock)
        if holder is None:  # the run ended before it was hit
            assert read_run(launcher.runs / victim).state is RunState.FINISHED
            assert weights(launcher, victim) == expected[0]
            victim = launcher.start(SPEC)
            continue
        os.kill(holder, signal.SIGKILL)
        record = wait(launcher, victim, lambda record: not record.state.active)
        if record.state is RunState.FINISHED:
            continue
        kills += 1
        assert record.state is RunState.LOST
        assert record.resumable
        launcher.resume(victim)
    record = wait(launcher, victim, state_is(RunState.FINISHED))
    assert (weights(launcher, victim), record.curve) == expected


def test_a_stop_acts_within_two_seconds_and_can_be_resumed(launcher):
    run_id = launcher.start(ENDLESS)
    wait(launcher, run_id, lambda record: record.step > 5)
    launcher.stop(run_id)
    record = wait(launcher, run_id, state_is(RunState.STOPPED))
    assert record.changed_at - RunFolder(record.path).stop.stat().st_mtime < 2
    assert record.resumable
    launcher.resume(run_id)
    later = wait(launcher, run_id, lambda again: again.step > record.step + 5)
    assert later.attempt == 2
    assert later.curve.steps == list(range(1, later.curve.steps[-1] + 1))
    launcher.stop(run_id)
    wait(launcher, run_id, state_is(RunState.STOPPED))


def test_runs_wait_in_the_order_of_their_launch_and_a_waiting_one_can_be_stopped(launcher):
    first, second, third = (launcher.start(ENDLESS) for _ in range(3))
    wait(launcher, first, lambda record: record.step > 0)
    assert read_run(launcher.runs / second).state is RunState.QUEUED
    launcher.stop(second)
    wait(launcher, second, state_is(RunState.STOPPED))
    assert read_run(launcher.runs / third).state is RunState.QUEUED
    launcher.stop(first)
    wait(launcher, third, lambda record: record.step > 0)
    launcher.stop(third)
    wait(launcher, third, state_is(RunState.STOPPED))


def test_no_secret_reaches_a_worker(launcher, monkeypatch):
    for name in ("DEEPSEEK_API_KEY", "OPENAI_API_KEY", "MY_TOKEN"):
        monkeypatch.setenv(name, "sk-very-secret")
    assert "sk-very-secret" not in environment().values()
    run_id = launcher.start(ENDLESS)
    wait(launcher, run_id, lambda record: locks.holder_pid(RunFolder(record.path).lock) is not None)
    holder = locks.holder_pid(RunFolder(launcher.runs / run_id).lock)
    assert b"sk-very-secret" not in Path(f"/proc/{holder}/environ").read_bytes()
    launcher.stop(run_id)
    wait(launcher, run_id, state_is(RunState.STOPPED))


@pytest.mark.parametrize("prepared", [False, True])
def test_a_run_goes_on_when_the_process_that_launched_it_is_killed(prepared, launcher, tmp_path):
    spec = tmp_path / "spec.json"
    spec.write_text(ENDLESS.to_json(), encoding="utf-8")
    program = (
        "import sys, time; from pathlib import Path; from lstm_core.runs.launcher import LocalLauncher;"
        "from lstm_core.spec.parsing import parse_train_spec; made = LocalLauncher(Path(sys.argv[1]), slots=1);"
        f"{'made.prepare();' if prepared else ''}"
        "print(made.start(parse_train_spec(Path(sys.argv[2]).read_bytes())), flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", program, str(launcher.runs), str(spec)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        run_id = server.stdout.readline().strip()
        before = wait(launcher, run_id, lambda record: record.step > 0)
        server.send_signal(signal.SIGKILL)
    wait(launcher, run_id, lambda record: record.step > before.step + 50)
    launcher.stop(run_id)
    wait(launcher, run_id, state_is(RunState.STOPPED))


def test_a_closed_launcher_keeps_nothing_ready_however_late_it_was_due(tmp_path, monkeypatch):
    monkeypatch.setattr("lstm_core.runs.launcher.NEXT_SERVER_SECONDS", 0.05)
    made = LocalLauncher(tmp_path)
    made._prepare_later()
    made._prepare_later()
    made.close()
    time.sleep(0.2)
    made.prepare()
    assert made._server is None
    assert not made.loading


def test_a_fork_server_ends_with_its_owner(tmp_path):
    program = (
        "import sys; from pathlib import Path; from lstm_core.runs.launcher import LocalLauncher;"
        "made = LocalLauncher(Path(sys.argv[1])); made.prepare(); print(made._server.pid, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        server = int(owner.stdout.readline())
        assert Path(f"/proc/{server}").exists()
        owner.send_signal(signal.SIGKILL)
    await_end(server)


def test_a_fork_server_opens_run_after_run_and_each_is_a_process_of_its_own(launcher):
    spawned = weights_of(launcher, launcher.start(SPEC))
    launcher.prepare()
    server = launcher._server.pid
    first, second = launcher.start(SPEC), launcher.start(ENDLESS)
    assert weights_of(launcher, first) == spawned
    wait(launcher, second, lambda record: record.step > 0)
    holder = locks.holder_pid(RunFolder(launcher.runs / second).lock)
    assert os.getsid(holder) == holder != server
    assert psutil.Process(holder).ppid() == server
    assert [each.pid for each in psutil.Process(server).children()] == [holder]  # the first one left no zombie
    os.kill(server, signal.SIGKILL)
    step = read_run(launcher.runs / second).step
    wait(launcher, second, lambda record: record.step > step + 20)
    third = launcher.start(SPEC)  # without a server, in a process that loads the engine itself
    launcher.stop(second)
    assert weights_of(launcher, third) == spawned


def test_a_fork_server_asks_for_no_gpu_and_computes_nothing_before_it_forks(tmp_path):
    program = (
        "import os, torch\n"
        "def refuse(*_): raise AssertionError('a GPU was asked for')\n"
        "for name in ('is_available', 'device_count', 'init', '_lazy_init', 'current_device'):\n"
        "    setattr(torch.cuda, name, refuse)\n"
        "before = len(os.listdir('/proc/self/task'))\n"
        "from lstm_core.engine import worker\n"
        "worker.load()\n"
        "print(before, len(os.listdir('/proc/self/task')))\n"
    )
    alone = environment() | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=alone)
    before, after = map(int, done.stdout.split())
    assert after <= before + 1  # Arrow's allocator keeps one, and sees to forks itself


def test_what_a_fork_server_was_given_begins_although_it_is_let_go_while_it_loads(launcher):
    launcher.prepare()
    assert launcher.loading
    run_id = launcher.start(SPEC)
    server = launcher._server.pid
    launcher.close()
    wait(launcher, run_id, state_is(RunState.FINISHED))
    await_end(server)


def test_a_leader_opens_its_members_at_the_server_of_who_opened_it(launcher):
    launcher.prepare()
    server, end = launcher._server.pid, time.monotonic() + 120
    while launcher.loading and time.monotonic() < end:
        time.sleep(0.02)
    leader = launcher.start(RepeatRunSpec(run=ENDLESS, seeds=2))
    member = launcher.runs / leader / "members" / "seed-0"
    while not RunFolder(member).spec.exists() and time.monotonic() < end:
        time.sleep(0.02)
    wait(launcher, member, lambda record: record.step > 0)
    holder = locks.holder_pid(RunFolder(member).lock)
    assert psutil.Process(holder).ppid() == server
    assert psutil.Process(locks.holder_pid(RunFolder(launcher.runs / leader).lock)).children() == []
    launcher.close()  # the leader holds the server, too
    step = read_run(member).step
    wait(launcher, member, lambda record: record.step > step + 20)
    assert psutil.pid_exists(server)
    launcher.stop(leader)
    wait(launcher, leader, state_is(RunState.STOPPED))
    await_end(server)


def await_end(pid):
    """Until the process has gone."""
    end = time.monotonic() + 180
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < end
        time.sleep(0.05)


def weights_of(launcher, run_id):
    wait(launcher, run_id, state_is(RunState.FINISHED))
    return weights(launcher, run_id)


def test_what_goes_wrong_in_the_worker_becomes_one_failure(launcher):
    run_id = launcher.start(
        SPEC.with_changes({"train.learning_rate": 1e30, "train.clip_norm": None, "train.loss": "mse"})
    )
    record = wait(launcher, run_id, lambda record: not record.state.active)
    assert record.state is RunState.FAILED
    assert record.failure.key == "training.diverged"
    lines = RunFolder(launcher.runs / run_id).events.read_bytes().splitlines()
    assert sum(isinstance(events.parse_event(line), events.Failed) for line in lines) == 1


def test_an_active_run_is_neither_deleted_nor_resumed(launcher):
    run_id = launcher.start(ENDLESS)
    for refused in (launcher.delete, launcher.resume):
        with pytest.raises(RunError, match="still at work"):
            refused(run_id)
    launcher.stop(run_id)
    wait(launcher, run_id, state_is(RunState.STOPPED))
    launcher.delete(run_id)
    assert list(launcher.runs.glob("2*")) == []


def test_a_finished_run_is_not_resumed(launcher):
    run_id = launcher.start(SPEC.with_changes({"train.steps": 2}))
    wait(launcher, run_id, state_is(RunState.FINISHED))
    with pytest.raises(RunError, match="finished"):
        launcher.resume(run_id)


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", ""])
def test_a_name_that_is_no_run_is_refused(name, launcher):
    with pytest.raises(RunError):
        launcher.delete(name)


def test_an_absurd_size_is_refused_before_anything_is_written(launcher):
    with pytest.raises(SpecError, match="GiB"):
        launcher.start(SPEC.with_changes({"model.hidden_size": 8192, "model.layers": 16}))
    assert [path for path in launcher.runs.iterdir() if path.name != ".slots"] == []


def test_the_estimate_grows_with_what_costs_memory():
    small = check_memory(TrainRunSpec(), 300, available=1 << 40)
    for change in ({"model.hidden_size": 512}, {"data.window": 4000}, {"train.batch_size": 4096}, {"model.layers": 8}):
        assert check_memory(TrainRunSpec().with_changes(change), 300, available=1 << 40) > small
