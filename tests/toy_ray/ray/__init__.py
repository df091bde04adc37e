"""A stand-in for Ray with the names that `lstm_core.runs.cluster_broker` uses.

The nodes are those of the file that TOY_RAY names, {"node": cpus, ...}, which a test may change: one that is taken out
has died, and its tasks with it. A task is a process; it waits until a node has room for it.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

LOOK_SECONDS = 0.02
_TASKS = []


def init(address, **_options):
    pass


def nodes():
    return [
        {"NodeID": name, "NodeManagerHostname": name, "Alive": True, "Resources": {"CPU": cpus}}
        for name, cpus in json.loads(Path(os.environ["TOY_RAY"]).read_text()).items()
    ]


def get_runtime_context():
    """In the process of a task."""
    return SimpleNamespace(get_node_id=lambda: os.environ["TOY_NODE"])


def remote(**options):
    return lambda function: SimpleNamespace(remote=lambda *arguments: _Task(function, options, arguments))


def wait(tasks, num_returns=1, timeout=None):
    until = time.monotonic() + (timeout or 0)
    while sum(task.over for task in tasks) < num_returns and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    return [task for task in tasks if task.over], [task for task in tasks if not task.over]


def get(task, timeout=None):
    if not wait([task], timeout=timeout)[0] or task.answer is None:
        raise RuntimeError("the worker died")
    return tuple(task.answer)


def cancel(task, force):
    task.end()


class _Task:
    def __init__(self, function, options, arguments):
        self.cpus, self.node, self.process = options["num_cpus"], None, None
        self.wanted = getattr(options.get("scheduling_strategy"), "node_id", None)
        self.function, self.arguments = function, arguments
        self.answer, self.over = None, False
        _TASKS.append(self)
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self):
        while not self.over and not self._placed():
            time.sleep(LOOK_SECONDS)
        while self.process is not None and self.process.poll() is None:
            if self.node not in {node["NodeID"] for node in nodes()}:
                self.process.kill()
            time.sleep(LOOK_SECONDS)
        if self.process is not None and self.process.returncode == 0:
            self.answer = json.loads(self.process.stdout.read())
        self.over = True

    def _placed(self):
        with _LOCK:
            for node in nodes():
                taken = sum(task.cpus for task in _TASKS if task.node == node["NodeID"] and not task.over)
                fits = taken + self.cpus <= node["Resources"]["CPU"]
                if self.wanted in (None, node["NodeID"]) and fits:
                    self.node = node["NodeID"]
                    self._open()
                    return True
        return False

    def _open(self):
        code = (
            "import json, sys; from lstm_core.runs.cluster_broker import _on_node as f; "
            "print(json.dumps(f(*json.loads(sys.argv[1]))))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, json.dumps(self.arguments)],
            stdout=subprocess.PIPE,
            env={**os.environ, "TOY_NODE": self.node},
        )

    def end(self):
        if self.process is not None:
            self.process.kill()
        else:
            self.over = True


_LOCK = threading.Lock()
