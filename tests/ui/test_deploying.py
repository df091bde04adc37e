"""The Code tab of a trained card offers the files that run its network elsewhere."""

from assistant.services import Services
from assistant.ui.words import labels
from tests.deployments import stopped_run
from tests.support import spec_of
from tests.ui.pages import runs_page


def buttons(home, run, language):
    page = runs_page(home, language, run=run)
    page.session_state[f"run-{run}-tab"] = "code"
    page.run()
    assert not page.exception
    return [each.label for each in page.button]


def test_a_run_with_weights_offers_its_files_and_one_without_does_not(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    services = Services(tmp_path)
    folder = stopped_run(services.runs, spec_of())
    for language in ("zh", "en"):
        label = labels.say("action.deploy", language)
        assert any(each.startswith(label) for each in buttons(tmp_path, folder.name, language))
    (folder / "checkpoints" / "best.safetensors").unlink()
    assert not any(each.startswith(label) for each in buttons(tmp_path, folder.name, "en"))
    services.close()
