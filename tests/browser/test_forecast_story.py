"""Forecasting as a person does, without a key: many series at once, growth on logarithms, newer rows behind a run."""

import csv

import numpy as np
import pytest

from lstm_core.results.series import SeriesResult
from tests.browser.workbench import PATIENCE

MONTHS = 168


def shops(path):
    """Days of five shops of different size, in one long table."""
    random = np.random.default_rng(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["date", "shop", "sales"])
        for at, level in enumerate((10, 500, 40, 3, 90)):
            for day in range(140):
                wave = 1 + 0.4 * np.sin(2 * np.pi * (day + at) / 7) + 0.05 * random.standard_normal()
                writer.writerow([np.datetime64("2024-01-01") + day, f"Shop {at}", round(level * wave, 2)])
    return path


def growing(path, begin=0, end=MONTHS):
    """A month's sales that grow by three per cent, with a season that grows with them."""
    random = np.random.default_rng(3)
    noise = 1 + 0.02 * random.standard_normal(MONTHS + 12)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["month", "sales"])
        for month in range(begin, end):
            value = 100 * 1.03**month * (1 + 0.1 * np.sin(2 * np.pi * month / 12)) * noise[month]
            writer.writerow([np.datetime64("2010-01") + month, round(value, 2)])
    return path


def finished(tab, server):
    tab.button("action.train").last.click()
    tab.sees_state("finished", 240)
    record = server.runs()[0]
    return record, SeriesResult.of(record.result)


def picture(tab, name):
    """Open one of the pictures of a finished card."""
    tab.page.get_by_role("radio", name=tab.say(f"picture.{name}"), exact=True).last.click()
    tab.quiet()


def saved(tab, key, target):
    with tab.page.expect_download(timeout=PATIENCE) as download:
        tab.button(key).last.click()
    download.value.save_as(target)
    with target.open(encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(("language", "question"), [("en", "forecast all shops"), ("zh", "预测全部序列")])
def test_all_series_of_a_long_table_the_worst_ones_first_and_one_csv(server, new_tab, tmp_path, language, question):
    tab = new_tab(server, language)
    tab.ask(question, shops(tmp_path / f"shops-{language}.csv"))
    tab.answered()
    record, result = finished(tab, server)
    assert record.spec.series.panel
    assert len(result.ids) == 5
    tab.sees("One network for 5 series" if language == "en" else "一个网络预测 5 条序列")
    picture(tab, "ids")
    tab.sees(tab.say("picture.ids_note"))
    picture(tab, "table")
    head, *rows = saved(tab, "action.forecast_csv", tmp_path / "forecast.csv")
    assert head[:3] == ["shop", "time", "sales"]
    assert list(dict.fromkeys(row[0] for row in rows)) == list(result.ids)
    assert {row[1] for row in rows} == {str(np.datetime64("2024-05-20") + day) for day in range(7)}
    tab.shows_no_trace()


@pytest.mark.parametrize(("language", "question"), [("en", "forecast the next year"), ("zh", "预测明年的sales")])
def test_growth_is_forecast_on_logarithms_and_newer_rows_go_on(server, new_tab, tmp_path, language, question):
    tab = new_tab(server, language)
    tab.ask(question, growing(tmp_path / f"growing-{language}.csv"))
    tab.answered()
    picture_of_why = tab.page.get_by_role("radio", name=tab.say("picture.changed"), exact=True)
    picture_of_why.last.click()
    tab.quiet()
    record, result = finished(tab, server)
    data = record.spec.series
    assert (data.horizon, data.transform) == (12, "log")
    assert result.test["combined"].mae < result.test["linear"].mae
    picture(tab, "table")
    newer = growing(tmp_path / f"newer-{language}.csv", MONTHS, MONTHS + 2)
    tab.page.get_by_test_id("stFileUploader").last.locator("input[type=file]").set_input_files(newer)
    rows = saved(tab, "newer.download_csv", tmp_path / "newer-forecast.csv")
    assert [row[0] for row in rows[1:3]] == ["2024-03", "2024-04"]
    tab.shows_no_trace()
