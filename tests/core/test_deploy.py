"""A deployed forecaster gives the product's own forecast where neither torch nor this project is."""

import csv
import errno
import io
import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from lstm_core.errors import RunError
from lstm_core.runs.record import read_run
from lstm_core.scripts.deploy import writing
from lstm_core.scripts.deploy.writing import write_deployment
from tests.deployments import alone, deployed, passes, refusal, stopped_run
from tests.support import make_finished_run, spec_of
from tests.tree import ROOT

ROWS, AHEAD = 160, 6


def table(path, *, missing=False, blank="", months=False, future=True, beside=False):
    """Hourly or monthly rows with two targets, two columns beside them and two that go on behind them."""
    random = np.random.default_rng(0)
    start = np.datetime64("2020-01", "M") if months else np.datetime64("2024-01-01T00", "h")
    total = ROWS + (AHEAD if future else 0)
    lines = ["when,load,heat,wind,cloud,price,holiday,note"]
    for row in range(total):
        moment = start + row
        when = f"{moment}-01" if months else str(moment).replace("T", " ") + ":00"
        told = [f"{20 + 5 * np.sin(row / 4) + random.normal():.3f}" for _ in range(4)]
        if row > 90 and row % 37 == 0:
            told[0] = "900"
        if missing:
            told = [each if random.random() > 0.3 or row in (0, ROWS - 1) else blank for each in told]
        if row >= ROWS:
            told = [""] * 4
        lines.append(",".join([when, *told, f"{random.normal():.3f}", str(row % 7 // 6), "x"]))
        if beside:  # another series with the same times
            lines.append(",".join([when, *(f"{random.normal():.3f}" for _ in range(5)), "0", "y"]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def spec(path, **changes):
    basis = {
        "data__source": "file",
        "data__file": str(path),
        "data__time_column": "when",
        "data__time_format": None,
        "data__target": "load",
        "data__further_targets": ["heat"],
        "data__past_columns": ["wind", "cloud"],
        "data__future_columns": ["price", "holiday"],
        "data__window": 12,
        "data__horizon": AHEAD,
        "data__season": None,
        "model__hidden_size": 6,
    }
    return spec_of(**basis | changes)


LONE = {"data__further_targets": [], "data__past_columns": [], "data__future_columns": []}
KINDS = {
    "univariate": (LONE, {}),
    "quantiles, calendar, columns beside and ahead": (
        {"data__calendar": True, "train__loss": "quantile", "data__window_scaling": "instance_affine"},
        {},
    ),
    "GRU-D on missing values": (
        {"model__cell": "gru_d", "data__missing": "mask", "data__calendar": True, "data__scaling": "standard"},
        {"missing": True},
    ),
    "forward filled and winsorised, a mean of three networks": (
        {"data__missing": "forward", "data__winsorise": 1.5, "data__window_scaling": "instance", "model__members": 3},
        {"missing": True},
    ),
    "recursive, masked, patches, shared columns": (
        {
            "data__strategy": "recursive",
            "data__past_columns": [],
            "data__missing": "mask",
            "model__channels": "shared",
            "model__patch": 4,
            "data__winsorise": 2.0,
        },
        {"missing": True},
    ),
    "a number for missing values": (
        {"data__missing": "mask", "data__missing_codes": [-999]},
        {"missing": True, "blank": "-999"},
    ),
    "monthly without columns ahead": (
        {"data__future_columns": [], "data__calendar": True},
        {"months": True, "future": False},
    ),
    "seasonal differences of logarithms": (
        {
            **LONE,
            "data__transform": "log",
            "data__difference": "seasonal",
            "data__season": 5,
            "train__loss": "quantile",
        },
        {},
    ),
    "Box-Cox, first differences and missing values": (
        {"data__transform": "box_cox", "data__difference": "first", "data__missing": "mask", "data__winsorise": 3.0},
        {"missing": True},
    ),
    "seasons shorter than the horizon, of log1p": (
        {"data__transform": "log1p", "data__difference": "seasonal", "data__season": 4, "data__missing": "forward"},
        {"missing": True},
    ),
    "one series of a long table": ({"data__id_column": "note", "data__id": "x"}, {"beside": True}),
    "row numbers": ({**LONE, "data__time_column": None}, {"future": False}),
}


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as found:
        yield found


@pytest.fixture(scope="module")
def plain(tmp_path_factory, patch):
    """A deployment of hourly rows with columns of every kind, and its run."""
    folder = tmp_path_factory.mktemp("plain")
    run = stopped_run(folder / "runs", spec(table(folder / "table.csv")))
    return deployed(run, folder / "out", patch), run


def headless(*arguments):
    command = [sys.executable, "-m", "lstm_core", *map(str, arguments)]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=200)


def read(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_and_the_whole_file_give_the_products_forecast(kind, tmp_path, monkeypatch):
    changes, of_table = KINDS[kind]
    run = stopped_run(tmp_path / "runs", spec(table(tmp_path / "table.csv", **of_table), **changes))
    folder = deployed(run, tmp_path / "out", monkeypatch)
    assert passes(folder)["difference"] < 1e-5
    expected = json.loads((folder / "expected_output.json").read_text())
    done = alone(folder, run / "data.csv", tmp_path / "forecast.csv")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    head, *rows = read((tmp_path / "forecast.csv").read_text())
    times = expected["times"] if "data__time_column" not in changes else [str(ROWS + step + 1) for step in range(AHEAD)]
    assert [row[0] for row in rows] == times
    found = np.array([[float(cell) for cell in row[1:]] for row in rows])
    known = np.array(expected["values"]).reshape(len(rows), -1)
    assert found.shape == known.shape == (AHEAD, len(head) - 1)
    assert np.abs(found - known).max() < 1e-5 * np.abs(known).max()
    assert np.ptp(known) > 0


def test_the_forecast_of_a_trained_run_is_the_one_of_its_result(tmp_path):
    changes = {"data__calendar": True, "train__loss": "quantile", "train__steps": 60, "train__evaluate_every": 20}
    (tmp_path / "spec.json").write_text(spec(table(tmp_path / "table.csv"), **changes).to_json(), encoding="utf-8")
    done = headless("run", tmp_path / "spec.json", "--runs", tmp_path / "runs")
    assert done.returncode == 0, done.stderr
    run = done.stdout.strip()
    done = headless("deploy", run, tmp_path / "out", "--lang", "zh")
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "out")), done.stderr
    result = read_run(run).result
    done = alone(tmp_path / "out", f"{run}/data.csv")
    assert done.returncode == 0, done.stderr
    head, *rows = read(done.stdout)
    assert head == ["when", *(f"{name}_q{level}" for name in ("load", "heat") for level in (0.1, 0.5, 0.9))]
    columns = np.array([[float(cell) for cell in row[1:]] for row in rows]).T
    future = [result.future, result.columns["heat"].future]
    lines = [line for each in future for line in (each.low, each.forecast, each.high)]
    assert [row[0] for row in rows] == result.future.times
    assert np.abs(columns - np.array(lines)).max() < 1e-5 * np.abs(lines).max()
    card = (tmp_path / "out" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "测试部分的成绩" in card
    assert result_is_told(card, result)


def result_is_told(card, result):
    return f"{result.test['model'].mae:.3g}" in card


def changed(plain, tmp_path, edit):
    """The sample with its rows changed."""
    lines = (plain[0] / "sample_input.csv").read_text(encoding="utf-8").splitlines()
    edit(lines)
    (tmp_path / "new.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "new.csv"


def replace(row, column, value):
    def edit(lines):
        cells = lines[row].split(",")
        cells[column] = value
        lines[row] = ",".join(cells)

    return edit


def without_column(column):
    def edit(lines):
        lines[:] = [",".join(cell for at, cell in enumerate(line.split(",")) if at != column) for line in lines]

    return edit


def swap(lines):
    lines[3], lines[4] = lines[4], lines[3]


def days(lines):
    start = np.datetime64("2024-01-01")
    lines[1:] = [f"{start + at},{line.partition(',')[2]}" for at, line in enumerate(lines[1:])]


BAD = {
    "a missing column": (without_column(1), ["lacks the columns", '"load"', '"heat"']),
    "an extra column": (
        lambda lines: lines.__setitem__(slice(None), [f"{line},1" for line in lines]),
        ['"1"', "Remove"],
    ),
    "too few rows": (lambda lines: lines.__setitem__(slice(1, 15), []), ["10 rows", "reads 12"]),
    "a word for a number": (replace(5, 1, "many"), ['"many"', "Line 6", '"load"']),
    "an infinite number": (replace(5, 2, "inf"), ["Line 6", '"heat"']),
    "a missing value": (replace(5, 3, ""), ["line 6", '"wind"', "(1 in all)"]),
    "no time": (replace(5, 0, "soon"), ['"soon"', "Line 6", "ISO 8601"]),
    "times that fall": (swap, ["line 5", "not later than"]),
    "a time twice": (lambda lines: lines.insert(4, lines[3]), ["line 5", "not later than"]),
    "another distance": (days, ["hourly"]),
    "half an hour": (lambda lines: lines.insert(4, lines[3].replace(":00,", ":30,")), ["hourly", "line 5"]),
    "nothing known ahead": (
        lambda lines: lines.__delitem__(slice(-AHEAD, None)),
        ["0 rows", '"price"', "6 rows ahead"],
    ),
    "a hole ahead": (replace(-2, 5, ""), ['"price"']),
    "a header alone": (lambda lines: lines.__delitem__(slice(1, None)), ["no rows"]),
    "a row that is too long": (lambda lines: lines.__setitem__(7, lines[7] + ",1,2"), ["Line 8", "10 cells"]),
    "another delimiter": (
        lambda lines: lines.__setitem__(slice(None), [line.replace(",", ";") for line in lines]),
        ["lacks"],
    ),
    "an open quotation mark": (replace(4, 7, '"x'), ["from line"]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_used_is_one_sentence(name, plain, tmp_path):
    edit, words = BAD[name]
    said = refusal(plain[0], changed(plain, tmp_path, edit))
    assert "new.csv" in said
    assert all(word in said for word in words), said


def test_files_that_are_no_table_are_one_sentence(plain, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"\n\n")
    (tmp_path / "picture.csv").write_bytes(bytes(range(256)) * 10)
    assert "empty" in refusal(plain[0], tmp_path / "empty.csv")
    assert "utf-8" in refusal(plain[0], tmp_path / "picture.csv")
    assert "nowhere.csv" in refusal(plain[0], tmp_path / "nowhere.csv")
    assert "cannot be read" in refusal(plain[0], tmp_path)
    assert "cannot be written" in refusal(plain[0], plain[0] / "sample_input.csv", tmp_path / "none" / "x.csv")
    assert "--help" in refusal(plain[0])
    assert "--help" in refusal(plain[0], "--nonsense")


def test_steps_that_are_left_out_are_said_and_forecast_behind(plain, tmp_path):
    done = alone(plain[0], changed(plain, tmp_path, lambda lines: lines.__delitem__(5)))
    assert done.returncode == 0
    assert "leaves out 1 steps" in done.stderr
    assert len(read(done.stdout)) == AHEAD + 1


def test_a_damaged_deployment_is_one_sentence(plain, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(plain[0], copy)
    (copy / "model.onnx").write_bytes(b"no model")
    assert "model.onnx" in refusal(copy, "sample_input.csv")
    (copy / "preprocessing.json").write_text("{")
    assert "preprocessing.json" in refusal(copy, "sample_input.csv")


def test_the_check_fails_when_a_number_of_the_preprocessing_was_changed(plain, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(plain[0], copy)
    told = json.loads((copy / "preprocessing.json").read_text())
    told["scaling"]["targets"]["scale"][0] *= 1.01
    (copy / "preprocessing.json").write_text(json.dumps(told))
    done = alone(copy, "--check")
    assert done.returncode == 1
    assert done.stdout.startswith("FAIL")


def test_requirements_name_what_infer_imports_and_nothing_tells_of_home(plain, tmp_path):
    folder, _ = plain
    packages = [line.partition("==")[0] for line in (folder / "requirements.txt").read_text().splitlines()]
    assert packages == ["numpy", "onnxruntime", "pandas"]
    for file in folder.iterdir():
        assert str(folder.parent).encode() not in file.read_bytes(), file


def test_a_table_without_the_series_that_was_trained_on_is_refused(tmp_path, monkeypatch):
    of_series = spec(table(tmp_path / "table.csv", beside=True), data__id_column="note", data__id="x")
    folder = deployed(stopped_run(tmp_path / "runs", of_series), tmp_path / "out", monkeypatch)
    table(tmp_path / "new.csv").write_text((tmp_path / "new.csv").read_text().replace(",x\n", ",z\n"))
    said = refusal(folder, tmp_path / "new.csv")
    assert ('"x"' in said, '"note"' in said) == (True, True), said


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_scripts_are_clean(plain, tmp_path, language, monkeypatch):
    folder = deployed(plain[1], tmp_path / "out", monkeypatch, language)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E4,E7,E9,F,B,W", "--ignore", "B905"]
    done = subprocess.run([*command, str(folder)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# -- runs that cannot be deployed --------------------------------------------------------------------------------------


def test_runs_without_weights_data_or_an_end_are_refused(tmp_path):
    run = make_finished_run(tmp_path / "a")
    (run / "data.csv").unlink()
    assert_refused(run, tmp_path, "deploy.data_gone")
    run = make_finished_run(tmp_path / "b")
    (run / "checkpoints" / "best.safetensors").unlink()
    assert_refused(run, tmp_path, "inference.no_weights")
    run = make_finished_run(tmp_path / "c")
    (run / "events.jsonl").write_text("")
    assert_refused(run, tmp_path, "deploy.state")


def assert_refused(run, tmp_path, key):
    with pytest.raises(RunError) as caught:
        write_deployment(read_run(run), tmp_path / "out")
    assert [each.key for each in caught.value.messages] == [key]
    assert [each for each in tmp_path.iterdir() if "out" in each.name] == []


def test_other_weights_or_other_data_leave_nothing_behind(tmp_path, monkeypatch):
    run = make_finished_run(tmp_path / "d")
    text = (run / "data.csv").read_text()
    (run / "data.csv").write_text(text.replace("\n1700,5.0", "\n1700,6.0"))
    assert (run / "data.csv").read_text() != text
    with pytest.raises(RunError) as caught:
        deployed(run, tmp_path / "out", monkeypatch)
    assert caught.value.messages[0].key == "deploy.other_data"
    run = make_finished_run(tmp_path / "e")
    (run / "checkpoints" / "best.safetensors").write_bytes(b"damaged")
    with pytest.raises(RunError) as caught:
        deployed(run, tmp_path / "out", monkeypatch)
    assert caught.value.messages[0].key == "deploy.weights"
    assert {each.name for each in tmp_path.iterdir()} == {"d", "e"}


def test_a_full_disk_leaves_nothing_behind(plain, tmp_path, monkeypatch):
    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device", name)

    monkeypatch.setattr(writing._Folder, "_text", full)
    with pytest.raises(RunError) as caught:
        deployed(plain[1], tmp_path / "out", monkeypatch)
    assert caught.value.messages[0].key == "deploy.disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_not_touched(plain, tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(RunError) as caught:
        deployed(plain[1], tmp_path / "out", monkeypatch)
    assert caught.value.messages[0].key == "deploy.target"
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["mine.txt"]
