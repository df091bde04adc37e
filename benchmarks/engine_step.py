"""Engine step, live events on, against a bare hand-written PyTorch loop on the same model, batches and steps.

The engine runs as a worker runs it: every step appended to events.jsonl, a look at the stop file. A checkpoint, which
a worker saves at the start, every 20 seconds and at the end, is timed apart. The rival is the shortest loop that does
the same arithmetic: same order of batches, same fused optimiser, same clipping and schedule, one validation at the end.
Both start from the same weights, and their last validation losses must be equal to the bit, so neither does less work.
Pairs are interleaved in one process, the first of a pair in turn, and short, so that other work on the machine meets
both.

    .venv/bin/python benchmarks/engine_step.py [--pairs 40]
"""

import argparse
import gc
import math
import signal
import tempfile
import time
from pathlib import Path

from measuring import report, shown  # isort: skip (it sets what torch reads)
import torch
from torch import nn

from lstm_core.data.series.sources import SOURCES, series_of
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.training.checkpoints import Checkpoints, Progress
from lstm_core.engine.training.loop import make_optimizer, train
from lstm_core.engine.worker import EventWriter, StopSign
from lstm_core.runs import events
from lstm_core.spec.constants import SEED_FACTOR
from lstm_core.spec.derived import Layout
from lstm_core.spec.run import TrainRunSpec

CASES = {
    "sunspots, LSTM 64 × 1, window 44, batch 32": ("sunspots", {"train.steps": 150}),
    "CO2, LSTM 64 × 1, window 208, batch 32": ("co2", {"data.missing": "forward", "train.steps": 30}),
    "made, GRU 128 × 2, window 48, batch 64": (
        "made",
        {
            "data.window": 48,
            "model.cell": "gru",
            "model.hidden_size": 128,
            "model.layers": 2,
            "train.batch_size": 64,
            "train.steps": 20,
        },
    ),
}
LIMIT = 1.05


def spec_of(source: str, changes: dict[str, object]) -> TrainRunSpec:
    spec = TrainRunSpec(data=SOURCES[source].data())
    spec = spec.with_changes({"train.patience": None, "train.evaluate_every": 1_000_000, "train.device": "cpu"})
    return spec.with_changes(changes)


def bare(spec: TrainRunSpec, network: SeriesForecaster, task: SeriesTask) -> float:
    """What a person would write by hand."""
    windows, first, samples = task.windows, task.first, task.train_size
    width, batch, steps, rate = spec.data.window, spec.train.batch_size, spec.train.steps, spec.train.learning_rate
    per_epoch = math.ceil(samples / batch)
    optimizer = torch.optim.Adam(network.parameters(), lr=rate, fused=True)
    network.train()
    for step in range(steps):
        epoch, number = divmod(step, per_epoch)
        if number == 0:
            generator = torch.Generator().manual_seed(spec.train.seed + SEED_FACTOR * epoch)
            order = torch.randperm(samples, generator=generator).split(batch)
        for group in optimizer.param_groups:
            group["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / steps))
        rows = windows[order[number] + first, 0]
        inputs, targets = rows[:, :width], rows[:, width:]
        base = inputs[:, -1:]
        states, _ = network.recurrent((inputs - base).unsqueeze(-1))
        loss = nn.functional.huber_loss(network.head(states[:, -1]) + base, targets)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
    network.eval()
    with torch.no_grad():
        return task.validation_loss(network)


def engine(spec: TrainRunSpec, network: nn.Module, task: SeriesTask, folder: Path) -> float:
    (folder / "run.lock").touch()
    emit, should_stop = EventWriter(folder / "events.jsonl"), StopSign(folder / "stop", folder / "run.lock")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    emit(events.Admitted(seq=0, at=0))
    outcome = train(
        network,
        task,
        spec.train,
        device=torch.device("cpu"),
        emit=emit,
        should_stop=should_stop,
    )
    return outcome.progress.best_loss


def checkpoint(spec: TrainRunSpec) -> float:
    """Seconds that saving one checkpoint takes, optimiser state included."""
    network = SeriesForecaster(spec, Layout())
    optimizer, scaler = make_optimizer(network, spec.train), torch.amp.GradScaler("cpu", enabled=False)
    network(torch.zeros(1, spec.data.window, 1), torch.zeros(1, spec.data.horizon, 0)).sum().backward()
    optimizer.step()
    best = {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        Checkpoints(Path(folder)).save(Progress(step=1, best=best), network, optimizer, scaler)
        return time.perf_counter() - began


def timed(kind: str, spec: TrainRunSpec, task: SeriesTask) -> tuple[float, float, float]:
    """Seconds and seconds of processor time per step, and the validation loss at the end."""
    torch.manual_seed(spec.train.seed)
    network = SeriesForecaster(spec, Layout())
    gc.collect()
    with tempfile.TemporaryDirectory() as folder:
        began, spent = time.perf_counter(), time.process_time()
        loss = bare(spec, network, task) if kind == "bare" else engine(spec, network, task, Path(folder))
        took, spent = time.perf_counter() - began, time.process_time() - spent
        return took / spec.train.steps, spent / spec.train.steps, loss


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=40)
    pairs = asked.parse_args().pairs
    measured, rows = {}, []
    for name, (source, changes) in CASES.items():
        spec = spec_of(source, changes)
        torch.set_num_threads(spec.threads)
        task = SeriesTask(spec, series_of(spec.data), torch.device("cpu"))
        for kind in ("bare", "engine"):
            timed(kind, spec.with_changes({"train.steps": 10}), task)
        seconds: dict[str, list[float]] = {"bare": [], "engine": []}
        processor: dict[str, list[float]] = {"bare": [], "engine": []}
        for pair in range(pairs):
            losses = set()
            for kind in ("bare", "engine") if pair % 2 else ("engine", "bare"):
                took, spent, loss = timed(kind, spec, task)
                seconds[kind].append(took)
                processor[kind].append(spent)
                losses.add(loss)
            assert len(losses) == 1, f"{name}: the loops computed different numbers: {losses}"
        ratio, work = (
            [ours / theirs for ours, theirs in zip(of["engine"], of["bare"], strict=True)]
            for of in (seconds, processor)
        )
        found = {"seconds_per_step": seconds, "processor_seconds_per_step": processor, "ratio": ratio}
        measured[name] = {"steps": spec.train.steps, "threads": spec.threads, **found, "processor_ratio": work}
        milliseconds = [shown([1000 * value for value in seconds[kind]]) for kind in ("bare", "engine")]
        saved = [1000 * checkpoint(spec) for _ in range(10)]
        measured[name]["checkpoint_ms"] = saved
        rows.append([name, str(spec.threads), *milliseconds, shown(ratio, 4), shown(work, 4), shown(saved)])
        print(*rows[-1], sep=" | ", flush=True)
    header = [
        "case",
        "threads",
        "bare loop, ms/step",
        "engine, ms/step",
        f"ratio (limit {LIMIT})",
        "of processor time",
        "one checkpoint, ms",
    ]
    report("engine_step", {"pairs": pairs, "cases": measured}, header, rows)


if __name__ == "__main__":
    main()
