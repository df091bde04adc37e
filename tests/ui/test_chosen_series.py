"""What the form of a card takes along where other columns, another series or another target are chosen."""

import numpy as np
import pandas as pd
import pytest

from assistant.conversation.messages import Message, TextPart, ToolResult
from assistant.ui.words.labels import say
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.spec.run import TrainRunSpec
from tests.assistant.sentences import SPECS
from tests.core.test_wide import STORES, wide_table
from tests.ui.pages import app, button

NETWORK = {"model.cell": "gru", "train.steps": 123}


@pytest.fixture
def carded(services):
    def made(spec):
        place = services.store.create("en")
        card = services.store.add_card(place, spec)
        parts = [ToolResult(id="1", name="propose_run", content="{}", card=card)]
        services.store.append(place, Message(role="user", parts=[TextPart(text="Hi")]))
        services.store.append(place, Message(role="assistant", parts=parts, finish_reason="stop"))
        return place, lambda: services.store.card(card).spec.training

    return made


@pytest.fixture
def proposed(own_workspace):
    def made(table, **asked):
        path = own_workspace / "shop.csv"
        table.to_csv(path, index=False)
        return propose(profile(path), **asked).spec.with_changes(NETWORK)

    return made


def field(page, kind, path, language="en"):
    [found] = [each for each in getattr(page, kind) if each.label == say(f"field.{path}", language)]
    return found


def said(page):
    return " ".join(each.value for each in [*page.markdown, *page.caption]).replace("\\", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_columns_of_a_wide_table_are_fitted_as_a_sentence_would_have_them(
    own_workspace, carded, proposed, language
):
    before = proposed(wide_table(), columns=STORES).with_changes({"data.past_columns": ["promo"], "data.window": 20})
    place, now = carded(before)
    page = app(own_workspace, language, c=place).run()
    columns = field(page, "multiselect", "data.series_columns", language)
    assert (columns.value, columns.options) == (list(STORES), [*STORES, "promo"])
    page = columns.set_value(["StoreA", "StoreB"]).run()
    assert not page.exception
    fresh = proposed(wide_table(), columns=STORES[:2])
    assert now().series == fresh.series.model_copy(update={"past_columns": ("promo",)})
    assert (now().model, now().train) == (before.model, before.train)
    assert say("field.data.window", language) + f" 20 → {now().series.window}" in said(page)


def test_one_column_alone_is_refused_beneath_the_field_and_stays_typed(own_workspace, carded, proposed):
    place, now = carded(proposed(wide_table(), columns=STORES))
    page = app(own_workspace, c=place).run()
    page = field(page, "multiselect", "data.series_columns").set_value(["StoreA"]).run()
    assert not page.exception
    assert "One network forecasts at least two columns together" in said(page)
    assert field(page, "multiselect", "data.series_columns").value == ["StoreA"]
    assert button(page, say("action.train", "en")).disabled
    page = field(page, "number_input", "train.steps").set_value(77).run()  # another field is free
    assert (now().train.steps, now().series.series_columns) == (77, STORES)
    assert field(page, "multiselect", "data.series_columns").value == ["StoreA"]
    page = field(page, "multiselect", "data.series_columns").set_value(["StoreA", "StoreC"]).run()
    assert now().series.series_columns == ("StoreA", "StoreC")
    assert not button(page, say("action.train", "en")).disabled


def test_a_name_that_no_column_has_is_refused_beneath_the_field(own_workspace, carded, proposed):
    place, now = carded(proposed(wide_table(), columns=STORES))
    page = app(own_workspace, c=place).run()
    page = field(page, "multiselect", "data.series_columns").set_value(["StoreA", "StorB"]).run()
    assert not page.exception
    assert "StoreB" in said(page)
    assert now().series.series_columns == STORES


def test_of_many_columns_the_field_shows_how_many_and_reads_the_few_that_are_chosen(own_workspace, carded, proposed):
    week = 10 + np.sin(2 * np.pi * np.arange(80) / 7)
    many = {f"S{at}": np.round(week * (at + 1), 2) for at in range(260)}
    days = pd.date_range("2024-01-01", periods=80).strftime("%Y-%m-%d")
    place, now = carded(proposed(pd.DataFrame({"date": days, **many}), columns=tuple(many)))
    page = app(own_workspace, c=place).run()
    columns = field(page, "multiselect", "data.series_columns")
    assert (columns.value, columns.placeholder, len(columns.options)) == ([], "260 columns now", 200)
    page = columns.set_value(["S3"]).run()
    assert "at least two columns" in said(page)
    page = field(page, "multiselect", "data.series_columns").set_value([]).run()
    assert (len(now().series.series_columns), "at least two columns" in said(page)) == (260, False)
    page = field(page, "multiselect", "data.series_columns").set_value(["S3", "S250"]).run()
    assert not page.exception
    assert now().series.series_columns == ("S3", "S250")


def test_a_target_that_begins_late_is_read_as_a_proposal_would_read_it(own_workspace, carded, proposed):
    before = proposed(wide_table(), target="StoreB").with_changes({"data.folds": 1, "data.window": 20})
    place, now = carded(before)
    page = app(own_workspace, c=place).run()
    page = field(page, "selectbox", "data.target").set_value("StoreC").run()
    assert not page.exception
    fresh = proposed(wide_table(), target="StoreC")
    assert (now().series.target, now().series.missing) == ("StoreC", fresh.series.missing)
    assert (now().model, now().train, now().series.folds) == (before.model, before.train, 1)
    assert say("field.data.missing", "en") in said(page)
    late = now().series
    page = field(page, "selectbox", "data.target").set_value("StoreA").run()  # which needs nothing else
    assert now().series == late.model_copy(update={"target": "StoreA"})
    assert say("form.along", "en", {"changes": ""}) not in said(page)


def test_what_suits_a_target_stays_where_its_rows_allow_it(own_workspace, carded, proposed):
    before = proposed(wide_table(), target="StoreB").with_changes({"data.window": 20})
    place, now = carded(before)
    page = app(own_workspace, c=place).run()
    field(page, "selectbox", "data.target").set_value("StoreA").run()
    assert now() == before.with_changes({"data.target": "StoreA"})


@pytest.mark.parametrize("task", ["text", "speech"])
def test_a_change_in_the_form_of_another_task_is_what_is_trained(services, own_workspace, carded, task, monkeypatch):
    place, now = carded(TrainRunSpec.model_validate(SPECS[task].model_dump()))
    page = app(own_workspace, c=place).run()
    page = field(page, "number_input", "train.steps").set_value(8).run()
    assert not page.exception
    assert not page.error
    assert now().train.steps == 8
    [card] = services.store.cards(place)
    launched = []
    monkeypatch.setattr(services.launcher, "start", lambda spec, **more: launched.append(spec) or "run-1")
    services.train(card.id)
    assert [spec.train.steps for spec in launched] == [8]
