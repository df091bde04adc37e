"""A trained recogniser hears one recording: what it writes, when, and the one sentence for what cannot be heard."""

import base64
import io
import json

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import save_file

from lstm_core import inference
from lstm_core.data import recordings
from lstm_core.data.recordings import read_recordings
from lstm_core.networks import Recognizer
from lstm_core.results import Transcript
from lstm_core.runs import RunFolder, write_json
from lstm_core.specs import parse_spec
from lstm_core.tasks.speech import SpeechTask
from lstm_core.texts import LANGUAGES, say

SPEC = parse_spec(
    {
        "data": {"task": "speech", "symbols": "characters", "lexicon": "training"},
        "model": {"hidden_size": 16, "bidirectional": True, "layer_norm": True},
    }
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A speech run with weights that goes on, for all one can tell."""
    folder = RunFolder(tmp_path_factory.mktemp("runs") / "run")
    folder.checkpoints.mkdir(parents=True)
    write_json(folder.spec, SPEC.to_json())
    recordings.place(SPEC.speech, folder.path / "data.zip")
    torch.manual_seed(3)
    network = Recognizer(SPEC.model, SPEC.speech.stack * SPEC.speech.mels, len(alphabet(folder)))
    network.head.weight.data *= 20  # so that it hears something
    save_file(network.state_dict(), folder.best)
    return folder


def alphabet(folder):
    said = recordings.training_transcripts(SPEC.speech, folder.data)
    return ["", *sorted(set("".join(said)))]


def sound(seconds=0.6, rate=8000, channels=1, kind="WAV", level=0.4):
    random = np.random.default_rng(1)
    wave = level * np.sin(2 * np.pi * 300 * np.arange(round(seconds * rate)) / rate)
    wave = wave + level * 0.1 * random.normal(size=len(wave))
    target = io.BytesIO()
    soundfile.write(target, np.repeat(wave[:, None], channels, axis=1), rate, format=kind)
    return target.getvalue()


def ask(folder, **request):
    """Every part of one answer."""
    told = []
    inference.serve(folder.path, iter([json.dumps({"id": 1, **request})]), told.append)
    return told[1:]


def heard(folder, content, name="take.wav"):
    [part, end] = ask(folder, content=base64.b64encode(content).decode(), name=name)
    assert (part["type"], end["type"]) == ("heard", "done")
    return Transcript.model_validate(part["transcript"])


def test_a_recording_is_written_down_as_the_training_run_would(folder, tmp_path):
    utterances = read_recordings(SPEC.speech, folder.data)
    task = SpeechTask(SPEC, utterances, torch.device("cpu"))
    trained = inference.Trained(folder.path)
    network = trained.network(lambda: Recognizer(SPEC.model, task.input_size, len(task.symbols)))
    place = tmp_path / "x.wav"
    for each, frames in list(zip(task.parts["test"], task.frames["test"], strict=True))[:3]:
        soundfile.write(place, each.samples, SPEC.speech.rate, subtype="FLOAT")
        found = heard(folder, place.read_bytes())
        assert found.heard == task.transcribe(network, [frames])[0]
        assert found.beam == task.transcribe(network, [frames], beam=True)[0]
        assert found.symbols == task.symbols


def test_every_symbol_of_the_best_path_has_its_time(folder):
    found = heard(folder, sound())
    assert " ".join("".join(each.symbol for each in found.moments).split()) == found.heard
    assert len(found.posteriors[0]) == len(found.symbols)
    assert found.seconds == pytest.approx(0.6)
    ends = [0.0, *(time for each in found.moments for time in (each.start, each.end)), found.seconds]
    assert ends == sorted(ends)
    assert all(0 < each.probability <= 1 for each in found.moments)


@pytest.mark.parametrize(
    "content",
    [sound(rate=44_100, channels=2), sound(rate=16_000, kind="FLAC"), sound(rate=48_000, kind="OGG")],
    ids=["stereo 44.1 kHz", "FLAC 16 kHz", "OGG 48 kHz"],
)
def test_any_rate_kind_and_number_of_channels_is_heard(content, folder):
    found = heard(folder, content)
    assert found.seconds == pytest.approx(0.6, abs=0.02)
    assert 0 < len(found.waveform) <= 200


def test_a_path_is_read_too_and_a_long_recording_is_thinned_to_be_drawn(folder, tmp_path):
    (tmp_path / "long.wav").write_bytes(sound(seconds=20))
    [part, _] = ask(folder, path=str(tmp_path / "long.wav"))
    assert part["transcript"]["file"] == "long.wav"
    assert len(part["transcript"]["spectrogram"]) == 300


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"RIFF\0\0\0\0WAVEjunk", "speech.unreadable"),
        (b"ID3\x03\0\0\0" + bytes(400), "speech.is_mp3"),
        (b"no sound at all", "speech.unreadable"),
        (sound(seconds=0), "speech.no_samples"),
        (sound(seconds=0.01), "speech.too_brief"),
        (sound(seconds=61), "speech.too_long"),
        (sound(level=0), "doctor.silent"),
    ],
    ids=["damaged", "mp3", "text", "empty", "brief", "long", "silent"],
)
def test_a_recording_that_cannot_be_heard_is_one_sentence_with_its_name(content, key, folder):
    [error] = ask(folder, content=base64.b64encode(content).decode(), name="mine.wav")
    assert (error["type"], error["key"]) == ("error", key)
    assert all("mine.wav" in say(error["key"], language, error["parameters"]) for language in LANGUAGES)


@pytest.mark.parametrize("request_", [{}, {"content": ""}, {"content": "§"}])
def test_a_request_without_a_recording_says_so(request_, folder):
    [error] = ask(folder, **request_)
    assert error["key"] == "inference.no_recording"


def test_a_file_that_is_gone_is_named(folder, tmp_path):
    [error] = ask(folder, path=str(tmp_path / "gone"), name="mine.wav")
    assert (error["key"], error["parameters"]) == ("data.missing_file", {"file": "mine.wav"})
