"""Numbers and dates as a reader sees them."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from assistant.ui.kit import formats

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.16349, "0.163"),
        (12.345, "12.3"),
        (1234.5, "1,234"),
        (0, "0.00"),
        (-0.00123, "-0.00123"),
        (1e-7, "1.00e-07"),
        (2.5e7, "2.50e+07"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_a_number_has_three_significant_digits(value, shown):
    assert formats.significant(value) == shown


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0.2, "1 秒", "1 s"),
        (14.4, "14 秒", "14 s"),
        (120, "2 分钟", "2 min"),
        (125, "2 分 5 秒", "2 min 5 s"),
        (3600, "1 小时", "1 h"),
        (12000, "3 小时 20 分", "3 h 20 min"),
    ],
)
def test_a_duration_is_named_in_both_languages(seconds, zh, en):
    assert (formats.duration(seconds, "zh"), formats.duration(seconds, "en")) == (zh, en)


def test_an_estimate_does_not_pretend_to_seconds():
    assert [formats.about(seconds, "en") for seconds in (14, 89, 100, 7300)] == [
        "14 s",
        "1 min 29 s",
        "2 min",
        "2 h 2 min",
    ]


def test_a_moment_is_told_in_the_reader_s_zone_and_language():
    beijing = timezone(timedelta(hours=8))
    assert formats.moment(NOON, "zh", beijing) == "2026年11月23日 20:00"
    assert formats.moment(NOON, "en", UTC) == "23 Nov 2026, 12:00"


def test_the_zone_comes_from_its_name_else_from_its_offset():
    assert formats.moment(NOON, "en", formats.zone("Asia/Shanghai", None)) == "23 Nov 2026, 20:00"
    assert formats.moment(NOON, "en", formats.zone("Nowhere/Land", -480)) == "23 Nov 2026, 20:00"
    assert formats.moment(NOON, "en", formats.zone(None, None)) == "23 Nov 2026, 12:00"


@pytest.mark.parametrize(
    ("days", "heading"),
    [
        (0, "day.today"),
        (1, "day.yesterday"),
        (3, "day.week"),
        (6, "day.week"),
        (7, "day.earlier"),
        (400, "day.earlier"),
    ],
)
def test_conversations_stand_under_the_day_on_which_they_ended(days, heading):
    assert formats.age(NOON - days * 86_400, NOON, UTC) == heading


def test_the_day_changes_at_the_reader_s_midnight():
    beijing = timezone(timedelta(hours=8))
    evening = datetime(2026, 11, 23, 15, 50, tzinfo=UTC).timestamp()  # 23:50 in Beijing
    assert formats.age(evening, evening + 1200, beijing) == "day.yesterday"
    assert formats.age(evening, evening + 1200, UTC) == "day.today"


@pytest.mark.parametrize(("count", "shown"), [(0, "0 B"), (999, "999 B"), (15_300, "15.3 KB"), (200_000_000, "200 MB")])
def test_a_file_s_size_has_a_unit(count, shown):
    assert formats.size(count) == shown


def test_what_a_person_typed_is_shown_as_it_is():
    assert formats.literal("a_b *c* $x$ [l](u)") == r"a\_b \*c\* \$x\$ \[l\]\(u\)"
    assert "<" not in formats.literal("<img>").replace(r"\<", "")


def test_an_address_in_a_sentence_is_a_link_that_ends_where_it_ends():
    assert formats.literal("连接不上 http://127.0.0.1:9。请检查") == "连接不上 <http://127.0.0.1:9>。请检查"
    assert formats.literal("see https://a.b/c_d, then") == "see <https://a.b/c_d>, then"


@pytest.mark.parametrize("name", ["temp [C]", "[x](http://h)", "![x](http://h/i)", "a\\[b\\]", "**[x]**", ":red[x]"])
def test_a_badge_shows_a_name_as_it_is(name, monkeypatch):
    drawn = AppTest.from_function(_badge, kwargs={"name": name}).run().main[0].value
    inner = drawn.removeprefix(":gray-badge[").removesuffix("]")
    [paragraph] = [token for token in MarkdownIt("commonmark").parse(inner, {}) if token.type == "inline"]
    assert {each.type for each in paragraph.children} <= {"text", "text_special", "link_open", "link_close"}
    shown = "".join(each.content for each in paragraph.children)
    assert re.sub(r":color\[(.)\]", r"\1", shown) == name


def _badge(name):
    import streamlit as st

    from assistant.ui.kit import formats

    st.badge(formats.in_badge(name), color="gray")
