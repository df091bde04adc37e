"""Searches made by hand: specs with a space, and trials that a function scores in place of trainings."""

import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lstm_core.data.series.sources import write_data_file
from lstm_core.engine.work.contract import Work
from lstm_core.engine.work.search import _Search
from lstm_core.engine.work.trials import Trials
from lstm_core.engine.worker import EventWriter
from lstm_core.errors import Sentence
from lstm_core.results.search import SearchResult
from lstm_core.results.series import Scores, SeriesResult
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, RunState, write_json
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.log import RunLog
from lstm_core.runs.slots import Slots
from lstm_core.runs.train import Evaluation, TrainRecord
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search import SearchRunSpec
from lstm_core.spec.validation import validated
from tests.support import AT, spec_of

EVALUATIONS = 10
SPACE = (
    {"path": "train.learning_rate", "kind": "float", "low": 1e-4, "high": 1e-1, "log": True},
    {"path": "model.hidden_size", "kind": "categorical", "choices": [2, 4, 8, 16]},
    {"path": "model.cell", "kind": "categorical", "choices": ["lstm", "gru"]},
)
Score = Callable[[TrainRunSpec], float | None]  # on both parts; None diverges, NaN has no score


def search_spec(space: Any = SPACE, **more: Any) -> SearchRunSpec:
    """Three fields of a small training; twelve trials."""
    run = more.pop("run", spec_of())
    raw = {"kind": "search", "run": run.model_dump(mode="json"), "space": space, "trials": 12, "seeds": 3}
    return validated(SearchRunSpec, {**raw, **more})


def valley(spec: TrainRunSpec) -> float:
    """Best at a learning rate of 0.01 and eight units; seeds shift it a little."""
    rate = abs(math.log10(spec.train.learning_rate) + 2)
    width = abs(math.log2(spec.model.hidden_size) - 3)
    noise = random.Random(f"{spec.train.seed} {spec.train.learning_rate} {spec.model.hidden_size}").gauss(0, 0.02)
    return 1.0 + rate + 0.2 * width + (0.05 if spec.model.cell == "gru" else 0.0) + noise


class Simulated:
    """Members that advance by chance at every look, as `Members` shows them; it knows no time."""

    def __init__(self, folder: RunFolder, score: Score, chance: random.Random, places: int) -> None:
        self._folder, self._score, self._chance, self._places = folder, score, chance, places
        self._specs: dict[str, TrainRunSpec] = {}
        self._ended: set[str] = set()
        self.done: dict[str, int] = {}  # evaluations of every member that was ever begun; they outlive their leader
        self.stopped: set[str] = set()
        self.begun: list[str] = []

    def leaderless(self) -> "Simulated":
        """What another leader finds: the members as they are."""
        other = Simulated(self._folder, self._score, self._chance, self._places)
        other.done, other.begun, other.stopped = self.done, self.begun, self.stopped
        return other

    def add(self, name: str, spec: TrainRunSpec) -> None:
        self._specs[name] = spec
        self.stopped.discard(name)

    def end(self, name: str) -> None:
        self._ended.add(name)
        self.stopped.add(name)

    def over(self, name: str) -> bool:
        return name in self.stopped or self.done.get(name, 0) > EVALUATIONS

    def forget(self, name: str) -> None:
        self._specs.pop(name, None)

    def advance(self) -> None:
        """Every member that has a place trains on for a while."""
        working = [name for name in self._specs if not self.over(name)][: self._places]
        for name in working:
            if name not in self.done:
                self.begun.append(name)
            self.done[name] = self.done.get(name, 0) + self._chance.randrange(0, 4)

    def read(self, name: str) -> TrainRecord | None:
        if name not in self.done or name not in self._specs:
            return None
        spec, done = self._specs[name], min(self.done[name], EVALUATIONS)
        steps = spec.train.steps
        score = self._score(spec)
        found = 9.0 if score is None or math.isnan(score) else score
        evaluations = [
            Evaluation(step=steps * number // EVALUATIONS, loss=found * (1 + 1 / number), best=True)
            for number in range(1, done + 1)
        ]
        ended = self.over(name)
        result = failure = None
        if ended and name not in self.stopped:
            failure = Sentence("training.diverged") if score is None else None
            result = None if score is None else _result(score)
        state = RunState.STOPPED if name in self.stopped else RunState.FAILED if failure else RunState.FINISHED
        told = {"spec": spec, "id": name, "path": "", "state": state if ended else RunState.RUNNING, "steps": steps}
        return TrainRecord.model_construct(
            **told, step=steps * done // EVALUATIONS, evaluations=evaluations, result=result, failure=failure,
            launched_at=AT, changed_at=AT + 10, started=None, stop_asked=False,
        )  # fmt: skip


def _result(score: float) -> SeriesResult:
    scores = {"model": Scores(mae=score, rmse=score, mase=score, loss=score)}
    return SeriesResult.model_construct(
        task="series", validation=scores, test=scores, skill={}, seconds=10.0, steps=10, reason="steps", best_step=5
    )


class Leader:
    """A search whose leader may die and be followed by another one."""

    def __init__(
        self, home: Path, spec: SearchRunSpec, score: Score = valley, *, seed: int = 0, places: int = 1
    ) -> None:
        self.spec, self.folder = spec, RunFolder(home / "20261129-100000-made-search")
        self.folder.members.mkdir(parents=True)
        write_json(self.folder.spec, spec.to_json())
        write_json(self.folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
        write_data_file(spec.subject, self.folder.data)
        self.folder.lock.touch()
        self._slots, self.members = Slots(places), Simulated(self.folder, score, random.Random(seed), places)
        self.rise()

    def rise(self) -> None:
        """The work begins, or is taken up again by another process."""
        self.members = self.members.leaderless()
        self.emit = EventWriter(self.folder.events)
        self.emit(events.Admitted(seq=0, at=0))
        log = RunLog(self.folder.events)
        log.read()
        work = Work(self.folder, self.spec, self.emit, _Never(), self._slots)
        self.trials = Trials(work, self.members, log, LocalLauncher(self.folder.members, self._slots))
        self._search = _Search(work, self.spec, self.members, self.trials)

    def look(self) -> bool:
        """One look of the leader; false when everything has ended."""
        more = self._search.look()
        self.members.advance()
        return more or any(not self.members.over(name) for name in self.members._specs)

    def result(self) -> SearchResult:
        """Lead to the end."""
        while self.look():
            pass
        return self._search.result()


class _Never:
    stepping = False

    def __call__(self) -> bool:
        return False


def table(result: SearchResult) -> list[dict[str, Any]]:
    """What two searches of the same spec have alike."""
    return [row.model_dump(exclude={"seconds"}) for row in result.trials]


def make_search(
    runs: Path, spec: SearchRunSpec | None = None, score: Score = valley, *, looks: int | None = None,
    ending: events.RunEvent | None = None, name: str = "20261129-100000-made-search",
) -> Path:  # fmt: skip
    """The folder of a search at its end, or after so many looks ended by `ending`; None: its leader died.

    Its trials have no folders of their own.
    """
    spec = spec or search_spec(trials=8)
    leader = Leader(runs / ".making", spec, score)
    if looks is None:
        result = leader.result()
        write_json(leader.folder.result, result.model_dump_json())
        ending = events.Finished(seq=0, at=0, step=result.steps, reason="members", seconds=result.seconds)
    else:
        for _ in range(looks):
            leader.look()
    if ending is not None:
        leader.emit(ending)
    write_json(leader.folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    target = runs / name
    leader.folder.path.rename(target)
    (runs / ".making").rmdir()
    return target
