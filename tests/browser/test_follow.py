"""What a person has in view: the question just asked, the answer while it grows, the end of a thread, and no jumps.

The endpoint says what a test feeds it, when it feeds it, so that an answer grows as slowly as a test can watch.
"""

import queue
import random
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.conversation.messages import Message, Suggestions, TextPart, ToolCall, ToolResult
from assistant.services import Services
from tests.assistant.dialect import KEY, calling, ending, saying
from tests.assistant.loopback import CASES, Loopback
from tests.browser.workbench import Tab, serving
from tests.support import make_finished_run, spec_of

pytestmark = pytest.mark.alone

WORDS = [
    "the",
    "forget",
    "gate",
    "keeps",
    "what",
    "a",
    "cell",
    "knew",
    "while",
    "input",
    "and",
    "output",
    "decide",
    "which",
    "part",
    "of",
    "it",
    "another",
    "step",
    "may",
    "see",
]
DICE = random.Random(0)
CARD = "a card"
LINE = 24  # pixels
SEEN = """() => {
    const part = name => document.querySelector(`[data-testid=${name}]`);
    const main = part('stMain'), block = part('stMainBlockContainer'), foot = part('stBottom');
    if (!main || !block || !foot) return {};
    const room = parseFloat(document.documentElement.style.getPropertyValue('--page-space')) || 0;
    const under = parseFloat(getComputedStyle(block).paddingBottom);
    const asked = [...document.querySelectorAll('[data-testid=stChatMessage]')].pop();
    return {
        top: main.scrollTop,
        question: asked ? asked.getBoundingClientRect().top - part('stHeader').getBoundingClientRect().bottom : null,
        end: block.getBoundingClientRect().bottom - room - under - foot.getBoundingClientRect().top,
    };
}"""


def said(paragraphs: int = 1) -> str:
    """Paragraphs of five lines, none like another, so that no guard against repetition ends the answer."""
    return "".join(" ".join(DICE.choices(WORDS, k=90)) + ".\n\n" for _ in range(paragraphs))


class Fed(Loopback):
    """An endpoint whose answer is what is put into `feed`; None ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.feed: queue.Queue[str | None] = queue.Queue()


def fed(handler, body) -> None:
    handler.begin()
    called = body["messages"][-1]["role"] != "user"
    for piece in iter(handler.server.feed.get, None):
        if piece == CARD:
            if called:
                continue
            parts = [*calling(), *ending("tool_calls")]
            break
        for event in saying(piece, len(piece)):
            handler.event(event)
    else:
        parts = [*ending()]
    for event in parts:
        handler.event(event)
    handler.done()


CASES["fed"] = fed


@pytest.fixture(scope="module")
def served():
    with Fed() as served:
        yield served


@pytest.fixture
def endpoint(served):
    """The endpoint; an answer that a test leaves behind is ended."""
    yield served
    for _ in range(9):
        served.feed.put(None)
    served.feed = queue.Queue()


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home") / "workspace"


@pytest.fixture(scope="module")
def server(browser, home, served):
    with serving(home, DEEPSEEK_BASE_URL=served.url("fed"), DEEPSEEK_API_KEY=KEY) as server:
        yield server


@pytest.fixture
def thread(home) -> str:
    """The address of a thread of six answers, two with the card of a finished run."""
    services = Services(home)
    conversation_id = services.store.create("en")
    for number in range(6):
        services.store.append(conversation_id, Message(role="user", parts=[TextPart(text=f"Question {number}")]))
        parts = [TextPart(text=f"Answer {number}.\n\n{said(3)}")]
        if number in (1, 3):
            card = services.store.add_card(conversation_id, spec_of())
            name = f"20261123-{conversation_id[:6]}-{number}"
            services.store.attach_run(card, make_finished_run(services.runs, name=name).name)
            parts += [
                ToolCall(id=str(number), name="propose_run", arguments="{}"),
                ToolResult(id=str(number), name="propose_run", content="{}", card=card),
            ]
        parts.append(Suggestions(items=["What do the gates do?"]))
        message = Message(role="assistant", parts=parts, finish_reason="stop")
        services.store.append(conversation_id, message)
    services.close()
    return f"/?c={conversation_id}"


def where(tab: Tab) -> dict[str, float]:
    return tab.page.evaluate(SEEN)


def comes(tab: Tab, condition: str) -> None:
    """Wait until `condition` on `top`, `question` and `end` holds; the last place is shown when it does not."""
    script = f"() => {{ const {{top, question, end}} = ({SEEN})(); return {condition}; }}"
    try:
        tab.page.wait_for_function(script, timeout=30_000)
    except Exception as error:
        error.add_note(f"{condition} was not met: {where(tab)}")
        raise


def stays(tab: Tab, milliseconds: int = 2500) -> None:
    """The view stands where it is for that long, whatever is drawn meanwhile.

    Where something above it grows, the browser moves the page along so that what is read stands still.
    """
    before = where(tab)["top"]
    moved = tab.page.evaluate(
        """async ([before, time]) => {
            const main = document.querySelector('[data-testid=stMain]'), until = performance.now() + time;
            const edge = document.querySelector('[data-testid=stHeader]').getBoundingClientRect().bottom;
            const read = [...document.querySelectorAll('[data-testid=stChatMessage]')].find(
                message => message.getBoundingClientRect().bottom > edge + 10);
            const place = () => read && read.isConnected ? read.getBoundingClientRect().top : Infinity;
            const there = place();
            let most = 0;
            while (performance.now() < until) {
                await new Promise(requestAnimationFrame);
                const shifted = there === Infinity ? Infinity : Math.abs(place() - there);
                most = Math.max(most, Math.min(Math.abs(main.scrollTop - before), shifted));
            }
            return most;
        }""",
        [before, milliseconds],
    )
    assert moved <= 2, f"the view moved by {moved} pixels"


def rests(tab: Tab) -> None:
    """Wait until a movement that a person began has come to its end."""
    tab.page.evaluate(
        """async () => {
            const main = document.querySelector('[data-testid=stMain]');
            for (let still = 0, before = -1; still < 20; before = main.scrollTop) {
                await new Promise(requestAnimationFrame);
                still = main.scrollTop === before ? still + 1 : 0;
            }
        }"""
    )


def opened(tab: Tab) -> None:
    comes(tab, "top > 1500 && Math.abs(end) < 60")
    rests(tab)


def jump(tab: Tab):
    return tab.button("chat.jump")


@pytest.mark.parametrize(("language", "width"), [("en", 1100), ("zh", 390)])
def test_a_question_comes_to_the_top_and_its_answer_is_followed_until_the_reader_scrolls(
    language, width, server, endpoint, thread, new_tab
):
    tab = new_tab(server, language, thread, width=width)
    opened(tab)
    expect(jump(tab)).to_be_hidden()
    tab.ask("How long is this?")
    comes(tab, "question >= 0 && question < 30")
    endpoint.feed.put("Not long. ")
    tab.sees("Not long.")
    comes(tab, "question >= 0 && question < 30 && end < -100")
    for _ in range(9):
        endpoint.feed.put(said())
        tab.page.wait_for_timeout(350)
    comes(tab, "question < -200 && end < 0 && end > -60")

    tab.page.mouse.move(width / 2, 400)
    tab.page.mouse.wheel(0, -400)
    comes(tab, "end > 300")
    rests(tab)
    tab.input().fill("half a thought")
    endpoint.feed.put(said(3))
    stays(tab)
    assert where(tab)["end"] > 500
    jump(tab).click()
    comes(tab, "end < 0 && end > -60")
    assert tab.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    for _ in range(3):
        endpoint.feed.put(said())
        tab.page.wait_for_timeout(350)
    comes(tab, "end < 0 && end > -60")
    tab.page.evaluate("document.querySelector('[data-testid=stMain]').focus()")
    tab.page.keyboard.press("PageUp")
    comes(tab, "end > 200")
    rests(tab)
    endpoint.feed.put(said(2))
    stays(tab)
    endpoint.feed.put(None)
    expect(tab.page.get_by_text(tab.say("chat.answering"))).to_have_count(0)
    expect(tab.input()).to_have_value("half a thought")
    expect(jump(tab)).to_be_visible()

    tab.page.reload()
    opened(tab)
    tab.shows_no_trace()


def test_nothing_that_happens_in_a_thread_moves_its_reader(server, endpoint, thread, new_tab):
    other, tab = new_tab(server, "en", thread), new_tab(server, "en", thread)
    opened(tab)
    opened(other)
    for piece in (CARD, "Here is the card.", None):
        endpoint.feed.put(piece)
    other.ask("A card, please")
    tab.sees("A card, please")
    stays(tab)
    expect(jump(tab)).to_be_visible()
    comes(other, "question >= 0 && question < 30")
    other.sees_state("draft")
    expect(other.button("action.train")).to_be_in_viewport()

    jump(tab).click()
    comes(tab, "Math.abs(end) < 60")
    rests(tab)
    other.train(40_000)
    other.await_curve(beyond=20)
    other.page.wait_for_timeout(1000)
    stays(tab, 3000)
    stays(other, 3000)

    for piece in ("At once.", None):
        endpoint.feed.put(piece)
    other.ask("And this?")
    comes(other, "question >= 0 && question < 30")
    rests(other)
    stays(other, 3000)
    for place in ("nav.settings", "nav.chat"):
        tab.follow(place)
    opened(tab)
    for run in server.runs():
        if run.state.active:
            (Path(run.path) / "stop").touch()


def test_a_screen_reader_hears_an_answer_and_the_end_of_a_run_once_in_its_language(server, endpoint, thread, new_tab):
    tab = new_tab(server, "zh", thread)
    opened(tab)
    region = tab.page.locator(".page-spoken[aria-live=polite]")
    assert region.inner_text() == ""
    assert tab.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert tab.page.title() == f"Question 0 · {tab.say('app.name')}"
    for piece in (CARD, "这是卡片。可以开始训练了。", None):
        endpoint.feed.put(piece)
    tab.ask("请给一张卡片")
    expect(region).to_have_text(f"{tab.say('spoken.answer_complete')} 这是卡片。", timeout=30_000)
    tab.sees_state("draft")
    tab.button("action.train").last.click()
    expect(tab.page.get_by_text(tab.say("state.draft"), exact=True)).to_have_count(0, timeout=60_000)
    tab.follow("nav.settings")
    tab.sees(tab.say("settings.about"))
    expect(region.locator("p")).to_have_count(2, timeout=120_000)
    assert tab.say("spoken.finished", title="", headline="")[:4] in region.inner_text()
    tab.page.get_by_role("radio", name="English").first.click()
    tab.page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert tab.page.title() == "Settings · LSTM Workbench"
    tab.page.wait_for_timeout(1500)
    expect(region.locator("p")).to_have_count(2)
