"""The pictures hold the run's own numbers, mean the same on any background and need no colour to be read."""

import itertools

import numpy as np
import pytest

from lstm_core.reports import figures
from lstm_core.reports.series import figures as forecasts
from lstm_core.results.series import Interval
from lstm_core.runs.record import read_run
from lstm_core.runs.train import Curve
from tests.support import make_finished_run, make_unfinished_run, spec_of


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return read_run(make_finished_run(tmp_path_factory.mktemp("runs")))


@pytest.fixture(scope="module")
def hourly(tmp_path_factory):
    """A run on the made series: hours, twelve test windows, so its forecast has a band."""
    spec = spec_of(data__source="made", data__time_format=None, data__window=48, data__horizon=24, data__season=24)
    return read_run(make_finished_run(tmp_path_factory.mktemp("runs"), spec))


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_the_loss_curve_shows_every_point_of_the_record(record):
    drawn = traces(figures.curve(record, "en"))
    assert list(drawn["training"].x) == record.curve.steps
    assert list(drawn["training"].y) == record.curve.loss
    assert list(drawn["validation"].x) == [event.step for event in record.evaluations]
    assert list(drawn["validation"].y) == [event.loss for event in record.evaluations]
    assert set(drawn["persistence"].y) == {0.05}
    assert set(drawn["seasonal naive"].y) == {0.02}
    assert drawn["persistence"].x[-1] == record.curve.steps[-1]


def test_the_logarithmic_curve_is_the_same_curve_on_another_axis(record):
    linear, log = (figures.curve(record, "en", log=log) for log in (False, True))
    assert (linear.layout.yaxis.type, log.layout.yaxis.type) == ("linear", "log")
    assert linear.data == log.data


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.002, 0.05], ["0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5"]),
        ([1e-7, 100.0], ["10⁻⁷", "10⁻⁶", "10⁻⁵", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100"]),
        ([1e-40, 1.0], ["10⁻⁴⁰", "10⁻³⁴", "10⁻²⁸", "10⁻²²", "10⁻¹⁶", "10⁻¹⁰", "0.0001"]),
        ([0.0], None),
    ],
)
def test_a_logarithmic_axis_has_few_readable_ticks(values, ticks):
    assert figures.log_ticks(values).get("ticktext") == ticks


def test_a_run_that_has_just_begun_can_be_drawn(record):
    empty = record.model_copy(update={"curve": Curve(), "evaluations": [], "measured": {}, "result": None})
    first = Curve(steps=[1], loss=[0.5], gradient_norm=[1.0], learning_rate=[0.1])
    assert traces(figures.curve(empty, "en"))["training"].x == ()
    assert figures.curve_alt(empty, "en") == "Loss curve: no points yet."
    drawn = figures.curve(empty.model_copy(update={"curve": first}), "en")
    assert traces(drawn)["training"].mode == "markers"  # a line of one point would be invisible
    assert len(forecasts.forecast(empty, "en").data) == 0
    assert forecasts.forecast_alt(empty, "en") == ""


def test_the_forecast_stands_against_the_truth_of_the_same_years(record):
    drawn = traces(forecasts.forecast(record, "en"))
    truth = dict(zip(drawn["truth"].x, drawn["truth"].y, strict=True))
    windows = record.result.windows
    assert all(truth[int(time)] == value for w in windows for time, value in zip(w.times, w.truth, strict=True))
    expected = [value for w in windows for value in [*w.forecast, None]]
    assert list(drawn["forecast"].y) == expected
    assert list(drawn["seasonal naive"].y) == [value for w in windows for value in [*w.seasonal_naive, None]]


def test_the_future_begins_at_the_last_known_value(record):
    future = traces(forecasts.forecast(record, "en"))["future forecast"]
    assert list(future.x) == [2008, 2009, 2010, 2011, 2012, 2013]
    assert list(future.y) == [record.result.history[-1], *record.result.future.forecast]


def test_the_better_baseline_is_drawn_and_the_other_is_a_click_away(record):
    drawn = traces(forecasts.forecast(record, "en"))
    assert drawn["seasonal naive"].visible is True
    assert drawn["persistence"].visible == "legendonly"
    alone = {**record.result.skill}
    alone["persistence"] = alone.pop("seasonal_naive")
    other = record.result.model_copy(update={"skill": alone})
    drawn = traces(forecasts.forecast(record.model_copy(update={"result": other}), "en"))
    assert drawn["persistence"].visible is True


def test_the_band_is_the_interval_around_what_is_delivered(record):
    def banded(window):
        low, high = ([value + by for value in window.forecast] for by in (-1.0, 2.0))
        return window.model_copy(update={"low": low, "high": high})

    windows, future = [banded(each) for each in record.result.windows], banded(record.result.future)
    interval = Interval(level=0.8, coverage=0.79, width=3.0)
    told = record.result.model_copy(update={"windows": windows, "future": future, "interval": interval})
    drawn = forecasts.forecast(record.model_copy(update={"result": told}), "en").data
    (outline,) = (trace for trace in drawn if trace.name == "80% interval")
    expected = [value for each in [*windows, future] for value in (*each.low, *each.high[::-1], None)]
    assert list(outline.y) == expected


def test_a_result_without_an_interval_has_no_band(record):
    bare = record.result.model_copy(update={"interval": None})
    drawn = forecasts.forecast(record.model_copy(update={"result": bare}), "en").data
    assert not any("interval" in str(trace.name) for trace in drawn)


def test_the_combination_is_drawn_as_what_is_delivered_and_the_network_beside_it(record):
    def with_mean(window):
        return window.model_copy(update={"combined": [2 * value for value in window.forecast]})

    test = {**record.result.test, "combined": record.result.test["model"]}
    shares = {"model": 0.5, "linear": 0.5}
    windows, future = [with_mean(each) for each in record.result.windows], with_mean(record.result.future)
    told = record.result.model_copy(update={"test": test, "shares": shares, "windows": windows, "future": future})
    drawn = traces(forecasts.forecast(record.model_copy(update={"result": told}), "en"))
    assert list(drawn["delivered forecast"].y)[:5] == windows[0].combined
    assert list(drawn["the network's own forecast"].y)[:5] == windows[0].forecast
    assert list(drawn["future forecast"].y)[1:] == future.combined


def test_dates_stand_on_an_axis_of_dates_and_years_on_one_of_numbers(record, hourly):
    assert forecasts.forecast(record, "en").layout.xaxis.type == "linear"
    axis = forecasts.forecast(hourly, "en").layout.xaxis
    assert axis.type == "date"
    assert axis.hoverformat == "%Y-%m-%d %H:%M"
    assert figures.time_axis(["1958-03", "1958-04"])["hoverformat"] == "%Y-%m"


def test_a_very_long_history_is_thinned_and_keeps_its_extremes(record):
    long = np.sin(np.arange(200_000) / 50)
    long[150_000] = 99.0
    rows = len(long)
    windows = [
        window.model_copy(update={"origin": 60_000 + 10_000 * number})
        for number, window in enumerate(record.result.windows)
    ]
    changed = {
        "history": long.tolist(),
        "history_times": [str(row) for row in range(rows)],
        "windows": windows,
        "future": record.result.future.model_copy(update={"origin": rows - 1}),
    }
    wide = record.model_copy(update={"result": record.result.model_copy(update=changed)})
    truth = traces(forecasts.forecast(wide, "en"))["truth"]
    assert len(truth.x) <= forecasts.MOST_POINTS + 2
    assert max(truth.y) == 99.0
    assert (truth.x[0], truth.x[-1]) == (0, rows - 1)


def test_lines_differ_by_more_than_colour(record, hourly):
    for figure in (figures.curve(record, "en"), forecasts.forecast(hourly, "en")):
        styles = [(trace.line.width, trace.line.dash) for trace in figure.data if trace.line.width]
        assert len(set(styles)) == len(styles)


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


@pytest.mark.parametrize(("palette", "background"), [(figures.LIGHT, "#ffffff"), (figures.DARK, "#12141b")])
def test_every_line_has_the_contrast_that_wcag_asks_of_graphics(palette, background):
    for colour in (palette.training, palette.validation, palette.forecast, palette.truth, palette.baseline):
        high, low = sorted((luminance(colour), luminance(background)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3, colour


DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
)
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)


@pytest.mark.parametrize("seen", [DEUTERANOPIA, PROTANOPIA], ids=["deuteranopia", "protanopia"])
@pytest.mark.parametrize("palette", [figures.LIGHT, figures.DARK], ids=["light", "dark"])
def test_lines_that_meet_stay_apart_for_colour_blind_readers(palette, seen):
    """Simulated by the matrices of Machado, Oliveira & Fernandes (2009), severity 1."""

    def view(colour):
        return seen @ np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)])

    for group in (
        (palette.training, palette.validation, palette.baseline),
        (palette.truth, palette.forecast, palette.baseline),
    ):
        for one, other in itertools.combinations(group, 2):
            assert np.linalg.norm(view(one) - view(other)) > 40, (one, other)


def test_pictures_speak_the_readers_language(record):
    chinese, english = (figures.config(language) for language in ("zh", "en"))
    assert "locale" not in english
    words = chinese["locales"][chinese["locale"]]
    assert words["dictionary"]["Reset axes"] == "恢复坐标轴"
    assert len(words["format"]["months"]) == 12
    assert set(traces(figures.curve(record, "zh"))) == {"训练", "验证", "持续性基线", "季节基线"}
    assert figures.curve(record, "zh").layout.xaxis.unifiedhovertitle.text == "第 %{x:,d} 步"


def test_the_tools_are_called_as_plotly_calls_them():
    from plotly.offline import get_plotlyjs

    library = get_plotlyjs()
    names = figures.config("zh")["locales"]["zh-CN"]["dictionary"]
    assert [name for name in names if f'"{name}"' not in library] == []


def test_a_picture_is_told_in_a_sentence_with_its_main_numbers(record, hourly):
    assert figures.curve_alt(record, "en") == (
        "Loss curve: training loss from 0.0698 to 0.0111 at step 120; lowest validation loss 0.0155 at step 120."
    )
    mae = record.result.test["seasonal_naive"].mae
    assert f"seasonal naive {mae:.1f}; the dotted line is the forecast from 2009 to 2013." in forecasts.forecast_alt(
        record, "en"
    )
    assert "2024-03-25 00:00 到 2024-03-25 23:00" in forecasts.forecast_alt(hourly, "zh")


def test_an_axis_names_the_unit_or_the_column_of_a_file(record, tmp_path):
    def axis(**changes):
        data = record.spec.data.model_copy(update=changes)
        changed = record.model_copy(update={"spec": record.spec.model_copy(update={"data": data})})
        return forecasts.forecast(changed, "en").layout.yaxis.title.text

    assert axis(source="co2") == "ppm"
    assert axis(source="file", target="load <b>MW</b>") == "load &lt;b&gt;MW&lt;/b&gt;"
    assert not axis()


def test_a_stopped_run_shows_the_curve_that_it_has(tmp_path):
    record = read_run(make_unfinished_run(tmp_path, None, step=40))
    assert len(traces(figures.curve(record, "en"))["training"].x) == 40
