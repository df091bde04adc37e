"""Numbers in three significant digits, shares in percent, decimals that fit a series."""

import math

import pytest

from lstm_core.i18n.numbers import change, decimals, percent, significant
from lstm_core.i18n.sentences import say


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (9.996, "10.0"),
        (0.9996, "1.00"),
        (999.6, "1,000"),
        (1234.5, "1,234"),
        (999_999.6, "1.00e+06"),
        (0.000123456, "0.000123"),
        (0.0000999, "9.99e-05"),
        (-45.678, "-45.7"),
        (0.0, "0.00"),
    ],
)
def test_three_significant_digits_survive_rounding_up(value, shown):
    assert significant(value) == shown


def test_what_is_no_number_is_a_dash():
    assert {significant(value) for value in (None, math.nan, math.inf, -math.inf)} == {"–"}
    assert percent(-math.inf) == "–"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.123, "+12%"), (-0.5, "-50%"), (0.0612, "+6.1%"), (0.0996, "+10%"), (0.0, "+0%"), (1.5, "+150%")],
)
def test_a_small_share_has_one_decimal(share, shown):
    assert percent(share) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (-0.4, "-40%"),
        (8.99, "+899%"),
        (9.0, "×10"),
        (49.0, "×50"),
        (999.0, "×1,000"),
        (3.7e6, ">×1000"),
        (math.inf, "–"),
    ],
)
def test_a_change_of_many_times_is_told_as_a_multiple(share, shown):
    assert change(share) == shown


def test_a_plain_share_shows_no_plus():
    assert percent(0.4, "-") == "40%"
    assert percent(-0.4, "-") == "-40%"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([315.0, 373.24], 1),  # CO2 in ppm: a difference of 0.1 can be seen
        ([0.0, 190.2], 0),
        ([0.001, 0.009], 5),
        ([5.0, 5.0], 2),  # no spread: the size decides
        ([0.0, 0.0], 2),
        ([0.0, 1e9], 0),
        ([1.0, 1.0 + 1e-15], 12),
        ([], 2),
    ],
)
def test_decimals_follow_the_spread_of_the_values(values, expected):
    assert decimals(values) == expected


def test_what_an_event_of_another_version_does_not_tell_is_a_question_mark():
    assert say("training.diverged", "en", {"step": 3}).count("?") == 1
    assert "3" in say("training.diverged", "en", {"step": 3})
