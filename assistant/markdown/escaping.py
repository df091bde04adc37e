r"""Text as Markdown that shows exactly its characters, whatever they mean to the page's parser.

The page reads CommonMark, tables, formulas, Streamlit's directives, and then changes words of the finished text:
`->` becomes an arrow, `:smile:` a picture, `:material/home:` an icon, `a@b.c` a link. A backslash stops the first kind
only; a `:color[…]` without a colour, which draws nothing of its own, stands in the middle of the second. No Streamlit.
"""

import re

_ADDRESS = re.compile(r"https?://[\w/%?=&~@+#:.-]*[\w/]", re.ASCII)
_MARK = re.compile(r"[\\`*_{}\[\]()<>#|~$&]|:(?=\S)|!(?=\[|\Z)")
_LINE_MARK = re.compile(r"^([^\S\n]*\d*)([-+=.:])", re.MULTILINE)
_ANSWER_MARK = re.compile(r"[\\`*<>|~$&]|(?<![^\W_])_|_(?![^\W_])|!(?=\[)|\](?=[(\[:])")
_ANSWER_LINE = re.compile(r"^[-+#=]")
_LEADING_NUMBER = re.compile(r"^(\d{1,9})([.)])")
_CHANGED = re.compile(
    r"(?<!\S)(?P<arrow><->|<-|->|--|>=|<=|~=)(?!\S)"
    r"|:(?P<named>(?:material[/_]|[\w+-]+:))"
    r"|(?<=[\w.+-])(?P<at>@)(?=[\w-]+\.)"
)
_SPLIT = re.compile(r"\x00(\\?.)")  # NUL comes in no text: the page's parser replaces it


def literal(text: str) -> str:
    """`text` as Markdown that shows exactly these characters; a web address, and nothing else, becomes a link."""
    text = clean(text)
    pieces, end = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [escaped(text[end : address.start()]), f"<{address.group().replace(':material/', '%3Amaterial/')}>"]
        end = address.end()
    return "".join([*pieces, escaped(text[end:])])


def verbatim(text: str) -> str:
    """`literal` that keeps every line and every space as well."""
    lines = [_spaced(line) for line in clean(text).split("\n")]
    kept = "\n".join(lines).strip("\n")
    return re.sub(r"(?<!\n)\n(?!\n)", "\\\\\n", re.sub(r"\n{2,}", "\n\n", kept))


def in_markdown(text: object) -> str:
    r"""A stranger's words for the Markdown of an answer: what `normalise` reads as exactly these characters, on a line.

    A bracket alone begins no link, and `\[` would begin a formula: what is escaped is the one before an address.
    """
    text = _ANSWER_MARK.sub(r"\\\g<0>", " ".join(clean(str(text)).split()))
    return _ANSWER_LINE.sub(r"\\\g<0>", _LEADING_NUMBER.sub(r"\1\\\2", text))


def clean(text: str) -> str:
    """One kind of line end, no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def escaped(text: str) -> str:
    """`text` without links: every mark escaped, every word that the page would change split."""
    text = _CHANGED.sub(_broken, text)
    text = _MARK.sub(r"\\\g<0>", text)
    text = _LINE_MARK.sub(r"\1\\\2", text)
    return _SPLIT.sub(r":color[\1]", text) if "\x00" in text else text


def _broken(found: re.Match[str]) -> str:
    """A NUL before the character that a directive takes out of the word."""
    if found["arrow"]:
        return f"{found[0][0]}\x00{found[0][1:]}"
    return f"\x00:{found['named']}" if found["named"] else "\x00@"


def _spaced(line: str) -> str:
    """One line, its spaces kept where HTML would swallow them."""
    line = line.rstrip().expandtabs(4)
    body = line.lstrip(" ")
    shown = re.sub(r" {2,}", lambda run: "\x01" * (len(run[0]) - 1) + " ", body)
    return ("\x01" * (len(line) - len(body)) + literal(shown)).replace("\x01", "&nbsp;")
