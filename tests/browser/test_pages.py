"""Every page in both languages and on a phone: drawn without an error, readable without scrolling sideways."""

import pytest
from playwright.sync_api import expect

from assistant.ui.pages.chat import EXAMPLES

PHONE = 390
PAGES = ("/", "/runs", "/settings")
ADDRESSES_OF_NOTHING = ("/?c=nobody", "/runs?run=nothing", "/runs?run=../../etc", "/?lang=xx", "/?c=")
OVERFLOW = """() => Math.max(...[document.scrollingElement, document.querySelector('[data-testid=stMain]')]
    .map(place => place.scrollWidth - place.clientWidth))"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_phone_in_the_language_of_the_browser(language, server, new_tab):
    tab = new_tab(server, language, width=PHONE)
    for page in PAGES:
        tab.page.goto(server.url + page)
        tab.quiet()
        tab.sees(tab.say("chat.greeting" if page == "/" else f"nav.{page[1:]}"))
        assert tab.page.evaluate(OVERFLOW) <= 0
        tab.shows_no_trace()


def test_an_address_that_leads_nowhere_is_answered_with_words(server, new_tab):
    tab = new_tab(server, "en")
    for address in ADDRESSES_OF_NOTHING:
        tab.page.goto(server.url + address)
        tab.quiet()
        tab.sees(tab.say("nav.settings"))
        tab.shows_no_trace()
    tab.page.goto(f"{server.url}/runs?run=nothing")
    tab.sees(tab.say("runs.gone", run="nothing"))


def test_an_example_and_its_card_work_on_a_phone_with_one_click_each(server, new_tab):
    tab = new_tab(server, "zh", width=PHONE)
    tab.page.get_by_role("button", name=tab.say(f"example.{next(iter(EXAMPLES))}")).click()
    tab.sees_state("draft")
    assert tab.page.evaluate(OVERFLOW) <= 0
    tab.button("action.train").click()
    tab.sees_state("finished", seconds=120)
    assert tab.page.evaluate(OVERFLOW) <= 0
    tab.shows_no_trace()


def test_what_is_chosen_in_the_sidebar_of_a_phone_is_not_hidden_behind_it(server, new_tab):
    tab = new_tab(server, "zh", width=PHONE)
    tab.ask("What do the gates do?")
    tab.answered()
    for choose in (tab.button("sidebar.new"), tab.page.get_by_role("button", name="What do the gates do?").last):
        tab.page.get_by_role("button", name=tab.say("control.expand_sidebar")).click()
        choose.click()
        expect(tab.page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
        tab.quiet()
    tab.answered()


def test_switching_the_language_keeps_the_conversation_open(server, new_tab):
    tab = new_tab(server, "en")
    tab.ask("What do the gates do?")
    tab.answered()
    tab.page.get_by_role("radio", name="中文").first.click()
    tab.language = "zh"
    tab.sees(tab.say("nav.settings"))
    tab.sees("What do the gates do?")
