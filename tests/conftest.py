"""What every test may rely on: an empty workspace of its own, no key, no endpoint of the machine it runs on."""

import pytest


@pytest.fixture(autouse=True)
def own_workspace(tmp_path_factory, monkeypatch):
    """WORKBENCH_HOME in a temporary folder; a real endpoint of the environment or a secrets file is hidden."""
    home = tmp_path_factory.mktemp("workspace")
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    monkeypatch.setenv("DEEPSEEK_API_KEY", "")
    for name in ("DEEPSEEK_BASE_URL", "DEEPSEEK_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """The browser tests share one browser and its servers, so one worker gets them all; the others go one by one."""
    from xdist.scheduler import LoadScopeScheduling

    class OneBrowser(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return "browser" if nodeid.startswith("tests/browser/") else nodeid

    return OneBrowser(config, log)
