"""A repair without a process: what is tried next, by which rule a change is accepted, what is said, what is refused."""

import json
import math
import random
import subprocess
import sys
from itertools import combinations

import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.diagnosis import findings as told
from lstm_core.diagnosis.repair import proposing
from lstm_core.diagnosis.repair.proposing import in_order, repair_of
from lstm_core.errors import RunError, SpecError
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.results.repair import P_VALUE, Pair, hopeless, judged, p_value
from lstm_core.runs import events
from lstm_core.runs.repair import check_repair
from lstm_core.runs.repair_plan import MemberOutcome, attempts_in_budget, plan
from lstm_core.spec.repair import AnsweredFinding, Attempt, RepairRunSpec, shortened
from tests.repairs import driven, repair_spec
from tests.repetitions import make_repetition
from tests.support import make_finished_run, make_unfinished_run, spec_of
from tests.tree import ROOT


def pairs_of(originals, repairs, tests=None):
    tests = tests or [(None, None)] * len(originals)
    return [
        Pair(seed=seed, original=original, repaired=repaired, original_test=before, repaired_test=after)
        for seed, (original, repaired, (before, after)) in enumerate(zip(originals, repairs, tests, strict=True), 1)
    ]


def number_of(name):
    """The attempt that a member belongs to; None is the original."""
    who, _, rest = name.partition("-")
    return int(rest.partition("-")[0]) - 1 if who == "attempt" else None


# -- the rule ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 5])
def test_the_chance_is_that_of_every_way_to_deal_out_the_ranks(count):
    ranks = range(2 * count)
    for repairs in ((0, 1, 2, 4, 5)[:count], (0, 1, 2, 3, 9)[:count], tuple(range(count))):
        originals = [rank for rank in ranks if rank not in repairs]
        below = sum(sum(chosen) <= sum(repairs) for chosen in combinations(ranks, count))
        assert p_value(originals, list(repairs)) == pytest.approx(below / math.comb(2 * count, count))


def test_with_five_seeds_every_repair_has_to_be_better_than_every_original():
    assert judged(pairs_of([5, 6, 7, 8, 9], [0, 1, 2, 3, 4])) == "accepted"
    assert judged(pairs_of([5, 6, 7, 8, 9], [0, 1, 2, 3, 5.5])) == "noise"
    assert judged(pairs_of([5, 6, 7, 8, 9], [0, 1, 2, 3, 5])) == "noise"  # a tie speaks against it


def test_an_original_that_diverges_is_infinitely_bad_and_a_repair_that_does_is_never_accepted():
    assert judged(pairs_of([None] * 5, [1.0] * 5)) == "accepted"
    assert judged(pairs_of([None, 2.0, None, 2.0, None], [1.0] * 5)) == "accepted"
    assert judged(pairs_of([None] * 5, [1.0, 1.0, None, 1.0, 1.0])) == "noise"
    assert judged(pairs_of([None] * 5, [None] * 5)) == "noise"


def test_equal_scores_are_never_better():
    assert judged(pairs_of([1.0] * 5, [1.0] * 5)) == "noise"
    assert judged(pairs_of([0.0] * 5, [0.0] * 5)) == "noise"


def test_the_test_part_can_only_object():
    better = ([2.0] * 5, [1.0] * 5)
    assert judged(pairs_of(*better, [(1.0, 0.5)] * 5)) == "accepted"
    assert judged(pairs_of(*better, [(1.0, 1.5)] * 5)) == "test"
    assert judged(pairs_of([1.0] * 5, [2.0] * 5, [(2.0, 0.1)] * 5)) == "noise"


def test_a_pair_that_makes_it_impossible_ends_the_comparison():
    assert not hopeless(pairs_of([5, 6], [1, 2]), 5)
    assert hopeless(pairs_of([5, 6], [1, 5.5]), 5)  # better than its own original only
    assert not hopeless(pairs_of([5, 6], [1, 5.5]), 8)


def test_changes_without_effect_are_not_accepted_and_one_that_helps_is_found():
    """200 repairs of a sound training whose six attempts do nothing but roll other dice; then 40 with a cure."""

    def of_noise(chance, cure=None):
        def train(name, _spec):
            mean = 0.6 if cure is not None and number_of(name) == cure else 1.0
            return MemberOutcome("done", mean + chance.gauss(0, 0.05), mean + chance.gauss(0, 0.05), 1.0)

        return train

    changes = [{"train.learning_rate": 0.1 + place / 100} for place in range(6)]
    accepted = 0
    for number in range(200):
        chance = random.Random(number)
        spec = repair_spec(changes, score=1.0 + chance.gauss(0, 0.05))
        accepted += driven(spec, of_noise(chance))[0].verdict == "accepted"
    assert accepted <= 1
    for number in range(40):
        found, _ = driven(repair_spec(changes), of_noise(random.Random(number), cure=3))
        assert (found.verdict, found.accepted) == ("accepted", 3)


def test_a_change_that_does_nothing_at_all_is_never_accepted():
    found, _ = driven(repair_spec(), lambda _name, _spec: 1.0)
    assert found.verdict == "none"
    assert {row.outcome for row in found.rows} == {"not_better"}


# -- the order of trying -----------------------------------------------------------------------------------------------


def by_rate(good=0.01):
    """0.5 with the good rate, 1 with the others; a little worse with a higher seed."""
    return lambda _name, spec: (0.5 if spec.train.learning_rate == good else 1.0) + spec.train.seed / 1000


def test_attempts_are_trained_whole_where_that_fits_and_the_best_is_proven_seed_by_seed():
    found, outcomes = driven(repair_spec(), by_rate())
    assert (found.verdict, found.accepted) == ("accepted", 1)
    seeds = [name for seed in range(1, 6) for name in (f"original-seed-{seed}", f"attempt-2-seed-{seed}")]
    assert list(outcomes) == ["attempt-1", "attempt-2", "attempt-3", *seeds]
    assert [row.outcome for row in found.rows] == ["not_better", "accepted", "not_better"]
    assert [pair.seed for pair in found.rows[1].pairs] == [1, 2, 3, 4, 5]


def test_with_little_time_attempts_are_short_first_and_only_the_promising_are_trained_whole():
    assert attempts_in_budget(repair_spec(cost=20.0, seconds=300.0)) == (3, True)
    spec = repair_spec(cost=24.0, seconds=320.0)
    assert attempts_in_budget(spec) == (3, False)
    found, outcomes = driven(spec, by_rate())
    assert list(outcomes)[:5] == [
        "original-short",
        "attempt-1-short",
        "attempt-2-short",
        "attempt-3-short",
        "attempt-2",
    ]
    assert (found.verdict, found.accepted) == ("accepted", 1)
    assert [row.outcome for row in found.rows] == ["short", "accepted", "short"]
    assert found.rows[0].score is None
    assert found.rows[0].short == 1.0


def test_a_short_training_keeps_the_shape_of_the_course():
    short = shortened(spec_of(train__steps=400, train__warmup_steps=40, train__evaluate_every=20), 0.25)
    assert (short.train.steps, short.train.warmup_steps, short.train.evaluate_every) == (100, 10, 5)


def test_more_training_is_not_judged_by_a_short_one():
    changes = [{"train.steps": 360}, {"train.learning_rate": 0.1}]
    spec = repair_spec(changes, cost=20.0, seconds=256.0)
    assert attempts_in_budget(spec) == (2, False)
    _, outcomes = driven(spec, lambda _name, spec: 100 / spec.train.steps)
    assert "attempt-1" in outcomes
    assert "attempt-1-short" not in outcomes


def test_the_first_seed_that_speaks_against_it_ends_the_proof_and_the_next_best_has_its_turn():
    def train(name, spec):
        if number_of(name) == 0:
            return 0.4 if spec.train.seed < 2 else 2.0
        return 0.6 if number_of(name) == 1 else 1.0

    found, outcomes = driven(repair_spec(), train)
    assert (found.rows[0].outcome, found.rows[0].seed) == ("seed", 2)
    assert "attempt-1-seed-3" not in outcomes
    assert (found.verdict, found.accepted) == ("accepted", 1)


def test_an_original_that_diverged_is_not_trained_again_with_its_seed_but_with_others():
    spec = repair_spec(ended="diverged", score=None)
    found, outcomes = driven(spec, lambda name, _spec: None if number_of(name) is None else 1.0)
    assert "original" not in outcomes
    assert (found.verdict, found.accepted) == ("accepted", 0)
    assert found.original is None


def test_an_original_without_a_score_is_trained_first():
    _, outcomes = driven(repair_spec(ended="unknown", score=None), by_rate())
    assert next(iter(outcomes)) == "original"


def test_attempts_that_diverge_or_fail_are_dropped_with_their_reason():
    def train(name, _spec):
        failed = MemberOutcome("failed", seconds=1.0, failure="run.out_of_memory")
        return {None: 1.0, 0: None, 1: failed, 2: 2.0}[number_of(name)]

    found, _ = driven(repair_spec(), train)
    assert [row.outcome for row in found.rows] == ["diverged", "failed", "not_better"]
    assert found.rows[1].failure == "run.out_of_memory"
    assert found.verdict == "none"


def test_a_healthy_run_is_left_alone_whatever_the_attempts():
    for findings in ((), (AnsweredFinding(code="setting_without_effect", severity="info"),)):
        found, outcomes = driven(repair_spec(findings=findings), by_rate())
        assert (found.verdict, outcomes) == ("healthy", {})


def test_what_no_setting_cures_is_said_and_nothing_is_trained():
    found, outcomes = driven(repair_spec([]), by_rate())
    assert (found.verdict, outcomes) == ("nothing", {})


def test_a_leak_is_closed_though_the_score_gets_worse_and_nothing_else_is_tried():
    leak = Attempt(answers=("leakage",), changes={"data.window": 24}, honest=True)
    other = Attempt(answers=("slow",), changes={"train.learning_rate": 0.01})
    spec = repair_spec(attempts=(leak, other), score=0.1)
    found, outcomes = driven(spec, lambda _name, _spec: 5.0)
    assert (found.verdict, found.accepted, found.original) == ("honest", 0, 0.1)
    assert list(outcomes) == ["attempt-1"]
    assert found.rows[0].score == 5.0


def test_the_budget_of_tries_and_of_seconds_holds():
    found, outcomes = driven(repair_spec(trials=1), by_rate())
    assert [row.outcome for row in found.rows] == ["not_better", "trials", "trials"]
    assert len(outcomes) == 1
    spec = repair_spec(seconds=5.0)  # every training takes a second
    found, outcomes = driven(spec, by_rate())
    assert found.verdict == "budget"
    assert sum(each.seconds for each in outcomes.values()) <= 7
    assert found.rows[1].pairs
    assert found.rows[1].outcome == "budget"


def test_a_training_that_is_too_long_for_what_is_left_is_not_begun():
    spec = repair_spec([{"train.steps": 12_000}], cost=10.0, seconds=300.0)
    found, outcomes = driven(spec, by_rate())
    assert (found.verdict, outcomes) == ("budget", {})


def test_what_comes_next_depends_on_nothing_but_what_came_of_the_members():
    spec, train = repair_spec(), by_rate()
    whole, outcomes = driven(spec, train)
    names = list(outcomes)
    for count in range(len(names)):
        known = {name: outcomes[name] for name in names[:count]}
        found = plan(spec, known)
        assert found.verdict is None
        assert next(iter(found.members)) == names[count]
        shuffled = dict(random.Random(count).sample(list(known.items()), count))
        assert plan(spec, shuffled) == found
    assert plan(spec, outcomes) == whole


# -- from a run to its repair ------------------------------------------------------------------------------------------


def diagnosis(*findings):
    return told.Diagnosis(findings=list(findings), looked_at=["learning_rate_high"])


HIGH = told.Finding(code="learning_rate_high", severity="error", step=3)
SYMPTOM = told.Finding(code="not_learning", severity="warning", because_of="learning_rate_high")
OUTLIERS = told.Finding(code="outliers", severity="warning")


def test_a_finished_run_gives_score_cost_and_attempts(tmp_path):
    run = make_finished_run(tmp_path)
    spec = repair_of(run, diagnosis=diagnosis(HIGH, SYMPTOM))
    assert (spec.origin, spec.ended, spec.measure, spec.cost) == (run.name, "finished", "mae", 2.5)
    result = KINDS["train"].parse_result((run / "result.json").read_bytes())
    assert spec.score == result.validated()["mae"]
    assert (spec.trials, spec.seconds, spec.seeds) == (6, 300.0, 5)
    assert [each.answers for each in spec.attempts][:2] == [("learning_rate_high",)] * 2
    assert parse_spec(spec.to_json()) == spec
    check_repair(spec, run / "data.csv")


def test_a_run_that_diverged_is_infinitely_bad_and_a_stopped_one_is_trained_again(tmp_path):
    failed = events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 60, "loss": "nan"}, step=60)
    run = make_unfinished_run(tmp_path, failed)
    spec = repair_of(run, diagnosis=diagnosis(HIGH))
    assert (spec.ended, spec.score) == ("diverged", None)
    assert spec.cost is not None
    stopped = make_unfinished_run(tmp_path, events.Stopped(seq=0, at=0, step=60), name="20261123-140000-stopped")
    assert repair_of(stopped, diagnosis=diagnosis(HIGH)).ended == "unknown"


def test_causes_lead_two_of_them_are_tried_together_and_symptoms_come_last():
    spec = spec_of(train__learning_rate=1.0, train__loss="mse")
    found = in_order([HIGH, SYMPTOM, OUTLIERS], spec)
    assert [each.answers for each in found][:3] == [
        ("learning_rate_high",),
        ("learning_rate_high", "outliers"),
        ("outliers",),
    ]
    assert found[1].changes == {**found[2].changes, **found[0].changes}
    assert found[-1].answers == ("not_learning",)
    changed = [spec.with_changes(each.changes).to_json() for each in found]
    assert len(set(changed)) == len(changed)


def test_what_closes_a_leak_comes_first():
    spec = spec_of(data__past_columns=["later"])
    leak = told.Finding(code="leakage", severity="error", evidence={"column": "later"})
    first, *rest = in_order([HIGH, leak], spec)
    assert (first.honest, first.changes) == (True, {"data.past_columns": []})
    assert not any(each.honest for each in rest)


def test_a_file_that_was_changed_since_is_not_what_the_run_learned_from(tmp_path):
    file = tmp_path / "in.csv"
    file.write_text("value\n" + "\n".join(str(value % 9) for value in range(200)), encoding="utf-8")
    changes = {"data__source": "file", "data__file": str(file), "data__time_column": None, "data__time_format": None}
    run = make_finished_run(tmp_path / "runs", spec_of(**changes, data__season=None))
    assert repair_of(run, diagnosis=diagnosis(HIGH)).run.data.file == str(file)
    file.write_text("value\n1\n2\n", encoding="utf-8")
    assert repair_of(run, diagnosis=diagnosis(HIGH)).run.data.file == str(run / "data.csv")
    file.unlink()
    data = repair_of(run, diagnosis=diagnosis(HIGH)).run.data
    assert (data.file, data.name) == (str(run / "data.csv"), "in.csv")


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--trials", "0"], ("trials", "1", "50", "0")),
        (["--seconds", "0"], ("seconds", "1", "0")),
        (["--seconds", "nan"], ("seconds",)),
        (["--trials", "-3"], ("trials", "-3")),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_budget_of_nothing_is_one_sentence_and_nothing_is_made(arguments, words, language, tmp_path, capsys):
    run = make_finished_run(tmp_path / "made")
    given = ["--lang", language, "repair", str(run), "--runs", str(tmp_path / "runs"), *arguments]
    assert main(given) == WRONG_REQUEST
    written = capsys.readouterr()
    [sentence] = written.err.splitlines()
    assert all(word in sentence for word in words), sentence
    assert written.out == ""
    assert not (tmp_path / "runs").exists() or list((tmp_path / "runs").iterdir()) == []


def refusal(path):
    with pytest.raises(RunError) as refused:
        repair_of(path, diagnosis=diagnosis(HIGH))
    [message] = refused.value.messages
    assert message.text("en") != message.text("zh")
    return message.key


def test_what_is_no_training_that_ended_is_refused_in_one_sentence(tmp_path, capsys):
    run = make_finished_run(tmp_path)
    (run / "data.csv").unlink()
    assert refusal(run) == "repair.without_data"
    repetition = make_repetition(tmp_path)
    assert refusal(repetition) == "repair.needs_training"
    folder = make_finished_run(tmp_path, name="20261125-120000-repair")
    (folder / "spec.json").write_text(repair_spec().to_json(), encoding="utf-8")
    (folder / "result.json").unlink()
    (folder / "events.jsonl").unlink()
    assert refusal(folder) == "repair.needs_training"
    assert main(["--lang", "en", "repair", str(tmp_path / "nowhere")]) == WRONG_REQUEST
    assert "nowhere" in capsys.readouterr().err
    for path in (repetition, folder):
        assert main(["--lang", "en", "repair", str(path), "--runs", str(tmp_path / "runs")]) == WRONG_REQUEST
        [sentence] = capsys.readouterr().err.splitlines()
        assert "Open one of its trainings" in sentence


def test_a_run_at_work_is_refused(tmp_path, monkeypatch):
    run = make_unfinished_run(tmp_path, None)
    monkeypatch.setattr("lstm_core.runs.locks.holder_pid", lambda _lock: 1)
    assert refusal(run) == "repair.active"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"seeds": 4}, ("seeds", "5", "4")),
        ({"run": {"kind": "repair"}}, ("run.kind", "repair")),
        ({"attempts": [{"changes": {}, "colour": 1}]}, ("colour",)),
        ({"trials": 51}, ("trials", "50", "51")),
    ],
)
def test_a_spec_that_breaks_a_rule_is_one_sentence(raw, words):
    with pytest.raises(SpecError) as refused:
        parse_spec({"kind": "repair", **raw})
    [message] = refused.value.messages
    assert all(word in message.text("en") for word in words), message.text("en")


def test_an_attempt_that_is_no_valid_spec_is_refused_before_anything_is_written(tmp_path):
    run = make_finished_run(tmp_path)
    for changes in ({"train.steps": -1}, {"train.stepz": 3}):
        with pytest.raises(SpecError):
            check_repair(repair_spec([changes]), run / "data.csv")


def test_another_training_is_a_training_of_its_own():
    assert repair_spec().with_training(spec_of(train__seed=4)) == spec_of(train__seed=4)


def test_a_leader_of_attempts_imports_no_engine():
    names = "lstm_core.engine.worker, lstm_core.engine.work.repair, lstm_core.runs.repair"
    code = f"import sys, {names}; print([name for name in ('torch', 'scipy', 'streamlit') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_smallest_chance_is_below_the_rule_with_as_few_seeds_as_are_allowed():
    assert p_value([1.0] * 5, [0.0] * 5) <= P_VALUE < p_value([1.0] * 4, [0.0] * 4)


def test_a_repair_needs_no_attempts_to_be_a_spec():
    empty = RepairRunSpec(run=spec_of())
    assert (empty.healthy, empty.total, json.loads(empty.to_json())["kind"]) == (True, 1, "repair")


def test_proposing_asks_the_diagnosis_where_none_is_given(tmp_path, monkeypatch):
    monkeypatch.setattr(proposing, "diagnose_run", lambda _path: diagnosis(OUTLIERS))
    assert repair_of(make_finished_run(tmp_path)).findings[0].code == "outliers"
