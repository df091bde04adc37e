"""The card of a ladder, in every state that a person can meet, and the ways to it and from it."""

import zipfile
from io import BytesIO

import pytest
from streamlit.util import calc_hash

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.ui.cards.compress_progress import progress, share, short_progress
from assistant.ui.kinds import compress as card
from assistant.ui.kinds import rung as network
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import compress as report
from lstm_core.reports.kinds import compress_words as words
from lstm_core.runs import events
from lstm_core.runs.folder import RunState
from lstm_core.spec.compress import Limits
from tests.compressions import STOPPED, ladder_spec, make_ladder
from tests.support import make_finished_run, spec_of
from tests.ui.pages import app, button, runs_page

FULL = events.Failed(seq=0, at=0, key="run.disk_full", parameters={}, step=1)


@pytest.fixture
def services(services):
    services.runs.mkdir(parents=True, exist_ok=True)
    return services


def thread(services, spec, run_id=None):
    """A conversation with one card."""
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, spec)
    if run_id is not None:
        services.store.attach_run(card_id, run_id)
    made = ToolResult(id="1", name="propose_compression", content="{}", card=card_id)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Make it smaller")]))
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    return conversation_id


def texts_of(page):
    return " ".join(found.value for found in [*page.markdown, *page.caption]).replace("\\", "")


def cells_of(page):
    return " ".join(str(cell) for table in page.table for cell in table.value.to_numpy().ravel()).replace("\\", "")


def field(page, kind, label):
    return next(each for each in getattr(page, kind) if each.label == label)


def spec_in(services, conversation_id):
    return services.store.cards(conversation_id)[0].spec


def labels_of(page):
    return [found.label.split(" *")[0] for found in page.button]


# -- a draft -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_shows_what_is_built_and_takes_limits_and_rungs(services, own_workspace, language):
    conversation_id = thread(services, ladder_spec())
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    assert words.name("shrink:0.5+int8", language) in cells_of(page)
    page = field(page, "number_input", say("compress.size", language)).set_value(500.0).run()
    page = field(page, "number_input", say("compress.latency", language)).set_value(2.0).run()
    page = field(page, "number_input", say("compress.loss", language)).set_value(1.5).run()
    assert spec_in(services, conversation_id).limits == Limits(size=500_000, latency=2.0, loss=0.015)
    page = field(page, "number_input", say("compress.size", language)).set_value(None).run()
    assert spec_in(services, conversation_id).limits.size is None
    page = field(page, "multiselect", say("compress.rungs", language)).set_value(["int8", "distil:16"]).run()
    assert spec_in(services, conversation_id).rungs == ("int8", "distil:16")
    page = field(page, "number_input", say("compress.units", language)).set_value(8).run()
    assert spec_in(services, conversation_id).rungs == ("int8", "distil:8")
    page = field(page, "number_input", say("compress.seeds", language)).set_value(5).run()
    assert not page.exception
    assert spec_in(services, conversation_id).seeds == 5
    assert not button(page, say("action.start_compress", language)).disabled


def test_a_student_larger_than_its_teacher_is_refused_in_the_form(services, own_workspace):
    conversation_id = thread(services, ladder_spec(rungs=("distil:16",)))
    page = app(own_workspace, c=conversation_id).run()
    page = field(page, "number_input", say("compress.units", "en")).set_value(99).run()
    assert not page.exception
    assert spec_in(services, conversation_id).rungs == ("distil:16",)
    assert any("99" in each.value and "64" in each.value for each in page.markdown if ":red[" in each.value)
    assert button(page, say("action.start_compress", "en")).disabled
    page = field(page, "number_input", say("compress.units", "en")).set_value(12).run()
    assert spec_in(services, conversation_id).rungs == ("distil:12",)
    assert not button(page, say("action.start_compress", "en")).disabled


# -- on its way, and when it ended -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finished_ladder_shows_verdict_numbers_rungs_and_students(services, own_workspace, language):
    path = make_ladder(services.runs)
    page = app(own_workspace, language, c=thread(services, ladder_spec(), path.name)).run()
    assert not page.exception
    record = services.record(path.name)
    assert report.summary(record, language) in texts_of(page)
    shown = {each.label: each.value for each in page.metric}
    assert shown[say("compress.metric_size", language)] == "23.6 kB"
    assert shown[say("compress.metric_ratio", language)] == "32%"
    for row in record.rows:
        assert words.name(row.rung, language) in cells_of(page)
        assert report.verdict(record, row, language) in cells_of(page)
    assert "27.0" in cells_of(page)  # the student with its teacher
    assert "28.9" in cells_of(page)  # and without
    assert report.explained(record, language)[-1].text(language) in texts_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_limits_are_judged_at_once_and_the_download_follows(services, own_workspace, language):
    path = make_ladder(services.runs)
    conversation_id = thread(services, ladder_spec(), path.name)
    page = app(own_workspace, language, c=conversation_id).run()
    page = field(page, "number_input", say("compress.size", language)).set_value(10.0).run()
    page = field(page, "number_input", say("compress.loss", language)).set_value(8.0).run()
    assert not page.exception
    record = services.record(path.name)
    anew = report.under(record, Limits(size=10_000, loss=0.08))
    assert report.summary(anew, language) in texts_of(page)
    assert report.summary(record, language) in texts_of(page)  # what the ladder was asked for stays
    assert {each.label: each.value for each in page.metric}[say("compress.metric_size", language)] == "8.70 kB"
    assert spec_in(services, conversation_id).limits == Limits()


def test_only_accepted_rungs_are_offered_the_recommended_one_first(services, own_workspace):
    path = make_ladder(services.runs)
    page = app(own_workspace, c=thread(services, ladder_spec(), path.name)).run()
    offered = next(each for each in page.selectbox if str(each.key).endswith("-rung-choice")).options
    assert offered[0] == "INT8"
    assert not any("zeros" in each or "rank" in each for each in offered)
    assert say("action.prepare_rung", "en") in labels_of(page)


def test_why_files_of_a_rung_cannot_be_prepared_is_said(services, own_workspace):
    path = make_ladder(services.runs)  # whose files are no networks
    page = app(own_workspace, c=thread(services, ladder_spec(), path.name)).run()
    page = button(page, say("action.prepare_rung", "en")).click().run()
    assert not page.exception
    assert page.error


def test_its_download_holds_report_tables_and_files(services):
    record = services.record(make_ladder(services.runs).name)
    with zipfile.ZipFile(BytesIO(card._zipped(record, "zh"))) as packed:
        assert {"report.html", "ladder.csv", "ladder.json", "models/int8/model.onnx"} <= set(packed.namelist())


@pytest.mark.parametrize(("ending", "said"), [(STOPPED, "stopped"), (None, "lost"), (FULL, "disk_full")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_ended_early_keeps_what_is_done_and_can_go_on(services, own_workspace, ending, said, language):
    path = make_ladder(services.runs, built=2, ending=ending)
    page = app(own_workspace, language, c=thread(services, ladder_spec(), path.name)).run()
    assert not page.exception
    record = services.record(path.name)
    boxes = " ".join(each.value for each in [*page.error, *page.warning]).replace("\\", "")
    assert report.headline(record).key.endswith(said)
    assert report.headline(record).text(language) in boxes
    assert say("action.resume", language) in labels_of(page)
    assert words.name("int8", language) in cells_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_names_what_is_built_and_fills_the_bar(services, language):
    done = services.record(make_ladder(services.runs).name)
    assert share(done) == 1.0
    assert "2" in progress(done, language)
    halfway = services.record(make_ladder(services.runs, built=2, ending=STOPPED, name="x").name)
    assert "2" in short_progress(halfway, language)
    assert 0.2 < share(halfway) < 0.6
    running = halfway.model_copy(update={"state": RunState.RUNNING})
    now = running.members[2].model_copy(update={"state": "running", "step": 5, "steps": 10})
    running = running.model_copy(update={"members": [*running.members[:2], now, *running.members[3:]]})
    assert words.member(now.member, language) in progress(running, language)
    assert "50%" in progress(running, language)
    assert share(running) > share(halfway)
    timing = running.model_copy(update={"members": halfway.members[:2], "step": 5})
    assert say("compress.progress_timing", language) in progress(timing, language)


# -- networks, and the ways to a ladder --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_network_opens_with_its_numbers_and_its_control(services, own_workspace, language):
    path = make_ladder(services.runs)
    page = runs_page(own_workspace, language, run=f"{path.name}/members/distil-16").run()
    assert not page.exception
    assert network.title(services.record(f"{path.name}/members/distil-16").spec, language) in texts_of(page)
    assert {each.label: each.value for each in page.metric}[say("rung.metric_parameters", language)] == "4,000"
    assert "7.06 kB" in cells_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trained_card_leads_to_its_ladder(services, own_workspace, language):
    path = make_finished_run(services.runs, spec_of())
    conversation_id = thread(services, spec_of(), path.name)
    page = app(own_workspace, language, c=conversation_id).run()
    page = button(page, say("action.compress", language)).click().run()
    assert not page.exception
    cards = services.store.cards(conversation_id)
    assert [each.spec.kind for each in cards] == ["train", "compress"]
    assert cards[1].spec.origin == path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_studies_lists_ladders_and_starts_one(services, own_workspace, language):
    page = app(own_workspace, language)
    page._page_hash = calc_hash("studies")
    page = page.run()
    assert say("studies.compress_none", language) in texts_of(page)
    trained = make_finished_run(services.runs, spec_of())
    ladder = make_ladder(services.runs)
    page = page.run()
    assert not page.exception
    assert report.score(services.record(ladder.name).result).text(language) in texts_of(page)
    page = button(page, say("studies.compress_propose", language)).click().run()
    assert not page.exception
    [conversation] = services.store.heads()
    assert services.store.cards(conversation.id)[0].spec.origin == trained.name


def test_the_table_of_runs_folds_the_networks_of_a_ladder(services, own_workspace):
    path = make_ladder(services.runs)
    page = runs_page(own_workspace).run()
    assert not page.exception
    [row] = [each for each in services.rows.look().rows if each.id == path.name]
    assert row.leads
    assert row.score is not None
