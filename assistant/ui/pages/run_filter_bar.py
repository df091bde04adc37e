"""The fields above the table of runs: search, state, kind, data, tag and columns. The address says what they say.

A run of the whole page takes over what the address says; within it the fields lead and the address follows, so that no
answer that is on its way writes over what a person types.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from assistant.ui.cards import run_names, words
from assistant.ui.kit import session
from assistant.ui.kit.session import language, say
from assistant.ui.pages.run_filters import Filters
from assistant.ui.words.labels import say as text_of
from assistant.workspace.run_rows import RunRow
from lstm_core.kinds import KINDS
from lstm_core.runs.folder import RunState

KEY, PAGE = "runs-filters", "runs-page"
FIELDS = {name: f"runs-{name}" for name in ("text", "state", "kind", "data", "tag", "column")}
WIDE = 150  # pixels of a choice


def adopt() -> None:
    """Take over what the address says."""
    found = Filters.of(session.in_address)
    states, kinds = set(RunState), set(KINDS)
    found = replace(
        found,
        state=tuple(each for each in found.state if each in states),
        kind=tuple(each for each in found.kind if each in kinds),
    )
    if found != st.session_state.get(KEY, Filters()):
        turn_to(1)
    st.session_state[KEY] = found
    for name, key in FIELDS.items():
        value = getattr(found, name)
        # told even where the session holds it: a timer of the page before brings back what the browser has dropped, and
        # a field that is drawn without its value empties the session's with the next request
        st.session_state[key] = list(value) if isinstance(value, tuple) else value


def current() -> Filters:
    """What is chosen now."""
    found: Filters = st.session_state.get(KEY) or Filters()
    return found


def turn_to(page: int) -> None:
    """Show another page of the table, the first has number 1."""
    st.session_state[PAGE] = page


def page_of(pages: int) -> int:
    """The page that is shown, of so many."""
    return min(int(st.session_state.get(PAGE, 1)), max(1, pages))


def sort(key: str) -> None:
    """Sort by a column; the same one again turns the order round."""
    column, turned = current().column_sorted
    _use(replace(current(), sort=f"-{key}" if key == column and not turned else key))


def draw(rows: Sequence[RunRow], differing: Sequence[str]) -> None:
    """Draw the fields for these runs; `differing` are the settings that may be columns."""
    filters, spoken = current(), language()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.text_input(
            say("runs.filter_text"),
            key=FIELDS["text"],
            icon=":material/search:",
            placeholder=say("runs.filter_text"),
            label_visibility="collapsed",
            width=190,
            live=True,
            on_change=_changed,
            args=("text",),
        )
        _choice("data", sorted({row.data for row in rows}), str)
        kinds = [kind for kind in KINDS if any(row.spec.kind == kind for row in rows)]
        _choice("kind", kinds, lambda kind: text_of(f"kind.{kind}", spoken))
        _choice("tag", sorted({tag for row in rows for tag in row.label.tags}), str)
        _columns(filters, differing)
    states = [state.value for state in RunState if any(row.state is state for row in rows) or state in filters.state]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.pills(
            say("runs.filter_state"),
            states,
            selection_mode="multi",
            format_func=lambda state: words.state_word(RunState(state), spoken),
            key=FIELDS["state"],
            label_visibility="collapsed",
            on_change=_changed,
            args=("state",),
        )
        if filters.narrows:
            label, icon = say("runs.clear_filters"), ":material/filter_alt_off:"
            st.button(label, key="runs-clear", icon=icon, type="tertiary", on_click=_clear)


def _choice(name: str, options: Sequence[str], worded: Callable[[str], str]) -> None:
    """A choice of several values; nothing where there is nothing to choose."""
    chosen = getattr(current(), name)
    if len(options) < (1 if name == "tag" else 2) and not chosen:
        return
    st.multiselect(
        say(f"runs.filter_{name}"),
        list(dict.fromkeys([*options, *chosen])),
        format_func=worded,
        placeholder=say(f"runs.filter_{name}"),
        key=FIELDS[name],
        label_visibility="collapsed",
        width=WIDE,
        on_change=_changed,
        args=(name,),
    )


def _columns(filters: Filters, differing: Sequence[str]) -> None:
    """Which of the settings that differ are columns."""
    if not differing and not filters.column:
        return
    spoken = language()
    with st.popover(say("runs.columns"), icon=":material/view_column:", key="runs-columns"):
        st.multiselect(
            say("runs.filter_column"),
            list(dict.fromkeys([*differing, *filters.column])),
            format_func=lambda path: run_names.field_name(path, spoken),
            placeholder=say("runs.most_telling"),
            key=FIELDS["column"],
            help=say("runs.columns_help"),
            on_change=_changed,
            args=("column",),
        )


def _changed(name: str) -> None:
    value = st.session_state.get(FIELDS[name])
    chosen: dict[str, Any] = {name: value or "" if name == "text" else tuple(value or ())}
    _use(replace(current(), **chosen))


def _clear() -> None:
    kept = Filters(sort=current().sort, column=current().column)
    for name, key in FIELDS.items():
        if name != "column":
            st.session_state[key] = "" if name == "text" else []
    _use(kept)


def _use(filters: Filters) -> None:
    st.session_state[KEY] = filters
    turn_to(1)
    session.write_address(filters.address, Filters().__dict__)
