"""The download holds what it promises, checks itself with the run's own packages, and tells nothing about its home."""

import csv
import hashlib
import importlib.metadata
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lstm_core.runs import events
from lstm_core.runs.record import read_run
from lstm_core.scripts import bundle
from lstm_core.scripts.bundle import bundle_name, requirements, write_bundle
from lstm_core.spec.parsing import parse_train_spec
from tests.support import make_finished_run, make_unfinished_run, spec_of
from tests.tree import ROOT

CONTENTS = [
    "README.md",
    "report.html",
    "train.py",
    "predict.py",
    "preprocessing.json",
    "spec.json",
    "requirements.txt",
    "data.csv",
    "expected.json",
    "forecast.csv",
    "model.safetensors",
]
WITH_WEIGHTS = ("predict.py", "preprocessing.json", "model.safetensors")
STOPPED = events.Stopped(seq=0, at=0, step=60)


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """This interpreter with its packages, but without this project and without a key."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DEEPSEEK"))}
    return subprocess.run(
        [sys.executable, *arguments], check=False, cwd=folder, env=plain, capture_output=True, text=True, timeout=120
    )


def contents(record, language="en") -> dict[str, bytes]:
    target = io.BytesIO()
    write_bundle(record, target, language)
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A real run of yearly sunspots, short, trained by a worker."""
    folder = tmp_path_factory.mktemp("trained")
    spec = spec_of(train__steps=60, train__evaluate_every=20)
    (folder / "spec.json").write_text(spec.to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "lstm_core", "run", "spec.json", "--runs", "runs"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return read_run(folder / done.stdout.strip())


@pytest.fixture
def unpacked(trained, tmp_path) -> Path:
    for name, content in contents(trained).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_download_reproduces_its_run(unpacked):
    done = python(unpacked, "train.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "PASS"
    assert "FAIL" not in done.stdout


def test_a_download_in_chinese_reproduces_the_same_run(trained, tmp_path):
    for name, content in contents(trained, "zh").items():
        (tmp_path / name).write_bytes(content)
    done = python(tmp_path, "train.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "与脚本一致" in done.stdout


def test_the_check_fails_when_one_value_of_the_data_was_changed(unpacked):
    rows = list(csv.reader((unpacked / "data.csv").read_text().splitlines()))
    rows[150][1] = str(float(rows[150][1]) + 0.1)
    (unpacked / "data.csv").write_text("\n".join(",".join(row) for row in rows) + "\n")
    done = python(unpacked, "train.py", "--check")
    assert done.returncode == 1
    assert re.search(r"^FAIL +data ", done.stdout, re.MULTILINE)
    assert done.stdout.splitlines()[-1] == "FAIL"


def test_the_check_fails_when_the_spec_was_changed(unpacked):
    spec = json.loads((unpacked / "spec.json").read_text())
    spec["train"]["learning_rate"] *= 1.001
    (unpacked / "spec.json").write_text(json.dumps(spec))
    done = python(unpacked, "train.py", "--check")
    assert done.returncode == 1
    assert re.search(r"^FAIL +spec.json ", done.stdout, re.MULTILINE)


def test_the_check_fails_when_the_expected_numbers_were_changed(unpacked):
    expected = json.loads((unpacked / "expected.json").read_text())
    expected["test"]["model"]["mae"] *= 1 + 1e-5
    (unpacked / "expected.json").write_text(json.dumps(expected))
    assert python(unpacked, "train.py", "--check").returncode == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_lines_of_the_readme_load_the_weights_that_the_run_kept(trained, tmp_path, language):
    for name, content in contents(trained, language).items():
        (tmp_path / name).write_bytes(content)
    [code] = re.findall(r"```python\n(.*?)```", (tmp_path / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(code.strip().splitlines()) <= 6
    measure = (
        "\nimport torch\nfrom pathlib import Path\nimport train\n"
        'data = train.Data(train.load(Path("data.csv")), torch.device("cpu"))\n'
        'print(train.evaluate(network, data)["model"]["mae"])\n'
    )
    (tmp_path / "load.py").write_text(code + measure, encoding="utf-8")
    done = python(tmp_path, "load.py")
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == pytest.approx(trained.result.test["model"].mae, rel=1e-6)


def test_a_finished_run_travels_whole_and_in_order(tmp_path):
    record = read_run(make_finished_run(tmp_path))
    found = contents(record)
    assert list(found) == CONTENTS
    assert found["data.csv"] == Path(record.path, "data.csv").read_bytes()
    assert found["model.safetensors"] == Path(record.path, "checkpoints/best.safetensors").read_bytes()
    assert parse_train_spec(found["spec.json"]) == record.spec


def test_equal_runs_give_equal_bytes_wherever_they_are_written(tmp_path):
    record = read_run(make_finished_run(tmp_path))
    streamed = io.BytesIO()
    write_bundle(record, streamed)
    write_bundle(record, tmp_path / "one.zip")
    assert streamed.getvalue() == (tmp_path / "one.zip").read_bytes()
    with zipfile.ZipFile(streamed) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 23, 12, 0, 0)}


def test_a_thinned_record_gives_the_same_download_as_a_whole_one(tmp_path):
    from lstm_core.runs.record import RunReader

    path = make_finished_run(tmp_path)
    assert contents(RunReader(path).read(points=10)) == contents(read_run(path))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_in_it_tells_where_it_was_made_or_what_the_key_is(tmp_path, monkeypatch, language):
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-0123456789-secret")
    home = tmp_path / "confidential-folder"
    home.mkdir()
    file = home / "3f2a-upload.csv"
    file.write_text("year,load\n" + "".join(f"{1900 + n},{n % 11}.5\n" for n in range(200)))
    changes = {
        "data__source": "file",
        "data__name": "电力 load.csv",
        "data__target": "load",
        "data__time_column": "year",
    }
    spec = spec_of(**changes, data__file=str(file))
    record = read_run(make_finished_run(home / "runs", spec))
    found = contents(record, language)
    for name, content in found.items():
        for secret in (str(tmp_path), "confidential-folder", "sk-0123456789-secret", "3f2a-upload"):
            assert secret.encode() not in content, name
    assert parse_train_spec(found["spec.json"]).data.file == "data.csv"
    assert parse_train_spec(found["spec.json"]).data.name == "电力 load.csv"
    assert "电力 load.csv" in found["report.html"].decode()


def test_a_file_without_a_given_name_keeps_its_own(tmp_path):
    file = tmp_path / "load.csv"
    file.write_text("year,value\n" + "".join(f"{1900 + n},{n % 11}.5\n" for n in range(200)))
    spec = spec_of(data__source="file", data__time_column="year", data__file=str(file))
    found = contents(read_run(make_finished_run(tmp_path / "runs", spec)))
    assert parse_train_spec(found["spec.json"]).data.name == "load.csv"
    assert str(tmp_path).encode() not in b"".join(found.values())


@pytest.mark.parametrize(("language", "heading"), [("zh", "压缩包里没有数据"), ("en", "The data is not inside")])
def test_data_that_is_too_large_stays_at_home_and_is_described(tmp_path, monkeypatch, language, heading):
    record = read_run(make_finished_run(tmp_path))
    monkeypatch.setattr(bundle, "LARGEST_DATA", 100)
    found = contents(record, language)
    assert list(found) == [name if name != "data.csv" else "DATA.md" for name in CONTENTS]
    page = found["DATA.md"].decode()
    assert heading in page
    assert hashlib.sha256(Path(record.path, "data.csv").read_bytes()).hexdigest() in page
    assert record.result.data_digest in page
    assert "309" in page
    assert "DATA.md" in found["README.md"].decode()
    assert "`data.csv` | " not in found["README.md"].decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_stopped_run_travels_without_numbers_to_check_and_says_so(tmp_path, language):
    record = read_run(make_unfinished_run(tmp_path, STOPPED))
    found = contents(record, language)
    assert list(found) == [name for name in CONTENTS if name not in ("expected.json", "forecast.csv")]
    readme = found["README.md"].decode()
    assert {"zh": "这次训练没有完成", "en": "This run did not finish"}[language] in readme
    assert "--tolerance" not in readme
    assert "expected.json" not in readme


def test_a_run_that_died_before_its_first_checkpoint_travels_without_weights(tmp_path):
    record = read_run(make_unfinished_run(tmp_path, None, checkpoint=False))
    found = contents(record)
    assert list(found) == [name for name in CONTENTS if name not in ("expected.json", "forecast.csv", *WITH_WEIGHTS)]
    assert "safetensors" not in found["README.md"].decode() + found["requirements.txt"].decode()


def test_the_forecast_of_a_download_is_the_one_of_the_result(tmp_path):
    record = read_run(make_finished_run(tmp_path))
    head, *rows = contents(record)["forecast.csv"].decode().splitlines()
    assert head.split(",")[:2] == ["time", "value"]
    future = record.result.future
    assert [row.split(",")[0] for row in rows] == future.times
    assert [float(row.split(",")[1]) for row in rows] == future.delivered


def test_a_run_whose_data_is_gone_can_still_be_taken_away(tmp_path):
    path = make_finished_run(tmp_path)
    (path / "data.csv").unlink()
    found = contents(read_run(path))
    assert list(found) == [name for name in CONTENTS if name != "data.csv"]
    assert "DATA.md" not in found["README.md"].decode()


def test_the_requirements_are_the_versions_of_the_run(tmp_path):
    record = read_run(make_finished_run(tmp_path))
    assert requirements(record).splitlines() == [
        "# Python 3.11.7",
        "torch==2.13.0",
        "numpy==2.4.6",
        "pandas==3.1.1",
        f"safetensors=={importlib.metadata.version('safetensors')}  # to load model.safetensors",
    ]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "sunspots-lstm8-2026-11-23.zip"),
        ({"data__source": "co2", "model__cell": "gru", "model__hidden_size": 64}, "co2-gru64-2026-11-23.zip"),
        (
            {"data__source": "file", "data__file": "/x/y.csv", "data__name": "Sales 2024 (EU).csv"},
            "sales-2024-eu-lstm8-2026-11-23.zip",
        ),
        ({"data__source": "file", "data__file": "/x/y.csv", "data__name": "销售额.csv"}, "data-lstm8-2026-11-23.zip"),
        ({"data__source": "file", "data__file": "/x/../../etc.csv"}, "etc-lstm8-2026-11-23.zip"),
        (
            {"data__source": "file", "data__file": "/x/y.csv", "data__name": "a" * 39 + "-b" * 30},
            "a" * 39 + "-lstm8-2026-11-23.zip",
        ),
    ],
)
def test_a_download_has_a_speaking_name_in_ascii(tmp_path, changes, name):
    record = read_run(make_finished_run(tmp_path))
    assert bundle_name(record.model_copy(update={"spec": spec_of(**changes)})) == name
