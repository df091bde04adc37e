"""What every test may rely on: an empty workspace of its own, no key, no endpoint of the machine it runs on."""

import pytest


def pytest_collection_modifyitems(items):
    """`-m gpu` chooses the tests that compute on a GPU, by the reason for which they are skipped without one."""
    for item in items:
        if any("needs a CUDA GPU" in mark.kwargs.get("reason", "") for mark in item.iter_markers("skipif")):
            item.add_marker("gpu")


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
