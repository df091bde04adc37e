"""Pictures of what was measured hold the measured numbers, and a diagnosis is told in the same words everywhere."""

import json
import math

import pytest

from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports import figures
from lstm_core.reports.diagnosis import lines, maps, measured, timeline, told, units
from lstm_core.reports.diagnosis.measured import Seen
from lstm_core.reports.diagnosis.pictures import PICTURES, drawable, folded, proof, title
from lstm_core.reports.html import diagnosis as report
from lstm_core.reports.html.page import report_page
from lstm_core.runs.record import read_run
from tests import probes
from tests.support import add_events, logged, make_finished_run, spec_of

RATE = Finding(
    code="learning_rate_high", variant="rises", severity="error", step=12, suggests={"train.learning_rate": 0.0002}
)
EXPLODES = Finding(code="exploding_gradient", severity="error", step=12, because_of="learning_rate_high")
NAN = Finding(code="non_finite", variant="loss", severity="error", step=60, because_of="exploding_gradient")
NOTE = Finding(code="patience_short", severity="info", step=100)
SICK = Diagnosis(
    findings=[RATE, EXPLODES, NAN, NOTE], looked_at=["slow", *(f.code for f in (RATE, EXPLODES))], step=120
)
CLEAN = Diagnosis(findings=[], looked_at=["slow", "overfitting"], not_looked_at={"gates_saturated": "measurements"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    spec = spec_of(model__layers=2)
    path = make_finished_run(tmp_path_factory.mktemp("runs"), spec)
    add_events(path, probes.measured())
    return path


@pytest.fixture(scope="module")
def seen(folder):
    return Seen(Evidence.of(folder), SICK)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A run of before anything was measured."""
    return Seen(Evidence.of(make_finished_run(tmp_path_factory.mktemp("runs"))), CLEAN)


def test_every_picture_of_a_measured_run_is_drawn_and_told_in_both_languages(seen):
    there = drawable(seen)
    assert list(there) == [name for name in PICTURES if name not in ("distances", "attention")]
    assert there["gates"] == there["gate_gradients"] == there["cells"] == there["kept"] == ["layer_0", "layer_1"]
    for name, parts in there.items():
        for part in parts:
            for language in LANGUAGES:
                figure = PICTURES[name].draw(seen, part, language, figures.DARK)
                assert figure.data, name
                assert figure.layout.height >= 300
                assert len(PICTURES[name].alt(seen, part, language)) > 20
                assert title(name, part, parts, language)
                json.dumps(figure.to_plotly_json()["data"], allow_nan=False)  # as report.html writes it


def test_a_run_without_measurements_has_its_timeline_alone(bare):
    assert list(drawable(bare)) == ["timeline"]


def test_a_finding_is_marked_at_its_step_with_its_number(seen):
    drawn = timeline.draw(seen, "", "en")
    marks = {trace.x[0]: trace.text[0] for trace in drawn.data if trace.mode == "markers+text"}
    assert marks == {12: "1, 2", 60: "3", 100: "4"}
    assert [shape.x0 for shape in drawn.layout.shapes] == [12, 60, 100]
    assert drawn.layout.yaxis.type == "log"
    assert "1 Learning rate too high (12)" in timeline.alt(seen, "", "en")


def test_the_gradient_by_lag_is_drawn_as_its_logarithm_the_output_layer_above(seen):
    top, bottom = maps.lags(seen, "", "en").data
    assert top.hovertemplate.startswith("Layer 2")
    assert list(bottom.x) == list(probes.AT)
    column = [row[-1] for row in bottom.z]
    floor = math.log10(0.5) - maps.DECADES
    assert column == pytest.approx([max(math.log10(0.5 * 0.3**lag), math.log10(0.5 * 0.3**lag)) for lag in probes.LAGS])
    assert bottom.zmin == pytest.approx(floor)
    assert list(bottom.text[-1]) == ["16"] * 4
    assert "Layer 1: 0.500 at lag 0" in maps.lags_alt(seen, "", "en")


def test_a_gradient_of_nothing_is_the_darkest_and_one_that_is_no_number_is_left_open(folder, tmp_path):
    path = make_finished_run(tmp_path)
    [event] = [each for each in probes.measured(1, (1,)) if each.type == "probed"]
    odd = {**event.vectors, "lag_gradient/layer_0": [1.0, 0.0, float("nan"), float("inf"), 0.1, 0.01]}
    add_events(path, [event.model_copy(update={"vectors": odd})])
    [drawn] = maps.lags(Seen(Evidence.of(path), CLEAN), "", "en").data
    assert [row[0] for row in drawn.z] == [0.0, -6.0, None, None, -1.0, -2.0]


def test_the_forget_gate_stands_first_and_its_histogram_is_the_measured_one(seen):
    drawn = maps.gates(seen, "layer_0", "en").data
    assert [trace.hovertemplate.partition(" · ")[0] for trace in drawn] == [
        "Forget gate", "Input gate", "Candidate", "Output gate",
    ]  # fmt: skip
    assert [row[0] for row in drawn[0].z] == pytest.approx(probes.at_end(0.6))
    assert (drawn[0].y[0], drawn[2].y[0]) == (0.025, -0.95)
    assert "Forget gate 62% low, 4.2% high" in maps.gates_alt(seen, "layer_0", "en")


def test_lines_hold_what_was_measured_and_differ_by_more_than_colour(seen):
    drawn = lines.layers(seen, "", "en")
    assert [(trace.name, trace.y[0]) for trace in drawn.data] == [
        ("Layer 1", 0.1), ("Layer 2", 0.05), ("Output layer", 0.4),
    ]  # fmt: skip
    assert drawn.layout.yaxis.type == "log"
    for figure in (
        drawn,
        lines.gates(seen, "layer_1", "en"),
        lines.memory(seen, "", "en"),
        lines.updates(seen, "", "en"),
    ):
        dashes = [trace.line.dash for trace in figure.data]
        assert len(set(dashes)) == len(dashes)
    assert list(lines.memory(seen, "", "en").data[-1].y) == [17.0, 17.0]
    assert lines.cells(seen, "layer_0", "en").data[-1].name == "step 60"


def test_a_transformer_is_drawn_by_distance(tmp_path):
    path = make_finished_run(tmp_path)
    (path / "spec.json").write_text(spec_of(model__cell="transformer").to_json())
    add_events(path, probes.of_transformer())
    seen = Seen(Evidence.of(path), CLEAN)
    assert list(drawable(seen)) == ["timeline", "distances", "attention"]
    [drawn] = maps.attention(seen, "", "en").data
    assert [row[-1] for row in drawn.z] == probes.SHARES
    assert [row[0] for row in drawn.text] == ["0", "1", "2–3"]
    assert drawn.zmax == 0.5
    assert "Layer 1: half within 0 steps, nine tenths within 3" in maps.attention_alt(seen, "", "en")
    assert maps.attention_alt(seen, "", "zh").endswith("九成在 3 步以内。")


def test_a_memory_as_long_as_what_was_measured_is_at_least_that(tmp_path):
    path = make_finished_run(tmp_path)
    add_events(path, [*probes.measured(2, (1,)), logged(60, **{"memory/layer_0": 17.0, "memory/layer_1": 16.0})])
    told = lines.memory_alt(Seen(Evidence.of(path), CLEAN), "", "en")
    assert "Layer 1 at least 17 (all that was measured); Layer 2 16." in told


def test_the_units_of_a_layer_are_drawn_as_their_quantiles(seen):
    *bands, median = units.kept(seen, "layer_0", "en").data
    assert [trace.y[0] for trace in bands] == [0.1, 0.9, 0.4, 0.6]
    assert (median.y[0], list(median.customdata[0])) == (0.5, [0.1, 0.9])
    assert units.kept_alt(seen, "layer_0", "en") == (
        "Layer 1 at step 60: units keep 0.100 to 0.900 of their state, median 0.500, 0.500 at first."
    )
    drawn = units.dead(seen, "", "en").data
    assert [(trace.name, trace.y[-1]) for trace in drawn] == [
        ("Layer 1: constant", 0.25), ("Layer 2: constant", 0.25), ("Layer 2: dead", 0.125),
    ]  # fmt: skip
    assert units.last_value(seen, "", "en").data[0].y[-1] == 0.25
    assert [shape.y0 for shape in lines.growth(seen, "", "en").layout.shapes] == [1]


def test_what_proves_a_finding_is_not_folded(seen):
    there, stuck = drawable(seen), Finding(code="forget_gate_stuck", severity="warning")
    assert folded(SICK, there) == ["kept", "cells", "growth", "radius", "dead", "last_value"]
    assert "kept" not in folded(Diagnosis(findings=[stuck], looked_at=["slow"]), there)


def test_places_are_read_from_the_input_to_the_output_and_layers_counted_from_one():
    names = [f"gradient/{place}" for place in ("head", "layer_10", "layer_2", "layer_2_reverse", "embedding")]
    found = measured.places([*names, "gradient/layer_0/forget"], "gradient/{place}")
    assert found == ["embedding", "layer_2", "layer_2_reverse", "layer_10", "head"]
    assert measured.place_label("layer_2_reverse", "en") == "Layer 3 (backwards)"


def test_a_very_long_training_is_drawn_with_few_points(tmp_path):
    path = make_finished_run(tmp_path)
    add_events(path, probes.measured(1, tuple(range(1, 3001))))
    seen = Seen(Evidence.of(path), CLEAN)
    assert len(maps.gates(seen, "layer_0", "en").data[0].x) <= measured.LOOKS
    assert len(lines.layers(seen, "", "en").data[0].x) <= measured.POINTS + 2


@pytest.mark.parametrize("code", ["exploding_gradient", "vanishing_over_time", "gates_saturated", "learning_rate_high"])
def test_a_finding_that_is_seen_inside_names_its_picture(code):
    assert proof(code) in PICTURES


def test_one_cause_is_told_once_with_everything_that_it_explains_beneath_it():
    assert SICK.causes == [RATE, NOTE]
    assert told.symptoms(SICK, RATE) == [EXPLODES, NAN]
    assert told.symptoms(SICK, NOTE) == []
    assert told.numbers(SICK) == {
        "learning_rate_high": 1,
        "exploding_gradient": 2,
        "non_finite": 3,
        "patience_short": 4,
    }


def test_a_symptom_whose_cause_was_not_found_stands_for_itself():
    alone = SICK.model_copy(update={"findings": [NAN]})
    assert alone.causes == [NAN]


def test_what_a_finding_suggests_is_a_change_in_the_words_of_the_form():
    assert told.suggestion(RATE, spec_of(), "en") == "Suggests: Learning rate 0.002 → 0.0002"
    assert told.suggestion(NAN, spec_of(), "zh").startswith("没有哪项设置")


def test_a_verdict_counts_causes_and_a_clean_bill_names_what_was_looked_at():
    assert told.verdict(SICK, active=False).text("en") == "One cause, as of step 120."
    assert told.verdict(CLEAN, active=False).key == "diagnosis.clean"
    assert "Learns slowly, Overfitting" in told.looked_at(CLEAN, "en")
    assert CLEAN.lacking("en") == [
        "Nothing was measured inside the network, as in runs of an earlier version, so these cannot be told: Gates "
        "saturated. Train again to see them."
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_tells_the_diagnosis_and_holds_its_pictures(folder, language):
    page = report_page(read_run(folder), None, language)
    for name in ("lags", "gates"):
        assert f'id="{name}"' in page
        assert told.say(f"probe.title_{name}", language) in page


def test_a_report_marks_findings_on_the_loss_where_there_are_some(seen):
    names = [picture.name for picture in report.pictures(seen, "en")]
    assert names == ["timeline", "lags", "gates", "updates"]
    assert [picture.name for picture in report.pictures(Seen(seen.evidence, CLEAN), "en")] == ["lags", "gates"]


def test_a_report_of_a_run_whose_folder_is_gone_says_nothing_of_a_diagnosis(folder, tmp_path):
    record = read_run(folder).model_copy(update={"path": str(tmp_path / "gone")})
    page = report_page(record, None, "en")
    assert "Was the training sound" not in page
