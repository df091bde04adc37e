"""The lists of changes that may cure a finding: valid, different, ordered, and at equal data."""

import pytest

from lstm_core.diagnosis.codes import CODES
from lstm_core.diagnosis.cures.changes import data_of_a_step
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.repairs import attempts
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.tasks import TASKS

INCURABLE = {"labels_unlearnable", "nothing_to_learn", "setting_without_effect", "nondeterministic", "shuffled_time"}
SPECS = {
    task: [
        parse_train_spec({"data": {"task": task}, **more})
        for more in (
            {},
            {"model": {"layers": 3}, "train": {"optimizer": "sgd", "learning_rate": 1.0, "clip_norm": None}},
            {"model": {"cell": "rnn"}, "train": {"learning_rate": 1e-6, "clip_norm": 1e-4, "warmup_steps": 100_000}},
            {"model": {"cell": "transformer"}, "train": {"patience": 1, "weight_decay": 1.0}},
            {"model": {"cell": "slstm", "hidden_size": 8, "layers": 2, "dropout": 0.9, "zoneout": 0.8}},
        )
    ]
    for task in TASKS
}


def finding(code, **evidence):
    return Finding(code=code, severity="error", evidence=evidence)


def first(code, spec, **evidence):
    return attempts(finding(code, **evidence), spec)[0]


def series(**sections):
    return parse_train_spec({"data": {"task": "series"}, **sections})


@pytest.mark.parametrize("code", CODES)
def test_every_change_is_a_valid_spec_of_its_own(code):
    for specs in SPECS.values():
        for spec in specs:
            changed = [spec.with_changes(changes) for changes in attempts(finding(code), spec)]
            assert spec not in changed
            assert len({each.to_json() for each in changed}) == len(changed)


@pytest.mark.parametrize("code", sorted(set(CODES) - INCURABLE))
def test_what_a_spec_can_cure_has_changes(code):
    named = {"columns": ["later"], "floor": 0.0}
    spec = {
        "unalignable": parse_train_spec({"data": {"task": "speech", "stack": 4}}),
        "blank_collapse": parse_train_spec({"data": {"task": "speech"}}),
        "weight_decay_strong": series(train={"weight_decay": 1.0}),
        "dropout_strong": series(model={"zoneout": 0.9}),
        "clipping_too_tight": series(train={"clip_norm": 1e-3}),
        "vanishing_gradient": series(model={"layers": 4}),
        "constant_column": series(data={"past_columns": ["later"]}),
        "leakage": series(data={"past_columns": ["other", "later"]}),
    }.get(code, series())
    assert attempts(finding(code, **named), spec)


@pytest.mark.parametrize("code", sorted(INCURABLE))
def test_what_no_spec_can_cure_has_none(code):
    assert attempts(finding(code), series()) == []


def test_what_a_finding_suggests_comes_first():
    suggested = Finding(code="outliers", severity="warning", suggests={"data.winsorise": 5.0})
    assert attempts(suggested, series())[0] == {"data.winsorise": 5.0}


def test_an_explosion_is_answered_by_clipping_and_a_lower_rate_together_first():
    spec = series(train={"learning_rate": 0.5, "clip_norm": None})
    assert first("exploding_gradient", spec) == {"train.clip_norm": 1.0, "train.learning_rate": 0.002}


def test_clipping_is_never_offered_against_a_gradient_that_vanishes():
    for code in ("vanishing_gradient", "vanishing_over_time"):
        for specs in SPECS.values():
            for spec in specs:
                assert all("train.clip_norm" not in changes for changes in attempts(finding(code), spec))


def test_a_gradient_that_vanishes_over_time_gets_an_open_forget_gate():
    changes = first("vanishing_over_time", series())
    assert changes == {"model.initialisation": "orthogonal", "model.forget_bias": 1.0}


def test_a_rate_is_not_lowered_below_the_lowest():
    rates = [changes.get("train.learning_rate", 1) for changes in attempts(finding("learning_rate_high"), series())]
    assert min(rates) >= 1e-4


def test_a_warm_up_that_never_ends_is_shortened_first():
    spec = series(train={"warmup_steps": 10_000, "steps": 600})
    assert first("learning_rate_low", spec) == {"train.warmup_steps": 30}


def test_a_window_grows_to_what_the_target_depends_on():
    changes = first("window_short", series(data={"window": 8}), lag=64)
    assert 64 < changes["data.window"] <= 72


def test_a_longer_window_of_a_text_reads_as_much_at_a_step():
    spec = parse_train_spec({"data": {"task": "text", "window": 16}, "train": {"batch_size": 32}})
    changed = spec.with_changes(first("window_short", spec))
    assert changed.text.window > 16
    assert data_of_a_step(changed) == data_of_a_step(spec)
    assert changed.train.steps == spec.train.steps


def test_a_larger_batch_takes_fewer_steps():
    spec = series(train={"steps": 600, "batch_size": 32, "evaluate_every": 20})
    [changes] = [each for each in attempts(finding("oscillating"), spec) if set(each) >= {"train.batch_size"}][:1]
    assert changes == {"train.batch_size": 128, "train.steps": 150, "train.evaluate_every": 5}


@pytest.mark.parametrize("code", ["oscillating", "learning_rate_high", "clipping_hides_rate"])
def test_a_batch_of_a_handful_becomes_a_usual_one_at_as_many_steps(code):
    spec = series(train={"batch_size": 1, "learning_rate": 0.05, "steps": 600})
    tried = attempts(finding(code), spec)[:3]
    assert {"train.batch_size": 16} in tried
    assert {"train.batch_size": 16, "train.learning_rate": 0.002} in tried
    assert all("train.batch_size" not in changes for changes in attempts(finding("learning_rate_high"), series()))


def test_only_the_columns_that_leak_are_left_out():
    spec = series(data={"past_columns": ["good", "later"]})
    assert attempts(finding("leakage", columns=["later"]), spec) == [{"data.past_columns": ["good"]}]
