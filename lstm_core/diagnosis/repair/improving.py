"""What may make a finished training better, as candidates of a small comparison: by its findings, else by its record.

A repair cures what is wrong and is accepted or not; these are tried on a training that may be sound, side by side.
"""

from collections.abc import Iterator

from lstm_core.diagnosis.cures.changes import Changes
from lstm_core.diagnosis.findings import Diagnosis
from lstm_core.diagnosis.repair.proposing import in_order
from lstm_core.diagnosis.repairs import HONEST, attempts
from lstm_core.errors import RunError, Sentence, SpecError
from lstm_core.results.base import TrainResult
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.train import TrainRecord, with_its_data
from lstm_core.spec.compare import CompareRunSpec, may_differ
from lstm_core.spec.comparison_sets import changed_cell

MOST = 3  # candidates beside the training as it is
LATE = 0.9  # share of the steps after which the best one says that more may help
RATE = 3.0  # times


def improvement_of(record: TrainRecord, diagnosis: Diagnosis) -> CompareRunSpec:
    """The training as it is beside what may be better. Raises RunError where there is nothing to start from."""
    if record.state.active:
        raise RunError(Sentence("improve.active", {"run": record.id}))
    if not record.has_data:
        raise RunError(Sentence("repair.without_data", {"run": record.id}))
    found = improvements(record, diagnosis)
    if not found:
        raise RunError(Sentence("improve.nothing"))
    return CompareRunSpec(run=with_its_data(record.spec, RunFolder(record.path)), candidates=({}, *found))


def improvements(record: TrainRecord, diagnosis: Diagnosis) -> list[Changes]:
    """Changes of the training, the likeliest first, each a valid spec of its own."""
    found: list[Changes] = []
    made = [record.spec]
    for changes in _ideas(record, diagnosis):
        if not changes or not all(may_differ(record.spec, path) for path in changes):
            continue
        try:
            changed = record.spec.with_changes(changes)
        except SpecError:
            continue
        if changed not in made:
            made.append(changed)
            found.append(changes)
        if len(found) == MOST:
            break
    return found


def _ideas(record: TrainRecord, diagnosis: Diagnosis) -> Iterator[Changes]:
    spec, model, result = record.spec, record.spec.model, record.result
    wrong = [finding for finding in diagnosis.findings if finding.severity != "info"]
    yield from (each.changes for each in in_order(wrong, spec) if not each.honest)
    if isinstance(result, TrainResult) and result.reason == "steps" and result.best_step >= LATE * result.steps:
        yield {"train.steps": 2 * spec.train.steps}
    for finding in diagnosis.findings:
        if finding.severity == "info" and finding.code not in HONEST:
            yield from attempts(finding, spec)[:1]
    yield changed_cell(spec, "lstm" if model.cell == "gru" else "gru")
    yield {"train.learning_rate": float(f"{spec.train.learning_rate * RATE:.2g}")}
    yield {"model.hidden_size": 2 * model.hidden_size}
