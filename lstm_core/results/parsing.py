"""result.json read back: the result of whatever task it names."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from lstm_core.results.series import SeriesResult
from lstm_core.results.speech import SpeechResult
from lstm_core.results.text import TextResult

Result = Annotated[SeriesResult | TextResult | SpeechResult, Field(discriminator="task")]
_ADAPTER: TypeAdapter[Result] = TypeAdapter(Result)


def parse_result(content: str | bytes) -> Result:
    """The result that result.json holds. Raises pydantic.ValidationError for anything else."""
    return _ADAPTER.validate_json(content)
