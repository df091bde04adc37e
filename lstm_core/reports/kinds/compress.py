"""What a compression ladder says: which file to take with its numbers, what misses or is refused, and why."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import say
from lstm_core.reports.kinds import compress_words as words
from lstm_core.reports.kinds.repeat import SHARES, written
from lstm_core.reports.kinds.search import p_text
from lstm_core.results.compress import (
    REFERENCE,
    TORCH,
    CompressResult,
    Distillation,
    MetricChange,
    RungRow,
    judged,
    row_of,
)
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.folder import JUDGED, RunState
from lstm_core.spec.compress import Limits

INT8 = "int8"
MIXED = "mixed"
MOST_NODES = 4  # of a mixed file that are named
NOT_SENSITIVE = "compress.nothing_sensitive"  # a finding, no failure


def headline(record: CompressRecord) -> Sentence:
    """The verdict, or where the ladder stands."""
    return _headline(record, "en")


def summary(record: CompressRecord, language: Language) -> str:
    """What stands at the top wherever the ladder is told of."""
    return _headline(record, language).text(language)


def under(record: CompressRecord, limits: Limits) -> CompressRecord:
    """The same measurements judged by other limits; nothing is trained or timed again."""
    rows, recommended, nearest = judged(record.rows, limits)
    told = {"rows": rows, "recommended": recommended, "nearest": nearest}
    result = record.result.model_copy(update=told) if record.result is not None else None
    spec = record.spec.model_copy(update={"limits": limits})
    return record.model_copy(update={"spec": spec, "rows": rows, "result": result})


def _headline(record: CompressRecord, language: Language) -> Sentence:
    if record.failure is not None:
        return record.failure
    if record.result is None:
        return _standing(record)
    result = record.result
    best, reference = result.best, row_of(result.rows, REFERENCE)
    if best is not None and best.rung == REFERENCE:
        return Sentence("compress.kept", {"size": words.size(best.bytes), "time": words.time(_median(best))})
    if best is not None:
        facts: dict[str, Parameter] = {
            "name": words.name(best.rung, language),
            "size": words.size(best.bytes),
            "time": words.time(_median(best)),
            **_against(best, reference),
            "loss": words.change_of(result.measure, best.change, language),
        }
        return Sentence("compress.recommended_limits" if record.spec.limits.some else "compress.recommended", facts)
    nearest = row_of(result.rows, result.nearest) if result.nearest else None
    if nearest is None:
        return Sentence("compress.nothing")
    why = words.reasons(nearest, record.spec.limits, result.measure, language)
    return Sentence("compress.none", {"name": words.name(nearest.rung, language), "why": why})


def _standing(record: CompressRecord) -> Sentence:
    """Of a ladder without a result."""
    facts: dict[str, Parameter] = {"done": record.step, "rungs": record.steps}
    if record.state is RunState.QUEUED:
        return Sentence("compress.queued", facts)
    if record.state is RunState.STOPPED:
        return Sentence("compress.stopped", facts)
    if record.state is RunState.LOST:
        return Sentence("compress.lost", facts)
    return Sentence("compress.measuring" if record.step >= record.steps else "compress.running", facts)


def explanation(record: CompressRecord) -> list[Sentence]:
    """The loss with its interval, INT8, what teachers were worth, what is refused, and how it was measured."""
    return explained(record, "en")


def explained(record: CompressRecord, language: Language) -> list[Sentence]:
    """The same with names in that language."""
    result = record.result
    if result is None:
        return [teacher(record.measure, name, found, language) for name, found in record.distillations.items()]
    said: list[Sentence] = []
    shown = result.best or (row_of(result.rows, result.nearest) if result.nearest else None)
    if shown is not None and shown.rung != REFERENCE and shown.change is not None:
        said.append(_loss(record, shown, shown.change, language))
    said += _int8(record, language)
    said += [teacher(record.measure, name, found, language) for name, found in result.distillations.items()]
    refused = [words.name(row.rung, language) for row in result.rows if row.verdict == "refused"]
    if refused:
        said.append(Sentence("compress.told_refused", {"names": words.listed(refused, language)}))
    if Path(record.spec.weights).name == JUDGED:
        said.append(Sentence("compress.told_judged"))
    asked = {TORCH, *map(str, record.spec.ladder)}
    added = [words.name(row.rung, language) for row in result.rows if row.rung not in asked]
    if added:
        said.append(Sentence("compress.told_added", {"names": words.listed(added, language)}))
    return [*said, *_measured(result.rows, language)]


def _loss(record: CompressRecord, row: RungRow, change: MetricChange, language: Language) -> Sentence:
    measure = str(record.measure)
    facts: dict[str, Parameter] = {
        "name": words.name(row.rung, language),
        "measure": words.measure(measure, language),
        "value": written(measure, row.value),
        "original": written(measure, record.original),
        "change": words.change(measure, change.value, language),
    }
    if change.low is None or change.high is None:
        return Sentence("compress.told_loss_plain", facts)
    ends = {"low": change.low, "high": change.high}
    told = {name: words.change(measure, value, language) for name, value in ends.items()}
    return Sentence("compress.told_loss", {**facts, **told})


def _int8(record: CompressRecord, language: Language) -> list[Sentence]:
    """What INT8 of the same weights came to, and whether some layers need more."""
    row, reference = row_of(record.rows, INT8), row_of(record.rows, REFERENCE)
    torch, mixed = row_of(record.rows, TORCH), row_of(record.rows, MIXED)
    said = []
    if row is not None and row.refusal is not None:
        said.append(Sentence("compress.told_int8_failed", {"why": words.refusal(row, language)}))
    elif row is not None and row.complete and reference is not None and reference.complete:
        facts = _against(row, reference)
        times = significant(_median(torch) / _median(row), 2) if torch is not None and torch.latency else "?"
        loss = words.change_of(str(record.measure), row.change, language)
        said.append(Sentence("compress.told_int8", {**facts, "torch": times, "loss": loss}))
    if mixed is not None and mixed.refusal is not None and mixed.refusal.key == NOT_SENSITIVE:
        said.append(Sentence("compress.told_nothing_sensitive"))
    elif mixed is not None and mixed.kept:
        more = ["…"] if len(mixed.kept) > MOST_NODES else []
        nodes = words.listed([*mixed.kept[:MOST_NODES], *more], language)
        said.append(Sentence("compress.told_kept", {"nodes": nodes}))
    return said


def teacher(measure: str | None, member: str, found: Distillation, language: Language) -> Sentence:
    """What a teacher was worth over seeds, also where it was worth nothing."""
    name = words.member(member, language)
    if found.gain is None:
        return Sentence("compress.teacher_open", {"name": name})
    sign = -1 if found.verdict == "worse" else 1
    ends = sorted(sign * end for end in (found.gain.low, found.gain.high) if end is not None)
    facts: dict[str, Parameter] = {
        "name": name,
        "measure": words.measure(measure, language),
        "gain": written(str(measure), abs(found.gain.mean)),
        "seeds": found.gain.count,
        "p": p_text(found.p),
    }
    if found.verdict != "tie" and ends:
        facts |= {"low": written(str(measure), ends[0]), "high": written(str(measure), ends[-1])}
    return Sentence(f"compress.teacher_{found.verdict}", facts)


def _measured(rows: Sequence[RungRow], language: Language) -> Iterable[Sentence]:
    timed = [row for row in rows if row.latency is not None]
    other = [words.name(row.rung, language) for row in timed if row.latency and not row.latency.same]
    if other:
        yield Sentence("compress.told_differs", {"names": words.listed(other, language)})
    threads = next((row.latency.threads for row in timed if row.latency), None)
    if threads is not None:
        yield Sentence("compress.told_measured", {"threads": threads})


def score(result: CompressResult) -> Sentence:
    """The result in half a line, for a list of runs."""
    best, reference = result.best, row_of(result.rows, REFERENCE)
    if best is None or reference is None:
        return Sentence("compress.score_none")
    if best.rung == REFERENCE:
        return Sentence("compress.score_kept", {"size": words.size(best.bytes), "time": words.time(_median(best))})
    sizes: dict[str, Parameter] = {"size": words.size(best.bytes), "original": words.size(reference.bytes)}
    times = words.time(_median(best))
    value = best.change.value if best.change is not None else float("nan")
    if result.measure in SHARES:
        return Sentence("compress.score_points", {**sizes, "time": times, "loss": f"{100 * value:+.2f}"})
    return Sentence("compress.score", {**sizes, "time": times, "loss": percent(value)})


def lines(record: CompressRecord, language: Language) -> list[str]:
    """Every rung for a terminal, then what they say."""
    shown = []
    for row in record.rows:
        numbers = (
            words.size(row.bytes),
            words.time(_median(row)),
            words.change_of(record.measure, row.change, language),
        )
        told = "  ".join(f"{number:>12}" for number in numbers)
        shown.append(f"{row.rung:24} {told}  {verdict(record, row, language)}")
    return [*shown, *(sentence.text(language) for sentence in explained(record, language))]


def verdict(record: CompressRecord, row: RungRow, language: Language) -> str:
    """What a row came to, in words: with how much it misses, or who is better."""
    if row.rung == TORCH and row.verdict != "waiting":
        return say("compress.verdict_original", language)
    if row.refusal is not None:
        if row.refusal.key == NOT_SENSITIVE:
            return say("compress.verdict_unneeded", language)
        return say("compress.verdict_failed", language, {"why": words.refusal(row, language)})
    if row.verdict == "meets":
        return say("compress.verdict_meets" if record.spec.limits.some else "compress.verdict_usable", language)
    why = words.reasons(row, record.spec.limits, record.measure, language)
    return say(f"compress.verdict_{row.verdict}", language, {"why": why})


def accepted(record: CompressRecord) -> list[RungRow]:
    """The rungs whose file is worth handing out: stored, measured and not refused; the recommended one first."""
    found = [row for row in record.rows if row.file is not None and row.verdict in ("recommended", "meets", "misses")]
    return sorted(found, key=lambda row: row.verdict != "recommended")


def _against(row: RungRow, reference: RungRow | None) -> dict[str, Parameter]:
    """Size as a share of the reference's, speed as a multiple."""
    if reference is None or not reference.bytes or not row.bytes:
        return {"ratio": words.UNKNOWN, "speed": words.UNKNOWN}
    ratio, speed = row.bytes / reference.bytes, _median(reference) / (_median(row) or 1.0)
    return {"ratio": f"{ratio:.0%}", "speed": significant(speed, 2)}


def _median(row: RungRow) -> float:
    return row.latency.median if row.latency is not None else float("nan")
