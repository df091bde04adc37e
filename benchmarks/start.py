"""Seconds that a person waits: from Train to the first point of the curve, and from a server's start to its first page.

Engine: `LocalLauncher.start` until `RunReader` sees the first step, with a fork server (as the pages keep one) and
without, in turn. Page: in Chromium, a server that has just answered its health check is opened for the first time
(first contentful paint, and the chat's input visible), then Train is clicked on a card (first point drawn). Without
Chromium the second half is left out and said so.

    .venv/bin/python benchmarks/start.py [--repeats 7]
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from measuring import report, shown

from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader
from lstm_core.spec.run import TrainRunSpec

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime / 1000"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def spec() -> TrainRunSpec:
    from lstm_core.data.series.sources import SOURCES

    return TrainRunSpec(data=SOURCES["sunspots"].data()).with_changes({"train.steps": 100_000, "train.patience": None})


def first_point(launcher: LocalLauncher) -> tuple[float, float]:
    """Seconds until `start` returned, and until the first step could be read."""
    began = time.perf_counter()
    run = launcher.start(spec())
    returned = time.perf_counter() - began
    reader = RunReader(launcher.runs / run)
    while not reader.read(points=2).curve.steps:
        time.sleep(0.005)
    seen = time.perf_counter() - began
    launcher.stop(run)
    while reader.read(points=2).state.active:
        time.sleep(0.02)
    return returned, seen


def engine(repeats: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"returned": [], "forked": [], "cold": []}
    with tempfile.TemporaryDirectory() as runs:
        first_point(LocalLauncher(Path(runs)))  # the files of the packages come into the page cache
        for _ in range(repeats):
            found["cold"].append(first_point(LocalLauncher(Path(runs)))[1])
            launcher = LocalLauncher(Path(runs))
            launcher.prepare()
            while launcher.loading:
                time.sleep(0.05)
            returned, seen = first_point(launcher)
            found["returned"].append(returned)
            found["forked"].append(seen)
            launcher.close()
    return found


def pages(repeats: int) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    from tests.browser.workbench import Server, tab_on

    found: dict[str, list[float]] = {"health": [], "paint": [], "input": [], "again": [], "train": []}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for number in range(repeats):
            server = Server(Path(home) / f"workspace-{number}")
            began = time.perf_counter()
            server.start()
            found["health"].append(time.perf_counter() - began)
            try:
                began = time.perf_counter()
                with tab_on(browser, server, "en") as tab:
                    found["input"].append(time.perf_counter() - began)
                    found["paint"].append(tab.page.evaluate(PAINT))
                    tab.page.wait_for_timeout(6000)  # a person reads the page; the fork server loads
                    tab.ask("Forecast CO2 with an LSTM")  # long enough to be seen while it trains
                    tab.sees_state("draft")
                    tab.answered()
                    began = time.perf_counter()
                    tab.button("action.train").click()
                    tab.await_curve(beyond=0)
                    found["train"].append(time.perf_counter() - began)
                    tab.button("action.stop").click()
                    tab.sees_state("stopped")
                began = time.perf_counter()
                with tab_on(browser, server, "en"):
                    found["again"].append(time.perf_counter() - began)
            finally:
                server.close()
        browser.close()
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--repeats", type=int, default=7)
    repeats = asked.parse_args().repeats
    measured = {"engine": engine(repeats), "pages": pages(repeats) if CHROMIUM else None}
    told = measured["engine"]
    rows = [
        ["Train until `start` returns", shown(told["returned"]), ""],
        ["Train to first point readable, forked", shown(told["forked"]), "3"],
        ["Train to first point readable, a process of its own", shown(told["cold"]), ""],
    ]
    told = measured["pages"]
    if told:
        rows += [
            ["server process started to healthy", shown(told["health"]), ""],
            ["healthy to first contentful paint, first visit", shown(told["paint"]), "2"],
            ["healthy to a page that takes input, first visit", shown(told["input"]), "2"],
            ["a second tab to a page that takes input", shown(told["again"]), ""],
            ["click on Train to first point drawn in the page", shown(told["train"]), "3"],
        ]
    else:
        print("No Chromium found: the times of the page are left out.")
    report("start", {"repeats": repeats, **measured}, ["from … to", "seconds", "aim"], rows)


if __name__ == "__main__":
    main()
