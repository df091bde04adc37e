"""A comparison of several trainings over the same seeds, as tools and buttons ask for it and read it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from assistant.conversation.known_cards import STUDIES
from assistant.tools import arguments, datasets, repetition
from assistant.tools.context import Context, text_of
from assistant.tools.tool import ToolOutput, card_content, card_of, shown, task_in, teller
from lstm_core.errors import DataError, RunError, Sentence, SpecError
from lstm_core.reports.kinds import compare as report
from lstm_core.runs.record import RunRecord
from lstm_core.spec.compare import CompareRunSpec, compared
from lstm_core.spec.comparison_sets import SETS, Changes, candidates_of, changed_cell, fitting
from lstm_core.spec.likelihoods import taken_along
from lstm_core.spec.run import RunSpec, TrainRunSpec
from lstm_core.spec.validation import validated

EXAMPLE = '{"model.cell": "gru"}, {"model.cell": "lstm"}'
BETWEEN_LAYERS: tuple[Changes, ...] = (  # what may have to go with one layer
    {},
    {"model.residual": False},
    {"model.dropout": 0.0},
    {"model.residual": False, "model.dropout": 0.0},
)
SCHEMA: dict[str, dict[str, Any]] = {
    "set_of": {
        "type": "string",
        "enum": list(SETS),
        "description": "a ready-made set of candidates that suits the training; with candidates: every combination",
    },
    "candidates": {
        "type": "array",
        "maxItems": 40,
        "items": {"type": "object"},
        "description": f"changes of the training by path, one object each, e.g. [{EXAMPLE}]; "
        "{} is the training as it is",
    },
    "runs": {
        "type": "array",
        "items": {"type": "string"},
        "description": "instead of all that: ids of two or more cards or runs on the same data, compared as they are",
    },
    "seeds": {"type": "integer", "minimum": 1, "maximum": 100, "description": "for each candidate; usually 5"},
    "budget": {
        "type": "string",
        "enum": ["as_given", "equal_steps", "equal_parameters", "equal_time"],
        "description": "what all candidates get alike",
    },
}


class Comparison(NamedTuple):
    """A comparison, and what is to be said of how it came about."""

    spec: CompareRunSpec
    notices: tuple[Sentence, ...] = ()


def of(subject: RunSpec, wanted: Mapping[str, Any]) -> Comparison:
    """The comparison around a training; around a comparison it is that one with another number of seeds or budget.

    Raises SpecError for candidates, seeds or a budget that are refused, or when nothing is said to compare.
    """
    asked = {name: wanted[name] for name in ("seeds", "budget") if wanted.get(name) is not None}
    if wanted.get("set_of") is None and wanted.get("candidates") is None:
        if not isinstance(subject, CompareRunSpec):
            raise SpecError(Sentence("tool.compare_what", {"sets": ", ".join(fitting(subject.training))}))
        kept = subject.model_dump(mode="json", exclude={"paces"})
        return Comparison(validated(CompareRunSpec, {**kept, **asked}))
    run, notices = subject.training, list[Sentence]()
    made = [_suited(run, changes, notices) for changes in _candidates(run, wanted)]
    raw = {"kind": "compare", "run": run.model_dump(mode="json"), "candidates": made, **asked}
    return Comparison(validated(CompareRunSpec, raw), tuple(notices))


def of_runs(specs: Sequence[RunSpec], wanted: Mapping[str, Any]) -> Comparison:
    """Trainings as they are. Raises SpecError for those that no score compares."""
    asked = {name: wanted[name] for name in ("seeds", "budget") if wanted.get(name) is not None}
    plain = compared([spec.training for spec in specs])
    return Comparison(validated(CompareRunSpec, {**plain.model_dump(mode="json"), **asked}))


def changed(base: RunSpec, changes: Changes) -> RunSpec:
    """A card with its training changed; of a comparison the training alone, where its candidates differ in that."""
    training = base.training.with_changes(changes)
    return training if differing(base) & changes.keys() else base.with_training(training)


def differing(spec: RunSpec) -> frozenset[str]:
    """The fields in which the candidates of a comparison differ; none of another run."""
    every = spec.candidates if isinstance(spec, CompareRunSpec) else ()
    return frozenset(path for changes in every for path in changes)


def over(subject: RunSpec, seeds: Any) -> RunSpec:
    """The same over so many seeds. Raises SpecError for a number that is refused."""
    return of(subject, {"seeds": seeds}).spec if isinstance(subject, CompareRunSpec) else repetition.of(subject, seeds)


def _candidates(run: TrainRunSpec, wanted: Mapping[str, Any]) -> list[Changes]:
    """As they were asked for: a ready-made set, a list, or every combination of both."""
    name = wanted.get("set_of")
    if name is not None and not isinstance(name, str):
        raise SpecError(Sentence("spec.type_string", {"path": "set_of", "value": str(name)[:60]}))
    own = _listed(wanted["candidates"]) if wanted.get("candidates") is not None else None
    if own is None:
        return list(candidates_of(str(name), run))
    if name is None:
        return own
    return [{**changes, **more} for changes in own for more in candidates_of(name, run.with_changes(changes))]


def _listed(raw: Any) -> list[Changes]:
    """A list of objects of changes, tolerantly."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except ValueError:
            raise SpecError(Sentence("tool.candidates", {"value": str(raw)[:60], "example": EXAMPLE})) from None
    if isinstance(raw, Mapping) or not isinstance(raw, Sequence):
        raise SpecError(Sentence("tool.candidates", {"value": str(raw)[:60], "example": EXAMPLE}))
    return [arguments.flat_changes(each) for each in raw]


def _suited(run: TrainRunSpec, changes: Changes, notices: list[Sentence]) -> Changes:
    """The changes with what they make necessary: settings that another cell does not know go back to their defaults,
    what acts between layers ends with the second layer, counts are not shifted. What was added is said.
    """
    cell = changes.get("model.cell")
    added: Changes = {}
    if cell is not None and cell != run.model.cell and isinstance(cell, str):
        added = {path: value for path, value in _of_cell(run, cell).items() if path not in changes}
    added |= taken_along(changes, run.data.model_dump(), run.train.loss)
    for more in (
        {},
        {"model.residual": False},
        {"model.dropout": 0.0},
        {"model.residual": False, "model.dropout": 0.0},
    ):
        extra = {**added, **{path: value for path, value in more.items() if path not in changes}}
        try:
            run.with_changes({**changes, **extra})
        except SpecError:
            continue
        said = {path: value for path, value in extra.items() if arguments.value_at(run, path) != value}
        if said:
            listed = ", ".join(f"{path} = {value}" for path, value in said.items())
            name = ", ".join(f"{path} = {value}" for path, value in changes.items())
            notices.append(Sentence("tool.compare_suited", {"candidate": name, "changes": listed}))
        return {**changes, **said}
    return changes  # refused with its reason where the spec is made


def _of_cell(run: TrainRunSpec, cell: str) -> Changes:
    try:
        return changed_cell(run, cast("Any", cell))
    except (SpecError, StopIteration):  # a width that no usual number of heads divides
        return {}


# -- the tools ---------------------------------------------------------------------------------------------------------


def propose(box: Context, given: dict[str, Any]) -> ToolOutput:
    """A card with the comparison; trains nothing. Raises DataError, RunError and SpecError."""
    notices: list[Sentence] = []
    if given.get("runs") is not None:
        found = of_runs([card_of(box, wanted)[2] for wanted in _ids(given["runs"])], given)
    else:
        subject, notices = _subject(box, given)
        found = of(subject, given)
    spec, left_out = _readable(found.spec, is_set=given.get("candidates") is None and given.get("runs") is None)
    card_id = box.services.store.add_card(box.conversation_id, spec)
    content: dict[str, Any] = json.loads(card_content(card_id, spec))
    content["names"] = report.labels(spec, box.language)
    content["trainings"] = spec.total
    said = [box.sentence(message) for message in (*found.notices, *left_out, *notices)]
    return ToolOutput({**content, **({"notices": said[:10]} if said else {})}, card_id)


def _ids(raw: Any) -> list[str]:
    if isinstance(raw, str) or not isinstance(raw, Sequence) or not all(isinstance(each, str) for each in raw):
        raise SpecError(Sentence("tool.runs", {"value": str(raw)[:60]}))
    return [str(each).strip() for each in raw]


def _subject(box: Context, given: dict[str, Any]) -> tuple[RunSpec, list[Sentence]]:
    """What is compared: a card or run, data, or without either the newest card; changed as all candidates are."""
    changes = arguments.flat_changes(given.get("changes"))
    about_data = any(name in given for name in ("source", "file"))
    if "base" in given or (not about_data and box.services.store.cards(box.conversation_id)):
        base = card_of(box, text_of(given, "base") if "base" in given else None)[2]
        base = base.with_training(base.training.with_changes(changes)) if changes else base
        return base, datasets.checked(base.training)
    spec, notices, _ = datasets.proposed(box, box.subject(given), changes, task_in(given))
    return spec, notices


def _readable(spec: CompareRunSpec, *, is_set: bool) -> tuple[CompareRunSpec, list[Sentence]]:
    """The comparison without those candidates of a ready-made set that its data are too short for.

    Raises DataError for one that somebody named.
    """
    kept, said = list[Changes](), list[Sentence]()
    for number, changes in enumerate(spec.candidates):
        try:
            if any(path.startswith("data.") for path in changes):
                datasets.checked(spec.candidate(number))
        except DataError as error:
            if not is_set:
                raise
            said += error.messages[:1]
            continue
        kept.append(changes)
    if len(kept) < 2 and said:
        raise DataError(*said)
    return (spec.model_copy(update={"candidates": tuple(kept)}) if said else spec), said


def read(box: Context, wanted: str | None, by: Callable[[RunRecord], RunRecord] | None = None) -> ToolOutput:
    """State, table and verdict of a study, the newest of the conversation without an id; `by` judges it anew.

    Raises RunError.
    """
    card_id, run_id, spec = _study(box, wanted)
    if spec.kind not in STUDIES:
        raise RunError(Sentence("tool.not_study", {"run": wanted or str(run_id), "kind": spec.kind}))
    if run_id is None:
        told: dict[str, Any] = {"card": card_id, "state": "not trained yet", "configuration": shown(spec)}
        if isinstance(spec, CompareRunSpec):
            told["names"] = report.labels(spec, box.language)
        return ToolOutput(told, card_id)
    record = box.services.record(run_id)
    record = by(record) if by is not None else record
    return ToolOutput({"card": card_id, "kind": record.spec.kind, **teller(record).describe(box, record)}, card_id)


def _study(box: Context, wanted: str | None) -> tuple[str | None, str | None, RunSpec]:
    """Card, run and spec of an id; else of the newest study that was started, else of the newest one."""
    if wanted is not None:
        return card_of(box, wanted)
    cards = [each for each in box.services.store.cards(box.conversation_id) if each.spec.kind in STUDIES]
    if not cards:
        raise RunError(Sentence("tool.no_study"))
    chosen = next((card for card in reversed(cards) if card.run_id), cards[-1])
    return chosen.id, chosen.run_id, chosen.spec
