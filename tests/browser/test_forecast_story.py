"""Forecasting many series at once, as a person does without a key."""

import csv

import numpy as np
import pytest

from lstm_core.results.series import SeriesResult
from tests.browser.workbench import PATIENCE


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


@pytest.mark.parametrize(("language", "question"), [("en", "forecast all shops")])
def test_all_series_of_a_long_table_the_worst_ones_first_and_one_csv(server, new_tab, tmp_path, language, question):
    tab = new_tab(server, language)
    tab.ask(question, shops(tmp_path / f"shops-{language}.csv"))
    tab.answered()
    record, result = finished(tab, server)
    assert record.spec.series.panel
    assert len(result.ids) == 5
    tab.sees("One network for 5 series")
    picture(tab, "ids")
    tab.sees(tab.say("picture.ids_note"))
    picture(tab, "table")
    head, *rows = saved(tab, "action.forecast_csv", tmp_path / "forecast.csv")
    assert head[:3] == ["shop", "time", "sales"]
    assert list(dict.fromkeys(row[0] for row in rows)) == list(result.ids)
    assert {row[1] for row in rows} == {str(np.datetime64("2024-05-20") + day) for day in range(7)}
    tab.shows_no_trace()
