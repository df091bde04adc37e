"""A diagnosis for a terminal: causes first, their symptoms indented beneath them."""

from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.i18n.languages import Language
from lstm_core.i18n.sentences import say

INDENT = "  "


def lines(diagnosis: Diagnosis, language: Language) -> list[str]:
    """The whole diagnosis, one line each."""
    told = [] if diagnosis.findings and not diagnosis.healthy else [diagnosis.summary(language)]
    for finding in diagnosis.causes:
        told += _finding(finding, diagnosis, language, 0)
    return [*told, *diagnosis.told(language), *diagnosis.lacking(language)]


def _finding(finding: Finding, diagnosis: Diagnosis, language: Language, depth: int) -> list[str]:
    indent = INDENT * depth
    head = f"{indent}{finding.code} [{say(f'diagnosis.severity.{finding.severity}', language)}]"
    told = [head, f"{indent}{INDENT}{finding.text(language)}", f"{indent}{INDENT}{finding.not_this(language)}"]
    if finding.suggests and not depth:
        changes = ", ".join(f"{path}={value}" for path, value in finding.suggests.items())
        told.append(f"{indent}{INDENT}{say('diagnosis.try', language, {'changes': changes})}")
    for each in diagnosis.beneath(finding.code):
        told += _finding(each, diagnosis, language, depth + 1)
    return told
