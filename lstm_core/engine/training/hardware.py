"""The device that a run uses and what a record says about it."""

import platform

import numpy as np
import pandas as pd
import torch

from lstm_core.engine.scan.compilation import processor_name
from lstm_core.errors import Sentence, SpecError
from lstm_core.spec.training import TrainSpec


def choose_device(spec: TrainSpec) -> torch.device:
    """The device that the spec asks for. Raises SpecError when it is not there, or when it cannot do the precision."""
    has_gpu = torch.cuda.is_available()
    if spec.device == "cuda" and not has_gpu:
        raise SpecError(Sentence("training.no_gpu"))
    device = torch.device("cuda" if has_gpu and spec.device != "cpu" else "cpu")
    if device.type == "cpu" and spec.precision != "float32":
        raise SpecError(Sentence("training.half_needs_gpu", {"precision": spec.precision}))
    return device


def device_name(device: torch.device) -> str:
    """The maker's name of the processor or GPU."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return processor_name()


def library_versions() -> dict[str, str]:
    """Versions that can change a number."""
    packages = {"torch": torch.__version__, "numpy": np.__version__, "pandas": pd.__version__}
    found = {"python": platform.python_version(), **packages}
    return found | ({"cuda": str(torch.version.cuda)} if torch.cuda.is_available() else {})
