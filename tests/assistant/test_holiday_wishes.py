"""The public holidays of a country are asked for in a sentence, and given up in one."""

import pytest

from assistant.guide.understanding.countries import holidays_in
from assistant.guide.understanding.quantities import settings_in, whole_sentences

HOLIDAYS = "data.holidays"


@pytest.mark.parametrize(
    ("words", "country", "rest"),
    [
        ("with German holidays", "DE", ";"),
        ("forecast sales with German public holidays", "DE", "forecast sales ;"),
        ("include US holidays", "US", ";"),
        ("add the holidays of France as an input", "FR", ";"),
        ("take bank holidays in the UK into account", "GB", ";"),
        ("use BR holidays", "BR", ";"),
        ("考虑中国的节假日", "CN", ";"),
        ("预测销量，加上德国的公共假日", "DE", "预测销量，;"),
        ("把日本的法定节假日考虑进去", "JP", ";"),
        ("Set public holidays to DE", "DE", ";"),
        ("把公共假日设为 US", "US", ";"),
        ("把公共假日改成德国", "DE", ";"),
        ("without holidays", None, ";"),
        ("Switch public holidays off", None, ";"),
        ("关闭公共假日", None, ";"),
        ("不考虑节假日", None, ";"),
    ],
)
def test_a_country_is_named_with_its_holidays(words, country, rest):
    assert holidays_in(words) == ({HOLIDAYS: country}, rest)
    assert settings_in(words)[HOLIDAYS] == country
    assert whole_sentences(words)[0] == {HOLIDAYS: country}


@pytest.mark.parametrize("words", ["use holiday as a column known ahead", "forecast the holiday sales", "节假日销量"])
def test_a_word_alone_names_no_country(words):
    assert holidays_in(words) == ({}, words)
