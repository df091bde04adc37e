"""Networks from a `ModelSpec`.

`B` batch, `T` time, `D` features in, `E` embedding, `H` hidden size, `V` symbols of a text, `C` symbols with a blank.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.nn.recomputation import run_layers
from lstm_core.engine.nn.stacks import Layer, Stack, StackState, initial_state, stack_of
from lstm_core.engine.nn.torch_layers import CompilableLayer
from lstm_core.engine.nn.transformer import Transformer
from lstm_core.spec.constants import EMBEDDING_DEVIATION
from lstm_core.spec.derived import embedding_of, opening_of
from lstm_core.spec.model import ModelSpec


class Forecaster(nn.Module):
    """A recurrent stack reads the window; a linear head turns its last state into every step of the forecast.

    The head also reads `context` numbers that are known ahead.
    """

    def __init__(self, spec: ModelSpec, features: int, horizon: int, context: int = 0) -> None:
        super().__init__()
        self.recurrent = stack_of(spec, features)
        self.dropout = nn.Dropout(spec.head_dropout)
        self.head = nn.Linear(spec.hidden_size + context, horizon)

    def forward(self, window: Tensor, context: Tensor | None = None) -> Tensor:
        """Forecast (B, horizon) of a window (B, T, D) and what is known ahead (B, context)."""
        states, _ = run_layers(self.recurrent, window)  # (B, T, H), state of the top layer at every step
        state = self.dropout(states[:, -1])  # (B, H)
        if context is not None:
            state = torch.cat([state, context], dim=1)  # (B, H + context)
        forecast: Tensor = self.head(state)  # (B, horizon), all steps at once
        return forecast


class LanguageModel(nn.Module):
    """Embedding, recurrent stack, and logits of the next symbol; a tied head shares the embedding's weights.

    The embedding begins small and the forget gate open (bias 1, Gers et al. 2000), so memory is kept from the start.
    """

    def __init__(self, spec: ModelSpec, symbols: int) -> None:
        super().__init__()
        width = embedding_of(spec)
        self.embedding = nn.Embedding(symbols, width)
        self.recurrent = stack_of(spec, width, spec.context, opening_of("text"))
        self.embedding_dropout, self.dropout = nn.Dropout(spec.embedding_dropout), nn.Dropout(spec.dropout)
        self.tied = spec.tied
        if spec.tied:
            self.projection = nn.Linear(spec.hidden_size, width) if width != spec.hidden_size else nn.Identity()
            self.bias = nn.Parameter(torch.zeros(symbols))
        else:
            self.head = nn.Linear(spec.hidden_size, symbols)
        with torch.no_grad():
            self.embedding.weight.normal_(0.0, EMBEDDING_DEVIATION)

    def forward(self, symbols: Tensor, state: StackState | None = None) -> tuple[Tensor, StackState]:
        """Logits (B, T, V) of the symbol behind each of `symbols` (B, T), and the state after the last."""
        numbers = self.embedding_dropout(self.embedding(symbols))  # (B, T, E)
        states, state = run_layers(self.recurrent, numbers, state)  # (B, T, H)
        states = self.dropout(states)
        if self.tied:
            return functional.linear(self.projection(states), self.embedding.weight, self.bias), state
        return self.head(states), state

    def begun(self, streams: int) -> StackState | None:
        """The state from which texts begin; None is zero."""
        return initial_state(self.recurrent, self.embedding.weight[:1].expand(streams, -1))


class Recognizer(Stack):
    """A stack, dropped out, and scores of the symbols at every input; lengths are true."""

    def __init__(self, spec: ModelSpec, features: int, symbols: int) -> None:
        super().__init__(spec, features)
        self.head = nn.Linear(self.width, symbols)

    def forward(self, inputs: Tensor, lengths: Tensor) -> Tensor:  # type: ignore[override]
        """Scores (B, T, C) of inputs (B, T, D), of which the first `lengths` (B,) are real."""
        states, _ = super().forward(inputs, lengths=lengths)  # (B, T, width)
        scores: Tensor = self.head(self.dropout(states))
        return scores


class AttentiveRecognizer(Transformer):
    """The same with a transformer."""

    def __init__(self, spec: ModelSpec, features: int, symbols: int) -> None:
        super().__init__(spec, features)
        self.dropout = nn.Dropout(spec.dropout)
        self.head = nn.Linear(self.width, symbols)

    def forward(self, inputs: Tensor, lengths: Tensor) -> Tensor:  # type: ignore[override]
        """Scores (B, T, C) of inputs (B, T, D), of which the first `lengths` (B,) are real."""
        states, _ = super().forward(inputs, lengths=lengths)  # (B, T, H)
        scores: Tensor = self.head(self.dropout(states))
        return scores


def recognizer_of(spec: ModelSpec, features: int, symbols: int) -> nn.Module:
    """The network of a speech run."""
    kind = AttentiveRecognizer if spec.cell == "transformer" else Recognizer
    return kind(spec, features, symbols)


def parameter_count(network: nn.Module) -> int:
    """Number of trained numbers."""
    return sum(parameter.numel() for parameter in network.parameters())


def recurrence_path(network: nn.Module, device: torch.device) -> str:
    """Which implementation runs the recurrence on this device in training."""
    layers = layers_of(network)
    if layers:
        return "compiled" if all(layer.path.name == "compiled" for layer in layers) else "eager"
    if any(isinstance(part, Transformer) for part in network.modules()):
        return "attention"
    if device.type == "cuda":
        return "cudnn" if torch.backends.cudnn.is_available() and torch.backends.cudnn.enabled else "aten"
    lstm = any(isinstance(part, nn.LSTM) for part in network.modules())
    return "onednn" if lstm and torch.backends.mkldnn.is_available() else "aten"


def path_left(network: nn.Module) -> str | None:
    """Why torch.nn's path was left: "cell" or a field of the model that it cannot do, "slower"; or None."""
    return next((layer.because for layer in layers_of(network)), None)


def path_reason(network: nn.Module) -> str | None:
    """What kept a cell from being compiled, or what a trial found, a key of the texts; None without either."""
    layers = layers_of(network) or [part for part in network.modules() if isinstance(part, CompilableLayer)]
    return next((layer.path.reason for layer in layers if layer.path.reason), None)


def layers_of(network: nn.Module) -> list[Layer | CompilableLayer]:
    """The layers that run a cell of ours: a readable one, or the compiled one of a layer of torch.nn."""
    return [
        part
        for part in network.modules()
        if isinstance(part, Layer) or (isinstance(part, CompilableLayer) and part.cells)
    ]
