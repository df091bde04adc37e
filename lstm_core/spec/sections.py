"""The parts of a `RunSpec`: data of each task, model, training. Frozen, validated, unknown keys refused.

Rules inside one part stand here; rules between parts, and everything about reading JSON, in `lstm_core.spec.run`.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Columns = Annotated[tuple[str, ...], Field(max_length=1000)]
Quantile = Annotated[float, Field(gt=0, lt=1)]
Rows = Annotated[int, Field(ge=1, le=100_000_000)]
Fraction = Annotated[float, Field(ge=0.05, le=0.5)]
Rate = Annotated[float, Field(ge=0, lt=1)]
Cell = Literal["lstm", "gru", "rnn", "peephole", "layer_norm_lstm", "gru_d", "slstm", "transformer"]


class Spec(BaseModel):
    """Base of every part: frozen, strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class CsvFormat(Spec):
    """How the bytes of a CSV file are read; found by `lstm_core.data.series.tables.sniff`, then fixed."""

    encoding: str = Field("utf-8", description="Python name of the text encoding")
    delimiter: Literal[",", ";", "\t", "|", " "] = ","
    decimal: Literal[".", ","] = "."
    header: bool = Field(True, description="the first row holds column names; without one they are column_1, ...")


def check_file(source: str, file: str | None) -> None:
    """A file is named when it is the source, and only then."""
    if source == "file" and not file:
        raise PydanticCustomError("file_needed", "file needed")
    if source != "file" and file is not None:
        raise PydanticCustomError("file_unused", "file unused", {"source": source})


class SeriesData(Spec):
    """A time series, how it is split in time and how windows are cut from it."""

    task: Literal["series"] = "series"
    source: Literal["sunspots", "co2", "made", "file"] = Field(
        "sunspots", description="yearly sunspots, weekly CO2, a made series with known structure, or a CSV file"
    )
    file: str | None = Field(None, description='path of the CSV file; only with source "file"')
    name: str | None = Field(None, max_length=200, description="what a person calls the data, shown in titles")
    format: CsvFormat = CsvFormat()
    time_column: str | None = Field(None, description="column of dates or times; rows are sorted by it")
    time_format: str | None = Field(
        None, max_length=100, description="how the time column is written, in strptime's marks; null: ISO 8601"
    )
    target: str = Field("value", description="the column to forecast")
    further_targets: Columns = Field((), description="more columns to forecast at the same time")
    past_columns: Columns = Field((), description="columns that are read, known up to the moment of the forecast only")
    future_columns: Columns = Field(
        (), description="columns that are read and known ahead; the file goes on for them after the last target"
    )
    calendar: bool = Field(
        False, description="read hour, weekday, month and day of the year as sine and cosine, known ahead"
    )
    missing: Literal["refuse", "forward", "mask"] = Field(
        "refuse",
        description="missing values: refuse the data, carry the last known value forward, or leave them out and tell "
        "the network what is missing and how long ago a value was seen",
    )
    window: int = Field(48, ge=2, le=100_000, description="steps that the network reads before each forecast")
    horizon: int = Field(12, ge=1, le=10_000, description="steps that it forecasts")
    strategy: Literal["direct", "recursive"] = Field(
        "direct",
        description="direct: one output for every step ahead; recursive: one step (or patch) ahead, fed with its own "
        "forecasts",
    )
    season: int | None = Field(None, ge=2, le=100_000, description="period of the seasonal naive baseline, in steps")
    scaling: Literal["minmax", "standard", "none"] = Field(
        "minmax", description="fitted on the training part only: to [0, 1], to mean 0 and deviation 1, or none"
    )
    window_scaling: Literal["none", "last", "instance", "instance_affine"] = Field(
        "last",
        description="of each window, undone in its forecast: none; subtract the last value; to mean 0 and deviation 1 "
        "(reversible instance normalisation); the same with a trained gain and bias",
    )
    validation_fraction: Fraction = 0.15
    test_fraction: Fraction = 0.15
    split_rows: tuple[Rows, Rows, Rows] | None = Field(
        None, description="rows of the three parts from the first row on, later rows unused; null: the shares decide"
    )
    folds: int = Field(
        0,
        ge=0,
        le=20,
        description="walk-forward backtest after training: pieces of the test part, before each of which the network "
        "is trained anew on all earlier rows; 0: none",
    )

    @model_validator(mode="before")
    @classmethod
    def _read_earlier(cls, raw: Any) -> Any:
        """Specs of version 0.1 say subtract_last for what window_scaling says now."""
        if not isinstance(raw, Mapping) or not isinstance(raw.get("subtract_last"), bool):
            return raw
        kept = {name: value for name, value in raw.items() if name != "subtract_last"}
        return {"window_scaling": "last" if raw["subtract_last"] else "none", **kept}

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_file(self.source, self.file)
        total = self.validation_fraction + self.test_fraction
        if total >= 0.9:
            raise PydanticCustomError("fractions", "fractions", {"total": total})
        named = (*self.targets, *self.past_columns, *self.future_columns)
        twice = next((name for place, name in enumerate(named) if name in named[:place]), None)
        if twice is not None:
            raise PydanticCustomError("column_twice", "column twice", {"column": twice})
        if self.strategy == "recursive" and self.past_columns:
            raise PydanticCustomError("recursive_past", "recursive", {"column": self.past_columns[0]})
        if self.calendar and self.time_column is None:
            raise PydanticCustomError("calendar_needs_time", "calendar")
        return self

    @property
    def targets(self) -> tuple[str, ...]:
        """Every column to forecast, the main one first."""
        return (self.target, *self.further_targets)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read as numbers."""
        return (*self.targets, *self.past_columns, *self.future_columns)


class TextData(Spec):
    """A text, how it is cut into symbols and how streams of it are read."""

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


class SpeechData(Spec):
    """Recordings with their transcripts, and the features that the network hears."""

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


FORGETTING: tuple[Cell, ...] = ("lstm", "peephole", "layer_norm_lstm", "slstm")
GATED: tuple[Cell, ...] = (*FORGETTING, "gru", "gru_d")
RECURRENT: tuple[Cell, ...] = (*GATED, "rnn")
ACTS_IN: dict[str, tuple[Cell, ...]] = {  # fields of the model that only some cells know
    "residual": RECURRENT,
    "recurrent_dropout": GATED,
    "zoneout": RECURRENT,
    "trained_state": RECURRENT,
    "forget_bias": FORGETTING,
    "heads": ("slstm", "transformer"),
    "context": ("transformer",),
}


class ModelSpec(Spec):
    """A recurrent stack and a linear head; fields that only one task or cell knows keep their default elsewhere."""

    cell: Cell = Field(
        "lstm",
        description="gru_d reads what is missing and how long ago a value was seen (first layer; those above it are "
        "gru); transformer is the rival without recurrence",
    )
    hidden_size: int = Field(64, ge=1, le=8192)
    layers: int = Field(1, ge=1, le=16)
    dropout: float = Field(
        0.0, ge=0, lt=1, description="between layers, in a transformer within them; for text and speech before the head"
    )
    residual: bool = Field(False, description="every layer from the second on adds what it read to what it hands on")
    variational_dropout: Rate = Field(
        0.0, description="of what every layer reads, one mask for the whole sequence (Gal & Ghahramani 2016)"
    )
    recurrent_dropout: Rate = Field(0.0, description="of the candidate at every step (Semeniuta et al. 2016)")
    zoneout: Rate = Field(
        0.0, description="share of the state that keeps its value at a step while training (Krueger et al. 2017)"
    )
    trained_state: bool = Field(False, description="the state before the first step is trained; else it is zero")
    initialisation: Literal["pytorch", "xavier", "orthogonal"] = Field(
        "pytorch",
        description="of the weights: PyTorch's own; Xavier for every gate; the same with orthogonal recurrent "
        "matrices. The last two begin with biases of zero",
    )
    forget_bias: float | None = Field(
        None, ge=-10, le=10, description="bias of the forget gate at the start; null: as initialised, for text 1"
    )
    heads: int = Field(4, ge=1, le=64, description="slstm: blocks of the recurrent matrix; transformer: of attention")
    context: int = Field(
        128, ge=2, le=4096, description="text, transformer: symbols that each layer looks back on, carried as its state"
    )
    bidirectional: bool = Field(False, description="speech: a second stack reads from the end")
    layer_norm: bool = Field(False, description="speech: normalise what every layer hands on")
    embedding_size: int | None = Field(
        None, ge=1, le=8192, description="text: numbers that stand for one symbol; null: as many as the hidden size"
    )
    embedding_dropout: float = Field(0.0, ge=0, lt=1, description="text: of the numbers that stand for a symbol")
    tied: bool = Field(False, description="text: the head uses the weights of the embedding")
    patch: int = Field(1, ge=1, le=10_000, description="series: consecutive steps that are read as one input")
    channels: Literal["joint", "shared"] = Field(
        "joint", description="series of several columns: all in one network, or one network for one column at a time"
    )
    head_dropout: float = Field(0.0, ge=0, lt=1, description="series: before the head")

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, cells in ACTS_IN.items():
            value, default = getattr(self, name), type(self).model_fields[name].default
            if self.cell not in cells and value != default:
                facts = {"path": f"model.{name}", "value": json.dumps(value), "default": json.dumps(default)}
                raise PydanticCustomError(
                    "unused_by_cell", "unused", {**facts, "cell": self.cell, "cells": ", ".join(cells)}
                )
        if self.cell in ACTS_IN["heads"] and self.hidden_size % self.heads:
            divisors = [count for count in range(1, 65) if self.hidden_size % count == 0]
            counts = {
                "heads": self.heads,
                "hidden": self.hidden_size,
                "near_heads": min(divisors, key=lambda count: abs(count - self.heads)),
                "near_hidden": max(1, min(round(self.hidden_size / self.heads), 8192 // self.heads)) * self.heads,
            }
            raise PydanticCustomError("heads_divide", "heads", counts)
        if self.residual and self.layers == 1:
            raise PydanticCustomError("residual_needs_layers", "residual")
        return self


class TrainSpec(Spec):
    """How the network is trained; one step is one batch."""

    seed: int = Field(0, ge=0, le=2**31 - 1, description="initial weights, order of batches, dropout")
    steps: int = Field(600, ge=1, le=10_000_000)
    batch_size: int = Field(32, ge=1, le=65_536)
    loss: Literal["huber", "mse", "mae", "quantile", "cross_entropy", "ctc"] = Field(
        "huber", description="series: huber, mse, mae, quantile; text: cross_entropy; speech: ctc"
    )
    quantiles: tuple[Quantile, ...] = Field(
        (0.1, 0.5, 0.9),
        min_length=3,
        max_length=19,
        description="what loss quantile forecasts, rising, with the median; the outer two bound the interval",
    )
    optimizer: Literal["adam", "adamw", "sgd"] = "adam"
    learning_rate: Positive = 0.002
    weight_decay: float = Field(0.0, ge=0, le=10)
    schedule: Literal["constant", "linear", "cosine"] = Field("cosine", description="of the learning rate, to zero")
    warmup_steps: int = Field(0, ge=0, le=1_000_000)
    clip_norm: Positive | None = Field(1.0, description="largest norm of the gradient; null switches clipping off")
    evaluate_every: int = Field(25, ge=1, le=1_000_000, description="steps between two validations")
    patience: int | None = Field(
        12, ge=1, le=10_000, description="validations without a better loss before training ends early; null: never"
    )
    recompute_every: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="gradient checkpointing: the state is kept at every so many steps of time, and what lies between "
        "is computed again on the way back: less memory for a second forward pass (Chen et al. 2016); null: keep all",
    )
    log_every: int = Field(1, ge=1, le=100_000, description="steps between two points of the training curve")
    checkpoint_seconds: float = Field(20.0, ge=0, le=86_400, description="seconds between checkpoints; 0: every step")
    device: Literal["auto", "cpu", "cuda"] = "auto"
    precision: Literal["float32", "bfloat16", "float16"] = Field(
        "float32", description="of the products under autocast; half precisions need a GPU"
    )
    threads: int | None = Field(
        None, ge=1, le=256, description="CPU threads, part of the exact result; null: 1 below hidden size 128, else 2"
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if 0.5 not in self.quantiles or list(self.quantiles) != sorted(set(self.quantiles)):
            raise PydanticCustomError("quantiles", "quantiles", {"value": str(list(self.quantiles))})
        return self
