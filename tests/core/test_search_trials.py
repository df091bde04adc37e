"""A search without a process: what is tried next, what is stopped, what is confirmed; nothing depends on time."""

import json
import os
import random

import optuna
import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from lstm_core.engine.search import study
from lstm_core.engine.work.trials import JOURNAL
from lstm_core.errors import RunError, SpecError
from lstm_core.results.search import ConfirmedPair, TrialRow, best_of, confirmed, judged
from tests.searches import SPACE, Leader, search_spec, table, valley
from tests.support import spec_of

RATE = SPACE[:1]


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _file: None)


def test_the_first_trial_is_the_starting_point_and_the_best_is_confirmed_with_fresh_seeds(tmp_path):
    leader = Leader(tmp_path, search_spec(trials=20))
    result = leader.result()
    assert result.trials[0].changes == {}
    assert [row.number for row in result.trials] == list(range(20))
    assert result.best == best_of(result.trials)
    assert result.best != 0
    assert [pair.seed for pair in result.confirmation.pairs] == [1, 2, 3]
    assert result.verdict == "better"
    assert result.confirmation.difference.mean < 0
    assert result.confirmation.difference.high < 0
    assert result.shrinkage == pytest.approx(result.confirmation.winner.mean - result.trials[result.best].score)
    assert len(leader.members.begun) == len(set(leader.members.begun)) == 20 + 2 * 3


def test_it_finds_what_is_better_than_most_of_what_chance_finds():
    """Mean over six seeds; random search is the same study without its sampler."""

    def least(sampler, seed):
        spec = search_spec(sampler=sampler, trials=24, seed=seed)
        rows = []
        for number in range(24):
            values = study.proposed(spec, rows, number)
            made = spec.tried(values)
            rows.append(TrialRow(number=number, values=values, changes=values, state="done", score=valley(made)))
        return min(row.score for row in rows)

    guided = [least("tpe", seed) for seed in range(6)]
    blind = [least("random", seed) for seed in range(6)]
    assert sum(guided) < sum(blind)


@pytest.mark.parametrize("pruner", ["median", "successive_halving"])
@pytest.mark.parametrize("places", [1, 2, 3])
def test_the_table_does_not_depend_on_which_training_is_fast(tmp_path, places, pruner):
    spec = search_spec(trials=16, pruner=pruner)
    tables = [table(Leader(tmp_path / str(seed), spec, seed=seed, places=places).result()) for seed in range(3)]
    assert tables[0] == tables[1] == tables[2]
    assert any(row["state"] == "pruned" for row in tables[0])


@pytest.mark.parametrize("places", [1, 2])
def test_a_leader_that_dies_at_any_moment_is_followed_by_one_with_the_same_table(tmp_path, places):
    spec = search_spec(trials=10)
    whole = Leader(tmp_path / "whole", spec, places=places)
    undisturbed = whole.result()
    for seed in range(5):
        chance = random.Random(seed)
        leader = Leader(tmp_path / str(seed), spec, seed=seed, places=places)
        while leader.look():
            if chance.random() < 0.12:
                if chance.random() < 0.5:  # in the middle of a line
                    with leader.folder.events.open("ab") as file:
                        file.write(b'{"seq":99999,"at":1.0,"type":"trial_as')
                    with (leader.folder.path / JOURNAL).open("ab") as file:
                        file.write(b'{"op_code":4,"wor')
                leader.rise()
        result = leader.result()
        assert table(result) == table(undisturbed)
        assert result.confirmation == undisturbed.confirmation
        assert result.importance == undisturbed.importance
        assert len(leader.members.begun) == len(set(leader.members.begun))
        assert set(leader.members.begun) == set(whole.members.begun)


def test_a_leader_that_dies_between_two_events_tells_nothing_twice(tmp_path):
    """Whatever was written last is what the next one goes on from."""
    spec = search_spec(trials=6, pruner="none")
    undisturbed = Leader(tmp_path / "whole", spec)
    expected = table(undisturbed.result())
    lines = undisturbed.folder.events.read_bytes().splitlines(keepends=True)
    for count in range(1, len(lines)):
        leader = Leader(tmp_path / str(count), spec)
        leader.folder.events.write_bytes(b"".join(lines[:count]))
        leader.rise()
        assert table(leader.result()) == expected
        kinds = [json.loads(line)["type"] for line in leader.folder.events.read_bytes().splitlines()]
        assert kinds.count("trial_asked") == kinds.count("trial_told") == 6


def test_hopeless_trials_are_stopped_and_the_table_says_against_what(tmp_path):
    result = Leader(tmp_path, search_spec(trials=24)).result()
    pruned = [row for row in result.trials if row.state == "pruned"]
    assert pruned
    for row in pruned:
        assert row.score is None
        assert 0 < row.steps < spec_of().train.steps
        assert row.reports[-1][1] > row.against
    assert result.trials[0].state == "done"  # the start is what all are compared with


def test_where_the_loss_is_searched_nothing_is_stopped(tmp_path):
    space = [*SPACE, {"path": "train.loss", "kind": "categorical", "choices": ["huber", "mae"]}]
    spec = search_spec(space, trials=16)
    assert spec.incomparable == ("train.loss",)
    assert not spec.prunes
    assert {row.state for row in Leader(tmp_path, spec).result().trials} == {"done"}


def test_trials_that_diverge_are_shown_and_do_not_fail_the_rest(tmp_path):
    def score(spec):
        return None if spec.train.learning_rate > 0.02 else valley(spec)

    result = Leader(tmp_path, search_spec(trials=16, pruner="none"), score).result()
    failed = [row for row in result.trials if row.state == "failed"]
    assert failed
    assert {row.failure for row in failed} == {"training.diverged"}
    assert result.trials[result.best].changes.get("train.learning_rate", 0.002) <= 0.02


def test_members_that_all_fail_end_the_search_with_their_reason(tmp_path):
    with pytest.raises(RunError) as caught:
        Leader(tmp_path, search_spec(), lambda _spec: None).result()
    assert caught.value.messages[0].key == "training.diverged"


def test_a_start_that_never_comes_to_a_result_is_revived(tmp_path):
    def score(spec):
        return None if spec.train.learning_rate == spec_of().train.learning_rate else valley(spec)

    result = Leader(tmp_path, search_spec(RATE, trials=8, pruner="none"), score).result()
    assert result.verdict == "revived"
    assert result.accepted


def test_the_best_of_many_that_are_alike_is_a_tie_and_the_start_is_kept(tmp_path):
    """Nothing of the space matters: 20 searches, whose best trial looks better than the start every time."""
    kept = 0
    for seed in range(20):

        def luck(spec, seed=seed):
            return 1.0 + random.Random(f"{seed} {spec.model_dump_json()}").gauss(0, 0.05)

        result = Leader(tmp_path / str(seed), search_spec(RATE, trials=6, pruner="none", seeds=5), luck).result()
        if result.best:
            assert result.trials[result.best].score < result.trials[0].score
        kept += not result.accepted
    assert kept >= 18


def test_when_no_trial_is_better_nothing_is_confirmed(tmp_path):
    def worse(spec):
        return 1.0 if spec == spec_of() else 2.0

    result = Leader(tmp_path, search_spec(trials=5), worse).result()
    assert (result.verdict, result.best, result.confirmation) == ("start", 0, None)


def test_a_space_that_is_used_up_ends_the_search_without_a_training_twice(tmp_path):
    space = [{"path": "model.cell", "kind": "categorical", "choices": ["lstm", "gru"]}]
    leader = Leader(tmp_path, search_spec(space, trials=30))
    assert len(leader.result().trials) == 2
    assert leader.members.begun[:2] == ["trial-1", "trial-2"]


def test_values_that_do_not_go_together_are_put_right_and_never_tried_twice(tmp_path):
    space = [
        {"path": "model.layers", "kind": "int", "low": 1, "high": 2},
        {"path": "model.dropout", "kind": "categorical", "choices": [0.0, 0.2]},
    ]
    result = Leader(tmp_path, search_spec(space, trials=10)).result()
    made = [json.dumps(row.changes, sort_keys=True) for row in result.trials]
    assert sorted(made) == sorted({"{}", '{"model.layers": 2}', '{"model.dropout": 0.2, "model.layers": 2}'})


def test_the_journal_is_one_that_optuna_reads(tmp_path):
    leader = Leader(tmp_path, search_spec(trials=9))
    result = leader.result()
    storage = JournalStorage(JournalFileBackend(str(leader.folder.path / JOURNAL)))
    kept = optuna.load_study(study_name=study.NAME, storage=storage)
    assert len(kept.trials) == 9
    assert kept.best_value == result.trials[result.best].score
    assert kept.best_trial.number == result.best


def test_a_journal_that_cannot_be_read_is_written_anew(tmp_path):
    leader = Leader(tmp_path, search_spec(trials=6))
    while len(leader.trials.rows) < 5:
        leader.look()
    (leader.folder.path / JOURNAL).write_bytes(b"{}\nnonsense\n")
    leader.rise()
    leader.result()
    storage = JournalStorage(JournalFileBackend(str(leader.folder.path / JOURNAL)))
    assert len(optuna.load_study(study_name=study.NAME, storage=storage).trials) == 6


def test_what_decides_is_named(tmp_path):
    result = Leader(tmp_path, search_spec(trials=40, pruner="none")).result()
    assert sum(result.importance.values()) == pytest.approx(1.0)
    assert max(result.importance, key=result.importance.__getitem__) == "train.learning_rate"


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        ([(2.0, 1.0), (2.1, 1.1), (1.9, 1.0)], "better"),
        ([(1.0, 2.0), (1.1, 2.1), (1.0, 1.9)], "worse"),
        ([(1.0, 0.9), (1.0, 1.1), (1.0, 1.0)], "tie"),
        ([(2.0, 1.0), (2.1, 1.1), (1.9, None)], "tie"),  # a winner that fails with a seed is not recommended
        ([(2.0, 1.0)], "few"),
        ([(None, 1.0), (None, 1.1)], "revived"),
        ([(None, None), (None, None)], "few"),
    ],
)
def test_the_verdict_follows_the_pairs(pairs, verdict):
    rows = [
        ConfirmedPair(seed=seed, start=start, winner=winner, start_test=start, winner_test=winner)
        for seed, (start, winner) in enumerate(pairs)
    ]
    assert judged(confirmed(rows)) == verdict


def test_a_budget_of_seconds_keeps_the_time_of_the_confirmation_aside(tmp_path, monkeypatch):
    """A trial takes ten seconds; each look takes one."""
    now = [1_000_000.0]
    monkeypatch.setattr("lstm_core.engine.work.trials.time.time", lambda: now[0])
    leader = Leader(tmp_path, search_spec(trials=None, seconds=200.0, cost=10.0, pruner="none"))
    leader.trials._began = now[0]
    while leader.look():
        now[0] += 1.0
    result = leader._search.result()
    assert len(result.trials) >= 3
    asked_until = sum(row.seconds for row in result.trials if row.state == "done")
    assert asked_until + 2 * 3 * 10 <= 200 + 40
    assert len(result.confirmation.pairs) == 3


def test_the_starting_point_is_never_ended_for_want_of_time(tmp_path, monkeypatch):
    """It takes longer than the budget allows, while another trial has ended beside it."""
    now = [1_000_000.0]
    monkeypatch.setattr("lstm_core.engine.work.trials.time.time", lambda: now[0])
    leader = Leader(tmp_path, search_spec(trials=None, seconds=200.0, cost=10.0, pruner="none"), places=2)
    leader.trials._began = now[0]
    for _ in range(40):
        leader.look()
        leader.members.done["trial-1"] = 1
        now[0] += 5.0
    rows = leader.trials.rows
    assert rows[0].state == "running"
    assert any(row.state == "done" for row in rows)
    while leader.look():
        pass
    assert leader._search.result().trials[0].state == "done"


def test_seconds_that_were_used_before_the_leader_died_count(tmp_path):
    leader = Leader(tmp_path, search_spec(trials=None, seconds=100.0, cost=10.0))
    lines = [
        {"seq": 0, "at": 1000.0, "type": "admitted"},
        {"seq": 1, "at": 1040.0, "type": "progressed", "done": 1.0, "total": 5.0},
        {"seq": 2, "at": 2000.0, "type": "admitted"},
        {"seq": 3, "at": 2025.0, "type": "progressed", "done": 1.0, "total": 5.0},
    ]
    leader.folder.events.write_text("".join(json.dumps(line) + "\n" for line in lines))
    leader.rise()
    assert 65 <= leader.trials.used < 75


def test_a_combination_that_nothing_makes_valid_is_refused():
    from lstm_core.spec.combining import combined

    with pytest.raises(SpecError):
        combined(spec_of(), {"train.loss": "quantile", "data.strategy": "recursive"})
