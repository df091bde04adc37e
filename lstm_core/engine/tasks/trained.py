"""A run with its best weights: what a task answers requests from."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lstm_core.errors import RunError, Sentence
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    import torch
    from torch import nn


Request = dict[str, Any]


ReplyPart = dict[str, Any]


RequestHandler = Callable[[Request, "Trained"], Iterator[ReplyPart]]


class Trained:
    """A run with its best weights: what a task answers from. `kept` holds what the task wants to keep between requests.

    Raises RunError when the folder is no run or has no weights yet.
    """

    def __init__(self, path: Path) -> None:
        self.folder = RunFolder(path)
        try:
            self.spec: TrainRunSpec = parse_train_spec(self.folder.spec.read_bytes())
        except OSError:
            raise RunError(Sentence("run.gone", {"run": self.folder.id})) from None
        self.kept: dict[str, Any] = {}
        self._network: nn.Module | None = None
        self._written: tuple[int, int] | None = None

    @property
    def device(self) -> "torch.device":
        """Where answers are computed: the processor, which is quick enough and always there."""
        import torch

        return torch.device("cpu")

    def network(self, build: Callable[[], "nn.Module"]) -> "nn.Module":
        """The network in evaluation mode with the newest best weights; `build` makes it once."""
        from safetensors.torch import load

        try:
            status = self.folder.best.stat()
            written = (status.st_mtime_ns, status.st_size)
            if self._network is None or written != self._written:
                weights = load(self.folder.best.read_bytes())
                self._network = self._network or build().to(self.device)
                self._network.load_state_dict(weights)
                self._network.eval()
                self._written = written
        except FileNotFoundError:
            raise RunError(Sentence("inference.no_weights", {"run": self.folder.id})) from None
        return self._network
