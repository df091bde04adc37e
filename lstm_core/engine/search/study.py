"""Optuna at work in a search: which values come next, which trial is hopeless, which dimension matters.

Nothing here remembers anything: a study is made anew of the rows of the trials for every question, and every question
has a seed of its own. So the answer is a function of spec and rows, and a search that was killed goes on as one that
was not. The journal in the run's folder is that history once more, for other programs that read Optuna's journals.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState, create_trial

from lstm_core.results.search import TrialRow
from lstm_core.spec.search import Dimension, SearchRunSpec
from lstm_core.spec.search_spaces import nearest

RUNGS = 20  # parts of a training after which it may be stopped
WARM_UP = 4  # of them that every trial gets
FEWEST_DONE = 4  # trials that have come to their end before one is stopped
HALVING_FROM, HALVING_BY = 5, 2  # the first of the borders, each of which half of the trials pass
RANDOM_AT_FIRST = (4, 10)  # trials before the sampler follows what they say: at least, at most
NAME = "search"
_STATES = {"done": TrialState.COMPLETE, "running": TrialState.RUNNING}

optuna.logging.set_verbosity(optuna.logging.ERROR)


def proposed(spec: SearchRunSpec, rows: Iterable[TrialRow], number: int, again: int = 0) -> dict[str, Any]:
    """The values of the next trial; with another `again` other ones."""
    study = _study(spec, rows, _seed(spec, number, again))
    trial = study.ask(fixed_distributions=_distributions(spec))
    return {each.path: _decoded(each, trial.params[each.path]) for each in spec.space}


def importance(spec: SearchRunSpec, rows: Iterable[TrialRow]) -> dict[str, float]:
    """How much each dimension decides whether a trial is good, as shares of 1 (Watanabe et al. 2023, PED-ANOVA)."""
    from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

    study = _study(spec, rows, 0)
    done = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    varying = [each.path for each in spec.space if len({trial.params[each.path] for trial in done}) > 1]
    if len(done) < 2 * FEWEST_DONE or not varying or len({trial.value for trial in done}) < 2:
        return {}
    try:
        found = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator(), params=varying)
    except (ValueError, RuntimeError):  # too few trials that differ
        return {}
    total = sum(found.values())
    return {path: found.get(path, 0.0) / total for path in varying} if total > 0 else {}


class Pruner:
    """Whether one trial is hopeless, by what earlier ones reported at the same part of their training."""

    def __init__(self, spec: SearchRunSpec, rows: Sequence[TrialRow]) -> None:
        """`rows`: of the trials that the proposal of this one knew, so that the answer does not depend on timing."""
        self._rows = [row for row in rows if row.state == "done"]
        self._study = _study(spec, rows, 0, _pruner(spec))
        self._trial = self._study.ask()

    def hopeless(self, rung: int, loss: float) -> bool:
        """The trial has come so far, the least loss until then being `loss`."""
        self._trial.report(loss, rung)
        return self._trial.should_prune()

    def others(self, rung: int) -> float | None:
        """The loss that half of the others had there."""
        known = [value for row in self._rows for at, value in row.reports if at == rung]
        return median(known) if known else None


class Journal:
    """The trials that have ended as Optuna's own journal; written by one process, which holds the run's lock."""

    def __init__(self, path: Path, spec: SearchRunSpec) -> None:
        """Goes on after the last whole line; one that cannot be read is begun anew."""
        self._spec = spec
        path.with_name(path.name + ".lock").unlink(missing_ok=True)  # of a process that died while it wrote
        _without_torn_line(path)
        try:
            self._study = _kept(path)
        except (ValueError, KeyError, TypeError, AssertionError):
            path.unlink()
            self._study = _kept(path)

    @property
    def written(self) -> int:
        """How many trials it holds."""
        return len(self._study.get_trials(deepcopy=False))

    def add(self, row: TrialRow) -> None:
        """One more trial that has ended."""
        self._study.add_trial(_frozen(self._spec, row))


def _kept(path: Path) -> optuna.Study:
    storage = optuna.storages.JournalStorage(JournalFileBackend(str(path)))
    return optuna.create_study(storage=storage, study_name=NAME, direction="minimize", load_if_exists=True)


def _without_torn_line(path: Path) -> None:
    if path.exists():
        whole = path.read_bytes().rfind(b"\n") + 1
        os.truncate(path, whole)


def _study(
    spec: SearchRunSpec, rows: Iterable[TrialRow], seed: int, pruner: optuna.pruners.BasePruner | None = None
) -> optuna.Study:
    sampler: optuna.samplers.BaseSampler = optuna.samplers.RandomSampler(seed=seed)
    if spec.sampler == "tpe" and pruner is None:
        fewest, most = RANDOM_AT_FIRST
        at_first = max(fewest, min(most, spec.trials // 4)) if spec.trials else (fewest + most) // 2
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=at_first, multivariate=True)
    study = optuna.create_study(sampler=sampler, pruner=pruner or optuna.pruners.NopPruner(), direction="minimize")
    study.add_trials([_frozen(spec, row) for row in rows])
    return study


def _pruner(spec: SearchRunSpec) -> optuna.pruners.BasePruner:
    if not spec.prunes:
        return optuna.pruners.NopPruner()
    if spec.pruner == "median":
        return optuna.pruners.MedianPruner(n_startup_trials=FEWEST_DONE, n_warmup_steps=WARM_UP)
    return optuna.pruners.SuccessiveHalvingPruner(min_resource=HALVING_FROM, reduction_factor=HALVING_BY)


def _frozen(spec: SearchRunSpec, row: TrialRow) -> FrozenTrial:
    """A row as Optuna knows it. One that failed is among the worst: nothing is to be tried near it."""
    state = _STATES.get(row.state, TrialState.PRUNED)
    return create_trial(
        state=state,
        value=row.score if state is TrialState.COMPLETE else None,
        params={each.path: _encoded(each, row.values[each.path]) for each in spec.space},
        distributions=_distributions(spec),
        intermediate_values=dict(row.reports) if row.state in ("done", "pruned") else {},
        system_attrs=_rungs(row) if spec.pruner == "successive_halving" else {},
    )


def _rungs(row: TrialRow) -> dict[str, float]:
    """What successive halving remembers of a trial: the loss at every border that it reached."""
    found, rung = dict[str, float](), 0
    for at, loss in row.reports:
        while at >= HALVING_FROM * HALVING_BY**rung:
            found[f"completed_rung_{rung}"] = loss
            rung += 1
    return found


def _distributions(spec: SearchRunSpec) -> dict[str, BaseDistribution]:
    return {each.path: _distribution(each) for each in spec.space}


def _distribution(dimension: Dimension) -> BaseDistribution:
    """Rising numbers are asked for by their place, so that the sampler knows which lie beside each other."""
    if dimension.ordered:
        return IntDistribution(0, len(dimension.choices) - 1)
    if dimension.kind == "categorical":
        return CategoricalDistribution(dimension.choices)
    low, high = float(dimension.low or 0.0), float(dimension.high or 0.0)
    if dimension.kind == "int":
        step = int(dimension.step or 1)
        return IntDistribution(int(low), int(low) + (int(high) - int(low)) // step * step, dimension.log, step)
    if dimension.step is not None:
        return IntDistribution(0, round(dimension.size) - 1)
    return FloatDistribution(low, high, dimension.log)


def _decoded(dimension: Dimension, param: Any) -> Any:
    if dimension.ordered:
        return dimension.choices[param]
    if dimension.kind == "float" and dimension.step is not None:
        return dimension.value(float(dimension.low or 0.0) + param * dimension.step)
    return dimension.value(param) if dimension.kind != "categorical" else param


def _encoded(dimension: Dimension, value: Any) -> Any:
    """The nearest value that the dimension has, as Optuna knows it: the start may lie outside."""
    inside = nearest(dimension, value)
    if dimension.ordered:
        return dimension.choices.index(inside)
    if dimension.kind == "float" and dimension.step is not None:
        return min(round((inside - float(dimension.low or 0.0)) / dimension.step), round(dimension.size) - 1)
    if dimension.kind == "int" and dimension.step is not None:
        low, step = int(dimension.low or 0), int(dimension.step)
        return min(low + round((inside - low) / step) * step, low + (round(dimension.size) - 1) * step)
    return inside


def _seed(spec: SearchRunSpec, number: int, again: int) -> int:
    return int(np.random.SeedSequence((spec.seed, number, again)).generate_state(1)[0])
