"""A short trial of the ways in which a machine can compute the same recurrence; the fastest is kept.

Ways run in turn on random rows, forward and backward, over as many steps of time as the seconds allow; the least time
of each counts, since other programs only add. Nothing of the training changes: no gradient is kept, and random numbers
are put back.
"""

import time
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from lstm_core.engine.scan import verdicts
from lstm_core.engine.scan.verdicts import Shape, Verdict

SECONDS = 0.3  # of all trials of a network
ROUNDS = 6  # of every way at the most
SHORT, LONG = 4, 100  # steps of time

Way = Callable[[Tensor], Tensor]  # h of every step (B, T, H) from inputs (B, T, D)
Measure = Callable[[nn.Module, Mapping[str, Way], Shape, int, float], dict[str, float]]


def decide(module: nn.Module, ways: Mapping[str, Way], shape: Shape, steps: int, seconds: float) -> Verdict | None:
    """The verdict on `ways` of computing `module`: what was kept, else what a trial of so many `seconds` finds.

    None where no verdict can be kept: each process would find another one, and runs that belong together would differ.
    """
    key = shape.key()
    kept = verdicts.read(key)
    if kept is not None and set(kept.seconds) == set(ways):
        return kept
    found = verdicts.keep(key, Verdict(measure(module, ways, shape, steps, seconds)))
    return found if found is not None and set(found.seconds) == set(ways) else None


def measure(module: nn.Module, ways: Mapping[str, Way], shape: Shape, steps: int, seconds: float) -> dict[str, float]:
    """Seconds of a pass forward and backward by each way, the least of some rounds."""
    parameters = list(module.parameters())
    generator = torch.Generator().manual_seed(0)
    like = parameters[0]

    def rows(count: int) -> tuple[Tensor, Tensor]:
        sizes = (shape.batch, count)
        inputs = torch.rand(*sizes, shape.features, generator=generator, dtype=like.dtype).requires_grad_()
        return inputs, torch.rand(*sizes, shape.hidden, generator=generator, dtype=like.dtype)

    def once(way: Way, inputs: Tensor, gradient: Tensor) -> float:
        start = time.perf_counter()
        torch.autograd.grad(way(inputs), [inputs, *parameters], gradient, allow_unused=True)
        return time.perf_counter() - start

    with torch.random.fork_rng(devices=[]), torch.enable_grad():  # masks may be drawn
        short = rows(min(steps, SHORT))
        for way in ways.values():
            once(way, *short)  # what only a first pass pays is no part of the trial, nor of what a run saves
        began = time.perf_counter()
        a_round = sum(once(way, *short) for way in ways.values())
        affordable = int(len(short[0][0]) * seconds / ((ROUNDS + 1) * a_round))
        given, found = rows(min(steps, LONG, max(SHORT, affordable))), {name: float("inf") for name in ways}
        for number in range(ROUNDS):
            turn = time.perf_counter()
            for name in list(ways)[:: -1 if number % 2 else 1]:
                found[name] = min(found[name], once(ways[name], *given))
            now = time.perf_counter()
            if number and 2 * now - turn - began > seconds:  # another turn would not end in time
                break
    return found
