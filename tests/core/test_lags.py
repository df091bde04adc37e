"""Autocorrelation, its band and the partial one against statsmodels; the memory of known processes."""

import numpy as np
import pytest
from statsmodels.tsa.stattools import acf, pacf

from lstm_core.data.series.autocorrelation import bands, lags_of, memory, partial_autocorrelation
from lstm_core.data.series.seasonality import autocorrelation
from lstm_core.data.series.sources import SOURCES, series_of
from lstm_core.data.series.windows import boundaries


def process(weights, rows=600, seed=0):
    """An autoregressive process with these weights of the last values."""
    values = np.random.default_rng(seed).normal(size=rows)
    for row in range(len(weights), rows):
        values[row] += sum(weight * values[row - 1 - lag] for lag, weight in enumerate(weights))
    return values


SERIES = {
    "sunspots": lambda: series_of(SOURCES["sunspots"].data()).values,
    "noise": lambda: process([]),
    "two lags": lambda: process([0.6, 0.3]),
    "walk": lambda: np.cumsum(process([])),
}


@pytest.mark.parametrize("name", SERIES)
def test_correlations_and_band_are_those_of_statsmodels(name):
    values = SERIES[name]()
    ours = autocorrelation(values, 40)
    theirs, interval = acf(values, nlags=40, alpha=0.05, fft=True, result_object=False)
    assert ours == pytest.approx(theirs, abs=1e-10)
    assert bands(ours, len(values)) == pytest.approx((interval[1:, 1] - interval[1:, 0]) / 2, rel=1e-4)
    assert partial_autocorrelation(ours) == pytest.approx(pacf(values, nlags=40, method="ldb")[1:], abs=1e-8)


@pytest.mark.parametrize(("weights", "expected"), [([], 0), ([0.6, 0.3], 2), ([0.0, 0.0, 0.0, 0.0, 0.7], 5)])
def test_the_memory_of_a_process_is_its_order(weights, expected):
    found = [memory(process(weights, seed=seed)) for seed in range(20)]
    assert sum(value == expected for value in found) >= 16


def test_a_series_without_variation_or_length_has_no_memory():
    assert memory(np.ones(50)) == 0
    assert memory(np.arange(3.0)) == 0


def test_a_ramp_is_told_by_its_first_lag_alone():
    assert np.isfinite(partial_autocorrelation(autocorrelation(np.arange(100.0), 20))).all()


@pytest.mark.parametrize("source", SOURCES)
def test_the_picture_reads_training_rows_and_marks_what_the_spec_says(source):
    data = SOURCES[source].data()
    shown = lags_of(data)
    values = series_of(data).filled
    training = values[: boundaries(len(values), data)[0]]
    assert shown.rows == len(training)
    assert len(shown.correlation) == len(shown.band) == len(shown.partial) >= data.window
    assert shown.correlation[0] == pytest.approx(acf(training, nlags=1)[1])
    season = shown.season
    near = shown.seasonal[season - 1 - season // 4 : season + season // 4]
    assert shown.seasonal[season - 1] >= max(near) - 0.05
