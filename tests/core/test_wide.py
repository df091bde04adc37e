"""A wide table, one column per series, is forecast by one network as the long table that says the same."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.continuation import continued_each
from lstm_core.data.series.covariates import offered, with_offered
from lstm_core.data.series.panel import load_panel
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import for_series, propose
from lstm_core.data.series.sources import material_of
from lstm_core.engine.work.train import fit
from lstm_core.errors import DataError, SpecError
from lstm_core.runs.predicting import predict
from lstm_core.runs.train import TrainRecord
from lstm_core.spec.run import TrainRunSpec
from tests.core.scripts import run_in
from tests.core.test_bundle import contents, python

ROWS, NEWER = 120, 4
STORES = ("StoreA", "StoreB", "StoreC")
SMALL = {"train.steps": 40, "train.evaluate_every": 20, "model.hidden_size": 8}


def wide_table(rows: int = ROWS) -> pd.DataFrame:
    """Days with a week in them, of which the last store begins with the 31st, and a promotion that all share."""
    noise, days = np.random.default_rng(0), np.arange(ROWS + 2 * NEWER)
    told = pd.date_range("2024-01-01", periods=len(days)).strftime("%Y-%m-%d")
    found = pd.DataFrame({"date": told})
    for at, name in enumerate(STORES):
        week = 1 + 0.3 * np.sin(2 * np.pi * (days + at) / 7)
        found[name] = np.round(10.0 ** (at + 1) * (week + 0.05 * noise.normal(size=len(days))), 3)
    found["promo"] = (noise.random(len(days)) < 0.3).astype(int)
    found.loc[:29, "StoreC"] = np.nan
    return found.iloc[:rows]


@pytest.fixture
def write(tmp_path):
    def written(table: pd.DataFrame, name: str = "shops.csv") -> Path:
        table.to_csv(tmp_path / name, index=False)
        return tmp_path / name

    return written


def all_of(path: Path, **changes: object) -> TrainRunSpec:
    spec = propose(profile(path), columns=["*"]).spec
    return spec.with_changes({**SMALL, **{name.replace("__", "."): value for name, value in changes.items()}})


def refusal(path: Path, columns: tuple[str, ...] = STORES, **changes: object) -> tuple[str, dict[str, object]]:
    """The key of what is said of the columns as series, and its facts."""
    spec = TrainRunSpec().with_changes({"data.source": "file", "data.file": str(path), "data.time_column": "date"})
    changes = {f"data.{name}": value for name, value in changes.items()}
    with pytest.raises(DataError) as error:
        material_of(spec.with_changes({"data.series_columns": columns, **changes}).series)
    return error.value.messages[0].key, dict(error.value.messages[0].parameters)


def test_the_possibility_is_named_and_the_target_stays(write):
    found = profile(write(wide_table()))
    assert found.alike.columns == STORES
    proposal = propose(found)
    assert (proposal.spec.series.target, proposal.spec.series.series_columns) == ("StoreA", ())
    [notice] = [each for each in proposal.notices if each.key == "data.alike_names"]
    assert notice.parameters == {"count": 3, "columns": "StoreA, StoreB, StoreC", "word": "Store"}


def test_every_column_is_the_series_that_a_long_table_would_hold(write):
    table = wide_table()
    proposal = propose(profile(write(table)), columns=["*"])
    data, panel = proposal.spec.series, proposal.material
    assert (data.id_column, data.target, data.series_columns, data.panel) == ("series", "value", STORES, True)
    assert (data.season, data.missing) == (7, "refuse")
    for name in STORES:
        own = table[["date", name]].dropna()
        np.testing.assert_array_equal(panel.series[name].values, own[name])
        assert panel.series[name].times == own["date"].tolist()
    told = {each.key: each.parameters for each in proposal.notices}
    assert told["data.wide_late"] == {"count": 1, "ids": "StoreC"}
    assert told["data.wide_but"]["others"] == "promo"


def test_it_learns_what_the_long_table_teaches(write):
    table = wide_table()
    long = table.melt("date", STORES, var_name="series", value_name="value").dropna()
    wide = all_of(write(table))
    wide = wide.with_changes({"data.classics": False})  # which take most of the time and read the same
    data = {"id_column": "series", "target": "value", "series_columns": ()}
    other = wide.model_copy(
        update={"data": wide.series.model_copy(update={**data, "file": str(write(long, "long.csv"))})}
    )
    one, two = (fit(spec, material_of(spec.series), emit=lambda event: None) for spec in (wide, other))
    assert one.data_digest == two.data_digest
    assert one.test == two.test
    assert {name: each.future for name, each in one.ids.items()} == {
        name: each.future for name, each in two.ids.items()
    }


def test_blank_and_constant_columns_take_no_part_and_are_named(write):
    table = wide_table().assign(StoreD=5.0, StoreE=np.nan)
    panel = propose(profile(write(table)), columns=(*STORES, "StoreD", "StoreE")).material
    assert list(panel.series) == list(STORES)
    told = {each.key: each.parameters["ids"] for each in panel.notices if "ids" in each.parameters}
    assert told == {"data.wide_late": "StoreC", "data.panel_constant": "StoreD", "data.panel_short": "StoreE"}


def test_a_column_that_misses_values_between_others_is_masked(write):
    table = wide_table()
    table.loc[50, "StoreB"] = np.nan
    proposal = propose(profile(write(table)), columns=["*"])
    assert proposal.spec.series.missing == "mask"
    [masked] = [each for each in proposal.notices if each.key == "data.masked"]
    assert (masked.parameters["count"], masked.parameters["line"]) == (1, 52)


def test_columns_of_one_name_are_series_of_their_own(write):
    path = write(wide_table())
    head, *rows = path.read_text().splitlines()
    path.write_text("\n".join([head.replace("StoreB", "StoreA"), *rows]) + "\n")
    assert propose(profile(path), columns=["*"]).spec.series.series_columns[:2] == ("StoreA", "StoreA.1")


def test_what_is_no_series_is_refused_by_name_and_line(write):
    table = wide_table()
    words = table.astype({"StoreB": object})
    words.loc[9, "StoreB"] = "closed"
    key, facts = refusal(write(words))
    assert (key, facts["column"], facts["line"], facts["value"]) == ("data.text_value", "StoreB", 11, '"closed"')
    key, facts = refusal(write(table.assign(StoreB=table["StoreB"].mask(table.index == 9, np.inf))))
    assert (key, facts["column"], facts["line"]) == ("data.infinite", "StoreB", 11)
    key, facts = refusal(write(pd.concat([table, table.iloc[[7, 8]]])))
    assert (key, facts["first"], facts["second"], facts["count"]) == ("data.duplicate_time", 9, 122, 2)
    key, facts = refusal(write(table), ("StoreA", "StoreX"))
    assert (key, facts["column"]) == ("data.wide_unknown", '"StoreX"')
    assert refusal(write(table.assign(value=1.0)))[0] == "data.wide_name"
    assert refusal(write(table), ids=("StoreA", "StoreZ"))[0] == "data.unknown_id"
    key, facts = refusal(write(table.assign(StoreB=0.0)), transform="log", horizon=2, window=5)
    assert (key, facts["column"], facts["line"]) == ("data.transform_refuses", "StoreB", 2)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"data.static_columns": ["promo"]}, "spec.static_of_wide"),
        ({"data.past_columns": ["StoreB"]}, "spec.column_twice"),
        ({"data.further_targets": ["promo"]}, "spec.panel_alone"),
    ],
)
def test_a_series_is_neither_an_input_nor_a_further_target(write, changes, key):
    spec = all_of(write(wide_table()))
    with pytest.raises(SpecError) as error:
        spec.with_changes(changes)
    assert error.value.messages[0].key == key


def test_names_that_the_table_has_are_not_taken_for_ids_and_values(write):
    data = all_of(write(wide_table().assign(value=wide_table()["promo"], series="x"))).series
    assert (data.id_column, data.target) == ("series_2", "value_2")


def test_inputs_are_the_same_for_every_series(write):
    table = wide_table()
    spec = all_of(write(table))
    assert offered(spec.series).past == ("promo",)
    spec = with_offered(spec)
    assert spec.series.past_columns == ("promo",)
    for series in material_of(spec.series).series.values():
        np.testing.assert_array_equal(series.others["promo"], table["promo"].to_numpy()[-len(series.values) :])


def test_one_column_several_and_all_of_them_are_a_step_apart(write):
    every = all_of(write(wide_table()), data__past_columns=["promo"], model__id_embedding=3, model__cell="gru")
    few = for_series(every, None, ("StoreA", "StoreB"))
    assert (few.series.ids, few.series.series_columns) == (("StoreA", "StoreB"), STORES)
    assert list(material_of(few.series).series) == ["StoreA", "StoreB"]
    alone = for_series(few, "StoreB", ())
    assert (alone.series.target, alone.series.series_columns, alone.series.id_column) == ("StoreB", (), None)
    assert (alone.model.cell, alone.model.id_embedding, alone.series.past_columns) == ("gru", None, ("promo",))
    again = for_series(alone, None, (), ("*",))
    assert (again.series.series_columns, again.series.ids, again.series.past_columns) == (STORES, (), ("promo",))


def test_a_column_that_begins_late_is_forecast_alone_from_its_first_value(write):
    found = propose(profile(write(wide_table())), "StoreC")
    assert (found.spec.series.missing, len(found.series.values), found.series.times[0]) == ("forward", 90, "2024-01-31")
    assert [each.parameters["count"] for each in found.notices if each.key == "data.leading_dropped"] == [30]


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> TrainRecord:
    folder = tmp_path_factory.mktemp("trained")
    wide_table().to_csv(folder / "shops.csv", index=False)
    spec = all_of(folder / "shops.csv", data__classics=False, data__past_columns=["promo"], model__id_embedding=2)
    return run_in(folder, spec)


def test_the_download_of_a_wide_table_reproduces_its_run(trained, tmp_path):
    for name, content in contents(trained).items():
        (tmp_path / name).write_bytes(content)
    done = python(tmp_path, "train.py", "--check")
    assert done.stdout.splitlines()[-1] == "PASS", done.stdout + done.stderr
    head, *rows = [line.split(",") for line in (tmp_path / "forecast.csv").read_text().splitlines()]
    assert head[:2] == ["series", "time"]
    assert {row[0] for row in rows} == set(STORES)


def test_a_newer_wide_file_is_forecast_for_every_column_that_it_goes_on_with(trained, tmp_path):
    newer = wide_table(ROWS + NEWER).iloc[-NEWER:].drop(columns="StoreB").assign(StoreX=1.0)
    newer.to_csv(tmp_path / "newer.csv", index=False)
    found = predict(trained.path, tmp_path / "newer.csv")
    first: dict[str, str] = {}
    for row in found.rows[1:]:
        first.setdefault(str(row[0]), str(row[1]))
    assert first == {"StoreA": "2024-05-04", "StoreB": "2024-04-30", "StoreC": "2024-05-04"}
    assert found.added == 2 * NEWER
    assert [each.parameters["ids"] for each in found.notices if each.key == "data.new_ids"] == ["StoreX"]


def test_the_times_of_a_wide_table_may_stand_in_any_order(write):
    table = wide_table()
    shuffled = load_panel(all_of(write(table.sample(frac=1, random_state=0))).series, write(table.iloc[::-1]))
    assert shuffled.series["StoreA"].times == table["date"].tolist()


def test_a_column_that_ends_early_is_named_and_goes_on_where_a_newer_file_has_it_again(tmp_path):
    table = wide_table()
    table.loc[ROWS - 5 :, "StoreB"] = np.nan
    table.to_csv(tmp_path / "shops.csv", index=False)
    proposal = propose(profile(tmp_path / "shops.csv"), columns=["*"])
    told = {each.key: each.parameters for each in proposal.notices}
    assert told["data.wide_ended"] == {"count": 1, "ids": "StoreB"}
    assert "data.untold" not in told
    wide_table(ROWS + NEWER).iloc[-NEWER:].to_csv(tmp_path / "newer.csv", index=False)
    masked = proposal.spec.with_changes({"data.missing": "mask"})
    old, new = tmp_path / "shops.csv", tmp_path / "newer.csv"
    found = dict(continued_each(masked, old, new, tmp_path, "newer.csv"))
    assert {name: each.series.times[-1] for name, each in found.items()} == dict.fromkeys(STORES, "2024-05-03")
    assert np.isnan(found["StoreB"].series.values).sum() == 5
    with pytest.raises(DataError) as error:
        dict(continued_each(proposal.spec, old, new, tmp_path, "newer.csv"))
    assert error.value.messages[0].key == "data.new_jump"


def test_rows_without_times_are_those_of_the_file(write):
    series = propose(profile(write(wide_table().drop(columns="date"))), columns=["*"]).material.series
    assert {name: (each.times[0], each.times[-1]) for name, each in series.items()} == {
        "StoreA": ("1", "120"),
        "StoreB": ("1", "120"),
        "StoreC": ("31", "120"),
    }


def test_newer_rows_without_times_follow_the_last_ones(write, tmp_path):
    old = write(wide_table().drop(columns="date"))
    spec = propose(profile(old), columns=["*"]).spec
    new = write(wide_table(ROWS + NEWER).iloc[-NEWER:].drop(columns="date"), "newer.csv")
    found = dict(continued_each(spec, old, new, tmp_path, "newer.csv"))
    assert {name: each.added for name, each in found.items()} == dict.fromkeys(STORES, NEWER)
