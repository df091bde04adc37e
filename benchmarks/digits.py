"""Spoken digits of real speakers (fsdd): three tests, our numbers beside published ones.

- usual: recordings 0 to 4 of each digit and speaker are the test, 5 to 9 choose the weights, the others train.
- strings: 3 to 7 digits of one speaker joined with silences of 50 to 200 ms, from the same three parts.
- unheard: four folds; the test is a speaker that training and validation never heard.

Each is a zip with a table of transcripts as a person would upload it; the engine reads it and trains the spec below.
Digits are read through CTC without the knowledge that there is one: a recording is right when the best path gives
exactly its digit. No choice is made on a test part.

    .venv/bin/python benchmarks/digits.py fsdd [--tests usual strings unheard] [--steps 1200]
"""

import argparse
import csv
import io
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from measuring import report  # isort: skip (it sets what torch reads)
import numpy as np
import soundfile

from lstm_core.data.speech.recordings import DIGITS, read_recordings
from lstm_core.data.speech.transcripts.table import PARTS
from lstm_core.engine.work.train import fit
from lstm_core.results.speech import SpeechResult
from lstm_core.runs import events
from lstm_core.runs.train import VALIDATION
from lstm_core.spec.run import TrainRunSpec

RATE = 8000
SPEAKERS = ("jackson", "nicolas", "theo", "yweweler")
SILENCES = (0.05, 0.2)  # seconds between two digits of a string
LENGTHS = (3, 7)  # digits of a string
STRINGS = {"train": 1000, "validation": 100, "test": 200}
BARS = {"usual": 0.98, "strings": 0.04, "unheard": 0.75}
AIM_UNHEARD = 0.85
PUBLISHED = {
    "usual": (
        ("CNN on MFCC, 150 recordings", "97 % right", "README of its repository"),
        ("bidirectional LSTM on spectrograms", "F1 96 %", "README of its repository"),
    ),
    "strings": (),
    "unheard": (("trained on AudioMNIST, tested on fsdd", "F1 81.9 %", "ASEAN Engineering Journal 13(1)"),),
}
CHANGES: dict[str, Any] = {
    "data.stack": 3,
    "model.hidden_size": 96,
    "model.layers": 2,
    "model.dropout": 0.3,
    "model.bidirectional": True,
    "model.layer_norm": True,
    "train.optimizer": "adamw",
    "train.weight_decay": 0.01,
    "train.learning_rate": 0.004,
    "train.warmup_steps": 50,
    "train.batch_size": 32,
    "train.evaluate_every": 100,
    "train.patience": None,
    "train.threads": 1,
    "train.device": "cpu",
}


class Recording(NamedTuple):
    """One file of the set: samples (n,) at RATE."""

    digit: int
    speaker: str
    number: int
    samples: np.ndarray


class Row(NamedTuple):
    """One entry of a zip."""

    file: str
    samples: np.ndarray
    text: str
    speaker: str
    split: str


def recordings_of(folder: Path) -> list[Recording]:
    """Every recording that the folder holds, in the order of the names."""
    found = []
    for path in sorted(folder.glob("[0-9]_*_*.wav")):
        digit, speaker, number = path.stem.split("_")
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == RATE, f"{path.name} has {rate} samples per second"
        found.append(Recording(int(digit), speaker, int(number), samples))
    assert len(found) == 2000, f"{folder} holds {len(found)} recordings, expected 2000"
    return found


def part_of(number: int) -> str:
    """The usual split."""
    return "test" if number < 5 else "validation" if number < 10 else "train"


def usual(recordings: list[Recording]) -> Iterator[Row]:
    for each in recordings:
        name = f"{each.digit}_{each.speaker}_{each.number}.wav"
        yield Row(name, each.samples, DIGITS[each.digit], each.speaker, part_of(each.number))


def unheard(recordings: list[Recording], speaker: str) -> Iterator[Row]:
    """Recordings 0 to 4 of the speakers that are heard choose the weights."""
    for each in recordings:
        part = "test" if each.speaker == speaker else "validation" if each.number < 5 else "train"
        name = f"{each.digit}_{each.speaker}_{each.number}.wav"
        yield Row(name, each.samples, DIGITS[each.digit], each.speaker, part)


def strings(recordings: list[Recording]) -> Iterator[Row]:
    """Drawn from a fixed seed, the speakers in turn; a part joins only its own recordings."""
    random = np.random.default_rng(0)
    for part in PARTS:
        for number in range(STRINGS[part]):
            speaker = SPEAKERS[number % len(SPEAKERS)]
            pool = [each for each in recordings if each.speaker == speaker and part_of(each.number) == part]
            places = random.integers(len(pool), size=random.integers(*LENGTHS, endpoint=True))
            drawn = [pool[int(place)] for place in places]
            sounds = [drawn[0].samples]
            for each in drawn[1:]:
                sounds += [np.zeros(int(RATE * random.uniform(*SILENCES)), np.float32), each.samples]
            text = " ".join(DIGITS[each.digit] for each in drawn)
            yield Row(f"{part}_{number:04}.wav", np.concatenate(sounds), text, speaker, part)


def write_zip(rows: list[Row], target: Path) -> None:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(["file", "transcript", "speaker", "split"])
    with zipfile.ZipFile(target, "w") as archive:
        for row in rows:
            sound = io.BytesIO()
            soundfile.write(sound, row.samples, RATE, format="WAV", subtype="PCM_16")
            archive.writestr(row.file, sound.getvalue())
            writer.writerow([row.file, row.text, row.speaker, row.split])
        archive.writestr("transcripts.csv", table.getvalue())


def run(rows: list[Row], steps: int) -> SpeechResult:
    """What the engine makes of a zip of these rows."""

    def show(event: events.RunEvent) -> None:
        if isinstance(event, events.Logged) and VALIDATION in event.values:
            print(
                f"  {event.step:>6}  validation {event.values[VALIDATION]:.4f}  {time.monotonic() - began:.0f} s",
                flush=True,
            )

    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digits.zip"
        write_zip(rows, path)
        spec = TrainRunSpec.model_validate({"data": {"task": "speech", "source": "file", "file": str(path)}})
        spec = spec.with_changes({**CHANGES, "train.steps": steps})
        result = fit(spec, read_recordings(spec.speech, path), emit=show)
    assert isinstance(result, SpeechResult)
    return result


def described(result: SpeechResult) -> dict[str, Any]:
    return {
        "seconds_training": result.seconds,
        "best_step": result.best_step,
        "validation": {name: scores.model_dump() for name, scores in result.validation.items()},
        "test": {name: scores.model_dump() for name, scores in result.test.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tests", nargs="+", default=list(BARS), choices=list(BARS))
    parser.add_argument("--steps", type=int, default=1200)
    asked = parser.parse_args()
    recordings = recordings_of(asked.folder)
    cases = {"usual": [("", list(usual(recordings)))], "strings": [("", list(strings(recordings)))]}
    cases["unheard"] = [(name, list(unheard(recordings, name))) for name in SPEAKERS]
    found: dict[str, Any] = {"bars": BARS, "aim_unheard": AIM_UNHEARD, "spec": CHANGES, "tests": {}}
    table: list[list[str]] = []
    for test in asked.tests:
        results: list[SpeechResult] = []
        for name, rows in cases[test]:
            print(test, name)
            results.append(run(rows, asked.steps))
            found["tests"].setdefault(test, {})[name or "all"] = described(results[-1])
            table.append([f"{test} {name}".strip(), *line(test, results[-1])])
        value = float(np.mean([measure(test, each) for each in results]))
        reached = value <= BARS[test] if test == "strings" else value >= BARS[test]
        found["tests"][test] |= {"value": value, "bar_reached": reached}
        if len(results) > 1:
            table.append([f"{test}, mean", "ours", f"{value:.1%}", "", "this script"])
        table.append([test, "bar", f"{BARS[test]:.1%}", "", "reached" if reached else "not reached"])
        table += [[test, name, number, "", source] for name, number, source in PUBLISHED[test]]
    report("digits", found, ("test", "recogniser", "result", "training, min", "source"), table)


def measure(test: str, result: SpeechResult) -> float:
    """Word error rate of strings, share of right digits otherwise."""
    return result.test["model"].wer if test == "strings" else result.test["model"].right


def line(test: str, result: SpeechResult) -> list[str]:
    kind = "wrong words" if test == "strings" else "right"
    beam = result.test["beam"].wer if test == "strings" else result.test["beam"].right
    name = f"LSTM {CHANGES['model.hidden_size']} x {CHANGES['model.layers']}, both directions"
    number = f"{measure(test, result):.1%} {kind} (beam {beam:.1%})"
    return [name, number, f"{result.seconds / 60:.1f}", "this script"]


if __name__ == "__main__":
    main()
