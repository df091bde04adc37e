"""One training step of the engine against other libraries: the same network, series and batch, each in its own `fit`.

The rivals are NeuralForecast, Darts, PyTorch-Forecasting, Keras on TensorFlow and a bare PyTorch loop, in an
environment of their own that this script makes. Everyone is a process that lives for a whole case and trains a turn of
steps when asked; turns are taken one at a time, the first of a round in turn, so whatever else the machine does meets
all. A rival runs with one thread or two, with or without its aid in `peers_rivals.AIDS`: whichever was the fastest for
it in a trial. Ours runs as a worker runs it, live events on, with the threads and the path that the product chooses.

    .venv/bin/python benchmarks/peers.py [--environment FOLDER] [--rounds 20] [--steps 50] [--cases 0 1 2]
"""

import argparse
import contextlib
import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import venv
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, Self

from measuring import median, report, shown  # isort: skip (it sets what torch reads)
import numpy as np
from peers_rivals import AIDS, FOREVER, RATE, RIVALS, Case, Turns

ENVIRONMENT = Path("~/.cache/lstm-workbench/peers").expanduser()
SHARED = {"torch": "2.13.0", "lightning": "2.6.6", "pytorch-lightning": "2.6.6", "numpy": "2.4.6", "pandas": "3.0.6"}
PINS = {
    "bare PyTorch": {"torch": "2.13.0"},
    "NeuralForecast": {"neuralforecast": "3.3.0"},
    "Darts": {"darts": "0.48.1"},
    "PyTorch-Forecasting": {"pytorch-forecasting": "1.8.0"},
    "Keras": {"keras": "3.15.1", "tensorflow-cpu": "2.21.0"},
}
LOOK = """
import json, sys
from importlib.metadata import version
for name, number in json.loads(sys.argv[1]).items():
    assert version(name).partition("+")[0] == number
"""
WINDOW, HORIZON, SAMPLES = 96, 24, 4096  # whole batches in every epoch
CASES = {
    "LSTM 64, batch 32": ("lstm", 64, 32),
    "LSTM 128, batch 64": ("lstm", 128, 64),
    "GRU 128, batch 64": ("gru", 128, 64),
}
OURS = "this engine"
USUAL_STEPS = 1000  # of a run, for the choice of its path
TRIALS, TRIAL_STEPS = 3, 32
ANSWER_SECONDS = 600.0
FASTEST_LIMIT, MEDIAN_LIMIT = 1.0, 1.3


class RivalError(Exception):
    """A rival could not be installed or does not run; in its own words."""


class Rival:
    """A process that trains `case` when asked."""

    def __init__(self, name: str, case: Case, command: list[str], folder: Path) -> None:
        self.name, self.case = name, case
        self._log = folder / f"{name} {case.threads} {case.aided}.log"
        threads = {name: str(case.threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, name, case.to_json()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder,
                env={**os.environ, **threads},
            )
        try:
            told = self._answer()
            self.parameters, self.about = told["parameters"], told["about"]
            if self.parameters != parameters(name, case):
                raise RivalError(f"{self.parameters} parameters, not {parameters(name, case)}")
            self.turn(TRIAL_STEPS)
        except RivalError:
            self.quit()
            raise

    def turn(self, steps: int) -> dict[str, float]:
        """Seconds and seconds of processor time per step, and the loss of the last one."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"go {steps}\n".encode())
            self._process.stdin.flush()
        return self._answer()

    def quit(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], ANSWER_SECONDS)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            last = self._log.read_text(errors="replace").strip().splitlines()[-1:] or ["it ended without a word"]
            raise RivalError(last[0] if ready else f"no answer in {ANSWER_SECONDS:g} seconds")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise RivalError(answer["error"])
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.quit()


def parameters(name: str, case: Case) -> int:
    """Trained numbers: of every gate the weights of input and state and two biases, and the head."""
    gates = {"lstm": 4, "gru": 3}[case.cell]
    biases = 1 if (name, case.cell) == ("Keras", "lstm") else 2
    return gates * case.hidden * (1 + case.hidden + biases) + (case.hidden + 1) * case.horizon


def install(folder: Path) -> dict[str, str]:
    """Make the environment of the rivals; what went wrong, by rival."""
    python, failed = folder / "bin" / "python", {}
    if not python.exists():
        venv.create(folder, with_pip=True)
    shared = [f"{name}=={number}" for name, number in SHARED.items()]
    for rival, pins in PINS.items():
        wanted = [f"{name}=={number}" for name, number in pins.items()]
        if (
            subprocess.run([python, "-c", LOOK, json.dumps(pins)], check=False, stderr=subprocess.DEVNULL).returncode
            == 0
        ):
            continue
        print(f"installing {', '.join(wanted)} into {folder}", flush=True)
        limits = folder / "constraints.txt"
        limits.write_text("\n".join(shared))
        pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--constraint", limits, *wanted]
        done = subprocess.run(pip, check=False, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            failed[rival] = errors[-1] if errors else f"pip ended with {done.returncode}"
    return failed


def write_series(path: Path) -> None:
    """A day of two harmonics and AR(1) noise, standardised: a series (T,) of `SAMPLES` windows."""
    rows = SAMPLES + WINDOW + HORIZON - 1
    noise = np.random.default_rng(0).standard_normal(rows)
    for row in range(1, rows):
        noise[row] += 0.8 * noise[row - 1]
    phase = 2 * np.pi * np.arange(rows) / 24
    values = 8 * np.sin(phase - 2) + 3 * np.sin(2 * phase) + noise
    np.save(path, (values - values.mean()) / values.std())


def ours(case: Case, turns: Turns) -> None:
    """The engine as a worker runs it; checkpoints, which it saves every 20 seconds, are off as everyone's are."""
    import torch

    from lstm_core.data.series.tables import Series
    from lstm_core.engine.nn.networks import parameter_count, recurrence_path
    from lstm_core.engine.tasks.series.preparation import prepare
    from lstm_core.engine.training.loop import train
    from lstm_core.engine.worker import EventWriter, StopSign
    from lstm_core.runs import events
    from lstm_core.spec.run import TrainRunSpec

    spec, values = spec_of(case), case.values().astype("float64")
    torch.set_num_threads(spec.threads)
    torch.manual_seed(spec.train.seed)
    rows = np.concatenate([values, values[: 2 * case.horizon]])  # the least of validation and test
    prepared = prepare(spec, Series([str(row) for row in range(1, len(rows) + 1)], rows), torch.device("cpu"))
    folder, latest = Path(tempfile.mkdtemp(dir=".")), [float("nan")]
    (folder / "run.lock").touch()
    write, sign = EventWriter(folder / "events.jsonl"), StopSign(folder / "stop", folder / "run.lock")

    def emit(event: events.RunEvent) -> None:
        write(event)
        if isinstance(event, events.Logged) and "loss" in event.values:
            latest[0] = event.values["loss"]

    def should_stop() -> bool:
        """The loop asks between two steps, which ends a turn."""
        turns(lambda: latest[0])
        return sign()

    emit(events.Admitted(seq=0, at=0))
    path = recurrence_path(prepared.network, torch.device("cpu"))
    turns.ready(parameter_count(prepared.network), {"path": path, "threads": spec.threads})
    forever: TrainRunSpec = spec.with_changes({"train.steps": FOREVER})
    train(
        prepared.network,
        prepared.task,
        forever.train,
        device=torch.device("cpu"),
        emit=emit,
        should_stop=should_stop,
    )


def spec_of(case: Case) -> Any:
    from lstm_core.spec.run import TrainRunSpec
    from lstm_core.spec.series import SeriesData

    training = SAMPLES + case.window + case.horizon - 1
    data = SeriesData(
        source="made",
        window=case.window,
        horizon=case.horizon,
        scaling="none",
        window_scaling="none",
        split_rows=(training, case.horizon, case.horizon),
    )
    return TrainRunSpec(data=data).with_changes(
        {
            "model.cell": case.cell,
            "model.hidden_size": case.hidden,
            "model.layers": 1,
            "train.steps": USUAL_STEPS,
            "train.batch_size": case.batch,
            "train.loss": "mse",
            "train.optimizer": "adam",
            "train.learning_rate": RATE,
            "train.schedule": "constant",
            "train.clip_norm": None,
            "train.patience": None,
            "train.evaluate_every": FOREVER,
            "train.device": "cpu",
        }
    )


def fastest_variant(name: str, case: Case, command: list[str], folder: Path) -> Rival:
    """The rival with one thread or two, aided or not, that was the fastest in a few short turns."""
    with contextlib.ExitStack() as stack:
        variants, errors = [], []
        for threads, aided in product((1, 2), (False, True) if name in AIDS else (False,)):
            try:
                rival = Rival(name, replace(case, threads=threads, aided=aided), command, folder)
                variants.append(stack.enter_context(rival))
            except RivalError as error:
                errors.append(error)
        if not variants:
            raise errors[0]
        seconds = [[rival.turn(TRIAL_STEPS)["seconds"] for rival in variants] for _ in range(TRIALS)]
        best = variants.pop(int(np.argmin(np.min(seconds, axis=0))))
        stack.pop_all()
    for rival in variants:
        rival.quit()
    return best


def measure(case: Case, python: Path, failed: dict[str, str], options: argparse.Namespace) -> dict[str, Any]:
    """Seconds of every turn by name, errors by name, and what everyone is."""
    errors, here = dict(failed), Path(__file__).resolve()
    script = [str(python), str(here.with_name("peers_rivals.py"))]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        threads = spec_of(case).threads
        running = [
            stack.enter_context(Rival(OURS, replace(case, threads=threads), [sys.executable, str(here)], folder))
        ]
        for name in RIVALS:
            if name in errors:
                continue
            try:
                running.append(stack.enter_context(fastest_variant(name, case, script, folder)))
            except RivalError as error:
                errors[name] = str(error)
        turns: dict[str, list[dict[str, float]]] = {rival.name: [] for rival in running}
        for number in range(options.rounds):
            at = number % len(running)
            for rival in running[at:] + running[:at]:
                try:
                    turns[rival.name].append(rival.turn(options.steps))
                except RivalError as error:
                    if rival.name == OURS:
                        raise
                    errors[rival.name] = str(error)
                    running.remove(rival)
                    del turns[rival.name]
        about = {
            rival.name: {"threads": rival.case.threads, "aided": rival.case.aided, "about": rival.about}
            | {"parameters": rival.parameters}
            for rival in running
        }
    return {"case": case.to_json(), "turns": turns, "errors": errors, "about": about}


def ratios(turns: dict[str, list[dict[str, float]]]) -> tuple[str, list[float], list[float]]:
    """The fastest rival, and of every round ours / the fastest and the median of the rivals / ours."""
    seconds = {name: [turn["seconds"] for turn in taken] for name, taken in turns.items()}
    mine = seconds.pop(OURS)
    fastest = min(seconds, key=lambda name: median(seconds[name])[0])
    middle = [statistics.median(theirs) for theirs in zip(*seconds.values(), strict=True)]
    to_fastest = [own / theirs for own, theirs in zip(mine, seconds[fastest], strict=True)]
    return fastest, to_fastest, [theirs / own for own, theirs in zip(mine, middle, strict=True)]


def table(title: str, found: dict[str, Any]) -> list[list[str]]:
    """Rows of one case: everyone who ran, everyone who did not, and the two bars."""
    rows = []
    mine = [turn["seconds"] for turn in found["turns"][OURS]]
    for name, turns in found["turns"].items():
        seconds, processor = ([turn[kind] for turn in turns] for kind in ("seconds", "processor"))
        about = found["about"][name]
        ratio = [theirs / own for own, theirs in zip(mine, seconds, strict=True)]
        loss = statistics.median(turn["loss"] for turn in turns[len(turns) // 2 :])
        how = about["about"].get("path", AIDS[name] if about["aided"] else "")
        milliseconds = [shown([1000 * value for value in values]) for values in (seconds, processor)]
        compared = "" if name == OURS else shown(ratio)
        rows.append(
            [
                title,
                f"{name}, {how}" if how else name,
                str(about["threads"]),
                f"{about['parameters']:,}",
                *milliseconds,
                compared,
                f"{loss:.3f}",
            ]
        )
    rows += [
        [title, name, "", "", " ".join(error.split())[:160], "", "", ""] for name, error in found["errors"].items()
    ]
    if len(found["turns"]) > 1:
        fastest, to_fastest, to_median = found["fastest"], found["to_fastest"], found["to_median"]
        rows.append(
            [title, f"ours / the fastest, {fastest}", "", "", "", "", shown(to_fastest), f"≤ {FASTEST_LIMIT:g}"]
        )
        rows.append([title, "the median of the rivals / ours", "", "", "", "", shown(to_median), f"≥ {MEDIAN_LIMIT:g}"])
    return rows


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--environment", type=Path, default=ENVIRONMENT)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--steps", type=int, default=48, help="of a turn")
    asked.add_argument("--cases", type=int, nargs="+", default=list(range(len(CASES))), help=", ".join(CASES))
    options = asked.parse_args()
    failed = install(options.environment)
    python, measured, rows = options.environment / "bin" / "python", {}, []
    with tempfile.TemporaryDirectory() as folder:
        series = Path(folder) / "series.npy"
        write_series(series)
        for title in [list(CASES)[number] for number in options.cases]:
            cell, hidden, batch = CASES[title]
            case = Case(cell, hidden, batch, WINDOW, HORIZON, str(series))
            load = os.getloadavg()[0]
            found = measured[title] = {"load": load, **measure(case, python, failed, options)}
            if len(found["turns"]) > 1:
                found["fastest"], found["to_fastest"], found["to_median"] = ratios(found["turns"])
            rows += table(title, found)
            for row in table(title, found):
                print(*row, sep=" | ", flush=True)
    header = ["case", "library", "threads", "parameters", "ms per step", "of processor", "theirs / ours", "loss"]
    report("peers", {"rounds": options.rounds, "steps": options.steps, "cases": measured}, header, rows)


if __name__ == "__main__":
    if sys.argv[1:2] == [OURS]:
        ours(Case(**json.loads(sys.argv[2])), Turns())
    else:
        main()
