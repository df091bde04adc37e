"""Planted leaks are all caught, in tables and in pipelines; clean data of many kinds raises no alarm."""

import numpy as np
import pytest
from scipy.stats import poisson

from lstm_core.data.leakage import tables
from lstm_core.data.leakage.perturbation import PipelineWindows
from lstm_core.data.leakage.perturbation import leaks as pipeline_leaks
from lstm_core.data.leakage.repeats import poisson_tail
from lstm_core.data.series.profile import profile
from lstm_core.data.series.proposals import propose
from lstm_core.data.series.sources import SOURCES, series_of

ROWS = 500
SPLIT = (350, 425)
SEEDS = range(20)


def autoregressive(random, rows, memory=0.8):
    values = random.normal(size=rows)
    for row in range(1, rows):
        values[row] += memory * values[row - 1]
    return values


SERIES = {
    "autoregressive": lambda random, at: 10 + autoregressive(random, len(at)),
    "seasonal": lambda random, at: (
        50 + 10 * np.sin(at * np.pi / 12) + 4 * np.cos(at * np.pi / 6) + random.normal(size=len(at))
    ),
    "trend": lambda random, at: 100 + 0.05 * at + autoregressive(random, len(at), 0.5),
    "random walk": lambda random, at: 200 + np.cumsum(random.normal(size=len(at))),
    "counts": lambda random, at: random.poisson(20 + 8 * np.sin(at * 2 * np.pi / 7)).astype(float),
    "prices": lambda random, at: np.round(100 * np.exp(np.cumsum(0.01 * random.normal(size=len(at)))), 2),
    "smooth": lambda random, at: 5 * np.sin(at * np.pi / 15) + 0.05 * random.normal(size=len(at)),
    "without noise": lambda random, at: np.sin(at * np.pi / 6),
}


def made(kind, seed, rows=ROWS):
    random = np.random.default_rng(seed)
    return SERIES[kind](random, np.arange(rows)), random


def ahead(values, steps):
    """The values so many steps later; those after the end are not known."""
    return np.concatenate([values[steps:], np.full(steps, np.nan)])


def innocent(values, random):
    """Columns that a table may well hold: past, calendar, company, a true but noisy leader."""
    at, change = np.arange(len(values)), np.diff(values, append=values[-1])
    return {
        "noise": random.normal(size=len(values)),
        "walk": np.cumsum(random.normal(size=len(values))),
        "follows": 0.8 * values + 0.3 * values.std() * random.normal(size=len(values)),
        "yesterday": np.concatenate([values[:1], values[:-1]]),
        "mean of the last seven": np.convolve(values, np.ones(7) / 7)[: len(values)],
        "hour": (at % 24).astype(float),
        "weekday": (at // 24 % 7).astype(float),
        "season": np.sin(at * np.pi / 180),
        "leads": change + 0.6 * change.std() * random.normal(size=len(values)),
        "gaps": np.where(random.uniform(size=len(values)) < 0.2, np.nan, random.normal(size=len(values))),
        "number": at + 1.0,
        "constant": np.ones(len(values)),
        "empty": np.full(len(values), np.nan),
    }


@pytest.mark.parametrize("kind", SERIES)
def test_clean_data_raises_no_alarm_in_twenty_trials(kind):
    for seed in SEEDS:
        values, random = made(kind, seed)
        columns = innocent(values, random)
        assert tables.find(values, columns, SPLIT, known=("hour", "weekday", "season"), timed=False) == [], seed


def test_odd_columns_are_judged_without_a_stumble():
    values, random = made("autoregressive", 8)
    columns = {
        "huge": 1e300 * random.normal(size=ROWS),
        "tiny": 1e-300 * random.normal(size=ROWS),
        "infinite": np.where(random.uniform(size=ROWS) < 0.1, np.inf, random.normal(size=ROWS)),
        "late": np.where(np.arange(ROWS) < SPLIT[0], np.nan, random.normal(size=ROWS)),
        "one value": np.where(np.arange(ROWS) == 5, 3.0, np.nan),
        "flag": (random.uniform(size=ROWS) < 0.5).astype(float),
        "once": (np.arange(ROWS) == 200).astype(float),
    }
    assert tables.find(values, columns, SPLIT) == []
    assert tables.find(1e250 * values, columns, SPLIT) == []
    assert tables.find(values[:40], {name: cells[:40] for name, cells in columns.items()}, (28, 34)) == []
    (leak,) = tables.find(values, {**columns, "planted": 1e-250 * ahead(values, 2)}, SPLIT)
    assert (leak.kind, leak.column) == ("shifted", "planted")


@pytest.mark.parametrize("source", SOURCES)
def test_the_built_in_series_are_clean(source):
    values = series_of(SOURCES[source].data()).values
    assert tables.find(values, {}, (int(0.7 * len(values)), int(0.85 * len(values)))) == []


def centred(values, reach):
    means = np.convolve(values, np.ones(2 * reach + 1) / (2 * reach + 1), "valid")
    return np.concatenate([np.full(reach, np.nan), means, np.full(reach, np.nan)])


PLANTED = {
    "the next value": ("shifted", lambda values, random: ahead(values, 1)),
    "a scaled value five steps later": ("shifted", lambda values, random: 3 - 2 * ahead(values, 5)),
    "nearly the next value": (
        "ahead",
        lambda values, random: ahead(values, 1) + 0.05 * np.diff(values).std() * random.normal(size=len(values)),
    ),
    "a centred mean of three": ("ahead", lambda values, random: centred(values, 1)),
    "a centred mean of eleven": ("ahead", lambda values, random: centred(values, 5)),
    "the next change": ("ahead", lambda values, random: ahead(values, 1) - values),
    "the next relative change": ("ahead", lambda values, random: ahead(values, 1) / values - 1),
    "the mean of the next five": ("ahead", lambda values, random: centred(ahead(values, 3), 2)),
    "the target in another unit": ("copy", lambda values, random: 32 + 1.8 * values),
}
NOISY = [kind for kind in SERIES if kind not in ("without noise", "smooth", "counts")]


@pytest.mark.parametrize("kind", NOISY)
@pytest.mark.parametrize("name", PLANTED)
def test_a_column_that_knows_the_target_is_caught_among_innocent_ones(name, kind):
    expected, plant = PLANTED[name]
    for seed in range(3):
        values, random = made(kind, seed)
        columns = {**innocent(values, random), "planted": plant(values, random)}
        (leak,) = tables.find(values, columns, SPLIT, timed=False)
        assert (leak.kind, leak.column) == (expected, "planted")
        for language in ("zh", "en"):
            assert "planted" in leak.message.text(language)


def test_a_shift_is_told_with_its_steps():
    values, _ = made("random walk", 0)
    (leak,) = tables.find(values, {"later": ahead(values, 4)}, SPLIT)
    assert leak.evidence["steps"] == 4
    assert "shifted back by 4 (" in leak.message.text("en")


@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_column_known_ahead_that_is_made_from_the_target_is_caught(noise):
    values, random = made("autoregressive", 1)
    plan = values + noise * np.diff(values).std() * random.normal(size=ROWS)
    columns = {**innocent(values, random), "plan": plan}
    (leak,) = tables.find(values, columns, SPLIT, known=("plan", "hour"), timed=False)
    assert (leak.kind, leak.column) == ("known", "plan")


def test_rows_out_of_order_are_caught_unless_a_time_column_sorts_them():
    values, random = made("seasonal", 2)
    order = random.permutation(ROWS)
    columns = {"number": np.arange(1.0, ROWS + 1)[order]}
    (leak,) = tables.find(values[order], columns, SPLIT, timed=False)
    assert (leak.kind, leak.column) == ("order", "number")
    assert tables.find(values[order], columns, SPLIT, timed=True) == []


@pytest.mark.parametrize("kind", [kind for kind in SERIES if kind != "without noise"])
@pytest.mark.parametrize("share", [0.1, 1.0])
def test_rows_that_stand_in_two_parts_are_caught(kind, share):
    values, _ = made(kind, 3)
    count = int(share * (ROWS - SPLIT[1]))
    width = max(count, 16)
    values[SPLIT[1] : SPLIT[1] + width] = values[100 : 100 + width]
    (leak,) = tables.find(values, {}, SPLIT)
    assert leak.kind == "repeats"
    assert leak.evidence["share"] >= 0.02


@pytest.mark.parametrize(("count", "expected"), [(1, 0.1), (5, 2.0), (40, 12.5)])
def test_the_tail_of_counts_is_that_of_scipy(count, expected):
    assert poisson_tail(count, expected) == pytest.approx(poisson.sf(count - 1, expected), rel=1e-4)


ROUNDED = {
    "normal": lambda random, rows: random.normal(size=rows),
    "memory": lambda random, rows: autoregressive(random, rows, 0.9),
    "walk": lambda random, rows: np.cumsum(random.normal(size=rows)),
    "slow walk": lambda random, rows: 1 + 0.01 * np.cumsum(random.normal(size=rows)),
    "day": lambda random, rows: 50 + 10 * np.sin(np.arange(rows) * np.pi / 12) + 2 * random.normal(size=rows),
    "counts": lambda random, rows: random.poisson(1.5, size=rows).astype(float),
    "intermittent": lambda random, rows: (random.uniform(size=rows) < 0.05) * random.poisson(9, size=rows),
}


@pytest.mark.parametrize("kind", ROUNDED)
@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_rounded_values_that_agree_by_chance_are_no_leak(kind, decimals):
    found = []
    for rows in (100, 200, 500):
        for seed in range(20):
            random = np.random.default_rng(seed)
            table = np.column_stack([np.round(ROUNDED[kind](random, rows), decimals) for _ in range(1 + seed % 3)])
            found += tables.repeats(table, int(0.7 * rows), int(0.85 * rows))
    assert found == []


@pytest.mark.parametrize("kind", ["normal", "memory", "walk", "day"])
@pytest.mark.parametrize("decimals", [1, 2, 3])
def test_a_stretch_of_rounded_values_that_stands_in_two_parts_is_caught(kind, decimals):
    for seed in range(5):
        values = np.round(ROUNDED[kind](np.random.default_rng(seed), ROWS), decimals)
        values[SPLIT[1] : SPLIT[1] + 20] = values[100:120]
        (leak,) = tables.find(values, {}, SPLIT)
        assert leak.kind == "repeats"
        assert leak.evidence["rows"] == 1 or 18 <= leak.evidence["rows"] <= 22  # ends may agree


def test_a_file_that_holds_its_rows_twice_is_caught():
    values = np.round(np.random.default_rng(0).normal(size=250), 1)
    (leak,) = tables.find(np.tile(values, 2), {}, SPLIT)
    assert leak.kind == "repeats"
    assert leak.evidence["share"] == 1


def test_single_rows_drawn_twice_are_caught():
    values, random = made("autoregressive", 4)
    other = random.normal(size=ROWS)
    empty = np.full(ROWS, np.nan)
    for row, source in zip(range(SPLIT[1], ROWS, 3), range(10, 300, 7), strict=False):
        values[row], other[row] = values[source], other[source]
    (leak,) = tables.find(values, {"other": other, "empty": empty}, SPLIT)
    assert (leak.kind, leak.evidence["rows"]) == ("repeats", 1)


# -- pipelines ---------------------------------------------------------------------------------------------------------

WINDOW, HORIZON = 8, 4


def pipeline(values, *, fitted=SPLIT[0], last=SPLIT[0] - HORIZON, order=None, peek=0, drawn=None):
    """Scaled windows of a series; every argument is a way to leak."""
    values = values if order is None else values[order]
    low, high = values[:fitted].min(), values[:fitted].max()
    scaled = (values - low) / (high - low)

    def cut(origins, first, end):
        return np.array([scaled[origin + first : origin + end] for origin in origins])

    training = range(WINDOW - 1, last) if drawn is None else drawn
    tested = range(SPLIT[1] - 1, len(values) - HORIZON)
    inputs = cut(tested, 1 - WINDOW + peek, 1 + peek)
    return PipelineWindows(cut(training, 1 - WINDOW, 1 + HORIZON), inputs, np.array(tested))


def caught(**ways):
    values, _ = made("random walk", 0)
    return [message.key for message in pipeline_leaks(lambda v: pipeline(v, **ways), values, SPLIT, WINDOW, HORIZON)]


def test_an_honest_pipeline_raises_no_alarm():
    assert caught() == []


def test_a_scaler_fitted_on_all_rows_is_caught():
    assert caught(fitted=None) == ["leak.scaling"]


def test_windows_that_reach_across_the_split_are_caught():
    assert caught(last=SPLIT[0]) == ["leak.overlap"]
    assert caught(last=SPLIT[1]) == ["leak.split"]


def test_a_random_split_is_caught():
    drawn = np.sort(np.random.default_rng(0).permutation(np.arange(WINDOW - 1, ROWS - HORIZON))[:300])
    assert caught(drawn=drawn) == ["leak.split"]


def test_shuffled_time_is_caught():
    assert caught(order=np.random.default_rng(0).permutation(ROWS)) == ["leak.shuffled"]


def test_inputs_that_read_past_their_origin_are_caught():
    assert caught(peek=2) == ["leak.lookahead"]


# -- files -------------------------------------------------------------------------------------------------------------


def csv_of(folder, columns):
    lines = [
        ",".join(columns),
        *(",".join(repr(float(cell)) for cell in row) for row in zip(*columns.values(), strict=True)),
    ]
    path = folder / "table.csv"
    path.write_text("\n".join(lines).replace("nan", ""), encoding="utf-8")
    return path


def test_a_proposal_names_the_column_that_knows_the_future(tmp_path):
    values, random = made("autoregressive", 5)
    columns = {"day": np.arange(ROWS) + 1.0, "value": values, "tomorrow": ahead(values, 1)}
    columns["noise"] = random.normal(size=ROWS)
    proposal = propose(profile(csv_of(tmp_path, columns)), target="value")
    told = [notice for notice in proposal.notices if notice.key.startswith("leak.")]
    assert [(notice.key, notice.parameters["column"]) for notice in told] == [("leak.shifted", "tomorrow")]


def test_a_clean_file_gets_no_such_notice(tmp_path):
    values, random = made("seasonal", 6)
    columns = {"value": values, **{name: cells for name, cells in innocent(values, random).items() if name != "empty"}}
    proposal = propose(profile(csv_of(tmp_path, columns)), target="value")
    assert [notice.key for notice in proposal.notices if notice.key.startswith("leak.")] == []


def test_a_file_with_its_rows_shuffled_is_noticed(tmp_path):
    values, random = made("seasonal", 7)
    order = random.permutation(ROWS)
    path = csv_of(tmp_path, {"id": (np.arange(ROWS) + 1.0)[order], "value": values[order]})
    assert "leak.order" in [notice.key for notice in propose(profile(path)).notices]
