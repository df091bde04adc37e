"""Members of a cluster in processes of their own: the real broker and workers, a stand-in for Ray between them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from lstm_core.data.series.tables import load_series
from lstm_core.data.tasks import write_data_file
from lstm_core.engine.work import repeat
from lstm_core.engine.work.contract import Work
from lstm_core.engine.work.train import fit
from lstm_core.errors import ClusterError
from lstm_core.kinds import parse_spec
from lstm_core.runs import cluster, events, locks
from lstm_core.runs.folder import Launch, RunFolder, RunState, write_json
from lstm_core.runs.record import read_run
from lstm_core.runs.slots import Slots
from lstm_core.spec.parsing import parse_train_spec
from tests.tree import ROOT

TRAINING = parse_train_spec(
    {
        "data": {"time_column": "time", "time_format": "%Y", "window": 12, "horizon": 3, "season": 11},
        "model": {"hidden_size": 4},
        "train": {"steps": 150, "batch_size": 8, "evaluate_every": 50, "patience": None, "checkpoint_seconds": 0.02},
    }
)
REPETITION = parse_spec({"kind": "repeat", "seeds": 2, "run": TRAINING.model_dump(mode="json")})
PATIENCE = 240.0  # seconds, on a busy machine


@pytest.fixture
def leader(tmp_path):
    """The folder of a repetition as its worker finds it."""
    folder = RunFolder(tmp_path / "runs" / "20261129-120000-led")
    folder.path.mkdir(parents=True)
    write_data_file(TRAINING.data, folder.path / "data.csv")
    write_json(folder.spec, REPETITION.to_json())
    write_json(folder.launch, Launch(created_at=time.time(), launched_at=time.time()).model_dump())
    return folder


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A stand-in for Ray behind the real broker: the file of its nodes, and the address at which it listens."""
    nodes = tmp_path / "nodes.json"
    command = (sys.executable, str(ROOT / "tests" / "toy_ray" / "broker.py"), str(nodes))
    monkeypatch.setattr(cluster, "BROKER", command)
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("WORKBENCH_RAY", f"127.0.0.1:{server.getsockname()[1]}")
        yield nodes


def lead(folder, should_stop=lambda: False):
    stop = type("Sign", (), {"stepping": False, "__call__": lambda _: should_stop()})()
    return repeat.work(Work(folder, REPETITION, lambda _: None, stop, Slots(2, 2)))


def test_a_cluster_that_is_not_reachable_is_one_sentence_and_nothing_is_started(leader, toy, monkeypatch):
    monkeypatch.setenv("WORKBENCH_RAY", "127.0.0.1:1")
    with pytest.raises(ClusterError) as refused:
        lead(leader)
    assert refused.value.messages[0].key == "cluster.unreachable"
    assert not leader.members.exists()


def test_a_node_that_dies_in_mid_study_changes_nothing_of_the_table(leader, toy):
    data = load_series(TRAINING.series, leader.data)
    alone = {seed: fit(TRAINING.with_changes({"train.seed": seed}), data, emit=lambda _: None) for seed in range(2)}
    toy.write_text(json.dumps({"one": 1, "two": 1}))
    found = []
    thread = threading.Thread(target=lambda: found.append(lead(leader)))
    thread.start()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not any(steps(leader, name) for name in REPETITION.members()):
        time.sleep(0.01)
    write_json(toy, {"two": 1})  # whoever trained on it is lost
    thread.join(PATIENCE)
    assert {row.seed: row.measures for row in found[0].members} == {seed: alone[seed].measures() for seed in range(2)}
    logs = [RunFolder(leader.members / name).events.read_text() for name in REPETITION.members()]
    assert [log.count('"type":"finished"') for log in logs] == [1, 1]
    assert all(f'"host":"{socket.gethostname()}"' in log for log in logs)
    assert not (leader.path.parent / ".slots").exists()


def steps(leader, name):
    with contextlib.suppress(Exception):
        return read_run(leader.members / name).step
    return 0


def test_a_stop_reaches_members_on_their_nodes_and_those_that_wait_for_one(leader, toy):
    toy.write_text(json.dumps({"one": 1}))
    stopped = lead(leader, should_stop=lambda: steps(leader, "seed-0") > 0)
    assert isinstance(stopped, events.Stopped)
    states = {path.name: read_run(path).state for path in leader.members.iterdir()}
    assert set(states.values()) <= {RunState.STOPPED, RunState.FINISHED}
    holders = [locks.holder_pid(RunFolder(path).lock) for path in leader.members.iterdir()]
    for holder in holders:
        if holder is not None:
            os.killpg(holder, signal.SIGKILL)
    assert "seed-0" in states


NODE = """
import sys
from lstm_core.runs import cluster_node
from lstm_core.runs.fork_server import ForkServer
opened = ForkServer.opened
ForkServer.opened = classmethod(lambda kind, spawn: (print("loads the engine", flush=True), opened(spawn))[1])
mark, *runs = sys.argv[1:]
for run in runs:
    print(cluster_node.member(mark, "token", run), flush=True)
"""


def test_a_process_of_a_node_loads_the_engine_once_and_its_members_end_with_it(leader):
    leader.members.mkdir()
    endless = TRAINING.with_changes({"train.steps": 10**6})
    folders = [RunFolder(leader.members / name) for name in ("first", "second", "endless")]
    for folder, spec in zip(folders, (TRAINING, TRAINING, endless), strict=True):
        folder.path.mkdir()
        write_data_file(TRAINING.data, folder.data)
        write_json(folder.spec, spec.to_json())
        write_json(folder.launch, Launch(created_at=time.time(), launched_at=time.time()).model_dump())
    mark = leader.path / ".cluster"
    hold = locks.try_lock(mark, "token")
    command = [sys.executable, "-c", NODE, str(mark), *(str(folder.path) for folder in folders)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as node:
        said = [node.stdout.readline().strip() for _ in range(3)]
        until = time.monotonic() + PATIENCE
        while (worker := locks.holder_pid(folders[2].lock)) is None and time.monotonic() < until:
            time.sleep(0.02)
        node.kill()
    os.close(hold)
    assert said == ["loads the engine", "None", "None"]
    assert [read_run(folder.path).state for folder in folders[:2]] == [RunState.FINISHED] * 2
    assert worker is not None
    while locks.holder_pid(folders[2].lock) is not None and time.monotonic() < until:
        time.sleep(0.02)
    assert locks.holder_pid(folders[2].lock) is None
