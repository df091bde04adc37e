"""Comparing and tuning as a person lives them, without a key: a question on a file of one's own, runs, the answer."""

import math
import random
import re
import zipfile

from playwright.sync_api import expect

from tests.browser.workbench import PATIENCE

STEPS = 40


def sales(path):
    """Weeks with a season and noise."""
    noise = random.Random(2)
    rows = [f"{row},{100 + 20 * math.sin(row * math.pi / 6) + noise.gauss(0, 3):.2f}" for row in range(260)]
    path.write_text("\n".join(["week,sales", *rows]), encoding="utf-8")
    return path


def change(tab, key, value):
    """Type a number into the field of that label, as a person does, and leave it."""
    field = tab.page.get_by_label(tab.say(key), exact=True)
    field.fill(str(value))
    field.press("Tab")
    tab.quiet()


def test_lstm_and_gru_on_a_file_of_ones_own_end_in_a_verdict_a_table_and_a_download(server, new_tab, tmp_path):
    tab = new_tab(server, "zh")
    tab.ask("LSTM和GRU对比表格", sales(tmp_path / "sales.csv"))
    tab.sees_state("draft")
    tab.answered()
    change(tab, "compare.seeds", 3)
    tab.change("train.steps", STEPS)
    tab.button("action.start_compare").click()
    tab.sees_state("running")
    tab.sees_state("finished", seconds=180)
    verdict = re.compile("更好：平均测试 MAE|分不出高下：")
    tab.sees(verdict)
    expect(tab.page.locator(".js-plotly-plot .scatterlayer .trace")).to_have_count(2, timeout=PATIENCE)
    with tab.page.expect_download() as download:
        tab.button("action.study").click()
    download.value.save_as(tmp_path / "study.zip")
    with zipfile.ZipFile(tmp_path / "study.zip") as archive:
        assert {"table.csv", "members.csv", "comparison.json", "best/train.py"} <= set(archive.namelist())
    tab.ask("哪个好？")
    tab.answered()
    expect(tab.page.get_by_text(verdict)).not_to_have_count(1)  # the question is answered by the comparison's verdict
    tab.page.goto(f"{server.url}/studies?lang=zh")
    tab.sees(tab.say("studies.learned"))
    tab.sees(verdict)
    tab.shows_no_trace()


def test_a_search_ends_in_a_winner_that_fresh_seeds_judged(server, new_tab, tmp_path):
    tab = new_tab(server, "en")
    tab.ask("Tune this for two minutes", sales(tmp_path / "sales.csv"))
    tab.sees_state("draft")
    tab.answered()
    expect(tab.page.get_by_label(tab.say("search.minutes"), exact=True)).to_have_value("2", timeout=PATIENCE)
    change(tab, "search.trials", 3)
    change(tab, "search.seeds", 2)
    tab.change("train.steps", STEPS)
    tab.button("action.start_search").click()
    tab.sees_state("running")
    tab.sees_state("finished", seconds=240)
    tab.sees(re.compile("fresh seeds"))  # confirmed or not, with both means
    found = tab.button("action.use_found")
    if found.count():
        found.click()
        expect(tab.button("action.train")).to_be_visible(timeout=PATIENCE)
    tab.shows_no_trace()


def test_advice_of_an_article_is_tested_by_one_click_and_keeps_its_verdict(server, new_tab):
    tab = new_tab(server, "en")
    tab.ask("What is the difference between LSTM and GRU?")
    tab.answered()
    tab.page.get_by_role("radio", name=re.compile("^Test it on the sunspots")).click()
    tab.sees_state("draft")
    tab.answered()
    change(tab, "compare.seeds", 2)
    tab.change("train.steps", STEPS)
    tab.button("action.start_compare").click()
    tab.sees_state("finished", seconds=180)
    tab.page.reload()
    kept = tab.page.locator("[class*='st-key-answer-'][class*='-tested']")
    expect(kept).to_contain_text(tab.say("studies.tested"), timeout=PATIENCE)
    expect(kept).to_contain_text(re.compile("Sunspots: (A tie|LSTM|GRU)"))
    kept.get_by_role("button", name=re.compile(tab.say("studies.open"))).first.click()
    tab.page.wait_for_url(re.compile("/runs"))
    tab.sees(re.compile("LSTM and GRU compared"))
    tab.shows_no_trace()
