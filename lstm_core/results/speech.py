"""The result of a speech run, and what a trained run hears in a recording."""

from typing import Literal, Self

from lstm_core.results.base import TrainResult, Value


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


class RecognizedUtterance(Alignment):
    """One utterance of the test part."""

    speaker: str | None
    said: str


class SymbolTiming(Value):
    """When a symbol of the best path is heard, in seconds, and its largest probability then."""

    symbol: str
    start: float
    end: float
    probability: float


class Transcript(Alignment):
    """A recording that a person gave to a trained run."""

    symbols: list[str]  # the blank, which is empty, first
    moments: list[SymbolTiming]  # of the best path, in order
    clipped: bool


class SpeechResult(TrainResult):
    """result.json of a speech run; `data_digest` is `lstm_core.engine.tasks.speech.task.digest` of the utterances."""

    task: Literal["speech"] = "speech"
    validation: dict[str, SpeechScores]  # "model", "guess" -> scores
    test: dict[str, SpeechScores]  # the same, and "beam"
    guess: str  # the most frequent transcript of the training part, the baseline
    symbols: list[str]  # the blank, which is empty, first
    train_speakers: list[str]
    test_speakers: list[str]
    heard: list[RecognizedUtterance]

    def bare(self) -> Self:
        """Without the utterances."""
        return self.model_copy(update={"heard": []})

    def measures(self) -> dict[str, float]:
        """Error rates on the test part, by the best path."""
        scores = self.test["model"]
        return {"wer": scores.wer, "cer": scores.cer, "right": scores.right}

    def baselines(self) -> dict[str, float]:
        """The word error rate of who always says the most frequent transcript."""
        return {"guess": self.test["guess"].wer}

    def validated(self) -> dict[str, float]:
        """The word error rate on the validation part, by the best path; never above that of who says nothing."""
        return {"wer": min(1.0, self.validation["model"].wer)}


RESULT = SpeechResult
