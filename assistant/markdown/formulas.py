r"""Where a formula stands in a text, and what of it KaTeX gets. No parser, no Streamlit.

Formulas: `\(…\)`, `\[…\]`, `$$…$$`, `$…$` and a bare `\begin{align}…\end{align}`. Money, shell variables and brackets
that were escaped (`US$5 and $10`, `$HOME`, `temp \[C\]`) are prose. Every search is bounded by `LONGEST`.
"""

import re
from typing import NamedTuple

LONGEST = 2000  # characters; what opens a longer one is no formula
LONGEST_OPEN = 200  # characters of a `$…` that is still being written
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:align|alignat|equation|gather|multline|eqnarray|matrix|[pbBvV]matrix|CD)\*?"
    r"|aligned|alignedat|gathered|split|[rd]?cases|drcases|smallmatrix|d?array|subarray)\}"
)
OPENER = re.compile(r"\\[(\[]|\\begin\{|\$")
_BEGUN = re.compile(r"\\(?:b|be|beg|begi|begin(?:\{[A-Za-z]*\*?)?)?")
_TEX = re.compile(r"\\[A-Za-z]|\^|(?<![A-Za-z\d])[A-Za-z]\d?'*_|[)}\]|]_")
_SUBSCRIPT = re.compile(r"\s*[\^_\\]")
_WORDS_OF_TEX = re.compile(r"\\(?:text\w*|mathrm|mathbf|operatorname\*?|mbox)\s*\{[^{}]*\}|\\[A-Za-z]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[A-Za-z]{2,}[.,;:!?]?")
_OPERATORS = frozenset("+-*/=<>≤≥≈×·→∈|:")
_FUNCTION = re.compile(
    r"(?:sin|cos|tan|sinh|cosh|tanh|exp|log|ln|max|min|argmax|argmin|lim|sup|inf|det|mod|Pr)[.,;:!?]?"
)
_STOPS = re.compile(r"[ \t.,;:\u3001\u3002\uff0c\uff1a\uff1b]*")
_SUM = re.compile(r"[+<>≤≥≈]")
_NAMED = re.compile(r"[A-Za-z]{2,}_[A-Za-z]{2,}")
_REFUSED = re.compile(
    r"\\(?:href|url|includegraphics|html[A-Za-z]*|[gex]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand"
    r"|newenvironment|rule|write|input|include|require|catcode|char|unicode)(?![A-Za-z])"
    r"|`|://|\d{3,}(?:\.\d*)?\s*(?:em|ex|pt|px|cm|mm|in|bp|pc|dd|cc|nd|nc|sp|mu)\b"
)
_LABEL = re.compile(r"\\label\{[^{}]*\}|\\nonumber(?![A-Za-z])")
_IN_A_LINE = re.compile(r"\\(begin|end)\{(align|gather|alignat|equation|multline|eqnarray)\*?\}")
_SMALL = {"align": "aligned", "alignat": "alignedat", "eqnarray": "aligned"}


class Formula(NamedTuple):
    """A formula of a text: where it ends, its TeX, and whether it stands on lines of its own."""

    end: int
    body: str
    display: bool


def formula_at(text: str, place: int, stop: int) -> Formula | None:
    """The formula that opens at `place` and closes before `stop`, if there is one."""
    if text.startswith("$$", place):
        return _between(text, place, stop, "$$")
    if text.startswith("$", place):
        return _dollar(text, place, stop)
    if text.startswith((r"\(", r"\["), place):
        return _between(text, place, stop, r"\)" if text[place + 1] == "(" else r"\]")
    return _environment(text, place, stop)


def opens_formula(text: str, place: int) -> bool:
    """A formula may begin at `place`: its closing mark is still to come."""
    rest = text[place:]
    if len(rest) > LONGEST:
        return False
    if rest.startswith((r"\(", r"\[", "$$")) or _BEGUN.fullmatch(rest):
        return True
    if rest.startswith("$"):
        written = rest[1:]
        small = len(written) <= LONGEST_OPEN and "\n" not in written and not written.startswith((" ", "\t"))
        return small and "$" not in written and not _follows_a_word(text, place, written) and not _prose(written)
    return _ENVIRONMENT.match(rest) is not None


def display_opener(line: str) -> bool:
    """The line may open a formula that goes on in the lines below."""
    return "$$" in line or r"\[" in line or r"\begin{" in line


def display_tex(body: str) -> list[str] | None:
    """TeX of a formula on lines of its own; None when the page must not draw it."""
    body = _tex(body)
    lines = [line.strip().replace("~~~", "~~{}~") for line in body.split("\n")]
    return None if _REFUSED.search(body) else [line for line in lines if line]


def inline_tex(body: str, display: bool) -> str | None:
    """TeX of a formula within a line; None when the page must not draw it."""
    body = " ".join(_tex(body).split())
    if not body or _REFUSED.search(body):
        return None
    if display:
        body = "\\displaystyle " + _IN_A_LINE.sub(_small, body)
    return body


def _tex(body: str) -> str:
    """Without labels, and harmless even to a page that would not take it for a formula."""
    return _LABEL.sub("", body).replace("![", "! [").replace("](", "] (")


def _small(found: re.Match[str]) -> str:
    return f"\\{found[1]}{{{_SMALL.get(found[2], 'gathered')}}}"


def _between(text: str, place: int, stop: int, closer: str) -> Formula | None:
    opener = text[place : place + 2]
    end = _closed(text, place + 2, stop, closer)
    if end is None:
        return None
    body = text[place + 2 : end]
    if opener == r"\(":  # one may stand inside the \text{} of another
        for _ in range(body.count(r"\(")):
            further = _closed(text, end + 2, min(stop, place + LONGEST), closer)
            if further is None or "\n\n" in text[end:further]:
                break
            end = further
            body = text[place + 2 : end]
            if body.count(r"\(") <= body.count(r"\)"):
                break
    if not body.strip() or not _plausible(text, place, end + 2, body):
        return None
    return Formula(end + 2, body.strip(), opener != r"\(")


def _plausible(text: str, place: int, end: int, body: str) -> bool:
    """What stands between the marks is TeX, and not a bracket or a sentence that was escaped."""
    opener = text[place : place + 2]
    if _TEX.search(body):
        return opener != r"\(" or "\n\n" not in body
    if opener == "$$":
        return len(body.split()) < 8 or not _prose(body)
    lines = "\n" in body[: len(body) - len(body.lstrip())]  # the opener ends its line
    if _prose(body) or ("\n\n" in body and not lines):
        return False
    if opener == r"\(" or lines:
        return True
    before = text[text.rfind("\n", 0, place) + 1 : place]
    line_end = text.find("\n", end)
    after = text[end : line_end if line_end >= 0 else len(text)]
    alone = not before.strip() and _STOPS.fullmatch(after) is not None
    return "=" in body or (alone and (body[0].isspace() or bool(_SUM.search(body))))


def _closed(text: str, begin: int, stop: int, closer: str) -> int | None:
    """Where the closing mark stands that no backslash takes away."""
    stop = min(stop, begin + LONGEST)
    found = text.find(closer, begin, stop)
    while found >= 0:
        if (found - len(text[begin:found].rstrip("\\")) - begin) % 2 == 0:
            return found
        found = text.find(closer, found + 1, stop)
    return None


def _dollar(text: str, place: int, stop: int) -> Formula | None:
    end = _closed(text, place + 1, stop, "$")
    if end is None or end == place + 1:
        return None
    body, after = text[place + 1 : end], text[end + 1 : end + 2] if end + 1 < stop else ""
    tex = _TEX.search(body) is not None
    open_space, close_space = body[0].isspace(), body[-1].isspace()
    if open_space != close_space or (open_space and not tex and "=" not in body):
        return None
    if "\n" in body and (not tex or "\n\n" in body):
        return None
    if _follows_a_word(text, place, body) or (not tex and _prose(body)):
        return None
    if (after.isascii() and after.isalnum()) and not (tex or (len(body) == 1 and body.isalpha() and after.isalpha())):
        return None
    if after and after in "({" and not tex:
        return None
    return Formula(end + 1, body.strip(), display=False)


def _follows_a_word(text: str, place: int, body: str) -> bool:
    """The mark belongs to the word or number before it, as in `US$5`, and no index begins, as in `CO$_2$`."""
    before = text[place - 1 : place]
    return before.isascii() and before.isalnum() and _SUBSCRIPT.match(body) is None


def _environment(text: str, place: int, stop: int) -> Formula | None:
    begun = _ENVIRONMENT.match(text, place, min(stop, len(text)))
    if begun is None:
        return None
    closer, opener = f"\\end{{{begun[1]}}}", begun[0]
    end, begin = place, begun.end()
    for _ in range(5):  # environments of one name stand in each other
        found = text.find(closer, begin, min(stop, place + LONGEST))
        if found < 0:
            return None
        end = begin = found + len(closer)
        if text.count(opener, place, end) <= text.count(closer, place, end):
            break
    name = begun[1].rstrip("*")
    body = text[place:end]
    if name in ("eqnarray", "multline"):
        body = body.replace(opener, "\\begin{" + ("align*" if name == "eqnarray" else "gather*") + "}")
        body = body.replace(closer, "\\end{" + ("align*" if name == "eqnarray" else "gather*") + "}")
    return Formula(end, body, display=True)


def _prose(body: str) -> bool:
    """Words that stand beside each other, or a name with underscores: no formula writes so."""
    plain = _WORDS_OF_TEX.sub(" ", body)
    if _CJK.search(plain) or _NAMED.search(plain):
        return True
    parts = plain.split()
    words = [part for part in parts if _WORD.fullmatch(part) and not _FUNCTION.fullmatch(part)]
    return len(words) > 1 or (len(words) == 1 < len(parts) and _OPERATORS.isdisjoint(parts))
