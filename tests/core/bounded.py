"""Results whose forecasts keep to a bound of the data or break it, made by hand."""

from lstm_core.diagnosis.data.facts import Bounds, DataFacts
from lstm_core.results.series import ForecastWindow, SeriesResult
from tests.core.evidences import LEARNED, spec_with

TARGET = spec_with().series.target
COUNTS = DataFacts(bounds=Bounds(floor=0.0, reached=True, spans={TARGET: 100.0}))
SHARES = DataFacts(bounds=Bounds(floor=0.0, ceiling=100.0, reached=True, spans={TARGET: 100.0}))
AMOUNTS = DataFacts(bounds=Bounds(floor=0.0, spans={TARGET: 100.0}))


def forecasting(forecast, low=(), high=(), combined=()):
    """A result whose last forecast, of the time to come, is that; a test forecast before it is in order."""

    def window(said, low, high, combined):
        return ForecastWindow.model_construct(
            forecast=list(said), low=list(low), high=list(high), combined=list(combined), truth=[1.0] * len(said)
        )

    return SeriesResult.model_construct(
        reason="steps",
        steps=300,
        best_step=300,
        test={},
        columns={},
        copying=None,
        windows=[window([3.0, 4.0], [1.0, 1.0], [9.0, 9.0], ())],
        future=window(forecast, low, high, combined),
    )


BELOW = (
    "below",
    {**LEARNED, "facts": COUNTS, "result": forecasting([2.0, -1.5])},
    {**LEARNED, "facts": COUNTS, "result": forecasting([2.0, -0.05])},
)
