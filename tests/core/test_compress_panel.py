"""A network over several series is made smaller: judged over all of them as its run was, stored, checked, deployed."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lstm_core.data.series.sources import material_of
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.stored import runtime, write_model
from lstm_core.engine.tasks import contract
from lstm_core.engine.tasks.preparation import prepare
from lstm_core.engine.tasks.series.panel import PanelTask
from lstm_core.engine.work.rung import file_inputs
from lstm_core.results.series import SeriesResult
from lstm_core.runs.record import read_run
from lstm_core.scripts.deploy.writing import write_deployment
from tests.core.test_deploy_panel import products
from tests.core.test_ladder_process import printed
from tests.core.test_panel import all_of as of_long
from tests.core.test_wide import STORES, all_of, wide_table
from tests.deployments import passes

CPU = torch.device("cpu")
RUNGS = "int8,shrink:0.5,prune:0.5+int8,distil:3"


@pytest.fixture(scope="module")
def climbed(tmp_path_factory):
    """A run over a wide table that learned vectors, the report of its ladder, and the ladder's folder."""
    home = tmp_path_factory.mktemp("climbed")
    wide_table().to_csv(home / "shops.csv", index=False)
    more = {"data__past_columns": ["promo"], "model__id_embedding": 2, "data__refit": False}
    spec = all_of(home / "shops.csv", data__classics=False, **more)
    (home / "spec.json").write_text(spec.to_json(), encoding="utf-8")
    [run] = printed("run", str(home / "spec.json"), "--runs", str(home / "runs"))
    asked = ("--rungs", RUNGS, "--seeds", "2", "--json")
    *report, folder = printed("compress", run, "--runs", str(home / "runs"), *asked)
    return read_run(Path(run)), json.loads("\n".join(report)), Path(folder)


def test_every_rung_is_judged_over_all_series_as_the_run_was(climbed):
    run, _, folder = climbed
    record = read_run(folder)
    rows = {row.rung: row for row in record.rows}
    assert {row.rung: row.refusal for row in record.rows if row.refusal is not None} == {}
    judged = SeriesResult.of(run.result).test["model"].mae
    assert rows["onnx"].value == pytest.approx(judged, rel=1e-5)
    assert rows["int8"].value == pytest.approx(judged, rel=0.05)
    assert rows["onnx"].latency.same
    assert rows["shrink:0.5"].parameters < rows["onnx"].parameters
    for name in ("shrink:0.5", "prune:0.5+int8", "distil:3"):
        assert rows[name].value < 3 * judged


@pytest.mark.parametrize("rung", ["int8", "distil:3"])
def test_a_rung_is_deployed_for_every_series(climbed, tmp_path, rung):
    write_deployment(read_run(climbed[2]), tmp_path / "out", rung=rung)
    assert passes(tmp_path / "out")["good"]
    kept = json.loads((tmp_path / "out" / "preprocessing.json").read_text(encoding="utf-8"))
    assert set(kept["series"]) == set(STORES)


@pytest.mark.parametrize("vectors", [None, 2])
def test_a_stored_file_forecasts_every_series_as_its_network(tmp_path, vectors):
    spec = of_long(products(tmp_path / "products.csv"), data__classics=False, model__id_embedding=vectors)
    torch.manual_seed(0)
    network, task = prepare(spec, material_of(spec.series), CPU)
    network.eval()
    assert isinstance(task, PanelTask)
    compressor = contract.compressor("series")
    program = program_of(compressor.exported(spec, network))
    write_model(tmp_path / "model.onnx", program, "onnx")
    file = compressor.stored(spec, network, file_inputs(program), runtime(tmp_path / "model.onnx"))
    one, other = (compressor.judged(task, each) for each in (network, file))
    assert other.value == pytest.approx(one.value, rel=1e-5)
    np.testing.assert_allclose(other.samples, one.samples, rtol=1e-4)
    each = [task.members[name].parts.test for name in task.members]
    assert len(one.samples) == max(map(len, each))


def test_a_student_of_several_series_hears_its_teacher(tmp_path):
    spec = of_long(products(tmp_path / "products.csv"), data__classics=False, model__id_embedding=2)
    material = material_of(spec.series)
    network, task = prepare(spec, material, CPU)
    network.eval()
    student = contract.compressor("series").taught(spec, material, CPU, network)
    with torch.no_grad():
        own = float(task.loss(network, 0))
        assert float(student.loss(network, 0)) == pytest.approx(0.5 * own, rel=1e-5)  # what it says itself
    assert student.validation_size == task.validation_size
