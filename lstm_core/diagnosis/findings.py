"""What a diagnosis says: findings with their proof, what was looked at, and what cannot be told."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from lstm_core.i18n.languages import LANGUAGES, Language
from lstm_core.i18n.sentences import say

Severity = Literal["info", "warning", "error"]
Proof = float | int | bool | str | list[float] | list[int] | list[str] | None


class Finding(BaseModel):
    """One thing that is wrong with a training, with the numbers that prove it."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="constants")

    code: str  # of the table, `lstm_core.diagnosis.table`
    severity: Severity
    step: int | None = None  # where it shows first; None: in no step of its own
    evidence: dict[str, Proof] = {}
    suggests: dict[str, Any] = {}  # spec path -> value: the first change that may cure it; empty: no spec can
    because_of: str | None = None  # code of the cause beneath which it is told
    variant: str = ""  # of its sentence, where one code is told in several ways

    def text(self, language: Language) -> str:
        """What is wrong, in one or two sentences with its numbers."""
        return self.name(language)

    def name(self, language: Language) -> str:
        """What it is called."""
        return say(f"diagnosis.name.{self.code}", language)

    def as_json(self) -> dict[str, Any]:
        """What the command line prints."""
        told = self.model_dump(mode="json", exclude={"variant"})
        return {**told, "text": {language: self.text(language) for language in LANGUAGES}}


class Diagnosis(BaseModel):
    """What was found out about one training: causes first, each followed by the symptoms that it explains."""

    model_config = ConfigDict(frozen=True)

    findings: list[Finding]
    looked_at: list[str]  # codes of the table that had what they need
    not_looked_at: dict[str, str] = {}  # code -> what it lacks: "measurements", "data", "result", "steps"
    step: int = 0  # of the training that was looked at, the last one

    @property
    def healthy(self) -> bool:
        """Nothing to do."""
        return not any(finding.severity != "info" for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """What `python -m lstm_core diagnose --json` prints."""
        return {
            "findings": [finding.as_json() for finding in self.findings],
            "looked_at": self.looked_at,
            "not_looked_at": self.not_looked_at,
            "step": self.step,
        }
