"""The pages as a person meets them, without a browser."""

import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from assistant.conversation.messages import File, Message, Notice, Reasoning, TextPart, ToolResult
from assistant.services import Services
from assistant.ui.pages.sidebar import SHOWN
from assistant.ui.words.labels import say
from lstm_core.spec.run import TrainRunSpec
from tests.core.test_statics import spec_of, write
from tests.tree import ROOT
from tests.ui.pages import SECONDS, answered, app, button, proposing


def conversation(services: Services, *parts, finish_reason="stop") -> str:
    conversation_id = services.store.create("en")
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Hello")]))
    services.store.append(conversation_id, Message(role="assistant", parts=list(parts), finish_reason=finish_reason))
    return conversation_id


def asked(services: Services, client) -> str:
    conversation_id = services.store.create("en")
    question = Message(role="user", parts=[TextPart(text="Forecast the sunspots")])
    services.turns.start(conversation_id, question, client, "en")
    answered(services, conversation_id)
    return conversation_id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_start_offers_six_questions_in_the_reader_s_language(own_workspace, language):
    page = app(own_workspace, language).run()
    assert not page.exception
    assert page.title[0].value == say("app.name", language)
    assert len([button for button in page.button if str(button.key).startswith("example-")]) == 6


def test_the_language_can_be_switched_and_stays_in_the_address(own_workspace):
    page = app(own_workspace, "zh").run()
    page.button_group(key="language-choice").set_value("en").run()
    assert page.title[0].value == say("app.name", "en")
    assert page.query_params["lang"] == "en"


def test_an_unknown_conversation_gets_a_sentence_and_an_empty_start(own_workspace):
    page = app(own_workspace, c="0123456789abcdef").run()
    assert page.info[0].value == say("chat.gone", "en")
    assert page.title[0].value == say("app.name", "en")


def test_a_run_behind_a_fragment_of_the_sidebar_draws_in_the_page(own_workspace):
    script = f"""
import runpy
import streamlit as st
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value
context_dg_stack.set((*get_default_dg_stack_value(), st.sidebar))  # where the fragment was
runpy.run_path({str(ROOT / "streamlit_app.py")!r})
"""
    page = AppTest.from_string(script, default_timeout=SECONDS).run()
    assert not page.error
    assert len(page.chat_input) == 1
    assert not page.sidebar.title


def test_a_proposed_run_is_a_card_with_its_form(services, own_workspace):
    conversation_id = asked(services, proposing("Here it is."))
    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    assert any("Here it is" in text.value for text in page.markdown)
    assert button(page, say("action.train", "en")).disabled is False
    [card] = services.store.cards(conversation_id)
    assert page.number_input(key=f"card-{card.id}-model.hidden_size").value == card.spec.model.hidden_size


def test_a_change_of_the_form_is_saved_to_the_card(services, own_workspace):
    conversation_id = asked(services, proposing("Here."))
    page = app(own_workspace, c=conversation_id).run()
    [card] = services.store.cards(conversation_id)
    page.number_input(key=f"card-{card.id}-model.hidden_size").set_value(96).run()
    assert services.store.card(card.id).spec.model.hidden_size == 96


def test_a_refused_value_stays_typed_with_its_sentence_and_nothing_can_be_trained(services, own_workspace):
    conversation_id = asked(services, proposing("Here."))
    page = app(own_workspace, c=conversation_id).run()
    [card] = services.store.cards(conversation_id)
    page.number_input(key=f"card-{card.id}-model.hidden_size").set_value(0).run()
    assert page.number_input(key=f"card-{card.id}-model.hidden_size").value == 0
    assert any("8192" in text.value for text in page.markdown)
    assert button(page, say("action.train", "en")).disabled
    assert services.store.card(card.id).spec == card.spec
    page.number_input(key=f"card-{card.id}-model.hidden_size").set_value(48).run()
    assert not button(page, say("action.train", "en")).disabled


def test_another_tab_s_change_appears_in_the_form(services, own_workspace):
    conversation_id = asked(services, proposing("Here."))
    page = app(own_workspace, c=conversation_id).run()
    [card] = services.store.cards(conversation_id)
    services.store.change_card(card.id, card.spec.with_changes({"data.window": 33}))
    page.run()
    [window] = [field for field in page.number_input if field.label == say("field.data.window", "en")]
    assert window.value == 33


def test_what_a_browser_sends_before_it_has_heard_of_a_change_is_not_taken_for_typed(services, own_workspace):
    conversation_id = asked(services, proposing("Here."))
    page = app(own_workspace, c=conversation_id).run()
    [card] = services.store.cards(conversation_id)
    sent = page._tree.get_widget_states()  # by a timer, a second apart, with the value of every field
    services.store.change_card(card.id, card.spec.with_changes({"train.steps": 40_000, "data.window": 33}))
    page.run()
    page._run(sent)
    assert services.store.card(card.id).spec.train.steps == 40_000
    [steps] = [field for field in page.number_input if field.label == say("field.train.steps", "en")]
    assert steps.value == 40_000
    steps.set_value(500).run()
    page.run()
    assert services.store.card(card.id).spec.train.steps == 500
    assert services.store.card(card.id).spec.data.window == 33


def test_what_the_model_wrote_is_drawn_without_images_and_html(services, own_workspace):
    text = "See ![x](https://example.org/x.png) <script>alert(1)</script> \\(a_1\\)"
    page = app(own_workspace, c=conversation(services, TextPart(text=text))).run()
    [drawn] = [found.value for found in page.markdown if "See" in found.value]
    assert "![" not in drawn
    assert r"\<script" in drawn
    assert "$a_1$" in drawn
    assert not any(found.allow_html for found in page.markdown)


def test_reasoning_stands_in_a_box_that_says_it_is_over(services, own_workspace):
    page = app(own_workspace, c=conversation(services, Reasoning(text="Hm."), TextPart(text="Yes."))).run()
    assert say("chat.thought", "en") in [box.label for box in page.expander]


def test_an_interrupted_answer_says_so(services, own_workspace):
    page = app(own_workspace, c=conversation(services, TextPart(text="Half"), finish_reason=None)).run()
    assert say("chat.interrupted", "en") in [text.value for text in page.caption]


def test_a_notice_is_a_sentence_with_its_severity(services, own_workspace):
    page = app(own_workspace, c=conversation(services, Notice(key="turn.stopped", severity="info"))).run()
    assert page.info[0].value == say("turn.stopped", "en")


def test_a_message_that_cannot_be_drawn_is_one_sentence_and_no_traceback(services, own_workspace):
    page = app(own_workspace, c=conversation(services, Notice(key="no.such.key"))).run()
    assert not page.exception
    assert [box.value for box in page.error] == [say("page.unexpected", "en")]
    assert any("Hello" in text.value for text in page.markdown)


def test_a_file_shows_its_name_and_size(services, own_workspace):
    conversation_id = services.store.create("en")
    file = File(name="a_b [C].csv", sha256="0" * 64, bytes=15_300)
    services.store.append(conversation_id, Message(role="user", parts=[file, TextPart(text="Forecast")]))
    page = app(own_workspace, c=conversation_id).run()
    assert any("15.3 KB" in text.value and r" a\_b \[C\].csv" in text.value for text in page.markdown)


def test_a_card_whose_run_was_deleted_says_so(services, own_workspace):
    conversation_id = asked(services, proposing("Here."))
    [card] = services.store.cards(conversation_id)
    services.store.attach_run(card.id, "20260101-000000-sunspots-lstm64-aaaa")
    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    assert say("card.gone", "en") in [text.value for text in page.caption]


def test_data_that_cannot_be_read_is_a_sentence_on_the_card(services, own_workspace):
    conversation_id = services.store.create("en")
    spec = TrainRunSpec().with_changes({"data.source": "file", "data.file": str(own_workspace / "gone.csv")})
    card_id = services.store.add_card(conversation_id, spec)
    parts = [ToolResult(id="1", name="propose_run", content="{}", card=card_id)]
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Hi")]))
    services.store.append(conversation_id, Message(role="assistant", parts=parts, finish_reason="stop"))
    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    assert len(page.error) == 1
    assert button(page, say("action.train", "en"))


def test_a_number_for_missing_values_is_typed_and_taken_back_on_the_card(services, own_workspace):
    path = own_workspace / "air.csv"
    path.write_text(
        "n,CO\n" + "\n".join(f"{row},{-200 if row % 9 == 4 else row % 12 + row / 50}" for row in range(400))
    )
    data = {"data.source": "file", "data.file": str(path), "data.target": "CO", "data.missing_codes": [-200]}
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, TrainRunSpec().with_changes(data))
    parts = [ToolResult(id="1", name="propose_run", content="{}", card=card_id)]
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Hi")]))
    services.store.append(conversation_id, Message(role="assistant", parts=parts, finish_reason="stop"))

    def typed(page, codes):
        [field] = [each for each in page.multiselect if each.label == say("field.data.missing_codes", "en")]
        page = field.set_value(codes).run()
        assert not page.exception
        return page, services.store.card(card_id).spec.series.missing_codes

    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    page, codes = typed(page, [-200.0, "999"])
    assert codes == (-200.0, 999.0)
    page, codes = typed(page, [999.0])
    assert codes == (999.0,)
    _, codes = typed(page, [])
    assert codes == ()


def test_a_static_column_is_chosen_on_the_card_and_becomes_its_levels(services, own_workspace):
    path = write(own_workspace)  # a long table of four stores with a region and a size
    conversation_id = services.store.create("en")
    card_id = services.store.add_card(conversation_id, spec_of(path, {}))
    parts = [ToolResult(id="1", name="propose_run", content="{}", card=card_id)]
    services.store.append(conversation_id, Message(role="user", parts=[TextPart(text="Hi")]))
    services.store.append(conversation_id, Message(role="assistant", parts=parts, finish_reason="stop"))

    def chosen(page, names):
        [field] = [each for each in page.multiselect if each.label == say("field.data.static_columns", "en")]
        page = field.set_value(names).run()
        assert not page.exception
        return page, services.store.card(card_id).spec.series.static_columns

    page = app(own_workspace, c=conversation_id).run()
    assert not page.exception
    page, told = chosen(page, ["region", "size"])
    assert told == ("region=south", "size")
    _, told = chosen(page, ["size"])
    assert told == ("size",)


def test_the_sidebar_lists_and_finds_conversations(services, own_workspace):
    conversation(services, TextPart(text="about oranges"))
    page = app(own_workspace).run()
    assert "Hello" in [found.label for found in page.button]
    page.text_input(key="search").set_value("oranges").run()
    assert "Hello" in [found.label for found in page.button]
    page.text_input(key="search").set_value("apples").run()
    assert "Hello" not in [found.label for found in page.button]


def test_an_old_conversation_that_is_open_is_seen_in_the_sidebar(services, own_workspace):
    oldest = conversation(services, TextPart(text="first"))
    newest = [conversation(services, TextPart(text="later")) for _ in range(SHOWN)][-1]
    for conversation_id, seen in ((oldest, True), (newest, False)):
        page = app(own_workspace, c=conversation_id).run()
        [earlier] = [box for box in page.expander if box.label == say("sidebar.more", "en")]
        assert earlier.proto.expanded is seen


def test_the_pages_load_neither_torch_nor_what_they_do_not_need():
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from streamlit.testing.v1 import AppTest
page = AppTest.from_file({str(ROOT / "streamlit_app.py")!r}, default_timeout=60)
from assistant.ui.kit import warm
page.run()
assert not page.exception
print(*sorted({{"torch", "openai", "statsmodels"}} & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout.strip() == ""


def test_a_card_whose_network_reads_logarithms_can_show_them(services, own_workspace):
    conversation_id = asked(services, proposing("Here.", '{"data.transform": "log1p"}'))
    page = app(own_workspace, "zh", c=conversation_id).run()
    [card] = services.store.cards(conversation_id)
    assert card.spec.series.transform == "log1p"
    [choice] = [each for each in page.get("button_group") if say("picture.changed", "zh") in str(each.proto)]
    page = choice.set_value("changed").run()
    assert not page.exception
    assert any("log(1" in str(each.proto) for each in page.main.get("bidi_component"))
    services.store.change_card(card.id, card.spec.with_changes({"data.transform": "none"}))
    page.run()
    assert not page.exception
    assert not [each for each in page.get("button_group") if say("picture.changed", "zh") in str(each.proto)]
