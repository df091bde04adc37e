"""The card of a comparison, in every state that a person can meet, and its row in the list of runs."""

import time

import pytest
from streamlit.util import calc_hash

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.ui.words.labels import say
from assistant.workspace import estimates
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import compare as report
from lstm_core.runs import events
from lstm_core.runs.pace import Pace
from tests.comparisons import BETTER, TIED, compare_spec, make_comparison
from tests.ui.pages import SECONDS, app, button, table_of

STOPPED = events.Stopped(seq=0, at=0, step=0)


@pytest.fixture(autouse=True)
def measured(monkeypatch):
    """No process measures: every candidate takes 10 ms a step."""
    asked = []

    def measure(specs, *_rest):
        asked.append(specs)
        return [Pace(0.01, 0.1, 17_867, 1.0) for _ in specs]

    monkeypatch.setattr(estimates.pace, "measure", measure)
    return asked


def thread(services, spec, run_id=None):
    """A conversation with one card."""
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, spec)
    if run_id is not None:
        services.store.attach_run(card_id, run_id)
    made = ToolResult(id="1", name="propose_comparison", content="{}", card=card_id)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Compare")]))
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    return conversation_id


def runs_page(home, language, **query):
    page = app(home, language, **query)
    page._page_hash = calc_hash("runs")  # what a browser sends for its address
    return page.run()


def spec_now(services, conversation_id):
    return services.store.cards(conversation_id)[0].spec


def field(fields, key, language="en"):
    return next(each for each in fields if each.label == say(key, language))


def texts_of(page):
    return " ".join(each.value for each in [*page.markdown, *page.caption]).replace("\\", "")


def column_of(page, head):
    """The cells of the column with that head, whatever keeps its characters together."""
    for frame in page.table:
        for name, cells in frame.value.items():
            if str(name).replace("\u2060", "") == head:
                return [str(cell).replace("\u00a0", " ").replace("\u2060", "") for cell in cells]
    raise AssertionError(head)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_says_what_is_compared_and_takes_seeds_budget_and_a_set(services, own_workspace, language):
    conversation_id = thread(services, compare_spec())
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    assert say("compare.plan", language, {"seeds": 3, "members": 6}) in texts_of(page)
    assert column_of(page, say("compare.head_name", language)) == ["LSTM", "GRU"]
    assert not button(page, say("action.start_compare", language)).disabled
    page = field(page.number_input, "compare.seeds", language).set_value(7).run()
    page = field(page.selectbox, "compare.budget", language).set_value("equal_parameters").run()
    page = field(page.selectbox, "compare.set", language).set_value("layers").run()
    assert not page.exception
    found = spec_now(services, conversation_id)
    assert (found.seeds, found.budget) == (7, "equal_parameters")
    assert [each["model.layers"] for each in found.candidates] == [1, 2, 3]
    page = field(page.number_input, "field.train.steps", language).set_value(50).run()
    assert spec_now(services, conversation_id).run.train.steps == 50
    assert len(spec_now(services, conversation_id).candidates) == 3


def test_a_candidate_can_be_left_out_and_values_of_a_field_can_be_added(services, own_workspace):
    conversation_id = thread(services, compare_spec({}, {"model.cell": "gru"}, {"model.cell": "rnn"}))
    page = app(own_workspace, c=conversation_id).run()
    page = field(page.multiselect, "compare.candidates").unselect(1).run()
    assert [each.get("model.cell") for each in spec_now(services, conversation_id).candidates] == [None, "rnn"]
    page = field(page.selectbox, "compare.add_field").set_value("model.hidden_size").run()
    page = field(page.text_input, "compare.add_values").set_value("16、 128").run()
    page = button(page, say("action.add_values", "en")).click().run()
    assert not page.exception
    widths = [each.get("model.hidden_size") for each in spec_now(services, conversation_id).candidates]
    assert widths == [None, None, 16, 128]


def test_what_is_refused_is_said_and_the_card_stays_as_it_is(services, own_workspace):
    conversation_id = thread(services, compare_spec())
    page = app(own_workspace, c=conversation_id).run()
    page = field(page.number_input, "compare.seeds").set_value(0).run()
    assert not page.exception
    assert ":red[" in texts_of(page)
    assert button(page, say("action.start_compare", "en")).disabled
    page = field(page.number_input, "compare.seeds").set_value(4).run()
    assert spec_now(services, conversation_id).seeds == 4
    page = field(page.multiselect, "compare.candidates").unselect(1).run()
    assert "2" in texts_of(page)
    assert len(spec_now(services, conversation_id).candidates) == 2


def test_how_long_it_takes_is_measured_once_and_shown(services, own_workspace, measured):
    conversation_id = thread(services, compare_spec(train__steps=600, train__evaluate_every=100))
    page = app(own_workspace, c=conversation_id).run()
    deadline = time.monotonic() + SECONDS
    while "trainings that end early take less" not in texts_of(page) and time.monotonic() < deadline:
        page = page.run()
    assert "trainings that end early take less" in texts_of(page)
    assert column_of(page, say("compare.head_parameters", "en")) == ["17,867", "17,867"]
    page.run()
    asked = [each for specs in measured for each in specs if each.train.steps == 600]  # other cards measure as well
    assert len(asked) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gains", [BETTER, TIED, ((0.3, 0.31, None), (0.4, 0.42, 0.41))])
def test_a_finished_one_shows_verdict_table_pairs_and_the_way_to_the_best(services, own_workspace, gains, language):
    path = make_comparison(services.runs, gains)
    conversation_id = thread(services, compare_spec(), path.name)
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    record = services.record(path.name)
    assert report.summary(record, language) in texts_of(page).replace("**", "")
    for told in report.explained(record, language):
        assert told.text(language) in texts_of(page)
    names = report.labels(record.spec, language)
    assert column_of(page, say("compare.head_name", language)) == [names[each] for each in report.ranked(record)]
    assert column_of(page, say("compare.head_pair", language)) == ["LSTM – GRU"]
    page = button(page, say("action.use_winner", language)).click().run()
    assert not page.exception
    best = services.store.cards(conversation_id)[-1].spec
    assert (best.kind, best.model.cell) == ("train", "gru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_was_stopped_shows_what_is_done_and_can_go_on(services, own_workspace, language):
    path = make_comparison(services.runs, ending=STOPPED, done=3)
    page = app(own_workspace, language, c=thread(services, compare_spec(), path.name)).run()
    assert not page.exception
    warned = " ".join(each.value for each in page.warning).replace("\\", "")
    assert say("compare.stopped", language, {"done": 3, "members": 6}) in warned
    assert column_of(page, say("compare.head_done", language)) == ["1/3", "2/3"]
    assert button(page, say("action.resume", language))


@pytest.mark.parametrize("picture", ["pareto", "compared_losses"])
def test_every_picture_can_be_chosen(services, own_workspace, picture):
    path = make_comparison(services.runs)
    page = app(own_workspace, c=thread(services, compare_spec(), path.name)).run()
    [choice] = [each for each in page.get("button_group") if say("picture.pareto", "en") in str(each.proto)]
    page = choice.set_value(picture).run()
    assert not page.exception


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_row_in_the_list_of_runs_tells_its_score_and_opens(services, own_workspace, language):
    path = make_comparison(services.runs)
    page = runs_page(own_workspace, language, run=path.name)
    assert not page.exception
    assert report.summary(services.record(path.name), language) in texts_of(page).replace("**", "")
    page = runs_page(own_workspace, language)
    assert not page.exception
    [row] = table_of(page)["rows"]
    score = report.score(services.record(path.name).result).text(language)
    assert score in [cell.get("below") for cell in row["cells"]]
