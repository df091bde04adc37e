"""Speech from question to download, in both languages, without a key: listen, train, compare, look, check."""

import io
import re
import sys
import zipfile

import numpy as np
import pytest
import soundfile
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_stories import run, unzip
from tests.browser.workbench import Tab, tab_on

CONTENTS = {"spec.json", "train.py", "data.zip", "model.safetensors", "report.html", "expected.json"}
RATE = 16_000
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
CAPTURE = "--use-file-for-fake-audio-capture"
ALIGNED = "() => document.querySelectorAll('.js-plotly-plot .heatmaplayer').length > 0"
HEARD = re.compile(r"(low|high)( low| high)*")
SPOKEN = 2500  # milliseconds


def tones(words: list[str], voice: int = 0, silence: float = 0.1) -> bytes:
    """A recording in which the word "high" is a high tone and "low" a low one."""
    random = np.random.default_rng(len(words) + voice)
    pitches = [{"low": 300.0, "high": 1500.0}[word] * (0.9 + 0.1 * voice) for word in words]
    pause = np.zeros(round(RATE * silence))
    parts = [np.sin(2 * np.pi * pitch * np.arange(RATE // 5) / RATE) for pitch in pitches]
    wave = np.concatenate([pause, *(piece for part in parts for piece in (part, pause))])
    sound = io.BytesIO()
    soundfile.write(sound, 0.3 * wave + 0.001 * random.normal(size=len(wave)), RATE, format="WAV")
    return sound.getvalue()


def two_tones() -> dict[str, bytes]:
    """Recordings by three voices, with their transcripts in a table."""
    random = np.random.default_rng(0)
    files, rows = {}, ["file,transcript,speaker"]
    for number in range(30):
        words = [("low", "high")[digit] for digit in random.integers(0, 2, size=1 + number % 3)]
        files[f"take{number:02d}.wav"] = tones(words, number % 3)
        rows.append(f"take{number:02d}.wav,{' '.join(words)},voice{number % 3}")
    return {**files, "transcripts.csv": ("\n".join(rows) + "\n").encode()}


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.fixture(scope="module")
def talking(browser, tmp_path_factory):
    """A Chromium whose microphone hears "low high" again and again."""
    spoken = tmp_path_factory.mktemp("microphone") / "low-high.wav"
    spoken.write_bytes(tones(["low", "high"], silence=0.5))
    found = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE, f"{CAPTURE}={spoken}"])
    yield found
    found.close()


@pytest.mark.parametrize(
    ("language", "question"), [("zh", "语音识别数字"), ("en", "Recognise the words in these wav files")]
)
def test_a_question_ends_in_transcripts_an_alignment_and_a_download_that_checks_itself(
    language, question, browser, server, tmp_path
):
    files = []
    if language == "en":
        (tmp_path / "tones.zip").write_bytes(packed(two_tones()))
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
        tab.page.wait_for_function(ALIGNED)
        tab.shows_no_trace()
        folder = unzip(tab.download(tmp_path), tmp_path / "bundle")
    assert {path.name for path in folder.iterdir()} >= CONTENTS
    checked = run(sys.executable, "train.py", "--check", folder=folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("language", "question"), [("zh", "识别这些wav里的词"), ("en", "Recognise the words in these wav files")]
)
def test_loose_recordings_are_trained_on_and_one_s_own_are_recognised(language, question, talking, server, tmp_path):
    for name, content in {**two_tones(), "mine.wav": tones(["high", "low"])}.items():
        (tmp_path / name).write_bytes(content)
    with tab_on(talking, server, language) as tab:
        tab.ask(question, *sorted({*tmp_path.iterdir()} - {tmp_path / "mine.wav"}))
        tab.sees_state("draft")
        tab.sees(re.compile(r"recordings-30\.zip"))
        tab.change("train.steps", 60)
        tab.button("action.train").click()
        tab.sees_state("finished", seconds=240)
        tab.page.get_by_role("radio", name=tab.say("picture.recognise"), exact=True).click()
        tab.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(tmp_path / "mine.wav")
        sees_heard(tab, "high low")
        tab.page.wait_for_function(ALIGNED)
        record(tab)
        which = tab.page.get_by_label(tab.say("speech.which"), exact=True)
        expect(which).not_to_have_value(re.compile(r"mine\.wav"), timeout=60_000)  # it is the recording that is chosen
        sees_heard(tab, HEARD)
        tab.page.reload()
        tab.page.get_by_role("radio", name=tab.say("picture.recognise"), exact=True).click()
        expect(tab.page.get_by_label(tab.say("speech.which"), exact=True)).to_be_visible(timeout=60_000)
        sees_heard(tab, HEARD)
        tab.ask({"zh": "识别这段录音", "en": "Recognise this wav"}[language], tmp_path / "mine.wav")
        expect(tab.page.locator("[class*='st-key-heard-']").get_by_text("high low", exact=True)).to_be_visible(
            timeout=60_000
        )
        tab.answered()
        tab.page.get_by_test_id("stChatInputMicButton").click()
        tab.page.wait_for_timeout(SPOKEN)
        tab.page.get_by_test_id("stChatInputApproveButton").click()
        spoken = tab.page.locator("[class*='st-key-heard-']").nth(1)
        expect(spoken.get_by_text(HEARD).first).to_be_visible(timeout=60_000)
        tab.shows_no_trace()


def record(tab: Tab) -> None:
    """Speak into the card's microphone for a while."""
    button = tab.page.get_by_test_id("stAudioInputActionButton").first
    button.click()
    tab.page.wait_for_timeout(SPOKEN)
    button.click()


def sees_heard(tab: Tab, words: str | re.Pattern[str]) -> None:
    """The card shows these words as what was heard in the recording that is chosen."""
    card = tab.page.locator("[class*='st-key-card-']").first
    exactly = re.compile(f"^{words.pattern if isinstance(words, re.Pattern) else words}$")
    expect(card.locator("strong").filter(has_text=exactly).first).to_be_visible(timeout=60_000)
