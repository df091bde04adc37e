"""Members on a cluster: where they go, what a node has to see, and that a lost node costs nothing but time."""

import json
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from lstm_core.data.tasks import write_data_file
from lstm_core.engine.worker import EventWriter
from lstm_core.errors import ClusterError
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.kinds import parse_spec
from lstm_core.runs import cluster, cluster_broker, cluster_node, events, locks
from lstm_core.runs.cluster import Asked, RayLauncher, Resources, launcher_of
from lstm_core.runs.folder import Launch, RunFolder, RunState, write_json
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import read_run
from lstm_core.runs.slots import Slots
from tests.support import spec_of
from tests.tree import ROOT

REPETITION = parse_spec({"kind": "repeat", "seeds": 2, "run": spec_of().model_dump(mode="json")})
PATIENCE = 240.0  # seconds, on a busy machine
SMALL, LARGE = spec_of(), spec_of(model__hidden_size=256)
FOREIGN = "far 0a1b"  # what a worker of another machine leaves in its lock
HOLD = """
import sys, time
from pathlib import Path
from lstm_core.runs import locks
locks.try_lock(Path(sys.argv[1]), sys.argv[2])
print("held", flush=True)
time.sleep(600)
"""


class Cluster:
    """What the launcher sees of a connection."""

    def __init__(self, cpus=4.0, gpus=0.0, largest=1.0):
        self.resources, self.lives, self.tasks, self.cancelled = Resources(cpus, gpus, largest), True, {}, []

    def place(self, run, asked):
        self.tasks[str(run)] = asked

    def cancel(self, run):
        self.cancelled.append(run)
        return str(run) in self.tasks

    def close(self):
        self.lives = False


@pytest.fixture
def connected(monkeypatch, tmp_path):
    """A launcher of members in tmp_path, and the cluster that it sees."""

    def make(**resources):
        seen = Cluster(**resources)
        monkeypatch.setattr(cluster, "Connection", lambda *_: seen)
        (tmp_path / "members").mkdir()
        return RayLauncher(tmp_path / "members", Slots(2, 2), "auto"), seen

    return make


@pytest.fixture
def held():
    """Holders of locks in processes of their own."""
    made = []

    def hold(path, said):
        command = [sys.executable, "-c", HOLD, str(path), said]
        made.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True))
        assert made[-1].stdout.readline() == "held\n"
        return made[-1]

    yield hold
    for process in made:
        process.kill()
        process.communicate()


def member(launcher, spec, name="first"):
    data = launcher.runs / "data.csv"
    if not data.exists():
        write_data_file(spec.data, data)
    launcher.start(spec, run_id=name, data=data)
    return RunFolder(launcher.runs / name)


def launch(folder):
    return Launch.model_validate_json(folder.launch.read_bytes())


def test_members_stay_on_this_machine_unless_a_cluster_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("WORKBENCH_RAY", raising=False)
    assert type(launcher_of(tmp_path, 2)) is LocalLauncher
    monkeypatch.setenv("WORKBENCH_RAY", " ")
    assert type(launcher_of(tmp_path, 2)) is LocalLauncher
    monkeypatch.setenv("WORKBENCH_RAY", "auto")
    assert type(launcher_of(tmp_path, 2)) is RayLauncher
    assert type(launcher_of(tmp_path, cluster_node.PLACE)) is LocalLauncher  # of a run that is on a node already


def test_a_reserved_place_comes_through_a_command_line():
    for slots in (Slots(1, reserved=True), Slots(4, 2), Slots(3, 1, True)):
        assert Slots.parse(str(slots)) == slots


def test_a_cluster_takes_as_many_members_as_its_nodes_have_cores(connected):
    launcher, _ = connected(cpus=4, largest=4)
    assert (SMALL.training.threads, LARGE.training.threads) == (1, 2)
    assert launcher.fits(SMALL, [SMALL] * 3)
    assert not launcher.fits(SMALL, [SMALL] * 4)
    assert launcher.fits(LARGE, [SMALL] * 2)
    assert not launcher.fits(LARGE, [SMALL] * 3)
    assert (launcher.at_once(SMALL), launcher.at_once(LARGE)) == (4, 2)


def test_a_member_asks_no_node_for_more_cores_than_one_has(connected):
    launcher, seen = connected(cpus=4, largest=1)
    assert launcher.at_once(LARGE) == 4
    folder = member(launcher, LARGE)
    assert seen.tasks == {str(folder.path): Asked(cpus=1, gpus=0)}


def test_gpus_go_to_members_that_want_one_and_to_those_that_may_have_one(connected):
    launcher, seen = connected(cpus=16, gpus=2, largest=8)
    auto, cpu, cuda = (spec_of(train__device=device) for device in ("auto", "cpu", "cuda"))
    assert [launcher._asked(each, seen.resources).gpus for each in (auto, cpu, cuda)] == [1, 0, 1]
    assert [launcher._asked(each, Resources(16, 0, 8)).gpus for each in (auto, cpu, cuda)] == [0, 0, 1]
    assert launcher.at_once(auto) == 2
    assert not launcher.fits(auto, [auto, cuda])
    assert launcher.fits(cpu, [auto, cuda])


def test_one_member_waits_for_a_cluster_that_has_no_node_yet(connected):
    launcher, _ = connected(cpus=0, largest=0)
    assert launcher.fits(LARGE, [])
    assert not launcher.fits(LARGE, [SMALL])
    assert launcher.at_once(SMALL) == 1


def test_a_member_that_waits_for_a_node_is_neither_lost_nor_opened_twice(connected, monkeypatch):
    launcher, seen = connected()
    folder = member(launcher, SMALL)
    write_json(folder.launch, launch(folder).model_copy(update={"launched_at": 1.0, "awaited_at": 1.0}).model_dump())
    assert read_run(folder.path).state is RunState.LOST  # its leader has said nothing for long
    monkeypatch.setattr(seen, "place", lambda *_: pytest.fail("a second task"))
    launcher.reopen("first")
    assert read_run(folder.path).state is RunState.QUEUED
    assert launch(folder).launched_at == 1.0
    monkeypatch.undo()
    seen.tasks.clear()  # its node died before the worker had its lock
    launcher.reopen("first")
    assert list(seen.tasks) == [str(folder.path)]


def test_a_leader_among_the_members_stays_on_this_machine(connected, monkeypatch):
    launcher, seen = connected()
    opened = []
    monkeypatch.setattr(LocalLauncher, "_open", lambda _, folder: opened.append(folder.path.name))
    launcher.start(REPETITION, run_id="led", data=member(launcher, SMALL).data)
    assert opened == ["led"]
    assert list(seen.tasks) == [str(launcher.runs / "first")]
    assert launch(RunFolder(launcher.runs / "led")).awaited_at is None


def test_a_member_that_does_not_stop_by_itself_is_ended_through_the_cluster(connected, held, monkeypatch):
    launcher, seen = connected()
    monkeypatch.setattr("lstm_core.runs.launcher.KILL_SECONDS", 0.0)
    folder = member(launcher, SMALL)
    process = held(folder.lock, FOREIGN)
    folder.stop.touch()
    launcher._end(folder, 0.0)
    assert seen.cancelled
    assert process.poll() is None


@pytest.mark.parametrize("said", [FOREIGN, locks.machine()])
def test_no_signal_goes_to_the_number_of_a_process_on_another_machine(tmp_path, held, said, monkeypatch):
    monkeypatch.setattr("lstm_core.runs.launcher.KILL_SECONDS", 0.5)
    launcher = LocalLauncher(tmp_path, 1)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    process = held(folder.lock, said)
    assert locks.holder_pid(folder.lock) == process.pid
    assert locks.signalled_pid(folder.lock) == (None if said == FOREIGN else process.pid)
    folder.stop.touch()
    launcher._end(folder, 0.0)
    assert (process.poll() is None) == (said == FOREIGN)


@pytest.mark.parametrize("number", [0, -77])
def test_a_holder_without_a_number_of_this_machine_gets_no_signal(tmp_path, monkeypatch, number):
    monkeypatch.setattr(locks, "holder_pid", lambda _: number)  # as NFS tells of a lock on another machine
    assert locks.signalled_pid(tmp_path / "run.lock") is None


def test_events_of_a_node_whose_clock_is_behind_are_not_older_than_their_launch(tmp_path):
    ahead = time.time() + 60
    emit = EventWriter(tmp_path / "events.jsonl", ahead, elsewhere=True)
    emit(events.Admitted(seq=0, at=0))
    started = events.Started.model_construct(**STARTED)
    emit(started)
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert [line["at"] >= ahead for line in lines] == [True, True]
    assert lines[1]["host"] == socket.gethostname()
    assert started.host is None


STARTED = {
    "seq": 0, "at": 0.0, "step": 0, "steps": 1, "parameters": 1, "train_samples": 1, "validation_samples": 1,
    "test_samples": 1, "device": "cpu", "device_name": "x", "threads": 1, "precision": "float32", "path": "onednn",
    "versions": {}, "host": None,
}  # fmt: skip


def test_an_attempt_is_launched_after_the_events_of_a_clock_that_was_ahead(connected):
    launcher, _ = connected()
    folder = member(launcher, SMALL)
    ahead = time.time() + 60
    folder.events.write_text(events.Stopped(seq=0, at=ahead, step=0).model_dump_json() + "\n")
    launcher.resume("first")
    assert launch(folder).launched_at > ahead
    assert read_run(folder.path).state is RunState.QUEUED


def test_a_worker_ends_with_the_process_that_opened_it():
    child = "import os,sys,time;from lstm_core.engine.worker import _end_with;_end_with(int(sys.argv[1]));"
    child += "print(os.getpid(), flush=True);time.sleep(600)"
    code = "import os,subprocess,sys;subprocess.run([sys.executable,'-c',sys.argv[1],str(os.getpid())])"
    with subprocess.Popen([sys.executable, "-c", code, child], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + PATIENCE
    while alive(worker) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(worker)


def alive(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_node_shows_what_it_lacks(tmp_path, held, monkeypatch):
    mark = tmp_path / ".cluster"
    assert cluster_node.missing(str(mark), "token") == "cluster.without_folder"
    mark.write_text("of another folder")
    assert cluster_node.missing(str(mark), "token") == "cluster.without_folder"
    mark.write_text("token")  # nobody's lock is seen
    assert cluster_node.missing(str(mark), "token") == "cluster.without_locks"
    held(mark, "token")
    assert cluster_node.missing(str(mark), "token") is None
    monkeypatch.setattr(cluster_node, "find_spec", lambda _: None)
    assert cluster_node.missing(str(mark), "token") == "cluster.without_engine"


class Ray:
    """Ray as the broker sees it: `answers` are those of the nodes, by name."""

    def __init__(self, answers):
        self.answers, self.options, self.cancelled = answers, [], []
        strategies = SimpleNamespace(NodeAffinitySchedulingStrategy=lambda node, soft: node)
        self.util = SimpleNamespace(scheduling_strategies=strategies)

    def init(self, address, **_options):
        self.address = address

    def nodes(self):
        return [
            {"NodeID": name, "NodeManagerHostname": name, "Alive": name != "dead", "Resources": {"CPU": 2.0}}
            for name in self.answers
        ]

    def remote(self, **options):
        self.options.append(options)
        node = options.get("scheduling_strategy", next(iter(self.answers)))
        return lambda _: SimpleNamespace(remote=lambda *_: node)

    def wait(self, tasks, **_options):
        return tasks, []

    def get(self, task, timeout=None):
        if isinstance(self.answers[task], Exception):
            raise self.answers[task]
        return self.answers[task], task

    def cancel(self, task, force):
        self.cancelled.append((task, force))


@pytest.fixture
def broker(tmp_path, monkeypatch):
    """A broker with such answers of the nodes, and what it told."""
    monkeypatch.setattr(cluster_broker, "_reach", lambda _: None)

    def make(**answers):
        ray, told = Ray(answers), []
        made = cluster_broker.Broker(ray, tmp_path, told.append)
        return made, ray, told

    return make


def test_a_cluster_is_told_of_by_what_its_living_nodes_have(broker):
    made, _, told = broker(one=None, two=None, dead=None)
    made.connect("auto")
    assert told == [{"resources": {"cpus": 4.0, "gpus": 0, "largest": 2.0}}]


@pytest.mark.parametrize("key", ["cluster.without_folder", "cluster.without_locks", "cluster.without_engine"])
def test_a_cluster_with_a_node_that_cannot_compute_is_refused_by_its_name(broker, key):
    made, _, told = broker(one=None, two=key)
    with pytest.raises(ClusterError) as refused:
        made.connect("auto")
    assert refused.value.messages[0].key == key
    for language in LANGUAGES:
        assert "two" in refused.value.messages[0].text(language)
    assert told == []


def test_ray_tries_no_member_again_and_a_task_that_died_is_told_as_over(broker):
    made, ray, told = broker(one=RuntimeError("node died"))
    made._do({"place": "/runs/a", "number": 3, "cpus": 2, "gpus": 1})
    assert ray.options[-1] == {"num_cpus": 2, "num_gpus": 1, "max_retries": 0}
    made._collect()
    assert told == [{"ended": "/runs/a", "number": 3}]


def test_a_node_that_joined_later_and_cannot_compute_gets_no_further_member(broker, capsys):
    made, ray, told = broker(late="cluster.without_folder")
    made._do({"place": "/runs/a", "number": 1, "cpus": 1, "gpus": 0})
    made._collect()
    assert told == [{"ended": "/runs/a", "number": 1}]
    assert "late" in capsys.readouterr().err
    made._do({"place": "/runs/a", "number": 2, "cpus": 1, "gpus": 0})
    assert ray.options[-1]["label_selector"] == {"ray.io/node-id": "!in(late)"}
    made._look_at_nodes()
    assert told[-1] == {"resources": {"cpus": 0, "gpus": 0, "largest": 0.0}}


def test_a_member_that_is_placed_again_leaves_no_older_task(broker):
    made, ray, _ = broker(one=None)
    made._do({"place": "/runs/a", "number": 1, "cpus": 1, "gpus": 0})
    made._do({"place": "/runs/a", "number": 2, "cpus": 1, "gpus": 0})
    assert ray.cancelled == [("one", True)]
    made._do({"cancel": "/runs/b"})
    assert len(ray.cancelled) == 1


@pytest.mark.parametrize("address", ["", "nonsense", "host:port", ":6379", "auto"])
def test_an_address_that_names_no_cluster_is_refused_before_ray_is_asked(address, tmp_path, monkeypatch):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setenv("RAY_TMPDIR", str(tmp_path))
    with pytest.raises(ClusterError) as refused:
        cluster_broker._reach(address)
    assert refused.value.messages[0].key == "cluster.address"
