"""The card of a search, in every state that a person can meet, and the ways to it and from it."""

import zipfile
from io import BytesIO

import pytest

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.ui.cards.search_progress import progress, share
from assistant.ui.kinds import search as card
from assistant.ui.words.labels import say
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import search as report
from lstm_core.reports.kinds import search_figure
from lstm_core.runs import events
from tests.searches import SPACE, make_search, search_spec, valley
from tests.support import make_finished_run, spec_of
from tests.ui.pages import app, button

STOPPED = events.Stopped(seq=0, at=0, step=0)
FULL = events.Failed(seq=0, at=0, key="run.disk_full", parameters={}, step=1)


@pytest.fixture
def services(services, monkeypatch):
    monkeypatch.setattr("lstm_core.runs.pace.measure", lambda specs, *_rest: [None] * len(specs))
    services.runs.mkdir(parents=True, exist_ok=True)
    return services


def thread(services, spec, run_id=None):
    """A conversation with one card."""
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, spec)
    if run_id is not None:
        services.store.attach_run(card_id, run_id)
    made = ToolResult(id="1", name="propose_search", content="{}", card=card_id)
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Tune")]))
    services.store.append(conversation_id, Message(role="assistant", parts=[made], finish_reason="stop"))
    return conversation_id


def labels_of(page):
    return [found.label.split(" *")[0] for found in page.button]


def texts_of(page):
    return " ".join(found.value for found in [*page.markdown, *page.caption]).replace("\\", "")


def field(page, kind, label):
    return next(each for each in getattr(page, kind) if each.label == label)


def spec_in(services, conversation_id):
    return services.store.cards(conversation_id)[0].spec


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_shows_the_space_with_its_reasons_and_takes_another_one(services, own_workspace, language):
    spec = search_spec(cost=5.0)
    conversation_id = thread(services, spec)
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    assert say("search.plan", language, {"seeds": 3}) in texts_of(page)
    page = field(page, "number_input", say("search.trials", language)).set_value(20).run()
    assert spec_in(services, conversation_id).trials == 20
    page = field(page, "number_input", say("search.minutes", language)).set_value(10.0).run()
    assert spec_in(services, conversation_id).seconds == 600
    widths = next(each for each in page.text_input if "model.hidden_size" in str(each.key))
    page = widths.set_value("4, 8，32").run()
    assert spec_in(services, conversation_id).space[1].choices == (4, 8, 32)
    low = next(each for each in page.number_input if str(each.key).endswith("learning_rate-low"))
    page = low.set_value(0.5).run()
    assert not page.exception
    assert spec_in(services, conversation_id).space[0].low == SPACE[0]["low"]
    assert button(page, say("action.start_search", language)).disabled
    assert any("0.5" in each.value and "0.1" in each.value for each in page.markdown if ":red[" in each.value)


def test_a_field_is_taken_out_and_another_one_put_in(services, own_workspace):
    conversation_id = thread(services, search_spec(cost=5.0))
    page = app(own_workspace, c=conversation_id).run()
    page = next(each for each in page.button if str(each.key).endswith("model.cell-remove")).click().run()
    assert [each.path for each in spec_in(services, conversation_id).space] == [
        "train.learning_rate",
        "model.hidden_size",
    ]
    page = field(page, "selectbox", say("search.field", "en")).set_value("train.batch_size").run()
    page = field(page, "text_input", say("search.add_values", "en")).set_value("64, 16 32").run()
    page = next(each for each in page.button if str(each.key).endswith("-add")).click().run()
    assert not page.exception
    added = spec_in(services, conversation_id).space[-1]
    assert (added.path, added.choices) == ("train.batch_size", (16, 32, 64))
    page = next(each for each in page.button if str(each.key).endswith("-suggest")).click().run()
    assert not page.exception
    assert len(spec_in(services, conversation_id).space) > 3


def test_a_short_budget_says_how_long_one_training_takes(services, own_workspace):
    conversation_id = thread(services, search_spec(trials=None, seconds=60.0, cost=100.0))
    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    assert any("1:40" in each.value.replace("\\", "") for each in page.warning)
    page = next(each for each in page.button if each.label.startswith("Give it ")).click().run()
    assert not page.exception
    assert not page.warning
    assert spec_in(services, conversation_id).seconds > 60.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_confirmed_winner_shows_both_numbers_and_the_way_to_a_training(services, own_workspace, language):
    path = make_search(services.runs, search_spec(trials=16))
    conversation_id = thread(services, search_spec(trials=16), path.name)
    page = app(own_workspace, language, c=conversation_id).run()
    assert not page.exception
    record = services.record(path.name)
    assert record.result.verdict == "better"
    assert report.summary(record, language) in texts_of(page)
    shown = {each.label: each.value for each in page.metric}
    assert shown[say("search.metric_best", language)] == report.score_text(record, record.best_score)
    assert shown[say("search.metric_shrinkage", language)] != "–"
    page = button(page, say("action.use_found", language)).click().run()
    assert not page.exception
    cards = services.store.cards(conversation_id)
    assert [each.spec.kind for each in cards] == ["search", "train"]
    assert cards[1].spec == record.winner


def test_one_that_kept_the_start_offers_no_other_training(services, own_workspace):
    path = make_search(services.runs, search_spec(trials=4), lambda spec: 1.0 if spec == spec_of() else 2.0)
    page = app(own_workspace, c=thread(services, search_spec(), path.name)).run()
    assert not page.exception
    assert say("action.use_found", "en") not in labels_of(page)
    assert "Keep it" in texts_of(page)


@pytest.mark.parametrize(("ending", "said"), [(STOPPED, "stopped"), (None, "lost"), (FULL, "disk_full")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_that_ended_early_keeps_what_is_done_and_can_go_on(services, own_workspace, ending, said, language):
    path = make_search(services.runs, looks=40, ending=ending)
    page = app(own_workspace, language, c=thread(services, search_spec(), path.name)).run()
    assert not page.exception
    box = " ".join(found.value for found in [*page.error, *page.warning]).replace("\\", "")
    record = services.record(path.name)
    done = sum(row.state != "running" for row in record.trials)
    assert done >= 2
    key = f"run.{said}" if said == "disk_full" else f"search.{said}"
    assert say(key, language, {"done": done}) in box
    assert say("action.resume", language) in labels_of(page)
    assert 0 < share(record) < 1
    assert str(done) in progress(record, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_drawn_at_every_moment(services, language):
    for looks in (0, 1, 12, 60, None):
        path = make_search(services.runs, search_spec(trials=10), looks=looks, name=f"20261129-looks-{looks}")
        record = services.record(path.name)
        for draw, alt in (
            (search_figure.history, search_figure.history_alt),
            (search_figure.parallel, search_figure.parallel_alt),
            (search_figure.importance, search_figure.importance_alt),
        ):
            draw(record, language).to_json()
            assert alt(record, language)
        search_figure.losses(record, language).to_json()
        for each in record.spec.space:
            search_figure.slices(record, each.path, language).to_json()
            assert search_figure.slices_alt(record, each.path, language)
        assert report.lines(record, language) is not None
        assert report.summary(record, language)


def test_a_member_is_named_and_the_download_holds_the_script_of_what_is_recommended(services):
    path = make_search(services.runs, search_spec(trials=16))
    record = services.record(path.name)
    with zipfile.ZipFile(BytesIO(card._zipped(record, "en"))) as archive:
        assert {"trials.csv", "confirmation.csv", "search.json", "recommended/train.py"} <= set(archive.namelist())
        script = archive.read("recommended/train.py").decode()
        rows = archive.read("trials.csv").decode().splitlines()
    assert f"LEARNING_RATE = {record.winner.train.learning_rate}" in script
    assert len(rows) == 17
    assert "model.hidden_size" in rows[0]
    compile(script, "train.py", "exec")


@pytest.mark.parametrize("trained", [True, False])
def test_a_button_on_a_training_proposes_a_search_beside_it(services, own_workspace, trained):
    run_id = make_finished_run(services.runs).name if trained else None
    conversation_id = thread(services, spec_of(), run_id)
    page = app(own_workspace, c=conversation_id).run()
    page = button(page, say("action.search", "en")).click().run()
    assert not page.exception
    made = services.store.cards(conversation_id)[1].spec
    assert (made.kind, made.run, made.seconds) == ("search", spec_of(), 600.0)
    assert (made.cost is not None) == trained
    assert [each.path for each in made.space][:1] == ["train.learning_rate"]


def test_a_search_of_sixty_trials_is_drawn_and_told_in_few_rows(services, own_workspace):
    path = make_search(services.runs, search_spec(trials=60, pruner="none"), valley)
    page = app(own_workspace, c=thread(services, search_spec(), path.name)).run()
    assert not page.exception
    assert say("search.untold", "en", {"count": 60 - card.SHOWN_TRIALS}) in texts_of(page)


def test_deleting_it_names_the_trainings_inside(services):
    path = make_search(services.runs)
    said = card.deletion(services.record(path.name), "title", "now")
    assert said.parameters["members"] >= 8
