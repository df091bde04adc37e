"""A repetition over seeds that is killed with SIGKILL at random moments, and resumed, ends with the same table.

One undisturbed repetition gives the table and how long it takes. Then the leader, the members at work, or all of them
are killed at a moment drawn uniformly from that time; what is over is resumed until it has its result. Told are the
moment, the members that were done, how the leader was seen afterwards, whether every number is the same to the last
bit, and how many done members were trained again.

    .venv/bin/python benchmarks/repeat_kills.py [--kills 10] [--seeds 3] [--slots 2]
"""

import argparse
import contextlib
import os
import random
import signal
import tempfile
import time
from pathlib import Path

from measuring import report

from lstm_core.kinds import parse_spec
from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader
from lstm_core.runs.repeat import RepeatRecord

VICTIMS = ("leader", "member", "both")
LOOK_SECONDS = 0.02
TRAINING = {
    "data": {"time_column": "time", "time_format": "%Y", "window": 12, "horizon": 3, "season": 11},
    "model": {"hidden_size": 4, "layers": 2, "dropout": 0.1},
    "train": {"steps": 150, "batch_size": 8, "evaluate_every": 50, "patience": None, "checkpoint_seconds": 0.05},
}


def read(reader: RunReader) -> RepeatRecord:
    record = reader.read(points=2)
    if not isinstance(record, RepeatRecord):
        raise TypeError(record.spec.kind)
    return record


def ended(reader: RunReader) -> RepeatRecord:
    """The record once nobody works on the repetition."""
    while (record := read(reader)).state.active:
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


def stamps(record: RepeatRecord) -> dict[str, tuple[int, int]]:
    """Attempt and time of every result that is there."""
    found = {}
    for member in record.members:
        if member.measures:
            folder = RunFolder(member.path)
            found[member.member] = RunReader(folder.path).read(points=2).attempt, folder.result.stat().st_mtime_ns
    return found


def trial(launcher: LocalLauncher, spec: dict[str, object], victim: str, after: float) -> dict[str, object]:
    """One repetition that is hit once; what was seen."""
    leader = launcher.runs / launcher.start(parse_spec(spec))
    time.sleep(after)
    reader = RunReader(leader)
    record = read(reader)
    before = stamps(record)
    hit = kill(leader) if victim != "member" else False
    if victim != "leader":
        killed = [kill(Path(member.path)) for member in record.members if not member.measures]
        hit = hit or any(killed)
    resumed = 0
    while (record := ended(reader)).state is not RunState.FINISHED:
        if not record.resumable:
            break
        resumed += 1
        launcher.resume(leader.name)
    now = stamps(record)
    again = sum(1 for name, stamp in before.items() if now.get(name) != stamp)
    return {
        "victim": victim,
        "hit": hit,
        "after_seconds": round(after, 2),
        "done_before": len(before),
        "resumed": resumed,
        "state": record.state.value,
        "table": {name: found.model_dump() for name, found in record.table.items()},
        "members": {member.member: member.measures for member in record.members},
        "trained_again": again,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--random-seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.random_seed)
    spec = {"kind": "repeat", "seeds": asked.seeds, "run": TRAINING}
    rows, trials, same = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        launcher = LocalLauncher(Path(folder) / "runs", asked.slots)
        began = time.perf_counter()
        whole = ended(RunReader(launcher.runs / launcher.start(parse_spec(spec))))
        lasted = time.perf_counter() - began
        table = {name: found.model_dump() for name, found in whole.table.items()}
        members = {member.member: member.measures for member in whole.members}
        while len(trials) < asked.kills:
            found = trial(launcher, spec, VICTIMS[len(trials) % len(VICTIMS)], chance.uniform(0.2, lasted))
            if not found.pop("hit"):
                continue  # it had ended before
            equal = found.pop("table") == table and found.pop("members") == members
            same += equal
            trials.append(found | {"same": equal})
            rows.append([str(len(trials)), *map(str, found.values()), "yes" if equal else "NO"])
            print(rows[-1], flush=True)
    heads = ["kill", "victim", "after s", "done before", "resumed", "ended", "trained again", "same table"]
    report("repeat_kills", {"trials": trials, "same": same, "undisturbed_seconds": lasted}, heads, rows)
    print(f"\n{same} of {asked.kills} end with the same table; undisturbed it took {lasted:.1f} s")


if __name__ == "__main__":
    main()
