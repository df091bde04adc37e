"""How weights begin: Xavier or orthogonal, gate by gate, and forget gates that stay open."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from lstm_core.spec.cells import CELLS
from lstm_core.spec.model import ModelSpec


@torch.no_grad()
def initialise(module: nn.Module, spec: ModelSpec, forget_bias: float | None = None) -> None:
    """Give recurrent layers or a transformer the beginning of the spec; `forget_bias` is that of a spec without one.

    torch.nn adds two biases: the spec's bias is their sum, the other one is added to what PyTorch drew.
    """
    row = CELLS[spec.cell]
    for name, parameter in module.named_parameters():
        kind = name.rpartition(".")[2]
        bias = kind == "bias" or kind.startswith(("bias_ih", "bias_hh", "bias_hn"))
        if spec.initialisation != "pytorch":
            draw(name, parameter, spec)
            if bias:
                parameter.zero_()
        if bias and row.forgets and len(parameter) == row.gates * spec.hidden_size:
            gate = parameter[spec.hidden_size : 2 * spec.hidden_size]  # (H,), of i f g o
            if spec.forget_bias is not None:
                gate.fill_(0.0 if kind.startswith("bias_hh") else spec.forget_bias)
            elif forget_bias is not None and not kind.startswith("bias_ih"):
                gate.fill_(forget_bias)


def draw(name: str, parameter: Tensor, spec: ModelSpec) -> None:
    """Glorot & Bengio 2010 for the matrices of a parameter, Saxe et al. 2014 for recurrent ones that are orthogonal."""
    recurrent = name.rpartition(".")[2].startswith("weight_hh")
    for matrix in matrices(name, parameter, spec.hidden_size):
        if recurrent and spec.initialisation == "orthogonal":
            nn.init.orthogonal_(matrix)
        else:
            nn.init.xavier_uniform_(matrix)


def matrices(name: str, parameter: Tensor, hidden: int) -> Iterator[Tensor]:
    """The matrices (H, D) of gates, (K, K) of heads and gates, or the one that it is; none of a vector."""
    kind = name.rpartition(".")[2]
    if kind.startswith("weight_hh") and parameter.ndim > 2:
        yield from parameter.flatten(0, -3)
    elif kind.startswith(("weight_ih", "weight_hh")) or name.endswith("qkv.weight"):
        yield from parameter.split(hidden)
    elif kind == "weight" and parameter.ndim == 2:
        yield parameter
