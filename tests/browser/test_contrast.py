"""Every text that a person reads stands out from its background: 4.5 to 1, large text 3 to 1, light and dark."""

import pytest

from assistant.conversation.messages import (
    File,
    Message,
    Notice,
    Reasoning,
    Suggestions,
    TextPart,
    ToolCall,
    ToolResult,
)
from assistant.services import Services
from lstm_core.data.series.tables import load_series
from lstm_core.reports.html.page import report_page
from lstm_core.runs import events
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import read_run
from tests.browser.contrast import texts, weak
from tests.browser.workbench import PATIENCE, serving
from tests.support import make_finished_run, make_unfinished_run, spec_of

DIVERGED = events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 60, "loss": "nan"}, step=60)
STOPPED = events.Stopped(seq=0, at=0, step=60)
WRITTEN = """Text with `code`, a [link](https://example.org) and **weight**.

> A quotation

| gate | opens |
|---|---|
| forget | 1.5 |

```python
@decorated
def train(steps=100):  # a comment
    return None if steps < 1.5 else f"step {steps}" + str(True)
```
"""
READY = """() => document.querySelectorAll('.js-plotly-plot .xtick text').length > 12 &&
    !document.querySelector('[data-testid=stSkeleton]')"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home") / "workspace"


@pytest.fixture(scope="module")
def thread(home) -> str:
    """The address of a thread with a card in every state and every kind of words."""
    services = Services(home)
    conversation_id = services.store.create("en")
    made = [
        None,
        make_finished_run(services.runs),
        make_unfinished_run(services.runs, STOPPED, name="20261123-120001-made"),
        make_unfinished_run(services.runs, None, name="20261123-120002-made"),
        make_unfinished_run(services.runs, DIVERGED, name="20261123-120003-made"),
    ]
    results = []
    for number, run in enumerate(made):
        card = services.store.add_card(conversation_id, spec_of())
        if run is not None:
            services.store.attach_run(card, run.name)
        results += [
            ToolCall(id=str(number), name="propose_run", arguments="{}"),
            ToolResult(id=str(number), name="propose_run", content="{}", card=card),
        ]
    question = [File(name="data.csv", sha256="0" * 64, bytes=1234), TextPart(text="A card in every state")]
    services.store.append(conversation_id, Message(role="user", parts=question))
    notices = [Notice(key="turn.stopped", severity="info"), Notice(key="turn.unexpected", severity="error")]
    said = [
        Reasoning(text="A thought."),
        TextPart(text=WRITTEN),
        *notices,
        *results,
        Suggestions(items=["And the gates?"]),
    ]
    services.store.append(conversation_id, Message(role="assistant", parts=said, finish_reason="length"))
    services.close()
    return f"/?c={conversation_id}"


@pytest.fixture(scope="module")
def server(browser, home, thread):
    with serving(home) as server:
        yield server


@pytest.fixture(params=["light", "dark"])
def page(request, browser):
    context = browser.new_context(color_scheme=request.param, locale="en-GB", viewport={"width": 1100, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def test_every_text_of_the_pages_stands_out_from_its_background(page, server, thread):
    page.goto(f"{server.url}{thread}&lang=en")
    page.wait_for_function(READY)
    assert len(texts(page)) > 150
    assert weak(page) == []
    for name in ("Log scale", "Autocorrelation"):
        page.get_by_role("radio", name=name, exact=True).first.click()
    page.get_by_role("tab", name="Code", exact=True).first.click()
    page.get_by_role("tab", name="Log", exact=True).last.click()
    page.get_by_text("import torch").first.wait_for()
    page.get_by_text("partial", exact=True).first.wait_for()
    assert weak(page) == []
    page.get_by_role("button", name="Resume").first.hover()
    page.wait_for_timeout(400)  # until the colour of the button has changed
    assert weak(page) == []
    for address, seen in (("/", "A place to start"), ("/runs", "4 of 4"), ("/settings", "Version and hardware")):
        page.goto(f"{server.url}{address}?lang=en")
        page.get_by_text(seen).first.wait_for()
        page.wait_for_timeout(500)
        assert weak(page) == [], address
    page.get_by_role("radio").last.click()
    page.wait_for_timeout(500)
    assert weak(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_of_the_report_stands_out_from_its_background(page, tmp_path, language):
    record = read_run(make_finished_run(tmp_path / "runs"))
    series = load_series(record.spec.data, RunFolder(record.path).data)
    file = tmp_path / "report.html"
    file.write_text(report_page(record, series, language), encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_function("() => document.querySelectorAll('.plot .xtick text').length > 6")
    assert len(texts(page)) > 60
    assert weak(page) == []
