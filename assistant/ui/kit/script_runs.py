"""Six gaps of Streamlit's sessions closed: what a run draws reaches the page, a callback is never cut in two, a click
counts once, a field shows what it was given, a timer of the page before does not blank the page, and what a fragment no
longer draws leaves it.

Streamlit 1.67 loses runs when many tabs are busy. A run ends in its own thread, and its messages wait for the event
loop. A request that the loop handles before them finds a runner that has ended, puts another in its place, and the loop
then drops every message "of a runner that is not the current one": the page keeps what it showed, and with the messages
go the timers that would have drawn it again. Here such a request waits until the runner's last message was handled.

A request for the whole page also interrupts a callback at its next look at the session, and what a click or a question
was to do is half done. Here a callback runs to its end; the request is served right after it.

A browser notes a click or a question first and tells the server of it a moment later. A timer of a fragment that rings
between the two takes it along, and what it was to do is done twice: a question that was sent stands in its field again,
refused as the first one is being answered. Here a timer brings what a person set, and nothing that happens once.

A field that is given its value by the session says so in the run that draws it first. A click that is served before
the browser has that message draws the part anew, and what still waits to be sent is taken out: the browser then shows
the first choice, a zero or nothing there, and its next message says it as if a person had chosen it. Here a field says
its value until a message of the browser knows the field.

A timer of a fragment names the page on which it was set. When that request waits until another page is drawn, Streamlit
announces the page before again; the browser empties itself and cannot place what comes next ("Bad delta path"). Here a
fragment runs on the page that is drawn, or not at all when that page has no such fragment.

The end of a fragment's run that still waits to be sent is told as one that was cut short as soon as another fragment
begins, and the browser then takes away nothing: a button that is gone stays, a field with a new key stands there twice.
Here it is told as it was, unless it is the same fragment that begins anew.
"""

from collections import deque
from dataclasses import replace
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType, _has_active_trigger_value
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
from streamlit.runtime.state.common import RegisterWidgetResult, WidgetMetadata
from streamlit.runtime.state.session_state import SessionState

_waiting: WeakKeyDictionary[AppSession, deque[Any]] = WeakKeyDictionary()  # used on the event loop only
_MENDED = "mended_by_the_workbench"
_VALUES = (  # of what a person sets
    *("bool_value", "double_value", "int_value", "string_value"),
    *("double_array_value", "int_array_value", "string_array_value"),
)


def mend() -> None:
    """Close the gaps, once per process."""
    if not hasattr(AppSession, _MENDED):
        setattr(AppSession, _MENDED, True)
        _serve_after_the_last_message()
        _let_callbacks_end()
        _tell_values_until_they_are_known()
        _stay_on_the_drawn_page()
        _tell_ends_as_they_were()


def _serve_after_the_last_message() -> None:
    request, handle = AppSession.request_rerun, AppSession._handle_scriptrunner_event_on_event_loop

    @wraps(request)
    def request_rerun(self: AppSession, client_state: Any) -> None:
        if _waiting.get(self) or _has_ended(self._scriptrunner):
            _waiting.setdefault(self, deque()).append(client_state)
            return
        if client_state and client_state.is_auto_rerun:
            _leave_out_what_happens_once(client_state.widget_states)
        fragment = client_state.fragment_id if client_state else ""
        if fragment and not client_state.is_auto_rerun and not self.has_fragment(fragment):
            client_state.fragment_id = ""  # a person acted in a part of the page that is drawn otherwise by now
        request(self, client_state)

    @wraps(handle)
    def handled(self: AppSession, sender: Any, event: ScriptRunnerEvent, *rest: Any, **more: Any) -> None:
        try:
            handle(self, sender, event, *rest, **more)
        finally:
            if event == ScriptRunnerEvent.SHUTDOWN and self._scriptrunner is None:
                for client_state in _waiting.pop(self, ()):
                    self.request_rerun(client_state)

    setattr(AppSession, request.__name__, request_rerun)
    setattr(AppSession, handle.__name__, handled)


def _leave_out_what_happens_once(states: WidgetStates) -> None:
    kept = [state for state in states.widgets if not _has_active_trigger_value(state)]
    if len(kept) < len(states.widgets):
        del states.widgets[:]
        states.widgets.extend(kept)


def _let_callbacks_end() -> None:
    look = ScriptRunner._maybe_handle_execution_control_request

    @wraps(look)
    def looked(self: ScriptRunner) -> None:
        in_callback = self._execing and ThreadState.get().run_location is RunLocation.CALLBACK
        if not in_callback or _has_ended(self):
            look(self)

    setattr(ScriptRunner, look.__name__, looked)


def _tell_values_until_they_are_known() -> None:
    register = SessionState.register_widget

    @wraps(register)
    def registered(
        self: SessionState, metadata: WidgetMetadata[Any], user_key: str | None
    ) -> RegisterWidgetResult[Any]:
        unknown = metadata.id in self._old_state and metadata.id not in self._new_widget_state
        result = register(self, metadata, user_key)
        if not unknown or result.value_changed or metadata.value_type not in _VALUES:
            return result
        return replace(result, value_changed=result.value != metadata.deserializer(None))

    setattr(SessionState, register.__name__, registered)


def _stay_on_the_drawn_page() -> None:
    run = ScriptRunner._run_script

    @wraps(run)
    def run_script(self: ScriptRunner, rerun_data: Any) -> None:
        drawn = self._get_script_run_ctx()
        asked = rerun_data.page_script_hash
        if rerun_data.fragment_id_queue and asked and drawn.page_script_hash not in ("", asked):
            rerun_data = replace(rerun_data, page_script_hash=drawn.page_script_hash, query_string=drawn.query_string)
        run(self, rerun_data)

    setattr(ScriptRunner, run.__name__, run_script)


def _tell_ends_as_they_were() -> None:
    clear = ForwardMsgQueue.clear

    @wraps(clear)
    def cleared(
        self: ForwardMsgQueue, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None
    ) -> None:
        begun = set(fragment_ids_this_run or ())
        ended = [
            message
            for message in self._queue
            if message.WhichOneof("type") == "script_finished"
            and message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
            and begun.isdisjoint(message.metadata.run.fragment_ids)
        ]
        clear(self, retain_lifecycle_msgs, fragment_ids_this_run)
        for message in ended if fragment_ids_this_run is not None else ():
            message.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY

    setattr(ForwardMsgQueue, clear.__name__, cleared)


def _has_ended(runner: ScriptRunner | None) -> bool:
    """It takes no more requests, and its last message is still on its way to the event loop."""
    return runner is not None and runner._requests._state is ScriptRequestType.STOP
