"""A network over several series is deployed: every series by its id, as its run forecast it, with its own interval."""

import csv
import io
import json
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest
from safetensors.torch import load_file

from lstm_core.results.series import SeriesResult
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import read_run
from lstm_core.scripts.bundle import write_bundle
from tests.core.test_deploy import headless
from tests.core.test_deploy_server import ASK as OF_ONE
from tests.core.test_deploy_server import FASTAPI
from tests.core.test_panel import all_of, growing, series
from tests.deployments import alone, deployed, passes, refusal, stopped_run

LEVELS = {"7": 5.0, "12": 80.0, "3": 900.0}
ALONE = {"data__classics": False}
ASK = (
    OF_ONE[: OF_ONE.index("async def main")]
    .replace('"query_string": b""', '"query_string": path.partition("?")[2].encode()')
    .replace('"path": path', '"path": path.partition("?")[0]')
    + """
async def main():
    csv = open(f"{sys.argv[1]}/sample_input.csv", "rb").read()
    def read(answer):
        return [answer[0], json.loads(answer[1])]
    async def of(name):
        return read(await ask("POST", "/forecast?id=" + name, "text/csv", csv))
    found = {"series": read(await ask("GET", "/series")), "strange": await of("nobody")}
    found["all"] = read(await ask("POST", "/forecast", "text/csv", csv))
    found["each"] = await asyncio.gather(*[of(name) for name in ["7", "12", "3"] * 8])
    print(json.dumps(found))

asyncio.run(main())
"""
)


def products(path):
    """Months of three growing products of other lengths and beginnings, with what is told of each."""
    parts = [
        growing(level, rows).assign(product=name, region=["north", "south"][place % 2], size=place)
        for place, ((name, level), rows) in enumerate(zip(LEVELS.items(), (96, 120, 150), strict=True))
    ]
    pd.concat(parts, ignore_index=True).to_csv(path, index=False)
    return path


def shops(path, ahead=7):
    """Days of two shops with a promotion that is known ahead; the rows of both stand mixed."""
    parts = []
    for place, level in enumerate((20.0, 700.0)):
        own = series(level, rows=120 + ahead, seed=place)
        own["promo"] = np.random.default_rng(place).integers(0, 2, len(own))
        own["sales"] = own["sales"].where(own.index < 120)
        parts.append(own.assign(shop=f"S{place}"))
    pd.concat(parts).sort_values("date", kind="stable").to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The folder of a finished run that is told static columns and learns vectors, and the run's result."""
    home = tmp_path_factory.mktemp("told")
    more = {"data__static_columns": ["region=north", "size"], "model__id_embedding": 2, "data__transform": "log"}
    more |= {"data__refit": "all"}
    spec = all_of(products(home / "products.csv"), **ALONE, **more)
    (home / "spec.json").write_text(spec.to_json(), encoding="utf-8")
    done = headless("run", home / "spec.json", "--runs", home / "runs")
    assert done.returncode == 0, done.stderr
    run = done.stdout.strip()
    done = headless("deploy", run, home / "out")
    assert done.returncode == 0, done.stderr
    return home / "out", run, SeriesResult.of(read_run(run).result)


def read(text):
    head, *rows = csv.reader(io.StringIO(text))
    return head, pd.DataFrame(rows, columns=head)


def test_every_series_is_forecast_as_its_run_did_with_its_own_interval(told):
    folder, run, result = told
    done = alone(folder, RunFolder(run).data)
    assert (done.returncode, done.stderr) == (0, "")
    head, rows = read(done.stdout)
    assert head == ["product", "date", "sales", "sales_low_0.8", "sales_high_0.8"]
    assert list(dict.fromkeys(rows["product"])) == list(LEVELS)
    for name, found in result.ids.items():
        own, future = rows[rows["product"] == name], found.future
        assert own["date"].tolist() == future.times
        for column, known in (
            ("sales", future.forecast),
            ("sales_low_0.8", future.low),
            ("sales_high_0.8", future.high),
        ):
            assert own[column].astype(float).to_numpy() == pytest.approx(np.array(known), rel=1e-6)
    assert passes(folder)["good"]


def test_the_vector_of_each_series_stands_beside_what_is_told_of_it(told):
    folder, run, _ = told
    kept = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
    vectors = load_file(RunFolder(run).best)["embedding.weight"].tolist()
    for place, (name, size) in enumerate(zip(LEVELS, (-(1.5**0.5), 0.0, 1.5**0.5), strict=True)):
        assert kept["series"][name]["beside"] == pytest.approx([float(place != 1), size, *vectors[place]])
    assert kept["transform"]["kind"] == "log"  # of all of them, once
    assert {"scaling", "interval", "beside"} <= kept["series"]["7"].keys()


def test_one_series_is_chosen_by_its_id_and_one_that_was_not_learned_is_named(told, tmp_path):
    folder, run, _ = told
    data = RunFolder(run).data
    _, rows = read(alone(folder, data, "--id", "12").stdout)
    assert set(rows["product"]) == {"12"}
    table = pd.read_csv(data, dtype=str)
    table.loc[table["product"] == "3", "product"] = "new"
    table.to_csv(tmp_path / "new.csv", index=False)
    done = alone(folder, tmp_path / "new.csv", "--json")
    assert done.returncode == 0
    assert '"new"' in done.stderr
    found = json.loads(done.stdout)
    assert [each["id"] for each in found["series"]] == ["7", "12"]
    assert found["left_out"] == ["new"]
    assert '"new"' in refusal(folder, tmp_path / "new.csv", "--id", "new")
    assert '"3"' in refusal(folder, tmp_path / "new.csv", "--id", "3")
    table["product"] = "new"
    table.drop_duplicates("date").to_csv(tmp_path / "none.csv", index=False)
    assert "none of the series" in refusal(folder, tmp_path / "none.csv")


def test_a_refusal_names_the_series(told, tmp_path):
    folder, run, _ = told
    table = pd.read_csv(RunFolder(run).data, dtype=str)
    short = pd.concat([own.tail(200 if name != "12" else 5) for name, own in table.groupby("product", sort=False)])
    short.to_csv(tmp_path / "short.csv", index=False)
    said = refusal(folder, tmp_path / "short.csv")
    assert '"12"' in said
    assert "5 rows" in said


@pytest.mark.parametrize(
    "changes",
    [
        {"data__future_columns": ["promo"], "data__calendar": True, "model__id_embedding": 3},
        {"data__strategy": "recursive", "model__patch": 2, "data__future_columns": ["promo"], "model__id_embedding": 2},
        {
            "train__loss": "quantile",
            "train__quantiles": [0.1, 0.5, 0.9],
            "model__cell": "gru_d",
            "data__missing": "mask",
        },
        {"train__loss": "negative_binomial", "train__quantiles": [0.1, 0.5, 0.9], "data__scaling": "mean"},
    ],
    ids=["known ahead", "recursive", "quantiles of GRU-D", "counts"],
)
def test_the_files_give_what_torch_gives_of_every_series(tmp_path, monkeypatch, changes):
    path = shops(tmp_path / "shops.csv", ahead=7 if "data__future_columns" in changes else 0)
    if changes.get("train__loss") == "negative_binomial":
        table = pd.read_csv(path)
        table.assign(sales=table["sales"].round()).to_csv(path, index=False)
        changes = {**changes, "data__window_scaling": "none", "data__floor": 0.0}
    spec = all_of(path, **{"data__future_columns": [], **ALONE, "data__refit": "none", **changes})
    folder = deployed(stopped_run(tmp_path, spec), tmp_path / "out", monkeypatch)
    needs = ("scipy",) if changes.get("train__loss") == "negative_binomial" else ()
    told = passes(folder, needs)
    assert told["good"]
    assert told["difference"] < 1e-5


def test_the_server_forecasts_one_series_or_all_of_them_at_once_and_each_request_its_own(told, tmp_path):
    (tmp_path / "fastapi").mkdir()
    (tmp_path / "fastapi" / "__init__.py").write_text(FASTAPI, encoding="utf-8")
    responses = "from starlette.responses import JSONResponse\n"
    (tmp_path / "fastapi" / "responses.py").write_text(responses, encoding="utf-8")
    command = [sys.executable, "-I", "-c", ASK, str(told[0]), str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["series"] == [200, {"column": "product", "ids": list(LEVELS)}]
    status, every = found["all"]
    assert status == 200
    assert [each["id"] for each in every["series"]] == list(LEVELS)
    assert len(found["each"]) == 24
    for (status, answer), name in zip(found["each"], [*LEVELS] * 8, strict=True):
        assert status == 200
        assert answer["series"] == [each for each in every["series"] if each["id"] == name]
    status, answer = found["strange"]
    assert status == 422
    assert '"nobody"' in answer["error"]


def said_by_the_download(record, folder):
    """What predict.py of a run's download prints of the data beside it."""
    packed = io.BytesIO()
    write_bundle(record, packed)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    command = [sys.executable, "predict.py", "data.csv"]
    done = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_download_forecasts_every_series_as_its_run_did(told, tmp_path):
    _, run, result = told
    _, rows = read(said_by_the_download(read_run(run), tmp_path))
    for name, found in result.ids.items():
        own = rows[rows["product"] == name]
        assert own["sales"].astype(float).to_numpy() == pytest.approx(np.array(found.future.forecast), rel=1e-5)
