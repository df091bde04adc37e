"""What is wrong with a training as a person meets it: in a line on its card, in its tab, on the page of diagnoses."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from assistant.conversation.messages import Message, ToolResult
from assistant.services import Services
from assistant.ui.cards import kind
from assistant.ui.words.labels import say
from assistant.workspace import diagnoses
from lstm_core.diagnosis.findings import Diagnosis, Finding
from lstm_core.diagnosis.repair import proposing
from lstm_core.engine.work.watch import raised
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import compare as report
from lstm_core.runs import events
from lstm_core.runs.folder import RunState
from tests import probes
from tests.comparisons import compare_spec, make_comparison
from tests.repetitions import make_repetition
from tests.searches import make_search
from tests.support import add_events, make_finished_run, make_unfinished_run, spec_of
from tests.ui.pages import SECONDS, app, button

RATE = Finding(
    code="learning_rate_high", variant="rises", severity="error", step=12, suggests={"train.learning_rate": 0.0002}
)
EXPLODES = Finding(code="exploding_gradient", severity="warning", step=14, because_of="learning_rate_high")
SICK = Diagnosis(findings=[RATE, EXPLODES], looked_at=["slow", "learning_rate_high", "exploding_gradient"], step=60)
CLEAN = Diagnosis(findings=[], looked_at=["slow", "overfitting"], step=120)
BEFORE = CLEAN.model_copy(update={"not_looked_at": {"gates_saturated": "measurements", "leakage": "data"}})
STOPPED = events.Stopped(seq=0, at=0, step=60)
PAGE = """
from assistant.services import workspace
from assistant.ui.app import services
from assistant.ui.kit import session
from assistant.ui.kit.boundary import guarded
from assistant.ui.pages import diagnose

session.begin_drawing()
guarded(diagnose.render)(services(workspace()))
"""


@pytest.fixture
def finds(monkeypatch):
    """Decides what every diagnosis says."""
    return lambda diagnosis: monkeypatch.setattr(diagnoses, "diagnose", lambda _evidence: diagnosis)


def card_of(services, home, path, language="en", tab=None, looks=100):
    """The app with a conversation whose card belongs to that run, once its diagnosis is there."""
    conversation = services.store.create("en")
    card = services.store.add_card(conversation, services.record(path.name).spec)
    services.store.attach_run(card, path.name)
    made = ToolResult(id="1", name="propose_run", content="{}", card=card)
    services.store.append(conversation, Message(role="assistant", parts=[made], finish_reason="stop"))
    page = app(home, language, c=conversation)
    if tab is not None:
        page.session_state[f"card-{card}-tab"] = tab
    page.run()
    for _ in range(looks):
        if say("severity.looking", language) not in words(page):
            break
        threading.Event().wait(0.02)
        page.run()
    assert not page.exception
    return page


def diagnose_page(language="en", **query):
    """The page of diagnoses at that address."""
    page = AppTest.from_string(PAGE, default_timeout=SECONDS)
    for name, value in {"lang": language, **query}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def words(page):
    """Everything that is written on the page."""
    texts = [*page.markdown, *page.caption, *page.success, *page.info, *page.warning, *page.error]
    return " ".join(text.value for text in texts).replace("\\", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cause_stands_in_one_line_above_the_picture_and_its_symptom_does_not(
    services, own_workspace, finds, language
):
    finds(SICK)
    page = card_of(services, own_workspace, make_unfinished_run(services.runs, STOPPED), language)
    [line] = [text.value for text in page.markdown if RATE.name(language) in text.value]
    assert say("diagnosis.at_step", language, {"step": "12"}) in line
    assert say("severity.error", language) in words(page)
    assert EXPLODES.name(language) not in words(page)
    assert button(page, say("action.show_me", language))


def test_the_line_of_a_run_that_ended_leads_to_its_repair_or_says_why_there_is_none(
    services, own_workspace, finds, monkeypatch
):
    finds(SICK)
    path = make_unfinished_run(services.runs, STOPPED)
    page = card_of(services, own_workspace, path)
    [repair] = [each for each in page.button if str(each.key).endswith(f"-repair-{RATE.code}")]
    monkeypatch.setattr(proposing, "diagnose_run", lambda _path: CLEAN)
    page = repair.click().run()
    assert say("repair.healthy", "en") in words(page)
    monkeypatch.setattr(proposing, "diagnose_run", lambda _path: SICK)
    [repair] = [each for each in page.button if str(each.key).endswith(f"-repair-{RATE.code}")]
    page = repair.click().run()
    assert [card.spec.kind for card in services.store.cards(page.query_params["c"])] == ["train", "repair"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tab_tells_the_cause_first_and_beneath_it_what_it_explains(services, own_workspace, finds, language):
    finds(SICK)
    page = card_of(services, own_workspace, make_unfinished_run(services.runs, STOPPED), language, "diagnosis")
    written = [text.value.replace("\\", "") for text in page.markdown]
    cause = written.index(f"**1 · {RATE.name(language)}**")
    assert written.index(f"**2 · {EXPLODES.name(language)}**") > cause
    assert say("diagnosis.symptoms", language) in words(page)
    assert "0.002 → 0.0002" in words(page)
    assert say("severity.warning", language) in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_offers_its_change_as_a_pair_and_keeps_the_verdict_beside_it(
    services, own_workspace, finds, language
):
    finds(SICK)
    path = make_finished_run(services.runs)
    page = card_of(services, own_workspace, path, language, "diagnosis")
    assert say("studies.tested", language) not in words(page)
    [pair] = [each for each in page.button if str(each.key).endswith(f"-try-{RATE.code}-pair")]
    page = pair.click().run()
    assert not page.exception
    spec = services.store.cards(page.query_params["c"])[-1].spec
    assert (spec.kind, spec.candidates) == ("compare", ({}, {"train.learning_rate": 0.0002}))
    tried = make_comparison(services.runs, spec=spec.model_copy(update={"seeds": 3}))
    make_comparison(services.runs, spec=compare_spec({}, {"train.learning_rate": 0.5}), name="20261123-160000-other")
    verdict = report.summary(services.record(tried.name), language)
    page = page.run()
    assert words(page).count(say("studies.tested", language)) == 1
    assert words(page).count(verdict) == 1


def test_a_healthy_run_gets_a_clean_bill_that_names_what_was_looked_at(services, own_workspace, finds):
    finds(CLEAN)
    page = card_of(services, own_workspace, make_finished_run(services.runs), tab="diagnosis")
    assert say("diagnosis.line_healthy", "en", {"count": 2}) in words(page)
    assert say("diagnosis.clean", "en") in words(page)
    assert "Looked for and not found: Learns slowly, Overfitting." in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_found_while_it_trained_is_not_told_as_the_last_word_on_a_run_that_ended(
    services, own_workspace, monkeypatch, language
):
    path = make_finished_run(services.runs)
    early = CLEAN.model_copy(update={"step": 40})
    looked = diagnoses.Looked(diagnoses.Stamp(1, RunState.RUNNING, 900), early, 0.1, 0.0)
    monkeypatch.setattr(diagnoses.Diagnoses, "latest", lambda *_: looked)
    said = words(card_of(services, own_workspace, path, language))
    assert say("diagnosis.line_healthy_so_far", language, {"count": 2, "step": "40"}) in said


def test_a_run_that_has_hardly_begun_gets_no_clean_bill_yet(services, own_workspace, monkeypatch):
    path = make_unfinished_run(services.runs, STOPPED)
    begun = services.record(path.name).model_copy(update={"state": RunState.RUNNING})
    first = CLEAN.model_copy(update={"step": 0})
    looked = diagnoses.Looked(diagnoses.Stamp(1, RunState.RUNNING, 900), first, 0.1, 0.0)
    monkeypatch.setattr(Services, "record", lambda *_: begun)
    monkeypatch.setattr(diagnoses.Diagnoses, "latest", lambda *_: looked)
    said = words(card_of(services, own_workspace, path, looks=0))
    assert say("diagnosis.waiting", "en") in said
    assert say("severity.healthy", "en") not in said


def test_a_run_of_an_earlier_version_says_what_cannot_be_told_and_why(services, own_workspace, finds):
    finds(BEFORE)
    page = card_of(services, own_workspace, make_finished_run(services.runs), tab="diagnosis")
    said = words(page)
    assert "Nothing was measured inside the network" in said
    assert "Without the data of the training these cannot be told: Leakage." in said
    assert say("diagnosis.no_pictures", "en") in said


def test_a_draft_says_that_the_diagnosis_comes_with_the_training(services, own_workspace):
    conversation = services.store.create("en")
    card = services.store.add_card(conversation, spec_of())
    made = ToolResult(id="1", name="propose_run", content="{}", card=card)
    services.store.append(conversation, Message(role="assistant", parts=[made], finish_reason="stop"))
    page = app(own_workspace, c=conversation)
    page.session_state[f"card-{card}-tab"] = "diagnosis"
    page.run()
    assert say("diagnosis.before", "en") in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switch_beside_train_is_off_at_first_and_kept_with_the_draft(services, own_workspace, language):
    conversation = services.store.create(language)
    card = services.store.add_card(conversation, spec_of())
    made = ToolResult(id="1", name="propose_run", content="{}", card=card)
    services.store.append(conversation, Message(role="assistant", parts=[made], finish_reason="stop"))
    page = app(own_workspace, language, c=conversation).run()
    [switch] = [each for each in page.toggle if each.label == say("card.stop_when_sure", language)]
    assert (switch.value, switch.help) == (False, say("card.stop_when_sure_help", language))
    switch.set_value(True).run()
    assert services.store.card(card).stop_when_sure
    again = app(own_workspace, language, c=conversation).run()
    assert [each.value for each in again.toggle if each.label == switch.label] == [True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_training_that_stopped_itself_says_so(services, own_workspace, language):
    found = raised(RATE.model_copy(update={"evidence": {"first": 0.4, "last": 9.0}}), 60)
    for name, more in (("20261123-130000-itself", [found]), ("20261123-130001-asked", [])):
        path = make_unfinished_run(services.runs, None, name=name)
        add_events(path, [*more, STOPPED])
        page = card_of(services, own_workspace, path, language)
        said = say("card.stopped_itself", language, {"step": 60})
        assert any(said in box.value for box in page.warning) == bool(more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_findings_of_the_seeds_are_counted_on_their_card(services, own_workspace, monkeypatch, language):
    sick = iter([SICK, CLEAN, SICK])
    monkeypatch.setattr(diagnoses, "diagnose", lambda _evidence: next(sick))
    page = card_of(services, own_workspace, make_repetition(services.runs), language)
    named = say("diagnosis.times", language, {"name": RATE.name(language), "count": 2})
    wanted = say("repeat.findings", language, {"seeds": 3, "hit": 2, "names": named})
    for _ in range(100):
        if wanted in words(page):
            break
        threading.Event().wait(0.02)
        page.run()
    assert wanted in words(page)
    assert EXPLODES.name(language) not in words(page)


def test_a_diagnosis_that_fails_costs_its_line_and_nothing_else_of_the_card(services, own_workspace, monkeypatch):
    def breaks(_evidence):
        raise ZeroDivisionError

    monkeypatch.setattr(diagnoses, "diagnose", breaks)
    path = make_finished_run(services.runs)
    page = card_of(services, own_workspace, path)
    assert say("diagnosis.failed", "en") in words(page)
    assert page.metric
    assert len(page.tabs) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_one_run_in_full_with_every_picture_and_how_it_is_read(services, finds, language):
    finds(SICK)
    path = make_unfinished_run(services.runs, STOPPED)
    add_events(path, probes.measured())
    page = diagnose_page(language, run=path.name)
    said = words(page)
    for name in ("timeline", "lags", "gates", "layers", "gate_gradients", "updates", "memory"):
        assert say(f"probe.title_{name}", language) in said
        assert say(f"probe.read_{name}", language) in said
    assert f"1 · {RATE.name(language)}" in said
    assert '"learning_rate_high"' in page.code[0].value


def test_the_page_without_a_run_leads_to_one(services):
    page = diagnose_page()
    assert [box.value for box in page.info] == [say("diagnosis.empty", "en")]
    older, newer = (make_finished_run(services.runs, name=f"2026112{day}-120000-made") for day in (3, 4))
    page = diagnose_page()
    assert say("diagnosis.intro", "en") in words(page)
    assert len(page.selectbox[0].options) == 2
    assert older != newer


def test_an_address_that_names_no_training_is_one_sentence_and_another_can_be_chosen(services):
    make_finished_run(services.runs)
    led = make_repetition(services.runs)
    gone = diagnose_page(run="20200101-000000-none")
    assert say("diagnosis.gone", "en", {"run": "20200101-000000-none"}) in words(gone)
    leader = diagnose_page(run=led.name)
    for page in (gone, leader):
        assert len(page.selectbox[0].options) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_leads_trainings_leads_to_one_of_them(services, finds, language):
    finds(CLEAN)
    for path, count in ((make_repetition(services.runs), 3), (make_comparison(services.runs), 6)):
        page = diagnose_page(language, run=path.name)
        title = kind.of(services.record(path.name).spec).title(services.record(path.name).spec, language)
        assert say("diagnosis.leads", language, {"title": title, "count": count}) in words(page)
        [choice] = [each for each in page.selectbox if each.label == say("diagnosis.choose_member", language)]
        assert len(choice.options) == count
    alone = make_search(services.runs)  # whose trials have no folders
    title = kind.of(services.record(alone.name).spec).title(services.record(alone.name).spec, language)
    told = say("diagnosis.leads_none", language, {"title": title, "count": 0})
    assert told in words(diagnose_page(language, run=alone.name))


def test_a_member_of_a_repetition_can_be_looked_into(services, finds):
    finds(CLEAN)
    led = make_repetition(services.runs)
    page = diagnose_page(run=f"{led.name}/members/seed-1")
    assert say("diagnosis.clean", "en") in words(page)


def test_what_a_finding_suggests_is_proposed_as_a_new_run_beside_it(services, own_workspace, finds):
    finds(SICK)
    page = card_of(services, own_workspace, make_unfinished_run(services.runs, STOPPED), tab="diagnosis")
    button(page, say("action.try_change", "en")).click().run()
    place = page.query_params["c"]
    first, second = services.store.cards(place)
    assert second.run_id is None
    assert second.spec == first.spec.with_changes(RATE.suggests)
