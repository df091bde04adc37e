"""What survives a kill: a run without its worker, a training without its server, a conversation in two tabs."""

import os
import signal
import time

import pytest

from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder, RunState
from tests.browser.workbench import Server, Tab

pytestmark = pytest.mark.alone

STEPS = 8000


def train(tab: Tab, steps: int = STEPS) -> None:
    """Ask for a forecast in the tab's language and train it for many steps."""
    tab.ask({"zh": "用LSTM预测太阳黑子", "en": "Forecast the sunspots with an LSTM"}[tab.language])
    tab.sees_state("draft")
    tab.train(steps)


def worker_of(server: Server) -> int:
    [run] = server.runs()
    pid = locks.holder_pid(RunFolder(run.path).lock)
    assert pid is not None
    return pid


@pytest.fixture
def alone(browser, tmp_path) -> Server:
    """A server that a test may kill."""
    server = Server(tmp_path / "workspace")
    server.start()
    yield server
    server.close()


def test_a_killed_worker_leaves_a_lost_run_that_resumes_to_its_end(alone, new_tab):
    tab = new_tab(alone, "en")
    train(tab, 2500)
    tab.await_curve(beyond=50)
    os.kill(worker_of(alone), signal.SIGKILL)
    tab.sees_state("lost", seconds=30)
    tab.shows_no_trace()
    tab.button("action.resume").click()
    tab.sees_state("running")
    tab.sees_state("finished", seconds=180)
    [run] = alone.runs()
    assert run.attempt == 2


def test_a_killed_server_leaves_the_run_going_and_the_next_server_shows_it(alone, new_tab):
    tab = new_tab(alone, "zh")
    train(tab)
    before = tab.await_curve(beyond=20)
    address = tab.page.url
    alone.kill()
    until = time.monotonic() + 60
    while alone.runs()[0].step <= before + 20:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert alone.runs()[0].state is RunState.RUNNING
    alone.start()
    tab.page.goto(address)
    tab.sees_state("running")
    tab.await_curve(beyond=before)
    tab.button("action.stop").click()
    tab.sees_state("stopped", seconds=30)


def test_two_tabs_on_one_conversation_agree(server, new_tab):
    first = new_tab(server, "en")
    train(first)
    second = new_tab(server, "en", first.page.url.removeprefix(server.url))
    second.sees_state("running")
    second.await_curve(beyond=10)
    second.button("action.stop").click()
    first.sees_state("stopped", seconds=30)
    second.sees_state("stopped", seconds=30)
    second.ask("What do the gates do?")
    second.sees("What do the gates do?")
    first.sees("What do the gates do?")
