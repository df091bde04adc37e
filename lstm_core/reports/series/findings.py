"""What the honest-forecast guard says about a finished result.

A forecast has skill when the interval of its skill over persistence lies above 0. Without, it either copies the last
value or moves without knowing where to: the first when it leaves the last value by less than a third of what the truth
does (on random walks networks reach 0.03 to 0.27, on series that can be forecast 0.75 and more; docs/guard.md).
"""

from lstm_core.i18n.sentences import Parameter
from lstm_core.results.series import SeriesResult
from lstm_core.runs import events

STILL = 0.35  # of the distance that the truth moves from the last value
UNDECIDED = 0.05  # skill below which a result with few windows may be a copy


def findings(result: SeriesResult) -> list[events.FindingRaised]:
    """Warnings on a forecasting result."""
    found = []
    if result.audit is not None and result.audit.changed:
        shown: dict[str, Parameter] = {"changed": result.audit.changed}
        found.append(events.FindingRaised(seq=0, at=0, key="guard.failed", parameters=shown, severity="error"))
    copying, skill = result.copying, result.skill["persistence"]
    if copying is None:
        return found
    without = skill.verdict in ("tie", "worse")
    still = copying.moves < STILL and (without or (skill.verdict == "few" and skill.value < UNDECIDED))
    if without or still:
        shown = {"moves": copying.moves, "agreement": copying.agreement}
        key = "finding.copies_last" if still else "finding.no_skill"
        found.append(events.FindingRaised(seq=0, at=0, key=key, parameters=shown))
    return found
