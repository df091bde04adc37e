"""A run as a tool tells of it: bounded, rounded, with the sentences that the page shows."""

from typing import Any

from assistant.tools.context import Context
from lstm_core.data.tasks import title
from lstm_core.errors import Message
from lstm_core.reports import remedies, verdicts
from lstm_core.results.parsing import Result
from lstm_core.results.series import Scores, SeriesResult, Skill
from lstm_core.results.speech import SpeechResult
from lstm_core.results.text import TextResult
from lstm_core.runs.record import RunRecord, RunState

DIGITS = 4
FINDINGS = 8
SAMPLE = 200  # characters
VERDICTS = {
    "better": "better",
    "worse": "worse",
    "tie": "not shown to be better",
    "few": "not shown to be better: too few windows for an interval",
}


def line(record: RunRecord) -> dict[str, Any]:
    """One row of a list."""
    model = record.spec.model
    row: dict[str, Any] = {
        "run": record.id,
        "data": title(record.spec.data, "en"),
        "cell": model.cell,
        "hidden_size": model.hidden_size,
        "layers": model.layers,
        "state": record.state.value,
        "step": record.step,
        "steps": record.steps,
    }
    match record.result:
        case SeriesResult() as result:
            row["test_mae"] = rounded(result.test["model"].mae)
            row["error_change"] = {name: rounded(skill.change.value) for name, skill in result.skill.items()}
        case SpeechResult() as result:
            row["test_wer"] = rounded(result.test["model"].wer)
        case TextResult() as result:
            row["bits_per_character"] = rounded(result.judged["model"].bits_per_character)
    return row


def describe(box: Context, record: RunRecord) -> dict[str, Any]:
    """Everything worth saying about one run."""
    spec = record.spec.model_dump(
        mode="json", include={"data": {"window", "horizon", "season"}, "model": True, "train": True}
    )
    found: dict[str, Any] = {**line(record), "configuration": spec}
    if record.state is RunState.RUNNING and record.seconds_left is not None:
        found["seconds_left"] = round(record.seconds_left)
    if record.failure is not None:
        found["failure"] = box.sentence(record.failure)
    if record.curve.loss:
        found["training_loss"] = rounded(record.curve.loss[-1])
    if record.evaluations:
        best = min(record.evaluations, key=lambda event: event.loss)
        found["validation_loss"] = {
            "last": rounded(record.evaluations[-1].loss),
            "best": rounded(best.loss),
            "best_step": best.step,
        }
    found["measured"] = {name: rounded(value) for name, value in list(record.measured.items())[:12]}
    possible = [box.sentence(sentence) for sentence in remedies.sentences(record)]
    found["possible"] = ("" if box.language == "zh" else " ").join(possible) or None
    findings = [Message(finding.key, finding.parameters) for finding in record.findings[-FINDINGS:]]
    if record.result is None:
        found["findings"] = [box.sentence(finding) for finding in findings]
    else:
        found |= _result(box, record, record.result)
    return {name: value for name, value in found.items() if value not in ({}, [], None)}


def _result(box: Context, record: RunRecord, result: Result) -> dict[str, Any]:
    return {
        "headline": verdicts.summary(record, box.language),
        "explanation": [box.sentence(sentence) for sentence in verdicts.explanation(record)],
        "best_step": result.best_step,
        "ended_by": result.reason,
        "seconds": rounded(result.seconds),
        **_measures(result),
    }


def _measures(result: Result) -> dict[str, Any]:
    match result:
        case SeriesResult():
            return {
                "test": {name: _scores(scores) for name, scores in result.test.items()},
                "error_change": {name: _change(skill) for name, skill in result.skill.items()},
            }
        case TextResult():
            bits = {name: rounded(scores.bits_per_character) for name, scores in result.judged.items()}
            changes = {name: rounded(gain.change.value) for name, gain in result.gain.items()}
            samples = [{"temperature": sample.temperature, "text": sample.text[:SAMPLE]} for sample in result.samples]
            return {"bits_per_character": bits, "bits_change": changes, "samples": samples}
        case SpeechResult():
            return {
                "test": {
                    name: {
                        "wer": rounded(scores.wer),
                        "cer": rounded(scores.cer),
                        "wholly_right": rounded(scores.right),
                    }
                    for name, scores in result.test.items()
                },
                "heard": [{"said": each.said, "heard": each.heard} for each in result.heard[:8]],
            }


def _scores(scores: Scores) -> dict[str, float]:
    return {name: rounded(getattr(scores, name)) for name in ("mae", "rmse", "mase")}


def _change(skill: Skill) -> dict[str, Any]:
    """Of the model's error against a baseline's; negative is better."""
    value, *ends = skill.change
    low, high = (None if bound is None else rounded(bound) for bound in ends)
    return {"value": rounded(value), "low": low, "high": high, "verdict": VERDICTS[skill.verdict]}


def rounded(value: float) -> float:
    """To four significant digits."""
    return float(f"{value:.{DIGITS}g}")
