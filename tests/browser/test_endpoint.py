"""A language model's endpoint from Settings to a run card, and what a person reads when the endpoint misbehaves."""

import re

import pytest
from playwright.sync_api import expect

from assistant.i18n.conversation import TEXTS
from tests.assistant.loopback import KEY, THOUGHT, Loopback, refused
from tests.browser.workbench import PATIENCE, Tab

QUESTION = "Forecast the sunspots, please"


@pytest.fixture(scope="module")
def endpoint():
    with Loopback() as server:
        yield server


def configure(tab: Tab, url: str, key: str) -> None:
    """Enter address and key as a person does, and return to the chat."""
    tab.follow("nav.settings")
    tab.page.get_by_role("radio", name=tab.say("settings.use_endpoint"), exact=True).click()
    address, secret = (tab.page.get_by_label(tab.say(f"settings.{name}"), exact=True) for name in ("base_url", "key"))
    address.fill(url)
    address.press("Enter")
    secret.fill(key)
    secret.press("Enter")
    expect(secret).to_have_value("", timeout=PATIENCE)  # the server took it and shows it no more
    expect(address).to_have_value(url)
    assert key not in tab.text()


def test_a_streamed_answer_with_reasoning_becomes_a_run_card_that_trains(endpoint, server, new_tab):
    tab = new_tab(server, "en")
    configure(tab, endpoint.url(), KEY)
    tab.button("settings.fetch").click()
    tab.sees(tab.say("settings.fetched", count=2))
    tab.follow("nav.chat")
    tab.ask(QUESTION)
    tab.sees_state("draft")
    tab.sees("好的，给您一张运行卡片。")
    thoughts = tab.page.get_by_text(tab.say("chat.thought"))
    assert not tab.page.get_by_text(THOUGHT).is_visible()
    thoughts.first.click()
    tab.sees(THOUGHT)
    tab.sees("可以开始训练")
    expect(tab.field("model.hidden_size")).to_have_value("24")
    tab.button("action.train").click()
    tab.sees_state("finished", seconds=120)
    tab.shows_no_trace()


@pytest.mark.parametrize(
    ("case", "key", "sentence"),
    [
        ("deepseek", "sk-wrong-0000000000", "client.unauthorized"),
        ("broken", KEY, "client.cut_off"),
        ("html", KEY, "client.not_chat"),
        ("gone", KEY, "client.not_found"),
        (None, KEY, "client.unreachable"),
    ],
)
def test_an_endpoint_that_misbehaves_gets_a_sentence_and_the_thread_stays(
    case, key, sentence, endpoint, server, new_tab
):
    tab = new_tab(server, "zh")
    configure(tab, endpoint.url(case) if case else "http://127.0.0.1:9/v1", key)
    tab.follow("nav.chat")
    tab.ask(QUESTION)
    tab.sees(sentence_of(sentence))
    tab.sees(QUESTION)
    if case == "broken":
        tab.sees("这是前半")
    tab.shows_no_trace()
    tab.page.reload()
    tab.sees(QUESTION)
    tab.sees(sentence_of(sentence))


def test_a_wait_for_the_next_attempt_counts_down_and_escape_ends_it(endpoint, server, new_tab):
    tab = new_tab(server, "en")
    configure(tab, endpoint.url("scripted"), KEY)
    tab.follow("nav.chat")
    endpoint.script, asked = [refused(429, "Rate limit reached", Retry_After="25")], len(endpoint.requests)
    tab.ask(QUESTION)
    line = tab.page.get_by_text(re.compile(r"The endpoint is busy \(HTTP 429\)\. Try 2 of 3 in \d+ s\."))
    expect(line).to_be_visible(timeout=PATIENCE)
    first = line.inner_text()
    expect(line).not_to_have_text(first, timeout=PATIENCE)
    assert seconds_in(line.inner_text()) < seconds_in(first) <= 25
    tab.page.keyboard.press("Escape")
    tab.sees(tab.say("turn.stopped"))
    expect(line).to_have_count(0)
    assert len(endpoint.requests) == asked + 1
    tab.shows_no_trace()


def seconds_in(text: str) -> int:
    """The last number of a sentence."""
    return int(re.findall(r"\d+", text)[-1])


def sentence_of(key: str) -> re.Pattern[str]:
    """The Chinese sentence with anything in the places of its parameters."""
    return re.compile(".+".join(map(re.escape, re.split(r"{[^}]*}", TEXTS[key].zh))))
