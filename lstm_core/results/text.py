"""The result of a text run."""

from typing import Literal, Self

from lstm_core.results.base import Change, TrainResult, Value


class TextScores(Value):
    """How well the symbols of one part were foretold, each from those before it."""

    nats: float  # mean cross-entropy per symbol
    bits_per_character: float  # the same text in bits, per character
    perplexity: float  # exp(nats), per symbol
    character_perplexity: float  # 2 ** bits_per_character


class BitsGain(Value):
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
        return Change.of_skill(self.value, self.low, self.high)


class Sample(Value):
    """A text that the network wrote, and its longest run of characters that stands in the training text."""

    temperature: float
    prompt: str
    text: str  # without the prompt
    copied: str


class TextResult(TrainResult):
    """result.json of a text run; `data_digest` is the sha256 of the text in UTF-8."""

    task: Literal["text"] = "text"
    validation: dict[str, TextScores]  # forecaster ("model", "unigram", "ngram") -> scores
    test: dict[str, TextScores]  # empty when the spec asks for no test part
    gain: dict[str, BitsGain]  # baseline -> gain of the model on the test part, or on the validation part without one
    training_nats: float  # of the model on the last symbols of the training part, as many as are validated
    order: int  # of the n-gram baseline
    level: Literal["character", "bpe"]
    symbols: int
    characters: dict[str, int]  # part -> characters
    unknown: float  # share of unknown symbols in the part that is judged
    samples: list[Sample]
    reference_copy: int  # longest run of characters that as much text of the judged part shares with the training text

    @property
    def judged(self) -> dict[str, TextScores]:
        """The scores on text that was not trained on: of the test part, else of the validation part."""
        return self.test or self.validation

    def bare(self) -> Self:
        """The result without the texts that the network wrote."""
        return self.model_copy(update={"samples": []})

    def measures(self) -> dict[str, float]:
        """Scores on the judged part, and bits per character against each baseline."""
        scores = self.judged["model"]
        changes = {f"bits_{name}": gain.change.value for name, gain in self.gain.items()}
        return {"bits_per_character": scores.bits_per_character, "perplexity": scores.perplexity, **changes}

    def baselines(self) -> dict[str, float]:
        """Bits per character of the baselines on the judged part."""
        return {name: self.judged[name].bits_per_character for name in self.gain}

    def validated(self) -> dict[str, float]:
        """Bits per character on the validation part, whatever the symbols are."""
        return {"bits_per_character": self.validation["model"].bits_per_character}


RESULT = TextResult
