r"""What a model wrote, made fit for the page: parsed as CommonMark and written again, so that nothing else is in it.

Guarantees: drawing the result fetches nothing, as it holds no image, no HTML, no diagram and no link but to http(s);
code is what a CommonMark parser calls code, and stays as it is; every other character that is not a mark of the parser
is shown as it is; formulas stand in the marks that the page knows. The time is linear in the length: a text is
parsed in parts, and a page draws the first of them. No Streamlit.
"""

import functools
import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, reference, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from assistant.markdown import formulas
from assistant.markdown.escaping import clean, verbatim
from assistant.markdown.writer import render_blocks

PART = 12_000  # characters that are parsed and drawn at once
DEEPEST = 40  # levels; a list takes two
LONGEST_LABEL = 1000  # characters of a link's text
LONGEST_OPENING = 200  # characters of a line that opens a fence
SMALL_TABLE = 400  # cells
_KEPT = 256  # parts whose drawing is remembered
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t>]+)?(`{3,}(?=[^`]*$)|~{3,})")
_DEFINITION = re.compile(r"\[(?!\^)(?:\\.|[^\[\]\\])+\]:\s*<?https?://", re.IGNORECASE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)")
_DISPLAY = re.compile(r"\\\\|`+|\$\$|\\\[|\\begin\{")


def normalise(text: str, growing: bool = False) -> str:
    """The text as the page should draw it; `growing` holds back a formula that is not closed yet."""
    drawn = [(_growing if growing and last else _drawn)(part) for part, last in _with_last(parts(text))]
    return "\n\n".join(drawn)


def parts(text: str) -> list[str]:
    """The text in pieces that are each drawn on their own: cut between lines, a cut fence opened again."""
    return first_parts(text, len(text) + 1)[0]


def first_parts(text: str, count: int) -> tuple[list[str], int]:
    """The first so many parts, and how many characters they leave; looks at nothing behind them."""
    if len(text) <= PART:
        return [text], 0
    text = clean(text)
    found, lines, size, fence, end = [], list[str](), 0, "", 0
    while end < len(text):
        line = _line(text, end)
        if lines and (size + len(line) > PART or (size > PART // 2 and not fence and _begins(lines[-1], line))):
            found.append("".join(lines))
            if len(found) == count:
                return found, len(text) - end
            lines = [fence] if fence else []
            size = len(fence)
        lines.append(line)
        end += len(line)
        size += len(line)
        fence = _fence_after(fence, line)
    return [*found, "".join(lines)], 0


def _line(text: str, begin: int) -> str:
    """The line at `begin` with its end; of one that is longer than half a part the beginning, up to a space."""
    most = begin + PART // 2
    end = text.find("\n", begin, most) + 1
    return text[begin : end or text.rfind(" ", begin + PART // 4, most) + 1 or most]


def _begins(before: str, line: str) -> bool:
    """A block begins with `line` that stands in no other."""
    return not before.strip() and line[:1] not in " \t\n>"


def _fence_after(fence: str, line: str) -> str:
    """The line that opened the fence which is still open after `line`, or nothing."""
    if not fence:
        opened = _FENCE.match(line.rstrip("\n")) if len(line) < LONGEST_OPENING else None
        return line[opened.start(1) :] if opened else ""
    mark = fence[0] * (len(fence) - len(fence.lstrip(fence[0])))
    inner = line.strip(" >\t\n")
    return "" if inner.startswith(mark) and not inner.strip(fence[0]) else fence


def _with_last(pieces: list[str]) -> list[tuple[str, bool]]:
    return [(piece, place == len(pieces) - 1) for place, piece in enumerate(pieces)]


@functools.lru_cache(maxsize=_KEPT)
def _drawn(text: str) -> str:
    return _parsed(text, growing=False)


@functools.lru_cache(maxsize=16)
def _growing(text: str) -> str:
    return _parsed(text, growing=True)


def _parsed(text: str, growing: bool) -> str:
    text = clean(text)
    tokens = _tokens(text, growing)
    lines = text.split("\n")
    rows = [token.map[0] for token in tokens if token.type == "tr_open" and token.map]
    for row in rows:
        lines[row] = _without_bars(lines[row])
    if rows and (mended := "\n".join(lines)) != text:
        tokens = _tokens(mended, growing)
    if any(token.nesting == 1 and token.level >= DEEPEST - 2 for token in tokens):
        return verbatim(text)  # the parser leaves out what is nested deeper
    return render_blocks(tokens)


def _tokens(text: str, growing: bool) -> list[Token]:
    return _PARSER.parse(text, {"growing": growing, "tail": None})


def _without_bars(row: str) -> str:
    """A row of a table whose formulas do not end its cells: `$P(a|b)$` with another word for the bar."""
    pieces, end = [], 0
    for mark in formulas.OPENER.finditer(row):
        found = formulas.formula_at(row, mark.start(), len(row)) if mark.start() >= end else None
        if found is not None and "|" in found.body and (" | " not in found.body or _enclosed(found.body)):
            body = row[mark.start() : found.end].replace("\\|", "\\Vert ").replace("|", "\\vert ")
            pieces += [row[end : mark.start()], body]
            end = found.end
    return "".join([*pieces, row[end:]])


def _enclosed(body: str) -> bool:
    """The first bar stands in brackets."""
    before = body.partition("|")[0]
    return any(before.count(opener) > before.count(closer) for opener, closer in ("()", "[]", "{}"))


def _formula(state: StateInline, silent: bool) -> bool:
    """Inline rule: a formula, or the beginning of one that is still being written."""
    place, stop = state.pos, state.posMax
    if state.src[place] not in "\\$":
        return False
    found = formulas.formula_at(state.src, place, stop)
    if found is not None:
        if not silent:
            token = state.push("formula", "", 0)
            token.content = found.body
            token.block = found.display
        state.pos = found.end
        return True
    if state.src.startswith("$$", place):
        if _held_back(state, place):
            state.pos = stop
        else:
            if not silent:
                state.append_pending("$$")
            state.pos = place + 2
        return True
    if not silent and _held_back(state, place):
        state.pos = stop
        return True
    return False


def _bracket(state: StateInline, silent: bool) -> bool:
    """Inline rule: a bracket that begins no link, told without looking for its end again and again."""
    place = state.pos
    if not state.src.startswith(("[", "!["), place):
        return False
    end = state.src.find("]" if state.env.get("references") else "](", place, min(state.posMax, place + LONGEST_LABEL))
    if end >= 0:
        return False
    if not silent:
        state.append_pending(state.src[place])
    state.pos = place + 1
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a table, unless most of its cells would be made up, since the rows lack them."""
    if start + 2 > end or "|" not in state.src[state.bMarks[start] : state.eMarks[start + 1]]:
        return False
    if not silent:
        rows = start
        while rows < end and not state.isEmpty(rows):
            rows += 1
        columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
        marks = state.src.count("|", state.bMarks[start], state.eMarks[rows - 1])
        if columns * (rows - start) > 4 * marks + SMALL_TABLE:
            return False
    return table(state, start, end, silent)


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: where `[name]` leads; a note or another line that begins so is text, which a definition is not."""
    begin = state.bMarks[start] + state.tShift[start]
    defined = _DEFINITION.match(state.src, begin, begin + LONGEST_LABEL) is not None
    return defined and reference(state, start, end, silent)


def _held_back(state: StateInline, place: int) -> bool:
    tail = state.env["growing"] and state.src == state.env["tail"] and state.posMax == len(state.src)
    if not tail or not formulas.opens_formula(state.src, place):
        return False
    return "`" not in state.pending and not any("`" in token.content for token in state.tokens if token.type == "text")


def _name_tail(state: StateCore) -> None:
    """Core rule: the paragraph with which a growing text ends."""
    if state.env["growing"]:
        last = state.src.rstrip("\n").count("\n")
        ends = [token for token in state.tokens[-12:] if token.type == "inline" and token.map and token.map[1] > last]
        state.env["tail"] = ends[-1].content if ends else None


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: a paragraph whose formula goes over lines that would else begin a list, a heading or a paragraph."""
    if state.is_code_block(start) or state.sCount[start] < 0:
        return False
    begin = state.bMarks[start] + state.tShift[start]
    if not formulas.display_opener(state.src[begin : state.eMarks[start]]):
        return False
    line = _closing_line(state, start, end)
    if line == start:
        return False
    if silent:
        return True
    rules = state.md.block.ruler.getRules("paragraph")
    others = [rule for rule in rules if rule is not _paragraph]
    if any(rule(state, start, end, True) for rule in others):
        return False
    line += 1
    while line < end and not state.isEmpty(line):
        indented = state.sCount[line] - state.blkIndent > 3 or state.sCount[line] < 0
        if not indented and any(rule(state, line, end, True) for rule in others):
            break
        line = _closing_line(state, line, end) + 1
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    token: Token = state.push("inline", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False).strip()
    token.map, token.children = [start, line], []
    state.push("paragraph_close", "p", -1)
    return True


def _closing_line(state: StateBlock, start: int, end: int) -> int:
    """The line where the formula ends that `start` opens and leaves open; `start` where there is none."""
    place, stop = state.bMarks[start] + state.tShift[start], state.eMarks[end - 1]
    line, line_end = start, state.eMarks[start]
    while (mark := _DISPLAY.search(state.src, place, line_end)) is not None:
        place = mark.end()
        if mark[0][0] == "`":
            place = _after_code(state.src, mark, line_end)
        elif mark[0] != "\\\\":
            found = formulas.formula_at(state.src, mark.start(), stop)
            if found is None:
                tail = state.env["growing"] and stop >= len(state.src.rstrip())
                return end - 1 if tail and formulas.opens_formula(state.src[:stop], mark.start()) else line
            place = found.end
            while line < end - 1 and place > line_end:
                line += 1
                line_end = state.eMarks[line]
                if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
                    return start
    return line


def _after_code(text: str, opened: re.Match[str], line_end: int) -> int:
    """Behind the code that the backticks open on this line, or behind the backticks."""
    for closed in _CODE.finditer(text, opened.end(), line_end):
        if closed[1] == opened[0]:
            return closed.end()
    return opened.end()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    parser.block.ruler.at("reference", _definition)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("table", "formula_paragraph", _paragraph, interrupts)
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.before("link", "bracket", _bracket)
    parser.core.ruler.before("inline", "name_tail", _name_tail)
    parser.validateLink = lambda _address: True  # type: ignore[assignment,method-assign] # the writer decides where a link may go
    return parser


_PARSER = _parser()
