"""The trials of a search as their leader sees to them: asked for, followed, stopped when hopeless, told of."""

import json
import math
import time
from statistics import median
from typing import Any

from lstm_core.engine.search.study import RUNGS, Journal, Pruner, importance, proposed
from lstm_core.engine.work.contract import Work
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.results.base import TrainResult
from lstm_core.results.search import TrialRow
from lstm_core.runs import events
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.log import RunLog
from lstm_core.runs.members import Members
from lstm_core.runs.remedies import DIVERGED
from lstm_core.runs.repair import PASSING
from lstm_core.runs.search_plan import rows_of, weight
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.combining import combined
from lstm_core.spec.search import SearchRunSpec, trial_name
from lstm_core.spec.search_spaces import own_values

JOURNAL = "study.journal"
MOST_PROPOSALS = 64  # for one trial: they may be forbidden, tried already, or too dear for the time that is left
MOST_FAILED = 5  # trials that fail one after another from the first one on
SPARED = 1.1  # times the time that the confirmation takes


class Trials:
    """Every trial from its proposal to its end."""

    def __init__(self, given: Work, members: Members, log: RunLog, launcher: LocalLauncher) -> None:
        if not isinstance(given.spec, SearchRunSpec):
            raise TypeError(given.spec.kind)
        self._given, self._members, self._spec = given, members, given.spec
        self._before, self._began = log.worked, time.time() if log.admitted_at is None else log.admitted_at
        self.rows: list[TrialRow] = rows_of(log)
        self._at_once = launcher.at_once(given.spec.start.with_changes({"train.threads": 1}))  # of the smallest trials
        self._together = launcher.at_once(given.spec.start)
        self._lag = 1 if self._at_once == 1 else 2 * self._at_once
        self._no_more = False
        self._pruners: dict[int, Pruner] = {}
        self._pruned: dict[int, float | None] = {}  # with what half of the others had
        self._cut: set[int] = set()
        self.measure: str | None = None
        self.test_measure: str | None = None
        self.importance: dict[str, float] = {}
        self._journal = Journal(given.folder.path / JOURNAL, self._spec)
        self._written = self._journal.written
        self._write_journal()
        for row in self.rows:
            if row.state == "running":
                self._begin(row)
            elif row.state == "done" and self.measure is None:
                self._name_measures(row.number)
        self.importance = importance(self._spec, [row for row in self.rows if row.state != "running"])

    @property
    def told(self) -> int:
        """How many have ended."""
        return sum(row.state != "running" for row in self.rows)

    @property
    def used(self) -> float:
        """Seconds of wall clock that the search has worked, all attempts."""
        return self._before + time.time() - self._began

    def look(self) -> bool:
        """Follow those on their way and ask for more; false when all have ended and no more come."""
        for row in [row for row in self.rows if row.state == "running"]:
            self._follow(row)
        on_their_way = [row for row in self.rows if row.state == "running"]
        while len(on_their_way) < self._at_once and self._may_ask():
            asked = self._asked()
            if asked is None:
                self._no_more = True
                break
            self.rows.append(asked)
            on_their_way.append(asked)
            self._begin(asked)
        return bool(on_their_way) or self._may_ask()

    # -- asking --------------------------------------------------------------------------------------------------------

    def _may_ask(self) -> bool:
        if self._no_more or (self._spec.trials is not None and len(self.rows) >= self._spec.trials):
            return False
        return all(row.state != "running" for row in self._known(len(self.rows)))

    def _known(self, number: int) -> list[TrialRow]:
        """The trials whose end decides what that one is."""
        return self.rows[: max(0, number - self._lag + 1)]

    def _asked(self) -> TrialRow | None:
        """The next trial; None when there is none, or no time for one."""
        number = len(self.rows)
        if number == 0:
            return self._tell_asked(TrialRow(number=0, values=own_values(self._spec.run, self._spec.space), changes={}))
        known = self._known(number)
        history = [*known, *(self._unknown(row) for row in self.rows[len(known) :])]
        tried = {_text(row.changes) for row in self.rows}
        for again in range(MOST_PROPOSALS):
            values = proposed(self._spec, history, number, again)
            try:
                changes = combined(self._spec.start, values)
            except SpecError:
                continue
            if _text(changes) not in tried and self._fits(changes):
                return self._tell_asked(TrialRow(number=number, values=values, changes=changes))
        return None

    @staticmethod
    def _unknown(row: TrialRow) -> TrialRow:
        return row.model_copy(update={"state": "running", "score": None, "reports": []})

    def _tell_asked(self, row: TrialRow) -> TrialRow:
        self._given.emit(events.TrialAsked(seq=0, at=0, trial=row.number, values=row.values, changes=row.changes))
        return row

    def _fits(self, changes: dict[str, Any]) -> bool:
        """There is time for the trial and, whichever is the best then, for the confirmation."""
        if self._spec.seconds is None:
            return True
        takes = self._expected(changes)
        return self.used + takes + self._kept_aside(takes) <= self._spec.seconds

    def _kept_aside(self, takes: float = 0.0) -> float:
        """Seconds for the confirmation, also of a trial that takes so long."""
        done = [row for row in self.rows if row.state == "done" and row.score is not None]
        best = min(done, key=lambda row: (row.score, row.number), default=None)
        start = self.rows[0].seconds if self.rows and self.rows[0].seconds else self._expected({})
        dearest = max(takes, best.seconds if best else 0.0, 0.0)
        return SPARED * self._spec.seeds * (start + dearest) / self._together

    def _expected(self, changes: dict[str, Any]) -> float:
        """Seconds that a trial takes, by those that are done and by its size."""
        spec = self._spec.tried(changes)
        known = [
            row.seconds / weight(self._spec.start, self._spec.tried(row.changes))
            for row in self.rows
            if row.state == "done"
        ]
        one = median(known) if known else self._spec.cost or 0.0
        return one * weight(self._spec.start, spec)

    # -- following -----------------------------------------------------------------------------------------------------

    def _begin(self, row: TrialRow) -> None:
        self._pruners[row.number] = Pruner(self._spec, self._known(row.number))
        self._members.add(trial_name(row.number), self._spec.tried(row.changes))

    def _follow(self, row: TrialRow) -> None:
        name = trial_name(row.number)
        record = self._members.read(name)
        if isinstance(record, TrainRecord):
            row = self._reported(row, record)
        over = self._members.over(name)
        if row.number and row.number not in self._pruned and not over and self._late():
            self._cut.add(row.number)  # never the start: without it there is nothing to compare with
        if row.number in self._pruned or row.number in self._cut:
            if not over:
                self._members.end(name)
                return
        elif not over:
            return
        self._told(row, record if isinstance(record, TrainRecord) else None)

    def _late(self) -> bool:
        """The rest of the time belongs to the confirmation."""
        seconds = self._spec.seconds
        return seconds is not None and self.told > 0 and self.used + self._kept_aside() > seconds

    def _reported(self, row: TrialRow, record: TrainRecord) -> TrialRow:
        """The row with what its training said since; it is hopeless from the first report on that says so."""
        reports, least, pruner = list(row.reports), math.inf, self._pruners[row.number]
        last = reports[-1][0] if reports else -1
        for each in record.evaluations:
            least = min(least, each.loss) if math.isfinite(each.loss) else least
            rung = RUNGS * each.step // max(1, record.steps)
            if row.number in self._pruned or not last < rung < RUNGS or not math.isfinite(least):
                continue
            reports.append((rung, least))
            last = rung
            if row.number and self._spec.prunes and pruner.hopeless(rung, least):
                self._pruned[row.number] = pruner.others(rung)
        if len(reports) == len(row.reports):
            return row
        return self._kept(row.model_copy(update={"reports": reports}))

    def _told(self, row: TrialRow, record: TrainRecord | None) -> None:
        result = record.result if record is not None else None
        told: dict[str, Any] = {"state": "failed", "failure": "search.trial_gone"}
        if record is not None:
            told |= {"steps": record.step, "seconds": max(0.0, record.changed_at - record.launched_at)}
            told["failure"] = record.failure.key if record.failure else f"search.trial_{record.state.value}"
        if row.number in self._pruned:
            at = row.reports[-1][0]
            told |= {"state": "pruned", "failure": None, "against": self._pruned[row.number]}
            told["steps"] = math.ceil(at * self._spec.tried(row.changes).train.steps / RUNGS)
        elif row.number in self._cut and result is None:
            told |= {"state": "cut", "failure": None}
        elif isinstance(result, TrainResult):
            score = next(iter(result.validated().values()))
            good = math.isfinite(score)
            told |= {"state": "done", "score": score, "failure": None} if good else {"failure": "training.diverged"}
            self._name_measures(row.number)
        if told["state"] == "failed":
            self._check_failure(row, record)
        row = self._kept(row.model_copy(update=told))
        shown = row.model_dump(exclude={"number", "values", "changes"})
        self._given.emit(events.TrialTold(seq=0, at=0, trial=row.number, **shown))
        self._members.forget(trial_name(row.number))
        self._pruners.pop(row.number, None)
        self._write_journal()
        self._weigh()

    def _kept(self, row: TrialRow) -> TrialRow:
        self.rows[row.number] = row
        return row

    def _check_failure(self, row: TrialRow, record: TrainRecord | None) -> None:
        """A failure that the search cannot go on from. Raises RunError."""
        failure = record.failure if record is not None else None
        if failure is None:
            return
        first = row.number == 0 and failure.key not in DIVERGED
        together = len(self.rows) >= MOST_FAILED and all(each.state == "failed" for each in self.rows if each != row)
        if failure.key in PASSING or first or (together and row.number >= MOST_FAILED - 1):
            raise RunError(Sentence(failure.key, failure.parameters))

    def _name_measures(self, number: int) -> None:
        record = self._members.read(trial_name(number))
        if record is not None and isinstance(record.result, TrainResult):
            self.measure = next(iter(record.result.validated()))
            self.test_measure = next(iter(record.result.measures()))

    def _write_journal(self) -> None:
        """The trials in the order of asking, as far as all before them have ended."""
        while self._written < len(self.rows) and self.rows[self._written].state != "running":
            self._journal.add(self.rows[self._written])
            self._written += 1

    def _weigh(self) -> None:
        found = importance(self._spec, [row for row in self.rows if row.state != "running"])
        for path, share in found.items():
            if abs(share - self.importance.get(path, -1.0)) > 1e-3:
                self._given.emit(events.Measured(seq=0, at=0, name=f"importance.{path}", value=share))
        self.importance = found or self.importance


def _text(changes: dict[str, Any]) -> str:
    return json.dumps(changes, sort_keys=True)
