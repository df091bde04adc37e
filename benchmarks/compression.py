"""A network of 2 x 256 units stored as ONNX in float32 and INT8, and a small one as C, beside what else runs them.

Rivals, in turn in one process: torch in evaluation as the product runs it, torch's own dynamic INT8 (where it has the
cell), ONNX Runtime in float32. Every file is written, read back and timed from what was read. Told for every cell: p50
and p99 of a window of 96 steps at batch 1, and the size; limits of the LSTM: INT8 at most 0.28 of the size, twice as
fast as torch, 1.6 times as ONNX Runtime in float32, and faster than torch's INT8; of every other cell: ONNX Runtime no
slower than the engine, INT8 at most 0.3 of the size. Then a forecaster of 32 units as C, float32 and INT8, compiled for
this processor: at least as fast as ONNX Runtime, under 10 kB of weights in INT8, within 2 % of its forecasts' spread.

    .venv/bin/python benchmarks/compression.py [--runs 60] [--threads 1] [--cells lstm gru ...]
"""

import argparse
import copy
import ctypes
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import report  # isort: skip (it sets what torch reads)
import numpy as np
import onnxruntime
import torch
from torch import nn

from lstm_core.engine.cells import CELLS
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.c_writer import c_model
from lstm_core.engine.export.int8 import int8_model, unquantised_recurrences
from lstm_core.engine.export.onnx_writer import onnx_model
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.spec.derived import Layout
from lstm_core.spec.run import TrainRunSpec

WINDOW, HIDDEN, LAYERS = 96, 256, 2
SMALL = {"data.window": 44, "data.horizon": 11, "model.hidden_size": 32, "model.layers": 1}
QUANTISED_BY_TORCH = {"lstm": nn.LSTM, "gru": nn.GRU}
COLUMNS = Layout(targets=1, past=7)
FLAGS = ("-std=c99", "-O3", "-march=native", "-shared", "-fPIC")
WARM = 5
LONG_TRAINING = 100_000  # steps, for which every cell is worth compiling


def network_of(changes: dict[str, Any], layout: Layout) -> SeriesForecaster:
    torch.manual_seed(0)
    masked = {"data.missing": "mask"} if layout.masked else {}
    return SeriesForecaster(TrainRunSpec().with_changes({**changes, **masked}), layout).eval()


def in_turn(runs: int, contenders: dict[str, Callable[[], Any]]) -> dict[str, list[float]]:
    """Seconds of every call; who comes first changes."""
    for call in contenders.values():
        for _ in range(WARM):
            call()
    times: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    for _ in range(runs):
        order = [*order[1:], order[0]]
        for name in order:
            began = time.perf_counter()
            contenders[name]()
            times[name].append(time.perf_counter() - began)
    return times


def session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def ladder(cell: str, runs: int, threads: int, folder: Path) -> dict[str, Any]:
    """One cell: times and sizes."""
    layout = Layout(targets=1, past=7, masked=True) if cell == "gru_d" else COLUMNS
    heads = {"model.heads": 4} if cell in ("slstm", "transformer") else {}
    size = {"data.window": WINDOW, "model.hidden_size": HIDDEN, "model.layers": LAYERS, "model.cell": cell}
    network = network_of(size | heads, layout)
    choose_path(network, LONG_TRAINING, WINDOW, 1)
    program = program_of(network)
    files = {"ONNX Runtime": folder / f"{cell}.onnx", "INT8": folder / f"{cell}-int8.onnx"}
    files["ONNX Runtime"].write_bytes(onnx_model(program).SerializeToString())
    small = int8_model(program)
    if unquantised_recurrences(small):
        raise SystemExit(f"{cell}: {unquantised_recurrences(small)} compute in float32")
    files["INT8"].write_bytes(small.SerializeToString())
    past = np.random.default_rng(0).normal(size=(1, WINDOW, layout.width)).astype(np.float32)
    if layout.masked:
        for first, count in ((0, layout.targets), (3 * layout.targets, layout.past)):  # values, marks, gaps
            past[..., first + count : first + 2 * count], past[..., first + 2 * count : first + 3 * count] = 1, 0
    given, known = torch.from_numpy(past), torch.zeros(1, network.reach, 0)
    contenders: dict[str, Callable[[], Any]] = {"engine": lambda: network(given, known)}
    if cell in QUANTISED_BY_TORCH:
        theirs = copy.deepcopy(network)  # by torch's own class: of one derived from it nothing would be quantised
        theirs.recurrent = QUANTISED_BY_TORCH[cell](layout.width, HIDDEN, LAYERS, batch_first=True)
        theirs.recurrent.load_state_dict(network.recurrent.state_dict())
        theirs = torch.ao.quantization.quantize_dynamic(theirs, {nn.LSTM, nn.GRU, nn.Linear}, dtype=torch.qint8)
        contenders["torch INT8"] = lambda: theirs(given, known)
    for name, path in files.items():
        opened = session(path, threads)
        contenders[name] = lambda opened=opened: opened.run(None, {"past": past})
    with torch.no_grad():
        times = in_turn(runs, contenders)
    sizes = {name: path.stat().st_size for name, path in files.items()}
    return {"times": times, "sizes": sizes}


def in_c(runs: int, folder: Path) -> dict[str, Any]:
    """A forecaster of 32 units."""
    network = network_of(SMALL, Layout())
    program, window = program_of(network), int(SMALL["data.window"])
    path = folder / "small.onnx"
    path.write_bytes(onnx_model(program).SerializeToString())
    opened = session(path, 1)
    random = np.random.default_rng(1)
    windows = random.normal(size=(200, window, 1)).astype(np.float32)
    with torch.no_grad():
        truth = network(torch.from_numpy(windows), torch.zeros(200, network.reach, 0)).numpy()[..., 0, 0]
    known, found = np.zeros(1, np.float32), np.zeros((network.reach, 1, 1), np.float32)
    contenders: dict[str, Callable[[], Any]] = {"ONNX Runtime": lambda: opened.run(None, {"past": windows[:1]})}
    told: dict[str, Any] = {}
    for name, int8 in (("C float32", False), ("C INT8", True)):
        model = c_model(program, window, int8=int8)
        (folder / "model.h").write_text(model.header, encoding="utf-8")
        (folder / "model.c").write_text(model.source, encoding="utf-8")
        library = folder / f"{name.replace(' ', '-')}.so"
        subprocess.run(["gcc", *FLAGS, "model.c", "-o", library.name, "-lm"], cwd=folder, check=True)
        run = ctypes.CDLL(str(library)).model_scaled
        pointers = [each.ctypes.data_as(ctypes.c_void_p) for each in (windows, known, found)]
        contenders[name] = lambda run=run, pointers=pointers: run(*pointers)
        far = []
        for place, each in enumerate(windows):
            run(each.ctypes.data_as(ctypes.c_void_p), *pointers[1:])
            far.append(np.abs(found[:, 0, 0] - truth[place]).max())
        told[name] = {"flash": model.flash, "ram": model.ram, "off": float(max(far) / np.ptp(truth))}
    return {"times": in_turn(20 * runs, contenders), "told": told}


def milliseconds(times: list[float]) -> str:
    return "{:.2f} / {:.2f}".format(*(1e3 * np.quantile(times, [0.5, 0.99])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cells", nargs="+", default=[*CELLS, "transformer"])
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    measured: dict[str, Any] = {"threads": asked.threads}
    rows = []
    names = ("engine", "torch INT8", "ONNX Runtime", "INT8")
    with tempfile.TemporaryDirectory() as home:
        for cell in asked.cells:
            measured[cell] = found = ladder(cell, asked.runs, asked.threads, Path(home))
            p50 = {name: float(np.median(times)) for name, times in found["times"].items()}
            shown = [milliseconds(found["times"][name]) if name in p50 else "-" for name in names]
            size = found["sizes"]["INT8"] / found["sizes"]["ONNX Runtime"]
            ratios = [f"{p50[name] / p50['INT8']:.2f}" for name in ("engine", "ONNX Runtime")]
            rows.append([cell, *shown, *ratios, f"{size:.3f}"])
            print(rows[-1], flush=True)
        measured["c"] = found = in_c(asked.runs, Path(home))
    for name, times in found["times"].items():
        print(f"1 x 32, T 44: {name}: {1e6 * np.median(times):.1f} us, {found['told'].get(name, '')}")
    head = ["cell", *(f"{name}, p50 / p99 ms" for name in names), "engine / INT8", "ONNX Runtime / INT8", "size"]
    report("compression", measured, head, rows)


if __name__ == "__main__":
    main()
