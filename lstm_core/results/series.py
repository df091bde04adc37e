"""The result of a forecasting run."""

from typing import Any, Literal, Self

from pydantic import Field

from lstm_core.results.base import Change, TrainResult, Value
from lstm_core.spec.run import TrainRunSpec


class Scores(Value):
    """Errors over all windows and horizon steps of one part, in the units of the data."""

    mae: float
    rmse: float
    mase: float  # MAE / MAE of the one-step naive forecast on the training part (Hyndman & Koehler 2006)
    loss: float  # the training loss, in the scaled units of the network


class Skill(Value):
    """1 - MAE / MAE of a baseline on the test part, with a 95 % interval (`engine.tasks.series.scores.skill`)."""

    value: float  # -inf when the baseline is perfect and the model is not
    low: float | None  # None when fewer than 5 non-overlapping windows exist
    high: float | None
    windows: int  # that share no target
    won: float | None = None  # share of all windows, overlapping ones too, in which the model errs by less

    @property
    def verdict(self) -> str:
        """Is one of "better", "worse", "tie" when the interval holds zero, "few" when there is none."""
        if self.low is None or self.high is None:
            return "few"
        if self.low <= 0 <= self.high:
            return "tie"
        return "better" if self.low > 0 else "worse"

    @property
    def change(self) -> Change:
        """MAE / MAE of the baseline - 1: how every page, table and sentence writes it."""
        return Change.of_skill(self.value, self.low, self.high)


class PersistenceCheck(Value):
    """Whether the network does more than repeat the last value, over all test windows and steps."""

    moves: float  # mean distance of its forecast from the last value / that of the truth; 0 is persistence
    agreement: float  # cosine between the changes it forecast and those that came, -1 to 1


class Interval(Value):
    """The prediction interval of what is delivered, measured on the test part."""

    level: float  # how much of the truth it is to hold, e.g. 0.8; of quantiles between the outer two
    coverage: float  # how much of the truth it did hold
    width: float  # mean, in the units of the data


class OverallErrors(Value):
    """Errors over all test windows, steps and columns, each column divided by its deviation on the training part."""

    mse: float
    mae: float


class Refit(Value):
    """A second training on more rows, whose network is delivered unless it diverged."""

    steps: int
    windows: int  # that it was to learn from
    diverged: int | None = None  # at which step; the network before it is delivered then


class MemberErrors(Value):
    """Mean absolute errors of one of the networks whose mean is forecast, by itself, in the units of the data."""

    validation: float
    test: float


class Fold(Value):
    """One piece of a walk-forward backtest (`lstm_core.engine.tasks.series.backtest`)."""

    first: str  # times of the piece
    last: str
    rows: int  # before it, of training and validation
    test: dict[str, Scores]  # of the main target by forecaster; empty when the training diverged
    ids: dict[str, dict[str, Scores]] = Field(
        default_factory=dict
    )  # the same of several series, of which `test` is the mean

    @property
    def best(self) -> tuple[str, float]:
        """Name and MAE of the best baseline of the piece."""
        others = {name: scores.mae for name, scores in self.test.items() if name != "model"}
        name = min(others, key=lambda each: others[each])
        return name, others[name]


class Audit(Value):
    """What was looked at to prove that training and forecasts see nothing later (`engine.tasks.series.audit`)."""

    batches: int  # of training, compared with the later parts replaced
    forecasts: int  # of the test part, compared with everything after their origins replaced
    changed: int  # of both; 0 unless something leaks


class ForecastWindow(Value):
    """One forecast of the test part, or of the time after the data (then `truth` is empty)."""

    origin: int  # row of the last value that the network saw
    times: list[str]  # ISO dates, or row numbers when the data has no time column
    truth: list[float | None]  # None where a value is missing
    forecast: list[float]  # the median of a network that forecasts quantiles
    low: list[float] = Field(default_factory=list)  # the interval around what is delivered; empty where there is none
    high: list[float] = Field(default_factory=list)
    persistence: list[float]
    seasonal_naive: list[float]  # empty when the spec names no season
    linear: list[float] = Field(default_factory=list)  # empty in results of version 0.1
    combined: list[float] = Field(default_factory=list)  # empty where the network's own forecast is delivered

    @property
    def delivered(self) -> list[float]:
        """What a person takes: the combination where there is one."""
        return self.combined or self.forecast


class SeriesColumn(Value):
    """What was found out about one target; scores and skill by forecaster.

    Forecasters are "model", "persistence", "seasonal_naive" and "linear"; where classics stand beside them also
    "drift", "ets", "theta", "arima", "intermittent" and the delivered "combined".
    """

    validation: dict[str, Scores]
    test: dict[str, Scores]
    skill: dict[str, Skill]  # baseline -> skill of the model on the test part
    copying: PersistenceCheck | None = None
    interval: Interval | None = None
    delivered_skill: dict[str, Skill] = Field(default_factory=dict)  # the same of "combined"
    shares: dict[str, float] = Field(default_factory=dict)  # of forecasters in "combined"; empty: the network's alone
    history: list[float | None]  # the drawn part: at least one window before the test part, and the test part
    windows: list[ForecastWindow]  # origins one horizon apart over the test part, the last ones when there are many
    future: ForecastWindow


class SeriesOfId(SeriesColumn):
    """What was found out about one series of a long table, which one network forecasts with all others."""

    history_times: list[str]  # of `history`
    rows: int

    @property
    def taken(self) -> Scores:
        """Errors of what is delivered."""
        return self.test.get("combined", self.test["model"])


class SeriesResult(TrainResult, SeriesColumn):
    """result.json of a forecasting run; `data_digest` is `lstm_core.data.series.tables.Series.digest`.

    The fields of `SeriesColumn` are those of the main target. Of several series read by one network errors are means
    over the series, and `ids` holds each one, the largest MASE of what is delivered first; what is drawn is that one.
    """

    task: Literal["series"] = "series"
    history_times: list[str]  # of `history`, for every column
    audit: Audit | None = None
    folds: list[Fold] = Field(default_factory=list)  # in the order of time, the first one with the run's own network
    refit: Refit | None = None
    members: list[MemberErrors] = Field(default_factory=list)  # of a mean of several networks; empty for one
    overall: dict[str, OverallErrors] = Field(default_factory=dict)
    columns: dict[str, SeriesColumn] = Field(default_factory=dict)  # of the further targets
    ids: dict[str, SeriesOfId] = Field(default_factory=dict)  # of several series of a long table

    def column(self, name: str | None) -> SeriesColumn:
        """What was found out about a further target or a series, or about what is drawn first for any other name."""
        if self.ids:
            return self.ids.get(name or "", next(iter(self.ids.values())))
        return self.columns.get(name or "", self)

    def times_of(self, column: SeriesColumn) -> list[str]:
        """Of the history of a column."""
        return column.history_times if isinstance(column, SeriesOfId) else self.history_times

    @property
    def values(self) -> int:
        """The drawn part of the series."""
        return len(self.history)

    def bare(self) -> Self:
        """The result without the drawn series and its windows."""
        undrawn: dict[str, Any] = {"history": [], "history_times": [], "windows": []}
        ids = {name: each.model_copy(update=undrawn) for name, each in self.ids.items()}
        return self.model_copy(update={**undrawn, "ids": ids})

    def measures(self) -> dict[str, float]:
        """Errors on the test part in the units of the data, and their change against each baseline."""
        scores = self.test["model"]
        changes = {f"change_{name}": skill.change.value for name, skill in self.skill.items()}
        return {"mae": scores.mae, "rmse": scores.rmse, "mase": scores.mase, **changes}

    def baselines(self) -> dict[str, float]:
        """Errors of the baselines on the test part in the units of the data."""
        return {name: self.test[name].mae for name in self.skill}

    def validated(self) -> dict[str, float]:
        """Errors of the main target on the validation part in the units of the data."""
        scores = self.validation["model"]
        return {"mae": scores.mae, "rmse": scores.rmse}

    @property
    def refitted(self) -> bool:
        """The network was trained once more on more rows."""
        return self.refit is not None and self.refit.diverged is None

    def pieces_left(self, spec: TrainRunSpec) -> int:
        """How many pieces of the backtest were never judged."""
        return max(0, spec.series.folds - len(self.folds))

    def pieces_judged(self, spec: TrainRunSpec) -> int | None:
        """How many pieces of a backtest that was cut were judged."""
        return len(self.folds) if self.pieces_left(spec) else None


RESULT = SeriesResult
