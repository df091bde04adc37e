"""Which rung is taken, which are refused and why, which come next: from rows with numbers of their own."""

import math

import pytest

from lstm_core.results.compress import (
    Distillation,
    Latency,
    MetricChange,
    Refusal,
    RungRow,
    StudentPair,
    judged,
    row_of,
)
from lstm_core.runs.compress_plan import next_rungs
from lstm_core.spec.compress import CompressRunSpec, Limits
from tests.support import spec_of


def row(rung, size, milliseconds, loss=0.0, spread=0.01, **more):
    times = {"p99": milliseconds, "median_64": milliseconds, "p99_64": milliseconds, "throughput": 1.0}
    latency = Latency(median=milliseconds, **times, memory_mb=1.0, threads=1)
    form = next((each for each in ("int8", "mixed", "torch") if rung.endswith(each)), "onnx")
    member = rung.removesuffix("+int8").replace(":", "-").replace("+", "_")
    change = MetricChange(value=loss, low=loss - spread, high=loss + spread)
    facts = {"bytes": size, "latency": latency, "change": change, "value": 1.0 + loss, "file": "model"}
    return RungRow(rung=rung, member=member, format=form, **{**facts, **more})


ONNX = row("onnx", 1000, 1.0)


def verdicts(*rows, **limits):
    told, best, nearest = judged([ONNX, *rows], Limits(**limits))
    return {each.rung: (each.verdict, each.reasons) for each in told}, best, nearest


def test_the_least_product_of_size_and_time_is_taken():
    found, best, _ = verdicts(row("int8", 300, 0.9), row("shrink:0.5", 400, 0.3))
    assert best == "shrink:0.5"
    assert found["shrink:0.5"] == ("recommended", [])
    assert found["int8"] == ("meets", [])


def test_what_loses_beyond_chance_is_not_taken_where_nothing_was_said():
    found, best, _ = verdicts(row("int8", 300, 0.9), row("distil:4", 50, 0.1, loss=0.08))
    assert best == "int8"
    assert found["distil:4"] == ("misses", ["worse"])


def test_it_is_taken_where_the_loss_is_allowed():
    _, best, _ = verdicts(row("int8", 300, 0.9), row("distil:4", 50, 0.1, loss=0.08), loss=0.1)
    assert best == "distil:4"


def test_chance_is_no_loss_as_long_as_it_hides_little():
    _, best, _ = verdicts(row("distil:4", 50, 0.1, loss=0.04, spread=0.2))
    assert best == "distil:4"
    found, best, _ = verdicts(row("distil:4", 50, 0.1, loss=0.13, spread=0.2))
    assert best == "onnx"
    assert found["distil:4"] == ("misses", ["doubtful"])


@pytest.mark.parametrize(
    ("size", "milliseconds", "loss", "reasons"),
    [
        (1200, 1.0, 0.0, ["larger"]),
        (1000, 1.5, 0.0, ["slower"]),
        (1200, 1.5, 0.2, ["larger", "slower", "worse"]),
        (1010, 0.99, 0.0, ["no_gain"]),
    ],
)
def test_what_is_neither_smaller_nor_faster_is_refused_by_name(size, milliseconds, loss, reasons):
    found, best, _ = verdicts(row("prune:0.8", size, milliseconds, loss))
    assert found["prune:0.8"] == ("refused", reasons)
    assert best == "onnx"


def test_what_another_rung_beats_in_everything_is_refused_and_named():
    told, _, _ = judged([ONNX, row("int8", 300, 0.9), row("prune:0.8", 350, 0.95, 0.02)], Limits())
    refused = row_of(told, "prune:0.8")
    assert (refused.verdict, refused.reasons, refused.by) == ("refused", ["dominated"], "int8")


def test_two_that_are_alike_do_not_refuse_each_other():
    found, _, _ = verdicts(row("int8", 300, 0.9), row("mixed", 300, 0.9))
    assert {verdict for verdict, _ in found.values()} == {"meets", "recommended"}


def test_limits_are_marked_and_where_none_is_met_the_nearest_is_named():
    found, best, nearest = verdicts(
        row("int8", 300, 0.9), row("distil:4", 60, 0.4, loss=0.05), size=50, latency=0.5, loss=0.01
    )
    assert best is None
    assert nearest == "distil:4"
    assert found["int8"] == ("misses", ["size", "latency"])
    assert found["distil:4"] == ("misses", ["size", "loss"])


def test_what_the_runtime_rounds_otherwise_is_no_loss():
    found, _, _ = verdicts(row("int8", 300, 0.9, loss=2e-7), row("mixed", 400, 0.9, loss=2e-3), loss=0.0)
    assert found["int8"] == ("recommended", [])
    assert "loss" in found["mixed"][1]


def test_a_rung_that_failed_or_waits_is_never_taken():
    failed = RungRow(rung="int8", member="original", format="int8", refusal=Refusal(key="compress.file_failed"))
    waiting = RungRow(rung="mixed", member="original", format="mixed")
    found, best, _ = verdicts(failed, waiting)
    assert best == "onnx"
    assert found["int8"][0] == "failed"
    assert found["mixed"][0] == "waiting"


def test_the_trained_run_itself_is_never_taken():
    trained = row("torch", 10, 0.01)
    _, best, _ = verdicts(trained)
    assert best == "onnx"


# -- what follows where nothing meets the limits ----------------------------------------------------------------------


def following(*rows, **limits):
    run = spec_of(model__hidden_size=32)
    spec = CompressRunSpec(limits=Limits(**limits), run=run)
    told, _, _ = judged([ONNX, *rows], spec.limits)
    return [str(rung) for rung in next_rungs(told, spec)]


def test_nothing_follows_where_a_limit_is_met_or_none_was_set():
    assert following(row("int8", 300, 0.9), size=400) == []
    assert following(row("int8", 300, 0.9)) == []


def test_what_is_good_but_large_goes_one_method_further():
    found = following(row("distil:8", 120, 0.4), size=100, loss=0.05)
    assert found[:2] == ["distil:8+shrink:0.5", "distil:8+shrink:0.5+int8"]


def test_what_is_small_but_bad_becomes_milder():
    assert "distil:16+int8" in following(row("distil:8", 90, 0.4, loss=0.2), size=100, loss=0.05)
    assert "shrink:0.25" in following(row("shrink:0.5", 90, 0.4, loss=0.2), size=100, loss=0.05)


def test_what_was_tried_is_not_tried_again():
    rows = [row("distil:8", 90, 0.4, loss=0.2), row("distil:16", 95, 0.4, loss=0.1)]
    assert not {"distil:16", "distil:16+int8"} & set(following(*rows, size=100, loss=0.05))


# -- students ---------------------------------------------------------------------------------------------------------


def pairs(taught, alone):
    return [
        StudentPair(seed=seed, taught=one, alone=other, taught_validation=one, alone_validation=other)
        for seed, (one, other) in enumerate(zip(taught, alone, strict=True))
    ]


def test_a_teacher_helps_only_beyond_what_seeds_do():
    assert Distillation.of(pairs([1.0, 1.1, 1.05], [1.5, 1.62, 1.54])).verdict == "better"
    assert Distillation.of(pairs([1.5, 1.62, 1.54], [1.0, 1.1, 1.05])).verdict == "worse"
    assert Distillation.of(pairs([1.0, 1.6, 1.2], [1.3, 1.1, 1.5])).verdict == "tie"


def test_the_student_that_validated_best_is_kept():
    found = Distillation.of(pairs([1.0, 0.9, 1.05], [1.5, 1.62, 1.54]))
    assert found.chosen == 1
    from scipy.stats import ttest_rel

    assert found.p == pytest.approx(float(ttest_rel([1.5, 1.62, 1.54], [1.0, 0.9, 1.05]).pvalue))


def test_a_student_that_diverged_leaves_no_verdict():
    assert Distillation.of(pairs([math.inf, 1.0], [1.0, 1.0])).verdict == "tie"
