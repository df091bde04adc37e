"""A comparison, repetition or search that is killed with SIGKILL at random moments and resumed has the same table.

One undisturbed study gives the table and how long it takes. Then the leader, the members at work, all of them, or the
process that started it (a server) are killed at a moment drawn uniformly from that time; what is over is resumed until
it has its result. Told are the moment, the members that were done, how often it was resumed, whether every number is
the same to the last bit, and how many done members were trained again.

    .venv/bin/python benchmarks/study_kills.py [--kind compare] [--kills 10] [--seeds 3] [--slots 2]
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import ROOT, report

from lstm_core.runs import locks
from lstm_core.runs.folder import MEMBERS, RunFolder, RunState, list_runs
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader, RunRecord

VICTIMS = ("leader", "member", "both", "server")
LOOK_SECONDS = 0.02
SERVER = """
import sys, time
from pathlib import Path
from lstm_core.kinds import parse_spec
from lstm_core.runs.launcher import LocalLauncher
print(LocalLauncher(Path(sys.argv[1]), int(sys.argv[2])).start(parse_spec(sys.argv[3])), flush=True)
time.sleep(10_000)
"""
TRAINING = {
    "data": {"time_column": "time", "time_format": "%Y", "window": 12, "horizon": 3, "season": 11},
    "model": {"hidden_size": 4, "layers": 2, "dropout": 0.1},
    "train": {"steps": 150, "batch_size": 8, "evaluate_every": 50, "patience": None, "checkpoint_seconds": 0.05},
}

SPACE = [
    {"path": "train.learning_rate", "kind": "float", "low": 1e-4, "high": 1e-1, "log": True},
    {"path": "model.hidden_size", "kind": "categorical", "choices": [2, 4, 8]},
]
TRIALS = 6


def ended(reader: RunReader) -> RunRecord:
    """The record once nobody works on the study."""
    while (record := reader.read(points=2)).state.active:
        time.sleep(LOOK_SECONDS)
    return record


def kill(path: Path) -> bool:
    """Whether there was a process to kill."""
    holder = locks.holder_pid(RunFolder(path).lock)
    if holder is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.killpg(holder, signal.SIGKILL)
    return True


def started(runs: Path, slots: int, spec: dict[str, object]) -> tuple[Path, subprocess.Popen[str]]:
    """A study and the process that started it, which goes on as a server does."""
    command = [sys.executable, "-c", SERVER, str(runs), str(slots), json.dumps(spec)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    return runs / server.stdout.readline().strip(), server


def numbers(record: RunRecord) -> dict[str, object]:
    """Every number that a disturbed study has to give again; what a training cost is none of them."""
    if record.spec.kind == "repeat":
        return {"table": {name: found.model_dump() for name, found in record.table.items()}}
    if record.spec.kind == "search":
        trials = [row.model_dump(exclude={"seconds"}) for row in record.trials]
        confirmed = None if record.confirmation is None else record.confirmation.model_dump()
        return {"trials": trials, "confirmation": confirmed, "verdict": record.result and record.result.verdict}
    kept = {"measures": {each.member: each.measures for each in record.members}}
    return kept | {
        "table": [each.model_dump(include={"table", "validated", "finished"}) for each in record.candidates],
        "differences": [each.model_dump() for each in record.differences],
    }


def stamps(leader: Path) -> dict[str, tuple[int, int]]:
    """Attempt and time of every result that is there."""
    found = {}
    for path in list_runs(leader / MEMBERS):
        folder = RunFolder(path)
        if folder.result.exists():
            found[path.name] = RunReader(path).read(points=2).attempt, folder.result.stat().st_mtime_ns
    return found


def trial(runs: Path, slots: int, spec: dict[str, object], victim: str, after: float) -> dict[str, object]:
    """One study that is hit once; what was seen."""
    leader, server = started(runs, slots, spec)
    time.sleep(after)
    reader = RunReader(leader)
    record, before = reader.read(points=2), stamps(leader)
    members = [path for path in list_runs(leader / MEMBERS) if path.name not in before]
    hit = False
    if victim == "server":
        hit = record.state.active
        os.killpg(server.pid, signal.SIGKILL)
    if victim in ("leader", "both"):
        hit = kill(leader)
    if victim in ("member", "both"):
        killed = [kill(path) for path in members]
        hit = hit or any(killed)
    resumed, launcher = 0, LocalLauncher(runs, slots)
    while (record := ended(reader)).state is not RunState.FINISHED:
        if not record.resumable:
            break
        resumed += 1
        launcher.resume(leader.name)
    server.kill()
    server.communicate()
    now = stamps(leader)
    again = sum(1 for name, stamp in before.items() if now.get(name) != stamp)
    return {
        "victim": victim,
        "hit": hit,
        "after_seconds": round(after, 2),
        "done_before": len(before),
        "resumed": resumed,
        "state": record.state.value,
        "numbers": numbers(record),
        "trained_again": again,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=("repeat", "compare", "search"), default="compare")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--random-seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.random_seed)
    spec = {"kind": asked.kind, "seeds": asked.seeds, "run": TRAINING}
    if asked.kind == "compare":
        spec["candidates"] = [{}, {"model.cell": "gru"}]
    if asked.kind == "search":
        spec |= {"space": SPACE, "trials": TRIALS}
    rows, trials, same = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        began = time.perf_counter()
        leader, server = started(runs, asked.slots, spec)
        whole = numbers(ended(RunReader(leader)))
        lasted = time.perf_counter() - began
        server.kill()
        server.communicate()
        while len(trials) < asked.kills:
            found = trial(runs, asked.slots, spec, VICTIMS[len(trials) % len(VICTIMS)], chance.uniform(0.2, lasted))
            if not found.pop("hit"):
                continue  # it had ended before
            equal = found.pop("numbers") == whole
            same += equal
            trials.append(found | {"same": equal})
            rows.append([str(len(trials)), *map(str, found.values()), "yes" if equal else "NO"])
            print(rows[-1], flush=True)
    heads = ["kill", "victim", "after s", "done before", "resumed", "ended", "trained again", "same table"]
    report(f"{asked.kind}_kills", {"trials": trials, "same": same, "undisturbed_seconds": lasted}, heads, rows)
    print(f"\n{same} of {asked.kills} end with the same table; undisturbed it took {lasted:.1f} s")


if __name__ == "__main__":
    main()
