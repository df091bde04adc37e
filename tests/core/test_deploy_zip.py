"""The zip of a deployment lies in its run's folder: written once, anew for newer weights, never in half."""

import os
import zipfile
from pathlib import Path

import pytest

from lstm_core.engine import deploy as engine
from lstm_core.errors import RunError
from lstm_core.runs.folder import RunFolder
from lstm_core.runs.record import read_run
from lstm_core.scripts.deploy import writing
from lstm_core.scripts.deploy.zipping import FOLDER, is_there, zip_of, zipped
from tests.deployments import stopped_run
from tests.support import spec_of


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run whose engine works in this process."""

    def of_engine(self):
        return engine.write(Path(self.record.path), self.folder, self.language, int8=self.shipped.form == "int8")

    monkeypatch.setattr(writing._Folder, "_of_engine", of_engine)
    return read_run(stopped_run(tmp_path, spec_of()))


def test_a_zip_is_written_once_for_its_weights_and_anew_for_newer_ones(run):
    target = zipped(run, "en", int8=False)
    assert {"deploy/model.onnx", "deploy/infer.py", "deploy/demo.html"} <= set(zipfile.ZipFile(target).namelist())
    written = target.stat().st_mtime_ns
    assert zipped(run, "en", int8=False).stat().st_mtime_ns == written
    assert not is_there(run, zip_of(run, "zh", int8=False))
    os.utime(RunFolder(run.path).best, ns=(written + 10**9, written + 10**9))
    assert not is_there(run, target)
    assert zipped(run, "en", int8=False).stat().st_mtime_ns > written
    assert sorted(each.name for each in target.parent.iterdir()) == [target.name]


def test_what_cannot_be_deployed_leaves_no_file(run, monkeypatch):
    def broken(*_arguments, **_more):
        raise OSError(28, "full")

    monkeypatch.setattr(writing, "card", broken)
    with pytest.raises(RunError):
        zipped(run, "en", int8=False)
    assert list((RunFolder(run.path).path / FOLDER).iterdir()) == []
    RunFolder(run.path).best.unlink()
    with pytest.raises(RunError, match="weights"):
        zipped(run, "en", int8=False)
