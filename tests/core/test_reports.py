"""What a result means is said in both directions, with numbers, in both languages; the page shows it safely."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from lstm_core.data.series.tables import load_series
from lstm_core.engine.tasks.series.scores import skill
from lstm_core.reports.html.page import report_page
from lstm_core.reports.verdicts import explanation, headline, verdict
from lstm_core.results.series import SeriesResult, Skill
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.record import read_run
from lstm_core.runs.train import Evaluation
from tests.support import make_finished_run, make_unfinished_run, spec_of

STOPPED = events.Stopped(seq=0, at=0, step=60)
DIVERGED = events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 60, "loss": "nan"}, step=60)


def finished(folder, *, gain=0.4, noise=0.0, **changes):
    return read_run(make_finished_run(folder, spec_of(**changes), gain=gain, noise=noise))


def with_result(record, **changes):
    return record.model_copy(update={"result": record.result.model_copy(update=changes)})


@pytest.mark.parametrize(
    ("made", "changes", "kind", "english", "chinese"),
    [
        ((0.4, 0.0), {}, "better", "beats the strongest simple forecast here, repeating the last season", "优于"),
        (
            (0.3, 0.0),
            {"data__season": None},
            "better",
            "here, repeating the last value: test MAE 40.4 against 57.7",
            "优于",
        ),
        ((0.02, 0.3), {}, "tie", "not shown to be better than repeating the last season", "没有证据说明模型优于"),
        (
            (0.01, 0.3),
            {"data__season": None},
            "tie",
            "No skill: the model is not shown to be better than repeating the last value",
            "没有预测技巧：没有证据说明模型优于“重复最后一个值”",
        ),
        (
            (-0.5, 0.0),
            {},
            "worse",
            "worse than repeating the last season: test MAE 41.4 against 27.6 (+50%, 95% interval",
            "不如",
        ),
        (
            (0.2, 0.0),
            {"data__horizon": 20},
            "few",
            "-20%), but it is not shown to be better: test windows that share no target: 2",
            "只有 2 个",
        ),
        ((-0.2, 0.0), {"data__horizon": 20}, "few", "not shown to be better than repeating the last", "误差更高"),
    ],
)
def test_a_result_is_said_as_it_is(tmp_path, made, changes, kind, english, chinese):
    gain, noise = made
    record = finished(tmp_path, gain=gain, noise=noise, **changes)
    assert verdict(record.result) == kind
    assert english in headline(record).text("en")
    assert chinese in headline(record).text("zh")


def test_the_headline_tells_the_gain_and_its_interval(tmp_path):
    record = finished(tmp_path, gain=0.4)
    known = record.result.skill["seasonal_naive"]
    assert known.value == pytest.approx(0.4)
    change = f"(-40%, 95% interval {-known.high:+.0%} to {-known.low:+.0%})"
    assert change in headline(record).text("en")


def test_errors_of_co2_are_told_in_ppm(tmp_path):
    record = finished(tmp_path, data__source="co2", data__time_format=None, data__missing="forward", data__season=52)
    assert re.search(r"test MAE [\d.]+ ppm against [\d.]+ ppm", headline(record).text("en"))
    assert " ppm for the model" in explanation(record)[0].text("en")


def test_a_baseline_without_error_cannot_be_beaten_and_the_record_stays_readable(tmp_path):
    record = finished(tmp_path)
    errors = record.result.test["seasonal_naive"].model_copy(update={"mae": 0.0})
    without_limit = skill(np.ones(9), np.zeros(9), 1)
    assert without_limit.value == float("-inf")
    perfect = with_result(
        record,
        test={**record.result.test, "seasonal_naive": errors},
        skill={**record.result.skill, "seasonal_naive": without_limit},
    )
    assert SeriesResult.model_validate_json(perfect.result.model_dump_json()) == perfect.result
    for language, said in (("en", "nothing can beat it"), ("zh", "没有模型能更好")):
        assert said in headline(perfect).text(language)
        assert not re.search(r"\binf\b", report_page(perfect, None, language).partition("<script>")[0])


@pytest.mark.parametrize(
    ("ending", "checkpoint", "state", "said"),
    [
        (STOPPED, True, RunState.STOPPED, "stopped at step 60 of 120, so there is no test result yet; it can go on"),
        (STOPPED, False, RunState.STOPPED, "before its first checkpoint"),
        (None, True, RunState.LOST, "died at step 60 of 120, so there is no test result yet; it can go on"),
        (None, False, RunState.LOST, "resuming it begins anew"),
        (DIVERGED, True, RunState.FAILED, "The loss became nan at step 60"),
    ],
)
def test_a_run_without_a_result_says_where_it_stands(tmp_path, ending, checkpoint, state, said):
    record = read_run(make_unfinished_run(tmp_path, ending, checkpoint=checkpoint))
    assert record.state is state
    assert said in headline(record).text("en")
    assert explanation(record) == []
    for language in ("zh", "en"):
        assert headline(record).text(language) in report_page(record, None, language)


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
def test_a_run_at_work_promises_nothing(tmp_path, state):
    record = read_run(make_unfinished_run(tmp_path, None)).model_copy(update={"state": state})
    assert headline(record).key == f"report.{state.value}"
    assert headline(record).text("zh")


def keys(record):
    return [message.key for message in explanation(record)]


@pytest.mark.parametrize("changes", [{}, {"data__season": None}, {"data__horizon": 20}])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_three_to_five_sentences_say_what_the_numbers_mean(tmp_path, changes, language):
    record = finished(tmp_path, **changes)
    assert 3 <= len(explanation(record)) <= 5
    said = " ".join(message.text(language) for message in explanation(record))
    assert f"{record.result.test['model'].mae:.1f}" in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("reason", "best", "key"),
    [("early_stopping", 80, "early"), ("steps", 118, "longer"), ("steps", 80, "settled")],
)
def test_how_training_ended_is_told(tmp_path, reason, best, key):
    record = with_result(finished(tmp_path), reason=reason, best_step=best)
    assert f"report.{key}" in keys(record)


@pytest.mark.parametrize(
    ("training", "held_out", "key"),
    [
        (0.010, [0.03, 0.012, 0.012], "fitting"),
        (0.004, [0.03, 0.012, 0.020], "overfitting"),
        (0.004, [0.03, 0.012, 0.012], "gap"),
        (0.050, [0.07, 0.060, 0.055], "underfitting"),  # repeating the last value has 0.05
    ],
)
def test_the_curves_tell_how_well_the_network_fits(tmp_path, training, held_out, key):
    record = finished(tmp_path)
    curve = record.curve.model_copy(update={"loss": [training] * len(record.curve.steps)})
    measured = [Evaluation(step=40 * number, loss=loss, best=False) for number, loss in enumerate(held_out, start=1)]
    assert keys(record.model_copy(update={"curve": curve, "evaluations": measured}))[-1] == f"report.{key}"


def test_an_interval_comes_from_windows_that_share_no_target(tmp_path):
    """The horizon is 5 and the test part has 46 rows, so 9 windows fit side by side."""
    assert finished(tmp_path).result.skill["persistence"].windows == 46 // 5


class Reader(HTMLParser):
    """Text, tags and addresses of a page, scripts apart."""

    def __init__(self):
        super().__init__()
        self.tags, self.addresses, self.words, self.scripts, self._inside = [], [], [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [value for name, value in attributes if name in ("src", "href", "srcset", "action", "data")]
        self._inside = tag

    def handle_endtag(self, _tag):
        self._inside = ""

    def handle_data(self, data):
        (self.scripts if self._inside == "script" else self.words).append(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_report_fetches_nothing_and_holds_the_library_once(tmp_path):
    record = finished(tmp_path)
    page = report_page(record, None, "en")
    reader = read(page)
    assert reader.addresses == []
    assert page.count("plotly.js v") == 1
    assert "default-src 'none'" in page
    assert "@import" not in page.partition("</style>")[0]
    assert "url(" not in page.partition("</style>")[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_says_what_the_record_says(tmp_path, language):
    record = finished(tmp_path)
    series = load_series(record.spec.data, RunFolder(record.path).data)
    words = " ".join(" ".join(read(report_page(record, series, language)).words).split())
    expected = [headline(record).text(language), *(message.text(language) for message in explanation(record))]
    expected += [
        "2026-11-23 12:00 UTC",
        "2.13.0+cpu",
        "Made <b>Processor</b>",
        record.result.data_digest,
        "1700",
        "309",
    ]
    for name in ("model", "persistence", "seasonal_naive"):
        expected += [f"{record.result.test[name].mae:.1f}", f"{record.result.test[name].rmse:.1f}"]
    expected += [f"{value:.0f}" for value in record.result.future.forecast]
    assert [text for text in expected if " ".join(text.split()) not in words] == []


def test_the_pictures_of_the_report_are_the_records_numbers(tmp_path):
    record = finished(tmp_path)
    script = read(report_page(record, None, "en")).scripts[-1]
    line = next(line for line in script.splitlines() if line.startswith("const pictures = "))
    forecast, curve, *_ = json.loads(line.removeprefix("const pictures = ").removesuffix(";"))
    assert curve["figure"]["data"][0]["y"] == record.curve.loss
    assert forecast["figure"]["data"][0]["y"][-1] == record.result.history[-1]
    assert forecast["colours"]["dark"]["traces"]["line.color"] != forecast["colours"]["light"]["traces"]["line.color"]


ATTACK = '</script><script>alert(1)</script><img src=x onerror="alert(2)">"\'&'


def test_names_from_a_strangers_file_are_text_and_nothing_else(tmp_path):
    record = finished(tmp_path)
    data = record.spec.data.model_copy(
        update={"source": "file", "file": "data.csv", "name": ATTACK, "target": ATTACK, "time_column": ATTACK}
    )
    finding = events.FindingRaised(seq=1, at=0, key="data.sorted", parameters={"column": ATTACK, "count": 3})
    hostile = record.model_copy(
        update={"spec": record.spec.model_copy(update={"data": data}), "findings": [finding], "id": ATTACK}
    )
    plain, attacked = (read(report_page(each, None, "en")) for each in (record, hostile))
    assert attacked.tags.count("script") == plain.tags.count("script")
    assert "img" not in attacked.tags
    assert ATTACK in " ".join(attacked.words)


def test_a_long_forecast_is_listed_in_part_and_says_so(tmp_path):
    record = finished(tmp_path)
    future = record.result.future.model_copy(
        update={"times": [str(year) for year in range(2009, 2509)], "forecast": [1.0] * 500}
    )
    page = report_page(with_result(record, future=future), None, "en")
    assert "500 steps, of which the first 120 are listed." in page


def test_a_tie_needs_an_interval_that_holds_zero():
    assert Skill(value=0.1, low=-0.05, high=0.25, windows=9).verdict == "tie"
    assert Skill(value=0.1, low=0.05, high=0.15, windows=9).verdict == "better"
    assert Skill(value=-0.1, low=-0.15, high=-0.05, windows=9).verdict == "worse"
