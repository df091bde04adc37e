"""What one network is told of each of several series: static columns, and a learned vector of which one it is."""

from functools import partial
from itertools import count

import numpy as np
import pandas as pd
import pytest
import torch

from lstm_core.data.series import statics
from lstm_core.data.series.continuation import continued_each
from lstm_core.data.series.covariates import with_levels
from lstm_core.data.series.panel import load_panel
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import for_series, propose
from lstm_core.engine.tasks.series.forecaster import SeriesForecaster
from lstm_core.engine.tasks.series.panel import PanelTask
from lstm_core.engine.tasks.series.task import SeriesTask
from lstm_core.engine.training.checkpoints import Checkpoints
from lstm_core.engine.work.train import fit
from lstm_core.errors import DataError, SpecError
from lstm_core.spec.derived import Layout, forecaster_parameters, layout_of
from lstm_core.spec.run import TrainRunSpec
from tests.core.scripts import bundle, play

ROWS, CPU = 90, torch.device("cpu")
STORES = {"B": ("north", 10.0), "A": ("south", 20.0), "C": ("north", 60.0), "D": ("", None)}
TABLE = {"data.time_column": "date", "data.id_column": "store", "data.target": "sales"}
TOLD = {"data.static_columns": ("region=north", "size")}
LEARNED = {"model.id_embedding": 3}


def long_table() -> pd.DataFrame:
    days, parts = pd.date_range("2024-01-01", periods=ROWS, freq="D").strftime("%Y-%m-%d"), []
    for at, (name, (region, size)) in enumerate(STORES.items()):
        noise = np.random.default_rng(at).normal(size=ROWS)
        sales = np.round(50 * (1 + 0.3 * np.sin(2 * np.pi * np.arange(ROWS) / 7) + 0.05 * noise), 2)
        rest = {"promo": np.arange(ROWS) % 5 == at, "region": region, "size": size}
        parts.append(pd.DataFrame({"date": days, "store": name, "sales": sales, **rest}))
    return pd.concat(parts, ignore_index=True).astype({"promo": int})


def write(folder, table=None):
    (long_table() if table is None else table).to_csv(folder / "in.csv", index=False)
    return folder / "in.csv"


def spec_of(path, changes=TOLD) -> TrainRunSpec:
    basis = {"data.source": "file", "data.file": str(path), "data.window": 8, "data.horizon": 3}
    return TrainRunSpec().with_changes({**basis, **TABLE, "model.hidden_size": 4, **changes})


def refusal(path, changes=TOLD):
    with pytest.raises(DataError) as refused:
        load_panel(spec_of(path, changes).series, path)
    [message] = refused.value.messages
    return message.key, message.parameters


def test_numbers_are_standardised_over_the_series_and_words_are_levels(tmp_path):
    panel = load_panel(spec_of(write(tmp_path)).series, tmp_path / "in.csv")
    sizes = np.array([10.0, 20.0, 60.0])
    scaled = [*((sizes - sizes.mean()) / sizes.std()), 0.0]  # D has none and is read as the mean
    for (name, series), north, size in zip(panel.series.items(), (1, 0, 1, 0), scaled, strict=True):
        assert series.statics == (north, pytest.approx(size)), name
    assert [each.among for each in panel.series.values()] == [(at, 4) for at in range(4)]
    told = {each.key: each.parameters["count"] for each in panel.notices if "static_blank" in each.key}
    assert told == {"data.static_blank": 1, "data.static_blank_level": 1}


def test_every_step_of_every_window_is_told_them(tmp_path):
    spec = spec_of(write(tmp_path), {**TOLD, **LEARNED, "data.future_columns": ["promo"]})
    table = long_table().assign(sales=lambda each: each["sales"].where(each["date"] < "2024-03-25"))
    panel = load_panel(spec.series, write(tmp_path, table))
    task = PanelTask(spec, panel, CPU)
    assert task.layout == Layout(known=1, static=2, ids=4)
    for at, (series, member) in enumerate(zip(panel.series.values(), task.members.values(), strict=True)):
        past = member.cut(member.training(torch.arange(member.train_size))).past  # (N, W, D)
        assert torch.equal(past[..., 1:4], torch.tensor([*series.statics, at]).expand(*past.shape[:2], 3))
    names = [task.layout.name_of(at, spec.series) for at in range(5)]
    assert names == ["sales", *TOLD["data.static_columns"], "store", "promo"]


def test_a_static_column_that_changes_within_a_series_is_refused_with_id_line_and_both_values(tmp_path):
    table = long_table()
    table.loc[2 * ROWS + 40, "size"] = 61.0
    key, facts = refusal(write(tmp_path, table))
    assert key == "data.static_changes"
    told = {"column": "size", "id": '"C"', "value": "61", "before": "60", "line": 2 * ROWS + 42, "first": 2 * ROWS + 2}
    assert facts.items() >= {**told, "count": 1}.items()
    table.loc[5, "region"] = "south"
    key, facts = refusal(write(tmp_path, table))
    assert (key, facts["id"], facts["value"], facts["before"]) == ("data.static_changes", '"B"', '"south"', '"north"')


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("region=west", "data.static_never"), ("region", "data.category"), ("sise", "data.unknown_column_did_you_mean"),
        ("store", "data.target_is_id"), ("store=A", "data.level_of_read"), ("date", "data.target_is_time"),
    ],
)  # fmt: skip
def test_a_static_column_that_is_none_is_refused(tmp_path, named, key):
    assert refusal(write(tmp_path), {"data.static_columns": (named,)})[0] == key


@pytest.mark.parametrize(("changes", "key"), [(TOLD, "static_needs_panel"), (LEARNED, "embedding_needs_panel")])
def test_one_series_alone_has_nothing_to_be_told_apart_from(tmp_path, changes, key):
    path = write(tmp_path)
    for one in ({"data.id": "A"}, {"data.id_column": None}):
        with pytest.raises(SpecError) as refused:
            spec_of(path, changes | one)
        assert refused.value.messages[0].key == f"spec.{key}"
    every = for_series(spec_of(path, {**TOLD, **LEARNED}), None, ("A", "B"))
    assert (every.series.static_columns, every.model.id_embedding) == (TOLD["data.static_columns"], 3)
    alone = for_series(every, "A", ())
    assert (alone.series.static_columns, alone.model.id_embedding) == ((), None)


def test_a_table_says_which_columns_tell_its_series_apart(tmp_path):
    found = profile(write(tmp_path))
    assert found.static == ("region", "size")
    together = propose(found, ids=())
    assert together.spec.series.target == "sales"
    [reason] = [each.parameters for each in together.reasons if each.key == "data.reason_static"]
    assert reason == {"columns": "region, size", "column": "region"}
    assert not [
        each for each in propose(found, id="A").reasons if each.key in ("data.reason_static", "data.reason_words")
    ]


def test_blanks_and_series_that_say_the_same_make_no_static_column():
    table = pd.DataFrame(
        {"one": [1, 1, 2, 2], "same": [1, 1, 1, 1], "blank": [None, 3, 4, None], "mixed": [1, 2, 3, 3]}
    )
    blank = pd.DataFrame({"late": [None] * statics.LOOKED_AT + ["a", "b"]})
    assert statics.constant(blank, pd.Series([*["x"] * statics.LOOKED_AT, "x", "y"]), ["late"]) == ["late"]
    assert statics.constant(table, pd.Series(["x", "x", "y", "y"]), table.columns) == ["one", "blank"]


def test_an_input_that_says_the_same_in_every_row_of_a_series_becomes_static(tmp_path):
    path = write(tmp_path)
    found = with_levels(spec_of(path, {"data.past_columns": ("region", "promo", "size")})).series
    assert (found.past_columns, found.static_columns) == (("promo",), ("region=south", "size"))
    told = with_levels(spec_of(path, {"data.static_columns": ("region",), "data.ids": ("A", "B")})).series
    assert told.static_columns == ("region=south",)


NETWORKS = (
    {},
    {"data.strategy": "recursive", "model.patch": 2},
    {"data.missing": "mask", "model.cell": "gru_d", "data.calendar": True},
    {"data.missing": "mask", "data.strategy": "recursive", "data.future_columns": ["promo"]},
)


@pytest.mark.parametrize("changes", NETWORKS)
def test_a_learned_vector_is_the_row_of_its_series_read_at_every_step(tmp_path, changes):
    """The same network that is given the vectors as static columns says the same."""
    spec = spec_of("in.csv", {**TOLD, **LEARNED, **changes})
    layout = Layout.of(spec.series, ids=4)
    learned = SeriesForecaster(spec, layout).double().eval()
    plain = SeriesForecaster(spec.with_changes({"model.id_embedding": None}), Layout.of(spec.series)).double()
    given = SeriesForecaster(spec.with_changes({"model.id_embedding": None}), _with_static(layout, 3)).double().eval()
    weights = learned.state_dict()
    vectors = weights.pop("embedding.weight")
    given.load_state_dict(weights)
    assert vectors.shape == (4, 3)
    assert sum(each.numel() for each in plain.parameters()) < sum(each.numel() for each in given.parameters())
    random, at = np.random.default_rng(0), layout.width - layout.known - 1
    past = torch.from_numpy(random.normal(size=(6, 8, layout.width)))
    if layout.masked:
        past[..., 1] = 1.0
    places = torch.tensor([3, 0, 0, 2, 1, 3])
    past[..., at] = places[:, None].double()
    known = torch.from_numpy(random.normal(size=(6, 3, layout.known)))
    by_hand = torch.cat([past[..., :at], vectors[places][:, None].expand(-1, 8, -1), past[..., at + 1 :]], dim=-1)
    torch.testing.assert_close(learned.rollout(past, known), given.rollout(by_hand, known))


def _with_static(layout: Layout, more: int) -> Layout:
    return Layout(layout.targets, layout.past, layout.known, layout.masked, layout.static + more)


@pytest.mark.parametrize("changes", [*NETWORKS, {"data.ids": ("A", "B", "C")}])
def test_the_parameters_of_a_learned_vector_are_counted(changes):
    spec = spec_of("in.csv", {**TOLD, **LEARNED, **changes})
    network = SeriesForecaster(spec, layout_of(spec))
    assert forecaster_parameters(spec) == sum(each.numel() for each in network.parameters())


def test_series_alike_in_every_window_are_told_apart_by_what_is_learned_of_them(tmp_path):
    """After a random number comes the same one, or its negative, by the series: a window of two steps holds no sign."""
    random = np.random.default_rng(1).uniform(1, 3, size=300) * np.random.default_rng(2).choice((-1, 1), size=300)
    parts = [
        pd.DataFrame({"store": name, "sales": np.column_stack([random, sign * random]).ravel().round(3)})
        for name, sign in (("same", 1), ("other", -1))
    ]
    path = write(tmp_path, pd.concat(parts))
    changes = {
        "data.time_column": None, "data.window": 2, "data.horizon": 1, "data.scaling": "standard",
        "data.window_scaling": "none", "model.hidden_size": 16, "train.steps": 300, "train.learning_rate": 0.01,
    }  # fmt: skip
    errors = []
    for learned in (None, 2):
        spec = spec_of(path, {**changes, "model.id_embedding": learned})
        errors.append(fit(spec, load_panel(spec.series, path), emit=lambda event: None).test["model"].mae)
    assert errors[1] < 0.65 * errors[0]  # half of the steps can be told


def test_a_training_that_was_stopped_goes_on_with_the_same_vectors(tmp_path):
    spec = spec_of(write(tmp_path), {**TOLD, **LEARNED, "train.steps": 24, "train.evaluate_every": 8})
    run, steps = partial(fit, spec, load_panel(spec.series, tmp_path / "in.csv"), emit=lambda event: None), count()
    whole = run(checkpoints=Checkpoints(tmp_path / "whole"))
    run(checkpoints=Checkpoints(tmp_path / "parts"), should_stop=lambda: next(steps) == 13)
    resumed = run(checkpoints=Checkpoints(tmp_path / "parts"))
    assert resumed.test == whole.test
    weights = [(tmp_path / each / "best.safetensors").read_bytes() for each in ("whole", "parts")]
    assert weights[0] == weights[1]


COUNTS = {"data.scaling": "mean", "data.window_scaling": "none", "data.floor": 0.0}
CASES = {
    "static": TOLD,
    "learned": {**LEARNED, "model.cell": "gru"},
    "both": {**TOLD, **LEARNED, "data.missing": "mask", "model.cell": "gru_d", "data.calendar": True},
    "counts": {**LEARNED, **COUNTS, "train.loss": "negative_binomial"},
    "recursive": {**TOLD, **LEARNED, "data.strategy": "recursive", "data.ids": ("C", "A"), "model.cell": "peephole"},
}


def write_counts(folder, _):
    write(folder, long_table().round({"sales": 0}))


def test_scripts_repeat_what_was_learned_with_them(tmp_path):
    for name, changes in CASES.items():
        told = {path.replace(".", "__"): value for path, value in (TABLE | changes).items()}
        bundle(tmp_path / name, "zh" if name == "both" else "en", write_counts, told)
    ended = play(tmp_path, [(str(tmp_path / name), "train.py", ["--check"]) for name in CASES])
    assert [each["ended"] for each in ended] == [0] * len(CASES), [each["output"][-800:] for each in ended]


def test_newer_rows_keep_what_was_told_of_each_series(tmp_path):
    spec = spec_of(write(tmp_path), {**TOLD, **LEARNED})
    newer = long_table().assign(
        date=lambda each: (pd.to_datetime(each["date"]) + pd.Timedelta(days=ROWS)).astype("str")
    )
    newer.loc[newer["store"] == "A", "size"] = 21.0
    newer = newer.drop(columns="region")  # nobody has to say again what stays
    newer.loc[newer["store"] != "B"].to_csv(tmp_path / "newer.csv", index=False)
    before = load_panel(spec.series, tmp_path / "in.csv").series
    for name, found in continued_each(spec, tmp_path / "in.csv", tmp_path / "newer.csv", tmp_path, "newer.csv"):
        assert (found.series.statics, found.series.among) == (before[name].statics, before[name].among)
        assert SeriesTask(found.spec, found.series, CPU).layout == Layout(static=2, ids=4)
        assert found.added == (0 if name == "B" else ROWS)
        assert [each.parameters["ids"] for each in found.notices if each.key == "data.static_moved"] == (
            ["A"] if name == "B" else []
        )
