"""The size of the network and of its window, against what the data asks for."""

from lstm_core.diagnosis.curves.signals import ABSOLUTE
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.endings import overfitting, rise_of_validation
from lstm_core.diagnosis.rules.gradients import unlearned
from lstm_core.diagnosis.rules.say import finding

TINY = 4  # units: with so few a state holds less than a wave and its phase
LEAST = 2  # units: hardly more than a mean that fades; a network of so few is small whatever simple forecasters reach
ALIKE = 0.8  # training loss over validation loss, above which nothing is learned by heart
NARROW = 16  # units, for an alphabet
PER_SYMBOL = 0.25  # units for each symbol that a head tells apart, below which `NARROW` is small
SETTLED = 0.05  # share of the progress that the last quarter of the steps still makes
LARGE = 10.0  # trained numbers for each value that is learned from; 1 to 3 are usual in this product
FEWEST = 100  # steps before a size is judged
MUCH = 1 / 3  # of the error that a longer window takes away: of less a network gets next to nothing
SHORT_TEXT = 8  # symbols through which the gradient flows back: shorter than two words
ONE_WORD = 4  # the same: shorter than one


def network_too_small(evidence: Evidence) -> Finding | None:
    """The training loss has settled far above what a simple forecaster reaches, with hardly any units."""
    signals, model = evidence.signals, evidence.spec.model
    symbols = evidence.facts.sizes.get("symbols", 0) if evidence.facts else 0
    few = model.hidden_size <= TINY or (model.hidden_size <= NARROW and model.hidden_size < PER_SYMBOL * symbols)
    if not few or signals.step < FEWEST or signals.progress is None:
        return None
    least = model.hidden_size <= LEAST and signals.falling < SETTLED and signals.end > ALIKE * signals.best
    if signals.progress >= 0.6 and not least:
        return None
    if signals.falling > 3 * SETTLED and not model.hidden_size <= LEAST:
        return None
    if rise_of_validation(signals) > 1.1:
        return None
    variant = "least" if signals.well else ""
    return finding(
        "network_too_small", "warning", None, variant, hidden=model.hidden_size, parameters=signals.parameters,
        training=signals.end, validation=signals.best, rival=signals.rival, progress_share=max(0.0, signals.progress),
    )  # fmt: skip


def network_too_large(evidence: Evidence) -> Finding | None:
    """Many more trained numbers than values to learn from, and it has learned them by heart."""
    signals = evidence.signals
    values = evidence.facts.sizes.get("values") if evidence.facts else None
    rise = rise_of_validation(signals)
    if not values or not signals.parameters or overfitting(evidence) is None:
        return None
    ratio = signals.parameters / values
    if ratio < LARGE:
        return None
    return finding(
        "network_too_large",
        "info" if signals.well else "warning",
        signals.best_step,
        parameters=signals.parameters,
        values=values,
        times=ratio,
        rise=rise,
    )


def window_short(evidence: Evidence) -> Finding | None:
    """A line that reads a longer window errs much less than one that reads the spec's, and than the network."""
    facts, signals = evidence.facts, evidence.signals
    window = window_of(evidence)
    if facts is None or window is None or facts.longer is None:
        return None
    longer = facts.longer
    if signals.trivial is not None and facts.simple_error is not None and signals.validation:
        left = 1 - longer.less
        reached = signals.trivial * facts.simple_error
        reached *= left**0.5 if evidence.spec.train.loss in ABSOLUTE else left
        if signals.best <= 1.2 * reached:
            return None
    if facts.far_nats is not None and not unlearned(evidence):
        return None
    variant = facts_variant(evidence)
    return finding(
        "window_short",
        "warning" if variant or signals.poor or longer.less >= MUCH else "info",
        None,
        variant,
        window=window,
        longer=longer.window,
        lag=longer.lag,
        less_share=longer.less,
    )


def facts_variant(evidence: Evidence) -> str:
    """How a task tells of it: by the error of a line, or by symbols that are copied."""
    facts = evidence.facts
    return "" if facts is not None and facts.simple_error is not None else "copied"


def window_of(evidence: Evidence) -> int | None:
    """Steps of the data that the network reads before it is asked."""
    time = evidence.spec.time
    return None if time is None else time * evidence.spec.model.patch


def short_stream(evidence: Evidence) -> Finding | None:
    """Text: a window of a few symbols cuts the gradient before it has passed a word, or two while little is learned."""
    signals, window = evidence.signals, window_of(evidence)
    found = window_short(evidence)
    if found is not None or window is None:
        return found
    if window > (ONE_WORD if signals.well else SHORT_TEXT) or signals.step < FEWEST:
        return None
    return finding("window_short", "warning", None, "stream", window=window, longer=64)
