"""The model section of a spec: a stack of recurrent cells, or a small Transformer."""

import json
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.spec.base import Rate, Spec
from lstm_core.spec.cells import FORGETTING, GATED, HEADED, RECURRENT, Cell

ACTS_IN: dict[str, tuple[Cell, ...]] = {  # fields of the model that only some cells know
    "residual": RECURRENT,
    "recurrent_dropout": GATED,
    "zoneout": RECURRENT,
    "trained_state": RECURRENT,
    "forget_bias": FORGETTING,
    "heads": HEADED,
    "context": ("transformer",),
}


class ModelSpec(Spec):
    """A recurrent stack and a linear head; fields that only one task or cell knows keep their default elsewhere."""

    cell: Cell = Field(
        "lstm",
        description="gru_d reads what is missing and how long ago a value was seen (first layer; those above it are "
        "gru); transformer is the rival without recurrence",
    )
    hidden_size: int = Field(64, ge=1, le=8192)
    layers: int = Field(1, ge=1, le=16)
    dropout: float = Field(
        0.0, ge=0, lt=1, description="between layers, in a transformer within them; for text and speech before the head"
    )
    residual: bool = Field(False, description="every layer from the second on adds what it read to what it hands on")
    variational_dropout: Rate = Field(
        0.0, description="of what every layer reads, one mask for the whole sequence (Gal & Ghahramani 2016)"
    )
    recurrent_dropout: Rate = Field(0.0, description="of the candidate at every step (Semeniuta et al. 2016)")
    zoneout: Rate = Field(
        0.0, description="share of the state that keeps its value at a step while training (Krueger et al. 2017)"
    )
    trained_state: bool = Field(False, description="the state before the first step is trained; else it is zero")
    initialisation: Literal["pytorch", "xavier", "orthogonal"] = Field(
        "pytorch",
        description="of the weights: PyTorch's own; Xavier for every gate; the same with orthogonal recurrent "
        "matrices. The last two begin with biases of zero",
    )
    forget_bias: float | None = Field(
        None, ge=-10, le=10, description="bias of the forget gate at the start; null: as initialised, for text 1"
    )
    heads: int = Field(4, ge=1, le=64, description="slstm: blocks of the recurrent matrix; transformer: of attention")
    context: int = Field(
        128, ge=2, le=4096, description="text, transformer: symbols that each layer looks back on, carried as its state"
    )
    bidirectional: bool = Field(False, description="speech: a second stack reads from the end")
    layer_norm: bool = Field(False, description="speech: normalise what every layer hands on")
    embedding_size: int | None = Field(
        None, ge=1, le=8192, description="text: numbers that stand for one symbol; null: as many as the hidden size"
    )
    embedding_dropout: float = Field(0.0, ge=0, lt=1, description="text: of the numbers that stand for a symbol")
    tied: bool = Field(False, description="text: the head uses the weights of the embedding")
    patch: int = Field(1, ge=1, le=10_000, description="series: consecutive steps that are read as one input")
    channels: Literal["joint", "shared"] = Field(
        "joint", description="series of several columns: all in one network, or one network for one column at a time"
    )
    head_dropout: float = Field(0.0, ge=0, lt=1, description="series: before the head")
    id_embedding: int | None = Field(
        None,
        ge=1,
        le=1024,
        description="several series that one network reads: numbers of a vector that is learned for each of them and "
        "read at every step, so that the network knows which series it reads; null: none",
    )
    members: int = Field(
        1,
        ge=1,
        le=10,
        description="series: networks with initial weights of their own that learn side by side from the same batches; "
        "what is forecast is the mean of what they say, for as many times the work; 1: one network",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, cells in ACTS_IN.items():
            value, default = getattr(self, name), type(self).model_fields[name].default
            if self.cell not in cells and value != default:
                facts = {"path": f"model.{name}", "value": json.dumps(value), "default": json.dumps(default)}
                raise PydanticCustomError(
                    "unused_by_cell", "unused", {**facts, "cell": self.cell, "cells": ", ".join(cells)}
                )
        if self.cell in ACTS_IN["heads"] and self.hidden_size % self.heads:
            divisors = [count for count in range(1, 65) if self.hidden_size % count == 0]
            counts = {
                "heads": self.heads,
                "hidden": self.hidden_size,
                "near_heads": min(divisors, key=lambda count: abs(count - self.heads)),
                "near_hidden": max(1, min(round(self.hidden_size / self.heads), 8192 // self.heads)) * self.heads,
            }
            raise PydanticCustomError("heads_divide", "heads", counts)
        if self.residual and self.layers == 1:
            raise PydanticCustomError("residual_needs_layers", "residual")
        return self
