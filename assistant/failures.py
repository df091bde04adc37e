"""What an endpoint's refusal means, as a key of the text table. Knows status codes and words, not the SDK."""

import re
from collections.abc import Mapping
from typing import Any

from lstm_core.errors import Message
from lstm_core.texts import Parameter

REASON_LENGTH = 240
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_BY_STATUS = {
    401: "client.unauthorized",
    402: "client.balance",
    403: "client.forbidden",
    422: "client.parameters",
    429: "client.busy",
}
_MODEL = re.compile(
    r"API model names|model .{0,80}(not (exist|found|available)|does not exist)|(unknown|no such) model", re.I
)
_ECHO = re.compile(r"reasoning_content.{0,80}must be passed back", re.I | re.S)
_CONTEXT = re.compile(r"context (length|window)|maximum context|too many tokens|exceeds? .{0,40}token", re.I)
_NO_TOOLS = re.compile(
    r"(does not|doesn't|not) support (tool|function)|tool.{0,20}not supported|--jinja|enable-auto-tool", re.I
)
_REFUSED = r"(unknown|unrecogni[sz]ed|unexpected|unsupported|not (supported|permitted|allowed)|extra|invalid|only)"
_OPTION = re.compile(
    r"stream_options|include_usage|enable_thinking|chat_template_kwargs|reasoning_effort|"
    rf"{_REFUSED}.{{0,80}}\bthinking\b|\bthinking\b.{{0,80}}{_REFUSED}",
    re.I | re.S,
)


def asks_for_echo(status: int, reason: str) -> bool:
    """The server wants the reasoning of earlier turns back."""
    return status == 400 and _ECHO.search(reason) is not None


def refuses_echo(status: int, reason: str) -> bool:
    """The server does not know the field that carries the reasoning back."""
    return status in (400, 422) and "reasoning" in reason and not _ECHO.search(reason) and "effort" not in reason


def refuses_options(status: int, reason: str) -> bool:
    """An older server does not know an optional field of the request."""
    return status in (400, 422) and _OPTION.search(reason) is not None and "reasoning_content" not in reason


def of_status(status: int, reason: str, place: Mapping[str, Parameter]) -> Message:
    """The sentence for an HTTP status; `place` has the parameters model and url."""
    facts = {**place, "status": status, "reason": reason or str(status)}
    if status in (400, 404) and _MODEL.search(reason):
        return Message("client.no_model", facts)
    if asks_for_echo(status, reason):
        return Message("client.echo", facts)
    if status in (400, 413) and _CONTEXT.search(reason):
        return Message("client.context", facts)
    if status in (400, 404, 422, 500, 501) and _NO_TOOLS.search(reason):
        return Message("client.no_tools", facts)
    if status in (404, 405):
        return Message("client.not_found", facts)
    if status >= 500:
        return Message("client.server", facts)
    return Message(_BY_STATUS.get(status, "client.bad_request"), facts)


def reason_of(body: Any, key: str) -> str:
    """What the server said, from the shapes that errors have, in one short line without the key."""
    for name in ("error", "message", "detail", "msg"):
        while isinstance(body, Mapping) and body.get(name):
            body = body[name]
    if isinstance(body, list) and body:
        body = body[0].get("msg", body[0]) if isinstance(body[0], Mapping) else body[0]
    text = "" if body is None else str(body)
    if text.lstrip().startswith("<"):  # a page of a proxy or a gateway
        title = re.search(r"<title>(.*?)</title>", text, re.I | re.S)
        text = title[1] if title else ""
    return redacted(" ".join(text.split()), key)[:REASON_LENGTH]


def redacted(text: str, key: str) -> str:
    """`text` without the key."""
    return text.replace(key, "***") if len(key) >= 4 else text


def of_connection(cause: BaseException | None, place: Mapping[str, Parameter]) -> Message:
    """The sentence for a connection that could not be made, from the kind of its cause; its words are never shown."""
    words = ""
    while cause is not None:
        words += f" {type(cause).__name__} {cause}"
        cause = cause.__cause__ or cause.__context__
    if "CERTIFICATE" in words.upper():
        return Message("client.certificate", dict(place))
    if "Proxy" in words:
        return Message("client.proxy", dict(place))
    return Message("client.unreachable", dict(place))


def of_finish(reason: str) -> Message | None:
    """The sentence for a reply that ended in a way that is no answer; None when it is one."""
    keys = {
        "content_filter": "client.filtered",
        "insufficient_system_resource": "client.overloaded",
        "aborted": "client.overloaded",
        "error": "client.overloaded",
    }
    return Message(keys[reason], {"reason": reason}) if reason in keys else None
