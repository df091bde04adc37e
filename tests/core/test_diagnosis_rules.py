"""Every rule of a diagnosis on evidence made by hand: a case that it tells, and a near miss that it does not."""

import math
from types import SimpleNamespace

import pytest

from lstm_core.diagnosis.codes import CODES, VARIANTS
from lstm_core.diagnosis.data.facts import DataFacts, Leaked, Longer, Outlying, Shift, Unalignable, Unscaled
from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.diagnosis.table import TABLE
from lstm_core.errors import Sentence
from lstm_core.runs import events
from lstm_core.runs.folder import RunState
from tests.core.bounded import BELOW
from tests.core.evidences import HALF, LEARNED, SETTLED, STUCK, evidence, fall, spec_with, started

SPEECH = {"spec": spec_with("speech"), "measured": {}}


def sgd(**changes):
    return spec_with(**{"train__optimizer": "sgd", **changes})


def result_of(**fields):
    """A result that holds only what a rule asks for."""
    return SimpleNamespace(**{"reason": "steps", "steps": 300, "best_step": 300, "test": {}, **fields})


def series_result(forecasts, truths, moves=1.0):
    from lstm_core.results.series import ForecastWindow, PersistenceCheck

    windows = [
        ForecastWindow.model_construct(forecast=said, truth=came) for said, came in zip(forecasts, truths, strict=True)
    ]
    return result_of(windows=windows, copying=PersistenceCheck(moves=moves, agreement=0.0))


NAN = Sentence("training.diverged", {"step": 7, "loss": "nan"})
FOUND = events.NonFiniteFound(seq=0, at=0, step=7, where="inputs", tensor="price", rows=[3, 4])
SHAKEN = [0.2, 0.6] * 6
WAVES = [[float(place), float(-place)] for place in range(8)]
ALIGN = Unalignable(files=30, total=100, file="a.wav", needed=9, inputs=7, share=0.3, augmented=True)
SPIKE = Outlying("value", 1, 1e5, 1.0, 2.0, 1e-5)
MOVED = Shift("value", outside_share=0.9, wider=1.2, level=8.0)
RUN_AWAY = [0.5] * 60 + [5.0] * 20

# code -> (variant, evidence that fires, a near miss)
CASES = {
    "non_finite": ("inputs", {"loss": [0.5] * 6, "others": [FOUND]}, {"loss": [0.5] * 6}),
    "exploding_gradient": (
        "",
        {"spec": sgd(), "loss": RUN_AWAY, "norm": [0.5] * 59 + [500.0] + [90.0] * 20, "rate": 1e-6},
        {"spec": sgd(), "loss": [0.5] * 60 + [5.0] + [0.5] * 19, "norm": [0.5] * 59 + [500.0] + [0.5] * 20},
    ),
    "vanishing_gradient": (
        "",
        {**HALF, "series": {"gradient/layer_0": 1e-6, "gradient/layer_5": 1.0}},
        {**HALF, "series": {"gradient/layer_0": 0.05, "gradient/layer_5": 1.0}},
    ),
    "vanishing_over_time": (
        "",
        {**SETTLED, "series": {"memory/layer_0": 6.0}, "facts": DataFacts(reach=36)},
        {**SETTLED, "series": {"memory/layer_0": 40.0}, "facts": DataFacts(reach=36)},
    ),
    "leakage": (
        "shifted",
        {**LEARNED, "facts": DataFacts(leaks=(Leaked("shifted", "next", 0.99999, 1),))},
        {**LEARNED, "facts": DataFacts()},
    ),
    "shuffled_time": ("column", {**STUCK, "facts": DataFacts(mixed=True, order_column="day")}, {**STUCK}),
    "unalignable": ("augmented", {**SPEECH, **LEARNED, "facts": DataFacts(unalignable=ALIGN)}, {**SPEECH, **LEARNED}),
    "labels_unlearnable": (
        "speech",
        {**SPEECH, "loss": fall(9, 1, 300), "measured": {"validation.wer": 0.9}, "facts": DataFacts(labels_fit=1.0)},
        {**SPEECH, "loss": fall(9, 1, 300), "measured": {"validation.wer": 0.9}, "facts": DataFacts(labels_fit=4.0)},
    ),
    "outliers": ("", {**LEARNED, "facts": DataFacts(outlying=(SPIKE,))}, {**LEARNED}),
    "unscaled_input": ("large", {**STUCK, "facts": DataFacts(unscaled=(Unscaled("value", 5000.0),))}, {**STUCK}),
    "constant_column": ("", {**LEARNED, "facts": DataFacts(constant=("sensor",))}, {**LEARNED}),
    "distribution_shift": (
        "",
        {"loss": fall(1, 0.05, 300), "validation": [9.0] * 12, "facts": DataFacts(shift=MOVED)},
        {**LEARNED, "facts": DataFacts(shift=Shift("value", 0.6, 1.1, 2.8, seen=False))},
    ),
    "nothing_to_learn": (
        "last",
        {**STUCK, "measured": {"persistence": 1.0, "linear": 1.0},
         "facts": DataFacts(simple_error=1.0, trivial_error=1.0, persistence_best=True, nothing=True)},
        {**LEARNED, "facts": DataFacts(simple_error=1.0, trivial_error=1.0, nothing=True)},
    ),
    "learning_rate_high": (
        "rises",
        {"loss": [0.5, *[6.0] * 199], "validation": [1.0] * 8, "rate": 1.0},
        {"loss": [0.5, *[0.8] * 20, *fall(0.5, 0.2, 179)], "validation": fall(0.6, 0.2, 8), "rate": 0.02},
    ),
    "learning_rate_low": ("", {**STUCK, "rate": 1e-7}, {**STUCK, "rate": 0.002}),
    "clipping_hides_rate": (
        "",
        {"spec": sgd(train__clip_norm=0.5, train__learning_rate=50.0), **STUCK, "rate": 50.0, "norm": 5.0},
        {"spec": sgd(train__clip_norm=0.5, train__learning_rate=50.0), **LEARNED, "rate": 50.0, "norm": 5.0},
    ),
    "clipping_too_tight": (
        "",
        {"spec": sgd(train__clip_norm=1e-4), **STUCK, "rate": 0.1},
        {"spec": sgd(train__clip_norm=0.1), **STUCK, "rate": 0.1},
    ),
    "weight_decay_strong": (
        "",
        {"spec": spec_with(train__weight_decay=1.0), **HALF},
        {"spec": spec_with(train__weight_decay=1.0), **LEARNED},
    ),
    "dropout_strong": (
        "",
        {"spec": spec_with(model__layers=2, model__dropout=0.9), **HALF},
        {"spec": spec_with(model__layers=2, model__dropout=0.5), **LEARNED},
    ),
    "window_short": (
        "",
        {**HALF, "facts": DataFacts(simple_error=0.8, longer=Longer(96, 0.8, 96))},
        {**LEARNED, "facts": DataFacts(simple_error=0.8, longer=Longer(96, 0.7, 96))},
    ),
    "gates_saturated": (
        "",
        {**HALF, "series": {"saturated/layer_0/forget": 0.97}},
        {**HALF, "series": {"saturated/layer_0/forget": 0.6}},
    ),
    "forget_gate_stuck": (
        "closed",
        {**HALF, "series": {"forget/layer_0": 0.001}, "probes": {"unit_forget/layer_0": [0.0] * 7}},
        {**LEARNED, "series": {"forget/layer_0": 0.001}, "probes": {"unit_forget/layer_0": [0.0] * 7}},
    ),
    "network_too_small": (
        "",
        {"spec": spec_with(model__hidden_size=1), **HALF},
        {"spec": spec_with(model__hidden_size=64), **HALF},
    ),
    "network_too_large": (
        "",
        {"loss": fall(1, 0.01, 300), "validation": [*fall(1, 0.3, 4), *fall(0.35, 0.9, 8)],
         "facts": DataFacts(sizes={"values": 200})},
        {"loss": fall(1, 0.01, 300), "validation": fall(1, 0.2, 12), "facts": DataFacts(sizes={"values": 200})},
    ),
    "too_few_steps": (
        "",
        {"spec": spec_with(train__steps=300), "loss": fall(1.2, 0.8, 300), "validation": fall(1.0, 0.8, 12)},
        {"spec": spec_with(train__steps=300), **LEARNED},
    ),
    "patience_short": (
        "",
        {"spec": spec_with(train__patience=1, train__steps=3000, train__evaluate_every=10),
         "loss": fall(1.2, 0.5, 100), "validation": [*fall(1.0, 0.5, 9), 0.51],
         "result": result_of(reason="early_stopping", steps=100)},
        {"spec": spec_with(train__patience=1, train__steps=3000, train__evaluate_every=10),
         "loss": fall(1.2, 0.1, 100), "validation": [*fall(1.0, 0.5, 5), *fall(0.6, 0.9, 5)],
         "result": result_of(reason="early_stopping", steps=100)},
    ),
    "setting_without_effect": (
        "quantiles",
        {"spec": spec_with(train__quantiles=[0.2, 0.5, 0.8]), **LEARNED},
        {"spec": spec_with(train__quantiles=[0.2, 0.5, 0.8], train__loss="quantile"), **LEARNED},
    ),
    "nondeterministic": (
        "",
        {**LEARNED, "others": [started(spec_with(), step=100, device_name="H200")]},
        {**LEARNED, "others": [started(spec_with(), step=100)]},
    ),
    "slow": (
        "",
        {"spec": spec_with(train__steps=9000), "loss": [1.2 - 0.0002 * step for step in range(300)],
         "validation": [0.9 - 0.001 * each for each in range(12)]},
        {"loss": fall(1.2, 0.5, 300), "validation": fall(1.0, 0.5, 12)},
    ),
    "not_learning": ("", {**STUCK}, {**LEARNED}),
    "oscillating": (
        "",
        {"loss": [0.4] * 300, "validation": SHAKEN},
        {"loss": [0.2, 0.6] * 150, "validation": fall(1.0, 0.2, 12)},
    ),
    "overfitting": (
        "",
        {"loss": fall(1, 0.01, 300), "validation": [*fall(1, 0.3, 4), *fall(0.35, 0.9, 8)]},
        {"loss": [0.5] * 300, "validation": [*fall(1, 0.3, 4), *fall(0.35, 0.9, 8)]},
    ),
    "underfitting": (
        "",
        {"loss": [0.9] * 300, "validation": [1.0, *[0.85] * 11]},
        {"loss": fall(1.0, 0.3, 300), "validation": fall(1.0, 0.3, 12)},
    ),
    "copies_last_value": (
        "",
        {**STUCK, "result": series_result(WAVES, WAVES, moves=0.05)},
        {**LEARNED, "result": series_result(WAVES, WAVES, moves=0.9)},
    ),
    "constant_output": (
        "",
        {**STUCK, "result": series_result([[1.0, 1.0]] * 8, WAVES)},
        {**STUCK, "result": series_result(WAVES, WAVES)},
    ),
    "impossible_values": BELOW,
    "blank_collapse": (
        "",
        {**SPEECH, "loss": [3.0] * 900, "samples": 100, "measured": {"validation.wer": 1.0},
         "others": [events.Sampled(seq=0, at=0, step=900, text="one two → –")]},
        {**SPEECH, "loss": [3.0] * 12, "samples": 100, "measured": {"validation.wer": 1.0}, "state": RunState.RUNNING,
         "others": [events.Sampled(seq=0, at=0, step=12, text="one two → –")]},
    ),
}  # fmt: skip


def codes(found):
    return [finding.code for finding in found.findings]


def test_the_table_has_a_row_for_every_code_and_the_tests_a_case():
    assert tuple(TABLE) == CODES
    assert set(CASES) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_rule_tells_its_case_with_numbers_in_both_languages(code):
    variant, given, _ = CASES[code]
    made = evidence(**given)
    found = TABLE[code].rule_of(made.spec.data.task)(made)
    assert found is not None
    assert (found.code, found.variant) == (code, variant)
    for language in ("zh", "en"):
        assert "{" not in found.text(language) + found.not_this(language) + found.name(language)
    assert code in codes(diagnose(made))
    assert diagnose(made).as_json()["findings"]


@pytest.mark.parametrize("code", CODES)
def test_a_near_miss_is_not_told(code):
    made = evidence(**CASES[code][2])
    assert TABLE[code].rule_of(made.spec.data.task)(made) is None


@pytest.mark.parametrize("code", CODES)
def test_a_code_names_only_codes_as_its_causes_and_never_in_a_circle(code):
    row = TABLE[code]
    assert {*row.causes, *row.unless} <= set(CODES)
    seen, above = set(), set(row.causes)
    while above:
        assert code not in above
        seen |= above
        above = {cause for each in above for cause in TABLE[each].causes} - seen
    assert set(VARIANTS) <= set(CODES)


def test_one_cause_is_told_first_and_its_symptoms_beneath_it():
    found = diagnose(evidence(loss=[1.2] * 300, validation=[1.0] * 12, rate=1e-7))
    assert codes(found) == ["learning_rate_low", "not_learning", "copies_last_value"]
    assert [each.because_of for each in found.findings] == [None, "learning_rate_low", "learning_rate_low"]
    assert not found.healthy
    assert found.summary("en").startswith("The learning rate is too low")


def test_what_follows_from_the_nature_of_the_data_is_no_fault():
    made = evidence(**CASES["nothing_to_learn"][1], result=series_result(WAVES, WAVES, moves=0.02))
    found = diagnose(made)
    assert codes(found)[0] == "nothing_to_learn"
    assert {each.severity for each in found.findings} == {"info"}
    assert found.healthy
    assert any("nature of the data" in each for each in found.told("en"))
    assert found.summary("en").startswith("The past of this series does not tell where it goes")
    assert "looks healthy" in found.summary("en")
    assert sum("does not tell where it goes" in line for line in found.lines("en")) == 1


@pytest.mark.parametrize("kind", ["shifted", "ahead"])
def test_a_column_that_tells_further_ahead_than_is_forecast_is_a_cause_to_remember_and_no_fault(kind):
    spec = spec_with(data__horizon=3, data__past_columns=["feed"])
    far, near = (DataFacts(leaks=(Leaked(kind, "feed", 0.9999, steps),)) for steps in (20, 3))
    found = diagnose(evidence(spec, **LEARNED, facts=far))
    assert found.healthy
    assert "remember" in found.findings[0].text("en")
    assert found.findings[0].suggests == {}
    assert not diagnose(evidence(spec, **LEARNED, facts=near)).healthy
    both = DataFacts(leaks=(*far.leaks, *near.leaks))
    assert not diagnose(evidence(spec, **LEARNED, facts=both)).healthy


def test_a_healthy_run_gets_a_clean_bill_that_names_what_was_looked_at():
    found = diagnose(evidence(**LEARNED))
    assert found.findings == []
    assert "healthy" in found.summary("en")
    assert "the effective learning rate" in found.summary("en")
    assert "健康" in found.summary("zh")
    assert "measurements" in found.not_looked_at.values()
    assert any("Exploding" not in each and "Gates saturated" in each for each in found.lacking("en"))


@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
def test_clipping_at_every_step_says_nothing_under_adam(optimizer):
    spec = spec_with(train__optimizer=optimizer, train__clip_norm=0.01)
    found = diagnose(evidence(spec, **LEARNED, norm=5.0))
    assert found.healthy
    assert any("Clipping fired at 100%" in each for each in found.told("en"))


def test_a_clip_that_makes_another_rate_of_a_wild_one_is_fine_where_it_learns():
    spec = sgd(train__learning_rate=100.0, train__clip_norm=0.01)
    assert diagnose(evidence(spec, **LEARNED, norm=0.5, rate=100.0)).healthy


def test_a_training_loss_above_the_validation_loss_is_normal_with_dropout():
    spec = spec_with(model__layers=2, model__dropout=0.3)
    found = diagnose(evidence(spec, loss=fall(1.3, 0.3, 300), validation=fall(1.0, 0.2, 12)))
    assert found.healthy
    assert any("dropout acts in training alone" in each for each in found.told("en"))


def test_jitter_of_small_batches_is_no_oscillation():
    found = diagnose(evidence(loss=[0.15, 0.3] * 150, validation=fall(1.0, 0.2, 12)))
    assert found.healthy
    assert any("jitter" in each for each in found.told("en"))


def test_a_plateau_at_the_start_is_normal():
    found = diagnose(evidence(loss=[1.0] * 150 + fall(0.9, 0.1, 250), validation=[1.0] * 4 + fall(0.9, 0.2, 8)))
    assert found.healthy
    assert any("plateau" in each for each in found.told("en"))


def test_a_start_in_blanks_is_normal():
    made = evidence(**CASES["blank_collapse"][2])
    found = diagnose(made)
    assert "blank_collapse" not in codes(found)
    assert any("CTC always begins" in each for each in found.told("en"))


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e7])
def test_units_of_the_loss_change_nothing(scale):
    measured = {"persistence": 1.0 * scale, "linear": 0.2 * scale}
    good = evidence(
        loss=fall(1.2 * scale, 0.2 * scale, 300), validation=fall(scale, 0.2 * scale, 12), measured=measured
    )
    bad = evidence(loss=[1.2 * scale] * 300, validation=[scale] * 12, measured=measured, rate=1e-7)
    assert diagnose(good).healthy
    assert codes(diagnose(bad))[0] == "learning_rate_low"


def test_a_warm_up_longer_than_the_training_counts_by_the_rate_that_was_reached():
    spec = spec_with(train__warmup_steps=100_000, train__steps=300)
    rates = [0.002 * (step + 1) / 100_000 for step in range(300)]
    found = diagnose(evidence(spec, **STUCK, rate=rates))
    assert codes(found)[0] == "learning_rate_low"
    assert found.findings[0].variant == "warmup"


def test_of_steps_that_ran_out_a_gated_network_hears_first_and_a_plain_one_of_its_memory():
    falling = {"loss": fall(1.2, 0.8, 300), "validation": fall(1.0, 0.8, 12), "facts": DataFacts(reach=36)}
    specs = (spec_with(train__steps=300, model__cell=cell) for cell in ("rnn", "gru"))
    plain, gated = (diagnose(evidence(spec, **falling, series={"memory/layer_0": 6.0})) for spec in specs)
    assert [each.code for each in plain.findings][:2] == ["vanishing_over_time", "too_few_steps"]
    assert plain.findings[1].because_of == "vanishing_over_time"
    assert plain.findings[0].suggests["model.cell"] == "lstm"
    assert codes(gated)[0] == "too_few_steps"
    assert "vanishing_over_time" not in codes(gated)


@pytest.mark.parametrize(("best", "told"), [(0.13, True), (0.06, False)])
def test_a_plain_network_that_learned_a_text_by_halves_hears_what_it_cannot_keep(best, told):
    spec = spec_with("text", model__cell="rnn")
    facts = DataFacts(reach=10, far_nats=0.27)
    run = {"loss": fall(2.0, best, 300), "validation": fall(1.5, best, 12), "measured": {"ngram": 0.32}}
    found = diagnose(evidence(spec, **run, facts=facts, series={"memory/layer_0": 7.0}))
    assert ("vanishing_over_time" in codes(found)) is told


def test_a_closed_forget_gate_is_no_fault_where_the_network_learns():
    assert diagnose(evidence(**CASES["forget_gate_stuck"][2])).healthy


def test_a_shift_that_the_scaling_of_windows_takes_away_is_no_fault():
    assert diagnose(evidence(**CASES["distribution_shift"][2])).healthy


def test_a_run_that_diverged_without_instruments_names_its_rate_first():
    losses = [0.4, 50.0, 1e4, 1e6, 1e9, 1e12]
    norms = [0.3, 40.0, 1e5, 1e8, 1e11, 1e14]
    made = evidence(sgd(), loss=losses, norm=norms, rate=1000.0, state=RunState.FAILED, failure=NAN)
    assert codes(diagnose(made))[:3] == ["learning_rate_high", "non_finite", "exploding_gradient"]


def test_a_bad_cell_of_the_data_is_the_cause_and_no_rate():
    made = evidence(loss=[0.5] * 6, rate=0.5, state=RunState.FAILED, failure=NAN, others=[FOUND])
    assert codes(diagnose(made))[0] == "non_finite"


def test_a_queued_run_has_nothing_to_diagnose():
    found = diagnose(evidence(state=RunState.QUEUED))
    assert found.healthy
    assert any("waits for its turn" in each for each in found.told("en"))


def test_numbers_that_are_no_numbers_break_no_rule():
    for value in (math.inf, 0.0, -1.0, 1e300):
        diagnose(evidence(loss=[value] * 50, validation=[value] * 4, norm=value, measured={"persistence": value}))
