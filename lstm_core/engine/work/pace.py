"""`python -m lstm_core.engine.work.pace`: how long trainings are going to take, from a few steps of each.

Says {"ready": true} once the engine is loaded, reads one line of JSON, {"data": path, "specs": [...]}, and writes one
line per spec as soon as it is measured: {"step": seconds, "validation": seconds, "parameters": count}, or
{"failed": name of the error}.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import torch

from lstm_core.engine.nn.networks import parameter_count
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.engine.training.finiteness import FinitenessGuard
from lstm_core.engine.training.hardware import choose_device
from lstm_core.engine.training.loop import TrainingSetup, make_optimizer, update
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec

WARMING, FEWEST, MOST = 3, 5, 40  # steps that are not timed, and that are
SECONDS = 0.8  # after which no further step is timed


def measured(spec: TrainRunSpec, data: Path) -> dict[str, float]:
    """Seconds of a step and of a validation, and the number of parameters."""
    torch.set_num_threads(spec.threads)
    device = choose_device(spec.train)
    torch.manual_seed(spec.train.seed)
    network, task = prepare(spec, load(spec, data), device)
    optimizer = make_optimizer(network, spec.train)
    scaler = torch.amp.GradScaler(device.type, enabled=spec.train.precision == "float16")
    setup = TrainingSetup(network, task, device, optimizer, scaler, None)
    guard = FinitenessGuard(optimizer, device, scaled=scaler.is_enabled(), waits=device.type == "cpu")
    precision = getattr(torch, spec.train.precision)
    autocast = torch.autocast(device.type, precision, enabled=spec.train.precision != "float32")

    def seconds_of(steps: range) -> float:
        began = time.perf_counter()
        for step in steps:
            update(setup, guard, step, spec.train.clip_norm, autocast)
            if step - steps.start >= FEWEST and time.perf_counter() - began > SECONDS:
                steps = range(steps.start, step + 1)
                break
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        return (time.perf_counter() - began) / len(steps)

    network.train()
    seconds_of(range(WARMING))
    step = seconds_of(range(WARMING, WARMING + MOST))
    network.eval()
    began = time.perf_counter()
    with torch.no_grad(), autocast:
        task.validation_loss(network)
    validation = time.perf_counter() - began
    return {"step": step, "validation": validation, "parameters": float(parameter_count(network))}


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Measure what standard input asks for."""
    import torch._dynamo  # noqa: F401 (the first optimiser of a worker loads it, too)

    _say({"ready": True})
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    for raw in asked["specs"]:
        try:
            told: dict[str, Any] = measured(parse_train_spec(raw), Path(asked["data"]))
        except Exception as error:
            told = {"failed": type(error).__name__}
        _say(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
