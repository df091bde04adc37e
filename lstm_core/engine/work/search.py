"""The work of a search: it leads and never trains, so it loads no torch.

What is decided stands in events.jsonl before anything follows from it: which values a trial has, how it ended. Trials
are told of in any order but asked for by what the earlier ones said, all of them but the last few: so the same search
tries the same values, whatever runs beside it, and one that was killed goes on as one that was not.
"""

from contextlib import closing

from lstm_core.engine.work.contract import Emit, Work
from lstm_core.engine.work.trials import Trials
from lstm_core.errors import RunError, Sentence
from lstm_core.results.search import ConfirmedPair, SearchResult, best_of, confirmed, judged
from lstm_core.runs import events
from lstm_core.runs.cluster import launcher_of
from lstm_core.runs.log import RunLog
from lstm_core.runs.members import Members
from lstm_core.runs.record import RunRecord
from lstm_core.runs.repair import PASSING, measure_of, outcome_of
from lstm_core.spec.search import SearchRunSpec, confirming_names


def work(given: Work) -> SearchResult | events.Stopped:
    """Try what the sampler proposes until the budget is used, then confirm the best with fresh seeds."""
    spec = given.spec
    if not isinstance(spec, SearchRunSpec):
        raise TypeError(spec.kind)
    given.should_stop.stepping = True
    log = RunLog(given.folder.events)
    log.read()
    with closing(launcher_of(given.folder.members, given.slots)) as launcher:
        members = Members(given.folder, {}, given.slots, launcher, curves=True)
        trials = Trials(given, members, log, launcher)
        search = _Search(given, spec, members, trials)
        if not members.lead(search.telling(), given.should_stop, search.look):
            return events.Stopped(seq=0, at=0, step=trials.told)
        return search.result()


class _Search:
    """Trials first, then their confirmation."""

    def __init__(self, given: Work, spec: SearchRunSpec, members: Members, trials: Trials) -> None:
        self._given, self._spec, self._members, self._trials = given, spec, members, trials
        self._confirming = False

    def look(self) -> bool:
        """See to what is on its way; true as long as more may come."""
        if self._confirming:
            return False
        if self._trials.look():
            return True
        self._confirming = True
        best = best_of(self._trials.rows)
        if best is None:
            failures = [row.failure for row in self._trials.rows if row.failure]
            raise RunError(Sentence(failures[0] if failures else "search.no_trial"))
        if best:
            winner = self._spec.tried(self._trials.rows[best].changes)
            for start_name, winner_name, seed in confirming_names(self._spec.further_seeds):
                self._members.add(start_name, self._spec.start.with_changes({"train.seed": seed}))
                self._members.add(winner_name, winner.with_changes({"train.seed": seed}))
        return False

    def telling(self) -> Emit:
        """Passes on what members tell, and counts the trials that are done already."""

        def tell(event: events.RunEvent) -> None:
            if isinstance(event, events.Progressed):
                done = self._trials.told + event.done
                event = event.model_copy(update={"done": done, "total": max(done, float(self._spec.total))})
            self._given.emit(event)

        return tell

    def result(self) -> SearchResult:
        """What the trials and their confirmation say. Raises RunError when that cannot be judged."""
        rows, best = self._trials.rows, best_of(self._trials.rows)
        names = list(confirming_names(self._spec.further_seeds)) if best else []
        records: dict[str, RunRecord] = {}
        pairs = []
        for start_name, winner_name, seed in names:
            told: dict[str, float | None] = {}
            for part, name in (("start", start_name), ("winner", winner_name)):
                record = self._members.read(name)
                outcome = outcome_of(record) if record is not None else None
                if record is not None and outcome is None and record.failure and record.failure.key in PASSING:
                    raise RunError(record.failure)
                if record is not None:
                    records[name] = record
                told |= {part: outcome.score if outcome else None, f"{part}_test": outcome.test if outcome else None}
            pairs.append(ConfirmedPair(seed=seed, **told))
        found = confirmed(pairs) if pairs else None
        verdict = judged(found) if found else "budget" if len(rows) == 1 else "start"
        return SearchResult(
            reason="members",
            seconds=self._trials.used,
            steps=self._trials.told + 2 * len(pairs),
            verdict=verdict,
            measure=self._trials.measure or measure_of(records.values()),
            test_measure=self._trials.test_measure,
            trials=rows,
            best=best,
            confirmation=found,
            importance=self._trials.importance,
        )
