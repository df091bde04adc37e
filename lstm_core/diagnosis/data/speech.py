"""What recordings say by themselves: whether their transcripts fit, can be aligned, and were recorded alike."""

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from lstm_core.data.files.archives import printable_name
from lstm_core.data.speech.augmentation import SPEEDS
from lstm_core.data.speech.recordings import Utterance
from lstm_core.data.speech.transcripts.symbols import frames_needed, pieces
from lstm_core.diagnosis.data.facts import DataFacts, Leaked, Shift, Unalignable
from lstm_core.diagnosis.data.simple import Numbers
from lstm_core.spec.derived import frames_of, inputs_of
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.speech import SpeechData

PIECES, BANDS = 8, 16  # of an utterance's picture
MOST = 600  # utterances that are compared
FEWEST_ALIKE = 30  # utterances whose transcript stands more than once
FEWEST = 40  # utterances whose lengths are compared
TWICE = 0.05  # share of the later recordings


def look(spec: TrainRunSpec, material: Any, _path: Path) -> DataFacts:
    """The facts of recordings."""
    utterances: list[Utterance] = material
    data = spec.speech
    training = [each for each in utterances if each.part == "train"]
    later = [each for each in utterances if each.part != "train"]
    return DataFacts(
        labels_fit=_labels_fit(training[:MOST], data),
        shift=_shift(training[:MOST], later[:MOST]),
        leaks=tuple(_twice(training, later)),
        unalignable=_unalignable(training, data),
        sizes={"values": sum(len(pieces(each.transcript, data.symbols)) for each in training)},
    )


def _unalignable(training: list[Utterance], data: SpeechData) -> Unalignable | None:
    """Training utterances that are too short in a mean epoch; shortened ones are drawn evenly from `SPEEDS`."""
    worst: tuple[float, Utterance, int, int] | None = None
    files, expected, augmented = 0, 0.0, True
    low, high = SPEEDS
    for each in training:
        wanted = pieces(each.transcript, data.symbols)
        needed = frames_needed([hash(symbol) for symbol in wanted])
        frames = frames_of(data, len(each.samples))
        speeds = np.linspace(low, high, 91) if data.augment else np.array([1.0])
        heard = np.array([inputs_of(data, max(2, round(frames / speed))) for speed in speeds])
        share = float((heard < needed).mean())
        if share > 0:
            files += share > 0.5
            expected += share
            augmented = augmented and inputs_of(data, frames) >= needed
            if worst is None or share > worst[0]:
                worst = share, each, needed, int(heard.min())
    if worst is None:
        return None
    _, each, needed, heard_least = worst
    name = printable_name(each.file)
    share = expected / max(1, len(training))
    return Unalignable(max(files, round(expected), 1), len(training), name, needed, heard_least, share, augmented)


def _picture(samples: Any, rate: int = 8000) -> Numbers:
    """A rough spectrogram (PIECES * BANDS,) without its level: equal stretches of time, bands of rising width."""
    size = 256
    padded = np.asarray(samples, np.float64)
    if len(padded) < size * 2:
        padded = np.pad(padded, (0, size * 2 - len(padded)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[:: size // 2] * np.hanning(size)
    power = np.log(np.abs(np.fft.rfft(frames, axis=1))[:, 1:] ** 2 + 1e-6)
    edges = np.unique(np.geomspace(1, power.shape[1], BANDS + 1).astype(int))
    bands = np.stack([power[:, max(0, low - 1) : max(low, high)].mean(axis=1) for low, high in pairwise(edges)])
    parts = np.array_split(np.arange(bands.shape[1]), PIECES)
    picture = np.stack([bands[:, part].mean(axis=1) if len(part) else bands[:, -1] for part in parts])
    picture -= picture.mean()
    return (picture / (picture.std() or 1.0)).ravel()


def _labels_fit(training: list[Utterance], data: SpeechData) -> float | None:
    """How much better transcripts fit than exchanged ones: 1 is no better; None where nothing can be compared.

    Recordings of the same words are more alike than others; and a longer transcript takes longer to say.
    """
    fits = [fit for fit in (_alike(training), _lengths(training, data)) if fit is not None]
    return max(fits) if fits else None


def _alike(training: list[Utterance]) -> float | None:
    counts = Counter(each.transcript for each in training)
    chosen = [each for each in training if counts[each.transcript] > 1]
    if len(chosen) < FEWEST_ALIKE:
        return None
    pictures = np.stack([_picture(each.samples) for each in chosen])
    labels = np.unique([each.transcript for each in chosen], return_inverse=True)[1]
    near = pictures @ pictures.T
    np.fill_diagonal(near, -np.inf)
    order = np.argsort(-near, axis=1)[:, :3]
    right = float((labels[order] == labels[:, None]).mean())
    same = np.bincount(labels)
    chance = float(((same[labels] - 1) / (len(labels) - 1)).mean())
    sure = 2 * math.sqrt(chance / (len(labels) * 3))  # standard errors of chance
    return max(1.0, float(right - sure) / chance) if chance > 0 else None


def _lengths(training: list[Utterance], data: SpeechData) -> float | None:
    lengths = np.array([len(each.transcript) for each in training], np.float64)
    if len(training) < FEWEST or np.ptp(lengths) < 3 or lengths.std() / lengths.mean() < 0.2:
        return None
    seconds = np.log([len(each.samples) / data.rate for each in training])
    if np.ptp(seconds) == 0:
        return None
    agreement = float(np.corrcoef(np.log(lengths), seconds)[0, 1])
    return 1.0 + max(0.0, agreement - 3 / math.sqrt(len(training)))


def _shift(training: list[Utterance], later: list[Utterance]) -> Shift | None:
    """Noise below the speech, in the parts that come later against training, in deviations of the training part."""
    if len(training) < 10 or len(later) < 5:
        return None
    before, after = (np.array([_floor(each.samples) for each in part]) for part in (training, later))
    spread = max(float(before.std()), 1.0)  # a quarter of a decade
    return Shift("", 0.0, 1.0, float(after.mean() - before.mean()) / spread)


def _floor(samples: Any) -> float:
    """Quietest tenth of an utterance against its loudest, in natural logarithms of energy."""
    energy = np.array([float((part**2).mean()) for part in np.array_split(np.asarray(samples, np.float64), 40)])
    return float(np.log(np.percentile(energy, 10) + 1e-9) - np.log(np.percentile(energy, 95) + 1e-9))


def _twice(training: list[Utterance], later: list[Utterance]) -> list[Leaked]:
    seen = {each.samples.tobytes() for each in training}
    share = sum(each.samples.tobytes() in seen for each in later) / max(1, len(later))
    return [Leaked("twice", share=share)] if share > TWICE else []
