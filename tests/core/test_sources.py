"""The built-in series, against the library that carries them; and how data get into a run's folder."""

import hashlib
import os

import numpy as np
import pytest

from lstm_core.data.series.sources import (
    MADE_NOISE,
    MADE_PERSISTENCE,
    MADE_ROWS,
    SOURCES,
    generated_values,
    series_of,
    title,
    write_data_file,
)
from lstm_core.errors import DataError
from lstm_core.spec.series import SeriesData

SHA256 = {
    "sunspots": "b665a368400e690482112c3e61075ac9cc36f2b098bdea54d7f47a1b983b36cd",
    "co2": "79142f69272ddd5075e038b424d860054ea0b0a67a679e8441f6c8cf56ef8e08",
    "made": "269afaf5adf7b0ea1cdebbcddb65792fe93b4efeaf946860d19502ba2f9d0c04",
}


def test_sunspots_are_those_of_statsmodels():
    from statsmodels.datasets import sunspots

    carried = sunspots.load_pandas().data
    series = series_of(SOURCES["sunspots"].data())
    assert series.values.tolist() == carried["SUNACTIVITY"].tolist()
    assert series.times == [str(int(year)) for year in carried["YEAR"]]
    assert series.notices == []


def test_co2_is_that_of_statsmodels_with_its_gaps():
    from statsmodels.datasets import co2

    carried = co2.load_pandas().data["co2"]
    series = series_of(SOURCES["co2"].data())
    assert np.isnan(series.values).sum() == carried.isna().sum() == 59
    assert series.filled.tolist() == carried.ffill().tolist()
    assert series.times == [str(day.date()) for day in carried.index]
    assert [(message.key, message.parameters["count"]) for message in series.notices] == [("data.masked", 59)]


def test_the_made_series_has_the_structure_that_its_description_states():
    values, hours = generated_values(), np.arange(MADE_ROWS)
    phase = 2 * np.pi * hours / 24
    weekend = (hours // 24 % 7 >= 5).astype(float)
    terms = [np.ones(MADE_ROWS), hours, np.sin(phase), np.cos(phase), np.sin(2 * phase), np.cos(2 * phase), weekend]
    factors, *_ = np.linalg.lstsq(np.column_stack(terms), values, rcond=None)
    stated = [50.0, 0.005, 8 * np.cos(-2.0), 8 * np.sin(-2.0), 3.0, 0.0, -6.0]
    assert np.allclose(factors, stated, atol=[0.5, 0.0005, 0.3, 0.3, 0.3, 0.3, 0.5])
    noise = values - np.column_stack(terms) @ stated
    persistence = float(noise[1:] @ noise[:-1] / (noise[:-1] @ noise[:-1]))
    assert persistence == pytest.approx(MADE_PERSISTENCE, abs=0.04)
    assert np.std(noise[1:] - MADE_PERSISTENCE * noise[:-1]) == pytest.approx(MADE_NOISE, rel=0.05)


def test_the_made_series_counts_hours_from_a_monday():
    series = series_of(SOURCES["made"].data())
    assert series.times[0] == "2024-01-01T00:00"
    assert series.times[-1] == "2024-03-24T23:00"
    assert series.values.tolist() == generated_values().tolist()


@pytest.mark.parametrize("name", SOURCES)
def test_the_bytes_of_a_built_in_series_never_change(name, tmp_path):
    data = SOURCES[name].data()
    write_data_file(data, tmp_path / "data.csv")
    write_data_file(data, tmp_path / "again.csv")
    assert (tmp_path / "data.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
    assert (tmp_path / "data.csv").read_bytes().startswith(b"time,value\n")
    assert hashlib.sha256((tmp_path / "data.csv").read_bytes()).hexdigest() == SHA256[name]


def test_a_default_spec_reads_its_built_in_series_too():
    assert series_of(SeriesData()).values.tolist() == series_of(SOURCES["sunspots"].data()).values.tolist()


def file_data(path, **changes):
    return SeriesData(source="file", file=str(path), time_column="t", target="v", **changes)


@pytest.fixture
def upload(tmp_path):
    path = tmp_path / "upload.csv"
    path.write_text("t,v\n2024-01-01,1\n2024-01-02,2\n", encoding="utf-8")
    return path


def test_a_file_that_may_change_is_copied(upload, tmp_path):
    target = tmp_path / "data.csv"
    write_data_file(file_data(upload), target)
    with upload.open("a", encoding="utf-8") as file:
        file.write("2024-01-03,3\n")
    assert target.read_text(encoding="utf-8") == "t,v\n2024-01-01,1\n2024-01-02,2\n"


def test_a_file_that_nobody_may_write_is_shared(upload, tmp_path):
    upload.chmod(0o444)
    write_data_file(file_data(upload), tmp_path / "data.csv")
    write_data_file(file_data(upload), tmp_path / "data.csv")
    assert (tmp_path / "data.csv").samefile(upload)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "upload.csv"]


def test_placing_again_replaces_what_was_there(upload, tmp_path):
    (tmp_path / "data.csv").write_text("half a fi", encoding="utf-8")
    write_data_file(file_data(upload), tmp_path / "data.csv")
    assert (tmp_path / "data.csv").read_bytes() == upload.read_bytes()


def test_a_file_that_is_its_own_target_stays(upload):
    write_data_file(file_data(upload), upload)
    assert series_of(file_data(upload)).values.tolist() == [1.0, 2.0]


def test_a_place_that_cannot_be_filled_leaves_nothing_behind(upload, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_data_file(file_data(upload), tmp_path / "taken")
    assert sorted(os.listdir(tmp_path)) == ["taken", "upload.csv"]


def test_a_file_that_is_gone_is_named(tmp_path):
    with pytest.raises(DataError) as caught:
        write_data_file(file_data(tmp_path / "gone.csv"), tmp_path / "data.csv")
    assert "gone.csv" in caught.value.messages[0].text("zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (SeriesData(source="sunspots"), "太阳黑子", "Sunspots"),
        (SeriesData(source="co2"), "CO₂", "CO₂"),
        (SeriesData(source="made"), "合成序列", "Made series"),
        (SeriesData(source="made", name="Orders"), "Orders", "Orders"),
        (SeriesData(source="file", file="/uploads/ab12", name="销量.csv"), "销量.csv", "销量.csv"),
        (SeriesData(source="file", file="/tmp/sales.csv"), "sales.csv", "sales.csv"),
    ],
)
def test_a_series_has_a_title_in_both_languages(data, zh, en):
    assert (title(data, "zh"), title(data, "en")) == (zh, en)
