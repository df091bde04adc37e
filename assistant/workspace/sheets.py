"""Which sheet of a workbook a person means, and that sheet kept as an upload of its own.

A sheet becomes a table beside its workbook, so that whatever reads an upload reads it, and a later card tells them apart.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePath

from assistant.conversation.messages import File
from assistant.workspace.uploads import Uploads
from lstm_core.errors import DataError, Sentence

_SHEET = r"(?:work)?sheets?|tabs?"
_TABLE = r"工作表|表单|子表|sheet ?页?"
_USE = r"use|using|take|read|open|choose|pick|switch to|change to|go to|with|on|from|of|in"
_TAKE = r"请?(?:改用|使用|换成|换到|切换到|选择|打开|读取|用|换|选|读)"
_MARKS = "\"'“”‘’「」『』《》`"
_ABOUT = re.compile(rf"\b(?:{_SHEET})\b|{_TABLE}", re.IGNORECASE)
_ALONE = re.compile(
    rf"\s*(?:please\s+)?(?:use|take|read|open|choose|pick|switch to|change to)\s+(?:the\s+)?(?:{_SHEET})\s+"
    rf"[{_MARKS}]?(?P<en>[^{_MARKS},.;]{{1,31}}?)[{_MARKS}]?\s*(?:instead|please)?[.!]?\s*"
    rf"|\s*{_TAKE}\s*(?:{_TABLE})\s*[{_MARKS}]?(?P<zh>[^{_MARKS}，。；]{{1,31}}?)[{_MARKS}]?\s*[。！]?\s*",
    re.IGNORECASE,
)


def chosen(uploads: Uploads, words: str, given: list[File], earlier: Sequence[File]) -> list[File]:
    """The files of a question, with the sheet that its words name in the place of its workbook.

    `earlier` are those of the conversation, newest first. Raises DataError for a sheet that no workbook has.
    """
    if _ABOUT.search(words) is None:
        return given
    books = [(file, sheets_in(uploads, file)) for file in dict.fromkeys(map(book_of, [*given, *earlier]))]
    books = [(file, sheets) for file, sheets in books if len(sheets) > 1]
    for file, sheets in books:
        sheet = named(words, sheets)
        if sheet is not None:
            table = taken(uploads, file, sheet)
            return [table if each == file else each for each in given] if file in given else [*given, table]
    asked = _ALONE.fullmatch(words)
    if books and asked is not None:
        file, sheets = books[0]
        facts = {"file": file.name, "sheet": asked["en"] or asked["zh"], "sheets": ", ".join(sheets[:20])}
        raise DataError(Sentence("tidy.no_sheet", facts))
    return given


def named(words: str, sheets: Sequence[str]) -> str | None:
    """The sheet that stands in the words, beside the word for one; the longest of several."""
    fitting = [sheet for sheet in sheets if _phrase(sheet).search(words)]
    return max(fitting, key=len) if fitting else None


def without(words: str, files: Sequence[File]) -> str:
    """The words without what chose the sheets of these files."""
    for file in files:
        if file.sheet is not None:
            words = _phrase(file.sheet).sub(" ", words)
    return words.strip(" ,，。;；")


def book_of(file: File) -> File:
    """The workbook of a sheet; any other file itself."""
    return file.book or file


def sheets_in(uploads: Uploads, file: File) -> tuple[str, ...]:
    """The sheets of a workbook, in its order; none of what is gone or no workbook."""
    try:
        return _sheets(uploads.path_of(file.sha256, file.name))
    except DataError:
        return ()


def taken(uploads: Uploads, book: File, sheet: str) -> File:
    """The sheet of a workbook as an upload. Raises DataError."""
    from lstm_core.data.tidying.containers import sheet_as_csv

    content = sheet_as_csv(uploads.path_of(book.sha256, book.name), book.name, sheet)
    file = uploads.save(f"{PurePath(book.name).stem} ({sheet}).csv", content)
    return file.model_copy(update={"book": book, "sheet": sheet})


@lru_cache(maxsize=64)
def _sheets(path: Path) -> tuple[str, ...]:
    """By content: an upload's path is its hash."""
    from lstm_core.data.tidying.containers import sheets_of

    return sheets_of(path)


def _phrase(sheet: str) -> re.Pattern[str]:
    """What chooses a sheet in a sentence: "use the sheet Sales", "on the Sales sheet", "用工作表 Sales"."""
    name = rf"[{_MARKS}]?(?<![A-Za-z0-9_]){re.escape(sheet)}(?![A-Za-z0-9_])[{_MARKS}]?"
    english = rf"(?:\b(?:{_USE})\s+)?(?:\bthe\s+)?(?:\b(?:{_SHEET})\s+(?:(?:called|named)\s+)?{name}|{name}\s+(?:{_SHEET})\b)"
    chinese = rf"(?:{_TAKE})?\s*(?:(?:{_TABLE})\s*{name}|{name}\s*(?:这张|这个|那张)?(?:{_TABLE}))(?:里|中|上)?的?"
    return re.compile(rf"{english}|{chinese}", re.IGNORECASE)
