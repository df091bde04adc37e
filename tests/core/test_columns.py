"""Several columns: what is read, what is refused, what a run of them finds out."""

import numpy as np
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import check, propose
from lstm_core.data.series.tables import Series, load_series
from lstm_core.data.series.transforms import Transform
from lstm_core.engine.tasks.series.result import _interval, interval_widening, widened
from lstm_core.engine.work.train import fit
from lstm_core.errors import DataError, SpecError
from lstm_core.reports.verdicts import explanation
from lstm_core.runs.record import read_run
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData
from tests.support import make_finished_run

ROWS = 120


def lines(rows=ROWS, ahead=0):
    """Two waves that follow each other, a plan that goes on, a date."""
    found = []
    for row in range(rows + ahead):
        day = str(np.datetime64("2024-01-01") + row)
        sales = f"{10 + 5 * np.sin(row / 4):.4f}" if row < rows else ""
        heat = f"{100 + 30 * np.cos(row / 4):.3f}" if row < rows else ""
        found.append([day, sales, heat, str(row % 3)])
    return found


def write(tmp_path, rows):
    path = tmp_path / "shop.csv"
    path.write_text("\n".join(",".join(row) for row in [["day", "sales", "heat", "plan"], *rows]), encoding="utf-8")
    return path


def data_of(path, **changes):
    basis = {"source": "file", "file": str(path), "time_column": "day", "target": "sales", "window": 8, "horizon": 4}
    return SeriesData(**basis | changes)


def refused(data, path, *words):
    with pytest.raises(DataError) as caught:
        check(TrainRunSpec(data=data), load_series(data, path))
    (message,) = caught.value.messages
    for language in ("zh", "en"):
        for word in words:
            assert word in message.text(language)


def test_a_column_of_mixed_type_is_named_with_its_line(tmp_path):
    rows = lines()
    rows[40][2] = "warm"
    path = write(tmp_path, rows)
    for role in ("further_targets", "past_columns", "future_columns"):
        refused(data_of(path, **{role: ["heat"]}), path, "shop.csv", "heat", "42", "warm")


def test_an_unknown_column_is_named(tmp_path):
    path = write(tmp_path, lines())
    refused(data_of(path, past_columns=["het"]), path, "het", "heat")
    refused(data_of(path, future_columns=["zzz"]), path, "zzz")


def test_a_value_that_lacks_in_a_further_column_is_named(tmp_path):
    rows = lines()
    rows[10][2] = ""
    path = write(tmp_path, rows)
    refused(data_of(path, further_targets=["heat"]), path, "heat", "12")


def test_a_column_known_ahead_that_lacks_a_value_is_named(tmp_path):
    rows = lines(ahead=4)
    rows[ROWS + 1][3] = ""
    path = write(tmp_path, rows)
    refused(data_of(path, future_columns=["plan"]), path, "plan", str(ROWS + 3))


@pytest.mark.parametrize("ahead", [0, 3])
def test_a_column_known_ahead_that_ends_too_early_is_named_with_what_is_needed(tmp_path, ahead):
    path = write(tmp_path, lines(ahead=ahead))
    refused(data_of(path, future_columns=["plan"]), path, "plan", str(ahead), "4")


def test_a_further_target_that_never_changes_is_refused(tmp_path):
    rows = lines()
    for row in rows[: int(ROWS * 0.8)]:
        row[2] = "7"
    path = write(tmp_path, rows)
    refused(data_of(path, further_targets=["heat"]), path, "heat", "7.0")


def test_parts_that_are_longer_than_the_file_are_refused(tmp_path):
    path = write(tmp_path, lines())
    refused(data_of(path, split_rows=[100, 20, 20]), path, str(ROWS), "140")


def test_ten_thousand_columns_are_read_and_too_many_targets_refused_in_a_sentence(tmp_path):
    names = [f"c{number}" for number in range(10_000)]
    random = np.random.default_rng(0).normal(size=(40, 10_000)).round(3)
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([",".join(names), *(",".join(map(str, row)) for row in random)]), encoding="utf-8")
    proposal = propose(profile(path), horizon=2, window=4)
    assert len(proposal.series.values) == 40
    with pytest.raises(SpecError) as caught:
        proposal.spec.with_changes({"data.further_targets": names[1:]})
    (message,) = caught.value.messages
    for language in ("zh", "en"):
        assert "data.further_targets" in message.text(language)
        assert "9999" in message.text(language)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"data": {"further_targets": ["value"]}}, "spec.column_twice"),
        ({"data": {"strategy": "recursive", "past_columns": ["a"]}}, "spec.recursive_past"),
        ({"data": {"strategy": "recursive"}, "train": {"loss": "quantile"}}, "spec.recursive_quantile"),
        ({"data": {"calendar": True}}, "spec.calendar_needs_time"),
        ({"data": {"window": 10}, "model": {"patch": 4}}, "spec.patch_window"),
        ({"train": {"quantiles": [0.1, 0.2, 0.9]}}, "spec.quantiles"),
        ({"train": {"quantiles": [0.9, 0.5, 0.1]}}, "spec.quantiles"),
    ],
)
def test_settings_that_do_not_go_together_are_refused_in_a_sentence(changes, key):
    with pytest.raises(SpecError) as caught:
        parse_train_spec(changes)
    (message,) = caught.value.messages
    assert message.key == key
    assert message.text("zh")
    assert message.text("en")


def test_a_spec_of_version_0_1_is_read():
    assert parse_train_spec({"data": {"subtract_last": False}}).series.window_scaling == "none"
    assert parse_train_spec({"data": {"subtract_last": True}}).series.window_scaling == "last"


def trained(tmp_path, **changes):
    path = write(tmp_path, lines(ahead=4))
    basis = {"hidden_size": 8}
    spec = TrainRunSpec(data=data_of(path, further_targets=["heat"], future_columns=["plan"], season=25)).with_changes(
        {"model.hidden_size": basis["hidden_size"], "train.steps": 60, "train.device": "cpu", **changes}
    )
    return spec, fit(spec, load_series(spec.series, path), emit=lambda event: None)


def test_every_column_has_its_own_scores_and_forecast(tmp_path):
    _, result = trained(tmp_path)
    (heat,) = result.columns.values()
    assert set(heat.test) == set(result.test) == {"model", "persistence", "seasonal_naive", "linear"}
    assert 100 < np.mean(heat.future.persistence) < 130 or 70 < np.mean(heat.future.persistence) < 100
    assert heat.history[-1] == pytest.approx(100 + 30 * np.cos((ROWS - 1) / 4), abs=1e-3)
    assert heat.future.times == result.future.times == ["2024-04-30", "2024-05-01", "2024-05-02", "2024-05-03"]
    assert heat.test["model"].mae != result.test["model"].mae


def test_the_overall_errors_are_means_over_columns_in_deviations_of_the_training_part(tmp_path):
    spec, result = trained(tmp_path)
    first = int(ROWS * 0.7)
    rows = np.array([[float(row[1]), float(row[2])] for row in lines()])
    expected = 0.0
    for column, told in enumerate((result, result.columns["heat"])):
        expected += told.test["persistence"].rmse ** 2 / rows[:first, column].std() ** 2 / 2
    assert spec.series.test_fraction == 0.15
    assert result.overall["persistence"].mse == pytest.approx(expected, rel=1e-6)


def test_the_interval_is_counted_on_the_test_part(tmp_path):
    _, result = trained(tmp_path, **{"train.loss": "quantile", "train.steps": 200})
    told = result.interval
    inside = total = 0
    for window in result.windows:
        bands = np.array([window.low, window.forecast, window.high, window.truth])
        assert np.all(np.diff(bands[:3], axis=0) >= 0)
        inside += int(((bands[0] <= bands[3]) & (bands[3] <= bands[2])).sum())
        total += len(window.truth)
    assert told.level == pytest.approx(0.8)
    assert total > 0
    assert told.coverage == pytest.approx(inside / total, abs=0.35)  # drawn windows are some of all
    assert told.width > 0


def test_coverage_and_width_of_an_interval_as_counted_by_hand():
    bands = np.array([[[1.0, 2, 3], [1, 2, 3]], [[0, 5, 9], [4, 5, 6]]])  # two windows of two steps
    truth, seen = np.array([[2.0, 4], [9, 0]]), np.array([[True, True], [True, False]])
    told = _interval(0.8, bands[..., [0, -1]], truth, seen)
    assert told.coverage == pytest.approx(2 / 3)  # 2 lies in 1 to 3, 4 does not, 9 lies in 0 to 9
    assert told.width == pytest.approx((2 + 2 + 9 + 2) / 4)
    assert told.level == pytest.approx(0.8)


def test_the_interval_of_a_trained_network_holds_about_what_it_promises():
    values = 5 * np.sin(np.arange(1200) / 4) + np.random.default_rng(0).normal(size=1200)
    spec = TrainRunSpec().with_changes(
        {"data.window": 24, "data.horizon": 3, "data.season": None, "model.hidden_size": 12, "train.steps": 400,
         "train.learning_rate": 0.01, "train.loss": "quantile", "train.device": "cpu"}
    )  # fmt: skip
    told = fit(spec, Series([str(row) for row in range(1200)], values), emit=lambda event: None).interval
    assert told.level == pytest.approx(0.8)
    assert told.coverage == pytest.approx(0.8, abs=0.08)
    assert told.width == pytest.approx(2 * 1.28, rel=0.4)  # the noise has deviation 1


@pytest.mark.parametrize(
    ("coverage", "key"),
    [(0.82, "report.interval_fits"), (0.6, "report.interval_narrow"), (0.97, "report.interval_wide")],
)
def test_a_report_says_whether_the_interval_held(tmp_path, coverage, key):
    record = read_run(make_finished_run(tmp_path))
    interval = {"level": 0.8, "coverage": coverage, "width": 1.0}
    raw = record.result.model_dump() | {"interval": interval}
    told = explanation(record.model_copy(update={"result": type(record.result).model_validate(raw)}))
    (message,) = [message for message in told if message.key.startswith("report.interval")]
    assert message.key == key
    assert "80%" in message.text("en")
    assert "80%" in message.text("zh")


PLAIN = Transform("none", (), 0)


def test_an_interval_that_is_too_narrow_is_widened_until_the_validation_part_holds_what_it_promises():
    random = np.random.default_rng(0)
    truth = random.normal(size=(999, 2, 1))
    narrow = np.broadcast_to(np.array([-0.2, 0.0, 0.2]), (999, 2, 1, 3)).copy()
    more = interval_widening(PLAIN, narrow, truth, (0.1, 0.5, 0.9))
    assert more[:, 0] == pytest.approx([1.08, 1.08], abs=0.1)  # 1.28 is the normal quantile at 0.9
    band = widened(PLAIN, narrow, more)
    inside = (band[..., 0] <= truth) & (truth <= band[..., -1])
    assert inside.mean(axis=0)[:, 0] == pytest.approx([0.8, 0.8], abs=0.002)


def test_a_band_that_is_too_wide_shrinks_but_never_past_the_median():
    truth = np.zeros((50, 1, 1))
    wide = np.broadcast_to(np.array([-3.0, 0.5, 3.0]), (50, 1, 1, 3)).copy()
    band = widened(PLAIN, wide, interval_widening(PLAIN, wide, truth, (0.1, 0.5, 0.9)))
    assert np.all(band[..., 0] <= 0.5)
    assert np.all(band[..., -1] >= 0.5)
    assert np.all(band[..., 0] >= -3)


def test_missing_truth_has_no_say_in_the_width():
    truth = np.full((40, 1, 1), np.nan)
    truth[:10, 0, 0] = 5.0
    band = np.broadcast_to(np.array([-1.0, 0.0, 1.0]), (40, 1, 1, 3)).copy()
    assert interval_widening(PLAIN, band, truth, (0.1, 0.5, 0.9)).item() == pytest.approx(4.0)
