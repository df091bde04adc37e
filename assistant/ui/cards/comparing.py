"""The form of a comparison before it starts: its candidates, seeds and budget, and how long it will take."""

import re
from functools import partial
from typing import Any

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import fields
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.ui.words.labels import sentence
from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds.compare import labels
from lstm_core.runs.pace import Pace, estimated
from lstm_core.spec.compare import CompareRunSpec, may_differ
from lstm_core.spec.comparison_sets import candidates_of, fitting
from lstm_core.spec.parsing import parse_assignments

BUDGETS = ("as_given", "equal_steps", "equal_parameters", "equal_time")
OWN = "own"
LISTS = ("column", "columns")  # kinds of fields that hold names of columns
WAITING_SECONDS = 1.0
MOST_WORDS = 200  # characters of typed values


def paces_of(services: Services, spec: CompareRunSpec) -> list[Pace | None] | None:
    """The pace of every candidate; None while they are being measured."""
    return services.estimates.paces([spec.candidate(number) for number in range(len(spec.candidates))])


def estimate(services: Services, spec: CompareRunSpec, paces: list[Pace | None] | None) -> None:
    """How long it takes at most; looks again while that is being measured."""
    if paces is None:
        fragment(_wait, WAITING_SECONDS)(services, spec)
        return
    at_once = services.launcher.slots.at_once(spec)
    seconds = estimated(spec, paces, at_once)
    if seconds is None:
        names = labels(spec, language())
        missing = ", ".join(name for name, pace in zip(names, paces, strict=True) if pace is None)
        st.caption(formats.literal(say("compare.estimate_failed", names=missing)))
        return
    told = formats.about(seconds, language())
    st.caption(say("compare.estimate_time", time=told, at_once=min(at_once, spec.total)))


def _wait(services: Services, spec: CompareRunSpec) -> None:
    if paces_of(services, spec) is not None:
        st.rerun()
    st.caption(say("compare.estimating"))


def render(services: Services, subject: AnySubject, spec: CompareRunSpec) -> None:
    """The fields of the comparison itself."""
    names = labels(spec, language())
    with st.grid(4, min_column_width=160, gap="small"):
        _field(services, subject, "seeds", spec.seeds)
        _field(services, subject, "budget", spec.budget)
        _set(services, subject, spec)
        _addition(services, subject, spec)
    key = f"{subject.key}-candidates"
    st.session_state[key] = list(range(len(names)))
    st.multiselect(
        say("compare.candidates"),
        list(range(len(names))),
        format_func=names.__getitem__,
        key=key,
        help=say("compare.candidates_help"),
        on_change=boundary.acting(subject.key)(_kept),
        args=(services, subject, key),
    )
    for message in wrong(subject):
        st.markdown(f":red[:small[{formats.literal(sentence(message, language()))}]]")
    st.caption(say("compare.base"))


def wrong(subject: AnySubject) -> tuple[Sentence, ...]:
    """What is wrong with what stands in the form."""
    found: tuple[Sentence, ...] = st.session_state.get(f"{subject.key}-compare-refused", ())
    return found


def _field(services: Services, subject: AnySubject, name: str, value: Any) -> None:
    key = session.widget_of(f"{subject.key}-{name}", value, kept=bool(wrong(subject)))
    wiring: dict[str, Any] = {
        "key": key,
        "help": say(f"compare.{name}_help"),
        "on_change": boundary.acting(subject.key)(_changed),
        "args": (services, subject, name, key),
    }
    if name == "seeds":
        st.number_input(say("compare.seeds"), step=1, **wiring)
    else:
        named = partial(_named, "budget", language())
        st.selectbox(say("compare.budget"), BUDGETS, format_func=named, **wiring)


def _named(field: str, spoken: Language, value: str) -> str:
    return text_of(f"compare.{field}_{value}", spoken)


def _set(services: Services, subject: AnySubject, spec: CompareRunSpec) -> None:
    """A ready-made set in place of the candidates."""
    sets = fitting(spec.run)
    now = next((name for name in sets if candidates_of(name, spec.run) == spec.candidates), OWN)
    key = f"{subject.key}-set"
    st.session_state[key] = now
    st.selectbox(
        say("compare.set"),
        [*sets, *([OWN] if now == OWN else [])],
        format_func=partial(_named, "set", language()),
        key=key,
        on_change=boundary.acting(subject.key)(_of_set),
        args=(services, subject, key),
    )


def _addition(services: Services, subject: AnySubject, spec: CompareRunSpec) -> None:
    """Further values of one field, each a candidate."""
    offered = [
        field
        for field in fields.FORMS[spec.run.data.task].fields
        if may_differ(spec.run, field.path) and field.kind not in LISTS
    ]
    there = {field.path: field.label(language()) for field in offered if field.acts(spec.run)}
    path, values = f"{subject.key}-add-field", f"{subject.key}-add-values"
    with st.popover(say("compare.add_field"), icon=":material/add:", width="stretch"):
        st.selectbox(say("compare.add_field"), list(there), format_func=there.__getitem__, key=path)
        st.text_input(
            say("compare.add_values"), key=values, max_chars=MOST_WORDS, placeholder=say("compare.add_values_example")
        )
        st.button(
            say("action.add_values"),
            key=f"{subject.key}-add",
            on_click=boundary.acting(subject.key)(_add),
            args=(services, subject, path, values),
        )


def _spec(services: Services, subject: AnySubject) -> CompareRunSpec:
    found = services.store.card(str(subject.card_id)).spec
    if not isinstance(found, CompareRunSpec):
        raise TypeError(found.kind)
    return found


def _keep(services: Services, subject: AnySubject, **changes: Any) -> None:
    """The changed comparison on the card; a refused one leaves the card as it is, with the sentence in the form."""
    place = f"{subject.key}-compare-refused"
    try:
        services.store.change_card(str(subject.card_id), _spec(services, subject).changed(**changes))
        st.session_state.pop(place, None)
        session.seen(services.store.version(services.store.card(str(subject.card_id)).conversation_id))
    except SpecError as error:
        st.session_state[place] = error.messages


def _changed(services: Services, subject: AnySubject, name: str, key: str) -> None:
    if key == session.widget_at(f"{subject.key}-{name}"):
        _keep(services, subject, **{name: st.session_state[key] or 0})


def _of_set(services: Services, subject: AnySubject, key: str) -> None:
    name = st.session_state[key]
    if name != OWN:
        _keep(services, subject, candidates=candidates_of(name, _spec(services, subject).run))


def _kept(services: Services, subject: AnySubject, key: str) -> None:
    chosen = sorted(st.session_state[key])
    _keep(services, subject, candidates=[_spec(services, subject).candidates[number] for number in chosen])


def _add(services: Services, subject: AnySubject, path: str, values: str) -> None:
    spec, typed = _spec(services, subject), str(st.session_state.get(values) or "")
    words = [word for word in re.split(r"[^\w.+-]+", typed) if word]
    changes = [parse_assignments([f"{st.session_state[path]}={word}"]) for word in words]
    if not changes:
        return
    _keep(services, subject, candidates=[*spec.candidates, *changes])
    if not wrong(subject):
        st.session_state[values] = ""
