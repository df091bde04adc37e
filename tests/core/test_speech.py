"""A speech run from spec to result: what is learned, what is kept, and the script that repeats it."""

import dataclasses
import json
import subprocess
import sys
import types

import numpy as np
import pytest
import torch

from lstm_core.data.speech import recordings
from lstm_core.data.speech.proposals import propose_speech
from lstm_core.data.speech.recordings import read_recordings
from lstm_core.data.speech.transcripts.table import PARTS
from lstm_core.engine.nn.networks import Recognizer
from lstm_core.engine.tasks.speech.decoding import lexicon_of, prefix_beam
from lstm_core.engine.tasks.speech.features import augmented
from lstm_core.engine.tasks.speech.task import SpeechTask, ctc
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.errors import Sentence
from lstm_core.runs import events
from lstm_core.scripts.pytorch import speech as speech_script
from lstm_core.scripts.pytorch.script import render
from lstm_core.spec.model import ModelSpec
from tests.support import told

CPU = torch.device("cpu")
SHORT = {"train.steps": 6, "train.evaluate_every": 3, "model.hidden_size": 16, "model.layers": 1, "train.threads": 1}


@pytest.fixture(scope="module")
def proposal():
    return propose_speech()


@pytest.fixture(scope="module")
def short(proposal):
    return proposal.spec.with_changes(SHORT)


def test_the_built_in_digits_are_split_by_voice_and_raise_no_alarm(proposal):
    voices = {part: {each.speaker for each in proposal.utterances if each.part == part} for part in PARTS}
    assert {part: len(found) for part, found in voices.items()} == {"train": 8, "validation": 2, "test": 2}
    assert [message.key for message in proposal.notices] == ["speech.summary"]


def test_padding_changes_nothing_that_an_utterance_says():
    torch.manual_seed(0)
    network = Recognizer(ModelSpec(hidden_size=8, layers=2, bidirectional=True, layer_norm=True), 5, 4).double().eval()
    short, long = torch.randn(1, 7, 5, dtype=torch.float64), torch.randn(1, 12, 5, dtype=torch.float64)
    both = torch.zeros(2, 12, 5, dtype=torch.float64)
    both[0, :7], both[1] = short[0], long[0]
    together = network(both, torch.tensor([7, 12]))
    torch.testing.assert_close(together[0, :7], network(short, torch.tensor([7]))[0], rtol=0, atol=1e-12)
    torch.testing.assert_close(together[1], network(long, torch.tensor([12]))[0], rtol=0, atol=1e-12)


def test_both_directions_read_as_a_packed_bidirectional_layer_of_torch_does():
    torch.manual_seed(0)
    network = Recognizer(ModelSpec(hidden_size=6, bidirectional=True), 5, 4).double().eval()
    theirs = torch.nn.LSTM(5, 6, batch_first=True, bidirectional=True).double()
    ours = {
        **network.forwards[0].state_dict(),
        **{f"{name}_reverse": each for name, each in network.backwards[0].state_dict().items()},
    }
    theirs.load_state_dict(ours)
    inputs, lengths = torch.randn(3, 9, 5, dtype=torch.float64), torch.tensor([9, 4, 1])
    packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, lengths, batch_first=True)
    states, _ = torch.nn.utils.rnn.pad_packed_sequence(theirs(packed)[0], batch_first=True)
    found, expected = network(inputs, lengths), network.head(states)
    for row, length in enumerate(lengths):
        torch.testing.assert_close(found[row, :length], expected[row, :length], rtol=0, atol=1e-12)


def test_a_batch_s_loss_is_the_mean_of_its_utterances_losses(short, proposal):
    task = SpeechTask(short, proposal.utterances[:40] + proposal.utterances[160:170] + proposal.utterances[-10:], CPU)
    torch.manual_seed(0)
    network = Recognizer(short.model, task.input_size, len(task.symbols)).eval()
    frames, targets = task.frames["train"][:5], task.targets["train"][:5]
    alone = [ctc(network, task._batch([one], [said])).item() for one, said in zip(frames, targets, strict=True)]
    assert ctc(network, task._batch(frames, targets)).item() == pytest.approx(sum(alone) / 5, rel=1e-5)


def test_variation_is_a_function_of_its_seed():
    frames = torch.randn(60, 40)
    one, again, other = (augmented(frames, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert one.shape != other.shape or not torch.equal(one, other)


def test_a_run_that_is_stopped_and_resumed_ends_with_the_same_bits(short, proposal, tmp_path):
    whole, halved = Checkpoints(tmp_path / "whole"), Checkpoints(tmp_path / "halved")
    fit(short, proposal.utterances, emit=lambda event: None, checkpoints=whole)
    steps: list[int] = []

    def note(event):
        if isinstance(event, events.Logged) and "loss" in event.values:
            steps.append(event.step)

    eager = short.with_changes({"train.log_every": 1})
    count = iter(range(100))
    stopped = fit(eager, proposal.utterances, emit=note, checkpoints=halved, should_stop=lambda: next(count) >= 4)
    assert isinstance(stopped, events.Stopped)
    fit(eager, proposal.utterances, emit=note, checkpoints=halved)
    assert whole.best.read_bytes() == halved.best.read_bytes()


def test_transcripts_that_training_never_sees_are_scored_as_errors_and_named_by_the_run(short, proposal):
    strange = [
        dataclasses.replace(each, transcript="müller" if each.part == "test" and at % 2 else each.transcript)
        for at, each in enumerate(proposal.utterances)
    ]
    found: list[events.RunEvent] = []
    result = fit(short, strange, emit=found.append)
    assert result.test["model"].wer > 0.4
    [finding] = [event for event in found if isinstance(event, events.FindingRaised)]
    for language in ("zh", "en"):
        assert "“müller”" in Sentence(finding.key, finding.parameters).text(language)


def test_a_network_learns_to_tell_digits_of_unheard_voices_apart(proposal):
    spec = proposal.spec.with_changes({"train.steps": 400, "train.evaluate_every": 100})
    result = fit(spec, proposal.utterances, emit=lambda event: None)
    assert not set(result.test_speakers) & set(result.train_speakers)
    assert result.test["guess"].wer > 0.8
    assert result.test["model"].wer < 0.5


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"model.cell": "gru", "data.augment": False, "train.optimizer": "adamw", "train.schedule": "linear"},
        {"model.bidirectional": False, "model.layer_norm": False, "data.symbols": "characters", "data.stack": 1},
        {"model.layers": 2, "model.dropout": 0.3, "train.warmup_steps": 2, "data.mels": 24, "train.clip_norm": None},
        {"data.symbols": "characters", "data.lexicon": "training"},
    ],
    ids=["default", "gru", "one way, characters", "deeper", "lexicon"],
)
def test_the_script_reproduces_the_run(changes, short, tmp_path):
    spec = short.with_changes({**changes, "train.steps": 4, "train.evaluate_every": 2})
    recordings.write_data_file(spec.speech, tmp_path / "data.zip")
    log: list[events.RunEvent] = []
    result = fit(spec, read_recordings(spec.speech, tmp_path / "data.zip"), emit=log.append)
    curves = {
        name: dict(zip(("steps", "loss"), map(list, zip(*told(log, series), strict=True)), strict=True))
        for name, series in {"curve": "loss", "validation": "validation_loss"}.items()
    }
    expected = {
        **curves,
        "test": speech_script.expected(result)["test"],
        "data_digest": result.data_digest,
        "device": "cpu",
        "versions": {},
    }
    (tmp_path / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    (tmp_path / "spec.json").write_text(spec.to_json(), encoding="utf-8")
    (tmp_path / "train.py").write_text(render(spec), encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "train.py", "--check"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("lexicon", ["none", "training"])
def test_the_script_s_beam_writes_what_the_engine_s_does(lexicon, short, tmp_path):
    spec = short.with_changes({"data.symbols": "characters", "data.lexicon": lexicon})
    recordings.write_data_file(spec.speech, tmp_path / "data.zip")
    script = types.ModuleType("train")
    script.__file__ = str(tmp_path / "train.py")
    exec(compile(render(spec), "train.py", "exec"), script.__dict__)
    said = recordings.training_transcripts(spec.speech, tmp_path / "data.zip")
    data = script.Data(tmp_path / "data.zip")
    assert data.said["train"] == said
    random = np.random.default_rng(0)
    for _ in range(6):
        logs = torch.from_numpy(random.normal(size=(30, len(data.symbols))) * 4).log_softmax(-1).numpy()
        ours = prefix_beam(logs, lexicon=lexicon_of(spec.speech, said, data.symbols))
        assert script.prefix_beam(logs, data) == ours
        assert (set(data.written(ours).split()) <= set(recordings.DIGITS)) is (lexicon == "training")
