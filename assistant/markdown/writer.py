"""Tokens of the parser written as Markdown that the page's parser reads in one way only.

Every text goes through `escaped`; a fence is longer than any run of its mark inside and names a language only when the
page knows it as code; an image is its text; a link goes to http(s) or is its text.
"""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from assistant.markdown import formulas
from assistant.markdown.escaping import escaped, literal

_HTTP = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_CODE_NAME = re.compile(
    r"ada|asm|awk|bash|basic|bat|batch|bibtex|c|cfg|clojure|cmake|cobol|conf|console|cpp|cs|csharp|css|csv|"
    r"cuda|cython|d|dart|diff|docker|dockerfile|elixir|elm|erlang|fortran|fsharp|gdscript|git|glsl|go|golang|"
    r"gradle|graphql|groovy|haskell|hcl|html|http|ini|java|javascript|js|json|json5|jsonl|jsx|julia|kotlin|kt|"
    r"less|lisp|log|lua|make|makefile|markdown|md|matlab|nginx|nim|nix|objectivec|ocaml|octave|opencl|pascal|"
    r"perl|php|plaintext|powershell|prolog|properties|protobuf|ps1|py|py3|pycon|python|python3|r|rb|regex|rs|"
    r"rst|ruby|rust|sass|scala|scheme|scss|sh|shell|sql|svelte|swift|systemverilog|tcl|text|toml|ts|tsx|txt|"
    r"typescript|v|vb|verilog|vhdl|vim|vue|wasm|xml|yaml|yml|zig|zsh"
)
_ALSO = {"c++": "cpp", "c#": "csharp", "f#": "fsharp", "objective-c": "objectivec", "shell-session": "console"}
_TEX_NAMES = frozenset(("math", "latex", "tex", "katex"))
_TASK = re.compile(r"\\\[([ xX])\\\] (?=\S)")
_LINE_END = re.compile(r"[\r\n]+")
_NOTHING = "\x02"  # an image without words
_APART = ":color[]"  # draws nothing
_MARKED = "`$*~"
_RUNS = {mark: re.compile(re.escape(mark) + "+") for mark in "`$"}
_MARKS = {"strong": "**", "em": "*", "s": "~~"}


def render_blocks(tokens: Sequence[Token]) -> str:
    """Blocks, one below the other."""
    return "\n".join(_Blocks(tokens).until(None))


class _Blocks:
    """Goes through the tokens once; a container writes its blocks with its own mark before every line."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.place = tokens, 0

    def until(self, closing: str | None, tight: bool = False) -> list[str]:
        """The lines of all blocks up to the token that closes the container."""
        lines: list[str] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token.type == closing:
                break
            hidden = token.hidden
            block = self._block(token)
            if lines and block and not (tight and (hidden or _may_follow_a_line(token))):
                lines.append("")
            lines += block
        return lines

    def _block(self, token: Token) -> list[str]:
        match token.type:
            case "paragraph_open":
                return _paragraph(self._inline(token))
            case "heading_open":
                return [f"{'#' * int(token.tag[1])} {_in_a_line(self._inline(token))}"]
            case "blockquote_open":
                return [f"> {line}".rstrip() for line in self.until("blockquote_close")] or [">"]
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
            case "table_open":
                return self._table()
            case "hr":
                return ["___"]
            case "fence":
                return _fence(token.content, token.info.strip())
            case "code_block":
                return _fence(token.content, "")
            case _:
                return []

    def _inline(self, opening: Token) -> list[Token]:
        """The children of the inline token in a paragraph, heading or cell; goes on behind the closing token."""
        closing = opening.type.replace("_open", "_close")
        children: list[Token] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token.type == closing:
                break
            children += token.children or []
        return children

    def _list(self, opening: Token) -> list[str]:
        ordered = opening.type == "ordered_list_open"
        closing = opening.type.replace("_open", "_close")
        number = int(opening.attrGet("start") or 0) if opening.attrGet("start") is not None else 1
        items: list[list[str]] = []
        loose = False
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token.type == closing:
                break
            following = self.tokens[self.place]
            tight = following.hidden or following.type != "paragraph_open"
            mark = f"{number + len(items)}{opening.markup} " if ordered else f"{opening.markup} "
            body = self.until("list_item_close", tight) or ["&nbsp;"]
            if following.type == "paragraph_open":
                body[0] = _TASK.sub(r"[\1] ", body[0], count=1) if _TASK.match(body[0]) else body[0]
            loose = loose or not tight or "" in body
            indent = " " * len(mark)
            items.append([mark + body[0], *(f"{indent}{line}".rstrip() for line in body[1:])])
        lines: list[str] = []
        for item in items:
            lines += ["", *item] if lines and loose else item
        return lines

    def _table(self) -> list[str]:
        rows: list[list[str]] = []
        marks: list[str] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            self.place += 1
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    marks.append(_ALIGNED.get(str(token.attrGet("style") or ""), "---"))
                rows[-1].append(_in_a_line(self._inline(token), cell=True))
        lines = [f"| {' | '.join(cells)} |" for cells in rows]
        return [lines[0], f"| {' | '.join(marks)} |", *lines[1:]] if lines else []


_ALIGNED = {"text-align:left": ":--", "text-align:right": "--:", "text-align:center": ":-:"}


def _may_follow_a_line(token: Token) -> bool:
    """The block may stand in a tight item right below a line of text."""
    return token.type in ("fence", "code_block", "blockquote_open", "heading_open", "bullet_list_open") or (
        token.type == "ordered_list_open" and token.attrGet("start") is None
    )


def block_of_code(code: str, info: str) -> str:
    """A fence around code; the language is named when the page knows it as code."""
    return "\n".join(_fence(code, info))


def block_of_formula(body: str) -> str | None:
    """A formula on lines of its own; None when the page must not draw it."""
    lines = _display(body)
    return "\n".join(lines) if lines else None


def formula_in_text(body: str, display: bool, following: str, cell: bool = False) -> str:
    """A formula within a line, before the text `following`; code when the page must not draw it."""
    tex = formulas.inline_tex(body, display)
    if tex is None:
        return _code(" ".join(body.split()), cell)
    if cell and "|" in tex:
        tex = tex.replace("\\|", "\\Vert ").replace("|", "\\vert ")
    plain = "$" not in tex and not following[:1].isdigit()
    mark = "$" if plain else "$" * max(2, _longest(tex, "$") + 1)
    return f"{mark} {tex} {mark}" if "$" in (tex[0], tex[-1]) else f"{mark}{tex}{mark}"


def _fence(code: str, info: str) -> list[str]:
    language = info.partition(" ")[0].lower()
    code = code.removesuffix("\n")
    if language in _TEX_NAMES and (formula := _display(code)) is not None:
        return formula
    language = _ALSO.get(language, language)
    mark = "`" * max(3, _longest(code, "`") + 1)
    return [mark + (language if _CODE_NAME.fullmatch(language) else ""), *code.split("\n"), mark]


def _display(body: str) -> list[str] | None:
    lines = formulas.display_tex(body)
    if not lines:
        return None
    mark = "$" * max(2, _longest(body, "$") + 1)
    return [mark, *lines, mark]


def _paragraph(children: list[Token]) -> list[str]:
    """Lines of text; a formula of its own lines stands between them."""
    lines: list[str] = []
    depth, begun = 0, 0
    for place, token in enumerate(children):
        depth += token.nesting
        if token.type == "formula" and token.block and not depth:
            formula = _display(token.content) or _fence(token.content, "text")
            lines += [*_lines(children[begun:place]), *formula]
            begun = place + 1
    return lines + _lines(children[begun:])


def _lines(children: list[Token]) -> list[str]:
    text = _text(children, cell=False, breaks=True)
    lines = [line.lstrip() for line in text.strip("\n").removesuffix("\\\n").split("\n")]
    return [line for line in lines if line.strip()]


def _in_a_line(children: list[Token], cell: bool = False) -> str:
    return " ".join(_text(children, cell, breaks=False).split("\n")).strip()


def _text(children: list[Token], cell: bool, breaks: bool) -> str:
    pieces: list[tuple[str, int]] = []  # what is written, and whether it opens or closes a mark
    links: list[str | None] = []
    plain = ""
    for place, token in enumerate(children):
        if token.type in ("text", "text_special", "image"):
            plain += (_words(token) or _NOTHING) if token.type == "image" else token.content
            continue
        if plain:
            pieces.append((_plain(plain, any(links)), 0))
            plain = ""
        if token.type == "link_open":
            links.append(_address(token))
            pieces.append(("[" if links[-1] else "", 0))
        elif token.type == "link_close":
            address = links.pop() if links else None
            pieces.append((f"](<{address}>)" if address else "", 0))
        else:
            following = children[place + 1] if place + 1 < len(children) else None
            pieces.append((_piece(token, following, cell, breaks), token.nesting))
    if plain:
        pieces.append((_plain(plain, any(links)), 0))
    return _joined(pieces)


def _plain(text: str, linked: bool) -> str:
    """Text between marks; within a link an address is no second one."""
    text = _LINE_END.sub(" ", text)
    return (escaped(text) if linked else literal(text)).replace(_NOTHING, _APART)


def _joined(pieces: list[tuple[str, int]]) -> str:
    """The pieces one after the other, kept apart where two marks would be read as one."""
    joined: list[str] = []
    last, closed = "", 0
    for piece, nesting in pieces:
        if not piece:
            continue
        if last == piece[0] and last in _MARKED and not (nesting == closed != 0):
            joined.append(_APART)
        joined.append(piece)
        last, closed = ("", 0) if piece[-2:-1] == "\\" else (piece[-1], nesting)
    return "".join(joined)


def _piece(token: Token, following: Token | None, cell: bool, breaks: bool) -> str:
    match token.type:
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "\\\n" if breaks else "\n"
        case "code_inline":
            return _code(token.content, cell)
        case "formula":
            return formula_in_text(token.content, bool(token.block), following.content if following else "", cell)
        case kind:
            return _MARKS.get(kind.rpartition("_")[0], "")


def _code(code: str, cell: bool) -> str:
    mark = "`" * (1 if "`" not in code else _longest(code, "`") + 1)
    padded = code[:1] == "`" or code[-1:] == "`" or (code[:1] == code[-1:] == " " and code.strip(" "))
    if cell:
        code = code.replace("|", "\\|")
    return f"{mark} {code} {mark}" if padded else f"{mark}{code}{mark}"


def _words(token: Token) -> str:
    """What an image says instead of being drawn."""
    words = "".join(
        _words(child) if child.type == "image" else " " if child.type.endswith("break") else child.content
        for child in token.children or []
    )
    address = str(token.attrGet("src") or "")
    return words if words.strip() or not _HTTP.fullmatch(address) else address


def _address(token: Token) -> str | None:
    """Where a link goes, as the page's parser must read it; None: nowhere that a person should be sent."""
    address = str(token.attrGet("href") or "")
    if not _HTTP.fullmatch(address):
        return None
    address = address.replace("\\", "%5C").replace("|", "%7C").replace(":material/", "%3Amaterial/")
    return address.replace("&", "&amp;")


def _longest(text: str, mark: str) -> int:
    return max((len(run) for run in _RUNS[mark].findall(text)), default=0)
