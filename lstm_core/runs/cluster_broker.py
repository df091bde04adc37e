"""`python -m lstm_core.runs.cluster_broker ADDRESS LEADER`: holds a Ray cluster for the leader in the folder LEADER.

Alone imports Ray, whose clients end their process when the cluster is gone. One JSON object per line on standard input,
    {"place": run, "number": 7, "cpus": 1, "gpus": 0}    open a worker of the run in that folder where there is room
    {"cancel": run}                                      end its task, and the worker with it
and on standard output
    {"resources": {"cpus": 4, "gpus": 0, "largest": 1}}    of the nodes that are there, first once all were looked at
    {"refused": key, "parameters": {...}}                  the cluster cannot be used, and why
    {"ended": run, "number": 7}                            that task of it is over, whatever came of it
It ends when its input does, and its tasks end with it.
"""

import contextlib
import json
import os
import queue
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from lstm_core.errors import ClusterError, Sentence
from lstm_core.i18n.languages import Parameter
from lstm_core.runs import locks

PROJECT = Path(__file__).resolve().parents[2]
MARK = ".cluster"  # held locked in the leader's folder, for the nodes to see
REACH_SECONDS = 5.0  # for a connection to the cluster's port
MARK_SECONDS = 10.0  # the broker of a leader that was killed may still hold the mark
PROBE_SECONDS = 60.0  # for a node to open a process and look at the folder
LOOK_SECONDS = 0.1  # between two looks at the tasks
NODES_SECONDS = 2.0  # between two looks at the nodes
NODE_LABEL = "ray.io/node-id"

Node = dict[str, Any]


def _on_node(project: str, name: str, *arguments: str) -> tuple[str | None, str]:
    """Call a function of `cluster_node` on a node; key of what the node lacks, and its id. Travels there as code."""
    import importlib
    import sys

    import ray

    node = ray.get_runtime_context().get_node_id()
    if project not in sys.path:
        sys.path.insert(0, project)
    try:
        found = importlib.import_module("lstm_core.runs.cluster_node")
    except ImportError:
        return "cluster.without_engine", node
    return getattr(found, name)(*arguments), node


class Broker:
    """Tasks of one leader's members. `ray` is the module; `tell` takes what the leader is to know."""

    def __init__(self, ray: Any, leader: Path, tell: Callable[[dict[str, Any]], None]) -> None:
        self._ray, self._tell = ray, tell
        self._mark, self._token = leader / MARK, secrets.token_hex(8)
        self._tasks: dict[str, tuple[int, Any]] = {}  # run -> number and reference of its last task
        self._unfit: set[str] = set()  # nodes that joined later and cannot compute
        self._told: dict[str, float] = {}

    def connect(self, address: str) -> None:
        """Reach the cluster and have every node look at the folder. Raises ClusterError."""
        _reach(address)
        try:
            self._ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        except Exception as error:  # whatever Ray raises
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
            raise ClusterError(Sentence("cluster.refused", {"address": address, "reason": reason})) from None
        until = time.monotonic() + MARK_SECONDS
        while locks.try_lock(self._mark, self._token) is None:  # kept open for life
            if time.monotonic() > until:
                raise ClusterError(Sentence("cluster.held", {"folder": str(self._mark.parent)}))
            time.sleep(LOOK_SECONDS)
        self._probe(self._computing())
        self._look_at_nodes()

    def serve(self, lines: Iterable[str]) -> None:
        """Do what the lines ask until they end."""
        asked: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=_read, args=(lines, asked), daemon=True).start()
        looked_at = time.monotonic()
        while True:
            with contextlib.suppress(queue.Empty):
                message = asked.get(timeout=LOOK_SECONDS)
                if message is None:
                    return
                self._do(message)
                continue
            self._collect()
            if time.monotonic() - looked_at >= NODES_SECONDS:
                looked_at = time.monotonic()
                self._look_at_nodes()

    def _do(self, message: dict[str, Any]) -> None:
        match message:
            case {"place": run, "number": number, "cpus": cpus, "gpus": gpus}:
                self._cancel(run)
                given = (str(PROJECT), "member", str(self._mark), self._token, run)
                self._tasks[run] = number, self._task(cpus, gpus).remote(*given)
            case {"cancel": run}:
                self._cancel(run)

    def _task(self, cpus: float, gpus: float, **placed: Any) -> Any:
        """Never tried again by Ray: who leads resumes a member that died, and counts how often."""
        options = {"num_cpus": cpus, "max_retries": 0, **placed}
        if gpus:
            options["num_gpus"] = gpus
        if self._unfit and not placed:
            options["label_selector"] = {NODE_LABEL: f"!in({','.join(sorted(self._unfit))})"}
        return self._ray.remote(**options)(_on_node)

    def _cancel(self, run: str) -> None:
        if run in self._tasks:
            self._ray.cancel(self._tasks[run][1], force=True)

    def _collect(self) -> None:
        """Tell of tasks that are over; a node that could not take its member gets none any more."""
        if not self._tasks:
            return
        tasks = [task for _, task in self._tasks.values()]
        over = self._ray.wait(tasks, num_returns=len(tasks), timeout=0)[0]
        for run, (number, task) in list(self._tasks.items()):
            if task not in over:
                continue
            del self._tasks[run]
            try:
                lacking, node = self._ray.get(task)
            except Exception as error:  # cancelled, or its node died: the run's folder says how far it came
                print(f"{Path(run).name}: {type(error).__name__}", file=sys.stderr)  # noqa: T201
                lacking, node = None, ""
            if lacking is not None:
                self._unfit.add(node)
                name = next((each["NodeManagerHostname"] for each in self._ray.nodes() if each["NodeID"] == node), node)
                print(Sentence(lacking, self._parameters(name)).text(), file=sys.stderr)  # noqa: T201
            self._tell({"ended": run, "number": number})

    def _probe(self, nodes: list[Node]) -> None:
        """Every node has to see the leader's folder with its locks. Raises ClusterError for the first that does not."""
        tasks = dict[str, Any]()
        for node in nodes:
            strategy = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            task = self._task(0, 0, scheduling_strategy=strategy)
            tasks[node["NodeID"]] = task.remote(str(PROJECT), "missing", str(self._mark), self._token)
        if tasks:
            self._ray.wait(list(tasks.values()), num_returns=len(tasks), timeout=PROBE_SECONDS)
        for node in nodes:
            try:
                lacking, _ = self._ray.get(tasks[node["NodeID"]], timeout=0.1)
            except Exception:  # it died meanwhile, or is too busy to be of use now; a member would look again
                lacking = None
            if lacking is not None:
                raise ClusterError(Sentence(lacking, self._parameters(node["NodeManagerHostname"])))

    def _parameters(self, node: str) -> dict[str, Parameter]:
        return {"node": node, "folder": str(self._mark.parent), "project": str(PROJECT)}

    def _computing(self) -> list[Node]:
        """The living nodes that have anything to compute with."""
        nodes = [each for each in self._ray.nodes() if each["Alive"] and each["NodeID"] not in self._unfit]
        return [each for each in nodes if each["Resources"].get("CPU", 0) or each["Resources"].get("GPU", 0)]

    def _look_at_nodes(self) -> None:
        found = [each["Resources"] for each in self._computing()]
        cpus = [float(each.get("CPU", 0)) for each in found]
        told = {
            "cpus": sum(cpus),
            "gpus": sum(float(each.get("GPU", 0)) for each in found),
            "largest": max(cpus, default=0.0),
        }
        if told != self._told:
            self._told = told
            self._tell({"resources": told})


def _reach(address: str) -> None:
    """Raises ClusterError when nobody listens: Ray itself tries for two minutes, and then ends its process."""
    if address == "auto":
        address = os.environ.get("RAY_ADDRESS", "") or _noted()
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if not host or not port.isdigit():
        raise ClusterError(Sentence("cluster.address", {"address": address or "auto"}))
    try:
        socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS).close()
    except (OSError, OverflowError):
        raise ClusterError(Sentence("cluster.unreachable", {"address": address})) from None


def _noted() -> str:
    """The address of the cluster that `ray start` or `ray.init` has left on this machine, empty without one."""
    folder = Path(os.environ.get("RAY_TMPDIR") or "/tmp") / "ray"  # noqa: S108 (where Ray keeps it)
    try:
        return (folder / "ray_current_cluster").read_text("utf-8").strip()
    except OSError:
        return ""


def _read(lines: Iterable[str], asked: "queue.SimpleQueue[dict[str, Any] | None]") -> None:
    for line in lines:
        asked.put(json.loads(line))
    asked.put(None)


def _lines() -> Iterator[str]:
    """Standard input. Its end ends the process at once, also when Ray waits for a cluster that is gone."""
    yield from sys.stdin
    os._exit(0)


def main(arguments: list[str]) -> int:
    """Serve standard input; what Ray prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, ensure_ascii=False) + "\n")
        answers.flush()

    address, leader = arguments
    try:
        try:
            import ray
            import ray.util.scheduling_strategies
        except ImportError:
            raise ClusterError(Sentence("cluster.without_ray")) from None
        broker = Broker(ray, Path(leader), tell)
        broker.connect(address)
        broker.serve(_lines())
    except ClusterError as error:
        message = error.messages[0]
        tell({"refused": message.key, "parameters": dict(message.parameters)})
        return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # at once: the tasks end with the connection
