"""The card of a repair, in every state that a person can meet, and its row in the list of runs."""

import pytest
from streamlit.util import calc_hash

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.ui.kinds.repair import progress
from assistant.ui.words.labels import say
from lstm_core.diagnosis import findings as told
from lstm_core.diagnosis.repair import proposing
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import repair as report
from lstm_core.reports.kinds import repair_figure
from lstm_core.runs import events
from lstm_core.spec.repair import AnsweredFinding, Attempt
from tests.repairs import NAME, STOPPED, make_repair, repair_spec
from tests.support import make_finished_run, spec_of
from tests.ui.pages import app, button, table_of

FULL = events.Failed(seq=0, at=0, key="run.disk_full", parameters={}, step=1)


def thread(services, spec, run_id=None):
    """A conversation with one card."""
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, spec)
    if run_id is not None:
        services.store.attach_run(card_id, run_id)
    made = ToolResult(id="1", name="propose_run", content="{}", card=card_id)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Repair")]))
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    return conversation_id


def cured(name, spec):
    """The rate 0.01 leaves 0.4 of the error, every other one 0.8."""
    return (0.4 if spec.train.learning_rate == 0.01 else 0.8) + spec.train.seed / 1000


def runs_page(home, **query):
    page = app(home, **query)
    page._page_hash = calc_hash("runs")  # what a browser sends for its address
    return page


def labels_of(page):
    return [found.label.split(" *")[0] for found in page.button]


def texts_of(page):
    return " ".join(found.value for found in [*page.markdown, *page.caption]).replace("\\", "")


def column_of(page, head, language="en"):
    named = say(f"repair.{head}", language)
    tables = [{str(key).replace("\u2060", ""): cells for key, cells in frame.value.items()} for frame in page.table]
    return next([str(cell) for cell in table[named]] for table in tables if named in table)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_says_what_was_found_what_is_tried_and_takes_another_budget(services, own_workspace, language):
    conversation_id = thread(services, repair_spec())
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    assert say("diagnosis.name.learning_rate_high", language) in texts_of(page)
    assert len(column_of(page, "change_head", language)) == 3
    [trials] = [field for field in page.number_input if field.label == say("repair.trials", language)]
    page = trials.set_value(2).run()
    assert services.store.cards(conversation_id)[0].spec.trials == 2
    [seeds] = [field for field in page.number_input if field.label == say("repair.seeds", language)]
    page = seeds.set_value(3).run()
    assert not page.exception
    assert services.store.cards(conversation_id)[0].spec.seeds == 5
    assert button(page, say("action.start_repair", language)).disabled
    assert any("seeds" in each.value and "5" in each.value for each in page.markdown if ":red[" in each.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_repair_that_was_accepted_shows_verdict_proof_difference_and_the_way_to_it(services, own_workspace, language):
    path = make_repair(services.runs, cured)
    conversation_id = thread(services, repair_spec(), path.name)
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    record = services.record(path.name)
    assert record.result.verdict == "accepted"
    assert report.summary(record, language) in texts_of(page)
    assert column_of(page, "outcome_head", language) == [
        say("repair.outcome_not_better", language),
        say("repair.outcome_accepted", language),
        say("repair.outcome_not_better", language),
    ]
    assert any("-LEARNING_RATE = " in code.value and "+LEARNING_RATE = 0.01" in code.value for code in page.code)
    page = button(page, say("action.use_repaired", language)).click().run()
    assert not page.exception
    cards = services.store.cards(conversation_id)
    assert [card.spec.kind for card in cards] == ["repair", "train"]
    assert cards[1].spec == spec_of(train__learning_rate=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_kept_the_original_offers_no_repaired_training(services, own_workspace, language):
    path = make_repair(services.runs, lambda _name, _spec: 0.8, spec=repair_spec(score=0.001))
    page = app(own_workspace, language, c=thread(services, repair_spec(), path.name)).run()
    assert not page.exception
    assert say("repair.none", language, {"tried": 3}) in texts_of(page)
    assert say("action.use_repaired", language) not in labels_of(page)


@pytest.mark.parametrize(("ending", "said"), [(STOPPED, "stopped"), (None, "lost"), (FULL, "disk_full")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_ended_early_keeps_what_is_done_and_can_go_on(services, own_workspace, ending, said, language):
    path = make_repair(services.runs, cured, members=5, ending=ending, spec=repair_spec(score=500.0))
    page = app(own_workspace, language, c=thread(services, repair_spec(), path.name)).run()
    assert not page.exception
    box = " ".join(found.value for found in [*page.error, *page.warning]).replace("\\", "")
    key = f"run.{said}" if said == "disk_full" else f"repair.{said}"
    record = services.record(path.name)
    assert say(key, language, {"done": record.step, "attempts": 3}) in box
    assert say("action.resume", language) in labels_of(page)
    assert len(record.attempts[1].pairs) == 1
    scores = column_of(page, "score_head", language)
    assert all(any(character.isdigit() for character in score) for score in scores)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_beyond_the_tries_is_neither_counted_as_tried_nor_fills_the_card(services, own_workspace, language):
    spec = repair_spec(score=500.0, trials=2)
    path = make_repair(services.runs, cured, members=1, ending=STOPPED, spec=spec)
    page = app(own_workspace, language, c=thread(services, spec, path.name)).run()
    assert not page.exception
    record = services.record(path.name)
    assert (record.step, record.steps) == (1, 2)
    assert say("repair.stopped", language, {"done": 1, "attempts": 2}) in " ".join(box.value for box in page.warning)
    assert progress(record, language).startswith(say("repair.progress", language, {"done": 1, "attempts": 2}))
    assert len(column_of(page, "change_head", language)) == 2
    assert say("repair.untried", language, {"count": 1}) in texts_of(page)
    assert repair_figure.attempts(record, language).layout.xaxis.range[1] < 3


def test_the_progress_names_the_seed_that_is_compared_and_the_seconds_of_the_budget(services):
    spec = repair_spec(score=500.0)
    record = services.record(make_repair(services.runs, cured, members=6, ending=STOPPED, spec=spec).name)
    said = progress(record, "en")
    assert said.startswith(say("repair.progress_proof", "en", {"number": 2, "pairs": 1, "seeds": 5}))
    assert said.endswith(say("repair.progress_used", "en", {"seconds": "15 s", "most": "5 min"}))


def test_healthy_and_incurable_runs_say_so_without_a_table(services, own_workspace):
    healthy = repair_spec([], findings=(AnsweredFinding(code="slow", severity="info"),))
    for number, (spec, key) in enumerate(((healthy, "repair.healthy"), (repair_spec([]), "repair.nothing"))):
        path = make_repair(services.runs, cured, spec=spec, name=f"2026112{number}-100000-made-repair")
        page = app(own_workspace, c=thread(services, spec, path.name)).run()
        assert not page.exception
        names = say("diagnosis.name.learning_rate_high", "en")
        assert say(key, "en", {"names": names}) in texts_of(page)
        assert list(page.table) == []


def test_a_leak_is_said_to_raise_the_error_rightly(services, own_workspace):
    leak = Attempt(answers=("leakage",), changes={"data.window": 24}, honest=True)
    spec = repair_spec(attempts=(leak,), score=1.0)
    path = make_repair(services.runs, lambda _name, _spec: 0.9, spec=spec)
    page = app(own_workspace, c=thread(services, spec, path.name)).run()
    assert not page.exception
    assert "Worse is right" in texts_of(page)
    assert say("action.use_repaired", "en") in labels_of(page)


def test_its_row_shows_the_score_and_all_changes_and_a_training_opens_as_a_card(services, own_workspace):
    path = make_repair(services.runs, cured)
    page = runs_page(own_workspace).run()
    assert not page.exception
    [row] = table_of(page)["rows"]
    assert any("repaired" in cell.get("below", "") for cell in row["cells"])
    member = runs_page(own_workspace, run=f"{path.name}/members/attempt-2-seed-3").run()
    assert not member.exception
    assert say("repeat.back", "en") in labels_of(member)


def test_a_button_on_a_training_proposes_its_repair_beside_it(services, own_workspace, monkeypatch):
    found = told.Diagnosis(findings=[told.Finding(code="learning_rate_high", severity="error")], looked_at=["slow"])
    monkeypatch.setattr(proposing, "diagnose_run", lambda _path: found)
    path = make_finished_run(services.runs)
    conversation_id = thread(services, spec_of(), path.name)
    page = app(own_workspace, c=conversation_id).run()
    button(page, say("action.repair", "en")).click().run()
    cards = services.store.cards(conversation_id)
    assert [card.spec.kind for card in cards] == ["train", "repair"]
    assert cards[1].spec.origin == path.name


def test_a_healthy_training_gets_its_sentence_in_place_of_a_card(services, own_workspace, monkeypatch):
    monkeypatch.setattr(proposing, "diagnose_run", lambda _path: told.Diagnosis(findings=[], looked_at=["slow"]))
    path = make_finished_run(services.runs)
    conversation_id = thread(services, spec_of(), path.name)
    page = app(own_workspace, c=conversation_id).run()
    page = button(page, say("action.repair", "en")).click().run()
    assert not page.exception
    assert say("repair.healthy", "en") in " ".join(box.value for box in [*page.error, *page.info])
    assert len(services.store.cards(conversation_id)) == 1


def test_deleting_it_names_the_trainings_inside_and_leaves_the_original(services):
    original = make_finished_run(services.runs)
    path = make_repair(services.runs, cured)
    services.launcher.delete(NAME)
    assert not path.exists()
    assert original.exists()


def test_one_whose_budget_was_used_up_can_be_tried_again_with_twice_as_much(services, own_workspace):
    origin = make_finished_run(services.runs)
    spec = repair_spec(score=500.0, seconds=10, cost=50.0, origin=origin.name)
    path = make_repair(services.runs, cured, spec=spec)
    assert services.record(path.name).result.verdict == "budget"
    page = app(own_workspace, c=thread(services, spec, path.name)).run()
    page = button(page, say("action.more_budget", "en")).click().run()
    assert not page.exception
    said = " ".join(each.value for each in page.error).replace("\\", "")
    assert say("repair.healthy", "en") in said  # the same door as every repair
