"""A page shows what its tab holds: one row of tabs in every state of a card, and a look at what was not drawn."""

import pytest
from streamlit.testing.v1 import AppTest

from assistant.conversation.messages import Message, ToolResult
from assistant.ui.words.labels import say
from lstm_core.runs import events
from tests.support import make_finished_run, make_unfinished_run
from tests.ui.pages import app

TABS = ("result", "configuration", "code", "diagnosis", "log")


def lost():
    """A script whose second choice was never drawn."""
    import streamlit as st

    from assistant.ui.kit import session

    session.begin_drawing()
    st.session_state["choice"] = "first"
    session.drawn("choice")
    drawn = session.is_behind()
    st.session_state["choice"] = "second"
    chosen = session.is_behind()
    del st.session_state["choice"]
    st.text(f"{drawn} {chosen} {session.is_behind()}")


def test_what_was_chosen_and_not_drawn_is_noticed_and_what_left_the_page_is_not_missed():
    assert AppTest.from_function(lost).run().text[0].value == "False True False"


@pytest.mark.parametrize("state", ["draft", "stopped", "finished"])
def test_a_card_has_the_same_row_of_tabs_in_every_state(services, own_workspace, state):
    stopped = events.Stopped(seq=0, at=0.0, step=60)
    path = make_finished_run(services.runs) if state != "stopped" else make_unfinished_run(services.runs, stopped)
    conversation = services.store.create("en")
    card = services.store.add_card(conversation, services.record(path.name).spec)
    if state != "draft":
        services.store.attach_run(card, path.name)
    made = ToolResult(id="1", name="propose_run", content="{}", card=card)
    services.store.append(conversation, Message(role="assistant", parts=[made], finish_reason="stop"))
    page = app(own_workspace, c=conversation).run()
    assert not page.exception
    assert [tab.label for tab in page.tabs] == [say(f"tab.{name}", "en") for name in TABS]
    assert page.session_state[f"card-{card}-tabs"] == say(
        "tab.result" if state == "finished" else "tab.configuration", "en"
    )
