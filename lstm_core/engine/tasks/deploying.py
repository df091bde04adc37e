"""What a trained run needs where this project is not: its network, all that training fitted, and a sample of input."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lstm_core.errors import RunError, Sentence
from lstm_core.i18n.languages import Language
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.run import TrainRunSpec

if TYPE_CHECKING:
    from torch import nn

FORMAT = 1  # of preprocessing.json


@dataclass(frozen=True)
class Origin:
    """A network that is deployed, the run whose data it was trained on, and the language of what is said of it."""

    spec: TrainRunSpec
    folder: RunFolder
    language: Language
    weights: Path | None = None  # where they are not the best ones of the folder

    @property
    def data(self) -> Path:
        """The run's own copy of its data."""
        return self.folder.data

    @property
    def refitted(self) -> bool:
        """The weights are those of a second training; those of the first, which was judged, lie beside them."""
        return self.weights in (None, self.folder.best) and self.folder.judged.exists()

    def judged(self, network: "nn.Module") -> "nn.Module":
        """The network as it was judged on the validation part. Raises RunError as `trained` does."""
        return self._loaded(network, self.folder.judged) if self.refitted else self.trained(network)

    def trained(self, network: "nn.Module") -> "nn.Module":
        """The network in evaluation mode with its weights. Raises RunError where they are not its own."""
        return self._loaded(network, self.weights or self.folder.best)

    def _loaded(self, network: "nn.Module", weights: Path) -> "nn.Module":
        from safetensors import SafetensorError
        from safetensors.torch import load

        try:
            network.load_state_dict(load(weights.read_bytes()))
        except FileNotFoundError:
            raise RunError(Sentence("inference.no_weights", {"run": self.folder.id})) from None
        except (SafetensorError, RuntimeError, ValueError):
            raise RunError(Sentence("deploy.weights", {"run": self.folder.id})) from None
        return network.eval()


@dataclass(frozen=True)
class Deployment:
    """Plain values besides the network: they are written as JSON, with every digit of a float64."""

    network: "nn.Module"
    preprocessing: dict[str, Any]
    sample: tuple[str, bytes]  # name of a file and what is in it
    expected: dict[str, Any]  # what the network says of the sample, computed by torch
    packages: tuple[str, ...]  # that read the input, besides numpy and ONNX Runtime
    digest: str | None = None  # of the data, as a result names it
    steps: int = 1  # of the longest sequence that the C of the network reads; of a forecaster, rows of a window
    demo: dict[str, Any] | None = None  # what a page that runs the network begins with; None where there is none


Deployer = Callable[[Origin], Deployment]
Preprocessor = Callable[[Origin, Any], dict[str, Any]]  # of a run and what the data module of its task has loaded
