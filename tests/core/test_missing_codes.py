"""Numbers that stand for missing: found where they are, not where they are not, and read as blanks everywhere."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.missing_codes import codes_of
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.tables import load_series
from lstm_core.errors import DataError

RANDOM = np.random.default_rng(0)
ROWS = 400
HOURS = np.arange(ROWS)
ORDINARY = {
    "a walk": np.cumsum(RANDOM.normal(size=ROWS)).round(2),
    "both signs": RANDOM.normal(0, 15, ROWS).round(),
    "heavy tails": (RANDOM.pareto(1.1, ROWS) * 10).round(1),
    "heavier tails of both signs": RANDOM.standard_cauchy(ROWS).round(1),
    "mostly zeros": np.where(RANDOM.random(ROWS) < 0.1, RANDOM.integers(1, 1000, ROWS), 0).astype(float),
    "zero or a thousand": np.where(RANDOM.random(ROWS) < 0.05, 1000.0, 0.0),
    "counts": RANDOM.negative_binomial(1, 0.01, ROWS).astype(float),
    "a cap": np.minimum(RANDOM.normal(90, 30, ROWS).round(), 100),
    "a promotion": np.where(RANDOM.random(ROWS) < 0.03, 500.0, RANDOM.integers(10, 40, ROWS)),
    "prices of 99": np.where(RANDOM.random(ROWS) < 0.3, 99.0, RANDOM.integers(60, 98, ROWS)),
    "small fees": np.where(RANDOM.random(ROWS) < 0.03, -35.0, RANDOM.lognormal(4, 1, ROWS).round(2)),
    "a machine on and off": np.where(np.sin(HOURS / 20) > 0.9, 1500.0, 5 + RANDOM.normal(0, 0.2, ROWS).round(1)),
    "a flag": RANDOM.integers(0, 2, ROWS).astype(float),
    "one value": np.full(ROWS, 7.0),
}
SEASON = (10 + 5 * np.sin(HOURS / 4) + RANDOM.normal(size=ROWS)).round(1)


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_values_are_no_codes(kind):
    assert codes_of("v", ORDINARY[kind]) == []


@pytest.mark.parametrize("code", [-200, -999, -9999, -99, 9999, 99999, 999.9, -999.9, 1e20, -32768, 65535])
@pytest.mark.parametrize("share", [0.02, 0.12, 0.6])
def test_one_value_far_outside_that_repeats_is_a_code(code, share):
    values = SEASON.copy()
    values[RANDOM.random(ROWS) < share] = code
    (found,) = codes_of("v", values)
    assert (found.value, found.rows) == (code, np.count_nonzero(values == code))


def test_two_codes_in_one_column_are_found():
    values = SEASON.copy()
    values[::9], values[1::9] = -999, -9999
    assert {code.value for code in codes_of("v", values)} == {-999, -9999}


@pytest.mark.parametrize("count", [1, 2])
def test_an_outlier_that_does_not_repeat_is_data(count):
    values = SEASON.copy()
    values[:count] = -999
    assert codes_of("v", values) == []


def table(tmp_path, code="-200", share=8):
    """The hours of a measuring station, every eighth of them without a value."""
    times = pd.date_range("2004-03-10 18:00", periods=ROWS, freq="h").strftime("%Y-%m-%d %H:%M")
    rows = [
        f"{time},{code if at % share == 5 else value},{at % 7}"
        for at, (time, value) in enumerate(zip(times, SEASON, strict=True))
    ]
    path = tmp_path / "air.csv"
    path.write_text("\n".join(["time,CO,n", *rows]) + "\n", encoding="utf-8")
    return path


def test_a_proposal_reads_codes_as_missing_and_says_so(tmp_path):
    path = table(tmp_path)
    proposal = propose(profile(path), target="CO")
    data = proposal.spec.series
    assert (data.file, data.missing_codes, data.missing) == (str(path), (-200.0,), "mask")
    (said,) = [notice for notice in proposal.notices if notice.key == "tidy.missing_code"]
    assert (said.parameters["value"], said.parameters["count"], said.parameters["columns"]) == ("-200", 50, "CO")
    assert "data.missing_codes" in said.text("zh")
    assert np.isnan(proposal.series.values).sum() == 50
    assert np.nanmin(proposal.series.values) == SEASON[[at for at in range(ROWS) if at % 8 != 5]].min()


def test_what_counts_as_missing_can_be_taken_back(tmp_path):
    path = table(tmp_path)
    data = propose(profile(path), target="CO").spec.series.model_copy(update={"missing_codes": ()})
    assert load_series(data, path).values.min() == -200


def test_a_code_of_one_column_that_is_a_value_of_another_is_none(tmp_path):
    path = tmp_path / "air.csv"
    rows = [f"2024-01-01 {at},{99999 if at % 9 == 4 else SEASON[at]},{99997 + at % 5}" for at in range(ROWS)]
    path.write_text("\n".join(["note,a,b", *rows]), encoding="utf-8")
    assert profile(path).codes == ()


def test_a_column_of_codes_for_more_than_half_is_refused_as_a_target(tmp_path):
    path = tmp_path / "nmhc.csv"
    rows = [f"2024-01-{1 + at // 24:02} {at % 24:02}:00,{SEASON[at] if at % 10 == 0 else -200}" for at in range(300)]
    path.write_text("\n".join(["time,NMHC", *rows]), encoding="utf-8")
    with pytest.raises(DataError, match="270"):
        propose(profile(path))


NEVER = {
    "an id": ("order_id", [1000 + 7 * at for at in range(60)]),
    "a flag": ("promo", [at % 3 // 2 for at in range(60)]),
    "a year": ("Year", [2024 + at // 31 for at in range(60)]),
    "an hour": ("hour", [at % 24 for at in range(60)]),
    "a time": ("timestamp", [1704067200 + 86_400 * at * at for at in range(60)]),
    "a row counter": ("step", list(range(60))),
}


@pytest.mark.parametrize("kind", NEVER)
def test_what_only_counts_or_marks_is_not_proposed_as_the_target(tmp_path, kind):
    name, values = NEVER[kind]
    days = pd.date_range("2024-01-01", periods=60).strftime("%Y-%m-%d")
    rows = [f"{day},{value},{SEASON[at]}" for at, (day, value) in enumerate(zip(days, values, strict=True))]
    path = tmp_path / "shop.csv"
    path.write_text("\n".join([f"date,{name},sales", *rows]), encoding="utf-8")
    assert propose(profile(path)).spec.series.target == "sales"
