"""Columns of a draft's table that are not read and could be: one button that reads them all."""

from pathlib import Path

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import naming
from assistant.ui.cards.subject import Subject
from assistant.ui.kit import boundary, session
from assistant.ui.kit.session import say
from lstm_core.data.series import covariates
from lstm_core.data.series.covariates import Offered
from lstm_core.spec.series import SeriesData

MOST_NAMED = 3
LOOKED_AT = {  # fields on which it depends what is offered
    "source", "file", "name", "format", "time_column", "time_format", "zone", "id_column", "id", "ids", "target",
    "series_columns", "further_targets", "past_columns", "future_columns", "static_columns", "calendar", "missing",
    "grid", "missing_codes", "window", "horizon", "strategy", "season", "validation_fraction", "test_fraction",
    "split_rows", "difference",
}  # fmt: skip


def button(services: Services, subject: Subject) -> None:
    """The button of a draft whose table has such columns; what was typed elsewhere in the form stays."""
    if subject.card_id is None or subject.run_id is not None or subject.spec.series.source != "file":
        return
    found = _offered(subject.spec.series.model_dump_json(include=LOOKED_AT), str(subject.spec.series.file))
    if not found.columns:
        return
    parts = {"columns.ahead": found.ahead, "columns.past": found.past, "columns.calendar": found.calendar}
    told = [say(key, columns=", ".join(names)) for key, names in parts.items() if names]
    st.button(
        naming.of_subject("action.use_columns", subject, columns=covariates.shown(found.columns, MOST_NAMED)),
        key=f"{subject.key}-columns",
        icon=":material/add_column_right:",
        help="  \n".join([*told, *([say("columns.blank")] if found.blank else [])]),
        on_click=boundary.acting(subject.key)(_use),
        args=(services, subject),
    )


def _use(services: Services, subject: Subject) -> None:
    """What the card says now, with every column that is offered of it. Raises DataError."""
    card = services.store.card(str(subject.card_id))
    if card.run_id is None:
        services.store.change_card(card.id, card.spec.with_training(covariates.with_offered(card.spec.training)))
        session.seen(services.store.version(card.conversation_id))


@st.cache_data(show_spinner=False, max_entries=32)
def _offered(data_json: str, file: str) -> Offered:
    """By what the draft says of its data; nothing where its file is gone."""
    return covariates.offered(SeriesData.model_validate_json(data_json)) if Path(file).exists() else Offered()
