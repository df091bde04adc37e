"""From a run that ended to its repair, and what is refused with one sentence."""

import json
import subprocess
import sys

import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.diagnosis import findings as told
from lstm_core.diagnosis.repair import proposing
from lstm_core.diagnosis.repair.proposing import in_order, repair_of
from lstm_core.errors import RunError, SpecError
from lstm_core.kinds import KINDS, parse_spec
from lstm_core.results.repair import P_VALUE, p_value
from lstm_core.results.speech import SpeechResult, SpeechScores
from lstm_core.runs import events
from lstm_core.runs.record import read_run
from lstm_core.runs.repair import check_repair, outcome_of
from lstm_core.spec.repair import RepairRunSpec
from tests.repairs import repair_spec
from tests.repetitions import make_repetition
from tests.support import make_finished_run, make_unfinished_run, spec_of
from tests.tree import ROOT


def diagnosis(*findings):
    return told.Diagnosis(findings=list(findings), looked_at=["learning_rate_high"])


HIGH = told.Finding(code="learning_rate_high", severity="error", step=3)
SYMPTOM = told.Finding(code="not_learning", severity="warning", because_of="learning_rate_high")
OUTLIERS = told.Finding(code="outliers", severity="warning")


def test_a_finished_run_gives_score_cost_and_attempts(tmp_path):
    run = make_finished_run(tmp_path)
    spec = repair_of(run, diagnosis=diagnosis(HIGH, SYMPTOM))
    assert (spec.origin, spec.ended, spec.measure, spec.cost) == (run.name, "finished", "mae", 2.5)
    result = KINDS["train"].parse_result((run / "result.json").read_bytes())
    assert spec.score == result.validated()["mae"]
    assert (spec.trials, spec.seconds, spec.seeds) == (6, 300.0, 5)
    assert [each.answers for each in spec.attempts][:2] == [("learning_rate_high",)] * 2
    assert parse_spec(spec.to_json()) == spec
    check_repair(spec, run / "data.csv")


@pytest.mark.parametrize("key", ["training.diverged", "training.gradient_diverged"])
def test_a_run_that_diverged_is_infinitely_bad_and_a_stopped_one_is_trained_again(key, tmp_path):
    failed = events.Failed(seq=0, at=0, key=key, parameters={"step": 60, "loss": "nan"}, step=60)
    run = make_unfinished_run(tmp_path, failed)
    assert outcome_of(read_run(run)).state == "diverged"
    spec = repair_of(run, diagnosis=diagnosis(HIGH))
    assert (spec.ended, spec.score) == ("diverged", None)
    assert spec.cost is not None
    stopped = make_unfinished_run(tmp_path, events.Stopped(seq=0, at=0, step=60), name="20261123-140000-stopped")
    assert repair_of(stopped, diagnosis=diagnosis(HIGH)).ended == "unknown"


def test_a_few_first_steps_tell_nothing_of_how_long_the_whole_training_takes(tmp_path):
    failed = events.Failed(seq=0, at=0, key="training.diverged", parameters={"step": 3, "loss": "nan"}, step=3)
    spec = repair_of(make_unfinished_run(tmp_path, failed, step=3), diagnosis=diagnosis(HIGH))
    assert (spec.cost, spec.seconds) == (None, 300.0)


def test_an_infinite_input_is_drawn_in_before_anything_else_is_tried():
    found = told.Finding(code="non_finite", severity="error", variant="inputs", evidence={"tensor": "rain"})
    first = in_order([found], spec_of())[0]
    assert list(first.changes) == ["data.winsorise"]
    grown = told.Finding(code="non_finite", severity="error", variant="loss")
    assert "train.learning_rate" in in_order([grown], spec_of())[0].changes


def test_causes_lead_two_of_them_are_tried_together_and_symptoms_come_last():
    spec = spec_of(train__learning_rate=1.0, train__loss="mse")
    found = in_order([HIGH, SYMPTOM, OUTLIERS], spec)
    assert [each.answers for each in found][:3] == [
        ("learning_rate_high",),
        ("learning_rate_high", "outliers"),
        ("outliers",),
    ]
    assert found[1].changes == {**found[2].changes, **found[0].changes}
    assert found[-1].answers == ("not_learning",)
    changed = [spec.with_changes(each.changes).to_json() for each in found]
    assert len(set(changed)) == len(changed)


def test_what_closes_a_leak_comes_first():
    spec = spec_of(data__past_columns=["later"])
    leak = told.Finding(code="leakage", severity="error", evidence={"column": "later"})
    first, *rest = in_order([HIGH, leak], spec)
    assert (first.honest, first.changes) == (True, {"data.past_columns": []})
    assert not any(each.honest for each in rest)


def test_beside_a_leak_that_no_setting_closes_nothing_is_tried():
    leak = told.Finding(code="leakage", severity="error", variant="guard")
    assert in_order([HIGH, leak], spec_of()) == []


def test_a_file_that_was_changed_since_is_not_what_the_run_learned_from(tmp_path):
    file = tmp_path / "in.csv"
    file.write_text("value\n" + "\n".join(str(value % 9) for value in range(200)), encoding="utf-8")
    changes = {"data__source": "file", "data__file": str(file), "data__time_column": None, "data__time_format": None}
    run = make_finished_run(tmp_path / "runs", spec_of(**changes, data__season=None))
    assert repair_of(run, diagnosis=diagnosis(HIGH)).run.data.file == str(file)
    file.write_text("value\n1\n2\n", encoding="utf-8")
    assert repair_of(run, diagnosis=diagnosis(HIGH)).run.data.file == str(run / "data.csv")
    file.unlink()
    data = repair_of(run, diagnosis=diagnosis(HIGH)).run.data
    assert (data.file, data.name) == (str(run / "data.csv"), "in.csv")


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--trials", "0"], ("trials", "1", "50", "0")),
        (["--seconds", "0"], ("seconds", "1", "0")),
        (["--seconds", "nan"], ("seconds",)),
        (["--trials", "-3"], ("trials", "-3")),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_budget_of_nothing_is_one_sentence_and_nothing_is_made(arguments, words, language, tmp_path, capsys):
    run = make_finished_run(tmp_path / "made")
    given = ["--lang", language, "repair", str(run), "--runs", str(tmp_path / "runs"), *arguments]
    assert main(given) == WRONG_REQUEST
    written = capsys.readouterr()
    [sentence] = written.err.splitlines()
    assert all(word in sentence for word in words), sentence
    assert written.out == ""
    assert not (tmp_path / "runs").exists() or list((tmp_path / "runs").iterdir()) == []


def refusal(path):
    with pytest.raises(RunError) as refused:
        repair_of(path, diagnosis=diagnosis(HIGH))
    [message] = refused.value.messages
    assert message.text("en") != message.text("zh")
    return message.key


def test_what_is_no_training_that_ended_is_refused_in_one_sentence(tmp_path, capsys):
    run = make_finished_run(tmp_path)
    (run / "data.csv").unlink()
    assert refusal(run) == "repair.without_data"
    repetition = make_repetition(tmp_path)
    assert refusal(repetition) == "repair.needs_training"
    folder = make_finished_run(tmp_path, name="20261125-120000-repair")
    (folder / "spec.json").write_text(repair_spec().to_json(), encoding="utf-8")
    (folder / "result.json").unlink()
    (folder / "events.jsonl").unlink()
    assert refusal(folder) == "repair.needs_training"
    assert main(["--lang", "en", "repair", str(tmp_path / "nowhere")]) == WRONG_REQUEST
    assert "nowhere" in capsys.readouterr().err
    for path in (repetition, folder):
        assert main(["--lang", "en", "repair", str(path), "--runs", str(tmp_path / "runs")]) == WRONG_REQUEST
        [sentence] = capsys.readouterr().err.splitlines()
        assert "Open one of its trainings" in sentence


def test_a_run_at_work_is_refused(tmp_path, monkeypatch):
    run = make_unfinished_run(tmp_path, None)
    monkeypatch.setattr("lstm_core.runs.locks.holder_pid", lambda _lock: 1)
    assert refusal(run) == "repair.active"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"seeds": 4}, ("seeds", "5", "4")),
        ({"run": {"kind": "repair"}}, ("run.kind", "repair")),
        ({"attempts": [{"changes": {}, "colour": 1}]}, ("colour",)),
        ({"trials": 51}, ("trials", "50", "51")),
    ],
)
def test_a_spec_that_breaks_a_rule_is_one_sentence(raw, words):
    with pytest.raises(SpecError) as refused:
        parse_spec({"kind": "repair", **raw})
    [message] = refused.value.messages
    assert all(word in message.text("en") for word in words), message.text("en")


def test_an_attempt_that_is_no_valid_spec_is_refused_before_anything_is_written(tmp_path):
    run = make_finished_run(tmp_path)
    for changes in ({"train.steps": -1}, {"train.stepz": 3}):
        with pytest.raises(SpecError):
            check_repair(repair_spec([changes]), run / "data.csv")


def test_another_training_is_a_training_of_its_own():
    assert repair_spec().with_training(spec_of(train__seed=4)) == spec_of(train__seed=4)


def test_a_leader_of_attempts_imports_no_engine():
    names = "lstm_core.engine.worker, lstm_core.engine.work.repair, lstm_core.runs.repair"
    code = f"import sys, {names}; print([name for name in ('torch', 'scipy', 'streamlit') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_smallest_chance_is_below_the_rule_with_as_few_seeds_as_are_allowed():
    assert p_value([1.0] * 5, [0.0] * 5) <= P_VALUE < p_value([1.0] * 4, [0.0] * 4)


def test_a_repair_needs_no_attempts_to_be_a_spec():
    empty = RepairRunSpec(run=spec_of())
    assert (empty.healthy, empty.total, json.loads(empty.to_json())["kind"]) == (True, 1, "repair")


def test_proposing_asks_the_diagnosis_where_none_is_given(tmp_path, monkeypatch):
    monkeypatch.setattr(proposing, "diagnose_run", lambda _path: diagnosis(OUTLIERS))
    assert repair_of(make_finished_run(tmp_path)).findings[0].code == "outliers"


def test_a_recogniser_that_babbles_is_no_better_than_one_that_says_nothing():
    def of(wer):
        scores = SpeechScores(wer=wer, cer=wer, right=0.0, loss=None, utterances=3)
        return SpeechResult.model_construct(validation={"model": scores}).validated()

    assert of(5.0) == of(1.0) == {"wer": 1.0}
    assert of(0.25) == {"wer": 0.25}
