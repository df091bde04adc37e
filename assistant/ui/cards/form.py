"""The configuration tab: the spec as a form. Rules live in the spec; a refused value stays typed, with its sentence.

Before a run every accepted value goes to the card at once. Once a run exists its settings are final: what is typed
is a proposal for a new run beside it.
"""

from collections.abc import Sized
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.services import Services
from assistant.tools import arguments
from assistant.ui.cards import fields, fitting, naming
from assistant.ui.cards.subject import Subject
from assistant.ui.forms.field import Field
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.errors import DataError, Sentence, WorkbenchError
from lstm_core.i18n.countries import COUNTRIES, country_name
from lstm_core.i18n.sentences import value_text
from lstm_core.spec import countries
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.zones import KNOWN_PLACES

MOST_OFFERED = 200  # series of a long table
OF_A_TABLE = ("column", "columns", "numbers", "series", "several", "wide", "zone", "country")  # kinds of fields
NARROWEST = 128  # pixels of a field, so that a phone shows two beside each other


def refused(subject: Subject) -> dict[str, Sentence]:
    """The messages of the fields whose typed value breaks a rule, or that the data do not allow."""
    typed, kept = _typed(subject), fitting.of(subject.key).refused
    unfit = {path: why for path, (value, why) in kept.items() if path in typed and typed[path] == value}
    return fields.apply(subject.spec, {path: value for path, value in typed.items() if path not in unfit})[1] | unfit


def render(services: Services, subject: Subject) -> None:
    """Draw the form and, for a run, what its changes lead to."""
    wrong = refused(subject)
    with st.grid(4, min_column_width=NARROWEST, gap="small"):
        for field in _main(subject):
            _cell(services, subject, field, wrong.get(field.path))
    with st.expander(say("form.more"), key=f"{subject.key}-more", type="compact"):
        for group, members in fields.FORMS[subject.spec.data.task].groups().items():
            st.caption(say(f"form.group_{group}"))
            with st.grid(4, min_column_width=NARROWEST, gap="small"):
                for field in _offered(subject, members):
                    _cell(services, subject, field, wrong.get(field.path))
    if subject.run_id is None:
        st.caption(say("form.draft_note"))
    else:
        _beside(services, subject, wrong)


def _main(subject: Subject) -> list[Field]:
    """The fields that come first."""
    return _offered(subject, fields.FORMS[subject.spec.data.task].main)


def _offered(subject: Subject, all_fields: tuple[Field, ...]) -> list[Field]:
    """Built-in data has one column, so there is no choice of columns; what the cell does not know is left out."""
    own = subject.spec.data.source == "file"
    return [field for field in all_fields if field.acts(subject.spec) and (own or field.kind not in OF_A_TABLE)]


def _beside(services: Services, subject: Subject, wrong: dict[str, Sentence]) -> None:
    changes = fields.differing(subject.spec, _typed(subject))
    if not changes:
        st.caption(say("form.run_note"))
        return
    names = ", ".join(
        field.label(language()) for field in fields.FORMS[subject.spec.data.task].fields if field.path in changes
    )
    st.caption(say("form.changed", fields=names))
    with st.container(horizontal=True, gap="xsmall"):
        if st.button(
            naming.of_subject("action.beside", subject),
            key=f"{subject.key}-beside",
            type="primary",
            icon=":material/add:",
            disabled=bool(wrong),
            help=say("form.fix_first") if wrong else None,
        ):
            spec, _ = fields.apply(subject.spec, changes)
            conversation_id = services.propose_beside(str(subject.run_id), spec, language())
            session.asked(services.store.messages(conversation_id)[-1][0])
            _forget(subject)
            session.go("chat", c=conversation_id)
        st.button(
            naming.of_subject("action.reset", subject), key=f"{subject.key}-reset", on_click=_forget, args=(subject,)
        )


def _cell(services: Services, subject: Subject, field: Field, wrong: Sentence | None) -> None:
    wanted = _typed(subject).get(field.path, fields.value_of(subject.spec, field.path))
    key = session.widget_of(_place(subject, field.path), _shown(field.path, wanted))
    fits = fitting.of(subject.key)
    with st.container(gap="xxsmall"):
        _widget(services, subject, field, key)
        if fits.along and fits.chosen == field.path:
            st.caption(formats.literal(say("form.along", changes=_told(subject, fits.along))))
        if wrong is not None:
            st.markdown(f":red[:small[{formats.literal(sentence(wrong, language()))}]]")


def _widget(services: Services, subject: Subject, field: Field, key: str) -> None:
    label = field.label(language())
    change = boundary.acting(subject.key)(_changed)
    wiring: dict[str, Any] = {
        "help": field.help(language()),
        "key": key,
        "on_change": change,
        "args": (services, subject, field.path, key),
    }
    match field.kind:
        case "choice":
            st.selectbox(
                label,
                field.options(subject.spec.data.task),
                format_func=partial(field.option, language=language()),
                **wiring,
            )
        case "column":
            st.selectbox(label, _columns(subject), **wiring)
        case "series":
            offered = [None, *_series(subject, st.session_state[key])]
            every_as = say("choice.data.id.None")  # what Streamlit shows in the place of None
            st.selectbox(
                label, offered, format_func=_as_series, placeholder=every_as, accept_new_options=True, **wiring
            )
        case "several":
            every = list(dict.fromkeys([*st.session_state[key], *_series(subject, None)]))
            st.multiselect(label, every, placeholder=say("choice.data.id.None"), accept_new_options=True, **wiring)
        case "wide":
            every = list(dict.fromkeys([*st.session_state[key], *_wide(subject)]))
            count = len(fields.value_of(subject.spec, field.path))
            empty_as = say("form.columns_read", count=count) if _too_many(range(count)) else say("form.no_column")
            st.multiselect(label, every, placeholder=empty_as, accept_new_options=True, **wiring)
        case "zone":
            named = st.session_state[key]
            offered = list(dict.fromkeys([*((named,) if named is not None else ()), *KNOWN_PLACES]))
            st.selectbox(
                label, offered, index=None, placeholder=field.empty(language()), accept_new_options=True, **wiring
            )
        case "country":
            offered = list(dict.fromkeys([*COUNTRIES, *countries.codes()]))
            named = partial(country_name, language=language())
            st.selectbox(label, offered, index=None, placeholder=field.empty(language()), format_func=named, **wiring)
        case "columns":
            every = _static(subject) if field.path == "data.static_columns" else _columns(subject)
            st.multiselect(label, every, placeholder=say("form.no_column"), **wiring)
        case "numbers":
            st.multiselect(
                label,
                st.session_state[key],
                format_func=_as_number,
                placeholder=say("form.no_column"),
                accept_new_options=True,
                **wiring,
            )
        case "switch":
            st.toggle(label, **wiring)
        case "whole" | "number":
            empty: Any = {"value": None, "placeholder": field.empty(language())} if field.optional else {}
            number: Any = {"step": int(field.step)} if field.kind == "whole" else {"step": field.step, "format": "%g"}
            st.number_input(label, **number, **empty, **wiring)


def _held(value: Any) -> Any:
    """A value of a spec as a widget holds it."""
    return list(value) if isinstance(value, tuple) else value


def _shown(path: str, value: Any) -> Any:
    """The same in the form; of a thousand columns no field shows each, and an empty one stands for them."""
    return [] if path == fitting.COLUMNS and _too_many(value) else _held(value)


def _too_many(columns: Sized) -> bool:
    return len(columns) > MOST_OFFERED


def _told(subject: Subject, changes: dict[str, tuple[Any, Any]]) -> str:
    """Fields with their values before and after."""
    by_path = {field.path: field for field in fields.FORMS[subject.spec.data.task].fields}
    told = [
        f"{by_path[path].label(language())} {' → '.join(value_text(value, path, language()) for value in values)}"
        for path, values in changes.items()
        if path in by_path
    ]
    return "; ".join(told)


def _as_number(value: float | str) -> str:
    """A number as people write it; what was typed and is none, as it is."""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _changed(services: Services, subject: Subject, path: str, key: str) -> None:
    if key != session.widget_at(_place(subject, path)):
        return  # of a widget whose place another one took
    typed = _typed(subject)
    typed.pop(path, None)
    value = st.session_state[key]
    value = tuple(value) if isinstance(value, list) else value
    if value or path != fitting.COLUMNS or not _too_many(fields.value_of(subject.spec, path)):
        typed[path] = value
    fits = fitting.of(subject.key)
    fits = fitting.Fits({name: found for name, found in fits.refused.items() if name != path}, {}, path)
    before, typed, held = _fitted(services, subject, path, typed, fits)
    if subject.run_id is None:
        card = services.store.card(str(subject.card_id))
        spec, wrong = fields.apply(before, typed)
        spec = _with_levels(spec, path)
        if spec != card.spec.training:
            services.store.change_card(card.id, card.spec.with_training(spec))
            session.seen(services.store.version(card.conversation_id))
        if path not in wrong and path not in held:
            shown = fields.value_of(spec, path)  # what was typed may be written otherwise there
            st.session_state[key] = _shown(path, shown)
        typed = {name: value for name, value in typed.items() if name in wrong}
    typed |= held
    fitting.keep(subject.key, fits)
    st.session_state[f"{subject.key}-typed"] = fields.differing(subject.spec, typed) if subject.run_id else typed


def _fitted(
    services: Services, subject: Subject, path: str, typed: dict[str, Any], fits: fitting.Fits
) -> tuple[TrainRunSpec, dict[str, Any], dict[str, Any]]:
    """The spec before what was typed, as suits what was chosen at `path`; what of it is typed; what its data refuse.

    `fits` is told why, and what went along.
    """
    draft = subject.run_id is None
    before = services.store.card(str(subject.card_id)).spec.training if draft else subject.spec
    chooses = path in (*fitting.OF_SERIES, fitting.TARGET) if draft else path == fitting.COLUMNS
    after = before
    if chooses and path in typed:
        try:
            after = fitting.fitted(before, path, typed[path])
        except WorkbenchError as error:
            fits.refused[path] = (typed[path], error.messages[0])
        else:
            fits.along |= fitting.along(before, after, path)
    held = {name: typed[name] for name in fits.refused if name in typed}
    typed = {name: value for name, value in typed.items() if name not in held}
    if after is before:
        return before, typed, held
    if not draft:
        return before, {**typed, **arguments.difference(before, after)}, held
    if after.series.id_column is None:  # of a wide table one column, which is its target now
        typed = {name: value for name, value in typed.items() if name not in fitting.OF_SERIES}
    return after, typed, held


def _with_levels(spec: TrainRunSpec, path: str) -> TrainRunSpec:
    """The spec; where a column of text was named as an input, with those that tell its levels. Raises DataError."""
    if path not in ("data.past_columns", "data.future_columns", "data.static_columns"):
        return spec
    from lstm_core.data.series.covariates import with_levels

    return with_levels(spec)


def _typed(subject: Subject) -> dict[str, Any]:
    """What stands in the form beside the spec: refused values, or proposals for a new run; the newest last."""
    return dict(st.session_state.get(f"{subject.key}-typed", {}))


def _forget(subject: Subject) -> None:
    st.session_state.pop(f"{subject.key}-typed", None)
    fitting.keep(subject.key, fitting.Fits({}, {}))


def _place(subject: Subject, path: str) -> str:
    return f"{subject.key}-{path}"


def _series(subject: Subject, chosen: str | None) -> list[str]:
    """The series of a long table, the first ones, with the one that is chosen."""
    data = subject.spec.series
    names = [] if chosen is None else [str(chosen)]
    if data.wide:
        return list(dict.fromkeys([*names, *data.series_columns[:MOST_OFFERED]]))
    return list(dict.fromkeys([*names, *(_ids(data.file, data.name) if data.file else ())]))


def _wide(subject: Subject) -> list[str]:
    """The columns of numbers of a wide table that could be series too, the first ones."""
    data = subject.spec.series
    found = _numbers(data.file, data.name) if data.file else ()
    return list(dict.fromkeys([*data.series_columns[:MOST_OFFERED], *found[:MOST_OFFERED]]))


def _as_series(name: str | None) -> str:
    return say("choice.data.id.None") if name is None else name


@st.cache_data(show_spinner=False, max_entries=32)
def _ids(file: str, name: str | None) -> tuple[str, ...]:
    """The first ids of a long table; none when the file is gone."""
    from lstm_core.data.series.profile import profile

    try:
        found = profile(Path(file), name).ids
    except DataError:
        return ()
    return found.names[:MOST_OFFERED] if found is not None else ()


def _columns(subject: Subject) -> list[str]:
    """The columns of a person's file that can be forecast; the target alone for built-in data."""
    data = subject.spec.series
    found = _kinds(data.file, data.name)[0] if data.source == "file" and data.file else ()
    taken = {data.target, *data.series_columns} if data.wide else set[str]()
    return [name for name in dict.fromkeys([*data.columns, *found]) if name not in taken]


def _static(subject: Subject) -> list[str]:
    """The columns that say the same in every row of a series of a person's file."""
    data = subject.spec.series
    found = _kinds(data.file, data.name)[1] if data.source == "file" and data.file else ()
    return list(dict.fromkeys([*data.static_columns, *found]))


@st.cache_data(show_spinner=False, max_entries=32)
def _numbers(file: str, name: str | None) -> tuple[str, ...]:
    """Columns of numbers; none when the file is gone."""
    from lstm_core.data.series.profile import profile

    try:
        return profile(Path(file), name).numeric
    except DataError:
        return ()


@st.cache_data(show_spinner=False, max_entries=32)
def _kinds(file: str, name: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns of numbers, and of text with few levels; static ones. None of them when the file is gone."""
    from lstm_core.data.series.profile import profile

    try:
        found = profile(Path(file), name)
        return (*found.numeric, *found.categories), found.static
    except DataError:
        return (), ()
