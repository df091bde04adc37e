"""Chromium for the stories. Where none is installed they are skipped with one line, or fail when one is required."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from lstm_core.languages import Language
from tests.browser.workbench import Server, Tab, serving

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = os.environ.get("WORKBENCH_REQUIRE_BROWSER") == "1"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NewTab = Callable[..., Tab]


def pytest_collection_modifyitems(items):
    """The stories share one browser, so they stay in one worker of pytest-xdist."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call" and report.failed:
        for page in [tab.page for tab in item.funcargs.get("new_tab", _no_tabs).tabs]:
            if not page.is_closed():
                report.sections.append((f"page {page.url}", page.locator("body").inner_text()))
    return report


def _no_tabs() -> None: ...


_no_tabs.tabs = []  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not REQUIRED:
        pytest.skip("no Chromium found: install chromium to run the browser tests")
    assert CHROMIUM, "a Chromium is required (WORKBENCH_REQUIRE_BROWSER=1) and none was found"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(browser, tmp_path_factory) -> Iterator[Server]:
    """A server with an empty workspace and no key."""
    with serving(tmp_path_factory.mktemp("home") / "workspace") as server:
        yield server


@pytest.fixture
def new_tab(browser: Browser) -> Iterator[NewTab]:
    """Opens a tab on a server: `new_tab(server, "zh")`."""
    contexts, tabs = [], []

    def open_tab(server: Server, language: Language, path: str = "/") -> Tab:
        context = browser.new_context(locale=LOCALES[language], viewport={"width": 1100, "height": 900})
        contexts.append(context)
        tab = Tab(context.new_page(), server.url, language)
        tabs.append(tab)
        tab.open(path)
        return tab

    open_tab.tabs = tabs  # type: ignore[attr-defined]
    yield open_tab
    for context in contexts:
        context.close()
