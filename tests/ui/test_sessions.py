"""What a run draws reaches the page, and what a click was to do is done, however many tabs there are."""

import asyncio
from collections.abc import Iterator

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from assistant.ui.kit import script_runs
from tests.browser.light_tab import LightTab
from tests.browser.workbench import Server

SECONDS = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("home") / "workspace", script="tests/ui/overtaken.py")
    server.start()
    yield server
    server.close()


def test_a_run_is_not_lost_to_a_request_that_is_served_before_its_messages(server):
    async def story() -> None:
        async with LightTab(server.url) as tab:
            assert await tab.until(lambda: "the page before" in tab.texts() and tab.finished == 1, SECONDS) is not None
            await tab.click(tab.button("Overtake"))
            assert await tab.until(lambda: "the run to be lost" in tab.texts(), SECONDS) is not None, tab.texts()
            assert "the page before" not in tab.texts()
            await tab.until(lambda: tab.finished == 2, SECONDS)
            assert tab.finished == 2, "the page was not told that its run ended"

    asyncio.run(story())


def test_a_callback_is_not_cut_in_two_by_a_request_for_the_page(server):
    async def story() -> None:
        async with LightTab(server.url) as tab:
            assert await tab.until(lambda: "the page before" in tab.texts(), SECONDS) is not None
            await tab.click(tab.button("Slowly"))
            await asyncio.sleep(0.3)
            await tab.click(tab.button("Again"))
            assert await tab.until(lambda: "done 1" in tab.texts(), SECONDS) is not None, tab.texts()

    asyncio.run(story())


def test_a_click_counts_once_though_a_timer_of_the_page_takes_it_along(server):
    async def story() -> None:
        async with LightTab(server.url) as tab:
            assert await tab.until(lambda: "counted 0" in tab.texts() and tab.finished == 1, SECONDS) is not None
            await tab.click_as_a_timer_rings(tab.button("Count"), fragment=tab.fragments()[0])
            assert await tab.until(lambda: "counted 1" in tab.texts(), SECONDS) is not None, tab.texts()
            await tab.click(tab.button("Again"))
            await tab.until(lambda: tab.finished == 3, SECONDS)
            assert "counted 1" in tab.texts()

    asyncio.run(story())


def test_a_field_says_its_value_until_the_browser_knows_it(server):
    """A click that is served before the browser has heard of a form draws it again, and what waited is not sent."""

    def told(tab):
        return [
            *(each.set_value and each.raw_value for each in tab.elements("selectbox")),
            *(each.set_value and list(each.raw_values) for each in tab.elements("multiselect")),
            *(each.set_value and each.value for kind in ("number_input", "checkbox") for each in tab.elements(kind)),
        ]

    async def story() -> None:
        async with LightTab(server.url) as tab:
            await tab.until(lambda: tab.finished == 1, SECONDS)
            assert told(tab) == ["log", ["price"], 12, True]
            await tab.click(tab.button("Draw the form again"))
            await tab.until(lambda: tab.finished_fragments == 1, SECONDS)
            assert told(tab) == ["log", ["price"], 12, True]
            [transform], [horizon] = tab.elements("selectbox"), tab.elements("number_input")
            tab.holds(WidgetState(id=transform.id, string_value="log"), WidgetState(id=horizon.id, double_value=12))
            await tab.click(tab.button("Draw the form again"))
            await tab.until(lambda: tab.finished_fragments == 2, SECONDS)
            assert told(tab) == [False, ["price"], False, True]

    asyncio.run(story())


def _ended(*fragments):
    message = ForwardMsg(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    message.metadata.run.fragment_ids.extend(fragments)
    return message


def test_the_end_of_a_fragment_that_waits_to_be_sent_is_told_as_it_was_when_another_one_begins():
    script_runs.mend()
    queue = ForwardMsgQueue()
    for message in (_ended("form"), _ended("timer")):
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["timer"])
    told = [message.script_finished for message in queue.flush()]
    assert told == [ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN]


def test_a_run_of_the_whole_page_ends_every_fragment_early():
    script_runs.mend()
    queue = ForwardMsgQueue()
    queue.enqueue(_ended("form"))
    queue.clear(retain_lifecycle_msgs=True)
    assert [message.script_finished for message in queue.flush()] == [ForwardMsg.FINISHED_EARLY_FOR_RERUN]
