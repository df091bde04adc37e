"""Every run: filter, open, download, delete after asking. `?run=ID` opens one as the card that the chat shows."""

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import card, kind, naming, words
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.pages import dialogs
from assistant.ui.words.labels import sentence
from lstm_core.errors import RunError, Sentence
from lstm_core.runs.folder import RunState, leader_of
from lstm_core.runs.record import RunRecord

PAGE = 20
LIVE_SECONDS = 2.0


def render(services: Services) -> None:
    """The run that the address names, or the list."""
    asked = session.run_in_address()
    if asked is not None:
        _one(services, asked)
        return
    st.title(say("nav.runs"), anchor=False)
    fragment(_list, LIVE_SECONDS)(services)


def _one(services: Services, run_id: str) -> None:
    with st.container(horizontal=True, gap="medium"):
        leader = leader_of(run_id)
        label = say("action.back" if leader is None else "repeat.back")
        if st.button(label, key="back", icon=":material/arrow_back:", type="tertiary"):
            session.go("runs", **({} if leader is None else {"run": leader}))
        links = st.container(horizontal=True, width="content")
    try:
        record = services.record(run_id)
    except RunError as error:
        gone = error.messages[0].key == "run.gone"
        st.info(say("runs.gone", run=formats.literal(run_id))) if gone else boundary.show(error.messages)
        return
    found = services.store.card_of_run(run_id)
    card_id, conversation_id = (found.id, found.conversation_id) if found else (None, None)
    with links:
        label, icon = say("action.conversation"), ":material/forum:"
        if conversation_id and st.button(label, key="to-conversation", icon=icon, type="tertiary"):
            session.go("chat", c=conversation_id)
    if leader is not None:
        _of_leader(services, leader, record)
    card.draw(services, AnySubject(f"run-{run_id.replace('/', '-')}", record.spec, card_id, run_id, conversation_id))


def _of_leader(services: Services, leader: str, record: RunRecord) -> None:
    """What a member is one of."""
    try:
        spec = services.record(leader).spec
    except RunError:  # deleted
        return
    title = kind.of(spec).title(spec, language())
    st.caption(formats.literal(say("repeat.member_note", title=title, seed=record.spec.training.train.seed)))


def _list(services: Services) -> None:
    records = services.records()
    for run_id, messages in services.unreadable().items():
        _unreadable(run_id, messages)
    if not records:
        st.info(say("runs.empty"))
        return
    shown = _filtered(records)
    if not shown:
        st.caption(say("runs.none_match"))
        return
    pages = -(-len(shown) // PAGE)
    place = st.session_state.get("runs-page", 1) if pages > 1 else 1
    for record in shown[(place - 1) * PAGE : place * PAGE]:
        _row(services, record)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(say("runs.count", shown=len(shown), total=len(records)), width="content")
        if pages > 1:
            st.pagination(pages, key="runs-page")


def _unreadable(run_id: str, messages: tuple[Sentence, ...]) -> None:
    """What is wrong with a run that cannot be read, and the way to be rid of it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"unreadable-{run_id}"):
        st.warning("\n\n".join(formats.literal(sentence(message, language())) for message in messages))
        label = say("runs.delete_named", run=formats.literal(run_id))
        if st.button(label, key=f"delete-{run_id}", icon=":material/delete:", type="tertiary"):
            dialogs.ask("delete-run", run_id)
            st.rerun()


def _filtered(records: list[RunRecord]) -> list[RunRecord]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = (
            st.text_input(
                say("runs.filter_text"),
                key="runs-text",
                icon=":material/search:",
                placeholder=say("runs.filter_text"),
                label_visibility="collapsed",
                width=280,
                live=True,
            )
            .strip()
            .lower()
        )
        states = st.pills(
            say("runs.filter_state"),
            [state for state in RunState if any(record.state is state for record in records)],
            selection_mode="multi",
            format_func=lambda state: words.state_word(state, language()),
            key="runs-states",
            label_visibility="collapsed",
        )
    return [
        record
        for record in records
        if (not states or record.state in states)
        and (not query or query in f"{kind.of(record.spec).title(record.spec, language())} {record.id}".lower())
    ]


def _row(services: Services, record: RunRecord) -> None:
    with st.container(border=True, gap="xsmall", key=f"row-{record.id}"):
        _line(record)
        kind.of(record.spec).inside(services, record)


def _line(record: RunRecord) -> None:
    own = kind.of(record.spec)
    name = own.title(record.spec, language())
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        with st.container(gap="xxsmall", width="stretch"):
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                st.markdown(f"**{formats.literal(name)}**", width="content")
                st.badge(words.state_word(record.state, language()), color=words.STATE_COLORS[record.state])
            st.caption(formats.literal(_facts(record)))
        with st.container(horizontal=True, gap="xsmall", width="content"):
            if st.button(naming.of_run("action.open", record), key=f"open-{record.id}", icon=":material/open_in_full:"):
                session.go("runs", run=record.id)
            if record.state is RunState.FINISHED:
                own.download(record, f"row-{record.id}")
            if st.button(
                naming.of_run("action.delete", record),
                key=f"delete-{record.id}",
                icon=":material/delete:",
                type="tertiary",
                disabled=record.state.active,
            ):
                dialogs.ask("delete-run", record.id)
                st.rerun()


def _facts(record: RunRecord) -> str:
    facts = [formats.moment(record.created_at, language(), session.zone())]
    if record.result is not None:
        facts.append(sentence(kind.report(record.spec).score(record.result), language()))
    if record.result is None or record.result.cut:
        facts.append(kind.of(record.spec).progress(record, language()))
    return " · ".join(facts)
