"""A forecast in numbers: the table, what downloads it and what copies it for a spreadsheet."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from assistant.ui.cards import naming
from assistant.ui.kit import scripting
from assistant.ui.kit.session import say
from lstm_core.reports.series import taken
from lstm_core.runs.train import TrainRecord

Written = Callable[[taken.Rows], str | bytes]
KINDS: dict[str, tuple[Written, str, str, str]] = {  # how it is written, its type, and the label of its button
    "csv": (taken.as_csv, "text/csv", "action.forecast_csv", "newer.download_csv"),
    "xlsx": (taken.as_xlsx, taken.XLSX, "action.forecast_xlsx", "newer.download_xlsx"),
}


def draw(key: str, record: TrainRecord, rows: list[list[str | float]], newer: bool = False) -> None:
    """Rows with a head under keys that begin with `key`; `newer`: behind rows that came after the training."""
    head, *body = rows
    columns = {str(name): list(cells) for name, cells in zip(head, zip(*body, strict=True), strict=True)}
    st.dataframe(columns, hide_index=True, width="stretch", key=f"{key}-table")
    named = "newer-forecast" if newer else "forecast"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"{key}-taken"):
        for kind, (written, mime, label, newer_label) in KINDS.items():
            st.download_button(
                naming.of_run(newer_label if newer else label, record),
                data=partial(written, rows),
                file_name=f"{record.id}-{named}.{kind}",
                mime=mime,
                key=f"{key}-{kind}",
                icon=":material/download:",
                on_click="ignore",
            )
        scripting.copy_button(f"{key}-copy", say("forecast.copy"), taken.as_tabs(rows))
