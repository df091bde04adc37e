"""A deployed recogniser hears what the product hears, greedily and by beam search, with a lexicon and without."""

import io
import json
import zipfile

import numpy as np
import pytest
import soundfile

from lstm_core.engine.tasks.speech.inference import answer
from lstm_core.engine.tasks.trained import Trained
from lstm_core.spec.parsing import parse_train_spec
from tests.deployments import alone, deployed, passes, refusal, stopped_run

WORDS = ("one", "two", "ten", "net", "one ten", "two net")
RATE = 8000
KINDS = {
    "words, both ways": {"model.bidirectional": True},
    "characters": {"data.symbols": "characters"},
    "characters with a lexicon, gru": {
        "data.symbols": "characters", "data.lexicon": "training", "model.cell": "gru", "data.stack": 3, "data.mels": 20,
    },
    "transformer": {"model.cell": "transformer", "model.heads": 2, "model.bidirectional": False},
}  # fmt: skip


def sound(seed, seconds=0.5, rate=RATE, level=0.3, kind="WAV"):
    """A few tones one after another, with some noise."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * rate)) / rate
    pitch = np.repeat(random.uniform(200, 2500, 5), -(-len(time) // 5))[: len(time)]
    samples = level * np.sin(2 * np.pi * pitch * time) + 0.02 * level * random.normal(size=len(time))
    place = io.BytesIO()
    soundfile.write(place, samples, rate, format=kind, subtype="PCM_16")
    return place.getvalue()


def recordings(path):
    with zipfile.ZipFile(path, "w") as archive:
        rows = ["file,transcript,split"]
        for number in range(18):
            part = ("train", "validation", "test")[max(0, number - 11) // 3] if number > 11 else "train"
            rows.append(f"{number:02}.wav,{WORDS[number % 6]},{part if number < 17 else 'test'}")
            archive.writestr(f"{number:02}.wav", sound(number, 0.4 + 0.01 * number))
        archive.writestr("transcripts.csv", "\n".join(rows) + "\n")
    return path


def spec(path, **changes):
    data = {"task": "speech", "source": "file", "file": str(path)}
    return parse_train_spec({"data": data, "model": {"hidden_size": 8}}).with_changes(changes)


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as found:
        yield found


@pytest.fixture(scope="module", params=KINDS)
def made(request, tmp_path_factory, patch):
    folder = tmp_path_factory.mktemp("speech")
    run = stopped_run(folder / "runs", spec(recordings(folder / "sounds.zip"), **KINDS[request.param]))
    return deployed(run, folder / "out", patch), run, request.param


def test_it_hears_what_the_product_hears(made, tmp_path):
    folder, run, _ = made
    assert passes(folder)["difference"] < 1e-5
    expected = json.loads((folder / "expected_output.json").read_text())
    assert np.std(expected["log_probabilities"], axis=0).max() > 0.05
    trained = Trained(run)
    for number, (rate, kind) in enumerate([(RATE, "WAV"), (RATE, "FLAC"), (22050, "WAV")]):
        place = tmp_path / f"new.{kind.lower()}"
        place.write_bytes(sound(100 + number, 0.9, rate, kind=kind))
        product = next(answer({"path": str(place)}, trained))["transcript"]
        done = alone(folder, place)
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"greedy\t{product['heard']}\nbeam\t{product['beam']}\n"
        assert ("22050 Hz" in done.stderr) == (rate != RATE)
    assert product["heard"] or product["beam"]


def test_what_cannot_be_heard_is_one_sentence(made, tmp_path):
    folder, _, kind = made
    if kind != "characters":
        return
    place = tmp_path / "new.wav"
    for content, said in (
        (sound(1, level=0), "silent"),
        (b"no sound at all", "no recording"),
        (b"ID3" + bytes(100), "MP3"),
        (b"", "no recording"),
        (sound(1, seconds=0.01), "0.01 seconds"),
        (sound(1, seconds=61), "61 seconds"),
        (sound(1)[:60], "new.wav"),
    ):
        place.write_bytes(content)
        assert said in refusal(folder, place), said
    place.write_bytes(sound(1))
    assert set(json.loads(alone(folder, place, "--json").stdout)) == {"greedy", "beam"}
    assert len(alone(folder, place, "--decoder", "beam").stdout.splitlines()) == 1
    packages = [line.partition("==")[0] for line in (folder / "requirements.txt").read_text().splitlines()]
    assert packages == ["numpy", "onnxruntime", "soundfile", "soxr", "kaldi-native-fbank"]
