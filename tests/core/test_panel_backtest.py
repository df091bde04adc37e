"""A backtest of one network over several series: rounds in which every series has a piece of its own test part."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch

from lstm_core.data.series.sources import material_of
from lstm_core.engine.tasks.series.panel_backtest import PanelBacktest
from lstm_core.engine.tasks.series.preparation import prepare
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.reports.series import verdicts
from lstm_core.reports.series.backtest_table import errors_of_ids
from tests.core.scripts import bundle, play
from tests.core.test_panel import all_of, series

SMALL = {"data__window": 14, "data__horizon": 4, "data__folds": 3, "data__season": 7, "data__classics": False}
ROWS = {"A": 140, "B": 100, "C": 60}  # of C a piece has 3 rows, and a forecast 4 steps


def table(last=1.0):
    """Three series of other lengths and beginnings; the last rows of each multiplied."""
    parts = []
    for place, (name, rows) in enumerate(ROWS.items()):
        own = series(10.0**place, rows=rows, begin=f"2024-0{place + 1}-01", seed=place)
        piece = int(rows * 0.15) // 3
        own.loc[own.index >= rows - piece, "sales"] *= last
        parts.append(own.assign(store=name))
    return pd.concat(parts, ignore_index=True)


def judged(path, data, **changes):
    data.to_csv(path, index=False)
    spec = all_of(path, **{"train__steps": 20, "train__evaluate_every": 10, **SMALL, **changes})
    return spec, fit(spec, material_of(spec.series), emit=lambda event: None)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return judged(tmp_path_factory.mktemp("pieces") / "shops.csv", table())


def test_each_series_is_judged_on_pieces_of_its_own_rows(found):
    _, result = found
    assert len(result.folds) == 3
    own = {name: rows["sales"].to_numpy() for name, rows in table().groupby("store")}
    for number, fold in enumerate(result.folds):
        assert set(fold.ids) == {"A", "B"}
        for name, test in fold.ids.items():
            values, rows, part = own[name], ROWS[name], int(ROWS[name] * 0.15)
            start, end = (rows - part + part * at // 3 for at in (number, number + 1))
            errors = [np.abs(values[at + 1 : at + 5] - values[at]) for at in range(start - 1, end - 4)]
            assert test["persistence"].mae == pytest.approx(np.mean(errors))
        for name in fold.test:
            assert fold.test[name].mae == pytest.approx(np.mean([each[name].mae for each in fold.ids.values()]))
    assert result.folds[0].first == "2024-04-26"  # row 85 of B begins its test part, before that of A
    assert result.folds[-1].last == "2024-05-19"


def test_a_round_sees_nothing_of_later_pieces(found, tmp_path):
    _, result = found
    _, other = judged(tmp_path / "shops.csv", table(last=3.0))
    assert other.folds[:2] == result.folds[:2]
    assert other.folds[2].ids["A"]["persistence"] != result.folds[2].ids["A"]["persistence"]


def test_later_rounds_have_networks_of_their_own(found):
    _, result = found
    losses = [fold.test["model"].mae for fold in result.folds]
    assert len(set(losses)) == 3


def test_the_table_has_a_row_for_every_series_and_piece_and_who_was_not_judged_is_said(found):
    spec, result = found
    head, *rows = errors_of_ids(SimpleNamespace(spec=spec, result=result))
    assert head[:3] == ["store", "piece", "model"]
    assert [row[:2] for row in rows] == [
        [name, number] for name in sorted({"A", "B"}, key=list(ROWS).index) for number in (1, 2, 3)
    ]
    assert rows[4][2] == result.folds[1].ids["B"]["model"].mae
    _, apart = verdicts.folds(result)
    assert (apart.key, apart.parameters) == ("report.folds_apart", {"count": 1, "ids": "C"})


@pytest.mark.parametrize(
    "more", [{}, {"model__id_embedding": 2, "data__refit": "before_test"}], ids=["plain", "embedded, refit"]
)
def test_the_script_repeats_every_round(tmp_path, more):
    def write(folder, _values):
        table().to_csv(folder / "in.csv", index=False)

    changes = {
        **{key: value for key, value in SMALL.items() if key != "data__classics"},
        "data__id_column": "store", "data__time_column": "date", "data__target": "sales", "train__steps": 10, **more,
    }  # fmt: skip
    made = bundle(tmp_path / "run", "en", write, changes)
    assert len(made.result.folds) == 3
    done = play(tmp_path, [(str(tmp_path / "run"), "train.py", ["--check"])])
    assert "PASS  fold 3 model" in str(done)
    assert "FAIL" not in str(done)


def test_rounds_that_were_judged_before_a_stop_are_kept_and_the_rest_goes_on(tmp_path):
    table().to_csv(tmp_path / "shops.csv", index=False)
    spec = all_of(tmp_path / "shops.csv", **{"train__steps": 4, "train__evaluate_every": 2, **SMALL})
    panel = material_of(spec.series)
    torch.manual_seed(0)
    network = prepare(spec, panel, torch.device("cpu")).network

    def backtest(name):
        (tmp_path / name).mkdir(exist_ok=True)
        return PanelBacktest(spec, panel, network, torch.device("cpu"), Checkpoints(tmp_path / name))

    whole = backtest("whole").run(lambda event: None, lambda: False)
    cut, heard = backtest("cut"), []
    assert cut.run(heard.append, lambda: len(heard) > 2) is None  # within the third round
    assert cut.judged() == whole[:2]
    assert backtest("cut").run(lambda event: None, lambda: False) == whole
    assert backtest("new").judged() == whole[:1]
