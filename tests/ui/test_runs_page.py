"""The page of runs as a person meets it: what its table tells, filters in the address, names, actions on many."""

from datetime import UTC

import pytest

from assistant.ui.cards import run_names
from assistant.ui.pages import run_columns
from assistant.ui.pages.run_filters import Filters
from assistant.ui.words.labels import say
from assistant.workspace.run_labels import label_of
from lstm_core.i18n.languages import LANGUAGES
from lstm_core.runs import events, locks
from lstm_core.runs.folder import RunFolder
from tests.comparisons import make_comparison
from tests.repetitions import make_repetition
from tests.support import make_finished_run, make_unfinished_run, spec_of
from tests.ui.pages import address, runs_page, table_of

STOPPED = events.Stopped(seq=0, at=0, step=60)
RATES, DROPOUTS, SEEDS = (0.001, 0.002, 0.003, 0.01), (0.0, 0.2), (0, 1)


def make(services, name, *, gain=0.4, **changes):
    return make_finished_run(services.runs, spec_of(**changes), gain=gain, name=f"20260101-{name}").name


def sixteen(services):
    """Runs of one title that differ in three settings."""
    combinations = [(rate, dropout, seed) for rate in RATES for dropout in DROPOUTS for seed in SEEDS]
    for number, (rate, dropout, seed) in enumerate(combinations):
        changes = {"train__learning_rate": rate, "model__dropout": dropout, "train__seed": seed, "model__layers": 2}
        make(services, f"{number:06d}-a", gain=number / 20, **changes)


def names(page):
    return [row["name"].replace("\u00a0", " ") for row in table_of(page)["rows"]]


def column(page, label):
    """What a column shows, from the first row on."""
    told = table_of(page)
    place = [each["label"] for each in told["columns"]].index(label) - 1
    return [row["cells"][place]["text"] for row in told["rows"]]


def labels_of(page):
    return [each["label"] for each in table_of(page)["columns"]]


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_sixteen_runs_of_one_title_are_told_apart_by_what_differs(services, own_workspace, language):
    sixteen(services)
    page = runs_page(own_workspace, language).run()
    assert not page.exception
    assert len(set(names(page))) == 16
    newest = names(page)[0]
    for path in ("train.learning_rate", "model.dropout", "train.seed"):
        assert say(f"field.{path}", language) in newest
    assert "0.01" in newest
    assert not any(say("field.model.layers", language) in name for name in names(page))


def test_a_setting_that_all_have_alike_is_in_no_name_and_in_no_column(services, own_workspace):
    for number, rate in enumerate((0.001, 0.002)):
        make(services, f"{number:06d}-a", train__learning_rate=rate)
    page = runs_page(own_workspace).run()
    assert names(page) == ["Sunspots · LSTM 8 × 1 · Learning rate 0.002", "Sunspots · LSTM 8 × 1 · Learning rate 0.001"]
    assert column(page, "Learning rate") == ["0.002", "0.001"]
    assert "Batch size" not in labels_of(page)


def test_the_seed_tells_runs_apart_only_when_nothing_else_does(services, own_workspace):
    for number, (rate, seed) in enumerate([(0.001, 1), (0.002, 2), (0.003, 3)]):
        make(services, f"{number:06d}-a", train__learning_rate=rate, train__seed=seed)
    assert not any("Seed" in name for name in names(runs_page(own_workspace).run()))
    make(services, "000009-a", train__learning_rate=0.001, train__seed=9)
    assert all("Seed" in name for name in names(runs_page(own_workspace).run()))


def test_runs_that_differ_in_nothing_are_told_apart_all_the_same(services, own_workspace):
    for number in range(3):
        make(services, f"{number:06d}-a")
    found = names(runs_page(own_workspace).run())
    assert len(set(found)) == 3
    assert all(name.startswith("Sunspots · LSTM 8 × 1 · ") for name in found)


def test_a_single_run_has_its_title_alone(services, own_workspace):
    make(services, "000000-a")
    assert names(runs_page(own_workspace).run()) == ["Sunspots · LSTM 8 × 1"]


def test_a_name_of_one_s_own_wins_and_what_was_said_stands_in_the_row(services, own_workspace):
    run = make(services, "000000-a")
    make(services, "000001-a", train__learning_rate=0.5)
    services.labels.write(run, label_of("Baseline [v2] *", ["paper"], "As in table 3.\nTwice."))
    page = runs_page(own_workspace).run()
    row = table_of(page)["rows"][1]
    assert row["name"] == "Baseline [v2] *"
    assert row["below"][0].replace("\u00a0", " ") == "Sunspots · LSTM 8 × 1"
    assert row["below"][1] == "As in table 3. Twice."
    assert row["tags"] == ["paper"]
    one = runs_page(own_workspace, run=run).run()
    assert one.subheader[0].value == r"Baseline \[v2\] \*"


def test_the_sidebar_tells_running_ones_apart_as_the_table_does(services, own_workspace, monkeypatch):
    runs = [
        make_unfinished_run(services.runs, None, spec=spec_of(train__learning_rate=rate), name=f"20260101-00000{n}-a")
        for n, rate in enumerate((0.001, 0.002))
    ]
    held = {RunFolder(run).lock for run in runs}
    monkeypatch.setattr(locks, "holder_pid", lambda path: 1 if path in held else None)
    services.labels.write(runs[0].name, label_of("Mine"))
    page = runs_page(own_workspace).run()
    assert not page.exception
    shown = [found.label.replace("\u00a0", " ") for found in page.sidebar.button if found.key.startswith("now-open-")]
    assert shown == names(page)
    assert shown[1] == "Mine"


def test_names_of_a_thousand_runs_are_all_different_also_with_the_same_settings(services):
    run = make_finished_run(services.runs)
    [row] = services.rows.look().rows
    rows = [type(row)(f"{run.name}-{n:04x}", row.spec, row.state, row.created_at + n) for n in range(1000)]
    assert len(set(run_names.names_of(rows, "zh", UTC).values())) == 1000


# -- columns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_stand_beside_the_best_baseline(services, own_workspace, language):
    run = make(services, "000000-a")
    page = runs_page(own_workspace, language).run()
    result = services.record(run).result
    best = min(result.skill, key=lambda name: result.test[name].mae)
    assert column(page, say("measure.mae", "zh") if language == "zh" else "Test MAE") == ["16.6"]
    [baseline] = column(page, say("runs.baseline", language))
    assert say(f"chart.{best}", language) in baseline
    assert column(page, say("runs.change", language)) == ["-40%"]
    assert column(page, say("runs.size", language)) == ["365"]


def test_the_best_of_a_data_set_is_marked_among_those_that_are_judged_alike(services, own_workspace):
    better = make(services, "000000-a", gain=0.5)
    make(services, "000001-a", gain=0.3, data__window=33)
    alone = make(services, "000002-a", gain=0.1, data__horizon=6)
    rows = {row["id"]: row for row in table_of(runs_page(own_workspace).run())["rows"]}
    marked = {run for run, row in rows.items() if any(cell.get("mark") for cell in row["cells"])}
    assert marked == {better}
    assert alone in rows


def test_a_repetition_is_marked_best_of_nothing_and_has_its_own_line(services, own_workspace):
    make_repetition(services.runs)
    make(services, "000000-a", gain=0.1)
    make(services, "000001-a", gain=0.2)
    page = runs_page(own_workspace).run()
    rows = {row["id"]: row for row in table_of(page)["rows"]}
    [repetition] = [row for run, row in rows.items() if run.startswith("20261123")]
    assert any("3 seeds" in cell.get("below", "") for cell in repetition["cells"])
    assert not any(cell.get("mark") for cell in repetition["cells"])


def test_a_comparison_is_a_row_with_its_score(services, own_workspace):
    make_comparison(services.runs)
    page = runs_page(own_workspace).run()
    assert not page.exception
    [row] = table_of(page)["rows"]
    assert row["folded"] is True


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "cba"),
        ("score", "acb"),
        ("-score", "bca"),
        ("size", "bac"),
        ("train.learning_rate", "abc"),
        ("nonsense", "cba"),
    ],
)
def test_the_address_says_by_which_column_the_table_is_sorted(services, own_workspace, sort, order):
    for name, gain, rate in (("a", 0.5, 0.001), ("b", 0.1, 0.002), ("c", 0.3, 0.003)):
        make(services, f"00000{name}-x", gain=gain, train__learning_rate=rate)
    page = runs_page(own_workspace, **({"sort": sort} if sort else {})).run()
    found = "".join(row["id"][14] for row in table_of(page)["rows"])
    assert found == order if sort != "size" else sorted(found) == list("abc")
    sorted_by = {each["key"]: each["sorted"] for each in table_of(page)["columns"] if each["sorted"]}
    assert sorted_by == {
        "": {"created": "descending"},
        "-score": {"score": "descending"},
        "nonsense": {},
    }.get(sort, {sort: "ascending"})


def test_runs_without_a_value_stand_last_whichever_way_a_table_is_sorted(services, own_workspace):
    make(services, "000000-a")
    make_unfinished_run(services.runs, STOPPED, name="20260101-000001-b")
    for sort in ("score", "-score"):
        page = runs_page(own_workspace, sort=sort).run()
        assert [row["id"][-1] for row in table_of(page)["rows"]] == ["a", "b"]


def test_chosen_settings_are_the_columns(services, own_workspace):
    sixteen(services)
    page = runs_page(own_workspace, column=["train.seed"]).run()
    assert "Seed" in labels_of(page)
    assert "Learning rate" not in labels_of(page)
    page.multiselect(key="runs-column").set_value(["model.dropout"]).run()
    assert address(page, "column") == ["model.dropout"]
    assert "Dropout" in labels_of(page)


# -- filters -----------------------------------------------------------------------------------------------------------


def mixed(services):
    """One run of every state, kind and tag that the tests of filters ask for."""
    finished = make(services, "000000-fin")
    make_unfinished_run(services.runs, STOPPED, name="20260101-000001-sto", spec=spec_of(model__hidden_size=32))
    make(services, "000002-co2", data__source="made", data__season=None, data__time_column=None, data__time_format=None)
    make_repetition(services.runs, name="20260101-000003-rep")
    services.labels.write(finished, label_of("My baseline", ["paper"], "with a note"))
    return finished


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, ["rep", "co2", "sto", "fin"]),
        ({"state": ["stopped"]}, ["sto"]),
        ({"state": ["stopped", "finished"]}, ["rep", "co2", "sto", "fin"]),
        ({"kind": ["repeat"]}, ["rep"]),
        ({"data": ["made"]}, ["co2"]),
        ({"tag": ["paper"]}, ["fin"]),
        ({"text": "BASELINE note"}, ["fin"]),
        ({"text": "lstm 32"}, ["sto"]),
        ({"text": "stopped"}, ["sto"]),
        ({"kind": ["train"], "state": ["finished"]}, ["co2", "fin"]),
        ({"state": ["bogus"], "kind": ["bogus"], "sort": "bogus"}, ["rep", "co2", "sto", "fin"]),
    ],
)
def test_the_address_filters_the_table(services, own_workspace, query, left):
    mixed(services)
    page = runs_page(own_workspace, **query).run()
    assert not page.exception
    assert [row["id"][-3:] for row in table_of(page)["rows"]] == left


def test_nothing_that_matches_is_a_sentence_with_the_way_back(services, own_workspace):
    mixed(services)
    page = runs_page(own_workspace, tag=["nobody's"], text="<b>").run()
    assert not page.exception
    assert say("runs.none_match", "en") in [caption.value for caption in page.caption]
    page.button(key="runs-clear").click().run()
    assert len(table_of(page)["rows"]) == 4
    assert "tag" not in page.query_params
    assert "text" not in page.query_params


def test_what_is_typed_and_chosen_stands_in_the_address(services, own_workspace):
    mixed(services)
    page = runs_page(own_workspace).run()
    page.text_input(key="runs-text").set_value("baseline ").run()
    assert address(page, "text") == ["baseline "]
    assert [row["id"][-3:] for row in table_of(page)["rows"]] == ["fin"]
    page.multiselect(key="runs-tag").set_value(["paper"]).run()
    page.button_group(key="runs-state").set_value(["finished"]).run()
    assert address(page, "state") == ["finished"]
    assert address(page, "tag") == ["paper"]
    assert page.text_input(key="runs-text").value == "baseline "
    [row] = table_of(page)["rows"]
    assert "text=baseline" in row["href"]


def test_going_back_from_a_run_keeps_the_filters(services, own_workspace):
    finished = mixed(services)
    page = runs_page(own_workspace, run=finished, tag=["paper"], sort="score").run()
    page.button(key="back").click().run()
    assert address(page, "tag") == ["paper"]
    assert address(page, "sort") == ["score"]
    assert "run" not in page.query_params


def test_filters_are_the_same_after_a_way_through_the_address():
    for filters in (
        Filters(),
        Filters(
            text="a b&c=ä", state=("failed",), kind=("train",), data=("sales, 2.csv",), tag=("x", "y"), sort="name"
        ),
    ):
        address = filters.address
        again = Filters.of(
            lambda name, told=address: [told[name]] if isinstance(told.get(name), str) else told.get(name, [])
        )
        assert again == filters


def test_a_page_of_the_table_is_as_long_as_a_person_can_read(services, own_workspace):
    make(services, "000000-a")
    for number in range(1, 61):
        (services.runs / f"20260101-{number:06d}-a").symlink_to(services.runs / "20260101-000000-a")
    page = runs_page(own_workspace)
    for _ in range(4):
        page.run()
    assert len(table_of(page)["rows"]) == 50
    assert say("runs.count", "en", {"shown": 61, "total": 61}) in [caption.value for caption in page.caption]
    page.button(key="runs-page-later").click().run()
    assert len(table_of(page)["rows"]) == 11
    assert page.button(key="runs-page-later").disabled
    page.text_input(key="runs-text").set_value("lstm").run()
    assert len(table_of(page)["rows"]) == 50


def test_the_order_of_mixed_values_never_fails():
    values = [3, 0.1, True, "a", "B", [1, 2], 7]
    assert sorted(values, key=run_columns._rank)[:2] == [0.1, True]
