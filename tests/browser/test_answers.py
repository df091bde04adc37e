"""Who answers, after a reload too; answers that go on, are tried again and are copied; what the keyboard holds."""

import json

import pytest
from playwright.sync_api import expect

from tests.assistant.dialect import KEY, ending, saying
from tests.assistant.loopback import CASES, Loopback, fixed
from tests.browser.test_endpoint import configure
from tests.browser.workbench import PATIENCE

FIRST, SECOND = "The forget gate \\(f_t\\) decides wh", "at stays, `b` does not."
STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


def halves(handler, body):
    """The first half until the last message asks for the rest."""
    rest = body["messages"][-1]["role"] == "user" and body["messages"][-2]["role"] == "assistant"
    (fixed(saying(SECOND), ending()) if rest else fixed(saying(FIRST), ending("length")))(handler, body)


@pytest.fixture(scope="module")
def endpoint():
    CASES["halves"] = halves
    with Loopback() as server:
        yield server
    del CASES["halves"]


def pasted(tab):
    """What the clipboard holds."""
    tab.input().fill("")
    tab.input().press("Control+V")
    text = tab.input().input_value()
    tab.input().fill("")
    return text


def test_a_choice_outlives_a_reload_without_its_key_and_a_cut_answer_becomes_whole(endpoint, server, new_tab):
    tab = new_tab(server, "en")
    configure(tab, endpoint.url("halves"), KEY)
    tab.follow("nav.chat")
    host = f"127.0.0.1:{endpoint.server_port}"
    tab.sees(tab.say("chat.answers", name=host))
    tab.ask("What is a gate?")
    tab.button("answer.go_on").click()
    expect(tab.button("answer.again")).to_have_count(0, timeout=PATIENCE)
    copy = tab.page.get_by_role("button", name=tab.say("answer.copy_whole", number=2))
    copy.click()
    tab.sees(tab.say("answer.copied"))
    assert pasted(tab) == FIRST + SECOND
    tab.page.evaluate("() => Object.defineProperty(navigator, 'clipboard', {value: undefined})")  # as over plain http
    tab.page.evaluate("() => getSelection().removeAllRanges()")
    tab.input().fill("something else")
    tab.input().press("Control+A")
    tab.input().press("Control+C")
    copy.click()
    assert pasted(tab) == FIRST + SECOND

    tab.input().fill("half a draft")
    tab.page.reload()
    tab.sees(tab.say("chat.key_gone", name=host))
    tab.sees(f"deepseek-flash · {host}")  # of the stored answer
    expect(tab.input()).to_have_value("half a draft", timeout=PATIENCE)
    tab.input().press("Enter")
    tab.sees(tab.say("chat.choose_first", name=host))
    expect(tab.input()).to_have_value("half a draft")
    assert KEY not in tab.page.evaluate(STORED) + json.dumps(tab.page.context.cookies())
    other = new_tab(server, "en")
    other.sees(other.say("chat.answers_guide"))
    again = tab.page.get_by_placeholder(tab.say("chat.key_again"))
    again.fill(KEY)
    again.press("Enter")
    tab.sees(tab.say("chat.answers", name=host))
    expect(tab.input()).to_have_value("half a draft")
    asked = len(endpoint.requests)
    tab.input().press("Enter")
    second = tab.page.get_by_role("button", name=tab.say("answer.copy_whole", number=4))
    expect(second).to_be_visible(timeout=PATIENCE)
    assert len(endpoint.requests) == asked + 1
    tab.shows_no_trace()


def test_the_keyboard_stays_where_it_acts(server, new_tab):
    tab = new_tab(server, "en")
    tab.ask("Forecast the sunspots with an LSTM")
    tab.sees_state("draft")
    tab.answered()
    tab.change("train.steps", 4000)
    tab.button("action.train").focus()
    tab.page.keyboard.press("Enter")
    expect(tab.button("action.stop")).to_be_focused(timeout=PATIENCE)
    tab.sees_state("running")
    tab.page.keyboard.press("Space")
    tab.sees_state("stopped")
    action = tab.page.locator("[class*='-main'] button").first  # resume, or finish with the best step
    expect(action).to_be_focused(timeout=PATIENCE)
    tab.input().fill("half a draft")
    search = tab.page.get_by_placeholder(tab.say("sidebar.search"))
    search.click()
    tab.page.keyboard.type("nowhere")
    tab.sees(tab.say("sidebar.none_found", query="nowhere"))
    expect(search).to_be_focused()
    expect(tab.input()).to_have_value("half a draft")
    names = tab.page.get_by_role("button").evaluate_all("all => all.map(each => each.ariaLabel || each.innerText)")
    assert sorted(names) == sorted(set(names))
