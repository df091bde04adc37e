"""Seasons that are none, and seasons that are there: how often `season_of` finds either.

    python benchmarks/seasons.py [--quick]

False: independent values with any share of zeros, heavy tails, memory, and wandering levels, of four lengths; every
found season is wrong. Of few cycles they are told what a calendar would suggest. True: series made with a known season,
told what the calendar suggests and told nothing. Every series has its own seed, so a number comes out the same again.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a benchmark is a script

from measuring import report

from lstm_core.data.series.seasonality import season_of
from lstm_core.data.series.sources import SOURCES, series_of

COUNTS = {60: 300, 250: 150, 1500: 60, 5000: 30}  # rows: series of each kind
FEW = {28: 12, 40: 12, 18: 4, 120: 52}  # rows: the season that their calendar suggests, of which they hold few cycles
FEW_COUNT = 300
EACH = 40  # series of a known season
WEEK = np.array([0.8, 0.9, 1.0, 1.0, 1.3, 1.6, 0.4])
QUARTERS = np.array([1.0, 1.1, 1.3, 0.9])


def remembering(random, rows, memory):
    """A first-order autoregression (rows,) of unit shocks, after 300 rows that are not shown."""
    return lfilter([1.0], [1.0, -memory], random.normal(size=rows + 300))[300:]


def intermittent(share):
    return lambda random, rows: (random.random(rows) < share) * random.lognormal(1.0, 1.0, rows)


FALSE = {
    "3 % not zero, lognormal": intermittent(0.03),
    "10 % not zero, lognormal": intermittent(0.1),
    "30 % not zero, counts": lambda random, rows: (random.random(rows) < 0.3) * (1.0 + random.poisson(2, rows)),
    "60 % not zero, lognormal": intermittent(0.6),
    "normal": lambda random, rows: random.normal(size=rows),
    "Student's t, 3 degrees": lambda random, rows: random.standard_t(3, size=rows),
    "AR(1), 0.3": lambda random, rows: remembering(random, rows, 0.3),
    "AR(1), 0.7": lambda random, rows: remembering(random, rows, 0.7),
    "AR(1), 0.95": lambda random, rows: remembering(random, rows, 0.95),
    "random walk": lambda random, rows: random.normal(size=rows).cumsum(),
    "share price": lambda random, rows: 100 * np.exp(0.01 * random.standard_t(4, size=rows).cumsum()),
}


def wave(rows, period, phase=0.0):
    return np.sin(2 * np.pi * np.arange(rows) / period + phase)


def hours(random, rows, blank=0.0):
    values = 10 + 3 * wave(rows, 24) + wave(rows, 12, 1.0) + 1.2 * remembering(random, rows, 0.8)
    values[random.random(rows) < blank] = np.nan
    return values


def retail(random, rows, zeros=0.0):
    """Days of a shop: a week, noise, promotions on 4 % of the days, and days without a sale."""
    values = 50 * WEEK[np.arange(rows) % 7] * np.exp(0.2 * random.normal(size=rows))
    promoted = random.random(rows) < 0.04
    values[promoted] *= random.uniform(2, 5, promoted.sum())
    values[random.random(rows) < zeros] = 0
    return np.round(values)


def few_sold(random, rows):
    """Pieces sold a day, none on two days of five."""
    return random.poisson(0.95 * WEEK[np.arange(rows) % 7] / WEEK.mean()).astype(float)


def growing(random, rows):
    return 100 * 1.03 ** np.arange(rows) * (1 + 0.2 * wave(rows, 12) + 0.05 * random.normal(size=rows))


def with_a_giant(random, rows):
    values = growing(random, rows)
    values[random.integers(rows)] = 1e9
    return values


def quarters(random, rows):
    at = np.arange(rows)
    return 100 * 1.01**at * QUARTERS[at % 4] * np.exp(0.05 * random.normal(size=rows))


def temperatures(random, rows):
    return 11 - 10 * wave(rows, 365.25, np.pi / 2) + 2.5 * remembering(random, rows, 0.75)


def electricity(random, rows):
    """Hours within days, weeks and years."""
    weekend = np.arange(rows) // 24 % 7 > 4
    days = 20 * wave(rows, 24) + 8 * wave(rows, 12, 1.0)
    return 100 + days - 14 * weekend + 15 * wave(rows, 8766) + 6 * remembering(random, rows, 0.8)


def half_hours(random, rows):
    return 10 * np.maximum(0, wave(rows, 48)) + 2 * remembering(random, rows, 0.9)


def weeks(random, rows):
    return 20 * wave(rows, 52.18) + 10 * random.normal(size=rows)


def shape(period):
    pattern = np.random.default_rng(9).normal(size=period)
    return lambda random, rows: np.resize(pattern, rows) + 0.7 * random.normal(size=rows)


TRUE = {  # rows, what the calendar suggests, the season, a longer one
    "hourly": (hours, 1500, (24, 168), 24, None),
    "hourly, 5 % blank": (lambda random, rows: hours(random, rows, 0.05), 1500, (24, 168), 24, None),
    "hourly, 30 % blank": (lambda random, rows: hours(random, rows, 0.3), 1500, (24, 168), 24, None),
    "hourly in days, weeks and years": (electricity, 4000, (24, 168), 24, 168),
    "half-hourly": (half_hours, 1500, (48, 336), 48, None),
    "daily retail with promotions": (retail, 365, (7, 365), 7, None),
    "daily retail, pieces, 40 % zeros": (few_sold, 730, (7, 365), 7, None),
    "daily retail, 40 % of any days zero": (lambda random, rows: retail(random, rows, 0.4), 730, (7, 365), 7, None),
    "daily temperatures, 4 years": (temperatures, 1461, (7, 365), 365, None),
    "daily temperatures, 10 years": (temperatures, 3650, (7, 365), 365, None),
    "weekly, 5 years": (weeks, 260, (52,), 52, None),
    "monthly, 3 % growth, 5 years": (growing, 60, (12,), 12, None),
    "monthly with one giant value": (with_a_giant, 60, (12,), 12, None),
    "weekly, before the test part of 3 years": (weeks, 117, (52,), 52, None),
    "monthly, before the test part of 3 years": (growing, 30, (12,), 12, None),
    "monthly, before the test part of 4 years": (growing, 36, (12,), 12, None),
    "quarterly, before the test part of 6 years": (quarters, 18, (4,), 4, None),
    "daily retail, 4 weeks": (retail, 28, (7, 365), 7, None),
    "quarterly, 7 years": (quarters, 28, (4,), 4, None),
    "a shape of 17 steps": (shape(17), 170, (), 17, None),
    "a shape of 100 steps": (shape(100), 1000, (), 100, None),
    "a wave of 12 on a random walk": (
        lambda random, rows: 2 * wave(rows, 12) + 0.5 * random.normal(size=rows).cumsum(), 500, (), 12, None,
    ),
}  # fmt: skip


def wrong(make, rows, count, natural=None):
    """How many of `count` series are said to have a season."""
    return sum(season_of(make(np.random.default_rng(seed), rows), natural).steps is not None for seed in range(count))


def right(case, count):
    """How many of `count` series are told their season and the longer one; with the calendar, and without it."""
    make, rows, natural, season, longer = case
    told = [season_of(make(np.random.default_rng(seed), rows), natural) for seed in range(count)]
    alone = [season_of(make(np.random.default_rng(seed), rows)) for seed in range(count)]
    close = [each.steps is not None and abs(each.steps - season) <= 0.03 * season for each in alone]
    return (
        sum(each.steps == season for each in told),
        sum(each.longer == longer for each in told),
        sum(close),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a fifth of the series")
    part = 5 if parser.parse_args().quick else 1
    counts = {rows: count // part for rows, count in COUNTS.items()}
    false = {name: {rows: wrong(make, rows, count) for rows, count in counts.items()} for name, make in FALSE.items()}
    header = ["no season", *(f"{rows} rows, of {count}" for rows, count in counts.items())]
    rows = [[name, *map(str, found.values())] for name, found in false.items()]
    report("seasons_false", {"counts": counts, "false": false}, header, rows)
    count = FEW_COUNT // part
    few = {
        name: {rows: wrong(make, rows, count, season) for rows, season in FEW.items()} for name, make in FALSE.items()
    }
    header = ["no season", *(f"{rows} rows, told of {season}, of {count}" for rows, season in FEW.items())]
    rows = [[name, *map(str, found.values())] for name, found in few.items()]
    report("seasons_few", {"count": count, "few": few}, header, rows)
    each = EACH // part
    true = {name: right(case, each) for name, case in TRUE.items()}
    header = ["season", "steps", "rows", f"found, of {each}", "longer one right", "within 3 % without a calendar"]
    rows = [
        [name, str(TRUE[name][3]), str(TRUE[name][1]), *map(str, found)]
        for name, found in true.items()
    ]  # fmt: skip
    sunspots = series_of(SOURCES["sunspots"].data()).values
    rows.append(["sunspots", "11", str(len(sunspots)), str(season_of(sunspots).steps), "", ""])
    report("seasons_true", {"each": each, "true": true}, header, rows)
    values = electricity(np.random.default_rng(0), 6000)
    began = time.perf_counter()
    season_of(values, (24, 168))
    print(f"\n6,000 values: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
