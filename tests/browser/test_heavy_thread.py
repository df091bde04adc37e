"""A thread of the heaviest answers is drawn in one session while another one asks: nobody waits for it."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.conversation.messages import Message, Reasoning, TextPart
from assistant.conversation.store import ConversationStore
from assistant.ui.words.labels import say
from tests.assistant.test_markdown import FAMILIES, MEGABYTE
from tests.browser.light_tab import LightTab
from tests.browser.workbench import serving

pytestmark = pytest.mark.alone

HEAVY = ("unclosed parentheses", "nested brackets", "quotes", "backticks")
QUESTION = "What is an LSTM?"
MORE_SECONDS = 1.0  # that an answer may take beside such a thread
PATIENCE = 60


def heavy_thread(store, number):
    """Question, thought and answer of a megabyte each, of every family; no part of it was drawn before."""
    conversation = store.create("en")
    for family in HEAVY:
        unit = FAMILIES[family]
        text = (f"{number} {unit * (MEGABYTE // len(unit) + 1)}")[:MEGABYTE]
        store.append(conversation, Message(role="user", parts=[TextPart(text=f"asked {text}")]))
        parts = [Reasoning(text=f"thought {text}"), TextPart(text=f"said {text}")]
        store.append(conversation, Message(role="assistant", parts=parts, finish_reason="stop"))
    return conversation


async def seconds_to_answer(tab):
    new = tab.button(say("sidebar.new", "en", {}))
    if new is not None:
        await tab.click(new)
    assert await tab.until(lambda: tab.button(say("example.series", "en", {})), PATIENCE) is not None
    assert await tab.until(lambda: any(tab.elements("chat_input")), PATIENCE) is not None
    began = time.monotonic()
    await tab.ask(QUESTION)
    shown = await tab.until(lambda: any("suggestion" in group.id for group in tab.elements("button_group")), PATIENCE)
    assert shown is not None
    assert QUESTION in tab.texts()
    return time.monotonic() - began


async def beside(url, conversations):
    """Seconds to answers on a quiet server, and to those that were given while the threads were drawn."""
    async with LightTab(url) as tab:
        quiet = [await seconds_to_answer(tab) for _ in range(3)][1:]

        async def draw():
            for conversation in conversations:
                async with LightTab(url, query=f"c={conversation}") as other:
                    assert await other.until(lambda tab=other: tab.finished and any(tab.elements("markdown")), PATIENCE)

        drawing = asyncio.create_task(draw())
        loud = []
        while not drawing.done():
            loud.append(await seconds_to_answer(tab))
        await drawing
    return quiet, loud


def test_a_thread_of_megabytes_delays_no_other_session(tmp_path):
    home = tmp_path / "workspace"
    home.mkdir()
    store = ConversationStore(home / "conversations.sqlite3")
    conversations = [heavy_thread(store, number) for number in range(2)]
    store.close()
    with serving(home) as server, ThreadPoolExecutor(1) as pool:  # other tests' browser may hold this thread's loop
        quiet, loud = pool.submit(lambda: asyncio.run(beside(server.url, conversations))).result()
    assert len(loud) >= 2
    assert max(loud) < max(quiet) + MORE_SECONDS, (quiet, loud)
