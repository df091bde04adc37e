"""Which upload a question is about: the one that it names, both, or one that the person has yet to choose."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from assistant.conversation.messages import File
from assistant.guide.thread import Thread, has_file_kind
from assistant.guide.understanding import spans
from assistant.guide.understanding.columns import SERIES_NOUN

_ALL = re.compile(
    r"[两三](?:个|份)(?:文件|表)?都|都要|都做|都预测|都用|都训练|全都|全部(?:文件|都)|每个文件都?|各做|分别|"
    r"\b(?:both|all (?:of them|files|three)|each of them|every file|each file)\b(?: of them| files)?"
)
_EVERY_FILE = re.compile(r"每个文件都?|[两三]个文件都|a card for each file|(?:both|all|each|every) (?:the )?files?")
_FIRST = re.compile(r"第一个|第1个|前一个|前面那个|\bthe (?:first|former)\b|^(?:first|1st|former|1)\W*$")
_SECOND = re.compile(r"第二个|第2个|\bthe second\b|^(?:second|2nd|2)\W*$")
_LAST = re.compile(r"最后一个|后一个|后面那个|\bthe (?:last|latter)\b|^(?:last|latter)\W*$")
_OF_FILES = re.compile(r"(?:第一|第1|前一|第二|第2|最后一|后一)(?:个|份)文件|\b(?:first|second|last) file\b")
_DIGEST = 6
_SHORT = 4  # words


@dataclass(frozen=True)
class UploadChoice:
    """The uploads that a question means; `open` ones are to be chosen from first."""

    files: tuple[File, ...] = ()
    open: tuple[File, ...] = ()
    words: str = ""  # the question without the names of files

    @property
    def named(self) -> bool:
        """The question says which files it means."""
        return bool(self.files)


def distinct_name(file: File, files: tuple[File, ...]) -> str:
    """The name of a file, with the beginning of its id where another one is called the same."""
    twins = {other.sha256 for other in files if other.name == file.name}
    return file.name if len(twins) < 2 else f"{file.name} {file.sha256[:_DIGEST]}"


def handle(file: File, files: tuple[File, ...]) -> str:
    """What a tool is given to find the file: its name, or its id where the name stands for two."""
    return file.name if distinct_name(file, files) == file.name else file.sha256[:12]


def choice_of(thread: Thread, question: str) -> UploadChoice:
    """The files that a question names, or those between which it leaves open which."""
    files, words = _named(thread, question)
    if files:
        return UploadChoice(files, words=words)
    together = thread.fresh or thread.newest_together
    if len(together) > 1 and _EVERY_FILE.search(question.lower()):
        return UploadChoice(together, words=_EVERY_FILE.sub(" ", question))
    lowered = question.lower()
    offered = offered_of(thread)
    if len(offered) < 2 and _OF_FILES.search(lowered) and len(thread.files) > 1:
        offered = thread.files[::-1]  # of those that came one after the other
    if len(offered) < 2:
        return UploadChoice(words=question)
    if _ALL.search(lowered):
        return UploadChoice(offered, words=_ALL.sub(" ", question))
    for pattern, place in ((_FIRST, 0), (_SECOND, 1), (_LAST, -1)):
        if pattern.search(lowered) and place < len(offered):
            words = re.sub(r"文件|\bfile\b|\bone\b", " ", pattern.sub(" ", question))
            return UploadChoice((offered[place],), words=words)
    return UploadChoice(open=offered, words=question)


def offered_of(thread: Thread) -> tuple[File, ...]:
    """Several files that came together and that no card reads yet; the only sound or text may stand beside a table."""
    together = thread.fresh or thread.newest_together
    used = any(card.reads(file) for card in thread.cards for file in together)
    return together if len(together) > 1 and not used else ()


def _named(thread: Thread, question: str) -> tuple[tuple[File, ...], str]:
    """The files whose names stand in the question, in its order, and the question without them."""
    places: dict[int, File] = {}
    words = question
    lowered = question.lower()
    for file in sorted(thread.files, key=lambda file: -len(distinct_name(file, thread.files))):
        stem = PurePath(file.name).stem
        shown = distinct_name(file, thread.files)
        listed = stem.lower() in _listed(question, thread.fresh or thread.newest_together)
        if len(thread.files) == 1 and re.fullmatch(SERIES_NOUN, stem, re.I):
            stem = ""  # a word for the series in it, of the one file that there is
        alone = (
            (file.name, stem if (len(stem) > 2 and not spans.is_unit(stem)) or listed else "")
            if shown == file.name
            else ()
        )
        for name in (shown, file.sha256[:12], *alone):
            found = re.search(rf"(?<![\w.]){re.escape(name.lower())}(?![a-z0-9_])", lowered) if name else None
            if found is None and name and not name.isascii():
                found = re.search(re.escape(name.lower()), lowered)
            if found is not None:
                places[found.start()] = file
                blank = " " * len(found[0])
                lowered = lowered[: found.start()] + blank + lowered[found.end() :]
                words = words[: found.start()] + blank + words[found.end() :]
                break
    return tuple(places[place] for place in sorted(places)), " ".join(words.split()) if places else question


def _listed(question: str, together: tuple[File, ...]) -> frozenset[str]:
    """The words of a question that is nothing but a list of short names of files: `a and c`, `use b`."""
    words = re.findall(r"\w+", question.lower())
    aside = {"use", "take", "forecast", "predict", "and", "only", "just", "用", "只用", "和", "预测"}
    named = frozenset(words) - aside
    stems = {PurePath(file.name).stem.lower() for file in together}
    return named if len(words) <= _SHORT and len(together) > 1 and named <= stems else frozenset()


def kind_of(file: File) -> str:
    """What a file offers itself for: "text", "zip", "sound", else "table"."""
    return next((kind for kind in ("text", "zip", "sound") if has_file_kind(file, kind)), "table")
