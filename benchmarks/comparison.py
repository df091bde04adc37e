"""What a comparison costs beside its runs one after another, and what a large one asks of page and leader.

Two specs over five seeds are compared, and the same ten trainings are started one after another, each as soon as the
one before has ended, in turn and in one go; both as the pages start them, which have the engine loaded. Large members
have both cores for themselves; small ones share them.
Then a made comparison of 200 finished members: how long the page takes to look at it and to draw it again, how much
memory its leader takes at the peak, and whether it has loaded torch.

    .venv/bin/python benchmarks/comparison.py [--rounds 3] [--seeds 5]
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from measuring import ROOT, report, shown

from lstm_core.data import tasks
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader
from lstm_core.spec.compare import CompareRunSpec

SIZES = {
    "small, 64 units": {"model.hidden_size": 64, "train.steps": 1200},
    "large, 256 units": {"model.hidden_size": 256, "train.steps": 100, "train.batch_size": 64},
}
ALIKE = {"train.patience": None, "train.checkpoint_seconds": 20}
LOOKS = 20
MEMBERS = (40, 5)  # candidates and seeds of the large one
LEADER = """
import json, re, sys
from pathlib import Path
from lstm_core.engine.worker import work
code = work(Path(sys.argv[1]), 1)
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024 / 1e6
print(json.dumps({"code": code, "peak_mb": peak, "torch": "torch" in sys.modules}))
"""


def wait(path: Path) -> None:
    reader = RunReader(path)
    while reader.read(points=2).state.active:
        time.sleep(0.05)


def ready(folder: Path) -> LocalLauncher:
    launcher = LocalLauncher(folder)
    launcher.prepare()
    while launcher.loading:
        time.sleep(0.05)
    return launcher


def compared(folder: Path, spec: CompareRunSpec) -> float:
    with closing(ready(folder)) as launcher:
        began = time.perf_counter()
        wait(launcher.runs / launcher.start(spec))
        return time.perf_counter() - began


def one_by_one(folder: Path, spec: CompareRunSpec) -> float:
    with closing(ready(folder)) as launcher:
        began = time.perf_counter()
        for name, member in spec.members().items():
            wait(launcher.runs / launcher.start(member, run_id=name))
        return time.perf_counter() - began


def costs(rounds: int, seeds: int) -> tuple[list[list[str]], dict[str, object]]:
    rows, measured = [], {}
    for name, changes in SIZES.items():
        base = tasks.of("series").propose("sunspots").spec.with_changes({**ALIKE, **changes})
        spec = CompareRunSpec(run=base, seeds=seeds, candidates=({}, {"model.cell": "gru"}))
        together, apart = [], []
        for round_ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                for which, times in ((compared, together), (one_by_one, apart))[:: 1 if round_ % 2 else -1]:
                    times.append(which(Path(folder) / which.__name__, spec))
        ratios = [first / second for first, second in zip(together, apart, strict=True)]
        at_once = LocalLauncher(Path("/nowhere")).slots.at_once(spec)
        measured[name] = {"together": together, "apart": apart, "at_once": at_once}
        rows.append([name, str(at_once), shown(apart), shown(together), shown(ratios)])
        print(rows[-1], flush=True)
    return rows, measured


def large() -> dict[str, object]:
    """A comparison of 200 members that are all done: what its page and its leader take."""
    from assistant.services import Services
    from tests.comparisons import compare_spec, make_comparison
    from tests.ui.pages import app

    count, seeds = MEMBERS
    spec = compare_spec(*({"model.hidden_size": 4 + number} for number in range(count)), seeds=seeds)
    gains = tuple(tuple(0.2 + 0.01 * (number % 7) + 0.003 * seed for seed in range(seeds)) for number in range(count))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        services = Services(home)
        path = make_comparison(services.runs, gains, spec=spec)
        looks, draws = [], []
        for _ in range(LOOKS):
            began = time.perf_counter()
            services.record(path.name)
            looks.append(time.perf_counter() - began)
        card = services.store.add_card(conversation := services.store.create("en"), spec)
        services.store.attach_run(card, path.name)
        _said(services, conversation, card)
        page = _home(home, lambda: app(home, c=conversation)).run()
        for _ in range(LOOKS // 4):
            began = time.perf_counter()
            page.run()
            draws.append(time.perf_counter() - began)
        if page.exception:
            raise RuntimeError(page.exception)
        services.close()
        return {"look_seconds": looks, "draw_seconds": draws, "leader": _leader(path)}


def _said(services, conversation: str, card: str) -> None:
    from assistant.conversation.messages import Message, ToolResult

    made = ToolResult(id="1", name="propose_comparison", content="{}", card=card)
    services.store.append(conversation, Message(role="assistant", parts=[made], finish_reason="stop"))


def _home(home: Path, page):
    import os

    os.environ["WORKBENCH_HOME"] = str(home)
    return page()


def _leader(path: Path) -> dict[str, object]:
    """The leader of the same members, without its result: it reads them all and writes the table."""
    folder = RunFolder(path)
    folder.result.unlink()
    lines = folder.events.read_text().splitlines()
    folder.events.write_text("\n".join(lines[:1]) + "\n")
    done = subprocess.run(
        [sys.executable, "-c", LEADER, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(re.search(r"\{.*\}", done.stdout)[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", choices=("costs", "large"))
    asked = parser.parse_args()
    measured: dict[str, object] = {}
    rows: list[list[str]] = []
    if asked.only != "costs":
        measured["large"] = found = large()
        print(f"200 members: a look {shown(found['look_seconds'])} s, drawn again in {shown(found['draw_seconds'])} s")
        print(f"its leader: {found['leader']}")
    if asked.only != "large":
        rows, measured["costs"] = costs(asked.rounds, asked.seeds)
    heads = ["members", "at once", "one after another, s", "compared, s", "ratio"]
    report("comparison", measured, heads, rows)


if __name__ == "__main__":
    main()
