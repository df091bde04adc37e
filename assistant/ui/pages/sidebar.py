"""The sidebar of every page: a new conversation, what is running now, conversations by day, the language."""

import time
from collections import Counter
from collections.abc import Mapping
from itertools import groupby

import streamlit as st

from assistant.conversation.store import ConversationSummary
from assistant.services import Services
from assistant.ui.cards import kind, naming, run_names
from assistant.ui.kit import formats, scripting, session, style
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import say
from assistant.ui.pages import dialogs, page_script
from assistant.workspace.run_rows import row_of
from lstm_core.runs.record import RunRecord

SHOWN = 10
POLL_SECONDS = 1.0


def render(services: Services) -> None:
    """Draw it; the part that moves is a fragment of its own."""
    style.render()
    page_script.update_address()
    if st.button(say("sidebar.new"), key="new", icon=":material/add:", width="stretch"):
        session.go("chat")
    fragment(_running, POLL_SECONDS)(services)
    fragment(_conversations)(services)
    session.language_switch("language-choice")
    scripting.keeping()


def _running(services: Services) -> None:
    if session.is_behind():
        st.rerun()
    records = services.running()
    page_script.ended(services, records)
    if not records:
        return
    st.caption(say("sidebar.running"))
    names = _names(services, records)
    for record in records:
        with st.container(border=True, key=f"now-{record.id}", gap="xsmall"):
            title = formats.literal(names[record.id])
            if st.button(
                title, key=f"now-open-{record.id}", type="tertiary", help=say("sidebar.open_run", title=title)
            ):
                card = services.store.card_of_run(record.id)
                if card is not None:
                    session.go("chat", c=card.conversation_id)
                session.go("runs", run=record.id)
            own = kind.of(record.spec)
            st.progress(own.share(record), text=own.short_progress(record, session.language()))


def _names(services: Services, records: list[RunRecord]) -> Mapping[str, str]:
    """What the running ones are called, told apart from each other and from all runs that were looked at."""
    known = services.rows.known()
    new = [row_of(each, services.labels.of(each.id)) for each in records if each.id not in known.by_id]
    version = (known.names, *((row.id, row.label) for row in new)) if new else known.names
    return run_names.names_of([*known.rows, *new], session.language(), session.zone(), version)


def _conversations(services: Services) -> None:
    query = st.text_input(
        say("sidebar.search"),
        key="search",
        icon=":material/search:",
        placeholder=say("sidebar.search"),
        label_visibility="collapsed",
        live=True,
    ).strip()
    heads = services.store.heads(query)
    if query and not heads:
        st.caption(say("sidebar.none_found", query=formats.literal(query)))
    now, zone = time.time(), session.zone()
    for heading, group in groupby(heads[:SHOWN], lambda head: formats.age(head.updated_at, now, zone)):
        _day(heading, list(group))
    earlier = heads[SHOWN:]
    if earlier:
        with st.expander(say("sidebar.more"), _open_among(earlier), key="earlier", type="compact"):
            _buttons(earlier)


def _open_among(heads: list[ConversationSummary]) -> bool:
    return session.page() == "chat" and session.conversation() in {head.id for head in heads}


def _day(heading: str, heads: list[ConversationSummary]) -> None:
    st.caption(say(heading))
    _buttons(heads)


def _buttons(heads: list[ConversationSummary]) -> None:
    open_one = session.conversation() if session.page() == "chat" else None
    shared = {title for title, count in Counter(head.title for head in heads).items() if count > 1}
    with st.container(gap=None):
        for head in heads:
            name = formats.literal(head.title or say("sidebar.untitled"))
            if head.id == open_one:
                _current(head, name)
            elif st.button(
                _told_apart(name, head) if head.title in shared else name,
                key=f"open-{head.id}",
                type="tertiary",
                wrap=False,
            ):
                session.go("chat", c=head.id)


def _told_apart(name: str, head: ConversationSummary) -> str:
    """A title that other conversations have too, with the moment of its last change for a screen reader."""
    moment = formats.moment(head.updated_at, session.language(), session.zone())
    return naming.named(name, f"{moment} ({head.id[-4:]})")


def _current(head: ConversationSummary, name: str) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.markdown(f":small[**{name}**]", wrap=False, width="stretch")
        chosen = st.menu_button(
            naming.named("", say("chat.more_of", title=head.title or say("sidebar.untitled"))),
            ["rename", "delete"],
            format_func=lambda action: say(f"chat.{action}"),
            key=f"more-{head.id}",
            type="tertiary",
            icon=":material/more_horiz:",
            help=say("chat.more"),
        )
    if chosen:
        dialogs.ask(f"{chosen}-conversation", head.id)
        st.rerun()
