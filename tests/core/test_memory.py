"""The estimate of a run's memory, made without torch, against what torch really takes."""

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from lstm_core.errors import SpecError
from lstm_core.runs.memory import (
    ENGINE_BYTES,
    check_memory,
    check_speech_memory,
    estimate_text,
    training_bytes,
)
from lstm_core.spec.cells import Cell
from lstm_core.spec.run import TrainRunSpec
from tests.tree import ROOT

HUGE = {"model.hidden_size": 8192, "model.layers": 16}
BIG = {
    "data.missing": "mask", "data.window": 150, "model.hidden_size": 96, "model.layers": 2, "train.batch_size": 96,
    "train.threads": 1,
}  # fmt: skip
CASES = [({"model.cell": cell}) for cell in get_args(Cell)] + [
    {"model.cell": "lstm", "model.zoneout": 0.1, "model.recurrent_dropout": 0.1},
    {"model.cell": "gru", "model.recurrent_dropout": 0.1},
    {"model.cell": "lstm", "train.recompute_every": 20},
    {"model.cell": "gru", "train.recompute_every": 20},
    {"model.cell": "peephole", "model.zoneout": 0.1, "train.recompute_every": 20},
    {"model.cell": "layer_norm_lstm", "train.recompute_every": 10},
    {"model.cell": "slstm", "train.recompute_every": 50},
]


def spec_of(changes):
    return TrainRunSpec().with_changes(BIG | changes)


def peak(step):
    """Bytes that `step` takes at its peak, as the kernel counts them."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = status("VmRSS")
    step()
    return status("VmHWM") - before


def status(name):
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(f"{name}:"))


@pytest.fixture(scope="module")
def measured():
    """Peaks of a training step of each case, in a process of its own whose memory goes back at once."""
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": "16384", "MALLOC_TRIM_THRESHOLD_": "0"}
    command = [sys.executable, "-m", "tests.core.test_memory"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300, cwd=ROOT, env=environment)
    return dict(zip(map(name_of, CASES), map(int, done.stdout.split()), strict=True))


def name_of(changes):
    return "-".join(map(str, changes.values()))


def train_once(changes):
    """Print the peak of one training step, in a process of its own."""
    import torch

    from lstm_core.engine.nn.recomputation import recompute
    from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
    from lstm_core.spec.derived import Layout

    torch.set_num_threads(1)
    spec = spec_of(changes)

    def step(batch):
        network = SeriesForecaster(spec, Layout(masked=True))
        recompute(network, spec.train.recompute_every, torch.device("cpu"))
        windows = torch.rand(batch, spec.series.window, 3)
        network(windows, torch.zeros(batch, spec.series.horizon, 0)).square().mean().backward()

    step(1)
    print(peak(lambda: step(spec.train.batch_size)), flush=True)


def in_a_fork(act):
    child = os.fork()
    if not child:
        act()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the kernel counts no peak")
@pytest.mark.parametrize("changes", CASES, ids=name_of)
def test_the_estimate_is_what_a_step_takes_within_a_factor_of_two_and_a_half(measured, changes):
    taken, expected = measured[name_of(changes)], sum(training_bytes(spec_of(changes)))
    assert taken / 1.2 < expected < 2.5 * taken


@pytest.mark.parametrize("cell", get_args(Cell))
def test_an_absurd_size_of_any_cell_is_refused(cell):
    spec = TrainRunSpec().with_changes({"data.missing": "mask", "model.cell": cell, **HUGE})
    with pytest.raises(SpecError, match="GiB"):
        check_memory(spec, 300, available=64 << 30)


@pytest.mark.parametrize("cell", [cell for cell in get_args(Cell) if cell != "gru_d"])
def test_every_task_knows_every_cell(cell):
    text = TrainRunSpec.model_validate({"data": {"task": "text"}, "model": {"cell": cell}})
    speech = TrainRunSpec.model_validate({"data": {"task": "speech"}, "model": {"cell": cell, "bidirectional": True}})
    assert estimate_text(text, 10_000, 60) > ENGINE_BYTES
    assert check_speech_memory(speech, 8000, 10, available=1 << 40) > ENGINE_BYTES


if __name__ == "__main__":
    import torch  # noqa: F401 (once for all forks)

    for case in CASES:
        in_a_fork(lambda case=case: train_once(case))
