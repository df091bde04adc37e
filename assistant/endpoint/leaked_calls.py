"""Calls of tools that a model or its server wrote into the text, in all dialects that are known.

Marks that nothing else uses count outside of code. A call that names one of our tools counts everywhere, in a fence
too.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_BARS = ("<｜", "<|", "<||", "<｜｜")  # full-width bars are DeepSeek's own, ASCII ones what some servers make of them
_SPECIAL = ("DSML", "tool▁", "tool_", "tool▁call", "function_call")
_TAGS = (
    *(
        "tool_call",
        "tool_calls",
        "tool_use",
        "function_call",
        "function_calls",
        "function=",
        "invoke name=",
        "toolcall>",
    ),
    *("minimax:tool_call", "seed:tool_call", "xai:function_call", "longcat_tool_call", "antml:function_calls", "call:"),
)
MARKS = tuple(
    dict.fromkeys(
        (
            *(f"{bar}{word}" for bar in _BARS for word in _SPECIAL),
            *(f"</{bar[1:]}{word}" for bar in _BARS for word in _SPECIAL),
            *(f"<{tag}" for tag in _TAGS),
            *(
                f"</{tag}"
                for tag in ("tool_call", "tool_calls", "function_call", "function_calls", "function>", "invoke>")
            ),
            *(
                "<|channel|>commentary",
                "<|call|>",
                "<|python_tag|>",
                "<|python_start|>",
                "<start_function_call>",
                "<arg_key>",
                "<|plugin|>",
                "<|action_start|>",
                "<|START_ACTION|>",
            ),
            *("<|open|>tool", "<|open|>call", "<|open|>argument", "<|close|>tool", "<|close|>call"),
            *("[TOOL_CALLS]", "[TOOL_REQUEST]", "[ARGS]", "✿FUNCTION✿", "✿ARGS✿", "functools[", "to=functions."),
            *("```tool_code", "```tool_call", "```function_call"),
        )
    )
)
_MARK = re.compile("|".join(re.escape(mark) for mark in sorted(MARKS, key=len, reverse=True)))
_BEGINNINGS = frozenset(mark[:length] for mark in MARKS for length in range(1, len(mark)))
_ROOMS = r"(?:functions?[.:]|default_api\.|tools?\.)"  # in which some dialects keep their tools
_NAMING = "name|function|tool|tool_name|function_name|action|recipient_name"
_KEYS = frozenset(
    f"{_NAMING}|type|id|index|arguments|parameters|args|input|tool_calls|tool_uses|calls|function_call|tool_call|call".split(
        "|"
    )
)
_HEAD = re.compile(r"(?:```\w{0,16}[ \t]*\n?\s{0,4})?[\[{][\[{\s]*")
_KEY = re.compile(r"""["'](\w{0,20})(["'])?""")
_TAG = re.compile(r"<(?:function|invoke|tool|call|parameter)\b[^<>\n]{0,60}$")
_FENCE = re.compile(r"```\w{0,16}[ \t]*\n?\s{0,4}$|`{1,2}$")
_LEAD = re.compile(  # what stands before a call on its line, or above it, and is none itself
    r"(?m:^)(?:```\w{0,16}[ \t]*\n[ \t]{0,4}|</?\|?\w{1,24}\|?>\s{0,4}|(?:tool|function)[_ ]?calls?\s?[:：]\s{0,4}|"
    r"print\(|\d{1,2}[.)][ \t]|\*\*|[\[>•→*-][ \t]{0,2}){1,3}"
)
_WORD = re.compile(r"(?<![\w.])[\w.]")
_LONGEST_HEAD = 240
_LONGEST_LINE = 200
_LONGEST_MARK = max(map(len, MARKS))


class LeakDetector:
    """What counts as a leaked call when these tools are on offer."""

    def __init__(self, tools: Sequence[str]) -> None:
        names = "|".join(re.escape(name) for name in tools) or r"(?!)"
        called = rf"(?:{names})(?:\*\*)?(?::\d{{1,6}})?\s{{0,4}}"
        lead = rf"(?m:^)(?:[ \t]{{0,4}}|{_LEAD.pattern})"
        self._calls = re.compile(
            rf"""["'](?:{_NAMING})["']\s*:\s*["'](?:functions\.)?(?:{names})["']"""  # JSON
            rf"""|<[\w｜|][^<>\n]{{0,40}}\bname\s*=\s*["']?(?:{names})\b"""  # tags
            rf"|<(?:tool>\s{{0,4}})?(?:{names})\s?(?:>|</)"  # a tag of its own
            rf"|\b{_ROOMS}{called}(?:[:(=]?\s{{0,4}}[\[{{<\"']|\(\s{{0,4}}(?:\)|\w{{1,30}}\s?=))"
            rf"|(?<![`\w]){called}(?:(?:with|using)\s)?[:(]?\s{{0,2}}\{{\s{{0,4}}\""  # in the middle of a sentence
            rf"|{lead}{called}(?:\(\s{{0,4}}(?:[){{\"']|\w{{1,30}}\s?[=:])|\[|[:=]?\s{{0,4}}\{{)"
            rf"|(?m:^)Action:[ ]?(?:{names})\b"
        )
        self._others = re.compile(r"(?m:^)[ \t]{0,4}functions?\.[\w-]{1,64}(?::\d{1,6})?\s{0,4}[:(=]?\s{0,4}\{")
        rooms = ("", "functions.", "functions:", "function.", "default_api.", "tools.")
        starts = ("Action:", *(f"{room}{tool}" for room in rooms for tool in tools or ("",)))
        self._begun = re.compile("|".join(f"(?:{_prefixes(word)})" for word in starts))
        self._named = re.compile(
            rf"(?:functions?[.:][\w-]{{0,64}}|{_ROOMS}?(?:{names}))\*{{0,2}}(?::\d{{0,6}})?\s{{0,4}}"
            rf"(?:(?:w|wi|wit|with|u|us|usi|usin|using)?\s?[:(]?\s{{0,2}}\{{?\s{{0,4}}|[:=]?\s{{0,4}}|\(\s{{0,4}}\w{{0,30}}\s?)"
            rf"|Action:[ ]?\w{{0,64}}"
        )

        self._tags = re.compile(
            rf"<(?:tool>\s{{0,4}})?(?:{'|'.join(_prefixes(name) for name in tools) or '(?!)'})?\s?$"
        )

    def start(self, place: "TextPosition", text: str) -> int | None:
        """Where a leaked call begins in `text`, which goes on at `place`; None when there is none."""
        found = [begin for begin in (self._ours(place, text), self._marked(place, text)) if begin is not None]
        return min(found) if found else None

    def kept(self, place: "TextPosition", text: str) -> int:
        """How many characters at the end of `text` may become a leaked call."""
        tail = text[-_LONGEST_HEAD - 60 :]
        place = place.after(text[: len(text) - len(tail)])
        longest = overlap(tail, _BEGINNINGS)
        starts = [
            head.start() for head in _HEAD.finditer(tail) if _fresh(place, tail, head.start()) and _open(tail, head)
        ]
        starts += [word.start() for word in _WORD.finditer(tail) if self._may_name(tail, word.start())][:1]
        starts += [fence.start() for fence in _FENCE.finditer(tail) if _fresh(place, tail, fence.start())][:1]
        starts += [tag.start() for tag in _TAG.finditer(tail)]
        starts += [tag.start() for tag in self._tags.finditer(tail)]
        first = min(starts, default=len(tail))
        starts += [
            lead.start()
            for lead in _LEAD.finditer(tail)
            if lead.end() in (first, len(tail)) and _fresh(place, tail, lead.start())
        ]
        return max([longest, *(len(tail) - start for start in starts)])

    def _may_name(self, text: str, start: int) -> bool:
        return bool(self._begun.fullmatch(text, start) or self._named.fullmatch(text, start))

    def _ours(self, place: "TextPosition", text: str) -> int | None:
        found = self._calls.search(place.line + text)
        if found is None or found.end() <= len(place.line):
            return None
        start = max(0, found.start() - len(place.line))
        above = [lead.start() for lead in _LEAD.finditer(text[:start]) if lead.end() == start]
        if above and _fresh(place, text, above[0]):
            return above[0]
        heads = [head.start() for head in _HEAD.finditer(text[:start]) if _fresh(place, text, head.start())]
        opened = text.rfind("{", 0, start)
        return heads[-1] if heads else opened if opened >= 0 and found.group()[0] in "\"'" else start

    def _marked(self, place: "TextPosition", text: str) -> int | None:
        done = 0
        before = len(place.line)
        others = (found for found in self._others.finditer(place.line + text) if found.end() > before)
        marks = {found.start() for found in _MARK.finditer(text)} | {max(0, each.start() - before) for each in others}
        for start in sorted(marks):
            place, done = place.after(text[done:start]), start
            if not place.in_code:
                return start
        return None


@dataclass(frozen=True)
class TextPosition:
    """Where text goes on: what stands on its line before (the end of it), and whether in a fence of code."""

    line: str = ""
    fenced: bool = False

    @property
    def in_code(self) -> bool:
        """What follows is code."""
        return self.fenced or self.line.count("`") % 2 == 1

    def after(self, text: str) -> "TextPosition":
        """The place behind `text`."""
        *whole, line = (self.line + text).split("\n")
        fences = sum(each.lstrip().startswith(("```", "~~~")) for each in whole)
        if len(line) > _LONGEST_LINE:
            cut, line = line[:-_LONGEST_LINE], line[-_LONGEST_LINE:]
            line = ("`" if cut.count("`") % 2 else "…") + line
        return TextPosition(line, self.fenced ^ (fences % 2 == 1))


def _fresh(place: TextPosition, text: str, start: int) -> bool:
    """Nothing but spaces stands before it on its line."""
    begin = text.rfind("\n", 0, start) + 1
    return not text[begin:start].strip() and (begin > 0 or not place.line.strip())


def _open(text: str, head: re.Match[str]) -> bool:
    """The JSON that begins there may turn out to be a call."""
    if len(text) - head.start() > _LONGEST_HEAD:
        return False
    key = _KEY.match(text, head.end())
    if key is None:
        return head.end() == len(text)
    return key[1] in _KEYS if key[2] else any(name.startswith(key[1]) for name in _KEYS)


def _prefixes(word: str) -> str:
    """A pattern for every beginning of `word`, itself included."""
    pattern = ""
    for letter in reversed(word[1:]):
        pattern = f"(?:{re.escape(letter)}{pattern})?"
    return re.escape(word[:1]) + pattern


def overlap(text: str, beginnings: Collection[str]) -> int:
    """Length of the longest ending of `text` that is one of `beginnings`."""
    for length in range(min(_LONGEST_MARK, len(text)), 0, -1):
        if text[-length:] in beginnings:
            return length
    return 0
