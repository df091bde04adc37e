"""A network over the columns of a wide table is deployed: each column is a series, read from newer wide files."""

import json

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.sources import material_of
from lstm_core.errors import RunError
from lstm_core.results.series import SeriesResult
from lstm_core.runs.record import read_run
from lstm_core.scripts.deploy.writing import write_deployment
from tests.core.scripts import run_in
from tests.core.test_deploy_panel import read, said_by_the_download
from tests.core.test_wide import NEWER, ROWS, SMALL, STORES, all_of, wide_table
from tests.deployments import alone, deployed, passes, refusal, stopped_run

ALONE = {"data__classics": False, "data__refit": False}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The folder of a finished run that reads an input and learns vectors, the run, and its table."""
    home = tmp_path_factory.mktemp("told")
    wide_table().to_csv(home / "shops.csv", index=False)
    more = {"data__past_columns": ["promo"], "model__id_embedding": 2, "data__transform": "log", "data__refit": True}
    record = run_in(home, all_of(home / "shops.csv", data__classics=False, **more))
    write_deployment(record, home / "out")
    return home / "out", record, home / "shops.csv"


def test_every_column_is_forecast_as_its_run_did_with_its_own_interval(told):
    folder, record, table = told
    done = alone(folder, table)
    assert (done.returncode, done.stderr) == (0, "")
    head, rows = read(done.stdout)
    assert head == ["series", "date", "value", "value_low_0.8", "value_high_0.8"]
    assert list(dict.fromkeys(rows["series"])) == list(STORES)
    for name, found in SeriesResult.of(record.result).ids.items():
        own, future = rows[rows["series"] == name], found.future
        assert own["date"].tolist() == future.times
        for column, known in zip(head[2:], (future.forecast, future.low, future.high), strict=True):
            assert own[column].astype(float).to_numpy() == pytest.approx(np.array(known), rel=1e-5)


def test_a_newer_wide_file_is_forecast_column_by_column(told, tmp_path):
    folder = told[0]
    newer = wide_table(ROWS + NEWER).drop(columns="StoreB").assign(StoreX=1.0)
    newer.loc[newer.index[-2:], "StoreC"] = np.nan
    newer.to_csv(tmp_path / "newer.csv", index=False)
    done = alone(folder, tmp_path / "newer.csv", "--json")
    assert '"StoreX"' in done.stderr
    found = json.loads(done.stdout)
    assert {each["id"]: each["times"][0] for each in found["series"]} == {
        "StoreA": "2024-05-04",
        "StoreC": "2024-05-02",
    }
    assert found["left_out"] == ["StoreX"]
    _, rows = read(alone(folder, tmp_path / "newer.csv", "--id", "StoreC").stdout)
    assert set(rows["series"]) == {"StoreC"}
    assert 'column "StoreB"' in refusal(folder, tmp_path / "newer.csv", "--id", "StoreB")
    assert '"StoreX"' in refusal(folder, tmp_path / "newer.csv", "--id", "StoreX")


def test_what_is_no_such_table_is_refused_by_its_column_and_line(told, tmp_path):
    folder, path = told[0], tmp_path / "newer.csv"

    def said(table: pd.DataFrame) -> str:
        table.to_csv(path, index=False)
        return refusal(folder, path)

    table = wide_table()
    assert '"StoreA", "StoreB", "StoreC"' in said(table[["date", "promo"]])
    assert '"note"' in said(table.assign(note="x"))
    assert '"value"' in said(table.assign(value=1.0))
    hole = table.copy()
    hole.loc[50, "StoreB"] = np.nan
    assert '("series" "StoreB") has no value on line 52' in said(hole)
    assert "Line 12" in said(table.astype({"StoreA": object}).replace({"StoreA": {table["StoreA"][10]: "closed"}}))


def test_the_download_forecasts_every_column_as_its_run_did(told, tmp_path):
    _, record, _ = told
    _, rows = read(said_by_the_download(record, tmp_path))
    for name, found in SeriesResult.of(record.result).ids.items():
        own = rows[rows["series"] == name]
        assert own["value"].astype(float).to_numpy() == pytest.approx(np.array(found.future.forecast), rel=1e-5)


def hours(zone: bool = True) -> pd.DataFrame:
    """Hours of one offset, with values missing at other times in each column, of which the last one ends early."""
    noise, rows = np.random.default_rng(1), 240
    times = pd.date_range("2024-03-28", periods=rows, freq="h", tz="Europe/Berlin" if zone else None)
    found = pd.DataFrame({"time": [each.isoformat() for each in times]})
    for at in range(3):
        day = 10 + 5 * np.sin(2 * np.pi * (np.arange(rows) + at) / 24)
        found[f"S{at}"] = np.round(day + noise.normal(size=rows), 2)
        found.loc[noise.choice(rows - 1, 12, replace=False), f"S{at}"] = np.nan
    found.loc[rows - 10 :, "S2"] = np.nan
    return found


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (wide_table(), {"data.ids": ["StoreA", "StoreC"], "data.calendar": True, "model.id_embedding": 2}),
        (wide_table().drop(columns="date"), {}),
        (wide_table(), {"data.future_columns": ["promo"], "data.strategy": "recursive"}),
        (hours(), {"data.zone": "Europe/Berlin", "data.calendar": True, "model.cell": "gru_d"}),
        (hours(zone=False).drop(index=[40, 41]), {"data.missing": "forward", "data.grid": True}),
    ],
    ids=["a choice of columns", "without times", "known ahead", "a zone with gaps", "a grid"],
)
def test_the_files_give_what_torch_gives_of_every_column(tmp_path, monkeypatch, table, changes):
    if "data.future_columns" in changes:
        later = wide_table(ROWS + 7)
        later.loc[ROWS:, list(STORES)] = np.nan
        table = later
    table.to_csv(tmp_path / "shops.csv", index=False)
    spec = all_of(tmp_path / "shops.csv", **ALONE).with_changes({**SMALL, **changes})
    folder = deployed(stopped_run(tmp_path, spec), tmp_path / "out", monkeypatch)
    told = passes(folder)
    assert told["good"]
    assert told["difference"] < 1e-5
    kept = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
    assert list(kept["series"]) == list(material_of(spec.series).series)
    assert "value" in (folder / "demo.html").read_text(encoding="utf-8")
    assert alone(folder, tmp_path / "shops.csv").returncode == 0


def test_one_column_that_is_chosen_by_id_is_deployed_as_its_own_target_only(tmp_path):
    wide_table().to_csv(tmp_path / "shops.csv", index=False)
    spec = all_of(tmp_path / "shops.csv", **ALONE).with_changes({"data.id": "StoreA"})
    run = stopped_run(tmp_path, spec)
    with pytest.raises(RunError) as error:
        write_deployment(read_run(run), tmp_path / "out")
    assert error.value.messages[0].key == "deploy.wide"
