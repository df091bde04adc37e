"""What people ask about although it is normal, and how a run stands: sentences for a clean bill."""

import math

import numpy as np

from lstm_core.diagnosis.curves.signals import ERROR_RATE, Signals, level
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.rules.rates import clipped_share
from lstm_core.diagnosis.rules.regularisation import active
from lstm_core.errors import Sentence
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import Parameter
from lstm_core.runs.folder import RunState

OFTEN = 0.3  # share of clipped steps that people ask about
JITTER = 0.15  # deviation of neighbouring losses over their level
PLATEAU = 0.15  # share of the steps in which the loss stays where it began
STILL = 0.03  # of the first loss
LIFTED = 1.05  # training loss over validation loss
FEWEST = 40  # points of a curve


def remarks(evidence: Evidence, found: set[str]) -> list[Sentence]:
    """Why the run is healthy, and what is normal in it."""
    signals = evidence.signals
    if len(signals.loss.values) < 3:
        return []
    told = [_course(signals)]
    share = clipped_share(evidence)
    if share >= OFTEN and not found & {"clipping_hides_rate", "clipping_too_tight"}:
        kind = "sgd" if evidence.spec.train.optimizer == "sgd" else "adam"
        told.append(Sentence(f"diagnosis.normal.clipping_{kind}", {"share": percent(share, "-")}))
    if (
        signals.validation
        and active(evidence.spec.model)
        and signals.end > LIFTED * signals.best
        and "dropout_strong" not in found
    ):
        lifted: dict[str, Parameter] = {"training": significant(signals.end), "validation": significant(signals.best)}
        told.append(Sentence("diagnosis.normal.dropout", lifted))
    if _jitters(signals) and "oscillating" not in found:
        told.append(Sentence("diagnosis.normal.jitter", {"batch": evidence.spec.train.batch_size}))
    if found & {"nothing_to_learn"}:
        told.append(Sentence("diagnosis.normal.walk"))
    waited = _plateau(signals)
    if waited is not None and "not_learning" not in found:
        told.append(Sentence("diagnosis.normal.plateau", {"step": waited}))
    if evidence.state.active and signals.measured.get(ERROR_RATE, 0.0) >= 0.97 and "blank_collapse" not in found:
        told.append(Sentence("diagnosis.normal.blanks", {"step": evidence.step}))
    return told


def _course(signals: Signals) -> Sentence:
    """How the loss went, beside the simple forecasters where there are any."""
    shown: dict[str, Parameter] = {
        "first": significant(signals.first),
        "end": significant(signals.end),
        "step": f"{signals.step:,}",
    }
    if not signals.validation or not math.isfinite(signals.best):
        return Sentence("diagnosis.course", shown)
    shown |= {"best": significant(signals.best), "best_step": f"{signals.best_step:,}"}
    if signals.rival is None or signals.trivial is None:
        return Sentence("diagnosis.course_validation", shown)
    shown |= {"rival": significant(signals.rival), "trivial": significant(signals.trivial)}
    return Sentence("diagnosis.course_rival", shown)


def _jitters(signals: Signals) -> bool:
    values = signals.loss.values
    values = values[len(values) // 2 :]
    if len(values) < FEWEST:
        return False
    return bool(np.median(np.abs(np.diff(values))) > JITTER * level(values) > 0)


def _plateau(signals: Signals) -> int | None:
    """The step at which the loss left the level on which it began, where that took long and it then fell far."""
    parts = signals.smooth
    if len(parts) < 20 or not parts[0] > 0 or parts[-1] > 0.7 * parts[0]:
        return None
    low = np.flatnonzero(parts < (1 - STILL) * parts[: max(1, len(parts) // 20)].mean())
    left = int(low[0]) if len(low) else 0
    return round(left / len(parts) * signals.step) if left > PLATEAU * len(parts) else None


def standing(evidence: Evidence) -> list[Sentence]:
    """What limits the diagnosis: a run that goes on, one that ended before its end, one without measurements."""
    told: list[Sentence] = []
    place: dict[str, Parameter] = {"step": f"{evidence.step:,}", "steps": f"{evidence.spec.train.steps:,}"}
    if evidence.state is not RunState.FINISHED:
        told.append(Sentence(f"diagnosis.state.{evidence.state.value}", place))
    if evidence.ended and not evidence.signals.loss:
        told.append(Sentence("diagnosis.state.no_curve"))
    if not evidence.measured and evidence.step:
        told.append(Sentence("diagnosis.state.unmeasured"))
    if evidence.facts is None:
        told.append(Sentence("diagnosis.state.no_data"))
    return told
