"""Recordings in a zip: what is read from them, and the one sentence for each that cannot be read."""

import io
import zipfile

import numpy as np
import pytest
import soundfile
import torch

from lstm_core.data.speech import recordings
from lstm_core.data.speech.ctc_checks import examine
from lstm_core.data.speech.recordings import Utterance, read_recordings, read_sound
from lstm_core.data.speech.transcripts.table import PARTS
from lstm_core.engine.tasks.speech.features import log_mel, normalised, stacked
from lstm_core.errors import DataError
from lstm_core.spec.derived import inputs_of_samples
from lstm_core.spec.speech import SpeechData
from tests.reference.fbank import log_mel as log_mel_of_kaldi
from tests.sounds import tone

RATE = 8000


@pytest.fixture
def pack(tmp_path):
    """Writes a zip of twelve digits, with changes: a name's content, or None to leave it out."""

    def write(changes=None, table=None):
        files = {f"{number % 10}_ann{number % 3}_{number}.wav": tone() for number in range(12)} | (changes or {})
        path = tmp_path / "sounds.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                if content is not None:
                    archive.writestr(name, content)
            if table is not None:
                archive.writestr("transcripts.csv", table)
        return path

    return write


def read(path):
    return read_recordings(SpeechData(source="file", file=str(path)), path)


def refusal(path):
    with pytest.raises(DataError) as refused:
        read(path)
    [message] = refused.value.messages
    assert message.text("zh")
    return message.key, message.text("en")


def test_digits_in_file_names_are_the_transcripts_and_name_the_speakers(pack):
    utterances = read(pack())
    assert [each.transcript for each in utterances[:2]] == ["zero", "zero"]
    assert {each.speaker for each in utterances} == {"ann0", "ann1", "ann2"}


@pytest.mark.parametrize("name", ["{}.wav", "{}-2.wav", "{}_07.wav", "{} (3).wav"])
def test_a_digit_at_the_beginning_of_a_name_is_enough(name, pack):
    plain = {f"{number}_ann{number % 3}_{number}.wav": None for number in range(10)}
    plain |= {f"{number % 10}_ann{number % 3}_{number}.wav": None for number in (10, 11)}
    utterances = read(pack({**plain, **{name.format(number): tone() for number in range(10)}}))
    assert [each.transcript for each in utterances] == list(recordings.DIGITS)
    assert {each.speaker for each in utterances} == {None}


@pytest.mark.parametrize("name", ["72.wav", "7a.wav", "take7.wav", "2024-05-01.wav", "7-2-b.wav"])
def test_a_name_that_only_resembles_a_digit_is_no_transcript(name, pack):
    key, sentence = refusal(pack({name: tone()}))
    assert key == "speech.no_transcripts"
    assert name in sentence


def test_training_transcripts_are_those_of_the_training_part(pack):
    path = pack()
    said = [each.transcript for each in read(path) if each.part == "train"]
    assert recordings.training_transcripts(SpeechData(source="file", file=str(path)), path) == said


def test_speakers_of_the_test_are_never_heard_in_training(pack):
    heard = {part: {each.speaker for each in read(pack()) if each.part == part} for part in PARTS}
    assert not heard["train"] & heard["test"]
    assert all(heard.values())


@pytest.mark.parametrize(
    "content",
    [
        tone(channels=2),
        tone(rate=96_000),
        tone(subtype="PCM_24"),
        tone(kind="FLAC"),
        tone(kind="OGG"),
        tone(rate=44_100, channels=2, subtype="FLOAT"),
    ],
    ids=["stereo", "96 kHz", "24 bit", "flac", "ogg", "float stereo"],
)
def test_every_usual_kind_of_recording_becomes_mono_at_the_rate_of_the_spec(content):
    samples, clipped = read_sound(content, "x", RATE)
    assert (samples.dtype, samples.ndim, clipped) == (np.float32, 1, False)
    assert len(samples) == pytest.approx(0.4 * RATE, abs=2)
    crossings = np.flatnonzero((samples[:-1] < 0) & (samples[1:] >= 0))
    assert len(crossings) == pytest.approx(440 * 0.4, abs=2)


def test_a_table_gives_transcripts_speakers_and_parts(pack):
    rows = [f"{number % 10}_ann{number % 3}_{number}.wav;Hello  World;anna;test" for number in range(12)]
    utterances = read(pack(table="﻿File;Text;Speaker;Split\n" + "\n".join(rows)))
    assert {(each.transcript, each.speaker, each.part) for each in utterances} == {("hello world", "anna", "test")}


WAV = "3_ann0_3.wav"
BAD = {
    "zero length": ({WAV: tone(seconds=0)}, None, "speech.no_samples", WAV),
    "corrupt header": ({WAV: b"RIFF\0\0\0\0WAVEjunk"}, None, "speech.unreadable", WAV),
    "mp3 renamed": ({WAV: b"ID3\x03\0\0\0" + bytes(400)}, None, "speech.is_mp3", WAV),
    "cut off": ({WAV: b""}, None, "speech.unreadable", WAV),
    "not digits": ({"hello.wav": tone()}, None, "speech.no_transcripts", "hello.wav"),
    "no table columns": ({}, "a,b\n1,2\n", "speech.table_columns", "transcripts.csv"),
    "table in another encoding": ({}, "file,transcript\nx,é".encode("latin-1"), "speech.table_encoding", "UTF-8"),
    "table names a stranger": ({}, "file,transcript\nghost.wav,one\n", "speech.table_missing", "ghost.wav"),
    "empty transcript": ({}, f"file,transcript\n{WAV}, \n", "speech.empty_transcript", WAV),
    "transcripts missing": ({}, f"file,transcript\n{WAV},one\n", "speech.no_transcript_for", "11"),
    "climbs out": ({"../../etc/passwd.wav": tone()}, None, "speech.climbs_out", "passwd"),
    "absolute": ({"/etc/x.wav": tone()}, None, "speech.climbs_out", "/etc/x.wav"),
    "bomb": ({"9_a_1.wav": bytes(30 << 20)}, None, "speech.bomb", "9_a_1.wav"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_used_gets_one_sentence_that_names_the_file(case, pack):
    changes, table, key, named = BAD[case]
    found, sentence = refusal(pack(changes, table))
    assert found == key
    assert named in sentence


def test_a_recording_of_two_hours_is_refused_by_its_length(pack):
    silence = io.BytesIO()
    soundfile.write(silence, np.zeros(2 * 3600 * 1000, np.float32), 1000, format="FLAC")
    key, sentence = refusal(pack({WAV: silence.getvalue()}))
    assert key in ("speech.too_long", "speech.bomb")
    assert WAV in sentence
    assert "7200" in sentence or key == "speech.bomb"


def test_a_file_that_is_no_zip_is_said_to_be_none(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(tone())
    assert refusal(path)[0] == "speech.no_zip"


def test_too_few_recordings_are_counted(tmp_path):
    path = tmp_path / "few.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1_a_1.wav", tone())
    assert refusal(path)[0] == "speech.few"


def test_what_is_placed_reads_the_same_and_equal_inputs_are_equal_bytes(pack, tmp_path):
    data = SpeechData(source="file", file=str(pack()))
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    for target in (first, second):
        recordings.write_data_file(data, target)
    assert first.read_bytes() == second.read_bytes()
    before, after = read(pack()), read_recordings(data, first)
    assert [(each.file, each.transcript, each.part) for each in before] == [
        (each.file, each.transcript, each.part) for each in after
    ]


def utterance(samples, transcript="one two", part="train", clipped=False):
    return Utterance("x.wav", np.asarray(samples, np.float32), transcript, None, part, clipped)


def test_the_doctor_finds_what_cannot_be_aligned_heard_or_written():
    data = SpeechData(stack=1, hop_ms=10)
    loud = 0.3 * np.sin(np.arange(4000) / 3)
    cases = {
        "too_short": utterance(loud[:160], "one one one"),
        "silent": utterance(np.zeros(4000)),
        "clipped": utterance(loud, clipped=True),
        "unknown_symbol": utterance(loud, "three", part="test"),
    }
    for kind, each in cases.items():
        found = examine([utterance(loud), each], data)
        assert [diagnosis.kind for diagnosis in found] == [kind]
        assert "x.wav" in found[0].message.text("en")


@pytest.mark.parametrize("samples", [40, 79, 80, 121, 4000, 4001, 12_345])
@pytest.mark.parametrize("stack", [1, 2, 3])
def test_the_doctor_counts_inputs_as_the_features_do(samples, stack):
    data = SpeechData(stack=stack)
    heard = log_mel(np.random.default_rng(0).normal(size=samples).astype(np.float32), data)
    assert len(stacked(heard, stack)) == inputs_of_samples(data, samples)


@pytest.mark.parametrize(
    "changes", [{}, {"rate": 16_000, "mels": 23}, {"frame_ms": 20, "hop_ms": 8, "mels": 30}, {"frame_ms": 64}]
)
def test_features_are_those_that_kaldi_defines(changes):
    data = SpeechData(**changes)
    random = np.random.default_rng(1)
    at = np.arange(data.rate // 2) / data.rate
    samples = (0.3 * np.sin(2 * np.pi * 300 * at * (1 + at)) + 0.01 * random.normal(size=len(at))).astype(np.float32)
    expected = log_mel_of_kaldi(samples, data.rate, data.frame_ms, data.hop_ms, data.mels)
    heard = log_mel(samples, data).numpy()
    assert heard.shape == expected.shape
    np.testing.assert_allclose(heard, expected, atol=5e-4)


def test_what_lies_far_below_the_loudest_sound_and_half_of_the_colour_are_taken_away():
    random = np.random.default_rng(3)
    frames = random.normal(size=(50, 40)).astype(np.float32) * 4 + np.linspace(0, 6, 40, dtype=np.float32)
    limited = np.maximum(frames - np.quantile(frames, 0.98), -9)
    expected = (limited - 0.5 * (limited.mean(axis=0) - limited.mean()) + 3.6) / 3
    np.testing.assert_allclose(normalised(torch.from_numpy(frames)).numpy(), expected, atol=1e-5)


def test_loudness_does_not_change_what_the_network_hears():
    samples = np.random.default_rng(0).normal(size=8000).astype(np.float32) * 0.1
    loud, soft = (normalised(log_mel(samples * gain, SpeechData())) for gain in (1.0, 0.05))
    torch.testing.assert_close(loud, soft, atol=2e-3, rtol=0)
