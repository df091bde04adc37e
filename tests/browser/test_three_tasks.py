"""Forecasting, text and speech from a question, with or without a file, to a download that checks itself.

The stories of each task on its own go deeper; here every way in is walked once, in both languages, with few steps.
"""

import math
import re
import sys

import pytest

from tests.browser.test_pages import OVERFLOW
from tests.browser.test_speech_story import packed, two_tones
from tests.browser.test_stories import run, unzip
from tests.browser.test_text_story import ENGLISH
from tests.browser.workbench import serving, tab_on

SALES = "month,sales\n" + "".join(
    f"{2008 + month // 12}-{month % 12 + 1:02d}-01,{100 + 0.3 * month + 20 * math.sin(month * math.pi / 6):.3f}\n"
    for month in range(180)
)
CASES = {
    "co2, in Chinese": ("zh", "用CO2数据预测未来两年", None, b"", "1958-03-29"),
    "co2, in English": ("en", "Forecast CO2 two years ahead", None, b"", "1958-03-29"),
    "a CSV, in Chinese": ("zh", "用我的 CSV 做时间序列预测", "sales.csv", SALES.encode(), "180 行"),
    "shakespeare, in English": ("en", "Write in the style of Shakespeare", None, b"", "How it begins"),
    "a text, in Chinese": ("zh", "用我的文本训练一个会写作的 LSTM", "cats.txt", ENGLISH.encode(), "最常见的字符"),
    "digits, in English": ("en", "Recognise spoken digits", None, b"", "12 speakers"),
    "a zip, in Chinese": ("zh", "识别这些 wav 录音里说的词", "tones.zip", packed(two_tones()), "3 位说话人"),
}
STEPS = 8


@pytest.mark.parametrize("case", CASES)
def test_a_question_ends_in_a_download_that_checks_itself(case, browser, server, tmp_path):
    language, question, name, content, told = CASES[case]
    files = [tmp_path / name] if name else []
    for file in files:
        file.write_bytes(content)
    with tab_on(browser, server, language) as tab:
        tab.ask(question, *files)
        tab.sees_state("draft")
        tab.answered()
        assert told in tab.page.locator("[class*='st-key-card-']").first.inner_text()
        tab.change("train.steps", STEPS)
        tab.button("action.train").click()
        tab.sees_state("finished", seconds=240)
        tab.shows_no_trace()
        folder = unzip(tab.download(tmp_path), tmp_path / "bundle")
    checked = run(sys.executable, "train.py", "--check", folder=folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_backtest_stands_on_the_card_of_a_phone_and_is_resumed_where_it_was_stopped(new_tab, browser, tmp_path):
    with serving(tmp_path / "workspace") as server:
        (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
        tab = new_tab(server, "zh", width=390)
        tab.ask("用我的 CSV 做时间序列预测，滚动回测 3 段", tmp_path / "sales.csv")
        tab.sees_state("draft")
        tab.train(400)
        tab.sees(re.compile("滚动回测 [2-9]"))
        tab.button("action.stop").click()
        tab.sees_state("stopped", seconds=30)
        tab.button("action.resume").click()
        tab.sees_state("finished", seconds=120)
        tab.page.get_by_role("radio", name=tab.say("picture.backtest"), exact=True).click()
        tab.sees(tab.say("document.fold_change"))
        assert tab.page.get_by_test_id("stTable").locator("tbody tr").count() == 3
        assert tab.page.evaluate(OVERFLOW) <= 0
        [finished] = server.runs()
        assert (len(finished.result.folds), finished.attempt) == (3, 2)
        tab.shows_no_trace()
