"""Which column is forecast where nobody named one: the first that can be, and never one of clock times."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series import tables, targets
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import Proposal, propose
from lstm_core.errors import DataError, Sentence

ROWS = 200
RANDOM = np.random.default_rng(0)
SALES = 20 + np.tile([1, 2, 3, 4, 5, 9, 8], 29)[:ROWS] + RANDOM.normal(size=ROWS).round(3)
LATE = np.where(np.arange(ROWS) < 190, 3.0, SALES)  # constant in the training part
HOLEY = np.where(np.arange(ROWS) < 104, np.nan, SALES)


def written(folder: Path, **columns: object) -> Path:
    path = folder / "shop.csv"
    frame = pd.DataFrame({"date": pd.date_range("2022-01-01", periods=ROWS).astype(str), **columns})
    frame.to_csv(path, index=False)
    return path


def passed(proposal: Proposal) -> list[Sentence]:
    return [notice for notice in proposal.notices if notice.key.startswith("data.passed")]


@pytest.mark.parametrize(
    ("first", "key", "why"),
    [
        (HOLEY, "data.passed_missing", "eggs lacks 104 of 200 values"),
        (LATE, "data.passed_constant", "eggs is 3.0 throughout the training part"),
        ([*SALES[:-40], *["many"] * 40], "data.passed_text", 'eggs holds "many" on line 162'),
        ([*SALES[:-40], *[np.inf] * 40], "data.passed_text", "eggs holds inf on line 162"),
        ([*SALES[:5], *[np.nan] * 195], "data.passed_missing", "eggs lacks 195"),
    ],
)
def test_a_column_that_cannot_be_forecast_is_passed_over(first: object, key: str, why: str, tmp_path: Path) -> None:
    proposal = propose(profile(written(tmp_path, eggs=first, copper=SALES, tin=SALES)))
    assert proposal.spec.series.target == "copper"
    (notice,) = passed(proposal)
    assert notice.key == key
    assert why in notice.text("en")
    assert "copper" in notice.text("zh")
    assert [each.parameters["column"] for each in proposal.reasons if each.key == "data.reason_target"] == ["copper"]


def test_all_columns_before_it_are_named_in_one_notice(tmp_path: Path) -> None:
    proposal = propose(profile(written(tmp_path, eggs=HOLEY, lead=LATE, copper=SALES)))
    assert [notice.parameters["columns"] for notice in passed(proposal)] == ["eggs, lead"]


def test_nothing_is_said_where_the_first_column_can_be_forecast(tmp_path: Path) -> None:
    proposal = propose(profile(written(tmp_path, copper=SALES, eggs=HOLEY)))
    assert proposal.spec.series.target == "copper"
    assert passed(proposal) == []


def test_a_column_that_a_person_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        propose(profile(written(tmp_path, eggs=HOLEY, copper=SALES)), target="eggs")
    assert error.value.messages[0].key == "data.mostly_missing"


def test_a_column_with_a_few_wrong_cells_is_mended_and_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        propose(profile(written(tmp_path, eggs=[*SALES[:-1], "many"], copper=SALES)))
    assert error.value.messages[0].key == "data.text_value"


def test_a_column_that_is_called_value_is_mended_and_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        propose(profile(written(tmp_path, value=[*SALES[:-1], "many"], copper=SALES)))
    assert error.value.messages[0].key == "data.text_value"


def test_the_first_refusal_stays_where_no_column_can_be_forecast(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        propose(profile(written(tmp_path, lead=LATE, eggs=HOLEY, tin=LATE)))
    assert error.value.messages[0].parameters["column"] == "lead"


def test_the_refusal_of_what_all_columns_share_stays(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        propose(profile(written(tmp_path, eggs=SALES, copper=SALES)), horizon=150)
    assert "horizon" in error.value.messages[0].key


def test_the_column_is_judged_for_the_series_that_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "shops.csv"
    days = pd.date_range("2022-01-01", periods=ROWS).astype(str)
    frames = [
        pd.DataFrame({"date": days, "store": name, "eggs": eggs, "copper": copper})
        for name, eggs, copper in (("A", LATE, SALES), ("B", SALES, LATE))
    ]
    pd.concat(frames).to_csv(path, index=False)
    assert propose(profile(path), id="A").spec.series.target == "copper"
    assert propose(profile(path), id="B").spec.series.target == "eggs"


def test_a_thousand_columns_are_judged_in_one_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = profile(written(tmp_path, **{f"c{at}": LATE + at for at in range(300)}, copper=SALES))
    read, cut = list[int](), tables.cut_into_cells

    def counted(*given: object, **named: object) -> pd.DataFrame:
        read.append(1)
        return cut(*given, **named)  # type: ignore[arg-type]

    for module in (tables, targets):
        monkeypatch.setattr(module, "cut_into_cells", counted)
    assert propose(found).spec.series.target == "copper"
    assert len(read) <= 5  # the header and the table of the first and of the last, and once for all of them


def clocks(times: int = ROWS) -> np.ndarray:
    minutes = RANDOM.integers(0, 1440, times)
    return minutes // 60 * 100 + minutes % 60


def test_a_clock_time_is_no_likely_target(tmp_path: Path) -> None:
    columns = {"dep_time": clocks(), "sched_dep_time": clocks(), "delay": SALES}
    found = profile(written(tmp_path, **columns))
    assert found.measured == ("delay",)
    assert propose(found).spec.series.target == "delay"


@pytest.mark.parametrize(
    "values",
    [RANDOM.integers(0, 600, ROWS), RANDOM.integers(0, 24, ROWS) * 50, RANDOM.integers(5, 60, ROWS), SALES],
)
def test_a_duration_is_none(values: np.ndarray, tmp_path: Path) -> None:
    assert propose(profile(written(tmp_path, travel_time=values, delay=SALES))).spec.series.target == "travel_time"


def test_numbers_like_clock_times_need_a_name_that_says_so(tmp_path: Path) -> None:
    assert propose(profile(written(tmp_path, visitors=clocks(), delay=SALES))).spec.series.target == "visitors"


def test_a_year_of_birth_is_no_likely_target(tmp_path: Path) -> None:
    columns = {"birthyear": RANDOM.integers(1980, 1989, ROWS), "delay": SALES}
    assert propose(profile(written(tmp_path, **columns))).spec.series.target == "delay"


def people(**columns: object) -> dict[str, object]:
    return {**columns, "income": RANDOM.normal(30, 3, ROWS).round(2)}


@pytest.mark.parametrize("other", ["birthyear", "foundingyear", "yearVeh"])
def test_a_column_called_year_is_preferred_to_one_with_year_in_its_name(other: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    years = {other: RANDOM.integers(1980, 1989, ROWS), "year": RANDOM.integers(1990, 2003, ROWS)}
    pd.DataFrame(people(**years)).to_csv(path, index=False)
    said = {notice.key: notice for notice in profile(path).notices}
    assert said["data.gathered"].parameters["column"] == "year"
    assert "days" not in said["data.gathered"].text("en")
    assert "天" not in said["data.gathered"].text("zh")


def test_the_date_of_a_sale_is_preferred_to_its_year(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    days = pd.date_range("2019-01-01", periods=ROWS, freq="7D")
    pd.DataFrame({"order_date": days.strftime("%Y-%m-%d"), "year": days.year, "sales": SALES}).to_csv(path, index=False)
    assert profile(path).time_column == "order_date"
    frame = pd.DataFrame({"birth_date": days[::-1].strftime("%Y-%m-%d"), "date": days.strftime("%Y-%m-%d")})
    frame.assign(sales=SALES).to_csv(path, index=False)
    assert profile(path).time_column == "date"


def test_whoever_is_observed_is_not_what_is_forecast(tmp_path: Path) -> None:
    proposal = propose(profile(written(tmp_path, sensor_index=1 + np.arange(ROWS) % 3, copper=SALES)))
    assert proposal.spec.series.target == "copper"
    assert propose(profile(written(tmp_path, stock=SALES))).spec.series.target == "stock"


@pytest.mark.parametrize(("names", "expected"), [(("price", "sales"), "sales"), (("close", "sales"), "close")])
def test_what_the_last_rows_leave_blank_is_what_they_ask_for_but_for_a_name_that_says_more(
    names: tuple[str, str], expected: str, tmp_path: Path
) -> None:
    going_on, asked = 10 + np.arange(ROWS) % 5, [*SALES[:-14], *[np.nan] * 14]
    proposal = propose(profile(written(tmp_path, **dict(zip(names, (going_on, asked), strict=True)))))
    assert proposal.spec.series.target == expected


def test_columns_that_end_at_several_times_ask_for_nothing(tmp_path: Path) -> None:
    late, later = [*SALES[:-14], *[np.nan] * 14], [*SALES[:-3], *[np.nan] * 3]
    assert propose(profile(written(tmp_path, a=SALES[::-1], b=late, c=later))).spec.series.target == "a"


@pytest.mark.parametrize("blank", [[-1], range(-60, 0), [50, *range(-14, 0)]])
def test_one_blank_row_many_and_blanks_elsewhere_ask_for_nothing(blank: Iterable[int], tmp_path: Path) -> None:
    holey = SALES.copy()
    holey[list(blank)] = np.nan
    assert propose(profile(written(tmp_path, a=SALES[::-1], b=holey))).spec.series.target == "a"
