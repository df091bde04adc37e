"""A repetition over seeds as a person lives it: asked for, live, stopped, resumed, a member opened, deleted."""

import re

from playwright.sync_api import expect

from lstm_core.runs.folder import RunState
from tests.browser.workbench import PATIENCE

STEPS = 150


def test_three_seeds_are_trained_stopped_resumed_and_deleted_with_their_members(server, new_tab):
    tab = new_tab(server, "zh")
    tab.ask("用 3 个种子预测太阳黑子")
    tab.sees_state("draft")
    tab.answered()
    tab.change("train.steps", STEPS)
    tab.button("action.train").click()
    tab.sees_state("running")
    expect(tab.page.get_by_role("cell", name=re.compile("^训\u2060?练\u2060?中")).first).to_be_visible(timeout=PATIENCE)
    tab.button("action.stop").click()
    tab.sees_state("stopped")
    [record] = server.runs()
    assert not any(member.state in ("queued", "running") for member in record.members)
    tab.button("action.resume").click()
    tab.sees_state("finished", seconds=120)
    [record] = server.runs()
    assert (record.state, len(record.table), record.table["mae"].count) == (RunState.FINISHED, 6, 3)
    tab.sees(re.compile("^3 个种子：测试 MAE 平均"))
    expect(tab.page.locator(".js-plotly-plot .scatterlayer .points path")).to_have_count(3, timeout=PATIENCE)
    tab.button("action.open_member").click()
    tab.sees(re.compile("中的一次训练，种子 0"))
    tab.sees_state("finished")
    tab.button("repeat.back").click()
    tab.button("action.back").click()
    tab.page.get_by_role("table").get_by_role("checkbox").last.check()
    tab.button("runs.delete").click()
    tab.sees("其中 3 个种子的训练也会一起永久删除")
    tab.page.get_by_role("dialog").get_by_role("button", name=tab.say("action.delete")).click()
    tab.sees(tab.say("runs.empty"))
    assert server.runs() == []
    tab.shows_no_trace()
