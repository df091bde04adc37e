"""The table of transcripts inside a zip: which recording, what is said in it, by whom, for which part.

Every recording stands in exactly one row. Raises DataError with one message that names the zip, the table or recording,
and the value that breaks the rule.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from lstm_core.data.files.archives import Archive, printable_name
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.sentences import Parameter

SplitName = Literal["train", "validation", "test"]
PARTS: tuple[SplitName, ...] = ("train", "validation", "test")
_COLUMNS = {
    "file": ("file", "filename", "path", "name", "audio", "文件", "文件名"),
    "transcript": ("transcript", "text", "sentence", "label", "transcription", "words", "文本", "转写"),
    "speaker": ("speaker", "voice", "说话人"),
    "split": ("split", "part", "set"),
}
_SPLIT_LENGTH = 40  # of a wrong value that is shown


@dataclass(frozen=True)
class RecordingRow:
    """A recording of a zip, before it is heard."""

    file: str
    transcript: str
    speaker: str | None
    split: str | None


class TranscriptTable:
    """The rows of `entry`, an entry of the archive that holds a table, for the recordings `sounds`."""

    def __init__(self, archive: Archive, entry: str, sounds: list[str]) -> None:
        self.archive, self.entry, self.sounds = archive, entry, sounds
        self.split_column = ""

    def rows(self) -> list[RecordingRow]:
        """One row for every recording, in the order of the table. Raises DataError."""
        names = {entry: entry for entry in self.sounds} | {PurePosixPath(entry).name: entry for entry in self.sounds}
        folder, found = PurePosixPath(self.entry).parent, dict[str, RecordingRow]()
        for line, cells in self._cells():
            wanted = cells["file"]
            file = names.get(str(folder / wanted)) or names.get(wanted) or names.get(PurePosixPath(wanted).name)
            if file is None:
                raise self._fault("speech.table_missing", entry=printable_name(wanted) or "-")
            text = " ".join(cells["transcript"].lower().split())
            if not text:
                raise self._fault("speech.empty_transcript", entry=printable_name(file))
            if file in found:
                raise self._fault(
                    "speech.table_twice", entry=printable_name(file), table=printable_name(self.entry), line=line
                )
            found[file] = RecordingRow(file, text, cells["speaker"] or None, cells["split"].lower() or None)
        missing = sorted(set(self.sounds) - set(found))
        if missing:
            raise self._fault("speech.no_transcript_for", entry=printable_name(missing[0]), count=len(missing))
        self._check_splits(list(found.values()))
        return list(found.values())

    def _check_splits(self, rows: list[RecordingRow]) -> None:
        """Either every row says for which part it is, or none does."""
        wrong = [row for row in rows if row.split not in PARTS]
        if wrong and any(row.split for row in rows):
            first = next((row for row in wrong if row.split), wrong[0])
            value = printable_name(first.split or "")[:_SPLIT_LENGTH]
            raise self._fault(
                "speech.unknown_split", entry=printable_name(first.file), column=self.split_column, value=value
            )

    def _cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The line on which each row ends, and its cells by what they are for."""
        try:
            content = self.archive.read(self.entry).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise self._fault("speech.table_encoding", entry=printable_name(self.entry)) from None
        delimiter = max(",;\t|", key=content.partition("\n")[0].count)
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
        try:
            header = next(reader, [])
            places = self._places(header)
            self.split_column = printable_name(header[places["split"]]) if "split" in places else ""
            for row in reader:
                cells = {role: row[at].strip() if at < len(row) else "" for role, at in places.items()}
                if any(row):
                    yield reader.line_num, {**dict.fromkeys(_COLUMNS, ""), **cells}
        except csv.Error:
            raise self._fault("speech.table_broken", entry=printable_name(self.entry), line=reader.line_num) from None

    def _places(self, header: list[str]) -> dict[str, int]:
        """Where the columns stand that are read; file and transcript must be there."""
        columns = {name.strip().lower(): at for at, name in reversed(list(enumerate(header)))}
        found = {role: columns[name] for role, names in _COLUMNS.items() for name in reversed(names) if name in columns}
        if "file" not in found or "transcript" not in found:
            named = printable_name(", ".join(name for name in header if name)) or "-"
            raise self._fault("speech.table_columns", entry=printable_name(self.entry), found=named)
        return found

    def _fault(self, key: str, **facts: Parameter) -> DataError:
        return DataError(Sentence(key, {"file": self.archive.name, **facts}))
