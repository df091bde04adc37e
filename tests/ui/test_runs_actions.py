"""What is done with chosen runs of the table: deleted, stopped, named, and put beside each other."""

import pytest

from assistant.ui.cards import run_overlay
from assistant.ui.cards.run_overlay import Overlaid
from assistant.ui.words.labels import say
from assistant.workspace.run_labels import label_of
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.runs import locks
from lstm_core.runs.folder import RunFolder
from tests.repetitions import make_repetition
from tests.support import make_finished_run, make_unfinished_run, spec_of
from tests.ui.pages import address, runs_page, table_of


def make(services, name, *, gain=0.4, **changes):
    return make_finished_run(services.runs, spec_of(**changes), gain=gain, name=f"20260101-{name}").name


def names(page):
    return [row["name"].replace("\u00a0", " ") for row in table_of(page)["rows"]]


def chosen(home, *run_ids):
    page = runs_page(home)
    page.session_state["runs-chosen"] = list(run_ids)
    return page.run()


def test_nothing_can_be_done_before_something_is_chosen(services, own_workspace):
    make(services, "000000-a")
    page = runs_page(own_workspace).run()
    assert not any(not page.button(key=f"runs-{name}").disabled for name in ("compare", "label", "stop", "delete"))


def test_many_are_deleted_after_asking_with_what_goes_along(services, own_workspace):
    finished = make(services, "000000-fin")
    services.labels.write(finished, label_of("My baseline", (), "with a note"))
    make_unfinished_run(services.runs, None, name="20260101-000001-los")
    repetition = make_repetition(services.runs, name="20260101-000003-rep").name
    page = chosen(own_workspace, finished, repetition)
    page.button(key="runs-delete").click().run()
    said = " ".join(text.value for text in [*page.markdown, *page.caption])
    assert say("runs.delete_many", "en", {"count": 2}) in said
    assert "My baseline" in said
    assert say("runs.delete_members", "en", {"members": 3}) in said
    assert say("runs.delete_labels", "en", {"count": 1}) in said
    assert (services.runs / finished).exists()
    page.button(key="dialog-yes").click().run()
    assert not page.exception
    assert sorted(path.name[-3:] for path in services.runs.iterdir()) == ["los"]
    assert page.session_state["runs-chosen"] == []


def test_a_run_that_works_is_stopped_after_asking_and_not_deleted(services, own_workspace, monkeypatch):
    runs = [make_unfinished_run(services.runs, None, name=f"20260101-00000{number}-a") for number in range(2)]
    idle = make(services, "000005-z")
    held = {RunFolder(run).lock for run in runs}
    monkeypatch.setattr(locks, "holder_pid", lambda path: 1 if path in held else None)
    page = chosen(own_workspace, *(run.name for run in runs), idle)
    page.button(key="runs-delete").click().run()
    assert say("runs.delete_active", "en", {"count": 2}) in [box.value for box in page.warning]
    page.button(key="dialog-yes").click().run()
    assert all(run.exists() for run in runs)
    assert not (services.runs / idle).exists()
    page.button(key="runs-stop").click().run()
    assert not any((run / "stop").exists() for run in runs)
    page.button(key="dialog-yes").click().run()
    assert all((run / "stop").exists() for run in runs)
    monkeypatch.undo()


def test_a_name_tags_and_a_note_are_typed_and_kept(services, own_workspace):
    run = make(services, "000000-a")
    page = chosen(own_workspace, run)
    page.button(key="runs-label").click().run()
    page.text_input(key=f"label-name-{run}").set_value("The one").run()
    page.text_area(key=f"label-note-{run}").set_value("Why it is the one").run()
    page.button(key="dialog-yes").click().run()
    assert not page.exception
    assert services.labels.of(run) == label_of("The one", (), "Why it is the one")
    assert names(page) == ["The one"]


def test_members_stand_under_their_parent_once_it_is_opened(services, own_workspace):
    path = make_repetition(services.runs)
    page = runs_page(own_workspace)
    page.session_state["runs-opened"] = {path.name}
    rows = table_of(page.run())["rows"]
    assert [row["member"] for row in rows] == [False, True, True, True]
    assert [row["name"] for row in rows[1:]] == ["Seed 0", "Seed 1", "Seed 2"]
    assert rows[1]["id"] == f"{path.name}/members/seed-0"


def test_an_unreadable_folder_stays_listed_and_can_be_deleted(services, own_workspace):
    make(services, "000000-a")
    odd = services.runs / "20260101-000001-odd"
    odd.mkdir()
    (odd / "spec.json").write_text("{")
    (odd / "launch.json").write_text("{}")
    page = runs_page(own_workspace).run()
    assert len(page.warning) == 1
    page.button(key="delete-20260101-000001-odd").click().run()
    page.button(key="dialog-yes").click().run()
    assert not odd.exists()
    assert len(names(page)) == 1


# -- beside each other -------------------------------------------------------------------------------------------------


def test_chosen_runs_are_overlaid_and_their_scores_stand_beside_each_other(services, own_workspace):
    runs = [make(services, f"{n:06d}-a", gain=n / 10, train__learning_rate=rate) for n, rate in enumerate((0.1, 0.2))]
    page = chosen(own_workspace, *runs)
    page.button(key="runs-compare").click().run()
    assert not page.exception
    assert address(page, "compare") == runs
    [figure] = [each.proto.json for each in page.main.get("bidi_component") if "figure" in each.proto.json]
    assert "Learning rate 0.1" in figure
    assert "Learning rate 0.2" in figure
    table = table_of(page)
    assert table["fixed"]
    assert [row["name"].replace("\u00a0", " ") for row in table["rows"]] == ["Learning rate 0.1", "Learning rate 0.2"]
    place = [column["label"] for column in table["columns"]].index("Test MAE") - 1
    scores = [row["cells"][place] for row in table["rows"]]
    assert [score["text"] for score in scores] == ["27.6", "24.9"]
    assert [score.get("mark") for score in scores] == [None, "best"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_over_seeds_of_them_is_one_button_away(services, own_workspace, language):
    runs = [make(services, f"{n:06d}-a", train__learning_rate=rate) for n, rate in enumerate((0.1, 0.2))]
    page = runs_page(own_workspace, language, compare=runs).run()
    page.number_input(key="runs-comparison-seeds").set_value(3).run()
    page.button(key="runs-over-seeds").click().run()
    assert not page.exception
    [head] = services.store.heads()
    [card] = services.store.cards(head.id)
    assert (card.spec.kind, card.spec.seeds) == ("compare", 3)
    assert card.spec.candidates == ({}, {"train.learning_rate": 0.2})


def test_runs_that_no_score_compares_are_refused_with_a_sentence(services, own_workspace):
    runs = [make(services, f"{n:06d}-a", data__horizon=horizon) for n, horizon in enumerate((5, 6))]
    page = runs_page(own_workspace, compare=runs).run()
    page.button(key="runs-over-seeds").click().run()
    assert not page.exception
    assert len(page.error) == 1
    assert "horizon" in page.error[0].value.replace("\\", "")
    assert services.store.heads() == []


def test_a_comparison_of_runs_that_are_gone_is_a_sentence(own_workspace):
    page = runs_page(own_workspace, compare=["nothing", "../x"]).run()
    assert not page.exception
    assert "nothing" in page.info[0].value


def test_losses_that_do_not_compare_are_said_to(services):
    runs = [make(services, f"{n:06d}-a", train__loss=loss) for n, loss in enumerate(("huber", "mse"))]
    told = [Overlaid(run, services.training(run)) for run in runs]
    assert run_overlay.losses_differ(told)
    assert not run_overlay.losses_differ(told[:1] * 2)
    assert run_overlay.alt_text(told, "en").count(";") == 1
