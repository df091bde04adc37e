"""Data of the fault bench, each from a seed: series as CSV, texts, and zips of sounds; what is wrong in them is named.

Every function writes one file for `faults.py`: healthy as it is called without options, faulty with one of them.
"""

import csv
import io
import itertools
import math
import string
import zipfile
from pathlib import Path

import numpy as np

from lstm_core.data.series.sources import SOURCES

PLAYS = Path(__file__).resolve().parent.parent / "lstm_core" / "data" / "text" / "library" / "shakespeare.txt"
RATE = 8000
WORDS = ("zero", "one", "two", "three", "four", "five")
SPELLED = 0.081  # seconds of a letter, when a recording is just long enough for its letters
SPOKEN = tuple(SPELLED * (len(each) + sum(a == b for a, b in itertools.pairwise(each))) for each in WORDS)
SPEAKERS = 6
GLIDES = tuple(itertools.permutations((400, 900, 1900), 2))  # Hz at the beginning and the end of each word
PARTS = (0.7, 0.85)  # where validation and test begin, as in the specs of the bench


def ar(random, count, share):
    """An AR(1) process of deviation 1."""
    values = random.normal(size=count)
    for row in range(1, count):
        values[row] = share * values[row - 1] + math.sqrt(1 - share**2) * values[row]
    return values


def write_table(path, columns):
    """Columns of numbers as CSV; blanks for what is missing."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow(["" if isinstance(cell, float) and math.isnan(cell) else cell for cell in row])


def wave(path, seed, *, rows=2000, noise=0.5, scale=10.0, level=50.0, fault=None):  # noqa: PLR0913 (what a case may choose, named)
    """Two seasons and an AR(1) process."""
    random = np.random.default_rng(seed)
    time = np.arange(rows)
    phase = random.uniform(0, 2 * np.pi, 2)
    values = np.sin(2 * np.pi * time / 24 + phase[0]) + 0.5 * np.sin(2 * np.pi * time / 7 + phase[1])
    values = level + scale * (values + noise * ar(random, rows, 0.7))
    first_validation = int(rows * PARTS[0])
    columns = {"value": values}
    if fault == "outliers":  # a sensor that says 99999 now and then
        broken = random.choice(np.arange(100, first_validation - 60), 6, replace=False)
        values[broken] = 1e5
    elif fault == "shift":  # another level and a wider swing from the validation part on
        values[first_validation:] = values.mean() + 8 * scale + 1.5 * (values[first_validation:] - values.mean())
    elif fault == "shuffled":
        columns["value"] = random.permutation(values)
    elif fault == "dated":  # rows were shuffled with their days, as the usual split of samples does it
        order = random.permutation(rows)
        columns["value"], days = values[order], np.datetime64("2015-01-01") + order
    elif fault == "constant":  # a sensor that is stuck
        columns["sensor"] = np.full(rows, 21.5)
    elif fault == "leak":  # a column "known ahead" that was made from the target
        columns["plan"] = np.append(0.5 * values + 3, np.full(12, 28.0))  # a future column goes on after the target
        columns["value"] = np.append(values, np.full(12, np.nan))
    columns = {name: [round(float(each), 6) for each in cells] for name, cells in columns.items()}
    if fault == "dated":
        columns["day"] = [str(each) for each in days]
    write_table(path, columns)


def lag(path, seed, *, rows=3000, distance=16, noise=0.1, scale=1.0, fault=None):  # noqa: PLR0913 (what a case may choose, named)
    """A target that repeats a column of noise as it was some steps before; its own past says nothing."""
    random = np.random.default_rng(seed)
    cause = random.uniform(-1, 1, rows + distance)
    value = cause[:rows] + noise * random.normal(size=rows)
    given = cause[distance:]
    if fault == "unrelated":  # the two columns were joined with the wrong rows
        given = random.permutation(given)
    columns = {"value": scale * value, "cause": given}
    write_table(path, {name: [round(float(each), 6) for each in cells] for name, cells in columns.items()})


def drivers(path, seed, *, rows=900, factor=1.0, fault=None):
    """A target that follows two columns of its own past by a few steps."""
    random = np.random.default_rng(seed)
    one, two = ar(random, rows, 0.9), ar(random, rows, 0.9)
    value = np.zeros(rows)
    for row in range(2, rows):
        value[row] = 0.6 * one[row - 1] + 0.4 * one[row - 2] * two[row - 1] + 0.1 * random.normal()
    columns = {"value": value, "one": factor * one + (factor if factor != 1 else 0), "two": two}
    if fault == "infinite":  # one cell beyond what 32 bits hold
        columns["one"][300] = 1e39
    if fault == "constant":
        columns["two"] = np.where(np.arange(rows) < rows * PARTS[0], 0.5, two)
    write_table(path, {name: [float(f"{each:.7g}") for each in cells] for name, cells in columns.items()})


def walk(path, seed, *, rows=800):
    """A random walk: nothing beats its last value."""
    values = 100 + np.cumsum(np.random.default_rng(seed).normal(size=rows))
    write_table(path, {"value": [round(float(each), 5) for each in values]})


def noise(path, seed, *, rows=800):
    """White noise: nothing beats its mean."""
    values = 20 + np.random.default_rng(seed).normal(size=rows)
    write_table(path, {"value": [round(float(each), 5) for each in values]})


def steps(path, seed, *, rows=900):
    """A season in which values are missing now and then."""
    random = np.random.default_rng(seed)
    values = 5 + np.sin(2 * np.pi * np.arange(rows) / 24) + 0.2 * ar(random, rows, 0.6)
    values[random.random(rows) < 0.15] = np.nan
    values[0] = values[-1] = 5.0
    write_table(path, {"value": [round(float(each), 5) for each in values]})


def built_in(path, _seed, *, source="sunspots"):
    """A series that comes with the product; a run differs by its own seed alone."""
    from lstm_core.data.series.sources import write_data_file

    write_data_file(SOURCES[source].data(), path)


def play(path, seed, *, characters=40_000, fault=None):
    """A passage of three plays, from another place for every seed."""
    text = PLAYS.read_text(encoding="utf-8")
    random = np.random.default_rng(seed)
    start = int(random.integers(0, max(1, len(text) - characters)))
    path.write_text(spoilt(text[start : start + characters], random, fault), encoding="utf-8")


def spoilt(text, random, fault):
    """The text with what is wrong in it."""
    cut = int(len(text) * 0.8)
    if fault == "shuffled":  # every character stands somewhere else
        return "".join(random.permutation(list(text)))
    if fault == "shift":  # the later parts are written in another way
        swap = str.maketrans(string.ascii_lowercase, string.ascii_lowercase[13:] + string.ascii_lowercase[:13])
        return text[:cut] + text[cut:].translate(swap)
    if fault == "leak":  # the later parts repeat what was trained on
        return text[:cut] + text[: len(text) - cut]
    return text


def letters(path, seed, *, characters=30_000, symbols=12):
    """Letters drawn at random: nothing to learn but how frequent each is."""
    random = np.random.default_rng(seed)
    path.write_text("".join(random.choice(list(string.ascii_lowercase[:symbols]), characters)), encoding="utf-8")


def echoes(path, seed, *, lines=2500, distance=8, symbols=2):
    """Lines like "C........=C": the last letter repeats the first one, everything else is known."""
    random = np.random.default_rng(seed)
    keys = random.choice(list(string.ascii_uppercase[:symbols]), lines)
    path.write_text("".join(f"{key}{'.' * distance}={key}\n" for key in keys), encoding="utf-8")


def prose(path, seed, *, characters=30_000, branches=3, fault=None):
    """Words of a play in an order of their own: every word is followed by one of a few."""
    random = np.random.default_rng(seed)
    words = sorted(set(PLAYS.read_text(encoding="utf-8")[:8000].lower().replace("\n", " ").split(" ")) - {""})[5:65]
    after = {word: random.choice(words, branches, replace=False) for word in words}
    said, length, newest = [], 0, words[0]
    while length < characters:
        newest = random.choice(after[newest])
        said.append(newest)
        length += len(newest) + 1
    path.write_text(spoilt(" ".join(said), random, fault), encoding="utf-8")


def grammar(path, seed, *, characters=30_000):
    """Short sentences of a few words: easy to learn well."""
    random = np.random.default_rng(seed)
    who, does, what = ("the cat", "a dog", "my bird", "our fish"), ("sees", "likes", "wants"), ("milk", "bread", "rain")
    said, length = [], 0
    while length < characters:
        said.append(f"{random.choice(who)} {random.choice(does)} {random.choice(what)}.\n")
        length += len(said[-1])
    path.write_text("".join(said), encoding="utf-8")


def word(number, pitch, seconds, random):
    """Samples of one word: a hum that glides between two chords of its own."""
    time = np.arange(int(seconds * RATE)) / RATE
    begin, end = GLIDES[number]
    glide = np.linspace(0, 1, len(time))
    sound = np.sin(2 * np.pi * pitch * begin * time) * (1 - glide) + np.sin(2 * np.pi * pitch * end * time) * glide
    sound += 0.5 * np.sin(2 * np.pi * pitch * (begin + end) * time + random.uniform(0, 6))
    return sound * np.sin(np.pi * glide) ** 0.5


def said(random, pitch, *, count, seconds, quiet, hiss):
    """Numbers of words and their samples; `seconds` are of a word, or by word."""
    numbers = [int(each) for each in random.integers(0, len(WORDS), count)]
    parts = [np.zeros(int(quiet * RATE))]
    for number in numbers:
        length = seconds[number] if isinstance(seconds, tuple) else seconds * random.uniform(0.9, 1.1)
        parts += [word(number, pitch, length, random), np.zeros(int(quiet * RATE))]
    samples = 0.3 * np.concatenate(parts)
    return numbers, samples + hiss * random.normal(size=len(samples))


def sounds(path, seed, *, utterances=110, most=3, seconds=0.2, quiet=0.05, hiss=0.01, fault=None):  # noqa: PLR0913 (what a case may choose, named)
    """Strings of one to three words by six speakers, in short hums instead of speech."""
    import soundfile

    random = np.random.default_rng(seed)
    rows, contents = [], {}
    for number in range(utterances):
        part = "train" if number < utterances * PARTS[0] else "validation" if number < utterances * PARTS[1] else "test"
        louder = (
            hiss * 40 if fault == "shift" and part != "train" else hiss
        )  # the later parts were recorded in a street
        pitch = 1 + 0.04 * (number % SPEAKERS - SPEAKERS / 2)
        count = int(random.integers(1, most + 1))
        length = SPOKEN if fault == "fast" else seconds  # as short as can be
        numbers, samples = said(random, pitch, count=count, seconds=length, quiet=quiet, hiss=louder)
        name, text = f"s{number % SPEAKERS}_{number:03d}.wav", " ".join(WORDS[each] for each in numbers)
        rows.append([name, text, f"s{number % SPEAKERS}", part])
        sound = io.BytesIO()
        soundfile.write(sound, np.clip(samples, -0.95, 0.95), RATE, format="WAV", subtype="PCM_16")
        contents[name] = sound.getvalue()
    first = sum(row[3] == "train" for row in rows)
    if fault == "shuffled":  # the lines of the training part belong to other recordings
        for row, text in zip(rows[:first], random.permutation([row[1] for row in rows[:first]]), strict=True):
            row[1] = str(text)
    if fault == "leak":  # the later parts hold recordings of the training part once more
        for place, row in enumerate(rows[first:]):
            row[1], contents[row[0]] = rows[place][1], contents[rows[place][0]]
    table = io.StringIO(newline="")
    csv.writer(table, lineterminator="\n").writerows([["file", "transcript", "speaker", "split"], *rows])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("transcripts.csv"), table.getvalue())
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content)


ENDINGS = {"series": "csv", "text": "txt", "speech": "zip"}
