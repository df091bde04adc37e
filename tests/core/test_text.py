"""The text task: exact resume with the carried state, detached gradients, honest sums."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from lstm_core.data.text import corpora
from lstm_core.engine.tasks.preparation import load, prepare
from lstm_core.engine.tasks.text.generation import longest_copy, write
from lstm_core.engine.tasks.text.sampling import Sampling
from lstm_core.engine.tasks.text.scores import ScoringStreams, gain, scores
from lstm_core.engine.tasks.text.task import TextTask
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.results.text import TextResult
from lstm_core.runs import events
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from tests.support import validations_of

CPU = torch.device("cpu")
TEXT = "".join(f"{number} bottles stand on wall {number % 7}, then {number // 3} fall.\n" for number in range(90))


def spec_of(folder, **changes) -> TrainRunSpec:
    basis = {
        "data": {"task": "text", "source": "file", "file": str(folder / "data.txt"), "window": 16},
        "model": {"hidden_size": 12, "dropout": 0.2},
        "train": {"steps": 24, "batch_size": 6, "evaluate_every": 8, "learning_rate": 0.01, "checkpoint_seconds": 0},
    }
    return parse_train_spec(basis).with_changes({path.replace("__", "."): value for path, value in changes.items()})


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data.txt").write_text(TEXT)
    return tmp_path


def trained(spec, folder, checkpoints=None, stop_at=None):
    told = []

    def should_stop() -> bool:
        return stop_at is not None and sum(isinstance(event, events.CheckpointSaved) for event in told) > stop_at

    result = fit(
        spec, load(spec, folder / "data.txt"), emit=told.append, should_stop=should_stop, checkpoints=checkpoints
    )
    return result, validations_of(told)


def made(spec, folder):
    torch.manual_seed(spec.train.seed)
    network, task = prepare(spec, load(spec, folder / "data.txt"), CPU)
    assert isinstance(task, TextTask)
    return network, task


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("stop_at", [3, 11])
def test_a_run_that_is_stopped_and_resumed_ends_with_the_same_bits(cell, stop_at, folder):
    spec = spec_of(folder, model__cell=cell)
    whole, curve = trained(spec, folder)
    checkpoints = Checkpoints(folder / "checkpoints")
    stopped, first = trained(spec, folder, checkpoints, stop_at)
    assert isinstance(stopped, events.Stopped)
    assert 0 < stopped.step < spec.train.steps
    resumed, second = trained(spec, folder, checkpoints)
    assert isinstance(whole, TextResult)
    assert resumed.model_copy(update={"seconds": whole.seconds}) == whole
    assert [event.loss for event in first + second] == [event.loss for event in curve]


def test_the_carried_state_is_what_makes_resuming_exact(folder):
    spec = spec_of(folder)
    network, task = made(spec, folder)
    for step in range(3):
        task.loss(network, step)
    kept = task.state()
    assert {name: tuple(part.shape) for name, part in kept.items()} == {"hidden": (1, 6, 12), "cell": (1, 6, 12)}
    other_network, other = made(spec, folder)
    network.eval(), other_network.eval()
    expected = task.loss(network, 3).item()
    assert other.loss(other_network, 3).item() != expected
    other.load_state(kept)
    assert other.loss(other_network, 3).item() == expected


def test_the_state_is_carried_without_its_gradient_and_dropped_at_the_end_of_an_epoch(folder):
    network, task = made(spec_of(folder), folder)
    for step in range(task.per_epoch + 1):
        assert not any(part.requires_grad for part in task.state().values())
        task.loss(network, step).backward()
    network.eval()
    inputs, targets = task._inputs[:, :16], task._targets[:, :16]
    fresh = functional.cross_entropy(network(inputs)[0].flatten(0, 1), targets.flatten())
    assert task.loss(network, task.per_epoch).item() == fresh.item()


def test_every_epoch_reads_contiguous_streams_whose_targets_are_the_next_symbols(folder):
    _, task = made(spec_of(folder), folder)
    text = task.corpus.train
    starts = set()
    for epoch in range(8):
        task._lay_out(epoch)
        flat, following = task._inputs.flatten().numpy(), task._targets.flatten().numpy()
        start = next(at for at in range(20) if (text[at : at + 40] == flat[:40]).all())
        starts.add(start)
        assert (flat == text[start : start + len(flat)]).all()
        assert (following == text[start + 1 : start + 1 + len(flat)]).all()
        assert len(flat) > 0.9 * len(text)
    assert len(starts) > 1


def test_now_and_then_a_stream_begins_anew_by_seed_and_step_alone(folder):
    network, task = made(spec_of(folder), folder)
    task.loss(network, 0)
    carried = task._hidden
    zeroed = [int((task.resumed(carried, step)[0].abs().sum(dim=(0, 2)) == 0).sum()) for step in range(200)]
    assert 0.02 < sum(zeroed) / (200 * 6) < 0.09
    assert zeroed == [int((task.resumed(carried, step)[1].abs().sum(dim=(0, 2)) == 0).sum()) for step in range(200)]


@pytest.mark.parametrize("size", [1, 255, 700, 5000])
def test_every_symbol_of_a_part_is_foretold_once(size):
    torch.manual_seed(0)
    spec = parse_train_spec({"data": {"task": "text"}, "model": {"hidden_size": 8}})
    from lstm_core.engine.nn.networks import LanguageModel

    network = LanguageModel(spec.model, 9).eval()
    part = np.random.default_rng(size).integers(0, 9, size)
    before = np.array([4])
    with torch.no_grad():
        found = ScoringStreams(before, part, 9, CPU)
        nats = found.nats(network)
        text = torch.from_numpy(np.concatenate([before, part]))
        streams = max(1, min(16, size // 256))
        length = -(-size // streams)
        expected = []
        for start in range(0, size, length):
            inputs, targets = text[start : start + length][: size - start], text[start + 1 : start + 1 + length]
            logits, _ = network(inputs[None, : len(targets)])
            expected.append(functional.cross_entropy(logits[0], targets, reduction="none"))
        assert nats == pytest.approx(torch.cat(expected).double().numpy(), rel=1e-4)
        assert found.mean(network) == pytest.approx(nats.mean(), rel=1e-6)


def test_measures_of_a_fair_coin_are_one_bit_and_a_perplexity_of_two():
    found = scores(float(np.log(2)), 1.0)
    assert (found.bits_per_character, found.perplexity) == (pytest.approx(1), pytest.approx(2))
    assert scores(float(np.log(2)), 0.25).bits_per_character == pytest.approx(0.25)


def test_a_gain_is_certain_only_when_blocks_agree():
    random = np.random.default_rng(0)
    assert gain(random.normal(0.1, 1.0, 512 * 200)).verdict == "better"
    assert gain(random.normal(0.0, 1.0, 512 * 40) * 0.1).verdict in ("tie", "better", "worse")
    assert gain(np.repeat([1.0, -1.0], 512 * 10)).verdict == "tie"
    assert gain(np.ones(600)).low is None


def test_the_longest_copy_is_found():
    assert longest_copy("xxthe cat sat.yy", "and the cat sat. on") == "the cat sat."
    assert longest_copy("abc", "") == ""
    assert longest_copy("aaaa", "aa") == "aa"


def test_writing_leaves_the_random_numbers_of_training_alone(folder):
    network, task = made(spec_of(folder), folder)
    network.eval()
    before = torch.get_rng_state()
    texts = ["".join(write(network, task.corpus.vocabulary, "1", Sampling(length=30, seed=3), CPU)) for _ in range(2)]
    assert torch.equal(torch.get_rng_state(), before)
    assert texts[0] == texts[1]
    assert len(texts[0]) == 30
    assert corpora.vocabulary.UNKNOWN not in texts[0]


def test_a_text_that_repeats_is_learned_and_beats_frequencies(folder):
    spec = spec_of(folder, train__steps=150, model__hidden_size=32, model__dropout=0.0, train__evaluate_every=50)
    result, _ = trained(spec, folder)
    assert result.test["model"].nats < 0.75 * result.test["unigram"].nats
    assert result.test["ngram"].nats < result.test["unigram"].nats
    assert result.training_nats > 0
    assert len(result.samples) == 3


def test_without_a_test_part_the_validation_part_is_judged(folder):
    result, _ = trained(spec_of(folder, data__test_fraction=0.0), folder)
    assert result.test == {}
    assert result.gain["ngram"].blocks >= 0


@pytest.mark.parametrize(
    "changes",
    [{"model__tied": True, "model__embedding_size": 5}, {"model__tied": True}, {"model__layers": 2},
     {"data__level": "bpe", "data__vocabulary_size": 280}],
)  # fmt: skip
def test_every_shape_of_network_trains(changes, folder):
    result, curve = trained(spec_of(folder, **changes), folder)
    assert isinstance(result, TextResult)
    assert curve[-1].loss < curve[0].loss + 0.5
