"""What a diagnosis says: findings with their proof, what was looked at, and what cannot be told."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from lstm_core.errors import Sentence
from lstm_core.i18n.languages import LANGUAGES, Language
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import Parameter, say
from lstm_core.runs.measurements import gate_name, place_name

Severity = Literal["info", "warning", "error"]
Proof = float | int | bool | str | list[float] | list[int] | list[str] | None
PLACES = ("place", "first", "last")  # evidence that may be a place of the network
SHARE = "_share"  # ending of the names of evidence that is told in percent
INDENT = "  "
LISTED = 8  # numbers of a list that are told
OWN_NAMES = {("leakage", "delayed"): "diagnosis.name.leakage_delayed"}  # where that of the code would mislead


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
        return say(f"diagnosis.text.{key(self.code, self.variant)}", language, shown(self.evidence, language))

    def not_this(self, language: Language) -> str:
        """What it is not, or what does not follow from it."""
        return say(f"diagnosis.not.{self.code}", language)

    def name(self, language: Language) -> str:
        """What it is called."""
        return say(OWN_NAMES.get((self.code, self.variant), f"diagnosis.name.{self.code}"), language)

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
    remarks: list[Sentence] = []  # what is normal although people ask about it, and what shows health
    state: list[Sentence] = []  # how the run stands, where that limits what can be told

    @property
    def healthy(self) -> bool:
        """Nothing to do."""
        return not any(finding.severity != "info" for finding in self.findings)

    @property
    def causes(self) -> list[Finding]:
        """The findings that no other one explains."""
        told = {finding.code for finding in self.findings}
        return [finding for finding in self.findings if finding.because_of not in told]

    def beneath(self, code: str) -> list[Finding]:
        """The findings that one explains."""
        return [finding for finding in self.findings if finding.because_of == code]

    def summary(self, language: Language) -> str:
        """The diagnosis in a few sentences: the first cause, or a clean bill that says what was looked at.

        Where there is nothing to learn, that comes before the clean bill: it answers why nothing gets better.
        """
        if not self.healthy:
            first = next(finding for finding in self.causes if finding.severity != "info")
            more = sum(finding.severity != "info" for finding in self.causes) - 1
            text = first.text(language)
            if more:
                text += _between(language) + say("diagnosis.more", language, {"count": more})
            return text
        noise = next((finding.text(language) for finding in self.causes if finding.code == "nothing_to_learn"), None)
        bill = self._clean_bill(language)
        return bill if noise is None else noise + _between(language) + bill

    def _clean_bill(self, language: Language) -> str:
        if not self.looked_at or self.step == 0:
            return say("diagnosis.nothing_yet", language)
        told: dict[str, Parameter] = {
            "count": len(self.looked_at),
            "step": f"{self.step:,}",
            "areas": self.areas(language),
        }
        return say("diagnosis.healthy" if self.remarks else "diagnosis.healthy_early", language, told)

    def areas(self, language: Language) -> str:
        """What was looked at, in a few words."""
        found = [area for area, codes in AREAS.items() if set(codes) & set(self.looked_at)]
        return _comma(language).join(say(f"diagnosis.area.{area}", language) for area in found)

    def lacking(self, language: Language) -> list[str]:
        """What cannot be told, and for want of what; one sentence for each thing that is missing."""
        found: dict[str, list[str]] = {}
        for code, need in self.not_looked_at.items():
            found.setdefault(need, []).append(say(f"diagnosis.name.{code}", language))
        comma = _comma(language)
        return [say(f"diagnosis.lacks.{need}", language, {"names": comma.join(names)}) for need, names in found.items()]

    def told(self, language: Language) -> list[str]:
        """How the run stands and what is normal about it."""
        return [sentence.text(language) for sentence in [*self.state, *self.remarks]]

    def lines(self, language: Language) -> list[str]:
        """The whole diagnosis for a terminal: causes first, their symptoms indented beneath them."""
        told = [self._clean_bill(language)] if self.healthy else []
        for finding in self.causes:
            told += self._lines_of(finding, language, "")
        return [*told, *self.told(language), *self.lacking(language)]

    def _lines_of(self, finding: Finding, language: Language, indent: str) -> list[str]:
        inner = indent + INDENT
        told = [f"{indent}{finding.code} [{say(f'diagnosis.severity.{finding.severity}', language)}]"]
        told += [f"{inner}{finding.text(language)}", f"{inner}{finding.not_this(language)}"]
        if finding.suggests and not indent:
            changes = ", ".join(f"{path}={value}" for path, value in finding.suggests.items())
            told.append(inner + say("diagnosis.try", language, {"changes": changes}))
        for each in self.beneath(finding.code):
            told += self._lines_of(each, language, inner)
        return told

    def as_json(self) -> dict[str, Any]:
        """What `python -m lstm_core diagnose --json` prints."""
        return {
            "findings": [finding.as_json() for finding in self.findings],
            "looked_at": self.looked_at,
            "not_looked_at": self.not_looked_at,
            "step": self.step,
            "healthy": self.healthy,
            "summary": {language: self.summary(language) for language in LANGUAGES},
        }


AREAS: dict[str, tuple[str, ...]] = {
    "gradients": ("non_finite", "exploding_gradient"),
    "flow": ("vanishing_gradient", "vanishing_over_time"),
    "gates": ("gates_saturated", "forget_gate_stuck"),
    "rates": ("learning_rate_high", "learning_rate_low"),
    "clipping": ("clipping_too_tight",),
    "regularisation": ("weight_decay_strong", "dropout_strong"),
    "size": ("network_too_small", "network_too_large"),
    "data": ("leakage", "outliers", "unscaled_input", "unalignable"),
    "curves": ("not_learning", "overfitting"),
    "outputs": ("copies_last_value", "constant_output", "impossible_values", "blank_collapse"),
}


def key(code: str, variant: str) -> str:
    """The end of a finding's key in the table of texts."""
    return f"{code}_{variant}" if variant else code


def shown(evidence: dict[str, Proof], language: Language | None = None) -> dict[str, Parameter]:
    """Evidence as sentences tell it; an event, which has no language, keeps places and gates as they are called."""
    named = {} if language is None else {name: _named(name, value, language) for name, value in evidence.items()}
    return {name: named.get(name) or _shown(name, value) for name, value in evidence.items()}


def _named(name: str, value: Proof, language: Language) -> str | None:
    """A place or a gate by its name."""
    if not isinstance(value, str):
        return None
    return place_name(value, language) if name in PLACES else gate_name(value, language) if name == "gate" else None


def _shown(name: str, value: Proof) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(name, each) for each in value[:LISTED]) + (" …" if len(value) > LISTED else "")
    if isinstance(value, bool | str) or value is None:
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    return percent(value, "-") if name.endswith(SHARE) else significant(value)


def _between(language: Language) -> str:
    return "" if language == "zh" else " "


def _comma(language: Language) -> str:
    """Between the names of a list."""
    return say("diagnosis.comma", language) + _between(language)
