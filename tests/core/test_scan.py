"""The compiled scan gives the numbers of the loop over steps, to rounding, and the same bits twice."""

import json
import os
import subprocess
import sys
import time

import pytest
import torch
from torch import nn

from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.cells.recurrence import uniform
from lstm_core.engine.cells.slstm import SLSTMCell
from lstm_core.engine.scan import eager
from lstm_core.engine.scan.compilation import BuildError, build, library_path
from lstm_core.engine.scan.native import Native
from lstm_core.engine.scan.scan import Implementation, is_worth_compiling, prepare, scan
from tests.tree import ROOT

BATCH, TIME, FEATURES, HIDDEN = 5, 7, 8, 6
TOLERANCES = {torch.float32: 1e-5, torch.float64: 1e-10}
KINDS = {
    **CELLS,
    "slstm, 2 heads": lambda features, hidden: SLSTMCell(features, hidden, heads=2),
    "peephole, zoneout": lambda features, hidden: StochasticCell(CELLS["peephole"](features, hidden), 0.0, 0.3),
    "gru_d, both": lambda features, hidden: StochasticCell(CELLS["gru_d"](features, hidden), 0.25, 0.3),
    "layer_norm_lstm, recurrent dropout": lambda features, hidden: StochasticCell(
        CELLS["layer_norm_lstm"](features, hidden), 0.25, 0.0
    ),
}

kinds = pytest.mark.parametrize("kind", KINDS)
types = pytest.mark.parametrize("dtype", TOLERANCES, ids=str)


class SortingCell(nn.Module):
    """A cell with a step that has no loop over numbers."""

    mixing = 1

    def __init__(self, features, hidden):
        super().__init__()
        self.hidden = hidden
        self.weight_ih, self.weight_hh = uniform(hidden, hidden, features), uniform(hidden, hidden, hidden)

    def project(self, inputs):
        return inputs @ self.weight_ih.t()

    def start(self, batch, like):
        return (like.new_zeros(batch, self.hidden),)

    def operand(self, state, projected):
        return state[0]

    def recur(self, operand):
        return operand @ self.weight_hh.t()

    def step(self, projected, recurrent, state, kept=None):
        return (torch.tanh(projected + recurrent).sort(dim=-1).values,)


def cell_of(kind, dtype=torch.float64):
    torch.manual_seed(1)
    cell = KINDS[kind](FEATURES, HIDDEN).to(dtype)
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return cell


def given(cell, dtype=torch.float64, time=TIME):
    """Inputs and a state to begin with, as a sequence in progress has them."""
    generator = torch.Generator().manual_seed(2)
    inputs = torch.randn(BATCH, time, FEATURES, generator=generator, dtype=dtype)
    shapes = [part.shape for part in cell.start(BATCH, inputs)]
    state = [torch.rand(shape, generator=generator, dtype=dtype) + 0.5 for shape in shapes]
    return inputs.requires_grad_(), tuple(part.requires_grad_() for part in state)


def taken(run, cell, inputs, state):
    """All that comes out and all gradients, of a loss that looks at every number of it."""
    torch.manual_seed(3)  # of the masks
    states, last = run(cell, inputs, state)
    loss = (states * torch.linspace(-1, 1, states.numel(), dtype=states.dtype).view_as(states)).sum()
    loss = loss + sum((part * part).sum() for part in last)
    leaves = [inputs, *state, *cell.parameters()]
    gradients = torch.autograd.grad(loss, leaves, allow_unused=True)
    return [states, *last, *(torch.zeros(()) if part is None else part for part in gradients)]


def close(found, expected, dtype):
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(
            one,
            other.to(one.dtype),
            rtol=TOLERANCES[dtype],
            atol=TOLERANCES[dtype] * max(1.0, other.abs().max().item()),
        )


@kinds
@types
def test_the_compiled_path_computes_what_the_loop_computes(kind, dtype):
    cell = cell_of(kind, dtype)
    inputs, state = given(cell, dtype)
    assert prepare(cell, FEATURES) == Implementation("compiled")
    close(taken(scan, cell, inputs, state), taken(eager.scan, cell, inputs, state), dtype)


@kinds
def test_a_carried_state_continues_the_sequence(kind):
    cell = cell_of(kind).eval()
    inputs, state = given(cell)
    whole, end = scan(cell, inputs, state)
    first, between = scan(cell, inputs[:, :3], state)
    second, last = scan(cell, inputs[:, 3:], between)
    close([torch.cat([first, second], dim=1), *last], [whole, *end], torch.float64)


@kinds
def test_what_comes_behind_the_end_of_a_sequence_does_not_reach_it(kind):
    cell = cell_of(kind).eval()
    inputs, state = given(cell)
    padded = inputs.detach().clone()
    padded[1, 4:] = 1e3
    close([scan(cell, padded, state)[0][1, :4]], [scan(cell, inputs, state)[0][1, :4]], torch.float64)


@kinds
def test_two_runs_give_the_same_bits(kind):
    cell = cell_of(kind, torch.float32)
    inputs, state = given(cell, torch.float32)
    for one, other in zip(taken(scan, cell, inputs, state), taken(scan, cell, inputs, state), strict=True):
        assert torch.equal(one, other)


@kinds
def test_checkpoints_over_time_change_no_gradient(kind):
    cell = cell_of(kind).eval()
    inputs, state = given(cell, time=50)
    with_checkpoints = taken(lambda *given: scan(*given, checkpoint=8), cell, inputs, state)
    close(with_checkpoints, taken(scan, cell, inputs, state), torch.float64)


def test_masks_are_drawn_again_alike_behind_a_checkpoint():
    cell = cell_of("gru_d, both")
    inputs, state = given(cell, time=20)
    fast = taken(lambda *given: scan(*given, checkpoint=8), cell, inputs, state)
    slow = taken(lambda *given: scan(*given, checkpoint=8, fast=False), cell, inputs, state)
    close(fast, slow, torch.float64)


MEMORY = """
import json, re, sys
from pathlib import Path
import psutil, torch
from lstm_core.engine.cells import CELLS
from lstm_core.engine.scan.scan import scan
torch.manual_seed(0)
cell = CELLS["peephole"](64, 64)
inputs = torch.randn(8, 8000, 64)
scan(cell, inputs[:, :200])[0].sum().backward()
before = psutil.Process().memory_info().rss
scan(cell, inputs, checkpoint=int(sys.argv[1]) or None)[0].mean().backward()
highest = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(json.dumps(int(highest) * 1024 - before))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the highest memory of a process is read from /proc")
def test_a_long_sequence_trains_in_a_quarter_of_the_memory_with_checkpoints():
    def peak(checkpoint):
        command = [sys.executable, "-c", MEMORY, str(checkpoint)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return json.loads(subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout)

    assert peak(90) <= 0.25 * peak(0)


LOADED = """
import json, sys
import torch
before = set(sys.modules)
from lstm_core.engine.cells import CELLS
from lstm_core.engine.cells.noise import StochasticCell
from lstm_core.engine.scan.scan import prepare, scan
for cell in [*(kind(8, 6) for kind in CELLS.values()), StochasticCell(CELLS["gru_d"](8, 6), 0.25, 0.3)]:
    assert prepare(cell, 8).name == "compiled", cell
    scan(cell, torch.rand(2, 3, 8))[0].sum().backward()
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def test_a_compiled_cell_loads_neither_torchs_own_compiler_nor_its_algebra():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, env=environment, capture_output=True, text=True)
    assert {"torch._dynamo", "sympy"}.isdisjoint(json.loads(done.stdout))


def test_without_a_compiler_everything_runs_and_the_path_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_KERNELS", str(tmp_path))
    monkeypatch.setenv("CXX", "/nonexistent")
    monkeypatch.setenv("PATH", "")
    cell = cell_of("peephole")
    inputs, state = given(cell)
    assert prepare(cell, FEATURES) == Implementation("eager", "no_compiler")
    for one, other in zip(taken(scan, cell, inputs, state), taken(eager.scan, cell, inputs, state), strict=True):
        assert torch.equal(one, other)


def test_a_compiler_that_fails_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_KERNELS", str(tmp_path))
    monkeypatch.setenv("CXX", "false")
    assert prepare(cell_of("peephole"), FEATURES) == Implementation("eager", "compile_failed")
    assert not list(tmp_path.iterdir())


def test_a_compiler_that_does_not_end_is_ended(monkeypatch, tmp_path):
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nsleep 30\n", encoding="utf-8")
    slow.chmod(0o700)
    monkeypatch.setenv("WORKBENCH_KERNELS", str(tmp_path / "kernels"))
    monkeypatch.setenv("CXX", str(slow))
    began = time.monotonic()
    with pytest.raises(BuildError, match="compile_timeout"):
        build("int nothing;", timeout=0.2)
    assert time.monotonic() - began < 10


def test_a_damaged_library_is_made_again(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_KERNELS", str(tmp_path))
    source = "int number(void) { return 7; }"
    library_path(source).write_bytes(b"damaged")
    assert build(source).number() == 7


def test_a_step_without_a_loop_over_numbers_runs_eagerly():
    torch.manual_seed(1)
    cell = SortingCell(FEATURES, HIDDEN).double()
    inputs, state = given(cell)
    assert prepare(cell, FEATURES) == Implementation("eager", "unsupported_step")
    for one, other in zip(taken(scan, cell, inputs, state), taken(eager.scan, cell, inputs, state), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize(("saved", "costs", "worth"), [(3.0, 2.0, True), (2.0, 3.0, False), (0.1, 0.0, True)])
def test_compilation_pays_when_it_saves_more_than_it_costs(saved, costs, worth):
    assert is_worth_compiling(saved, costs) is worth


@types
@pytest.mark.parametrize(("rows", "columns", "depth"), [(1, 1, 1), (7, 33, 300), (65, 31, 257), (130, 64, 5)])
def test_products_of_any_size_are_those_of_torch(rows, columns, depth, dtype):
    native = Native(cell_of("rnn", dtype), HIDDEN, dtype)
    generator = torch.Generator().manual_seed(4)
    a, b, begin = (
        torch.randn(*shape, generator=generator, dtype=dtype) for shape in ((rows, depth), (depth, columns), (columns,))
    )
    for left in (a, a.t().contiguous().t()):
        for right in (b, b.t().contiguous().t()):
            close([native.product(left, right), native.product(left, right, begin)], [a @ b, a @ b + begin], dtype)


def test_half_precision_products_leave_the_state_whole():
    cell = cell_of("peephole", torch.float32)
    inputs, state = given(cell, torch.float32)
    with torch.autocast("cpu", torch.bfloat16):
        fast, slow = scan(cell, inputs, state), scan(cell, inputs, state, fast=False)
    assert {part.dtype for part in (fast[0], *fast[1])} == {torch.float32}
    close([fast[0], *fast[1]], [slow[0], *slow[1]], torch.float32)


def test_the_numbers_do_not_depend_on_how_threads_share_the_batch():
    cell = cell_of("layer_norm_lstm")
    inputs, state = given(cell)
    threads = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        alone = taken(scan, cell, inputs, state)
        torch.set_num_threads(3)
        shared = taken(scan, cell, inputs, state)
    finally:
        torch.set_num_threads(threads)
    close(alone, shared, torch.float64)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU, and this machine shows none")
@pytest.mark.parametrize("kind", ["peephole", "layer_norm_lstm", "gru_d", "slstm"])
def test_a_captured_scan_computes_what_the_loop_computes(kind):
    cell = cell_of(kind, torch.float32)
    inputs, state = given(cell, torch.float32)
    cell.cuda()
    inputs = inputs.detach().cuda().requires_grad_()
    state = tuple(part.detach().cuda().requires_grad_() for part in state)
    assert prepare(cell, FEATURES) == Implementation("compiled")
    close(taken(scan, cell, inputs, state), taken(eager.scan, cell, inputs, state), torch.float32)
