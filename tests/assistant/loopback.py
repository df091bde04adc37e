"""A chat endpoint on this machine that speaks the DeepSeek dialect and misbehaves on request.

The first part of the path chooses the case: base_url `http://127.0.0.1:PORT/broken` gives a stream that breaks off.
`python -m tests.assistant.loopback --port N` serves it for a browser; the key is `sk-loopback-0123456789`.
"""

import argparse
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.assistant.dialect import (
    ANSWER,
    KEY,
    MARKUP,
    MODELS,
    PROPOSAL,
    THOUGHT,
    USAGE,
    calling,
    calls,
    chunk,
    ending,
    part,
    saying,
    thinking,
)

__all__ = ["ANSWER", "CASES", "FIRST", "KEY", "PROPOSAL", "SECOND", "THOUGHT", "Loopback"]


class Handler(BaseHTTPRequestHandler):
    """One request; the server remembers it."""

    protocol_version = "HTTP/1.1"
    server: "Loopback"

    def log_message(self, *_):
        pass

    def do_GET(self):
        if not self._case():
            return
        if self.path.endswith("/models"):
            data = [{"id": name, "object": "model"} for name in MODELS]
            self.json(200, {"object": "list", "data": data})
        elif self.path.endswith("/balance"):
            info = {"currency": "CNY", "total_balance": "12.30"}
            self.json(200, {"is_available": True, "balance_infos": [info]})
        else:
            self.json(404, {"error": {"message": "Not Found"}})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        name = self._case()
        if name:
            CASES.get(name, unknown)(self, body)

    def _case(self):
        """The case that the path names, once the key is right; None when the request is answered already."""
        name = self.path.strip("/").split("/")[0]
        if name == "html":
            self.whole(200, "text/html", b"<!doctype html><title>Router</title><p>hello")
        elif name == "gone":
            self.json(404, {"error": {"message": "Not Found"}})
        elif self.headers["Authorization"] != f"Bearer {KEY}":
            sent = self.headers["Authorization"].removeprefix("Bearer ")
            error = {
                "message": f"Authentication Fails, Your api key: {sent} is invalid",
                "type": "authentication_error",
            }
            self.json(401, {"error": error})
        else:
            return name
        return None

    def whole(self, status, kind, content, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def json(self, status, body, **headers):
        self.whole(status, "application/json", json.dumps(body).encode(), **headers)

    def begin(self, framed=True):
        self.framed = framed
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked") if framed else self.send_header("Connection", "close")
        self.end_headers()

    def raw(self, content):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content) if self.framed else content)
        self.wfile.flush()

    def event(self, value):
        self.raw(f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode())

    def done(self):
        self.raw(b"data: [DONE]\n\n")
        if self.framed:
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def stream(self, *parts):
        """A whole, well-formed reply."""
        self.begin()
        for events in parts:
            for event in events:
                self.event(event)
                if self.server.pace:
                    time.sleep(self.server.pace)
        self.done()

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(2)


def unknown(handler, _):
    handler.json(404, {"error": {"message": "Not Found"}})


def deepseek(handler, body):
    """Thinks, proposes a run, and speaks about it; refuses what the real one refuses."""
    if body["model"] not in MODELS:
        message = f"The supported API model names are {' or '.join(MODELS)}, but you passed {body['model']}."
        handler.json(400, {"error": {"message": message, "type": "invalid_request_error"}})
        return
    told = [message for message in body["messages"] if message["role"] == "assistant"]
    if body.get("tools") and not all("reasoning_content" in message for message in told):
        message = "The `reasoning_content` in the thinking mode must be passed back to the API."
        handler.json(400, {"error": {"message": message, "type": "invalid_request_error"}})
        return
    last = body["messages"][-1]
    if last["role"] == "user" and body.get("tools"):
        handler.stream(thinking(), saying("好的，给您一张运行卡片。"), calling(), ending("tool_calls"))
    else:
        handler.stream(thinking("工具已回答。"), saying(), ending())


def plain(handler, _):
    handler.stream(saying(), ending())


def keep_alive(handler, _):
    handler.begin()
    for _ in range(4):
        handler.raw(b": keep-alive\n\n")
        time.sleep(0.4)
    for event in [*saying(), *ending()]:
        handler.raw(b": keep-alive\n\n")
        handler.event(event)
    handler.done()


def split_utf8(handler, _):
    handler.begin()
    for event in [*saying("遗忘门🙂", 9), *ending()]:
        for byte in f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode():
            handler.raw(bytes([byte]))
    handler.done()


def refused(status, message, **headers):
    def answer(handler, _):
        handler.json(status, {"error": {"message": message, "type": "error", "code": status}}, **headers)

    return answer


def page(status):
    return lambda handler, _: handler.whole(status, "text/html", b"<html><title>502 Bad Gateway</title></html>")


def once(first, then):
    """`first` for the first request of the server, `then` for the others."""
    return lambda handler, body: (first if len(handler.server.requests) == 1 else then)(handler, body)


def fixed(*parts):
    events = [event for events in parts for event in events]
    return lambda handler, _: handler.stream(events)


def broken(framed):
    def answer(handler, _):
        handler.begin(framed)
        for event in [*thinking(), *saying("这是前半")]:
            handler.event(event)
        handler.hang_up()

    return answer


def spoiled(content):
    def answer(handler, _):
        handler.begin()
        for event in saying("这是前半"):
            handler.event(event)
        handler.raw(content)
        handler.done()

    return answer


def stall(handler, _):
    """Says a little, then nothing, until the other side hangs up."""
    handler.begin()
    handler.connection.settimeout(20)
    try:
        for event in [*thinking(), *saying("开头")]:
            handler.event(event)
        handler.server.hung_up = handler.connection.recv(1) == b""
    except OSError:
        handler.server.hung_up = True
    handler.server.noticed.set()
    handler.close_connection = True


def mute(handler, _):
    """Takes the request and says nothing at all."""
    handler.server.closing.wait(20)
    handler.close_connection = True


def endless(handler, _):
    """Keeps the connection alive and never answers."""
    handler.begin()
    try:
        while not handler.server.closing.wait(0.1):
            handler.raw(b": keep-alive\n\n")
    except OSError:
        handler.server.hung_up = True
        handler.server.noticed.set()
    handler.close_connection = True


def old_server(handler, body):
    for name in ("stream_options", "thinking"):
        if name in body:
            handler.json(400, {"detail": f"Unrecognized request argument supplied: {name}"})
            return
    plain(handler, body)


def strict_server(handler, body):
    if any("reasoning_content" in message for message in body["messages"]):
        detail = [{"type": "extra_forbidden", "msg": "Extra inputs are not permitted: reasoning_content"}]
        handler.json(422, {"detail": detail})
        return
    plain(handler, body)


def scripted(handler, body):
    """The answers that a test gave the server, one after the other; the last one stays."""
    waiting = handler.server.script
    (waiting.pop(0) if len(waiting) > 1 else waiting[0])(handler, body)


FIRST, SECOND = json.dumps({"run": "a"}), json.dumps({"run": "b"})
BLANK = [chunk({"content": "  \n"}), *ending()]
NULLS = [
    {"id": None, "choices": None, "usage": None},
    {"choices": [{"index": 0, "delta": None}]},
    {"choices": [{"delta": {"content": "零", "tool_calls": None}}], "object": ""},
    chunk({"content": "点"}, "stop"),
    {"choices": [], "usage": USAGE, "timings": {}},
]
CASES = {
    "deepseek": deepseek,
    "plain": plain,
    "keep-alive": keep_alive,
    "utf8": split_utf8,
    "indexed": fixed(
        calls(
            part(0, "a", "read_run", FIRST[:4]),
            part(1, "b", "read_run", SECOND[:4]),
            part(0, None, None, FIRST[4:]),
            part(1, None, None, SECOND[4:]),
        )
    ),
    "no-index": fixed(calls(part(None, "a", "read_run", FIRST), part(None, "b", "read_run", SECOND))),
    "no-index-no-id": fixed(calls(part(None, None, "read_run", FIRST), part(None, None, "list_runs", "{}"))),
    "zero-index": fixed(calls(part(0, "a", "read_run", FIRST), part(0, "b", "read_run", SECOND), finish="stop")),
    "object-arguments": fixed(calls(part(0, "a", "read_run", {"run": "a"}))),
    "reasoning": fixed([chunk({"reasoning": "想"}), chunk({"reasoning": "好了"})], saying("答"), ending()),
    "think": fixed(saying("<think>\n先想\n再想</think>\n\n答案 <b>", 3), ending()),
    "think-unopened": fixed(saying("先想\n</think>\n\n答案", 4), ending()),
    "402": refused(402, "Insufficient Balance"),
    "403": refused(403, "This key may not do that"),
    "404": refused(404, "Not Found"),
    "422": refused(422, "top_p must be at most 1"),
    "429": refused(429, "Rate limit reached"),
    "429-once": once(refused(429, "Rate limit reached", Retry_After="0"), plain),
    "429-later": refused(429, "Rate limit reached", Retry_After="600"),
    "503": refused(503, "Service Unavailable"),
    "503-once": once(refused(503, "Service Unavailable"), plain),
    "502-page": page(502),
    "no-tools": refused(400, "registry.ollama.ai/library/gemma3 does not support tools"),
    "context": refused(400, "This model's maximum context length is 8192 tokens."),
    "broken": broken(framed=True),
    "broken-silently": broken(framed=False),
    "no-finish": fixed(saying("这是前半")),
    "bad-json": spoiled(b'data: {"choices": [\n\n'),
    "empty-data": spoiled(b"data:\n\n"),
    "bad-utf8": spoiled(b'data: {"choices": "\xff"}\n\n'),
    "error-inside": spoiled(b'data: {"error": {"message": "engine crashed", "type": "server_error"}}\n\n'),
    "broken-after-end": once(
        lambda handler, _: (
            handler.begin(),
            [handler.event(event) for event in [*saying(), *ending()]],
            handler.hang_up(),
        ),
        plain,
    ),
    "whole-json": lambda handler, _: handler.json(200, {"choices": [{"message": {"content": "no stream"}}]}),
    "html": unknown,
    "blank": fixed(BLANK),
    "blank-once": once(fixed(thinking(), BLANK), plain),
    "only-thinking": fixed(thinking(), ending("length")),
    "cut-at-limit": fixed(saying(), ending("length")),
    "filtered": fixed(saying("开头"), ending("content_filter")),
    "overloaded": fixed(saying("开头"), ending("insufficient_system_resource")),
    "nulls": fixed(NULLS),
    "leaked": fixed(saying(MARKUP, 4), ending()),
    "leaked-late": fixed(saying(f"好的。\n\n{MARKUP}", 4), ending()),
    "leaked-once": once(fixed(saying(MARKUP, 4), ending()), plain),
    "stall": stall,
    "mute": mute,
    "endless": endless,
    "old": old_server,
    "strict": strict_server,
    "scripted": scripted,
}


class Loopback(ThreadingHTTPServer):
    """The server; `requests` holds the bodies in order, `pace` is the pause between two chunks in seconds."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port=0, pace=0.0):
        super().__init__(("127.0.0.1", port), Handler)
        self.requests = []
        self.script = [plain]
        self.pace = pace
        self.hung_up = False
        self.noticed = threading.Event()
        self.closing = threading.Event()

    def url(self, case="deepseek"):
        return f"http://127.0.0.1:{self.server_port}/{case}"

    def handle_error(self, request, client_address):
        """A client that hangs up is part of the play."""

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.shutdown()
        self.server_close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8899)
    parser.add_argument("--pace", type=float, default=0.02)
    asked = parser.parse_args()
    served = Loopback(asked.port, asked.pace)
    print(f"DEEPSEEK_BASE_URL={served.url()} DEEPSEEK_API_KEY={KEY}", flush=True)
    served.serve_forever()
