"""What providers answer when they refuse, told apart by cause: `refusals.tsv` holds status, cause and body of each."""

from email.utils import formatdate
from pathlib import Path

import pytest

from assistant.endpoint import causes, refusals, waits
from assistant.i18n.conversation import TEXTS, say

ROWS = (Path(__file__).parent / "refusals.tsv").read_text(encoding="utf-8").splitlines()
CASES = [(int(status), cause, body) for status, cause, body in (row.split("\t") for row in ROWS)]
IN_VAIN = {"balance", "channel", "content_risk", "context", "echo", "forbidden", "memory", "no_model", "no_tools"} | {
    *("not_found", "parameters", "quota", "region", "suspended", "too_large", "unauthorized", "bad_request"),
}
NOW = 1_800_000_000
KEY = "sk-0123456789"
PLACE = {"url": "https://host/v1", "model": "m"}


@pytest.mark.parametrize(("status", "cause", "body"), CASES)
def test_a_refusal_is_told_by_its_cause_and_tried_again_only_where_that_can_help(status, cause, body):
    refusal = refusals.parse_refusal(status, body, "sk-0123456789")
    key = causes.of(refusal)
    assert key == f"client.{cause}"
    assert causes.is_transient(key, refusal) == (cause not in IN_VAIN and refusal.status != 525)
    facts = {**PLACE, "status": refusal.status, "reason": refusal.reason or "-"}
    for language in ("zh", "en"):
        assert 20 < len(say(key, language, facts)) < 700


def test_every_cause_has_an_example():
    rules = {rule.key for rule in causes.RULES}
    assert rules <= {f"client.{cause}" for _, cause, _ in CASES}
    assert rules <= set(TEXTS)


@pytest.mark.parametrize(
    ("headers", "words", "seconds"),
    [
        ({"retry-after": "60"}, "", 60),
        ({"retry-after": formatdate(NOW + 90, usegmt=True)}, "", 90),
        ({"retry-after": formatdate(NOW - 90, usegmt=True)}, "", 0),
        ({"retry-after": "-5"}, "", 0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, "", 1.5),
        ({"x-ratelimit-reset-requests": "6m0s", "x-ratelimit-remaining-requests": "0"}, "", 360),
        ({"x-ratelimit-reset-requests": "6m0s", "x-ratelimit-remaining-requests": "7"}, "", None),
        ({"x-ratelimit-reset": str((NOW + 30) * 1000)}, "", 30),
        ({"ratelimit-reset": "12"}, "", 12),
        ({}, "Please try again in 7m12s.", 432),
        ({}, "Please retry after 6 seconds.", 6),
        ({}, '"retryDelay": "35s"', 35),
        ({}, "Please wait 8000 seconds before retrying", 8000),
        ({}, "请在 12 秒后重试", 12),
        ({}, "请 30s 后重试", 30),
        ({}, "请等待1分钟后再试", 60),
        ({}, "请在 2 小时 5 分钟后重试", 7500),
        ({}, "请于 15 秒之后再试", 15),
        ({}, "Try again in about 5 minutes.", 300),
        ({}, "In 10 seconds, please try again", 10),
        ({}, "Retry after 00:00:20", 20),
        ({}, "retry-after: 17", 17),
        ({}, '{"retry_after": 12.5}', 12.5),
        ({}, "Your limit resets in 3 days", 259_200),
        ({}, "Tokens per min: limit 30000, used 29000. Wait for 3 messages", None),
        ({"retry-after": "2027-01-15T08:00:40Z"}, "", 40),
        (
            {
                "anthropic-ratelimit-tokens-reset": "2027-01-15T08:00:40Z",
                "anthropic-ratelimit-tokens-remaining": "0",
            },
            "",
            40,
        ),
        ({}, "try again later", None),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after": "inf"}, "", None),
        ({"retry-after": "nan"}, "", None),
        ({}, "", None),
    ],
)
def test_the_time_that_an_endpoint_asks_for_is_read_wherever_it_stands(headers, words, seconds, monkeypatch):
    monkeypatch.setattr("assistant.endpoint.waits.time.time", lambda: NOW)
    found = waits.retry_delay(headers, words)
    assert (found is None) == (seconds is None)
    assert found is None or found == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": {"message": "a", "type": "t"}}, "a"),
        ({"code": 20024, "message": "a", "data": None}, "a"),
        ({"error": "a"}, "a"),
        ([{"error": {"message": "a"}}], "a"),
        ({"base_resp": {"status_code": 1008, "status_msg": "a"}}, "a"),
        ({"detail": [{"loc": ["body", "top_p"], "msg": "a"}]}, "body.top_p: a"),
        ({"error": {"message": "Provider returned error", "metadata": {"raw": '{"error": {"message": "a"}}'}}}, "a"),
        ({"error": {"message": "a (request id: 2026112800000)"}}, "a"),
        ("<html><title>502 Bad\nGateway</title>", "502 Bad Gateway"),
        ("a", "a"),
        ("", ""),
        (None, ""),
        (
            {"error": {"message": f"key sk-abc123def456, {KEY}, https://u:pw@h/?key=x1"}},
            "key sk-***, ***, https://h/?key=***",
        ),
        ({"error": {"message": {"message": {"message": "deep"}}}}, "deep"),
        ({"error": {"message": "x" * 9999}}, "x" * refusals.REASON_LENGTH),
    ],
)
def test_the_reason_is_one_short_line_without_secrets_whatever_the_shape(body, reason):
    assert refusals.parse_refusal(400, body, KEY).reason == reason


ASKS = [body for _, cause, body in CASES if cause == "echo"]
REFUSES = [body for _, cause, body in CASES if "reasoning" in body and cause in ("bad_request", "parameters")]


def test_a_server_that_wants_reasoning_back_and_one_that_does_not_are_never_mistaken():
    assert len(ASKS) >= 5
    assert len(REFUSES) >= 4
    for body in ASKS:
        refusal = refusals.parse_refusal(400, body, "")
        assert (causes.asks_for_echo(refusal), causes.refuses_echo(refusal)) == (True, False), body
    for body in REFUSES:
        refusal = refusals.parse_refusal(400, body, "")
        assert (causes.asks_for_echo(refusal), causes.refuses_echo(refusal)) == (False, True), body


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (
            520,
            "<title>520: Web server is returning an unknown error</title>",
            "Web server is returning an unknown error",
        ),
        (502, "<html><head><title>502 Bad Gateway</title></head></html>", "Bad Gateway"),
        (401, "Error code: 401 - the key was revoked", "the key was revoked"),
        (500, "5000 tokens are too many", "5000 tokens are too many"),
        (520, "520", "520"),
    ],
)
def test_the_status_that_stands_beside_the_reason_is_not_said_twice(status, body, reason):
    assert refusals.parse_refusal(status, body, KEY).reason == reason
