"""What a run draws reaches the page, and what a click was to do is done, however many tabs there are."""

import asyncio
from collections.abc import Iterator

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

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
            assert await tab.until(lambda: "the page before" in tab.texts(), SECONDS) is not None
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


FIELD = WidgetMetadata("id-search", lambda value: value or "", str, "string_value")


def _session():
    return SafeSessionState(SessionState(), lambda: None)


def _asked(session, *held):
    """One run for a request that holds these values, in which the field is drawn."""
    session.on_script_will_rerun(WidgetStates(widgets=held))
    return session.register_widget(FIELD, "search")


def test_the_value_of_a_field_that_the_browser_holds_no_more_is_told_when_the_field_is_drawn_again():
    script_runs.mend()
    session, held = _session(), WidgetState(id=FIELD.id, string_value="typed")
    assert not _asked(session, held).value_changed, "what the browser says is not told back"
    again = _asked(session)
    assert (again.value, again.value_changed) == ("typed", True)


def test_a_field_that_holds_its_default_is_not_told():
    script_runs.mend()
    assert not _asked(_session()).value_changed
