"""The table of runs in Chromium: what only a browser sees of it, its sorting, its choice, its address, on a phone."""

import json
import re

import pytest
from playwright.sync_api import expect

from assistant.services import Services
from assistant.workspace.run_labels import label_of
from tests.browser.workbench import PATIENCE, serving
from tests.repetitions import make_repetition
from tests.support import make_finished_run, spec_of

RATES = (0.001, 0.002, 0.003, 0.01)


@pytest.fixture(scope="module")
def server(browser, tmp_path_factory):
    home = tmp_path_factory.mktemp("home") / "workspace"
    services = Services(home)
    for number, rate in enumerate(RATES):
        spec = spec_of(train__learning_rate=rate)
        made = make_finished_run(services.runs, spec, gain=number / 10, name=f"20260101-00000{number}-a")
        launch = json.loads((made / "launch.json").read_text())
        (made / "launch.json").write_text(json.dumps({**launch, "created_at": launch["created_at"] + 3600 * number}))
    make_repetition(services.runs, name="20250101-000000-rep")
    services.labels.write("20260101-000000-a", label_of("<b>Mine</b>", ["paper"], "a note"))
    services.close()
    with serving(home) as server:
        yield server


def rows(tab):
    return [text.split("\n")[0] for text in tab.page.get_by_role("rowheader").all_inner_texts()]


def shows(tab, count):
    expect(tab.page.get_by_role("rowheader")).to_have_count(count, timeout=PATIENCE)


def test_the_table_is_sorted_searched_chosen_from_and_reloaded(server, new_tab):
    tab = new_tab(server, "en")
    tab.page.goto(f"{server.url}/runs?lang=en")
    shows(tab, 5)
    tab.page.get_by_role("columnheader").get_by_role("button", name="Test MAE").click()
    expect(tab.page.get_by_role("columnheader", name="Test MAE")).to_have_attribute(
        "aria-sort", "ascending", timeout=PATIENCE
    )
    expect(tab.page).to_have_url(re.compile("sort=score"), timeout=PATIENCE)
    assert rows(tab)[1].endswith("0.01")
    tab.page.get_by_placeholder(tab.say("runs.filter_text")).press_sequentially("learning 0.0", delay=30)
    shows(tab, 3)
    expect(tab.page.get_by_placeholder(tab.say("runs.filter_text"))).to_have_value("learning 0.0")
    tab.page.reload()
    shows(tab, 3)
    assert rows(tab)[0].endswith("0.01")
    boxes = tab.page.get_by_role("table").get_by_role("checkbox")
    boxes.nth(1).click()
    boxes.nth(3).click(modifiers=["Shift"])
    tab.sees(tab.say("runs.chosen", count=3))
    expect(boxes.nth(2)).to_be_checked()
    tab.page.get_by_role("rowheader").first.get_by_role("link").click()
    tab.sees_state("finished")
    tab.button("action.back").click()
    shows(tab, 3)
    expect(boxes.nth(2)).to_be_checked()
    tab.button("runs.compare").click()
    expect(tab.page.locator(".js-plotly-plot .legendtext")).to_have_count(3, timeout=PATIENCE)
    tab.page.reload()
    expect(tab.page.locator(".js-plotly-plot .legendtext")).to_have_count(3, timeout=PATIENCE)
    tab.button("action.back").click()
    tab.button("runs.clear_filters").click()
    shows(tab, 5)
    tab.page.get_by_role("button", name=re.compile(tab.say("runs.table_members"))).click()
    shows(tab, 8)
    assert "<b>Mine</b>" in rows(tab)
    tab.shows_no_trace()


def test_on_a_phone_runs_are_cards_that_are_sorted_and_chosen(server, new_tab):
    tab = new_tab(server, "zh", width=390)
    tab.page.goto(f"{server.url}/runs?lang=zh")
    shows(tab, 5)
    tab.page.get_by_role("combobox", name=tab.say("runs.table_sort")).select_option("change")
    expect(tab.page).to_have_url(re.compile("sort=change"), timeout=PATIENCE)
    tab.page.get_by_role("table").get_by_role("checkbox").nth(1).check()
    tab.sees(tab.say("runs.chosen", count=1))
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
    table = tab.page.get_by_role("table").bounding_box()
    assert table["x"] + table["width"] <= 390
    tab.shows_no_trace()
