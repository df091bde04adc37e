"""What people really report about trainings gone wrong: the cause is named, and what only looks like one is not."""

from types import SimpleNamespace

from lstm_core.diagnosis.data.facts import DataFacts, Longer, Outlying, Shift
from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.diagnosis.findings import Finding
from lstm_core.runs import events
from lstm_core.runs.folder import RunState
from lstm_core.runs.measurements import UPDATE_RATIO, WEIGHT
from tests.core.evidences import evidence, fall, spec_with

LEARNED = {"loss": fall(1.2, 0.2, 300), "validation": fall(1.0, 0.2, 12)}
HALF = {"loss": fall(1.2, 0.6, 300), "validation": [1.0, *[0.6] * 11]}
STUCK = {"loss": [1.2] * 300, "validation": [1.0] * 12}
WALK = DataFacts(simple_error=1.0, trivial_error=1.0, persistence_best=True, nothing=True, related=False)
NO_ROOM = {"persistence": 1.0, "linear": 1.0}


def causes(made):
    return [finding.code for finding in diagnose(made).causes]


def graver(made):
    return [finding.code for finding in diagnose(made).causes if finding.severity != "info"]


def weights(first, last):
    name = WEIGHT.format(place="layer_0")
    return [events.Logged(seq=0, at=0, step=step, values={name: value}) for step, value in ((1, first), (300, last))]


def test_weights_that_grew_with_a_high_rate_tell_of_it_though_the_loss_fell():
    hot = [0.02] * 300
    found = diagnose(evidence(**HALF, rate=hot, others=weights(10.0, 150.0)))
    assert (found.causes[0].code, found.causes[0].variant) == ("learning_rate_high", "grown")
    assert diagnose(evidence(**HALF, rate=hot, others=weights(10.0, 40.0))).healthy
    assert diagnose(evidence(**LEARNED, rate=hot, others=weights(10.0, 150.0))).healthy


def test_updates_that_stay_large_to_the_end_are_the_cause_of_a_network_that_lags_behind():
    behind = {"loss": fall(1.2, 0.5, 300), "validation": [1.0, *[0.85] * 11]}
    found = diagnose(evidence(**behind, rate=[0.03, *[0.015] * 299]))
    assert (found.causes[0].code, found.causes[0].variant) == ("learning_rate_high", "always")
    assert "learning_rate_high" not in causes(evidence(**behind, rate=[0.03, *[0.001] * 299]))


def test_updates_of_a_quarter_of_the_weights_to_the_end_are_too_large_where_they_were_measured():
    name = UPDATE_RATIO.format(place="layer_0")
    steps = [events.Logged(seq=0, at=0, step=step, values={name: 0.3}) for step in range(1, 301)]
    found = diagnose(evidence(**HALF, others=steps))
    assert (found.causes[0].code, found.causes[0].variant) == ("learning_rate_high", "always")
    assert diagnose(evidence(**LEARNED, others=steps)).healthy


def test_a_walk_beside_unrelated_columns_is_a_walk_and_no_table_of_wrong_rows():
    made = evidence(**STUCK, measured=NO_ROOM, facts=WALK)
    assert causes(made)[0] == "nothing_to_learn"
    assert diagnose(made).healthy
    noise = DataFacts(simple_error=1.0, trivial_error=0.5, nothing=True, related=False)
    assert causes(evidence(**STUCK, measured=NO_ROOM, facts=noise))[0] == "labels_unlearnable"


def test_a_shift_that_the_network_copes_with_is_a_remark_however_far_the_losses_lie_apart():
    shift = DataFacts(shift=Shift("value", outside_share=0.9, wider=1.2, level=8.0))
    good = evidence(loss=fall(1.0, 0.01, 300), validation=fall(1.0, 0.2, 12), facts=shift)
    assert diagnose(good).healthy
    assert "distribution_shift" in causes(good)


def test_beside_a_shift_that_hurts_neither_steps_nor_windows_are_blamed():
    shift = Shift("value", outside_share=0.9, wider=1.2, level=8.0)
    made = evidence(
        spec_with(train__steps=300),
        loss=fall(1.0, 0.01, 300),
        validation=fall(9.0, 4.0, 12),
        facts=DataFacts(shift=shift, simple_error=0.8, longer=Longer(96, 0.8, 96)),
    )
    assert graver(made) == ["distribution_shift"]


def test_a_warm_up_that_never_ends_is_told_once():
    spec = spec_with(train__warmup_steps=100_000, train__steps=300)
    made = evidence(spec, **STUCK, rate=[0.002 * (step + 1) / 100_000 for step in range(300)])
    assert causes(made) == ["learning_rate_low"]
    learned = evidence(spec, **LEARNED, rate=[0.002 * (step + 1) / 100_000 for step in range(300)])
    assert graver(learned) == ["setting_without_effect"]


def test_a_window_that_a_learning_network_could_do_with_longer_is_a_remark():
    a_quarter, most = (DataFacts(simple_error=0.8, longer=Longer(96, less, 96)) for less in (0.27, 0.8))
    made = {
        "loss": fall(1.2, 0.5, 300),
        "validation": [1.0, *[0.7] * 11],
        "measured": {"persistence": 1.0, "linear": 0.5},
    }
    assert diagnose(evidence(**made, facts=a_quarter)).healthy
    assert graver(evidence(**made, facts=most)) == ["window_short"]
    assert "window_short" in graver(evidence(loss=[0.9] * 300, validation=[0.95] * 12, facts=a_quarter))


def test_a_rate_that_ran_away_is_not_beside_a_network_that_is_too_large():
    sizes = DataFacts(sizes={"values": 200})
    learned_by_heart = {"loss": [1.0, *[9.0] * 20, *fall(1.0, 0.01, 279)], "validation": [*fall(1, 0.3, 4), *[5.0] * 8]}
    found = diagnose(evidence(spec_with(), **learned_by_heart, rate=0.5, facts=sizes))
    assert found.causes[0].code == "learning_rate_high"
    assert "network_too_large" not in [each.code for each in found.causes]


def test_a_mark_of_missing_values_is_named_and_a_remark_once_it_is_drawn_in():
    spike = Outlying("value", 30, -999.0, 4.0, 15.0, 0.01, recurs=True)
    made = evidence(**HALF, facts=DataFacts(outlying=(spike,)))
    assert graver(made) == ["outliers"]
    assert "holds the value -999 exactly 30 times" in diagnose(made).summary("en")
    assert diagnose(evidence(spec_with(data__winsorise=3.0), **LEARNED, facts=DataFacts(outlying=(spike,)))).healthy


def test_an_input_that_runs_out_of_its_range_is_to_blame_where_the_network_lags_and_goes():
    spec = spec_with(data__past_columns=["unix", "other"])
    moved = DataFacts(moved_input=Shift("unix", outside_share=0.9, wider=1.0, level=3.0))
    found = diagnose(evidence(spec, **STUCK, facts=moved))
    assert (found.causes[0].code, found.causes[0].variant) == ("distribution_shift", "input")
    assert found.causes[0].suggests == {"data.past_columns": ["other"]}
    assert diagnose(evidence(spec, **LEARNED, facts=moved)).healthy


def test_what_outliers_do_to_validation_hangs_beneath_them():
    spike = Outlying("value", 3, 900.0, 4.0, 15.0, 0.01)
    rising = {"loss": fall(1, 0.01, 300), "validation": [*fall(1, 0.3, 4), *fall(0.35, 0.9, 8)]}
    assert graver(evidence(**rising, facts=DataFacts(outlying=(spike,)))) == ["outliers"]


def test_a_rate_that_clipping_hides_and_that_raised_the_loss_is_told_once():
    spec = spec_with(train__optimizer="sgd", train__clip_norm=0.5, train__learning_rate=50.0)
    made = evidence(spec, loss=[0.5, *[6.0] * 299], validation=[1.0] * 12, rate=50.0, norm=5.0)
    assert graver(made) == ["learning_rate_high"]
    assert "clipping_hides_rate" in [finding.code for finding in diagnose(made).findings]


def test_a_training_that_was_stopped_early_is_not_blamed_for_its_plateau():
    plateau = {"loss": [1.2] * 60, "validation": [1.0] * 3}
    for state in (RunState.STOPPED, RunState.LOST):
        assert diagnose(evidence(**plateau, state=state)).healthy
    assert "not_learning" in [finding.code for finding in diagnose(evidence(**plateau)).findings]


def test_of_symptoms_without_a_cause_the_others_hang_beneath_one():
    told = [events.Sampled(seq=0, at=0, step=900, text="one two → –")]
    blanks = {"loss": [3.0] * 900, "samples": 100, "measured": {"validation.wer": 1.0}, "others": told}
    assert graver(evidence(spec_with("speech"), **blanks)) == ["blank_collapse"]
    same = result_of_windows([[1.0, 1.0]] * 8, [[float(place), -float(place)] for place in range(8)])
    assert graver(evidence(**STUCK, result=same)) == ["not_learning"]


def result_of_windows(forecasts, truths):

    from lstm_core.results.series import ForecastWindow

    windows = [
        ForecastWindow.model_construct(forecast=said, truth=came) for said, came in zip(forecasts, truths, strict=True)
    ]
    return SimpleNamespace(reason="steps", steps=300, best_step=300, test={}, windows=windows, copying=None)


def test_a_small_batch_is_to_blame_only_where_its_updates_are_large():
    spec = spec_with(train__batch_size=2)
    jitter = {"loss": [0.5, 0.1] * 150, "validation": [1.0, *[0.6] * 11]}
    assert diagnose(evidence(spec, **jitter, rate=0.0005)).healthy
    assert graver(evidence(spec, **jitter, rate=[0.02, *[0.005] * 299])) == ["oscillating"]


def test_patience_of_a_look_or_two_is_short_however_the_last_looks_came_out():
    spec = spec_with(train__patience=2, train__evaluate_every=5, train__steps=300)
    made = evidence(
        spec,
        loss=fall(4.0, 0.8, 60),
        validation=[*fall(4.0, 0.7, 10), 1.1, 1.4],
        measured={"validation.wer": 0.55},
        result=SimpleNamespace(reason="early_stopping", steps=60, best_step=50, test={}),
    )
    assert graver(made) == ["patience_short"]


def test_steps_that_read_a_part_of_the_data_are_too_few():
    given = {"loss": fall(4.0, 2.6, 250), "validation": [2.8, 2.75, 2.8], "measured": {"unigram": 3.3, "ngram": 1.6}}
    spec = spec_with("text", train__steps=250, train__batch_size=1, data__window=32)
    found = diagnose(evidence(spec, **given, samples=80_000))
    assert (found.causes[0].code, found.causes[0].variant) == ("too_few_steps", "part")
    assert "10% of the training data" in found.summary("en")
    assert "too_few_steps" not in graver(evidence(spec, **given, samples=8_000))


def test_a_network_that_settles_behind_with_small_updates_is_to_learn_faster_before_it_grows():
    behind = {"loss": [0.9] * 300, "validation": [1.0, *[0.8] * 11]}
    slow = next(each for each in diagnose(evidence(**behind, rate=0.001)).findings if each.code == "underfitting")
    fast = next(each for each in diagnose(evidence(**behind, rate=0.004)).findings if each.code == "underfitting")
    assert "train.learning_rate" in slow.suggests
    assert "model.hidden_size" in fast.suggests


def test_a_cause_with_a_long_delay_is_not_called_a_leak():
    delayed = Finding(code="leakage", severity="info", variant="delayed", evidence={"column": "rain", "steps": 40})
    assert delayed.name("en") == "A column that acts with a long delay"
    assert Finding(code="leakage", severity="error", variant="copy").name("en") == "Leakage"
