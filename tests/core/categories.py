"""Tables with columns of text beside a daily target, and what an independent reading makes of their cells."""

import csv

import numpy as np

from tests.support import spec_of

ROWS, AHEAD = 120, 6
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEATHER = ["sunny", "rain", "snow", "fog"]
COLUMNS = {  # cells by day and chance; None is a blank
    "promo": lambda day, chance: "yes" if chance < 0.3 else "no",
    "weekday": lambda day, chance: WEEKDAYS[day % 7],
    "促销": lambda day, chance: "是" if chance < 0.4 else "否",
    "weather": lambda day, chance: None if day % 9 == 5 else WEATHER[int(4 * chance)],
    "holiday": lambda day, chance: ("Xmas" if day % 40 == 2 else "Fair") if day % 20 == 2 else None,
}
AS_PAST = {"weather"}
INPUTS = {
    "promo": ["promo=yes"],
    "weekday": [f"weekday={name}" for name in WEEKDAYS],
    "促销": ["促销=是"],
    "weather": [f"weather={name}" for name in WEATHER],
    "holiday": ["holiday=Xmas", "holiday=Fair"],
}


def cells_of(column, rows=ROWS + AHEAD, seed=0):
    random = np.random.default_rng(seed)
    cells = [COLUMNS[column](day, random.random()) for day in range(rows)]
    return [cell if day < rows - AHEAD or column not in AS_PAST else None for day, cell in enumerate(cells)]


def table(path, column="promo", cells=None, rows=ROWS):
    """Sales that follow the first cells of the column, known for `rows` days, and the column for days behind them."""
    cells = cells or cells_of(column)
    random = np.random.default_rng(1)
    every = sorted({cell for cell in cells if cell})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["day", "sales", column])
        for day, cell in enumerate(cells):
            effect = 4 * every.index(cell) if cell else 0
            sales = f"{20 + 5 * np.sin(day / 4) + effect + random.normal() / 4:.3f}" if day < rows else ""
            writer.writerow([np.datetime64("2024-01-01") + day, sales, cell or ""])
    return path


def spec(path, column="promo", **changes):
    role = "data__past_columns" if column in AS_PAST else "data__future_columns"
    basis = {
        "data__source": "file",
        "data__file": str(path),
        "data__time_column": "day",
        "data__time_format": None,
        "data__target": "sales",
        "data__window": 12,
        "data__horizon": AHEAD,
        "data__season": None,
        "data__missing": "mask" if column in AS_PAST else "refuse",
        "model__hidden_size": 6,
        role: INPUTS[column],
    }
    return spec_of(**basis | changes)


def by_hand(path, name):
    """The numbers of an input, read with the csv module alone; None where a value is missing."""
    column, level = name.split("=")
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row[column] for row in csv.DictReader(file)]
    return [None if column in AS_PAST and cell == "" else float(cell == level) for cell in cells]
