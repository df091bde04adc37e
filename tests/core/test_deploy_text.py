"""A deployed language model writes, symbol for symbol, what the product writes with the same seed."""

import json

import pytest

from lstm_core.engine.tasks.text.inference import answer
from lstm_core.engine.tasks.trained import Trained
from lstm_core.spec.parsing import parse_train_spec
from tests.deployments import alone, deployed, passes, refusal, stopped_run

TEXT = "The quick brown fox jumps over the lazy dog; 春眠不觉晓，处处闻啼鸟。\n" * 60
KINDS = {
    "characters": {},
    "characters, tied, trained state, gru": {"model.cell": "gru", "model.tied": True, "model.trained_state": True},
    "pieces": {"data.level": "bpe", "data.vocabulary_size": 300},
    "pieces, transformer": {
        "data.level": "bpe",
        "data.vocabulary_size": 300,
        "model.cell": "transformer",
        "model.heads": 2,
    },
    "characters, slstm": {"model.cell": "slstm", "model.layers": 2, "model.heads": 2},
}
ASKED = (
    {"prompt": "The quick ", "length": 40, "seed": 3},
    {"prompt": "春", "length": 30, "seed": 4, "temperature": 1.3, "top_k": 7, "top_p": 0.9},
    {"prompt": "", "length": 12, "seed": 5, "temperature": 0},
)


def spec(path, **changes):
    basis = {
        "data": {"task": "text", "source": "file", "file": str(path), "window": 16},
        "model": {"hidden_size": 8},
    }
    return parse_train_spec(basis).with_changes(changes)


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as found:
        yield found


@pytest.fixture(scope="module", params=KINDS)
def made(request, tmp_path_factory, patch):
    folder = tmp_path_factory.mktemp("text")
    (folder / "corpus.txt").write_text(TEXT, encoding="utf-8")
    run = stopped_run(folder / "runs", spec(folder / "corpus.txt", **KINDS[request.param]))
    return deployed(run, folder / "out", patch), run, request.param


def flags(asked):
    return [part for name, value in asked.items() for part in (f"--{name.replace('_', '-')}", str(value))]


def test_it_writes_what_the_product_writes(made):
    folder, run, _ = made
    assert passes(folder)["same"]
    for asked in ASKED:
        product = "".join(part.get("text", "") for part in answer(asked, Trained(run)))
        done = alone(folder, *flags(asked))
        assert done.returncode == 0, done.stderr
        assert done.stdout == product + "\n"
        assert len(product) > 5


def test_a_request_out_of_range_is_one_sentence(made):
    folder, _, kind = made
    if kind != "characters":
        return
    for name, value in {"length": 0, "temperature": 9, "top_k": -1, "top_p": 2, "seed": -5}.items():
        assert name in refusal(folder, "--prompt", "The", f"--{name.replace('_', '-')}={value}")
    assert "Ω" in refusal(folder, "--prompt", "The Ωmega")
    assert "no prompt" in refusal(folder)
    assert "10001" in refusal(folder, "--prompt", "a" * 10_001)
    assert "--help" in refusal(folder, "--prompt", "The", "--length", "ten")
    assert json.loads(alone(folder, "--prompt", "The", "--json").stdout)["text"]
    needed = (folder / "requirements.txt").read_text()
    assert [line.partition("==")[0] for line in needed.splitlines()] == ["numpy", "onnxruntime"]
