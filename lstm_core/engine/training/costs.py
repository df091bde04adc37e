"""What a trained network costs: the time of one answer and the memory that its training took."""

import contextlib
import re
import resource
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn

from lstm_core.engine.training.task import Task

PASSES = 30
SECONDS = 0.3  # after which no further pass is timed
FEWEST = 3


@torch.no_grad()
def inference_ms(network: nn.Module, task: Task, device: torch.device) -> float:
    """Median milliseconds in which the network reads one sample and answers, cutting it from the data included."""
    network.eval()
    taken: list[float] = []
    began = time.perf_counter()
    while len(taken) <= FEWEST or (len(taken) <= PASSES and time.perf_counter() - began < SECONDS):
        start = time.perf_counter()
        task.probe(network, 1)
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken[1:])  # the first pass warms up


def memory_mb(device: torch.device) -> float:
    """Megabytes of the GPU at the peak of this process, on the CPU those of the whole process."""
    if device.type == "cuda":
        return float(torch.cuda.max_memory_allocated(device) / 1e6)
    with contextlib.suppress(OSError):  # Linux: ru_maxrss would count what the process that started this one took
        found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
        if found is not None:
            return int(found[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6  # bytes there, kibibytes elsewhere
