"""What the commands do that make a trained run small and bring it elsewhere; see `lstm_core.cli`."""

import argparse
import csv
import os
import sys
from pathlib import Path
from typing import cast

from lstm_core.cli import followed, read_spec, record_of, training_of
from lstm_core.errors import RunError, Sentence
from lstm_core.kinds import KINDS
from lstm_core.runs.compress import CompressRecord
from lstm_core.runs.folder import MEMBERS
from lstm_core.runs.record import RunReader


def render(asked: argparse.Namespace) -> int:
    """The standalone script."""
    from lstm_core.scripts.pytorch.script import portable
    from lstm_core.scripts.pytorch.script import render as render_script

    print(render_script(portable(training_of(read_spec(asked.spec))), asked.lang), end="")
    return 0


def bundle(asked: argparse.Namespace) -> int:
    """The download, written by rename."""
    record = record_of(asked.folder)
    kind = KINDS[record.spec.kind]
    if kind.script is None:
        raise RunError(Sentence("run.not_training", {"run": record.id}))
    write_bundle = kind.resolve("script")
    temporary = asked.target.with_name(f".{asked.target.name}.{os.getpid()}.tmp")
    try:
        write_bundle(record, temporary, asked.lang)
        os.replace(temporary, asked.target)
    finally:
        temporary.unlink(missing_ok=True)
    print(asked.target)
    return 0


def deploy(asked: argparse.Namespace) -> int:
    """The folder that runs where torch and this project are not, written by rename."""
    from lstm_core.scripts.deploy.writing import write_deployment

    folder, rung = _ladder_and_rung(asked.folder, asked.rung)
    checked = write_deployment(record_of(folder), asked.target, asked.lang, int8=asked.int8, rung=rung)
    said = Sentence("deploy.written", {"difference": f"{checked.difference:.2g}"})
    print(said.text(asked.lang), file=sys.stderr)
    print(asked.target)
    return 0


def predict(asked: argparse.Namespace) -> int:
    """The forecast behind newer rows as CSV, written by rename; errors on these rows on standard error."""
    from lstm_core.runs.predicting import predict as predicted

    found = predicted(Path(record_of(asked.folder).path), asked.data, sheet=asked.sheet)
    told = [Sentence("predict.added", {"count": found.added}), *found.notices]
    if found.scores:
        told.append(Sentence("predict.scored", dict(found.scores)))
    print(*(each.text(asked.lang) for each in told), sep="\n", file=sys.stderr)
    temporary = asked.target.with_name(f".{asked.target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(found.rows)
        os.replace(temporary, asked.target)
    finally:
        temporary.unlink(missing_ok=True)
    print(asked.target)
    return 0


def compress(asked: argparse.Namespace) -> int:
    """Build smaller networks of a trained run, measure every file, recommend one; the ladder's folder last."""
    from tqdm import tqdm

    from lstm_core.reports.kinds import compress_files
    from lstm_core.runs.compress_plan import estimated, ladder_spec, parse_limits
    from lstm_core.runs.launcher import LocalLauncher

    record_of(asked.folder)
    rungs = None if asked.rungs is None else tuple(each.strip() for each in asked.rungs.split(","))
    wanted = {"rungs": rungs, "limits": parse_limits(asked.limits), "seeds": asked.seeds, "tuning": asked.tuning}
    spec = ladder_spec(asked.folder.absolute(), **wanted)
    launcher = LocalLauncher(asked.runs)
    seconds = estimated(spec, launcher.slots)
    if seconds is not None:
        facts: dict[str, str | int | float] = {"rungs": len(spec.ladder), "time": tqdm.format_interval(seconds)}
        print(Sentence("compress.estimate", facts).text(asked.lang), file=sys.stderr)
    folder = launcher.runs / launcher.start(spec)
    code = followed(folder, asked)
    record = cast("CompressRecord", RunReader(folder).read(points=2))
    report = KINDS[record.spec.kind].resolve("report")
    if asked.json:
        print(compress_files.as_json(record), end="")
    else:
        print(report.summary(record, asked.lang), *report.lines(record, asked.lang), sep="\n")
    print(folder)
    return code


def _ladder_and_rung(folder: Path, rung: str | None) -> tuple[Path, str | None]:
    """A run's folder, with the rung where a stored file of a ladder is named instead. Raises RunError."""
    if folder.suffix != ".onnx":
        return folder, rung
    member = folder.absolute().parent
    ladder = member.parent.parent
    if member.parent.name != MEMBERS:
        raise RunError(Sentence("run.gone", {"run": str(folder)}))
    record = record_of(ladder)
    rows = record.rows if isinstance(record, CompressRecord) else []
    found = next((row.rung for row in rows if row.member == member.name and row.file == folder.name), None)
    if found is None:
        raise RunError(Sentence("run.gone", {"run": str(folder)}))
    return ladder, found
