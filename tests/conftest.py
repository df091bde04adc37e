"""What every test may rely on: an empty workspace of its own, no key, no endpoint of the machine it runs on."""

import pytest


@pytest.fixture(autouse=True)
def own_workspace(tmp_path_factory, monkeypatch):
    """WORKBENCH_HOME in a temporary folder; the variables of a real endpoint are hidden."""
    home = tmp_path_factory.mktemp("workspace")
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    for name in ("DEEPSEEK_API_KEY", "DEEPSEEK_BASE_URL", "DEEPSEEK_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return home
