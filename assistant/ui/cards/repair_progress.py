"""How far a repair has come, in words and as a share. No Streamlit."""

from assistant.ui.kit import formats
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.results.repair import AttemptRow
from lstm_core.runs.folder import RunState
from lstm_core.runs.repair import RepairMember, RepairRecord
from lstm_core.spec.repair import member_name


def progress(record: RepairRecord, language: Language) -> str:
    """How many changes were tried or how far the proof is, what it took, and what is trained now."""
    if record.state is RunState.FINISHED and record.result is not None:
        tried = sum(row.tried for row in record.result.attempts)
        seconds = formats.duration(record.result.seconds, language)
        return say("repair.progress_done", language, {"tried": tried, "seconds": seconds})
    times = {"seconds": record.seconds, "most": record.spec.seconds}
    used = {name: formats.duration(seconds, language) for name, seconds in times.items()}
    told = [short_progress(record, language), say("repair.progress_used", language, dict(used))]
    now = next((member for member in record.members if RunState(member.state).active), None)
    if now is not None and record.state.active:
        facts: dict[str, Parameter] = {"member": member_word(now.member, language), "share": f"{_share(now):.0%}"}
        told.append(say("repair.progress_now", language, facts))
    return " · ".join(told)


def short_progress(record: RepairRecord, language: Language) -> str:
    """The changes alone, or the seeds of the one that is being proven."""
    proven = next((number for number, row in enumerate(record.attempts) if _is_proven(record, number, row)), None)
    if proven is None:
        return say("repair.progress", language, {"done": record.step, "attempts": record.steps})
    facts = {"number": proven + 1, "pairs": len(record.attempts[proven].pairs), "seeds": record.spec.seeds}
    return say("repair.progress_proof", language, dict(facts))


def _is_proven(record: RepairRecord, number: int, row: AttemptRow) -> bool:
    """The attempt is compared with the original over further seeds, and nothing is decided yet."""
    begun = member_name(number, seed=record.spec.further_seeds[0])
    started = bool(row.pairs) or any(member.member == begun for member in record.members)
    return row.outcome == "waiting" and started


def share(record: RepairRecord) -> float:
    """Decided changes; between two of them the trainings that are done."""
    if record.state is RunState.FINISHED:
        return 1.0
    expected = 1 + record.steps + 2 * record.spec.seeds
    done = sum(_share(member) for member in record.members)
    return min(0.98, done / expected)


def _share(member: RepairMember) -> float:
    if member.state in (RunState.FINISHED, RunState.FAILED):
        return 1.0
    return min(1.0, member.step / max(1, member.steps))


def member_word(name: str, language: Language) -> str:
    """A training of the repair by its name."""
    who, _, what = name.partition("-")
    named = say("repair.member_original", language)
    if who == "attempt":
        number, _, what = what.partition("-")
        named = say("repair.member_attempt", language, {"number": number})
    if what == "short":
        return say("repair.member_short", language, {"who": named})
    seed = what.removeprefix("seed-")
    return say("repair.member_seed", language, {"who": named, "seed": seed}) if what else named
