"""Pictures in the colours of the page."""

import pytest

from assistant.ui.cards import words
from assistant.ui.kit import charts
from lstm_core.runs.folder import RunState
from lstm_core.runs.train import Curve, Evaluation, TrainRecord
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData


def record(evaluations: int) -> TrainRecord:
    return TrainRecord(
        id="run",
        path="/nowhere",
        spec=TrainRunSpec(),
        state=RunState.RUNNING,
        created_at=0,
        launched_at=0,
        changed_at=0,
        attempt=1,
        step=10,
        steps=600,
        seconds_left=None,
        stop_asked=False,
        resumable=False,
        started=None,
        curve=Curve(steps=[1, 2], loss=[0.5, 0.4], gradient_norm=[1, 1], learning_rate=[1, 1]),
        evaluations=[
            Evaluation(step=at + 1, loss=9.0 if at == 777 else 1 / (at + 1), best=True) for at in range(evaluations)
        ],
        measured={},
        findings=[],
        failure=None,
        sample=None,
        result=None,
        artifacts={},
    )


def test_lines_take_the_theme_s_colours_in_the_order_that_the_theme_names():
    figure, _ = charts.draw("curve", record(5), "en")
    assert [trace.line.color for trace in figure.data] == ["#000001", "#000002"]


def test_many_validations_are_thinned_without_losing_the_worst_and_the_last():
    thinned = charts.thinned(record(50_000)).evaluations
    assert len(thinned) <= charts.POINTS + 2
    assert max(event.loss for event in thinned) == 9.0
    assert thinned[-1].step == 50_000


def test_few_validations_stay_as_they_are():
    few = record(20)
    assert charts.thinned(few) is few


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_picture_has_a_sentence(language):
    for name in ("curve", "log"):
        _, alt = charts.draw(name, record(3), language)
        assert alt


def test_the_series_is_drawn_with_its_parts_and_told_in_numbers():
    shown = charts.preview(SeriesData())
    figure, alt = charts.data(shown, "en")
    assert shown.rows == 309  # yearly sunspots 1700-2008
    assert (shown.low, shown.high) == (0.0, 190.2)
    assert "309" in alt
    assert [note.text for note in figure.layout.annotations] == ["Training", "Validation", "Test"]
    assert max(figure.data[0].y) == 190.2


def test_the_facts_of_a_series_are_told_before_training():
    shown = charts.preview(SeriesData(source="co2", time_column="time", missing="mask"))
    told = charts.facts(shown, 52, "en")
    assert told == "2,284 rows · 1958-03-29 to 2001-12-29 · weekly · 59 missing values · season of 52 steps"
    figure, _ = charts.data(shown, "en")
    assert figure.layout.yaxis.title.text == "ppm"
    whole = charts.preview(SeriesData(source="sunspots", time_column="time", time_format="%Y"))
    assert charts.facts(whole, None, "zh").endswith("没有缺失值 · 没有周期")


def test_the_progress_bar_of_a_backtest_starts_anew():
    trained = record(0).model_copy(update={"step": 600})
    assert words.share(trained) == 1.0
    assert words.share(trained.model_copy(update={"measured": {"backtest.progress": 0.25}})) == 0.25
