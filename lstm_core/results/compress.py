"""What a compression ladder found out: every stored file with its size, speed and loss, and which one to take."""

import math
from collections.abc import Sequence
from typing import Literal

from lstm_core.results.base import RunResult, Score, Value
from lstm_core.results.compare import p_value
from lstm_core.results.repeat import LEVEL, Statistic, statistic
from lstm_core.spec.compress import Limits

TORCH = "torch"  # the trained run as it is
REFERENCE = "onnx"  # the rung that the others are compared with: the same weights in the same runtime
ALIKE = 0.03  # relative difference below which two sizes or two times are the same
ROUNDING = 1e-4  # of a change: what the runtime rounds otherwise than torch is no loss
UNLIMITED_LOSS = 0.01  # of a recommendation where nothing was said about the loss
HIDDEN_LOSS = 0.05  # the most that chance may hide then: few samples tell no loss from a large one

Verdict = Literal["recommended", "meets", "misses", "refused", "failed", "waiting"]
Reason = Literal["size", "latency", "loss", "slower", "larger", "worse", "doubtful", "dominated", "no_gain"]


class MetricChange(Value):
    """How much worse the task's measure got on the test part, with the 95 % interval of the paired difference.

    A share of the original's measure; of an error rate the difference itself. Without a low end there are too few
    samples for an interval.
    """

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def worse(self) -> bool:
        """Worse than the original beyond what chance does to these samples."""
        return self.low is not None and self.low > 0


class Latency(Value):
    """Of a stored file in a process of its own, in milliseconds."""

    median: float  # one pass at batch 1
    p99: float
    median_64: float  # at batch 64
    p99_64: float
    throughput: float  # samples a second at batch 64
    memory_mb: float  # what loading and running the file added to the process at its peak
    threads: int
    same: bool = True  # the fresh process gave the numbers that were scored


class StoredFile(Value):
    """One file of a network."""

    format: str
    file: str  # within the folder of the run that built it
    bytes: int
    value: float  # the task's measure on the test part
    change: MetricChange
    validation: float  # loss on the validation part
    difference: float  # largest, from what torch says of the same inputs
    kept: list[str] = []  # noqa: RUF012 (pydantic copies it): nodes that a mixed file keeps in float32


class Refusal(Value):
    """Why a file does not stand."""

    key: str
    parameters: dict[str, str | int | float] = {}  # noqa: RUF012 (pydantic copies it)


class StudentPair(Value):
    """A student with a teacher and the same without one, same seed: the measure on the test part."""

    seed: int
    taught: float
    alone: float
    taught_validation: float
    alone_validation: float


class Distillation(Value):
    """What the teacher was worth, over seeds."""

    pairs: list[StudentPair]
    chosen: int  # seed of the student that is stored: the best on the validation part
    gain: Statistic | None = None  # of alone minus taught with the same seed
    p: float | None = None

    @property
    def verdict(self) -> Literal["better", "worse", "tie"]:
        """Whether the teacher helped beyond what seeds do."""
        if self.p is None or self.p > 1 - LEVEL or self.gain is None:
            return "tie"
        return "better" if self.gain.mean > 0 else "worse"

    @classmethod
    def of(cls, pairs: Sequence[StudentPair]) -> "Distillation":
        """From all seeds."""
        apart = [pair.alone - pair.taught for pair in pairs]
        chosen = min(pairs, key=lambda pair: pair.taught_validation).seed
        finite = all(map(math.isfinite, apart))
        gain = statistic(apart) if apart and finite else None
        return cls(pairs=list(pairs), chosen=chosen, gain=gain, p=p_value(apart))


class RungResult(RunResult):
    """result.json of one network of a ladder."""

    measure: str
    original: float  # the task's measure of the origin on the test part
    value: float  # of this network, by torch
    change: MetricChange
    parameters: int
    zeros: float  # share of the weights that are zero
    hidden_size: int
    files: list[StoredFile]
    refused: dict[str, Refusal] = {}  # noqa: RUF012 (pydantic copies it): by format
    distillation: Distillation | None = None

    def scored(self) -> Score | None:
        """The measure on the test part."""
        return Score(self.measure, self.value, None, None)


class RungRow(Value):
    """One rung of the ladder."""

    rung: str
    member: str
    format: str
    file: str | None = None
    bytes: int | None = None
    parameters: int | None = None
    zeros: float | None = None
    value: float | None = None
    change: MetricChange | None = None
    latency: Latency | None = None
    kept: list[str] = []  # noqa: RUF012 (pydantic copies it)
    verdict: Verdict = "waiting"
    reasons: list[Reason] = []  # noqa: RUF012 (pydantic copies it)
    by: str | None = None  # the rung that dominates it
    refusal: Refusal | None = None  # why it failed

    @property
    def complete(self) -> bool:
        """Everything is measured."""
        return self.bytes is not None and self.change is not None and self.latency is not None


class CompressResult(RunResult):
    """result.json of a ladder."""

    measure: str
    original: float
    rows: list[RungRow]
    recommended: str | None
    nearest: str | None = None  # the rung that comes nearest to the limits where none meets them
    distillations: dict[str, Distillation] = {}  # noqa: RUF012 (pydantic copies it): by member

    def scored(self) -> Score | None:
        """The measure of the rung to take, beside the original's."""
        found = next((row for row in self.rows if row.rung == self.recommended), None)
        if found is None or found.value is None:
            return Score(self.measure, self.original)
        return Score(self.measure, found.value, "original", self.original)

    @property
    def best(self) -> RungRow | None:
        """The rung to take."""
        return next((row for row in self.rows if row.rung == self.recommended), None)


def row_of(rows: Sequence[RungRow], rung: str) -> RungRow | None:
    """The row of a rung."""
    return next((row for row in rows if row.rung == rung), None)


def excess(row: RungRow, limits: Limits) -> dict[Reason, float]:
    """By how much a measured row lies beyond each limit: 0.5 is half as much again; of a loss the difference."""
    latency, change = row.latency, row.change
    found: dict[Reason, float] = {}
    if limits.size is not None and row.bytes is not None and row.bytes > limits.size:
        found["size"] = row.bytes / limits.size - 1
    if limits.latency is not None and latency is not None and latency.median > limits.latency:
        found["latency"] = latency.median / limits.latency - 1
    if limits.loss is not None and change is not None and not change.value <= limits.loss + ROUNDING:
        found["loss"] = change.value - limits.loss
    return found


def judged(rows: Sequence[RungRow], limits: Limits) -> tuple[list[RungRow], str | None, str | None]:
    """Rows with their verdicts, the rung to take, and the nearest one where none meets the limits.

    A rung that is slower or larger than the original in the same runtime is refused unless it is better in the other;
    so is one that another rung beats or equals in size, time and loss at once. Of those that meet the limits the one
    with the least product of size and time is to be taken; where nothing was said about the loss it may be one
    percent, or what chance does while that hides little.
    """
    reference = row_of(rows, REFERENCE)
    told = [_judged(row, rows, reference, limits) for row in rows]
    candidates = [row for row in told if row.verdict == "meets" and row.format != TORCH]
    best = min(candidates, key=lambda row: _cost(row, reference), default=None)
    if best is not None:
        told = [row.model_copy(update={"verdict": "recommended"}) if row is best else row for row in told]
        return told, best.rung, None
    measured = [row for row in told if row.complete and row.format != TORCH]
    nearest = min(measured, key=lambda row: sum(excess(row, limits).values()), default=None) if limits.some else None
    return told, None, nearest.rung if nearest else None


def _judged(row: RungRow, rows: Sequence[RungRow], reference: RungRow | None, limits: Limits) -> RungRow:
    if row.refusal is not None:
        return row.model_copy(update={"verdict": "failed"})
    if not row.complete:
        return row
    over = list(excess(row, limits))
    if row.rung != REFERENCE and row.format != TORCH and reference is not None and reference.complete:
        reasons = _no_better(row, reference)
        if reasons:
            return row.model_copy(update={"verdict": "refused", "reasons": [*reasons, *over]})
        by = next((other.rung for other in rows if other.format != TORCH and _dominates(other, row)), None)
        if by is not None:
            return row.model_copy(update={"verdict": "refused", "reasons": ["dominated", *over], "by": by})
    if row.format != TORCH:
        over += _harm(row, limits)
    return row.model_copy(update={"verdict": "misses" if over else "meets", "reasons": over})


def _no_better(row: RungRow, reference: RungRow) -> list[Reason]:
    """What speaks against a rung that is neither smaller nor faster than the original in the same runtime."""
    size, time = _size(row) / _size(reference), _time(row) / _time(reference)
    if size < 1 - ALIKE or time < 1 - ALIKE:
        return []
    found: list[Reason] = []
    if size > 1 + ALIKE:
        found.append("larger")
    if time > 1 + ALIKE:
        found.append("slower")
    if row.change is not None and row.change.worse:
        found.append("worse")
    return found or ["no_gain"]


def _dominates(first: RungRow, second: RungRow) -> bool:
    """The first is no larger, slower or worse than the second, and clearly smaller or faster, or better."""
    if first.rung == second.rung or not (first.complete and second.complete):
        return False
    if first.change is None or second.change is None:
        return False
    size, time = _size(first) / _size(second), _time(first) / _time(second)
    if size > 1 + ALIKE / 10 or time > 1 or first.change.value > second.change.value:
        return False
    return size < 1 - ALIKE or time < 1 - ALIKE


def _harm(row: RungRow, limits: Limits) -> list[Reason]:
    """What speaks against the loss of a row where nothing was said about it."""
    change = row.change
    if limits.loss is not None or change is None or change.value <= UNLIMITED_LOSS:
        return []
    if change.worse:
        return ["worse"]
    return ["doubtful"] if change.value > HIDDEN_LOSS else []


def _cost(row: RungRow, reference: RungRow | None) -> float:
    base = reference if reference is not None and reference.complete else row
    return (_size(row) / _size(base)) * (_time(row) / _time(base))


def _size(row: RungRow) -> float:
    return float(row.bytes or 1)


def _time(row: RungRow) -> float:
    return row.latency.median if row.latency is not None else math.inf
