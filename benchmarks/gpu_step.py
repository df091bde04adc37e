"""A whole training step in one CUDA graph: forward, backward, clipping and optimiser on inputs that stay in place.

The engine's loop does not do this: it may only where the bits stay those of the plain step, which gpu.py measures. Both
take the same optimiser with its rate in a tensor, so that the graph is the only difference.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.engine.nn.networks import Forecaster
from lstm_core.spec.model import ModelSpec

WARM = 3  # steps before a capture: what only a first step allocates must not be captured


class Trainee:
    """A forecaster with its optimiser, always from the same weights."""

    def __init__(  # noqa: PLR0913 (named sizes)
        self, cell: str, hidden: int, layers: int, features: int, horizon: int, *, clip: float, rate: float
    ) -> None:
        torch.manual_seed(0)
        spec = ModelSpec.model_validate({"cell": cell, "hidden_size": hidden, "layers": layers, "dropout": 0.0})
        self.network, self.clip = Forecaster(spec, features, horizon).cuda().train(), clip
        self.rate = torch.tensor(rate, device="cuda")
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=self.rate, fused=True, capturable=True)

    def step(self, window: Tensor, target: Tensor) -> Tensor:
        """The loss () of one step."""
        self.optimizer.zero_grad(set_to_none=True)
        return self.update(window, target)

    def update(self, window: Tensor, target: Tensor) -> Tensor:
        """The same behind gradients that were let go."""
        loss = functional.huber_loss(self.network(window), target)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), self.clip)
        self.optimizer.step()
        return loss.detach()


class CapturedStep:
    """The step of a trainee as a graph; it begins with the weights that the trainee has."""

    def __init__(self, trainee: Trainee, window: Tensor, target: Tensor) -> None:
        self.window, self.target = window.clone(), target.clone()
        parameters = list(trainee.network.parameters())
        kept = [each.detach().clone() for each in parameters]
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM):
                trainee.step(self.window, self.target)
        torch.cuda.current_stream().wait_stream(aside)
        trainee.optimizer.zero_grad(set_to_none=True)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.loss = trainee.update(self.window, self.target)
        with torch.no_grad():  # a capture computes nothing; the warm steps did
            for each, before in zip(parameters, kept, strict=True):
                each.copy_(before)
            for state in trainee.optimizer.state.values():
                for value in state.values():
                    value.zero_()

    def __call__(self, window: Tensor, target: Tensor) -> Tensor:
        """The loss () of one step, in memory that the next one writes over."""
        self.window.copy_(window)
        self.target.copy_(target)
        self.graph.replay()
        return self.loss
