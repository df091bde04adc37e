"""The work of a ladder: its networks are built by members, every file is timed in a process of its own, one is taken.

It leads and never trains, so it loads no torch.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from lstm_core.engine.work.contract import Work
from lstm_core.errors import RunError, Sentence
from lstm_core.results.compress import TORCH, CompressResult, Latency, RungResult, judged
from lstm_core.runs import events
from lstm_core.runs.cluster import launcher_of
from lstm_core.runs.compress import (
    DIGESTS,
    INPUTS,
    LATENCIES,
    WAVES,
    distillations_of,
    ladder_of,
    latencies_in,
    rows_of,
    size_in,
)
from lstm_core.runs.compress_plan import MOST_WAVES, next_rungs
from lstm_core.runs.folder import write_json
from lstm_core.runs.launcher import environment
from lstm_core.runs.members import Members
from lstm_core.spec.compress import ORIGINAL, CompressRunSpec, Rung

ROUNDS = 3  # in which the files take turns; the least disturbed one counts
SECONDS = 0.2  # of each batch and round
THREADS = 1
PATIENCE = 600.0  # seconds of one process
COUNTED = ("median", "p99", "median_64", "p99_64", "memory_mb")  # less is better


def work(given: Work) -> CompressResult | events.Stopped:
    """Build, time and judge; add rungs while nothing meets the limits. What is done already is not done again."""
    spec = given.spec
    if not isinstance(spec, CompressRunSpec):
        raise TypeError(spec.kind)
    given.should_stop.stepping = True
    with closing(launcher_of(given.folder.members, given.slots)) as launcher:
        for wave in range(MOST_WAVES + 1):
            rungs = ladder_of(given.folder, spec)
            members = Members(given.folder, spec.members(rungs), given.slots, launcher)
            if not members.lead(given.emit, given.should_stop):
                return events.Stopped(seq=0, at=0, step=0)
            ended = {name: members.read(name) for name in spec.members(rungs)}
            results = {
                name: each.result for name, each in ended.items() if each and isinstance(each.result, RungResult)
            }
            failures = {
                name: each.failure or Sentence("compress.member_lost")
                for name, each in ended.items()
                if each and name not in results
            }
            if ORIGINAL not in results:
                raise RunError(failures.get(ORIGINAL) or Sentence("compress.member_lost"))
            latencies = _timed(given, rungs, results)
            if latencies is None:
                return events.Stopped(seq=0, at=0, step=len(results))
            rows = rows_of(rungs, results, failures, latencies, spec, size_in(given.folder))
            more = next_rungs(rows, spec) if wave < MOST_WAVES else []
            if not more:
                break
            added = [str(rung) for rung in [*rungs, *more] if rung not in spec.ladder]
            write_json(given.folder.path / WAVES, json.dumps(list(dict.fromkeys(added))))
    told, recommended, nearest = judged(rows, spec.limits)
    first = results[ORIGINAL]
    return CompressResult(
        reason="members",
        seconds=sum(each.seconds for each in results.values()),
        steps=len(results),
        measure=first.measure,
        original=first.original,
        rows=told,
        recommended=recommended,
        nearest=nearest,
        distillations=distillations_of(results),
    )


def _timed(given: Work, rungs: Sequence[Rung], results: Mapping[str, RungResult]) -> dict[str, Latency] | None:
    """What every file costs, in turns, and the origin in torch; None when a stop was asked for."""
    found = latencies_in(given.folder)
    asked = {name: each for name, each in _asked(given, rungs, results).items() if name not in found}
    rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in asked}
    for number in range(ROUNDS):
        for name, what in asked.items():
            if number and name == TORCH:  # loading it takes longer than all the files
                continue
            if given.should_stop():
                return None
            told = _process(what)
            if told is not None:
                rounds[name].append(told)
    for name, several in rounds.items():
        if several:
            found[name] = _least(several, _wanted(given, rungs, name))
    write_json(given.folder.path / LATENCIES, {name: each.model_dump() for name, each in found.items()})
    return found


def _asked(given: Work, rungs: Sequence[Rung], results: Mapping[str, RungResult]) -> dict[str, dict[str, Any]]:
    """What the process of each file is given, by rung."""
    usual = {"seconds": SECONDS, "threads": THREADS}
    folders = {rung: given.folder.members / rung.member for rung in rungs}
    found: dict[str, dict[str, Any]] = {}
    for rung, folder in folders.items():
        result = results.get(rung.member)
        stored = next((each for each in result.files if each.format == rung.format), None) if result else None
        if stored is not None:
            found[str(rung)] = {"model": str(folder / stored.file), "inputs": str(folder / INPUTS), **usual}
    origin = given.folder.members / ORIGINAL
    return {TORCH: {"network": str(given.folder.path), "inputs": str(origin / INPUTS), **usual}, **found}


def _process(asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a fresh process measures; None where it could not."""
    module = "export.timing" if "model" in asked else "compression.origin_timing"
    command = [sys.executable, "-m", f"lstm_core.engine.{module}"]
    done = subprocess.run(
        command,
        check=False,
        input=json.dumps(asked) + "\n",
        capture_output=True,
        text=True,
        env=environment(),
        timeout=PATIENCE,
    )
    try:
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        sys.stderr.write(done.stderr[-2000:])
        return None
    return told


def _wanted(given: Work, rungs: Sequence[Rung], name: str) -> str | None:
    """The digest of what was scored."""
    rung = next((each for each in rungs if str(each) == name), None)
    path: Path | None = given.folder.members / rung.member / DIGESTS if rung else None
    try:
        return str(json.loads(path.read_bytes())[rung.format]) if path and rung else None
    except (OSError, ValueError, KeyError):
        return None


def _least(rounds: Sequence[Mapping[str, Any]], wanted: str | None) -> Latency:
    """The least of every number over the rounds, and whether all gave what was scored."""
    numbers = {name: min(float(each[name]) for each in rounds) for name in COUNTED}
    return Latency(
        **numbers,
        throughput=max(float(each["throughput"]) for each in rounds),
        threads=int(rounds[0]["threads"]),
        same=wanted is None or all(each["digest"] == wanted for each in rounds),
    )
