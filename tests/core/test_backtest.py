"""A walk-forward backtest is a run of its own before each piece, sees nothing later, tells its progress and stops."""

import html
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from lstm_core.data.series.proposals import check
from lstm_core.data.series.tables import Series, load_series
from lstm_core.data.series.windows import boundaries, pieces
from lstm_core.engine.tasks.series.backtest import Backtest, known_until
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.errors import DataError
from lstm_core.i18n.sentences import say
from lstm_core.reports.html.page import report_page
from lstm_core.reports.series import backtest_figure
from lstm_core.reports.series.backtest_table import folds
from lstm_core.reports.verdicts import explanation
from lstm_core.results.series import Fold, SeriesResult
from lstm_core.runs import events
from lstm_core.runs.record import read_run
from lstm_core.spec.run import TrainRunSpec
from tests.support import make_finished_run, told

ROWS = 160
TINY = {
    "data.window": 8,
    "data.horizon": 3,
    "data.season": 6,
    "data.folds": 3,
    "data.test_fraction": 0.3,
    "model.hidden_size": 4,
    "train.steps": 20,
    "train.batch_size": 16,
    "train.evaluate_every": 5,
    "train.device": "cpu",
}


def spec_of(**changes):
    return TrainRunSpec().with_changes(TINY | {name.replace("__", "."): value for name, value in changes.items()})


def series_of(rows=ROWS):
    values = 20 + 5 * np.sin(np.arange(rows)) + np.random.default_rng(0).normal(size=rows)
    return Series([str(row) for row in range(1, rows + 1)], values)


@pytest.fixture(scope="module")
def finished():
    happened = []
    return fit(spec_of(), series_of(), emit=happened.append), happened


def test_the_pieces_tile_the_test_part():
    spec = spec_of(data__folds=5)
    found = pieces(ROWS, spec.series)
    assert found[0][0] == boundaries(ROWS, spec.series)[1]
    assert found[-1][1] == ROWS
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert pieces(ROWS, spec_of(data__folds=0).series) == []


def test_each_fold_is_a_run_on_the_rows_before_its_piece(finished):
    result, _ = finished
    spec, series = spec_of(), series_of()
    first_validation, first_test = boundaries(ROWS, spec.series)
    assert len(result.folds) == 3
    for fold, (start, end) in zip(result.folds, pieces(ROWS, spec.series), strict=True):
        rows = (start - (first_test - first_validation), first_test - first_validation, end - start)
        alone = spec.with_changes({"data.folds": 0, "data.split_rows": rows})
        expected = fit(alone, Series(series.times[:end], series.values[:end]), emit=lambda _: None)
        assert fold.test == expected.test
        assert (fold.first, fold.last, fold.rows) == (str(start + 1), str(end), start)


def test_the_run_itself_is_that_without_a_backtest(finished):
    result, _ = finished
    alone = fit(spec_of(data__folds=0), series_of(), emit=lambda _: None)
    assert alone.folds == []
    assert result.test == alone.test
    assert result.future == alone.future


def test_a_fold_does_not_change_with_what_comes_after_its_piece(finished):
    result, _ = finished
    (_, end), *_ = pieces(ROWS, spec_of().series)[1:]
    values = series_of().values.copy()
    values[end:] = -1000
    other = fit(spec_of(), replace(series_of(), values=values), emit=lambda _: None)
    assert other.folds[:2] == result.folds[:2]
    assert other.folds[2] != result.folds[2]


def test_its_progress_rises_to_one_and_its_losses_are_not_those_of_the_run(finished):
    _, happened = finished
    progress = shares(happened)
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert len(told(happened, "loss")) == 20
    assert sum(isinstance(event, events.Started) for event in happened) == 1


@pytest.mark.parametrize("missing", ["mask", "forward"])
def test_a_piece_trained_from_the_file_has_the_same_numbers_to_the_last_bit(missing, tmp_path):
    """Blank cells before the first value, a column known ahead, times out of order, two targets, a calendar."""
    rows, path = ROWS + 5, tmp_path / "data.csv"
    noise = np.random.default_rng(3).normal(size=(rows, 3)).round(4)
    days = np.datetime64("2024-01-01") + np.arange(rows)
    lines = [f"{day},{a},{b},{c}" for day, (a, b, c) in zip(days, noise.tolist(), strict=True)]
    lines[:4] = [f"{day},,{b},{c}" for day, (_, b, c) in zip(days[:4], noise[:4].tolist(), strict=True)]
    lines[30] = f"{days[30]},,{noise[30, 1]},{noise[30, 2]}"
    lines[-5:] = [f"{day},,,{c}" for day, (_, _, c) in zip(days[-5:], noise[-5:].tolist(), strict=True)]
    lines[50], lines[120] = lines[120], lines[50]
    path.write_text("\n".join(["day,main,second,price", *lines]) + "\n", encoding="utf-8")
    spec = spec_of(
        data__source="file", data__file=str(path), data__time_column="day", data__time_format="%Y-%m-%d",
        data__target="main", data__further_targets=["second"], data__future_columns=["price"], data__calendar=True,
        data__missing=missing,
    )  # fmt: skip
    series = load_series(spec.series, path)
    assert len(series.values) == ROWS - 4
    expected = fit(spec, series, emit=lambda _: None).folds
    backtest = Backtest(spec, series, network=None, device=torch.device("cpu"))
    for number in (1, 2):
        member = backtest.member(number)
        alone = fit(member, load_series(member.series, path), emit=lambda _: None)
        assert alone.test == expected[number].test
        assert backtest.described(number).model_copy(update={"test": alone.test}) == expected[number]


def test_a_stop_is_seen_between_its_steps():
    looks = iter(range(1000))
    asked = fit(spec_of(), series_of(), emit=lambda _: None, should_stop=lambda: next(looks) > 30)
    assert isinstance(asked, events.Stopped)
    assert asked.step == 20


def shares(happened):
    return [event.value for event in happened if isinstance(event, events.Measured) and event.name.startswith("back")]


def test_a_stopped_backtest_goes_on_in_its_fold_and_ends_with_the_same_numbers(finished, tmp_path):
    happened = []

    def stop():
        return bool(shares(happened)) and shares(happened)[-1] > 0.8  # the second of two trained folds has begun

    asked = fit(spec_of(), series_of(), emit=happened.append, should_stop=stop, checkpoints=Checkpoints(tmp_path))
    assert isinstance(asked, events.Stopped)
    resumed = []
    result = fit(spec_of(), series_of(), emit=resumed.append, checkpoints=Checkpoints(tmp_path))
    assert result.folds == finished[0].folds
    assert result.test == finished[0].test
    assert min(shares(resumed)) > max(shares(happened))


def test_a_killed_backtest_keeps_its_finished_folds_and_ends_with_the_same_numbers(finished, tmp_path):
    class KilledError(Exception):
        pass

    def dies(event):
        if shares([event]) and event.value > 0.7:
            raise KilledError

    with pytest.raises(KilledError):
        fit(spec_of(), series_of(), emit=dies, checkpoints=Checkpoints(tmp_path))
    resumed = []
    result = fit(spec_of(), series_of(), emit=resumed.append, checkpoints=Checkpoints(tmp_path))
    assert result.folds == finished[0].folds
    assert min(shares(resumed)) > 2 / 3
    assert not (tmp_path / "fold").exists()


def test_what_was_kept_and_cannot_be_read_is_made_again(finished, tmp_path):
    (tmp_path / "folds.json").write_text('[{"first": ', encoding="utf-8")
    result = fit(spec_of(), series_of(), emit=lambda _: None, checkpoints=Checkpoints(tmp_path))
    assert result.folds == finished[0].folds


def test_the_past_of_a_series_keeps_what_is_known_ahead():
    stamps = np.datetime64("2024-01-01", "us") + np.arange(12) * np.timedelta64(1, "D")
    others = {"past": np.arange(10.0), "ahead": np.arange(12.0)}
    whole = Series([str(day)[:10] for day in stamps[:10]], np.arange(10.0), [], stamps[:10], others, stamps[10:])
    cut = known_until(whole, 6, 3)
    assert len(cut.times) == len(cut.values) == len(cut.stamps) == len(cut.others["past"]) == 6
    assert cut.others["ahead"].tolist() == list(range(9))
    assert cut.ahead.tolist() == stamps[6:].tolist()


def test_more_pieces_than_forecasts_fit_are_refused_with_the_largest_number():
    spec = spec_of(data__folds=20, data__horizon=12)
    with pytest.raises(DataError) as refused:
        check(spec, series_of())
    assert "room for 4" in refused.value.messages[0].text("en")
    assert check(spec.with_changes({"data.folds": 4}), series_of()) is not None


def page_of(record, language):
    return html.unescape(report_page(record, None, language))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_report_and_explanation_tell_of_every_piece(tmp_path, language):
    record = read_run(make_finished_run(tmp_path))
    test = record.result.test
    worse = {**test, "model": test["model"].model_copy(update={"mae": 2 * max(each.mae for each in test.values())})}
    judged = [
        Fold(first="1970", last="1985", rows=270, test=test),
        Fold(first="1986", last="1999", rows=286, test=worse),
        Fold(first="2000", last="2008", rows=300, test={}),
    ]
    result = SeriesResult.model_validate(record.result.model_dump() | {"folds": [fold.model_dump() for fold in judged]})
    record = record.model_copy(update={"result": result})
    drawn = {trace.name: trace for trace in backtest_figure.folds(record, language).data}
    model = drawn[say("document.model", language)]
    assert list(model.y) == [test["model"].mae, worse["model"].mae, None]
    assert "1970" in model.text[0]
    assert [trace.name for trace in drawn.values() if trace.visible is True] == [say("chart.seasonal_naive", language)]
    assert backtest_figure.alt_text(record, language) in page_of(record, language)
    rows = folds(record, language)
    assert [row.change[:1] for row in rows[:2]] == ["-", "+"]
    assert rows[2].change == "–"
    (sentence,) = (message for message in explanation(record) if message.key == "report.folds")
    assert (sentence.parameters["wins"], sentence.parameters["folds"]) == (1, 2)
    page = page_of(record, language)
    assert all(row.period in page for row in rows)
