"""Runs made by hand: folders as a worker leaves them, without training, so that a test needs no engine and no time.

The series is real, the forecasts are not: the model's error is a chosen share of a baseline's, so every score has a
value that is known beforehand.
"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from lstm_core.data.series.calendars import later
from lstm_core.data.series.sources import write_data_file
from lstm_core.data.series.tables import Series, digest, load_series
from lstm_core.data.series.windows import boundaries, non_overlapping, split
from lstm_core.engine.tasks.series.scores import skill
from lstm_core.results.series import ForecastWindow, Scores, SeriesResult
from lstm_core.runs import events
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.runs.train import CURVE, VALIDATION, Curve, Evaluation
from lstm_core.spec.run import TrainRunSpec

AT = 1_795_435_200.0  # 2026-11-23 12:00 UTC
VERSIONS = {"python": "3.11.7", "torch": "2.13.0+cpu", "numpy": "2.4.6", "pandas": "3.1.1"}
STEPS = 120


def spec_of(**changes: object) -> TrainRunSpec:
    """Yearly sunspots, 8 hidden units; `data__window=22` changes data.window."""
    basis = TrainRunSpec().with_changes(
        {
            "data.time_column": "time",
            "data.time_format": "%Y",
            "data.window": 22,
            "data.horizon": 5,
            "data.season": 11,
            "model.hidden_size": 8,
            "train.steps": STEPS,
        }
    )
    return basis.with_changes({path.replace("__", "."): value for path, value in changes.items()})


def make_finished_run(
    runs: Path,
    spec: TrainRunSpec | None = None,
    *,
    gain: float = 0.4,
    noise: float = 0.0,
    name: str = "20261123-120000-made",
) -> Path:
    """A finished run whose skill over seasonal naive (persistence without a season) is `gain`; `noise` widens it."""
    spec = spec or spec_of()
    folder, series = _begun(runs / name, spec)
    _log(folder, spec, [*_training(spec, STEPS), events.CheckpointSaved(seq=0, at=0, step=STEPS)])
    _weights(folder, spec)
    write_json(folder.result, _result(spec, series, gain, noise).model_dump_json())
    _log(folder, spec, [events.Finished(seq=0, at=0, step=STEPS, reason="steps", seconds=2.5)])
    return folder.path


def make_unfinished_run(
    runs: Path,
    ending: events.RunEvent | None,
    *,
    spec: TrainRunSpec | None = None,
    step: int = 60,
    checkpoint: bool = True,
    name: str = "20261123-130000-made",
) -> Path:
    """A run that ended at `step` with `ending`; None is a run whose process died."""
    spec = spec or spec_of()
    folder, _ = _begun(runs / name, spec)
    _log(folder, spec, list(_training(spec, step)))
    if checkpoint:
        _weights(folder, spec)
        folder.last.write_bytes(folder.best.read_bytes())
        _log(folder, spec, [events.CheckpointSaved(seq=0, at=0, step=step)])
    if ending is not None:
        _log(folder, spec, [ending])
    return folder.path


def add_events(path: Path, happened: list[events.RunEvent]) -> None:
    """Append events to those of a run made by hand."""
    _log(RunFolder(path), spec_of(), happened)


def logged(step: int, at: float = 0.0, seq: int = 0, **values: float) -> events.Logged:
    """Named values at one step."""
    return events.Logged(seq=seq, at=at, step=step, values=values)


def told(happened: Iterable[events.RunEvent], name: str) -> list[tuple[int, float]]:
    """Step and value of every point of one named series among events."""
    points = (event for event in happened if isinstance(event, events.Logged))
    return [(point.step, point.values[name]) for point in points if name in point.values]


def curve_of(happened: Iterable[events.RunEvent]) -> Curve:
    """The training curve that events draw."""
    columns = [told(happened, name) for name in CURVE]
    values = {name: [value for _, value in column] for name, column in zip(CURVE, columns, strict=True)}
    return Curve(steps=[step for step, _ in columns[0]], **values)


def validations_of(happened: Iterable[events.RunEvent]) -> list[Evaluation]:
    """Every validation among events; the best are those below all before them."""
    found: list[Evaluation] = []
    for step, loss in told(happened, VALIDATION):
        found.append(Evaluation(step=step, loss=loss, best=all(loss < before.loss for before in found)))
    return found


def _begun(path: Path, spec: TrainRunSpec) -> tuple[RunFolder, Series]:
    folder = RunFolder(path)
    folder.checkpoints.mkdir(parents=True)
    write_data_file(spec.data, folder.data)
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    folder.lock.touch()
    folder.log.touch()
    return folder, load_series(spec.data, folder.data)


def _training(spec: TrainRunSpec, steps: int) -> Iterator[events.RunEvent]:
    yield events.Admitted(seq=0, at=0)
    yield events.Measured(seq=0, at=0, name="persistence.validation_loss", value=0.05)
    if spec.data.season:
        yield events.Measured(seq=0, at=0, name="seasonal_naive.validation_loss", value=0.02)
    yield events.Started(
        seq=0,
        at=0,
        steps=spec.train.steps,
        parameters=365,
        train_samples=190,
        validation_samples=42,
        test_samples=42,
        device="cpu",
        device_name="Made <b>Processor</b>",
        threads=1,
        precision="float32",
        path="onednn",
        versions=VERSIONS,
    )
    for step in range(1, steps + 1):
        loss = 0.06 * float(np.exp(-step / 40)) + 0.01 + 0.002 * float(np.sin(7 * step))
        yield logged(step, loss=loss, gradient_norm=0.3, learning_rate=0.002)
        if step % spec.train.evaluate_every == 0 or step == steps:
            held_out = 0.07 * float(np.exp(-step / 40)) + 0.012
            yield logged(step, validation_loss=held_out)


def _log(folder: RunFolder, spec: TrainRunSpec, happened: list[events.RunEvent]) -> None:
    """Append events as a worker does, a tenth of a second apart."""
    before = len(folder.events.read_bytes().splitlines()) if folder.events.exists() else 0
    with folder.events.open("a", encoding="utf-8") as file:
        for number, event in zip(itertools.count(before), happened, strict=False):
            stamped = event.model_copy(update={"seq": number, "at": AT + 1 + number / 10})
            file.write(stamped.model_dump_json() + "\n")


def _weights(folder: RunFolder, spec: TrainRunSpec) -> None:
    gates = {"lstm": 4, "gru": 3}[spec.model.cell] * spec.model.hidden_size
    hidden, horizon = spec.model.hidden_size, spec.data.horizon
    shapes = {
        "recurrent.weight_ih_l0": (gates, 1),
        "recurrent.weight_hh_l0": (gates, hidden),
        "recurrent.bias_ih_l0": (gates,),
        "recurrent.bias_hh_l0": (gates,),
        "head.weight": (horizon, hidden),
        "head.bias": (horizon,),
    }
    random = np.random.default_rng(0)
    save_file({name: random.normal(size=shape).astype("float32") for name, shape in shapes.items()}, folder.best)
    weights = hashlib.sha256(folder.best.read_bytes()).hexdigest()
    write_json(folder.preprocessing, {"format": 1, "task": "series", "weights": weights})


def _result(spec: TrainRunSpec, series: Series, gain: float, noise: float) -> SeriesResult:
    values, data = series.values, spec.data
    origins = split(len(values), data).test
    rows = np.array(origins)[:, None] + np.arange(1, data.horizon + 1)  # (N, H)
    truth = values[rows]
    found = _baselines(spec, values, np.array(origins))
    reference = found["seasonal_naive"] if data.season else found["persistence"]
    share = 1 - gain + noise * np.resize([1.0, -1.0], len(truth))[:, None]
    found = {"model": truth + share * (reference - truth), **found}
    errors = {name: np.abs(forecast - truth).mean(axis=1) for name, forecast in found.items()}
    naive = float(np.abs(np.diff(values[: boundaries(len(values), data)[0]])).mean())

    def scores(name: str) -> Scores:
        mae = float(errors[name].mean())
        rmse = float(np.sqrt(((found[name] - truth) ** 2).mean()))
        return Scores(mae=mae, rmse=rmse, mase=mae / naive, loss=mae / 1000)

    drawn = non_overlapping(origins, data.horizon)[-40:]
    shown = max(0, drawn.start - data.window)
    test = {name: scores(name) for name in found}
    return SeriesResult(
        best_step=STEPS - 20,
        steps=STEPS,
        reason="steps",
        seconds=2.5,
        validation=test,
        test=test,
        skill={name: skill(errors["model"], errors[name], data.horizon) for name in found if name != "model"},
        history_times=series.times[shown:],
        history=values[shown:].tolist(),
        windows=[
            _window(spec, series, origin, {n: f[origin - origins.start] for n, f in found.items()}) for origin in drawn
        ],
        future=_window(spec, series, len(values) - 1, {name: forecast[-1] for name, forecast in found.items()}),
        data_digest=digest(values),
        weights="checkpoints/best.safetensors",
    )


def _baselines(spec: TrainRunSpec, values: np.ndarray, origins: np.ndarray) -> dict[str, np.ndarray]:
    found = {"persistence": np.repeat(values[origins][:, None], spec.data.horizon, axis=1)}
    if spec.data.season:
        ahead = np.arange(spec.data.horizon) % spec.data.season + 1 - spec.data.season
        found["seasonal_naive"] = values[origins[:, None] + ahead]
    return found


def _window(spec: TrainRunSpec, series: Series, origin: int, lines: dict[str, np.ndarray]) -> ForecastWindow:
    rows = slice(origin + 1, origin + 1 + spec.data.horizon)
    inside = rows.stop <= len(series.values)
    return ForecastWindow(
        origin=origin,
        times=series.times[rows] if inside else later(series.stamps, series.times, spec.data.horizon),
        truth=series.values[rows].tolist() if inside else [],
        forecast=lines["model"].tolist(),
        persistence=lines["persistence"].tolist(),
        seasonal_naive=lines["seasonal_naive"].tolist() if "seasonal_naive" in lines else [],
    )
