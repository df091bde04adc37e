"""The line to an endpoint: a stream read in a thread of its own, and redirects that stay at home. Knows no SDK."""

import contextlib
import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urljoin, urlsplit

from assistant.endpoint.failures import RedirectedError

AHEAD = 256  # chunks that are read before they are taken
PATIENCE = 0.2  # seconds
WHOLE = 65_536  # bytes that are read of an answer that is no stream
_KEEPING = frozenset({307, 308})  # a POST stays a POST


class NotStreamedError(Exception):
    """In place of a stream came one piece of JSON."""

    def __init__(self, text: str) -> None:
        super().__init__("no stream")
        self.text = text


def refuse_redirects(response: Any) -> None:
    """Refuse a redirect to another origin, and one that would turn the question into a visit. A hook of the client."""
    if not response.has_redirect_location:
        return
    source = str(response.request.url)
    target = urljoin(source, response.headers["location"])
    kept = response.status_code in _KEEPING or response.request.method == "GET"
    if _origin(target) != _origin(source) or not kept:
        raise RedirectedError(target)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", None, None


class StreamReader:
    """Reads a stream in a thread of its own into a queue: chunks, then an exception or None."""

    def __init__(self, session: AbstractContextManager[Any], create: Callable[[], Any]) -> None:
        self.items: queue.Queue[dict[str, Any] | BaseException | None] = queue.Queue(AHEAD)
        self._session = session
        self._create = create
        self._stream: Any = None
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
            with self._session:
                self._stream = stream = self._create()
                if self._closed:
                    stream.close()
                    return
                if "json" in stream.response.headers.get("content-type", ""):
                    raise NotStreamedError(_beginning(stream.response))
                for chunk in stream:
                    self._put(chunk.model_dump(warnings=False))
                    if self._closed:  # a socket that is shut down still gives what is on its way, for ever if need be
                        stream.close()
                        return
            self._put(None)
        except BaseException as error:
            self._put(error)

    def _put(self, item: dict[str, Any] | BaseException | None) -> None:
        """Hand over, as fast as the other side takes; nothing once it hung up."""
        while not self._closed:
            with contextlib.suppress(queue.Full):
                self.items.put(item, timeout=PATIENCE)
                return


def _beginning(response: Any) -> str:
    content = b""
    for piece in response.iter_bytes():
        content += piece
        if len(content) > WHOLE:
            break
    response.close()
    return content[:WHOLE].decode("utf-8", "replace")
