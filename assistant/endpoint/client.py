"""The DeepSeek-compatible client: one streamed request per round, and every way in which it can go wrong as a sentence.

Guarantees: the last event is RoundEnded or TurnFailed; a broken, cut, endless or empty reply is never taken for an
answer; another attempt is made only where it can help, announced by RetryWaiting; `close` ends a wait or a stream
within a fraction of a second and closes the upstream; nothing is sent to another origin; the key appears in no event.
"""

import contextlib
import queue
import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.conversation import prompts
from assistant.conversation.events import ChatEvent, ReasoningDelta, RetryWaiting, TextDelta, ToolSpec, TurnFailed
from assistant.conversation.history import ReasoningEcho, to_api
from assistant.conversation.messages import Message, TextPart
from assistant.endpoint import causes, failures, refusals, requests, waits
from assistant.endpoint.failures import FailedError, UselessError
from assistant.endpoint.providers import PROFILES, ServerProfile
from assistant.endpoint.reply import Reply, says, whole_refusal
from assistant.endpoint.settings import Endpoint, checked_url, shown_url
from assistant.endpoint.wire import NotStreamedError, StreamReader, refuse_redirects
from lstm_core.errors import Sentence, WorkbenchError
from lstm_core.i18n.sentences import Language

if TYPE_CHECKING:
    from openai import OpenAI

LOCAL = re.compile(r"https?://(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)([:/]|$)")
POLL_SECONDS = 0.05
PROBE_SECONDS = 30.0  # a person waits for it
MOST_ADAPTATIONS = 5  # a server that is never content is not asked for ever
SLOWER = 3.0  # each pause is longer than the one before by this factor
TIMED = frozenset({"client.busy", "client.model_busy", "client.loading", "client.quota", "client.server"})
CROWDED = frozenset({"client.busy", "client.model_busy", "client.loading"})  # these pass later than a hiccup


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect, between two signs of life, for a whole reply; then attempts before a stream begins."""

    connect: float = 10.0
    silence: float = 120.0
    total: float = 1800.0
    attempts: int = 3
    pause: float = 2.0  # before the second attempt, where the endpoint names none
    longest_wait: float = 30.0  # who asks for more is not asked again; the person is told how long


class EndpointClient:
    """Answers one turn through an endpoint. Not for two streams at once."""

    def __init__(self, endpoint: Endpoint, language: Language, limits: Limits | None = None) -> None:
        self._endpoint = endpoint
        self._limits = limits or Limits()
        self._system = prompts.chat(language)
        self._profile: ServerProfile = endpoint.provider
        self._echo: ReasoningEcho = self._profile.echo
        self._options = True  # the optional fields of a request, until the server refuses them
        self._adaptations = 0
        self._echoes = {self._echo}  # those that were tried
        self._closed = threading.Event()
        self._stream: StreamReader | None = None
        self._model = endpoint.model_name

    # -- what a turn needs -----------------------------------------------------------------------------------------

    def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[ChatEvent]:
        """One round; see `assistant.conversation.events`."""
        deadline = time.monotonic() + self._limits.total
        try:
            for useless in range(2):
                try:
                    yield from self._round(messages, tools, deadline)
                    return
                except UselessError as reply:
                    if useless:
                        raise FailedError(reply.sentence) from None
                    yield RetryWaiting(key=reply.sentence.key, parameters=reply.sentence.parameters, attempt=2, of=2)
                    if reply.thought:
                        yield ReasoningDelta(text="\n\n")
        except FailedError as failure:
            yield TurnFailed(key=failure.sentence.key, parameters=failure.sentence.parameters)

    def close(self) -> None:
        """End the running stream, or the wait for the next attempt, from another thread."""
        self._closed.set()
        stream = self._stream
        if stream is not None:
            stream.close()

    # -- what the settings need ------------------------------------------------------------------------------------

    def models(self) -> list[str]:
        """The names that the endpoint offers. Raises WorkbenchError."""
        try:
            sdk = self._open(timeout=self._limits.connect)
            with sdk:
                found: Any = self._asked(lambda: sdk.get("/models", cast_to=object))
            models = found.get("data") if isinstance(found, dict) else None
            if not isinstance(models, list):
                raise FailedError(Sentence("client.not_chat", self._place))
        except FailedError as failure:
            raise WorkbenchError(failure.sentence) from None
        names = [str(model["id"]) for model in models if isinstance(model, dict) and model.get("id")]
        return sorted(dict.fromkeys(names))

    def balance(self) -> list[str]:
        """What is left, e.g. ["12.30 CNY"]; empty where the endpoint does not say. Raises WorkbenchError."""
        if not self._profile.balance:
            return []
        try:
            sdk = self._open(timeout=self._limits.connect)
            with sdk:
                found: Any = self._asked(lambda: sdk.get("/user/balance", cast_to=object))
        except FailedError as failure:
            raise WorkbenchError(failure.sentence) from None
        infos = found.get("balance_infos") if isinstance(found, dict) else None
        return [f"{info.get('total_balance')} {info.get('currency')}" for info in infos or [] if isinstance(info, dict)]

    def probe(self) -> str:
        """The name of the model that answers a short question at once. Raises WorkbenchError when none does."""
        question = Message(role="user", parts=[TextPart(text="Reply with: OK")])
        self._endpoint = self._endpoint.model_copy(update={"thinking": False if self._switchable else None})
        self._limits = replace(self._limits, silence=PROBE_SECONDS, total=PROBE_SECONDS, attempts=1)
        for event in self.stream([question], []):
            if isinstance(event, TurnFailed):
                raise WorkbenchError(Sentence(event.key, dict(event.parameters)))
            if isinstance(event, TextDelta) and event.text.strip():
                break
        self.close()
        return self._model

    @property
    def _switchable(self) -> bool:
        return self._profile.thinking != "none"

    # -- one round -------------------------------------------------------------------------------------------------

    def _round(self, messages: Sequence[Message], tools: Sequence[ToolSpec], deadline: float) -> Iterator[ChatEvent]:
        reply = Reply([tool.name for tool in tools])
        try:
            with contextlib.closing(self._chunks(messages, tools, deadline)) as chunks:
                for chunk in chunks:
                    if isinstance(chunk, RetryWaiting):
                        yield chunk
                    else:
                        yield from reply.feed(chunk)
        except FailedError:
            if not reply.ended:
                yield from reply.rest()
                raise
        if self._closed.is_set():
            return
        yield from reply.rest()
        yield from reply.finish(self._place)

    def _chunks(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], deadline: float
    ) -> Generator[dict[str, Any] | RetryWaiting, None, None]:
        """The chunks of the first attempt that begins to answer, and the waits before it."""
        began = time.monotonic()
        self._model = self._model or self._only_model()
        tries = 0
        while True:
            begun = False
            tries += 1
            try:
                history = to_api(self._system, messages, self._echo)
                request = requests.build(self._endpoint, self._model, history, tools, self._options)
                with contextlib.closing(self._attempt(request, deadline)) as chunks:
                    for chunk in chunks:
                        begun = begun or says(chunk)
                        yield chunk
                return
            except FailedError as failure:
                if begun and failure.sentence.key == "client.unreachable":
                    raise FailedError(Sentence("client.cut_off")) from None
                if failure.again and failure.wait == 0 and not begun:  # the next request is another one
                    tries -= 1
                    continue
                wait = self._pause(failure, tries)
                late = time.monotonic() + wait > deadline
                if begun or late or not failure.again or tries >= self._limits.attempts:
                    raise FailedError(
                        failures.with_attempts(failure.sentence, tries, time.monotonic() - began)
                    ) from None
                if self._closed.is_set():
                    return
                yield RetryWaiting(
                    key=failure.sentence.key,
                    parameters=failure.sentence.parameters,
                    attempt=tries + 1,
                    of=self._limits.attempts,
                    seconds=wait,
                )
                if self._closed.wait(wait):
                    return

    def _pause(self, failure: FailedError, tries: int) -> float:
        """Seconds before the next attempt: what the endpoint asks for, else longer each time."""
        if failure.wait is not None:
            return failure.wait
        slower = 2.0 if failure.sentence.key in CROWDED else 1.0
        return self._limits.pause * slower * SLOWER ** (tries - 1)

    def _attempt(self, request: dict[str, Any], deadline: float) -> Generator[dict[str, Any], None, None]:
        sdk = self._open(timeout=self._limits.silence)
        self._stream = pump = StreamReader(sdk, lambda: sdk.chat.completions.create(**request))
        try:
            while not self._closed.is_set():
                if time.monotonic() > deadline:
                    raise FailedError(Sentence("client.deadline", {"minutes": round(self._limits.total / 60, 1)}))
                try:
                    item = pump.items.get(timeout=POLL_SECONDS)
                except queue.Empty:
                    continue
                if item is None:
                    return
                if isinstance(item, BaseException):
                    self._fail(item)
                elif (said := refusals.refusal_in_chunk(item)) is not None:
                    self._refused(refusals.parse_refusal(200, said, self._key))
                else:
                    yield item
        finally:
            pump.close()

    def _only_model(self) -> str:
        """The model to ask for when nobody named one: a known one, or the only one that the endpoint has."""
        try:
            names = self.models()
        except WorkbenchError as error:
            raise FailedError(error.messages[0]) from None
        known = [name for name in PROFILES["deepseek"].models if name in names]
        if known or len(names) == 1:
            return known[0] if known else names[0]
        raise FailedError(Sentence("client.model_missing", {"models": ", ".join(names[:8]) or "-"}))

    # -- failures --------------------------------------------------------------------------------------------------

    @property
    def _place(self) -> dict[str, str | int | float]:
        return {"url": shown_url(self._endpoint.base_url), "model": self._model or "-"}

    @property
    def _key(self) -> str:
        return self._endpoint.key.get_secret_value().strip()

    def _asked(self, call: Any) -> Any:
        try:
            return call()
        except Exception as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Raise the FailedError that the error of the SDK means; adapt to what an unusual server refuses."""
        import openai

        if isinstance(error, NotStreamedError):
            said = whole_refusal(error.text)
            if said is None:
                raise FailedError(Sentence("client.not_chat", self._place)) from None
            self._refused(refusals.parse_refusal(200, said, self._key))
        if isinstance(error, failures.RedirectedError):
            raise self._redirected(error.target) from None
        if isinstance(error, openai.APIStatusError):
            said = error.body if error.body is not None else error.message
            self._refused(refusals.parse_refusal(error.status_code, said, self._key, dict(error.response.headers)))
        if isinstance(error, openai.APITimeoutError):
            seconds = round(self._limits.silence)
            raise FailedError(Sentence("client.timeout", {**self._place, "seconds": seconds}), again=True) from None
        if isinstance(error, openai.APIConnectionError):
            failure = failures.connection_failure(error.__cause__, self._place)
            target = failure.sentence.parameters.get("target")
            raise (self._redirected(str(target)) if target else failure) from None
        if isinstance(error, openai.APIError):
            self._refused(refusals.parse_refusal(200, error.body or error.message, self._key))
        if isinstance(error, ValueError):  # JSON and Unicode errors of the SDK
            raise FailedError(Sentence("client.garbled", self._place)) from None
        if isinstance(error, ImportError):
            raise FailedError(Sentence("client.proxy", self._place)) from None
        if isinstance(error, openai.OpenAIError):
            reason = refusals.redacted(str(error), self._key)
            raise FailedError(Sentence("client.server_said", {"reason": reason})) from None
        raise error

    def _refused(self, refusal: refusals.Refusal) -> None:
        """Raise what the refusal means."""
        key = causes.of(refusal)
        if key == "client.server_said" and not refusal.reason:
            raise FailedError(Sentence("client.not_chat", self._place))
        facts = {**self._place, "status": refusal.status, "reason": refusal.reason or _phrase(refusal.status)}
        if self._adapted(refusal):
            raise FailedError(Sentence(key, facts), again=True, wait=0)
        wait = waits.retry_delay(refusal.headers, refusal.words) if key in TIMED else None
        if wait and wait > self._limits.longest_wait:
            raise FailedError(Sentence(key, {**facts, "wait": round(wait)}))
        again = causes.is_transient(key, refusal)
        raise FailedError(Sentence(key, facts), again, None if wait is None else max(wait, POLL_SECONDS))

    def _redirected(self, target: str) -> FailedError:
        """The sentence for a redirect that is not followed; names an address that may be the right one."""
        try:
            address, _ = checked_url(shown_url(target))
        except WorkbenchError:
            address = shown_url(target)
        here = urlsplit(self._endpoint.base_url)
        moved = urlsplit(address)
        same = (here.hostname, "https") == (moved.hostname, moved.scheme) and here.scheme == "http"
        return FailedError(
            Sentence("client.moved" if same else "client.redirected", {**self._place, "target": address})
        )

    def _adapted(self, refusal: refusals.Refusal) -> bool:
        """Whether another attempt with a changed request may succeed."""
        if self._adaptations >= MOST_ADAPTATIONS:
            return False
        if causes.asks_for_echo(refusal) and self._echo != "filled":
            self._echo = "filled" if self._echo == "reasoning_content" else "reasoning_content"
        elif causes.refuses_options(refusal) and self._options:
            self._options = False
        elif causes.refuses_echo(refusal) and self._echo not in ("none", "filled"):
            self._echo = "none"
        elif causes.speaks_of_echo(refusal) and (other := self._other_echo()) is not None:
            self._echo = other
        else:
            return False
        self._echoes.add(self._echo)
        self._adaptations += 1
        return True

    def _other_echo(self) -> ReasoningEcho | None:
        """Where the words do not tell whether the field is missing or unwanted: what was not tried yet."""
        sends = self._echo in ("reasoning_content", "filled")
        order: tuple[ReasoningEcho, ...] = ("filled", "none") if sends else ("reasoning_content", "filled", "none")
        return next((echo for echo in order if echo not in self._echoes), None)

    def _open(self, timeout: float) -> "OpenAI":
        """The SDK's client. Raises FailedError for an address, a key or a proxy that cannot be used."""
        try:
            url, _ = checked_url(self._endpoint.base_url)
        except WorkbenchError as error:
            raise FailedError(error.messages[0]) from None
        if self._endpoint.had_login:
            raise FailedError(Sentence("settings.url_login", {"used": url}))
        key = self._key
        if not key.isascii() or not key.isprintable() or " " in key:
            raise FailedError(Sentence("client.key_malformed"))
        self._endpoint = self._endpoint.model_copy(update={"base_url": url})
        import httpx2
        import openai

        limit = httpx2.Timeout(timeout, connect=self._limits.connect)
        try:
            http = openai.DefaultHttpx2Client(
                timeout=limit, trust_env=LOCAL.match(url) is None, event_hooks={"response": [refuse_redirects]}
            )
            sdk = openai.OpenAI(api_key=key or "none", base_url=url, max_retries=0, timeout=limit, http_client=http)
        except (ValueError, ImportError, openai.OpenAIError):
            raise FailedError(Sentence("client.proxy", self._place)) from None
        sdk.organization = sdk.project = None  # the environment may hold those of another service
        return sdk


def _phrase(status: int) -> str:
    """What the status is called."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "-"
