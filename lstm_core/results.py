"""What a finished run found out: the content of result.json."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Value(BaseModel):
    """Base of the parts of a result: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class RunResult(Value):
    """What the result of every task tells."""

    best_step: int
    steps: int
    reason: Literal["steps", "early_stopping"]
    seconds: float  # of training and validation, all attempts
    data_digest: str  # sha256 of what the run learned from, see the task
    weights: str  # file name inside the run's folder


class Scores(Value):
    """Errors over all windows and horizon steps of one part, in the units of the data."""

    mae: float
    rmse: float
    mase: float  # MAE / MAE of the one-step naive forecast on the training part (Hyndman & Koehler 2006)
    loss: float  # the training loss, in the scaled units of the network


class Skill(Value):
    """1 - MAE / MAE of a baseline on the test part, with a 95 % interval over non-overlapping windows."""

    value: float  # -inf when the baseline is perfect and the model is not
    low: float | None  # None when fewer than 5 non-overlapping windows exist
    high: float | None
    windows: int

    @property
    def verdict(self) -> str:
        """Is one of "better", "worse", "tie": tie when the interval holds zero or there is none."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "tie"
        return "better" if self.low > 0 else "worse"


class ForecastWindow(Value):
    """One forecast of the test part, or of the time after the data (then `truth` is empty)."""

    origin: int  # row of the last value that the network saw
    times: list[str]  # ISO dates, or row numbers when the data has no time column
    truth: list[float]
    forecast: list[float]
    persistence: list[float]
    seasonal_naive: list[float]  # empty when the spec names no season


class SeriesResult(RunResult):
    """result.json of a forecasting run; `data_digest` is `lstm_core.data.tables.digest` of the values."""

    task: Literal["series"] = "series"
    validation: dict[str, Scores]  # forecaster ("model", "persistence", "seasonal_naive") -> scores
    test: dict[str, Scores]
    skill: dict[str, Skill]  # baseline -> skill of the model on the test part
    history_times: list[
        str
    ]  # the drawn part of the series: at least one window before the test part, and the test part
    history: list[float]
    windows: list[ForecastWindow]  # origins one horizon apart over the test part, the last ones when there are many
    future: ForecastWindow


class TextScores(Value):
    """How well the symbols of one part were foretold, each from those before it."""

    nats: float  # mean cross-entropy per symbol
    bits_per_character: float  # the same text in bits, per character
    perplexity: float  # exp(nats), per symbol
    character_perplexity: float  # 2 ** bits_per_character


class Gain(Value):
    """Bits per character of a baseline minus the model's, with Student's 95 % interval over blocks of the text."""

    value: float
    low: float | None  # None with fewer than 5 blocks
    high: float | None
    blocks: int

    @property
    def verdict(self) -> str:
        """Is one of "better", "worse", "tie": tie when the interval holds zero or there is none."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "tie"
        return "better" if self.low > 0 else "worse"


class Sample(Value):
    """A text that the network wrote, and its longest run of characters that stands in the training text."""

    temperature: float
    prompt: str
    text: str  # without the prompt
    copied: str


class TextResult(RunResult):
    """result.json of a text run; `data_digest` is the sha256 of the text in UTF-8."""

    task: Literal["text"] = "text"
    validation: dict[str, TextScores]  # forecaster ("model", "unigram", "ngram") -> scores
    test: dict[str, TextScores]  # empty when the spec asks for no test part
    gain: dict[str, Gain]  # baseline -> gain of the model on the test part, or on the validation part without one
    training_nats: float  # of the model on the last symbols of the training part, as many as are validated
    order: int  # of the n-gram baseline
    level: Literal["character", "bpe"]
    symbols: int
    characters: dict[str, int]  # part -> characters
    unknown: float  # share of unknown symbols in the part that is judged
    samples: list[Sample]
    reference_copy: int  # longest run of characters that as much text of the judged part shares with the training text


Result = Annotated[SeriesResult | TextResult, Field(discriminator="task")]
_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


def parse_result(content: str | bytes) -> Result:
    """The result that result.json holds. Raises pydantic.ValidationError for anything else."""
    return _ADAPTER.validate_json(content)
