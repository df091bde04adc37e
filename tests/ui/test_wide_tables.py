"""The card of a wide table has one button that forecasts its columns together; the field of series goes back."""

from assistant.conversation.messages import Message, TextPart
from assistant.ui.words.labels import say
from tests.core.test_wide import STORES, wide_table
from tests.ui.pages import answered, app


def asked(services, conversation_id, text, files=()):
    message = Message(role="user", parts=[*files, TextPart(text=text)])
    services.turns.start(conversation_id, message, services.client("en"), "en")
    answered(services, conversation_id)


def field(page, kind, path):
    return [each for each in getattr(page, kind) if each.label == say(f"field.{path}", "en")]


def test_one_press_forecasts_the_columns_together_and_the_form_chooses_among_them(services, own_workspace):
    table = wide_table().to_csv(index=False).encode()
    upload, place = services.uploads.save("shop.csv", table), services.store.create("en")
    asked(services, place, "forecast StoreB with a GRU", [upload])
    [card] = services.store.cards(place)
    assert card.spec.training.series.target == "StoreB"

    def data():
        return services.store.card(card.id).spec.training.series

    page = app(own_workspace, c=place).run()
    assert not page.exception
    [button] = [each for each in page.button if each.key == f"card-{card.id}-together"]
    assert button.label.startswith("Forecast 3 columns together")
    assert button.help.startswith("The names of 3 columns differ in one word only (all have Store")
    page = button.click().run()
    assert not page.exception
    assert (data().series_columns, data().ids, data().target) == (STORES, (), "value")
    assert services.store.card(card.id).spec.training.model.cell == "gru"
    assert not [each for each in page.button if each.key == f"card-{card.id}-together"]
    assert not field(page, "selectbox", "data.target")

    [several] = field(page, "multiselect", "data.ids")
    assert several.options == list(STORES)
    page = several.set_value(["StoreA", "StoreC"]).run()
    assert not page.exception
    assert (data().ids, data().series_columns) == (("StoreA", "StoreC"), STORES)

    [one] = field(page, "selectbox", "data.id")
    page = one.set_value("StoreC").run()
    assert not page.exception
    assert (data().target, data().series_columns, data().id_column) == ("StoreC", (), None)
    [target] = field(page, "selectbox", "data.target")
    assert target.value == "StoreC"
