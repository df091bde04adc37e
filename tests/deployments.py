"""Runs with numbers of their own in every weight, deployed, and their scripts run where this project is not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from lstm_core.data.tasks import write_data_file
from lstm_core.engine import deploy as engine
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.runs import events
from lstm_core.runs.folder import DATA_FILES, Launch, RunFolder, write_json
from lstm_core.runs.record import read_run
from lstm_core.scripts.deploy import writing
from tests.support import AT, add_events

ALONE = """
import runpy, sys
BLOCKED = {"torch", "lstm_core", "assistant", "safetensors", "onnx", "jinja2", "scipy", "pydantic", "streamlit"}
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(f"{name} is not here")
sys.meta_path.insert(0, Blocker())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def stopped_run(runs, spec, name="20261123-130000-made"):
    """A stopped training whose best weights are initial ones, with a louder head."""
    folder = RunFolder(runs / name)
    folder.checkpoints.mkdir(parents=True)
    write_data_file(spec.data, folder.path / DATA_FILES[spec.data.task])
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    folder.lock.touch()
    torch.manual_seed(0)
    network = prepare(spec, load(spec, folder.data), torch.device("cpu")).network
    with torch.no_grad():
        for key, each in network.named_parameters():
            if not key.startswith("recurrent.") and each.ndim > 1:  # so that outputs are not alike
                each.mul_(8)
            elif key in ("gain", "bias"):
                each.add_(torch.rand_like(each))
    save_file({key: each.contiguous() for key, each in network.state_dict().items()}, folder.best)
    add_events(folder.path, [events.Admitted(seq=0, at=0), events.Stopped(seq=0, at=0, step=3)])
    return folder.path


def deployed(run, target, monkeypatch, language="en", **more):
    """The folder of a run's deployment; the engine works in this process, which has loaded it already."""

    def of_engine(self):
        how = {"int8": self.shipped.form == "int8", "stored": self.shipped.stored}
        return engine.write(Path(self.record.path), self.folder, self.language, **how)

    monkeypatch.setattr(writing._Folder, "_of_engine", of_engine)
    writing.write_deployment(read_run(run), target, language, **more)
    return target


def alone(folder, *arguments, script="infer.py", needs=()):
    """A script of a deployment in an isolated interpreter that can import neither torch nor this project.

    `needs` are packages that it may import besides those of every deployment.
    """
    code = ALONE.replace("}\nclass", f"}} - {set(needs)!r}\nclass")
    command = [sys.executable, "-I", "-c", code, str(folder / script), *map(str, arguments)]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(command, check=False, cwd=folder, env=plain, capture_output=True, text=True, timeout=120)


def refusal(folder, *arguments):
    """The one sentence with which a script refuses its input."""
    done = alone(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.strip()


def passes(folder, needs=()):
    """What the check of a deployment measured."""
    done = alone(folder, "--check", "--json", needs=needs)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)
