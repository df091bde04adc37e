"""Many tabs on one server: each asks twice and watches a training that goes on all the time.

All tabs ask at once; then all open the card of the training and watch its curve; then one after another leaves for a
new conversation and asks again, while the others watch. Every second question makes a card. Measured: seconds from
sending a question until its answer and the next steps are on the page, answers that never came, processor time of the
server's process, and the answers of its health check, four times a second.

A light tab speaks Streamlit's protocol and keeps what a page would show (`tests/browser/light_tab.py`): two cores are
left to the server and the training. In Chromium the same twenty tabs take most of two cores themselves; what they take
is said. Without Chromium that part is left out and said so.

    .venv/bin/python benchmarks/tabs.py [--tabs 1 10 20] [--watch 15] [--clients light Chromium]
"""

import argparse
import asyncio
import contextlib
import itertools
import shutil
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from measuring import report

from assistant.ui.words.labels import say
from tests.browser.light_tab import LightTab
from tests.browser.workbench import Server, Tab, tab_on

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUESTIONS = (
    "Forecast the sunspots with an LSTM",
    "What is an LSTM?",
    "Forecast CO2 with an LSTM",
    "Why does my loss explode?",
)
TRAINED = "Forecast the sunspots with an LSTM"
STEPS = 200_000
WARM_SECONDS = 8  # what a server loads once is loaded
PATIENCE = 30.0  # seconds after which an answer counts as never shown
LIMIT = 10.0
WATCHED = """([asked, next]) => {
    const began = performance.now();
    window.shown = null;
    const timer = setInterval(() => {
        const bubbles = [...document.querySelectorAll('[data-testid=stChatMessage]')];
        const steps = document.querySelector(`[role=radiogroup][aria-label="${next}"]`);
        if (!steps || !bubbles.some(bubble => bubble.innerText.includes(asked))) return;
        window.shown = (performance.now() - began) / 1000;
        clearInterval(timer);
    }, 50);
}"""


class Health(threading.Thread):
    """Asks for the server's health until `stop`; keeps how long each answer took, in seconds."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.seconds, self.ended = url, list[float](), threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.25):
            began = time.monotonic()
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=PATIENCE):
                pass
            self.seconds.append(time.monotonic() - began)

    def stop(self) -> list[float]:
        self.ended.set()
        self.join()
        return self.seconds


class Meter:
    """Processor seconds of a process, and of another with all that it started."""

    def __init__(self, server: Server) -> None:
        assert server.process is not None
        self.server = psutil.Process(server.process.pid)

    def read(self) -> tuple[float, float, float]:
        """Clock, processor time of the server's own process, and of every Chromium."""
        own = sum(self.server.cpu_times()[:2])
        browsers = 0.0
        for process in psutil.process_iter(["name", "cpu_times"]):
            if "chrom" in (process.info["name"] or "") and process.info["cpu_times"]:
                browsers += sum(process.info["cpu_times"][:2])
        return time.monotonic(), own, browsers


@contextlib.contextmanager
def served() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home) / "workspace")
        server.start()
        try:
            yield server
        finally:
            server.close()


def question(tab: int, turn: int) -> str:
    return QUESTIONS[(tab + turn) % len(QUESTIONS)]


def train(server: Server) -> None:
    """Start a training that lasts as long as the measurement, on a card of a conversation."""
    from assistant.conversation.messages import Message, TextPart
    from assistant.services import Services

    services = Services(server.home)
    conversation = services.store.create("en")
    asked = Message(role="user", parts=[TextPart(text=TRAINED)])
    services.turns.start(conversation, asked, services.client("en"), "en").wait(PATIENCE)
    [card] = services.store.cards(conversation)
    services.store.change_card(card.id, card.spec.with_changes({"train.steps": STEPS, "train.patience": None}))
    services.train(card.id)
    services.close()


def measured(
    answers: list[float | None],
    health: list[float],
    times: tuple[tuple[float, float, float], ...],
    tabs: int,
    drawn: int,
) -> dict[str, Any]:
    """Answers in seconds; shares of a core while all ask, while all watch, while one asks and the others watch."""
    shares = [
        ((after[1] - before[1]) / (after[0] - before[0]), (after[2] - before[2]) / (after[0] - before[0]))
        for before, after in itertools.pairwise(times)
    ]
    return {
        "tabs": tabs,
        "answers": answers,
        "never": answers.count(None),
        "watching": drawn,
        "server": [server for server, _ in shares],
        "browser": [browser for _, browser in shares],
        "health": health,
    }


# -- light tabs --------------------------------------------------------------------------------------------------------


def answered(tab: LightTab, asked: str) -> bool:
    return asked in tab.texts() and any("suggestion" in group.id for group in tab.elements("button_group"))


async def ask(tab: LightTab, asked: str) -> float | None:
    await tab.until(lambda: any(tab.elements("chat_input")), PATIENCE)
    began = time.monotonic()
    await tab.ask(asked)
    shown = await tab.until(lambda: answered(tab, asked), PATIENCE)
    return None if shown is None else time.monotonic() - began


def running(tab: LightTab) -> str | None:
    """The button of the sidebar that opens the training."""
    return next((button.id for button in tab.elements("button") if "now-open" in button.id), None)


async def renew(tab: LightTab) -> None:
    """Leave for a new conversation."""
    button = tab.button(say("sidebar.new", "en", {}))
    assert button is not None
    await tab.click(button)
    await tab.until(lambda: tab.button(say("example.series", "en", {})) is not None, PATIENCE)


async def light(server: Server, tabs: int, watch: float) -> dict[str, Any]:
    train(server)
    async with contextlib.AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(LightTab(server.url)) for _ in range(tabs)]
        await asyncio.sleep(WARM_SECONDS)
        health, meter = Health(server.url), Meter(server)
        health.start()
        began = meter.read()
        first = await asyncio.gather(*(ask(tab, question(number, 0)) for number, tab in enumerate(opened)))
        for tab in opened:
            await tab.until(lambda tab=tab: running(tab), PATIENCE)
            await tab.click(running(tab) or "")
        await asyncio.sleep(2)
        watched = meter.read()
        await asyncio.sleep(watch)
        watching = meter.read()
        drawn = sum(1 for tab in opened if any(tab.elements("bidi_component")))
        second = []
        for number, tab in enumerate(opened):
            await renew(tab)
            second.append(await ask(tab, question(number, 1)))
        ended = meter.read()
        return measured([*first, *second], health.stop(), (began, watched, watching, ended), tabs, drawn)


# -- Chromium ----------------------------------------------------------------------------------------------------------


def send(tab: Tab, asked: str) -> None:
    """Ask, and have the page itself note when the answer stands there."""
    tab.input().fill(asked)
    tab.page.evaluate(WATCHED, [asked, tab.say("chat.next")])
    tab.input().press("Enter")


def collect(tabs: list[Tab]) -> list[float | None]:
    """What the pages noted."""
    until, found = time.monotonic() + PATIENCE, dict[int, float | None]()
    while len(found) < len(tabs) and time.monotonic() < until:
        for number, tab in enumerate(tabs):
            if number not in found and (seconds := tab.page.evaluate("() => window.shown")):
                found[number] = seconds
        tabs[0].page.wait_for_timeout(100)
    return [found.get(number) for number in range(len(tabs))]


def chromium(server: Server, count: int, watch: float) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    train(server)
    with sync_playwright() as playwright, contextlib.ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tabs = [stack.enter_context(tab_on(browser, server, "en")) for _ in range(count)]
        tabs[0].page.wait_for_timeout(WARM_SECONDS * 1000)
        health, meter = Health(server.url), Meter(server)
        health.start()
        began = meter.read()
        for number, tab in enumerate(tabs):
            send(tab, question(number, 0))
        first = collect(tabs)
        for tab in tabs:
            tab.page.locator("[class*=st-key-now-open] button").first.click()
        tabs[0].page.wait_for_timeout(2000)
        watched = meter.read()
        tabs[0].page.wait_for_timeout(watch * 1000)
        watching = meter.read()
        drawn = sum(1 for tab in tabs if tab.curve_end() > 0)
        second: list[float | None] = []
        for number, tab in enumerate(tabs):
            tab.button("sidebar.new").click()
            tab.sees(tab.say("example.series"))
            send(tab, question(number, 1))
            second += collect([tab])
        ended = meter.read()
        found = measured([*first, *second], health.stop(), (began, watched, watching, ended), count, drawn)
        stack.pop_all().close()
        browser.close()
    return found


def row(client: str, found: dict[str, Any]) -> list[str]:
    seconds = [value for value in found["answers"] if value is not None] or [PATIENCE]
    tabs, health = found["tabs"], found["health"]
    return [
        f"{tabs} {client}",
        f"{median(seconds):.2f}",
        f"{max(seconds):.2f}",
        f"{found['never']} of {len(found['answers'])}",
        f"{found['watching']} of {tabs}",
        f"{found['server'][1]:.2f}",
        f"{found['server'][1] / tabs:.3f}",
        f"{found['browser'][1]:.2f}" if client == "Chromium" else "",
        f"{median(health) * 1000:.0f}, {max(health) * 1000:.0f}",
    ]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tabs", type=int, nargs="+", default=[1, 10, 20])
    asked.add_argument("--watch", type=float, default=15, help="seconds that all tabs only watch")
    asked.add_argument("--clients", nargs="+", default=["light", "Chromium"], choices=["light", "Chromium"])
    given = asked.parse_args()
    found: dict[str, list[dict[str, Any]]] = {client: [] for client in given.clients}
    if CHROMIUM is None and found.pop("Chromium", None) is not None:
        print("No Chromium found: its tabs are left out.")
    for client, measurements in found.items():
        for tabs in given.tabs:
            with served() as server:
                if client == "light":
                    measurements.append(asyncio.run(light(server, tabs, given.watch)))
                else:
                    measurements.append(chromium(server, tabs, given.watch))
            print(*row(client, measurements[-1]), sep=" | ", flush=True)
    header = [
        "tabs",
        "answer, median s",
        f"answer, worst s (≤ {LIMIT:g})",
        "never shown (0)",
        "curves drawn",
        "server while all watch, cores",
        "of it per tab",
        "Chromium, cores",
        "health, median and worst ms",
    ]
    load = [round(value, 1) for value in psutil.getloadavg()]
    print("load of the machine over 1, 5 and 15 minutes:", *load)
    report("tabs", {**found, "load": load}, header, [row(client, one) for client in found for one in found[client]])


if __name__ == "__main__":
    main()
