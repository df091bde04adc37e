"""Newer rows for a trained forecaster: the same network, no training, scores where the truth is there."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.continuation import continued
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.windows import boundaries
from lstm_core.errors import DataError, RunError
from lstm_core.runs.predicting import predict
from lstm_core.spec.parsing import parse_train_spec
from tests.tree import ROOT

ROWS, KNOWN = 150, 126


def monthly():
    at = np.arange(ROWS)
    noise = np.random.default_rng(0).normal(size=ROWS)
    values = 100 * 1.01**at * (1 + 0.1 * np.sin(2 * np.pi * at / 12)) * np.exp(0.02 * noise)
    months = pd.date_range("2010-01-01", periods=ROWS, freq="MS").strftime("%Y-%m")
    return pd.DataFrame({"month": months, "sales": values.round(2)})


def written(folder, name, table):
    table.to_csv(folder / name, index=False)
    return folder / name


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A short training on the first months, by its default path."""
    folder = tmp_path_factory.mktemp("newer")
    proposed = propose(profile(written(folder, "old.csv", monthly()[:KNOWN])))
    (folder / "spec.json").write_text(proposed.spec.with_changes({"train.steps": 50}).to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "lstm_core", "run", str(folder / "spec.json"), "--runs", str(folder / "runs")]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_the_forecast_follows_the_newer_rows_and_they_are_scored(run, tmp_path):
    found = predict(Path(run), written(tmp_path, "new.csv", monthly()[KNOWN:]))
    head, *rows = found.rows
    assert head[:4] == ["time", "sales", "sales_low_0.8", "sales_high_0.8"]
    assert [row[0] for row in rows][:2] == ["2022-07", "2022-08"]
    assert found.added == ROWS - KNOWN
    assert found.scores["delivered"] < found.scores["persistence"]
    assert all(low <= value <= high for _, value, low, high, *_ in rows)


def test_the_command_writes_the_table_and_tells_of_the_rows(run, tmp_path):
    new = written(tmp_path, "new.csv", monthly()[KNOWN:])
    command = [sys.executable, "-m", "lstm_core", "predict", run, "--data", str(new), str(tmp_path / "out.csv")]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(tmp_path / "out.csv")
    assert "24" in done.stderr
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 13


def test_what_training_fitted_stays_what_it_was(run, tmp_path):
    trained = parse_train_spec(json.loads((Path(run) / "spec.json").read_text(encoding="utf-8")))
    new = written(tmp_path, "new.csv", monthly()[KNOWN:])
    found = continued(trained, Path(run) / "data.csv", new, tmp_path / "longer.csv", "new.csv")
    assert boundaries(ROWS, found.spec.series) == boundaries(KNOWN, trained.series)
    assert found.series.values.tolist() == monthly()["sales"].tolist()


def test_rows_of_both_files_count_as_the_newer_one_says(run, tmp_path):
    table = monthly()
    table.loc[KNOWN - 3, "sales"] *= 2
    found = predict(Path(run), written(tmp_path, "new.csv", table[KNOWN - 3 :]))
    assert any(notice.key == "data.new_overlap" and notice.parameters["count"] == 3 for notice in found.notices)
    assert found.added == ROWS - KNOWN


BAD = {
    "steps are left out": (lambda table: table[KNOWN + 2 :], ["2020-09-01", "2020-06-01", "left out"]),
    "nothing is new": (lambda table: table[:50], ["2020-06"]),
    "a column is missing": (lambda table: table[KNOWN:].rename(columns={"sales": "x"}), ['"sales"', "x"]),
    "another frequency": (
        lambda table: table[KNOWN:].assign(month=[str(np.datetime64("2020-06-08") + 7 * n) for n in range(24)]),
        ["less than a step"],
    ),
    "words": (lambda table: table[KNOWN:].assign(sales="many"), ["no column of numbers"]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_does_not_go_on_is_one_sentence(run, name, tmp_path):
    change, words = BAD[name]
    with pytest.raises((RunError, DataError)) as refused:
        predict(Path(run), written(tmp_path, "new.csv", change(monthly())))
    said = refused.value.messages[0].text("en")
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    ("freq", "known", "first"),
    [("BMS", "2023-12-01", "2024-01-02"), ("BME", "2024-02-29", "2024-03-28"), ("BMS", "2024-04-01", "2024-05-02")],
)
def test_a_holiday_moves_the_day_of_trading_of_a_newer_month(freq, known, first, tmp_path):
    """New Year's Day, Good Friday and the First of May are no days of trading."""
    days = pd.date_range("2012-01-01", known, freq=freq)
    values = 100 + np.random.default_rng(0).normal(size=len(days)).cumsum().round(3)
    old = written(tmp_path, "old.csv", pd.DataFrame({"date": days.strftime("%Y-%m-%d"), "close": values}))
    new = written(tmp_path, "new.csv", pd.DataFrame({"date": [first], "close": [values[-1]]}))
    spec = propose(profile(old)).spec
    assert continued(spec, old, new, tmp_path / "longer.csv", "new.csv").added == 1
