"""What is said about a file before it is used, and the run that is proposed for it."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import check, propose
from lstm_core.data.series.sources import SOURCES, series_of
from lstm_core.data.series.tables import Series
from lstm_core.data.series.windows import split
from lstm_core.errors import DataError, SpecError
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData


@pytest.fixture
def write(tmp_path):
    def write(content, name="shop.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return write


def weekly_pattern(rows=400):
    return (
        20 + np.tile([1, 2, 3, 4, 5, 9, 8], rows // 7 + 1)[:rows] + np.random.default_rng(0).normal(size=rows).round(3)
    )


def daily(rows=400, start="2022-01-01", **columns):
    """CSV text of daily rows with the columns date and sales, and others."""
    frame = pd.DataFrame(
        {"date": pd.date_range(start, periods=rows).astype(str), "sales": weekly_pattern(rows), **columns}
    )
    return frame.to_csv(index=False)


def keys(messages):
    return [message.key for message in messages]


def test_a_file_is_described(write):
    path = write(daily(place=["hall"] * 400, visitors=range(400)))
    found = profile(path)
    assert (found.name, found.bytes, found.rows) == ("shop.csv", path.stat().st_size, 400)
    assert [(column.name, column.kind) for column in found.columns] == [
        ("date", "time"),
        ("sales", "number"),
        ("place", "text"),
        ("visitors", "number"),
    ]
    assert found.numeric == ("sales", "visitors")
    assert (found.columns[3].low, found.columns[3].high) == (0.0, 399.0)
    assert (found.time_column, found.time_format) == ("date", None)
    assert found.frequency.text("zh") == "每天"
    assert found.period == ("2022-01-01", "2023-02-04")
    assert found.head[0][0] == "2022-01-01"
    assert len(found.head) == 5
    assert found.notices == ()


def test_a_chinese_spreadsheet_export_is_described_with_what_was_recognised(write):
    rows = [f"{day.day:02}.{day.month:02}.{day.year};{value:.2f}".replace(".", ",") for day, value in
            zip(pd.date_range("2022-01-01", periods=60), weekly_pattern(60), strict=True)]  # fmt: skip
    rows = [row.replace(",", ".", 2) for row in rows]
    found = profile(write("日期;销量\n" + "\n".join(rows), "销量.csv", "gbk"))
    assert (found.format.encoding, found.format.delimiter, found.format.decimal) == ("gb18030", ";", ",")
    assert (found.time_column, found.time_format, found.numeric) == ("日期", "%d.%m.%Y", ("销量",))
    assert keys(found.notices) == ["data.encoding", "data.semicolons", "data.decimal_comma"]
    assert found.notices[2].text("zh") == f"小数点识别为逗号：{rows[0].split(';')[1]} 读作 {found.head[0][1]}。"


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("a\tb\n1\t2\n3\t4\n", "data.tabs"),
        ("a|b\n1|2\n3|4\n", "data.bars"),
        ("a b\n1 2\n3 4\n", "data.spaces"),
        ("1,2\n3,4\n", "data.no_header"),
        ("a,b\n1,2\n3,4\n", "data.no_times"),
        ("time,b\nlate,2\nsoon,4\n", "data.times_not_read"),
        ("timestamp,b\n1700000000,2\n1700003600,4\n", "tidy.count_seconds"),
        ("date,b\n01/02/2023,2\n02/02/2023,4\n", "data.day_or_month_first"),
    ],
)
def test_what_was_decided_without_asking_is_said(write, text, notice):
    found = profile(write(text))
    assert notice in keys(found.notices)
    assert all(message.text("zh") and message.text("en") for message in found.notices)


def test_the_reading_of_an_ambiguous_date_is_shown_by_example(write):
    (notice,) = profile(write("date,b\n02.02.2023,1\n03.02.2023,2\n04.02.2023,4\n")).notices
    assert (notice.parameters["value"], notice.parameters["read"]) == ("03.02.2023", "2023-02-03")
    assert notice.parameters["format"] == "%d.%m.%Y"


@pytest.mark.parametrize(
    ("text", "column", "form"),
    [
        ("value,when,date\n1,x,2023-01-02\n2,y,2023-01-03\n", "date", None),
        ("value,stamp\n1,2023-01-02\n2,2023-01-03\n", "stamp", None),
        ("YEAR,v\n1700,5\n1701,6\n", "YEAR", "%Y"),
        ("YEAR,v\n1700.0,5\n1701.0,6\n", "YEAR", "%Y.0"),
        ("年份,产量\n2001,5\n2002,6\n", "年份", "%Y"),
        ("x,v\n1990,5\n1991,6\n", "x", "%Y"),
        ("month,v\n202301,5\n202302,6\n", "month", "%Y%m"),
        ("day,v\n20230105,5\n20230106,6\n", "day", "%Y%m%d"),
        ("v,w\n1990,5\n1980,6\n", None, None),
        ("v,w\n5,1990\n6,1991\n", None, None),
        ("id,w\n1,5\n2,6\n", None, None),
        ("runtime,w\n1.5,5\n2.5,6\n", None, None),
    ],
)
def test_the_column_of_times_is_found(write, text, column, form):
    found = profile(write(text))
    assert (found.time_column, found.time_format) == (column, form)


def test_one_wrong_cell_does_not_hide_a_column_of_numbers(write):
    found = profile(write(daily().replace(",2", ",x", 1)))
    assert found.numeric == ("sales",)


# -- proposals ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", SOURCES)
def test_a_built_in_series_is_proposed_as_its_source_says(name):
    proposal = propose(name)
    source = SOURCES[name]
    data = proposal.spec.data
    assert (data.season, data.window, data.horizon) == (source.season, source.window, source.horizon)
    assert data == source.data()
    assert parse_train_spec(proposal.spec.to_json()) == proposal.spec
    assert all(split(len(proposal.series.values), data))
    assert all(message.text("zh") and message.text("en") for message in (*proposal.notices, *proposal.reasons))


def test_two_years_of_co2_can_be_forecast():
    data = propose("co2", horizon=104).spec.data
    assert (data.horizon, data.season, data.missing) == (104, 52, "mask")
    assert data.window >= 104


def test_a_file_is_proposed_from_its_season(write):
    proposal = propose(profile(write(daily(200))))
    data = proposal.spec.data
    assert (data.source, data.name, data.time_column, data.target) == ("file", "shop.csv", "date", "sales")
    assert (data.season, data.window, data.horizon, data.missing) == (7, 21, 7, "refuse")
    assert data.difference == "seasonal"
    told = ["data.reason_recipe_difference", "data.reason_season", "data.reason_window_seasons", "data.reason_horizon"]
    assert keys(proposal.reasons) == told
    assert "7 步" in proposal.reasons[1].text("zh")
    assert proposal.reasons[3].parameters == {"horizon": 7, "largest": 30}


def test_a_file_without_a_season_says_so(write):
    walk = np.random.default_rng(1).normal(size=400).cumsum()
    proposal = propose(profile(write("v\n" + "\n".join(str(value) for value in walk))))
    assert (proposal.spec.data.season, proposal.spec.data.window, proposal.spec.data.horizon) == (None, 48, 12)
    assert keys(proposal.reasons)[:2] == ["data.reason_no_season", "data.reason_window"]


def test_the_season_is_read_from_the_training_part_only(write):
    rows = 300
    values = np.random.default_rng(0).normal(size=rows)
    values[210:] += 30 * np.sin(2 * np.pi * np.arange(90) / 9)
    proposal = propose(profile(write("v\n" + "\n".join(str(value) for value in values))))
    assert proposal.spec.data.season is None


def test_missing_values_are_told_to_the_network_and_that_is_said(write):
    text = daily().splitlines()
    text[5] = text[5].split(",")[0] + ","
    proposal = propose(profile(write("\n".join(text))))
    assert proposal.spec.data.missing == "mask"
    assert keys(proposal.notices) == ["data.masked"]


def test_what_a_person_asks_for_is_kept(write):
    found = profile(write(daily(visitors=weekly_pattern() * 2)))
    data = propose(found, target="visitors", horizon=3, window=50).spec.data
    assert (data.target, data.horizon, data.window) == ("visitors", 3, 50)


@pytest.mark.parametrize("asked", [{"horizon": 0}, {"window": 1}, {"horizon": 20_000}])
def test_what_no_run_allows_is_refused_before_the_data_are_asked(write, asked):
    with pytest.raises(SpecError) as caught:
        propose(profile(write(daily())), **asked)
    assert len(caught.value.messages) == 1


@pytest.mark.parametrize(
    ("columns", "target"),
    [
        (["id", "sales", "visitors"], "sales"),
        (["visitors", "sales", "value"], "value"),
        (["open", "high", "Close"], "Close"),
        (["序号", "温度"], "温度"),
        (["Unnamed: 0", "load"], "load"),
        (["constant", "load"], "load"),
        (["id"], "id"),
    ],
)
def test_the_likely_column_is_forecast(write, columns, target):
    values = {name: np.arange(400) if name in ("id", "序号", "Unnamed: 0") else weekly_pattern() for name in columns}
    if "constant" in values:
        values["constant"] = np.ones(400)
    frame = pd.DataFrame(values)
    proposal = propose(profile(write(frame.to_csv(index=False))))
    assert proposal.spec.data.target == target
    if len(columns) > 1:
        assert "data.reason_target" in keys(proposal.reasons)


@pytest.mark.parametrize("rows", [7, 10, 20, 40, 80, 150, 1000, 5000])
def test_a_proposal_fits_its_data_whatever_their_length(write, rows):
    proposal = propose(profile(write(daily(rows, "2000-01-01"))))
    assert all(split(rows, proposal.spec.data))
    assert proposal.spec.data.window <= 512


@pytest.mark.parametrize(("asked", "patch", "steps"), [(None, 8, 1000), (380, 4, 1000), (381, 1, 400), (90, 1, 1000)])
def test_a_long_window_is_read_in_patches_or_trained_for_fewer_steps(write, asked, patch, steps):
    hours = pd.date_range("2022-01-01", periods=4000, freq="15min")
    values = np.sin(2 * np.pi * np.arange(4000) / 96) + np.random.default_rng(0).normal(size=4000) / 4
    file = write(pd.DataFrame({"t": hours, "v": values}).to_csv(index=False))
    proposal = propose(profile(file), horizon=24, window=asked)
    spec = proposal.spec
    assert (spec.data.season, spec.data.window) == (96, asked or 384)
    assert (spec.model.patch, spec.train.steps) == (patch, steps)
    assert ("data.reason_patch" in keys(proposal.reasons)) is (patch > 1)


# -- check -------------------------------------------------------------------------------------------------------------
def series(values):
    return Series([str(row) for row in range(1, len(values) + 1)], np.asarray(values, dtype=float))


def test_a_spec_that_fits_has_nothing_to_say():
    spec = TrainRunSpec(data=SOURCES["sunspots"].data())
    assert check(spec, series_of(spec.data)) == []


def test_few_windows_are_a_notice_and_no_error():
    spec = TrainRunSpec(data=SeriesData(window=10, horizon=2))
    (notice,) = check(spec, series(np.arange(30)))
    assert notice.parameters == {"windows": 11, "window": 10, "horizon": 2}


@pytest.mark.parametrize(
    ("changes", "key", "largest"),
    [
        ({"horizon": 31}, "data.horizon_too_long", 30),
        ({"window": 140}, "data.window_too_long", 135),
        ({"window": 300}, "data.window_too_long", 135),
        ({"window": 300, "horizon": 90}, "data.too_short", None),
    ],
)
def test_what_does_not_fit_names_the_largest_that_does(changes, key, largest):
    spec = TrainRunSpec(data=SeriesData(**{"window": 20, "horizon": 5, **changes}))
    values = series(np.arange(200))
    with pytest.raises(DataError) as caught:
        check(spec, values)
    (message,) = caught.value.messages
    assert message.key == key
    if largest is not None:
        name = "horizon" if "horizon" in key else "window"
        assert message.parameters["largest"] == largest
        check(spec.with_changes({f"data.{name}": largest}), values)
        with pytest.raises(DataError):
            check(spec.with_changes({f"data.{name}": largest + 1}), values)


def test_rows_that_are_said_to_be_needed_are_enough():
    spec = TrainRunSpec(data=SeriesData(window=300, horizon=90))
    with pytest.raises(DataError) as caught:
        check(spec, series(np.arange(200)))
    needed = caught.value.messages[0].parameters["needed"]
    check(spec, series(np.arange(needed)))
    with pytest.raises(DataError):
        check(spec, series(np.arange(needed - 1)))


def test_a_season_longer_than_the_training_part_is_refused():
    spec = TrainRunSpec(data=SeriesData(window=20, horizon=5, season=141))
    with pytest.raises(DataError, match="season 141"):
        check(spec, series(np.arange(200)))
    check(spec.with_changes({"data.season": 140}), series(np.arange(200)))


def test_a_training_part_that_never_changes_is_refused():
    values = np.concatenate([np.full(140, 3.0), np.arange(60)])
    with pytest.raises(DataError, match=r"3\.0"):
        check(TrainRunSpec(data=SeriesData(window=20, horizon=5)), series(values))


@pytest.mark.parametrize("first", [0, 1, 202301])
def test_a_column_that_only_numbers_the_rows_is_no_likely_target(write, first):
    frame = pd.DataFrame({"week": np.arange(first, first + 400), "sales": weekly_pattern(), "stock": weekly_pattern()})
    proposal = propose(profile(write(frame.to_csv(index=False))))
    assert proposal.spec.data.target == "sales"
