"""Files that cannot be used, made by hand, and the words that the one sentence about each must hold in both languages.

The same cases go through the chat, the command line and, some of them, a browser.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import soundfile

RATE = 8000
WAV = "3_ann0_3.wav"
NAMES = [f"{number % 10}_ann{number % 3}_{number}.wav" for number in range(12)]


def tone(seconds=0.4, rate=RATE, level=0.5, channels=1, kind="WAV", subtype=None):
    """The bytes of a recording of a tone."""
    wave = level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    target = io.BytesIO()
    soundfile.write(target, np.repeat(wave[:, None], channels, axis=1), rate, format=kind, subtype=subtype)
    return target.getvalue()


def packed(changes=None, table=None, method=zipfile.ZIP_DEFLATED):
    """A zip of twelve digits, with changes: a name's content, or None to leave it out."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in ({name: tone() for name in NAMES} | (changes or {})).items():
            if content is not None:
                archive.writestr(name, content)
        if table is not None:
            archive.writestr("transcripts.csv", table)
    return target.getvalue()


def only(changes):
    """A zip of these files alone."""
    return packed({**dict.fromkeys(NAMES), **changes})


def table(said=lambda number: "one two", split=lambda number: ""):
    """The CSV of transcripts of `packed`."""
    rows = [f"{name},{said(number)},{split(number)}" for number, name in enumerate(NAMES)]
    return "\n".join(["file,transcript,split", *rows])


PARTED = (["train"] * 8 + ["validation"] * 2 + ["test"] * 2).__getitem__


# -- archives that lie ---------------------------------------------------------------------------------------------
def forged(content, entry, *, local=None, **fields):
    """The zip with fields of an entry's record in the table of contents overwritten, and its local flags."""
    places = {"flags": (8, "<H"), "method": (10, "<H"), "crc": (16, "<I"), "packed": (20, "<I"), "size": (24, "<I"),
              "attributes": (38, "<I"), "offset": (42, "<I")}  # fmt: skip
    changed = bytearray(content)
    at = changed.rfind(b"PK\x01\x02", 0, changed.rfind(entry.encode()))
    for field, value in fields.items():
        place, kind = places[field]
        struct.pack_into(kind, changed, at + place, value)
    if local is not None:
        (header,) = struct.unpack_from("<I", changed, at + 42)
        struct.pack_into("<H", changed, header + 6, local)
    return bytes(changed)


def offset_of(content, entry):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.getinfo(entry).header_offset


def with_entry(name, content=b"", attributes=0):
    target = io.BytesIO(packed())
    with zipfile.ZipFile(target, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system, info.external_attr = 3, attributes
        archive.writestr(info, content)
    return target.getvalue()


def twice():
    """Two entries of one name."""
    other = "3_ann0_X.wav"
    return packed({other: tone(1)}).replace(other.encode(), WAV.encode())


def damaged_lzma():
    """The data of an entry overwritten."""
    content = bytearray(packed(method=zipfile.ZIP_LZMA))
    at = offset_of(bytes(content), WAV) + 30 + len(WAV) + 12
    content[at : at + 20] = b"\xff" * 20
    return bytes(content)


def many(count):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}.wav", b"")
    return target.getvalue()


def endless_directory():
    """A table of contents of ten megabytes, of which only the end is looked at."""
    record = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 18) + b"a.wav"
    directory = bytearray(record * 200_000)
    for at in range(0, len(directory), len(record)):
        struct.pack_into("<H", directory, at + 28, 5)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    return bytes(directory) + end


def marked_as_utf8(content, entry):
    """The entry's name made of bytes that are not UTF-8, marked as UTF-8 in both places."""
    return forged(content, entry, flags=0x800, local=0x800).replace(entry[:4].encode(), b"7_\xc4\xe3")


def hours(kind, seconds=7200, rate=RATE):
    """A recording of nothing much, written block by block."""
    target = io.BytesIO()
    block = np.full(rate * 60, 0.01, np.float32)
    with soundfile.SoundFile(target, "w", rate, 1, format=kind) as sound:
        for _ in range(seconds // 60):
            sound.write(block)
    return target.getvalue()


def untold(content):
    """A FLAC whose header does not say how many samples follow, as streams are written."""
    changed = bytearray(content)
    changed[21] &= 0xF0
    changed[22:26] = bytes(4)
    return bytes(changed)


def header(content, place, value):
    """A WAV with one number of its header overwritten."""
    changed = bytearray(content)
    struct.pack_into("<I", changed, place, value)
    return bytes(changed)


# -- texts and tables ----------------------------------------------------------------------------------------------
POEM = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n" * 60
DAYS = [str(np.datetime64("2024-01-01") + day) for day in range(200)]


def sales(ahead=0, value=lambda day: str(10 + day % 12)):
    """Two hundred days of sales with a plan that goes on for `ahead` days more."""
    rows = [f"{day},{value(number)},{number % 3}" for number, day in enumerate(DAYS)]
    rows += [f"{np.datetime64(DAYS[-1]) + 1 + day},,{day % 3}" for day in range(ahead)]
    return "\n".join(["date,value,plan", *rows]).encode()


def wide(columns, value, rows=60):
    """A table of so many columns; `value` of row and place."""
    lines = [[f"c{at}" for at in range(columns)], *([value(row, at) for at in range(columns)] for row in range(rows))]
    return "\n".join(map(",".join, lines)).encode()


class Bad(NamedTuple):
    """What is dropped, under which name, for which task; the words that the sentence holds; changes asked for."""

    name: str
    content: Callable[[], bytes]
    words: tuple[str, ...]
    task: str = "speech"
    changes: dict[str, object] | None = None


def speech(content, *words):
    return Bad("sounds.zip", content, words)


def text(content, *words):
    return Bad("novel.txt", content, ("novel.txt", *words), "text")


def series(content, *words, **changes):
    return Bad("sales.csv", content, ("sales.csv", *words), "series", changes or None)


SOUNDS = {
    "zero length": speech(lambda: packed({WAV: tone(0)}), WAV),
    "an empty file": speech(lambda: packed({WAV: b""}), WAV),
    "corrupt header": speech(lambda: packed({WAV: b"RIFF\0\0\0\0WAVEjunk"}), WAV),
    "absurd rate": speech(lambda: packed({WAV: header(tone(), 24, 0x7FFFFFFF)}), WAV, "2147483647", "384000"),
    "no rate": speech(lambda: packed({WAV: header(tone(), 24, 1)}), WAV, "1000"),
    "MP3 renamed": speech(lambda: packed({WAV: tone(kind="MP3", rate=16_000)}), WAV, "MP3"),
    "damaged AIFF renamed": speech(lambda: packed({WAV: header(tone(kind="AIFF"), 38, 0xFFFFFFFF)}), WAV),
    "bare frames of MP3 renamed": speech(lambda: packed({WAV: b"\xff\xfb\x90\x64" + bytes(400)}), WAV, "MP3"),
    "damaged MP3 renamed": speech(lambda: packed({WAV: b"ID3\x03\0\0\0" + bytes(400)}), WAV, "MP3"),
    "not finite": speech(lambda: packed({WAV: tone(level=float("nan"), subtype="FLOAT")}), WAV, "NaN"),
    "silence": speech(lambda: packed({WAV: tone(level=0)}), WAV, "60"),
    "no transcripts": speech(lambda: packed({"hello.wav": tone()}), "sounds.zip", "hello.wav", "transcripts.csv"),
    "a transcript missing": speech(lambda: packed(table=f"file,transcript\n{WAV},one\n"), "11", NAMES[0]),
    "an empty transcript": speech(lambda: packed(table=f"file,transcript\n{WAV}, \n"), WAV),
    "a recording missing": speech(lambda: packed(table="file,transcript\nghost.wav,one\n"), "ghost.wav", "sounds.zip"),
    "a recording twice": speech(lambda: packed(table=f"{table()}\n{WAV},two,"), WAV, "transcripts.csv", "14"),
    "an unknown part": speech(lambda: packed(table=table(split=lambda number: "dev")), "dev", "validation", "split"),
    "parts of some": speech(lambda: packed(table=table(split=["train", "test", *[""] * 10].__getitem__)), "split"),
    "a table of other columns": speech(lambda: packed(table="a,b\n1,2\n"), "transcripts.csv", "transcript", "a, b"),
    "a table without an end": speech(
        lambda: packed(table=f'file,transcript\n{WAV},"one\n' + "x" * 200_000), "transcripts.csv", "3"
    ),
    "few recordings": speech(lambda: only({"1_a_1.wav": tone()}), "sounds.zip", "10"),
    "two hours of WAV": speech(
        lambda: packed({WAV: hours("WAV")}, method=zipfile.ZIP_STORED), WAV, "7200", "60"
    ),
    "two hours of FLAC": speech(lambda: packed({WAV: hours("FLAC")}), WAV, "7200", "60"),
    "two hours of OGG": speech(
        lambda: packed({WAV: hours("OGG", rate=2000)}, method=zipfile.ZIP_STORED), WAV, "7200", "60"
    ),
    "an untold length": speech(lambda: packed({WAV: untold(tone(kind="FLAC"))}), WAV, "FLAC"),
}  # fmt: skip
ZIPS = {
    "empty": speech(lambda: only({}), "sounds.zip", "WAV"),
    "no bytes": speech(lambda: b"", "sounds.zip"),
    "cut off": speech(lambda: packed()[:-300], "sounds.zip"),
    "cut in half": speech(lambda: packed()[:4000], "sounds.zip"),
    "a sound": speech(tone, "sounds.zip"),
    "a zip in a zip": speech(lambda: only({"inner.zip": packed()}), "sounds.zip", "inner.zip"),
    "a document": speech(lambda: only({"sales.doc": b"day,value\n1,2\n"}), "sounds.zip", "WAV"),
    "bomb": speech(lambda: packed({"9_a_1.wav": bytes(30 << 20)}), "sounds.zip", "9_a_1.wav"),
    "bomb of small parts": speech(
        lambda: only({f"{number % 10}_a_{number}.wav": bytes(1_000_000) for number in range(60)}), "sounds.zip", "200"
    ),
    "bomb beyond the limit": speech(
        lambda: forged(packed(), WAV, size=600_000_000), "sounds.zip", "600", "500"
    ),
    "many entries": speech(lambda: many(20_001), "sounds.zip", "20001", "20000"),
    "endless directory": speech(endless_directory, "sounds.zip", "10", "20000"),
    "shared bytes": speech(
        lambda: forged(packed(), WAV, offset=offset_of(packed(), NAMES[0])), "sounds.zip", WAV
    ),
    "reaching over": speech(lambda: forged(packed(), NAMES[0], packed=9000), "sounds.zip", NAMES[0]),
    "larger than said": speech(lambda: forged(packed(), WAV, size=100), "sounds.zip", WAV),
    "wrong checksum": speech(lambda: forged(packed(), WAV, crc=1), "sounds.zip", WAV),
    "climbs out": speech(lambda: packed({"../../etc/x.wav": tone()}), "sounds.zip", "../../etc/x.wav"),
    "absolute": speech(lambda: packed({"/etc/x.wav": tone()}), "sounds.zip", "/etc/x.wav"),
    "backslashes": speech(lambda: packed({"..\\x.wav": tone()}), "sounds.zip", "x.wav"),
    "a drive": speech(lambda: packed({"C:\\x.wav": tone()}), "sounds.zip", "x.wav"),
    "a link": speech(lambda: with_entry("1_bob_99.wav", b"/etc/passwd", 0o120777 << 16), "sounds.zip", "1_bob_99.wav"),
    "a link for a table": speech(
        lambda: with_entry("transcripts.csv", b"/etc/passwd", 0o120777 << 16), "sounds.zip", "transcripts.csv"
    ),
    "password": speech(lambda: forged(packed(), WAV, flags=1, local=1), "sounds.zip", WAV),
    "unknown method": speech(lambda: forged(packed(), WAV, method=99), "sounds.zip", WAV, "99"),
    "damaged LZMA": speech(damaged_lzma, "sounds.zip", WAV),
    "names twice": speech(twice, "sounds.zip", WAV),
    "names that are not UTF-8": speech(lambda: marked_as_utf8(packed({"7_PL_7.wav": tone()}), "7_PL_7.wav"), "UTF-8"),
    "names with control characters": speech(lambda: packed({"hel\nlo\u202e.wav": tone()}), "hello.wav"),
}  # fmt: skip
TEXTS = {
    "empty": text(lambda: b"", "0"),
    "ten bytes": text(lambda: b"ten bytes.", "10", "1000"),
    "binary": text(lambda: bytes(range(256)) * 40),
    "noise": text(lambda: np.random.default_rng(0).bytes(50_000)),
    "a single character": text(lambda: b"a" * 5000, "a"),
    "half UTF-8, half GBK": text(lambda: POEM.encode() + POEM.encode("gbk"), "1", "121", "UTF-8"),
    "half GBK, half UTF-8": text(lambda: POEM.encode("gbk") + POEM.encode(), "1", "121", "UTF-8"),
    "half UTF-8, half Latin-1": text(
        lambda: ("déjà vu, naïve\n" * 80).encode() + ("déjà vu, naïve\n" * 80).encode("latin-1"), "81", "UTF-8"
    ),
    "one line of GBK among short ones": text(lambda: "好\n".encode() * 9000 + "你\n".encode("gbk"), "9001", "UTF-8"),
    "half and half in one line": text(
        lambda: POEM.replace("\n", "").encode() + POEM.replace("\n", "").encode("gbk"), "1", "UTF-8"
    ),
    "cut within a character": text(lambda: POEM.encode()[:-3], "UTF-8"),
}
TABLES = {
    "empty": series(lambda: b"", "0"),
    "ten bytes": series(lambda: b"ten bytes."),
    "mixed types": series(lambda: sales(value=lambda day: "word" if day % 5 == 2 else str(day)), "value", "word", "4"),
    "mixed types in another column": series(
        lambda: sales().replace(b",2\n", b",low\n"), "plan", "low", "4", **{"data.past_columns": ["plan"]}
    ),
    "a million columns": series(lambda: wide(10**6, lambda row, at: "1", rows=1), "1000000", "20000"),
    "columns of words": series(lambda: wide(2000, lambda row, at: "word"), "c0"),
    "ten thousand targets": Bad(
        "sales.csv", lambda: wide(10_000, lambda row, at: str((row + at) % 9)), ("9999", "1000"), "series",
        {"data.target": "c0", "data.further_targets": [f"c{at}" for at in range(1, 10_000)]},
    ),
    "no future": series(sales, "plan", "0", **{"data.future_columns": ["plan"]}),
    "too little future": series(lambda: sales(3), "plan", "3", **{"data.future_columns": ["plan"]}),
    "a gap in the future": series(
        lambda: sales(30).replace(b"2024-07-20,,1", b"2024-07-20,,"), "plan", "203", **{"data.future_columns": ["plan"]}
    ),
}  # fmt: skip


EVERY = {
    f"{kind}: {name}": case
    for kind, cases in {"sound": SOUNDS, "zip": ZIPS, "text": TEXTS, "table": TABLES}.items()
    for name, case in cases.items()
}
