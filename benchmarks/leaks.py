"""Leak checks of tables: alarms on honest data, and planted leaks that are found.

    python benchmarks/leaks.py [--quick]

Honest: series of many kinds, rounded to any number of decimals, with one to ten columns of the same kind; every finding
is false. Planted: one leak each. Every table has its own seed, so a number comes out the same again.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.signal import lfilter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a benchmark is a script

from measuring import report

from lstm_core.data.leakage import tables

COUNTS = {50: 40, 100: 40, 200: 40, 500: 20, 2000: 4}  # rows: tables of every kind, rounding and number of columns
BESIDE = (0, 2, 9)  # columns beside the target
EACH = 40  # tables with a planted leak
ROWS = 500


def remembering(random, rows, memory):
    return lfilter([1.0], [1.0, -memory], random.normal(size=rows + 300))[300:]


def wave(rows, period):
    return np.sin(2 * np.pi * np.arange(rows) / period)


CONTINUOUS = {
    "normal": lambda random, rows: random.normal(size=rows),
    "AR(1), 0.9": lambda random, rows: 5 + remembering(random, rows, 0.9),
    "random walk": lambda random, rows: 100 + random.normal(size=rows).cumsum(),
    "slow random walk": lambda random, rows: 1 + 0.01 * random.normal(size=rows).cumsum(),
    "a day of hours": lambda random, rows: 50 + 10 * wave(rows, 24) + 2 * random.normal(size=rows),
    "a week of days": lambda random, rows: 20 + 8 * wave(rows, 7) + 2 * random.normal(size=rows),
}
HONEST = {
    **{
        f"{name}, {'as it is' if decimals is None else f'{decimals} decimals'}": (
            lambda random, rows, make=make, decimals=decimals: (
                make(random, rows) if decimals is None else np.round(make(random, rows), decimals)
            )
        )
        for name, make in CONTINUOUS.items()
        for decimals in (None, 0, 1, 2, 3)
    },
    "counts 0 to 5": lambda random, rows: random.integers(0, 6, rows).astype(float),
    "counts, Poisson of 1": lambda random, rows: random.poisson(1, rows).astype(float),
    "yes or no": lambda random, rows: (random.random(rows) < 0.3).astype(float),
    "intermittent": lambda random, rows: (random.random(rows) < 0.05) * np.round(random.lognormal(2, 1, rows)),
    "price in cents": lambda random, rows: np.round(10 * np.exp(0.01 * random.normal(size=rows).cumsum()), 2),
    "saturated sensor": lambda random, rows: np.round(np.clip(3 * random.normal(size=rows), 0, 5), 1),
    "wave without noise": lambda random, rows: np.sin(np.arange(rows) * np.pi / 6 + random.random()),
}


def later(values, steps):
    return np.concatenate([values[steps:], np.full(steps, np.nan)])


def looking_ahead(values):
    means = np.convolve(values, np.ones(5) / 5, "valid")
    return np.concatenate([np.full(2, np.nan), means, np.full(2, np.nan)])


PLANTED = {
    "a copy of the target": (("copy",), lambda values: values.copy()),
    "a linear function of it": (("copy",), lambda values: 32 + 1.8 * values),
    "tomorrow's value": (("shifted",), lambda values: later(values, 1)),
    "the value five steps later": (("shifted",), lambda values: later(values, 5)),
    "a mean of five around": (("ahead",), looking_ahead),
}
STRETCHES = (16, 37, 75)  # rows of the training part that stand in the test part again


def alarms(make, rows, count):
    """What `find` says of `count` honest tables with each number of columns."""
    found: Counter[str] = Counter()
    split = int(0.7 * rows), int(0.85 * rows)
    for seed in range(count):
        for beside in BESIDE:
            random = np.random.default_rng([seed, beside])
            target = make(random, rows)
            columns = {f"column {at}": make(random, rows) for at in range(beside)}
            if make is HONEST["wave without noise"]:
                columns = {}  # two such waves tell each other
            found["tables" if tables.find(target, columns, split) else "silent"] += 1
    return found["tables"], found.total()


def caught(kinds, plant):
    hits = 0
    for seed in range(EACH):
        random = np.random.default_rng(seed)
        make = list(CONTINUOUS.values())[seed % len(CONTINUOUS)]
        values = make(random, ROWS)
        columns = {"noise": random.normal(size=ROWS), "planted": plant(values)}
        found = tables.find(values, columns, (350, 425))
        hits += [(leak.kind, leak.column) for leak in found] == [(kinds[0], "planted")]
    return hits


def stretch_caught(length, decimals):
    hits = 0
    for seed in range(EACH):
        random = np.random.default_rng(seed)
        values = np.round(list(CONTINUOUS.values())[seed % len(CONTINUOUS)](random, ROWS), decimals)
        values[425 : 425 + length] = values[100 : 100 + length]
        hits += [leak.kind for leak in tables.find(values, {}, (350, 425))] == ["repeats"]
    return hits


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a quarter of the tables")
    counts = {rows: max(1, count // (4 if parser.parse_args().quick else 1)) for rows, count in COUNTS.items()}
    false = {name: {rows: alarms(make, rows, count) for rows, count in counts.items()} for name, make in HONEST.items()}
    header = ["honest", *(f"{rows} rows, of {count * len(BESIDE)}" for rows, count in counts.items())]
    rows = [[name, *(str(hits) for hits, _ in found.values())] for name, found in false.items()]
    rows.append(["all", *(str(sum(found[rows][0] for found in false.values())) for rows in counts)])
    report("leaks_false", {"false": false}, header, rows)
    true = {name: caught(*planted) for name, planted in PLANTED.items()}
    for length in STRETCHES:
        for decimals in (2, 3, 12):
            true[f"{length} rows of the training part in the test part, {decimals} decimals"] = stretch_caught(
                length, decimals
            )
    rows = [[name, str(hits)] for name, hits in true.items()]
    report("leaks_true", {"each": EACH, "true": true}, [f"planted, {ROWS} rows", f"found, of {EACH}"], rows)


if __name__ == "__main__":
    main()
