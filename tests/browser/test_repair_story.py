"""From a training that fails to one that works: caught, asked about, stopped, repaired, trained to its clean bill."""

import json
import math
import os
import random
import signal
import time
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from assistant.ui.words import labels
from lstm_core.diagnosis.diagnosing import diagnose_run
from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder
from tests.assistant.dialect import KEY, calls, ending, part, saying
from tests.assistant.loopback import CASES, Loopback
from tests.browser.test_endpoint import configure
from tests.browser.workbench import PATIENCE

REPAIRED = 240  # seconds until a repair of a dozen short trainings must have its verdict
SMALL = {"model.hidden_size": 8, "data.window": 8, "train.batch_size": 16, "train.threads": 1}
EXPLODES = {**SMALL, "data.horizon": 2, "train.steps": 700, "train.learning_rate": 5, "train.clip_norm": ""}
DISTANCE = 12  # rows that have to be remembered
FORGETS = {
    "data": {"target": "outlet", "past_columns": ["feed"], "window": 16, "horizon": 1, "season": None},
    "model": {"hidden_size": 24, "forget_bias": -10},
    "train": {"batch_size": 64, "steps": 500, "learning_rate": 0.02, "threads": 1},
}
CARD = "Here is the card."


def told(handler, body):
    """A model that proposes what it is asked to, and answers a question with what the diagnosis told of the run."""
    last = body["messages"][-1]
    if last["role"] == "tool":
        content = json.loads(last["content"])
        found = content.get("findings")
        text = CARD if found is None else found[0]["text"] if found else content["clean_bill"]
        handler.stream(saying(text), ending())
    elif "Forecast" in last["content"]:
        handler.stream(calls(part(0, "a", "propose_run", json.dumps({"changes": FORGETS}))))
    else:
        handler.stream(calls(part(0, "b", "diagnose", "{}")))


@pytest.fixture(scope="module")
def endpoint():
    CASES["diagnosing"] = told
    with Loopback() as server:
        yield server
    del CASES["diagnosing"]


def seasonal(path):
    """A season and noise."""
    noise = random.Random(1)
    rows = [f"{row},{50 + 10 * math.sin(row * math.pi / 6) + noise.gauss(0, 1):.3f}" for row in range(400)]
    path.write_text("\n".join(["hour,power", *rows]), encoding="utf-8")
    return path


def delayed(path):
    """An outlet that repeats what was fed some rows before."""
    noise = random.Random(1)
    fed = [noise.uniform(-1, 1) for _ in range(1800 + DISTANCE)]
    lines = [
        f"{row},{180 + 12 * fed[row] + noise.gauss(0, 0.3):.3f},{50 + 10 * fed[row + DISTANCE]:.3f}"
        for row in range(1800)
    ]
    path.write_text("\n".join(["minute,outlet,feed", *lines]), encoding="utf-8")
    return path


@contextmanager
def held(server, step):
    """The newest training, held still from that step on, so that a page can be looked at however fast it is."""
    until = time.monotonic() + 60
    while not (runs := server.runs()) or runs[0].step < step:
        assert time.monotonic() < until, "the training does not come so far"
        time.sleep(0.01)
    run = runs[0]
    process = locks.holder_pid(RunFolder(run.path).lock)
    os.kill(process, signal.SIGSTOP)
    try:
        yield run
    finally:
        os.kill(process, signal.SIGCONT)


def propose(tab, question, file, changes):
    """A card for a file of a person's own, with these values in its form."""
    tab.ask(question, file)
    tab.sees_state("draft")
    tab.answered()
    tab.page.get_by_text(tab.say("form.more"), exact=True).click()
    for path, value in changes.items():
        tab.change(path, value)
    tab.button("action.train").click()


def repair(tab, place, trials_wanted):
    """Press Repair there, try so many changes, and make a card of the one that was accepted."""
    place.get_by_role("button", name=tab.say("action.repair")).first.click()
    trials = tab.page.get_by_label(tab.say("repair.trials"), exact=True)
    trials.fill(str(trials_wanted))
    trials.press("Tab")
    tab.quiet()
    tab.button("action.start_repair").click()
    used = tab.button("action.use_repaired")
    expect(used).to_be_visible(timeout=REPAIRED * 1000)
    used.click()
    expect(tab.button("action.train")).to_be_visible(timeout=PATIENCE)


def finish(tab, server):
    """Train the repaired configuration to its end, and its clean bill."""
    tab.button("action.train").click()
    healthy = tab.page.locator("[class*='-line-healthy']").get_by_text(tab.say("severity.healthy"))
    expect(healthy.first).to_be_visible(timeout=2 * PATIENCE)
    expect(tab.button("action.stop")).to_have_count(0, timeout=2 * PATIENCE)
    tab.shows_no_trace()
    return server.runs()[0]


def test_an_exploding_run_is_caught_live_asked_about_stopped_repaired_and_finished(server, new_tab, tmp_path):
    tab = new_tab(server, "zh")
    propose(tab, "用LSTM预测power，不要差分", seasonal(tmp_path / "load.csv"), EXPLODES)
    with held(server, 60) as run:
        line = tab.page.locator("[class*='-line-learning_rate_high']")
        name = labels.say("diagnosis.name.learning_rate_high", "zh")
        expect(line.get_by_text(name, exact=True)).to_be_visible(timeout=PATIENCE)
        [cause, *_] = diagnose_run(run.path).findings
        tab.ask("为什么loss波动大")
        tab.answered()
        tab.sees(cause.text("zh"))
        tab.button("action.stop").click()
    tab.sees_state("stopped")
    repair(tab, line, 1)
    finished = finish(tab, server)
    assert finished.result.reason in ("steps", "early_stopping")
    assert finished.result.test["model"].mae < finished.result.test["persistence"].mae


def test_a_memory_that_fades_is_shown_repaired_and_solved_and_a_model_answers_with_its_numbers(
    endpoint, server, new_tab, tmp_path
):
    tab = new_tab(server, "en")
    configure(tab, endpoint.url("diagnosing"), KEY)
    tab.follow("nav.chat")
    tab.ask("Forecast the outlet", delayed(tmp_path / "furnace.csv"))
    tab.sees(CARD)
    tab.button("action.train").click()
    line = tab.page.locator("[class*='-line-forget_gate_stuck'], [class*='-line-vanishing_over_time']").first
    expect(line.get_by_role("button", name=tab.say("action.repair"))).to_be_visible(timeout=2 * PATIENCE)
    [cause, *_] = diagnose_run(server.runs()[0].path).findings
    tab.ask("is this gradient normal?")
    tab.sees(cause.text("en"))
    line.get_by_role("button", name=tab.say("action.show_me")).click()
    tab.sees(tab.say("probe.read_lags"))
    heat = tab.page.get_by_test_id("stPlotlyChart").filter(has=tab.page.locator(".heatmaplayer"))
    expect(heat.first).to_be_visible(timeout=PATIENCE)
    repair(tab, tab.page, 2)
    finished = finish(tab, server)
    errors = {name: each.mae for name, each in finished.result.test.items()}
    assert errors["model"] < 0.3 * errors["persistence"]
