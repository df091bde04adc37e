"""Ladders in processes of their own: what is told is what the files say, killed anywhere they end the same."""

import contextlib
import errno
import io
import json
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from lstm_core.__main__ import WRONG_REQUEST, main
from lstm_core.engine.work import rung as rungs
from lstm_core.engine.work.contract import Work
from lstm_core.runs.compress_plan import ladder_spec
from lstm_core.runs.folder import RunFolder, list_runs
from lstm_core.runs.record import read_run
from lstm_core.runs.slots import Slots
from lstm_core.scripts.deploy.writing import shipped_of
from lstm_core.spec.compress import RungRunSpec
from lstm_core.spec.parsing import parse_train_spec
from tests.deployments import passes
from tests.processes import ended, kill, prepared, wait
from tests.support import make_unfinished_run, spec_of

TRAINING = parse_train_spec(
    {
        "data": {"time_column": "time", "time_format": "%Y", "window": 12, "horizon": 3, "season": 11},
        "model": {"hidden_size": 8},
        "train": {"steps": 60, "batch_size": 16, "evaluate_every": 20, "patience": None, "checkpoint_seconds": 0.05},
    }
)
RUNGS = ("int8", "mixed", "shrink:0.5+int8", "distil:3")


@pytest.fixture
def launcher(tmp_path):
    """A launcher whose runs are ended afterwards."""
    made = prepared(tmp_path / "runs", 2)
    yield made
    made.close()
    for path in (path for run in list_runs(made.runs) for path in (run, *list_runs(run / "members"))):
        kill(path)


def untimed(record):
    """The table without what a clock said, which also decides between rungs."""
    return [
        row.model_dump(include={"rung", "bytes", "parameters", "zeros", "value", "change", "kept", "refusal"})
        for row in record.rows
    ]


def printed(*arguments):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["--lang", "en", *arguments]) == 0
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def climbed(tmp_path_factory):
    """A run that was compressed from the command line: its folder, what was printed, the folder of the ladder."""
    home = tmp_path_factory.mktemp("climbed")
    spec, runs = home / "spec.json", str(home / "runs")
    spec.write_text(TRAINING.to_json(), encoding="utf-8")
    [run] = printed("run", str(spec), "--runs", runs)
    asked = ("--rungs", ",".join(RUNGS), "--seeds", "2", "--limit", "loss=500%", "--json")
    *report, folder = printed("compress", run, "--runs", runs, *asked)
    return Path(run), json.loads("\n".join(report)), Path(folder)


def test_every_file_gave_in_a_fresh_process_what_was_scored(climbed):
    _, told, folder = climbed
    record = read_run(folder)
    rows = {row.rung: row for row in record.rows}
    assert list(rows) == ["torch", "onnx", *RUNGS]
    assert record.result.recommended in rows
    assert record.result.recommended in json.dumps(told)
    for rung, row in rows.items():
        if row.refusal is not None:
            assert (rung, row.refusal.key) == ("mixed", "compress.nothing_sensitive")
            continue
        assert row.latency.same
        assert 0 < row.latency.median <= row.latency.p99
        if rung != "torch":
            assert row.bytes == (folder / "members" / row.member / row.file).stat().st_size
    assert rows["onnx"].value == pytest.approx(rows["torch"].value, rel=1e-5)
    assert rows["torch"].value == read_run(climbed[0]).result.measures()["mae"]
    assert rows["shrink:0.5+int8"].parameters < rows["onnx"].parameters / 2
    assert [each.seed for each in record.distillations["distil-3"].pairs] == [0, 1]


def test_a_rung_is_deployed_as_the_file_that_was_measured(climbed, tmp_path):
    ladder, target = climbed[2], tmp_path / "deploy"
    stored = ladder / "members" / "shrink-0.5" / "model.int8.onnx"
    printed("deploy", str(stored), str(target))
    passes(target)
    assert (target / "model.onnx").read_bytes() == stored.read_bytes()
    assert "half of the units" in (target / "MODEL_CARD.md").read_text()
    record = read_run(ladder)
    assert shipped_of(record).rung.rung == record.result.recommended
    assert shipped_of(record, rung="shrink:0.5+int8").stored == stored


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compress", "LADDER"), "is no training"),
        (("compress", "RUN", "--limit", "size=tiny"), "not understood"),
        (("compress", "RUN", "--rungs", "distil:99"), "99"),
        (("compress", "RUN", "--seeds", "1"), "seeds"),
        (("deploy", "LADDER", "OUT", "--rung", "int4"), "int4"),
        (("deploy", "RUN", "OUT", "--rung", "int8"), "int8"),
        (("deploy", "nowhere/members/x/model.onnx", "OUT"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(climbed, arguments, said, tmp_path, capsys):
    run, _, ladder = climbed
    places = {"RUN": str(run), "LADDER": str(ladder), "OUT": str(tmp_path / "out")}
    asked = [places.get(each, each) for each in arguments]
    more = ["--runs", str(tmp_path / "runs")] if arguments[0] == "compress" else []
    assert main(["--lang", "en", *asked, *more]) == WRONG_REQUEST
    [sentence] = capsys.readouterr().err.splitlines()
    assert said in sentence
    assert not list(tmp_path.glob("**/model.onnx"))


def test_killed_and_stopped_at_any_moment_it_ends_with_the_same_table(climbed, launcher):
    whole = read_run(climbed[2])
    path = launcher.runs / launcher.start(whole.spec)
    chance = random.Random(3)
    for victim in ("member", "both", "stop"):
        moment = time.monotonic() + chance.uniform(0.5, 4.0)
        record = wait(path, lambda record, moment=moment: ended(record) or time.monotonic() > moment)
        if victim == "stop" and not ended(record):
            launcher.stop(path.name)
        if victim in ("leader", "both"):
            kill(path)
        if victim in ("member", "both"):
            for member in list_runs(path / "members"):
                kill(member)
        record = wait(path, ended if victim != "member" else lambda _record: True)
        if ended(record) and record.resumable:
            launcher.resume(path.name)
    record = wait(path, ended)
    assert untimed(record) == untimed(whole)
    assert all(member.state == "finished" for member in record.members)


def test_a_run_whose_weights_or_data_are_not_there_is_refused(climbed, launcher, tmp_path):
    run = tmp_path / "runs" / "20260101-000000-copy"
    shutil.copytree(climbed[0], run)
    spec = ladder_spec(run, rungs=("int8",))
    best = RunFolder(run).best
    best.write_bytes(best.read_bytes()[:-4] + b"\0\1\2\3")
    assert refused(launcher.start, spec) == "compress.weights_changed"
    best.unlink()
    assert refused(launcher.start, spec) == "compress.weights_gone"
    assert refused(ladder_spec, run) == "inference.no_weights"
    shutil.copyfile(RunFolder(climbed[0]).best, best)
    RunFolder(run).data.unlink()
    assert refused(ladder_spec, run) == "deploy.data_gone"
    unfinished = make_unfinished_run(tmp_path / "runs", spec_of())
    assert refused(ladder_spec, getattr(unfinished, "path", unfinished)) == "compress.state"


def refused(act, *arguments):
    with pytest.raises(Exception, match=r".") as found:
        act(*arguments)
    return found.value.messages[0].key


def test_a_disk_that_fills_up_under_one_file_leaves_the_others_and_no_half_of_it(climbed, tmp_path, monkeypatch):
    ladder = tmp_path / "ladder"
    shutil.copytree(climbed[2], ladder)
    folder = RunFolder(ladder / "members" / "original")
    spec = RungRunSpec(formats=("onnx", "int8"), run=read_run(folder.path).spec.run)
    for old in folder.path.glob("model.*"):
        old.unlink()

    def full(path, content, _write=Path.write_bytes):
        if ".int8." in path.name:
            _write(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return _write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    told = []
    result = rungs.work(Work(folder, spec, told.append, Never(), Slots(1)))
    assert [each.format for each in result.files] == ["onnx"]
    assert result.refused["int8"].key == "compress.not_written"
    assert "No space left" in str(result.refused["int8"].parameters)
    assert [each.name for each in folder.path.iterdir() if "model" in each.name] == ["model.onnx.onnx"]


class Never:
    """Nobody asks for a stop."""

    stepping = False

    def __call__(self):
        return False
