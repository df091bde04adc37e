"""A diagnosis in words, for pages and report.html alike: verdict, causes with their symptoms, what was looked at."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.errors import Sentence
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say, value_text
from lstm_core.spec.run import TrainRunSpec


def symptoms(diagnosis: Diagnosis, cause: Finding) -> list[Finding]:
    """What a cause explains, directly or through another."""
    found = {cause.code}
    for _ in diagnosis.findings:
        found |= {finding.code for finding in diagnosis.findings if finding.because_of in found}
    return [finding for finding in diagnosis.findings if finding.code in found and finding is not cause]


def numbers(diagnosis: Diagnosis) -> dict[str, int]:
    """The number of each finding by its code: from 1, as they are told and as the timeline marks them."""
    return {finding.code: number for number, finding in enumerate(diagnosis.findings, 1)}


def verdict(diagnosis: Diagnosis, *, active: bool) -> Sentence:
    """The whole in one sentence."""
    wrong = sum(finding.severity != "info" for finding in diagnosis.causes)
    step = f"{diagnosis.step:,}"
    if wrong:
        return Sentence("diagnosis.found_one" if wrong == 1 else "diagnosis.found", {"step": step, "causes": wrong})
    if diagnosis.findings:
        return Sentence("diagnosis.clean_notes")
    if not diagnosis.looked_at:
        return Sentence("diagnosis.nothing_told")
    return Sentence("diagnosis.clean_so_far", {"step": step}) if active else Sentence("diagnosis.clean")


def suggestion(finding: Finding, spec: TrainRunSpec, language: Language) -> str:
    """What a finding suggests as changes of the spec, in the words of the form."""
    if not finding.suggests:
        return say("diagnosis.no_change", language)
    changes = " · ".join(_change(spec, path, value, language) for path, value in finding.suggests.items())
    return say("diagnosis.suggests", language, {"changes": changes})


def looked_at(diagnosis: Diagnosis, language: Language) -> str | None:
    """What was looked for and not found."""
    found = numbers(diagnosis)
    sound = [code for code in diagnosis.looked_at if code not in found]
    return say("diagnosis.looked_at_note", language, {"names": names(sound, language)}) if sound else None


def names(codes: Sequence[str], language: Language) -> str:
    """The names of findings in one line."""
    return _joined([say(f"diagnosis.name.{code}", language) for code in codes], language)


def counted(counts: Mapping[str, int], language: Language) -> str:
    """Findings by their names, each with how many trainings have it."""
    named = {say(f"diagnosis.name.{code}", language): count for code, count in counts.items()}
    rows = [say("diagnosis.times", language, {"name": name, "count": count}) for name, count in named.items()]
    return _joined(rows, language) if rows else ""


def _joined(told: list[str], language: Language) -> str:
    return reduce(lambda before, after: say("diagnosis.and", language, {"before": before, "after": after}), told)


def _change(spec: TrainRunSpec, path: str, value: Any, language: Language) -> str:
    before = reduce(getattr, path.split("."), spec)
    return say(
        "diagnosis.change",
        language,
        {
            "field": say(f"field.{path}", language),
            "before": value_text(before, path, language),
            "after": value_text(value, path, language),
        },
    )
