"""Every run as a table: filter, sort, label, compare, stop and delete. `?run=ID` opens one as the card that the chat
shows, `?compare=ID&compare=ID` puts some beside each other.
"""

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import card, kind, run_names
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.pages import dialogs, run_actions, run_columns, run_comparison, run_filter_bar, run_table
from assistant.ui.pages.run_columns import View
from assistant.ui.pages.run_filters import NEWEST
from assistant.ui.words.labels import sentence
from lstm_core.errors import RunError, Sentence
from lstm_core.runs.folder import leader_of
from lstm_core.runs.record import RunRecord

PAGE = 50
LIVE_SECONDS = 2.0


def render(services: Services) -> None:
    """The run that the address names, those that it compares, or the table."""
    run_filter_bar.adopt()
    asked, compared = session.run_in_address(), session.in_address(run_actions.COMPARED)
    if asked is not None:
        _one(services, asked)
    elif compared:
        run_comparison.render(services, compared)
    else:
        st.title(say("nav.runs"), anchor=False)
        fragment(_table, LIVE_SECONDS)(services)


def _one(services: Services, run_id: str) -> None:
    with st.container(horizontal=True, gap="medium"):
        leader = leader_of(run_id)
        label = say("action.back" if leader is None else "repeat.back")
        if st.button(label, key="back", icon=":material/arrow_back:", type="tertiary"):
            session.go("runs", **({} if leader is None else {"run": leader}), **run_filter_bar.current().address)
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
        label, icon = say("runs.label"), ":material/label:"
        if st.button(label, key="label-this", icon=icon, type="tertiary"):
            dialogs.ask("label-run", run_id)
            st.rerun()
    _label(services, run_id)
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


def _label(services: Services, run_id: str) -> None:
    """What a person calls this run."""
    label = services.labels.of(run_id)
    if label.name:
        st.subheader(formats.literal(label.name), anchor=False)
    if label.tags:
        with st.container(horizontal=True, gap="xsmall"):
            for tag in label.tags:
                st.badge(formats.in_badge(tag), color="gray")
    if label.note:
        st.text(label.note)


def _table(services: Services) -> None:
    found = services.rows.look()
    for run_id, messages in found.unreadable.items():
        _unreadable(run_id, messages)
    if not found.rows:
        st.info(say("runs.reading", unread=found.unread) if found.unread else say("runs.empty"))
        return
    view = View(language(), session.zone())
    names = dict(run_names.names_of(found.rows, view.language, view.zone, found.names))
    filters = run_filter_bar.current()
    shown = filters.fit(found.rows, names, view.language)
    differing = run_names.differing(shown, found.names)
    run_filter_bar.draw(found.rows, differing)
    run_actions.bar(services, found, shown, filters)
    if not shown:
        st.caption(say("runs.none_match"))
        return
    columns = [run_columns.name_column(view, names), *run_columns.columns_of(view, shown, differing, filters.column)]
    key, turned = filters.column_sorted
    column = next((each for each in columns if each.key == key), None)
    ordered = run_columns.ordered(shown, column, turned) if column and filters.sort != NEWEST else shown
    pages = -(-len(ordered) // PAGE)
    place = run_filter_bar.page_of(pages)
    rows, best = ordered[(place - 1) * PAGE : place * PAGE], run_columns.best_of_data(found.rows)
    run_table.draw(services, run_table.Drawing(rows, columns, names, best, filters, view))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        counted = [say("runs.count", shown=len(shown), total=len(found.rows) + found.unread)]
        counted += [say("runs.reading", unread=found.unread)] if found.unread else []
        st.caption(" · ".join(counted), width="content")
        if pages > 1:
            _pages(place, pages)


def _pages(place: int, pages: int) -> None:
    """The way to the other pages of the table."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        for key, icon, other in (("earlier", "chevron_left", place - 1), ("later", "chevron_right", place + 1)):
            if key == "later":
                st.caption(say("runs.page", page=place, pages=pages), width="content")
            st.button(
                say(f"runs.page_{key}"),
                key=f"runs-page-{key}",
                icon=f":material/{icon}:",
                icon_position="left" if key == "earlier" else "right",
                type="tertiary",
                disabled=not 1 <= other <= pages,
                on_click=run_filter_bar.turn_to,
                args=(other,),
            )


def _unreadable(run_id: str, messages: tuple[Sentence, ...]) -> None:
    """What is wrong with a run that cannot be read, and the way to be rid of it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"unreadable-{run_id}"):
        st.warning("\n\n".join(formats.literal(sentence(message, language())) for message in messages))
        label = say("runs.delete_named", run=formats.literal(run_id))
        if st.button(label, key=f"delete-{run_id}", icon=":material/delete:", type="tertiary"):
            dialogs.ask("delete-run", run_id)
            st.rerun()
