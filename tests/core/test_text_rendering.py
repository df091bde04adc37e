"""The standalone script of a text run repeats the engine's numbers and writes with its weights, without the engine."""

import ast
import json
import os
import subprocess
import sys

import pytest

from lstm_core.data.text.corpora import VOCABULARY_FILE
from lstm_core.engine.tasks.preparation import load_in_run
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.runs import events
from lstm_core.scripts.expected import expected_of
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec.parsing import parse_train_spec
from tests.support import curve_of, validations_of

ALLOWED = {"argparse", "hashlib", "json", "math", "os", "sys", "pathlib", "numpy", "torch", "tokenizers"}
TEXT = "".join(f"{number} bottles stand on wall {number % 7}, 汉字 {number // 3} fall.\n" for number in range(120))
CASES = {
    "plain": {},
    "deep_tied_gru": {
        "model.cell": "gru",
        "model.layers": 2,
        "model.tied": True,
        "model.embedding_size": 6,
        "model.embedding_dropout": 0.1,
        "train.optimizer": "adamw",
        "train.weight_decay": 0.1,
        "train.schedule": "linear",
        "train.warmup_steps": 4,
        "data.test_fraction": 0.0,
        "data.min_count": 2,
        "data.name": 'a"b\'\\"""; open("owned", "w")\n',
    },
    "pieces": {"data.level": "bpe", "data.vocabulary_size": 300, "model.tied": True, "train.schedule": "constant"},
}


@pytest.fixture(scope="module", params=CASES)
def bundle(request, tmp_path_factory):
    """What a download holds, made from a run of the engine; and the language of its script."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "data.txt").write_text(TEXT, encoding="utf-8")
    basis = parse_train_spec(
        {
            "data": {"task": "text", "source": "file", "file": str(folder / "data.txt"), "window": 16},
            "model": {"hidden_size": 10, "dropout": 0.2},
            "train": {"steps": 30, "batch_size": 6, "evaluate_every": 10, "learning_rate": 0.01},
        }
    )
    spec = basis.with_changes(CASES[request.param])
    told: list[events.RunEvent] = []
    corpus = load_in_run(spec, folder / "data.txt")
    assert (folder / VOCABULARY_FILE).exists()
    result = fit(spec, corpus, emit=told.append, checkpoints=Checkpoints(folder / "checkpoints"))
    record = _record(spec, told, result)
    (folder / "checkpoints" / "best.safetensors").rename(folder / "model.safetensors")
    language = "zh" if request.param == "pieces" else "en"
    (folder / "train.py").write_text(render(portable(spec), language), encoding="utf-8")
    (folder / "spec.json").write_text(portable(spec).to_json(), encoding="utf-8")
    (folder / "expected.json").write_text(json.dumps(expected_of(record, result)), encoding="utf-8")
    return folder


def _record(spec, told, result):
    """The record of those events, as far as expected.json needs it."""

    class Record:
        curve, evaluations = curve_of(told), validations_of(told)
        started = next(event for event in told if isinstance(event, events.Started))

    Record.spec, Record.result = spec, result
    return Record


def run(folder, *arguments):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "train.py", *arguments], check=False, cwd=folder, env=plain, capture_output=True, text=True
    )


def test_the_script_trains_to_the_same_numbers(bundle):
    checked = run(bundle, "--check", "--length", "20")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.rstrip().endswith("PASS")
    assert not (bundle / "owned").exists()


def test_the_script_writes_with_the_weights_of_the_run(bundle):
    written = run(bundle, "--generate", "3 b", "--length", "15", "--seed", "2")
    assert written.returncode == 0, written.stderr
    assert written.stdout.startswith("3 b")
    assert len(written.stdout) > len("3 b\n")


def test_the_script_imports_what_its_requirements_name(bundle):
    tree = ast.parse((bundle / "train.py").read_text(encoding="utf-8"))
    found = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    found |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert found <= ALLOWED
    assert "vocabulary.json" in (bundle / "train.py").read_text(encoding="utf-8")


def test_a_changed_text_fails_the_check(bundle):
    (bundle / "other.txt").write_text(TEXT.replace("bottles", "battles"), encoding="utf-8")
    checked = run(bundle, "--check", "--length", "1", "--data", "other.txt")
    assert checked.returncode == 1
    assert "Traceback" not in checked.stderr
