"""Whatever a text holds, the browser asks nobody but this server, and shows the text."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from assistant.conversation.messages import (
    File,
    Message,
    Notice,
    Reasoning,
    Suggestions,
    TextPart,
    ToolCall,
    ToolResult,
)
from assistant.conversation.store import ConversationStore
from tests.browser.hostile import pieces
from tests.browser.workbench import PATIENCE, serving, tab_on

CODE = "def f(self, a*b):\n    self.__init__ = a -> b\n\n    return {'x': $1}"
PROSE = "__init__ a*b*c -> => <T> -- :smile: $5-$10"
ANSWER = "Costs $5-$10, temp [C], `\\(x\\)` -> y\n\nA formula \\(x_i\\) and\n\\[\na\n- b\n\\]"

SLIPPED_THROUGH = """([name, address]) => {
    const element = document.createElement(name);
    element.src = address;
    document.body.append(element);
}"""


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[str]]]:
    """An address outside of the workbench, and what it was asked for."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def thread(store: ConversationStore, hostile: list[str]) -> str:
    """A conversation that holds every piece in every place where a stranger's text is drawn."""
    conversation = store.create("en")
    short = hostile[0]
    store.append(conversation, Message(role="user", parts=[TextPart(text=f"{short} first")]))
    for begin in range(0, len(hostile), 8):
        some = hostile[begin : begin + 8]
        file = File(name=f"{short[:80]} a.csv", sha256="0" * 64, bytes=10)
        store.append(conversation, Message(role="user", parts=[file, TextPart(text=some[0])]))
        parts = [part for piece in some for part in (Reasoning(text=piece), TextPart(text=piece), _notice(piece))]
        store.append(conversation, Message(role="assistant", parts=parts, finish_reason="stop"))
    for begin in range(0, len(hostile), 3):
        store.append(conversation, Message(role="user", parts=[TextPart(text="\n\n".join(hostile[begin : begin + 3]))]))
    heard = json.dumps({"transcript": short, "file": short, "sha256": "0" * 64, "run": "gone"})
    call = [
        ToolCall(id="1", name="recognise", arguments="{}"),
        ToolResult(id="1", name="recognise", content=heard),
        TextPart(text="The last one."),
        Suggestions(items=[*hostile[:2], hostile[21], hostile[31]]),
    ]
    store.append(conversation, Message(role="user", parts=[TextPart(text=PROSE), TextPart(text=CODE)]))
    store.append(conversation, Message(role="assistant", parts=[TextPart(text=ANSWER), *call], finish_reason="stop"))
    store.rename(conversation, short)
    return conversation


def _notice(piece: str) -> Notice:
    return Notice(key="client.forbidden", parameters={"url": piece, "reason": piece})


def test_a_stored_thread_asks_nobody_outside_and_shows_its_text(stranger, browser, tmp_path):
    address, asked = stranger
    store = ConversationStore(tmp_path / "workspace" / "conversations.sqlite3")
    conversation = thread(store, pieces(address))
    store.close()
    with serving(tmp_path / "workspace") as server, tab_on(browser, server, "en") as tab:
        requests: list[str] = []
        tab.page.on("request", lambda request: requests.append(request.url))
        tab.open(f"/?c={conversation}")
        tab.sees("The last one.")
        tab.page.evaluate("() => document.querySelectorAll('details:not([open]) > summary').forEach(s => s.click())")
        tab.quiet()
        expect(tab.page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
        tab.page.wait_for_load_state("networkidle")
        outside = [url for url in requests if not url.startswith((server.url, "data:", "blob:"))]
        assert (outside, asked) == ([], [])
        assert tab.page.locator("[data-testid=stApp] :is(img, iframe, video, object, svg image)").count() == 0
        schemes = "() => [...document.querySelectorAll('a[href]')].map(link => link.protocol)"
        assert set(tab.page.evaluate(schemes)) <= {"http:", "https:"}
        shown = tab.text()
        for line in (*PROSE.split("\n"), *CODE.split("\n"), "Costs $5-$10, temp [C], \\(x\\) -> y"):
            assert line in shown, line
        drawn = tab.page.get_by_test_id("stMarkdownContainer").filter(has_text="A formula").locator(".katex")
        expect(drawn).to_have_count(2)
        tab.shows_no_trace()
        for element in ("img", "iframe", "video", "script"):  # as if one had slipped through the parser
            tab.page.evaluate(SLIPPED_THROUGH, [element, f"{address}/slipped.{element}"])
        tab.page.evaluate("url => fetch(url).catch(() => null)", f"{address}/slipped.json")
        tab.page.wait_for_timeout(500)
        assert asked == []
