"""What a finished run found out: the content of result.json."""

from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lstm_core.spec.run import RunSpec
from lstm_core.spec.series import SeriesData

Cause = Literal["stopped", "lost", "failed"]  # why training ended before its end: by hand, its process died, a failure
Whole = Literal["steps", "early_stopping"]  # training came to its end by itself
Reason = Literal[Whole, Cause]


class Value(BaseModel):
    """Base of the parts of a result: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class RunResult(Value):
    """What the result of every task tells."""

    best_step: int
    steps: int
    reason: Reason
    seconds: float  # of training and validation, all attempts
    data_digest: str  # sha256 of what the run learned from, see the task
    weights: str  # file name inside the run's folder

    @property
    def cut(self) -> bool:
        """Training ended before its end, and its best step up to there was judged."""
        return self.reason not in get_args(Whole)


class Change(NamedTuple):
    """How far the model lies from a baseline, with its 95 % interval: negative is less error, which is better."""

    value: float
    low: float | None
    high: float | None


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
        return _turned(self.value, self.low, self.high)


class Copying(Value):
    """Whether the network does more than repeat the last value, over all test windows and steps."""

    moves: float  # mean distance of its forecast from the last value / that of the truth; 0 is persistence
    agreement: float  # cosine between the changes it forecast and those that came, -1 to 1


class Interval(Value):
    """The prediction interval of a network that forecasts quantiles, measured on the test part."""

    level: float  # how much of the truth it is to hold, e.g. 0.8 between the quantiles 0.1 and 0.9
    coverage: float  # how much of the truth it did hold
    width: float  # mean, in the units of the data


class Overall(Value):
    """Errors over all test windows, steps and columns, each column divided by its deviation on the training part."""

    mse: float
    mae: float


class Fold(Value):
    """One piece of a walk-forward backtest (`lstm_core.engine.tasks.series.backtest`)."""

    first: str  # times of the piece
    last: str
    rows: int  # before it, of training and validation
    test: dict[str, Scores]  # of the main target by forecaster; empty when the training diverged

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
    low: list[float] = []  # its outer quantiles, empty for other networks
    high: list[float] = []
    persistence: list[float]
    seasonal_naive: list[float]  # empty when the spec names no season
    linear: list[float] = []  # empty in results of version 0.1


class SeriesColumn(Value):
    """What was found out about one target; scores and skill by forecaster.

    Forecasters are "model", "persistence", "seasonal_naive" and "linear".
    """

    validation: dict[str, Scores]
    test: dict[str, Scores]
    skill: dict[str, Skill]  # baseline -> skill of the model on the test part
    copying: Copying | None = None
    interval: Interval | None = None
    history: list[float | None]  # the drawn part: at least one window before the test part, and the test part
    windows: list[ForecastWindow]  # origins one horizon apart over the test part, the last ones when there are many
    future: ForecastWindow


class SeriesResult(RunResult, SeriesColumn):
    """result.json of a forecasting run; `data_digest` is `lstm_core.data.series.tables.Series.digest`.

    The fields of `SeriesColumn` are those of the main target.
    """

    task: Literal["series"] = "series"
    history_times: list[str]  # of `history`, for every column
    audit: Audit | None = None
    folds: list[Fold] = []  # in the order of time, the first one with the run's own network
    overall: dict[str, Overall] = {}
    columns: dict[str, SeriesColumn] = {}  # of the further targets

    def column(self, name: str | None) -> SeriesColumn:
        """What was found out about a further target, or about the main one for any other name."""
        return self.columns.get(name or "", self)


class SpeechScores(Value):
    """How well the utterances of one part were written down."""

    wer: float  # wrong, missing and added words over the words that were said
    cer: float  # the same of characters
    right: float  # share of wholly right utterances
    loss: float | None  # CTC, per symbol; None for a guesser
    utterances: int


class Alignment(Value):
    """One recording: what the network hears in it, and what a picture of that needs."""

    file: str
    heard: str  # by the best path
    beam: str  # by prefix beam search
    seconds: float
    waveform: list[float]  # lowest and highest sample in turn of equal stretches
    spectrogram: list[list[float]]  # (F, M), normalised
    posteriors: list[list[float]]  # (T, C), the blank first


class Heard(Alignment):
    """One utterance of the test part."""

    speaker: str | None
    said: str


class Moment(Value):
    """When a symbol of the best path is heard, in seconds, and its largest probability then."""

    symbol: str
    start: float
    end: float
    probability: float


class Transcript(Alignment):
    """A recording that a person gave to a trained run."""

    symbols: list[str]  # the blank, which is empty, first
    moments: list[Moment]  # of the best path, in order
    clipped: bool


class SpeechResult(RunResult):
    """result.json of a speech run; `data_digest` is `lstm_core.engine.tasks.speech.task.digest` of the utterances."""

    task: Literal["speech"] = "speech"
    validation: dict[str, SpeechScores]  # "model", "guess" -> scores
    test: dict[str, SpeechScores]  # the same, and "beam"
    guess: str  # the most frequent transcript of the training part, the baseline
    symbols: list[str]  # the blank, which is empty, first
    train_speakers: list[str]
    test_speakers: list[str]
    heard: list[Heard]


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

    @property
    def change(self) -> Change:
        """Bits per character of the model minus the baseline's."""
        return _turned(self.value, self.low, self.high)


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


Result = Annotated[SeriesResult | TextResult | SpeechResult, Field(discriminator="task")]
_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


def pieces_left(spec: RunSpec, result: Result) -> int:
    """How many pieces of the backtest were never judged."""
    if isinstance(spec.data, SeriesData) and isinstance(result, SeriesResult):
        return max(0, spec.data.folds - len(result.folds))
    return 0


def _turned(value: float, low: float | None, high: float | None) -> Change:
    if low is None or high is None:
        return Change(0.0 - value, None, None)
    return Change(0.0 - value, 0.0 - high, 0.0 - low)


def parse_result(content: str | bytes) -> Result:
    """The result that result.json holds. Raises pydantic.ValidationError for anything else."""
    return _ADAPTER.validate_json(content)
