"""The data section of a text run."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from lstm_core.spec.base import Fraction, check_file
from lstm_core.spec.model import ModelSpec
from lstm_core.spec.section import DataSection


class TextData(DataSection):
    """A text, how it is cut into symbols and how streams of it are read."""

    MAY_DIFFER: ClassVar[frozenset[str]] = frozenset(("window", "level", "vocabulary_size"))

    task: Literal["text"] = "text"
    source: Literal["shakespeare", "tang", "file"] = Field(
        "shakespeare", description="three plays by Shakespeare, Tang quatrains (Chinese), or a text file"
    )
    file: str | None = Field(None, description='path of the text file; only with source "file"')
    name: str | None = Field(None, max_length=200, description="what a person calls the data, shown in titles")
    level: Literal["character", "bpe"] = Field(
        "character", description="symbols are characters, or pieces of words found by byte pair encoding"
    )
    min_count: int = Field(
        1, ge=1, le=1000, description="characters that the training part holds less often become one unknown symbol"
    )
    vocabulary_size: int = Field(1000, ge=260, le=50_000, description="bpe: number of pieces, 256 bytes among them")
    window: int = Field(
        64, ge=2, le=4096, description="symbols of each stream per step, through which the gradient flows back"
    )
    validation_fraction: Fraction = 0.1
    test_fraction: float = Field(0.1, ge=0, le=0.5, description="0: no test part, the validation part is all there is")

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_file(self.source, self.file)
        return self

    def time(self, model: ModelSpec) -> int:
        """Symbols of each stream per step."""
        return self.window
