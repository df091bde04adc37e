"""Every cell of the family over time, forward and backward: the ways to compute it, against torch.nn, against its loop.

The ways (torch.nn's own layer where there is one, the compiled cell with our products and with those of torch's
library) run in turn in one process, so do they and the rival, the first of a turn in turn. A ratio is that of a turn;
the median with its interval. A trial chooses a way as a run of the product has it chosen, from an empty cache.
Also: seconds that compilation takes in a fresh process, without and with the library on the disk and whatever only the
first pass forward and backward pays included, and the memory of a long sequence with and without checkpoints over time,
each in a process of its own, whose gradients are compared number by number.

    .venv/bin/python benchmarks/cells.py [--pairs 20] [--sizes 128 256] [--cells-only]     (no size: the rest alone)
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from measuring import ROOT, median, report, shown  # isort: skip (it sets what torch reads)
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from lstm_core.engine.cells import CELLS
from lstm_core.engine.nn.stacks import TORCH, Layer
from lstm_core.engine.nn.torch_layers import CompilableLayer
from lstm_core.engine.scan import eager, trial
from lstm_core.engine.scan.compilation import processor_name
from lstm_core.engine.scan.scan import Implementation
from lstm_core.engine.scan.verdicts import Verdict

BATCH, TIME, FEATURES = 64, 100, 128
LIMITS = {"layer_norm_lstm": 1.1}  # of the chosen way by the rival; of the others 1.0
OTHERS_LIMIT = 1.03  # of the chosen way by the best other one
RIVALS: dict[str, type[nn.RNNBase]] = {"gru": nn.GRU, "rnn": nn.RNN}  # of the others: nn.LSTM
LONG = {"time": 10_000, "batch": 8, "hidden": 256, "checkpoint": 100}
MEMORY_LIMIT, GRADIENT_LIMIT, COLD_LIMIT, WARM_LIMIT = 0.25, 1e-4, 60.0, 2.0

COMPILE = """
import sys, time
sys.path.insert(0, sys.argv[1])
import torch
from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.scan.scan import prepare, scan
hidden, noise = int(sys.argv[3]), float(sys.argv[4])
cell = CELLS[sys.argv[2]](128, hidden)
cell = StochasticCell(cell, noise, noise) if noise else cell
inputs = torch.rand(8, 20, 128)
times = [time.perf_counter()]
path = prepare(cell, 128)
assert path.name == "compiled", path
times.append(time.perf_counter())
for _ in range(2):
    scan(cell, inputs)[0].sum().backward()
    times.append(time.perf_counter())
prepared, first, second = (end - begin for begin, end in zip(times, times[1:]))
print(prepared + first - second)
"""

MEMORY = """
import json, re, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import psutil, torch
from safetensors.torch import save_file
from lstm_core.engine.cells import CELLS
from lstm_core.engine.scan.scan import scan
time_steps, batch, hidden, checkpoint = map(int, sys.argv[2:6])
torch.manual_seed(0)
cell = CELLS["peephole"](hidden, hidden)
inputs = torch.randn(batch, time_steps, hidden)
scan(cell, inputs[:, :2], checkpoint=None)[0].sum().backward()
cell.zero_grad()
before = psutil.Process().memory_info().rss
states, _ = scan(cell, inputs, checkpoint=checkpoint or None)
states.mean().backward()
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
save_file({name: parameter.grad for name, parameter in cell.named_parameters()}, sys.argv[6])
print(json.dumps({"bytes": peak - before}))
"""


def once(run: Callable[[Tensor], Tensor], module: nn.Module, inputs: Tensor, gradient: Tensor) -> float:
    """Seconds of one pass forward and backward."""
    module.zero_grad()
    inputs.grad = None
    began = time.perf_counter()
    run(inputs).backward(gradient)
    return time.perf_counter() - began


def compared(ways: dict[str, Callable[[], float]], turns: int) -> dict[str, list[float]]:
    """Seconds of each in every turn."""
    for run in ways.values():
        run()
        run()
    names = list(ways)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    gc.collect()
    for number in range(turns):
        for name in names if number % 2 else names[::-1]:
            seconds[name].append(ways[name]())
    return seconds


def ratios(one: list[float], other: list[float]) -> list[float]:
    return [ours / theirs for ours, theirs in zip(one, other, strict=True)]


def layer_and_way(name: str, hidden: int) -> tuple[Layer | CompilableLayer, str, float]:
    """A layer, compiled, the way that a trial chooses for it, and the seconds that the trial takes."""
    plain = TORCH.get(name)
    layer = (
        plain(FEATURES, hidden, batch_first=True) if plain else Layer(CELLS[name](FEATURES, hidden), FEATURES, "cell")
    )
    layer.go(Implementation("compiled"))
    assert layer.path.name == "compiled", layer.path
    shape = layer.shape(BATCH)
    began = time.perf_counter()
    verdict = Verdict(trial.measure(layer, layer.ways(), shape, TIME, trial.SECONDS))
    return layer, verdict.way, time.perf_counter() - began


def measure(name: str, hidden: int, turns: int) -> dict[str, Any]:
    torch.manual_seed(0)
    layer, chosen, trial_seconds = layer_and_way(name, hidden)
    rival = RIVALS.get(name, nn.LSTM)(FEATURES, hidden, batch_first=True)
    inputs = torch.rand(BATCH, TIME, FEATURES).requires_grad_()  # GRU-D reads a quarter each as value, mask, gap, last
    gradient = torch.randn(BATCH, TIME, hidden)
    cell = CELLS[name](FEATURES, hidden)
    runs = {way: partial(once, run, layer, inputs, gradient) for way, run in layer.ways().items()}
    runs["rival"] = lambda: once(lambda x: rival(x)[0], rival, inputs, gradient)
    loop = {"loop": lambda: once(lambda x: eager.scan(cell, x, cell.start(BATCH, x))[0], cell, inputs, gradient)}
    seconds = compared(runs, turns)
    slow = compared(loop | {"own": runs["own"]}, max(3, turns // 5))
    others = [way for way in layer.ways() if way != chosen]
    best = min(others, key=lambda way: median(seconds[way])[0])
    return {
        "seconds": seconds | {"loop": slow["loop"]},
        "rival": type(rival).__name__,
        "chosen": chosen,
        "trial_seconds": trial_seconds,
        "by_best_other": ratios(seconds[chosen], seconds[best]),
        "by_rival": ratios(seconds[chosen], seconds["rival"]),
        "gain": ratios(slow["loop"], slow["own"]),
    }


def fresh(code: str, *arguments: object, **variables: str) -> str:
    """The last line of a fresh process."""
    command = [sys.executable, "-c", code, str(ROOT), *map(str, arguments)]
    environment = {**os.environ, **variables}
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    return done.stdout.splitlines()[-1]


def compilation(hidden: int) -> dict[str, dict[str, float]]:
    """Seconds of the first and of the second process, for every cell alone and with noise."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in CELLS:
            for noise in (0.0, 0.25):
                run = partial(fresh, COMPILE, name, hidden, noise, WORKBENCH_KERNELS=folder)
                cold, warm = (float(run()) for _ in range(2))
                found[f"{name}, noise" if noise else name] = {"cold": cold, "warm": warm}
    return found


def memory() -> dict[str, Any]:
    """Bytes above the process's own, of the plain path and of the one with checkpoints; how far gradients are apart.

    That is the largest difference of two entries in shares of the largest entry, for every parameter.
    """
    taken, gradients = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        for name, checkpoint in {"plain": 0, "checkpoints": LONG["checkpoint"]}.items():
            file = f"{folder}/{name}.safetensors"
            said = fresh(MEMORY, LONG["time"], LONG["batch"], LONG["hidden"], checkpoint, file)
            taken[name] = json.loads(said)["bytes"]
            gradients[name] = load_file(file)
    pairs = {name: (one.double(), gradients["checkpoints"][name].double()) for name, one in gradients["plain"].items()}
    apart = {name: ((one - two).abs().max() / one.abs().max()).item() for name, (one, two) in pairs.items()}
    return {**taken, "gradients_apart": apart}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=20)
    asked.add_argument("--sizes", type=int, nargs="*", default=[128, 256])
    asked.add_argument("--cells-only", action="store_true", help="leave out compilation and memory")
    options = asked.parse_args()
    load, names = os.getloadavg()[0], list(CELLS)
    print(f"{processor_name()}, {torch.get_num_threads()} threads, load {load:.1f}", flush=True)
    cases, rows = {}, []
    for hidden, name in product(options.sizes, names):
        case = cases[f"{name}, {hidden}"] = measure(name, hidden, options.pairs)
        times = [milliseconds(case["seconds"].get(way)) for way in ("torch", "own", "library", "rival", "loop")]
        bars = [shown(case["by_best_other"]), shown(case["by_rival"]), str(LIMITS.get(name, 1.0)), shown(case["gain"])]
        rows.append([name, str(hidden), *times, f"nn.{case['rival']}", case["chosen"], *bars])
        print(*rows[-1], sep=" | ", flush=True)
    header = ["cell", "H", "torch.nn, ms", "own products, ms", "library's, ms", "rival, ms", "its loop, ms", "rival"]
    header += ["chosen", f"chosen / best other (≤ {OTHERS_LIMIT})", "chosen / rival", "limit", "loop / own (≥ 1.5)"]
    sizes_used = {"batch": BATCH, "time": TIME, "features": FEATURES, "threads": torch.get_num_threads()}
    found = {"sizes": sizes_used, "load": [load, os.getloadavg()[0]], "cases": cases}
    if cases:
        report("cells", found, header, rows)
    if not options.cells_only:
        rest()


def milliseconds(seconds: list[float] | None) -> str:
    return shown([1000 * value for value in seconds]) if seconds else ""


def rest() -> None:
    """Compilation, and the memory of a long sequence."""
    rows = []
    built = compilation(256)
    for name, seconds in built.items():
        rows.append([f"compile {name}", "256", f"{seconds['cold']:.2f} s cold", f"{seconds['warm']:.2f} s warm"])
        rows[-1] += ["", f"{COLD_LIMIT:g} s, {WARM_LIMIT:g} s"]
    held = memory()
    share = held["checkpoints"] / held["plain"]
    sizes = [f"{held[kind] / 2**20:.0f} MiB" for kind in ("checkpoints", "plain")]
    rows.append(["memory, T 10,000", "256", *sizes, f"{share:.3f}", str(MEMORY_LIMIT)])
    apart = f"{max(held['gradients_apart'].values()):.1e}"
    rows.append(["its gradients, largest difference", "256", "", "", apart, str(GRADIENT_LIMIT)])
    header = ["what", "H", "with", "without", "found", "limit"]
    report("cells_rest", {"compile_seconds": built, "memory": held}, header, rows)


if __name__ == "__main__":
    main()
