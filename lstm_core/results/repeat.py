"""What a repetition over seeds found out: the content of its result.json."""

from collections.abc import Mapping, Sequence
from statistics import fmean, stdev

from lstm_core.results.base import RunResult, Score, Value

LEVEL = 0.95


class Statistic(Value):
    """One measure over the seeds."""

    mean: float
    deviation: float  # of the sample; 0 with one seed
    low: float | None  # Student's interval of the mean; None with one seed
    high: float | None
    smallest: float
    largest: float
    count: int


class MemberRow(Value):
    """How one member ended; without measures when it has no result."""

    member: str
    seed: int
    state: str
    best_step: int | None = None
    measures: dict[str, float] = {}  # noqa: RUF012 (pydantic copies it)


class RepeatResult(RunResult):
    """result.json of a repetition."""

    members: list[MemberRow]
    table: dict[str, Statistic]  # by measure, the deciding one first

    def scored(self) -> Score | None:
        """The mean of the deciding measure."""
        return next((Score(name, found.mean) for name, found in self.table.items()), None)


def statistic(values: Sequence[float]) -> Statistic:
    """Mean with Student's 95 % interval over independent values, of which there is at least one."""
    count, mean = len(values), fmean(values)
    deviation = stdev(values) if count > 1 else 0.0
    half = None
    if count > 1:
        from scipy.special import stdtrit  # scipy.stats takes half a second and 70 MB to load

        half = float(stdtrit(count - 1, (1 + LEVEL) / 2)) * deviation / count**0.5
    return Statistic(
        mean=mean,
        deviation=deviation,
        low=None if half is None else mean - half,
        high=None if half is None else mean + half,
        smallest=min(values),
        largest=max(values),
        count=count,
    )


def table_of(rows: Sequence[Mapping[str, float]]) -> dict[str, Statistic]:
    """The statistic of every measure that some row has."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: statistic([row[name] for row in rows if name in row]) for name in names}
