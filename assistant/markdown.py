r"""Markdown of a model made fit for the page: its formulas in the marks that the page knows, nothing that loads.

Guarantees: `\( \)` and `\[ \]` become `$` and `$$`; raw HTML shows as text; an image becomes a link, so that drawing an
answer never fetches anything; code fences and inline code stay as they are. No Streamlit.
"""

import re

_CODE = re.compile(
    r"(?P<fence>^ {0,3}(?P<mark>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=mark)[`~]*[ \t]*$|.*\Z))"
    r"|(?P<inline>(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`))",
    re.MULTILINE | re.DOTALL,
)
_DISPLAY = re.compile(r"(?<!\\)\\\[(.+?)(?<!\\)\\\]|(?<!\\)\$\$(.+?)(?<!\\)\$\$", re.DOTALL)
_INLINE = re.compile(r"(?<!\\)\\\((.+?)(?<!\\)\\\)", re.DOTALL)
_IMAGE = re.compile(r"!(?=\[)")
_MATH = re.compile(r"(?<!\\)\$\$.+?\$\$|(?<!\\)\$[^$\n]+?(?<!\\)\$", re.DOTALL)
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://|mailto:)")
LONGEST_FORMULA = 2000  # characters; what opens a longer one is no formula
_OPENERS = ((r"\(", r"\)"), (r"\[", r"\]"), ("$$", "$$"))


def normalise(text: str, growing: bool = False) -> str:
    """The text as the page should draw it; `growing` holds back a formula that is not closed yet."""
    if growing:
        text = _without_open_formula(text)
    pieces, end = [], 0
    for code in _CODE.finditer(text):
        pieces += [_prose(text[end : code.start()]), code.group()]
        end = code.end()
    return "".join([*pieces, _prose(text[end:])])


def _prose(text: str) -> str:
    text = _DISPLAY.sub(lambda found: f"\n$$\n{(found[1] or found[2]).strip()}\n$$\n", text)
    text = _INLINE.sub(lambda found: f"${_one_line(found[1])}$", text)
    pieces, end = [], 0
    for formula in _MATH.finditer(text):
        pieces += [_harmless(text[end : formula.start()]), formula.group().replace("![", "! [")]
        end = formula.end()
    return "".join([*pieces, _harmless(text[end:])])


def _one_line(formula: str) -> str:
    return " ".join(formula.split())


def _harmless(text: str) -> str:
    return _TAG.sub(r"\\<", _IMAGE.sub("", text))


def _without_open_formula(text: str) -> str:
    """`text` up to an opener without its end; a lone backslash at the very end may become one."""
    prose = _CODE.sub(lambda code: " " * len(code.group()), text)
    if "`" in prose or "~~~" in prose:
        return text  # code that is not closed yet: what looks like a formula may be code
    cut = len(text) - 1 if prose.endswith("\\") else len(text)
    for opener, closer in _OPENERS:
        place = 0
        while (begun := prose.find(opener, place)) >= 0:
            closed = prose.find(closer, begun + len(opener))
            if closed < 0:
                cut = min(cut, begun) if len(text) - begun < LONGEST_FORMULA else cut
                break
            place = closed + len(closer)
    return text[:cut]
