"""The form of a search before it starts: its space row by row, its budget, and how long it will take."""

import json
import math
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import fields, naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.forms.field import Field
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.ui.words.labels import sentence
from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds import search as report
from lstm_core.reports.kinds import search_tables
from lstm_core.runs import search_plan
from lstm_core.runs.pace import Pace
from lstm_core.spec.compare import may_differ
from lstm_core.spec.search import UNDECIDED, Dimension, SearchRunSpec

LISTS = ("column", "columns")  # kinds of fields that hold names of columns
WAITING_SECONDS = 1.0
MOST_WORDS = 200  # characters of typed values
MINUTE = 60.0
WHOLE, SHORT = "\u2060", 3  # keeps so short a word on one line
SAMPLERS, PRUNERS = ("tpe", "random"), ("median", "successive_halving", "none")


def wrong(subject: AnySubject) -> tuple[Sentence, ...]:
    """What is wrong with what stands in the form."""
    found: tuple[Sentence, ...] = st.session_state.get(f"{subject.key}-search-refused", ())
    return found


# -- how long it takes -------------------------------------------------------------------------------------------------


def estimate(services: Services, subject: AnySubject, spec: SearchRunSpec) -> None:
    """How long one training and the whole search take; looks again while that is being measured.

    A budget that is too short is told with the button that gives it enough.
    """
    found = _paces(services, spec)
    if found is None:
        fragment(_wait, WAITING_SECONDS)(services, spec)
        return
    [pace] = found
    cost = spec.cost if spec.cost is not None else None if pace is None else pace.seconds(spec.start)
    if cost is None:
        st.caption(say("search.estimate_failed"))
        return
    slots = services.launcher.slots
    known = spec.model_copy(update={"cost": cost})
    whole = search_plan.estimated_seconds(known, slots) or cost
    told = {"one": formats.about(cost, language()), "time": formats.about(whole, language())}
    counts = {"trials": known.about_trials, "confirming": 2 * known.seeds, "at_once": slots.at_once(known.start)}
    st.caption(say("search.estimate_time", **told, **counts))
    try:
        search_plan.check_budget(known, slots)
    except SpecError as error:
        st.warning("\n\n".join(formats.literal(sentence(each, language())) for each in error.messages))
        minutes = math.ceil((search_plan.least_seconds(known, slots) or MINUTE) / MINUTE)
        st.button(
            naming.of_subject("action.enough_minutes", subject, minutes=minutes),
            key=f"{subject.key}-enough",
            icon=":material/more_time:",
            on_click=boundary.acting(subject.key)(_keep),
            args=(services, subject),
            kwargs={"seconds": MINUTE * minutes},
        )


def _paces(services: Services, spec: SearchRunSpec) -> list[Pace | None] | None:
    return [None] if spec.cost is not None else services.estimates.paces([spec.start])


def _wait(services: Services, spec: SearchRunSpec) -> None:
    if _paces(services, spec) is not None:
        st.rerun()
    st.caption(say("search.estimating"))


def budget_text(spec: SearchRunSpec, spoken: Language) -> str:
    """The budget in words."""
    facts: dict[str, Any] = {"trials": spec.trials}
    if spec.seconds is None:
        return text_of("search.budget_trials", spoken, facts)
    facts["minutes"] = formats.duration(spec.seconds, spoken)
    return text_of("search.budget_minutes" if spec.trials is None else "search.budget_both", spoken, facts)


def space_table(spec: SearchRunSpec) -> None:
    """What is searched, from where, and why."""
    table(search_tables.space(spec, language()))


def table(columns: Mapping[str, list[str]]) -> None:
    """A table of the card; short words stay on one line of a narrow column."""
    if columns:
        shown = {_whole(head): [_whole(formats.literal(cell)) for cell in cells] for head, cells in columns.items()}
        st.table(shown, border="horizontal")


def _whole(text: str) -> str:
    return WHOLE.join(text) if len(text) <= SHORT and text.isalpha() and not text.isascii() else text


# -- the form ----------------------------------------------------------------------------------------------------------


def render(services: Services, subject: AnySubject, spec: SearchRunSpec) -> None:
    """The budget, how it is searched, and a row for every field."""
    with st.grid(4, min_column_width=128, gap="small"):
        _number(services, subject, "minutes", None if spec.seconds is None else spec.seconds / MINUTE)
        _number(services, subject, "trials", spec.trials)
        _number(services, subject, "seeds", spec.seeds)
        _choice(services, subject, "sampler", SAMPLERS, spec.sampler)
        _choice(services, subject, "pruner", PRUNERS, spec.pruner)
    for message in wrong(subject):
        st.markdown(f":red[:small[{formats.literal(sentence(message, language()))}]]")
    for dimension in spec.space:
        _row(services, subject, dimension)
    with st.container(horizontal=True, gap="xsmall"):
        _addition(services, subject, spec)
        st.button(
            naming.of_subject("action.suggest_space", subject),
            key=f"{subject.key}-suggest",
            icon=":material/auto_awesome:",
            on_click=boundary.acting(subject.key)(_suggest),
            args=(services, subject),
        )
    st.caption(say("search.base"))


def _number(services: Services, subject: AnySubject, name: str, value: float | None) -> None:
    wanted = value if value is None or name == "minutes" else int(value)
    key = session.widget_of(f"{subject.key}-{name}", wanted, kept=bool(wrong(subject)))
    wiring: dict[str, Any] = {
        "key": key,
        "help": say(f"search.{name}_help"),
        "on_change": boundary.acting(subject.key)(_counted),
        "args": (services, subject, name, key),
    }
    if name == "minutes":
        st.number_input(say("search.minutes"), value=None, step=1.0, format="%g", **wiring)
    elif name == "trials":
        st.number_input(say("search.trials"), value=None, step=1, **wiring)
    else:
        st.number_input(say(f"search.{name}"), step=1, **wiring)


def _choice(services: Services, subject: AnySubject, name: str, options: tuple[str, ...], value: str) -> None:
    key = session.widget_of(f"{subject.key}-{name}", value, kept=bool(wrong(subject)))
    st.selectbox(
        say(f"search.{name}"),
        options,
        format_func=partial(_option, name, language()),
        key=key,
        help=say(f"search.{name}_help"),
        on_change=boundary.acting(subject.key)(_chosen),
        args=(services, subject, name, key),
    )


def _option(name: str, spoken: Language, value: str) -> str:
    return text_of(f"search.{name}_{value}", spoken)


def _row(services: Services, subject: AnySubject, dimension: Dimension) -> None:
    """One field: its values to change, and the button that takes it out."""
    spoken = language()
    name = report.field_name(dimension.path, spoken)
    key = f"{subject.key}-space-{dimension.path}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key=f"{key}-row"):
        if dimension.kind == "categorical":
            _words(services, subject, dimension, key)
        else:
            _ends(services, subject, dimension, key)
        st.button(
            naming.named(say("action.remove_dimension"), f"{name} {subject.key[-4:]}"),
            key=f"{key}-remove",
            icon=":material/close:",
            on_click=boundary.acting(subject.key)(_removed),
            args=(services, subject, dimension.path),
        )


def _words(services: Services, subject: AnySubject, dimension: Dimension, key: str) -> None:
    _hold(subject, f"{key}-choices", ", ".join(_written(each) for each in dimension.choices))
    st.text_input(
        formats.literal(report.field_name(dimension.path, language())),
        key=f"{key}-choices",
        max_chars=MOST_WORDS,
        width=320,
        help=say("search.choices"),
        on_change=boundary.acting(subject.key)(_listed),
        args=(services, subject, dimension.path, f"{key}-choices"),
    )


def _ends(services: Services, subject: AnySubject, dimension: Dimension, key: str) -> None:
    wiring: dict[str, Any] = {
        "on_change": boundary.acting(subject.key)(_ranged),
        "args": (services, subject, dimension.path, key),
    }
    for end in ("low", "high"):
        value = float(getattr(dimension, end) or 0.0)
        _hold(subject, f"{key}-{end}", int(value) if dimension.kind == "int" else value)
        whole: dict[str, Any] = {"step": 1} if dimension.kind == "int" else {"step": None, "format": "%g"}
        label = say(f"search.{end}", name=report.field_name(dimension.path, language()))
        st.number_input(formats.literal(label), key=f"{key}-{end}", width=156, **whole, **wiring)
    _hold(subject, f"{key}-log", dimension.log)
    st.toggle(say("search.log"), key=f"{key}-log", **wiring)


def _hold(subject: AnySubject, key: str, value: Any) -> None:
    """What the card says stands in the widget, unless something that was typed is refused."""
    if key not in st.session_state or not wrong(subject):
        st.session_state[key] = value


def _addition(services: Services, subject: AnySubject, spec: SearchRunSpec) -> None:
    """A further field with its values."""
    there = {field.path: field.label(language()) for field in _offered(spec)}
    path, values = f"{subject.key}-add-field", f"{subject.key}-add-values"
    with st.popover(say("search.add_field"), icon=":material/add:"):
        st.selectbox(say("search.field"), list(there), format_func=there.__getitem__, key=path)
        st.text_input(
            say("search.add_values"), key=values, max_chars=MOST_WORDS, placeholder=say("search.add_values_example")
        )
        st.button(
            say("action.add_dimension"),
            key=f"{subject.key}-add",
            on_click=boundary.acting(subject.key)(_added),
            args=(services, subject, path, values),
        )


def _offered(spec: SearchRunSpec) -> list[Field]:
    taken = {each.path for each in spec.space}
    return [
        field
        for field in fields.FORMS[spec.run.data.task].fields
        if field.path not in taken
        and field.path not in UNDECIDED
        and field.kind not in LISTS
        and may_differ(spec.run, field.path)
        and field.acts(spec.run)
    ]


# -- what a person does ------------------------------------------------------------------------------------------------


def _spec(services: Services, subject: AnySubject) -> SearchRunSpec:
    found = services.store.card(str(subject.card_id)).spec
    if not isinstance(found, SearchRunSpec):
        raise TypeError(found.kind)
    return found


def _keep(services: Services, subject: AnySubject, **changes: Any) -> None:
    """The changed search on the card; a refused one leaves the card as it is, with the sentence in the form."""
    place, spec = f"{subject.key}-search-refused", _spec(services, subject)
    try:
        changed = spec.changed(cost=spec.cost, **changes)
        services.store.change_card(str(subject.card_id), changed)
        st.session_state.pop(place, None)
        session.seen(services.store.version(services.store.card(str(subject.card_id)).conversation_id))
    except SpecError as error:
        st.session_state[place] = error.messages


def _counted(services: Services, subject: AnySubject, name: str, key: str) -> None:
    if key != session.widget_at(f"{subject.key}-{name}"):
        return
    typed = st.session_state[key]
    if name == "minutes":
        _keep(services, subject, seconds=None if typed is None else MINUTE * typed)
    else:
        _keep(services, subject, **{name: typed})


def _chosen(services: Services, subject: AnySubject, name: str, key: str) -> None:
    if key == session.widget_at(f"{subject.key}-{name}"):
        _keep(services, subject, **{name: st.session_state[key]})


def _space(spec: SearchRunSpec, path: str, **changes: Any) -> list[dict[str, Any]]:
    """The space with one row changed, whose reason is that a person did so."""
    rows = [each.model_dump(mode="json") for each in spec.space]
    return [{**row, **changes} if row["path"] == path else row for row in rows]


def _listed(services: Services, subject: AnySubject, path: str, key: str) -> None:
    _keep(services, subject, space=_space(_spec(services, subject), path, choices=_parsed(str(st.session_state[key]))))


def _ranged(services: Services, subject: AnySubject, path: str, key: str) -> None:
    typed = {end: st.session_state[f"{key}-{end}"] for end in ("low", "high")}
    log = bool(st.session_state[f"{key}-log"])
    step = {"step": None} if log else {}
    _keep(services, subject, space=_space(_spec(services, subject), path, **typed, log=log, **step))


def _removed(services: Services, subject: AnySubject, path: str) -> None:
    rows = [each.model_dump(mode="json") for each in _spec(services, subject).space if each.path != path]
    _keep(services, subject, space=rows)


def _added(services: Services, subject: AnySubject, path: str, values: str) -> None:
    spec, chosen = _spec(services, subject), st.session_state.get(path)
    words = _parsed(str(st.session_state.get(values) or ""))
    if not words or chosen is None:
        return
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in words)
    row = {"path": chosen, "kind": "categorical", "choices": sorted(words) if numbers else words}
    rows = [each.model_dump(mode="json") for each in spec.space]
    _keep(services, subject, space=[*rows, {**row, "reason": say("search.own_reason")}])
    if not wrong(subject):
        st.session_state[values] = ""


def _suggest(services: Services, subject: AnySubject) -> None:
    spec = _spec(services, subject)
    found = search_plan.space_of(spec.run)
    _keep(services, subject, space=[each.model_dump(mode="json") for each in found])


def _parsed(text: str) -> list[Any]:
    """Values between commas, as JSON reads them; what is no JSON is a word."""
    found: list[Any] = []
    for word in re.split(r"[^\w.+-]+", text.strip()):
        if not word:
            continue
        try:
            value = json.loads(word.lower() if word in ("True", "False", "None") else word)
        except ValueError:
            value = word
        found.append(value)
    return found


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
