"""What the comparisons of this workspace found out, each on the data that it was run on and on no other.

A ready-made set (LSTM and GRU, one to three layers ...) is a question; a finished comparison of it is its receipt. So is
one of a person's own whose candidates differ in the setting that an advice is about.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lstm_core.errors import SpecError
from lstm_core.kinds import parse_spec
from lstm_core.results.compare import Candidate, CompareResult, Difference
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.compare import CompareRunSpec, value_at
from lstm_core.spec.comparison_sets import set_of
from lstm_core.spec.model import ACTS_IN
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.tasks import DataSpec

KEPT = 500  # results that are kept parsed
HASHED_BYTES = 1_000_000  # of the data


@dataclass(frozen=True)
class Topic:
    """A setting, and which of its values are meant; without any, whichever."""

    path: str
    values: frozenset[str] = frozenset()


def _cells(*cells: str) -> Topic:
    return Topic("model.cell", frozenset(cells))


TOPICS: Mapping[str, tuple[Topic, ...]] = {  # what an advice says, as settings whose comparison tests it
    "lstm_gru": (_cells("lstm", "gru"),),
    "transformer": (_cells("lstm", "transformer"),),
    "slstm": (_cells("lstm", "slstm"),),
    "peephole": (_cells("lstm", "peephole"),),
    "cells": (_cells(),),
    "layers": (Topic("model.layers"),),
    "hidden_sizes": (Topic("model.hidden_size"),),
    "directions": (Topic("model.bidirectional"),),
    "layer_norm": (Topic("model.layer_norm"), _cells("lstm", "layer_norm_lstm")),
    "residual": (Topic("model.residual"),),
    "initialisations": (Topic("model.initialisation"),),
    "windows": (Topic("data.window"),),
    "strategies": (Topic("data.strategy"),),
    "losses": (Topic("train.loss"),),
    "optimizers": (Topic("train.optimizer"),),
    "batch_sizes": (Topic("train.batch_size"),),
    "learning_rates": (Topic("train.learning_rate"),),
}
_WITH: Mapping[str, frozenset[str]] = {  # what has to change with a setting, and is no question of its own
    "model.cell": frozenset({"data.missing", *(f"model.{name}" for name in ACTS_IN)}),
    "model.layers": frozenset({"model.dropout", "model.residual"}),
    "model.residual": frozenset({"model.dropout"}),
    "train.optimizer": frozenset({"train.learning_rate"}),
    "train.batch_size": frozenset({"train.steps"}),
}


@dataclass(frozen=True)
class Receipt:
    """One finished comparison: which question it answers (None: candidates of a person's own), on which data, and how."""

    run_id: str
    at: float  # when it was started
    question: str | None
    topic: Topic | None  # the one setting in which its candidates differ, with their values
    data: str  # which data it was run on, see `data_of`
    spec: CompareRunSpec
    result: CompareResult

    @property
    def candidates(self) -> list[Candidate]:
        """As its record has them."""
        return self.result.candidates

    @property
    def differences(self) -> list[Difference]:
        """As its record has them."""
        return self.result.differences

    def tells_of(self, name: str) -> bool:
        """It was about what an advice of that name says."""
        own = self.topic
        return own is not None and any(
            own.path == topic.path and topic.values in (frozenset(), own.values) for topic in TOPICS.get(name, ())
        )

    def tried(self, training: TrainRunSpec, data: str, changes: Sequence[Mapping[str, Any]]) -> bool:
        """One of these changes stood beside that training of that data as it is, with whatever seed and machine."""
        made = self.spec.candidates
        if data != self.data or {} not in made or not any(dict(each) in made for each in changes):
            return False
        return _decides(self.spec.run) == _decides(training)


def receipts(runs: Path, finished: Iterable[tuple[str, float]]) -> list[Receipt]:
    """Of these runs, by id and time of their start, those that are comparisons with a result; in the same order."""
    found = []
    for run_id, at in finished:
        folder = RunFolder(runs / run_id)
        try:
            told = _read(folder.path, folder.result.stat().st_mtime_ns)
        except OSError:  # deleted meanwhile, or without a result
            continue
        if told is not None:
            found.append(Receipt(run_id, at, *told))
    return found


def newest(found: Iterable[Receipt]) -> list[Receipt]:
    """The first one of each data."""
    by_data: dict[str, Receipt] = {}
    for receipt in found:
        by_data.setdefault(receipt.data, receipt)
    return list(by_data.values())


@lru_cache(maxsize=KEPT)
def _read(path: Path, _written_ns: int) -> tuple[str | None, Topic | None, str, CompareRunSpec, CompareResult] | None:
    folder = RunFolder(path)
    try:
        spec = parse_spec(folder.spec.read_bytes())
        if not isinstance(spec, CompareRunSpec):
            return None
        result = CompareResult.model_validate_json(folder.result.read_bytes())
    except (OSError, SpecError, ValidationError):
        return None
    question = set_of(spec.run, spec.candidates)
    return question, topic_of(spec), data_of(folder, spec.subject), spec, result


def topic_of(spec: CompareRunSpec) -> Topic | None:
    """The one setting in which the candidates differ; None where it is several."""
    made = [spec.run.with_changes(changes).model_dump(mode="json") for changes in spec.candidates]
    values = {
        path: frozenset(str(value_at(each, path)) for each in made)
        for path in dict.fromkeys(path for changes in spec.candidates for path in changes)
    }
    apart = {path: found for path, found in values.items() if len(found) > 1}
    for path, found in apart.items():
        if apart.keys() - {path} <= _WITH.get(path, frozenset()):
            return Topic(path, found)
    return None


def data_of(folder: RunFolder, subject: DataSpec) -> str:
    """Which data a run reads, alike for equal files wherever they lie; of a large one its beginning and size tell."""
    if subject.source != "file":
        return str(subject.source)
    try:
        with folder.data.open("rb") as file:
            beginning = hashlib.sha256(file.read(HASHED_BYTES)).hexdigest()
        return f"{beginning} {folder.data.stat().st_size}"
    except OSError:  # deleted: what it was called is all that is known
        return Path(subject.name or subject.file or "").name


def _decides(spec: TrainRunSpec) -> dict[str, Any]:
    machine = {"seed", "device", "threads", "log_every", "checkpoint_seconds"}
    exclude: Any = {"data": {"file", "name", "folds"}, "train": machine}
    return spec.model_dump(mode="json", exclude=exclude)
