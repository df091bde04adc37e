"""Runs that a run leads: ordinary runs in its folder, started, followed, resumed and stopped by the launcher.

The leader takes no place. It keeps as many of its members on their way as there are places for, so the queue, which
goes by the time of the launch, lets runs of others in between. Members are processes of their own: they outlive a
leader that dies, and a leader that is resumed takes them up as they are. Done members are skipped.
"""

import contextlib
import os
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lstm_core.errors import ClusterError, RunError, Sentence, SpecError
from lstm_core.runs import events, locks
from lstm_core.runs.cluster import launcher_of
from lstm_core.runs.folder import Launch, RunFolder, RunState
from lstm_core.runs.launcher import ARRIVAL_SECONDS, LocalLauncher
from lstm_core.runs.record import RunReader, RunRecord
from lstm_core.runs.slots import Slots
from lstm_core.spec.run import RunSpec

LOOK_SECONDS = 0.1  # between two looks at the members
TELL_SECONDS = 1.0  # between two words on the progress
TRIES = 3  # a member that dies and dies again without having come further is resumed so often


class Members:
    """The members of one run, by name. Lives for one attempt of the leader."""

    def __init__(
        self,
        folder: RunFolder,
        specs: Mapping[str, RunSpec],
        slots: Slots | int,
        launcher: LocalLauncher | None = None,
        curves: bool = False,
    ) -> None:
        """`launcher`: of a leader with more members to come; what it keeps ready stays for them.

        With `curves` what a member said on its way is kept beside its result until it is forgotten.
        """
        self._folder, self._specs = folder, dict(specs)
        self._launcher, self._more = launcher or launcher_of(folder.members, slots), launcher is not None
        self._curves = curves
        self._readers: dict[str, RunReader] = {}
        self._ended: dict[str, RunRecord] = {}  # with a result, which a later deletion does not take back
        self._tries: dict[str, _Tries] = {name: _Tries() for name in specs}
        self._open = set(specs)  # may still be started or resumed in this attempt
        self._opened_at: dict[str, float] = {}  # when this attempt last opened a worker
        self._seen: dict[str, str] = {}
        self._told_at, self._told = 0.0, -1.0

    def add(self, name: str, spec: RunSpec) -> None:
        """One more member, which is started as soon as there is a place for it."""
        self._specs[name] = spec
        self._tries[name] = _Tries()
        self._open.add(name)

    def end(self, name: str) -> None:
        """Stop a member before its end, for good."""
        self._open.discard(name)
        record = self.read(name)
        if record is not None and record.state.active and not record.stop_asked:
            with contextlib.suppress(RunError):  # it has gone in the meantime
                self._launcher.stop(name)

    def over(self, name: str) -> bool:
        """Nothing more becomes of a member in this attempt."""
        if name in self._ended:
            return True
        record = self.read(name)
        return name not in self._open and (record is None or not record.state.active)

    def forget(self, name: str) -> None:
        """Look no more at a member that is over."""
        self._specs.pop(name, None)
        self._readers.pop(name, None)
        self._ended.pop(name, None)
        self._open.discard(name)

    def lead(
        self,
        emit: Callable[[events.RunEvent], None],
        should_stop: Callable[[], bool],
        each_look: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Bring every member to its end; False when a stop was asked for, which stops the members first.

        `each_look` may add members and end some; true as long as it may add more.
        """
        try:
            return self._lead(emit, should_stop, each_look)
        finally:
            if not self._more:
                self._launcher.close()

    def _lead(
        self, emit: Callable[[events.RunEvent], None], should_stop: Callable[[], bool], each_look: Callable[[], bool]
    ) -> bool:
        while True:
            records = self._look()
            self._tell(records, emit)
            if should_stop():
                self._stop(emit)
                return False
            more = each_look()
            records = {name: records[name] if name in records else self.read(name) for name in self._specs}
            active = {name for name, record in records.items() if record is not None and record.state.active}
            self._open -= set(self._ended)
            waiting = [name for name in self._specs if name in self._open - active]
            if waiting and (self._more or len(waiting) > 1):
                self._launcher.prepare()
            for name in [] if self._launcher.loading else waiting:
                if self._fits(name, active) and self._go_on(name, records[name]):
                    active.add(name)
            for name in active:
                self._wake(name, records[name])
            if not active and not self._open and not more:
                self._tell(self._look(), emit)
                return True
            time.sleep(LOOK_SECONDS)

    def _fits(self, name: str, active: Collection[str]) -> bool:
        """There are places for it beside the active ones."""
        return self._launcher.fits(self._specs[name], [self._specs[each] for each in active])

    def read(self, name: str) -> RunRecord | None:
        """The member now, or as it was when it had come to its result; None when it has no readable folder."""
        if name in self._ended:
            return self._ended[name]
        try:
            if name not in self._readers:
                self._readers[name] = RunReader(self._folder.members / name)
            record = self._readers[name].read(points=2)
        except (RunError, SpecError):
            self._readers.pop(name, None)
            return None
        if record.result is not None:  # its curves are its own folder's: a leader of hundreds keeps the scores alone
            record = self._ended[name] = record if self._curves else record.bare()
            self._readers.pop(name, None)
        return record

    def _look(self) -> dict[str, RunRecord | None]:
        return {name: self.read(name) for name in self._specs}

    def _go_on(self, name: str, record: RunRecord | None) -> bool:
        """Start a member, or take up again one that ended before its end; False when that is over for this attempt."""
        tries = self._tries[name]
        first, tries = tries.count == 0, tries.after(record)
        self._tries[name] = tries
        again = tries.count <= TRIES and (first or record is None or record.state is RunState.LOST)
        try:
            if again and record is None:
                self._start(name)
            elif again and record is not None and record.resumable:
                self._launcher.resume(name)
            else:
                self._open.discard(name)
                return False
        except ClusterError:  # no member is to blame
            raise
        except RunError as error:
            if not self._folder.data.exists():
                raise
            if error.messages[0].key != "run.resume_active":  # it lives after all
                self._open.discard(name)
            return False
        self._opened_at[name] = time.monotonic()
        return True

    def _start(self, name: str) -> None:
        """A member from its beginning; what lies under its name and cannot be read is put aside."""
        if not self._folder.data.exists():
            raise RunError(Sentence("run.without_data", {"run": self._folder.id}))
        self._folder.members.mkdir(exist_ok=True)
        path = self._folder.members / name
        if path.exists():
            os.replace(path, self._folder.members / f".unreadable-{name}-{secrets.token_hex(2)}")
        watched = Launch.model_validate_json(self._folder.launch.read_bytes()).instruments
        self._launcher.start(self._specs[name], run_id=name, data=self._folder.data, instruments=watched)

    def _wake(self, name: str, record: RunRecord | None) -> None:
        """Open a worker for a member that was launched and has none: its leader died in between, or the worker did.

        A second worker would find the lock held and go.
        """
        if record is None or record.state is not RunState.QUEUED:
            return
        if time.monotonic() - self._opened_at.get(name, -ARRIVAL_SECONDS) < ARRIVAL_SECONDS:
            return
        if locks.holder_pid(RunFolder(self._folder.members / name).lock) is None:
            self._opened_at[name] = time.monotonic()
            self._launcher.reopen(name)

    def _stop(self, emit: Callable[[events.RunEvent], None]) -> None:
        for name, record in self._look().items():
            if record is not None and record.state.active:
                self._launcher.stop(name)
        while any(record is not None and record.state.active for record in self._look().values()):
            time.sleep(LOOK_SECONDS)
        self._tell(self._look(), emit)

    def _tell(self, records: Mapping[str, RunRecord | None], emit: Callable[[events.RunEvent], None]) -> None:
        """Changes of state at once, the progress now and then."""
        changed = False
        for name, record in records.items():
            if record is not None and self._seen.get(name) != record.state.value:
                self._seen[name] = record.state.value
                emit(events.MemberChanged(seq=0, at=0, member=name, state=record.state.value))
                changed = True
        if changed or time.monotonic() - self._told_at >= TELL_SECONDS:
            self._told_at = time.monotonic()
            done = round(sum(_share(record) for record in records.values() if record is not None), 3)
            if done != self._told:
                self._told = done
                emit(events.Progressed(seq=0, at=0, done=done, total=len(records)))


@dataclass(frozen=True)
class _Tries:
    """How often a member was opened without having come further since."""

    count: int = 0
    furthest: int = 0

    def after(self, record: RunRecord | None) -> "_Tries":
        """With the one that is made now."""
        step = record.step if record is not None else 0
        return _Tries(1, step) if step > self.furthest else _Tries(self.count + 1, self.furthest)


def _share(record: RunRecord) -> float:
    return 1.0 if record.result is not None else min(1.0, record.step / max(1, record.steps))
