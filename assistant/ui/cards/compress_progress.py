"""How far a ladder has come, in words and as a share. No Streamlit."""

from assistant.ui.kit import formats
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import Language
from lstm_core.reports.kinds import compress_words as words
from lstm_core.runs.compress import CompressRecord, RungMember
from lstm_core.runs.folder import RunState

TIMING = 0.2  # share of the bar that timing takes
SHOWN = 2  # networks that are named


def progress(record: CompressRecord, language: Language) -> str:
    """How many networks are built, which are on their way, or that files are timed."""
    if record.state is RunState.FINISHED and record.result is not None:
        refused = sum(row.verdict == "refused" for row in record.rows)
        seconds = formats.duration(record.result.seconds, language)
        return say(
            "compress.progress_done",
            language,
            {"rungs": len(record.rows) - 1, "refused": refused, "seconds": seconds},
        )
    told = [short_progress(record, language)]
    now = [member for member in record.members if member.state != "waiting" and RunState(member.state).active]
    if record.state.active and now:
        each = [
            say(
                "compress.progress_one",
                language,
                {"name": words.member(member.member, language), "share": f"{_share(member):.0%}"},
            )
            for member in now[:SHOWN]
        ]
        told.append(say("compress.progress_now", language, {"names": words.listed(each, language)}))
    elif record.state.active and record.step >= record.steps:
        told.append(say("compress.progress_timing", language))
    return " · ".join(told)


def short_progress(record: CompressRecord, language: Language) -> str:
    """The networks alone."""
    return say("compress.progress", language, {"done": record.step, "networks": record.steps})


def share(record: CompressRecord) -> float:
    """The networks that are built with the parts of those on their way, and the files that are timed."""
    if record.state is RunState.FINISHED:
        return 1.0
    built = sum(_share(member) for member in record.members) / max(1, len(record.members))
    stored = [row for row in record.rows if row.file is not None]
    timed = sum(row.latency is not None for row in stored) / len(stored) if stored else 0.0
    return min(0.98, (1 - TIMING) * built + TIMING * timed * built)


def _share(member: RungMember) -> float:
    if member.state in (RunState.FINISHED, RunState.FAILED):
        return 1.0
    return min(1.0, member.step / max(1, member.steps))
