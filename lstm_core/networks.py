"""Networks from a `ModelSpec`.

`B` batch, `T` time, `D` features in, `E` embedding, `H` hidden size, `V` symbols of a text, `C` symbols with a blank.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.specs import ModelSpec

State = Tensor | tuple[Tensor, Tensor]  # h (layers, B, H) of a GRU, (h, c) of an LSTM
CELLS: dict[str, type[nn.LSTM] | type[nn.GRU]] = {"lstm": nn.LSTM, "gru": nn.GRU}


class Forecaster(nn.Module):
    """A recurrent stack reads the window; a linear head turns its last state into every step of the forecast.

    The head also reads `context` numbers that are known ahead.
    """

    def __init__(self, spec: ModelSpec, features: int, horizon: int, context: int = 0) -> None:
        super().__init__()
        self.recurrent = CELLS[spec.cell](
            features, spec.hidden_size, spec.layers, dropout=spec.dropout, batch_first=True
        )
        self.dropout = nn.Dropout(spec.head_dropout)
        self.head = nn.Linear(spec.hidden_size + context, horizon)

    def forward(self, window: Tensor, context: Tensor | None = None) -> Tensor:
        """Forecast (B, horizon) of a window (B, T, D) and what is known ahead (B, context)."""
        states, _ = self.recurrent(window)  # (B, T, H), state of the top layer at every step
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


class Recognizer(nn.Module):
    """Recurrent layers, each normalised and dropped out, and scores of the symbols at every input; lengths are true.

    The backward direction reads every utterance reversed within its own length, so it begins at the last real input,
    and the forward direction meets padding behind it only. Packed sequences say the same, but on the CPU their time
    grows with the square of the length.
    """

    def __init__(self, spec: ModelSpec, features: int, symbols: int) -> None:
        super().__init__()
        width = spec.hidden_size * (2 if spec.bidirectional else 1)
        sizes = [features, *[width] * (spec.layers - 1)]
        self.forwards = nn.ModuleList(CELLS[spec.cell](size, spec.hidden_size, batch_first=True) for size in sizes)
        self.backwards = nn.ModuleList(
            CELLS[spec.cell](size, spec.hidden_size, batch_first=True) for size in sizes if spec.bidirectional
        )
        self.norms = nn.ModuleList(nn.LayerNorm(width) if spec.layer_norm else nn.Identity() for _ in sizes)
        self.dropout = nn.Dropout(spec.dropout)
        self.head = nn.Linear(width, symbols)

    def forward(self, inputs: Tensor, lengths: Tensor) -> Tensor:
        """Scores (B, T, C) of inputs (B, T, D), of which the first `lengths` (B,) are real."""
        places, ends = torch.arange(inputs.shape[1]), lengths[:, None]
        order = torch.where(places < ends, ends - 1 - places, places).to(inputs.device)  # (B, T)
        states = inputs
        for layer, norm in enumerate(self.norms):
            read = self.forwards[layer](states)[0]
            if self.backwards:
                read = torch.cat([read, turned(self.backwards[layer](turned(states, order))[0], order)], dim=-1)
            states = self.dropout(norm(read))  # (B, T, width)
        scores: Tensor = self.head(states)
        return scores


def turned(states: Tensor, order: Tensor) -> Tensor:
    """The states (B, T, D) of each row in its order (B, T)."""
    return states.gather(1, order[..., None].expand_as(states))


def parameter_count(network: nn.Module) -> int:
    """Number of trained numbers."""
    return sum(parameter.numel() for parameter in network.parameters())


def recurrence_path(network: nn.Module, device: torch.device) -> str:
    """Which implementation runs the recurrence of a torch.nn stack on this device in training."""
    if device.type == "cuda":
        return "cudnn" if torch.backends.cudnn.is_available() and torch.backends.cudnn.enabled else "aten"
    lstm = any(isinstance(part, nn.LSTM) for part in network.modules())
    return "onednn" if lstm and torch.backends.mkldnn.is_available() else "aten"
