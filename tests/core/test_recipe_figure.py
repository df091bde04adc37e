"""The picture of a transform or a difference shows what the network reads, with numbers that prove it."""

import numpy as np
import pytest

from lstm_core.data.series.changed import changed_by
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.figures import DARK
from lstm_core.reports.series import recipe_figure
from lstm_core.spec.parsing import parse_train_spec

ROWS, SEASON = 240, 12
TIME = np.arange(ROWS)
GROWING = np.exp(3 + 0.01 * TIME + 0.3 * np.sin(2 * np.pi * TIME / SEASON))


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.csv"
    days = np.datetime64("2024-01-01") + TIME
    lines = [f"{day},{value!r}" for day, value in zip(days, GROWING.tolist(), strict=True)]
    path.write_text("\n".join(["day,sales", *lines]) + "\n", encoding="utf-8")
    basis = {"source": "file", "file": str(path), "target": "sales", "time_column": "day", "time_format": "%Y-%m-%d"}

    def of(**changes):
        given = {**basis, "window": 24, "horizon": 6, "season": SEASON, **changes}
        return parse_train_spec({"data": {"task": "series", **given}}).series

    return of


def test_logarithms_make_even_what_grows_with_the_level(data):
    shown = changed_by(data(transform="log"))
    assert np.allclose(shown.changed, np.log(GROWING))
    assert shown.spread is None
    before, after = shown.swings
    assert before > 2
    assert after == pytest.approx(1, abs=0.01)


def test_a_seasonal_difference_is_the_change_from_a_season_before(data):
    shown = changed_by(data(difference="seasonal"))
    assert np.isnan(shown.changed[:SEASON]).all()
    assert np.allclose(shown.changed[SEASON:], GROWING[SEASON:] - GROWING[:-SEASON])
    assert shown.swings is None
    before, after = shown.spread
    assert after < 0.5 * before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "changes", [{"transform": "log"}, {"difference": "first"}, {"transform": "log1p", "difference": "seasonal"}]
)
def test_two_lines_stand_over_one_time_in_the_colours_of_the_page(data, changes, language):
    spec = data(**changes)
    shown = changed_by(spec)
    figure = recipe_figure.draw(shown, spec, language, DARK)
    above, below = figure.data
    assert (above.line.color, below.line.color) == (DARK.truth, DARK.forecast)
    assert (above.yaxis, below.yaxis) == ("y", "y2")
    assert len(above.x) == len(below.x) == ROWS
    titles = [note.text for note in figure.layout.annotations]
    assert titles == ["sales", recipe_figure.name(spec, language)]
    told = recipe_figure.sentence(shown, spec, language)
    assert "{" not in told + titles[1]
    assert any(digit in told for digit in "0123456789")
