"""What a training shows, whatever the cause: stuck, slow, underfitted, or the same answer to everything."""

import math

import numpy as np

from lstm_core.diagnosis.curves.signals import ERROR_RATE
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.say import finding
from lstm_core.runs.measurements import CONSTANT, LAST_VALUE
from lstm_core.spec.likelihoods import LIKELIHOODS

FEWEST = 100  # steps: a plateau before these is normal
NEVER = 0.05  # of the first loss: less than that was learned
BEHIND = 0.25  # share of the way to a simple forecaster
COPIES = 0.35  # of the distance that the truth moves from the last value, as the guard of forecasts has it
SAME = 0.05  # deviation of the forecasts over that of the truth
EPOCHS = 15.0  # in which a start in blanks ends: 2 to 5 are usual, 30 are not
BEGUN = 5.0  # epochs, where the training is over
CLOSE = 0.02  # of the persistence error


def not_learning(evidence: Evidence) -> Finding | None:
    """The loss has hardly left where it began, or the network is no better than a trivial forecaster."""
    signals = evidence.signals
    if not signals.loss or (signals.step < FEWEST and not evidence.came_to_an_end):
        return None
    gained = 1 - signals.ratio(signals.end, signals.first)
    least = 0.0 if evidence.spec.train.loss in LIKELIHOODS else NEVER  # most of it is there whoever forecasts
    stuck = gained < least and not signals.well
    if not signals.blind and not (stuck and signals.progress is None):
        return None
    return finding(
        "not_learning", "warning", signals.step, "rose" if gained < 0 else "", first=signals.first, end=signals.end,
        best=_finite(signals.best),
        trivial=signals.trivial, gained_share=gained,
    )  # fmt: skip


def slow(evidence: Evidence) -> Finding | None:
    """It gets better all the time, and would need many more steps at this pace."""
    signals = evidence.signals
    if not signals.poor or signals.blind or signals.falling < 0.1 or signals.step < FEWEST or signals.progress is None:
        return None
    pace = signals.falling * max(signals.progress, 0.01) / (0.25 * signals.step)
    needed = (1 - signals.progress) / pace if pace > 0 else math.inf
    if needed < 3 * signals.step:
        return None
    return finding(
        "slow", "warning", signals.step, steps=signals.step, needed=round(needed), progress_share=signals.progress
    )


def underfitting(evidence: Evidence) -> Finding | None:
    """Training and validation agree, both far from what a simple forecaster reaches, and nothing moves any more."""
    signals = evidence.signals
    progress = signals.progress
    if progress is None or progress >= BEHIND or signals.blind or not evidence.ended or signals.step < FEWEST:
        return None
    if signals.falling >= 0.1 or not math.isfinite(signals.best) or signals.end < 0.6 * signals.best:
        return None
    return finding(
        "underfitting", "warning", signals.step, training=signals.end, validation=signals.best, rival=signals.rival,
        progress_share=max(0.0, progress), update=signals.update,
    )  # fmt: skip


def copies_last_value(evidence: Evidence) -> Finding | None:
    """Forecasts stay at the last value."""
    signals, measured = evidence.signals, evidence.signals.measured
    copying = getattr(evidence.result, "copying", None)
    if copying is not None:
        if copying.moves >= COPIES or not (
            signals.blind or (signals.progress or 0.0) < 0.3 or evidence.signals.facts.nothing
        ):
            return None
        return finding("copies_last_value", "warning", None, moves_share=copying.moves, agreement=copying.agreement)
    share = evidence.column(LAST_VALUE)
    persistence = measured.get("persistence.validation_loss")
    if share and float(share.values[-1]) > 0.98 and signals.blind:
        return finding(
            "copies_last_value", "warning", int(share.steps[-1]), "share", last_share=float(share.values[-1])
        )
    told = persistence and signals.validation and signals.step >= FEWEST and signals.blind
    if told and abs(signals.last / measured["persistence.validation_loss"] - 1) < CLOSE:
        return finding(
            "copies_last_value", "warning", signals.step, "loss", validation=signals.last, persistence=persistence
        )
    return None


def constant_output(evidence: Evidence) -> Finding | None:
    """Every forecast is the same."""
    windows = [window for window in getattr(evidence.result, "windows", []) if window.truth]
    if len(windows) < 4 or evidence.signals.well:
        return None
    said = np.array([window.forecast for window in windows], np.float64)
    came = np.array([[math.nan if each is None else each for each in window.truth] for window in windows], np.float64)
    spread, truth = float(said.std(axis=0).mean()), float(np.nanmean(np.nanstd(came, axis=0)))
    if truth <= 0 or spread >= SAME * truth:
        return None
    still = max((float(column.values[-1]) for column in evidence.places(CONSTANT).values() if column), default=None)
    return finding(
        "constant_output", "warning", None, spread=spread, truth=truth, spread_share=spread / truth, still_share=still
    )


def blank_collapse(evidence: Evidence) -> Finding | None:
    """Only blanks, long after the start in which that is normal."""
    rate = evidence.signals.measured.get(ERROR_RATE)
    scores = getattr(evidence.result, "test", {}).get("model")
    if scores is not None:
        rate = scores.wer
    sample = evidence.log.sample
    silent = sample is not None and sample.text.endswith("→ –")
    started = evidence.log.started
    samples = started.train_samples if started else 0
    epochs = evidence.step * evidence.spec.train.batch_size / samples if samples else 0.0
    if (
        rate is None
        or rate < 0.97
        or rate > 1.001
        or not silent
        or epochs < (BEGUN if evidence.came_to_an_end else EPOCHS)
    ):
        return None
    return finding("blank_collapse", "warning", evidence.step, epochs=epochs, wer_share=rate)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
