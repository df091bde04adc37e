"""A comparison as a model asks for it and reads it, and as a button of a page makes it."""

import json

import pytest

from assistant.conversation.messages import ToolCall
from assistant.tools.toolbox import LIMIT_CHARACTERS
from lstm_core.runs import events
from lstm_core.runs.pace import Pace
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.comparison_sets import SETS
from tests.assistant.test_tools import box, call, refused, services
from tests.comparisons import make_comparison
from tests.repetitions import make_repetition
from tests.searches import make_search
from tests.support import make_finished_run, spec_of

__all__ = ["box", "services"]  # fixtures
ALL = tuple((0.3 + 0.004 * number, 0.31 + 0.004 * number) for number in range(40))
STOPPED = events.Stopped(seq=0, at=0, step=0)


def spec_made(box, **given):
    content, ok, card = call(box, "propose_comparison", given)
    assert ok, content
    return box.services.store.card(card).spec, content


# -- asked for ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SETS)
def test_every_set_makes_a_card_or_says_what_fits(box, name):
    first = box.services.store.add_card(box.conversation_id, spec_of(model__layers=2))
    content, ok, card = call(box, "propose_comparison", {"base": first, "set_of": name})
    if ok:
        spec = box.services.store.card(card).spec
        assert (spec.kind, spec.seeds, spec.budget) == ("compare", 5, "as_given")
        assert len(content["names"]) == len(spec.candidates) >= 2
    else:
        assert "do" in content["error"][0]
        assert name in ("directions",)


def test_candidates_seeds_and_budget_are_as_they_were_asked_for(box):
    spec, content = spec_made(
        box, source="sunspots", candidates=[{"model": {"layers": 1}}, {"layers": 2}], seeds=7, budget="equal_parameters"
    )
    assert [dict(each) for each in spec.candidates] == [{"model.layers": 1}, {"model.layers": 2}]
    assert (spec.seeds, spec.budget, spec.run.data.source) == (7, "equal_parameters", "sunspots")
    assert content["trainings"] == 14
    assert content["configuration"]["seeds"] == 7
    assert "Nothing is trained yet" in content["note"]


def test_a_list_may_come_as_text_and_numbers_as_text(box):
    spec, _ = spec_made(box, source="sunspots", candidates='[{"model.cell": "lstm"}, {"model.cell": "gru"}]', seeds="3")
    assert (len(spec.candidates), spec.seeds) == (2, 3)


def test_changes_are_for_all_candidates_and_data_for_none(box):
    spec, _ = spec_made(box, source="sunspots", set_of="lstm_gru", changes={"model": {"hidden_size": 16}})
    assert {spec.candidate(number).model.hidden_size for number in (0, 1)} == {16}
    assert "data.horizon" in refused(
        box, "propose_comparison", {"source": "sunspots", "candidates": [{}, {"data.horizon": 3}]}
    )


def test_a_set_and_a_list_are_every_combination(box):
    cells = [{"model.cell": "lstm"}, {"model.cell": "gru"}]
    spec, _ = spec_made(box, source="sunspots", candidates=cells, set_of="layers")
    assert len(spec.candidates) == 6
    assert {"model.cell": "gru", "model.layers": 3}.items() <= spec.candidates[5].items()


def test_without_a_subject_it_is_the_newest_card(box):
    box.services.store.add_card(box.conversation_id, spec_of(model__hidden_size=11))
    spec, _ = spec_made(box, set_of="lstm_gru")
    assert spec.run == spec_of(model__hidden_size=11)


def test_what_another_cell_or_one_layer_makes_necessary_is_done_and_said(box):
    training = spec_of(model__layers=2, model__residual=True, model__dropout=0.2, model__forget_bias=1.0)
    base = box.services.store.add_card(box.conversation_id, training)
    spec, content = spec_made(box, base=base, candidates=[{}, {"model.cell": "transformer"}, {"model.layers": 1}])
    assert spec.candidate(1).model.residual is False
    assert spec.candidate(1).model.forget_bias is None
    assert (spec.candidate(2).model.layers, spec.candidate(2).model.residual) == (1, False)
    assert any("model.forget_bias" in notice for notice in content["notices"])
    assert any("model.layers = 1" in notice and "model.residual = False" in notice for notice in content["notices"])


def test_runs_are_compared_as_they_are(box):
    first = box.services.store.add_card(box.conversation_id, spec_of())
    second = make_finished_run(box.services.runs, spec_of(model__hidden_size=16, train__seed=4))
    spec, _ = spec_made(box, runs=[first, second.name], seeds=3)
    assert [dict(each) for each in spec.candidates] == [{}, {"model.hidden_size": 16}]
    other = box.services.store.add_card(box.conversation_id, spec_of(data__horizon=3))
    assert "data.horizon" in refused(box, "propose_comparison", {"runs": [first, other]})
    assert "two configurations" in refused(box, "propose_comparison", {"runs": [first]})


def test_a_comparison_is_asked_for_again_over_more_seeds(box):
    before = CompareRunSpec(seeds=3, run=spec_of(), budget="equal_time", paces=(0.1, 0.2))
    base = box.services.store.add_card(box.conversation_id, before)
    spec, _ = spec_made(box, base=base, seeds=9)
    assert (spec.seeds, spec.candidates, spec.budget, spec.paces) == (9, before.candidates, "equal_time", None)
    _, _, card = call(box, "propose_run", {"base": base, "seeds": 12})
    assert box.services.store.card(card).spec.seeds == 12


def test_a_changed_comparison_compares_the_same_unless_that_is_what_was_changed(box):
    base = box.services.store.add_card(box.conversation_id, CompareRunSpec(seeds=3, run=spec_of()))
    _, _, card = call(box, "propose_run", {"base": base, "changes": {"model.hidden_size": 16}})
    assert box.services.store.card(card).spec == CompareRunSpec(seeds=3, run=spec_of(model__hidden_size=16))
    _, _, card = call(box, "propose_run", {"base": base, "changes": {"model.cell": "gru"}})
    assert box.services.store.card(card).spec == spec_of(model__cell="gru")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Nothing says what is compared"),
        ({"set_of": "colours"}, "no ready-made set colours"),
        ({"set_of": "directions"}, "does not fit"),
        ({"set_of": ["cells"]}, "set_of"),
        ({"candidates": [{}]}, "candidates"),
        ({"candidates": [{}, {}]}, "same as one before"),
        ({"candidates": [{}] + [{"model.hidden_size": 10 + n} for n in range(41)]}, "candidates"),
        ({"candidates": {"model.cell": "gru"}}, "must be a list"),
        ({"candidates": "gru"}, "must be a list"),
        ({"candidates": [{}, "gru"]}, "JSON"),
        ({"candidates": [{}, {"model.hiden_size": 3}]}, "hidden_size"),
        ({"candidates": [{}, {"model.cell": "mamba"}]}, "mamba"),
        ({"candidates": [{}, {"train.seed": 3}]}, "train.seed"),
        ({"set_of": "lstm_gru", "seeds": 0}, "seeds must be"),
        ({"set_of": "lstm_gru", "seeds": 101}, "seeds must be"),
        ({"set_of": "lstm_gru", "seeds": "many"}, "seeds"),
        ({"set_of": "lstm_gru", "budget": "equal_luck"}, "budget"),
        ({"runs": "all"}, "list of ids"),
        ({"runs": ["nothing"]}, "nothing"),
    ],
)
def test_what_cannot_be_compared_is_said_and_makes_no_card(box, given, said):
    words = refused(box, "propose_comparison", given if "runs" in given else {"source": "sunspots", **given})
    assert said in words
    assert box.services.store.cards(box.conversation_id) == []


def test_a_window_that_the_data_cannot_fill_is_left_out_of_a_set_and_refused_when_it_was_named(box):
    base = box.services.store.add_card(box.conversation_id, spec_of())
    wide = [{}, {"data.window": 4000}]
    assert refused(box, "propose_comparison", {"base": base, "candidates": wide})


# -- read --------------------------------------------------------------------------------------------------------------


def test_a_finished_comparison_is_read_with_table_differences_and_verdict(box):
    path = make_comparison(box.services.runs)
    content, ok, _ = call(box, "read_study", {"run": path.name})
    assert ok, content
    record = box.services.record(path.name)
    assert [row["name"] for row in content["table"]] == ["GRU", "LSTM"]
    assert content["table"][0]["place"] == "best"
    mae = record.candidates[1].table["mae"]
    assert content["table"][0]["mae"]["mean"] == pytest.approx(mae.mean, rel=1e-3)
    assert content["table"][0]["mae"]["low"] < content["table"][0]["mae"]["mean"] < content["table"][0]["mae"]["high"]
    assert (content["best"], content["best_changes"]) == ("GRU", {"model.cell": "gru"})
    assert content["headline"].startswith("GRU is better")
    [apart] = content["differences_from_the_best"]
    assert (apart["other"], apart["best_is"]) == ("LSTM", "better")
    assert apart["p_corrected"] <= 0.05
    assert content["explanation"]
    assert str(path.parent) not in json.dumps(content)
    assert call(box, "read_run", {"run": path.name})[0]["headline"] == content["headline"]


def test_one_that_was_stopped_says_how_far_it_came(box):
    path = make_comparison(box.services.runs, ending=STOPPED, done=3)
    content, ok, _ = call(box, "read_study", {"run": path.name})
    assert (ok, content["state"], content["step"], content["steps"]) == (True, "stopped", 3, 6)
    assert content["headline"].startswith("Stopped with 3 of 6")


def test_a_study_of_the_largest_size_is_told_within_the_limit(box):
    spec = CompareRunSpec(seeds=2, run=spec_of(), candidates=tuple({"model.hidden_size": 8 + n} for n in range(40)))
    path = make_comparison(box.services.runs, ALL, spec=spec)
    content, ok, _ = call(box, "read_study", {"run": path.name})
    assert ok
    assert len(json.dumps(content, ensure_ascii=False)) < LIMIT_CHARACTERS
    assert content["candidates_left_out"] == 24
    assert content["headline"]


def test_the_newest_study_of_the_conversation_is_read_without_an_id(box):
    assert "no comparison yet" in refused(box, "read_study", {})
    card = box.services.store.add_card(box.conversation_id, CompareRunSpec(run=spec_of()))
    box.services.store.add_card(box.conversation_id, spec_of())
    content, _, _ = call(box, "read_study", {})
    assert (content["card"], content["state"], content["names"]) == (card, "not trained yet", ["LSTM", "GRU"])


def test_a_run_that_is_no_study_is_told_so(box):
    for path in (make_finished_run(box.services.runs), make_repetition(box.services.runs)):
        assert "no comparison" in refused(box, "read_study", {"run": path.name})


def test_a_diagnosis_of_a_comparison_leads_to_its_trainings(box):
    path = make_comparison(box.services.runs, ((0.3, None, 0.3), (0.4, 0.4, 0.41)))
    content, ok, _ = call(box, "diagnose", {"run": path.name})
    assert ok, content
    assert content["trainings"][0] == "LSTM · Seed 1"  # the one that failed
    assert len(content["trainings"]) == 6
    diverged = next(each for each in content["findings"] if "LSTM · Seed 1" in each["trainings"])
    assert diverged["of"] >= 1
    assert not content["healthy"]
    first = content["members"][0]
    assert first == {"run": f"{path.name}/members/candidate-1-seed-1", "name": "LSTM · Seed 1"}
    alone, ok, _ = call(box, "diagnose", {"run": first["run"]})
    assert ok, alone
    assert alone["state"] == "failed"


def test_a_diagnosis_of_a_study_without_trainings_says_so(box):
    path = make_search(box.services.runs)  # whose trials have no folders
    content, ok, _ = call(box, "diagnose", {"run": path.name})
    assert (ok, content["state"]) == (True, "not trained yet")


def test_comparisons_and_trainings_stand_in_one_list(box):
    make_finished_run(box.services.runs)
    make_comparison(box.services.runs)
    content, _, _ = call(box, "list_runs")
    assert [run.get("compares") for run in content["runs"]] == [["LSTM", "GRU"], None]
    assert content["runs"][0]["best"] == "GRU"


def test_the_thread_knows_what_a_comparison_differs_in(box):
    path = make_comparison(box.services.runs)
    card = box.services.store.add_card(box.conversation_id, CompareRunSpec(seeds=3, run=spec_of()))
    box.services.store.attach_run(card, path.name)
    [known] = box.live.cards()
    assert (known.kind, known.seeds, known.state, known.step, known.steps) == ("compare", 3, "finished", 6, 6)
    assert known.apart == {"model.cell"}
    assert known.verdicts["zh"].startswith("GRU 更好：")
    assert known.verdicts["en"].startswith("GRU is better")


# -- started and proposed by a page ------------------------------------------------------------------------------------


class Launcher:
    def __init__(self):
        self.started = []

    def start(self, spec, *, stop_when_sure=False):
        self.started.append(spec)
        return f"run-{len(self.started)}"

    def close(self):
        pass


def test_a_comparison_by_time_is_measured_before_it_starts(box, monkeypatch):
    asked = []

    def measured(specs):
        asked.append([spec.model.cell for spec in specs])
        return [Pace(0.1, 0.0, 1, 0.0), Pace(0.2, 0.0, 1, 0.0)]

    monkeypatch.setattr(box.services.estimates, "measured", measured)
    box.services._launcher = Launcher()
    store = box.services.store
    card = store.add_card(box.conversation_id, CompareRunSpec(seeds=2, run=spec_of(), budget="equal_time"))
    box.services.train(card)
    assert asked == [["lstm", "gru"]]
    assert box.services.launcher.started[0].paces == (0.1, 0.2)
    assert store.card(card).spec.paces == (0.1, 0.2)
    box.services.train(store.add_card(box.conversation_id, CompareRunSpec(seeds=2, run=spec_of())))
    assert len(asked) == 1


def test_a_button_makes_a_card_as_if_the_tool_had_been_asked(box):
    services = box.services
    place = services.propose_comparison(CompareRunSpec(seeds=3, run=spec_of()), "run-1", None, "en")
    [card] = services.store.cards(place)
    assert card.spec == CompareRunSpec(seeds=3, run=spec_of())
    [(_, message)] = services.store.messages(place)
    [called] = message.of(ToolCall)
    assert called.name == "propose_comparison"
    assert json.loads(called.arguments)["candidates"] == [{}, {"model.cell": "gru"}]
    assert services.propose_comparison(CompareRunSpec(run=spec_of()), "run-1", place, "en") == place
    assert len(services.store.cards(place)) == 2
