"""What a run's data says by itself, computed from the data alone; a task fills in what it can tell.

Squared errors are those of the validation part, each target divided by its deviation on the training part.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Longer:
    """A longer window that tells clearly more."""

    window: int
    less: float  # share of the squared error of the same model on the spec's window that it takes away
    lag: int  # steps back that it reaches for


@dataclass(frozen=True)
class Outlying:
    """A column whose scale a few values decide."""

    column: str
    count: int
    largest: float  # the value furthest from the others
    low: float  # 2 % and 98 % of the training rows lie below
    high: float
    bulk_share: float  # of the column's whole range that lies between these
    recurs: bool = False  # always the same value, as one that stands for a missing one


@dataclass(frozen=True)
class Shift:
    """How far the later parts lie from what was trained on."""

    column: str
    outside_share: float  # of the later rows that the training part never reaches
    wider: float  # deviation of the later rows over that of the training rows, both as the network sees them
    level: float  # mean of the later rows less that of the training rows, in deviations of the latter
    seen: bool = True  # it reaches the network; False: the scaling of each window takes it away


@dataclass(frozen=True)
class Unscaled:
    """An input that reaches the network in numbers far from one."""

    column: str
    size: float  # root of the mean square of what the network reads


@dataclass(frozen=True)
class Leaked:
    """What tells of the future or stands in two parts."""

    kind: str  # of `lstm_core.data.leakage`, or "copied" and "twice" of texts and recordings
    column: str = ""
    share: float = 0.0
    steps: int = 0


@dataclass(frozen=True)
class Unalignable:
    """Utterances with more symbols than inputs."""

    files: int  # of the training part, of which some are too short in most epochs
    total: int
    file: str  # the worst one
    needed: int
    inputs: int  # of that one when it is shortest
    share: float  # of the training utterances of a mean epoch that cannot be aligned
    augmented: bool  # only augmentation makes them too short


@dataclass(frozen=True)
class Bounds:
    """What every target keeps to in all rows; None where there is no such bound."""

    floor: float | None = None
    ceiling: float | None = None
    reached: bool = False  # many values of every target stand at the floor; a ceiling is always reached
    spans: dict[str, float] = field(default_factory=dict)  # highest value less the lowest, by target


@dataclass(frozen=True)
class DataFacts:
    """Facts that rules ask for; None where the data cannot tell or the task does not know."""

    simple_error: float | None = None  # squared error of the best simple forecaster over that of the trivial ones
    trivial_error: float | None = None  # squared error of the best trivial forecaster over that of persistence
    persistence_best: bool = False  # of the trivial forecasters
    nothing: bool = False  # no simple forecaster beats the trivial ones
    related: bool = True  # some column tells of the target, or there is none
    unordered: bool = False  # nothing depends on the row before, and the values do not look like noise either
    mixed: bool = False  # the file tells the order of its rows, and they do not stand in it
    order_column: str = ""  # that tells it
    labels_fit: float | None = None  # agreement of labels with inputs over that of exchanged labels; near 1: none
    reach: int | None = None  # steps back that the target depends on
    longer: Longer | None = None
    far_nats: float | None = None  # per symbol, that the symbol `reach` places back tells beside those just before
    outlying: tuple[Outlying, ...] = ()
    unscaled: tuple[Unscaled, ...] = ()
    constant: tuple[str, ...] = ()
    later_only: tuple[str, ...] = ()  # columns that only move behind the training part
    shift: Shift | None = None
    moved_input: Shift | None = None  # the input column that leaves its training range furthest
    leaks: tuple[Leaked, ...] = ()
    unalignable: Unalignable | None = None
    infinite: tuple[str, ...] = ()  # columns with a value beyond 32 bits
    bounds: Bounds = field(default_factory=Bounds)
    sizes: dict[str, int] = field(default_factory=dict)
