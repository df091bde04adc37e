"""Settings: a key never shows, and goes only where it belongs."""

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from assistant.endpoint.client import EndpointClient
from assistant.endpoint.settings import Endpoint
from assistant.ui.words.labels import say

SECRET = "sk-never-shown"
OWN = "https://endpoint.example/v1"


def page_of_settings():
    from assistant.services import Services, workspace
    from assistant.ui.pages import settings

    settings.render(Services(workspace()))


def model(page: AppTest, url: str = OWN):
    """The field of the model at that address."""
    return page.selectbox(key=f"settings-model {url}")


def shown(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.error, *page.success]
    return "\n".join([*(part.value for part in parts), *(str(field.value) for field in page.text_input)])


@pytest.fixture
def page():
    page = AppTest.from_function(page_of_settings, default_timeout=30)
    page.query_params["lang"] = "zh"  # the harness formats choices outside the script, where no address is known
    return page


@pytest.fixture
def configured(page, monkeypatch):
    monkeypatch.setenv("DEEPSEEK_API_KEY", SECRET)
    monkeypatch.setenv("DEEPSEEK_BASE_URL", OWN)
    monkeypatch.setenv("DEEPSEEK_MODEL", "one")
    return page


def test_without_an_endpoint_the_guide_answers_and_nothing_else_is_asked(page):
    page.run()
    assert not page.exception
    assert not page.text_input
    assert say("settings.endpoint_note", "zh") in shown(page)


def test_a_key_of_the_environment_is_only_said_to_be_set(configured):
    configured.run()
    assert say("settings.key_set", "zh") in shown(configured)
    assert SECRET not in shown(configured)
    assert configured.text_input(key="settings-url").value == OWN
    assert model(configured).value == "one"


def test_a_key_of_the_environment_does_not_follow_to_another_address(configured):
    configured.run()
    configured.text_input(key="settings-url").set_value("https://elsewhere.example/v1").run()
    assert configured.session_state["endpoint"].base_url == "https://elsewhere.example/v1"
    assert configured.session_state["endpoint"].key.get_secret_value() != SECRET
    configured.text_input(key="settings-url").set_value(OWN).run()
    assert configured.session_state["endpoint"].key.get_secret_value() == SECRET


def test_a_model_does_not_follow_to_another_address(configured):
    configured.run()
    configured.text_input(key="settings-url").set_value("https://elsewhere.example/v1").run()
    assert model(configured, "https://elsewhere.example/v1").value is None
    configured.text_input(key="settings-key").set_value("sk-0123456789").run()
    assert configured.session_state["endpoint"].model_name == ""
    assert not configured.exception


def test_a_page_that_is_late_sends_no_model_to_another_address(page):
    """Enter in the key's field follows at once: the browser still says what the field of the old address held."""
    page.run()
    page.button_group(key="settings-use").set_value("endpoint").run()
    deepseek = page.session_state["endpoint"].base_url
    model(page, deepseek).set_value("deepseek-flash").run()
    page.text_input(key="settings-url").set_value(OWN).run()
    page.session_state[f"settings-model {deepseek}"] = "deepseek-flash"
    page.text_input(key="settings-key").set_value(SECRET).run()
    assert page.session_state["endpoint"].model_name == ""
    assert model(page).value is None


def test_the_models_that_an_endpoint_offers_fill_the_empty_field(page, monkeypatch):
    monkeypatch.setattr(EndpointClient, "models", lambda _self: ["bge-m3", "qwen3-8b", "qwen3-32b"])
    page.session_state["endpoint"] = Endpoint(base_url="https://elsewhere.example/v1")
    page.run()
    page.text_input(key="settings-url").set_value(OWN).run()
    assert model(page).value is None
    page.button(key="settings-fetch").click().run()
    assert model(page).value == "qwen3-8b"
    assert page.session_state["endpoint"].model_name == "qwen3-8b"
    model(page).set_value("qwen3-32b").run()
    page.button(key="settings-fetch").click().run()
    assert page.session_state["endpoint"].model_name == "qwen3-32b"


def test_an_entered_key_leaves_its_field_and_stays_in_the_session(page):
    page.run()
    page.button_group(key="settings-use").set_value("endpoint").run()
    page.text_input(key="settings-key").set_value(SECRET).run()
    assert page.session_state["endpoint"].key == SecretStr(SECRET)
    assert page.text_input(key="settings-key").value == ""
    assert say("settings.key_entered", "zh") in shown(page)
    assert SECRET not in shown(page)


def test_an_address_that_cannot_be_used_is_answered_at_once(page):
    page.run()
    page.button_group(key="settings-use").set_value("endpoint").run()
    page.text_input(key="settings-url").set_value("not an address").run()
    assert "not an address" in page.error[0].value


def test_a_connection_that_fails_is_a_sentence(page):
    page.session_state["endpoint"] = Endpoint(base_url="http://127.0.0.1:9/v1", model="one")
    page.run()
    page.button(key="settings-test").click().run()
    assert not page.exception
    assert "127.0.0.1:9" in page.error[0].value


def test_the_switches_of_thinking_reach_the_endpoint(page):
    page.session_state["endpoint"] = Endpoint()
    page.run()
    page.button_group(key="settings-thinking").set_value("off").run()
    page.button_group(key="settings-effort").set_value("low").run()
    assert page.session_state["endpoint"].thinking is False
    assert page.session_state["endpoint"].effort == "low"
    page.button_group(key="settings-use").set_value("guide").run()
    assert page.session_state["endpoint"] is None


def test_a_look_at_the_guide_does_not_cost_the_key(page):
    page.run()
    page.button_group(key="settings-use").set_value("endpoint").run()
    page.text_input(key="settings-key").set_value(SECRET).run()
    for name in ("guide", "endpoint"):
        page.button_group(key="settings-use").set_value(name).run()
    assert page.session_state["endpoint"].key == SecretStr(SECRET)


def test_a_key_that_is_gone_is_said_to_be_gone_until_it_is_entered(page):
    page.session_state["endpoint"] = Endpoint(base_url=OWN, key=SecretStr(""), model="one")
    page.run()
    assert say("settings.key_gone", "zh") in shown(page)
    page.button_group(key="settings-thinking").set_value("off").run()
    assert page.session_state["endpoint"].lacks_key
    page.text_input(key="settings-key").set_value(SECRET).run()
    assert page.session_state["endpoint"].key == SecretStr(SECRET)
    assert page.session_state["endpoint"].thinking is False


def test_what_the_browser_is_to_keep_holds_no_key(page):
    page.run()
    page.button_group(key="settings-use").set_value("endpoint").run()
    page.text_input(key="settings-url").set_value("https://user:word@endpoint.example/v1?key=word").run()
    page.text_input(key="settings-key").set_value(SECRET).run()
    kept = page.session_state["remember"]
    assert "endpoint.example" in kept
    assert SECRET not in kept
    assert "word" not in kept
