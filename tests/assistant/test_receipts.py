"""A finished comparison is the receipt of an advice on the data that it was run on, and of nothing else."""

import pytest

from assistant.guide.answers import testing
from assistant.workspace.receipts import TOPICS, Receipt, data_of, newest, receipts, topic_of
from lstm_core.results.compare import CompareResult
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.comparison_sets import SETS, candidates_of, fitting
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import TASKS
from tests.comparisons import TIED, compare_spec, make_comparison
from tests.support import spec_of


def receipt(*candidates):
    """Of a comparison on the sunspots; what it found is no matter."""
    spec = compare_spec(*candidates)
    return Receipt("1", 0.0, None, topic_of(spec), "sunspots", spec, CompareResult.model_construct())


def test_every_test_that_the_guide_offers_has_a_topic_by_which_its_receipts_are_found():
    offered = {name.removeprefix("compare_") for name in (*testing._TESTS.values(), *testing._TESTS_OF.values())}
    assert offered <= set(TOPICS)


@pytest.mark.parametrize("name", SETS)
def test_a_ready_made_set_is_a_receipt_of_the_advice_of_its_name(name):
    tasks = (TrainRunSpec.model_validate({"data": {"task": task}}) for task in TASKS)
    for run in [each for each in tasks if name in fitting(each)]:
        made = compare_spec().model_copy(update={"run": run, "candidates": candidates_of(name, run)})
        topic = topic_of(made)
        assert topic is not None
        assert Receipt("1", 0.0, name, topic, "", made, CompareResult.model_construct()).tells_of(name)


@pytest.mark.parametrize(
    ("candidates", "told", "not_told"),
    [
        (({}, {"model.cell": "gru"}), {"lstm_gru", "cells"}, {"transformer", "slstm", "layers"}),
        (({"model.cell": "gru"}, {"model.cell": "slstm"}), {"cells"}, {"lstm_gru", "slstm"}),
        (({}, {"model.cell": "peephole"}), {"peephole", "cells"}, {"lstm_gru"}),
        (({}, {"model.cell": "layer_norm_lstm"}), {"layer_norm"}, {"lstm_gru"}),
        (({"model.layers": 1}, {"model.layers": 2}), {"layers"}, {"residual", "hidden_sizes"}),
        (({"train.batch_size": 16}, {"train.batch_size": 64, "train.steps": 60}), {"batch_sizes"}, {"layers"}),
        (({}, {"train.optimizer": "sgd", "train.learning_rate": 0.1}), {"optimizers"}, {"learning_rates"}),
        (({"data.window": 11}, {"data.window": 22}), {"windows"}, {"layers"}),
    ],
)
def test_candidates_of_ones_own_are_one_too_where_they_differ_in_that_setting_alone(candidates, told, not_told):
    found = receipt(*candidates)
    assert {name for name in TOPICS if found.tells_of(name)} >= told
    assert not any(found.tells_of(name) for name in not_told)


def test_candidates_that_differ_in_several_settings_prove_no_advice():
    found = receipt({}, {"model.cell": "gru", "model.hidden_size": 16})
    assert found.topic is None
    assert not any(found.tells_of(name) for name in TOPICS)


def test_the_newest_of_each_data_is_kept_and_equal_files_are_one_data(tmp_path):
    names = ["20261123-170000-c-compare", "20261123-160000-b-compare", "20261123-150000-a-compare"]
    for name in names:
        make_comparison(tmp_path, TIED, name=name)
    other = compare_spec(data__source="made", data__time_format=None)
    make_comparison(tmp_path, TIED, spec=other, name="20261123-140000-d-compare")
    found = receipts(tmp_path, [(name, 0.0) for name in [*names, "20261123-140000-d-compare"]])
    assert [each.run_id for each in newest(found)] == [names[0], "20261123-140000-d-compare"]


def test_files_of_one_name_with_other_contents_are_other_data(tmp_path):
    folders = []
    for name, content in (("a", b"t,y\n1,2\n"), ("b", b"t,y\n1,3\n"), ("c", b"t,y\n1,2\n")):
        folder = RunFolder(tmp_path / name)
        folder.path.mkdir()
        folder.data.write_bytes(content)
        folders.append(folder)
    subject = spec_of(data__source="file", data__file="/somewhere/shop.csv", data__name="shop.csv").data
    first, other, same = (data_of(folder, subject) for folder in folders)
    assert first == same != other


def test_a_pair_tells_of_a_finding_only_where_the_training_is_the_same():
    changes = {"train.learning_rate": 0.0005}
    found = receipt({}, changes)
    own, data = spec_of(), found.data
    assert found.tried(own, data, [{"model.hidden_size": 99}, changes])
    assert found.tried(spec_of(train__seed=7, train__threads=2), data, [changes])
    assert not found.tried(own, "other data", [changes])
    assert not found.tried(spec_of(model__hidden_size=16), data, [changes])
    assert not found.tried(own, data, [{"train.learning_rate": 0.1}])
