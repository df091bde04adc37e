"""What a diagnosis says of trainings that look odd: a remark where they learn, a finding where they do not."""

from lstm_core.diagnosis.data.facts import DataFacts
from lstm_core.diagnosis.diagnosing import diagnose
from tests.core.evidences import LEARNED, SETTLED, evidence, fall, spec_with

SHAKEN = [0.2, 0.6] * 6


def codes(found):
    return [finding.code for finding in found.findings]


def test_a_validation_loss_that_came_to_rest_where_it_is_good_does_not_oscillate():
    shaken = [1.0, 0.4, 0.2, 0.15, 0.25, 0.15, 0.3, 0.2, 0.21, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]
    assert diagnose(evidence(loss=fall(1.2, 0.2, 300), validation=shaken)).healthy
    assert "oscillating" in codes(diagnose(evidence(loss=fall(1.2, 0.2, 300), validation=[1.0, *SHAKEN])))


def test_batches_of_one_are_told_as_why_the_loss_jumps_and_are_no_fault_where_it_learns_and_comes_to_rest():
    jumping = {"loss": [0.1, 0.4] * 150, "spec": spec_with(train__batch_size=1)}
    resting = [0.01 * (1 - step / 300) for step in range(300)]
    found = diagnose(evidence(**jumping, rate=resting, validation=LEARNED["validation"]))
    assert [(each.code, each.variant, each.severity) for each in found.findings] == [("oscillating", "batch", "info")]
    found = diagnose(evidence(**jumping, rate=0.01, validation=LEARNED["validation"]))  # driven about to the end
    assert [(each.code, each.variant) for each in found.causes if each.severity == "warning"] == [
        ("oscillating", "batch")
    ]
    found = diagnose(evidence(**jumping, rate=0.01, validation=[0.9] * 12))
    assert ("oscillating", "batch", "warning") in [(each.code, each.variant, each.severity) for each in found.findings]


def test_a_fading_gradient_is_a_remark_where_the_training_is_good():
    [found] = diagnose(evidence(**LEARNED, series={"gradient/layer_0": 1e-6, "gradient/layer_5": 1.0})).findings
    assert (found.code, found.severity) == ("vanishing_gradient", "info")


def test_a_plain_rnn_that_did_not_learn_what_lies_far_back_is_told_though_its_gradient_reaches_there():
    far = {"series": {"memory/layer_0": 40.0}, "facts": DataFacts(reach=36)}
    found = diagnose(evidence(spec_with(model__cell="rnn"), **SETTLED, **far)).findings[0]
    assert (found.code, found.variant) == ("vanishing_over_time", "overwritten")
    assert "vanishing_over_time" not in codes(diagnose(evidence(**SETTLED, **far)))


def test_one_unit_is_too_few_also_where_it_beats_a_line_and_its_gates_are_not_judged():
    alike = {"loss": [0.2] * 300, "validation": [1.0, *[0.19] * 11], "series": {"saturated/layer_0/forget": 1.0}}
    found = diagnose(evidence(spec_with(model__hidden_size=1), **alike)).findings[0]
    assert (found.code, found.variant) == ("network_too_small", "least")
    assert diagnose(evidence(spec_with(model__hidden_size=16), **alike)).healthy
