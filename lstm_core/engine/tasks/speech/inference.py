"""What a trained run hears in one recording: a request holds its `path`, or its `content` in base 64, and its `name`.

`T` inputs, `C` symbols with the blank first.
"""

import base64
import binascii
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch

from lstm_core.data.speech.ctc_checks import SILENT
from lstm_core.data.speech.recordings import Samples, read_sound, training_transcripts
from lstm_core.data.speech.transcripts.symbols import BLANK, symbols_of, transcript_of
from lstm_core.engine.nn.networks import recognizer_of
from lstm_core.engine.tasks.probing import spread
from lstm_core.engine.tasks.speech.decoding import Array, Lexicon, greedy, lexicon_of, prefix_beam
from lstm_core.engine.tasks.speech.features import log_mel, normalised, stacked
from lstm_core.engine.tasks.speech.task import peaks, posteriors, spectrogram
from lstm_core.errors import DataError, Sentence, SpecError
from lstm_core.results.speech import SymbolTiming, Transcript
from lstm_core.spec.speech import SpeechData

if TYPE_CHECKING:
    from lstm_core.engine.tasks.trained import Trained

MOST_FRAMES = 300  # of a spectrogram that is sent to be drawn


class Alphabet(NamedTuple):
    """What a run can write."""

    symbols: list[str]
    lexicon: Lexicon | None


def answer(request: dict[str, Any], run: "Trained") -> Iterator[dict[str, Any]]:
    """{"type": "heard", "transcript": a `Transcript`}, then {"type": "done"}. Raises DataError that names the file."""
    data = run.spec.speech
    name = str(request.get("name") or Path(str(request.get("path") or "recording.wav")).name)
    samples, clipped = read_sound(_content(request, name), name, data.rate)
    if float(np.abs(samples).max(initial=0.0)) < SILENT:
        raise DataError(Sentence("doctor.silent", {"entry": name[:120]}))
    if "alphabet" not in run.kept:
        run.kept["alphabet"] = _alphabet(run)
    alphabet: Alphabet = run.kept["alphabet"]
    network = run.network(lambda: recognizer_of(run.spec.model, data.stack * data.mels, len(alphabet.symbols)))
    frames = log_mel(samples, data)
    inputs = stacked(normalised(frames), data.stack)
    with torch.no_grad():
        scores = network(inputs[None], torch.tensor([len(inputs)]))[0]
    values: Array = scores.float().log_softmax(-1).double().numpy()  # (T, C)
    best, beam = greedy(values), prefix_beam(values, lexicon=alphabet.lexicon)
    found = Transcript(
        file=name,
        heard=transcript_of(best, alphabet.symbols, data.symbols),
        beam=transcript_of(beam, alphabet.symbols, data.symbols),
        seconds=len(samples) / data.rate,
        waveform=peaks(samples),
        spectrogram=spectrogram(frames[spread(len(frames), MOST_FRAMES)]),
        posteriors=posteriors(values),
        symbols=alphabet.symbols,
        moments=moments(values, alphabet.symbols, samples, data),
        clipped=clipped,
    )
    yield {"type": "heard", "transcript": found.model_dump(mode="json")}
    yield {"type": "done"}


def moments(values: Array, symbols: list[str], samples: Samples, data: SpeechData) -> list[SymbolTiming]:
    """When each symbol of the best path of (T, C) is heard: from the first to the last input of its stretch."""
    found, place = [], 0
    length, step = len(samples) / data.rate, data.stack * data.hop_ms / 1000
    for symbol, stretch in itertools.groupby(values.argmax(axis=1).tolist()):
        count = len(list(stretch))
        if symbol != BLANK:
            found.append(
                SymbolTiming(
                    symbol=symbols[symbol],
                    start=round(min(place * step, length), 3),
                    end=round(min((place + count) * step, length), 3),
                    probability=round(float(np.exp(values[place : place + count, symbol].max())), 3),
                )
            )
        place += count
    return found


def _content(request: dict[str, Any], name: str) -> bytes:
    if "path" in request:
        try:
            return Path(str(request["path"])).read_bytes()
        except OSError:
            raise DataError(Sentence("data.missing_file", {"file": name})) from None
    try:
        content = base64.b64decode(str(request.get("content") or ""), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise SpecError(Sentence("inference.no_recording"))
    return content


def _alphabet(run: "Trained") -> Alphabet:
    data = run.spec.speech
    transcripts = training_transcripts(data, run.folder.data)
    symbols = symbols_of(transcripts, data.symbols)
    return Alphabet(symbols, lexicon_of(data, transcripts, symbols))
