"""What an endpoint said when it refused, read from whatever shape its answer has. Knows no SDK and no sentence.

Shapes: `{"error": {"message", "type", "code"}}`, `{"code", "message", "data"}`, `{"detail": [...]}`, `{"base_resp":
{"status_code", "status_msg"}}`, a list of one, JSON inside a text, a page of a gateway, plain words.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

REASON_LENGTH = 240
HEARD = 20_000  # characters of an answer that are read
_MESSAGES = ("error", "message", "detail", "msg", "status_msg", "error_msg", "err_msg", "raw", "reason", "description")
_INNER = ("error", "metadata", "detail", "base_resp", "innererror", "data", "errors", "details")
_CODE = re.compile(
    r"""["'](code|type|status|error_code|err_code|errcode|status_code|reason)["']\s*:\s*["']?([\w.:-]+)"""
)
_EMPTY_WORDS = re.compile(
    r"^(provider returned error|error|upstream error|openai_error|bad_response_status_code|"
    r"bad response status code \d+|internal server error|unknown error)\.?$",
    re.I,
)
_REQUEST = re.compile(r"\s*[(（]?request[ _]?id:?\s*[\w-]{6,}[)）]?", re.I)
_SECRETS = re.compile(r"\b(sk|ak|pk|rk|api|key|tok|token)([-_])[\w-]{8,}", re.I)
_IN_ADDRESS = re.compile(r"//[^/\s@]+@|([?&](?:api[-_]?key|key|token|access_token|secret)=)[^&\s\"']+", re.I)
SHORTEST_KEY = 4


@dataclass(frozen=True)
class Refusal:
    """`status` is that of HTTP, or the one that an error inside a stream names, or 200."""

    status: int
    reason: str  # one short line for a person, without the key
    words: str  # everything that was said
    codes: frozenset[str] = frozenset()  # lower case; those of base_resp as "base:1008"
    headers: Mapping[str, str] = field(default_factory=dict)


def parse_refusal(status: int, body: Any, key: str, headers: Mapping[str, str] | None = None) -> Refusal:
    """What `body`, a text or the value that it holds, says."""
    value = _value(body[:HEARD]) if isinstance(body, str) else body
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)[:HEARD]
    plain = text.replace('\\"', '"').replace("\\\\", "\\")
    codes = {f"base:{code}" if name == "status_code" else code for name, code in _CODE.findall(plain)}
    lowered = frozenset(code.lower().strip(".:") for code in codes)
    if status == 200:
        inside = [int(code) for code in lowered if code.isdigit() and 400 <= int(code) < 600]
        status = inside[0] if inside else status
    given = {name.lower(): content for name, content in (headers or {}).items()}
    reason = redacted(" ".join(_reason(value, text).split()), key)
    reason = re.sub(
        rf"^(?:error code|http)?[:\s]*{status}\b[\s:：,.-]*(?=\S)", "", reason, flags=re.I
    )  # told beside it
    reason = _REQUEST.sub("", reason).rstrip(" .。！!,，;；")[:REASON_LENGTH]
    return Refusal(status, reason, redacted(plain, key), lowered, given)


def refusal_in_chunk(chunk: Mapping[str, Any]) -> Any:
    """The refusal that a chunk of a stream is in place of a piece of an answer, else None."""
    told = chunk.get("base_resp")
    if isinstance(told, Mapping) and told.get("status_code"):
        return {"base_resp": dict(told)}
    choices = chunk.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, Mapping) and choice.get("error"):
            return {"error": choice["error"]}
    if not choices and any(chunk.get(name) for name in ("message", "msg", "error_msg", "detail")):
        return {name: value for name, value in chunk.items() if value is not None}
    return {"error": chunk["error"]} if chunk.get("error") else None


def redacted(text: str, key: str) -> str:
    """`text` without the key, without what looks like one, and without what addresses hide."""
    text = text.replace(key, "***") if len(key) >= SHORTEST_KEY else text
    text = _IN_ADDRESS.sub(lambda found: f"{found[1]}***" if found[1] else "//", text)
    return _SECRETS.sub(lambda found: f"{found[1]}{found[2]}***" if _secret(found.group()) else found.group(), text)


def _secret(word: str) -> bool:
    """Keys mix letters and figures; names such as `token_limit_exceeded` do not."""
    return any(letter.isdigit() for letter in word) and any(letter.isalpha() for letter in word[3:])


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _reason(value: Any, text: str) -> str:
    if isinstance(value, str):
        if value.lstrip().startswith("<"):  # a page of a proxy or a gateway
            title = re.search(r"<title[^>]*>(.*?)</title>", value, re.I | re.S)
            return title[1] if title else ""
        return value
    said = [word.strip() for word in _sentences_in(value, 0) if word.strip()]
    telling = [word for word in said if not _EMPTY_WORDS.match(word)]
    if telling or said:
        return (telling or said)[0]
    return "" if value in (None, {}, []) else text


def _sentences_in(value: Any, depth: int) -> Iterator[str]:
    """The sentences inside, outermost first; JSON inside a text counts as what it holds."""
    if depth > 6 or value is None:
        return
    if isinstance(value, str):
        inner = _value(value) if value.lstrip().startswith(("{", "[")) else value
        if isinstance(inner, str):
            yield inner
        else:
            yield from _sentences_in(inner, depth + 1)
    elif isinstance(value, list):
        for each in value[:5]:
            yield from _sentences_in(each, depth + 1)
    elif isinstance(value, Mapping):
        place = value.get("loc")
        where = f"{'.'.join(map(str, place))}: " if isinstance(place, list) else ""
        for name in _MESSAGES:
            for word in _sentences_in(value.get(name), depth + 1):
                yield f"{where}{word}" if name == "msg" else word
        for name in _INNER:
            if isinstance(value.get(name), Mapping | list):
                yield from _sentences_in(value[name], depth + 1)
