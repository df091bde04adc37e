"""Studies: comparisons, searches, repairs, compressions and repetitions, what they found out, and a new one."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import actions, kind, naming, tested, words
from assistant.ui.kit import boundary, formats, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.words.labels import say as text_of
from assistant.ui.words.labels import sentence
from assistant.workspace.receipts import Receipt, newest
from assistant.workspace.run_rows import RunRow
from lstm_core.data import tasks
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds.search import field_name
from lstm_core.runs.folder import RunState
from lstm_core.spec.comparison_sets import fitting
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import SOURCES

LIVE_SECONDS = 2.0
MOST_BASES = 30  # trainings that a new comparison may start from
PAGE = 20  # studies that are shown at once
READ_SECONDS = 5.0  # of the runs that nobody has read yet, as after a start


def render(services: Services) -> None:
    """What is new, what is there, and what it came to."""
    st.title(say("nav.studies"), anchor=False)
    st.caption(say("studies.about"))
    with st.expander(say("studies.new"), icon=":material/balance:", key="new-study"):
        boundary.guarded(_new)(services)
    with st.expander(say("studies.new_compress"), icon=":material/compress:", key="new-compression"):
        boundary.guarded(_new_ladder)(services)
    fragment(_there, LIVE_SECONDS)(services)


# -- a new one ---------------------------------------------------------------------------------------------------------


def _new(services: Services) -> None:
    """From the data of a training, or from built-in data, to the card of a comparison."""
    bases = _bases(services)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        base = st.selectbox(
            say("studies.base"),
            list(bases),
            format_func=partial(_base_name, bases, language()),
            key="study-base",
            help=say("studies.base_help"),
            width=320,
        )
        spec = _spec_of(bases, str(base))
        name = st.selectbox(
            say("compare.set"), fitting(spec), format_func=partial(_set_name, language()), key="study-set", width=260
        )
        asked = st.button(say("studies.propose"), key="study-propose", type="primary", icon=":material/add:")
    if asked and name is not None:
        propose = partial(services.propose_set, spec, str(name), str(base), None, language())
        actions.go_to_card(services, "study", propose)
    boundary.shown_at("study")


def _new_ladder(services: Services) -> None:
    """From a trained run to the card of its compression."""
    bases = {name: spec for name, spec in _trained(services).items() if spec is not None}
    if not bases:
        st.caption(say("studies.compress_none"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        base = st.selectbox(
            say("studies.compress_base"),
            list(bases),
            format_func=partial(_base_name, dict(bases), language()),
            key="ladder-base",
            help=say("studies.compress_help"),
            width=320,
        )
        asked = st.button(say("studies.compress_propose"), key="ladder-propose", type="primary", icon=":material/add:")
    if asked:
        actions.go_to_card(services, "ladder", partial(services.propose_compression, str(base), language()))
    boundary.shown_at("ladder")


def _trained(services: Services) -> dict[str, TrainRunSpec | None]:
    """The newest finished training of every data, by its run's id."""
    found: dict[str, TrainRunSpec | None] = {}
    seen = set[str]()
    for row in services.rows.look(READ_SECONDS).rows:
        is_trained = row.spec.kind == "train" and row.state is RunState.FINISHED
        if is_trained and row.data not in seen and len(found) < MOST_BASES:
            seen.add(row.data)
            found[row.id] = row.spec.training
    return found


def _bases(services: Services) -> dict[str, TrainRunSpec | None]:
    """The newest training of every data by its run's id, then built-in data, whose specs are made when asked for."""
    found: dict[str, TrainRunSpec | None] = {}
    seen = set[str]()
    for row in services.rows.look(READ_SECONDS).rows:
        spec = row.spec.training
        if row.data not in seen and row.state is RunState.FINISHED and len(found) < MOST_BASES:
            seen.add(row.data)
            found[row.id] = spec
    return {**found, **{source: None for source in SOURCES if source not in seen}}


def _spec_of(bases: dict[str, TrainRunSpec | None], base: str) -> TrainRunSpec:
    known = bases.get(base)
    return known if known is not None else tasks.of(SOURCES[base]).propose(base).spec


def _base_name(bases: dict[str, TrainRunSpec | None], spoken: Language, base: str) -> str:
    spec = bases.get(base)
    return words.title(spec, spoken) if spec is not None else text_of(f"studies.source_{base}", spoken)


def _set_name(spoken: Language, name: str) -> str:
    return text_of(f"compare.set_{name}", spoken)


# -- what is there -----------------------------------------------------------------------------------------------------


def _there(services: Services) -> None:
    rows = [row for row in services.rows.look(READ_SECONDS).rows if row.leads]
    if not rows:
        st.info(say("studies.empty"))
        return
    _learned(services.receipts())
    st.subheader(say("studies.all"), anchor=False)
    for row in rows[:PAGE]:
        _row(services, row)
    if len(rows) > PAGE:
        st.caption(say("studies.more", count=len(rows) - PAGE))


def _learned(found: Sequence[Receipt]) -> None:
    """Every question that was tried, with its answer on each data: the newest of each."""
    by_question: dict[tuple[str, str], list[Receipt]] = defaultdict(list)
    for receipt in found:
        if receipt.question is not None:
            by_question["set", receipt.question].append(receipt)
        elif receipt.topic is not None:
            by_question["field", receipt.topic.path].append(receipt)
    if not by_question:
        return
    st.subheader(say("studies.learned"), anchor=False)
    st.caption(say("studies.learned_note"))
    for (what, name), answers in by_question.items():
        with st.container(border=True, key=f"learned-{name.replace('.', '-')}"):
            told = _set_name(language(), name) if what == "set" else field_name(name, language())
            st.markdown(f"**{formats.literal(told)}**")
            for receipt in newest(answers):
                tested.line("learned", receipt)


def _row(services: Services, row: RunRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"study-{row.id}"):
        title = row.label.name or kind.of(row.spec).title(row.spec, language())
        st.badge(words.state_word(row.state, language()), color=words.STATE_COLORS[row.state])
        told = sentence(row.line, language()) if row.line is not None else ""
        if row.record is not None and row.state.active:
            told = kind.of(row.spec).short_progress(row.record, language())
        st.markdown(f"**{formats.literal(title)}**  \n{formats.literal(told)}", width="stretch")
        label = naming.named(say("studies.open"), f"{title} {row.id[-4:]}")
        if st.button(label, key=f"study-open-{row.id}", type="tertiary", icon=":material/open_in_full:"):
            session.go("runs", run=row.id)
