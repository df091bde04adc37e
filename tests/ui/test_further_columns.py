"""The card of a table with columns that are not read has one button that reads them."""

import numpy as np
import pytest

from assistant.conversation.messages import Message, TextPart
from tests.ui.pages import answered, app

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.fixture
def upload(services):
    random = np.random.default_rng(0)
    rows = ["day,sales,promo,temp"]
    for at in range(260):
        promo, told = random.random() < 0.3, at < 240
        sales, temp = f"{50 + at % 7 + 20 * promo + random.normal():.2f}", f"{random.normal():.2f}"
        values = (sales if told else "", "yes" if promo else "no", temp if told else "")
        rows.append(",".join([str(np.datetime64("2024-01-01") + at), *values]))
    return services.uploads.save("shop.csv", ("\n".join(rows) + "\n").encode())


def asked(services, conversation_id, text, files=()):
    message = Message(role="user", parts=[*files, TextPart(text=text)])
    services.turns.start(conversation_id, message, services.client("en"), "en")
    answered(services, conversation_id)


def test_one_press_reads_the_columns_and_keeps_the_rest(services, upload, own_workspace):
    place = services.store.create("en")
    asked(services, place, "forecast sales for 10 days with window 40", [upload])
    [card] = services.store.cards(place)
    page = app(own_workspace, c=place).run()
    assert not page.exception
    [button] = [each for each in page.button if each.key == f"card-{card.id}-columns"]
    assert button.label.startswith("Use promo, temp")
    assert button.help.split("  \n") == ["Known ahead: promo", "Known up to the forecast: temp"]
    page = button.click().run()
    assert not page.exception
    after = services.store.card(card.id).spec.training
    assert (after.series.future_columns, after.series.past_columns) == (("promo=yes",), ("temp",))
    assert after.with_changes({"data.future_columns": [], "data.past_columns": []}) == card.spec.training
    assert not [each for each in page.button if each.key == f"card-{card.id}-columns"]


@pytest.mark.parametrize("words", ["use the other columns as inputs", "用其他列做输入"])
def test_a_sentence_does_the_same(services, upload, words):
    place = services.store.create("en")
    asked(services, place, "forecast sales for 10 days", [upload])
    asked(services, place, words)
    [_, card] = services.store.cards(place)
    assert (card.spec.training.series.future_columns, card.spec.training.series.past_columns) == (
        ("promo=yes",), ("temp",),
    )  # fmt: skip
    assert "promo" in services.store.messages(place)[-1][1].text


@pytest.mark.parametrize(
    ("words", "country"), [("forecast sales with German holidays", "DE"), ("预测 sales，考虑中国的节假日", "CN")]
)
def test_holidays_that_are_asked_for_are_read_and_nothing_is_left_open(services, upload, words, country):
    place = services.store.create("en")
    asked(services, place, words, [upload])
    [card] = services.store.cards(place)
    assert card.spec.training.series.holidays == country
    assert "What was not followed" not in "".join(each.text for _, each in services.store.messages(place))
    asked(services, place, "without holidays")
    assert services.store.cards(place)[-1].spec.training.series.holidays is None


@pytest.mark.parametrize(
    ("words", "unheard"),
    [
        ("预测每家门店未来两周的销量，促销已知", "促销已知"),
        ("forecast store A, but ignore the strikes in May", "ignore the strikes in May"),
        ("预测A店销量，用LSTM，周末权重加倍", "周末权重加倍"),
        (
            "forecast store A; hierarchical reconciliation with regions; horizon 7",
            "hierarchical reconciliation with regions",
        ),
        ("forecast store A, use a GRU, and keep the last month as test set", "keep the last month as test set"),
        ("This is my shop data. Forecast the next 2 weeks please. Thanks, no hurry!", None),
        ("这是我店铺的数据，请预测下个月，谢谢", None),
        ("I work in retail, and every day we sell bread. Forecast all stores, without log, 2 layers", None),
    ],
)
def test_a_clause_of_the_first_request_that_is_not_understood_is_said(services, words, unheard):
    days = [np.datetime64("2024-01-01") + at for at in range(200)]
    rows = [f"{day},{shop},{50 + at % 7 + at % 3}" for shop in "AB" for at, day in enumerate(days)]
    upload = services.uploads.save("shop.csv", "\n".join(["day,store,sales", *rows]).encode())
    place = services.store.create("en")
    asked(services, place, words, [upload])
    told = services.store.messages(place)[-1][1].text
    assert services.store.cards(place)
    said = [line for line in told.splitlines() if "I do not know" in line or "不认识" in line]
    assert [f"“{unheard}”" in line for line in said] == ([True] if unheard else [])
