"""A column of text is named as an input in a sentence, and becomes the inputs that tell its levels apart."""

import numpy as np
import pytest

from assistant.tools.series import refitted
from lstm_core.data.series.covariates import with_levels
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.errors import DataError

ROWS = 120


@pytest.fixture
def table(tmp_path):
    """Days with a promotion that is planned for two weeks more, and a weather that is seen."""
    path = tmp_path / "shop.csv"
    rows = ["date,sales,promo,weather"]
    for day in range(ROWS + 14):
        promo, told = ("yes" if day % 5 == 0 else "no"), day < ROWS
        weather = ("sun", "rain", "snow")[day % 3]
        values = f"{50 + 10 * (promo == 'yes') + day % 7},{promo},{weather}" if told else f",{promo},"
        rows.append(f"{np.datetime64('2024-01-01') + day},{values}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_columns_of_few_texts_are_known_as_categories(table):
    found = profile(table)
    assert found.categories == ("promo", "weather")
    assert {each.name: each.levels for each in found.columns if each.levels} == {
        "promo": ("yes", "no"), "weather": ("sun", "rain", "snow"),
    }  # fmt: skip


def test_a_column_named_whole_becomes_its_levels(table):
    spec = propose(profile(table), "sales").spec
    spec, changes = refitted(spec, {"data.future_columns": ["promo"], "data.past_columns": ["weather"]})
    assert changes["data.future_columns"] == ("promo=yes",)
    assert changes["data.past_columns"] == ("weather=sun", "weather=rain", "weather=snow")
    told = spec.with_changes(changes)
    assert with_levels(told) == told


def test_a_column_of_names_is_refused_in_words(table):
    lines = table.read_text(encoding="utf-8").splitlines()
    named = [lines[0] + ",customer", *(f"{line},c{at}" for at, line in enumerate(lines[1:]))]
    table.write_text("\n".join(named) + "\n", encoding="utf-8")
    spec = propose(profile(table), "sales").spec
    with pytest.raises(DataError) as refused:
        refitted(spec, {"data.past_columns": ["customer"]})
    assert refused.value.messages[0].key == "data.many_levels"
