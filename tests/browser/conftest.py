"""Chromium for the stories. Where none is installed they are skipped with one line, or fail when one is required."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.workbench import OPEN, Server, Tab, serving, tab_on

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REQUIRED = os.environ.get("WORKBENCH_REQUIRE_BROWSER") == "1"
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows what the open tabs showed."""
    report = yield
    if report.failed:
        report.sections += [(f"page {tab.page.url}", tab.text()) for tab in OPEN]
    return report


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
    with contextlib.ExitStack() as tabs:
        yield lambda *place, **options: tabs.enter_context(tab_on(browser, *place, **options))
