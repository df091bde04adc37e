"""The table of runs over a thousand finished runs: how long it takes to be drawn, and what it costs the other pages.

A workspace of copied folders: eight trainings made by hand, copied under other names, moments, learning rates and
seeds, so that most titles are told apart by what differs. A server opens it, Chromium looks. Measured, with one run and
with a thousand in the workspace: seconds from a click until the page shows what it asked for, and how much of a core
the server takes while a page is open and nobody does anything.

    .venv/bin/python benchmarks/run_table.py [--runs 1 1000] [--times 12] [--make FOLDER]

`--make FOLDER` only makes the workspace of the largest number of runs and leaves it there.
"""

import argparse
import itertools
import json
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from measuring import report, shown
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.workbench import Server, Tab, tab_on
from tests.support import AT, make_finished_run, spec_of

LIMIT = 0.5  # seconds
STEPS = 600
IDLE_SECONDS = 12.0
RATES = (0.001, 0.002, 0.003, 0.01)
ROWS = """([least, before]) => {
    const host = [...document.querySelectorAll('*')].find(each => each.shadowRoot?.querySelector('[role=table]'));
    const rows = [...(host?.shadowRoot.querySelectorAll('tbody a') ?? [])].map(each => each.innerText).join();
    return rows.length >= least && rows !== before && (rows || true);
}"""


def make_workspace(home: Path, count: int) -> None:
    """`count` finished runs in `home`."""
    chosen, runs = random.Random(1), home / "runs"
    with tempfile.TemporaryDirectory() as place:
        bases = [
            make_finished_run(
                Path(place),
                spec_of(model__hidden_size=hidden, data__season=season, train__steps=STEPS, train__batch_size=batch),
                gain=chosen.choice((-0.1, 0.1, 0.2, 0.4)),
                name=f"base-{hidden}-{season}-{batch}",
            )
            for hidden, season, batch in itertools.product((8, 16), (11, None), (16, 32))
        ]
        for number in range(count):
            source = bases[number % len(bases)]
            target = runs / f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime(AT + 600 * number))}-sunspots-{number:04x}"
            shutil.copytree(source, target)
            launch, spec = (json.loads((target / name).read_text()) for name in ("launch.json", "spec.json"))
            launch["created_at"] += 600 * number
            spec["train"] |= {"learning_rate": chosen.choice(RATES), "seed": chosen.randrange(5)}
            (target / "launch.json").write_text(json.dumps(launch))
            (target / "spec.json").write_text(json.dumps(spec))


def rows(page: Page, before: str = "", least: int = 1) -> str:
    """The names in the table, once there are any and they are others than `before`."""
    return str(page.wait_for_function(ROWS, arg=[least, before]).json_value())


def timed(act: Callable[[], object], seen: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    seen()
    return time.monotonic() - began


def story(tab: Tab, times: int, many: bool) -> dict[str, list[float]]:
    """Every way of looking at the table, `times` times."""
    page, found = tab.page, dict[str, list[float]]()

    def note(what: str, act: Callable[[], object], seen: Callable[[], object]) -> None:
        found.setdefault(what, []).append(timed(act, seen))
        tab.quiet()

    def link(key: str) -> Callable[[], object]:
        return page.get_by_role("link", name=tab.say(key)).click

    for number in range(times):
        note("first draw after the server began" if not number else "open Runs", link("nav.runs"), lambda: rows(page))
        if many:
            for column in ("Learning rate", "Test MAE"):
                before = rows(page)
                note("sort", page.get_by_role("button", name=column).click, lambda was=before: rows(page, was))
            before = rows(page)
            field = page.get_by_placeholder(tab.say("runs.filter_text"))
            note("search", partial(field.press_sequentially, "0.01"), lambda was=before: rows(page, was))
            before = rows(page)
            note("clear the filters", tab.button("runs.clear_filters").click, lambda was=before: rows(page, was))
            before = rows(page)
            note("next page", tab.button("runs.page_later").click, lambda was=before: rows(page, was))
        box = page.get_by_role("table").get_by_role("checkbox").nth(1)
        note("choose a run", box.click, page.get_by_text(tab.say("runs.chosen", count=1)).wait_for)
        tab.button("runs.choose_none").click()
        tab.quiet()
        note("open Chat", link("nav.chat"), tab.input().wait_for)
    return found


def idle(server: Server) -> float:
    """The share of a core that the server takes while nobody does anything."""
    process = psutil.Process(server.process.pid if server.process else None)
    before = sum(process.cpu_times()[:2])
    time.sleep(IDLE_SECONDS)
    return float((sum(process.cpu_times()[:2]) - before) / IDLE_SECONDS)


def measured(count: int, times: int) -> dict[str, Any]:
    """One workspace, one server, one tab."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        home = Path(place) / "workspace"
        make_workspace(home, count)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        server = Server(home)
        server.start()
        try:
            with tab_on(browser, server, "en") as tab:
                found: dict[str, Any] = {"seconds": story(tab, times, many=count > 100)}
                found["idle on Chat"] = idle(server)
                tab.follow("nav.runs")
                rows(tab.page)
                found["idle on Runs"] = idle(server)
        finally:
            server.kill()
            browser.close()
    return found


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--runs", type=int, nargs="+", default=[1, 1000])
    given.add_argument("--times", type=int, default=12)
    given.add_argument("--make", type=Path)
    asked = given.parse_args()
    if asked.make is not None:
        make_workspace(asked.make, max(asked.runs))
        return
    found = {count: measured(count, asked.times) for count in asked.runs}
    ways = dict.fromkeys(way for each in found.values() for way in each["seconds"])
    table = []
    for way in ways:
        seconds = [each["seconds"].get(way) for each in found.values()]
        table.append(
            [
                way,
                *(shown(each) if each else "–" for each in seconds),
                str(max(max(each or [0]) for each in seconds) <= LIMIT),
            ]
        )
    for way in ("idle on Chat", "idle on Runs"):
        table.append([way, *(f"{each[way]:.1%} of a core" for each in found.values()), ""])
    heads = ["seconds until it is seen", *(f"{count:,} runs" for count in asked.runs), f"all ≤ {LIMIT:g} s"]
    report("run_table", {"runs": {str(count): each for count, each in found.items()}}, heads, table)


if __name__ == "__main__":
    main()
