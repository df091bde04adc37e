"""What can be done with the chosen runs: compare, stop, label and delete them, or bring one home."""

from collections.abc import Sequence

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import kind
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import say
from assistant.ui.pages import dialogs, run_table
from assistant.ui.pages.run_filters import Filters
from assistant.workspace.run_rows import RunRow, RunTable
from lstm_core.errors import RunError
from lstm_core.runs.folder import RunState, leader_of

PLACE = "runs-actions"
OF_ONE = ("label-run", "delete-run")  # questions about a single run
COMPARED = "compare"  # the parameter of the address that names the runs that are compared


def bar(services: Services, found: RunTable, shown: Sequence[RunRow], filters: Filters) -> None:
    """Draw the actions; always in their place, so that nothing moves when a run is chosen."""
    there = run_table.chosen()
    runs = [found.by_id[run_id] for run_id in there if run_id in found.by_id]
    compared = [run_id for run_id in there if run_id in found.by_id or leader_of(run_id) in found.by_id]
    active = [row.id for row in runs if row.state.active]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="runs-bar"):
        st.caption(say("runs.chosen", count=len(compared)), width="content")
        icon = ":material/query_stats:"
        if st.button(say("runs.compare"), key="runs-compare", icon=icon, disabled=len(compared) < 2):
            session.go("runs", **{COMPARED: compared, **filters.address})
        one = len(runs) == 1
        _ask("label", "label-run" if one else "tag-runs", ":material/label:", [row.id for row in runs])
        _ask("stop", "stop-runs", ":material/stop:", active)
        question = "delete-run" if one and not active else "delete-runs"
        _ask("delete", question, ":material/delete:", [row.id for row in runs])
        if len(runs) == 1 and runs[0].state is RunState.FINISHED:
            _download(services, runs[0].id)
        if len(compared) < len(shown):
            st.button(
                say("runs.choose_shown", count=len(shown)),
                key="runs-choose-shown",
                type="tertiary",
                on_click=run_table.choose,
                args=([row.id for row in shown],),
            )
        if compared:
            st.button(
                say("runs.choose_none"), key="runs-choose-none", type="tertiary", on_click=run_table.choose, args=([],)
            )
    boundary.shown_at(PLACE)


def _ask(name: str, question: str, icon: str, run_ids: list[str]) -> None:
    """A button that asks before it does something to runs."""
    if st.button(say(f"runs.{name}"), key=f"runs-{name}", icon=icon, disabled=not run_ids):
        dialogs.ask(question, run_ids[0] if question in OF_ONE else tuple(run_ids))
        st.rerun()


def _download(services: Services, run_id: str) -> None:
    try:
        record = services.record(run_id)
    except RunError:  # deleted meanwhile
        return
    kind.of(record.spec).download(record, "runs-chosen")
