"""A search beside its rivals at equal wall time on the same cores, on three data sets, over several seeds.

Rivals: the same space searched at random with nothing pruned; Optuna as its manual shows it, one process per core over
one journal, each in a bare loop around the engine's `fit`, median pruning on; and, where an interpreter with
NeuralForecast is given, its AutoLSTM. Whatever a rival recommends at its bell is trained again by the engine with
seeds that nobody searched with, and judged by its mean MAE on the test part; AutoLSTM forecasts the same windows
itself. The first of a round goes in turn. Rank 1 is the least error of a round.

    .venv/bin/python benchmarks/search.py [--minutes 5] [--seeds 5] [--first-seed 0] [--data sunspots co2 etth1]
        [--auto-lstm PYTHON [--auto-seeds 5]]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

from measuring import ROOT, report, shown  # isort: skip (it sets what torch reads)

from lstm_core.data import tasks
from lstm_core.data.tasks import write_data_file
from lstm_core.runs import search_plan
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader
from lstm_core.runs.search import SearchRecord
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search import SearchRunSpec

ETTH1 = Path("/work/shared/data/ETTh1.csv")
JUDGES = range(1001, 1006)  # seeds that judge a recommendation
STEPS = 400  # of the start
CONFIRMED = 3  # fresh seeds of a search within its time
OURS, RANDOM, BARE, AUTO = "this search", "random search", "Optuna, bare loop", "AutoLSTM"
BAR = "its mean rank is no worse than that of any rival"

BARE_LOOP = """
import json, sys, time
from pathlib import Path
import optuna
import torch
from lstm_core.data import tasks
from lstm_core.engine.search.study import _decoded, _distributions, _encoded
from lstm_core.engine.work.train import fit
from lstm_core.runs.events import Logged
from lstm_core.spec.combining import combined
from lstm_core.spec.search import SearchRunSpec
from lstm_core.spec.search_spaces import own_values
from lstm_core.spec.validation import validated

asked = json.loads(sys.stdin.readline())
spec = validated(SearchRunSpec, asked["spec"])
material = tasks.of(spec.run.data.task).load(spec.run.data, Path(asked["data"]))
optuna.logging.set_verbosity(optuna.logging.ERROR)
backend = optuna.storages.journal.JournalFileBackend(asked["journal"])
study = optuna.create_study(
    storage=optuna.storages.JournalStorage(backend), study_name="bare", load_if_exists=True,
    sampler=optuna.samplers.TPESampler(seed=asked["seed"]), pruner=optuna.pruners.MedianPruner(n_warmup_steps=4),
)
if asked["first"]:
    own = own_values(spec.run, spec.space)
    study.enqueue_trial({each.path: _encoded(each, own[each.path]) for each in spec.space})
while time.time() < asked["until"]:
    trial = study.ask(fixed_distributions=_distributions(spec))
    pruned = []

    def emit(event):
        if isinstance(event, Logged) and "validation_loss" in event.values:
            trial.report(event.values["validation_loss"], 20 * event.step // made.train.steps)
            if trial.should_prune():
                pruned.append(event.step)

    try:
        changes = combined(spec.start, {each.path: _decoded(each, trial.params[each.path]) for each in spec.space})
        made = spec.tried(changes)
        trial.set_user_attr("changes", changes)
        bell = lambda: bool(pruned) or time.time() > asked["until"]
        result = fit(made, material, emit=emit, should_stop=bell, instruments=False)
        score = next(iter(result.validated().values())) if hasattr(result, "validated") else None
    except Exception:
        score = None
    if score is None:
        study.tell(trial, state=optuna.trial.TrialState.PRUNED if pruned else optuna.trial.TrialState.FAIL)
    else:
        study.tell(trial, score)
"""

AUTO_LSTM = """
import json, sys, time
import numpy as np, optuna, pandas as pd
from neuralforecast import NeuralForecast
from neuralforecast.auto import AutoLSTM

asked = json.loads(sys.stdin.readline())
began = time.time()
values = np.array(asked["values"])
frame = pd.DataFrame({"unique_id": "series", "ds": np.arange(len(values)), "y": values})
first, last = asked["first_test"], len(values)
test = last - first
model = AutoLSTM(h=asked["horizon"], backend="optuna", num_samples=10_000, time_budget=asked["seconds"],
                 search_alg=optuna.samplers.TPESampler(seed=asked["seed"]))
forecast = NeuralForecast(models=[model], freq=1)
windows = test - asked["horizon"] + 1
found = forecast.cross_validation(frame, n_windows=windows, step_size=1, val_size=asked["validation"], refit=False)
told = {"mae": float((found["AutoLSTM"] - found["y"]).abs().mean()), "seconds": time.time() - began}
print(json.dumps(told | {"trials": len(forecast.models[0].results.trials)}))
"""


def start_of(name: str) -> TrainRunSpec:
    """What the workbench proposes for a data set, where every search begins; shorter, so that a minute holds some."""
    spec = tasks.of("series").propose(ETTH1 if name == "etth1" else name).spec
    if name == "etth1":
        spec = spec.with_changes({"data.target": "OT", "data.past_columns": ()})
    return spec.with_changes({"train.steps": STEPS, "train.evaluate_every": STEPS // 20})


def searched(spec: SearchRunSpec, folder: Path) -> tuple[TrainRunSpec, dict[str, Any]]:
    """What the product's own search recommends."""
    launcher = LocalLauncher(folder)
    began = time.perf_counter()
    reader = RunReader(launcher.runs / launcher.start(spec))
    while (record := reader.read(points=2)).state.active:
        time.sleep(0.2)
    launcher.close()
    if not isinstance(record, SearchRecord) or record.result is None:
        raise RuntimeError(f"{record.id} ended as {record.state}: {record.failure}")
    told = {"verdict": record.result.verdict, "trials": len(record.trials), "seconds": time.perf_counter() - began}
    told["pruned"] = sum(row.state == "pruned" for row in record.trials)
    return record.winner or spec.run, told


def bare(spec: SearchRunSpec, folder: Path) -> tuple[TrainRunSpec, dict[str, Any]]:
    """What a bare loop recommends: the best trial of all that its processes tried."""
    import optuna

    data, journal = folder / "data.csv", folder / "bare.journal"
    write_data_file(spec.run.data, data)
    until = time.time() + float(spec.seconds or 0.0)
    asked = {"spec": spec.model_dump(mode="json"), "data": str(data), "journal": str(journal), "until": until}
    loops = [
        subprocess.Popen(
            [sys.executable, "-c", BARE_LOOP], stdin=subprocess.PIPE, text=True, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        for _ in range(os.cpu_count() or 1)
    ]
    for number, loop in enumerate(loops):
        assert loop.stdin is not None
        loop.stdin.write(json.dumps({**asked, "seed": 100 * spec.seed + number, "first": number == 0}) + "\n")
        loop.stdin.close()
    for loop in loops:
        loop.wait()
    storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(str(journal)))
    study = optuna.load_study(study_name="bare", storage=storage)
    done = [trial for trial in study.trials if trial.value is not None]
    pruned = sum(trial.state is optuna.trial.TrialState.PRUNED for trial in study.trials)
    told = {"trials": len(study.trials), "pruned": pruned, "seconds": time.time() - until + float(spec.seconds or 0.0)}
    best = min(done, key=lambda trial: float(trial.value or 0.0), default=None)
    return (spec.run if best is None else spec.run.with_changes(best.user_attrs["changes"])), told


def judged(spec: TrainRunSpec, folder: Path) -> float:
    """Mean MAE on the test part over seeds that nobody searched with."""
    launcher = LocalLauncher(folder)
    launcher.prepare()
    found = []
    for seed in JUDGES:
        member = spec.with_changes({"train.seed": seed, "data.folds": 0})
        reader = RunReader(launcher.runs / launcher.start(member))
        while (record := reader.read(points=2)).state.active:
            time.sleep(0.2)
        result: Any = record.result
        found.append(next(iter(result.measures().values())) if result is not None else float("inf"))
    launcher.close()
    return fmean(found)


def auto_lstm(python: str, spec: SearchRunSpec) -> tuple[float, dict[str, Any]]:
    """The test MAE of NeuralForecast's own search, in the process of another interpreter."""
    from lstm_core.data.series.sources import series_of
    from lstm_core.data.series.tables import last_known
    from lstm_core.data.series.windows import boundaries

    data = spec.run.series
    values = last_known(series_of(data).values[:, None])[:, 0]  # NeuralForecast takes none that is missing
    first_validation, first_test = boundaries(len(values), data)
    asked = {"values": values.tolist(), "first_test": first_test, "validation": first_test - first_validation}
    asked |= {"horizon": data.horizon, "seconds": spec.seconds, "seed": spec.seed}
    line = json.dumps(asked) + "\n"
    with tempfile.TemporaryDirectory() as folder:  # it writes logs into the current one
        command = [python, "-c", AUTO_LSTM]
        done = subprocess.run(command, check=False, input=line, text=True, capture_output=True, cwd=folder)
    if done.returncode:
        raise RuntimeError(done.stderr[-400:])
    told = json.loads(done.stdout.splitlines()[-1])
    return float(told.pop("mae")), told


def round_of(name: str, seed: int, minutes: float, python: str | None) -> dict[str, dict[str, Any]]:
    """Every contender once on one data set."""
    run = start_of(name)
    spec = search_plan.planned(run, seconds=60 * minutes, seeds=CONFIRMED, seed=seed)
    spec = min((search_plan.with_cost(spec) for _ in range(3)), key=lambda each: each.cost or 0.0)  # of a busy machine
    blind = spec.changed(sampler="random", pruner="none", cost=spec.cost)
    contenders: list[tuple[str, Callable[[Path], tuple[TrainRunSpec, dict[str, Any]]]]] = [
        (OURS, lambda folder: searched(spec, folder)),
        (RANDOM, lambda folder: searched(blind, folder)),
        (BARE, lambda folder: bare(spec, folder)),
    ]
    found: dict[str, dict[str, Any]] = {}
    turn = seed % len(contenders)
    for contender, search in [*contenders[turn:], *contenders[:turn]]:
        with tempfile.TemporaryDirectory() as folder:
            recommended, told = search(Path(folder))
            recommended = parse_train_spec(recommended.to_json())
            found[contender] = {**told, "mae": judged(recommended, Path(folder) / "judges")}
        print(name, seed, contender, found[contender], flush=True)
    if python is not None:
        mae, told = auto_lstm(python, spec)
        found[AUTO] = {**told, "mae": mae}
        print(name, seed, AUTO, found[AUTO], flush=True)
    return found


def ranks(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    """The place of every contender of this engine in one round, equals share theirs."""
    errors = {name: told["mae"] for name, told in found.items() if name != AUTO}
    return {
        name: 1
        + sum(other < own for other in errors.values())
        + (sum(other == own for other in errors.values()) - 1) / 2
        for name, own in errors.items()
    }


def _auto_row(
    beside: list[dict[str, Any]], rounds: dict[tuple[str, int], dict[str, Any]], data: list[str]
) -> list[str]:
    errors = [
        [found[AUTO]["mae"] for (name, _), found in rounds.items() if name == each and AUTO in found] for each in data
    ]
    trials = fmean(found[AUTO]["trials"] for found in beside)
    return [AUTO, *map(shown, errors), f"{trials:.0f}", f"(in {len(beside)} rounds)"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--data", nargs="+", choices=("sunspots", "co2", "etth1"), default=["sunspots", "co2", "etth1"])
    parser.add_argument("--auto-lstm", metavar="PYTHON", help="an interpreter that has NeuralForecast")
    parser.add_argument("--auto-seeds", type=int, default=5, help="AutoLSTM takes part for so many seeds")
    asked = parser.parse_args()
    rounds = {
        (name, seed): round_of(name, seed, asked.minutes, asked.auto_lstm if seed < asked.auto_seeds else None)
        for seed in range(asked.first_seed, asked.first_seed + asked.seeds)
        for name in asked.data
    }
    contenders = (OURS, RANDOM, BARE)
    placed = [ranks(found) for found in rounds.values()]
    rows = []
    for contender in contenders:
        errors = [
            shown([found[contender]["mae"] for (name, _), found in rounds.items() if name == data])
            for data in asked.data
        ]
        rank = fmean(each[contender] for each in placed)
        rows.append(
            [
                contender,
                *errors,
                f"{fmean(found[contender].get('trials', 0) for found in rounds.values()):.0f}",
                f"{rank:.2f}",
            ]
        )
    means = {contender: fmean(each[contender] for each in placed) for contender in contenders}
    held = all(means[OURS] <= mean for mean in means.values())
    print(f"{BAR}: {'held' if held else 'missed'}")
    beside = [found for found in rounds.values() if AUTO in found]
    if beside:
        rows.append(_auto_row(beside, rounds, asked.data))
        better = sum(found[OURS]["mae"] <= found[AUTO]["mae"] for found in beside)
        print(f"{OURS} is at least as good as {AUTO} in {better} of {len(beside)} rounds")
    else:
        print(f"{AUTO} was not measured: no interpreter with NeuralForecast was given")
    measured = {
        "minutes": asked.minutes,
        "rounds": [{"data": name, "seed": seed, **found} for (name, seed), found in rounds.items()],
    }
    report("search", measured, ["contender", *(f"{data}, MAE" for data in asked.data), "trials", "mean rank"], rows)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
