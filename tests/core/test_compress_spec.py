"""A rung is read as people type it; what cannot be built is refused in one sentence."""

import pytest

from lstm_core.errors import SpecError
from lstm_core.i18n.sentences import TEXTS
from lstm_core.runs.compress_plan import parse_limits
from lstm_core.runs.slots import Slots
from lstm_core.spec.compress import CompressRunSpec, Rung, RungRunSpec, Step, network_spec, parse_rung, usual_rungs
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.validation import validated
from tests.support import spec_of

HALF = Step("shrink", 0.5)


@pytest.mark.parametrize(
    ("typed", "rung"),
    [
        ("onnx", Rung((), "onnx")),
        ("INT8", Rung((), "int8")),
        ("shrink:0.5", Rung((HALF,), "onnx")),
        ("shrink:0.5+onnx", Rung((HALF,), "onnx")),
        (" distill:8 + shrink:0.5 + int8", Rung((Step("distil", 8), HALF), "int8")),
        ("low-rank", Rung((Step("low_rank", 0.25),), "onnx")),
        ("prune+mixed", Rung((Step("prune", 0.8),), "mixed")),
    ],
)
def test_a_rung_is_read_and_written(typed, rung):
    assert parse_rung(typed, spec_of()) == rung
    assert parse_rung(str(rung)) == rung


def ladder(*rungs, **changes):
    return validated(CompressRunSpec, {"rungs": rungs, "run": spec_of(**changes).model_dump(mode="json")})


@pytest.mark.parametrize(
    ("rung", "key"),
    [
        ("quantum", "unknown_rung"),
        ("int8+prune", "unknown_rung"),
        ("int4", "unknown_rung"),
        ("prune:1.5", "share"),
        ("prune:0", "share"),
        ("distil:2.5", "student_units"),
        ("distil:0", "student_units"),
        ("distil:64", "student_larger"),
        ("shrink:0.5+distil:8", "student_first"),
        ("shrink:0.001", "nothing_to_remove"),
        ("shrink:0.5+prune:0.5+low_rank:0.5+prune:0.9", "too_many_steps"),
    ],
)
def test_a_rung_that_cannot_be_built_is_refused(rung, key):
    with pytest.raises(SpecError) as refused:
        ladder(rung, model__hidden_size=64)
    [message] = refused.value.messages
    assert message.key == f"compress.{key}"
    assert message.key in TEXTS
    assert message.text("zh")
    assert message.text("en")


def test_a_student_without_a_number_has_a_quarter_of_the_units_in_whole_heads():
    assert [str(each) for each in ladder("distil", model__hidden_size=64).ladder] == ["onnx", "distil:16"]
    of_heads = ladder("distil", model__hidden_size=40, model__cell="slstm", model__heads=4)
    assert [str(each) for each in of_heads.ladder] == ["onnx", "distil:8"]


def test_the_usual_ladder_has_every_method_and_the_original_first():
    assert [str(each) for each in ladder(model__hidden_size=64).ladder] == [
        *("onnx", "int8", "mixed", "prune:0.8", "prune:0.8+int8", "shrink:0.5", "shrink:0.5+int8"),
        *("low_rank:0.25", "distil:16", "distil:16+int8"),
    ]


def test_a_network_of_one_unit_is_neither_shrunk_nor_taught():
    assert {step.method for rung in usual_rungs(spec_of(model__hidden_size=1)) for step in rung.steps} == {
        "prune",
        "low_rank",
    }


def test_files_of_one_network_come_from_one_member():
    spec = ladder("int8", "shrink:0.5", "shrink:0.5+int8", model__hidden_size=8)
    members = spec.members(spec.ladder)
    assert list(members) == ["original", "shrink-0.5"]
    assert [each.formats for each in members.values()] == [("onnx", "int8"), ("onnx", "int8")]


def test_a_text_network_that_shrinks_keeps_its_table():
    text = parse_train_spec({"data": {"task": "text"}, "model": {"hidden_size": 32}})
    shrunk = network_spec(text, [HALF]).model
    assert (shrunk.hidden_size, shrunk.embedding_size) == (16, 32)


def test_the_steps_of_a_member_are_those_of_its_trainings():
    run = spec_of(train__steps=100, model__hidden_size=16)
    member = RungRunSpec(steps=("distil:4", "prune:0.5"), seeds=3, tuning=0.5, run=run)
    assert member.total == 2 * 3 * 100 + 50 + 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["size=500kB"], {"size": 500_000}),
        (["size=1.5 MiB", "loss=1%"], {"size": 1_572_864, "loss": 0.01}),
        (["latency=2ms"], {"latency": 2.0}),
        (["latency=150us"], {"latency": 0.15}),
        (["Latency = 0.5 s"], {"latency": 500.0}),
        (["loss=0.02"], {"loss": 0.02}),
        (["size=900"], {"size": 900}),
    ],
)
def test_limits_are_read_with_their_units(typed, found):
    assert parse_limits(typed) == pytest.approx(found)


@pytest.mark.parametrize(
    "typed", ["size", "size=", "size=-1kB", "speed=2ms", "latency=fast", "loss=1ms", "=3", "size=1e9"]
)
def test_a_limit_that_is_not_understood_is_refused(typed):
    with pytest.raises(SpecError) as refused:
        parse_limits([typed])
    assert refused.value.messages[0].key == "compress.limit"


def test_members_of_one_core_share_two():
    assert Slots(2, 2).at_once(ladder(model__hidden_size=8)) == 2
