"""demo.html runs the network by itself: with the network cut off it gives what is on record, and asks nobody."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from lstm_core.spec.parsing import parse_train_spec
from tests.deployments import alone, deployed, stopped_run

ROWS = 330
WHOLE = {
    "data": {
        "source": "file",
        "target": "sales",
        "time_column": "day",
        "time_format": "%Y-%m-%d",
        "past_columns": ["temp"],
        "future_columns": ["promo"],
        "calendar": True,
        "window": 28,
        "horizon": 7,
        "season": None,
    },
    "model": {"hidden_size": 8, "cell": "slstm", "heads": 2},
    "train": {"loss": "quantile", "quantiles": [0.1, 0.5, 0.9]},
}


def table(path):
    first, rows = datetime.date(2024, 1, 1), []
    for row in range(ROWS + 7):
        day, told = first + datetime.timedelta(row), row < ROWS
        rows.append(f"{day},{100 + row % 9 if told else ''},{20 + row % 5 if told else ''},{int(row % 7 == 0)}")
    path.write_text("\n".join(["day,sales,temp,promo", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def demo(browser, tmp_path, monkeypatch):
    """Opens the demo of a run's deployment without a network; what it asks for and what breaks is kept."""
    contexts = []

    def opened(spec, language="en", width=390):
        folder = deployed(stopped_run(tmp_path, spec), tmp_path / "out", monkeypatch, language)
        context = browser.new_context(offline=True, viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.asked, page.broken = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        page.goto((folder / "demo.html").as_uri())
        page.wait_for_function("document.body.dataset.difference")
        assert float(page.evaluate("document.body.dataset.difference")) < 1e-5
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        return page

    yield opened
    for context in contexts:
        context.close()


def test_a_forecaster_in_a_page_forecasts_what_is_typed_and_drawn(demo, tmp_path):
    raw = {**WHOLE, "data": {**WHOLE["data"], "file": str(table(tmp_path / "table.csv"))}}
    spec = parse_train_spec(raw)
    page = demo(spec)
    forecast, rows = page.locator("#forecast"), page.locator("#rows")
    before = forecast.inner_text()
    assert "2024-12-02" in before
    rows.fill(rows.input_value().replace(",1\n", ",0\n"))
    expect(forecast).not_to_have_text(before)
    rows.fill(rows.input_value().replace(",20,", ",warm,", 1))
    expect(page.locator("#problem")).to_contain_text(re.compile("temp.*warm"))
    page.get_by_role("button", name="Put the numbers back").click()
    assert forecast.inner_text() == before
    box = page.locator("#chart").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 5, box["y"] + 30)
    page.mouse.up()
    assert forecast.inner_text() != before
    assert (page.broken, len(page.asked)) == ([], 1)


def test_a_forecaster_without_quantiles_shows_its_interval(demo, tmp_path):
    data = {**WHOLE["data"], "file": str(table(tmp_path / "table.csv")), "transform": "log1p", "floor": 0.0}
    page = demo(parse_train_spec({**WHOLE, "data": data, "train": {"loss": "huber"}}))
    assert "sales low 0.8\tsales high 0.8" in page.locator("#forecast").inner_text()
    assert page.locator("#chart .band").count() == 1
    assert page.broken == []


def test_a_page_of_several_series_forecasts_the_one_that_is_chosen(demo, tmp_path):
    ids = ["north", "南店", '<b>"a" & co</b>']
    lines = ["shop,day,sales"]
    for place, name in enumerate(ids):
        quoted = '"' + name.replace('"', '""') + '"'
        lines += [f"{quoted},2024-01-{1 + row:02d},{10**place * (20 + row % 7)}" for row in range(31)]
        lines += [f"{quoted},2024-02-{1 + row:02d},{10**place * (20 + (31 + row) % 7)}" for row in range(29)]
    (tmp_path / "shops.csv").write_text("\n".join(lines), encoding="utf-8")
    data = {**WHOLE["data"], "file": str(tmp_path / "shops.csv"), "id_column": "shop", "window": 8, "horizon": 3}
    data |= {"past_columns": [], "future_columns": [], "calendar": False, "classics": False}
    page = demo(parse_train_spec({**WHOLE, "data": data, "train": {"loss": "huber"}}))
    choice, forecast, told = page.locator("#series"), page.locator("#forecast"), []
    assert [each.strip() for each in choice.locator("option").all_inner_texts()] == ids
    for place, name in enumerate(ids):
        choice.select_option(name)
        value = float(forecast.inner_text().splitlines()[1].split("\t")[1])
        told.append(value)
        assert 10**place < value / 10 < 10**place * 10, (name, value)
    choice.select_option(ids[0])
    assert float(forecast.inner_text().splitlines()[1].split("\t")[1]) == told[0]
    assert page.locator("b").count() == 0
    assert (page.broken, len(page.asked)) == ([], 1)


@pytest.mark.parametrize("level", ["character", "bpe"])
def test_a_language_model_in_a_page_writes_what_its_script_writes(demo, tmp_path, level):
    data = {"task": "text", "level": level, "vocabulary_size": 300}
    page = demo(parse_train_spec({"data": data, "model": {"hidden_size": 8}}), "zh", 1100)
    page.fill("#length", "25")
    page.fill("#seed", "7")
    page.fill("#prompt", "The king")
    page.get_by_role("button", name="续写").click()
    expect(page.locator("#stop")).to_be_disabled()
    done = alone(tmp_path / "out", "--prompt", "The king", "--length", 25, "--seed", 7)
    assert page.locator("#written").evaluate("each => each.lastChild.textContent") == done.stdout.rstrip("\n")
    page.fill("#temperature", "9")
    page.get_by_role("button", name="续写").click()
    expect(page.locator("#problem")).to_contain_text("temperature = 9")
    assert (page.broken, len(page.asked)) == ([], 1)
