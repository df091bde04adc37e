"""A comparison: its rules and budgets, its sets, its table from members seen from outside, its bad input."""

import csv
import io
import json
import subprocess
import sys
import zipfile

import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.errors import SpecError
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.kinds import parse_spec
from lstm_core.reports.kinds import compare as report
from lstm_core.reports.kinds import compare_figure
from lstm_core.runs.compare import check_compare
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import read_run
from lstm_core.runs.slots import Slots
from lstm_core.scripts import study
from lstm_core.spec.compare import CompareRunSpec, as_large, compared, in_steps
from lstm_core.spec.comparison_sets import SETS, fitting
from lstm_core.spec.comparison_sets import candidates_of as set_of
from lstm_core.spec.derived import parameters_about
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.tasks import TASKS
from tests.comparisons import BETTER, TIED, compare_spec, make_comparison
from tests.support import spec_of
from tests.tree import ROOT

GRU = {"model.cell": "gru"}


def refusal(made):
    with pytest.raises(SpecError) as refused:
        made()
    [message] = refused.value.messages
    assert message.text("zh").endswith(("。", "？"))
    return message.text("en")


# -- rules ---------------------------------------------------------------------------------------------------------


def test_members_are_all_candidates_with_one_seed_after_the_other():
    spec = compare_spec(seeds=2, train__seed=7)
    assert list(spec.members()) == [
        "candidate-1-seed-7", "candidate-2-seed-7", "candidate-1-seed-8", "candidate-2-seed-8",
    ]  # fmt: skip
    assert [each.model.cell for each in spec.members().values()] == ["lstm", "gru"] * 2
    assert [each.train.seed for each in spec.members().values()] == [7, 7, 8, 8]
    assert spec.total == len(spec.member_names()) == 4


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"candidates": [{}]}, ("candidates", "2")),
        ({"candidates": [{}, {}]}, ("2", "same")),
        ({"candidates": [{}, {"model.cell": "lstm"}]}, ("2", "same")),
        ({"candidates": [{}, {"data.horizon": 3}]}, ("2", "data.horizon")),
        ({"candidates": [{}, {"train.seed": 3}]}, ("2", "train.seed")),
        ({"candidates": [{}, {"model.hidden": 3}]}, ("model.hidden", "model.hidden_size")),
        ({"candidates": [{}, {"model.layers": 0}]}, ("model.layers", "0")),
        ({"candidates": [{}, GRU], "seeds": 0}, ("seeds", "0")),
        ({"candidates": [{}, GRU], "budget": "fair"}, ("budget", "equal_time")),
        ({"candidates": [{}, GRU], "paces": [0.1]}, ("paces", "1", "2")),
        ({"candidates": [{}, {"model.hidden_size": 16}], "budget": "equal_parameters"}, ("1 and 2", "same")),
        ({"candidates": [{}, GRU, {"train.steps": 9}], "budget": "equal_steps"}, ("1 and 3", "same")),
    ],
)
def test_what_is_no_comparison_is_refused_in_one_sentence(raw, words):
    told = refusal(lambda: parse_spec({"kind": "compare", **raw}))
    assert all(word in told for word in words), told


def test_trainings_that_no_score_compares_are_refused_with_the_place_where_they_differ():
    one, text = spec_of(), parse_train_spec({"data": {"task": "text"}})
    assert "two configurations" in refusal(lambda: compared([one]))
    assert "text" in refusal(lambda: compared([one, text]))
    assert "data.horizon" in refusal(lambda: compared([one, one.with_changes({"data.horizon": 7})]))
    assert "data.source" in refusal(lambda: compared([one, one.with_changes({"data.source": "co2"})]))
    assert "data.test_fraction" in refusal(lambda: compared([one, one.with_changes({"data.test_fraction": 0.3})]))
    assert "same" in refusal(lambda: compared([one, one.with_changes({"train.seed": 9})]))


def test_trainings_are_compared_as_they_are_but_for_the_seed():
    one = spec_of(train__seed=4)
    other = one.with_changes({"model.cell": "gru", "train.seed": 8, "data.window": 24})
    made = compared([one, other], seeds=2)
    assert made.candidates == ({}, {"model.cell": "gru", "data.window": 24})
    assert made.candidate(1) == other.with_changes({"train.seed": 4})


def test_equal_parameters_give_every_candidate_the_width_that_is_nearest():
    spec = compare_spec({}, GRU, {"model.layers": 2}, budget="equal_parameters", model__hidden_size=64)
    wanted = parameters_about(spec.run.data, spec.run)
    for number in (1, 2):
        made = spec.candidate(number)
        size = parameters_about(made.data, made)
        for width in (made.model.hidden_size - 1, made.model.hidden_size + 1):
            other = made.with_changes({"model.hidden_size": width})
            assert abs(parameters_about(other.data, other) - wanted) >= abs(size - wanted)
    heads = as_large(parse_train_spec({"model": {"cell": "transformer", "heads": 4}}), 20_000)
    assert heads.model.hidden_size % 4 == 0


def test_equal_steps_and_equal_time_change_the_steps_alone():
    spec = compare_spec({}, {**GRU, "train.steps": 30}, budget="equal_steps", train__steps=90)
    assert spec.candidate(1).train.steps == 90
    spec = compare_spec(budget="equal_time", train__steps=90).model_copy(update={"paces": (0.01, 0.02)})
    assert (spec.candidate(0).train.steps, spec.candidate(1).train.steps) == (90, 45)
    halved = in_steps(spec_of(train__steps=90, train__evaluate_every=30, train__warmup_steps=10), 45)
    assert (halved.train.evaluate_every, halved.train.warmup_steps) == (15, 5)


def test_equal_time_without_a_measured_pace_is_refused_before_anything_starts(tmp_path):
    assert "pace" in refusal(lambda: check_compare(compare_spec(budget="equal_time"), tmp_path))


def test_a_backtest_judges_no_compare_spec():
    assert compare_spec(data__folds=3).candidate(0).data.folds == 0


@pytest.mark.parametrize("task", list(TASKS))
def test_every_ready_made_set_that_fits_makes_a_compare_spec(task):
    run = parse_train_spec({"data": {"task": task}})
    there = fitting(run)
    assert {"lstm_gru", "cells", "layers", "hidden_sizes", "transformer", "residual"} <= set(there)
    for name in there:
        spec = CompareRunSpec(run=run, candidates=set_of(name, run))
        for language in LANGUAGES:
            names = report.labels(spec, language)
            assert len(set(names)) == len(names), names


def test_a_set_that_does_not_fit_names_those_that_do():
    run = parse_train_spec({"data": {"task": "series"}})
    told = refusal(lambda: set_of("directions", run))
    assert "directions" in told
    assert "lstm_gru" in told
    assert all(name in refusal(lambda: set_of("nonsense", run)) for name in fitting(run))
    assert "directions" in set(SETS) - set(fitting(run))


def test_a_set_takes_back_what_the_other_cell_does_not_know():
    run = parse_train_spec({"model": {"cell": "lstm", "forget_bias": 2.0, "zoneout": 0.1, "hidden_size": 30}})
    made = [run.with_changes(changes) for changes in set_of("cells", run)]
    assert {each.model.cell for each in made} >= {"lstm", "gru", "rnn", "slstm", "transformer"}


def test_two_small_members_share_the_cores_that_a_large_one_has_for_itself():
    small, large = compare_spec(), compare_spec(model__hidden_size=512, train__batch_size=64)
    assert (Slots(2, 2).at_once(small), Slots(2, 2).at_once(large)) == (2, 1)
    assert (Slots(8, 2).at_once(small), Slots(8, 2).at_once(large)) == (8, 4)
    assert Slots.of(3).at_once(large) == 3
    assert Slots.parse(str(Slots(4, 2))) == Slots(4, 2)


# -- table and verdict -----------------------------------------------------------------------------------------------


def test_a_finished_comparison_names_the_better_one_with_its_numbers(tmp_path):
    record = read_run(make_comparison(tmp_path))
    assert record.state is RunState.FINISHED
    assert not record.resumable
    found = record.differences[0]
    assert found.order == "worse"  # the first one, LSTM
    told = report.summary(record, "en")
    assert told.startswith("GRU is better")
    assert report.score(record.result).text("en").startswith("2 candidates × 3 seeds")
    for language in LANGUAGES:
        every = [each.text(language) for each in report.explained(record, language)]
        assert "GRU" in every[0]
        assert "LSTM" in every[0]
    [best, other] = report.lines(record, "en")[:2]
    assert best.startswith("GRU")
    assert best.endswith("best")
    assert other.endswith("worse")


def test_a_tie_says_how_many_seeds_would_decide_it_and_names_the_cheaper_one(tmp_path):
    record = read_run(make_comparison(tmp_path, TIED))
    assert record.differences[0].order == "tie"
    assert report.summary(record, "en").startswith("A tie")
    told = " ".join(each.text("en") for each in report.explained(record, "en"))
    assert "a tie" in told
    assert "seeds would show it" in told or "not even 100" in told


def test_members_that_failed_are_told_and_the_others_count(tmp_path):
    record = read_run(make_comparison(tmp_path, (BETTER[0], (0.40, None, 0.41))))
    assert record.candidates[1].failed == 1
    assert record.differences[0].found.count == 2
    told = " ".join(each.text("en") for each in report.explained(record, "en"))
    assert "GRU has no result with 1 of 3 seeds" in told
    assert not record.resumable  # it would diverge again


def test_a_live_comparison_shows_what_is_done(tmp_path):
    record = read_run(make_comparison(tmp_path, done=2))
    assert (record.step, record.steps) == (2, 6)
    assert record.resumable
    assert [each.finished for each in record.candidates] == [1, 1]
    assert report.headline(record).key == "compare.lost"
    states = [each.state for each in record.members]
    assert states == ["finished", "finished", "waiting", "waiting", "waiting", "waiting"]


def test_a_member_that_was_deleted_after_the_end_keeps_its_row(tmp_path):
    path = make_comparison(tmp_path)
    (path / "members" / "candidate-1-seed-1").rename(path / "elsewhere")
    record = read_run(path)
    assert record.members[2].state == "gone"
    assert record.members[2].measures
    assert not record.resumable


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_drawn_and_told(tmp_path, language):
    waiting = read_run(make_comparison(tmp_path / "waiting", done=0))
    assert compare_figure.scores(waiting, None, language).layout.annotations
    assert compare_figure.pareto(waiting, "parameters", language).layout.annotations
    assert compare_figure.losses(waiting, {}, language).layout.annotations
    record = read_run(make_comparison(tmp_path))
    measure = compare_figure.best_of(record)
    scores = compare_figure.scores(record, measure, language)
    assert len(scores.data[0].x) == 6
    means = [each.table[measure].mean for each in record.candidates]
    assert list(scores.data[1].y) == means
    highs = [each.table[measure].high for each in record.candidates]
    assert [y + bar for y, bar in zip(scores.data[1].y, scores.data[1].error_y.array, strict=True)] == pytest.approx(
        highs
    )
    assert "GRU" in compare_figure.scores_alt(record, measure, language)
    costs = compare_figure.costs_known(record)
    assert "parameters" in costs
    for cost in costs:
        assert len(compare_figure.pareto(record, cost, language).data) == 3
        assert "LSTM" in compare_figure.pareto_alt(record, cost, language)


def test_the_frontier_holds_those_to_which_none_is_both_cheaper_and_better():
    assert compare_figure.frontier({0: 1.0, 1: 2.0, 2: 3.0, 3: 2.0}, {0: 5.0, 1: 4.0, 2: 4.5, 3: 3.0}) == [0, 3]


def test_the_download_holds_the_tables_every_spec_and_the_best_ones_script(tmp_path):
    record = read_run(make_comparison(tmp_path))
    study.write_download(record, tmp_path / "study.zip", "en")
    with zipfile.ZipFile(tmp_path / "study.zip") as archive:
        names = set(archive.namelist())
        assert {"table.csv", "members.csv", "comparison.json", "candidates/2.spec.json", "best/train.py"} <= names
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open("table.csv"), "utf-8")))
        told = json.loads(archive.read("comparison.json"))
        assert parse_train_spec(archive.read("candidates/2.spec.json")).model.cell == "gru"
        compile(archive.read("best/train.py"), "train.py", "exec")
    assert [row["candidate"] for row in rows] == ["LSTM", "GRU"]
    assert float(rows[1]["mae_mean"]) == record.candidates[1].table["mae"].mean
    assert told["best"] == 1
    assert str(tmp_path) not in json.dumps(told)


# -- command line ------------------------------------------------------------------------------------------------


def test_the_leader_of_a_comparison_imports_no_engine():
    names = "lstm_core.engine.worker, lstm_core.engine.work.compare, lstm_core.runs.compare, lstm_core.runs.pace"
    code = f"import sys, {names}; print([name for name in ('torch', 'scipy', 'streamlit') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_command_compares_tells_how_long_it_takes_and_prints_the_table(tmp_path, capsys):
    spec = tmp_path / "spec.json"
    small = {"model.hidden_size": 4, "train.steps": 20, "train.evaluate_every": 10, "data.window": 12}
    spec.write_text(spec_of().with_changes(small).to_json(), encoding="utf-8")
    runs = ["--runs", str(tmp_path / "runs")]
    assert main(["--lang", "en", "compare", str(spec), "--set-of", "lstm-gru", "--seeds", "2", *runs]) == 0
    written = capsys.readouterr()
    assert "4 trainings, about" in written.err
    lines = written.out.splitlines()
    assert main(["show", "--json", lines[-1]]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["state"] == "finished"
    assert {each["member"] for each in told["members"]} == set(compare_spec(seeds=2).members())
    assert all(
        each["costs"].keys() >= {"step_ms", "inference_ms", "memory_mb", "parameters"} for each in told["members"]
    )
    assert len(told["differences"]) == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["SPEC"], "two configurations"),
        (["SPEC", "SPEC"], "same"),
        (["SPEC", "SPEC", "--set-of", "cells"], "--set-of"),
        (["SPEC", "--set-of", "directions"], "directions"),
        (["SPEC", "--set-of", "nonsense"], "nonsense"),
        (["SPEC", "--set-of", "cells", "--seeds", "0"], "seeds"),
        (["missing.json", "SPEC"], "missing.json"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(arguments, word, tmp_path, capsys):
    spec = tmp_path / "spec.json"
    spec.write_text(spec_of().to_json(), encoding="utf-8")
    given = [str(spec) if each == "SPEC" else each for each in arguments]
    assert main(["--lang", "en", "compare", *given, "--runs", str(tmp_path / "runs")]) == WRONG_REQUEST
    [sentence] = capsys.readouterr().err.splitlines()
    assert word in sentence
    assert not (tmp_path / "runs").exists()
