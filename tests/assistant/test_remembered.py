"""What a browser keeps of who answers: enough to go on, and nothing that is a secret."""

import pytest
from pydantic import SecretStr

from assistant.endpoint import remembered
from assistant.endpoint.settings import DUMMY_KEY, Endpoint

KEY = "sk-entered-0123456789"
OWN = Endpoint(base_url="https://own.example/v1", key=SecretStr("sk-own-0123456789"), model="one")


def kept(endpoint, own=None, guide=False):
    """The cookie of an endpoint, and what a new session makes of it."""
    text = remembered.to_cookie(remembered.choice(endpoint, guide, own))
    found = remembered.from_cookie(text)
    return text, found.endpoint(own) if found else None


def test_address_model_and_switches_survive_and_the_key_does_not():
    entered = Endpoint(
        base_url="https://api.deepseek.com", key=KEY, model="deepseek-flash", thinking=False, effort="low"
    )
    text, found = kept(entered)
    assert KEY not in text
    assert found == entered.model_copy(update={"key": SecretStr("")})
    assert found.lacks_key


@pytest.mark.parametrize(
    ("url", "address", "missed"),
    [
        ("https://user:hunter22@h.example:8443/v1", "https://h.example:8443/v1", True),
        ("https://h.example/v1?api_key=hunter22", "https://h.example/v1", False),  # was never sent
        ("https://h.example/v1#hunter22", "https://h.example/v1", False),
        (f"https://h.example/{KEY}/v1", "https://h.example//v1", True),
        ("https://h.example/0123456789abcdef0123456789abcdef/v1", "https://h.example//v1", True),
    ],
)
def test_what_may_be_a_secret_in_an_address_is_left_out_and_asked_for_again(url, address, missed):
    text, found = kept(Endpoint(base_url=url, key=DUMMY_KEY))
    assert "hunter22" not in text
    assert KEY not in text
    assert found.base_url == address
    assert found.lacks_key is missed


@pytest.mark.parametrize("model", [KEY, "sk-another-0123456789", "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"])
def test_a_key_that_was_typed_into_the_field_of_the_model_is_not_kept(model):
    text, found = kept(Endpoint(base_url="https://h.example/v1", key=KEY, model=model))
    assert model not in text
    assert found.model == ""


@pytest.mark.parametrize(
    "model", ["deepseek-ai/DeepSeek-V4-Flash", "Qwen3-235B-A22B-Instruct-2507-FP8", "模型", "a" * 30]
)
def test_names_of_models_are_no_secrets(model):
    assert kept(Endpoint(base_url="http://127.0.0.1:8000/v1", model=model))[1].model == model


def test_an_endpoint_that_needs_no_key_simply_goes_on():
    local = Endpoint(base_url="http://127.0.0.1:8000/v1", model="m")
    assert kept(local)[1] == local


def test_a_word_that_stands_for_no_key_is_not_missed():
    assert not kept(Endpoint(base_url="http://127.0.0.1:11434/v1", key="ollama"))[1].lacks_key


def test_a_missing_key_is_still_missing_after_the_next_reload():
    assert kept(kept(Endpoint(base_url="https://h.example/v1", key=KEY))[1])[1].lacks_key


def test_the_key_of_the_environment_comes_from_the_environment_again():
    switched = OWN.model_copy(update={"thinking": True, "model": "two"})
    text, found = kept(switched, OWN)
    assert "sk-own" not in text
    assert found == switched


def test_an_endpoint_of_an_environment_that_changed_is_not_brought_back():
    text, _ = kept(OWN, OWN)
    elsewhere = OWN.model_copy(update={"base_url": "https://other.example/v1"})
    assert remembered.from_cookie(text).endpoint(elsewhere) is None
    assert remembered.from_cookie(text).endpoint(None) is None


def test_the_guide_is_remembered_with_the_endpoint_to_go_back_to():
    text, found = kept(Endpoint(base_url="https://h.example/v1", key=KEY), guide=True)
    assert remembered.from_cookie(text).guide
    assert found.base_url == "https://h.example/v1"
    assert remembered.from_cookie(remembered.to_cookie(remembered.choice(None, True, None))).guide


@pytest.mark.parametrize(
    "text",
    [None, "", "x", "%7B", "[]", "%7B%7D", "null", '{"base_url": 1}', '{"model": "x"}', '{"effort": "all"}',
     '{"base_url": "http://x", "thinking": "perhaps"}', '{"base_url": "http://' + "x" * 600 + '"}', "9" * 4000,
     "[" * 2900],
)  # fmt: skip
def test_a_cookie_that_says_nothing_usable_is_none(text):
    assert remembered.from_cookie(text) is None


def test_a_cookie_fits_into_a_cookie():
    longest = Endpoint(base_url="https://h.example" + "/路" * 600, model="模 " * 400, key=KEY)
    assert len(remembered.to_cookie(remembered.choice(longest, False, None))) < 4000
