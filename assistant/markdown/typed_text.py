r"""What a person typed or pasted, as Markdown that shows it as typed: characters, lines and indentation.

Three things are more than characters: a block between two fences and lines that are code stand in a block of code,
exactly as they are; a formula is drawn; a web address is a link. Everything else is literal. No Streamlit.
"""

import functools
import re

from assistant.markdown import formulas
from assistant.markdown.escaping import clean, verbatim
from assistant.markdown.writer import block_of_code, block_of_formula, formula_in_text

_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([\w+#-]*)[ \t]*")
_CODE_LINE = re.compile(
    r"\s*(?:"
    r"(?:from\s+[\w.]+\s+)?import\s+[\w.*{]|(?:async\s+)?def\s+\w+\s*\(|class\s+\w+.*[:{]\s*$|@\w[\w.]*(?:\(.*\))?\s*$"
    r"|(?:if|elif|for|while|with|switch|catch)\b.*[:{]\s*$|(?:else|try|finally|do)\s*[:{]\s*$|except\b.*:\s*$"
    r"|return(?:\s+[\w(\[{'\"-].*)?;?\s*$|(?:raise|yield|assert|del|await)\s+\w|pass\s*$|break;?\s*$|continue;?\s*$"
    r"|(?:const|let|var|auto|val|local)\s+\w+.*=|(?:public|private|protected|static|void|function|func|fn)\s+\w"
    r"|(?:int|float|double|char|bool|string|str|torch\.\w+)\s+\*?\w+\s*[=;(]|#include\s*[<\"]|#!/|//\s|/\*|\*/|#\s*\w"
    r"|[\w.\[\]'\"]+(?:\s*,\s*[\w.\[\]'\"]+)*\s*(?::\s*[\w.\[\], |]+)?\s*(?:[-+*/%@&|^]|//|\*\*|<<|>>|:)?=(?!=)\s*\S"
    r"|[\w.]+\(.*\)\s*[;:,]?\s*(?:#.*)?$|[\w.]+\($|[)\]}]+[;,)]*\s*$|.*[{;]\s*$|.*=>\s*|>>>\s|\.\.\.\s|In \[\d+\]:"
    r"|\$\s+\w|(?:pip|python3?|git|cd|ls|sudo|npm|curl|docker|conda|make|export)\s+[\w./-]"
    r"|(?:SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE)\s|</?\w+[^>]*>\s*$"
    r"|Traceback \(most recent|File \".*\", line \d+|\w*(?:Error|Exception|Warning): |\"[^\"]*\"\s*:\s*|'[^']*'\s*:\s*"
    r")"
)
_ANNOUNCING = re.compile(r"[:?.\u3002\uff1a\uff1f]$")
_PLACE = "\x03"  # of a formula in literal text
_INDENTED = re.compile(r"(?: {2,}|\t)\s*\S")
_SENTENCE = re.compile(r"[\u3400-\u9fff]{4,}|[\u3002\uff01\uff0c\uff1f]|[a-z]+[?.]\s*$|(?:\b[A-Za-z]{2,}\b[ ,]+){5,}")


@functools.lru_cache(maxsize=256)
def as_typed(text: str) -> str:
    """Markdown of a question, or of one of its parts."""
    blocks: list[str] = []
    lines = clean(text).split("\n")
    prose: list[str] = []
    place = 0
    while place < len(lines):
        end, block = _fenced(lines, place)
        if block is None:
            end, block = _code(lines, place)
        if block is None:
            prose.append(lines[place])
            place += 1
            continue
        blocks += [_prose(prose), block]
        prose, place = [], end
    blocks.append(_prose(prose))
    return "\n\n".join(block for block in blocks if block)


def _fenced(lines: list[str], place: int) -> tuple[int, str | None]:
    """The block between the fence that stands at `place` and the one that closes it."""
    opened = _FENCE.fullmatch(lines[place].rstrip())
    if opened is None:
        return place, None
    for end in range(place + 1, len(lines)):
        line = lines[end].strip()
        if line.startswith(opened[1]) and not line.strip(opened[1][0]):
            return end + 1, block_of_code("\n".join(lines[place + 1 : end]), opened[2])
    return place, None


def _code(lines: list[str], place: int) -> tuple[int, str | None]:
    """Lines of code that begin at `place`: at least two, or one that cannot be anything else."""
    if not _is_code(lines[place]):
        return place, None
    end, found = place, 0
    for line_number in range(place, len(lines)):
        line = lines[line_number]
        if _is_code(line) or (found and _INDENTED.match(line)):
            found += 1
            end = line_number + 1
        elif line.strip():
            break
    if found < 2 and not (found and _alone(lines, place, end)):
        return place, None
    return end, block_of_code("\n".join(lines[place:end]), "")


def _alone(lines: list[str], place: int, end: int) -> bool:
    """One line of code between blank lines, under a line that announces it, or with indentation."""
    before = lines[place - 1].strip() if place else ""
    after = lines[end].strip() if end < len(lines) else ""
    announced = not before or _ANNOUNCING.search(before) is not None
    return len(lines) > 1 and announced and not after


def _is_code(line: str) -> bool:
    return len(line) < formulas.LONGEST and bool(_CODE_LINE.match(line)) and not _SENTENCE.search(line)


def _prose(lines: list[str]) -> str:
    """Literal lines with their formulas, each in the place of a mark that no text has."""
    text = "\n".join(lines).strip("\n").replace(_PLACE, "\ufffd")
    drawn: list[str] = []
    pieces: list[str] = []
    end = 0
    for mark in formulas.OPENER.finditer(text):
        if mark.start() < end or text[mark.start() - 1 : mark.start()] == "\\":
            continue
        found = formulas.formula_at(text, mark.start(), len(text))
        if found is None:
            continue
        drawn.append(_formula(text, mark.start(), found))
        apart = "\n\n" if "\n" in drawn[-1] else ""
        before = text[end : mark.start()]
        pieces += [before.rstrip("\n") if apart else before, apart, _PLACE, apart]
        end = found.end
    pieces.append(text[end:].lstrip("\n") if drawn and "\n" in drawn[-1] else text[end:])
    formula = iter(drawn)
    return re.sub(_PLACE, lambda _: next(formula), verbatim("".join(pieces)))


def _formula(text: str, place: int, found: formulas.Formula) -> str:
    """On lines of its own when nothing else stands on them."""
    alone = not (text[:place].rpartition("\n")[2].strip() or text[found.end :].partition("\n")[0].strip())
    block = block_of_formula(found.body) if alone and found.display else None
    return block or formula_in_text(found.body, found.display, text[found.end : found.end + 1])
