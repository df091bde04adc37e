"""Gradients and numbers that run away or fade: exploding, vanishing by layer and over time, not finite."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_core.diagnosis.curves.columns import Column
from lstm_core.diagnosis.curves.signals import level
from lstm_core.diagnosis.evidence import Evidence
from lstm_core.diagnosis.findings import Finding
from lstm_core.diagnosis.rules.endings import patience_short, too_few_steps
from lstm_core.diagnosis.rules.say import finding
from lstm_core.runs.measurements import EMBEDDING, GROWTH, HEAD, LAG_GRADIENT, LAGS, MEMORY
from lstm_core.runs.remedies import DIVERGED

JUMP = 100.0  # times the usual norm: batches of one run differ by 3 to 10, also where clipping fires at every step
HURT = 3.0  # times the loss before: a jump after which the loss comes back did no harm
USUAL = 50  # steps that say what is usual
BLOCK = 10
AFTER = 10  # steps that tell whether the loss came back
CERTAIN = 10.0  # times the first loss from which an explosion is an error
FADED = 1e-3  # of the last layer's gradient per weight (AUTOTRAINER's ratio, there alone and for healthy runs too)
LEARNED_BY = 200  # steps: memory grows with what is learned, from 5 to 8 steps at PyTorch's start
LASTING = 0.1  # share of the training: what fades longer than that has cost the layers near the input their time
HALF_OF_IT, FIFTH_OF_IT = 0.5, 0.2  # of what far repetitions of a text are worth; n-grams know nothing of them
SEEN = 0.01  # of the largest gradient over lags: below it a lag is not learned from


@dataclass(frozen=True)
class Explosion:
    """Where the training ran away."""

    step: int
    norm: float
    usual: float
    before: float
    after: float


def explosion(evidence: Evidence) -> Explosion | None:
    """The first jump of the gradient that hurt, or of the loss alone."""
    signals = evidence.signals
    norm, loss = signals.norm, signals.loss
    if len(loss.values) < 3:
        return None
    usual = running_median(norm.values)
    jumped = np.flatnonzero((norm.values > JUMP * usual) & (usual > 0))
    for at in jumped[:20]:
        before = level(loss.values[max(0, at - USUAL) : max(1, at)])
        after = loss.values[at + 1 : at + 1 + AFTER]
        lasting = level(loss.values[at + 1 :][-AFTER:])
        ended = diverged(evidence) and len(after) < AFTER
        hurt = min(signals.ratio(each, before) for each in (level(after), lasting)) > HURT if len(after) else False
        if ended or (len(after) >= 3 and hurt):
            after_level = level(after) if len(after) else math.inf
            return Explosion(int(norm.steps[at]), float(norm.values[at]), float(usual[at]), before, after_level)
    return None


def running_median(values: np.ndarray) -> np.ndarray:
    """What was usual before each value, coarsely: the median of what was logged before its block of ten."""
    found = np.full(len(values), np.nan)
    for block in range(0, min(len(values), USUAL), BLOCK):
        found[block : block + BLOCK] = np.median(values[:block] if block else values[:1])
    if len(values) > USUAL:
        before = np.lib.stride_tricks.sliding_window_view(values, USUAL)[: len(values) - USUAL : BLOCK]
        found[USUAL:] = np.repeat(np.median(before, axis=1), BLOCK)[: len(values) - USUAL]
    return found


def diverged(evidence: Evidence) -> bool:
    """The training ended because its loss was no number, or met one on its way."""
    failed = evidence.failure is not None and evidence.failure.key in DIVERGED
    return failed or evidence.non_finite is not None


def non_finite(evidence: Evidence) -> Finding | None:
    """A number was NaN or infinite."""
    found = evidence.non_finite
    if found is not None:
        rows = list(found.rows[:8])
        return finding(
            "non_finite", "error", found.step, found.where, at=found.step, tensor=found.tensor, rows=rows or None
        )
    if evidence.facts is not None and evidence.facts.infinite:
        return finding("non_finite", "error", None, "column", tensor=evidence.facts.infinite[0])
    if evidence.failure is not None and evidence.failure.key in DIVERGED:
        step = int(evidence.failure.parameters.get("step", evidence.step))
        return finding(
            "non_finite", "error", step, "loss", at=step, tensor=str(evidence.failure.parameters.get("loss", "nan"))
        )
    return None


def exploding_gradient(evidence: Evidence) -> Finding | None:
    """The norm of the gradient jumps, and the loss does not come back."""
    found = explosion(evidence)
    if found is None:
        return None
    signals = evidence.signals
    times = min(signals.ratio(found.after, each) for each in (found.before, signals.first))
    certain = diverged(evidence) or times > CERTAIN
    growth = {place: level(column.values) for place, column in evidence.places(GROWTH).items()}
    most = max(growth.values(), default=None)
    return finding(
        "exploding_gradient",
        "error" if certain else "warning",
        found.step,
        at=found.step,
        norm=found.norm,
        usual=found.usual,
        times=found.norm / found.usual,
        loss_before=found.before,
        loss_after=found.after if math.isfinite(found.after) else "NaN",
        growth=most,
    )


def vanishing_gradient(evidence: Evidence) -> Finding | None:
    """The first layer gets next to nothing of what the last one gets; a remark where the training is good."""
    signals = evidence.signals
    if signals.progress is None:
        return None
    layers = {place: column for place, column in evidence.gradients.items() if place not in (HEAD, EMBEDDING)}
    if len(layers) < 2:
        return None
    first, last = _ends(layers)
    count = min(len(layers[first].values), len(layers[last].values))
    ratios = layers[first].values[:count] / np.maximum(layers[last].values[:count], 1e-300)
    faded = ratios < FADED
    if faded.mean() < LASTING:
        return None
    return finding(
        "vanishing_gradient",
        "info" if signals.well else "warning",
        int(layers[first].steps[int(np.argmax(faded))]),
        first=first,
        last=last,
        ratio=level(ratios[faded]),
        steps_share=float(faded.mean()),
        layers=len(layers),
    )


def _ends(layers: dict[str, Column]) -> tuple[str, str]:
    """The layers nearest to the input and to the output."""
    numbers = {place: int("".join(filter(str.isdigit, place)) or 0) for place in layers}
    return min(numbers, key=lambda place: numbers[place]), max(numbers, key=lambda place: numbers[place])


def vanishing_over_time(evidence: Evidence) -> Finding | None:
    """The target depends on more steps back than the gradient reaches, and the network has not learned it.

    A gated network that still learns when its steps end may yet come to it. A plain RNN hardly will: its gradient fades
    the more, the more it learns to keep (Bengio et al. 1994).
    """
    signals, reach = evidence.signals, signals_reach(evidence)
    if reach is None or (signals.step < LEARNED_BY and not evidence.ended):
        return None
    plain = evidence.spec.model.cell == "rnn"
    short = (too_few_steps(evidence), patience_short(evidence))
    if not plain and any(each is not None and each.severity != "info" for each in short):
        return None
    if not (lacks(evidence, FIFTH_OF_IT, not signals.well) if plain else unlearned(evidence)):
        return None
    reached = memory(evidence)
    if reached is None:
        return None
    length, step, share = reached
    told: dict[str, Any] = {"memory": round(length), "reach": reach, "share": share}
    if length < reach:
        return finding("vanishing_over_time", "warning", step, **told)
    if plain and evidence.ended:  # nothing in it keeps a value
        return finding("vanishing_over_time", "warning", step, "overwritten", **told)
    return None


def unlearned(evidence: Evidence) -> bool:
    """What lies far back is not in what was learned: little is, or what symbols far back tell of a text is not."""
    return lacks(evidence, HALF_OF_IT, evidence.signals.poor)


def lacks(evidence: Evidence, share: float, otherwise: bool) -> bool:
    """Whether more than that share of what symbols far back tell is not in the loss; `otherwise` where none does."""
    signals, far = evidence.signals, evidence.signals.facts.far_nats
    near = evidence.log.measured.get("ngram.validation_loss")
    if far is not None and near is not None and signals.validation:
        return signals.best > near - (1 - share) * far
    return otherwise


def signals_reach(evidence: Evidence) -> int | None:
    """Steps of the recurrence that the target depends on, from the data."""
    facts = evidence.facts
    if facts is None or facts.reach is None:
        return None
    return max(1, facts.reach // evidence.spec.model.patch)


def memory(evidence: Evidence) -> tuple[float, int, float] | None:
    """Largest effective memory of a layer at the end, where it was measured, and the gradient at its furthest lag."""
    lengths = {place: column for place, column in evidence.places(MEMORY).items() if column}
    if not lengths:
        return None
    place = max(lengths, key=lambda each: float(lengths[each].values[-1]))
    column = lengths[place]
    gradient, lags = evidence.probes(LAG_GRADIENT.format(place=place)), evidence.probes(LAGS)
    share = 0.0
    if gradient is not None and lags is not None and gradient.values[-1].max() > 0:
        share = float(gradient.values[-1][-1] / gradient.values[-1].max())
    return level(column.values[-3:]), int(column.steps[-1]), share
