"""What short trials on this machine found faster, kept for every later process in one small JSON file.

A verdict belongs to a processor, a version of torch and of our kernels, a cell, a bucket of shapes and a number of
threads. The first one that is written wins, also between processes that measured at once: trainings of one machine, the
seeds of a repetition among them, go the same way. A file that cannot be read is no verdict and is written anew.
"""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import torch

from lstm_core.engine.scan.compilation import FLAGS, cache_folder, processor_name
from lstm_core.engine.scan.kernels import PRODUCTS, TEMPLATE

FILE = "ways.json"
OURS = "own"  # the compiled cell with products of our own
MARGIN = 0.02


@dataclass(frozen=True)
class Shape:
    """What is trained: a cell (or a layer of torch.nn), how many of them in a row, and the sizes of a batch."""

    cell: str
    layers: int
    features: int
    hidden: int
    batch: int
    dtype: str

    def key(self) -> str:
        """With processor, versions and threads; sizes in buckets, each up to a power of two."""
        sizes = [
            f"{name}{_bucket(size)}" for name, size in (("d", self.features), ("h", self.hidden), ("b", self.batch))
        ]
        more = [f"l{self.layers}", self.dtype, f"threads{torch.get_num_threads()}"]
        return "; ".join(
            [processor_name(), f"torch {torch.__version__}", f"kernels {_kernels()}", self.cell, *sizes, *more]
        )


@dataclass(frozen=True)
class Verdict:
    """Seconds that a pass forward and backward took by each way."""

    seconds: dict[str, float]

    @property
    def way(self) -> str:
        """The fastest, or ours where the fastest is no more than `MARGIN` better: chance would decide."""
        fastest = min(self.seconds, key=self.seconds.__getitem__)
        return OURS if self.seconds[OURS] <= (1 + MARGIN) * self.seconds[fastest] else fastest


def read(key: str) -> Verdict | None:
    """The verdict that was kept; None without one, or when the file is damaged."""
    return _verdict(_content().get(key))


def keep(key: str, verdict: Verdict) -> Verdict | None:
    """Keep a verdict unless there is one; the one that holds from now on. None where nothing can be kept."""
    try:
        with _locked():
            content = _content()
            found = _verdict(content.get(key))
            if found is not None:
                return found
            path = cache_folder() / FILE
            temporary = path.with_name(f".{FILE}.{os.getpid()}.tmp")
            temporary.write_text(json.dumps({**content, key: asdict(verdict)}, indent=1) + "\n", encoding="utf-8")
            os.replace(temporary, path)
            return verdict
    except OSError:
        return None


def _content() -> dict[str, Any]:
    try:
        content = json.loads((cache_folder() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _verdict(found: Any) -> Verdict | None:
    seconds = found.get("seconds") if isinstance(found, dict) else None
    if not isinstance(seconds, dict) or OURS not in seconds:
        return None
    whole = all(isinstance(value, float) and 0 < value < float("inf") for value in seconds.values())
    return Verdict(seconds) if whole else None


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / f".{FILE}.lock").open("w") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        yield


def _bucket(size: int) -> int:
    return 1 << max(0, size - 1).bit_length()


@cache
def _kernels() -> str:
    """What our products and steps are made of."""
    written = "\n".join([*FLAGS, *(path.read_text(encoding="utf-8") for path in (TEMPLATE, PRODUCTS))])
    return hashlib.sha256(written.encode()).hexdigest()[:12]
