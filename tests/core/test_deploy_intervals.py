"""A network without quantiles is deployed with the intervals that its run found, and its check compares them."""

import json
import shutil

import numpy as np
import pytest

from lstm_core.runs.record import read_run
from tests.core.test_deploy import LONE, alone, headless, read, spec, table

KINDS = {
    "two targets": {},
    "logarithms, seasonal differences and a floor that is met": {
        **LONE,
        "data__transform": "log1p",
        "data__difference": "seasonal",
        "data__season": 4,
        "data__floor": 20.0,
    },
}


@pytest.fixture(scope="module", params=KINDS)
def deployed(request, tmp_path_factory):
    """The folder of a trained run, and its result."""
    home = tmp_path_factory.mktemp("deployed")
    changes = {"train__steps": 40, "train__evaluate_every": 20, **KINDS[request.param]}
    (home / "spec.json").write_text(spec(table(home / "table.csv"), **changes).to_json(), encoding="utf-8")
    done = headless("run", home / "spec.json", "--runs", home / "runs")
    assert done.returncode == 0, done.stderr
    run = done.stdout.strip()
    assert headless("deploy", run, home / "out").returncode == 0
    return home / "out", run, read_run(run).result


def test_the_intervals_are_those_of_the_run(deployed):
    folder, run, result = deployed
    done = alone(folder, f"{run}/data.csv")
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = read(done.stdout)
    columns = {"load": result, **result.columns}
    assert head[1:] == [name + end for name in columns for end in ("", "_low_0.8", "_high_0.8")]
    found = np.array([[float(cell) for cell in row[1:]] for row in rows]).T
    futures = [column.future for column in columns.values()]
    known = np.array([line for each in futures for line in (each.forecast, each.low, each.high)])
    assert np.abs(found - known).max() < 1e-5 * np.abs(known).max()
    assert (found[1] < found[2]).all()
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "80%" in card or "80 %" in card
    assert alone(folder, "--check").returncode == 0


def test_the_check_fails_where_an_interval_was_changed(deployed, tmp_path):
    shutil.copytree(deployed[0], tmp_path / "copy")
    place = tmp_path / "copy" / "preprocessing.json"
    told = json.loads(place.read_text())
    told["interval"]["high"][-1][0] += 0.5 * told["scaling"]["targets"]["scale"][0]
    place.write_text(json.dumps(told))
    done = alone(tmp_path / "copy", "--check")
    assert (done.returncode, done.stdout[:4]) == (1, "FAIL")
