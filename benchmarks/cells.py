"""Every cell of the family over time, forward and backward, against torch.nn and against its own Python loop.

Pairs run in turn in one process, the first of a pair in turn. A ratio is that of a pair; the median with its interval.
Also: seconds that compilation takes in a fresh process, without and with the library on the disk and whatever only the
first pass forward and backward pays included, and the memory of a long sequence with and without checkpoints over time,
each in a process of its own, whose gradients are compared number by number.

    .venv/bin/python benchmarks/cells.py [--pairs 20] [--sizes 128 256 512]     (no size: compilation and memory alone)
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
from typing import Any

from measuring import ROOT, report, shown  # isort: skip (it sets what torch reads)
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from lstm_core.engine.cells import CELLS
from lstm_core.engine.scan import eager
from lstm_core.engine.scan.scan import prepare, scan

BATCH, TIME, FEATURES = 64, 100, 128
LIMITS = {"lstm": 1.0, "rnn": 1.0, "peephole": 1.25, "layer_norm_lstm": 1.25, "gru": 1.0, "gru_d": 1.6, "slstm": 1.6}
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


def compared(pair: dict[str, Callable[[], float]], pairs: int) -> tuple[dict[str, list[float]], list[float]]:
    """Seconds of both, and the ratio first / second of every pair."""
    for run in pair.values():
        run()
        run()
    names = list(pair)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    gc.collect()
    for number in range(pairs):
        for name in names if number % 2 else names[::-1]:
            seconds[name].append(pair[name]())
    return seconds, [ours / theirs for ours, theirs in zip(*seconds.values(), strict=True)]


def measure(name: str, hidden: int, pairs: int) -> dict[str, Any]:
    torch.manual_seed(0)
    cell = CELLS[name](FEATURES, hidden)
    rival = RIVALS.get(name, nn.LSTM)(FEATURES, hidden, batch_first=True)
    inputs = torch.rand(BATCH, TIME, FEATURES).requires_grad_()  # GRU-D reads a quarter each as value, mask, gap, last
    gradient = torch.randn(BATCH, TIME, hidden)
    path = prepare(cell, FEATURES)
    assert path.name == "compiled", path
    runs = {
        "ours": lambda: once(lambda x: scan(cell, x)[0], cell, inputs, gradient),
        "rival": lambda: once(lambda x: rival(x)[0], rival, inputs, gradient),
        "loop": lambda: once(lambda x: eager.scan(cell, x, cell.start(BATCH, x))[0], cell, inputs, gradient),
    }
    seconds, ratio = compared({"ours": runs["ours"], "rival": runs["rival"]}, pairs)
    slow, gain = compared({"loop": runs["loop"], "ours": runs["ours"]}, max(3, pairs // 3))
    return {
        "seconds": seconds | {"loop": slow["loop"]},
        "rival": type(rival).__name__,
        "ratio": ratio,
        "gain": gain,
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
    asked.add_argument("--sizes", type=int, nargs="*", default=[128, 256, 512])
    options = asked.parse_args()
    load = os.getloadavg()[0]
    cases, rows = {}, []
    for hidden in options.sizes:
        for name, limit in LIMITS.items():
            case = cases[f"{name}, {hidden}"] = measure(name, hidden, options.pairs)
            times = [shown([1000 * value for value in case["seconds"][kind]]) for kind in ("ours", "rival", "loop")]
            rows.append(
                [
                    name,
                    str(hidden),
                    *times,
                    f"nn.{case['rival']}",
                    shown(case["ratio"]),
                    str(limit),
                    shown(case["gain"]),
                ]
            )
            print(*rows[-1], sep=" | ", flush=True)
    built = compilation(256)
    for name, seconds in built.items():
        rows.append([f"compile {name}", "256", f"{seconds['cold']:.2f} s cold", f"{seconds['warm']:.2f} s warm"])
        rows[-1] += ["", "", "", f"{COLD_LIMIT:g} s, {WARM_LIMIT:g} s", ""]
    held = memory()
    share = held["checkpoints"] / held["plain"]
    sizes = [f"{held[kind] / 2**20:.0f} MiB" for kind in ("checkpoints", "plain")]
    rows.append(["memory, T 10,000", "256", *sizes, "", "without", f"{share:.3f}", str(MEMORY_LIMIT), ""])
    apart = f"{max(held['gradients_apart'].values()):.1e}"
    rows.append(["its gradients, largest difference", "256", "", "", "", "without", apart, str(GRADIENT_LIMIT), ""])
    header = ["cell", "H", "ours, ms", "rival, ms", "its loop, ms", "rival", "ratio", "limit", "loop / ours (≥ 1.5)"]
    sizes_used = {"batch": BATCH, "time": TIME, "features": FEATURES, "threads": torch.get_num_threads()}
    found = {"sizes": sizes_used, "load": load, "cases": cases, "compile_seconds": built, "memory": held}
    report("cells", found, header, rows)


if __name__ == "__main__":
    main()
