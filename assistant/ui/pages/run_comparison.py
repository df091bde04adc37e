"""Chosen runs beside each other: their curves in one picture, a table of their scores, and a comparison that counts.

Its address names the runs, so that it can be reloaded and shared. One run of each says little: the button below makes a
comparison over seeds of them.
"""

from collections.abc import Sequence

import streamlit as st

from assistant.services import Services
from assistant.ui.cards import run_names, run_overlay
from assistant.ui.cards.run_overlay import Overlaid
from assistant.ui.kit import boundary, charts, formats, plot, session
from assistant.ui.kit.boundary import fragment
from assistant.ui.kit.session import language, say
from assistant.ui.pages import run_columns, run_filter_bar, run_table
from assistant.ui.pages.run_columns import Column, View
from assistant.workspace.run_rows import RunRow
from lstm_core.errors import RunError
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.base import TrainResult
from lstm_core.runs.folder import leader_of
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.compare import compared

LIVE_SECONDS = 2.0
POINTS = 400  # of a curve
SEEDS = 5
PLACE = "runs-comparison"
HEIGHT = 420


def render(services: Services, run_ids: Sequence[str]) -> None:
    """Draw the comparison of these runs."""
    with st.container(horizontal=True, gap="medium"):
        if st.button(say("action.back"), key="back", icon=":material/arrow_back:", type="tertiary"):
            session.go("runs", **run_filter_bar.current().address)
    st.title(say("runs.compare_title"), anchor=False)
    rows = _rows(services, run_ids)
    missing = [run_id for run_id in run_ids if run_id not in {row.id for row in rows}]
    if missing:
        st.info(say("runs.gone_some", runs=formats.literal(", ".join(missing))))
    if rows:
        live = any(row.state.active for row in rows)
        fragment(_curves, LIVE_SECONDS if live else None)(services, run_ids)
        fragment(_scores, LIVE_SECONDS if live else None)(services, run_ids)
        fragment(_over_seeds)(services, rows)


def _rows(services: Services, run_ids: Sequence[str]) -> list[RunRow]:
    """The runs and members that are there, in the order in which they were asked for."""
    found = dict(services.rows.look(seconds=60).by_id)
    for leader in {leader_of(run_id) for run_id in run_ids} - {None}:
        if leader in found:
            found |= {row.id: row for row in services.rows.members(str(leader))}
    return [found[run_id] for run_id in dict.fromkeys(run_ids) if run_id in found]


def _curves(services: Services, run_ids: Sequence[str]) -> None:
    rows = _rows(services, run_ids)
    names, overlaid, without = _names(rows), list[Overlaid](), list[str]()
    for row in rows:
        try:
            record = services.record(row.id, POINTS)
        except RunError:  # deleted meanwhile
            continue
        if isinstance(record, TrainRecord) and (record.evaluations or record.curve.steps):
            overlaid.append(Overlaid(names[row.id], record))
        else:
            without.append(names[row.id])
    if without:
        st.caption(formats.literal(say("runs.without_curve", runs=", ".join(without))))
    if not overlaid:
        return
    log = (
        st.segmented_control(
            say("picture.label"),
            charts.CURVES,
            default=charts.CURVES[0],
            format_func=lambda name: say(f"picture.{name}"),
            key="runs-comparison-picture",
            label_visibility="collapsed",
            required=True,
        )
        == "log"
    )
    figure = run_overlay.draw(overlaid, language(), log=log)
    figure.update_yaxes(title_standoff=charts.TITLE_GAP)
    plot.show("runs-comparison", "log" if log else "curve", figure, run_overlay.alt_text(overlaid, language()), HEIGHT)
    if len(overlaid) > run_overlay.MOST:
        st.caption(say("runs.overlay_first", most=run_overlay.MOST, count=len(overlaid)))
    if run_overlay.losses_differ(overlaid):
        st.caption(say("runs.losses_differ"))


def _scores(services: Services, run_ids: Sequence[str]) -> None:
    rows = _rows(services, run_ids)
    if not rows:
        return
    view, names = View(language(), session.zone()), _names(rows)
    own, costs = run_columns.columns_of(view, rows, run_names.differing(rows)), ("size", "time")
    columns = [
        run_columns.name_column(view, names),
        *(each for each in own if each.key not in (*costs, "created")),
        *_measures(services, rows, view),
        *(each for each in own if each.key in costs),
    ]
    best = run_columns.best_of_data(rows)
    told = [each for each in columns if any(each.text(row) for row in rows)]
    run_table.beside("runs-beside", run_table.Drawing(rows, told, names, best, run_filter_bar.current(), view))


def _names(rows: Sequence[RunRow]) -> dict[str, str]:
    """Told apart among themselves: less needs to be said than among all runs."""
    return run_names.short_names(rows, language(), session.zone())


def _measures(services: Services, rows: Sequence[RunRow], view: View) -> list[Column]:
    """The further measures of results on the test part, where every training has them."""
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        try:
            result = services.record(row.id).result
        except RunError:
            continue
        if isinstance(result, TrainResult):
            found[row.id] = result.measures()
    names = dict.fromkeys(name for measures in found.values() for name in list(measures)[1:])
    own = [name for name in names if not name.startswith(("change_", "bits_"))]
    return [
        Column(
            name,
            run_columns.measure_name(name, view),
            lambda row, name=name: written(name, found[row.id][name]) if name in found.get(row.id, {}) else "",  # type: ignore[misc]
            lambda row: None,
            number=True,
        )
        for name in own
    ]


def _over_seeds(services: Services, rows: Sequence[RunRow]) -> None:
    """The button that makes a comparison over seeds of these runs."""
    st.caption(say("runs.one_each"))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        seeds = st.number_input(say("repeat.how_many"), 2, 100, SEEDS, key="runs-comparison-seeds", width=140)
        label = say("runs.over_seeds")
        if st.button(label, key="runs-over-seeds", icon=":material/balance:", type="primary", disabled=len(rows) < 2):
            boundary.acting(PLACE)(_propose)(services, rows, int(seeds))
            if not boundary.failed_at(PLACE):
                session.go("chat", c=st.session_state.pop(PLACE))
    boundary.shown_at(PLACE)


def _propose(services: Services, rows: Sequence[RunRow], seeds: int) -> None:
    spec = compared([row.spec.training for row in rows], seeds=seeds)
    card = services.store.card_of_run(rows[0].id)
    place = card.conversation_id if card else None
    st.session_state[PLACE] = services.propose_comparison(spec, rows[0].id, place, language())
