"""How far a search has come, in words and as a share. No Streamlit."""

from assistant.ui.kit import formats
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.runs.folder import RunState
from lstm_core.runs.search import SearchRecord


def progress(record: SearchRecord, language: Language) -> str:
    """How many trials have ended, how many were stopped, and how much of the time is used."""
    pruned = sum(row.state == "pruned" for row in record.trials)
    used = formats.duration(record.used, language)
    if record.state is RunState.FINISHED and record.result is not None:
        facts: dict[str, Parameter] = {"trials": len(record.trials), "pruned": pruned, "used": used}
        return say("search.progress_done", language, facts)
    told = [short_progress(record, language)]
    if pruned:
        told.append(say("search.progress_pruned", language, {"count": pruned}))
    if record.state is not RunState.QUEUED and record.trials:
        most = record.spec.seconds
        times: dict[str, Parameter] = {"used": used}
        if most is not None:
            times["most"] = formats.duration(most, language)
        told.append(say("search.progress_used" if most is None else "search.progress_used_of", language, times))
    return " · ".join(told)


def short_progress(record: SearchRecord, language: Language) -> str:
    """The trials alone, or the pairs of the confirmation."""
    if record.phase == "confirmation":
        pairs = len(record.confirmation.pairs) if record.confirmation else 0
        return say("search.progress_confirming", language, {"pairs": pairs, "seeds": record.spec.seeds})
    done: dict[str, Parameter] = {"done": sum(row.state != "running" for row in record.trials)}
    if record.spec.trials is None:
        return say("search.progress_trials", language, done)
    return say("search.progress_of", language, {**done, "trials": record.spec.trials})


def share(record: SearchRecord) -> float:
    """The trainings that are done with the parts of those that work; of the time, where that is further."""
    if record.state is RunState.FINISHED:
        return 1.0
    working = sum(min(1.0, each.step / max(1, each.steps)) for each in record.members if _works(each.state))
    by_count = (record.step + working) / max(1, record.steps) if record.spec.trials is not None else 0.0
    by_time = record.used / record.spec.seconds if record.spec.seconds is not None else 0.0
    return min(0.98, max(by_count, by_time))


def _works(state: str) -> bool:
    return RunState(state).active
