"""A trained recogniser hears one recording: what it writes, when, and the one sentence for what cannot be heard."""

import base64
import json

import pytest
import soundfile
import torch

from lstm_core.data.speech.recordings import read_recordings
from lstm_core.engine import serve
from lstm_core.engine.nn.networks import Recognizer
from lstm_core.engine.tasks.speech.task import SpeechTask
from lstm_core.i18n.sentences import LANGUAGES, say
from lstm_core.results.speech import Transcript
from tests.sounds import SPEC, make_speech_run, tone


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_speech_run(tmp_path_factory.mktemp("runs"))


def ask(folder, **request):
    """Every part of one answer."""
    told = []
    serve.serve(folder.path, iter([json.dumps({"id": 1, **request})]), told.append)
    return told[1:]


def heard(folder, content, name="take.wav"):
    [part, end] = ask(folder, content=base64.b64encode(content).decode(), name=name)
    assert (part["type"], end["type"]) == ("heard", "done")
    return Transcript.model_validate(part["transcript"])


def test_a_recording_is_written_down_as_the_training_run_would(folder, tmp_path):
    utterances = read_recordings(SPEC.speech, folder.data)
    task = SpeechTask(SPEC, utterances, torch.device("cpu"))
    trained = serve.Trained(folder.path)
    network = trained.network(lambda: Recognizer(SPEC.model, task.input_size, len(task.symbols)))
    place = tmp_path / "x.wav"
    for each, frames in list(zip(task.parts["test"], task.frames["test"], strict=True))[:3]:
        soundfile.write(place, each.samples, SPEC.speech.rate, subtype="FLOAT")
        found = heard(folder, place.read_bytes())
        assert found.heard == task.transcribe(network, [frames])[0]
        assert found.beam == task.transcribe(network, [frames], beam=True)[0]
        assert found.symbols == task.symbols


def test_every_symbol_of_the_best_path_has_its_time(folder):
    found = heard(folder, tone(seconds=0.6))
    assert " ".join("".join(each.symbol for each in found.moments).split()) == found.heard
    assert len(found.posteriors[0]) == len(found.symbols)
    assert found.seconds == pytest.approx(0.6)
    ends = [0.0, *(time for each in found.moments for time in (each.start, each.end)), found.seconds]
    assert ends == sorted(ends)
    assert all(0 < each.probability <= 1 for each in found.moments)


@pytest.mark.parametrize(
    "content",
    [tone(rate=44_100, channels=2), tone(rate=16_000, kind="FLAC"), tone(rate=48_000, kind="OGG")],
    ids=["stereo 44.1 kHz", "FLAC 16 kHz", "OGG 48 kHz"],
)
def test_any_rate_kind_and_number_of_channels_is_heard(content, folder):
    found = heard(folder, content)
    assert found.seconds == pytest.approx(0.4, abs=0.02)
    assert 0 < len(found.waveform) <= 200


def test_a_path_is_read_too_and_a_long_recording_is_thinned_to_be_drawn(folder, tmp_path):
    (tmp_path / "long.wav").write_bytes(tone(seconds=20))
    [part, _] = ask(folder, path=str(tmp_path / "long.wav"))
    assert part["transcript"]["file"] == "long.wav"
    assert len(part["transcript"]["spectrogram"]) == 300


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"RIFF\0\0\0\0WAVEjunk", "speech.unreadable"),
        (b"ID3\x03\0\0\0" + bytes(400), "speech.is_mp3"),
        (b"no sound at all", "speech.unreadable"),
        (tone(seconds=0), "speech.no_samples"),
        (tone(seconds=0.01), "speech.too_brief"),
        (tone(seconds=61), "speech.too_long"),
        (tone(level=0), "doctor.silent"),
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
