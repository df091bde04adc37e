"""Making a trained network smaller, as a person does without a key: asked for, judged, downloaded, run elsewhere."""

import csv
import re
import subprocess
import sys
import zipfile

from playwright.sync_api import expect

from lstm_core.runs.compress import CompressRecord
from tests.browser.test_study_story import sales
from tests.browser.workbench import PATIENCE

STEPS = 60
LADDER = 120  # seconds until a ladder of one or two small networks must have its verdict


def trained(tab, question, file):
    """A small network for a file of one's own, trained to its end."""
    tab.ask(question, file)
    tab.sees_state("draft")
    tab.answered()
    for path, value in {"model.hidden_size": 16, "data.window": 12, "train.steps": STEPS}.items():
        tab.change(path, value)
    tab.button("action.train").click()
    tab.sees_state("finished")


def limit(tab, kilobytes):
    """Type a limit of size into the newest card, and leave the field."""
    field = tab.page.get_by_label(tab.say("compress.size"), exact=True).last
    field.fill(str(kilobytes))
    field.press("Tab")
    tab.quiet()


def built(tab, server):
    """Start the newest ladder and wait for what it came to."""
    tab.button("action.start_compress").last.click()
    expect(tab.button("action.ladder_files").first).to_be_visible(timeout=LADDER * 1000)
    record = server.runs()[0]
    assert isinstance(record, CompressRecord), record.spec.kind
    return record


def test_small_enough_for_a_phone_judged_by_other_limits_and_run_elsewhere(server, new_tab, tmp_path):
    tab = new_tab(server, "en")
    trained(tab, "Forecast the sales", sales(tmp_path / "sales.csv"))
    tab.ask("make it small enough for a phone")
    tab.answered()
    size = tab.page.get_by_label(tab.say("compress.size"), exact=True)
    expect(size).to_have_value("1000", timeout=PATIENCE)
    tab.ask("quantise it")
    tab.sees("2 files, networks to build: 1")
    tab.quiet()
    record = built(tab, server)
    assert {row.rung for row in record.rows} == {"torch", "onnx", "int8"}
    assert record.spec.limits.size == 1_000_000
    tab.sees(re.compile("It meets every limit|Take ONNX FP32 as it is"))
    limit(tab, 1)
    tab.sees(re.compile("By these limits: No rung meets every limit"))
    limit(tab, "")
    expect(tab.page.get_by_text("By these limits: No rung")).to_have_count(0, timeout=PATIENCE)
    tab.button("action.prepare_rung").click()
    ready = tab.button("action.rung_files")
    expect(ready).to_be_visible(timeout=PATIENCE)
    with tab.page.expect_download() as download:
        ready.click()
    download.value.save_as(tmp_path / "rung.zip")
    with zipfile.ZipFile(tmp_path / "rung.zip") as packed:
        packed.extractall(tmp_path)
    later = sales(tmp_path / "later.csv")
    command = [sys.executable, "infer.py", str(later), str(tmp_path / "forecast.csv")]
    done = subprocess.run(command, check=False, cwd=tmp_path / "deploy", capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "forecast.csv").open(encoding="utf-8") as file:
        assert list(csv.reader(file))[1:]
    tab.ask("which one should I take?")
    tab.answered()
    tab.shows_no_trace()


def test_a_student_stands_beside_the_same_one_without_a_teacher(server, new_tab, tmp_path):
    tab = new_tab(server, "zh")
    trained(tab, "用LSTM预测sales", sales(tmp_path / "sales.csv"))
    tab.ask("蒸馏成8个单元")
    tab.answered()
    record = built(tab, server)
    [found] = record.distillations.values()
    assert len(found.pairs) == record.spec.seeds
    tab.sees(re.compile("老师有用|老师帮了倒忙|老师没有证明有用"))
    tab.sees(tab.say("compress.students_title", name="8 个单元的学生"))
    tab.page.get_by_role("radio", name=tab.say("picture.ladder_students"), exact=True).click()
    expect(
        tab.page.locator(".js-plotly-plot .legendtext", has_text=tab.say("compress.line_alone")).first
    ).to_be_visible(timeout=PATIENCE)
    with tab.page.expect_download() as download:
        tab.button("action.ladder_files").click()
    download.value.save_as(tmp_path / "ladder.zip")
    with zipfile.ZipFile(tmp_path / "ladder.zip") as packed:
        assert {"report.html", "ladder.csv", "ladder.json", "spec.json"} <= set(packed.namelist())
    tab.shows_no_trace()
