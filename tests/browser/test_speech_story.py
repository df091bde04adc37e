"""Speech from question to download, in both languages, without a key: listen, train, compare, look, check."""

import io
import sys
import zipfile

import numpy as np
import pytest
import soundfile
from playwright.sync_api import expect

from tests.browser.test_stories import run, unzip
from tests.browser.workbench import tab_on

CONTENTS = {"spec.json", "train.py", "data.zip", "model.safetensors", "report.html", "expected.json"}
RATE = 16_000


def two_tones() -> bytes:
    """A zip of recordings in which the word "high" is a high tone and "low" a low one, by three voices."""
    random = np.random.default_rng(0)
    target, rows = io.BytesIO(), ["file,transcript,speaker"]
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(30):
            words = [("low", "high")[digit] for digit in random.integers(0, 2, size=1 + number % 3)]
            tones = [{"low": 300.0, "high": 1500.0}[word] * (0.9 + 0.1 * (number % 3)) for word in words]
            silence = np.zeros(RATE // 10)
            parts = [np.sin(2 * np.pi * tone * np.arange(RATE // 5) / RATE) for tone in tones]
            wave = np.concatenate([silence, *(piece for part in parts for piece in (part, silence))])
            sound = io.BytesIO()
            soundfile.write(sound, 0.3 * wave + 0.001 * random.normal(size=len(wave)), RATE, format="WAV")
            archive.writestr(f"take{number:02d}.wav", sound.getvalue())
            rows.append(f"take{number:02d}.wav,{' '.join(words)},voice{number % 3}")
        archive.writestr("transcripts.csv", "\n".join(rows) + "\n")
    return target.getvalue()


@pytest.mark.parametrize(
    ("language", "question"), [("zh", "语音识别数字"), ("en", "Recognise the words in these wav files")]
)
def test_a_question_ends_in_transcripts_an_alignment_and_a_download_that_checks_itself(
    language, question, browser, server, tmp_path
):
    files = []
    if language == "en":
        (tmp_path / "tones.zip").write_bytes(two_tones())
        files = [tmp_path / "tones.zip"]
    with tab_on(browser, server, language) as tab:
        tab.ask(question, *files)
        tab.sees_state("draft")
        expect(tab.page.get_by_test_id("stAudio")).to_have_count(6, timeout=60_000)
        tab.change("train.steps", 20)
        tab.button("action.train").click()
        tab.sees_state("finished", seconds=240)
        tab.sees(tab.say("figure.test_wer"))
        tab.page.get_by_role("radio", name=tab.say("picture.alignment"), exact=True).click()
        tab.page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .heatmaplayer').length > 0")
        tab.shows_no_trace()
        folder = unzip(tab.download(tmp_path), tmp_path / "bundle")
    assert {path.name for path in folder.iterdir()} >= CONTENTS
    checked = run(sys.executable, "train.py", "--check", folder=folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
