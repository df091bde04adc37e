"""A comparison of many small members on a Ray cluster of this machine, against the launcher of this machine.

The nodes are processes on loopback that declare one core each, beside a head without any. However many there are, the
cores of this machine are all that computes: linear is what the local launcher does with a place for each core, in the
same round. Told are seconds of a whole study, trials per hour, and their share of linear, for clusters of 1, 2 and 4
nodes; on two cores the second is the one that has as many cores as it declares. Also told is the time of the processor
that everything took which a study opened, Ray's own processes among it: on a machine that has other work, the local one
over that of the cluster is the share of linear that an idle machine would show.

Then `kill -9` hits the raylet of a node that trains a member, at a moment drawn from the time of an undisturbed study;
a new node takes its place before the next. Nobody resumes anything. Told are whether every member ended, how many were
finished twice, and whether the table is that of the undisturbed study to the last bit.

    .venv/bin/python benchmarks/cluster.py [--rounds 3] [--seeds 8] [--steps 3000] [--nodes 1 2 4]
        [--kills 5] [--only speed|kills]
"""

import argparse
import contextlib
import json
import os
import random
import signal
import tempfile
import threading
import time
from pathlib import Path

import psutil
from measuring import report, shown
from study_kills import TRAINING, ended, numbers, stamps

from lstm_core.kinds import parse_spec
from lstm_core.runs.cluster import VARIABLE
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader, RunRecord

CORES = os.cpu_count() or 1
NODES = (1, 2, 4)
LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_USAGE_STATS_ENABLED": "0"}  # at 127.0.0.1
SAME_PRIORITY = {"RAY_worker_niceness": "0"}  # a node of its own has nobody to give way to


class Nodes:
    """A cluster on loopback whose nodes have one core each; the head has none and computes nothing."""

    def __init__(self, count: int) -> None:
        os.environ.update(LOOPBACK | SAME_PRIORITY)  # before Ray is imported
        from ray.cluster_utils import Cluster

        self._cluster = Cluster()
        self._cluster.add_node(num_cpus=0, include_dashboard=False)
        self.grow(count)

    def grow(self, count: int) -> None:
        """So many nodes from now on."""
        while len(self._cluster.worker_nodes) < count:
            self._cluster.add_node(num_cpus=1)

    def kill(self, chance: random.Random) -> None:
        """SIGKILL to the raylet of one of the nodes, all of which train while there are more members than nodes."""
        node = chance.choice(sorted(self._cluster.worker_nodes, key=id))
        raylet = node.all_processes["raylet"][0].process
        raylet.send_signal(signal.SIGKILL)
        raylet.wait()  # as a zombie it would still be there for its workers
        self._cluster.worker_nodes.discard(node)

    @property
    def address(self) -> str:
        return str(self._cluster.address)

    def close(self) -> None:
        self._cluster.shutdown()


def study(asked: argparse.Namespace) -> dict[str, object]:
    training = TRAINING | {"train": TRAINING["train"] | {"steps": asked.steps, "evaluate_every": asked.steps // 3}}
    training["train"]["checkpoint_seconds"] = 1.0
    return {"kind": "compare", "seeds": asked.seeds, "run": training, "candidates": [{}, {"model.cell": "gru"}]}


def begun(runs: Path, spec: dict[str, object], address: str | None) -> RunReader:
    """A study on the cluster at that address, or on this machine with a place for each core."""
    os.environ.pop(VARIABLE, None)
    if address is not None:
        os.environ[VARIABLE] = address
    launcher = LocalLauncher(runs, CORES)
    return RunReader(runs / launcher.start(parse_spec(spec)))


class Processor:
    """Seconds of the processor that all processes below this one take, looked at a few times a second."""

    def __init__(self) -> None:
        self._first: dict[tuple[int, float], float] = {}
        self._last: dict[tuple[int, float], float] = {}
        self._over = threading.Event()
        self._look()
        self._first = dict(self._last)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while not self._over.wait(0.2):
            self._look()

    def _look(self) -> None:
        for each in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                times = each.cpu_times()
                self._last[each.pid, each.create_time()] = times.user + times.system

    def seconds(self) -> float:
        """Since this was made; looks no more."""
        self._over.set()
        self._thread.join()
        return sum(last - self._first.get(process, 0.0) for process, last in self._last.items())


def timed(runs: Path, spec: dict[str, object], address: str | None) -> tuple[float, float, RunRecord]:
    """Seconds of a whole study, those of the processor, and its record."""
    began, processor = time.perf_counter(), Processor()
    record = ended(begun(runs, spec, address))
    if record.state is not RunState.FINISHED:
        raise SystemExit(f"{record.path} is {record.state}: {record.failure}")
    return time.perf_counter() - began, processor.seconds(), record


def speeds(runs: Path, asked: argparse.Namespace) -> tuple[list[list[str]], dict[str, object]]:
    """Rounds of each cluster, each beside the local launcher; clusters grow, so rounds of one size come together."""
    spec, nodes = study(asked), None
    members = 2 * asked.seeds
    rows, found = list[list[str]](), dict[str, object]()
    for count in asked.nodes:
        nodes = nodes or Nodes(count)
        nodes.grow(count)
        local, cluster, busy = list[float](), list[float](), {True: list[float](), False: list[float]()}
        for number in range(asked.rounds):
            for mine in (True, False) if number % 2 else (False, True):
                seconds, worked, _ = timed(runs, spec, None if mine else nodes.address)
                (local if mine else cluster).append(seconds)
                busy[mine].append(worked)
                print(f"{count} nodes, round {number + 1}, {'local' if mine else 'cluster'}: {seconds:.1f} s, ", end="")
                print(f"of the processor {worked:.1f} s", flush=True)
        cores = min(count, CORES)
        shares = [one * CORES / (other * cores) for one, other in zip(local, cluster, strict=True)]
        worked = [one / other for one, other in zip(busy[True], busy[False], strict=True)]
        hourly = [3600 * members / each for each in cluster]
        found[str(count)] = {"local": local, "cluster": cluster, "share_of_linear": shares, "processor": worked}
        rows.append([str(count), str(cores), *map(shown, (local, cluster, hourly, shares, worked))])
    if nodes is not None:
        nodes.close()
    return rows, {"speed": found, "members": members}


def told(folder: RunFolder, name: str) -> list[object]:
    """That field of every event that has it."""
    return [event[name] for line in folder.events.read_bytes().splitlines() if name in (event := json.loads(line))]


def finishes(record: RunRecord) -> list[int]:
    """How often each member came to its end."""
    folders = [RunFolder(Path(record.path) / "members" / each.member) for each in record.members]
    return [told(folder, "type").count("finished") for folder in folders]


def kills(runs: Path, asked: argparse.Namespace) -> tuple[list[list[str]], dict[str, object]]:
    """Studies whose cluster loses a node."""
    spec, nodes, chance = study(asked), Nodes(max(NODES)), random.Random(asked.random_seed)
    seconds, _, record = timed(runs, spec, nodes.address)
    whole, rows, trials = numbers(record), list[list[str]](), list[dict[str, object]]()
    local = numbers(timed(runs, spec, None)[2])
    print(f"undisturbed {seconds:.1f} s; the table of this machine is {'the same' if local == whole else 'ANOTHER'}")
    for number in range(asked.kills):
        nodes.grow(max(NODES))
        began, after = time.perf_counter(), chance.uniform(4.0, 0.8 * seconds)
        reader = begun(runs, spec, nodes.address)
        time.sleep(after)
        before = stamps(reader.read(points=2))
        nodes.kill(chance)
        record = ended(reader)
        attempts = [
            RunReader(Path(record.path) / "members" / each.member).read(points=2).attempt for each in record.members
        ]
        trial = {
            "after_seconds": round(after, 1),
            "done_before": len(before),
            "lost": sum(state == "lost" for state in told(reader.folder, "state")),
            "resumed": sum(attempts) - len(attempts),
            "ended": sum(count > 0 for count in finishes(record)),
            "twice": sum(count > 1 for count in finishes(record)),
            "again": sum(stamps(record).get(name) != stamp for name, stamp in before.items()),
            "same": record.state is RunState.FINISHED and numbers(record) == whole,
            "seconds": round(time.perf_counter() - began, 1),
        }
        trials.append(trial)
        rows.append([str(number + 1), *("yes" if each is True else str(each) for each in trial.values())])
        print(rows[-1], flush=True)
    nodes.close()
    return rows, {"kills": trials, "undisturbed_seconds": seconds, "same_as_local": local == whole}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--nodes", type=int, nargs="+", default=NODES, help="sizes of the cluster, rising")
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--random-seed", type=int, default=0)
    parser.add_argument("--only", choices=("speed", "kills"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.only != "kills":
            heads = ["nodes", "cores", "local, s", "cluster, s", "trials per hour", "share of linear", "by processor"]
            rows, measured = speeds(Path(folder) / "speed", asked)
            report("cluster_speed", measured, heads, rows)
        if asked.only != "speed":
            heads = ["kill", "after s", "done", "lost", "resumed", "ended", "twice", "again", "same table", "s"]
            rows, measured = kills(Path(folder) / "kills", asked)
            report("cluster_kills", measured, heads, rows)


if __name__ == "__main__":
    main()
