"""The runs of a workspace as rows of a table: what every row tells, read as cheaply as it can be.

A thousand finished runs are read from the few files that a row needs, once; later looks cost one or two looks at each
folder. A look takes a bounded time: what it has not come to is read by the next one, the newest runs first.
"""

import json
import os
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.workspace.records import Records
from assistant.workspace.run_labels import FILE, NOTHING, RunLabel, read_label
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.results.base import RunResult, Score
from lstm_core.runs.folder import MEMBERS, Launch, RunFolder, RunState, leader_of, list_runs
from lstm_core.runs.record import RunRecord
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.paths import leaf_paths
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.tasks import TASKS, TaskName

LOOK_SECONDS = 0.08  # that one look may spend on runs that it has not read
HEAD_BYTES, TAIL_BYTES = 4096, 512  # of the events, where a finished run says how large it is and how it ended


@dataclass(frozen=True, eq=False)
class RunRow:
    """One run of the table; `record` is there for one that did not come to a result."""

    id: str
    spec: RunSpec
    state: RunState
    created_at: float
    label: RunLabel = NOTHING
    parameters: int | None = None
    seconds: float | None = None  # of work, of one with a result
    score: Score | None = None
    line: Sentence | None = None  # the result in half a line
    cut: bool = False  # it was judged before its end
    record: RunRecord | None = None

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Every setting of the training that it is about, by path."""
        return dict(_leaves(self.spec.training.model_dump(mode="json"), ""))

    @cached_property
    def data(self) -> str:
        """Which data it learns from, in a word that no language changes."""
        data = self.spec.subject
        return Path(data.name or data.file or data.source).name if data.source == "file" else str(data.source)

    @cached_property
    def comparable(self) -> str:
        """The same for runs that are judged by the same score on the same part of the same data."""
        paths = _deciding(self.spec.subject.task)
        return repr((self.score.measure if self.score else None, [self.fields.get(path) for path in paths]))

    @property
    def leads(self) -> bool:
        """It starts runs of its own."""
        return KINDS[self.spec.kind].leads


@dataclass(frozen=True, eq=False)
class RunTable:
    """Every run at one moment, newest first; `unread` have not been looked at yet."""

    rows: tuple[RunRow, ...] = ()
    unread: int = 0
    unreadable: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)
    names: object = field(default_factory=object)  # another one when a run came or went or is called otherwise

    @cached_property
    def by_id(self) -> dict[str, RunRow]:
        """The same by id."""
        return {row.id: row for row in self.rows}


Seen = tuple[int, int, int]  # when launch.json, label.json and the folder of members were written, in nanoseconds


class RunRows:
    """The rows of the folder of `records`; safe for several threads."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._lock = threading.Lock()  # one look at a time: a second one would read the same
        self._finished: dict[str, tuple[Seen, RunRow]] = {}
        self._others: dict[str, RunRow] = {}
        self._unreadable: dict[str, tuple[Seen, tuple[Sentence, ...]]] = {}
        self._table = RunTable()

    def known(self) -> RunTable:
        """What the last look found. Reads nothing."""
        return self._table

    def look(self, seconds: float | None = None) -> RunTable:
        """Every run as its folder says it stands now, as far as the time allows."""
        with self._lock:
            until = time.monotonic() + (LOOK_SECONDS if seconds is None else seconds)
            before, rows, unread = self._table, list[RunRow](), 0
            unreadable: dict[str, tuple[Sentence, ...]] = {}
            for path in list_runs(self._records.folder):
                late = time.monotonic() > until
                try:
                    row = self._row(path.name, path, late)
                except RunError as error:
                    if error.messages[0].key != "run.gone":
                        unreadable[path.name] = error.messages
                    continue
                if row is None:
                    unread += 1
                else:
                    rows.append(row)
            if unread == before.unread and unreadable == before.unreadable and tuple(rows) == before.rows:
                return before
            self._forget({row.id for row in rows} | unreadable.keys())
            named = [(row.id, row.label) for row in rows] == [(row.id, row.label) for row in before.rows]
            self._table = RunTable(tuple(rows), unread, unreadable, before.names if named else object())
            return self._table

    def _forget(self, there: Collection[str]) -> None:
        """Let go of runs that are gone."""
        kept: dict[str, Any]
        for kept in (self._finished, self._others, self._unreadable):
            for run_id in [run_id for run_id in kept if (leader_of(run_id) or run_id) not in there]:
                del kept[run_id]
        self._records.keep_only(there)

    def members(self, leader: str) -> list[RunRow]:
        """The runs that a run leads, as far as they have a folder, in the order of their names."""
        found = []
        for path in sorted(list_runs(RunFolder(self._records.folder / leader).members), key=_in_order):
            with suppress(RunError), self._lock:
                row = self._row(f"{leader}/{MEMBERS}/{path.name}", path, late=False)
                found += [row] if row is not None else []
        return found

    def _row(self, name: str, path: Path, late: bool) -> RunRow | None:
        """The row of a run; None for one that is not known and was to be read too late."""
        seen = _seen(path)
        for kept in (self._finished.get(name), self._unreadable.get(name)):
            if kept is not None and kept[0] == seen:
                if isinstance(kept[1], RunRow):
                    return kept[1]
                raise RunError(*kept[1])
        if late and not self._records.knows(name):
            return None
        try:
            row = _finished_row(name, path) or self._other(name, path)
        except RunError as error:
            if error.messages[0].key == "run.gone":
                if not RunFolder(path).launch.exists():  # deleted meanwhile, or not a run
                    raise
                error = RunError(Sentence("runs.damaged", {"run": name}))
            self._unreadable[name] = (seen, error.messages)
            raise error from None
        if row.record is None:
            self._finished[name] = (seen, row)
        return row

    def _other(self, run_id: str, path: Path) -> RunRow:
        """A run that is no finished one, from its record."""
        record, label = self._records.summary(run_id), read_label(path)
        kept = self._others.get(run_id)
        if kept is not None and kept.record is record and kept.label == label:
            return kept
        self._others[run_id] = row_of(record, label)
        return self._others[run_id]


def row_of(record: RunRecord, label: RunLabel) -> RunRow:
    """The row of a run whose record was read."""
    parameters = record.started.parameters if isinstance(record, TrainRecord) and record.started else None
    row = RunRow(record.id, record.spec, record.state, record.created_at, label, parameters, record=record)
    return _with_result(row, record.result)


def _finished_row(run_id: str, path: Path) -> RunRow | None:
    """The row of a finished run from the few bytes that it needs; None for any other run."""
    folder = RunFolder(path)
    try:
        launch = Launch.model_validate_json(folder.launch.read_bytes())
        with folder.events.open("rb") as file:
            head = file.read(HEAD_BYTES)
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
            last = _event(file.read().rstrip(b"\n").rpartition(b"\n")[2], b'"finished"')
        if last is None or float(last["at"]) < launch.launched_at:
            return None
        spec = parse_spec(folder.spec.read_bytes())
        result = KINDS[spec.kind].parse_result(folder.result.read_bytes())
    except (OSError, ValidationError, KeyError, TypeError, ValueError, SpecError):
        return None  # the record says what is wrong
    started = next((found for line in head.splitlines() if (found := _event(line, b'"started"'))), {})
    parameters = started.get("parameters")
    row = RunRow(
        id=run_id,
        spec=spec,
        state=RunState.FINISHED,
        created_at=launch.created_at,
        label=read_label(path),
        parameters=parameters if isinstance(parameters, int) else None,
    )
    return _with_result(row, result)


def _with_result(row: RunRow, result: RunResult | None) -> RunRow:
    if result is None:
        return row
    line: Sentence = KINDS[row.spec.kind].resolve("report").score(result)
    return replace(row, seconds=result.seconds, score=result.scored(), line=line, cut=result.cut)


def _event(line: bytes, kind: bytes) -> dict[str, Any] | None:
    """The event of a line that holds `kind`; None for another, and for a line that is not whole."""
    if kind not in line:
        return None
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("type") == kind.decode().strip('"') else None


def _seen(path: Path) -> Seen:
    """What changes when a run is launched again, called otherwise, or one of its members comes or goes."""
    return _written(f"{path}/launch.json"), _written(f"{path}/{FILE}"), _written(f"{path}/{MEMBERS}")


def _written(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _leaves(raw: dict[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in raw.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


@cache
def _deciding(task: TaskName) -> tuple[str, ...]:
    """The fields of a data section that have to be equal for two scores to compare; a name decides nothing."""
    free = TASKS[task].data.MAY_DIFFER | {"name"}
    paths = (path for path in leaf_paths(TrainRunSpec, task) if path.startswith("data."))
    return tuple(path for path in paths if path.split(".")[1] not in free)


def _in_order(path: Path) -> list[tuple[int, str]]:
    """Numbers within names count as numbers: seed-2 before seed-10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in path.name.replace("-", " ").split()]
