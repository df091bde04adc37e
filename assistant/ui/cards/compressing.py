"""The wishes of a ladder: limits, rungs, units of its student, seeds; and the button that leads to it."""

from functools import partial
from typing import Any

import streamlit as st

from assistant.services import Services
from assistant.tools import compressing
from assistant.ui.cards import actions, naming
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import sentence
from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds import compress_words as words
from lstm_core.runs.compress_plan import estimated
from lstm_core.runs.folder import leader_of
from lstm_core.spec.compress import CompressRunSpec, Limits, Rung, Step, parse_rung, usual_rungs

LIMITS = {"size": 1000.0, "latency": 1.0, "loss": 0.01}  # field -> what one of the widget's unit is in the spec
STEPS = {"size": 10.0, "latency": 0.1, "loss": 0.5}
WIDTH = 150
MOST_RUNG = 60  # characters
NARROWEST = 132  # pixels of an input, so that a phone shows two beside each other


def offer(services: Services, subject: AnySubject, place: str = "compress") -> None:
    """Draw the button that leads from a trained run to its ladder; a member of a run that leads is left alone."""
    if subject.run_id is None or leader_of(subject.run_id) is not None:
        return
    where = f"{subject.key}-{place}"
    label = naming.of_subject("action.compress", subject)
    if st.button(label, key=where, icon=":material/compress:"):
        actions.go_to_card(services, where, partial(services.propose_compression, subject.run_id, language()))
    boundary.shown_at(where)


def wrong(subject: AnySubject) -> tuple[Sentence, ...]:
    """What is wrong with what stands in the form."""
    found: tuple[Sentence, ...] = st.session_state.get(f"{subject.key}-compress-refused", ())
    return found


# -- limits ------------------------------------------------------------------------------------------------------------


def limits(services: Services, subject: AnySubject, known: Limits) -> None:
    """Three inputs; those of a draft change its card, those of a ladder that ended judge it anew."""
    draft = subject.run_id is None
    wiring: dict[str, Any] = {"on_change": boundary.acting(subject.key)(_limited), "args": (services, subject)}
    with st.grid(3, min_column_width=NARROWEST, gap="small"):
        for field, scale in LIMITS.items():
            key, value = _key(subject, field), getattr(known, field)
            if key not in st.session_state or (draft and not wrong(subject)):
                st.session_state[key] = None if value is None else round(value / scale, 6)
            st.number_input(
                say(f"compress.{field}"),
                value=None,
                step=STEPS[field],
                format="%g",
                key=key,
                help=say(f"compress.{field}_help"),
                **(wiring if draft else {}),
            )


def typed(key: str, known: Limits) -> Limits:
    """The limits that stand in the inputs of a card; those of the spec where none are drawn, or one is refused."""
    raw = {}
    for field, scale in LIMITS.items():
        value = st.session_state.get(f"{key}-limit-{field}", _Absent)
        if value is _Absent:
            return known
        raw[field] = None if value is None else _scaled(field, float(value), scale)
    try:
        return Limits.model_validate(raw)
    except ValueError:
        return known


class _Absent:
    """No such input."""


def _scaled(field: str, value: float, scale: float) -> float:
    return max(0, round(value * scale)) if field == "size" else value * scale


def _key(subject: AnySubject, field: str) -> str:
    return f"{subject.key}-limit-{field}"


def _limited(services: Services, subject: AnySubject) -> None:
    raw: dict[str, float | None] = {}
    for field, scale in LIMITS.items():
        value = st.session_state[_key(subject, field)]
        raw[field] = None if value is None else _scaled(field, float(value), scale)
    _keep(services, subject, limits=raw)


# -- what is built -----------------------------------------------------------------------------------------------------


def plan(services: Services, spec: CompressRunSpec) -> None:
    """What is going to be built, and about how long that takes."""
    ladder = spec.ladder
    st.markdown(formats.literal(say("compress.plan", rungs=len(ladder), networks=spec.total)))
    made: dict[tuple[Step, ...], list[Rung]] = {}
    for rung in ladder:
        made.setdefault(rung.steps, []).append(rung)
    st.table(
        {
            say("compress.head_file"): [
                formats.literal(words.listed([words.of_rung(rung, language()) for rung in rungs], language()))
                for rungs in made.values()
            ],
            say("compress.head_network"): [formats.literal(_how(steps)) for steps in made],
        },
        border="horizontal",
    )
    seconds = estimated(spec, services.launcher.slots)
    if seconds is None:
        st.caption(say("compress.unknown_time"))
    else:
        st.caption(say("compress.about_time", time=formats.about(seconds, language()), seeds=spec.seeds))


def _how(steps: tuple[Step, ...]) -> str:
    told = [say(f"compress.by_{step.method}") for step in steps] or [say("compress.by_format")]
    return words.listed(told, language())


def form(services: Services, subject: AnySubject, spec: CompressRunSpec) -> None:
    """The rungs, the student's units and the seeds of a draft."""
    named = [str(rung) for rung in spec.ladder[1:]]
    usual = [str(rung) for rung in usual_rungs(spec.run)]
    key = f"{subject.key}-rungs"
    if key not in st.session_state or not wrong(subject):
        st.session_state[key] = named
    st.multiselect(
        say("compress.rungs"),
        list(
            dict.fromkeys([*named, *usual, "shrink:0.75+int8", "distil+shrink:0.5+int8", "shrink:0.5+prune:0.8+int8"])
        ),
        format_func=partial(_rung_name, language(), spec),
        accept_new_options=True,
        key=key,
        help=say("compress.rungs_help"),
        on_change=boundary.acting(subject.key)(_chosen),
        args=(services, subject),
    )
    with st.grid(2, min_column_width=NARROWEST, gap="small"):
        units = _units(spec)
        if units is not None:
            _number(services, subject, "units", units)
        _number(services, subject, "seeds", spec.seeds)


def refusals(subject: AnySubject) -> None:
    """What is wrong with what was typed."""
    for message in wrong(subject):
        st.markdown(f":red[:small[{formats.literal(sentence(message, language()))}]]")


def _number(services: Services, subject: AnySubject, name: str, value: int) -> None:
    key = session.widget_of(f"{subject.key}-{name}", value, kept=bool(wrong(subject)))
    st.number_input(
        say(f"compress.{name}"),
        step=1,
        key=key,
        help=say(f"compress.{name}_help"),
        on_change=boundary.acting(subject.key)(_counted),
        args=(services, subject, name, key),
    )


def _rung_name(spoken: Language, spec: CompressRunSpec, rung: str) -> str:
    try:
        return words.of_rung(parse_rung(rung, spec.run), spoken)
    except ValueError:  # typed, and not understood
        return rung


def _units(spec: CompressRunSpec) -> int | None:
    """Units of the first student."""
    return next((int(step.amount) for rung in spec.ladder for step in rung.steps if step.method == "distil"), None)


# -- what a person does ------------------------------------------------------------------------------------------------


def _spec(services: Services, subject: AnySubject) -> CompressRunSpec:
    found = services.store.card(str(subject.card_id)).spec
    if not isinstance(found, CompressRunSpec):
        raise TypeError(found.kind)
    return found


def _keep(services: Services, subject: AnySubject, **changes: Any) -> None:
    """The changed ladder on the card; a refused one leaves the card as it is, with the sentence in the form."""
    place, card = f"{subject.key}-compress-refused", services.store.card(str(subject.card_id))
    if card.run_id is not None:
        return
    try:
        services.store.change_card(card.id, compressing.changed(_spec(services, subject), **changes))
        st.session_state.pop(place, None)
        session.seen(services.store.version(card.conversation_id))
    except SpecError as error:
        st.session_state[place] = error.messages


def _chosen(services: Services, subject: AnySubject) -> None:
    _keep(services, subject, rungs=[str(rung)[:MOST_RUNG] for rung in st.session_state[f"{subject.key}-rungs"]])


def _counted(services: Services, subject: AnySubject, name: str, key: str) -> None:
    if key != session.widget_at(f"{subject.key}-{name}"):
        return
    value = int(st.session_state[key])
    if name == "seeds":
        _keep(services, subject, seeds=value)
    else:
        _keep(services, subject, rungs=[with_units(rung, value) for rung in _spec(services, subject).ladder[1:]])


def with_units(rung: Rung, units: int) -> str:
    """The same rung with a student of so many units."""
    steps = [Step("distil", units) if step.method == "distil" else step for step in rung.steps]
    return str(Rung(tuple(steps), rung.format))
