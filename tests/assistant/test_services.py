"""The services of a server: cheap to build, runs read as seldom as possible, one run per card."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from assistant.services import Services
from assistant.workspace.records import KEPT, READERS
from lstm_core.errors import RunError, WorkbenchError
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, RunState, write_json
from lstm_core.spec.run import TrainRunSpec
from tests.support import AT, logged, make_finished_run, make_unfinished_run, spec_of
from tests.tree import ROOT

STARTED = """
import sys, time
from pathlib import Path
from assistant.services import Services
begun = time.perf_counter()
Services(Path(sys.argv[1])).running()
print(time.perf_counter() - begun)
print(sorted({"torch", "openai", "pandas", "statsmodels", "streamlit", "plotly"} & set(sys.modules)))
"""


class Launcher:
    """Starts nothing and counts."""

    def __init__(self, seconds=0.0):
        self.started = []
        self.stopped = []
        self.sure = []
        self.seconds = seconds

    def start(self, spec, *, stop_when_sure=False):
        time.sleep(self.seconds)
        self.started.append(spec)
        self.sure.append(stop_when_sure)
        return f"run-{len(self.started)}"

    def stop(self, run_id):
        self.stopped.append(run_id)

    def close(self):
        pass


@pytest.fixture
def services(tmp_path):
    found = Services(tmp_path, Launcher())
    yield found
    found.close()


def test_a_server_starts_without_the_libraries_that_are_heavy(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", STARTED, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    seconds, heavy = done.stdout.splitlines()
    assert heavy == "[]"
    assert float(seconds) < 0.5  # about 0.005 on an idle machine


# -- runs ----------------------------------------------------------------------------------------------------------


def test_a_card_has_one_run_however_often_and_from_wherever_it_is_started(tmp_path):
    launchers = [Launcher(0.05), Launcher(0.05)]
    servers = [Services(tmp_path, launcher) for launcher in launchers]
    card = servers[0].store.add_card(servers[0].store.create("en"), TrainRunSpec())
    answers = []
    threads = [
        threading.Thread(target=lambda server=server: answers.append(server.train(card))) for server in servers * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert {servers[0].store.card(card).run_id} == set(answers)
    assert all(len(launcher.started) <= 1 for launcher in launchers)
    assert sum(len(launcher.started) - len(launcher.stopped) for launcher in launchers) == 1
    for server in servers:
        server.close()


def test_a_training_stops_when_it_is_sure_only_where_its_draft_says_so(services):
    conversation = services.store.create("en")
    plain, sure = (services.store.add_card(conversation, TrainRunSpec()) for _ in range(2))
    before = services.store.version(conversation)
    services.store.set_stop_when_sure(sure, True)
    assert services.store.version(conversation) > before
    assert [services.store.card(each).stop_when_sure for each in (plain, sure)] == [False, True]
    for each in (plain, sure):
        services.train(each)
    assert services.launcher.sure == [False, True]
    with pytest.raises(WorkbenchError):
        services.store.set_stop_when_sure(sure, False)


def test_a_finished_run_is_read_once(services):
    run = make_finished_run(services.runs)
    first = services.record(run.name)
    RunFolder(run).events.unlink()
    assert services.record(run.name) is first
    assert first.state is RunState.FINISHED


def test_a_run_that_goes_on_is_read_anew(services):
    run = make_unfinished_run(services.runs, None, step=10)
    assert services.record(run.name).step == 10
    with RunFolder(run).events.open("a") as file:
        point = logged(11, AT + 99, 99, loss=0.1, gradient_norm=1, learning_rate=0.1)
        file.write(point.model_dump_json() + "\n")
    assert services.record(run.name).step == 11


def test_a_run_that_was_stopped_and_resumed_is_no_longer_stopped(services):
    run = make_unfinished_run(services.runs, events.Stopped(seq=0, at=0, step=60))
    assert services.records()[0].state is RunState.STOPPED
    folder = RunFolder(run)
    now = time.time()
    write_json(folder.launch, Launch(created_at=AT, launched_at=now, attempt=2).model_dump())
    assert services.records()[0].state is RunState.QUEUED
    assert services.record(run.name).attempt == 2
    assert [record.id for record in services.running()] == [run.name]


def test_a_deleted_run_is_gone_also_when_it_was_read_before(services):
    run = make_finished_run(services.runs)
    services.record(run.name)
    services.records()
    for file in sorted(run.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    with pytest.raises(RunError):
        services.record(run.name)
    assert services.records() == []


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "/etc", "a/b", ".hidden", "nothing", "x" * 5000, "a\0b"])
def test_a_name_that_is_no_run_is_a_sentence(services, name):
    with pytest.raises(RunError) as raised:
        services.record(name)
    assert raised.value.messages[0].key == "run.gone"


def test_runs_are_listed_newest_first_without_what_only_a_picture_needs(services):
    make_finished_run(services.runs, name="20260101-000000-a")
    make_unfinished_run(services.runs, None, name="20260102-000000-b")
    (services.runs / "20260103-000000-broken").mkdir()
    (services.runs / "20260103-000000-broken" / "spec.json").write_text("{")
    records = services.records()
    assert [(record.id, record.state) for record in records] == [
        ("20260102-000000-b", RunState.LOST),
        ("20260101-000000-a", RunState.FINISHED),
    ]
    finished = records[1]
    assert finished.curve.steps == []
    assert (finished.result.history, finished.result.windows) == ([], [])
    assert finished.result.test["model"].mae > 0
    assert services.record(finished.id).result.history


def test_runs_that_nobody_works_on_are_listed_without_reading_them_again(services):
    for number, ending in enumerate([None, events.Stopped(seq=0, at=0, step=60)]):
        make_unfinished_run(services.runs, ending, name=f"20260101-00000{number}-a")
    first = services.records()
    assert [record.state for record in first] == [RunState.STOPPED, RunState.LOST]
    assert [again is before for again, before in zip(services.records(), first, strict=True)] == [True, True]
    (services.runs / "20260101-000000-a" / "stop").touch()
    assert [record.state for record in services.records()] == [RunState.STOPPED, RunState.STOPPED]


def test_only_so_many_runs_are_kept_in_memory(services):
    for number in range(KEPT + 5):
        make_finished_run(services.runs, name=f"20260101-0000{number:02d}-a")
    for number in range(READERS + 5):
        make_unfinished_run(services.runs, None, step=2, name=f"20260102-0000{number:02d}-b")
    assert len(services.records()) == KEPT + READERS + 10
    assert len(services._records._finished) == KEPT
    assert len(services._records._slots) <= READERS


def test_only_finished_runs_are_never_looked_at_again_when_the_running_ones_are_listed(services):
    finished = make_finished_run(services.runs, name="20260101-000000-a")
    lost = make_unfinished_run(services.runs, None, name="20260102-000000-b")
    for run in (finished, lost):
        os.utime(RunFolder(run).launch, (AT - 10**6, AT - 10**6))
    assert services.running() == []
    for run in (finished, lost):
        write_json(RunFolder(run).launch, Launch(created_at=AT, launched_at=time.time(), attempt=2).model_dump())
    assert [record.id for record in services.running()] == [lost.name]


def test_a_run_that_was_finished_before_its_end_and_goes_on_is_listed_again(services):
    cut = make_finished_run(services.runs, name="20260101-000000-a")
    lines = RunFolder(cut).events.read_text(encoding="utf-8")
    RunFolder(cut).events.write_text(lines.replace('"reason":"steps"', '"reason":"stopped"'), encoding="utf-8")
    os.utime(RunFolder(cut).launch, (AT - 10**6, AT - 10**6))
    assert services.running() == []
    write_json(RunFolder(cut).launch, Launch(created_at=AT, launched_at=time.time(), attempt=2).model_dump())
    assert [record.id for record in services.running()] == [cut.name]


def test_many_tabs_read_a_growing_run_at_once(services):
    run = make_unfinished_run(services.runs, None, step=400)
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(services.record(run.name, None).curve)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {tuple(curve.steps) for curve in seen} == {tuple(range(1, 401))}


def test_the_end_of_a_log_is_shown(services):
    run = make_unfinished_run(services.runs, None, step=2)
    RunFolder(run).log.write_bytes(b"first\n" + "末行\n".encode())
    assert services.log_tail(run.name, 7) == "末行\n"
    RunFolder(run).log.unlink()
    assert services.log_tail(run.name) == ""
    with pytest.raises(RunError):
        services.log_tail("../x")


# -- a run beside another ------------------------------------------------------------------------------------------


def test_changed_settings_of_a_run_become_a_card_in_its_thread(services):
    conversation = services.store.create("zh")
    card = services.store.add_card(conversation, spec_of())
    run = make_finished_run(services.runs).name
    services.store.attach_run(card, run)
    changed = spec_of(train__seed=7)
    assert services.propose_beside(run, changed, "zh") == conversation
    assert [found.spec for found in services.store.cards(conversation)] == [spec_of(), changed]
    notice, call, result = services.store.messages(conversation)[-1][1].parts
    assert notice.parameters["changes"] == "train.seed = 7"
    assert json.loads(call.arguments) == {"base": run, "changes": {"train.seed": 7}}
    assert result.card == services.store.cards(conversation)[-1].id


def test_a_run_of_the_command_line_gets_a_thread_of_its_own(services):
    run = make_finished_run(services.runs).name
    conversation = services.propose_beside(run, spec_of(train__seed=7), "en")
    assert [head.id for head in services.store.heads()] == [conversation]
    assert services.store.title(conversation)
