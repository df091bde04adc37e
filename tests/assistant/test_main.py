"""`python -m assistant ask`: one event per line, the last one says how it went, and so does the exit code."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from assistant.__main__ import main
from assistant.services import Services, workspace
from tests.assistant.loopback import ANSWER, KEY, PROPOSAL, THOUGHT, Loopback
from tests.sounds import tone
from tests.tree import ROOT


@pytest.fixture
def server(monkeypatch):
    with Loopback() as running:
        monkeypatch.setenv("DEEPSEEK_API_KEY", KEY)
        monkeypatch.setenv("DEEPSEEK_BASE_URL", running.url())
        yield running


def ask(capsys, *arguments):
    """Exit code, events and standard error of one question."""
    code = main(["ask", *arguments, "--json"])
    written = capsys.readouterr()
    return code, [json.loads(line) for line in written.out.splitlines()], written.err


def joined(events, kind):
    return "".join(event["text"] for event in events if event["type"] == kind)


def test_without_an_endpoint_the_guide_makes_a_card_that_the_page_will_show(capsys):
    code, events, _ = ask(capsys, "LSTM实现时间序列预测")
    assert (code, events[-1]["type"]) == (0, "end")
    [result] = [event for event in events if event["type"] == "tool_result"]
    services = Services(workspace())
    [head] = services.store.heads()
    assert head.title == "LSTM实现时间序列预测"
    assert services.store.card(result["card"]).conversation_id == head.id
    assert services.store.messages(head.id)[-1][1].finish_reason == "stop"
    services.close()


def test_a_file_is_uploaded_and_forecast(capsys, tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("date,sales\n" + "".join(f"{2000 + n // 12}-{n % 12 + 1:02d}-01,{n % 12}\n" for n in range(240)))
    code, events, _ = ask(capsys, "Forecast my CSV with an LSTM", "--file", str(path), "--workspace", str(tmp_path))
    assert code == 0
    [result] = [event for event in events if event["type"] == "tool_result" and event["card"]]
    configuration = json.loads(result["content"])["configuration"]["data"]
    assert (configuration["name"], configuration["target"]) == ("sales.csv", "sales")
    assert len(list((tmp_path / "uploads").iterdir())) == 1


def test_loose_recordings_are_one_upload(capsys, tmp_path):
    paths = [tmp_path / f"{number % 10}-{number}.wav" for number in range(12)]
    for number, path in enumerate(paths):
        path.write_bytes(tone(seconds=0.3 + number / 100))
    files = [part for path in paths for part in ("--file", str(path))]
    code, events, _ = ask(capsys, "识别这些wav里的数字", *files, "--workspace", str(tmp_path))
    assert code == 0
    [result] = [event for event in events if event["type"] == "tool_result" and event["card"]]
    assert json.loads(result["content"])["configuration"]["data"]["name"] == "recordings-12.zip"


def test_with_an_endpoint_every_event_is_a_line_in_its_order(capsys, server):
    code, events, errors = ask(capsys, "预测太阳黑子")
    assert (code, errors) == (0, "")
    kinds = [event["type"] for event in events]
    assert [kind for place, kind in enumerate(kinds) if kinds[place - 1 : place] != [kind]] == [
        "reasoning",
        "text",
        "usage",
        "tool_call",
        "round_end",
        "tool_result",
        "reasoning",
        "text",
        "usage",
        "round_end",
        "end",
    ]
    assert joined(events, "reasoning").startswith(THOUGHT)
    assert ANSWER in joined(events, "text")
    [result] = [event for event in events if event["type"] == "tool_result"]
    model = json.loads(result["content"])["configuration"]["model"]
    assert model["hidden_size"] == PROPOSAL["changes"]["model"]["hidden_size"]


@pytest.mark.parametrize(
    ("case", "key"), [("broken", "client.cut_off"), ("html", "client.not_chat"), ("402", "client.balance")]
)
def test_a_failure_is_the_last_line_with_its_sentence_and_exit_code_1(capsys, server, monkeypatch, case, key):
    monkeypatch.setenv("DEEPSEEK_BASE_URL", server.url(case))
    code, events, _ = ask(capsys, "hello there", "--lang", "en")
    assert (code, events[-1]["type"], events[-1]["key"]) == (1, "failure", key)
    assert events[-1]["text"].isascii()


def test_a_wrong_key_is_never_printed(capsys, server, monkeypatch):
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-wrong-987654321")
    for arguments in (["--json"], []):
        assert main(["ask", "问题", *arguments]) == 1
        written = capsys.readouterr()
        assert "987654321" not in written.out + written.err
        assert "密钥" in written.out + written.err


@pytest.mark.parametrize(("question", "file"), [(" ", None), ("a", "nothing.csv"), ("a", "/")])
def test_a_wrong_request_is_a_failure_with_exit_code_2(capsys, question, file):
    code, events, _ = ask(capsys, question, *(["--file", file] if file else []))
    assert code == 2
    assert [event["type"] for event in events] == ["failure"]


def test_without_json_the_answer_is_text(capsys, server):
    assert main(["ask", "预测太阳黑子"]) == 0
    written = capsys.readouterr()
    assert written.out.rstrip().endswith(ANSWER)
    assert "卡片" in written.out
    assert THOUGHT not in written.out


def test_lines_come_while_the_answer_grows_and_an_interruption_is_the_last_one(server, tmp_path):
    environment = {**os.environ, "DEEPSEEK_BASE_URL": server.url("stall")}
    asked = subprocess.Popen(
        [sys.executable, "-m", "assistant", "ask", "hello", "--json", "--workspace", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    with asked:
        kinds = [json.loads(asked.stdout.readline())["type"] for _ in range(len(THOUGHT) + 1)]
        assert kinds[0] == "reasoning"
        begun = time.monotonic()
        asked.send_signal(signal.SIGINT)
        rest = [json.loads(line) for line in asked.stdout]
    assert time.monotonic() - begun < 5
    assert (asked.returncode, rest[-1]["type"]) == (1, "failure")
    services = Services(tmp_path)
    [head] = services.store.heads()
    assert services.store.messages(head.id)[-1][1].finish_reason == "stopped"
    services.close()
