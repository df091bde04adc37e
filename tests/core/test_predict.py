"""predict.py of a download gives the run's own forecast, text and transcript where this project is not."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile

import numpy as np
import pytest
import soundfile

from lstm_core.engine import preprocess
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.deploying import Origin
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import read_run
from lstm_core.scripts.bundle import write_bundle
from lstm_core.spec.parsing import parse_train_spec
from tests.core.test_deploy import spec as series_spec
from tests.core.test_deploy import table
from tests.core.test_deploy_speech import recordings
from tests.core.test_deploy_speech import spec as speech_spec
from tests.core.test_deploy_text import TEXT
from tests.core.test_deploy_text import spec as text_spec
from tests.deployments import stopped_run
from tests.support import make_finished_run
from tests.tree import ROOT

SERIES = {
    "calendar, columns ahead": {"data__calendar": True, "model__cell": "layer_norm_lstm"},
    "quantiles": {"train__loss": "quantile"},
    "GRU-D on missing values": {"model__cell": "gru_d", "data__missing": "mask"},
    "recursive transformer": {
        "data__further_targets": [], "data__past_columns": [], "data__strategy": "recursive",
        "model__cell": "transformer", "model__heads": 2,
    },
}  # fmt: skip
TEXTS = {
    "characters": {},
    "pieces": {"data.level": "bpe", "data.vocabulary_size": 300, "model.cell": "slstm", "model.heads": 2},
    "transformer": {"model.cell": "transformer", "model.heads": 2},
}
SPEECH = {"words": {"model.bidirectional": True}, "characters": {"data.symbols": "characters", "model.cell": "gru"}}


def one_of(fixture, kind):
    return pytest.mark.parametrize(fixture, [kind], indirect=True)


class Download:
    """The unpacked zip of a run, and what torch says of the sample of its deployment."""

    def __init__(self, folder, spec, language="en"):
        self.run = stopped_run(folder / "runs", spec)
        assert preprocess.main([str(self.run)]) == 0
        packed = io.BytesIO()
        write_bundle(read_run(self.run), packed, language)
        self.place = folder / "unpacked"
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(self.place)
        place = RunFolder(self.run)
        told = contract.deployer(spec.data.task)(Origin(spec, place, language, place.best))
        self.sample, self.expected = folder / told.sample[0], told.expected
        self.sample.write_bytes(told.sample[1])

    def predict(self, *arguments):
        command = [sys.executable, "-I", str(self.place / "predict.py"), *map(str, arguments)]
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        elsewhere = self.place.parent / "elsewhere"
        elsewhere.mkdir(exist_ok=True)
        return subprocess.run(
            command, check=False, cwd=elsewhere, env=plain, capture_output=True, text=True, timeout=120
        )

    def said(self, *arguments):
        done = self.predict(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refusal(self, *arguments):
        done = self.predict(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
        [line] = done.stderr.splitlines()
        return line


@pytest.fixture(scope="module", params=SERIES)
def series(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("series")
    changes = SERIES[request.param]
    missing = changes.get("data__missing") == "mask"
    return Download(folder, series_spec(table(folder / "in.csv", missing=missing), **changes))


@pytest.fixture(scope="module", params=TEXTS)
def text(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("text")
    (folder / "corpus.txt").write_text(TEXT, encoding="utf-8")
    return Download(folder, text_spec(folder / "corpus.txt", **TEXTS[request.param]), "zh")


@pytest.fixture(scope="module", params=SPEECH)
def speech(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("speech")
    return Download(folder, speech_spec(recordings(folder / "sounds.zip"), **SPEECH[request.param]))


def test_it_forecasts_the_real_future_as_the_run_does(series):
    target = series.place.parent / "forecast.csv"
    assert series.said(series.sample, target) == ""
    header, *rows = csv.reader(target.read_text(encoding="utf-8").splitlines())
    known = np.array(series.expected["values"])
    assert [row[0] for row in rows] == series.expected["times"]
    assert len(header) == 1 + known[0].size
    found = np.array([[float(cell) for cell in row[1:]] for row in rows]).reshape(known.shape)
    np.testing.assert_allclose(found, known, rtol=1e-5, atol=1e-5)


@one_of("series", "calendar, columns ahead")
def test_a_table_with_other_columns_or_another_rhythm_is_refused_in_one_sentence(series, tmp_path):
    rows = series.sample.read_text().splitlines()
    (tmp_path / "without.csv").write_text("\n".join([rows[0].replace("load", "lode"), *rows[1:]]))
    assert '"load"' in series.refusal(tmp_path / "without.csv")
    moments = np.datetime64("2024-05-01T00", "h") + 2 * np.arange(len(rows) - 1)
    cells = [row.partition(",")[2] for row in rows[1:]]
    slower = [f"{str(at).replace('T', ' ')}:00,{row}" for at, row in zip(moments, cells, strict=True)]
    (tmp_path / "slow.csv").write_text("\n".join([rows[0], *slower]))
    assert "hour" in series.refusal(tmp_path / "slow.csv")


def test_it_writes_the_text_that_the_run_writes(text):
    prompt = text.sample.read_text(encoding="utf-8")
    flags = ["--length", text.expected["length"], "--seed", text.expected["seed"]]
    assert text.said("--prompt", prompt, *flags) == text.expected["text"] + "\n"


@one_of("text", "characters")
def test_a_prompt_or_setting_that_cannot_be_used_is_refused_in_one_sentence(text):
    assert "temperature" in text.refusal("--prompt", "The", "--temperature", 9)
    assert "Ω" in text.refusal("--prompt", "The Ωmega")


def test_it_hears_what_the_run_hears(speech):
    heard = json.loads(speech.said(speech.sample, "--json"))
    assert heard == {how: speech.expected[how] for how in heard}


@one_of("speech", "words")
def test_a_recording_that_cannot_be_heard_is_refused_in_one_sentence(speech, tmp_path):
    soundfile.write(tmp_path / "silent.wav", np.zeros(8000), 8000)
    assert "silent.wav" in speech.refusal(tmp_path / "silent.wav")
    assert "none.wav" in speech.refusal(tmp_path / "none.wav")


@one_of("series", "quantiles")
def test_a_damaged_download_is_one_sentence_that_names_the_file(series, tmp_path):
    for name in ("preprocessing.json", "model.safetensors"):
        kept = (series.place / name).read_bytes()
        (series.place / name).write_bytes(kept[:50])
        try:
            assert name in series.refusal(series.sample)
        finally:
            (series.place / name).write_bytes(kept)


def test_a_training_leaves_what_predict_needs_and_a_bundle_makes_it_where_it_is_missing(tmp_path):
    (tmp_path / "in.csv").write_text("n,value\n" + "".join(f"{n},{n % 7}.5\n" for n in range(120)))
    data = {"source": "file", "file": str(tmp_path / "in.csv"), "target": "value", "window": 12, "horizon": 3}
    raw = {"data": data, "model": {"hidden_size": 4}, "train": {"steps": 4, "evaluate_every": 2, "device": "cpu"}}
    (tmp_path / "spec.json").write_text(parse_train_spec(raw).to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "lstm_core", "run", "spec.json", "--runs", "runs"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, check=False, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    folder = RunFolder(tmp_path / done.stdout.strip())
    kept = folder.preprocessing.read_bytes()
    folder.preprocessing.write_text(json.dumps({**json.loads(kept), "weights": "of an earlier step", "window": 99}))
    found = []
    for _ in range(2):
        packed = io.BytesIO()
        write_bundle(read_run(folder.path), packed)
        with zipfile.ZipFile(packed) as archive:
            found.append(json.loads(archive.read("preprocessing.json")))
        assert folder.preprocessing.read_bytes() == kept
    assert found[0] == found[1] == {name: value for name, value in json.loads(kept).items() if name != "weights"}


def test_a_run_without_data_or_fitting_travels_without_predict_and_its_readme_names_none(tmp_path):
    path = make_finished_run(tmp_path)
    (path / "data.csv").unlink()
    (path / "preprocessing.json").unlink()
    packed = io.BytesIO()
    write_bundle(read_run(path), packed)
    with zipfile.ZipFile(packed) as archive:
        assert "predict.py" not in archive.namelist()
        assert "predict.py" not in archive.read("README.md").decode()
