"""Trained runs as they travel, and their scripts played in one process outside this project.

Loading torch takes longer than a script of these sizes, so many are played at once.
"""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np

from lstm_core.data.series.panel import load_panel
from lstm_core.data.series.sources import write_data_file
from lstm_core.data.series.tables import load_series
from lstm_core.engine.work.train import fit
from lstm_core.runs import events
from lstm_core.runs.record import read_run
from lstm_core.scripts.expected import expected_of
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec.run import TrainRunSpec
from tests.support import curve_of, validations_of
from tests.tree import ROOT

DRIVER = """
import contextlib, importlib.util, io, json, os, sys

def play(folder, name, arguments):
    os.chdir(folder)
    spec = importlib.util.spec_from_file_location("script", name)
    script = importlib.util.module_from_spec(spec)
    seen, said = {}, io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            spec.loader.exec_module(script)
            judge = script.check
            script.check = lambda found, *rest: [seen.update(found), judge(found, *rest)][1]
            sys.argv = [name, *arguments]
            ended = script.main()
    except SystemExit as stop:
        ended = str(stop)
    return {"ended": ended, "output": said.getvalue(), "found": seen}

print(json.dumps([play(*each) for each in json.load(sys.stdin)]))
"""


def plain_csv(folder, rows):
    folder.joinpath("in.csv").write_text("value\n" + "\n".join(map(repr, rows)), encoding="utf-8")


def untold_csv(folder, rows):
    """A column that goes on behind the last value of the target."""
    lines = [f"{value!r},{day % 3}" for day, value in enumerate(rows)] + [f",{day % 3}" for day in range(4)]
    folder.joinpath("in.csv").write_text("value,ahead\n" + "\n".join(lines), encoding="utf-8")


def wide_csv(folder, rows):
    """Days with a gap, two targets with missing values, a column of the past and one that goes on ahead."""
    lines = []
    for day, value in enumerate([*rows, None, None, None, None]):
        date = str(np.datetime64("2023-12-20") + day + (day > 40))
        cells = ["", "", ""] if value is None else [repr(value), repr(round(value**2, 3)), str(day % 5)]
        cells = ["" if value is not None and at < 2 and (day + at) % 7 == 3 else cell for at, cell in enumerate(cells)]
        lines.append(",".join([date, *cells, str(day % 3)]))
    folder.joinpath("in.csv").write_text("day,value,square,past,ahead\n" + "\n".join(lines), encoding="utf-8")


WIDE = {
    "data__time_column": "day",
    "data__further_targets": ["square"],
    "data__future_columns": ["ahead"],
    "data__calendar": True,
}


def spec_of(file="in.csv", **changes):
    basis = {
        "data.source": "file",
        "data.file": str(file),
        "data.window": 8,
        "data.horizon": 3,
        "model.hidden_size": 4,
        "train.steps": 18,
        "train.batch_size": 8,
        "train.learning_rate": 0.02,
        "train.evaluate_every": 5,
        "train.device": "cpu",
    }
    return TrainRunSpec().with_changes(basis | {path.replace("__", "."): value for path, value in changes.items()})


def bundle(folder, language, write, changes):
    """A trained run as it travels: script, spec, data and expected numbers in `folder`."""
    folder.mkdir()
    if write:
        noise = np.random.default_rng(4).normal(size=90)
        write(folder, (10 + 3 * np.sin(np.arange(90) / 2) + noise).round(4).tolist())
    spec = spec_of(folder / "in.csv", **changes)
    write_data_file(spec.data, folder / "data.csv")
    series = (load_panel if spec.data.panel else load_series)(spec.data, folder / "data.csv")
    log = []
    result = fit(spec, series, emit=log.append)
    (started,) = (event for event in log if isinstance(event, events.Started))
    told = SimpleNamespace(curve=curve_of(log), started=started, evaluations=validations_of(log))
    expected = expected_of(told, result)
    travelling = portable(spec)
    (folder / "train.py").write_text(render(travelling, language), encoding="utf-8")
    (folder / "spec.json").write_text(travelling.to_json(), encoding="utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    (folder / "in.csv").unlink(missing_ok=True)
    return SimpleNamespace(folder=folder, result=result, expected=expected, series=series)


def play(home, orders):
    """What each script does: how it ended, what it printed and what its check compared; (folder, name, arguments)."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DRIVER],
        check=False,
        cwd=home,
        env=plain | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        timeout=400,  # a busy machine
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run_in(folder, spec):
    """The record of a run of that spec by the command line, in a folder that holds its data."""
    (folder / "spec.json").write_text(spec.to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "lstm_core", "run", "spec.json", "--runs", "runs"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return read_run(folder / done.stdout.strip())
