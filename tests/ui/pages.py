"""The app in Streamlit's test harness, on a workspace of its own, with a client that says what a test wants."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assistant.conversation.events import ChatEvent, RoundEnded, TextDelta, ToolCalled, ToolSpec
from assistant.conversation.messages import Message
from assistant.services import Services
from tests.tree import ROOT

SECONDS = 30


class Scripted:
    """A client that plays one list of events per round and ends each with a RoundEnded of its own."""

    def __init__(self, *rounds: Sequence[ChatEvent]) -> None:
        self._rounds = list(rounds)

    def stream(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[ChatEvent]:
        events = self._rounds.pop(0)
        yield from events
        called = any(isinstance(event, ToolCalled) for event in events)
        yield RoundEnded(finish_reason="tool_calls" if called else "stop")


def proposing(text: str, changes: str = "{}") -> Scripted:
    """A client that proposes a run on the sunspots and says something about it."""
    call = ToolCalled(id="1", name="propose_run", arguments=f'{{"source": "sunspots", "changes": {changes}}}')
    return Scripted([call], [TextDelta(text=text)])


def app(home: Path, language: str = "en", **query: str) -> AppTest:
    """The app as a browser of that language opens it, not yet run."""
    page = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=SECONDS)
    for name, value in {"lang": language, **query}.items():
        page.query_params[name] = value
    return page


def answered(services: Services, conversation_id: str) -> None:
    """Wait until the turn has ended."""
    turn = services.turns.active(conversation_id)
    assert turn is None or turn.wait(SECONDS)


def runs_page(home: Path, language: str = "en", **query: Any) -> AppTest:
    """The page of runs at that address, not yet run."""
    page = app(home, language)
    for name, value in query.items():
        page.query_params[name] = value
    page._page_hash = calc_hash("runs")  # what a browser sends for its address
    return page


def table_of(page: AppTest) -> dict[str, Any]:
    """What the browser is told of the table of runs."""
    told = [json.loads(each.proto.json) for each in page.main.get("bidi_component")]
    [found] = [each for each in told if "rows" in each]
    return found


def address(page: AppTest, name: str) -> list[str]:
    """Every value that the address gives a parameter."""
    value: Any = page.query_params[name]
    return value if isinstance(value, list) else [value]


def button(page: AppTest, label: str) -> Any:
    """The one button that shows that label; what only a screen reader is told may follow."""
    [found] = [button for button in page.button if button.label.split(" *")[0] == label]
    return found
