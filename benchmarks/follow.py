"""What it costs to follow a run of 100,000 steps that another process writes.

Reader: a process with `assistant.workspace.records.Records`, which the pages read runs with, polls the growing run once
a second, thins its curve to 1,000 points and draws it; time per poll and memory at the start, in the middle and at the
end. Server: the same run on a page of the real server in Chromium; memory of the server's process from the first drawn
curve to the end of the run. Without Chromium the second half is left out and said so.

    .venv/bin/python benchmarks/follow.py [--steps 100000] [--seconds 60]
"""

import argparse
import multiprocessing
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from measuring import report

from lstm_core.runs import events, locks
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.spec.run import TrainRunSpec

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
POLL_SECONDS = 1.0
BURST_SECONDS = 0.1  # the engine hands its events over ten times a second
NAME = "20261123-120000-sunspots-lstm64-0000"


def write(path: str, steps: int, seconds: float) -> None:
    """A worker that computes nothing: it holds the lock and appends `steps` steps in about `seconds`."""
    from lstm_core.engine.worker import EventWriter

    folder = RunFolder(path)
    spec = TrainRunSpec().with_changes({"train.steps": steps, "data.time_column": "time", "data.time_format": "%Y"})
    folder.checkpoints.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    held = locks.try_lock(folder.lock)
    assert held is not None
    write_json(folder.launch, Launch(created_at=time.time(), launched_at=time.time()).model_dump())
    emit = EventWriter(folder.events)
    emit(events.Admitted(seq=0, at=0))
    emit(_started(steps))
    began, done = time.monotonic(), 0
    while done < steps:
        due = min(steps, int((time.monotonic() - began) / seconds * steps) + 1)
        for step in range(done + 1, due + 1):
            loss = 1 / step + 0.01 * (1 + (step * 7919 % 97) / 97)
            values = {"loss": loss, "gradient_norm": 0.5, "learning_rate": 0.002}
            emit(events.Logged(seq=0, at=0, step=step, values=values))
            if step % 250 == 0:
                emit(events.Logged(seq=0, at=0, step=step, values={"validation_loss": 0.02 + 1 / step}))
        done = due
        time.sleep(BURST_SECONDS)
    emit(events.Stopped(seq=0, at=0, step=steps))


def _started(steps: int) -> events.Started:
    return events.Started(
        seq=0,
        at=0,
        steps=steps,
        parameters=17_867,
        train_samples=163,
        validation_samples=36,
        test_samples=36,
        device="cpu",
        device_name="none",
        threads=1,
        precision="float32",
        path="none",
        versions={},
    )


def read(runs: str, told: Any) -> None:
    """Poll the run until it ends; sends (seconds for reading, seconds for drawing, memory in bytes, step)."""
    from assistant.workspace.records import Records
    from lstm_core.reports import figures

    records, process, found = Records(Path(runs)), psutil.Process(), []
    figures.curve(records.record(NAME), "en").to_json()  # what drawing loads once is loaded
    while True:
        began = time.perf_counter()
        record = records.record(NAME)
        reading = time.perf_counter() - began
        drawing = len(figures.curve(record, "en").to_json()) and time.perf_counter() - began - reading
        found.append((reading, drawing, process.memory_info().rss, record.step))
        if not record.state.active:
            told.put(found)
            return
        time.sleep(max(0.0, POLL_SECONDS - (time.perf_counter() - began)))


def begun(runs: Path, steps: int, seconds: float) -> Any:
    writer = multiprocessing.get_context("spawn").Process(target=write, args=(str(runs / NAME), steps, seconds))
    writer.start()
    while not (runs / NAME / "events.jsonl").exists():
        time.sleep(0.02)
    return writer


def reader(steps: int, seconds: float) -> dict[str, list[float]]:
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as home:
        writer, told = begun(Path(home), steps, seconds), spawn.Queue()
        follower = spawn.Process(target=read, args=(home, told))
        follower.start()
        found = told.get(timeout=seconds * 4 + 60)
        follower.join()
        writer.join()
    return dict(zip(("reading", "drawing", "memory", "step"), map(list, zip(*found, strict=True)), strict=True))


def server(steps: int, seconds: float) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    from tests.browser.workbench import Server, tab_on

    found: dict[str, list[float]] = {"memory": [], "step": [], "processor": []}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        site = Server(Path(home) / "workspace")
        site.start()
        try:
            with tab_on(browser, site, "en") as tab:
                tab.page.wait_for_timeout(8000)  # what a server loads once is loaded
                runs = site.home / "runs"
                runs.mkdir(parents=True, exist_ok=True)
                writer = begun(runs, steps, seconds)
                tab.page.goto(f"{site.url}/runs?run={NAME}")
                tab.await_curve(beyond=0)
                assert site.process is not None
                process, end = psutil.Process(site.process.pid), 0.0
                used, at = sum(process.cpu_times()[:2]), time.monotonic()
                while end < steps:
                    tab.page.wait_for_timeout(1000)
                    end = tab.curve_end()
                    now, clock = sum(process.cpu_times()[:2]), time.monotonic()
                    found["memory"].append(process.memory_info().rss)
                    found["processor"].append((now - used) / (clock - at))
                    found["step"].append(end)
                    used, at = now, clock
                writer.join()
        finally:
            site.close()
        browser.close()
    return found


def thirds(values: list[float]) -> list[float]:
    """The mean of the first, middle and last tenth."""
    size = max(1, len(values) // 10)
    middle = len(values) // 2
    return [sum(part) / len(part) for part in (values[:size], values[middle : middle + size], values[-size:])]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--steps", type=int, default=100_000)
    asked.add_argument("--seconds", type=float, default=60, help="time that the run takes")
    given = asked.parse_args()
    followed = reader(given.steps, given.seconds)
    drawn = server(given.steps, given.seconds) if CHROMIUM else None

    def row(name: str, values: list[float], scale: float, limit: str = "") -> list[str]:
        first, middle, last = (value * scale for value in thirds(values))
        return [name, f"{first:.3g}", f"{middle:.3g}", f"{last:.3g}", f"{last - first:+.3g}", limit]

    rows = [
        row("one poll of the reader: read and thin, ms", followed["reading"], 1e3),
        row("the same: draw the curve, ms", followed["drawing"], 1e3),
        row("memory of the reader, MB", followed["memory"], 1e-6, "+50"),
    ]
    if drawn:
        rows += [
            row("memory of the server with the page open, MB", drawn["memory"], 1e-6, "+50"),
            row("processor of the server, share of one core", drawn["processor"], 1),
        ]
    else:
        print("No Chromium found: the numbers of the server are left out.")
    header = [f"{given.steps:,} steps in {given.seconds:g} s", "at the start", "middle", "end", "growth", "limit"]
    report(
        "follow", {"steps": given.steps, "seconds": given.seconds, "reader": followed, "server": drawn}, header, rows
    )


if __name__ == "__main__":
    main()
