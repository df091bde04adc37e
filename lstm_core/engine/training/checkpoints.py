"""Everything that a run needs to go on, in one safetensors file; exact to the bit on the same device.

`halted.json` is there when a failure ended training: the counters that belong to the best weights, which then may be
newer than those of the last checkpoint.

`last.safetensors` holds weights, best weights, optimiser, loss scaler, what the task carries
and random states as tensors, and counters as
JSON in its metadata. `best.safetensors` holds the best weights alone and nothing that depends on time or place, so
equal runs write equal bytes.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save
from torch import Tensor, nn

from lstm_core.errors import RunError, Sentence
from lstm_core.runs.folder import JUDGED

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
    ways: list[dict[str, Any]] | None = None  # which way each layer runs; None: its first attempt named none

    def counters(self) -> dict[str, Any]:
        """Everything but weights."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.type is not Weights}


class Checkpoints:
    """Writes and reads the files of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last = folder / "last.safetensors"
        self.best = folder / "best.safetensors"
        self.judged = folder / JUDGED
        self.halted = folder / "halted.json"

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
        metadata = {"progress": json.dumps(progress.counters()), "scaler": json.dumps(scaler.state_dict())}
        self.halted.unlink(missing_ok=True)
        if progress.best:
            self.keep(progress)
        _replace(self.last, save(_plain(tensors), metadata))

    def load(
        self, network: nn.Module, optimizer: torch.optim.Optimizer, scaler: torch.amp.GradScaler
    ) -> Progress | None:
        """Put the saved state back into all three; None when nothing was saved. Random states are set last.

        Raises RunError when the file is damaged or belongs to another network.
        """
        if not self.last.exists():
            return None
        with _readable(self.last):
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

    def keep(self, progress: Progress, judged: Progress | None = None) -> None:
        """Write the best weights alone; of a second training also those of the one that was judged."""
        if judged is None:
            self.judged.unlink(missing_ok=True)
        else:
            _replace(self.judged, save(_plain(judged.best)))
        _replace(self.best, save(_plain(progress.best)))

    @contextlib.contextmanager
    def halting(self, progress: Progress, every: int) -> Iterator[None]:
        """Keep the best step so far when a failure ends training; `every` steps lie between two validations.

        The checkpoint stays as it is: going on from it must not depend on what came after.
        """
        try:
            yield
        except Exception:
            if progress.best:
                with contextlib.suppress(OSError):  # the failure itself is what is told
                    self.keep(progress)
                    validated = min(progress.step, progress.best_step + progress.stale * every)
                    _replace(self.halted, json.dumps({**progress.counters(), "step": validated}).encode())
            raise

    def ended(self) -> Progress | None:
        """Where training stood when it ended, with its best weights; None when no validated step was kept.

        Raises RunError when what was kept cannot be read.
        """
        if self.halted.exists():
            with _readable(self.best):
                return Progress(**json.loads(self.halted.read_bytes()), best=load_file(self.best))
        if not self.last.exists():
            return None
        with _readable(self.last), safe_open(str(self.last), framework="pt") as file:
            names = [name for name in file.keys() if name.startswith("best.")]  # noqa: SIM118 (not a dict)
            best = {name.removeprefix("best."): file.get_tensor(name) for name in names}
            return Progress(**json.loads(file.metadata()["progress"]), best=best) if best else None


@contextlib.contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Raise RunError for whatever a damaged file leads to."""
    try:
        yield
    except (SafetensorError, OSError, LookupError, ValueError, TypeError, RuntimeError) as error:
        if isinstance(error, torch.OutOfMemoryError) or "can't allocate" in str(error):
            raise
        raise RunError(Sentence("run.checkpoint_unreadable", {"file": file.name})) from error


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
