"""What a repair does next: a pure function of its spec and of what came of its members so far.

So a repair that is stopped, killed or resumed decides as one that never was. The order: short trainings of all attempts
beside the original, whole ones of the promising, then original and repair with further seeds, pair by pair, until one
pair speaks against the repair or all of them were judged. Where whole trainings of all attempts fit into the budget,
there are no short ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import Literal

from lstm_core.results.repair import AttemptRow, Outcome, Pair, Verdict, better, hopeless, judged
from lstm_core.spec.repair import SHORT, RepairRunSpec, member_name
from lstm_core.spec.run import TrainRunSpec

PROMOTED = 2  # attempts whose short training promises most
SMALL_WIDTH = 128  # units below which a step takes about the same time, whatever their number
SMALL_BATCH = 16  # samples, the same
FINALISTS = 2  # that are compared over further seeds


@dataclass(frozen=True)
class MemberOutcome:
    """What came of one member that has ended."""

    state: Literal["done", "diverged", "failed"]
    score: float | None = None  # on the validation part; None of one that is not done
    test: float | None = None
    seconds: float = 0.0  # of training
    failure: str | None = None  # key of what ended it


@dataclass(frozen=True)
class Plan:
    """The members to train next, none when it is over; how the attempts stand; the verdict once it is over."""

    members: dict[str, TrainRunSpec]
    rows: list[AttemptRow]
    total: int  # of the attempts, so many are tried at most
    verdict: Verdict | None = None
    accepted: int | None = None
    original: float | None = None
    short: float | None = None

    @property
    def decided(self) -> int:
        """Attempts that were tried or will not be, of those that the budget names."""
        return sum(row.outcome != "waiting" or row.tried for row in self.rows[: self.total])


class _NeedError(Exception):
    """Members have to be trained before it can go on."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


class _BudgetUsedUpError(Exception):
    """There are not enough seconds left for the next member."""


def plan(spec: RepairRunSpec, outcomes: Mapping[str, MemberOutcome]) -> Plan:
    """The next members, or the verdict."""
    return _Planner(spec, outcomes).plan()


def estimated_seconds(spec: RepairRunSpec, training: TrainRunSpec) -> float:
    """How long a training is going to take, from what the original took; 0 where that is not known."""
    return (spec.cost or 0.0) * _work(training) / _work(spec.run)


def _work(spec: TrainRunSpec) -> float:
    model, train = spec.model, spec.train
    width = SMALL_WIDTH**2 + model.hidden_size**2
    return float(train.steps * max(SMALL_BATCH, train.batch_size) * (spec.time or 1) * width * model.layers)


def attempts_in_budget(spec: RepairRunSpec) -> tuple[int, bool]:
    """How many attempts are tried, and whether in whole trainings; seconds for the further seeds are kept aside."""
    count, whole = min(spec.trials, len(spec.attempts)), spec.cost or 0.0
    left = spec.seconds - 2 * spec.seeds * whole
    if (count + 1) * whole <= left:
        return count, True
    while count > 1 and (count + 1) * SHORT * whole + PROMOTED * whole > left:
        count -= 1
    return count, count == 1


@dataclass
class _Planner:
    spec: RepairRunSpec
    outcomes: Mapping[str, MemberOutcome]
    rows: list[AttemptRow] = field(init=False)
    found: dict[str, float | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = [AttemptRow(answers=list(each.answers), changes=each.changes) for each in self.spec.attempts]

    def plan(self) -> Plan:
        verdict, accepted, members = self._verdict()
        for name, outcome in self.outcomes.items():
            self._fill(name, outcome)
        found = self.found.get
        return Plan(members, self.rows, self.spec.total, verdict, accepted, found("original"), found("short"))

    def _verdict(self) -> tuple[Verdict | None, int | None, dict[str, TrainRunSpec]]:
        spec = self.spec
        if spec.healthy:
            self._close(range(len(self.rows)), "unneeded")
            return "healthy", None, {}
        if not spec.attempts:
            return "nothing", None, {}
        try:
            honest = next((number for number, each in enumerate(spec.attempts) if each.honest), None)
            if honest is not None:
                return self._close_leak(honest)
            return self._search()
        except _NeedError as need:
            return None, None, {name: spec.member(name) for name in need.names}
        except _BudgetUsedUpError:
            self._close(range(len(self.rows)), "budget")
            return "budget", None, {}

    def _close_leak(self, number: int) -> tuple[Verdict, int | None, dict[str, TrainRunSpec]]:
        """A leak makes every score untrue, so nothing else is tried; the honest score is shown beside the other."""
        self.found["original"] = self._original()
        outcome = self._outcomes([member_name(number)])[0]
        shown = outcome.state == "done"
        state: Outcome = "honest" if shown else "failed" if outcome.state == "failed" else "diverged"
        self._write(number, score=outcome.score, outcome=state, failure=outcome.failure)
        self._close(range(len(self.rows)), "unneeded")
        return ("honest", number, {}) if shown else ("none", None, {})

    def _search(self) -> tuple[Verdict, int | None, dict[str, TrainRunSpec]]:
        count, whole = attempts_in_budget(self.spec)
        over: Outcome = "trials" if count >= min(self.spec.trials, len(self.rows)) else "budget"
        self._close(range(count, len(self.rows)), over)
        original = self.found["original"] = self._original()
        chosen = list(range(count)) if whole else self._promoted(count)
        finalists = self._finalists(chosen, original)
        for place, number in enumerate(finalists):
            if self._holds(number):
                self._close(finalists[place + 1 :], "unneeded")
                return "accepted", number, {}
        return "none", None, {}

    def _original(self) -> float | None:
        """The score of the original with its own seed; None when it diverged."""
        if self.spec.ended == "diverged":
            return None
        if self.spec.score is not None and self.spec.ended == "finished":
            return self.spec.score
        return self._outcomes([member_name()])[0].score

    def _promoted(self, count: int) -> list[int]:
        """Those whose short training promises most, and those about more training, which no short one shows."""
        longer = [number for number in range(count) if self._lengthens(number)][:PROMOTED]
        short = [number for number in range(count) if not self._lengthens(number)]
        names = [member_name(short=True), *(member_name(number, short=True) for number in short)]
        original, *outcomes = self._outcomes(names) if short else [MemberOutcome("diverged")]
        self.found["short"] = original.score
        for number, outcome in zip(short, outcomes, strict=True):
            state: Outcome = "waiting" if outcome.state == "done" else outcome.state
            self._write(number, short=outcome.score, outcome=state, failure=outcome.failure)
        ranked = sorted(
            (number for number in short if self.rows[number].short is not None),
            key=lambda number: (self.rows[number].short, number),
        )
        promising = [number for number in ranked if better(original.score, self.rows[number].short)]
        chosen = promising[:PROMOTED] or ranked[:1]
        self._close([number for number in ranked if number not in chosen], "short")
        self._close([number for number in range(count) if self._lengthens(number) and number not in longer], "budget")
        return sorted([*longer, *chosen])

    def _lengthens(self, number: int) -> bool:
        """The attempt is about more training."""
        train, changes = self.spec.run.train, self.spec.attempts[number].changes
        return changes.get("train.steps", 0) > train.steps or "train.patience" in changes

    def _finalists(self, chosen: list[int], original: float | None) -> list[int]:
        """Those that are better than the original with its own seed, the best first."""
        chosen = self._whole(chosen, original)
        outcomes = self._outcomes([member_name(number) for number in chosen])
        for number, outcome in zip(chosen, outcomes, strict=True):
            state: Outcome = "waiting" if outcome.state == "done" else outcome.state
            if state == "waiting" and not better(original, outcome.score):
                state = "not_better"
            self._write(number, score=outcome.score, outcome=state, failure=outcome.failure)
        left = [number for number in chosen if self.rows[number].outcome == "waiting"]
        ranked = sorted(left, key=lambda number: (self.rows[number].score, number))
        self._close(ranked[FINALISTS:], "short")
        return ranked[:FINALISTS]

    def _whole(self, chosen: list[int], original: float | None) -> list[int]:
        """Those that are trained whole: once one is better, no further one is begun that would cost it its proof.

        Trainings may take longer than the original did, on a machine that is busy now.
        """
        done = [number for number in chosen if member_name(number) in self.outcomes]
        missing = [number for number in chosen if number not in done]
        came = [self.outcomes[member_name(number)] for number in done]
        if any(better(original, outcome.score) for outcome in came):
            took = fmean(outcome.seconds for outcome in came)
            left = self.spec.seconds - self._used() - 2 * self.spec.seeds * took
            missing = missing[: max(0, int(left // took))] if took > 0 else missing
        begun = sorted([*done, *missing])
        self._close([number for number in chosen if number not in begun], "budget")
        return begun

    def _used(self) -> float:
        return sum(outcome.seconds for outcome in self.outcomes.values())

    def _holds(self, number: int) -> bool:
        """The repair is better than the original over the further seeds."""
        pairs: list[Pair] = []
        for seed in self.spec.further_seeds:
            names = [member_name(seed=seed), member_name(number, seed=seed)]
            try:
                original, repaired = self._outcomes(names)
            finally:
                self._write(number, pairs=pairs)
            pair = Pair(
                seed=seed,
                original=original.score,
                repaired=repaired.score,
                original_test=original.test,
                repaired_test=repaired.test,
            )
            pairs.append(pair)
            if not better(pair.original, pair.repaired):
                self._write(number, pairs=pairs, outcome="seed", seed=seed)
                return False
            if hopeless(pairs, self.spec.seeds):
                break
        outcome = judged(pairs)
        self._write(number, pairs=pairs, outcome=outcome)
        return outcome == "accepted"

    def _outcomes(self, names: list[str]) -> list[MemberOutcome]:
        """What came of the members. Raises when some have to be trained first, or cannot be within the budget."""
        missing = [name for name in names if name not in self.outcomes]
        if missing:
            if self._used() + estimated_seconds(self.spec, self.spec.member(missing[0])) > self.spec.seconds:
                raise _BudgetUsedUpError
            raise _NeedError(missing)
        return [self.outcomes[name] for name in names]

    def _close(self, numbers: range | list[int], outcome: Outcome) -> None:
        """Say of those that are not decided yet why they are not tried any further."""
        for number in numbers:
            if self.rows[number].outcome == "waiting":
                self._write(number, outcome=outcome)

    def _write(self, number: int, **told: object) -> None:
        self.rows[number] = self.rows[number].model_copy(update=told)

    def _fill(self, name: str, outcome: MemberOutcome) -> None:
        """What is known of an attempt, also while others of its round are not done yet."""
        who, _, rest = name.partition("-")
        if who != "attempt":
            return
        number, _, what = rest.partition("-")
        place = int(number) - 1
        told: dict[str, object] = {"seconds": self.rows[place].seconds + outcome.seconds}
        if not what.startswith("seed"):
            told["short" if what else "score"] = outcome.score
        self._write(place, **told)
