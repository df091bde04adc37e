"""A page that brings about, for `test_sessions`, what only many busy tabs bring about by chance."""

import time

import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from assistant.ui.kit import script_runs

script_runs.mend()
CUT_SECONDS = 1.0  # the test asks for the whole page in this time

GIVEN = {"transform": "log", "inputs": ["price"], "horizon": 12, "holidays": True}


def overtake() -> None:
    """Have the event loop hold everything until this run has ended, and then serve a request before its messages."""
    runtime, context = Runtime.instance(), get_script_run_ctx()
    assert context is not None
    session = runtime._session_mgr.get_session_info(context.session_id).session
    runner, fragment = session._scriptrunner, st.session_state["fragment"]

    def hold() -> None:
        runner._script_thread.join(5)
        session.request_rerun(ClientState(fragment_id=fragment))

    runtime._get_async_objs().eventloop.call_soon_threadsafe(hold)
    time.sleep(0.2)  # the loop holds


def slowly() -> None:
    st.session_state["began"] = st.session_state.get("began", 0) + 1
    until = time.monotonic() + CUT_SECONDS
    while time.monotonic() < until:
        st.session_state["began"] += 0
        time.sleep(0.01)
    st.session_state["done"] = st.session_state.get("done", 0) + 1


def count() -> None:
    st.session_state["count"] = st.session_state.get("count", 0) + 1


@st.fragment
def quiet() -> None:
    st.session_state["fragment"] = ThreadState.get().fragment_id
    st.markdown("a fragment")


@st.fragment
def form() -> None:
    for key, given in GIVEN.items():
        st.session_state.setdefault(key, given)
    st.selectbox("Transform", ["none", "log"], key="transform")
    st.multiselect("Inputs", ["promo", "price"], key="inputs")
    st.number_input("Horizon", value=None, step=1, key="horizon")
    st.toggle("Holidays", key="holidays")
    st.button("Draw the form again")


pressed = st.button("Overtake")
if pressed:
    overtake()
st.button("Slowly", on_click=slowly)
st.button("Again")
st.button("Count", on_click=count)
quiet()
form()
st.markdown(f"counted {st.session_state.get('count', 0)}")
st.markdown(f"done {st.session_state.get('done', 0)}")
st.markdown("the run to be lost" if pressed else "the page before")
