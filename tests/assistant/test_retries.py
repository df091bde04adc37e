"""Another attempt: only where it can help, announced, counted down, stopped at once, and told as it was."""

import json
import re
import threading
import time
from email.utils import formatdate

import pytest

from assistant.conversation.events import RetryWaiting, RoundEnded, TextDelta
from assistant.conversation.messages import Message, Reasoning, TextPart
from assistant.endpoint.client import Limits
from assistant.i18n.conversation import retry_notice, say
from tests.assistant.asking import QUESTION, QUICK, asked, client, failure, text
from tests.assistant.loopback import ANSWER, KEY, Loopback, plain, refused


@pytest.fixture
def server():
    with Loopback() as running:
        yield running


def answering(server, *script):
    server.script = list(script)
    return asked(server, "scripted")


def body(status, content, **headers):
    return lambda handler, _: handler.json(status, content, **headers)


def streaming(*events):
    def answer(handler, _):
        handler.begin()
        for event in events:
            handler.event(event)
        handler.done()

    return answer


def waits(events):
    return [(event.attempt, event.of) for event in events if isinstance(event, RetryWaiting)]


def told(events):
    """The last sentence in both languages."""
    return [say(events[-1].key, language, events[-1].parameters) for language in ("zh", "en")]


# -- what is done --------------------------------------------------------------------------------------------------


def test_a_busy_moment_is_announced_and_waited_out(server):
    events = answering(server, refused(429, "Rate limit reached"), plain)
    assert waits(events) == [(2, 3)]
    assert (text(events), len(server.requests)) == (ANSWER, 2)
    [event] = [event for event in events if isinstance(event, RetryWaiting)]
    assert retry_notice(event, 7.2, "en") == "The endpoint is busy (HTTP 429). Try 2 of 3 in 8 s."
    assert retry_notice(event, 0, "zh") == "接口正忙（HTTP 429）。正在第 2 次尝试，共 3 次。"


@pytest.mark.parametrize("status", [500, 502, 520, 524])
def test_a_failing_server_is_tried_three_times_and_the_sentence_says_so(server, status):
    events = answering(server, refused(status, "oops"))
    assert (failure(events), len(server.requests), waits(events)) == ("client.server", 3, [(2, 3), (3, 3)])
    zh, en = told(events)
    assert "共尝试 3 次" in zh
    assert re.search(r"Tried 3 times within \d s\.", en)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("dated", [False, True])
def test_an_endpoint_that_asks_for_a_minute_is_not_asked_again_and_no_second_try_is_claimed(server, status, dated):
    header = formatdate(time.time() + 3600, usegmt=True) if dated else "60"
    events = answering(server, refused(status, "Rate limit reached", Retry_After=header))
    assert (failure(events), len(server.requests), waits(events)) == ("client.busy", 1, [])
    zh, en = told(events)
    assert ("接口要求等待约 60 分钟。" if dated else "接口要求等待 60 秒。") in zh
    assert "The endpoint asks to wait" in en
    assert "尝试" not in zh
    assert "Tried" not in en


@pytest.mark.parametrize(
    "refusal",
    [
        refused(429, "You exceeded your current quota, please check your plan and billing details."),
        body(429, {"error": {"code": "1113", "message": "余额不足或无可用资源包,请充值。"}}),
        body(403, {"code": 30001, "message": "Sorry, your account balance is insufficient", "data": None}),
        body(200, {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}),
        streaming({"id": "1", "choices": None, "base_resp": {"status_code": 1008, "status_msg": "no money"}}),
        streaming({"error": {"message": "Insufficient Balance", "code": "insufficient_quota"}}),
        streaming({"choices": [{"index": 0, "delta": {}, "error": {"code": 402, "message": "no credits"}}]}),
    ],
)
def test_an_empty_account_is_told_at_once_however_it_is_said(server, refusal):
    events = answering(server, refusal)
    assert (failure(events), len(server.requests), waits(events)) == ("client.balance", 1, [])


def test_a_missing_channel_is_not_asked_for_again(server):
    events = answering(server, refused(503, "当前分组 default 下对于模型 x 无可用渠道"))
    assert (failure(events), len(server.requests)) == ("client.channel", 1)
    assert all("deepseek-flash" in sentence for sentence in told(events))


def test_an_error_before_the_first_word_of_a_stream_is_tried_again(server):
    opening = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]}
    overloaded = {"error": {"message": "overloaded", "code": 503}}
    events = answering(server, streaming(opening, overloaded), plain)
    assert (text(events), waits(events)) == (ANSWER, [(2, 3)])


def test_an_error_after_the_first_word_keeps_the_words_and_has_its_cause(server):
    said = {"choices": [{"index": 0, "delta": {"content": "前半"}, "finish_reason": None}]}
    events = answering(server, streaming(said, {"error": {"message": "Content Exists Risk"}}))
    assert (failure(events), text(events), waits(events)) == ("client.content_risk", "前半", [])


def test_an_empty_answer_is_asked_for_again_in_sight(server):
    events = asked(server, "blank-once")
    assert waits(events) == [(2, 2)]
    [event] = [event for event in events if isinstance(event, RetryWaiting)]
    assert "第 2 次" in retry_notice(event, 0, "zh")


def test_a_server_that_forbids_another_attempt_is_obeyed(server):
    assert failure(answering(server, refused(500, "oops", X_Should_Retry="false"))) == "client.server"
    assert len(server.requests) == 1


def test_a_test_of_the_connection_does_not_wait(server):
    server.script = [refused(503, "Service Unavailable")]
    with pytest.raises(Exception, match=r"client\.server"):
        client(server, "scripted", Limits()).probe()
    assert len(server.requests) == 1


def test_a_stop_ends_the_wait_at_once(server):
    server.script = [refused(429, "Rate limit reached", Retry_After="25")]
    asker = client(server, "scripted", Limits())
    seen = []
    reader = threading.Thread(target=lambda: seen.extend(asker.stream(QUESTION, [])))
    reader.start()
    until = time.monotonic() + 5
    while not server.requests and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.3)
    begun = time.monotonic()
    asker.close()
    reader.join(2)
    assert not reader.is_alive()
    assert time.monotonic() - begun < 1
    assert [(event.seconds, event.attempt) for event in seen] == [(25, 2)]


# -- reasoning that is wanted back, and reasoning that is not --------------------------------------------------------

TOLD = [*QUESTION, Message(role="assistant", parts=[Reasoning(text="想"), TextPart(text="好")]), *QUESTION]
SILENT = [*QUESTION, Message(role="assistant", parts=[TextPart(text="好")]), *QUESTION]


def wanting(words, empty_counts):
    """A server that refuses a history whose answers carry no reasoning."""

    def answer(handler, request):
        said = [message for message in request["messages"] if message["role"] == "assistant"]
        fields = [message.get("reasoning_content") for message in said]
        fine = all(field is not None and (field or empty_counts) for field in fields)
        plain(handler, request) if fine else handler.json(400, {"error": {"message": words}})

    return answer


@pytest.mark.parametrize(
    "words",
    [
        "The `reasoning_content` in the thinking mode must be passed back to the API.",
        "thinking is enabled but reasoning_content is missing in assistant tool call message at index 2",
        "Missing `reasoning_content` field in the assistant message at message index 3.",
        "messages[3].reasoning_content cannot be null",
        "param incorrect: reasoning_content is empty",
        "assistant 消息未包含 reasoning_content",
        "bad reasoning_content",
    ],
)
@pytest.mark.parametrize("empty_counts", [True, False])
def test_reasoning_that_a_server_misses_is_sent_in_whatever_words_it_says_so(server, words, empty_counts):
    for conversation in (TOLD, SILENT):
        for profile in ("generic", "vllm", "deepseek", "lmstudio"):
            server.script = [wanting(words, empty_counts)]
            events = asked(server, "scripted", conversation, profile=profile)
            assert isinstance(events[-1], RoundEnded), (profile, events[-1])
            assert server.requests[-1]["messages"][2]["reasoning_content"] == (
                "想" if conversation is TOLD else "" if empty_counts else " "
            )


@pytest.mark.parametrize(
    "content",
    [
        {"detail": [{"type": "extra_forbidden", "loc": ["messages", 2, "reasoning_content"], "msg": "not permitted"}]},
        {"error": {"message": "Unknown parameter: 'messages[2].reasoning_content'."}},
        {"message": "messages.2.assistant.reasoning_content: property is unsupported", "code": "wrong_api_format"},
        {"error": {"message": "Please remove the reasoning_content from your message to reduce network traffic."}},
        {"error": {"message": "reasoning_content 字段不被允许", "param": None}},
        {"error": {"message": "bad reasoning_content", "param": None}},
    ],
)
def test_reasoning_that_a_server_refuses_is_left_out(server, content):
    def answer(handler, request):
        told = any("reasoning_content" in message for message in request["messages"])
        handler.json(400, content) if told else plain(handler, request)

    server.script = [answer]
    assert text(asked(server, "scripted", TOLD)) == ANSWER
    assert len(server.requests) <= 3  # what words do not tell is tried


def test_a_server_that_is_never_content_is_left_with_a_sentence(server):
    def answer(handler, request):
        told = any("reasoning_content" in message for message in request["messages"])
        words = "Unknown parameter: reasoning_content" if told else "reasoning_content is missing"
        handler.json(400, {"error": {"message": words}})

    server.script = [answer]
    assert failure(asked(server, "scripted", SILENT)) in ("client.echo", "client.bad_request")
    assert len(server.requests) < 9


# -- where a request goes ------------------------------------------------------------------------------------------


def sending_to(location, status=307):
    return lambda handler, _: handler.whole(status, "text/plain", b"", Location=location)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_sent_to_another_origin(server, status):
    with Loopback() as other:
        target = other.url("plain").replace("127.0.0.1", "localhost") + "/chat/completions?token=hidden"
        events = answering(server, sending_to(target, status))
        assert failure(events) == "client.redirected"
        assert other.requests == []
        for sentence in told(events):
            assert server.url("scripted") in sentence
            assert f"http://localhost:{other.server_port}/plain" in sentence
            assert "hidden" not in sentence
    assert len(server.requests) == 1


def test_a_redirect_within_the_same_origin_is_followed(server):
    assert text(answering(server, sending_to("/plain/chat/completions"))) == ANSWER


def test_a_server_that_wants_encryption_gets_the_corrected_address_named(server):
    secure = server.url("scripted").replace("http://", "https://")
    events = answering(server, sending_to(f"{secure}/chat/completions"))
    assert failure(events) == "client.moved"
    assert events[-1].parameters["target"] == secure


def test_redirects_in_a_circle_end(server):
    assert failure(answering(server, sending_to("/scripted/chat/completions"))) == "client.redirected"


@pytest.mark.parametrize("login", ["user:hunter2@", "hunter2@", "user:hun#ter2@", "a:b@hunter2@"])
def test_a_login_inside_the_address_goes_nowhere(server, caplog, login):
    caplog.set_level(0)
    asker = client(server, base_url=server.url("plain").replace("://", f"://{login}"))
    events = list(asker.stream(QUESTION, []))
    assert failure(events) == "settings.url_login"
    assert server.requests == []
    held = repr(events) + repr(asker._endpoint) + asker._endpoint.model_dump_json() + caplog.text
    assert not any(part in held for part in ("hunter2", "ter2", "user:"))


def test_a_key_in_the_query_of_an_address_goes_nowhere(server, caplog):
    caplog.set_level(0)
    asker = client(server, base_url=f"{server.url('402')}?api_key=hunter2&x=1")
    events = list(asker.stream(QUESTION, []))
    assert failure(events) == "client.balance"
    assert "hunter2" not in repr(events) + repr(asker._endpoint) + json.dumps(server.requests) + caplog.text


# -- answers without an end ----------------------------------------------------------------------------------------


def babbling(*pieces, field="content", rounds=100_000):
    def answer(handler, _):
        handler.begin()
        try:
            for number in range(rounds):
                piece = pieces[number % len(pieces)]
                handler.event({"choices": [{"index": 0, "delta": {field: piece}, "finish_reason": None}]})
        except OSError:
            handler.server.hung_up = True
        handler.server.noticed.set()
        handler.close_connection = True

    return answer


@pytest.mark.parametrize("field", ["content", "reasoning_content"])
def test_a_model_that_says_the_same_over_and_over_is_stopped_and_its_words_stay(server, field):
    events = answering(server, babbling("我需要", "再想一想，", "然后回答。", field=field))
    assert failure(events) == "client.looping"
    assert server.noticed.wait(5)
    assert server.hung_up
    said = "".join(event.text for event in events[:-1])
    assert 1_000 < len(said) < 10_000
    assert isinstance(events[0], TextDelta) == (field == "content")


def test_an_answer_that_never_ends_is_stopped_at_a_length(server, monkeypatch):
    monkeypatch.setattr("assistant.endpoint.reply.LONGEST_TEXT", 3_000)
    events = answering(server, babbling(*(f"{number} is {number * 7919 % 1009}, " for number in range(5000))))
    assert failure(events) == "client.endless"
    assert 3_000 < len(text(events)) < 3_100


def test_calls_without_end_are_stopped(server):
    call = [{"index": 0, "id": "a", "function": {"name": "propose_run", "arguments": '{"a": "' + "x" * 9_000}}]
    events = answering(server, babbling(call, field="tool_calls"))
    assert failure(events) == "client.endless_calls"


def test_the_key_is_in_no_sentence_of_a_server_that_repeats_it(server):
    events = answering(server, refused(500, f"cannot use {KEY} here"))
    assert KEY not in repr(events)
    assert QUICK.attempts == len(server.requests)
