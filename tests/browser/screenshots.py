"""Pictures of every page for a person to look at: `python -m tests.browser.screenshots FOLDER`.

Starts a server with an empty workspace, lives the story of every task in both languages, and photographs each page,
every state of a card and the report, light and dark, on a desktop and on a phone.
"""

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from lstm_core.i18n.languages import LANGUAGES, Language
from lstm_core.spec.tasks import TaskName
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.workbench import LOCALES, Server, Tab, serving

SIZES = {"desktop": (1280, 1000), "phone": (390, 844), "tall": (390, 2600)}
SCHEMES = ("light", "dark")
SETTLED = 700  # milliseconds for fonts and animations, once everything is drawn
DRAWN = "() => !document.querySelector('[data-testid=stSkeleton]') && (!%s || document.querySelector('.main-svg'))"
TO_CARD = """card => {
    card.scrollIntoView({block: 'start'});
    document.querySelector('[data-testid=stMain]').scrollBy(0, -70);
}"""
LONG = 40_000
CARD = "[data-testid=stVerticalBlock][class*='st-key-card-']:has([role=tablist])"
BROKEN = {"train.learning_rate": "0.9", "train.clip_norm": ""}
UNPLOTTED = ("writing", "transcripts")  # pictures that plotly does not draw
# Per task: the question, changes of the form, pictures of the draft, pictures of the finished run.
STORIES: dict[TaskName, tuple[str, dict[str, int], tuple[str, ...], tuple[str, ...]]] = {
    "series": (
        "example.co2",
        {"data.horizon": 26, "data.folds": 3},
        ("", "@autocorrelation"),
        ("forecast", "backtest", "log"),
    ),
    "text": ("example.text", {}, ("",), ("writing", "curve")),
    "speech": ("example.digits", {}, ("",), ("transcripts", "alignment")),
}


@contextmanager
def looking(browser: Browser, server: Server, language: Language, size: str, scheme: str) -> Iterator[Tab]:
    """A tab of that language, size and colour scheme."""
    width, height = SIZES[size]
    context = browser.new_context(
        locale=LOCALES[language],
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=1,
        timezone_id="Asia/Shanghai",
    )
    yield Tab(context.new_page(), server.url, language)
    context.close()


def photograph(browser: Browser, server: Server, folder: Path, language: Language, pages: dict[str, str]) -> None:
    """Each address in every size and scheme, as NAME-SIZE-SCHEME-LANGUAGE.png.

    `NAME@PICTURE` chooses that picture of the card first, `NAME~TAB` opens that tab of the newest card.
    """
    for size in SIZES:
        for scheme in SCHEMES:
            with looking(browser, server, language, size, scheme) as tab:
                for name, address in pages.items():
                    tab.page.goto(server.url + address)
                    tab.sees(tab.say("chat.greeting") if address == "/" else "LSTM")
                    _settle(tab, name, address.startswith("/?c="), size)
                    tab.page.screenshot(path=folder / f"{name}-{size}-{scheme}-{language}.png")


def _settle(tab: Tab, name: str, has_card: bool, size: str) -> None:
    """Choose the picture or open the tab, bring the card into view and wait until everything is drawn."""
    chosen, opened = name.partition("@")[2], name.partition("~")[2]
    plotted = has_card and chosen not in UNPLOTTED and name not in ("text-draft", "speech-draft")
    tab.page.wait_for_function(DRAWN % str(plotted and not chosen).lower())
    if chosen:
        tab.page.get_by_role("radio", name=tab.say(f"picture.{chosen}"), exact=True).first.click()
        tab.quiet()
        tab.page.wait_for_function(DRAWN % str(plotted).lower())
    if opened:
        tab.page.get_by_role("tab", name=tab.say(f"tab.{opened}")).last.click()
        tab.quiet()
        tab.page.get_by_role("tablist").last.evaluate(TO_CARD)
    elif has_card and size != "tall":
        tab.page.locator(CARD).nth(-1 if name.startswith("repair") else 0).evaluate(TO_CARD)
    tab.page.wait_for_timeout(SETTLED)


def story(browser: Browser, server: Server, folder: Path, language: Language, task: TaskName) -> None:
    """Draft, running and every picture of a finished run of one task."""
    question, changes, drafts, pictures = STORIES[task]
    with looking(browser, server, language, "desktop", "light") as tab:
        tab.open()
        tab.ask(tab.say(question))
        tab.sees_state("draft")
        tab.answered()
        address = tab.page.url.removeprefix(server.url)
        photograph(browser, server, folder, language, {f"{task}-draft{name}": address for name in drafts})
        tab.page.get_by_text(tab.say("form.more"), exact=True).click()
        for path, value in changes.items():
            tab.change(path, value)
        tab.button("action.train").click()
        if task != "series":  # whose run is over before it is photographed
            tab.sees_state("running")
            tab.await_curve(beyond=30)
            photograph(browser, server, folder, language, {f"{task}-running@curve": address})
        tab.sees_state("finished", seconds=400)
        photograph(browser, server, folder, language, {f"{task}-finished@{name}": address for name in pictures})
        bundle = zipfile.ZipFile(tab.download(folder))
        [report] = [name for name in bundle.namelist() if name.endswith("report.html")]
        (folder / f"{task}-report-{language}.html").write_bytes(bundle.read(report))
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            page.goto((folder / f"{task}-report-{language}.html").as_uri())
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=folder / f"{task}-report-{size}-{scheme}-{language}.png", full_page=True)
            context.close()


def running(browser: Browser, server: Server, folder: Path, language: Language) -> None:
    """A forecast that is still training."""
    with looking(browser, server, language, "desktop", "light") as tab:
        tab.open()
        tab.ask(tab.say("example.sunspots"))
        tab.sees_state("draft")
        tab.train(LONG)
        tab.await_curve(beyond=100)
        photograph(browser, server, folder, language, {"series-running": tab.page.url.removeprefix(server.url)})
        tab.button("action.stop").click()
        tab.sees_state("stopped")


def debugger(browser: Browser, server: Server, folder: Path, language: Language) -> None:
    """A training that goes wrong: on its card, in its tab, on the page of diagnoses; its repair in every state."""
    with looking(browser, server, language, "desktop", "light") as tab:
        tab.open()
        tab.ask(tab.say("example.sunspots"))
        tab.sees_state("draft")
        tab.answered()
        tab.page.get_by_text(tab.say("form.more"), exact=True).click()
        for path, value in BROKEN.items():
            tab.change(path, value)
        tab.button("action.train").click()
        tab.sees_state("finished", seconds=120)
        address, page = tab.page.url.removeprefix(server.url), f"/diagnose?run={server.runs()[0].id}"
        photograph(browser, server, folder, language, {"wrong~diagnosis": address, "diagnose": page})
        tab.button("action.repair").first.click()
        tab.sees_state("draft")
        photograph(browser, server, folder, language, {"repair-draft": address})
        tab.button("action.start_repair").click()
        tab.sees_state("running")
        photograph(browser, server, folder, language, {"repair-running": address})
        tab.page.get_by_text(tab.say("action.use_repaired")).first.wait_for(timeout=600_000)
        photograph(browser, server, folder, language, {"repair-finished": address})


def main(folder: Path) -> None:
    """Photograph both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in LANGUAGES:
            with serving(Path(home) / language) as server:
                photograph(browser, server, folder, language, {"start": "/"})
                for task in STORIES:
                    story(browser, server, folder, language, task)
                running(browser, server, folder, language)
                debugger(browser, server, folder, language)
                photograph(browser, server, folder, language, {"runs": "/runs", "settings": "/settings"})
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
