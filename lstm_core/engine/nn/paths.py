"""Which way the recurrent layers of a network run: by rule and by a short trial, or as an earlier attempt did.

The bits of a run depend on the way. So a verdict of a trial is kept for later runs of this machine, and a run that goes
on or is finished takes the ways that its checkpoint names (decision 30).
"""

from dataclasses import asdict
from typing import Any

from torch import nn

from lstm_core.engine.nn.stacks import Layer
from lstm_core.engine.nn.torch_layers import CompilableLayer
from lstm_core.engine.scan import trial
from lstm_core.engine.scan.scan import Implementation, ProductsOf, TrialReason
from lstm_core.engine.scan.verdicts import Verdict

Ways = list[dict[str, Any]]  # of each layer, in the order of the network's modules


def choose_path(network: nn.Module, steps: int, time: int, batch: int) -> None:
    """Let every layer run the fastest way for so many training steps over so many steps of time of `batch` sequences.

    A run that would not win the time of compilation back stays as it is; that depends on its spec and torch's number of
    threads alone. Among what is compiled and, for a plain layer, torch.nn's own, a trial on this processor decides.
    """
    layers = _layers(network)
    for layer in layers:
        layer.choose(steps, time)
    compiled = [each for each in layers if each.path.name == "compiled" and not next(each.parameters()).is_cuda]
    shapes = {each.shape(batch) for each in compiled}
    for layer in compiled:
        ways = layer.ways()
        found = trial.decide(layer, ways, layer.shape(batch), time, trial.SECONDS / len(shapes))
        if found is not None:
            layer.go(_way(found))


def _way(verdict: Verdict) -> Implementation:
    """A plain layer asks who is faster, torch.nn or what is compiled; the other cells ask who makes the products."""
    chosen, plain = verdict.way, "torch" in verdict.seconds
    sides = {name: str(name == "torch") if plain else name for name in verdict.seconds}
    rivals = [seconds for name, seconds in verdict.seconds.items() if sides[name] != sides[chosen]]
    ratio = verdict.seconds[chosen] / min(rivals)
    if chosen == "torch":
        return Implementation("eager", "trial_torch", ratio=ratio)
    products: ProductsOf = "library" if chosen == "library" else "own"
    reason: TrialReason = "trial_compiled" if plain else "trial_library" if chosen == "library" else "trial_own"
    return Implementation("compiled", reason, products, ratio)


def ways_of(network: nn.Module) -> Ways:
    """The way of every layer, for a checkpoint."""
    return [asdict(layer.path) for layer in _layers(network)]


def take_ways(network: nn.Module, kept: Ways | None) -> None:
    """Run as an earlier attempt of the same run did; None: it named no ways, so it went by rule alone."""
    layers = [layer for layer in _layers(network) if not next(layer.parameters()).is_cuda]
    if kept is None:
        kept = [asdict(_by_rule(layer.path)) for layer in layers]
    for layer, way in zip(layers, kept, strict=False):  # none is left where the run has come to a GPU
        layer.go(Implementation(**way))


def _by_rule(path: Implementation) -> Implementation:
    """Before trials decided, whatever could be compiled was, with products of our own."""
    return Implementation("compiled") if path.ratio is not None else path


def path_ratio(network: nn.Module) -> float | None:
    """The time of the way that a trial chose by that of the best other one; None where no trial decided."""
    return next((layer.path.ratio for layer in _layers(network) if layer.path.ratio is not None), None)


def _layers(network: nn.Module) -> list[Layer | CompilableLayer]:
    return [part for part in network.modules() if isinstance(part, Layer | CompilableLayer)]
