"""A run on times that bear offsets: the same local times in every table of it, and scripts that count as it does."""

import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.tables import load_series
from lstm_core.engine.tasks.series.backtest import known_until
from lstm_core.engine.tasks.series.inputs import Inputs
from lstm_core.reports.series import tables
from lstm_core.runs.predicting import predict
from lstm_core.runs.record import read_run
from lstm_core.scripts.bundle import write_bundle
from lstm_core.scripts.pytorch.script import render
from tests.core.scripts import bundle, play
from tests.core.test_deploy import headless, read
from tests.core.test_deploy import spec as deployed_spec
from tests.core.test_zones import BERLIN, hours, written
from tests.deployments import alone, deployed, passes, refusal, stopped_run

FIRST = "2023-12-20T01:00:00+01:00"
READ = {"data__time_column": "timestamp", "data__target": "load_kw", "data__season": None}
LONE = {"data__further_targets": [], "data__past_columns": [], "data__future_columns": [], **READ}


def opening_hours():
    index = hours("2023-09-04", "2023-12-20")
    return index[(index.hour >= 9) & (index.hour < 17) & (index.day_of_week < 5)]


def days():
    return pd.date_range("2023-07-01", "2023-12-20").tz_localize(BERLIN)


INDEXES = {
    "hours over a change of clocks": (lambda: hours("2023-10-26", "2023-11-03"), BERLIN),
    "half-hour zone": (lambda: hours("2023-09-01", "2023-09-08", "Asia/Kolkata"), "Asia/Kolkata"),
    "fixed offset": (lambda: hours("2023-09-01", "2023-09-08", "UTC-03:15"), "-03:15"),
    "spring": (lambda: hours("2024-03-07", "2024-03-15", "America/New_York"), "America/New_York"),
    "local midnights": (days, BERLIN),
    "opening hours": (opening_hours, BERLIN),
}


def gappy(path, index, absent=(41, 42, 77)):
    """The table without some rows and some values."""
    written(path, index)
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line if at % 17 else line.split(",")[0] + "," for at, line in enumerate(lines, 1)]
    kept = [line for at, line in enumerate(lines) if at not in absent]
    path.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A short training of the proposal for a table in local time, with its calendar read."""
    folder = tmp_path_factory.mktemp("zoned")
    spec = propose(profile(written(folder / "load.csv", hours("2023-09-01", "2023-12-20")))).spec
    spec = spec.with_changes({"data.calendar": True, "data.classics": False, "train.steps": 20, "model.hidden_size": 4})
    (folder / "spec.json").write_text(spec.to_json(), encoding="utf-8")
    done = headless("run", folder / "spec.json", "--runs", folder / "runs")
    assert done.returncode == 0, done.stderr
    return read_run(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def download(run, tmp_path_factory):
    folder, packed = tmp_path_factory.mktemp("download"), io.BytesIO()
    write_bundle(run, packed)
    zipfile.ZipFile(packed).extractall(folder)
    return folder


def test_every_table_of_a_run_begins_its_forecast_in_local_time(run, download):
    assert run.spec.series.zone == BERLIN
    assert run.result.future.times[0] == FIRST
    assert tables.future(run).rows[0][0] == FIRST
    assert tables.forecast_csv(run).splitlines()[1].startswith(f"{FIRST},")
    assert (download / "forecast.csv").read_text(encoding="utf-8").splitlines()[1].startswith(f"{FIRST},")
    assert FIRST in (download / "report.html").read_text(encoding="utf-8")


def test_the_scripts_of_a_download_repeat_it_and_forecast_in_local_time(run, download, tmp_path):
    [done] = play(tmp_path, [(str(download), "train.py", ["--check"])])
    assert done["ended"] in (0, None), done
    assert "PASS" in done["output"]
    assert "tzdata==" in (download / "requirements.txt").read_text(encoding="utf-8")
    content = (download / "preprocessing.json").read_text(encoding="utf-8")
    assert json.loads(content)["zone"]["name"] == BERLIN


def test_a_deployment_passes_and_forecasts_in_local_time(run, tmp_path, monkeypatch):
    folder = deployed(run.path, tmp_path / "out", monkeypatch)
    assert passes(folder)["difference"] < 1e-5
    assert json.loads((folder / "expected_output.json").read_text())["times"][0] == FIRST
    assert FIRST in (folder / "demo.html").read_text(encoding="utf-8")
    done = alone(folder, f"{run.path}/data.csv")
    assert read(done.stdout)[1][0] == FIRST, done.stderr
    cut = (folder / "sample_input.csv").read_text(encoding="utf-8").replace("+01:00", "")
    (tmp_path / "plain.csv").write_text(cut, encoding="utf-8")
    said = refusal(folder, tmp_path / "plain.csv")
    assert "no offset" in said
    assert BERLIN in said


def test_newer_rows_keep_the_zone(run, tmp_path):
    newer = written(tmp_path / "new.csv", hours("2023-12-20 01:00", "2023-12-21"))
    found = predict(run.path, newer)
    assert (found.added, found.rows[1][0]) == (24, "2023-12-21T01:00:00+01:00")
    utc = pd.date_range("2023-12-20T00:00Z", "2023-12-20T23:00Z", freq="h")
    assert predict(run.path, written(tmp_path / "utc.csv", utc)).rows[1][0] == "2023-12-21T01:00:00+01:00"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Trainings on tables of every kind that read a calendar, absent rows and the time since a value was seen."""
    home = tmp_path_factory.mktemp("scripts")
    found = {}
    for at, (name, (index, zone)) in enumerate(INDEXES.items()):
        changes = {**READ, "data__zone": zone, "data__calendar": True, "data__grid": True, "data__missing": "mask"}
        changes |= {"data__folds": 2, "data__test_fraction": 0.2}
        found[name] = bundle(
            home / str(at), "en", lambda folder, _, index=index: gappy(folder / "in.csv", index()), changes
        )
    told = play(home, [(str(each.folder), "train.py", ["--check"]) for each in found.values()])
    return dict(zip(found, told, strict=True)), found


@pytest.mark.parametrize("name", INDEXES)
def test_the_script_repeats_the_numbers_of_the_engine(played, name):
    told, bundles = played
    assert told[name]["ended"] in (0, None), told[name]
    assert told[name]["found"]["digest"] == bundles[name].series.digest
    for found, wanted in zip(told[name]["found"]["folds"], bundles[name].expected["folds"], strict=True):
        assert found["model"] == pytest.approx(wanted["model"], rel=1e-6)


@pytest.mark.parametrize("name", ["hours over a change of clocks", "local midnights", "opening hours"])
def test_a_deployment_of_any_zone_passes(name, tmp_path, monkeypatch):
    index, zone = INDEXES[name]
    path = gappy(tmp_path / "load.csv", index())
    more = {"data__zone": zone, "data__calendar": True, "data__grid": True, "data__missing": "mask"}
    run = stopped_run(tmp_path / "runs", deployed_spec(path, **LONE, **more))
    folder = deployed(run, tmp_path / "out", monkeypatch)
    assert passes(folder)["difference"] < 1e-5
    done = alone(folder, path)
    assert done.returncode == 0, done.stderr
    expected = json.loads((folder / "expected_output.json").read_text())["times"]
    assert [row[0] for row in read(done.stdout)[1:]] == expected


def test_a_backtest_is_cut_on_the_clock_of_the_whole(tmp_path):
    path = written(tmp_path / "load.csv", opening_hours())
    data = propose(profile(path)).spec.with_changes({"data.calendar": True, "data.horizon": 6}).data
    series = load_series(data, path)
    cut = known_until(series, 300, 6)
    assert cut.clock is series.clock
    assert np.array_equal(Inputs.of(data, cut).table[300:, -8:], Inputs.of(data, series).table[300:306, -8:])


def test_a_script_that_reads_no_time_of_the_day_needs_no_zone(tmp_path):
    spec = propose(profile(written(tmp_path / "load.csv", hours("2023-09-01", "2023-09-20")))).spec
    assert "tz_convert" not in render(spec)
    assert "tz_convert" in render(spec.with_changes({"data.calendar": True}))
