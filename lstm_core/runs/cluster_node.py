"""What a task of the cluster does on its node: see whether the node can compute a run, and open the run's worker."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.launcher import environment
from lstm_core.runs.slots import Slots

PLACE = Slots(1, reserved=True)


def missing(mark: str, token: str) -> str | None:
    """Key of what this node lacks, None when it can compute: `mark` is a file that its writer holds locked.

    The lock of a run keeps two workers from one run, so a folder on which a node does not see the locks of others is
    of no use, however readable.
    """
    path = Path(mark)
    if not path.is_file() or locks.said(path) != token:
        return "cluster.without_folder"
    taken = locks.try_lock(path)
    if taken is not None:
        os.close(taken)
        return "cluster.without_locks"
    return "cluster.without_engine" if find_spec("torch") is None else None


def member(mark: str, token: str, run: str) -> str | None:
    """Work on the run in a process that ends with this one; key of what this node lacks when it cannot."""
    lacking = missing(mark, token)
    if lacking is not None:
        return lacking
    with RunFolder(run).log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "lstm_core.engine.worker", run, "--slots", str(PLACE), "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment(),
            cwd="/",
            start_new_session=True,
        )
    process.wait()
    return None
