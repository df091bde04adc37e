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
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lstm_core.data.files.archives import Archive, printable_name
from lstm_core.data.files.recordings import RECORDINGS
from lstm_core.data.speech.transcripts.table import PARTS, RecordingRow, SplitName, TranscriptTable
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import Parameter, say
from lstm_core.spec.speech import SpeechData

if TYPE_CHECKING:
    from soundfile import SoundFile

Samples = npt.NDArray[np.float32]

BUILT_IN = Path(__file__).parent / "digits" / "digits.zip"
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST_SECONDS = 60.0
SHORTEST_SECONDS = 0.03  # half of the longest hop, so that every recording has a frame
MOST_SECONDS = 36_000.0  # of all recordings of a zip
FEWEST = 10
RATES = (1000, 384_000)  # Hz
LARGE_BYTES = 32 << 20  # of an entry whose length is looked at before it is read
UNTOLD = 1 << 60  # frames from which on a header does not tell how many there are
BLOCK = 1 << 15  # samples of each channel that are decoded at a time
_NAMED = re.compile(r"([0-9])(?:_([A-Za-z]\w*?)_\w+|[ _-]+\(?[0-9]+\)?)?")


@dataclass(frozen=True)
class Utterance:
    """One recording: samples (n,) in [-1, 1] at the rate of the spec, and what is said in it."""

    file: str
    samples: Samples
    transcript: str
    speaker: str | None
    part: SplitName
    clipped: bool  # more than 1 % of the samples stand at the largest value


def title(data: SpeechData, language: Language) -> str:
    """What the recordings are called in titles."""
    if data.name:
        return data.name
    if data.source == "file":
        return Path(str(data.file)).name
    return say("speech.digits", language)


def write_data_file(data: SpeechData, target: Path) -> None:
    """Put a zip at `target`: the recordings as they are, and transcripts.csv with file, transcript, speaker and split.

    The rows stand in the order in which they are read; equal inputs give equal bytes. Raises DataError.
    """
    origin = BUILT_IN if data.source == "digits" else Path(str(data.file))
    archive = Archive(origin, title(data, "en"))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        rows = _sorted_rows(archive)
        parts = assign_splits(rows_of(rows), data)
        table = io.StringIO(newline="")
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["file", "transcript", "speaker", "split"])
        writer.writerows(
            (row.file, row.transcript, row.speaker or "", part) for row, part in zip(rows, parts, strict=True)
        )
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as placed:
            placed.writestr(zipfile.ZipInfo("transcripts.csv"), table.getvalue())
            for row in rows:
                with placed.open(zipfile.ZipInfo(row.file), "w") as copy:
                    copy.writelines(archive.chunks(row.file))
        os.replace(temporary, target)
    finally:
        archive.close()
        temporary.unlink(missing_ok=True)


def read_recordings(data: SpeechData, path: Path) -> list[Utterance]:
    """Every utterance in the order of the file names, with its part. Raises DataError that names the file."""
    archive = Archive(path, title(data, "en"))
    try:
        rows = _sorted_rows(archive)
        parts = assign_splits(rows_of(rows), data)
        found, heard = [], 0
        for row, part in zip(rows, parts, strict=True):
            found.append(_utterance(archive, row, part, data.rate))
            heard += len(found[-1].samples)
            if heard > MOST_SECONDS * data.rate:
                raise DataError(Sentence("speech.too_much", {"file": archive.name, "limit": MOST_SECONDS / 3600}))
        return found
    finally:
        archive.close()


def training_transcripts(data: SpeechData, path: Path) -> list[str]:
    """What is said in the training part, without listening to it. Raises DataError."""
    archive = Archive(path, title(data, "en"))
    try:
        rows = _sorted_rows(archive)
        parts = assign_splits(rows_of(rows), data)
        return [row.transcript for row, part in zip(rows, parts, strict=True) if part == "train"]
    finally:
        archive.close()


def test_recording(data: SpeechData, path: Path) -> tuple[str, bytes]:
    """Name and content of the smallest recording of the test part. Raises DataError."""
    archive = Archive(path, title(data, "en"))
    try:
        rows = _sorted_rows(archive)
        parts = assign_splits(rows_of(rows), data)
        files = [row.file for row, part in zip(rows, parts, strict=True) if part == "test"]
        if not files:
            raise DataError(Sentence("speech.empty_part", {"part": "test"}))
        name = min(files, key=lambda each: archive.entries[each].file_size)
        return name, archive.read(name)
    finally:
        archive.close()


def rows_of(rows: list[RecordingRow]) -> list[tuple[str, str | None, str | None]]:
    """File, speaker and split of each row."""
    return [(row.file, row.speaker, row.split) for row in rows]


def assign_splits(rows: list[tuple[str, str | None, str | None]], data: SpeechData) -> list[SplitName]:
    """The part of each (file, speaker, split): as the table says, else whole speakers, else by the hash of the name."""
    if all(split in PARTS for _, _, split in rows):
        return [split for _, _, split in rows]  # type: ignore[misc]
    speakers = sorted({speaker for _, speaker, _ in rows if speaker})
    whole = data.unheard_speakers and len(speakers) >= 3 and all(speaker for _, speaker, _ in rows)
    keys = [speaker if whole else hashlib.sha256(file.encode()).hexdigest() for file, speaker, _ in rows]
    order = sorted(set(keys), key=str)
    test = max(1, round(len(order) * data.test_fraction))
    validation = max(1, round(len(order) * data.validation_fraction))
    parts: dict[str | None, SplitName] = dict.fromkeys(order, "train")
    parts |= dict.fromkeys(order[len(order) - test - validation : len(order) - test], "validation")
    parts |= dict.fromkeys(order[len(order) - test :], "test")
    return [parts[key] for key in keys]


def _sorted_rows(archive: Archive) -> list[RecordingRow]:
    rows = sorted(_rows(archive), key=lambda row: row.file)
    if len(rows) < FEWEST:
        raise DataError(Sentence("speech.few", {"file": archive.name, "count": len(rows), "least": FEWEST}))
    return rows


def _rows(archive: Archive) -> list[RecordingRow]:
    sounds = [entry for entry in archive.entries if entry.lower().endswith(RECORDINGS)]
    if not sounds:
        inner = [entry for entry in archive.entries if entry.lower().endswith(".zip")]
        if inner:
            raise DataError(Sentence("speech.nested", {"file": archive.name, "entry": printable_name(inner[0])}))
        raise DataError(Sentence("speech.no_sounds", {"file": archive.name}))
    tables = [entry for entry in archive.entries if entry.lower().endswith((".csv", ".tsv"))]
    if tables:
        return TranscriptTable(archive, min(tables, key=len), sounds).rows()
    return list(_from_names(archive, sounds))


def _from_names(archive: Archive, sounds: list[str]) -> Iterator[RecordingRow]:
    for entry in sounds:
        found = _NAMED.fullmatch(PurePosixPath(entry).stem)
        if found is None:
            raise DataError(Sentence("speech.no_transcripts", {"file": archive.name, "entry": printable_name(entry)}))
        yield RecordingRow(entry, DIGITS[int(found[1])], found[2], None)


def _utterance(archive: Archive, row: RecordingRow, part: SplitName, rate: int) -> Utterance:
    if archive.entries[row.file].file_size > LARGE_BYTES:
        _refuse_long(archive, row.file)
    samples, clipped = read_sound(archive.read(row.file), row.file, rate)
    return Utterance(row.file, samples, row.transcript, row.speaker, part, clipped)


def _refuse_long(archive: Archive, entry: str) -> None:
    """Raises DataError when the header tells that the recording is too long; the samples are not kept."""
    import soundfile

    try:
        with archive.open(entry) as source, soundfile.SoundFile(source) as sound:
            _check(sound, {"entry": printable_name(entry)})
    except (soundfile.LibsndfileError, OSError, EOFError, RuntimeError, ValueError):
        return  # reading it will tell what is wrong


def read_sound(content: bytes, name: str, rate: int) -> tuple[Samples, bool]:
    """Mono samples (n,) at `rate`, and whether the recording is clipped. Raises DataError that names the file."""
    import soundfile
    import soxr

    facts: dict[str, Parameter] = {"entry": printable_name(name)}
    if content[:1] == b"\xff" and content[1:2] >= b"\xe0":  # a frame of MP3
        raise DataError(Sentence("speech.is_mp3", facts))
    try:
        with soundfile.SoundFile(_Content(content)) as sound:
            _check(sound, facts)
            mono, origin = _mono(sound, facts), sound.samplerate
    except soundfile.LibsndfileError:
        kind = "speech.is_mp3" if content[:3] == b"ID3" else "speech.unreadable"
        raise DataError(Sentence(kind, facts)) from None
    peak = float(np.abs(mono).max(initial=0.0))
    clipped = peak >= 0.99 and float((np.abs(mono) >= 0.99 * peak).mean()) > 0.01
    resampled = mono if origin == rate else soxr.resample(mono, origin, rate)
    return np.ascontiguousarray(resampled, dtype=np.float32), clipped


class _Content(io.BytesIO):
    """Bytes in which a damaged header may point before the beginning: soundfile would print a traceback."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        try:
            return super().seek(offset, whence)
        except ValueError:
            return self.tell()


def _check(sound: "SoundFile", facts: dict[str, Parameter]) -> None:
    """What the header alone tells. Raises DataError; MP3 is refused because machines decode it to different samples."""
    if sound.format == "MP3" or sound.subtype.startswith("MPEG"):
        raise DataError(Sentence("speech.is_mp3", facts))
    if not RATES[0] <= sound.samplerate <= RATES[1]:
        limits: dict[str, Parameter] = {"rate": sound.samplerate, "low": RATES[0], "high": RATES[1]}
        raise DataError(Sentence("speech.odd_rate", {**facts, **limits}))
    if sound.frames <= 0:
        raise DataError(Sentence("speech.no_samples", facts))
    if sound.frames >= UNTOLD:
        raise DataError(Sentence("speech.untold", facts))
    if sound.frames < SHORTEST_SECONDS * sound.samplerate:
        raise DataError(Sentence("speech.too_brief", {**facts, "milliseconds": 1000 * sound.frames / sound.samplerate}))
    if sound.frames > LONGEST_SECONDS * sound.samplerate:
        told: dict[str, Parameter] = {"seconds": sound.frames / sound.samplerate, "limit": LONGEST_SECONDS}
        raise DataError(Sentence("speech.too_long", {**facts, **told}))


def _mono(sound: "SoundFile", facts: dict[str, Parameter]) -> Samples:
    """The mean of all channels (n,), decoded block by block: many channels take no memory."""
    blocks = []
    while len(block := sound.read(BLOCK, dtype="float32", always_2d=True)):
        if not np.isfinite(block).all():
            raise DataError(Sentence("speech.not_finite", facts))
        blocks.append(block.mean(axis=1))
    if not blocks:
        raise DataError(Sentence("speech.no_samples", facts))
    mono: Samples = np.concatenate(blocks)
    return mono
