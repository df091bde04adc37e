"""Members on the machines of a Ray cluster, where WORKBENCH_RAY names one: `auto`, or its address.

Who leads stays a process of this machine. A member becomes a task that opens the member's worker on the node that Ray
chooses, in the same folder, which every node has to see: state, stop, checkpoints and results are files, as ever. A
node that dies takes its workers along; their locks are free then, and who leads resumes them, on another node.

Ray itself is held by a process of its own (`cluster_broker`), so who leads stays small and outlives a broken cluster.
Its tasks are that process's and end with it: no member of the cluster outlives its leader, and none is lost, since a
leader that is resumed takes up their checkpoints.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lstm_core.errors import ClusterError, Sentence
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.runs.launcher import LocalLauncher, environment
from lstm_core.runs.slots import Slots
from lstm_core.spec.run import RunSpec

VARIABLE = "WORKBENCH_RAY"
BROKER = (sys.executable, "-m", "lstm_core.runs.cluster_broker")
CONNECT_SECONDS = 90.0  # until every node has opened a process and answered


def launcher_of(runs: Path, slots: Slots | int) -> LocalLauncher:
    """The launcher of a leader's members: on the cluster where one is named, else on this machine."""
    places, address = Slots.of(slots), os.environ.get(VARIABLE, "").strip()
    return RayLauncher(runs, places, address) if address and not places.reserved else LocalLauncher(runs, places)


class Resources(NamedTuple):
    """What the nodes of a cluster have, whoever uses it."""

    cpus: float = 0.0
    gpus: float = 0.0
    largest: float = 0.0  # CPUs of one node


class Asked(NamedTuple):
    """What a member needs of its node."""

    cpus: int
    gpus: int


class RayLauncher(LocalLauncher):
    """Members of a leader in its folder `runs`: on the cluster at `address`; leaders among them on this machine."""

    def __init__(self, runs: Path, slots: Slots | int | None, address: str) -> None:
        super().__init__(runs, slots)
        self.address = address
        self._connection: Connection | None = None
        self._connecting = threading.Lock()

    def awaits(self, spec: RunSpec) -> bool:
        """Every member but a leader waits for a place on the cluster."""
        return not KINDS[spec.kind].leads

    def fits(self, spec: RunSpec, others: Iterable[RunSpec]) -> bool:
        """The cluster has enough for one more beside the others; the first always fits and waits for a node."""
        found, active = self._connected().resources, list(others)
        asked = [self._asked(each, found) for each in (*active, spec)]
        cpus, gpus = sum(each.cpus for each in asked), sum(each.gpus for each in asked)
        return not active or (cpus <= found.cpus and gpus <= found.gpus)

    def at_once(self, spec: RunSpec) -> int:
        """How many runs of that size the cluster has enough for."""
        found = self._connected().resources
        asked = self._asked(spec, found)
        return max(1, int(min(found.cpus // asked.cpus, found.gpus // asked.gpus if asked.gpus else found.cpus)))

    def reopen(self, run_id: str) -> None:
        """As of this machine. A task that still waits for a node is not lost, and only told of so."""
        folder = self._reader(run_id).folder
        if str(folder.path) not in self._connected().tasks:
            super().reopen(run_id)
            return
        launch = Launch.model_validate_json(folder.launch.read_bytes())
        write_json(folder.launch, launch.model_copy(update={"awaited_at": time.time()}).model_dump())

    def prepare(self) -> None:
        """Nothing: which node is the next one is not known before."""

    def close(self) -> None:
        """Let the cluster go, and with it the members that are on their way."""
        super().close()
        with self._connecting:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _open(self, folder: RunFolder) -> None:
        spec = parse_spec(folder.spec.read_bytes())
        if not self.awaits(spec):
            super()._open(folder)
            return
        connection = self._connected()
        connection.place(folder.path, self._asked(spec, connection.resources))

    def _signal(self, folder: RunFolder, number: int) -> None:
        with self._connecting:
            connection = self._connection
        if connection is None or not connection.cancel(folder.path):
            super()._signal(folder, number)

    def _asked(self, spec: RunSpec, found: Resources) -> Asked:
        """Threads of the training, no more than one node can have; a GPU where it wants one or may have one."""
        training, device = spec.training, spec.training.train.device
        gpus = int(device == "cuda" or (device == "auto" and found.gpus > 0))
        return Asked(max(1, min(training.threads, int(found.largest) or training.threads)), gpus)

    def _connected(self) -> "Connection":
        """The broker that holds the cluster, a new one when the last was lost. Raises ClusterError."""
        with self._connecting:
            if self._closed:
                raise ClusterError(Sentence("cluster.lost", {"address": self.address}))
            if self._connection is None or not self._connection.lives:
                self._connection = self._connect(again=self._connection is not None)
            return self._connection

    def _connect(self, *, again: bool) -> "Connection":
        try:
            return Connection(self.address, self.runs.parent)
        except ClusterError as error:
            if again and error.messages[0].key == "cluster.unreachable":
                raise ClusterError(Sentence("cluster.lost", {"address": self.address})) from None
            raise


class Connection:
    """The process that holds the cluster: asked on its standard input, it tells on its standard output."""

    def __init__(self, address: str, leader: Path) -> None:
        """Open it and wait until every node has shown that it sees the folder `leader`. Raises ClusterError."""
        self.resources = Resources()
        self.tasks: dict[str, int] = {}  # folder of a member whose task waits or is at work -> number of the task
        self._placed = 0
        self._refusal: Sentence | None = None
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [*BROKER, address, str(leader)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            cwd="/",
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        told = self._ready.wait(CONNECT_SECONDS)
        if self._refusal is not None or not self.lives or not told:
            self.close()
            raise ClusterError(self._refusal or Sentence("cluster.unreachable", {"address": address}))

    @property
    def lives(self) -> bool:
        """It can still be asked."""
        return self._process.poll() is None

    def place(self, run: Path, asked: Asked) -> None:
        """Have the worker of a member opened where there is room; a task that it had before is given up."""
        self._placed += 1
        self.tasks[str(run)] = self._placed
        self._say({"place": str(run), "number": self._placed, **asked._asdict()})

    def cancel(self, run: Path) -> bool:
        """End the task of a member, and the worker with it; False when it has none."""
        found = str(run) in self.tasks
        if found:
            self._say({"cancel": str(run)})
        return found

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent any more
                    pipe.close()

    def _say(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None  # noqa: S101 (opened with a pipe)
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):  # it is gone, and its tasks with it: the next look at them opens another
            self._process.poll()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 (opened with a pipe)
        for line in self._process.stdout:
            match json.loads(line):
                case {"resources": found}:
                    self.resources = Resources(**found)
                    self._ready.set()
                case {"refused": key, "parameters": parameters}:
                    self._refusal = Sentence(key, parameters)
                    self._ready.set()
                case {"ended": run, "number": number} if self.tasks.get(run) == number:
                    del self.tasks[run]
        self._process.wait()
        self._ready.set()
