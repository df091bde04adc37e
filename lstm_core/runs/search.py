"""The record of a search: its trials as its events tell of them, the confirmation from its members."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from lstm_core.errors import SpecError
from lstm_core.results.search import Confirmation, ConfirmedPair, SearchResult, TrialRow, best_of, confirmed
from lstm_core.runs import search_plan
from lstm_core.runs.folder import RunState
from lstm_core.runs.preflight import check_run
from lstm_core.runs.record import Reading, RunRecord, common
from lstm_core.runs.repair import measure_of, outcome_of
from lstm_core.runs.slots import Slots
from lstm_core.spec.combining import combined
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search import SearchRunSpec, confirming_names, trial_name
from lstm_core.spec.search_spaces import largest

IMPORTANCE = "importance."
Phase = Literal["trials", "confirmation"]


class SearchMember(BaseModel):
    """One training of a search as its own folder says it stands."""

    model_config = ConfigDict(frozen=True)

    member: str
    path: str
    state: str
    step: int
    steps: int
    trial: int | None = None  # None: of the confirmation
    seed: int | None = None  # of the confirmation


class SearchRecord(RunRecord):
    """One search as views, tools and scripts see it."""

    spec: SearchRunSpec
    result: SearchResult | None
    trials: list[TrialRow]  # in the order of asking
    members: list[SearchMember]  # those that work or wait, and those of the confirmation
    phase: Phase
    best: int | None  # number of the trial with the best score so far
    measure: str | None
    test_measure: str | None
    confirmation: Confirmation | None  # of the pairs that have ended so far
    importance: dict[str, float]
    used: float  # seconds of wall clock that the search has worked

    @classmethod
    def of(cls, reading: Reading) -> Self:
        """The record of one look at the folder."""
        if not isinstance(reading.spec, SearchRunSpec):
            raise TypeError(reading.spec.kind)
        spec, log = reading.spec, reading.log
        result = reading.result if isinstance(reading.result, SearchResult) else None
        rows = result.trials if result else search_plan.rows_of(log)
        ended = [row for row in rows if row.state != "running"]
        confirming = {name for pair in confirming_names(spec.further_seeds) for name in pair[:2]}
        there = confirming & set(log.members)
        open_names = {trial_name(row.number): row.number for row in rows if row.state == "running"}
        records = {name: record for name in (*open_names, *there) if (record := reading.member(name)) is not None}
        pairs = _pairs(spec, records) if there else []
        confirmation = result.confirmation if result else confirmed(pairs) if pairs else None
        best = result.best if result else best_of(rows)
        first = _first(reading, rows, best) if result is None else None
        done = len(ended) + sum(_ended(record) for name, record in records.items() if name in there)
        used = result.seconds if result else _used(reading)
        told = {
            **common(reading),
            "step": result.steps if result else done,
            "steps": max(done, spec.total) if result is None else result.steps,
            "seconds_left": _seconds_left(spec, done, used) if reading.state is RunState.RUNNING else None,
            "resumable": not reading.state.active and reading.folder.data.exists() and result is None,
            "trials": rows,
            "members": [_member(spec, name, record, open_names.get(name)) for name, record in records.items()],
            "phase": "confirmation" if there or result else "trials",
            "best": best,
            "measure": result.measure if result else measure_of([first] if first else []),
            "test_measure": result.test_measure if result else _test_measure(first),
            "confirmation": confirmation,
            "importance": result.importance if result else _importance(log.measured),
            "used": used,
        }
        return cls(**told)

    @property
    def start_score(self) -> float | None:
        """The score of the starting point as the first trial."""
        return self.trials[0].score if self.trials else None

    @property
    def best_score(self) -> float | None:
        """The best score so far."""
        return None if self.best is None else self.trials[self.best].score

    @property
    def winner(self) -> TrainRunSpec | None:
        """The training that is recommended: the winner where it was confirmed, else None for the starting point."""
        if self.result is None or not self.result.accepted or self.best is None:
            return None
        return self.spec.run.with_changes(self.trials[self.best].changes)

    @property
    def best_training(self) -> TrainRunSpec | None:
        """The training of the best trial, confirmed or not."""
        return None if self.best is None else self.spec.run.with_changes(self.trials[self.best].changes)


def _first(reading: Reading, rows: list[TrialRow], best: int | None) -> RunRecord | None:
    """The record of a trial with a result, which names the measures."""
    return None if best is None else reading.member(trial_name(rows[best].number))


def _test_measure(record: RunRecord | None) -> str | None:
    measures = getattr(record.result, "measures", None) if record is not None else None
    return next(iter(measures()), None) if measures is not None else None


def _pairs(spec: SearchRunSpec, records: Mapping[str, RunRecord]) -> list[ConfirmedPair]:
    """Start and winner of every seed with which both have ended."""
    pairs = []
    for start_name, winner_name, seed in confirming_names(spec.further_seeds):
        start, winner = (outcome_of(records[name]) if name in records else None for name in (start_name, winner_name))
        if start is not None and winner is not None:
            scores = {"start": start.score, "winner": winner.score}
            pairs.append(ConfirmedPair(seed=seed, **scores, start_test=start.test, winner_test=winner.test))
    return pairs


def _member(spec: SearchRunSpec, name: str, record: RunRecord, trial: int | None) -> SearchMember:
    state, step, steps = record.state.value, record.step, record.steps
    seed = None if trial is not None else int(name.rpartition("-")[2])
    told = {"member": name, "path": record.path, "state": state, "step": step, "steps": steps}
    return SearchMember(**told, trial=trial, seed=seed)


def _ended(record: RunRecord) -> bool:
    return outcome_of(record) is not None


def _importance(measured: Mapping[str, float]) -> dict[str, float]:
    return {name.removeprefix(IMPORTANCE): share for name, share in measured.items() if name.startswith(IMPORTANCE)}


def _used(reading: Reading) -> float:
    log = reading.log
    if log.admitted_at is None or (log.admitted_at < reading.launch.launched_at and reading.state.active):
        return log.worked
    return log.worked + max(0.0, log.last_at - log.admitted_at)


def _seconds_left(spec: SearchRunSpec, done: int, used: float) -> float | None:
    """To the end of the budget, or by what the trainings took so far."""
    by_count = (spec.total - done) * used / done if spec.trials is not None and done else None
    by_time = spec.seconds - used if spec.seconds is not None else None
    known = [max(0.0, left) for left in (by_count, by_time) if left is not None]
    return min(known, default=None)


def check_search(spec: SearchRunSpec, path: Path) -> None:
    """Whether start and largest trial fit data and machine, and a trial fits the budget.

    Raises DataError and SpecError.
    """
    check_run(spec.start, path)
    most = largest(spec)
    if most is not None:
        check_run(most, path)
    for dimension in spec.space:
        if dimension.path.startswith("data."):
            for value in dimension.ends:
                try:
                    changes = combined(spec.start, {dimension.path: value})
                except SpecError:  # only beside values of other dimensions
                    continue
                check_run(spec.tried(changes), path)
    search_plan.check_budget(search_plan.with_cost(spec) if spec.seconds is not None else spec, Slots.of(None))
