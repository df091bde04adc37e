"""The page of studies: what comparisons found out on which data, every study, and the way to a new one."""

import pytest
from streamlit.util import calc_hash

from assistant.conversation.messages import Message, Suggestions, TextPart
from assistant.ui.words.labels import say
from lstm_core.data import tasks
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.reports.kinds import compare as report
from tests.comparisons import TIED, compare_spec, make_comparison
from tests.repetitions import make_repetition
from tests.support import make_finished_run, spec_of
from tests.ui.pages import app, button


def studies_page(home, language="en"):
    page = app(home, language)
    page._page_hash = calc_hash("studies")  # what a browser sends for its address
    return page.run()


def texts_of(page):
    return " ".join(each.value for each in [*page.markdown, *page.caption, *page.info]).replace("\\", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_study_it_says_how_to_make_one_and_makes_it_on_built_in_data(services, own_workspace, language):
    page = studies_page(own_workspace, language)
    assert not page.exception
    assert say("studies.empty", language) in texts_of(page)
    [base] = [each for each in page.selectbox if each.label == say("studies.base", language)]
    page = base.set_value("co2").run()
    [sets] = [each for each in page.selectbox if each.label == say("compare.set", language)]
    page = sets.set_value("windows").run()
    page = button(page, say("studies.propose", language)).click().run()
    assert not page.exception
    [conversation] = services.store.heads()
    spec = services.store.cards(conversation.id)[0].spec
    assert (spec.kind, spec.run.data.source) == ("compare", "co2")
    assert all("data.window" in each for each in spec.candidates)


def test_a_new_one_starts_from_the_newest_training_of_own_data(services, own_workspace):
    path = make_finished_run(services.runs, spec_of(train__steps=90))
    page = studies_page(own_workspace)
    [base] = [each for each in page.selectbox if each.label == say("studies.base", "en")]
    assert base.value == path.name
    page = button(page, say("studies.propose", "en")).click().run()
    assert not page.exception
    [conversation] = services.store.heads()
    assert services.store.cards(conversation.id)[0].spec.run.train.steps == 90


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_found_out_is_told_once_for_each_question_and_data_by_its_newest_answer(
    services, own_workspace, language
):
    make_comparison(services.runs, TIED, name="20261123-100000-older-compare")
    newest = make_comparison(services.runs, name="20261123-150000-newer-compare")
    own = compare_spec({}, {"model.hidden_size": 5, "train.learning_rate": 0.5})
    make_comparison(services.runs, spec=own, name="20261123-160000-own-compare")
    widths = compare_spec({}, {"model.hidden_size": 5})
    make_comparison(services.runs, spec=widths, name="20261123-170000-width-compare")
    make_repetition(services.runs)
    page = studies_page(own_workspace, language)
    assert not page.exception
    told = texts_of(page)
    verdict = report.summary(services.record(newest.name), language)
    assert told.count(verdict) == 1
    assert told.count(f"**{say('compare.set_lstm_gru', language)}**") == 1
    opened = [each for each in page.button if each.key and each.key.startswith("study-open-")]
    assert len(opened) == 5
    assert told.count(f"**{say('field.model.hidden_size', language)}**") == 1
    assert sum(1 for each in page.button if each.key and each.key.startswith("learned-open-")) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_advice_says_what_came_of_it_here_by_the_newest_verdict_on_each_data(services, own_workspace, language):
    conversation = services.store.create(language)
    for tests in ("lstm_gru", "layers", None):
        said = [TextPart(text="A GRU is smaller."), Suggestions(items=["Test it"], tests=tests)]
        services.store.append(conversation, Message(role="assistant", parts=said, finish_reason="stop"))
    page = app(own_workspace, language, c=conversation).run()
    assert say("studies.tested", language) not in texts_of(page)
    make_comparison(services.runs, TIED, name="20261123-100000-older-compare")
    newer = make_comparison(services.runs, name="20261123-150000-newer-compare")
    other = compare_spec(data__source="made", data__time_format=None)
    made = make_comparison(services.runs, TIED, spec=other, name="20261123-140000-made-compare")
    page = page.run()
    assert not page.exception
    told = texts_of(page)
    assert told.count(say("studies.tested", language)) == 1
    for path in (newer, made):
        record = services.record(path.name)
        data, verdict = tasks.title(record.spec.subject, language), report.summary(record, language)
        assert say("studies.answer", language, {"data": data, "verdict": verdict}) in told
    opened = [each.key for each in page.button if each.key and "-open-2026" in each.key]
    assert [key.rpartition("-open-")[2] for key in opened] == [newer.name, made.name]
    assert "lstm_gru" in opened[0]
