"""What a compression ladder says: every verdict with its reason, pictures, tables, report and download."""

import csv
import io
import json
import math
import zipfile
from pathlib import Path

import pytest

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.kinds import KINDS
from lstm_core.reports import figures
from lstm_core.reports.html.compression import ladder_page
from lstm_core.reports.kinds import compress, compress_figure, compress_files, compress_tables, rung
from lstm_core.reports.kinds import compress_words as words
from lstm_core.results.compress import Distillation, judged
from lstm_core.runs.folder import RunState
from lstm_core.runs.record import read_run
from lstm_core.spec.compress import Limits
from tests.compressions import (
    ROWS,
    STOPPED,
    failed,
    latency,
    make_ladder,
    pairs,
    record_of,
    row,
)
from tests.core.test_study_reports import ATTACK, pictures
from tests.core.test_study_reports import words as words_of

BY_RUNG = {each.rung: each for each in ROWS}


def verdicts(record, language="en"):
    return {each.rung: compress.verdict(record, each, language) for each in record.rows}


def told(record, language="en"):
    return " ".join(sentence.text(language) for sentence in compress.explained(record, language))


# -- verdicts ----------------------------------------------------------------------------------------------------------


def test_without_limits_the_best_harmless_file_is_taken_and_every_other_has_its_reason():
    found = verdicts(record_of())
    assert found["int8"] == "recommended"
    assert found["torch"] == "the original"
    assert found["onnx"] == "usable"
    assert found["mixed"] == "not needed: no layer needs more than INT8"
    assert found["prune:0.8"] == "refused: worse beyond chance"
    assert "larger than ONNX FP32; slower than ONNX FP32" in found["low_rank:0.25"]
    assert found["shrink:0.5"] == "misses: worse beyond chance"
    assert "No space left on device" in found["distil:16+int8"]
    assert found["distil:16+int8"].startswith("failed: ")


def test_a_file_that_is_neither_smaller_nor_faster_has_no_gain():
    rows = [BY_RUNG["onnx"], row("prune:0.5", 72_900, 0.052, -0.01)]
    assert verdicts(record_of(rows))["prune:0.5"] == "refused: neither smaller nor faster"


def test_one_that_another_beats_names_that():
    rows = [BY_RUNG["onnx"], BY_RUNG["int8"], row("shrink:0.5", 30_000, 0.05, 0.02)]
    assert verdicts(record_of(rows))["shrink:0.5"] == "refused: “INT8” is no larger, slower or worse"
    assert verdicts(record_of(rows), "zh")["shrink:0.5"] == "不采用：“INT8”不更大、不更慢、不更差"


def test_by_how_much_a_limit_is_missed_is_said():
    record = record_of(limits=Limits(size=20_000, latency=0.025, loss=0.01))
    found = verdicts(record)
    assert found["shrink:0.5"] == (
        "misses: 800 B over 20 kB; 0.00200 ms over 0.025 ms; test MAE +7.8% where 1% is allowed"
    )
    assert verdicts(record, "zh")["shrink:0.5"].startswith("未达到：大 800 B（限 20 kB）")
    assert record.result.recommended is None
    assert compress.summary(record, "en").startswith("No rung meets every limit. The nearest is ")
    assert record.result.nearest in {each.rung for each in record.rows}
    assert compress.score(record.result).text("en") == "no rung meets the limits"


def test_within_limits_one_is_recommended_and_the_others_meet_them():
    record = record_of(limits=Limits(size=25_000, loss=0.1))
    found = verdicts(record)
    assert found[record.result.recommended] == "recommended"
    assert "meets the limits" in found.values()
    assert "It meets every limit" in compress.summary(record, "en")
    assert "满足全部限制" in compress.summary(record, "zh")


def test_other_limits_judge_the_same_numbers_anew():
    record = compress.under(record_of(), Limits(size=10_000, loss=0.08))
    assert record.result.recommended == "shrink:0.5+int8"
    assert record.spec.limits.size == 10_000
    assert "half of the units · INT8" in compress.summary(record, "en")
    again = compress.under(record, Limits())
    assert [each.verdict for each in again.rows] == [each.verdict for each in record_of().rows]


def test_where_nothing_is_better_the_original_in_onnx_is_kept():
    record = record_of([BY_RUNG["torch"], BY_RUNG["onnx"], BY_RUNG["low_rank:0.25"]], students=())
    assert compress.headline(record).key == "compress.kept"
    assert "72.9 kB" in compress.summary(record, "zh")
    assert compress.score(record.result).key == "compress.score_kept"


def test_where_nothing_can_be_taken_that_is_said():
    assert compress.headline(record_of([failed("onnx", "compress.file_failed", error="X")])).key == "compress.nothing"


@pytest.mark.parametrize(
    ("state", "key"),
    [
        (RunState.QUEUED, "queued"),
        (RunState.RUNNING, "running"),
        (RunState.STOPPED, "stopped"),
        (RunState.LOST, "lost"),
    ],
)
def test_a_ladder_on_its_way_says_where_it_stands(state, key):
    record = record_of(state=state, result=None, step=2)
    assert compress.headline(record).key == f"compress.{key}"
    assert record_of(state="failed", result=None, failure=Sentence("run.disk_full")).failure.key == (
        compress.headline(record_of(state="failed", result=None, failure=Sentence("run.disk_full"))).key
    )


def test_files_are_timed_when_every_network_is_built():
    assert compress.headline(record_of(state="running", result=None)).key == "compress.measuring"


# -- what is explained -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_loss_comes_with_its_interval_or_says_that_there_is_none(language):
    said = told(record_of(), language)
    assert "-0.6%" in said
    assert "+0.4%" in said
    change = BY_RUNG["int8"].change.model_copy(update={"low": None, "high": None})
    few = [BY_RUNG["onnx"], BY_RUNG["int8"].model_copy(update={"change": change})]
    assert {"zh": "样本太少", "en": "Too few samples"}[language] in told(record_of(few), language)


@pytest.mark.parametrize(
    ("gains", "key", "word"),
    [
        ((1.9, 2.5, 2.2), "better", "The teacher helps"),
        ((-1.9, -2.5, -2.2), "worse", "does harm"),
        ((1.0, -1.2, 0.1), "tie", "not shown to help"),
        ((math.nan, 1.0, 2.0), "open", "stays open"),
    ],
)
def test_what_a_teacher_was_worth_is_said_also_where_it_was_worth_nothing(gains, key, word):
    found = compress.teacher("mae", "distil-16", Distillation.of(pairs(gains)), "en")
    assert found.key == f"compress.teacher_{key}"
    assert word in found.text("en")
    assert "16" in found.text("zh")
    if key in ("better", "worse"):
        assert "2.20" in found.text("en")  # the mean, whatever its sign


def test_int8_is_told_by_itself_with_what_speaks_against_it():
    assert "32% of the size of ONNX FP32" in told(record_of())
    rows = [BY_RUNG["onnx"], failed("int8", "compress.file_failed", error="Fail")]
    assert "INT8 failed" in told(record_of(rows))
    mixed = row("mixed", 40_000, 0.048, 0.0, kept=[f"layer.{number}" for number in range(6)])
    said = told(record_of([BY_RUNG["onnx"], BY_RUNG["int8"], mixed]))
    assert "layer.0; layer.1" in said
    assert "layer.5" not in said


def test_a_file_that_gives_other_numbers_when_loaded_back_is_named():
    rows = [BY_RUNG["onnx"], row("int8", 23_600, 0.044, 0.0, latency=latency(0.044, same=False))]
    assert "Do not use them" in told(record_of(rows))


def test_rungs_that_were_added_on_the_way_are_named():
    record = record_of([*ROWS, row("shrink:0.75+int8", 4_000, 0.02, 0.2)])
    assert "75% fewer units · INT8" in told(record)


def test_an_error_rate_is_told_in_points():
    record = record_of([BY_RUNG["onnx"], row("int8", 23_600, 0.044, 0.004)], measure="wer", students=())
    assert "+0.40 points" in compress.summary(record, "en")
    assert "+0.40 个百分点" in compress.summary(record, "zh")
    assert compress.score(record.result).key == "compress.score_points"
    assert "1 points" in words.limits(Limits(loss=0.01), "wer", "en")


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("torch", "训练时的样子（torch）", "as trained (torch)"),
        ("onnx", "ONNX FP32", "ONNX FP32"),
        ("int8", "INT8", "INT8"),
        ("mixed", "INT8，敏感层 FP32", "INT8, sensitive layers FP32"),
        ("shrink:0.5+int8", "单元减半 · INT8", "half of the units · INT8"),
        ("shrink:0.25", "单元减少 25% · FP32", "25% fewer units · FP32"),
        ("prune:0.8", "80% 置零 · FP32", "80% zeros · FP32"),
        ("low_rank:0.25", "秩降到 25% · FP32", "rank cut to 25% · FP32"),
        (
            "distil:16+shrink:0.5+int8",
            "16 个单元的学生 · 单元减半 · INT8",
            "student with 16 units · half of the units · INT8",
        ),
    ],
)
def test_rungs_have_names_in_words(name, zh, en):
    assert (words.name(name, "zh"), words.name(name, "en")) == (zh, en)


def test_the_run_behind_a_network_has_the_name_of_its_methods():
    assert words.member("original", "en") == "as trained (torch)"
    assert words.member("distil-16_shrink-0.5", "en") == "student with 16 units · half of the units"
    assert words.member("low_rank-0.25", "zh") == "秩降到 25%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_terminal_gets_every_rung(language):
    shown = compress.lines(record_of(), language)
    assert [line.split()[0] for line in shown[: len(ROWS)]] == [each.rung for each in ROWS]


# -- pictures ----------------------------------------------------------------------------------------------------------


def labels(figure):
    return {each.text: (each.x, each.y, each.xshift, each.yshift) for each in figure.layout.annotations}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_has_a_numbered_point_for_every_measured_rung_and_its_limits(language):
    record = record_of(limits=Limits(size=20_000, latency=0.03, loss=0.01))
    measured = [place + 1 for place, each in enumerate(record.rows) if each.complete]
    for draw, alt in (
        (compress_figure.size, compress_figure.size_alt),
        (compress_figure.latency, compress_figure.latency_alt),
    ):
        figure = draw(record, language, figures.DARK)
        assert sorted(map(int, labels(figure))) == measured
        assert len(set(labels(figure).values())) == len(measured)
        lines = [trace for trace in figure.data if trace.mode == "lines"]
        assert len(lines) == 2  # one across, one for the loss
        assert sum(len(trace.x) for trace in figure.data if trace.mode == "markers") == len(measured)
        assert figure.layout.xaxis.type == "log"
        assert all(words.name(record.rows[place - 1].rung, language) in alt(record, language) for place in measured)


def test_numbers_keep_apart_where_points_lie_on_one_another():
    rows = [row("onnx", 10_000, 1.0, 0.0), *(row(f"prune:0.{digit}", 10_000, 1.0, 0.0) for digit in range(1, 5))]
    found = [each[2:] for each in labels(compress_figure.size(record_of(rows), "en")).values()]
    assert len(set(found)) == len(found)


def test_before_anything_is_measured_the_pictures_say_so():
    record = record_of([], result=None, state="running", original=None)
    assert compress_figure.size(record, "en").layout.annotations[0].text in compress_figure.size_alt(record, "en")


def test_a_student_stands_beside_its_control_with_every_seed():
    record = record_of()
    [(member, found)] = record.distillations.items()
    figure = compress_figure.students(record, found, "en")
    points = {trace.name: list(trace.y) for trace in figure.data if trace.mode == "markers"}
    assert points["Without"] == [28.9] * 3
    assert points["With a teacher"] == pytest.approx([27.0, 26.4, 26.7])
    assert "3 of 3 seeds" in compress_figure.students_alt(member, found, "en")


# -- tables and files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_hold_every_number(language):
    record = record_of()
    cells = " ".join(cell for column in compress_tables.rungs(record, language).values() for cell in column)
    assert "23.6 kB" in cells
    assert "32%" in cells
    speeds = compress_tables.speeds(record, language)
    assert {len(column) for column in speeds.values()} == {sum(each.latency is not None for each in ROWS)}
    assert "0.0880 ms" in " ".join(cell for column in speeds.values() for cell in column)  # p99
    assert compress_tables.threads(record) == 1
    assert compress_tables.speeds(record_of([failed("onnx", "compress.file_failed")]), language) == {}


def test_the_table_as_csv_has_a_row_per_rung_with_all_numbers():
    rows = list(csv.DictReader(io.StringIO(compress_files.as_csv(record_of()))))
    assert [each["rung"] for each in rows] == [each.rung for each in ROWS]
    found = {each["rung"]: each for each in rows}
    assert float(found["int8"]["median_ms"]) == 0.044
    assert float(found["int8"]["samples_a_second"]) == pytest.approx(64_000 / 0.88)
    assert found["int8"]["verdict"] == "recommended"
    assert found["mixed"]["bytes"] == ""
    assert "No space left" in found["distil:16+int8"]["failure"]


def test_the_table_as_json_names_the_verdicts_in_both_languages_and_no_path():
    text = compress_files.as_json(record_of())
    told = json.loads(text)
    assert told["recommended"] == "int8"
    assert told["verdicts"]["zh"]["int8"] == "推荐"
    assert "/nowhere" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_verdict_every_rung_and_the_students(language):
    record = record_of(limits=Limits(size=20_000))
    page = ladder_page(record, language)
    said = words_of(page)
    expected = [
        compress.summary(record, language),
        *(each.text(language) for each in compress.explained(record, language)),
    ]
    expected += [cell for column in compress_tables.rungs(record, language).values() for cell in column]
    assert [text for text in expected if " ".join(text.split()) not in said] == []
    assert set(pictures(page)) == {"size", "latency", "students-distil-16"}


def test_a_name_from_outside_stays_text():
    spec = record_of().spec
    data = spec.run.data.model_copy(update={"source": "file", "name": f"{ATTACK}.csv", "file": "x.csv"})
    record = record_of(spec=spec.model_copy(update={"run": spec.run.model_copy(update={"data": data})}))
    assert ATTACK not in ladder_page(record, "en")


def test_the_download_carries_every_file_that_is_not_refused(tmp_path):
    record = read_run(make_ladder(tmp_path / "runs"))
    assert record.failure is None
    target = tmp_path / "ladder.zip"
    KINDS["compress"].resolve("script")(record, target, "en")
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        assert names[:4] == ["report.html", "ladder.csv", "ladder.json", "spec.json"]
        models = {name.split("/")[1] for name in names[4:]}
        assert models == {"onnx", "int8", "shrink-0.5", "shrink-0.5_int8", "distil-16"}
        assert packed.read("models/int8/model.onnx").startswith(b"int8")
        spec = json.loads(packed.read("spec.json"))
        assert spec["weights"] == ""
        assert str(tmp_path) not in "".join(packed.read(name).decode() for name in names[:4])
    first = target.read_bytes()
    KINDS["compress"].resolve("script")(record, target, "en")
    assert target.read_bytes() == first


# -- one network -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_of_the_ladder_tells_its_own_numbers(language, tmp_path):
    record = read_run(make_ladder(tmp_path) / "members" / "distil-16")
    assert "4,000" in rung.summary(record, language)
    assert [each.key for each in rung.explained(record, language)] == ["compress.teacher_better"]
    assert rung.score(record.result).text(language).endswith("27.1")
    assert any("model.onnx.onnx" in line for line in rung.lines(record, language))


def test_a_ladder_that_stopped_half_way_keeps_what_it_measured(tmp_path):
    record = read_run(make_ladder(tmp_path, built=2, ending=STOPPED))
    assert record.resumable
    assert "2 of 5" in compress.summary(record, "en")
    assert "2" in compress.summary(record, "zh")
    assert Path(record.members[0].path).is_dir()
    assert record.members[-1].state == "waiting"
    assert {each.verdict for each in judged(record.rows, Limits())[0]} == {"waiting", "failed"}
