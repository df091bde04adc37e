"""A search before it starts and while it works: its space, what it costs, and its trials as the events tell of them."""

import math
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lstm_core.data import tasks
from lstm_core.errors import Sentence, SpecError
from lstm_core.i18n.languages import Parameter
from lstm_core.results.search import TrialRow
from lstm_core.runs import pace
from lstm_core.runs.folder import DATA_FILES
from lstm_core.runs.log import RunLog
from lstm_core.runs.slots import Slots
from lstm_core.spec.parsing import mapping_of
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search import Dimension, SearchRunSpec
from lstm_core.spec.search_spaces import Facts, suggested
from lstm_core.spec.validation import validated

GPU = Path("/dev/nvidiactl")  # there as soon as a driver is
FEWEST = 2  # trials that a budget has to hold: the start and one other


def rows_of(log: RunLog) -> list[TrialRow]:
    """Every trial in the order of asking, those that have not ended as running."""
    rows = []
    for asked in log.asked:
        row = TrialRow(number=asked.trial, values=asked.values, changes=asked.changes)
        told = log.told.get(asked.trial)
        if told is not None:
            row = row.model_copy(update=told.model_dump(exclude={"seq", "at", "type", "trial"}))
        rows.append(row)
    return rows


def weight(start: TrainRunSpec, spec: TrainRunSpec) -> float:
    """About how many times as long as the start a trial takes: half of a step does not depend on the size."""
    share = spec.train.steps / start.train.steps
    return share * (1 + _size(spec) / _size(start)) / 2


def _size(spec: TrainRunSpec) -> float:
    model = spec.model
    return spec.train.batch_size * (spec.time or 1) * model.hidden_size * model.layers


def facts_of(run: TrainRunSpec) -> Facts:
    """What a suggested space goes by. Raises DataError when the data cannot be read."""
    room = tasks.of(run.data.task)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATA_FILES[run.data.task]
        tasks.write_data_file(run.data, path)
        found = room.facts(run, room.load(run.data, path))
    gpu = run.train.device == "cuda" or (run.train.device == "auto" and GPU.exists())
    return Facts(found.samples, found.windows, found.memory, gpu)


def space_of(run: TrainRunSpec) -> tuple[Dimension, ...]:
    """The space that is suggested for a training on its data and this machine. Raises DataError."""
    return suggested(run, facts_of(run))


def planned(
    run: TrainRunSpec,
    space: Sequence[Dimension | dict[str, Any]] | None = None,
    cost: float | None = None,
    **fields: Any,
) -> SearchRunSpec:
    """A search from that training; without a space the suggested one. Raises SpecError and DataError."""
    shown = space_of(run) if space is None else space
    raw: dict[str, Any] = {"kind": "search", "run": run.model_dump(mode="json"), "cost": cost}
    raw["space"] = [each.model_dump(mode="json") if isinstance(each, Dimension) else each for each in shown]
    return validated(SearchRunSpec, {**raw, **{name: value for name, value in fields.items() if value is not None}})


def with_cost(spec: SearchRunSpec, should_stop: Callable[[], bool] = lambda: False) -> SearchRunSpec:
    """The same with how long the starting point takes, measured where that is not known yet."""
    if spec.cost is not None:
        return spec
    [found] = pace.measure([spec.start], should_stop)
    return spec if found is None else spec.model_copy(update={"cost": round(found.seconds(spec.start), 2)})


def least_seconds(spec: SearchRunSpec, slots: Slots) -> float | None:
    """The smallest budget: the start, one other trial, and their confirmation; None where the cost is not known."""
    if spec.cost is None:
        return None
    return spec.cost * (FEWEST + 2 * spec.seeds) / min(slots.at_once(spec.start), 2 * spec.seeds)


def check_budget(spec: SearchRunSpec, slots: Slots) -> None:
    """Whether the seconds hold one trial and its confirmation. Raises SpecError, which says how long one takes."""
    least = least_seconds(spec, slots)
    if spec.seconds is None or spec.cost is None or least is None or least <= spec.seconds:
        return
    facts: dict[str, Parameter] = {"seconds": minutes_of(spec.seconds), "seeds": spec.seeds}
    facts |= {"cost": minutes_of(spec.cost), "needed": minutes_of(math.ceil(least))}
    raise SpecError(Sentence("search.budget_no_trial" if spec.cost > spec.seconds else "search.budget_short", facts))


def estimated_seconds(spec: SearchRunSpec, slots: Slots) -> float | None:
    """How long the search takes at most; None where the cost is not known and no seconds bound it."""
    if spec.cost is None:
        return spec.seconds
    whole = spec.cost * spec.total / slots.at_once(spec.start)
    if spec.trials is None:
        return spec.seconds
    return whole if spec.seconds is None else min(whole, spec.seconds)


def estimate(spec: SearchRunSpec, slots: Slots) -> Sentence:
    """About how much is trained and how long that takes."""
    facts: dict[str, Parameter] = {"trials": spec.about_trials, "confirming": 2 * spec.seeds}
    seconds = estimated_seconds(spec, slots)
    if seconds is None:
        return Sentence("search.estimate_unknown", facts)
    at_once = slots.at_once(spec.start)
    return Sentence("search.estimate", {**facts, "time": minutes_of(seconds), "at_once": at_once})


def minutes_of(seconds: float) -> str:
    """Seconds as minutes and seconds, e.g. 2:05."""
    whole = max(1, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def read_space(path: Path) -> list[dict[str, Any]]:
    """The dimensions that a JSON file lists, as the command `space` prints them. Raises SpecError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        facts = {"file": str(path), "reason": error.strerror or str(error)}
        raise SpecError(Sentence("spec.unreadable", {**facts})) from None
    if raw.lstrip()[:1] == b"[":  # the list alone
        raw = b'{"space": ' + raw + b"}"
    found = mapping_of(raw).get("space")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise SpecError(Sentence("search.space_file", {"file": str(path)}))
    return found
