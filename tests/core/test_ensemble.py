"""The mean forecast of several networks: each learns as it would alone, and wherever it goes it is the same mean."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from lstm_core.data.series.tables import load_series
from lstm_core.engine.export.building import program_of
from lstm_core.engine.export.reference_windows import forecast
from lstm_core.engine.instruments.places import layer_places, parts_of_network
from lstm_core.engine.tasks.preparation import prepare
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.errors import SpecError
from lstm_core.reports.kinds import repeat
from lstm_core.reports.series import verdicts
from lstm_core.results.repeat import table_of
from lstm_core.runs import memory
from lstm_core.spec.derived import layout_of
from lstm_core.spec.parsing import parse_train_spec
from tests.core.scripts import WIDE, bundle, plain_csv, play, spec_of, wide_csv
from tests.exports import LAYOUTS, far, series_forecaster, table, told

THREE = {"model__members": 3}
CPU = torch.device("cpu")


def shops_csv(folder, rows):
    cells = [f"{shop},{value * times!r}" for shop, times in (("a", 1), ("b", 30)) for value in rows]
    folder.joinpath("in.csv").write_text("shop,value\n" + "\n".join(cells), encoding="utf-8")


CASES = {
    "refitted, in pieces": (plain_csv, {"data__refit": "before_test", "data__folds": 2, "data__test_fraction": 0.3}),
    "masked quantiles of columns, one at a time": (
        wide_csv,
        WIDE
        | {"data__missing": "mask", "train__loss": "quantile", "model__channels": "shared", "model__patch": 4}
        | {"data__window_scaling": "instance_affine", "model__head_dropout": 0.2, "model__layers": 2},
    ),
    "recursive, of our own cells": (plain_csv, {"data__strategy": "recursive", "model__cell": "peephole"}),
    "several series, each with a vector": (shops_csv, {"data__id_column": "shop", "model__id_embedding": 2}),
    "a likelihood": (plain_csv, {"train__loss": "student_t", "data__transform": "log"}),
}


def loaded(folder, **changes):
    noise = np.random.default_rng(4).normal(size=90)
    plain_csv(folder, (10 + 3 * np.sin(np.arange(90) / 2) + noise).round(4).tolist())
    spec = spec_of(folder / "in.csv", **changes)
    return spec, load_series(spec.series, folder / "in.csv")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Every case as it travels, checked by its own script."""
    home = tmp_path_factory.mktemp("ensembles")
    made = {
        name: bundle(home / str(number), ("en", "zh")[number % 2], write, THREE | changes)
        for number, (name, (write, changes)) in enumerate(CASES.items())
    }
    done = play(home, [(str(each.folder), "train.py", ["--check"]) for each in made.values()])
    return {name: SimpleNamespace(made=made[name], **each) for name, each in zip(made, done, strict=True)}


@pytest.mark.parametrize("case", CASES)
def test_the_script_of_the_download_repeats_the_mean(played, case):
    done = played[case]
    assert (done.ended, done.output.splitlines()[-1]) == (0, "PASS")
    for name, scores in done.made.result.test.items():
        assert done.found["test"][name] == pytest.approx(scores.model_dump(exclude={"loss"}), rel=1e-6)


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_what_is_forecast_is_the_mean_of_what_its_members_say_alone(layout):
    network = series_forecaster(layout, {"model.members": 3, "data.window_scaling": "instance"}).eval()
    inputs = table(layout, network.reach)
    given = [torch.from_numpy(each) for each in inputs.values()]
    with torch.no_grad():
        alone = [member(*given) for member in network.alone()]
        each = network.each(*given)
    assert far(told(network, inputs), np.mean([said.numpy() for said in alone], axis=0)) < 1e-6
    assert all(torch.equal(one, other) for one, other in zip(alone, each, strict=True))
    assert far(forecast(program_of(network), inputs["past"], inputs["known"]), told(network, inputs)) < 1e-5


def test_the_first_member_begins_as_the_one_network_does_and_the_others_otherwise():
    spec = spec_of(**THREE)
    torch.manual_seed(3)
    three = SeriesForecaster(spec, layout_of(spec)).state_dict()
    torch.manual_seed(3)
    one = SeriesForecaster(spec_of(), layout_of(spec)).state_dict()
    assert all(torch.equal(three[name], each) for name, each in one.items())
    assert len({float(three[f"{within}head.weight"].sum()) for within in ("", "further.0.", "further.1.")}) == 3


def test_each_member_learns_as_it_would_alone(tmp_path):
    """Beside twins that begin with the same weights and are trained one by one, by steps of torch's own SGD."""
    whole = {"train__evaluate_every": 18, "train__clip_norm": None, "train__optimizer": "sgd"}
    spec, series = loaded(tmp_path, **THREE, **whole, train__schedule="constant", train__learning_rate=0.3)
    torch.manual_seed(spec.train.seed)
    begun = [each.state_dict() for each in prepare(spec, series, CPU).network.alone()]
    fit(spec, series, emit=lambda _: None, checkpoints=Checkpoints(tmp_path / "kept"))
    found = load_file(tmp_path / "kept" / "best.safetensors")
    for weights, within in zip(begun, ("", "further.0.", "further.1."), strict=True):
        twin, task = prepare(spec.with_changes({"model.members": 1}), series, CPU)
        twin.load_state_dict(weights)
        optimizer = torch.optim.SGD(twin.parameters(), lr=0.3, momentum=0.9)
        for step in range(18):
            optimizer.zero_grad()
            task.loss(twin, step).backward()
            optimizer.step()
        for name, each in twin.state_dict().items():
            assert not torch.allclose(each, weights[name])
            assert torch.allclose(each, found[f"{within}{name}"], atol=1e-6)


def test_the_errors_of_the_members_stand_beside_those_of_their_mean(played):
    result = played["refitted, in pieces"].made.result
    assert result.refitted
    assert len(result.members) == 3
    assert len({each.test for each in result.members}) == 3
    assert result.test["model"].mae <= np.mean([each.test for each in result.members])  # by the triangle inequality
    assert result.validation["model"].mae <= np.mean([each.validation for each in result.members])
    (said,) = verdicts._members(result, spec_of().series)
    assert "mean of 3 networks" in said.text("en")
    assert "3 个网络的平均" in said.text("zh")
    assert len(result.folds) == 2


def test_errors_of_several_series_are_means_over_them(played):
    result = played["several series, each with a vector"].made.result
    assert set(result.ids) == {"a", "b"}
    assert len(result.members) == 3
    assert result.test["model"].mae <= np.mean([each.test for each in result.members])


def test_a_run_of_one_network_tells_of_no_members(tmp_path):
    spec, series = loaded(tmp_path)
    result = fit(spec, series, emit=lambda _: None)
    assert (result.members, verdicts._members(result, spec.series)) == ([], [])


def test_instruments_look_at_the_first_member_and_memory_counts_all():
    spec = spec_of(**THREE)
    three, one = (SeriesForecaster(each, layout_of(each)) for each in (spec, spec_of()))
    assert [each.module for each in layer_places(three)] == [each.module for each in layer_places(one)]
    assert [each.name for each in parts_of_network(three)] == [each.name for each in parts_of_network(one)]
    assert memory.training_bytes(spec)[1] == 3 * memory.training_bytes(spec_of())[1]


@pytest.mark.parametrize(
    ("errors", "members", "offered"), [((2, 3, 4), 1, 1), ((2, 2.5, 2.7), 1, 0), ((2, 3, 4), 3, 0)]
)
def test_a_repetition_offers_it_where_seeds_lie_far_apart(errors, members, offered):
    run = spec_of(model__members=members)
    told = {"table": table_of([{"mae": each} for each in errors]), "members": [], "result": "ended"}
    said = repeat.explanation(SimpleNamespace(**told, spec=SimpleNamespace(run=run)))
    assert [each.key for each in said].count("repeat.ensemble") == offered


@pytest.mark.parametrize("task", ["text", "speech"])
def test_other_tasks_refuse_members_by_name(task):
    with pytest.raises(SpecError) as caught:
        parse_train_spec({"data": {"task": task}, "model": {"members": 3}})
    (said,) = caught.value.messages
    assert "model.members" in said.text("en")
    assert task in said.text("zh") or "model.members" in said.text("zh")
