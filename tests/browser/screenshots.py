"""Pictures of every page for a person to look at: `python -m tests.browser.screenshots FOLDER`.

Starts a server with an empty workspace, lives the main story in both languages, and photographs each page light and
dark, on a desktop and on a phone.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from assistant.ui.chat_view import EXAMPLES
from lstm_core.languages import LANGUAGES, Language
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
    """Each address in every size and scheme, as NAME-SIZE-SCHEME-LANGUAGE.png."""
    for size in SIZES:
        for scheme in SCHEMES:
            with looking(browser, server, language, size, scheme) as tab:
                for name, address in pages.items():
                    tab.page.goto(server.url + address)
                    tab.sees(tab.say("chat.greeting") if address == "/" else "LSTM")
                    has_card = address.startswith("/?c=")
                    tab.page.wait_for_function(DRAWN % str(has_card).lower())
                    if has_card and size != "tall":
                        tab.page.locator("[class*='st-key-card-']").first.evaluate(TO_CARD)
                    tab.page.wait_for_timeout(SETTLED)
                    tab.page.screenshot(path=folder / f"{name}-{size}-{scheme}-{language}.png")


def story(browser: Browser, server: Server, folder: Path, language: Language) -> None:
    """Start, draft, finished, runs, settings; then a run that is still training."""
    with looking(browser, server, language, "desktop", "light") as tab:
        tab.open()
        tab.page.get_by_role("button", name=tab.say(f"example.{next(iter(EXAMPLES))}")).last.click()
        tab.sees_state("draft")
        tab.answered()
        address = tab.page.url.removeprefix(server.url)
        photograph(browser, server, folder, language, {"start": "/", "draft": address, "settings": "/settings"})
        tab.button("action.train").click()
        tab.sees_state("finished", seconds=180)
        photograph(browser, server, folder, language, {"finished": address, "runs": "/runs"})
        tab.open()
        tab.ask(tab.say("example.sunspots"))
        tab.sees_state("draft")
        tab.train(LONG)
        tab.sees_state("running")
        tab.await_curve(beyond=100, seconds=60)
        photograph(browser, server, folder, language, {"running": tab.page.url.removeprefix(server.url)})
        tab.button("action.stop").click()
        tab.sees_state("stopped")


def main(folder: Path) -> None:
    """Photograph both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in LANGUAGES:
            with serving(Path(home) / language) as server:
                story(browser, server, folder, language)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
