"""Every cell and every switch: the script holds the readable cell and repeats the run, weights and all."""

import ast
import json
import re
import shutil
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pytest
from safetensors.numpy import load_file

from lstm_core.data.series import sources
from lstm_core.data.speech import recordings
from lstm_core.data.text import corpora
from lstm_core.engine.tasks.preparation import load
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.runs import events
from lstm_core.runs.folder import DATA_FILES
from lstm_core.scripts.expected import expected_of
from lstm_core.scripts.pytorch.cell_source import class_of
from lstm_core.scripts.pytorch.script import portable, render
from lstm_core.spec.cells import Cell
from lstm_core.spec.model import ACTS_IN
from lstm_core.spec.parsing import parse_train_spec
from tests.core.scripts import plain_csv, play, wide_csv
from tests.support import curve_of, validations_of

TEXT = "".join(f"{number} bottles stand on wall {number % 7}, 汉字 {number // 3} fall.\n" for number in range(60))
PLACES = {"series": sources.write_data_file, "text": corpora.write_data_file, "speech": recordings.write_data_file}
BASES = {
    "series": {"data": {"source": "file", "window": 8, "horizon": 3}, "train": {"steps": 10}},
    "text": {"data": {"task": "text", "source": "file", "window": 12}, "train": {"steps": 12}},
    "speech": {"data": {"task": "speech", "augment": False}, "train": {"steps": 3, "evaluate_every": 2}},
}
DEEP = {"layers": 2, "residual": True, "variational_dropout": 0.2, "dropout": 0.1}
NOISE = {"recurrent_dropout": 0.2, "zoneout": 0.2}
BEGUN = {"initialisation": "orthogonal", "forget_bias": 2.0, "trained_state": True}
GAPPY = {"missing": "mask", "time_column": "day", "further_targets": ["square"], "past_columns": ["past"]} | {
    "future_columns": ["ahead"], "calendar": True
}  # fmt: skip
CASES = {
    "series, peephole": {"cell": "peephole"},
    "series, rnn": {"cell": "rnn"},
    "series, rnn that keeps its state": {"cell": "rnn", "zoneout": 0.3, "trained_state": True},
    "series, lstm begun otherwise": {"initialisation": "orthogonal", "forget_bias": 1.0, "layers": 2},
    "series, lstm with noise": {**NOISE, "initialisation": "xavier", "forget_bias": -1.0},
    "series, deep lstm": {**DEEP, "trained_state": True},
    "series, gru with noise": {"cell": "gru", **NOISE, "trained_state": True},
    "series, deep gru": {"cell": "gru", **DEEP, "initialisation": "orthogonal"},
    "series, peephole with everything": {"cell": "peephole", **DEEP, **NOISE, **BEGUN},
    "series, layer norm": {"cell": "layer_norm_lstm"},
    "series, layer norm with everything": {"cell": "layer_norm_lstm", **DEEP, **NOISE, **BEGUN},
    "series, slstm": {"cell": "slstm", "heads": 2},
    "series, slstm with everything": {"cell": "slstm", "heads": 3, **DEEP, **NOISE, **BEGUN},
    "gappy, gru_d": {"cell": "gru_d"},
    "gappy, gru_d with everything": {"cell": "gru_d", **DEEP, **NOISE, "trained_state": True, "patch": 2},
    "gappy, gru_d by columns": {"cell": "gru_d", "channels": "shared", "layers": 2, "initialisation": "orthogonal"},
    "series, transformer": {"cell": "transformer", "heads": 2},
    "series, transformer begun otherwise": {
        "cell": "transformer", "heads": 3, "layers": 2, "dropout": 0.1, "variational_dropout": 0.1,
        "initialisation": "xavier",
    },
    "text, rnn": {"cell": "rnn"},
    "text, lstm with everything": {**DEEP, **NOISE, **BEGUN},
    "text, deep gru": {"cell": "gru", **DEEP, "trained_state": True},
    "text, peephole": {"cell": "peephole", "layers": 2, "zoneout": 0.1},
    "text, layer norm": {"cell": "layer_norm_lstm", "initialisation": "xavier", "trained_state": True},
    "text, slstm": {"cell": "slstm", "heads": 2, "trained_state": True},
    "text, transformer": {"cell": "transformer", "heads": 2, "layers": 2, "context": 7, "dropout": 0.1},
    "speech, lstm begun otherwise": {"bidirectional": True, "initialisation": "xavier", "forget_bias": 1.0},
    "speech, peephole with everything": {
        "cell": "peephole", "bidirectional": True, "layer_norm": True, **DEEP, **NOISE, **BEGUN
    },
    "speech, gru from a trained state": {"cell": "gru", "bidirectional": True, "trained_state": True},
    "speech, slstm": {"cell": "slstm", "heads": 2, "layer_norm": True, "layers": 2},
    "speech, transformer": {"cell": "transformer", "heads": 2},
    "series recomputed, lstm of two layers": {"layers": 2, "dropout": 0.3},
    "series recomputed, gru": {"cell": "gru"},
    "series recomputed, peephole with everything": {"cell": "peephole", **DEEP, **NOISE, **BEGUN},
    "gappy recomputed, gru_d": {"cell": "gru_d", "layers": 2, **NOISE},
    "text recomputed, lstm": {"layers": 2, "dropout": 0.3},
    "text recomputed, lstm with everything": {**DEEP, **NOISE, **BEGUN},
    "text recomputed, slstm": {"cell": "slstm", "heads": 2, "zoneout": 0.1, "trained_state": True},
    "speech recomputed, lstm": {"layers": 2, "dropout": 0.2, "bidirectional": True},
    "speech recomputed, layer norm": {"cell": "layer_norm_lstm", "bidirectional": True, **NOISE, **BEGUN},
    "speech, transformer both ways": {"cell": "transformer", "heads": 2, "layers": 2, "bidirectional": True},
}  # fmt: skip


def spec_of(case, folder=None):
    kind, _, parted = case.partition(",")[0].partition(" ")
    task = "series" if kind == "gappy" else kind
    raw = json.loads(json.dumps(BASES[task]))
    if task != "speech":
        raw["data"]["file"] = str(folder / ("in.csv" if task == "series" else "in.txt")) if folder else "in"
    if kind == "gappy":
        raw["data"] |= GAPPY
    raw["model"] = {"hidden_size": 6, **CASES[case]}
    raw["train"] |= {"recompute_every": 3} if parted else {}
    raw["train"] = {"batch_size": 6, "evaluate_every": 4, "learning_rate": 0.02, "device": "cpu", **raw["train"]}
    return parse_train_spec(raw)


def trained(folder, case, language):
    """A run as it travels, and its best weights."""
    folder.mkdir()
    rows = (10 + 3 * np.sin(np.arange(60) / 2) + np.random.default_rng(4).normal(size=60)).round(4).tolist()
    (wide_csv if case.startswith("gappy") else plain_csv)(folder, rows)
    (folder / "in.txt").write_text(TEXT, encoding="utf-8")
    spec = spec_of(case, folder)
    data = folder / DATA_FILES[spec.data.task]
    PLACES[spec.data.task](spec.data, data)
    told = []
    result = fit(spec, load(spec, data), emit=told.append, checkpoints=Checkpoints(folder / "checkpoints"))
    (started,) = (event for event in told if isinstance(event, events.Started))
    seen = SimpleNamespace(curve=curve_of(told), started=started, evaluations=validations_of(told))
    expected = expected_of(seen, result)
    (folder / "train.py").write_text(render(portable(spec), language), encoding="utf-8")
    (folder / "spec.json").write_text(portable(spec).to_json(), encoding="utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return load_file(folder / "checkpoints" / "best.safetensors")


def compiled(expected, *, first=1.0, last=1.0):
    """The numbers of a run whose cell was compiled, which differ from the script's by so much."""
    expected["path"] = "compiled"
    expected["curve"]["loss"][0] *= first
    expected["validation"]["loss"][-1] *= last


COMPILED = {
    "a difference that has grown": lambda expected: compiled(expected, last=1.01),
    "another beginning": lambda expected: compiled(expected, first=1.01),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Every case, checked by its own script in one process without this project."""
    home = tmp_path_factory.mktemp("networks")
    weights, orders = {}, []
    for number, case in enumerate(CASES):
        folder = home / str(number)
        weights[case] = trained(folder, case, ("en", "zh")[number % 2])
        orders.append((str(folder), "train.py", ["--check", "--save", "weights.npz"]))
    for name, change in COMPILED.items():
        shutil.copytree(home / "0", home / name)
        expected = json.loads((home / name / "expected.json").read_text(encoding="utf-8"))
        change(expected)
        (home / name / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
        orders.append((str(home / name), "train.py", ["--check"]))
    answers = play(home, orders)
    compiled = {name: SimpleNamespace(**answer) for name, answer in zip(COMPILED, answers[len(CASES) :], strict=True)}
    return compiled | {
        case: SimpleNamespace(**answer, weights=weights[case], folder=home / str(number))
        for number, (case, answer) in enumerate(zip(CASES, answers, strict=False))
    }


@pytest.mark.parametrize("case", CASES)
def test_the_script_repeats_the_run(played, case):
    done = played[case]
    assert (done.ended, done.output.splitlines()[-1]) == (0, "PASS"), done.output[-800:]
    assert len(done.found["curve"]) >= 3


@pytest.mark.parametrize("case", CASES)
def test_the_script_ends_with_the_weights_of_the_run_under_their_names(played, case):
    with np.load(played[case].folder / "weights.npz") as found:
        assert set(found) == set(played[case].weights)
        for name, expected in played[case].weights.items():
            np.testing.assert_allclose(found[name], expected, rtol=1e-4, atol=1e-6, err_msg=name)


def test_a_compiled_run_may_drift_while_training_but_not_from_its_first_steps(played):
    drifted, other = (played[name] for name in COMPILED)
    assert (drifted.ended, drifted.output.splitlines()[-1]) == (0, "PASS")
    assert "had its cell compiled" in drifted.output
    assert other.ended == 1
    assert [line.split()[1] for line in other.output.splitlines() if line.startswith("FAIL  ")] == ["first"]


def test_every_cell_and_every_switch_is_among_the_cases():
    models = [spec_of(case).model for case in CASES]
    assert {model.cell for model in models} == set(get_args(Cell))
    for name in ACTS_IN:
        default = type(models[0]).model_fields[name].default
        changed = {model.cell for model in models if getattr(model, name) != default}
        assert changed, name


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("case", [case for case in CASES if "peephole" in case or "slstm" in case or "gru_d" in case])
def test_the_script_shows_the_cell_as_its_paper_has_it(case, language):
    spec = spec_of(case)
    script = render(spec, language)
    cell = next(node for node in ast.parse(script).body if getattr(node, "name", "") == class_of(spec.model.cell))
    equations = ast.get_docstring(cell)
    assert "sigmoid(" in equations
    assert "(B, H)" in ast.get_source_segment(script, cell)
    assert re.search(r"[\u4e00-\u9fff]", equations.splitlines()[0]) is None or language == "zh"


@pytest.mark.parametrize("case", CASES)
def test_the_mask_of_recurrent_dropout_stands_only_where_it_acts(case):
    spec = spec_of(case)
    script = render(spec)
    assert "thinned" not in script
    assert (" * kept)" in script) is (spec.model.recurrent_dropout > 0)


def test_a_spec_without_switches_keeps_the_layer_of_torch():
    assert "self.recurrent = nn.LSTM(" in render(spec_of("series, lstm begun otherwise"))
    assert "self.recurrent = nn.RNN(" in render(spec_of("text, rnn"))
