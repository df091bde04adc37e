"""Questions about chosen runs: what they are called, and whether they are stopped or deleted, with what goes along."""

from collections.abc import Callable, Sequence

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import kind, run_names
from assistant.ui.kit import formats, session
from assistant.ui.kit.session import language, say
from assistant.ui.pages import run_table
from assistant.ui.words.labels import sentence
from assistant.workspace.run_labels import MOST_TAGS, NAME_LENGTH, NOTE_LENGTH, label_of
from lstm_core.errors import RunError
from lstm_core.runs.folder import RunFolder, list_runs

NAMED = 8  # runs that a question names one by one
Answer = Callable[[str, Callable[[], object]], None]


def label(services: Services, run_id: str, answer: Answer) -> None:
    """Name, tags and note of one run."""
    before = services.labels.of(run_id)
    known = sorted({tag for row in services.rows.known().rows for tag in row.label.tags} | set(before.tags))
    title = kind.of(services.record(run_id).spec).title(services.record(run_id).spec, language())
    name = st.text_input(say("runs.own_name"), before.name, NAME_LENGTH, key=f"label-name-{run_id}", placeholder=title)
    tags = st.multiselect(
        say("runs.tags"),
        known,
        before.tags,
        accept_new_options=True,
        max_selections=MOST_TAGS,
        placeholder=say("runs.tags_placeholder"),
        key=f"label-tags-{run_id}",
    )
    note = st.text_area(say("runs.note"), before.note, max_chars=NOTE_LENGTH, key=f"label-note-{run_id}")
    answer("action.save", lambda: services.labels.write(run_id, label_of(name or "", tags, note or "")))


def tag(services: Services, run_ids: Sequence[str], answer: Answer) -> None:
    """Tags that are added to several runs."""
    st.markdown(say("runs.tag_question", count=len(run_ids)))
    known = sorted({tag for row in services.rows.known().rows for tag in row.label.tags})
    tags = st.multiselect(
        say("runs.tags"),
        known,
        accept_new_options=True,
        max_selections=MOST_TAGS,
        placeholder=say("runs.tags_placeholder"),
        key="tag-runs",
    )

    def add() -> None:
        for run_id in run_ids:
            services.labels.add_tags(run_id, tags)

    answer("action.save", add)


def stop(services: Services, run_ids: Sequence[str], answer: Answer) -> None:
    """Whether these runs are stopped."""
    st.markdown(say("runs.stop_question", count=len(run_ids)))
    _listed(services, run_ids)

    def act() -> None:
        for run_id in run_ids:
            services.launcher.stop(run_id)

    answer("runs.stop", act)


def delete(services: Services, run_ids: Sequence[str], answer: Answer) -> None:
    """Whether these runs are deleted; those that work cannot be."""
    found = services.rows.look(seconds=60).by_id
    active = [run_id for run_id in run_ids if run_id in found and found[run_id].state.active]
    going = [run_id for run_id in run_ids if run_id in found and run_id not in active]
    st.markdown(say("runs.delete_many", count=len(going)) if going else say("runs.delete_none"))
    _listed(services, going)
    members = sum(1 for run_id in going for _ in list_runs(RunFolder(services.runs / run_id).members))
    labelled = sum(1 for run_id in going if found[run_id].label.name or found[run_id].label.note)
    along = [say("runs.delete_along")]
    if members:
        along.append(say("runs.delete_members", members=members))
    if labelled:
        along.append(say("runs.delete_labels", count=labelled))
    st.caption("\n\n".join(along))
    if active:
        st.warning(say("runs.delete_active", count=len(active)))

    answer("action.delete", lambda: _delete(services, going))


def one(services: Services, run_id: str, answer: Answer) -> None:
    """Whether this run is deleted, readable or not."""
    try:
        record = services.record(run_id)
    except RunError:
        st.markdown(formats.literal(say("runs.delete_unreadable", run=run_id)))
    else:
        when = formats.moment(record.created_at, language(), session.zone())
        own = kind.of(record.spec)
        question = own.deletion(record, own.title(record.spec, language()), when)
        st.markdown(formats.literal(sentence(question, language())))
    answer("action.delete", lambda: _delete(services, [run_id]))


def _delete(services: Services, run_ids: Sequence[str]) -> None:
    for run_id in run_ids:
        services.launcher.delete(run_id)
        run_table.choose([each for each in run_table.chosen() if each != run_id])


def _listed(services: Services, run_ids: Sequence[str]) -> None:
    """The names of the runs, the first ones where there are many."""
    known = services.rows.known()
    names = run_names.names_of(known.rows, language(), session.zone(), known.names)
    lines = [f"- {formats.literal(names.get(run_id, run_id))}" for run_id in run_ids[:NAMED]]
    if len(run_ids) > NAMED:
        lines.append(f"- {say('runs.and_more', count=len(run_ids) - NAMED)}")
    st.markdown("\n".join(lines))
