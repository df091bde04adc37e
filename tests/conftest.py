"""What every test may rely on: an empty workspace of its own, no key, no endpoint of the machine it runs on."""

from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling


def pytest_collection_modifyitems(items):
    """`-m gpu` chooses the tests that compute on a GPU, by the reason for which they are skipped without one."""
    for item in items:
        if any("needs a CUDA GPU" in mark.kwargs.get("reason", "") for mark in item.iter_markers("skipif")):
            item.add_marker("gpu")


class OnceScheduling(LoadScopeScheduling):
    """Tests of a file that prepares something once, a training mostly, go to one worker; any other test by itself."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return file if _prepares_once(Path(self.config.rootpath, file)) else nodeid


@cache
def _prepares_once(file):
    return 'scope="module"' in file.read_text(encoding="utf-8")


def pytest_xdist_make_scheduler(config, log):
    return OnceScheduling(config, log) if config.getvalue("dist") == "load" else None


@pytest.fixture(autouse=True)
def own_workspace(tmp_path_factory, monkeypatch):
    """WORKBENCH_HOME in a temporary folder; a real endpoint of the environment or a secrets file is hidden."""
    home = tmp_path_factory.mktemp("workspace")
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    monkeypatch.setattr("assistant.workspace.run_rows.LOOK_SECONDS", 60)  # a busy machine shows all the runs, too
    monkeypatch.setenv("DEEPSEEK_API_KEY", "")
    for name in ("DEEPSEEK_BASE_URL", "DEEPSEEK_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="module")
def one_thread():
    """Products of a few units are faster alone."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
