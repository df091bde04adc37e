"""A text whose lines are written in more than one encoding is refused: whatever reads it would garble some of them.

Only lines that are plainly UTF-8 among lines that are not can be told; a line is the smallest unit. By chance few lines
in another encoding are valid UTF-8: about 1 in 100 in GBK, where a line of one word may be, and fewer in all others.
Looks at samples of a large file, so that any size is answered at once.
"""

import re
from collections.abc import Iterator

from lstm_core.errors import DataError, Sentence

SAMPLES, SAMPLE_BYTES = 64, 1 << 16
PLAIN = 6  # characters of three bytes or more in one line that make it a witness for UTF-8
FEW, MANY = 0.05, 0.4  # shares of the lines beyond ASCII: valid with such characters, or valid at all
_BEYOND_ASCII = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")


def refuse_mixture(content: bytes, name: str) -> None:
    """Raises DataError when some lines are plainly UTF-8 and others are not; names one of each."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        stranger = error.start
    else:
        return
    valid: list[tuple[int, int]] = []  # where the line stands, how many characters it has of three bytes or more
    every = 0
    for place, line in _lines(content, stranger):
        every += 1
        try:
            valid.append((place, sum(character > "\u07ff" for character in line.decode("utf-8"))))
        except UnicodeDecodeError:
            continue
    telling = [place for place, foreign in valid if foreign]
    plain = [place for place, foreign in valid if foreign >= PLAIN]
    witness = (
        plain
        or (telling if len(telling) >= FEW * every else [])
        or ([place for place, _ in valid] if len(valid) >= MANY * every else [])
    )
    if witness:
        lines = {"line": _number(content, stranger), "other": _number(content, witness[0])}
        raise DataError(Sentence("text.mixed", {"file": name, **lines}))


def _lines(content: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Where lines beyond ASCII stand, and they themselves: around a place and in samples all over the content."""
    starts = {max(0, place - SAMPLE_BYTES // 2), *range(0, len(content), max(SAMPLE_BYTES, len(content) // SAMPLES))}
    end = 0
    for start in sorted(starts):
        first = max(start, end)
        if first:  # a whole line
            first = content.find(b"\n", first - 1) + 1 or len(content)
        end = max(end, min(len(content), start + SAMPLE_BYTES))
        for found in _BEYOND_ASCII.finditer(
            content, first, max(first, content.find(b"\n", end - 1) + 1 or len(content))
        ):
            yield found.start(), found[0]


def _number(content: bytes, place: int) -> int:
    """The line of a byte, counted from 1 as an editor does."""
    before = content[:place]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
