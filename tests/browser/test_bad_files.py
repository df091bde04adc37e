"""Files that cannot be used, dropped into the chat: one sentence each, no traceback, the thread stays."""

import struct
import zlib

import pytest

from tests.bad_files import EVERY

QUESTION = "Forecast my CSV with an LSTM"
ROWS = [f"2024-01-{day:02d},{day}.5" for day in range(1, 31)]


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


CASES = {
    "empty.csv": (b"", "empty.csv is empty"),
    "header_only.csv": (b"date,value\n", "a header and no rows"),
    "one_row.csv": (b"date,value\n2024-01-01,1\n", "1 usable row"),
    "words.csv": ("\n".join(["date,value", *ROWS]).replace(",7.5", ",seven").encode(), '"seven" is not a number'),
    "constant.csv": (b"date,value\n" + b"".join(b"2024-01-%02d,5\n" % day for day in range(1, 31)), "5.0 throughout"),
    "picture.csv": (png(), "is a PNG image"),
}


OTHERS = {
    "sound: corrupt header": ("en", "Recognise the speech in my recordings", "3_ann0_3.wav cannot be read"),
    "zip: climbs out": ("zh", "识别我的这些录音", "指向压缩包之外"),
    "text: half UTF-8, half GBK": (
        "en",
        "Train a text generator on my file",
        "mixes encodings: line 1 is UTF-8, line 121",
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_recordings_and_texts_that_cannot_be_used_get_a_sentence(case, server, new_tab, tmp_path):
    language, question, sentence = OTHERS[case]
    file = tmp_path / EVERY[case].name
    file.write_bytes(EVERY[case].content())
    tab = new_tab(server, language)
    tab.ask(question, file)
    tab.answered()
    tab.sees(sentence)
    assert tab.page.get_by_text(tab.say("state.draft"), exact=True).count() == 0
    tab.shows_no_trace()
    tab.page.reload()
    tab.sees(sentence)


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_cannot_be_forecast_gets_a_sentence(name, server, new_tab, tmp_path):
    file = tmp_path / name
    content, sentence = CASES[name]
    file.write_bytes(content)
    tab = new_tab(server, "en")
    tab.ask(QUESTION, file)
    tab.sees(QUESTION)
    tab.answered()
    tab.sees(sentence)
    assert tab.page.get_by_text(tab.say("state.draft"), exact=True).count() == 0
    tab.shows_no_trace()
    tab.page.reload()
    tab.sees(QUESTION)
    tab.sees(sentence)
