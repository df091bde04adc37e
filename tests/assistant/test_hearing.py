"""Recordings given to a run: stored before they are heard, listed by their run, heard once by the same weights."""

import pytest

from assistant.workspace.inference import Inference
from assistant.workspace.transcriptions import LIST, Transcriptions
from assistant.workspace.uploads import Uploads
from lstm_core.errors import RunError
from tests.sounds import Ears, make_speech_run, tone


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    runs = tmp_path_factory.mktemp("runs")
    make_speech_run(runs, name="run")
    return runs


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def hearing(runs, ears, tmp_path):
    yield Transcriptions(runs, Uploads(tmp_path / "uploads"), ears)
    (runs / "run" / LIST).unlink(missing_ok=True)


def test_recordings_are_listed_newest_first_by_every_server(hearing, runs, ears, tmp_path):
    for number in (1, 2, 3):
        hearing.keep("run", f"{number}.wav", tone(seconds=number / 10))
    another = Transcriptions(runs, Uploads(tmp_path / "uploads"), ears)
    assert [file.name for file in another.recordings("run")] == ["3.wav", "2.wav", "1.wav"]


def test_a_recording_is_stored_and_listed_once_however_often_it_is_given(hearing, tmp_path):
    kept = [hearing.keep("run", "a.wav", tone()) for _ in range(3)]
    assert len({file.sha256 for file in kept}) == 1
    assert len(hearing.recordings("run")) == 1
    assert (tmp_path / "uploads" / kept[0].sha256).read_bytes() == tone()


def test_a_line_that_was_cut_off_loses_no_other(hearing, runs):
    hearing.keep("run", "a.wav", tone())
    with (runs / "run" / LIST).open("a") as list_:
        list_.write('{"type": "fi\n')
    hearing.keep("run", "b.wav", tone(seconds=0.5))
    assert [file.name for file in hearing.recordings("run")] == ["b.wav", "a.wav"]


def test_the_same_weights_are_asked_once_and_better_ones_again(hearing, runs, ears):
    file = hearing.keep("run", "a.wav", tone())
    assert hearing.known("run", file) is None
    assert hearing.hear("run", file) == hearing.hear("run", file)
    assert ears.asked == 1
    best = runs / "run" / "checkpoints" / "best.safetensors"
    content = best.read_bytes()
    best.write_bytes(content)  # a checkpoint writes the best weights anew
    assert hearing.known("run", file).fresh
    best.write_bytes(content + b" ")
    assert not hearing.known("run", file).fresh
    hearing.hear("run", file)
    assert ears.asked == 2
    best.write_bytes(content)


def test_a_deleted_run_is_a_sentence_and_the_recording_is_stored_all_the_same(hearing, tmp_path):
    with pytest.raises(RunError) as refused:
        hearing.keep("gone", "a.wav", tone())
    assert refused.value.messages[0].key == "run.gone"
    assert len(list((tmp_path / "uploads").iterdir())) == 1


def test_the_engine_hears_it_in_a_process_of_its_own(runs, tmp_path):
    inference = Inference(runs)
    hearing = Transcriptions(runs, Uploads(tmp_path / "uploads"), inference)
    try:
        found = hearing.hear("run", hearing.keep("run", "a.wav", tone(rate=44_100, channels=2)))
        assert found.file == "a.wav"
        assert found.seconds == pytest.approx(0.4, abs=0.01)
        with pytest.raises(RunError) as refused:
            hearing.hear("run", hearing.keep("run", "b.wav", b"RIFF...."))
        assert refused.value.messages[0].parameters == {"entry": "b.wav"}
    finally:
        inference.close()
        (runs / "run" / LIST).unlink()
