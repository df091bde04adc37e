"""What a run card says besides its figures: title, badges, the progress line, the sentence at its top. No Streamlit."""

from typing import Literal

from assistant.ui.kit import formats
from assistant.ui.words.labels import say
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import TERMS, Parameter, cell_name
from lstm_core.reports.remedies import why_no_best_step
from lstm_core.runs.folder import RunState
from lstm_core.runs.train import REFIT, TrainRecord
from lstm_core.spec.run import TrainRunSpec

Color = Literal["gray", "blue", "green", "red", "orange"]
STATE_COLORS: dict[RunState | None, Color] = {
    None: "gray",
    RunState.QUEUED: "gray",
    RunState.RUNNING: "blue",
    RunState.FINISHED: "green",
    RunState.FAILED: "red",
    RunState.STOPPED: "orange",
    RunState.LOST: "red",
}
CHECKPOINT = "last.safetensors"
PROVEN = "diagnosis.text."  # begins what a training says that stops itself


def title(spec: TrainRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1`."""
    from lstm_core.data import tasks

    model = spec.model
    return say(
        "card.title",
        language,
        {
            "data": tasks.title(spec.data, language),
            "cell": cell_name(model.cell, language),
            "hidden": model.hidden_size,
            "layers": model.layers,
        },
    )


def state_word(state: RunState | None, language: Language) -> str:
    """The state's name; None is a card whose run has not begun."""
    return say(f"state.{state.value if state else 'draft'}", language)


def device(record: TrainRecord, language: Language) -> str | None:
    """Where the run computes, once it does."""
    started = record.started
    if started is None:
        return None
    if started.device == "cuda":
        return f"{TERMS['cuda']} · {started.device_name}"
    if started.threads == 1:
        return say("device.cpu_single", language)
    return say("device.cpu", language, {"threads": started.threads})


def progress(record: TrainRecord, language: Language) -> str:
    """The line at the progress bar."""
    step, steps = record.step, record.steps
    match record.state:
        case RunState.QUEUED:
            return say("progress.queued", language)
        case RunState.RUNNING if record.finishing:
            return say("progress.finishing", language, {"step": step, "steps": steps})
        case RunState.RUNNING if record.step == 0:
            return say("progress.loading", language)
        case RunState.RUNNING if "backtest.progress" in record.measured:
            share = f"{record.measured['backtest.progress']:.0%}"
            return say("progress.backtest", language, {"step": step, "steps": steps, "share": share})
        case RunState.RUNNING if REFIT in record.measured:
            told: dict[str, Parameter] = {"step": step, "steps": steps, "share": f"{record.measured[REFIT]:.0%}"}
            return say("progress.refit", language, told)
        case RunState.RUNNING if record.step >= record.steps:
            return say("progress.closing", language, {"step": step, "steps": steps})
        case RunState.RUNNING if record.seconds_left is not None:
            left = formats.about(record.seconds_left, language)
            return say("progress.left", language, {"step": step, "steps": steps, "left": left})
        case RunState.FINISHED if record.result is not None:
            seconds = formats.duration(record.result.seconds, language)
            if record.result.cut:
                shown: dict[str, Parameter] = {
                    "step": record.result.steps,
                    "steps": steps,
                    "best": record.result.best_step,
                }
                return say("progress.cut", language, {**shown, "seconds": seconds})
            if record.result.reason == "early_stopping":
                return say("progress.early", language, {"step": step, "steps": steps})
            return say("progress.done", language, {"step": step, "seconds": seconds})
        case _:
            return say("progress.steps", language, {"step": step, "steps": steps})


def share(record: TrainRecord) -> float:
    """How full the progress bar is, 0 to 1: of the refit or the backtest once the run's own training is done."""
    behind = [name for name in ("backtest.progress", REFIT) if name in record.measured]
    if record.state is RunState.RUNNING and behind:
        return min(1.0, record.measured[behind[0]])
    return min(1.0, record.step / max(1, record.steps))


def short_progress(record: TrainRecord, language: Language) -> str:
    """The same for a narrow place: the time that is left, once it is known."""
    if record.state is RunState.RUNNING and record.seconds_left is not None and 0 < record.step < record.steps:
        return say("progress.short", language, {"left": formats.about(record.seconds_left, language)})
    return progress(record, language)


def remarks(record: TrainRecord) -> list[Sentence]:
    """What a run that ended some other way than by finishing says: how it ended, and whether it can be finished."""
    if record.state not in (RunState.FAILED, RunState.LOST, RunState.STOPPED):
        return []
    found = [record.failure] if record.failure is not None else []
    if not record.has_data:
        return [*found, Sentence("remedy.without_data")]
    if record.state is not RunState.FAILED:
        kept = any(name.endswith(CHECKPOINT) for name in record.artifacts)
        ended = record.state.value if kept else f"{record.state.value}_early"
        ended = "stopped_itself" if kept and _stopped_itself(record) else ended
        found.append(Sentence(f"card.{ended}" if record.resumable else "card.lost_judging", {"step": record.step}))
    return [*found, *([Sentence("remedy.finish")] if record.finishable else why_no_best_step(record))]


def _stopped_itself(record: TrainRecord) -> bool:
    """A finding ended it, and nobody else did."""
    proven = any(found.key.startswith(PROVEN) for found in record.findings)
    return record.state is RunState.STOPPED and proven and not record.stop_asked
