"""A run whose cell really was compiled is repeated by the script of its own download, within what the script allows."""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from functools import reduce
from types import SimpleNamespace

import numpy as np
import pytest

from lstm_core.data.tasks import write_data_file
from lstm_core.engine.scan.compilation import compiler
from lstm_core.runs.folder import DATA_FILES, Launch, RunFolder, write_json
from lstm_core.runs.record import read_run
from lstm_core.scripts.bundle import write_bundle
from lstm_core.spec.parsing import parse_train_spec
from tests.core.scripts import plain_csv, play
from tests.tree import ROOT

# A worker for which compilation costs nothing, since only runs of minutes are worth it otherwise.
WORKER = """
import sys
from pathlib import Path
from lstm_core.engine.scan import scan
scan.COMPILE_SECONDS = 0.0
from lstm_core.engine.worker import work
sys.exit(max(work(Path(run), slots=1) for run in sys.argv[1:]))
"""
TRAIN = {"steps": 30, "batch_size": 8, "learning_rate": 0.02, "evaluate_every": 10, "device": "cpu"}
SPECS = {
    "peephole": {
        "data": {"source": "file", "file": "in.csv", "window": 12, "horizon": 3},
        "model": {"cell": "peephole", "hidden_size": 8, "layers": 2, "dropout": 0.1},
        "train": TRAIN,
    },
    "slstm": {
        "data": {"task": "text", "source": "file", "file": "in.txt", "window": 12},
        "model": {"cell": "slstm", "heads": 2, "hidden_size": 8, "zoneout": 0.1},
        "train": TRAIN,
    },
}
CHANGED = {  # place in expected.json and factor, by the line of the check that must fail
    "first steps": (("curve", "loss", 3), 1.002),
    "test model": (("test", "model", "mae"), 1.1),
}

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler on this machine, so no cell is compiled")


def written(home, spec):
    """The folder of a run as the launcher leaves it to a worker."""
    folder = RunFolder(home / "runs" / spec.model.cell)
    folder.path.mkdir(parents=True)
    write_data_file(spec.data, folder.path / DATA_FILES[spec.data.task])
    write_json(folder.spec, spec.to_json())
    now = time.time()
    write_json(folder.launch, Launch(created_at=now, launched_at=now).model_dump())
    return folder.path


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The runs of `SPECS`, trained by one worker."""
    home = tmp_path_factory.mktemp("compiled")
    rows = 10 + 3 * np.sin(np.arange(240) / 2) + np.random.default_rng(4).normal(size=240)
    plain_csv(home, rows.round(4).tolist())
    (home / "in.txt").write_text("".join(f"{number} bottles on wall {number % 7}.\n" for number in range(200)))
    folders = []
    for raw in SPECS.values():
        named = {**raw, "data": {**raw["data"], "file": str(home / raw["data"]["file"])}}
        folders.append(written(home, parse_train_spec(named)))
    done = subprocess.run(
        [sys.executable, "-c", WORKER, *map(str, folders)],
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return {cell: read_run(folder) for cell, folder in zip(SPECS, folders, strict=True)}


@pytest.fixture(scope="module")
def checked(trained, tmp_path_factory):
    """Each download, and that of the peephole with one number changed, after `train.py --check`."""
    home = tmp_path_factory.mktemp("downloads")
    for cell, record in trained.items():
        unpack(record, home / cell)
    for name, ((*outer, last), factor) in CHANGED.items():
        unpack(trained["peephole"], home / name)
        expected = json.loads((home / name / "expected.json").read_text(encoding="utf-8"))
        reduce(lambda part, key: part[key], outer, expected)[last] *= factor
        (home / name / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    names = [*SPECS, *CHANGED]
    answers = play(home, [(str(home / name), "train.py", ["--check"]) for name in names])
    return {name: SimpleNamespace(**answer) for name, answer in zip(names, answers, strict=True)}


def unpack(record, folder):
    packed = io.BytesIO()
    write_bundle(record, packed)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)


@pytest.mark.parametrize("cell", SPECS)
def test_the_script_of_a_compiled_run_repeats_it(trained, checked, cell):
    started = trained[cell].started
    assert started.path == "compiled"
    assert started.path_reason in ("trial_own", "trial_library")
    done = checked[cell]
    assert "had its cell compiled" in done.output
    assert (done.ended, done.output.splitlines()[-1]) == (0, "PASS"), done.output[-800:]
    assert len(done.found["curve"]) == TRAIN["steps"]


@pytest.mark.parametrize("name", CHANGED)
def test_a_changed_number_of_a_compiled_run_is_found(checked, name):
    assert checked[name].ended == 1
    lines = [line for line in checked[name].output.splitlines() if line.startswith("FAIL  ")]
    assert [line[6:28].strip() for line in lines] == [name]
