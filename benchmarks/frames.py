"""Frames of a card that trains, looked at one by one in Chromium: is the picture there in each of them?

For each width and theme a training is watched for `--seconds`; meanwhile the scale is switched and switched back,
another tab of the card is opened, half a question is typed and the window is made wider and narrower. A second, short
training is watched from its first point to its result. An empty frame is one without a visible line of the chart.

    .venv/bin/python benchmarks/frames.py [--seconds 60] [--views 1100-light 390-dark …]
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import psutil
from measuring import report

from tests.browser import frames
from tests.browser.workbench import LOCALES, Server, Tab, serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
VIEWS = {f"{width}-{theme}": (width, theme) for width in (1100, 390) for theme in ("light", "dark")}
LONG, SHORT = 20_000, 1_500


def prepared(tab: Tab, steps: int) -> None:
    tab.ask("Forecast the sunspots with an LSTM")
    tab.sees_state("draft")
    tab.answered()
    tab.change("train.steps", steps)
    tab.page.get_by_text(tab.say("form.more"), exact=True).click()
    tab.change("train.patience", 10_000)
    tab.button("action.train").click()
    tab.await_curve(beyond=0)


def watched(tab: Tab, width: int, seconds: float) -> tuple[frames.Seen, bool]:
    """A long training: what the frames showed, and whether the tab and the half question stayed."""
    prepared(tab, LONG)
    frames.begin(tab.page)
    part = seconds * 1000 / 5
    tab.page.get_by_role("tab", name=tab.say("tab.code")).click()
    tab.input().fill("half a question")
    tab.page.wait_for_timeout(part)
    tab.page.get_by_text(tab.say("picture.log"), exact=True).click()
    tab.page.wait_for_timeout(part)
    tab.page.get_by_text(tab.say("picture.curve"), exact=True).click()
    tab.page.wait_for_timeout(part)
    tab.page.set_viewport_size({"width": width + 80, "height": 900})
    tab.page.wait_for_timeout(part)
    tab.page.set_viewport_size({"width": width, "height": 900})
    tab.page.wait_for_timeout(part)
    seen = frames.seen(tab.page)
    chosen = tab.page.get_by_role("tab", name=tab.say("tab.code")).get_attribute("aria-selected") == "true"
    kept = chosen and tab.input().input_value() == "half a question"
    tab.button("action.stop").click()
    tab.sees_state("stopped")
    return seen, kept


def finished(tab: Tab) -> frames.Seen:
    """A short training from its first point to its result."""
    prepared(tab, SHORT)
    frames.begin(tab.page)
    tab.sees_state("finished")
    tab.page.wait_for_timeout(2000)
    return frames.seen(tab.page)


def main() -> None:
    from playwright.sync_api import sync_playwright

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--views", nargs="+", choices=VIEWS, default=list(VIEWS), help="width and theme")
    given = asked.parse_args()
    seconds = given.seconds
    if CHROMIUM is None:
        print("No Chromium found: there are no frames to look at.")
        return
    rows = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving(Path(home) / "workspace") as server:
            for width, theme in map(VIEWS.__getitem__, given.views):
                view = f"{width} px, {theme}"
                tab = opened(browser, server, width, theme)
                seen, kept = watched(tab, width, seconds)
                rows.append([f"{view}: training", *told(seen), "yes" if kept else "no"])
                tab.page.context.close()
                tab = opened(browser, server, width, theme)
                rows.append([f"{view}: to the result", *told(finished(tab)), ""])
                tab.page.context.close()
                for row in rows[-2:]:
                    print(*row, sep=" | ", flush=True)
        browser.close()
    header = ["view", "frames", "empty (0)", "elements (1)", "heights", "scroll sideways (0)", "tab and draft kept"]
    load = [round(value, 1) for value in psutil.getloadavg()]
    print("load of the machine over 1, 5 and 15 minutes:", *load)
    report("frames", {"rows": rows, "load": load}, header, rows)


def opened(browser, server: Server, width: int, theme: str) -> Tab:
    viewport = {"width": width, "height": 900}
    context = browser.new_context(locale=LOCALES["en"], viewport=viewport, color_scheme=theme)
    tab = Tab(context.new_page(), server.url, "en")
    tab.open()
    return tab


def told(seen: frames.Seen) -> list[str]:
    heights = ", ".join(map(str, seen.heights))
    return [f"{seen.frames:,}", str(seen.empty), str(seen.elements), heights, str(seen.sideways)]


if __name__ == "__main__":
    main()
