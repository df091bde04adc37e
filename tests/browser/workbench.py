"""A server of the workbench with a workspace of its own, and a tab on it that speaks through roles and labels."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from assistant.ui.words import labels
from lstm_core.i18n.languages import Language
from lstm_core.runs.folder import list_runs
from lstm_core.runs.record import read_run
from lstm_core.runs.train import TrainRecord
from tests.tree import ROOT

PATIENCE = 60_000  # milliseconds until something that must appear is given up
TRACES = re.compile(r"Traceback|File \".*\.py\", line \d+|\w+Error:")

LAST_STEP = """name => {
    const traces = [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => plot.data || []);
    const ends = traces.filter(trace => trace.name === name).map(trace => trace.x[trace.x.length - 1] || 0);
    return Math.max(0, ...ends);
}"""


class Server:
    """`streamlit run streamlit_app.py` as `make run` starts it."""

    def __init__(self, home: Path, script: str = "streamlit_app.py", **environment: str) -> None:
        self.home = home
        self.script = script
        self.environment = environment
        self.log = home.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        hidden = ("DEEPSEEK_API_KEY", "DEEPSEEK_BASE_URL", "DEEPSEEK_MODEL", "PYTEST_CURRENT_TEST")
        inherited = {name: value for name, value in os.environ.items() if name not in hidden}
        recipe = re.search(r"^run:.*?\n\n", (ROOT / "Makefile").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        assert recipe, "the Makefile has no recipe for run"
        options = [option for option in re.findall(r"--[\w.]+=\S+", recipe[0]) if "$" not in option]
        address = ["--server.address=127.0.0.1", f"--server.port={self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", self.script, *options, *address],
                cwd=ROOT,
                env={**inherited, "DEEPSEEK_API_KEY": "", "WORKBENCH_HOME": str(self.home), **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._await_health()

    def _await_health(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as reply:
                if reply.status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the server did not come up: {self.log.read_text()}")

    def kill(self) -> None:
        """`kill -9`: nothing of the server's own code runs any more."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        assert self.process is not None
        for run in self.runs():
            (Path(run.path) / "stop").touch()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def runs(self) -> list[TrainRecord]:
        """Every run of the workspace, newest first."""
        return [read_run(folder) for folder in list_runs(self.home / "runs")]


class Tab:
    """One page in the browser, in one language."""

    def __init__(self, page: Page, url: str, language: Language) -> None:
        self.page, self.url, self.language = page, url, language
        page.set_default_timeout(PATIENCE)

    def say(self, key: str, **parameters: str | float) -> str:
        return labels.say(key, self.language, parameters)

    def open(self, path: str = "/") -> None:
        self.page.goto(self.url + path)
        expect(self.input()).to_be_visible(timeout=PATIENCE)

    def input(self) -> Locator:
        return self.page.get_by_placeholder(self.say("chat.placeholder"))

    def ask(self, question: str, *files: Path) -> None:
        if files:
            self.page.get_by_test_id("stChatInput").locator("input[type=file]").set_input_files(files)
            for file in files:
                expect(self.page.get_by_text(file.name).first).to_be_visible(timeout=PATIENCE)
        self.input().fill(question)
        until = time.monotonic() + 60
        while self.input().input_value():  # an upload that is still on its way holds the question back
            assert time.monotonic() < until, "the question was not sent"
            self.input().press("Enter")
            self.page.wait_for_timeout(200)

    def button(self, key: str) -> Locator:
        """The button that shows these words; of which run or card it is may follow for a screen reader."""
        name = re.compile(rf"^{re.escape(self.say(key))}( .+ \(\w{{4}}\))?$")
        return self.page.get_by_role("button", name=name).and_(self.page.locator(":not(.modebar-btn)"))

    def follow(self, page: str) -> None:
        """Go to another page by the navigation, in the same session."""
        self.page.get_by_role("link", name=self.say(page)).click()
        self.quiet()

    def sees(self, text: str | re.Pattern[str], seconds: float = 60) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=seconds * 1000)

    def sees_state(self, state: str, seconds: float = 60) -> None:
        """A card's badge says so."""
        badge = self.page.get_by_text(self.say(f"state.{state}"), exact=True)
        expect(badge.first).to_be_visible(timeout=seconds * 1000)

    def field(self, path: str) -> Locator:
        return self.page.get_by_label(self.say(f"field.{path}"), exact=True)

    def change(self, path: str, value: float | str) -> None:
        """Type a value into the card's form, as a person does, and leave the field."""
        self.field(path).fill(str(value))
        self.field(path).press("Tab")
        self.quiet()

    def train(self, steps: int) -> None:
        """Set the length of the training, rule out its early end, press Train and see it run."""
        self.change("train.steps", steps)
        self.page.get_by_text(self.say("form.more"), exact=True).click()
        self.change("train.patience", 10_000)
        self.button("action.train").click()
        self.sees_state("running")

    def quiet(self) -> None:
        """Wait until the server has answered what was done."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
        )

    def curve_end(self) -> float:
        """The last step on the drawn training curve; 0 before there is one."""
        return float(self.page.evaluate(LAST_STEP, self.say("chart.training")))

    def await_curve(self, beyond: float, seconds: float = 60) -> float:
        """Wait until the drawn curve reaches beyond a step; returns where it ends."""
        until = time.monotonic() + seconds
        while (end := self.curve_end()) <= beyond:
            assert time.monotonic() < until, f"the curve stands at step {end}"
            self.page.wait_for_timeout(100)
        return end

    def answered(self) -> None:
        """Wait until the answer that is being written is complete."""
        expect(self.page.get_by_role("radiogroup", name=self.say("chat.next"))).to_be_visible(timeout=PATIENCE)
        expect(self.page.get_by_text(self.say("chat.answering"))).to_have_count(0)

    def download(self, folder: Path) -> Path:
        """Press Download and keep the file under the name that it suggests."""
        with self.page.expect_download() as download:
            self.button("action.download").click()
        target = folder / download.value.suggested_filename
        download.value.save_as(target)
        return target

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def shows_no_trace(self) -> None:
        assert not TRACES.search(self.text()), self.text()
        assert self.page.get_by_test_id("stException").count() == 0


LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}
OPEN: list[Tab] = []


@contextlib.contextmanager
def tab_on(browser: Browser, server: Server, language: Language, path: str = "/", width: int = 1100) -> Iterator[Tab]:
    """A tab of a new browser profile that shows the page at `path`."""
    context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": 900})
    tab = Tab(context.new_page(), server.url, language)
    OPEN.append(tab)
    try:
        tab.open(path)
        yield tab
    except BaseException as error:
        error.add_note(f"The page showed:\n{tab.text()}")
        raise
    finally:
        OPEN.remove(tab)
        context.close()


@contextlib.contextmanager
def serving(home: Path, **environment: str) -> Iterator[Server]:
    server = Server(home, **environment)
    server.start()
    try:
        yield server
    finally:
        server.close()
