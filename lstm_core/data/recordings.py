"""Recordings with their transcripts: a zip of WAV, FLAC or OGG, with transcripts.csv or with digits in the file names.

`read_recordings` is the one reading for every source: samples are mono float32 at the rate of the spec, transcripts are
lower case with single spaces, the order is that of the entries' names. The table may have the columns `speaker` and
`split` (train, validation, test) besides `file` and `transcript`; a file name like 7_jackson_32.wav says digit and
speaker, one like 7.wav or 7-2.wav the digit alone.
"""

import csv
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

import numpy as np
import numpy.typing as npt

from lstm_core.data.archives import Archive
from lstm_core.data.kinds import RECORDINGS
from lstm_core.errors import DataError, Message
from lstm_core.languages import Language
from lstm_core.specs import SpeechData
from lstm_core.texts import say

Samples = npt.NDArray[np.float32]
Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")

BUILT_IN = Path(__file__).parent / "digits" / "digits.zip"
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST_SECONDS = 60.0
SHORTEST_SECONDS = 0.03  # half of the longest hop, so that every recording has a frame
FEWEST = 10
_NAMED = re.compile(r"([0-9])(?:_([A-Za-z]\w*?)_\w+|[ _-]+\(?[0-9]+\)?)?")
_COLUMNS = {
    "file": ("file", "filename", "path", "name", "audio", "文件", "文件名"),
    "transcript": ("transcript", "text", "sentence", "label", "transcription", "words", "文本", "转写"),
    "speaker": ("speaker", "voice", "说话人"),
    "split": ("split", "part", "set"),
}


@dataclass(frozen=True)
class Utterance:
    """One recording: samples (n,) in [-1, 1] at the rate of the spec, and what is said in it."""

    file: str
    samples: Samples
    transcript: str
    speaker: str | None
    part: Part
    clipped: bool  # more than 1 % of the samples stand at the largest value


@dataclass(frozen=True)
class _Row:
    file: str
    transcript: str
    speaker: str | None
    split: str | None


def title(data: SpeechData, language: Language) -> str:
    """What the recordings are called in titles."""
    if data.name:
        return data.name
    if data.source == "file":
        return Path(str(data.file)).name
    return say("speech.digits", language)


def place(data: SpeechData, target: Path) -> None:
    """Put a zip at `target`: the recordings as they are, and transcripts.csv with file, transcript, speaker and split.

    The rows stand in the order in which they are read; equal inputs give equal bytes. Raises DataError.
    """
    origin = BUILT_IN if data.source == "digits" else Path(str(data.file))
    archive = Archive(origin, title(data, "en"))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        rows = _sorted_rows(archive)
        parts = assign(rows_of(rows), data)
        table = io.StringIO(newline="")
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["file", "transcript", "speaker", "split"])
        writer.writerows(
            (row.file, row.transcript, row.speaker or "", part) for row, part in zip(rows, parts, strict=True)
        )
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as placed:
            placed.writestr(zipfile.ZipInfo("transcripts.csv"), table.getvalue())
            for row in rows:
                placed.writestr(zipfile.ZipInfo(row.file), archive.read(row.file))
        os.replace(temporary, target)
    finally:
        archive.close()
        temporary.unlink(missing_ok=True)


def read_recordings(data: SpeechData, path: Path) -> list[Utterance]:
    """Every utterance in the order of the file names, with its part. Raises DataError that names the file."""
    archive = Archive(path, title(data, "en"))
    try:
        rows = _sorted_rows(archive)
        parts = assign(rows_of(rows), data)
        return [_utterance(archive, row, part, data.rate) for row, part in zip(rows, parts, strict=True)]
    finally:
        archive.close()


def training_transcripts(data: SpeechData, path: Path) -> list[str]:
    """What is said in the training part, without listening to it. Raises DataError."""
    archive = Archive(path, title(data, "en"))
    try:
        rows = _sorted_rows(archive)
        parts = assign(rows_of(rows), data)
        return [row.transcript for row, part in zip(rows, parts, strict=True) if part == "train"]
    finally:
        archive.close()


def rows_of(rows: list[_Row]) -> list[tuple[str, str | None, str | None]]:
    """File, speaker and split of each row."""
    return [(row.file, row.speaker, row.split) for row in rows]


def assign(rows: list[tuple[str, str | None, str | None]], data: SpeechData) -> list[Part]:
    """The part of each (file, speaker, split): as the table says, else whole speakers, else by the hash of the name."""
    if all(split in PARTS for _, _, split in rows):
        return [split for _, _, split in rows]  # type: ignore[misc]
    speakers = sorted({speaker for _, speaker, _ in rows if speaker})
    whole = data.unheard_speakers and len(speakers) >= 3 and all(speaker for _, speaker, _ in rows)
    keys = [speaker if whole else hashlib.sha256(file.encode()).hexdigest() for file, speaker, _ in rows]
    order = sorted(set(keys), key=str)
    test = max(1, round(len(order) * data.test_fraction))
    validation = max(1, round(len(order) * data.validation_fraction))
    parts: dict[str | None, Part] = dict.fromkeys(order, "train")
    parts |= dict.fromkeys(order[len(order) - test - validation : len(order) - test], "validation")
    parts |= dict.fromkeys(order[len(order) - test :], "test")
    return [parts[key] for key in keys]


def _sorted_rows(archive: Archive) -> list[_Row]:
    rows = sorted(_rows(archive), key=lambda row: row.file)
    if len(rows) < FEWEST:
        raise DataError(Message("speech.few", {"file": archive.name, "count": len(rows), "least": FEWEST}))
    return rows


def _rows(archive: Archive) -> list[_Row]:
    sounds = [entry for entry in archive.entries if entry.lower().endswith(RECORDINGS)]
    if not sounds:
        raise DataError(Message("speech.no_sounds", {"file": archive.name}))
    tables = [entry for entry in archive.entries if entry.lower().endswith((".csv", ".tsv"))]
    if tables:
        return list(_from_table(archive, min(tables, key=len), sounds))
    return list(_from_names(archive, sounds))


def _from_names(archive: Archive, sounds: list[str]) -> Iterator[_Row]:
    for entry in sounds:
        found = _NAMED.fullmatch(PurePosixPath(entry).stem)
        if found is None:
            raise DataError(Message("speech.no_transcripts", {"file": archive.name, "entry": entry[:120]}))
        yield _Row(entry, DIGITS[int(found[1])], found[2], None)


def _from_table(archive: Archive, table: str, sounds: list[str]) -> Iterator[_Row]:
    try:
        content = archive.read(table).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(Message("speech.table_encoding", {"file": archive.name, "entry": table[:120]})) from None
    delimiter = max(",;\t|", key=content.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter)
    columns = {(name or "").strip().lower(): name for name in reader.fieldnames or []}
    named = {role: next((columns[each] for each in names if each in columns), None) for role, names in _COLUMNS.items()}
    if named["file"] is None or named["transcript"] is None:
        found = ", ".join(name for name in reader.fieldnames or [] if name)[:200]
        raise DataError(Message("speech.table_columns", {"file": archive.name, "entry": table, "found": found or "-"}))
    folder = PurePosixPath(table).parent
    known = {entry: entry for entry in sounds} | {PurePosixPath(entry).name: entry for entry in sounds}
    written: set[str] = set()
    for row in reader:
        wanted = (row[named["file"]] or "").strip()
        entry = known.get(str(folder / wanted)) or known.get(wanted) or known.get(PurePosixPath(wanted).name)
        if entry is None:
            raise DataError(Message("speech.table_missing", {"file": archive.name, "entry": wanted[:120] or "-"}))
        text = " ".join((row[named["transcript"]] or "").lower().split())
        if not text:
            raise DataError(Message("speech.empty_transcript", {"file": archive.name, "entry": entry[:120]}))
        written.add(entry)
        optional = {role: (row[named[role]] or "").strip() if named[role] else "" for role in ("speaker", "split")}
        yield _Row(entry, text, optional["speaker"] or None, optional["split"].lower() or None)
    missing = sorted(set(sounds) - written)
    if missing:
        facts: dict[str, str | int | float] = {"file": archive.name, "entry": missing[0][:120], "count": len(missing)}
        raise DataError(Message("speech.no_transcript_for", facts))


def _utterance(archive: Archive, row: _Row, part: Part, rate: int) -> Utterance:
    samples, clipped = read_sound(archive.read(row.file), row.file, rate)
    return Utterance(row.file, samples, row.transcript, row.speaker, part, clipped)


def read_sound(content: bytes, name: str, rate: int) -> tuple[Samples, bool]:
    """Mono samples (n,) at `rate`, and whether the recording is clipped. Raises DataError that names the file."""
    import soundfile
    import soxr

    facts: dict[str, str | int | float] = {"entry": name[:120]}
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as sound:
            seconds = sound.frames / sound.samplerate if sound.samplerate else 0.0
            if sound.frames <= 0:
                raise DataError(Message("speech.no_samples", facts))
            if seconds < SHORTEST_SECONDS:
                raise DataError(Message("speech.too_brief", {**facts, "milliseconds": 1000 * seconds}))
            if seconds > LONGEST_SECONDS:
                raise DataError(Message("speech.too_long", {**facts, "seconds": seconds, "limit": LONGEST_SECONDS}))
            values = sound.read(dtype="float32", always_2d=True)
            origin = sound.samplerate
    except soundfile.LibsndfileError:
        kind = (
            "speech.is_mp3"
            if content[:3] == b"ID3" or content[:2] in (b"\xff\xfb", b"\xff\xf3")
            else "speech.unreadable"
        )
        raise DataError(Message(kind, facts)) from None
    if not np.isfinite(values).all():
        raise DataError(Message("speech.not_finite", facts))
    mono = values.mean(axis=1)
    peak = float(np.abs(mono).max(initial=0.0))
    clipped = peak >= 0.99 and float((np.abs(mono) >= 0.99 * peak).mean()) > 0.01
    resampled = mono if origin == rate else soxr.resample(mono, origin, rate)
    return np.ascontiguousarray(resampled, dtype=np.float32), clipped
