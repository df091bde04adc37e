"""The part of report.html that says whether the training was sound."""

from typing import Any

from lstm_core.diagnosis.diagnosing import diagnose
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.errors import RunError
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say
from lstm_core.reports.contract import Picture
from lstm_core.reports.diagnosis import told
from lstm_core.reports.diagnosis.measured import Seen
from lstm_core.reports.diagnosis.pictures import PICTURES, drawable, proof, title
from lstm_core.reports.diagnosis.timeline import marked
from lstm_core.reports.figures import Palette
from lstm_core.runs.train import TrainRecord

INSIDE = ("timeline", "lags", "distances", "attention", "gates")  # a report shows these, and what proves a finding


def look(record: TrainRecord) -> Seen | None:
    """The run with its diagnosis; None when its folder is gone."""
    try:
        evidence = Evidence.of(record.path)
    except RunError:
        return None
    return Seen(evidence, diagnose(evidence))


def part(seen: Seen | None, record: TrainRecord, language: Language) -> dict[str, Any] | None:
    """Verdict, causes with symptoms, what was looked at."""
    if seen is None:
        return None
    found = seen.diagnosis
    return {
        "healthy": found.healthy,
        "verdict": told.verdict(found, active=record.state.active).text(language),
        "normal": found.told(language),
        "causes": [
            {
                **_finding(seen, cause, language),
                "suggestion": told.suggestion(cause, record.spec, language),
                "symptoms": [_finding(seen, symptom, language) for symptom in told.symptoms(found, cause)],
            }
            for cause in found.causes
        ],
        "looked_at": told.looked_at(found, language),
        "unknown": found.lacking(language),
    }


def pictures(seen: Seen | None, language: Language) -> list[Picture]:
    """The loss with the findings on it, where there are any, and what was measured inside the network."""
    if seen is None:
        return []
    there = drawable(seen)
    if not marked(seen):
        there.pop("timeline", None)  # the loss curve stands above already
    wanted = {*INSIDE, *(proof(finding.code, there) for finding in seen.diagnosis.causes)}
    return [_picture(seen, name, there[name], language) for name in there if name in wanted]


def _picture(seen: Seen, name: str, parts: list[str], language: Language) -> Picture:
    row, own = PICTURES[name], parts[0]

    def draw(_record: TrainRecord, spoken: Language, palette: Palette) -> Any:
        return row.draw(seen, own, spoken, palette)

    gap = "" if language == "zh" else " "
    caption = f"{row.alt(seen, own, language)}{gap}{say(f'probe.read_{name}', language)}"
    return Picture(name, title(name, own, parts, language), draw, caption)


def _finding(seen: Seen, finding: Finding, language: Language) -> dict[str, Any]:
    step = None if finding.step is None else say("diagnosis.at_step", language, {"step": f"{finding.step:,}"})
    return {
        "number": told.numbers(seen.diagnosis)[finding.code],
        "severity": finding.severity,
        "word": say(f"severity.{finding.severity}", language),
        "name": finding.name(language),
        "step": step,
        "text": finding.text(language),
        "not_this": say("diagnosis.not_this", language, {"text": finding.not_this(language)}),
    }
