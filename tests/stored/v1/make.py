"""Made the files beside it, with the engine and the pages of version 0.1.0 as of commit a17636c: runs, conversations,
downloads and specs that every later version opens.

They are never made again: what a person trained with that version lies on their disk as it lies here. A version that
writes otherwise gets a folder of its own beside this one. `git checkout a17636c`, then `python -m tests.stored.v1.make`
from the root of the repository, shows how they came about; it does not run on a later tree.
"""

import base64
import contextlib
import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
from plotly.offline import get_plotlyjs
from pydantic import SecretStr

from assistant.conversation.messages import Message, Notice, TextPart, ToolCall, ToolResult
from assistant.endpoint.settings import Endpoint
from assistant.services import Services
from assistant.tools.tool import card_content
from lstm_core.data.speech.recordings import BUILT_IN as DIGITS
from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder, RunState
from lstm_core.runs.launcher import LocalLauncher
from lstm_core.runs.record import RunReader, read_run
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from tests.assistant.dialect import ending, saying, thinking
from tests.assistant.loopback import CASES, KEY, Loopback, broken, deepseek, stall
from tests.sounds import tone
from tests.stored.opening import processor
from tests.tree import ROOT

HERE = Path(__file__).parent
BINARY = (".safetensors", ".zip", ".wav")
SPEAKERS = ("voice01", "voice02", "voice03", "voice04")
QUESTION = "What was the last run about?"  # asked to see what a model is told of a conversation

SUNSPOTS = {"time_column": "time", "time_format": "%Y", "window": 22, "horizon": 5, "season": 11}
SHORT = {"steps": 60, "batch_size": 16, "evaluate_every": 20, "log_every": 2, "patience": None, "device": "cpu"}
LONG = SHORT | {"steps": 600, "evaluate_every": 50, "log_every": 25, "checkpoint_seconds": 0.1}
BY_HAND = {
    "short": {
        "data": {"time_column": "time", "time_format": "%Y", "window": 22, "horizon": 5},
        "train": {"steps": 100},
    },
    "earlier": {"data": {"source": "co2", "subtract_last": True}, "model": {"cell": "gru"}},  # as 0.1 wrote it first
}
LINES = (
    "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。",
    "The quick brown fox jumps over the lazy dog — again and again.",
    "白日依山尽，黄河入海流。欲穷千里目，更上一层楼。",
    "A gate decides what is kept, another one what is forgotten.",
)


def sales() -> bytes:
    """Days with gaps, two targets, a column known in the past only and one known ahead."""
    noise, lines = np.random.default_rng(4).normal(size=140), ["day,sales,returns,footfall,holiday"]
    for day in range(150):
        date, holiday = str(np.datetime64("2025-01-01") + day), int(day % 7 == 6)
        if day >= 140:
            lines.append(f"{date},,,,{holiday}")
            continue
        value = 20 + 5 * np.sin(2 * np.pi * day / 7) + noise[day]
        sold = "" if day % 17 == 5 else f"{value:.2f}"
        lines.append(f"{date},{sold},{value / 9:.2f},{int(40 + 3 * noise[day - 1])},{holiday}")
    return ("\n".join(lines) + "\n").encode()


def verses() -> bytes:
    return "".join(f"{number}. {LINES[number % 4]}\n" for number in range(1, 61)).encode()


def recordings() -> bytes:
    """Three recordings of each of four voices, with their table."""
    target = io.BytesIO()
    with zipfile.ZipFile(DIGITS) as source, zipfile.ZipFile(target, "w") as archive:
        rows = source.read("transcripts.csv").decode().splitlines()
        kept = [row for row in rows[1:] if row.split(",")[2] in SPEAKERS and row[8:10] in ("00", "05", "11")]
        for row in kept:
            name = row.split(",")[0]
            archive.writestr(zipfile.ZipInfo(name), source.read(name))
        archive.writestr(zipfile.ZipInfo("transcripts.csv"), "\n".join([rows[0], *kept]) + "\n")
    return target.getvalue()


def wait(runs: Path, run_id: str, until, seconds: float = 120.0) -> TrainRecord:  # type: ignore[no-untyped-def]
    reader, end = RunReader(runs / run_id), time.monotonic() + seconds
    while time.monotonic() < end:
        record = reader.read()
        if until(record):
            return record
        assert record.state.active, (run_id, record.state, record.failure)
        time.sleep(0.005)
    raise AssertionError(run_id)


def ended(runs: Path, run_id: str, state: RunState = RunState.FINISHED) -> str:
    record = wait(runs, run_id, lambda record: not record.state.active)
    assert record.state is state, (run_id, record.state, record.failure)
    return run_id


def halfway(record: TrainRecord) -> bool:
    return record.step >= 150 and "checkpoints/last.safetensors" in record.artifacts


def specs(home: Path) -> dict[str, TrainRunSpec]:
    """Of the runs that no conversation starts, by the name that the tests know them by."""
    files = {"sales.csv": sales(), "verses.txt": verses(), "digits.zip": recordings()}
    for name, content in files.items():
        (home / name).write_bytes(content)
    wide = {
        "source": "file", "file": str(home / "sales.csv"), "name": "销售 sales.csv", "time_column": "day",
        "target": "sales", "further_targets": ["returns"], "past_columns": ["footfall"],
        "future_columns": ["holiday"], "calendar": True, "missing": "mask", "window": 14, "horizon": 3, "season": 7,
    }  # fmt: skip
    text = {"task": "text", "source": "file", "file": str(home / "verses.txt"), "window": 16}
    small, deep = {"hidden_size": 8}, {"hidden_size": 6, "layers": 2, "dropout": 0.1}
    diverging = {"optimizer": "sgd", "loss": "mse", "learning_rate": 30.0, "warmup_steps": 900, "clip_norm": None}
    raw: dict[str, dict[str, object]] = {
        "columns": {"data": wide, "model": {"cell": "gru_d", "hidden_size": 6}, "train": SHORT | {"loss": "quantile"}},
        "compiled": {
            "data": SUNSPOTS | {"window": 44},
            "model": {"cell": "peephole", "hidden_size": 8},
            "train": SHORT | {"steps": 800, "evaluate_every": 100, "log_every": 20},
        },
        "pieces": {
            "data": text | {"level": "bpe", "vocabulary_size": 300},
            "model": {"hidden_size": 8, "embedding_size": 4},
            "train": SHORT | {"batch_size": 4},
        },
        "failed": {
            "data": SUNSPOTS | {"window": 8},
            "model": small,
            "train": SHORT | diverging | {"steps": 900, "evaluate_every": 10, "log_every": 5},
        },
        "stopped": {"data": SUNSPOTS, "model": deep, "train": LONG},
        "stopped-text": {"data": text, "model": {"hidden_size": 8, "embedding_size": 4}, "train": LONG},
        "cut": {"data": SUNSPOTS | {"folds": 2}, "model": small, "train": LONG},
        "lost": {"data": SUNSPOTS, "model": {"cell": "gru", "hidden_size": 6}, "train": LONG},
    }  # fmt: skip
    return {name: parse_train_spec(each) for name, each in raw.items()}


def train(home: Path, launcher: LocalLauncher) -> dict[str, str]:
    """Every run that no conversation starts; name -> id."""
    found = {}
    for name, spec in specs(home).items():
        run_id = found[name] = launcher.start(spec)
        if name in ("columns", "compiled", "pieces", "failed"):
            ended(launcher.runs, run_id, RunState.FAILED if name == "failed" else RunState.FINISHED)
            continue
        record = wait(launcher.runs, run_id, halfway)
        if name == "lost":
            holder = locks.holder_pid(RunFolder(record.path).lock)
            assert holder is not None
            os.kill(holder, signal.SIGKILL)
            ended(launcher.runs, run_id, RunState.LOST)
            continue
        launcher.stop(run_id)
        ended(launcher.runs, run_id, RunState.STOPPED)
        if name == "cut":
            launcher.finish(run_id)
            ended(launcher.runs, run_id)
    return found


def ask(services: Services, thread: str, text: str, language, *files, endpoint=None) -> None:  # type: ignore[no-untyped-def]
    question = Message(role="user", parts=[*files, TextPart(text=text)])
    client, answer = services.client(language, endpoint), services.answer(endpoint)
    turn = services.turns.start(thread, question, client, language, answer)
    assert turn.wait(60)


def trained(services: Services, thread: str, changes: dict[str, object], model: dict[str, object]) -> str:
    """Train the newest card as a small run, as a person does with the form; the run's id."""
    card = services.store.cards(thread)[-1]
    smaller = {f"train.{name}": value for name, value in SHORT.items()} | {"train.warmup_steps": 0}
    settings = {"model.layers": 1, "model.dropout": 0.0, "model.hidden_size": 8}
    spec = card.spec.with_changes(smaller | settings | model | changes)
    services.store.change_card(card.id, spec)
    return ended(services.runs, services.train(card.id))


def chinese(services: Services) -> tuple[str, dict[str, str]]:
    """With the guide: a forecast that is changed and trained, an upload, a text that is trained, an article."""
    thread = services.store.create("zh")
    ask(services, thread, "用LSTM预测太阳黑子", "zh")
    ask(services, thread, "隐藏层改成 8，窗口 22，预测 5 步", "zh")
    series = trained(services, thread, {"data.window": 22, "data.horizon": 5, "data.folds": 2}, {})
    ask(services, thread, "结果怎么样？", "zh")
    ask(services, thread, "用 LSTM 预测这份数据", "zh", services.uploads.save("销售 sales.csv", sales()))
    ask(services, thread, "用这个文本训练一个能写诗的LSTM", "zh", services.uploads.save("诗.txt", verses()))
    text = trained(services, thread, {"data.window": 16, "model.embedding_size": 4, "train.batch_size": 4}, {})
    ask(services, thread, "遗忘门、输入门、输出门各做什么？", "zh")
    return thread, {"series": series, "text": text}


def english(services: Services, server: Loopback) -> tuple[str, dict[str, str]]:
    """With an endpoint that thinks, fails, is tried again and is stopped, and with the guide: a trained recogniser."""
    thread = services.store.create("en")
    endpoint = Endpoint(base_url=server.url("scripted"), key=SecretStr(KEY), model="deepseek-flash")
    server.script = [deepseek, deepseek, broken(framed=True), answered, CASES["indexed"], answered, stall]
    ask(services, thread, "Forecast the sunspots with an LSTM", "en", endpoint=endpoint)
    ask(services, thread, "How does it learn?", "en", endpoint=endpoint)
    assert services.turns.again(thread, services.client("en", endpoint), "en", services.answer(endpoint)).wait(60)
    ask(services, thread, "Read the runs a and b", "en", endpoint=endpoint)
    question = Message(role="user", parts=[TextPart(text="And the gradients?")])
    client = services.client("en", endpoint)
    turn = services.turns.start(thread, question, client, "en", services.answer(endpoint))
    while "开头" not in turn.message().text:
        time.sleep(0.02)
    turn.stop()
    assert turn.wait(30)
    zipped = services.uploads.save("digits.zip", recordings())
    ask(services, thread, "Train a recogniser on these recordings", "en", zipped)
    speech = trained(services, thread, {"data.mels": 8, "train.batch_size": 4}, {"model.hidden_size": 6})
    services.hearing.keep(speech, "mine.wav", tone(seconds=0.2))
    ask(services, thread, "Explain the result", "en")
    return thread, {"speech": speech}


def answered(handler, _) -> None:  # type: ignore[no-untyped-def]
    handler.stream(thinking("Gradients flow back."), saying("It follows the **gradient**, $h_t$ by $h_t$."), ending())


def noticed(services: Services, thread: str, run_id: str) -> None:
    """A changed copy of a run with the reason for it, as the button of a card makes it."""
    spec = services.record(run_id).spec.with_changes({"train.learning_rate": 0.0001})
    card_id = services.store.add_card(thread, spec)
    parts = [
        Notice(key="beside.made", parameters={"changes": "train.learning_rate = 0.0001"}, severity="info"),
        ToolCall(id=f"beside-{card_id}", name="propose_run", arguments=json.dumps({"base": run_id})),
        ToolResult(id=f"beside-{card_id}", name="propose_run", content=card_content(card_id, spec), card=card_id),
    ]
    services.store.append(thread, Message(role="assistant", parts=parts, finish_reason="stop"))


def told(home: Path, server: Loopback, thread: str, target: Path) -> list[dict[str, object]]:
    """What a model is told of a conversation when another question is asked; in a copy of the workspace."""
    shutil.copytree(home, target, ignore=shutil.ignore_patterns(".slots"))
    services = Services(target)
    server.requests.clear()
    server.script = [answered]
    endpoint = Endpoint(base_url=server.url("scripted"), key=SecretStr(KEY), model="deepseek-flash")
    ask(services, thread, QUESTION, "en", endpoint=endpoint)
    services.close()
    messages: list[dict[str, object]] = server.requests[0]["messages"]
    return messages[1:]


class Keeper:
    """Writes into this folder; the workspace's place is written as @WORKSPACE@, the tree's as @PROJECT@."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def text(self, name: str, content: str) -> None:
        place = HERE / name
        place.parent.mkdir(parents=True, exist_ok=True)
        content = content.replace(str(self.home), "@WORKSPACE@").replace(str(ROOT), "@PROJECT@")
        place.write_text(content, encoding="utf-8")

    def bytes(self, name: str, content: bytes) -> None:
        try:
            plain = None if name.endswith(BINARY) or b"\0" in content else content.decode("utf-8")
        except UnicodeDecodeError:
            plain = None
        if plain is None:
            self.text(f"{name}.b64", base64.encodebytes(content).decode())
        else:
            self.text(name, plain)

    def folder(self, name: str, origin: Path) -> None:
        for path in sorted(origin.rglob("*")):
            if path.is_file():
                self.bytes(f"{name}/{path.relative_to(origin)}", path.read_bytes())


def command(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "lstm_core", *arguments], check=False, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def without_plotly(bundle: Path) -> bytes:
    """The download as it is, but for the library of 4 MB in report.html, in whose place @PLOTLY@ stands."""
    target = io.BytesIO()
    with zipfile.ZipFile(bundle) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            content = source.read(entry).replace(get_plotlyjs().encode(), b"@PLOTLY@")
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()


def dump(path: Path) -> str:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        return "\n".join([f"PRAGMA user_version = {version};", *connection.iterdump()]) + "\n"


def resumed(keeper: Keeper, runs: Path, names: dict[str, str], folder: Path) -> None:
    """What the unfinished runs come to when they go on, or when their best step is judged, in copies of them."""
    judged = [("finish", name) for name in ("stopped", "failed")]
    for kind, name in [*(("resume", name) for name in ("stopped", "stopped-text", "lost")), *judged]:
        place = folder / kind / names[name]
        shutil.copytree(runs / names[name], place)
        command(kind, str(place))
        shown = json.loads(command("show", str(place), "--json")) | {"path": str(runs / names[name])}
        weights = hashlib.sha256((place / "checkpoints/best.safetensors").read_bytes()).hexdigest()
        keeper.text(f"ended/{name}-{kind}.json", json.dumps({"weights": weights, **shown}, ensure_ascii=False) + "\n")


def answers(keeper: Keeper, names: dict[str, str], folder: Path) -> None:
    """What the trained networks write and hear, in a copy of the workspace."""
    services = Services(shutil.copytree(keeper.home, folder, ignore=shutil.ignore_patterns(".slots")))
    request = {"prompt": "The ", "temperature": 0.8, "top_k": 5, "length": 40, "seed": 3}
    written = {}
    for name in ("text", "pieces"):
        parts = list(services.inference.ask(names[name], dict(request)))
        written[name] = "".join(part["text"] for part in parts if part["type"] == "token")
    [file] = services.hearing.recordings(names["speech"])
    heard = services.hearing.hear(names["speech"], file).model_dump(mode="json")
    services.close()
    found = {"request": request, "written": written, "heard": heard}
    keeper.text("answers.json", json.dumps(found, ensure_ascii=False) + "\n")


def main() -> None:
    """Make everything anew, beside this file."""
    for path in HERE.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    os.environ["DEEPSEEK_API_KEY"] = ""
    with tempfile.TemporaryDirectory() as folder, Loopback() as server:
        scratch = Path(folder)
        home = scratch / "workspace"
        home.mkdir()
        launcher = LocalLauncher(home / "runs", slots=1)
        services = Services(home, launcher)
        names = train(home, launcher)
        zh, more = chinese(services)
        en, speech = english(services, server)
        names |= more | speech
        noticed(services, en, names["stopped"])
        services.close()
        for thread, language in ((zh, "zh"), (en, "en")):
            history = json.dumps(told(home, server, thread, scratch / language), ensure_ascii=False, indent=1)
            Keeper(scratch / language).text(f"told/{language}.json", history + "\n")
        keeper = Keeper(home)
        keeper.text("conversations.sql", dump(home / "conversations.sqlite3"))
        keeper.folder("uploads", home / "uploads")
        for name, run_id in names.items():
            keeper.folder(f"runs/{run_id}", home / "runs" / run_id)
            keeper.text(f"shown/{name}.json", command("show", str(home / "runs" / run_id), "--json"))
            for language in ("zh", "en"):
                shown = command("--lang", language, "show", str(home / "runs" / run_id))
                keeper.text(f"shown/{name}.{language}.txt", shown)
        for task in ("series", "text", "speech"):
            command("bundle", str(home / "runs" / names[task]), str(scratch / f"{task}.zip"))
            keeper.bytes(f"bundles/{task}.zip", without_plotly(scratch / f"{task}.zip"))
            keeper.text(f"specs/{task}.json", command("example", task))
        for name, content in BY_HAND.items():
            keeper.text(f"specs/{name}.json", json.dumps(content) + "\n")
        resumed(keeper, home / "runs", names, scratch / "again")
        answers(keeper, names, scratch / "asked")
        started = read_run(home / "runs" / names["lost"]).started
        assert started is not None
        index = {
            "runs": names,
            "conversations": {"zh": zh, "en": en},
            "question": QUESTION,
            "machine": {"processor": processor(), "versions": started.versions},
        }
        keeper.text("index.json", json.dumps(index, indent=1) + "\n")


if __name__ == "__main__":
    main()
