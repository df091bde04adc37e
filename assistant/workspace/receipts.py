"""What the comparisons of this workspace found out, each on the data that it was run on and on no other.

A ready-made set (LSTM and GRU, one to three layers ...) is a question; a finished comparison of it is its receipt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from lstm_core.errors import SpecError
from lstm_core.kinds import parse_spec
from lstm_core.results.compare import Candidate, CompareResult, Difference
from lstm_core.runs.folder import RunFolder
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.comparison_sets import set_of

KEPT = 500  # results that are kept parsed


@dataclass(frozen=True)
class Receipt:
    """One finished comparison: which question it answers (None: candidates of a person's own), on which data, and how."""

    run_id: str
    at: float  # when it was started
    question: str | None
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
            spec, result = told
            found.append(Receipt(run_id, at, set_of(spec.run, spec.candidates), spec, result))
    return found


@lru_cache(maxsize=KEPT)
def _read(path: Path, _written_ns: int) -> tuple[CompareRunSpec, CompareResult] | None:
    folder = RunFolder(path)
    try:
        spec = parse_spec(folder.spec.read_bytes())
        if not isinstance(spec, CompareRunSpec):
            return None
        return spec, CompareResult.model_validate_json(folder.result.read_bytes())
    except (OSError, SpecError, ValidationError):
        return None
