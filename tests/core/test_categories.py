"""Columns of text are inputs: read alike in the engine, the script of a run, a deployment and for newer rows."""

import json

import numpy as np
import pandas as pd
import pytest

from lstm_core.data.series.continuation import continued
from lstm_core.data.series.tables import load_series
from lstm_core.engine.predict import forecast
from lstm_core.errors import DataError
from lstm_core.spec.series import level_of
from tests.core.categories import AHEAD, AS_PAST, COLUMNS, INPUTS, ROWS, by_hand, cells_of, spec, table
from tests.core.scripts import bundle, play
from tests.deployments import alone, deployed, passes, refusal, stopped_run


def refused(spec, path, *words):
    with pytest.raises(DataError) as caught:
        load_series(spec.series, path)
    (message,) = caught.value.messages
    for language in ("zh", "en"):
        for word in words:
            assert word in message.text(language), message.text(language)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_level_is_one_where_the_cell_says_so(column, tmp_path):
    path = table(tmp_path / "shop.csv", column)
    series = load_series(spec(path, column).series, path)
    for name in INPUTS[column]:
        expected = np.array([np.nan if each is None else each for each in by_hand(path, name)])
        np.testing.assert_array_equal(series.others[name], expected[: ROWS if column in AS_PAST else None])
        assert 0 < np.nansum(series.others[name]) < ROWS


def test_a_real_column_of_that_name_wins(tmp_path):
    path = table(tmp_path / "shop.csv")
    frame = pd.read_csv(path)
    frame["promo=yes"] = range(len(frame))
    frame.to_csv(path, index=False)
    assert load_series(spec(path).series, path).others["promo=yes"].tolist() == list(range(len(frame)))


def test_true_and_false_are_two_levels_with_and_without_blanks(tmp_path):
    cells = ["True" if day % 3 else "False" for day in range(ROWS + AHEAD)]
    path = table(tmp_path / "shop.csv", cells=cells)
    found = load_series(spec(path, data__future_columns=["promo=True"]).series, path)
    assert found.others["promo=True"].tolist() == [float(cell == "True") for cell in cells]
    cells[7] = ""
    past = {"data__future_columns": [], "data__past_columns": ["promo=True"], "data__missing": "mask"}
    path = table(tmp_path / "shop.csv", cells=cells)
    values = load_series(spec(path, **past).series, path).others["promo=True"]
    assert np.flatnonzero(np.isnan(values)).tolist() == [7]
    assert np.nansum(values) == sum(cell == "True" for cell in cells[:ROWS])


def test_numbers_that_mean_missing_leave_levels_alone(tmp_path):
    path = table(tmp_path / "shop.csv")
    found = load_series(spec(path, data__missing="mask", data__missing_codes=[0, 1]).series, path)
    assert set(found.others["promo=yes"]) == {0.0, 1.0}


@pytest.mark.parametrize("day", [ROWS - 1, ROWS + 3])
def test_a_level_that_the_training_part_lacks_is_refused_with_its_line_and_the_levels_known(day, tmp_path):
    cells = cells_of("promo")
    cells[day] = "maybe"
    path = table(tmp_path / "shop.csv", cells=cells)
    refused(spec(path), path, "shop.csv", str(day + 2), "promo", '"maybe"', '"yes"', '"no"')


def test_what_a_spec_may_not_name_is_refused(tmp_path):
    path = table(tmp_path / "shop.csv")
    named = {"data__future_columns": ["promo=never"]}
    refused(spec(path, **named), path, '"never"', '"yes"', '"no"')
    refused(spec(path, data__future_columns=["promo"]), path, "promo", '"yes"', "promo=yes")
    refused(spec(path, data__future_columns=["prom=yes"]), path, '"prom=yes"', "promo")
    refused(spec(path, data__future_columns=["sales=3"]), path, "sales", '"sales=3"')
    many = table(tmp_path / "many.csv", cells=[f"event {day % 21}" for day in range(ROWS + AHEAD)])
    refused(spec(many, data__future_columns=["promo=event 1"]), many, "promo", "21", "20")


def test_a_blank_in_a_column_known_ahead_is_missing_unless_most_are_blank(tmp_path):
    cells = cells_of("promo")
    cells[4] = ""
    path = table(tmp_path / "shop.csv", cells=cells)
    refused(spec(path), path, "promo", "6")
    rare = table(tmp_path / "rare.csv", "holiday")
    notices = load_series(spec(rare, "holiday").series, rare).notices
    assert [notice.key for notice in notices] == ["data.level_blank"]


def test_scripts_repeat_the_numbers_of_their_runs(tmp_path):
    made = []
    for place, column in enumerate(("promo", "weekday", "促销", "weather")):
        changes = {f"data__{path}": value for path, value in spec("in.csv", column).series if path in KEPT}

        def write(folder, _rows, column=column):
            table(folder / "in.csv", column)

        made.append(bundle(tmp_path / str(place), "zh" if place % 2 else "en", write, changes))
    for told in play(tmp_path, [(str(each.folder), "train.py", ["--check"]) for each in made]):
        assert told["ended"] in (0, None), told


KEPT = ("time_column", "target", "past_columns", "future_columns", "missing", "horizon", "window")


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as found:
        yield found


@pytest.fixture(scope="module", params=["promo", "weekday", "促销", "weather"])
def run(request, tmp_path_factory, patch):
    """The column, the run and its deployment."""
    folder = tmp_path_factory.mktemp("deployed")
    found = stopped_run(folder / "runs", spec(table(folder / "table.csv", request.param), request.param))
    return request.param, found, deployed(found, folder / "out", patch)


def test_a_deployment_gives_the_products_forecast_and_refuses_a_level_that_it_does_not_know(run, tmp_path):
    column, _, folder = run
    assert passes(folder)["difference"] < 1e-5
    sample = (folder / "sample_input.csv").read_text(encoding="utf-8")
    last = next(line for line in reversed(sample.splitlines()) if not line.endswith(","))
    changed = sample.replace(last, last.rsplit(",", 1)[0] + ",hail")
    (tmp_path / "new.csv").write_text(changed, encoding="utf-8")
    said = refusal(folder, tmp_path / "new.csv")
    assert all(word in said for word in ('"hail"', column, INPUTS[column][0].split("=")[1])), said


def test_newer_rows_are_read_as_the_run_read_its_own(run, tmp_path):
    column, path, folder = run
    cells = cells_of(column, ROWS + 10 + AHEAD)
    whole = table(tmp_path / "whole.csv", column, cells, rows=ROWS + 10)
    head, *lines = whole.read_text(encoding="utf-8").splitlines()
    new = tmp_path / "new.csv"
    new.write_text("\n".join([head, *lines[ROWS:]]) + "\n", encoding="utf-8")
    found = forecast(path, new, "new.csv")
    assert found["added"] == 10
    done = alone(folder, whole, tmp_path / "deployed.csv")
    assert done.returncode == 0, done.stderr
    deployed_rows = pd.read_csv(tmp_path / "deployed.csv")["sales"]
    network = [row[found["rows"][0].index("sales")] for row in found["rows"][1:]]
    np.testing.assert_allclose(network, deployed_rows, rtol=1e-5)
    new.write_text("\n".join([head, *lines[ROWS:]]).replace(cells[ROWS + 4] or "?", "hail"), encoding="utf-8")
    if cells[ROWS + 4]:
        trained = spec(path / "data.csv", column)
        with pytest.raises(DataError) as caught:
            continued(trained, path / "data.csv", new, tmp_path / "longer.csv", "new.csv")
        assert '"hail"' in caught.value.messages[0].text("en")


def test_preprocessing_tells_the_levels(run):
    column, _, folder = run
    told = json.loads((folder / "preprocessing.json").read_text(encoding="utf-8"))
    assert {name: tuple(mark) for name, mark in told["marks"].items()} == {
        each: level_of(each) for each in INPUTS[column]
    }
    assert set(told["levels"][column]) == {cell for cell in cells_of(column) if cell}
