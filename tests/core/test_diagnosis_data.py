"""What the data of a run says by itself, on data whose nature is known because it was made."""

import numpy as np
import pytest

from lstm_core.data import tasks
from lstm_core.data.speech.recordings import Utterance
from lstm_core.diagnosis.data import contract
from lstm_core.diagnosis.data.simple import Judged, nearest, ridge, surely_less
from lstm_core.spec.parsing import parse_train_spec

ROWS = 900
TIME = np.arange(ROWS)
WAVE = 10 + 4 * np.sin(2 * np.pi * TIME / 24) + 0.3 * np.random.default_rng(1).normal(size=ROWS)
WALK = 100 + np.cumsum(np.random.default_rng(2).normal(size=ROWS))
NOISE = np.random.default_rng(3).normal(size=ROWS)


def facts_of(tmp_path, columns, **changes):
    path = tmp_path / "data.csv"
    rows = [",".join(columns), *(",".join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    spec = parse_train_spec({"data": {"task": "series", "source": "file", "file": str(path), "target": "value"}})
    spec = spec.with_changes(
        {"data.window": 24, "data.horizon": 4, **{name.replace("__", "."): value for name, value in changes.items()}}
    )
    return contract.of("series").look(spec, tasks.of("series").load(spec.data, path), path)


def text_facts(tmp_path, text, **changes):
    path = tmp_path / "data.txt"
    path.write_text(text, encoding="utf-8")
    spec = parse_train_spec({"data": {"task": "text", "source": "file", "file": str(path)}})
    spec = spec.with_changes({name.replace("__", "."): value for name, value in changes.items()})
    return contract.of("text").look(spec, tasks.of("text").load(spec.data, path), path)


def utterance(number, transcript, part="train", seconds=0.3, pitch=None, hiss=0.005):
    random = np.random.default_rng(number)
    time = np.arange(int(seconds * 8000)) / 8000
    tone = 200 + 150 * (len(transcript) % 7 if pitch is None else pitch)
    samples = 0.5 * np.sin(2 * np.pi * tone * time) * np.hanning(len(time)) + hiss * random.normal(size=len(time))
    return Utterance(f"{number}.wav", samples.astype(np.float32), transcript, None, part, clipped=False)


def speech_facts(utterances, **changes):
    spec = parse_train_spec({"data": {"task": "speech"}}).with_changes(
        {name.replace("__", "."): value for name, value in changes.items()}
    )
    return contract.of("speech").look(spec, utterances, None)


def test_a_ridge_finds_a_line_and_neighbours_find_a_curve():
    random = np.random.default_rng(0)
    inputs = random.normal(size=(400, 3))
    line, curve = inputs @ np.array([[1.0], [2.0], [0.0]]), np.cos(2 * inputs[:, :1])
    cut = slice(0, 300), slice(300, None)
    assert ridge(Judged(inputs[cut[0]], line[cut[0]], inputs[cut[1]], line[cut[1]])).mean() < 1e-3
    bent = Judged(inputs[cut[0]], curve[cut[0]], inputs[cut[1]], curve[cut[1]])
    assert nearest(bent).mean() < 0.5 * ridge(bent).mean()
    assert surely_less(np.full(100, 0.5) + 0.01 * random.normal(size=100), np.ones(100), 4)
    assert not surely_less(random.normal(size=100), random.normal(size=100), 4)


def test_a_wave_is_worth_learning_and_a_walk_and_noise_are_not(tmp_path):
    assert not facts_of(tmp_path, {"value": WAVE}).nothing
    walk, noise = facts_of(tmp_path, {"value": WALK}), facts_of(tmp_path, {"value": NOISE})
    assert walk.nothing
    assert walk.persistence_best
    assert noise.nothing
    assert not noise.persistence_best
    assert not noise.unordered


def test_chaos_that_no_line_finds_is_worth_learning(tmp_path):
    values = [0.3]
    for _ in range(ROWS - 1):
        values.append(3.9 * values[-1] * (1 - values[-1]))
    assert not facts_of(tmp_path, {"value": values}, data__horizon=1).nothing


def test_a_shuffled_wave_has_no_order(tmp_path):
    shuffled = np.random.default_rng(0).permutation(WAVE)
    assert facts_of(tmp_path, {"value": shuffled}).unordered
    assert not facts_of(tmp_path, {"value": WAVE}).unordered


def test_a_column_of_times_that_is_out_of_order_is_found_though_the_spec_names_none(tmp_path):
    days = [f"2020-01-{1 + day // 24:02d}T{day % 24:02d}:00" for day in range(700)]
    order = np.random.default_rng(0).permutation(700)
    found = facts_of(tmp_path, {"day": [days[row] for row in order], "value": WAVE[:700][order]})
    assert (found.mixed, found.order_column) == (True, "day")
    assert not facts_of(tmp_path, {"day": days, "value": WAVE[:700]}).mixed
    assert not facts_of(tmp_path, {"day": days[::-1], "value": WAVE[:700]}).mixed


def test_a_window_shorter_than_a_season_is_told_with_a_longer_one(tmp_path):
    noisy = WAVE + 2 * NOISE
    found = facts_of(tmp_path, {"value": noisy}, data__window=4, data__horizon=12)
    assert found.longer is not None
    assert found.longer.window >= 24 or found.longer.less > 0.25
    assert facts_of(tmp_path, {"value": noisy}, data__window=48, data__horizon=12).longer is None


def test_the_reach_of_a_long_lag_is_known(tmp_path):
    random, values = np.random.default_rng(5), np.random.default_rng(6).normal(size=1500)
    for row in range(40, 1500):
        values[row] = 0.9 * values[row - 40] + 0.35 * random.normal()
    found = facts_of(tmp_path, {"value": values}, data__window=48)
    assert 24 <= found.reach < 48


def test_a_cause_in_another_column_is_found_and_an_unrelated_one_is_not(tmp_path):
    cause = np.random.default_rng(7).uniform(-1, 1, ROWS)
    target = np.roll(cause, 6) + 0.3 * np.random.default_rng(8).normal(size=ROWS)
    named = {"data__past_columns": ["cause"], "data__horizon": 1}
    assert facts_of(tmp_path, {"value": target, "cause": cause}, **named).related
    found = facts_of(tmp_path, {"value": target, "cause": np.random.default_rng(9).permutation(cause)}, **named)
    assert found.nothing
    assert not found.related


@pytest.mark.parametrize("spike", [1e5, -1e4])
def test_one_spike_that_decides_the_scale_is_an_outlier(tmp_path, spike):
    values = WAVE.copy()
    values[300] = spike
    [found] = facts_of(tmp_path, {"value": values}).outlying
    assert (found.column, found.count, found.largest) == ("value", 1, spike)


@pytest.mark.parametrize(
    "values", [WAVE, WALK, NOISE, np.exp(NOISE), np.exp(TIME / 200), np.where(TIME % 10, 0, 5) + 0.01 * NOISE]
)
def test_heavy_tails_growth_and_rare_sales_are_no_outliers(tmp_path, values):
    assert facts_of(tmp_path, {"value": values}).outlying == ()


def test_raw_numbers_are_told_only_where_the_network_reads_them(tmp_path):
    raw = {"data__scaling": "none", "data__window_scaling": "none"}
    [found] = facts_of(tmp_path, {"value": 1000 * WAVE}, **raw).unscaled
    assert found.size > 5000
    assert facts_of(tmp_path, {"value": 1000 * WAVE}).unscaled == ()
    instance = {"data__scaling": "none", "data__window_scaling": "instance"}
    assert facts_of(tmp_path, {"value": 1000 * WAVE}, **instance).unscaled == ()


def test_columns_that_stand_still_are_named(tmp_path):
    late = np.where(TIME < 700, 0.5, NOISE)
    named = {"data__past_columns": ["still", "late"]}
    found = facts_of(tmp_path, {"value": WAVE, "still": np.full(ROWS, 3.0), "late": late}, **named)
    assert (found.constant, found.later_only) == (("still",), ("late",))


def test_a_value_beyond_32_bits_is_named(tmp_path):
    other = NOISE.copy()
    other[50] = 1e39
    found = facts_of(tmp_path, {"value": WAVE, "other": other}, data__past_columns=["other"])
    assert found.infinite == ("other",)


def test_a_level_that_moved_is_seen_where_no_window_takes_it_away(tmp_path):
    moved = np.where(TIME < 630, WAVE, WAVE + 60)
    shift = facts_of(tmp_path, {"value": moved}, data__window_scaling="none").shift
    assert shift.seen
    assert shift.outside_share > 0.9
    assert shift.level > 5
    assert not facts_of(tmp_path, {"value": moved}).shift.seen
    assert facts_of(tmp_path, {"value": WAVE + 0.05 * TIME}, data__window_scaling="none").shift.level < 5


def test_a_text_of_chance_teaches_nothing_and_prose_does(tmp_path):
    random = np.random.default_rng(1)
    letters = "".join(random.choice(list("abcdefgh \n"), 20_000))
    sentences = "".join(f"the {random.choice(['cat', 'dog'])} sees a bird.\n" for _ in range(900))
    assert text_facts(tmp_path, letters).nothing
    assert not text_facts(tmp_path, sentences).nothing


def test_a_text_whose_later_part_is_written_otherwise_or_was_read_before_is_told(tmp_path):
    random = np.random.default_rng(2)
    words = ["".join(random.choice(list("abcdefghijklm"), 5)) for _ in range(400)]
    prose = " ".join(random.choice(words, 4000))
    other = " ".join(random.choice(words, 1000)).translate(str.maketrans("abcdefghijklm", "nopqrstuvwxyz"))
    assert text_facts(tmp_path, prose).shift.level < 0.05
    assert text_facts(tmp_path, prose + other).shift.level > 0.3
    assert text_facts(tmp_path, prose).leaks == ()
    [leak] = text_facts(tmp_path, prose + prose[: len(prose) // 5]).leaks
    assert leak.kind == "copied"
    assert leak.share > 0.5


def test_a_symbol_that_repeats_one_beyond_the_window_is_told(tmp_path):
    keys = np.random.default_rng(3).choice(list("ABCDEFGH"), 2500)
    text = "".join(f"{key}{'.' * 14}{key}\n" for key in keys)
    found = text_facts(tmp_path, text, data__window=8).longer
    assert found is not None
    assert found.lag == 15
    assert text_facts(tmp_path, text, data__window=32).longer is None


def test_recordings_that_are_too_short_are_counted_also_when_only_augmentation_makes_them_so():
    short = [utterance(number, "abcdefgh", seconds=0.18) for number in range(20)]
    plain = {"data__symbols": "characters", "data__stack": 2}
    assert speech_facts(short, **plain, data__augment=False).unalignable is None
    found = speech_facts(short, **plain, data__augment=True).unalignable
    assert found is not None
    assert found.augmented
    assert 0 < found.share < 1
    assert found.inputs < found.needed


def test_transcripts_that_were_exchanged_fit_no_better_than_chance():
    words = [["one", "three", "seven", "eleven"][number % 4] for number in range(80)]
    exchanged = np.random.default_rng(0).permutation(words)
    right = [utterance(number, word) for number, word in enumerate(words)]
    wrong = [
        utterance(number, str(other), pitch=len(word) % 7)
        for number, (word, other) in enumerate(zip(words, exchanged, strict=True))
    ]
    assert speech_facts(right).labels_fit > 2
    assert speech_facts(wrong).labels_fit < 1.08


def test_the_same_recordings_in_two_parts_are_a_leak_and_other_noise_is_a_shift():
    training = [utterance(number, "one") for number in range(20)]
    later = [utterance(100 + number, "one", part="test") for number in range(8)]
    street = [utterance(100 + number, "one", part="test", hiss=0.2) for number in range(8)]
    assert speech_facts([*training, *later]).leaks == ()
    assert abs(speech_facts([*training, *later]).shift.level) < 2
    assert speech_facts([*training, *street]).shift.level > 2
    again = [Utterance(f"b{each.file}", each.samples, "one", None, "test", clipped=False) for each in training[:5]]
    [leak] = speech_facts([*training, *again]).leaks
    assert (leak.kind, leak.share) == ("twice", 1.0)


def test_a_number_that_stands_for_a_missing_value_is_told_from_what_happens(tmp_path):
    random = np.random.default_rng(5)

    def marked(share, value):
        return np.where(random.random(ROWS) < share, value, 20 + WAVE)

    for share, value in ((0.03, -999), (0.1, -9999), (0.05, 99.99), (0.02, 0.0)):
        [found] = facts_of(tmp_path, {"value": marked(share, value)}).outlying
        assert (found.recurs, found.largest) == (True, value)
        assert found.low > 20
    closed = np.where(TIME % 7 == 6, 0.0, 900 + 10 * WAVE)
    off = np.where(np.sin(2 * np.pi * TIME / 61 + np.sin(TIME / 50)) > 0.8, 0.0, 900 + 10 * WAVE)
    spares = np.where(random.random(ROWS) < 0.02, random.integers(1, 5, ROWS), 0)
    for values in (WAVE, closed, off, spares):
        assert facts_of(tmp_path, {"value": values}).outlying == ()


def test_a_rare_flag_beside_the_target_is_no_outlier(tmp_path):
    flag = (TIME % 200 == 0).astype(int)
    assert facts_of(tmp_path, {"value": WAVE, "holiday": flag}, data__past_columns=["holiday"]).outlying == ()


def test_a_column_that_counts_leaves_the_range_that_was_trained_on(tmp_path):
    seconds = 1.7e9 + 3600 * TIME + np.random.default_rng(6).integers(0, 60, ROWS)
    moved = facts_of(tmp_path, {"value": WAVE, "unix": seconds}, data__past_columns=["unix"]).moved_input
    assert moved.column == "unix"
    assert moved.outside_share > 0.5
    assert (
        facts_of(tmp_path, {"value": WAVE, "other": NOISE}, data__past_columns=["other"]).moved_input.outside_share
        < 0.1
    )


def test_a_file_that_holds_its_rows_twice_leaks_and_a_wave_repeats_by_nature(tmp_path):
    twice = np.concatenate([WAVE[:450], WAVE[:450]])
    assert [leak.kind for leak in facts_of(tmp_path, {"value": twice}).leaks] == ["repeats"]
    yearly = (10 + 3 * np.sin(2 * np.pi * TIME / 365)).round(3)
    assert facts_of(tmp_path, {"value": yearly}).leaks == ()
    hours = np.tile(np.random.default_rng(8).integers(0, 9, 24), 40)[:ROWS]
    assert facts_of(tmp_path, {"value": hours}).leaks == ()


def test_a_text_that_stands_twice_in_its_file_leaks_and_formulas_do_not(tmp_path):
    random = np.random.default_rng(9)
    prose = "".join(random.choice(list("abcdefgh  ."), 12_000))
    assert [leak.kind for leak in text_facts(tmp_path, prose * 2).leaks] == ["copied"]
    lines = [f"SELECT {each} FROM table WHERE column = {each} GROUP BY name;\n" for each in random.integers(0, 9, 400)]
    assert text_facts(tmp_path, "".join(lines)).leaks == ()
