"""What may make a finished training better: by its findings, by how it ended, and nothing that would not compare."""

import pytest

from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.diagnosis.repair.improving import MOST, improvement_of, improvements
from lstm_core.errors import RunError
from lstm_core.runs import events
from lstm_core.runs.train import read_training
from tests.core.test_repair_proposals import diagnosis
from tests.support import make_finished_run, make_unfinished_run, spec_of

HEALTHY: Diagnosis = diagnosis()


def test_what_is_wrong_leads_and_its_changes_are_compared_with_the_training_as_it_is(tmp_path):
    record = read_training(make_finished_run(tmp_path))
    wrong = diagnosis(Finding(code="learning_rate_high", severity="warning"))
    spec = improvement_of(record, wrong)
    assert spec.candidates[0] == {}
    assert spec.candidates[1]["train.learning_rate"] < record.spec.train.learning_rate
    assert len(spec.candidates) == 1 + MOST
    assert spec.seeds == 5


def test_one_that_was_still_getting_better_is_trained_longer(tmp_path):
    record = read_training(make_finished_run(tmp_path))
    result = record.result.model_copy(update={"reason": "steps", "best_step": record.result.steps})
    first = improvements(record.model_copy(update={"result": result}), HEALTHY)[0]
    assert first == {"train.steps": 2 * record.spec.train.steps}
    early = record.result.model_copy(update={"reason": "early_stopping", "best_step": 10})
    assert {"train.steps": 2 * record.spec.train.steps} not in improvements(
        record.model_copy(update={"result": early}), HEALTHY
    )


def test_a_healthy_one_is_compared_with_another_cell_rate_and_width(tmp_path):
    record = read_training(make_finished_run(tmp_path, spec_of(model__cell="gru")))
    early = record.result.model_copy(update={"reason": "early_stopping", "best_step": 10})
    found = improvements(record.model_copy(update={"result": early}), HEALTHY)
    assert [next(iter(each)) for each in found] == ["model.cell", "train.learning_rate", "model.hidden_size"]


def test_a_leak_is_closed_by_a_repair_and_never_compared_by_its_score(tmp_path):
    record = read_training(make_finished_run(tmp_path, spec_of()))
    leak = diagnosis(Finding(code="leakage", severity="error", evidence={"column": "later"}))
    assert all("data.past_columns" not in each for each in improvements(record, leak))


def test_a_run_at_work_or_without_its_data_is_refused_in_one_sentence(tmp_path):
    stopped = make_unfinished_run(tmp_path, events.Stopped(seq=0, at=0, step=60))
    record = read_training(stopped)
    assert improvement_of(record, HEALTHY).total
    (stopped / "data.csv").unlink()
    with pytest.raises(RunError) as refused:
        improvement_of(read_training(stopped), HEALTHY)
    assert refused.value.messages[0].key == "repair.without_data"
