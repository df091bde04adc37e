"""Files dropped into the chat that cannot be used: one sentence in the language of the question, in bounded time."""

import io
import json
import re
import resource
import time

import pytest

from assistant.conversation.chat import run_turn
from assistant.conversation.events import TextDelta, ToolAnswered, ToolCalled
from assistant.conversation.messages import Message, TextPart
from assistant.guide import Guide
from assistant.services import Services
from lstm_core.data.speech.recordings import read_recordings
from lstm_core.errors import DataError
from lstm_core.spec.speech import SpeechData
from tests.bad_files import EVERY, NAMES, PARTED, POEM, WAV, hours, packed, sales, table, tone, wide

QUESTIONS = {
    "speech": {"zh": "识别我的这些录音", "en": "Recognise the speech in my recordings"},
    "text": {"zh": "用我的文件训练文本生成", "en": "Train a text generator on my file"},
    "series": {"zh": "用 LSTM 预测我的 CSV", "en": "Forecast my CSV with an LSTM"},
}
SECONDS = 30
MEGABYTES = 400  # more than before, at the peak


class Chat:
    """A workspace of its own; every file is dropped into a new conversation."""

    def __init__(self, services):
        self.services = services

    def drop(self, name, content, question, language, changes=None):
        """The answer of the tool that was called last, and what the person reads."""
        services = self.services
        file = services.uploads.save(name, io.BytesIO(content))
        conversation = services.store.create(language)
        asked = Message(role="user", parts=[file, TextPart(text=question)])
        services.store.append(conversation, asked)
        box = services.toolbox(conversation, language)
        if changes:
            given = json.dumps({"file": name, "changes": changes})
            answer = box.call(ToolCalled(id="1", name="propose_run", arguments=given))
            return answer, answer.content
        happened = list(run_turn([asked], Guide(language), box, language))
        answers = [event for event in happened if isinstance(event, ToolAnswered)]
        return answers[-1], "".join(event.text for event in happened if isinstance(event, TextDelta))


@pytest.fixture
def chat(tmp_path):
    services = Services(tmp_path)
    yield Chat(services)
    services.close()


def plain(text):
    """Markdown without its escapes."""
    return re.sub(r"\\(.)", r"\1", text)


@pytest.mark.parametrize("case", EVERY)
def test_a_file_that_cannot_be_used_is_one_sentence_that_says_which_and_why(case, chat):
    name, make, words, task, changes = EVERY[case]
    content = make()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    for language in ("zh", "en"):
        answer, read = chat.drop(name, content, QUESTIONS[task][language], language, changes)
        assert (answer.ok, answer.card) == (False, None)
        [sentence] = json.loads(answer.content)["error"]
        assert sentence in plain(read)
        assert "\n" not in sentence
        assert sentence.endswith("。" if language == "zh" else ".")
        assert not re.search(r"Traceback|Error|broke|意外", sentence)
        for word in words:
            assert word in sentence
    assert time.monotonic() - began < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


def proposed(chat, name, content, task="speech", changes=None):
    """The content of the answer, in English."""
    answer, _ = chat.drop(name, content, QUESTIONS[task]["en"], "en", changes)
    assert answer.ok, answer.content
    return json.loads(answer.content)


FINE = {
    "stereo": lambda: tone(channels=2),
    "96 kHz": lambda: tone(rate=96_000),
    "24 bit": lambda: tone(subtype="PCM_24"),
    "more channels than a person has ears": lambda: tone(channels=8),
}


@pytest.mark.parametrize("kind", FINE)
def test_a_recording_of_another_kind_is_used_as_it_is(kind, chat):
    notices = proposed(chat, "sounds.zip", packed({WAV: FINE[kind]()}))["notices"]
    assert notices[0].startswith("12 recordings")


@pytest.mark.parametrize(
    ("said", "symbols"),
    [
        (lambda number: ["one", "two"][number % 2] if number < 10 else "müller two", ["müller"]),
        (lambda number: ["one", "two"][number % 2] if number < 8 else f"{number} ξ", ["ξ", "8", "9", "10", "11"]),
    ],
)
def test_symbols_that_training_never_sees_are_told_by_name_in_one_sentence(said, symbols, chat):
    content = packed(table=table(said, PARTED))
    for language in ("zh", "en"):
        answer, read = chat.drop("sounds.zip", content, QUESTIONS["speech"][language], language)
        _, sentence = json.loads(answer.content)["notices"]
        assert sentence in plain(read)
        for symbol in symbols:
            assert f"“{symbol}”" in sentence
        assert any(name in sentence for name in NAMES[8:])


def test_chinese_names_as_old_zips_write_them_are_read(chat):
    said = "".join(f"录音{number:02},{'一二三四'[number % 4]}\n" for number in range(12))
    rows = "file,transcript\n" + said.replace(",", ".wav,")
    for encoding in ("gbk", "utf-8"):
        name = "录音".encode(encoding)
        stands_for = "P" * len(name)
        sounds = {f"{stands_for}{number:02}.wav": tone() for number in range(12)}
        content = packed({**dict.fromkeys(NAMES), **sounds}, table=rows).replace(stands_for.encode(), name)
        assert proposed(chat, "sounds.zip", content)["notices"][0].startswith("12 recordings")


def test_a_text_as_large_as_is_allowed_is_described_in_seconds(chat):
    began = time.monotonic()
    proposed(chat, "novel.txt", POEM.encode() * 8000, "text")
    assert time.monotonic() - began < SECONDS


def test_an_upload_of_half_a_gigabyte_is_refused_before_all_of_it_is_read(chat):
    class Endless(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            assert size > 0
            self.taken += size
            return b"a" * min(size, max(0, 500_000_000 - self.taken))

    source = Endless()
    with pytest.raises(DataError) as caught:
        chat.services.uploads.save("novel.txt", source)
    assert source.taken < 250_000_000
    assert caught.value.messages[0].parameters == {"name": "novel.txt", "limit": 200}
    assert list(chat.services.uploads.folder.iterdir()) == []


def test_ten_thousand_columns_are_a_table(chat):
    content = wide(10_000, lambda row, at: str((row * at) % 11 + row % 7))
    data = proposed(chat, "wide.csv", content, "series")["configuration"]["data"]
    assert data["target"] == "c0"


def test_a_thousand_columns_of_one_kind_are_forecast_together_and_told_by_the_first(chat):
    content = wide(1_000, lambda row, at: str((row * at) % 11 + row % 7))
    answer, read = chat.drop("wide.csv", content, "Forecast every column of my CSV", "en")
    assert answer.ok
    told = json.loads(answer.content)["configuration"]["data"]["series_columns"]
    assert told[:2] == ["c0", "c1"]
    assert len(told) < 1_000
    assert "Each of 1000 columns" in read


def test_every_column_that_is_asked_for_is_forecast(chat):
    rows = "a,b,c\n" + "".join(f"{n % 12},{n % 7},{n % 5}\n" for n in range(200))
    answer, _ = chat.drop("three.csv", rows.encode(), "Forecast every column of my CSV", "en")
    data = json.loads(answer.content)["configuration"]["data"]
    assert (data["target"], data["further_targets"]) == ("a", ["b", "c"])


def test_a_column_that_goes_on_into_the_future_is_known_ahead(chat):
    changes = {"data.future_columns": ["plan"], "data.target": "value"}
    data = proposed(chat, "sales.csv", sales(40), "series", changes)["configuration"]["data"]
    assert data["future_columns"] == ["plan"]


def test_more_hours_than_are_allowed_are_refused_while_they_are_read(tmp_path, monkeypatch):
    from lstm_core.data.speech import recordings

    monkeypatch.setattr(recordings, "MOST_SECONDS", 300.0)
    path = tmp_path / "sounds.zip"
    path.write_bytes(packed({name: hours("FLAC", 60) for name in NAMES}))
    with pytest.raises(DataError) as caught:
        read_recordings(SpeechData(source="file", file=str(path)), path)
    assert caught.value.messages[0].key == "speech.too_much"
