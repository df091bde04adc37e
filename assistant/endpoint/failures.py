"""What went wrong between the workbench and an endpoint, as sentences: keys of the text table with parameters.

Knows words and numbers, not the SDK; what a server refused is read by `refusals` and judged by `causes`.
"""

import re
from collections.abc import Mapping

from assistant.endpoint.refusals import redacted
from lstm_core.errors import Sentence
from lstm_core.i18n.sentences import Parameter

__all__ = ["FailedError", "UselessError", "connection_failure", "finish_failure", "redacted", "with_attempts"]


class FailedError(Exception):
    """Carries a sentence to the end of the round; `wait` 0 says that the next attempt asks differently."""

    def __init__(self, sentence: Sentence, again: bool = False, wait: float | None = None) -> None:
        super().__init__(sentence.key)
        self.sentence = sentence
        self.again = again  # another attempt may help
        self.wait = wait  # seconds that the endpoint asks for; None: it does not say


class UselessError(Exception):
    """A complete reply without an answer in it; asked once more, after what it `thought`."""

    def __init__(self, sentence: Sentence, thought: bool) -> None:
        super().__init__(sentence.key)
        self.sentence = sentence
        self.thought = thought


class RedirectedError(Exception):
    """The server sends the request on to `target`, where it does not go."""

    def __init__(self, target: str) -> None:
        super().__init__("redirected")
        self.target = target


def connection_failure(cause: BaseException | None, place: Mapping[str, Parameter]) -> FailedError:
    """What a connection that could not be made means, by the kind of its cause; its words are never shown."""
    words = ""
    while cause is not None:
        if isinstance(cause, RedirectedError):
            return FailedError(Sentence("client.redirected", {**place, "target": cause.target}))
        words += f" {type(cause).__name__} {cause}"
        cause = cause.__cause__ or cause.__context__
    if "TooManyRedirects" in words:
        return FailedError(Sentence("client.redirected", {**place, "target": str(place.get("url", "-"))}))
    if "CERTIFICATE" in words.upper():
        return FailedError(Sentence("client.certificate", dict(place)))
    if "Proxy" in words:
        return FailedError(Sentence("client.proxy", dict(place)))
    nobody = re.search(r"refused|getaddrinfo|name or service|nodename|no address|unreachable", words, re.I)
    return FailedError(Sentence("client.unreachable", dict(place)), again=nobody is None)


_FINISHES = {
    "client.filtered": (
        *("content_filter", "sensitive", "safety", "prohibited_content", "blocklist", "refusal", "content_filtered"),
        *("recitation", "spii"),
    ),
    "client.overloaded": (
        *("insufficient_system_resource", "aborted", "abort", "error", "network_error", "cancelled", "timeout"),
        *("server_error", "other"),
    ),
    "client.looping": ("repetition_truncation", "repetition", "loop_detected"),
}
LENGTHS = ("length", "max_tokens", "max_output_tokens", "model_context_window_exceeded")


def finish_failure(reason: str) -> Sentence | None:
    """The sentence for a reply that ended in a way that is no answer; None when it is one."""
    for key, reasons in _FINISHES.items():
        if reason.lower() in reasons:
            return Sentence(key, {"reason": reason})
    return None


def with_attempts(sentence: Sentence, tries: int, seconds: float) -> Sentence:
    """`sentence` with what was really done: how many tries, over how many seconds."""
    if tries < 2:
        return sentence
    return Sentence(sentence.key, {**sentence.parameters, "tries": tries, "waited": max(1, round(seconds))})
