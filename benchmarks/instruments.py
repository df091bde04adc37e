"""What instruments cost: the same training without any, with the always-on ones alone, and with the whole default.

Each case is trained three times in a round, in one process, each time from the same weights on the same batches with
events appended to a file as a worker does; the order within a round turns. A ratio is that of a round, so that other
work on the machine meets all three. Beside it stands what was spent looking, timed around every look, its wrapping, and
the writing of what it found, over the rest of the same training: noise of the machine meets both. The weights at the
end must be equal to the bit.

    .venv/bin/python benchmarks/instruments.py [--rounds 12] [--share 1.0]
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest.mock import patch

from measuring import report, shown  # isort: skip (it sets what torch reads)
import torch

from lstm_core.data.series.sources import SOURCES
from lstm_core.data.speech.proposals import propose_speech
from lstm_core.data.tasks import of as data_of
from lstm_core.data.tasks import write_data_file
from lstm_core.engine.instruments import instrument
from lstm_core.engine.instruments.always_on import AlwaysOn
from lstm_core.engine.instruments.instrument import Instrument
from lstm_core.engine.instruments.standard import Together, standard
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.engine.training import loop
from lstm_core.engine.worker import EventWriter
from lstm_core.runs import events
from lstm_core.runs.folder import DATA_FILES
from lstm_core.runs.launcher import ALLOCATION
from lstm_core.runs.train import CURVE, VALIDATION
from lstm_core.spec.run import TrainRunSpec

KINDS = ("off", "always on", "default")
LIMITS = {"always on": 1.01, "default": 1.05}
OWN = {CURVE[0], VALIDATION}  # what a training without instruments tells
CASES = {
    "sunspots, LSTM 64 × 1, window 44": ("sunspots", {}, 600),
    "sunspots, LSTM 128 × 2, window 44": ("sunspots", {"model.hidden_size": 128, "model.layers": 2}, 150),
    "Tang poems, LSTM 64 × 1": ("tang", {"model.hidden_size": 64, "model.layers": 1}, 300),
    "Tang poems, LSTM 256 × 2": ("tang", {"model.hidden_size": 256, "model.layers": 2}, 60),
    "digits, LSTM 32 × 1": ("digits", {"model.hidden_size": 32, "model.layers": 1}, 200),
    "digits, LSTM 96 × 2": ("digits", {"model.hidden_size": 96, "model.layers": 2}, 100),
}  # fmt: skip


def spec_of(source: str, changes: dict[str, object], steps: int) -> TrainRunSpec:
    if source in SOURCES:
        spec = TrainRunSpec(data=SOURCES[source].data())
    elif source == "digits":
        spec = propose_speech().spec
    else:
        spec = data_of("text").propose(source).spec
    fixed = {"train.patience": None, "train.device": "cpu", "train.steps": steps, "train.evaluate_every": steps}
    return spec.with_changes({**fixed, **changes})


def instruments(kind: str, network: torch.nn.Module, steps: int) -> Instrument | None:
    if kind == "off":
        return None
    return Together([AlwaysOn(network, steps)]) if kind == "always on" else standard(network, steps)


class Spent:
    """Seconds that instruments took in all."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def more(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - began

    def around(self, work: Callable[..., None]) -> Callable[..., None]:
        def timed(*given: object) -> None:
            with self.more():
                work(*given)

        return timed


class Telling:
    """An instrument whose telling is timed; its looks are timed where the loop calls them."""

    def __init__(self, instrument: Instrument, spent: Spent) -> None:
        self._spent, self._instrument = spent, instrument
        self.due, self.look, self.updated = instrument.due, instrument.look, instrument.updated

    def told(self) -> list[events.RunEvent]:
        with self._spent.more():
            return list(self._instrument.told())


def timed(kind: str, spec: TrainRunSpec, material: object) -> tuple[float, float, float, int, int]:
    """Seconds of the training, the looks' share of the rest, a sum over its weights, measurements and probes told."""
    torch.manual_seed(spec.train.seed)
    network, task = prepare(spec, material, torch.device("cpu"))
    looked = {"logged": 0, "probed": 0}
    gc.collect()
    spent = Spent()
    with tempfile.TemporaryDirectory() as folder:
        write = EventWriter(Path(folder) / "events.jsonl")

        def emit(event: events.RunEvent) -> None:
            found = isinstance(event, events.Probed) or (
                isinstance(event, events.Logged) and not OWN & event.values.keys()
            )
            with spent.more() if found else nullcontext():
                write(event)
            if isinstance(event, events.Probed):
                looked["probed"] += 1
            elif isinstance(event, events.Logged) and "weight/head" in event.values:
                looked["logged"] += 1

        began = time.perf_counter()
        looking = instruments(kind, network, spec.train.steps)
        watching = None if looking is None else Telling(looking, spent)
        look, update = spent.around(instrument.look), spent.around(instrument.look_at_update)
        with patch.object(loop, "look", look), patch.object(loop, "look_at_update", update):
            loop.train(network, task, spec.train, device=torch.device("cpu"), emit=emit, instrument=watching)
        took = time.perf_counter() - began
    weights = sum(float(each.detach().double().abs().sum()) for each in network.parameters())
    return took, spent.seconds / (took - spent.seconds), weights, looked["logged"], looked["probed"]


def main() -> None:
    if not ALLOCATION.items() <= os.environ.items():  # memory as a worker has it, which is decided at a process's start
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ALLOCATION)
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=12)
    asked.add_argument("--share", type=float, default=1.0, help="of the steps of every case, for a quick trial")
    given = asked.parse_args()
    measured, rows = {}, []
    for name, (source, changes, steps) in CASES.items():
        spec = spec_of(source, changes, max(20, round(steps * given.share)))
        torch.set_num_threads(spec.threads)
        with tempfile.TemporaryDirectory() as folder:
            write_data_file(spec.data, Path(folder) / DATA_FILES[spec.data.task])
            material = load(spec, Path(folder) / DATA_FILES[spec.data.task])
        for kind in KINDS:
            timed(kind, spec.with_changes({"train.steps": 20}), material)
        seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
        looks: dict[str, list[int]] = {}
        shares: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for number in range(given.rounds):
            ends = set()
            for turn in range(len(KINDS)):
                kind = KINDS[(number + turn) % len(KINDS)]
                took, share, weights, *looks[kind] = timed(kind, spec, material)
                seconds[kind].append(took)
                shares[kind].append(share)
                ends.add(weights)
            assert len(ends) == 1, f"{name}: instruments changed the weights: {ends}"
        ratios = {
            kind: [one / other for one, other in zip(seconds[kind], seconds["off"], strict=True)] for kind in KINDS[1:]
        }
        measured[name] = {
            "steps": spec.train.steps,
            "seconds": seconds,
            "ratios": ratios,
            "shares": shares,
            "looks": looks,
        }
        milliseconds = shown([1000 * value / spec.train.steps for value in seconds["off"]])
        told = list[str]()
        for kind in KINDS[1:]:
            told += [shown(ratios[kind], 3), shown([1 + each for each in shares[kind]], 4)]
        rows.append([name, str(spec.train.steps), milliseconds, *told, " + ".join(map(str, looks["default"]))])
        print(*rows[-1], sep=" | ", flush=True)
    header = ["case", "steps", "off, ms/step", f"always on / off (limit {LIMITS['always on']})", "by the looks",
              f"default / off (limit {LIMITS['default']})", "by the looks", "measurements + probes"]  # fmt: skip
    report("instruments", {"rounds": given.rounds, "cases": measured}, header, rows)


if __name__ == "__main__":
    main()
