"""The standalone script repeats the engine's numbers without the engine, whatever the data and its names look like."""

import ast
import json
from types import SimpleNamespace

import pytest

from lstm_core.scripts.pytorch.script import portable, render
from tests.core.scripts import WIDE, bundle, plain_csv, play, spec_of, untold_csv, wide_csv

ALLOWED = {"argparse", "hashlib", "json", "math", "os", "sys", "pathlib", "numpy", "pandas", "torch"}
NASTY = 'a"b\'c\\"""; open("owned", "w")  # {{ 1 }} {% raw %}\n\'\'\'\nopen("owned", "w")\r\n'
LONGEST = "数" * 200


def headless_csv(folder, rows):
    lines = [f"2024-{1 + day // 28:02}-{1 + day % 28:02},{value!r}" for day, value in enumerate(rows)]
    folder.joinpath("in.csv").write_text("\n".join(reversed(lines)), encoding="utf-8")


def german_csv(folder, rows):
    lines = [f"{1 + day % 28}.{1 + day // 28}.2024;{value:.4f}".split(";") for day, value in enumerate(rows)]
    body = "\n".join(f"{date};{number.replace('.', ',')}" for date, number in lines)
    folder.joinpath("in.csv").write_text("Tag;Größe\n" + body, encoding="latin-1")


def gappy_csv(folder, rows):
    cells = ["" if row < 2 or row % 9 == 4 else repr(value) for row, value in enumerate(rows)]
    folder.joinpath("in.csv").write_text("n\tvalue\n" + "\n".join(f"{n}\t{c}" for n, c in enumerate(cells)))


def long_csv(folder, rows):
    cells = [f"{n},{code},{value * times!r}" for n, value in enumerate(rows) for code, times in (("7", -3), ("007", 1))]
    folder.joinpath("in.csv").write_text("n,code,value\n" + "\n".join(cells))


def coded_csv(folder, rows):
    cells = ["-200" if row % 9 == 4 else "999.9" if row % 11 == 7 else repr(value) for row, value in enumerate(rows)]
    folder.joinpath("in.csv").write_text("n,value\n" + "\n".join(f"{n},{c}" for n, c in enumerate(cells)))


def nasty_csv(folder, rows):
    header = '"' + NASTY.replace('"', '""') + '"'
    folder.joinpath("in.csv").write_text(header + ",n\n" + "\n".join(f"{v!r},0" for v in rows), newline="")


def spiky_csv(folder, rows):
    wide_csv(folder, [value * (60 if row % 17 == 5 else 1) for row, value in enumerate(rows)])


GERMAN = {
    "data__format": {"encoding": "latin-1", "delimiter": ";", "decimal": ","},
    "data__time_column": "Tag",
    "data__time_format": "%d.%m.%Y",
    "data__target": "Größe",
}
DEEP = {"model__layers": 2, "model__dropout": 0.3}
CASES = {
    "lstm_huber_cosine": (plain_csv, {"data__season": 6, "train__warmup_steps": 4}),
    "gru_mse_linear_without_season_or_clip": (
        plain_csv,
        {"model__cell": "gru", "train__loss": "mse", "train__schedule": "linear", "train__clip_norm": None}
        | {"data__scaling": "standard", "train__optimizer": "adamw", "train__weight_decay": 0.1},
    ),
    "deep_lstm_mae_constant_with_dropout": (
        plain_csv,
        DEEP
        | {
            "train__loss": "mae",
            "train__schedule": "constant",
            "data__scaling": "none",
            "data__window_scaling": "none",
        },
    ),
    "deep_gru_sgd_that_stops_early": (
        plain_csv,
        DEEP
        | {"model__cell": "gru", "train__optimizer": "sgd", "train__learning_rate": 1.0, "train__patience": 2}
        | {"train__evaluate_every": 2, "train__steps": 30, "train__seed": 5},
    ),
    "csv_without_a_header_newest_first": (
        headless_csv,
        {"data__format": {"header": False}, "data__time_column": "column_1", "data__target": "column_2"},
    ),
    "semicolon_and_decimal_comma": (german_csv, GERMAN),
    "missing_values_carried_forward": (gappy_csv, {"data__format": {"delimiter": "\t"}, "data__missing": "forward"}),
    "values_that_stand_for_missing": (coded_csv, {"data__missing": "mask", "data__missing_codes": [-200, 999.9]}),
    "one_series_of_a_long_table": (long_csv, {"data__id_column": "code", "data__id": "007"}),
    "nasty_names": (nasty_csv, {"data__target": NASTY, "data__name": NASTY}),
    "longest_name": (plain_csv, {"data__name": LONGEST}),
    "columns_calendar_and_known_future_with_values_carried": (
        wide_csv,
        WIDE | {"data__missing": "forward", "data__past_columns": ["past"], "data__scaling": "standard"},
    ),
    "masked_columns_normalised_each_by_one_network": (
        wide_csv,
        WIDE
        | {"data__missing": "mask", "data__past_columns": ["past"], "data__window_scaling": "instance_affine"}
        | {"model__channels": "shared", "model__patch": 4, "model__head_dropout": 0.2, "data__season": 7},
    ),
    "masked_last_values_and_quantiles": (
        wide_csv,
        WIDE | {"data__missing": "mask", "train__loss": "quantile", "data__window_scaling": "last"},
    ),
    "recursive_patches_of_masked_columns": (
        wide_csv,
        WIDE
        | {
            "data__missing": "mask",
            "data__strategy": "recursive",
            "model__patch": 2,
            "data__window_scaling": "instance",
        },
    ),
    "outliers_drawn_in_to_their_fences": (
        spiky_csv,
        WIDE
        | {"data__winsorise": 1.5, "data__missing": "mask", "data__past_columns": ["past"]}
        | {"data__scaling": "standard"},
    ),
    "seasonal_differences_of_logarithms": (
        plain_csv,
        {"data__transform": "log", "data__difference": "seasonal", "data__season": 7, "data__window_scaling": "none"},
    ),
    "box_cox_and_first_differences_of_masked_columns": (
        wide_csv,
        WIDE
        | {"data__missing": "mask", "data__transform": "box_cox", "data__difference": "first", "data__winsorise": 3.0}
        | {"train__loss": "quantile", "data__past_columns": ["past"]},
    ),
    "seasonal_differences_shorter_than_the_horizon_and_log1p": (
        wide_csv,
        WIDE | {"data__missing": "mask", "data__transform": "log1p", "data__difference": "seasonal", "data__season": 3},
    ),
    "recursive_seasonal_differences": (
        plain_csv,
        {"data__strategy": "recursive", "data__difference": "seasonal", "data__season": 5, "model__patch": 2},
    ),
    "refitted_with_quantiles_and_pieces": (
        plain_csv,
        {"data__refit": "before_test", "data__folds": 2, "data__test_fraction": 0.3, "data__transform": "box_cox"}
        | {"train__loss": "quantile", "train__warmup_steps": 4, "data__winsorise": 1.5},
    ),
    "refitted_on_all_rows_with_pieces": (
        plain_csv,
        {"data__refit": "all", "data__folds": 2, "data__test_fraction": 0.3, "data__transform": "box_cox"},
    ),
    "recursive_steps_of_one_column": (plain_csv, {"data__strategy": "recursive", "model__cell": "gru"}),
    "rows_of_the_parts_and_shared_columns": (
        wide_csv,
        {"data__missing": "forward", "data__further_targets": ["square"], "data__split_rows": [50, 14, 16]}
        | {"data__time_column": "day", "model__channels": "shared", "train__loss": "quantile"}
        | {"train__quantiles": [0.05, 0.25, 0.5, 0.75, 0.95], "train__batch_size": 8},
    ),
    "backtest_of_three_pieces": (plain_csv, {"data__folds": 3, "data__season": 6, "data__test_fraction": 0.3}),
    "backtest_with_masks_columns_and_calendar": (
        wide_csv,
        WIDE | {"data__folds": 2, "data__missing": "mask", "data__test_fraction": 0.25},
    ),
    "rows_behind_the_last_target": (untold_csv, {"model__cell": "gru"}),
    "built_in_source": (None, {"data__source": "sunspots", "data__file": None, "data__season": 11}),
}


def copy_with(folder, original, name, change):
    """A copy of a bundle in which one file reads otherwise."""
    folder.mkdir()
    for file in original.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    text = (folder / name).read_text(encoding="utf-8")
    assert change(text) != text
    (folder / name).write_text(change(text), encoding="utf-8")


def with_another_value(text):
    *lines, last = text.splitlines()
    return "\n".join([*lines, repr(float(last) + 1e-6)])


def with_another_loss(text):
    expected = json.loads(text)
    expected["curve"]["loss"][7] *= 1 + 1e-5
    return json.dumps(expected)


CHANGED = {
    "data": ("data.csv", with_another_value),
    "spec.json": ("spec.json", lambda text: text.replace('"seed": 0', '"seed": 1')),
    "curve": ("expected.json", with_another_loss),
}


ASKED = {
    "without a check": [],
    "with no tolerance": ["--check", "--tolerance", "0"],
    "without its data": ["--data", "nowhere.csv"],
    "without expected numbers": ["--check", "--expected", "nowhere.json"],
}


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Every case and every changed bundle, checked by its own script in one process without this project."""
    home = tmp_path_factory.mktemp("scripts")
    made = {
        name: bundle(home / name, ("en", "zh")[number % 2], *case) for number, (name, case) in enumerate(CASES.items())
    }
    whole = made["lstm_huber_cosine"].folder
    for name, (file, change) in CHANGED.items():
        copy_with(home / f"changed {name}", whole, file, change)
    orders = [(str(made[name].folder), "train.py", ["--check"]) for name in made]
    orders += [(str(home / f"changed {name}"), "train.py", ["--check"]) for name in CHANGED]
    orders += [(str(whole), "train.py", arguments) for arguments in ASKED.values()]
    names = [*made, *(f"changed {name}" for name in CHANGED), *ASKED]
    return SimpleNamespace(home=home, made=made, of=dict(zip(names, play(home, orders), strict=True)))


@pytest.mark.parametrize("case", CASES)
def test_the_script_repeats_curve_validation_and_scores(played, case):
    made, played_case = played.made[case], played.of[case]
    found = played_case["found"]
    assert (played_case["ended"], played_case["output"].splitlines()[-1]) == (0, "PASS")
    for part in ("curve", "validation"):
        expected = dict(zip(map(str, made.expected[part]["steps"]), made.expected[part]["loss"], strict=True))
        assert found[part] == pytest.approx(expected, rel=1e-6)
        assert len(expected) >= 4
    assert found["test"].keys() == made.result.test.keys()
    for name, scores in made.result.test.items():
        assert found["test"][name] == pytest.approx(scores.model_dump(exclude={"loss"}), rel=1e-6)
    assert found["best_step"] == made.result.best_step
    assert found["digest"] == made.series.digest


def test_the_early_stop_really_happened(played):
    made = played.made["deep_gru_sgd_that_stops_early"]
    assert made.result.reason == "early_stopping"
    assert len(made.expected["curve"]["steps"]) == made.result.steps < 30


@pytest.mark.parametrize("changed", CHANGED)
def test_the_check_fails_and_names_what_was_changed(played, changed):
    done = played.of[f"changed {changed}"]
    assert (done["ended"], done["output"].splitlines()[-1]) == (1, "FAIL")
    assert changed in [line.split()[1] for line in done["output"].splitlines() if line.startswith("FAIL  ")]


def test_the_script_alone_says_scores_and_what_comes_next(played):
    done, made = played.of["without a check"], played.made["lstm_huber_cosine"]
    assert done["ended"] == 0
    assert f"MAE {made.result.test['model'].mae:.4g}" in done["output"]
    assert done["output"].rstrip().endswith(" ".join(f"{value:.4g}" for value in made.result.future.forecast))


@pytest.mark.parametrize("case", ["refitted_with_quantiles_and_pieces", "refitted_on_all_rows_with_pieces"])
def test_what_comes_next_is_said_by_the_refitted_network(played, case):
    future = played.made[case].result.future.forecast
    assert " ".join(f"{value:.4g}" for value in future) in played.of[case]["output"]


def test_on_the_same_machine_no_tolerance_is_needed_and_none_is_given(played):
    done = played.of["with no tolerance"]
    assert "0e+00" in done["output"]
    assert done["ended"] == 0


@pytest.mark.parametrize("asked", ["without its data", "without expected numbers"])
def test_a_missing_file_is_named_in_a_sentence(played, asked):
    assert ASKED[asked][-1] in played.of[asked]["ended"]


def test_no_name_runs_as_code(played):
    assert not list(played.home.rglob("owned"))


NAMES = {
    "quotes": NASTY,
    "null": "a\0b",
    "end": 'x\\"""',
    "lines": "a\u2028b\x0cc\x85d\x1b[0m",
    "braces": "{{ 7 * 7 }}{x}",
}


def shape(script):
    """The program without its texts."""
    tree = ast.parse(script)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_a_strangers_text_never_changes_the_program(name, language):
    fields = {f"data__{field}": NAMES[name] for field in ("name", "target", "time_column", "time_format")}
    tame = dict.fromkeys(fields, "tame")
    script = render(spec_of(NAMES[name], **fields), language)
    assert shape(script) == shape(render(spec_of("tame", **tame), language))
    texts = [node.value for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Constant)]
    assert texts.count(NAMES[name]) >= 2 + 4


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("case", CASES)
def test_the_script_imports_nothing_but_torch_numpy_and_pandas(case, language):
    nodes = list(ast.walk(ast.parse(render(spec_of(**CASES[case][1]), language))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {"torch", "numpy", "pandas"} <= {name.split(".")[0] for name in names} <= ALLOWED


def test_the_language_changes_words_only():
    english, chinese = (render(spec_of(**CASES["lstm_huber_cosine"][1]), language) for language in ("en", "zh"))
    assert english != chinese
    assert shape(english) == shape(chinese)


def test_a_travelling_spec_names_no_folder_of_this_machine():
    spec = portable(spec_of("/home/someone/secret/prices.csv"))
    assert (spec.data.file, spec.data.name) == ("data.csv", "prices.csv")
    assert "someone" not in render(spec)
    built_in = spec_of(data__source="made", data__file=None)
    assert portable(built_in) == built_in
