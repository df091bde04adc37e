"""How long studies will take, measured beside the pages before anybody starts them: no page waits for it.

One study is measured at a time, in a process of its own; what was measured is kept for as long as the server lives.
"""

import logging
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from lstm_core.errors import WorkbenchError
from lstm_core.runs import pace
from lstm_core.runs.pace import Pace
from lstm_core.spec.run import TrainRunSpec

KEPT = 200  # trainings whose pace is remembered
_log = logging.getLogger("workbench.estimates")


class Estimates:
    """The pace of trainings by their specs. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._worker = ThreadPoolExecutor(1, "estimate")
        self._known: OrderedDict[str, Pace | None] = OrderedDict()  # None: it could not be measured
        self._begun: dict[str, Future[None]] = {}

    def paces(self, specs: list[TrainRunSpec]) -> list[Pace | None] | None:
        """The pace of each, None for one that cannot be measured; None altogether while they are being measured."""
        names = [spec.to_json() for spec in specs]
        with self._lock:
            missing = {name: spec for name, spec in zip(names, specs, strict=True) if name not in self._known}
            waiting = {name for name in missing if name in self._begun}
            due = {name: spec for name, spec in missing.items() if name not in waiting}
            if due and not self._closed.is_set():
                future = self._worker.submit(self._measure, due)
                self._begun.update(dict.fromkeys(due, future))
            return None if missing else [self._known[name] for name in names]

    def measured(self, specs: list[TrainRunSpec]) -> list[Pace | None]:
        """The same, waiting for it. Raises DataError when the data cannot be read."""
        found = self.paces(specs)
        while found is None and not self._closed.is_set():
            with self._lock:
                futures = set(self._begun.values())
            for future in futures:
                future.result()
            found = self.paces(specs)
        return found or [None] * len(specs)

    def _measure(self, due: dict[str, TrainRunSpec]) -> None:
        found: list[Pace | None] = [None] * len(due)
        try:
            found = pace.measure(list(due.values()), self._closed.is_set)
        except WorkbenchError:  # the data is gone: the start of the run says so
            pass
        except Exception:
            _log.exception("no estimate")
        finally:
            with self._lock:
                self._known.update(zip(due, found, strict=True))
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
                for name in due:
                    self._begun.pop(name, None)

    def close(self) -> None:
        """Measure nothing more."""
        self._closed.set()
        self._worker.shutdown(wait=False, cancel_futures=True)
