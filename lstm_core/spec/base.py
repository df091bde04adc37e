"""The base of every section of a spec, and types that several share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


Columns = Annotated[tuple[str, ...], Field(max_length=1000)]


ManyColumns = Annotated[tuple[str, ...], Field(max_length=20_000)]  # of a wide table


MissingCodes = Annotated[tuple[float, ...], Field(max_length=20)]


Quantile = Annotated[float, Field(gt=0, lt=1)]


RowCount = Annotated[int, Field(ge=1, le=100_000_000)]


Fraction = Annotated[float, Field(ge=0.05, le=0.5)]


Rate = Annotated[float, Field(ge=0, lt=1)]


class Spec(BaseModel):
    """Base of every part: frozen, strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def check_file(source: str, file: str | None) -> None:
    """A file is named when it is the source, and only then."""
    if source == "file" and not file:
        raise PydanticCustomError("file_needed", "file needed")
    if source != "file" and file is not None:
        raise PydanticCustomError("file_unused", "file unused", {"source": source})
