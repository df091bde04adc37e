"""A tab without a browser: it speaks Streamlit's protocol, as the page's own script does, and keeps what is drawn.

It holds the elements of the page by their place, the timers of fragments, the values of widgets and the address; a
browser beside it would draw the same. Twenty of them leave two cores to the server; twenty of Chromium would not.
"""

import asyncio
import contextlib
import itertools
import time
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

Path = tuple[int, ...]
LARGEST = 64 * 2**20


class LightTab:
    """One session on the server of `url`, from `async with` to its end; `query` is put into the address."""

    def __init__(self, url: str, language: str = "en", query: str = "") -> None:
        self._url = "ws" + url.removeprefix("http") + "/_stcore/stream"
        self._language = language
        self._query = "&".join(filter(None, [f"lang={language}", query]))
        self._page_hash = ""
        self._run = ""
        self._drawn: dict[Path, tuple[str, str, Element | None]] = {}  # place: run, fragment, element or a block
        self._cached: dict[str, ForwardMsg] = {}
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._values: dict[str, WidgetState] = {}
        self._changed = asyncio.Event()
        self.finished = 0  # whole runs that this tab saw to their end
        self.finished_fragments = 0
        self.requests = 0

    async def __aenter__(self) -> "LightTab":
        self._socket = await websockets.connect(
            self._url, subprotocols=[websockets.Subprotocol("streamlit")], max_size=LARGEST, ping_interval=None
        )
        self._reader = asyncio.create_task(self._read())
        await self._rerun()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop_timers()
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await self._reader
        await self._socket.close()

    # -- what a person sees and does -------------------------------------------------------------------------------

    def elements(self, kind: str) -> Iterator[Any]:
        """The drawn elements of that kind, in the order of the page."""
        for _, (_, _, element) in sorted(self._drawn.items()):
            if element is not None and element.WhichOneof("type") == kind:
                yield getattr(element, kind)

    def texts(self) -> list[str]:
        """What stands on the page as text."""
        return [element.body for element in self.elements("markdown")]

    def conversation(self) -> str | None:
        """The conversation in the address."""
        return next(iter(urllib.parse.parse_qs(self._query).get("c", [])), None)

    def button(self, label: str) -> str | None:
        """The id of the button with that label."""
        return next((button.id for button in self.elements("button") if button.label == label), None)

    async def until(self, seen: Callable[[], object], seconds: float) -> float | None:
        """Seconds until `seen` is true of the page, or None."""
        began = time.monotonic()
        while not seen():
            left = began + seconds - time.monotonic()
            if left <= 0:
                return None
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(left, 1.0))
        return time.monotonic() - began

    async def click(self, button: str) -> None:
        """Press the button of that id."""
        await self._rerun(WidgetState(id=button, trigger_value=True))

    async def click_as_a_timer_rings(self, button: str, fragment: str) -> None:
        """Press it as a browser does where the timer of a fragment rings between the click and its message."""
        clicked = WidgetState(id=button, trigger_value=True)
        await self._rerun(clicked, timer=fragment)
        await self._rerun(clicked)

    def holds(self, *states: WidgetState) -> None:
        """Tell these values of widgets with every message from now on."""
        self._values |= {state.id: state for state in states}

    def fragments(self) -> list[str]:
        """The fragments that are drawn."""
        return sorted({fragment for _, fragment, _ in self._drawn.values() if fragment})

    async def ask(self, question: str) -> None:
        """Send a question by the input field."""
        [field] = self.elements("chat_input")
        state = WidgetState(id=field.id)
        state.chat_input_value.data = question
        await self._rerun(state)

    # -- the protocol ----------------------------------------------------------------------------------------------

    def _fragment_of(self, widget: str) -> str:
        for _, fragment, element in self._drawn.values():
            kind = element.WhichOneof("type") if element is not None else None
            if kind and getattr(getattr(element, kind), "id", None) == widget:
                return fragment
        return ""

    async def _rerun(self, trigger: WidgetState | None = None, timer: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._page_hash
        state.fragment_id = timer or (self._fragment_of(trigger.id) if trigger else "")
        state.is_auto_rerun = bool(timer)
        state.cached_message_hashes.extend(self._cached)
        state.context_info.locale = self._language
        state.context_info.timezone = "UTC"
        state.widget_states.widgets.extend([*self._values.values(), *([trigger] if trigger else [])])
        self.requests += 1
        await self._socket.send(message.SerializeToString())

    async def _tick(self, fragment: str, seconds: float) -> None:
        began = time.monotonic()
        for due in itertools.count(1):
            await asyncio.sleep(max(0.0, began + due * seconds - time.monotonic()))
            await self._rerun(timer=fragment)

    def _stop_timers(self, *fragments: str) -> None:
        for fragment in fragments or list(self._timers):
            if fragment in self._timers:
                self._timers.pop(fragment)[1].cancel()

    async def _read(self) -> None:
        async for data in self._socket:
            message = ForwardMsg()
            message.ParseFromString(data)
            if message.HasField("ref_hash"):
                place = message.metadata
                kept = self._cached[message.ref_hash]
                message = ForwardMsg()
                message.CopyFrom(kept)
                message.metadata.CopyFrom(place)
            elif message.hash and message.metadata.cacheable:
                self._cached[message.hash] = message
            self._take(message)
            self._changed.set()

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self._begin(message)
            case "delta":
                self._draw(message)
            case "auto_rerun":
                fragment, seconds = message.auto_rerun.fragment_id, message.auto_rerun.interval
                if self._timers.get(fragment, (0.0,))[0] != seconds:
                    self._stop_timers(fragment)
                    self._timers[fragment] = (seconds, asyncio.create_task(self._tick(fragment, seconds)))
            case "stop_auto_rerun":
                self._stop_timers(*message.stop_auto_rerun.fragment_ids)
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "script_finished":
                self._end(message)

    def _begin(self, message: ForwardMsg) -> None:
        self._run = message.metadata.run.script_run_id
        if not message.metadata.run.fragment_ids:
            self._stop_timers()
            if self._page_hash not in ("", message.new_session.page_script_hash):
                self._drawn = {}
            self._page_hash = message.new_session.page_script_hash

    def _draw(self, message: ForwardMsg) -> None:
        place, delta = tuple(message.metadata.delta_path), message.delta
        match delta.WhichOneof("type"):
            case "new_element":
                self._remove_below(place)
                self._drawn[place] = (self._run, delta.fragment_id, delta.new_element)
            case "add_block":
                if place in self._drawn and self._drawn[place][2] is not None:
                    self._remove_below(place)
                self._drawn[place] = (self._run, delta.fragment_id, None)

    def _end(self, message: ForwardMsg) -> None:
        run, status = message.metadata.run, message.script_finished
        if status == ForwardMsg.FINISHED_SUCCESSFULLY and run.script_run_id == self._run:
            self._drawn = {place: drawn for place, drawn in self._drawn.items() if drawn[0] == run.script_run_id}
            self.finished += 1
        elif status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            self.finished_fragments += 1
            stale = set(run.fragment_ids)
            self._drawn = {
                place: drawn
                for place, drawn in self._drawn.items()
                if drawn[1] not in stale or drawn[0] == run.script_run_id
            }

    def _remove_below(self, place: Path) -> None:
        for other in [other for other in self._drawn if other[: len(place)] == place]:
            del self._drawn[other]
