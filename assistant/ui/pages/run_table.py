"""The table of runs on the page: its rows as the browser is told of them, and what is chosen in it.

`scripts/run_table.js` draws it; sorting, searching and paging are done here, so that a table of a thousand runs costs
the browser one page of them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import run_names, words
from assistant.ui.kit import scripting, session
from assistant.ui.kit.session import language, say
from assistant.ui.pages import run_columns, run_filter_bar
from assistant.ui.pages.run_columns import Column, View
from assistant.ui.pages.run_filters import Filters
from assistant.workspace.run_rows import RunRow

KEY = "runs-table"
CHOSEN, OPENED, TOKEN = "runs-chosen", "runs-opened", "runs-token"
NOTE_LENGTH = 90  # characters of a note in a row
_mount = st.components.v2.component(
    "workbench-runs", css=scripting.script("run_table.css"), js=scripting.script("run_table.js")
)


@dataclass(frozen=True)
class Drawing:
    """One page of the table."""

    rows: Sequence[RunRow]
    columns: Sequence[Column]  # the name first
    names: dict[str, str]
    best: Collection[str]
    filters: Filters
    view: View


def chosen() -> list[str]:
    """The ids of the runs that are chosen."""
    found: list[str] = st.session_state.get(CHOSEN, [])
    return found


def choose(run_ids: Sequence[str]) -> None:
    """Choose these runs and no others."""
    st.session_state[CHOSEN] = list(run_ids)
    st.session_state[TOKEN] = st.session_state.get(TOKEN, 0) + 1


def draw(services: Services, drawing: Drawing) -> None:
    """Draw the table, and follow a link that was clicked in it."""
    found = _mount(
        key=KEY,
        data=told(services, drawing),
        default={"chosen": chosen()},
        on_chosen_change=_keep,
        on_open_change=_nothing,
        on_sort_change=_on("sort", run_filter_bar.sort),
        on_fold_change=_on("fold", _fold),
    )
    if found.get("open"):
        session.go("runs", run=str(found["open"]), **drawing.filters.address)


def beside(key: str, drawing: Drawing) -> None:
    """Draw these runs as a table that nobody chooses from or sorts, and follow a link that was clicked in it."""
    data = _told(drawing, [_row(row, drawing, folded=None) for row in drawing.rows]) | {"fixed": True}
    found = _mount(key=key, data=data, on_open_change=_nothing)
    if found.get("open"):
        session.go("runs", run=str(found["open"]), **drawing.filters.address)


def told(services: Services, drawing: Drawing) -> dict[str, Any]:
    """What the browser is told."""
    opened = st.session_state.get(OPENED, set())
    rows = []
    for row in drawing.rows:
        rows.append(_row(row, drawing, folded=row.id not in opened if row.leads else None))
        if row.leads and row.id in opened:
            members = services.rows.members(row.id)
            drawing.names.update(run_names.short_names(members, drawing.view.language, drawing.view.zone))
            rows += [_row(member, drawing, folded=None) for member in members]
    return _told(drawing, rows)


def _told(drawing: Drawing, rows: list[dict[str, Any]]) -> dict[str, Any]:
    column, turned = drawing.filters.column_sorted
    heads = [
        {
            "key": each.key,
            "label": each.label,
            "number": each.number,
            "hint": each.hint,
            "sorted": ("descending" if turned else "ascending") if each.key == column else "",
        }
        for each in drawing.columns
    ]
    texts = ("table", "sort", "turn", "choose", "members")
    spoken = {name: say(f"runs.table_{name}") for name in texts} | {"chooseAll": say("runs.table_choose_all")}
    return {
        "columns": heads,
        "rows": rows,
        "chosen": chosen(),
        "token": st.session_state.get(TOKEN, 0),
        "words": spoken,
    }


def _row(row: RunRow, drawing: Drawing, folded: bool | None) -> dict[str, Any]:
    name, spoken = drawing.names[row.id], drawing.view.language
    below = [run_names.title_of(row, spoken)] if row.label.name else []
    if row.label.note:
        below.append(_shortened(row.label.note))
    query = {"run": row.id, "lang": language(), **drawing.filters.address}
    return {
        "id": row.id,
        "name": name,
        "href": f"?{urlencode(query, doseq=True)}",
        "below": below,
        "tags": list(row.label.tags),
        "member": folded is None and "/" in row.id,
        "folded": folded,
        "cells": [_cell(row, column, drawing) for column in drawing.columns[1:]],
    }


def _cell(row: RunRow, column: Column, drawing: Drawing) -> dict[str, str]:
    cell = {"text": column.text(row)}
    if column.key == "state":
        ended = say("runs.cut") if row.cut else ""
        cell |= {"dot": words.STATE_COLORS[row.state], "below": run_columns.progress(drawing.view, row) or ended}
    if column.key == "score":
        if row.id in drawing.best:
            cell |= {"mark": say("runs.best"), "hint": say("runs.best_help")}
        if row.leads and row.score is not None and row.line is not None:
            cell["below"] = run_columns.line_text(row, drawing.view)
    return cell


def _shortened(note: str) -> str:
    line = " ".join(note.split())
    return line if len(line) <= NOTE_LENGTH else line[: NOTE_LENGTH - 1].rstrip() + "…"


def _fold(run_id: str) -> None:
    """Show the members of a run, or no longer."""
    st.session_state[OPENED] = st.session_state.get(OPENED, set()) ^ {run_id}


def _keep() -> None:
    st.session_state[CHOSEN] = [str(each) for each in st.session_state[KEY].get("chosen") or []]


def _on(event: str, act: Callable[[str], None]) -> Callable[[], None]:
    def acted() -> None:
        value = st.session_state[KEY].get(event)
        if value:
            act(str(value))

    return acted


def _nothing() -> None:
    """The page itself follows."""
