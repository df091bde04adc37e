"""A repair without a process: what is tried next, by which rule a change is accepted, what is said, what is refused."""

import math
import random
from itertools import combinations

import pytest

from lstm_core.results.repair import Pair, hopeless, judged, p_value
from lstm_core.runs.repair_plan import MemberOutcome, attempts_in_budget, plan
from lstm_core.spec.repair import AnsweredFinding, Attempt, shortened
from tests.repairs import driven, repair_spec
from tests.support import spec_of


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


def test_no_further_change_is_begun_that_would_cost_a_better_one_its_proof():
    changes = [{"train.learning_rate": rate} for rate in (0.01, 0.1, 0.05, 0.02, 0.005, 0.001)]
    spec = repair_spec(changes, cost=10.0, seconds=300.0)

    outcomes = {}
    while (found := plan(spec, outcomes)).members:  # one at a time, on a machine that has become half as fast
        name, training = next(iter(found.members.items()))
        score = (0.4 if training.train.learning_rate == 0.01 else 0.9) + training.train.seed / 1000
        outcomes[name] = MemberOutcome("done", score, score, 20.0)
    assert (found.verdict, found.accepted) == ("accepted", 0)
    assert sum(outcome.seconds for outcome in outcomes.values()) <= spec.seconds
    assert [row.outcome for row in found.rows].count("budget") == 1
