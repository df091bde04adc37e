"""A training that explodes is caught while it goes on: above its picture, in its tab, and on the page of diagnoses."""

import pytest
from playwright.sync_api import expect

from assistant.ui.words import labels
from tests.browser.workbench import PATIENCE

STEPS = 100_000  # more than any machine makes while this looks
BROKEN = {"train.learning_rate": "0.9", "train.clip_norm": ""}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_exploding_run_is_caught_live_and_shown_in_full(server, new_tab, language):
    tab = new_tab(server, language)
    tab.ask(tab.say("example.sunspots"))
    tab.sees_state("draft")
    tab.answered()
    tab.page.get_by_text(tab.say("form.more"), exact=True).click()
    for path, value in BROKEN.items():
        tab.change(path, value)
    tab.page.get_by_text(tab.say("form.more"), exact=True).click()
    tab.train(STEPS)
    strip = tab.page.locator("[class*='st-key-card-'][class*='-findings']")
    name = labels.say("diagnosis.name.learning_rate_high", language)
    expect(strip.get_by_text(name, exact=True)).to_be_visible(timeout=PATIENCE)
    tab.page.get_by_role("tab", name=tab.say("tab.diagnosis")).click()
    expect(tab.page.get_by_text(f"1 · {name}")).to_be_visible(timeout=PATIENCE)
    tab.button("action.stop").click()
    tab.sees_state("stopped")
    strip.get_by_role("button").first.click()
    expect(tab.page.get_by_role("heading", name=tab.say("nav.diagnose"))).to_be_visible(timeout=PATIENCE)
    tab.sees(f"1 · {name}")
    tab.sees(tab.say("probe.read_lags"))
    charts = tab.page.get_by_test_id("stPlotlyChart")
    expect(charts.first.locator(".main-svg").first).to_be_visible(timeout=PATIENCE)
    wide = tab.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    tab.shows_no_trace()
