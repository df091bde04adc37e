"""Every way in which an endpoint can refuse or break: one sentence, nothing lost, no key anywhere."""

import logging

import pytest
from pydantic import SecretStr

from lstm_core.errors import WorkbenchError
from tests.assistant.asking import QUESTION, TOOLS, asked, client, failure, say, text
from tests.assistant.loopback import ANSWER, KEY, Loopback


@pytest.fixture
def server():
    with Loopback() as running:
        yield running


# -- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "key", "requests"),
    [
        ("402", "client.balance", 1),
        ("403", "client.forbidden", 1),
        ("404", "client.not_found", 1),
        ("gone", "client.not_found", 1),
        ("422", "client.parameters", 1),
        ("429", "client.busy", 3),
        ("429-later", "client.busy", 1),
        ("503", "client.server", 3),
        ("502-page", "client.server", 3),
        ("no-tools", "client.no_tools", 1),
        ("context", "client.context", 1),
        ("html", "client.not_chat", 1),
        ("whole-json", "client.not_chat", 1),
        ("blank", "client.blank", 2),
        ("only-thinking", "client.only_thinking", 1),
        ("filtered", "client.filtered", 1),
        ("overloaded", "client.overloaded", 1),
        ("leaked", "client.leaked", 2),
        ("leaked-late", "client.leaked", 1),
    ],
)
def test_every_refusal_is_a_sentence_after_as_many_attempts_as_make_sense(server, case, key, requests):
    assert failure(asked(server, case)) == key
    assert len(server.requests) == requests


@pytest.mark.parametrize(
    ("case", "key"),
    [
        ("broken", "client.cut_off"),
        ("broken-silently", "client.cut_off"),
        ("no-finish", "client.cut_off"),
        ("bad-json", "client.garbled"),
        ("empty-data", "client.garbled"),
        ("bad-utf8", "client.garbled"),
        ("error-inside", "client.server_said"),
    ],
)
def test_a_stream_that_breaks_keeps_what_came_and_is_never_taken_for_an_answer(server, case, key):
    events = asked(server, case)
    assert failure(events) == key
    assert text(events) == "这是前半"
    assert len(server.requests) == 1


def test_markup_of_a_call_is_never_shown(server):
    for case in ("leaked", "leaked-late"):
        assert "DSML" not in text(asked(server, case))
    assert text(asked(server, "leaked-late")).strip() == "好的。"


def test_markup_that_leaks_once_is_asked_for_again(server):
    assert text(asked(server, "leaked-once")).strip() == ANSWER


def test_a_name_that_the_endpoint_does_not_have_is_named_with_those_that_it_has(server):
    events = asked(server, "deepseek", model="deepseek-chat")
    assert failure(events) == "client.no_model"
    sentence = say(events[-1].key, "zh", events[-1].parameters)
    assert "deepseek-chat" in sentence
    assert "deepseek-v4-pro" in sentence


def test_an_address_without_a_server_is_a_sentence(server):
    events = asked(server, base_url="http://127.0.0.1:9/v1")
    assert failure(events) == "client.unreachable"
    assert events[-1].parameters["url"] == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize("url", ["api.deepseek.com", "ftp://host/v1", "http://", "http://a b", "http://host:port", ""])
def test_an_address_that_is_none_is_a_sentence(server, url):
    assert failure(asked(server, base_url=url)) == "settings.bad_url"


def test_an_address_that_ends_in_the_route_works(server):
    assert text(asked(server, base_url=server.url("plain") + "/chat/completions")) == ANSWER


def test_a_proxy_that_cannot_be_used_is_a_sentence(server, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    assert failure(asked(server, base_url="http://endpoint.invalid/v1")) == "client.proxy"


def test_a_server_on_this_machine_is_reached_past_a_dead_proxy(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert text(asked(server)) == ANSWER


# -- the key -------------------------------------------------------------------------------------------------------


def test_a_wrong_key_is_a_sentence(server):
    assert failure(asked(server, key=SecretStr("sk-wrong-987654321"))) == "client.unauthorized"


def test_spaces_and_line_ends_around_a_key_do_not_matter(server):
    assert text(asked(server, key=SecretStr(f"  {KEY}\n"))) == ANSWER


@pytest.mark.parametrize("key", ["sk-密钥", "sk-two\nlines", "sk-two words", "sk-\x00"])
def test_a_key_that_cannot_be_sent_is_a_sentence(server, key):
    assert failure(asked(server, key=SecretStr(key))) == "client.key_malformed"


def test_an_endpoint_without_a_key_gets_a_dummy(server):
    assert failure(asked(server, key=SecretStr(""))) == "client.unauthorized"


@pytest.mark.parametrize("key", ["sk-wrong-987654321", KEY, "sk-密钥987654321", "sk-987654321\nsk-987654321"])
@pytest.mark.parametrize("case", ["deepseek", "broken", "bad-json", "error-inside", "402", "503", "html"])
def test_no_key_appears_in_events_logs_or_representations(server, caplog, capfd, case, key):
    caplog.set_level(logging.DEBUG)
    asker = client(server, case, key=SecretStr(key))
    told = repr(list(asker.stream(QUESTION, TOOLS))) + repr(asker._endpoint) + asker._endpoint.model_dump_json()
    try:
        asker.models()
    except WorkbenchError as error:
        told += repr(error) + repr(error.messages) + repr(error.__cause__)
    told += caplog.text + "".join(capfd.readouterr())
    assert "987654321" not in told
    assert KEY not in told
