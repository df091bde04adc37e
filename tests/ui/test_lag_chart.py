"""The picture of lags says what it shows, in both languages."""

import pytest

from assistant.ui.cards import autocorrelation
from lstm_core.data.series.autocorrelation import lags_of
from lstm_core.data.series.sources import SOURCES


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("source", SOURCES)
def test_season_and_window_are_marked_and_told(source, language):
    data = SOURCES[source].data()
    figure, sentence = autocorrelation.draw(lags_of(data), language)
    marks = [note.text for note in figure.layout.annotations]
    assert [str(data.season) in marks[0], str(data.window) in marks[1]] == [True, True]
    assert [line.x0 for line in figure.layout.shapes] == [data.season, data.window]
    assert str(data.window) in sentence
    assert str(data.season) in sentence


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_season_only_the_window_is_marked(language):
    data = SOURCES["sunspots"].data().model_copy(update={"season": None})
    figure, sentence = autocorrelation.draw(lags_of(data), language)
    assert len(figure.layout.annotations) == 1
    assert "{" not in sentence
