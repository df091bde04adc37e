"""The space of a search: what is suggested and why, what is refused and how."""

import json
from pathlib import Path

import pytest

from lstm_core.__main__ import main
from lstm_core.data import tasks
from lstm_core.errors import SpecError
from lstm_core.kinds import parse_spec
from lstm_core.reports.kinds.search import range_text, reason_text
from lstm_core.runs import search_plan
from lstm_core.runs.slots import Slots
from lstm_core.spec.combining import combined
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.search import Dimension
from lstm_core.spec.search_spaces import Facts, around, largest, nearest, suggested
from tests.searches import SPACE, search_spec
from tests.support import spec_of

RATE = {"path": "train.learning_rate", "kind": "float", "low": 1e-4, "high": 1e-2}
WIDTH = {"path": "model.hidden_size", "kind": "categorical", "choices": [4, 8]}


def refusal(space, **more):
    with pytest.raises(SpecError) as caught:
        search_spec(space, **more)
    return caught.value.messages[0]


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("space", "key", "words"),
    [
        ([], "spec.search_empty", "empty"),
        ([{**RATE, "low": 0.1, "high": 0.01}], "spec.search_inverted", "low 0.1 is above high 0.01"),
        ([{**RATE, "low": 0.01, "high": 0.01}], "spec.search_one_value", "0.01"),
        ([{**WIDTH, "choices": [8]}], "spec.search_one_value", "model.hidden_size"),
        ([{**WIDTH, "choices": []}], "spec.search_no_choices", "model.hidden_size"),
        ([{**WIDTH, "choices": [8, 8]}], "spec.search_choice_twice", "8"),
        ([{**WIDTH, "low": 1, "high": 4}], "spec.search_choices_and_range", "model.hidden_size"),
        ([{**RATE, "choices": [1]}], "spec.search_choices_and_range", "train.learning_rate"),
        ([{"path": "train.learning_rate", "kind": "float"}], "spec.search_no_range", "low or high"),
        ([{**RATE, "low": 0.0, "log": True}], "spec.search_log_positive", "above 0"),
        ([{**RATE, "log": True, "step": 0.1}], "spec.search_log_step", "0.1"),
        ([{**RATE, "step": 0.5}], "spec.search_step", "0.5"),
        ([{"path": "model.layers", "kind": "int", "low": 1, "high": 2.5}], "spec.search_whole", "2.5"),
        ([RATE, RATE], "spec.search_path_twice", "train.learning_rate"),
        ([{**RATE, "path": "train.learning_rat"}], "spec.search_did_you_mean", "train.learning_rate"),
        ([{**RATE, "path": "learning_rate"}], "spec.search_did_you_mean", "train.learning_rate"),
        ([{**RATE, "path": "hidden"}], "spec.search_unknown", "hidden"),
        ([{**WIDTH, "path": "model.tied", "choices": [True, False]}], "spec.search_other_task", "model.tied"),
        ([{**WIDTH, "path": "data.level", "choices": ["bpe", "character"]}], "spec.search_other_task", "data.level"),
        ([{**WIDTH, "path": "data.horizon"}], "spec.search_judged", "data.horizon"),
        ([{**WIDTH, "path": "data.target", "choices": ["a", "b"]}], "spec.search_judged", "data.target"),
        ([{**WIDTH, "path": "train.seed"}], "spec.search_judged", "train.seed"),
        ([{**WIDTH, "path": "train.threads"}], "spec.search_undecided", "train.threads"),
        ([{**WIDTH, "choices": ["wide", "wider"]}], "spec.type_int", "model.hidden_size"),
        ([{**WIDTH, "choices": [0, 8]}], "spec.range", "model.hidden_size"),
        ([{**RATE, "low": -1.0}], "spec.range", "train.learning_rate"),
        ([{**RATE, "path": "model.hidden_size", "low": 4, "high": 8.5}], "spec.type_int", "model.hidden_size"),
        ([{**WIDTH, "path": "model.cell", "choices": ["lstm", "gruu"]}], "spec.choice", "model.cell"),
        ([{**RATE, "path": "model.dropout", "low": 0.0, "high": 0.5}], "spec.search_inert", "model.dropout"),
        ([{**WIDTH, "path": "model.context"}], "spec.search_other_task", "model.context"),
        ([{"path": "train.learning_rate", "kind": "float", "lo": 1}], "spec.unknown_key", "lo"),
        ([{"path": "train.learning_rate", "kind": "real"}], "spec.choice", "categorical"),
        (3, "spec.type_list", "space"),
    ],
)
def test_what_a_space_cannot_be_is_one_sentence_that_names_it(space, key, words):
    said = refusal(space)
    assert said.key == key or (key == "spec.unknown_key" and said.key in (key, "spec.did_you_mean"))
    assert words in said.text("en")
    assert "{" not in said.text("zh") + said.text("en")


@pytest.mark.parametrize(
    ("budget", "key"),
    [
        ({"trials": None}, "spec.search_no_budget"),
        ({"trials": 1}, "spec.range"),
        ({"trials": 100_000}, "spec.range"),
        ({"seconds": 0.5}, "spec.range"),
        ({"seeds": 1}, "spec.range"),
        ({"trials": "many"}, "spec.type_int"),
    ],
)
def test_a_budget_that_is_none_is_refused(budget, key):
    assert refusal(SPACE, **budget).key == key


def test_dropout_is_searched_where_layers_are():
    layers = {"path": "model.layers", "kind": "int", "low": 1, "high": 2}
    spec = search_spec([layers, {**RATE, "path": "model.dropout", "low": 0.0, "high": 0.5}])
    assert combined(spec.start, {"model.layers": 1, "model.dropout": 0.3}) == {}
    both = {"model.layers": 2, "model.dropout": 0.3}
    assert combined(spec.start, both) == both


def test_a_cell_takes_with_it_what_the_others_do_not_know():
    run = spec_of(model__cell="slstm", model__heads=8, model__hidden_size=8)
    assert combined(run, {"model.cell": "gru"}) == {"model.cell": "gru", "model.heads": 4}
    assert combined(run, {"model.hidden_size": 12}) == {"model.hidden_size": 12, "model.heads": 6}
    assert combined(spec_of(model__layers=2, model__residual=True), {"model.layers": 1}) == {
        "model.layers": 1,
        "model.residual": False,
    }
    patched = spec_of(data__window=24, model__patch=4)
    assert combined(patched, {"data.window": 30}) == {"data.window": 32}


def test_the_nearest_value_of_a_dimension():
    width = Dimension(path="model.hidden_size", kind="categorical", choices=(4, 16, 64))
    assert [nearest(width, value) for value in (4, 9, 100, 64)] == [4, 4, 64, 64]
    stepped = Dimension(path="model.dropout", kind="float", low=0.0, high=0.5, step=0.25)
    assert [nearest(stepped, value) for value in (0.1, 0.2, 0.9)] == [0.0, 0.25, 0.5]
    assert nearest(Dimension(path="model.layers", kind="int", low=1, high=3), 7) == 3


# -- what is suggested -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["sunspots", "co2", "shakespeare", "digits"])
def test_every_task_gets_a_space_whose_reasons_are_sentences_in_both_languages(source):
    from lstm_core.spec.tasks import SOURCES

    run = tasks.of(SOURCES[source]).propose(source).spec
    space = search_plan.space_of(run)
    paths = [each.path for each in space]
    assert paths[:2] == ["train.learning_rate", "model.hidden_size"]
    assert "train.batch_size" in paths
    for each in space:
        assert reason_text(each, "zh") != reason_text(each, "en")
        assert "{" not in reason_text(each, "zh") + reason_text(each, "en")
        assert "?" not in reason_text(each, "en")
        assert range_text(each, "en")
    search_spec(space=[each.model_dump(mode="json") for each in space], run=run)


def test_the_training_itself_lies_in_its_space():
    run = spec_of(train__learning_rate=0.05, model__hidden_size=24, train__batch_size=48, model__layers=3)
    for samples in (100, 3_000, 100_000):
        space = suggested(run, Facts(samples=samples, windows=(11, 22, 44)))
        raw = run.model_dump(mode="json")
        for each in space:
            section, _, field = each.path.partition(".")
            assert nearest(each, raw[section][field]) == raw[section][field], each


def test_ranges_follow_the_data_and_the_machine():
    run = spec_of(model__hidden_size=64)

    def widths(**facts):
        return next(each.choices for each in suggested(run, Facts(**facts)) if each.path == "model.hidden_size")

    assert max(widths(samples=200)) == 128
    assert widths(samples=10_000) == (64, 128, 256)
    assert max(widths(samples=100_000, gpu=True)) == 512
    assert "model.layers" not in [each.path for each in suggested(run, Facts(samples=100))]
    few = [each.path for each in suggested(run, Facts(samples=500))]
    assert "train.weight_decay" in few
    assert "train.weight_decay" not in [each.path for each in suggested(run, Facts(samples=100_000))]


def test_every_field_that_may_be_searched_gets_a_range_when_it_is_named():
    from lstm_core.spec.compare import may_differ
    from lstm_core.spec.fields import all_paths
    from lstm_core.spec.search import UNDECIDED

    for run in (spec_of(), spec_of(model__layers=2, model__dropout=0.1, train__weight_decay=0.01)):
        made, refused = 0, set()
        for path in all_paths("series"):
            dimension = around(run, path) if may_differ(run, path) and path not in UNDECIDED else None
            if dimension is None:
                continue
            try:
                search_spec([dimension.model_dump(mode="json")], run=run)
            except SpecError as error:
                refused.add((path, error.messages[0].key))
            else:
                made += 1
        assert made > 20
        assert {key for _, key in refused} <= {"spec.search_inert", "spec.search_other_task"}, refused
    assert around(spec_of(), "train.loss").choices == ("huber", "mse", "mae", "quantile")
    assert around(spec_of(), "nothing.there") is None
    assert around(spec_of(), "train.clip_norm").ends == (0.25, 4.0)


def test_the_largest_trial_is_the_one_that_memory_is_asked_for():
    found = largest(search_spec())
    assert found.model.hidden_size == 16


# -- the commands ------------------------------------------------------------------------------------------------------


@pytest.fixture
def spec_file(tmp_path):
    file = tmp_path / "spec.json"
    file.write_text(spec_of().to_json(), encoding="utf-8")
    return file


def test_a_printed_space_is_one_that_a_search_reads(spec_file, capsys):
    assert main(["--lang", "en", "space", str(spec_file)]) == 0
    printed = capsys.readouterr().out
    place = spec_file.with_name("space.json")
    place.write_text(printed, encoding="utf-8")
    assert all(each["reason"].endswith(".") for each in json.loads(printed)["space"])
    spec = search_plan.planned(spec_of(), search_plan.read_space(place), trials=5)
    assert [each.path for each in spec.space] == [each.path for each in search_plan.space_of(spec_of())]
    place.write_text(json.dumps(json.loads(printed)["space"]), encoding="utf-8")
    assert search_plan.read_space(place)


@pytest.mark.parametrize("content", ["{}", "3", '{"space": 3}', '{"space": [3]}', "nonsense"])
def test_a_file_without_a_space_is_one_sentence(content, spec_file, capsys):
    place = spec_file.with_name("space.json")
    place.write_text(content, encoding="utf-8")
    assert (
        main(["search", str(spec_file), "--space", str(place), "--trials", "4", "--runs", str(spec_file.parent)]) == 2
    )
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err


def test_a_search_without_a_budget_says_so(spec_file, capsys):
    assert main(["--lang", "en", "search", str(spec_file), "--runs", str(spec_file.parent)]) == 2
    assert "budget" in capsys.readouterr().err


def test_a_budget_into_which_no_trial_fits_says_how_long_one_takes():
    spec = search_spec(trials=None, seconds=20.0, cost=30.0)
    with pytest.raises(SpecError) as caught:
        search_plan.check_budget(spec, Slots(1))
    assert caught.value.messages[0].key == "search.budget_no_trial"
    assert "about 0:30" in caught.value.messages[0].text("en")
    with pytest.raises(SpecError) as caught:
        search_plan.check_budget(search_spec(trials=None, seconds=60.0, cost=30.0), Slots(1))
    assert "4:00" in caught.value.messages[0].text("en")
    search_plan.check_budget(search_spec(trials=None, seconds=240.0, cost=30.0), Slots(1))
    search_plan.check_budget(search_spec(trials=None, seconds=120.0, cost=30.0), Slots(2))


def test_a_window_that_the_data_cannot_fill_is_refused_before_anything_starts(tmp_path):
    from lstm_core.data.tasks import write_data_file
    from lstm_core.errors import DataError
    from lstm_core.runs.search import check_search

    data = tmp_path / "data.csv"
    write_data_file(spec_of().data, data)
    check_search(search_spec(), data)
    with pytest.raises(DataError):
        check_search(search_spec([{"path": "data.window", "kind": "int", "low": 10, "high": 5000}]), data)


def test_a_spec_of_a_search_is_read_as_it_was_written():
    spec = search_spec(seconds=600.0, pruner="successive_halving", sampler="random")
    assert parse_spec(spec.to_json()) == spec
    assert spec.with_training(parse_train_spec({})).space == spec.space
    assert Path(spec.slug).name == spec.slug
