"""A card that trains: its picture is there in every frame, and what a person was doing stays as it was."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import frames
from tests.browser.workbench import PATIENCE

pytestmark = pytest.mark.alone

STEPS = 100_000  # more than any machine makes while this looks


@pytest.mark.parametrize("width", [1100, 390])
def test_a_live_picture_is_never_gone_and_nothing_a_person_did_is_undone(server, new_tab, width):
    tab = new_tab(server, "en", width=width)
    tab.ask("Forecast CO2 with an LSTM")
    tab.sees_state("draft")
    tab.answered()
    tab.train(STEPS)
    tab.page.get_by_role("tab", name=tab.say("tab.code")).click()
    expect(tab.page.get_by_test_id("stCode").first).to_be_visible(timeout=PATIENCE)
    begun = tab.await_curve(beyond=2)
    tab.input().fill("half a question")
    place = tab.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")
    frames.begin(tab.page)
    tab.page.wait_for_timeout(3000)
    tab.page.get_by_text(tab.say("picture.log"), exact=True).click()
    tab.page.wait_for_timeout(1500)
    tab.page.get_by_text(tab.say("picture.curve"), exact=True).click()
    tab.input().focus()
    tab.page.wait_for_timeout(1500)
    tab.page.set_viewport_size({"width": width + 60, "height": 900})
    tab.page.wait_for_timeout(1000)
    tab.page.set_viewport_size({"width": width, "height": 900})
    assert tab.await_curve(beyond=begun) > begun
    tab.button("action.stop").click()
    tab.sees_state("stopped")
    tab.quiet()
    seen = frames.seen(tab.page)
    assert seen.frames > 50
    assert (seen.empty, seen.elements, len(seen.heights), seen.sideways) == (0, 1, 1, 0), seen
    expect(tab.input()).to_have_value("half a question")
    expect(tab.page.get_by_role("tab", name=tab.say("tab.code"))).to_have_attribute("aria-selected", "true")
    expect(tab.page.get_by_test_id("stCode").first).to_be_visible(timeout=PATIENCE)
    assert abs(tab.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") - place) < 900
    assert not re.search("Traceback", tab.text())
