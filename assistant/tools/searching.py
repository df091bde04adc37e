"""A search for better settings, as tools and buttons ask for it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.tools import arguments
from assistant.tools.context import Context, text_of
from assistant.tools.tool import ToolOutput, card_content, card_of
from lstm_core.errors import Sentence, SpecError
from lstm_core.reports.kinds import search as report
from lstm_core.runs import pace, search_plan
from lstm_core.runs.record import RunRecord
from lstm_core.runs.slots import Slots
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search import Dimension, SearchRunSpec
from lstm_core.spec.search_spaces import around
from lstm_core.spec.validation import validated

USUAL_SECONDS = 600.0
OFF = "off"  # as a model says it; "none" reads as nothing
FEWER_SEEDS = (5, 4, 3)  # of the confirmation, where a short budget holds no more
LOADING = 3.0  # seconds before the first step of a worker and after the last, about
SCHEMA: dict[str, dict[str, Any]] = {
    "run": {
        "type": "string",
        "description": "id of a run or card to start from; absent: the newest of this thread, else its data",
    },
    "minutes": {
        "type": "number",
        "exclusiveMinimum": 0,
        "description": "of wall clock at most, confirmation included; absent with trials absent: 10",
    },
    "trials": {"type": "integer", "minimum": 2, "maximum": 1000, "description": "settings that are tried at most"},
    "fields": {
        "type": "array",
        "items": {"type": "string"},
        "description": "search these paths alone, e.g. train.learning_rate; absent: what suits task, data and machine",
    },
    "space": {
        "type": "array",
        "items": {"type": "object"},
        "description": "ranges in place of the suggested ones: objects with path, kind (int, float, categorical), "
        "low and high (log, step) or choices",
    },
    "changes": {"type": "object", "description": "changes of the starting point by path"},
    "seeds": {"type": "integer", "minimum": 2, "maximum": 30, "description": "fresh ones that confirm the best"},
    "sampler": {"type": "string", "enum": ["tpe", "random"]},
    "pruner": {
        "type": "string",
        "enum": ["median", "successive_halving", OFF],
        "description": "what stops hopeless trials",
    },
}


def propose(box: Context, given: dict[str, Any]) -> ToolOutput:
    """A card for a search from a run, a card, or the data of the conversation; nothing is trained."""
    run, record = _start(box, given)
    run = run.with_changes(arguments.flat_changes(given.get("changes")))
    cost = None if given.get("changes") else cost_of(record)
    wanted = {name: given[name] for name in ("trials", "seeds", "sampler", "pruner") if given.get(name) is not None}
    if wanted.get("pruner") == OFF:
        wanted["pruner"] = "none"
    spec = of(run, wanted, seconds=_seconds(given), space=_space(run, given), cost=cost, measured=True)
    card_id = box.services.store.add_card(box.conversation_id, spec)
    content: dict[str, Any] = json.loads(card_content(card_id, spec))
    content["space"] = [_told(each, box) for each in spec.space]
    estimate = search_plan.estimate(spec, Slots.of(None))
    content["estimate"] = box.sentence(estimate)
    return ToolOutput(content, card_id)


def of(
    run: TrainRunSpec,
    wanted: Mapping[str, Any],
    *,
    seconds: float | None = None,
    space: Sequence[Dimension | dict[str, Any]] | None = None,
    cost: float | None = None,
    measured: bool = False,
) -> SearchRunSpec:
    """A search from that training, in ten minutes where nothing is said of its budget.

    With `measured` its cost is found out where it is not known. A budget that is too short for five seeds gets fewer
    of them, where nobody asked for a number. Raises SpecError and DataError.
    """
    usual = seconds is None and wanted.get("trials") is None
    spec = search_plan.planned(run, space, cost, seconds=USUAL_SECONDS if usual else seconds, **wanted)
    spec = search_plan.with_cost(spec) if measured else spec
    slots = Slots.of(None)
    if usual:
        least = search_plan.least_seconds(spec, slots) or 0.0
        return spec if 2 * least <= USUAL_SECONDS else spec.changed(seconds=60.0 * -(-2 * least // 60), cost=spec.cost)
    if wanted.get("seeds") is None and spec.seconds is not None:
        for seeds in FEWER_SEEDS:
            fewer = spec.changed(seeds=seeds, cost=spec.cost)
            if (search_plan.least_seconds(fewer, slots) or 0.0) <= spec.seconds:
                return fewer
    search_plan.check_budget(spec, slots)
    return spec


def with_fields(spec: SearchRunSpec, **fields: Any) -> SearchRunSpec:
    """The same with other fields, whose cost is what it was. Raises SpecError."""
    return validated(SearchRunSpec, {**spec.model_dump(mode="json"), **fields})


def cost_of(record: RunRecord | None) -> float | None:
    """Seconds that a training took which has ended; None where that is not known."""
    if not isinstance(record, TrainRecord) or record.result is None or not record.result.steps:
        return None
    whole = record.result.seconds * record.spec.train.steps / record.result.steps
    return round(LOADING + whole, 2)


def estimated(run: TrainRunSpec, found: pace.Pace | None) -> float | None:
    """Seconds of a training by its measured pace."""
    return None if found is None else round(found.seconds(run), 2)


def _start(box: Context, given: dict[str, Any]) -> tuple[TrainRunSpec, RunRecord | None]:
    """The training to start from, and its record where it has one."""
    wanted = text_of(given, "run") if "run" in given else None
    about_data = any(name in given for name in ("source", "file"))
    if about_data or (wanted is None and not box.services.store.cards(box.conversation_id)):
        from assistant.tools import datasets

        return datasets.proposed(box, box.subject(given), {})[0], None
    _, run_id, spec = card_of(box, wanted)
    return spec.training, box.services.record(run_id) if run_id is not None else None


def _seconds(given: dict[str, Any]) -> float | None:
    minutes = given.get("minutes")
    if minutes is None:
        return None
    if isinstance(minutes, bool) or not isinstance(minutes, int | float):
        raise SpecError(Sentence("spec.type_float", {"path": "minutes", "value": str(minutes)[:60]}))
    return 60.0 * minutes


def _space(run: TrainRunSpec, given: dict[str, Any]) -> Sequence[Dimension | dict[str, Any]] | None:
    """The ranges that were given, or the suggested ones of the fields that were named."""
    space, fields = given.get("space"), given.get("fields")
    if space is not None:
        if not isinstance(space, list) or not all(isinstance(each, dict) for each in space):
            raise SpecError(Sentence("spec.type_list", {"path": "space", "value": str(space)[:60]}))
        return space
    if fields is None:
        return None
    if not isinstance(fields, list):
        raise SpecError(Sentence("spec.type_list", {"path": "fields", "value": str(fields)[:60]}))
    suggested = {each.path: each for each in search_plan.space_of(run)}
    found = []
    for path in dict.fromkeys(map(str, fields)):
        dimension = suggested.get(path) or around(run, path)
        if dimension is None:
            raise SpecError(Sentence("search.field_unknown", {"path": path[:60], "known": ", ".join(suggested)}))
        found.append(dimension)
    return found


def _told(dimension: Dimension, box: Context) -> dict[str, str]:
    return {
        "path": dimension.path,
        "values": report.range_text(dimension, box.language),
        "reason": report.reason_text(dimension, box.language),
    }
