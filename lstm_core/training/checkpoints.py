"""Everything that a run needs to go on, in one safetensors file; exact to the bit on the same device.

`last.safetensors` holds weights, best weights, optimiser, loss scaler, what the task carries
and random states as tensors, and counters as
JSON in its metadata. `best.safetensors` holds the best weights alone and nothing that depends on time or place, so
equal runs write equal bytes.
"""

import json
import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn

Weights = dict[str, Tensor]


@dataclass
class Progress:
    """Where training stands after `step` updates."""

    step: int = 0
    best_step: int = 0
    best_loss: float = float("inf")  # on the validation part
    stale: int = 0  # validations since the best one
    seconds: float = 0.0  # of training and validation, all attempts
    best: Weights = field(default_factory=dict)  # on the CPU
    carried: Weights = field(default_factory=dict)  # what the task carries from step to step


class Checkpoints:
    """Writes and reads the two files of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last = folder / "last.safetensors"
        self.best = folder / "best.safetensors"

    def save(
        self, progress: Progress, network: nn.Module, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler
    ) -> None:
        """Write both files, each by rename: a death at any moment leaves the old or the new one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        tensors = {f"weights.{name}": tensor for name, tensor in network.state_dict().items()}
        tensors |= {f"best.{name}": tensor for name, tensor in progress.best.items()}
        for number, state in optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{number}.{name}": torch.as_tensor(value) for name, value in state.items()}
        tensors["random.cpu"] = torch.get_rng_state()
        if torch.cuda.is_available():
            tensors["random.cuda"] = torch.cuda.get_rng_state()
        tensors |= {f"carried.{name}": tensor for name, tensor in progress.carried.items()}
        counters = {each.name: getattr(progress, each.name) for each in fields(progress) if each.type is not Weights}
        metadata = {"progress": json.dumps(counters), "scaler": json.dumps(scaler.state_dict())}
        if progress.best:
            _replace(self.best, save(_plain(progress.best)))
        _replace(self.last, save(_plain(tensors), metadata))

    def load(
        self, network: nn.Module, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler
    ) -> Progress | None:
        """Put the saved state back into all three; None when nothing was saved. Random states are set last."""
        if not self.last.exists():
            return None
        with safe_open(str(self.last), framework="pt") as file:
            metadata = file.metadata()
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        network.load_state_dict(_below(tensors, "weights."))
        _restore(optimizer, _below(tensors, "optimizer."))
        scaler.load_state_dict(json.loads(metadata["scaler"]))
        torch.set_rng_state(tensors["random.cpu"])
        if "random.cuda" in tensors and torch.cuda.is_available():
            torch.cuda.set_rng_state(tensors["random.cuda"])
        best, carried = _below(tensors, "best."), _below(tensors, "carried.")
        return Progress(**json.loads(metadata["progress"]), best=best, carried=carried)


def _below(tensors: Weights, prefix: str) -> Weights:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _plain(tensors: Weights) -> Weights:
    return {name: tensors[name].detach().cpu().contiguous() for name in sorted(tensors)}


def _restore(optimizer: torch.optim.Optimizer, tensors: Weights) -> None:
    state: dict[int, dict[str, Any]] = {}
    for key, tensor in tensors.items():
        number, name = key.split(".", 1)
        state.setdefault(int(number), {})[name] = tensor
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def _replace(target: Path, content: bytes) -> None:
    temporary = target.with_name(f".{target.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, target)
