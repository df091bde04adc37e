"""What becomes of a run that ended before its end: finished with its best step, or copied with what helps it."""

import sys

from lstm_core.runs import events
from lstm_core.runs.folder import RunState
from tests.browser.test_stories import run, unzip
from tests.support import make_unfinished_run

STEPS = 8000


def test_a_stopped_run_becomes_a_result_whose_download_checks_itself(server, new_tab, tmp_path):
    tab = new_tab(server, "en")
    tab.ask("Forecast the sunspots with an LSTM")
    tab.sees_state("draft")
    tab.train(STEPS)
    tab.await_curve(beyond=120)
    tab.button("action.stop").click()
    tab.sees_state("stopped", seconds=30)
    tab.button("action.finish").click()
    tab.sees_state("finished", seconds=60)
    [record] = server.runs()
    assert (record.state, record.result.reason, record.result.steps) == (RunState.FINISHED, "stopped", record.step)
    tab.sees(f"Stopped by hand at step {record.step} of {STEPS} and judged with the weights of step")
    tab.shows_no_trace()
    folder = unzip(tab.download(tmp_path), tmp_path / "out")
    checked = run(sys.executable, "train.py", "--check", folder=folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_diverged_run_offers_a_copy_with_a_tenth_of_its_learning_rate(server, new_tab):
    failure = {"key": "training.diverged", "parameters": {"step": 60, "loss": "nan"}, "step": 60}
    path = make_unfinished_run(server.home / "runs", events.Failed(seq=0, at=0, **failure))
    tab = new_tab(server, "zh")
    tab.page.goto(f"{server.url}/runs?run={path.name}&lang=zh")
    tab.sees_state("failed")
    assert tab.button("action.resume").count() == 0
    tab.button("action.slower").click()
    tab.sees_state("draft")
    tab.sees("第 60 步的损失变成 nan")
    tab.sees("train.learning_rate = 0.0002")
    tab.shows_no_trace()
