"""What is wrong with the data, proved by the data itself; a rule asks how the training took it only to weigh it."""

from lstm_core.data.leakage.tables import NEAR, is_delayed
from lstm_core.diagnosis.data.facts import DataFacts, Leaked
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding, Severity
from lstm_core.diagnosis.rules.say import finding

OUTSIDE = 0.5  # share of the later rows that training never reaches
WIDER = 2.5  # times
MOVED = 5.0  # deviations: no straight trend moves the later 30 % by more than 3
GAP = 2.0  # validation loss over training loss: the parts are told apart
NATS = 0.3  # by which the frequencies of another part differ; prose by one author 0.01 to 0.05
UNFIT = 1.08  # agreement of labels over that of exchanged ones
FEW_LOST = 0.01  # share of the utterances of an epoch that cannot be aligned
MANY_LOST = 0.2
LEARNED_SHARE = 0.75  # of the trivial error: below it a network has found what simple forecasters did not; the best of
# a dozen noisy validations of a random walk reaches 0.87
SURE_LEAK = 0.98  # of what the past leaves open: a true cause is held back by its own noise


def _facts(evidence: Evidence) -> DataFacts:
    return evidence.facts or DataFacts()


def leakage(evidence: Evidence) -> Finding | None:
    """A column tells of the future, or later parts stand in the training part."""
    horizon = getattr(evidence.spec.data, "horizon", 0)
    for leak in sorted(_facts(evidence).leaks, key=lambda each: _is_unsure(each, horizon)):
        return finding(
            "leakage",
            "info" if _is_unsure(leak, horizon) else "error",
            None,
            "delayed" if is_delayed(leak.kind, leak.steps, horizon) else leak.kind,
            column=leak.column or None,
            share_share=leak.share,
            steps=leak.steps,
        )
    for event in evidence.log.findings:
        if event.key == "guard.failed":
            return finding("leakage", "error", None, "guard", changed=event.parameters.get("changed", 0))
    return None


def _is_unsure(leak: Leaked, horizon: int) -> bool:
    return is_delayed(leak.kind, leak.steps, horizon) or (
        leak.kind == "ahead" and leak.share < SURE_LEAK and leak.steps > NEAR
    )


def shuffled_time(evidence: Evidence) -> Finding | None:
    """The rows do not stand in the order of time."""
    facts = _facts(evidence)
    if facts.mixed:
        return finding("shuffled_time", "error", None, "column", column=facts.order_column)
    return finding("shuffled_time", "warning", None) if facts.unordered else None


def outliers(evidence: Evidence) -> Finding | None:
    """A few values decide the scale of a column."""
    found = _facts(evidence).outlying
    if not found:
        return None
    worst = min(found, key=lambda each: each.bulk_share)
    drawn_in = getattr(evidence.spec.data, "winsorise", None) is not None
    return finding(
        "outliers", "info" if drawn_in else "warning", None, "recurs" if worst.recurs else "", column=worst.column,
        count=worst.count, largest=worst.largest, low=worst.low, high=worst.high, bulk_share=worst.bulk_share,
    )  # fmt: skip


def unscaled_input(evidence: Evidence) -> Finding | None:
    """The network reads numbers far from one."""
    found = _facts(evidence).unscaled
    if not found:
        return None
    worst = found[0]
    variant = "large" if worst.size > 1 else "small"
    return finding(
        "unscaled_input",
        "info" if evidence.signals.well else "warning",
        None,
        variant,
        column=worst.column,
        size=worst.size,
    )


def constant_column(evidence: Evidence) -> Finding | None:
    """A column that never moves where the network learns."""
    facts = _facts(evidence)
    if facts.later_only:
        return finding(
            "constant_column", "warning", None, "later", column=facts.later_only[0], columns=len(facts.later_only)
        )
    if facts.constant:
        return finding("constant_column", "warning", None, column=facts.constant[0], columns=len(facts.constant))
    return None


def distribution_shift(evidence: Evidence) -> Finding | None:
    """The later parts are not what was trained on, and the network shows it."""
    return _moved_target(evidence) or _moved_input(evidence)


def _moved_input(evidence: Evidence) -> Finding | None:
    """What is read beside the target leaves the range of the training part: a count of rows, a date as a number."""
    moved, signals = _facts(evidence).moved_input, evidence.signals
    unscaled = {each.column for each in _facts(evidence).unscaled}
    if moved is None or moved.outside_share < OUTSIDE or moved.column in unscaled:
        return None
    return finding(
        "distribution_shift", "warning" if signals.poor else "info", None, "input", column=moved.column,
        outside_share=moved.outside_share, level=moved.level,
    )  # fmt: skip


def _moved_target(evidence: Evidence) -> Finding | None:
    shift, signals = _facts(evidence).shift, evidence.signals
    if shift is None or not shift.column:
        return None
    wider = max(shift.wider, 1 / shift.wider) if shift.wider > 0 else 1.0
    outside = shift.outside_share if shift.seen else 0.0
    if outside < OUTSIDE and shift.wider < WIDER and not (abs(shift.level) > MOVED and shift.outside_share >= OUTSIDE):
        return None
    trained = signals.training_at(signals.best_step) if signals.validation and signals.loss else signals.best
    gap = signals.ratio(signals.best, trained)
    seen = outside >= OUTSIDE or shift.wider >= WIDER
    hurt = gap >= GAP and not signals.well
    bad = seen and (hurt or signals.progress is None or signals.poor)
    severity: Severity = "warning" if bad or (gap >= 3 * GAP and not signals.well) else "info"
    return finding(
        "distribution_shift", severity, None, "", column=shift.column, outside_share=shift.outside_share, wider=wider,
        level=shift.level, gap=gap,
    )  # fmt: skip


def other_text(evidence: Evidence) -> Finding | None:
    """The later parts of a text are written in another way."""
    shift = _facts(evidence).shift
    if shift is None or shift.level < NATS:
        return None
    return finding("distribution_shift", "warning", None, "text", nats=shift.level, unknown_share=shift.outside_share)


def other_sound(evidence: Evidence) -> Finding | None:
    """The later recordings lie under another noise."""
    shift = _facts(evidence).shift
    if shift is None or abs(shift.level) < 2.0:
        return None
    return finding(
        "distribution_shift", "warning" if not evidence.signals.well else "info", None, "sound", level=shift.level
    )


def nothing_to_learn(evidence: Evidence) -> Finding | None:
    """No simple forecaster beats the trivial ones, nor does the network."""
    facts, signals = _facts(evidence), evidence.signals
    if not facts.nothing or facts.unordered or facts.mixed or not (facts.related or facts.persistence_best):
        return None
    if signals.validation and signals.trivial is not None and signals.best < LEARNED_SHARE * signals.trivial:
        return None
    variant = "text" if facts.simple_error is None else "last" if facts.persistence_best else "mean"
    return finding(
        "nothing_to_learn",
        "info",
        None,
        variant,
        best=signals.best if signals.validation else None,
        trivial=signals.trivial,
    )


def labels_unlearnable(evidence: Evidence) -> Finding | None:
    """What is to be said does not go with what is read."""
    facts, signals = _facts(evidence), evidence.signals
    if facts.labels_fit is not None and facts.labels_fit < UNFIT and not signals.well:
        return finding("labels_unlearnable", "warning", None, "speech", fit=facts.labels_fit)
    # Of a series that its last value tells best, the past tells something: it is a walk, whatever stands beside it.
    if facts.nothing and not facts.related and not facts.persistence_best:
        if signals.validation and signals.trivial is not None and signals.best < LEARNED_SHARE * signals.trivial:
            return None
        return finding("labels_unlearnable", "warning", None, "series")
    return None


def unalignable(evidence: Evidence) -> Finding | None:
    """Utterances with more symbols than inputs: they count zero, so they look perfect."""
    found = _facts(evidence).unalignable
    if found is None or found.share < FEW_LOST:
        return None
    return finding(
        "unalignable", "error" if found.share >= MANY_LOST else "warning", None, "augmented" if found.augmented else "",
        files=found.files, total=found.total, lost_share=found.share, file=found.file, needed=found.needed,
        inputs=found.inputs,
    )  # fmt: skip
