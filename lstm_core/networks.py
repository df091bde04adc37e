"""Networks from a `ModelSpec`. `B` batch, `T` time, `D` features in, `E` embedding, `H` hidden size, `V` symbols."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.specs import ModelSpec

State = Tensor | tuple[Tensor, Tensor]  # h (layers, B, H) of a GRU, (h, c) of an LSTM
CELLS: dict[str, type[nn.LSTM] | type[nn.GRU]] = {"lstm": nn.LSTM, "gru": nn.GRU}


class Forecaster(nn.Module):
    """A recurrent stack reads the window; a linear head turns its last state into every step of the forecast."""

    def __init__(self, spec: ModelSpec, features: int, horizon: int) -> None:
        super().__init__()
        self.recurrent = CELLS[spec.cell](
            features, spec.hidden_size, spec.layers, dropout=spec.dropout, batch_first=True
        )
        self.head = nn.Linear(spec.hidden_size, horizon)

    def forward(self, window: Tensor) -> Tensor:
        """Forecast (B, horizon) of a window (B, T, D)."""
        states, _ = self.recurrent(window)  # (B, T, H), state of the top layer at every step
        forecast: Tensor = self.head(states[:, -1])  # (B, horizon), all steps at once
        return forecast


class LanguageModel(nn.Module):
    """Embedding, recurrent stack, and logits of the next symbol; a tied head shares the embedding's weights.

    The embedding begins small and the forget gate open (bias 1, Gers et al. 2000), so memory is kept from the start.
    """

    def __init__(self, spec: ModelSpec, symbols: int) -> None:
        super().__init__()
        width = spec.embedding_size or spec.hidden_size
        self.embedding = nn.Embedding(symbols, width)
        self.recurrent = CELLS[spec.cell](
            width, spec.hidden_size, spec.layers, dropout=spec.dropout if spec.layers > 1 else 0.0, batch_first=True
        )
        self.embedding_dropout, self.dropout = nn.Dropout(spec.embedding_dropout), nn.Dropout(spec.dropout)
        self.tied = spec.tied
        if spec.tied:
            self.projection = nn.Linear(spec.hidden_size, width) if width != spec.hidden_size else nn.Identity()
            self.bias = nn.Parameter(torch.zeros(symbols))
        else:
            self.head = nn.Linear(spec.hidden_size, symbols)
        with torch.no_grad():
            self.embedding.weight.normal_(0.0, 0.1)
            if spec.cell == "lstm":
                for layer in range(spec.layers):
                    getattr(self.recurrent, f"bias_hh_l{layer}")[spec.hidden_size : 2 * spec.hidden_size] = 1.0

    def forward(self, symbols: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Logits (B, T, V) of the symbol behind each of `symbols` (B, T), and the state after the last."""
        numbers = self.embedding_dropout(self.embedding(symbols))  # (B, T, E)
        states, state = self.recurrent(numbers, state)  # (B, T, H)
        states = self.dropout(states)
        if self.tied:
            return functional.linear(self.projection(states), self.embedding.weight, self.bias), state
        return self.head(states), state


def parameter_count(network: nn.Module) -> int:
    """Number of trained numbers."""
    return sum(parameter.numel() for parameter in network.parameters())


def recurrence_path(network: nn.Module, device: torch.device) -> str:
    """Which implementation runs the recurrence of a torch.nn stack on this device in training."""
    if device.type == "cuda":
        return "cudnn" if torch.backends.cudnn.is_available() and torch.backends.cudnn.enabled else "aten"
    lstm = any(isinstance(part, nn.LSTM) for part in network.modules())
    return "onednn" if lstm and torch.backends.mkldnn.is_available() else "aten"
