"""A trained run answers line by line: parts, an end, errors as keys, cancellation between two parts."""

import json
import threading

import pytest
import torch
from safetensors.torch import save_file

from lstm_core.data.text import corpora
from lstm_core.engine import serve
from lstm_core.engine.nn.networks import LanguageModel
from lstm_core.errors import RunError
from lstm_core.runs.folder import RunFolder, write_json
from lstm_core.spec.parsing import parse_train_spec


@pytest.fixture
def run(tmp_path):
    """A run that has weights and goes on, for all one can tell."""
    spec = parse_train_spec({"data": {"task": "text"}, "model": {"hidden_size": 8}})
    folder = RunFolder(tmp_path / "run")
    folder.checkpoints.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    corpora.write_data_file(spec.text, folder.path / "data.txt")
    corpus = corpora.load(spec.text, folder.path / "data.txt")
    corpora.keep_vocabulary(corpus, folder.path / "data.txt")
    torch.manual_seed(0)
    save_file(LanguageModel(spec.model, len(corpus.vocabulary)).state_dict(), folder.best)
    return folder


def answers(run, *requests):
    """All parts of the answers to the requests."""
    told = []
    serve.serve(
        run.path,
        iter(request if isinstance(request, str) else json.dumps(request) for request in requests),
        told.append,
    )
    return told


def test_a_request_is_answered_by_parts_and_an_end(run):
    ready, *parts, end = answers(run, {"id": 7, "prompt": "KING:\n", "length": 20, "seed": 1})
    assert ready == {"type": "ready"}
    assert len("".join(part["text"] for part in parts)) == 20
    assert {part["id"] for part in (*parts, end)} == {7}
    assert (end["type"], end["characters"], end["unknown"]) == ("done", 20, "")


def test_equal_seeds_write_equal_texts_and_a_prompt_of_strange_characters_is_named(run):
    told = answers(run, *({"id": number, "prompt": "汉x", "length": 12, "seed": 4} for number in (1, 2)))
    texts = [
        "".join(part["text"] for part in told if part.get("id") == number and part["type"] == "token")
        for number in (1, 2)
    ]
    assert texts[0] == texts[1]
    assert [part["unknown"] for part in told if part["type"] == "done"] == ["汉", "汉"]


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        ({"temperature": 99}, "sampling.range"),
        ({"length": -1}, "sampling.range"),
        ({"prompt": "x" * 20_000}, "sampling.prompt"),
    ],
)
def test_a_wrong_request_is_a_key_and_the_next_one_is_answered(request_, key, run):
    told = answers(run, "no json", "[1]", {"id": 1, **request_}, {"id": 2, "length": 1})
    assert [part["key"] for part in told if part["type"] == "error"] == [key]
    assert told[-1]["type"] == "done"


def test_newer_weights_are_used_at_the_next_request(run):
    told = []
    first = threading.Event()

    def lines():
        yield json.dumps({"id": 1, "temperature": 0, "length": 10})
        first.wait(30)
        torch.manual_seed(5)
        spec = parse_train_spec(run.spec.read_bytes())
        symbols = len(corpora.load(spec.text, run.data).vocabulary)
        weights = {name: tensor * 3 for name, tensor in LanguageModel(spec.model, symbols).state_dict().items()}
        save_file(weights, run.best)
        yield json.dumps({"id": 2, "temperature": 0, "length": 10})

    def tell(part):
        told.append(part)
        if part["type"] == "done":
            first.set()

    serve.serve(run.path, lines(), tell)
    texts = [
        "".join(part["text"] for part in told if part.get("id") == number and part["type"] == "token")
        for number in (1, 2)
    ]
    assert texts[0] != texts[1]


def test_a_request_that_is_given_up_ends_between_two_parts(run):
    told = []
    begun = threading.Event()

    def lines():
        yield json.dumps({"id": 1, "length": 20_000})
        begun.wait(30)
        yield json.dumps({"cancel": 1})

    def tell(part):
        told.append(part)
        begun.set() if part["type"] == "token" else None

    serve.serve(run.path, lines(), tell)
    assert told[-1] == {"id": 1, "type": "cancelled"}
    assert len(told) < 20_000


def test_a_run_without_weights_says_so(run):
    run.best.unlink()
    [_, error] = answers(run, {"id": 1})
    assert (error["type"], error["key"]) == ("error", "inference.no_weights")


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(RunError):
        serve.Trained(tmp_path / "nothing")
