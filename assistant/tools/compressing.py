"""A compression ladder of a trained run, as tools and buttons ask for it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.tools.context import Context, text_of
from assistant.tools.tool import ToolOutput, card_content, card_of
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.reports.kinds import compress as report
from lstm_core.reports.kinds import compress_words as words
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.compress_plan import estimated, ladder_spec
from lstm_core.runs.record import RunRecord
from lstm_core.runs.slots import Slots
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.compress import CompressRunSpec, Limits
from lstm_core.spec.validation import validated

KILO = 1000
SCALES = {"size_kb": ("size", KILO), "latency_ms": ("latency", 1.0), "loss_percent": ("loss", 0.01)}
SCHEMA: dict[str, dict[str, Any]] = {
    "run": {
        "type": "string",
        "description": "id of a trained run or its card, or of a compression card whose wishes are to change; absent: "
        "the newest trained run of this thread",
    },
    "rungs": {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": 60,
        "description": "what is built: methods joined by +, then a format: int8, mixed, distil:16, shrink:0.5+int8, "
        "prune:0.8, low_rank:0.25, distil:16+shrink:0.5+int8, onnx; absent: the usual ones",
    },
    "size_kb": {"type": "number", "exclusiveMinimum": 0, "description": "kilobytes that the file may have"},
    "latency_ms": {"type": "number", "exclusiveMinimum": 0, "description": "milliseconds of one pass at batch 1"},
    "loss_percent": {
        "type": "number",
        "minimum": 0,
        "description": "percent by which the measure on the test part may get worse (of an error rate: points)",
    },
    "seeds": {
        "type": "integer",
        "minimum": 2,
        "maximum": 30,
        "description": "over which a student is compared with the same one without a teacher; usually 3",
    },
}
JUDGED = {
    name: {
        **SCHEMA[name],
        "description": f"of a compression: judge it anew by this limit; {SCHEMA[name]['description']}",
    }
    for name in SCALES
}


def judging(given: dict[str, Any]) -> Callable[[RunRecord], RunRecord] | None:
    """What judges a ladder by other limits, where a call names any. Raises SpecError for what is no number."""
    limits = _limits(given)

    def judge(record: RunRecord) -> RunRecord:
        if not isinstance(record, CompressRecord):
            return record
        try:
            named = Limits.model_validate({**record.spec.limits.model_dump(), **limits})
        except ValidationError:
            shown = ", ".join(f"{name} = {value:g}" for name, value in limits.items())
            raise SpecError(Sentence("compress.limit", {"value": shown[:60]})) from None
        return report.under(record, named)

    return judge if limits else None


def propose(box: Context, given: dict[str, Any]) -> ToolOutput:
    """A card for the ladder of a trained run; builds nothing. Raises RunError and SpecError."""
    spec = _asked(box, given)
    card_id = box.services.store.add_card(box.conversation_id, spec)
    content: dict[str, Any] = json.loads(card_content(card_id, spec))
    return ToolOutput({**content, **told(spec, box)}, card_id)


def told(spec: CompressRunSpec, box: Context) -> dict[str, Any]:
    """Rungs in words, limits and time of a ladder that is to be built."""
    seconds = estimated(spec, Slots.of(None))
    found: dict[str, Any] = {
        "networks": spec.total,
        "rungs_in_words": [words.of_rung(rung, box.language) for rung in spec.ladder],
        "limits_in_words": words.limits(spec.limits, None, box.language),
    }
    return {**found, **({} if seconds is None else {"estimated_seconds": round(seconds)})}


def of(path: Path | str, **asked: Any) -> CompressRunSpec:
    """The ladder of a trained run. Raises RunError where there is nothing to compress, SpecError for a wrong wish."""
    return ladder_spec(path, **asked)


def changed(spec: CompressRunSpec, **fields: Any) -> CompressRunSpec:
    """The same ladder with other fields. Raises SpecError."""
    return validated(CompressRunSpec, {**spec.model_dump(mode="json"), **fields})


def _asked(box: Context, given: dict[str, Any]) -> CompressRunSpec:
    wanted = text_of(given, "run") if "run" in given else None
    fields: dict[str, Any] = {name: given[name] for name in ("rungs", "seeds") if given.get(name) is not None}
    limits = _limits(given)
    run_id, before = _subject(box, wanted)
    if before is not None:
        kept = before.limits.model_dump(mode="json")
        return changed(before, **fields, limits={**kept, **limits})
    if limits:
        fields["limits"] = limits
    return of(box.services.record(str(run_id)).path, **fields)


def _limits(given: dict[str, Any]) -> dict[str, float]:
    """Limits in the units of the spec. Raises SpecError for what is no number."""
    found: dict[str, float] = {}
    for name, (field, scale) in SCALES.items():
        value = given.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SpecError(Sentence("spec.type_float", {"path": name, "value": str(value)[:60]}))
        found[field] = max(1, round(value * scale)) if field == "size" else value * scale
    return found


def _subject(box: Context, wanted: str | None) -> tuple[str | None, CompressRunSpec | None]:
    """The run to compress, or the compression card whose wishes change. Raises RunError where there is none."""
    if wanted is not None:
        _, run_id, spec = card_of(box, wanted)
        if isinstance(spec, CompressRunSpec):
            return None, spec
        if run_id is None:
            raise RunError(Sentence("tool.compress_untrained"))
        return run_id, None
    cards = [card for card in box.services.store.cards(box.conversation_id) if card.spec.kind == "train"]
    for card in reversed(cards):
        if card.run_id is not None and _is_trained(box, card.run_id):
            return card.run_id, None
    raise RunError(Sentence("tool.compress_untrained" if cards else "tool.compress_nothing"))


def _is_trained(box: Context, run_id: str) -> bool:
    try:
        record = box.services.record(run_id)
    except RunError:  # deleted
        return False
    return isinstance(record, TrainRecord) and record.result is not None
