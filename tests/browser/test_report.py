"""report.html in Chromium, offline: it draws, fits a phone, follows the theme and runs no stranger's text."""

import pytest

from lstm_core.data.series.tables import load_series
from lstm_core.reports.html.comparison import comparison_page
from lstm_core.reports.html.page import report_page
from lstm_core.reports.html.search import search_page
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import read_run
from tests.comparisons import make_comparison
from tests.searches import make_search, search_spec
from tests.support import make_finished_run, spec_of

ATTACK = '</script><script>document.title = "broken in"</script><img src=x onerror="document.title = \'broken in\'">'
DRAWN = "() => document.querySelectorAll('.plot .scatterlayer .trace').length >= 8"
INK = "() => [...document.querySelectorAll('.plot .xtick text')].map(text => getComputedStyle(text).fill)[0]"


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return read_run(make_finished_run(tmp_path_factory.mktemp("runs")))


@pytest.fixture
def opened(browser, record, tmp_path):
    """Opens the report of a record: page, and everything that the browser complained about or asked for."""
    contexts = []

    def opens(record=record, language="en", **options):
        file = tmp_path / "report.html"
        series = load_series(record.spec.data, RunFolder(record.path).data) if not options.pop("bare", False) else None
        file.write_text(report_page(record, series, language), encoding="utf-8")
        context = browser.new_context(offline=True, **options)
        contexts.append(context)
        page, noted = context.new_page(), []
        page.on("console", lambda message: noted.append(message.text))
        page.on("pageerror", lambda error: noted.append(str(error)))
        page.on("request", lambda request: noted.append(request.url) if request.url != file.as_uri() else None)
        page.goto(file.as_uri())
        page.wait_for_function(DRAWN)
        return page, noted

    yield opens
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_report_draws_without_a_network_and_fits_its_screen(opened, language, width):
    page, noted = opened(language=language, viewport={"width": width, "height": 900})
    assert noted == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in page.locator("main *").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)"):
        assert box <= width + 1
    heights = page.locator(".plot").evaluate_all("plots => plots.map(plot => plot.getBoundingClientRect().height)")
    assert heights == [320, 320, 340]  # forecast, losses, and where the findings stand


def test_the_report_of_a_study_draws_without_a_network_and_fits_its_screen(browser, tmp_path):
    compared = read_run(make_comparison(tmp_path / "compared"))
    searched = read_run(make_search(tmp_path / "searched", search_spec(trials=10)))
    pages = {"compared": comparison_page(compared, "zh", data=True), "searched": search_page(searched, "en", data=True)}
    for name, content in pages.items():
        file = tmp_path / f"{name}.html"
        file.write_text(content, encoding="utf-8")
        context = browser.new_context(offline=True, color_scheme="dark", viewport={"width": 1100, "height": 900})
        page, noted = context.new_page(), []
        page.on("console", lambda message, noted=noted: noted.append(message.text))
        page.on("pageerror", lambda error, noted=noted: noted.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_function(
            "() => [...document.querySelectorAll('.plot')].every(one => one.querySelector('.trace'))"
        )
        for width in (1100, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
            for right in page.locator("main :is(p, td, th, li)").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect().right)"
            ):
                assert right <= width + 1
        assert page.evaluate("getComputedStyle(document.querySelector('.stacked thead')).display") == "none"
        assert noted == []
        dark = page.evaluate(INK)
        page.emulate_media(color_scheme="light")
        page.wait_for_function(f"before => ({INK})() !== before", arg=dark)
        context.close()


def test_the_report_follows_the_readers_theme_while_it_is_open(opened):
    page, noted = opened(color_scheme="dark")
    dark = page.evaluate(INK)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"before => ({INK})() !== before", arg=dark)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != background
    assert noted == []


def test_the_report_prints_in_light_colours_on_a_few_pages(opened, tmp_path):
    page, _ = opened(color_scheme="dark")
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert 2 <= printed.count(b"/Type /Page\n") <= 6


def test_names_from_a_strangers_file_do_nothing_in_the_browser(opened, record):
    data = {"source": "file", "file": "data.csv", "name": ATTACK, "target": ATTACK}
    spec = record.spec.model_copy(update={"data": record.spec.data.model_copy(update=data)})
    page, noted = opened(record.model_copy(update={"spec": spec}), bare=True)
    assert page.title().startswith("</script>")
    assert page.locator("h1").inner_text().startswith(ATTACK[:20])
    assert page.locator("main img, .plot a").count() == 0
    assert noted == []


def test_hovering_tells_the_step_in_the_readers_language(opened, record):
    page, _ = opened(language="zh", viewport={"width": 1000, "height": 900})
    plot = page.locator("#curve .nsewdrag")
    plot.hover()
    page.wait_for_function("() => document.querySelector('#curve .hoverlayer .legend')")
    said = page.locator("#curve .hoverlayer").text_content()
    assert "第 " in said
    assert "训练" in said


def test_a_forecast_is_drawn_with_months_in_words(opened, tmp_path):
    spec = spec_of(data__source="made", data__time_format=None, data__window=48, data__horizon=24, data__season=24)
    page, noted = opened(read_run(make_finished_run(tmp_path / "runs", spec)), language="zh")
    assert noted == []
    assert "未来预测" in page.locator("#forecast .legend").text_content()
    assert "3月" in page.locator("#forecast .xaxislayer-above").text_content()
