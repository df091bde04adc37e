"""Times that bear an offset: the zone that they are of, the clock on which steps are counted, and how they are told.

Expected offsets and moments come from pandas, which reads the rules of zones by its own way, or were written by hand.
"""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.clocks import is_local, zone_named, zone_of
from lstm_core.data.series.continuation import continued
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.tables import load_series
from lstm_core.engine.tasks.series.inputs import Inputs, waves
from lstm_core.engine.tasks.series.result import future_times
from lstm_core.errors import DataError, SpecError
from lstm_core.reports.figures import display_time, moments, time_axis
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.series import SeriesData

BERLIN = "Europe/Berlin"


def hours(start, end, zone=BERLIN, every="h"):
    """Moments from a local time to another one, or to one with an offset."""
    ends = [pd.Timestamp(each) for each in (start, end)]
    first, last = (each.tz_localize(zone) if each.tzinfo is None else each.tz_convert(zone) for each in ends)
    return pd.date_range(first, last, freq=every)


def written(path, index, texts=None):
    """A table of the moments with a daily wave."""
    texts = texts or [moment.isoformat() for moment in index]
    noise = np.random.default_rng(0).normal(size=len(texts))
    values = 50 + 10 * np.sin(np.arange(len(texts)) * np.pi / 12) + noise
    lines = [f"{text},{value:.3f}" for text, value in zip(texts, values, strict=True)]
    path.write_text("timestamp,load_kw\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path, index, texts=None):
    return propose(profile(written(path / "load.csv", index, texts)))


def told(found):
    """Zone, the last time and the three after it."""
    return found.spec.data.zone, found.series.times[-1], future_times(found.series, 3)


def test_the_first_forecast_bears_the_offset_of_its_moment(tmp_path):
    found = read(tmp_path, hours("2023-09-01", "2023-12-20"))
    zone, last, ahead = told(found)
    assert (zone, last) == (BERLIN, "2023-12-20T00:00:00+01:00")
    assert ahead == ["2023-12-20T01:00:00+01:00", "2023-12-20T02:00:00+01:00", "2023-12-20T03:00:00+01:00"]
    assert found.series.times[0] == "2023-09-01T00:00:00+02:00"


def test_the_zone_is_said_in_one_sentence_with_how_to_change_it(tmp_path):
    found = read(tmp_path, hours("2023-09-01", "2023-09-20"))
    [notice] = [each for each in found.notices if each.key in ("data.zone", "data.utc")]
    for language in ("en", "zh"):
        assert BERLIN in notice.text(language)
        assert "data.zone" in notice.text(language)


@pytest.mark.parametrize(
    ("zone", "start", "every", "last", "ahead"),
    [
        ("Asia/Kolkata", "2023-09-01", "30min", "2023-09-20T00:00:00+05:30", "2023-09-20T00:30:00+05:30"),
        ("Australia/Adelaide", "2023-09-10", "h", "2023-10-05T00:00:00+10:30", "2023-10-05T01:00:00+10:30"),
        ("America/New_York", "2024-02-25", "h", "2024-03-20T00:00:00-04:00", "2024-03-20T01:00:00-04:00"),
        ("Europe/London", "2024-03-20", "15min", "2024-04-05T00:00:00+01:00", "2024-04-05T00:15:00+01:00"),
        ("Australia/Lord_Howe", "2024-03-20", "30min", "2024-04-20T00:00:00+10:30", "2024-04-20T00:30:00+10:30"),
    ],
)
def test_the_zone_is_the_place_whose_offset_every_time_has(tmp_path, zone, start, every, last, ahead):
    found = read(tmp_path, hours(start, last, zone, every))
    assert told(found)[:2] == (zone, last)
    assert told(found)[2][0] == ahead
    assert "data.gaps" not in {notice.key for notice in found.notices}


@pytest.mark.parametrize(
    "notation",
    [
        lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}{f'{moment:%z}'[:3]}",  # as PostgreSQL writes it
        lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S%z}",
        lambda moment: f"{moment:%d.%m.%Y %H:%M %z}",
        lambda moment: f"{moment:%Y-%m-%d %H:%M %Z}",
    ],
)
def test_an_offset_is_one_in_whatever_notation(tmp_path, notation):
    index = hours("2023-10-20", "2023-12-20")
    found = read(tmp_path, index[::-1], [notation(moment) for moment in index[::-1]])
    assert told(found)[0] == BERLIN
    assert told(found)[2][0] == "2023-12-20T01:00:00+01:00"


def test_a_winter_written_as_utc_is_that_of_a_place(tmp_path):
    index = hours("2023-09-01", "2023-12-20", "Europe/London")
    found = read(tmp_path, index, [moment.isoformat().replace("+00:00", "Z") for moment in index])
    assert told(found)[:2] == ("Europe/London", "2023-12-20T00:00:00+00:00")


def test_one_offset_over_all_seasons_is_no_place_that_changes_its_clocks(tmp_path):
    found = read(tmp_path, hours("2023-01-01", "2023-12-20", "UTC+01:00"))
    assert told(found)[:2] == ("+01:00", "2023-12-20T00:00:00+01:00")


def test_an_offset_of_no_place_stays_as_it_is(tmp_path):
    found = read(tmp_path, hours("2023-01-01", "2023-12-20", "UTC-03:15", "6h"))
    assert told(found) == (
        "-03:15", "2023-12-20T00:00:00-03:15",
        ["2023-12-20T06:00:00-03:15", "2023-12-20T12:00:00-03:15", "2023-12-20T18:00:00-03:15"],
    )  # fmt: skip


def test_offsets_of_no_single_place_are_told_in_the_last_one(tmp_path):
    mixed = [*hours("2023-09-01", "2023-09-06", "UTC+07:15"), *hours("2023-09-08", "2023-09-20", "UTC-03:15")]
    assert read(tmp_path, mixed).spec.data.zone == "-03:15"


@pytest.mark.parametrize("ending", ["Z", "+00:00"])
def test_a_table_in_utc_keeps_what_it_has(tmp_path, ending):
    index = hours("2023-09-01", "2023-09-20", "UTC")
    found = read(tmp_path, index, [f"{moment:%Y-%m-%dT%H:%M:%S}{ending}" for moment in index])
    assert told(found) == (None, "2023-09-20T00:00", ["2023-09-20T01:00", "2023-09-20T02:00", "2023-09-20T03:00"])
    assert "data.utc" in {notice.key for notice in found.notices}


def test_times_of_which_one_names_no_offset_are_read_as_before(tmp_path):
    index = hours("2023-09-01", "2023-09-20")
    texts = [moment.isoformat() for moment in index]
    texts[30] = texts[30][:-6]
    cells = pd.Series(texts)
    assert zone_of(cells, None) is None
    assert zone_of(cells.drop(30), None) == BERLIN


def test_an_hour_that_comes_twice_is_two_hours(tmp_path):
    found = read(tmp_path, hours("2023-10-20", "2023-11-05"))
    at = found.series.times.index("2023-10-29T02:00:00+02:00")
    assert found.series.times[at : at + 3] == [
        "2023-10-29T02:00:00+02:00", "2023-10-29T02:00:00+01:00", "2023-10-29T03:00:00+01:00",
    ]  # fmt: skip
    assert not {"data.gaps", "data.irregular", "data.gridded"} & {notice.key for notice in found.notices}


def test_a_forecast_goes_over_a_change_of_clocks_hour_by_hour(tmp_path):
    found = read(tmp_path, hours("2024-03-01", "2024-03-31 01:00"))
    assert told(found)[2] == ["2024-03-31T03:00:00+02:00", "2024-03-31T04:00:00+02:00", "2024-03-31T05:00:00+02:00"]
    found = read(tmp_path, hours("2024-10-01", "2024-10-27T02:00+02:00"))
    assert told(found)[2] == ["2024-10-27T02:00:00+01:00", "2024-10-27T03:00:00+01:00", "2024-10-27T04:00:00+01:00"]


@pytest.mark.parametrize(
    ("every", "start", "end", "frequency", "ahead"),
    [
        ("D", "2023-01-01", "2023-12-20", "data.daily", ["2023-12-21", "2023-12-22", "2023-12-23"]),
        ("D", "2023-02-01", "2023-10-28", "data.daily", ["2023-10-29", "2023-10-30", "2023-10-31"]),
        ("W-MON", "2021-01-04", "2023-12-18", "data.weekly", ["2023-12-25", "2024-01-01", "2024-01-08"]),
        ("MS", "2010-01-01", "2023-12-01", "data.monthly", ["2024-01-01", "2024-02-01", "2024-03-01"]),
        ("B", "2023-01-02", "2023-12-20", "data.business_daily", ["2023-12-21", "2023-12-22", "2023-12-25"]),
    ],
)
def test_local_midnights_are_days_of_a_calendar(tmp_path, every, start, end, frequency, ahead):
    index = pd.date_range(start, end, freq=every).tz_localize(BERLIN)
    path = written(tmp_path / "load.csv", index)
    assert profile(path).frequency.key == frequency
    found = propose(profile(path))
    assert told(found)[2] == ahead
    assert found.series.times == [f"{moment:%Y-%m-%d}" for moment in index]
    assert not {"data.gaps", "data.irregular", "data.gridded"} & {notice.key for notice in found.notices}


def test_an_absent_day_is_put_in_on_its_own_date(tmp_path):
    index = pd.date_range("2023-08-01", "2023-12-20").tz_localize(BERLIN)
    found = read(tmp_path, index.delete(89))  # 2023-10-29, the day of 25 hours
    assert found.spec.data.grid
    assert found.series.times[89] == "2023-10-29"
    assert np.flatnonzero(np.isnan(found.series.values)).tolist() == [89]


def test_days_at_an_hour_of_local_time_keep_that_hour(tmp_path):
    index = (pd.date_range("2023-03-01", "2023-10-20") + pd.Timedelta("7h")).tz_localize(BERLIN)
    found = read(tmp_path, index)
    assert found.series.times[-1] == "2023-10-20T07:00:00+02:00"
    assert future_times(found.series, 11)[-2:] == ["2023-10-30T07:00:00+01:00", "2023-10-31T07:00:00+01:00"]


def test_opening_hours_are_those_of_local_time(tmp_path):
    index = hours("2023-07-03", "2023-12-20", "America/New_York")
    found = read(tmp_path, index[(index.hour >= 9) & (index.hour < 17) & (index.day_of_week < 5)])
    assert found.series.clock.local
    assert told(found)[1] == "2023-12-19T16:00:00-05:00"
    assert told(found)[2][0] == "2023-12-20T09:00:00-05:00"


def test_every_six_hours_of_local_time_is_a_rhythm_of_local_time(tmp_path):
    days = pd.date_range("2023-08-01", "2023-12-20")
    index = np.sort(np.concatenate([days + pd.Timedelta(hours=hour) for hour in (0, 6, 12, 18)]))
    found = read(tmp_path, pd.DatetimeIndex(index).tz_localize(BERLIN))
    assert told(found)[2][:2] == ["2023-12-21T00:00:00+01:00", "2023-12-21T06:00:00+01:00"]


def test_every_six_hours_of_utc_is_a_rhythm_of_utc():
    utc = pd.date_range("2023-08-01", "2023-12-20", freq="6h").to_numpy("datetime64[us]")
    assert not is_local(utc, zone_named(BERLIN).wall(utc))


def test_a_calendar_is_read_in_local_time(tmp_path):
    index = hours("2023-10-20", "2023-11-05")
    found = read(tmp_path, index)
    data = found.spec.with_changes({"data.calendar": True}).data
    table = Inputs.of(data, found.series).table
    expected = waves(index.tz_localize(None).to_numpy("datetime64[us]")).astype(np.float32)
    assert np.array_equal(table[: len(index), -8:], expected)


def test_what_a_person_chooses_is_where_times_are_told(tmp_path):
    found = read(tmp_path, hours("2023-09-01", "2023-12-20"))
    for zone, last in (
        ("Asia/Shanghai", "2023-12-20T07:00:00+08:00"),
        ("+05:30", "2023-12-20T04:30:00+05:30"),
        ("UTC", "2023-12-19T23:00:00+00:00"),
    ):
        data = found.spec.with_changes({"data.zone": zone}).data
        assert load_series(data, tmp_path / "load.csv").times[-1] == last
    plain = found.spec.with_changes({"data.zone": None}).data
    assert load_series(plain, tmp_path / "load.csv").times[-1] == "2023-12-19T23:00"


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "+25:00", "5", "../etc/passwd", ""])
def test_a_zone_that_does_not_exist_is_refused(zone):
    with pytest.raises(SpecError) as refused:
        TrainRunSpec().with_changes({"data.time_column": "time", "data.zone": zone})
    assert [each.key for each in refused.value.messages] == ["spec.zone_unknown"]


def test_a_zone_without_times_is_refused():
    with pytest.raises(SpecError) as refused:
        TrainRunSpec().with_changes({"data.zone": BERLIN})
    assert [each.key for each in refused.value.messages] == ["spec.zone_needs_time"]


def test_a_time_without_an_offset_is_refused_by_line(tmp_path):
    index = hours("2023-09-01", "2023-09-20")
    texts = [moment.isoformat() for moment in index]
    texts[4] = texts[4][:-6]
    path = written(tmp_path / "load.csv", index, texts)
    data = SeriesData(source="file", file=str(path), time_column="timestamp", target="load_kw", zone=BERLIN)
    with pytest.raises(DataError) as refused:
        load_series(data, path)
    [message] = refused.value.messages
    assert (message.key, message.parameters["line"], message.parameters["count"]) == ("data.zone_no_offset", 6, 1)


@pytest.mark.parametrize(
    ("index", "start", "end", "ahead"),
    [
        (pd.date_range("2023-07-01", "2023-10-28"), "2023-10-29", "2023-11-05", "2023-11-06"),
        (pd.date_range("2023-07-03", "2023-10-27", freq="B"), "2023-10-30", "2023-11-03", "2023-11-06"),
    ],
)
def test_newer_days_go_on_over_a_change_of_clocks(tmp_path, index, start, end, ahead):
    found = read(tmp_path, index.tz_localize(BERLIN))
    newer = pd.date_range(start, end, freq=index.freq).tz_localize(BERLIN)
    new = written(tmp_path / "new.csv", newer)
    longer = continued(found.spec, tmp_path / "load.csv", new, tmp_path / "longer.csv", "new.csv")
    assert (longer.added, longer.spec.series.zone) == (len(newer), BERLIN)
    assert longer.series.times == [f"{day:%Y-%m-%d}" for day in (*index, *newer)]
    assert future_times(longer.series, 1) == [ahead]


def test_newer_rows_without_offsets_are_local_times_of_the_run(tmp_path):
    found = read(tmp_path, hours("2023-09-01", "2023-10-28"))
    index = hours("2023-10-28 01:00", "2023-10-30")
    new = written(tmp_path / "new.csv", index, [f"{moment:%d.%m.%Y %H:%M}" for moment in index][: 2 * 24 - 10])
    longer = continued(found.spec, tmp_path / "load.csv", new, tmp_path / "longer.csv", "new.csv")
    assert (longer.added, longer.series.times[-1]) == (38, "2023-10-29T13:00:00+01:00")
    new = written(tmp_path / "new.csv", index[:24], [f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in index][:24])
    longer = continued(found.spec, tmp_path / "load.csv", new, tmp_path / "longer.csv", "new.csv")
    assert longer.series.times[-1] == "2023-10-29T00:00:00+02:00"
    assert [each.key for each in longer.notices] == ["data.new_local"]


def test_newer_rows_of_which_one_bears_no_offset_are_refused(tmp_path):
    found = read(tmp_path, hours("2023-09-01", "2023-09-20"))
    index = hours("2023-09-20 01:00", "2023-09-21")
    texts = [moment.isoformat() for moment in index]
    new = written(tmp_path / "new.csv", index, [*texts[:5], texts[5][:-6], *texts[6:]])
    with pytest.raises(DataError) as refused:
        continued(found.spec, tmp_path / "load.csv", new, tmp_path / "longer.csv", "new.csv")
    assert [each.key for each in refused.value.messages] == ["data.zone_no_offset"]


@pytest.mark.parametrize(
    ("zone", "start", "end", "told_as"),
    [
        (BERLIN, "2023-10-01", "2023-11-20", BERLIN),
        ("Europe/Madrid", "2022-03-01", "2023-11-20", BERLIN),
        ("America/New_York", "2023-03-01", "2023-12-01", "America/New_York"),
        ("Europe/London", "2023-10-20", "2023-11-05", "Europe/London"),
        ("Australia/Sydney", "2023-03-20", "2023-10-20", "Australia/Sydney"),
    ],
)
def test_local_times_of_which_an_hour_comes_twice_tell_their_zone(tmp_path, zone, start, end, told_as):
    index = hours(start, end, zone)
    found = read(tmp_path, index, [f"{moment:%Y-%m-%d %H:%M}" for moment in index])
    assert found.spec.data.zone == told_as
    utc = index.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[us]")
    assert [pd.Timestamp(each).tz_convert("UTC").tz_localize(None) for each in found.series.times] == list(utc)
    assert "tidy.doubled" in [each.key for each in found.notices]


def test_an_hour_that_comes_twice_at_another_time_is_refused(tmp_path):
    index = hours("2023-10-01", "2023-11-20", "UTC")
    texts = [f"{moment:%Y-%m-%d %H:%M}" for moment in index]
    with pytest.raises(DataError) as refused:
        read(tmp_path, index.append(index[:1]), [*texts[:500], texts[499], *texts[500:]])
    assert [each.key for each in refused.value.messages] == ["data.duplicate_time"]


def test_a_place_that_the_file_names_is_taken(tmp_path):
    index = hours("2023-09-01", "2023-09-20", "Europe/Madrid")
    found = read(tmp_path, index, [f"{moment:%Y-%m-%d %H:%M} Europe/Madrid" for moment in index])
    assert told(found)[:2] == ("Europe/Madrid", "2023-09-20T00:00:00+02:00")


@pytest.mark.parametrize("name", [BERLIN, "America/St_Johns", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia"])
def test_the_offsets_of_a_zone_are_those_of_pandas(name):
    utc = pd.date_range("1901-01-01", "2099-01-01", freq="13h17min")
    wall = utc.tz_localize("UTC").tz_convert(name).tz_localize(None).to_numpy("datetime64[us]")
    zone = zone_named(name)
    assert np.array_equal(zone.wall(utc.to_numpy("datetime64[us]")), wall)
    assert np.array_equal(zone.wall(zone.utc(wall)), wall)


def test_an_hour_that_comes_twice_is_its_first_and_one_left_out_goes_on():
    zone = zone_named(BERLIN)
    wall = np.array(["2023-10-29T02:30", "2024-03-31T02:30", "2024-06-01T00:00"], "datetime64[us]")
    assert zone.utc(wall).astype(str).tolist() == [
        "2023-10-29T00:30:00.000000", "2024-03-31T01:30:00.000000", "2024-05-31T22:00:00.000000",
    ]  # fmt: skip


def test_a_picture_places_times_in_local_time_and_a_table_tells_the_offset():
    times = ["2023-12-20T01:00:00+01:00", "2023-12-20T02:00:00+01:00"]
    assert moments(times) == ["2023-12-20T01:00:00", "2023-12-20T02:00:00"]
    assert time_axis(times)["hoverformat"] == "%Y-%m-%d %H:%M:%S"
    assert display_time(times[0]) == times[0]
    assert display_time("2023-12-20T01:00") == "2023-12-20 01:00"
