"""Text from question to download, in both languages, without a key: train, watch, write, check."""

import re
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.test_stories import run, unzip
from tests.browser.workbench import tab_on

CONTENTS = {"spec.json", "train.py", "data.txt", "vocabulary.json", "model.safetensors", "report.html", "expected.json"}
ENGLISH = "\n".join(
    f"The {number} cats sat on the mat and the dog saw {number % 7} of them go.\n" for number in range(700)
)
STEPS = 60


@pytest.mark.parametrize(
    ("language", "question"), [("zh", "生成莎士比亚风格的文本"), ("en", "Train a character LSTM on my novel")]
)
def test_a_question_ends_in_a_text_that_the_network_writes_and_a_download_that_checks_itself(
    language, question, browser, server, tmp_path
):
    files = []
    if language == "en":
        (tmp_path / "cats.txt").write_text(ENGLISH, encoding="utf-8")
        files = [tmp_path / "cats.txt"]
    with tab_on(browser, server, language) as tab:
        tab.ask(question, *files)
        tab.sees_state("draft")
        tab.sees(tab.say("text.begins"))
        tab.change("train.steps", STEPS)
        tab.button("action.train").click()
        tab.sees_state("finished", seconds=240)
        written = tab.page.get_by_test_id("stCode").first
        before = written.inner_text()
        seed = tab.page.get_by_label(tab.say("text.seed"), exact=True)
        expect(seed).to_have_count(1)  # the form of the draft, whose seed has the same name, has left the page
        seed.fill("7")
        seed.press("Tab")
        tab.quiet()
        tab.button("text.write").click()
        tab.sees(re.compile(tab.say("text.written", characters=400, seconds="X").replace("X", r"[\d.]+")), seconds=90)
        expect(written).not_to_have_text(before)
        tab.shows_no_trace()
        folder = unzip(tab.download(tmp_path), tmp_path / "bundle")
    assert {path.name for path in folder.iterdir()} >= CONTENTS
    checked = run(sys.executable, "train.py", "--check", "--length", "20", folder=folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    continued = run(sys.executable, "train.py", "--generate", "The", "--length", "20", folder=folder)
    assert continued.returncode == 0, continued.stderr
    assert len(continued.stdout.rstrip("\n")) >= 3
