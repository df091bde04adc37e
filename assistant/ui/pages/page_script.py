"""What only the browser can do for a page; `scripts/page.js` and `speaker.js` do it and keep their state there.

It brings a question that was just asked to the top of the view, follows an answer while it grows until the person
scrolls, opens a thread at its end, offers a jump to the latest, names the language of the document, and says to a
screen reader that an answer or a run is complete. The server only says which message is which, in what it draws
anyway; scrolling costs no run of the script.
"""

import time
from collections.abc import Sequence

import streamlit as st

from assistant.conversation.chat import FAILED, STOPPED
from assistant.conversation.messages import Message
from assistant.services import Services
from assistant.ui.cards import kind
from assistant.ui.kit import scripting, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.errors import RunError
from lstm_core.i18n.languages import TAGS
from lstm_core.runs.record import RunRecord

SCRIPT = scripting.script("speaker.js") + scripting.script("page.js")
_TOLD_SECONDS = 10.0  # that the end of a run stays on the page; the browser says it once
_ENDINGS = {FAILED: "failed", STOPPED: "stopped", "length": "cut", None: "cut"}
_mount = st.components.v2.component("workbench-page", js=SCRIPT, isolate_styles=False)


def update_address() -> None:
    """Say in which language the page speaks and what the address shows."""
    shown = session.conversation() if session.page() == "chat" else session.run_in_address()
    _mount(key="script-place", data={"language": TAGS[language()], "place": f"{session.page()}/{shown or ''}"})


def thread(conversation_id: str, stored: Sequence[tuple[int, Message]], live: int | None) -> None:
    """Say which messages the open thread has: the newest, the one being written, the one asked for in this tab."""
    ids = [message_id for message_id, _ in stored]
    awaited, since = session.asked_for()
    asked = awaited if awaited in ids else None
    _mount(
        key="script-thread",
        data={
            "thread": conversation_id,
            "newest": ids[-1] if ids else None,
            "live": live,
            "asked": asked,
            "since": since,
            "anchor": anchor(stored, asked if live is None else live),
            "words": {"jump": say("chat.jump"), "done": answer_ending(stored)},
        },
    )


def answer_ending(stored: Sequence[tuple[int, Message]]) -> str:
    """What is said when the newest answer has come to its end."""
    reason = stored[-1][1].finish_reason if stored else None
    ending = _ENDINGS.get(reason, "complete")
    return say(f"spoken.answer_{ending}")


def anchor(stored: Sequence[tuple[int, Message]], answer: int | None) -> int | None:
    """The message that stands at the top of the view while `answer` is given: its question, or itself without one.

    None for the first exchange of a thread, which stands at the top anyway.
    """
    place = next((place for place, (message_id, _) in enumerate(stored) if message_id == answer), 0)
    if place < 2:
        return None
    before, message = stored[place - 1]
    return before if message.role == "user" else answer


def ended(services: Services, running: Sequence[RunRecord]) -> None:
    """Say of every run that this tab saw at work that it ended, and how."""
    now, at_work = time.monotonic(), {record.id for record in running}
    over: dict[str, float] = st.session_state.get("ended-runs", {})
    over |= dict.fromkeys(st.session_state.get("watched-runs", set()) - at_work, now)
    told = {run_id: since for run_id, since in over.items() if now - since < _TOLD_SECONDS}
    st.session_state["watched-runs"], st.session_state["ended-runs"] = at_work, told
    if told:
        _mount(key="script-ended", data={"spoken": [line for run_id in told for line in ending(services, run_id)]})


def ending(services: Services, run_id: str) -> list[tuple[str, str]]:
    """What is said of a run that ended, under a key that is said once; nothing of one that is gone or works again."""
    try:
        record = services.record(run_id)
    except RunError:
        return []
    if record.state.active:  # resumed meanwhile
        return []
    title = kind.of(record.spec).title(record.spec, language())
    headline = kind.report(record.spec).headline(record)
    said = say(f"spoken.{record.state.value}", title=title, headline=sentence(headline, language()))
    return [(f"{run_id}-{record.attempt}-{record.state.value}", said)]
