"""The DeepSeek-compatible client: one streamed request per round, and every way in which it can go wrong as a sentence.

Guarantees: the last event is RoundEnded or TurnFailed; a broken, cut or empty reply is never taken for an answer;
`close` ends a stream within a fraction of a second and closes the upstream; the key appears in no event and no error.
"""

import contextlib
import queue
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from socket import SHUT_RDWR
from typing import TYPE_CHECKING, Any

from assistant import failures, prompts, requests
from assistant.accumulator import Accumulator
from assistant.events import ChatEvent, ReasoningDelta, RoundEnded, TextDelta, ToolSpec, TurnFailed, UsageReported
from assistant.history import Echo, to_api
from assistant.messages import Message, Text
from assistant.providers import PROFILES, Profile
from assistant.settings import Endpoint, checked_url
from lstm_core.data.kinds import SOURCES
from lstm_core.errors import Message as Sentence
from lstm_core.errors import WorkbenchError
from lstm_core.texts import Language

if TYPE_CHECKING:
    from openai import OpenAI, Stream

LOCAL = re.compile(r"https?://(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)([:/]|$)")
POLL_SECONDS = 0.05
LONGEST_RETRY_AFTER = 10.0
PROBE_SECONDS = 30.0  # a person waits for it


@dataclass(frozen=True)
class Limits:
    """Seconds: to connect, between two signs of life, for a whole reply; then attempts before a stream begins."""

    connect: float = 10.0
    silence: float = 120.0
    total: float = 1800.0
    attempts: int = 3
    pause: float = 0.6  # before the second attempt, doubled for the third


class _FailedError(Exception):
    """Carries a sentence to the end of the round; `wait` 0 says that the next attempt asks differently."""

    def __init__(self, sentence: Sentence, again: bool = False, wait: float | None = None) -> None:
        super().__init__(sentence.key)
        self.sentence = sentence
        self.again = again  # another attempt may help
        self.wait = wait


class _UselessError(Exception):
    """A complete reply without an answer in it; asked once more, after what it `thought`."""

    def __init__(self, sentence: Sentence, thought: bool) -> None:
        super().__init__(sentence.key)
        self.sentence = sentence
        self.thought = thought


class EndpointClient:
    """Answers one turn through an endpoint. Not for two streams at once."""

    def __init__(self, endpoint: Endpoint, language: Language, limits: Limits | None = None) -> None:
        self._endpoint = endpoint
        self._limits = limits or Limits()
        self._system = prompts.load("chat", language, sources=", ".join(SOURCES))
        self._profile: Profile = endpoint.provider
        self._echo: Echo = self._profile.echo
        self._options = True  # the optional fields of a request, until the server refuses them
        self._closed = threading.Event()
        self._stream: _Pump | None = None
        self._model = endpoint.model_name

    # -- what a turn needs -----------------------------------------------------------------------------------------

    def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[ChatEvent]:
        """One round; see `assistant.events`."""
        deadline = time.monotonic() + self._limits.total
        try:
            for useless in range(2):
                try:
                    yield from self._round(messages, tools, deadline)
                    return
                except _UselessError as reply:
                    if useless:
                        raise _FailedError(reply.sentence) from None
                    if reply.thought:
                        yield ReasoningDelta(text="\n\n")
        except _FailedError as failure:
            yield TurnFailed(key=failure.sentence.key, parameters=failure.sentence.parameters)

    def close(self) -> None:
        """End the running stream from another thread."""
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
                raise _FailedError(Sentence("client.not_chat", self._place))
        except _FailedError as failure:
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
        except _FailedError as failure:
            raise WorkbenchError(failure.sentence) from None
        infos = found.get("balance_infos") if isinstance(found, dict) else None
        return [f"{info.get('total_balance')} {info.get('currency')}" for info in infos or [] if isinstance(info, dict)]

    def probe(self) -> str:
        """The name of the model that answers a short question. Raises WorkbenchError when none does."""
        question = Message(role="user", parts=[Text(text="Reply with: OK")])
        self._endpoint = self._endpoint.model_copy(update={"thinking": False if self._switchable else None})
        self._limits = replace(self._limits, silence=PROBE_SECONDS, total=PROBE_SECONDS)
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
        reply = Accumulator()
        try:
            for chunk in self._chunks(messages, tools, deadline):
                yield from reply.feed(chunk)
        except _FailedError:
            if reply.finish_reason is None:  # what comes after the answer is complete may break
                yield from reply.rest()
                raise
        if self._closed.is_set():
            return
        yield from reply.rest()
        if reply.usage is not None:
            yield UsageReported(usage=reply.usage, model=reply.model or self._model)
        self._judge(reply)
        yield from reply.calls()
        reason = "tool_calls" if reply.called else str(reply.finish_reason)
        yield RoundEnded(finish_reason=reason, model=reply.model or self._model)

    def _judge(self, reply: Accumulator) -> None:
        """Raise what makes the reply no answer."""
        if reply.chunks == 0:
            raise _FailedError(Sentence("client.not_chat", self._place))
        if reply.leaked:
            leaked = Sentence("client.leaked", self._place)
            raise _FailedError(leaked) if reply.has_text else _UselessError(leaked, reply.has_reasoning)
        if reply.finish_reason is None:
            raise _FailedError(Sentence("client.cut_off"))
        failure = failures.of_finish(reply.finish_reason)
        if failure is not None:
            raise _FailedError(failure)
        if not reply.called and not reply.has_text:
            if reply.finish_reason == "length":
                raise _FailedError(Sentence("client.only_thinking"))
            raise _UselessError(Sentence("client.blank", self._place), reply.has_reasoning)

    def _chunks(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], deadline: float
    ) -> Iterator[dict[str, Any]]:
        """The chunks of the first attempt that begins to answer."""
        self._model = self._model or self._only_model()
        left, pause = self._limits.attempts, self._limits.pause
        while True:
            begun = False
            try:
                history = to_api(self._system, messages, self._echo)
                request = requests.build(self._endpoint, self._model, history, tools, self._options)
                for chunk in self._attempt(request, deadline):
                    begun = True
                    yield chunk
                return
            except _FailedError as failure:
                left -= failure.wait != 0
                if begun and failure.sentence.key == "client.unreachable":
                    raise _FailedError(Sentence("client.cut_off")) from None
                if begun or not failure.again or not left:
                    raise
                if self._closed.wait(pause if failure.wait is None else failure.wait):
                    return
                pause *= 2

    def _attempt(self, request: dict[str, Any], deadline: float) -> Iterator[dict[str, Any]]:
        sdk = self._open(timeout=self._limits.silence)
        self._stream = pump = _Pump(sdk, request)
        try:
            while not self._closed.is_set():
                if time.monotonic() > deadline:
                    raise _FailedError(Sentence("client.deadline", {"minutes": round(self._limits.total / 60, 1)}))
                try:
                    item = pump.items.get(timeout=POLL_SECONDS)
                except queue.Empty:
                    continue
                if item is None:
                    return
                if isinstance(item, BaseException):
                    self._fail(item)
                else:
                    yield item
        finally:
            pump.close()

    def _only_model(self) -> str:
        """The model to ask for when nobody named one: a known one, or the only one that the endpoint has."""
        try:
            names = self.models()
        except WorkbenchError as error:
            raise _FailedError(error.messages[0]) from None
        known = [name for name in PROFILES["deepseek"].models if name in names]
        if known or len(names) == 1:
            return known[0] if known else names[0]
        raise _FailedError(Sentence("client.model_missing", {"models": ", ".join(names[:8]) or "-"}))

    # -- failures --------------------------------------------------------------------------------------------------

    @property
    def _place(self) -> dict[str, str | int | float]:
        return {"url": self._endpoint.base_url, "model": self._model or "-"}

    def _asked(self, call: Any) -> Any:
        try:
            return call()
        except Exception as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Raise the _FailedError that the error of the SDK means; adapt to what an unusual server refuses."""
        import openai

        key = self._endpoint.key.get_secret_value().strip()
        if isinstance(error, openai.APIStatusError):
            reason = failures.reason_of(error.body if error.body is not None else error.message, key)
            sentence = failures.of_status(error.status_code, reason, self._place)
            if self._adapted(error.status_code, reason):
                raise _FailedError(sentence, again=True, wait=0) from None
            wait = _retry_after(error.response.headers.get("retry-after"))
            again = error.status_code in failures.RETRIED and (wait is None or wait <= LONGEST_RETRY_AFTER)
            raise _FailedError(sentence, again, wait) from None
        if isinstance(error, openai.APITimeoutError):
            seconds = round(self._limits.silence)
            raise _FailedError(Sentence("client.timeout", {**self._place, "seconds": seconds}), again=True) from None
        if isinstance(error, openai.APIConnectionError):
            raise _FailedError(failures.of_connection(error.__cause__, self._place), again=True) from None
        if isinstance(error, openai.APIError):
            reason = failures.reason_of(error.body or error.message, key)
            raise _FailedError(Sentence("client.server_said", {"reason": reason or "-"})) from None
        if isinstance(error, ValueError):  # JSON and Unicode errors of the SDK
            raise _FailedError(Sentence("client.garbled", self._place)) from None
        if isinstance(error, ImportError):
            raise _FailedError(Sentence("client.proxy", self._place)) from None
        if isinstance(error, openai.OpenAIError):
            raise _FailedError(Sentence("client.server_said", {"reason": failures.redacted(str(error), key)})) from None
        raise error

    def _adapted(self, status: int, reason: str) -> bool:
        """Whether another attempt with a changed request may succeed."""
        if failures.asks_for_echo(status, reason) and self._echo != "reasoning_content":
            self._echo = "reasoning_content"
        elif failures.refuses_options(status, reason) and self._options:
            self._options = False
        elif failures.refuses_echo(status, reason) and self._echo != "none":
            self._echo = "none"
        else:
            return False
        return True

    def _open(self, timeout: float) -> "OpenAI":
        """The SDK's client. Raises _FailedError for an address, a key or a proxy that cannot be used."""
        try:
            url, _ = checked_url(self._endpoint.base_url)
        except WorkbenchError as error:
            raise _FailedError(error.messages[0]) from None
        key = self._endpoint.key.get_secret_value().strip()
        if not key.isascii() or not key.isprintable() or " " in key:
            raise _FailedError(Sentence("client.key_malformed"))
        self._endpoint = self._endpoint.model_copy(update={"base_url": url})
        import httpx2
        import openai

        limit = httpx2.Timeout(timeout, connect=self._limits.connect)
        try:
            http = openai.DefaultHttpx2Client(timeout=limit, trust_env=LOCAL.match(url) is None)
            sdk = openai.OpenAI(api_key=key or "none", base_url=url, max_retries=0, timeout=limit, http_client=http)
        except (ValueError, ImportError, openai.OpenAIError):
            raise _FailedError(Sentence("client.proxy", self._place)) from None
        sdk.organization = sdk.project = None  # the environment may hold those of another service
        return sdk


class _Pump:
    """Reads a stream in a thread of its own into a queue: chunks, then an exception or None."""

    def __init__(self, sdk: "OpenAI", request: dict[str, Any]) -> None:
        self.items: queue.SimpleQueue[dict[str, Any] | BaseException | None] = queue.SimpleQueue()
        self._sdk = sdk
        self._request = request
        self._stream: Stream[Any] | None = None
        self._closed = False
        threading.Thread(target=self._run, name="endpoint-stream", daemon=True).start()

    def close(self) -> None:
        """Hang up; the thread ends by itself."""
        self._closed = True
        stream = self._stream
        if stream is not None and not stream.response.is_closed:
            wire = stream.response.extensions.get("network_stream")
            socket = wire.get_extra_info("socket") if wire is not None else None
            if socket is not None:
                with contextlib.suppress(OSError):
                    socket.shutdown(SHUT_RDWR)  # wakes the reading thread, which closing would not

    def _run(self) -> None:
        try:
            with self._sdk:
                self._stream = stream = self._sdk.chat.completions.create(**self._request)
                if self._closed:
                    stream.close()
                    return
                for chunk in stream:
                    self.items.put(chunk.model_dump(warnings=False))
            self.items.put(None)
        except BaseException as error:
            self.items.put(error)


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait before another attempt; at least a moment, so that it counts as one."""
    try:
        return None if header is None else max(float(header), POLL_SECONDS)
    except ValueError:
        return None
