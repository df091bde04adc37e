"""The data section of a speech run."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lstm_core.spec.base import Fraction, check_file
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.section import DataSection


class SpeechData(DataSection):
    """Recordings with their transcripts, and the features that the network hears."""

    MAY_DIFFER: ClassVar[frozenset[str]] = frozenset(
        ("lexicon", "rate", "mels", "frame_ms", "hop_ms", "stack", "augment")
    )

    task: Literal["speech"] = "speech"
    source: Literal["digits", "file"] = Field("digits", description="spoken digits in synthetic voices, or a zip")
    file: str | None = Field(None, description='path of a zip of recordings; only with source "file"')
    name: str | None = Field(None, max_length=200, description="what a person calls the data, shown in titles")
    symbols: Literal["words", "characters"] = Field("words", description="what the network writes one after another")
    lexicon: Literal["none", "training"] = Field(
        "none",
        description="characters: words that prefix beam search may write; none: any, training: those of the training "
        "transcripts",
    )
    rate: Literal[8000, 16000] = Field(8000, description="samples per second that the features are made from")
    mels: int = Field(40, ge=8, le=128, description="bands of the log-mel spectrogram")
    frame_ms: int = Field(25, ge=5, le=100, description="milliseconds of sound in one frame")
    hop_ms: int = Field(10, ge=2, le=50, description="milliseconds between two frames")
    stack: int = Field(2, ge=1, le=8, description="frames that are joined into one input of the network")
    unheard_speakers: bool = Field(
        True, description="validate and test on speakers that training never hears, where speakers are known"
    )
    augment: bool = Field(True, description="vary speed and pitch and mask bands and times while training")
    validation_fraction: Fraction = 0.15
    test_fraction: Fraction = 0.15

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_file(self.source, self.file)
        if self.lexicon != "none" and self.symbols == "words":
            raise PydanticCustomError("lexicon_of_words", "lexicon", {"lexicon": self.lexicon})
        return self

    def time(self, model: ModelSpec) -> int | None:
        """The sequences are as long as the recordings, which no field tells."""
        return None
