"""Speech recognition: utterances become log-mel inputs, a bidirectional stack with CTC writes symbols (Graves 2006).

`B` batch, `T` inputs of the longest utterance, `D` = stack x mels, `C` symbols with the blank first. Every utterance
keeps its own length; what is padded is neither read by the network nor counted by the loss.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from lstm_core.data.speech.recordings import Utterance
from lstm_core.data.speech.transcripts.symbols import (
    BLANK,
    error_rates,
    most_frequent,
    pieces,
    symbols_of,
    transcript_of,
)
from lstm_core.data.speech.transcripts.table import PARTS, SplitName
from lstm_core.engine.instruments.instrument import BadInput, Probe
from lstm_core.engine.tasks.probing import samples_within, spread
from lstm_core.engine.tasks.speech.decoding import Array, greedy, lexicon_of, prefix_beam
from lstm_core.engine.tasks.speech.features import augmented, log_mel, normalised, stacked
from lstm_core.engine.training.loop import Batches
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.results.speech import RecognizedUtterance, SpeechResult, SpeechScores
from lstm_core.runs import events
from lstm_core.spec.constants import SEED_FACTOR
from lstm_core.spec.derived import evaluation_utterances, inputs_of, sound_features
from lstm_core.spec.run import TrainRunSpec

SHOWN = 12  # utterances of the test part that are kept with their pictures
WATCHED = 200  # validation utterances that are decoded while training
PEAKS = 200  # points of a drawn waveform


class SpeechBatch(NamedTuple):
    """Utterances side by side: inputs (B, T, D), lengths (B,), targets (sum of theirs,) and their lengths (B,)."""

    inputs: Tensor
    lengths: Tensor
    targets: Tensor
    target_lengths: Tensor


class SpeechTask:
    """Utterances with their spec; everything the loop asks for, and the result afterwards."""

    def __init__(self, spec: TrainRunSpec, utterances: Sequence[Utterance], device: torch.device) -> None:
        data = self.data = spec.speech
        self.device = device
        self.parts: dict[SplitName, list[Utterance]] = {
            part: [each for each in utterances if each.part == part] for part in PARTS
        }
        self.train_size, self.validation_size, self.test_size = (len(self.parts[part]) for part in PARTS)
        self.symbols = symbols_of([each.transcript for each in self.parts["train"]], data.symbols)
        self.lexicon = lexicon_of(data, [each.transcript for each in self.parts["train"]], self.symbols)
        numbers = {symbol: number for number, symbol in enumerate(self.symbols)}
        self.frames: dict[SplitName, list[Tensor]] = {
            part: [log_mel(each.samples, data) for each in self.parts[part]] for part in PARTS
        }
        self.targets: dict[SplitName, list[Tensor]] = {
            part: [
                torch.tensor([numbers[symbol] for symbol in pieces(each.transcript, data.symbols) if symbol in numbers])
                for each in self.parts[part]
            ]
            for part in PARTS
        }
        self.seed, self.at_once = spec.train.seed, evaluation_utterances(spec.train)
        self.batches = Batches(self.train_size, spec.train, torch.device("cpu"))
        self.digest = digest(utterances)

    @property
    def input_size(self) -> int:
        """D."""
        return sound_features(self.data)

    def measured(self) -> dict[str, float]:
        """Nothing is known before training: a guesser has no CTC loss."""
        return {}

    def loss(self, network: nn.Module, step: int) -> Tensor:
        """Mean CTC loss per symbol () of that step's utterances, varied when the spec says so."""
        chosen = self.batches.at(step).tolist()
        frames = [self.frames["train"][place] for place in chosen]
        if self.data.augment:
            generator = torch.Generator().manual_seed(self.seed * SEED_FACTOR + step)
            frames = [augmented(each, generator) for each in frames]
        return self.loss_of(network, self._batch(frames, [self.targets["train"][place] for place in chosen]))

    def loss_of(self, network: nn.Module, batch: SpeechBatch) -> Tensor:
        """Mean CTC loss per symbol () of utterances."""
        return ctc(network, batch)

    def validation_loss(self, network: nn.Module) -> float:
        """Mean of the batches' losses, weighted by their utterances."""
        return self._mean_loss(network, "validation")

    def observe(self, network: nn.Module, step: int) -> Iterable[events.RunEvent]:
        """Word error rate on the first validation utterances."""
        heard = self.transcribe(network, self.frames["validation"][:WATCHED])
        said = [each.transcript for each in self.parts["validation"][:WATCHED]]
        rate, _, _ = error_rates(said, heard)
        yield events.Measured(seq=0, at=0, name="validation.wer", value=rate, step=step)
        yield events.Sampled(seq=0, at=0, step=step, text=f"{said[0]} → {heard[0] or '–'}")

    def state(self) -> dict[str, Tensor]:
        """Nothing is carried from step to step."""
        return {}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Nothing is carried from step to step."""

    def probe(self, network: nn.Module, values: int) -> Probe:
        """Utterances that lie evenly in the training part, as they are; the loss is that of the batch."""
        longest = inputs_of(self.data, max(map(len, self.frames["train"])))
        chosen = spread(self.train_size, samples_within(values, longest))
        batch = self._batch(
            [self.frames["train"][place] for place in chosen], [self.targets["train"][place] for place in chosen]
        )
        return Probe(ctc(network, batch), lengths=batch.lengths)

    def rows(self, step: int) -> list[int]:
        """The utterances of that step's batch."""
        found: list[int] = self.batches.at(step).tolist()
        return found

    def bad_input(self, step: int) -> BadInput | None:
        """The file of the first utterance whose spectrogram is not finite."""
        for place in self.rows(step):
            if not bool(torch.isfinite(self.frames["train"][place]).all()):
                return BadInput(self.parts["train"][place].file, [place])
        return None

    @torch.no_grad()
    def result(self, network: nn.Module, outcome: TrainingEnd) -> SpeechResult:
        """Error rates of a network that carries its best weights, beside a guesser; some utterances to look at."""
        network.eval()
        guess = most_frequent([each.transcript for each in self.parts["train"]])
        scores: dict[SplitName, dict[str, SpeechScores]] = {}
        beams: list[str] = []
        for part in ("validation", "test"):
            said = [each.transcript for each in self.parts[part]]
            loss = self._mean_loss(network, part)
            scored = {"model": _scores(said, self.transcribe(network, self.frames[part]), loss)}
            if part == "test":
                beams = self.transcribe(network, self.frames[part], beam=True)
                scored["beam"] = _scores(said, beams, loss)
            scored["guess"] = _scores(said, [guess] * len(said), None)
            scores[part] = scored
        shown = self._shown(network, beams)
        return SpeechResult(
            best_step=outcome.progress.best_step,
            steps=outcome.progress.step,
            reason=outcome.reason,
            seconds=outcome.progress.seconds,
            data_digest=self.digest,
            weights="checkpoints/best.safetensors",
            validation=scores["validation"],
            test=scores["test"],
            guess=guess,
            symbols=self.symbols,
            train_speakers=sorted({each.speaker for each in self.parts["train"] if each.speaker}),
            test_speakers=sorted({each.speaker for each in self.parts["test"] if each.speaker}),
            heard=shown,
        )

    @torch.no_grad()
    def transcribe(self, network: nn.Module, frames: Sequence[Tensor], *, beam: bool = False) -> list[str]:
        """What the network hears in spectrograms (F, M), by the best path or by prefix beam search."""
        found = self.log_probabilities(network, frames)
        numbers = [prefix_beam(each, lexicon=self.lexicon) if beam else greedy(each) for each in found]
        return [transcript_of(each, self.symbols, self.data.symbols) for each in numbers]

    @torch.no_grad()
    def log_probabilities(self, network: nn.Module, frames: Sequence[Tensor]) -> list[np.ndarray]:
        """Log probabilities (T, C) of the symbols in every input of each spectrogram."""
        found: list[np.ndarray] = []
        for start in range(0, len(frames), self.at_once):
            part = frames[start : start + self.at_once]
            batch = self._batch(part, [torch.zeros(1, dtype=torch.long)] * len(part))
            values = network(batch.inputs, batch.lengths).float().log_softmax(-1).double().cpu().numpy()
            found += [values[row, : int(length)] for row, length in enumerate(batch.lengths)]
        return found

    def _mean_loss(self, network: nn.Module, part: SplitName) -> float:
        total, frames, targets = 0.0, self.frames[part], self.targets[part]
        for start in range(0, len(frames), self.at_once):
            rows = slice(start, start + self.at_once)
            total += float(ctc(network, self._batch(frames[rows], targets[rows]))) * len(frames[rows])
        return total / len(frames)

    def _batch(self, frames: Sequence[Tensor], targets: Sequence[Tensor]) -> SpeechBatch:
        inputs = [stacked(normalised(each), self.data.stack) for each in frames]
        return SpeechBatch(
            pad_sequence(inputs, batch_first=True).to(self.device),
            torch.tensor([len(each) for each in inputs]),
            torch.cat(list(targets)).to(self.device),
            torch.tensor([len(each) for each in targets]),
        )

    def _shown(self, network: nn.Module, beams: list[str]) -> list[RecognizedUtterance]:
        places = spread(len(self.parts["test"]), SHOWN)
        found = self.log_probabilities(network, [self.frames["test"][place] for place in places])
        return [
            RecognizedUtterance(
                file=each.file,
                speaker=each.speaker,
                said=each.transcript,
                heard=transcript_of(greedy(values), self.symbols, self.data.symbols),
                beam=beams[place],
                seconds=len(each.samples) / self.data.rate,
                waveform=peaks(each.samples),
                spectrogram=spectrogram(self.frames["test"][place]),
                posteriors=posteriors(values),
            )
            for place, values, each in (
                (place, values, self.parts["test"][place]) for place, values in zip(places, found, strict=True)
            )
        ]


def ctc(network: nn.Module, batch: SpeechBatch) -> Tensor:
    """CTC loss () per symbol, mean over the utterances; one that cannot be aligned counts zero instead of infinity."""
    return ctc_of(network(batch.inputs, batch.lengths).float(), batch)


def ctc_of(scores: Tensor, batch: SpeechBatch) -> Tensor:
    """The same from scores (B, T, C)."""
    found = scores.log_softmax(-1)
    return functional.ctc_loss(
        found.transpose(0, 1), batch.targets, batch.lengths, batch.target_lengths, blank=BLANK, zero_infinity=True
    )


def digest(utterances: Sequence[Utterance]) -> str:
    """SHA-256 of files, parts, transcripts and samples (little-endian float32), in order."""
    found = hashlib.sha256()
    for each in utterances:
        found.update(f"{each.file}\n{each.part}\n{each.transcript}\n".encode())
        found.update(np.ascontiguousarray(each.samples, dtype="<f4").tobytes())
    return found.hexdigest()


def peaks(samples: np.ndarray) -> list[float]:
    """Lowest and highest value in turn of PEAKS / 2 equal stretches, to draw a waveform."""
    parts = np.array_split(samples, min(PEAKS // 2, len(samples)))
    return [round(float(value), 3) for part in parts for value in (part.min(), part.max())]


def spectrogram(frames: Tensor) -> list[list[float]]:
    """A spectrogram (F, M) as a picture needs it."""
    drawn: list[list[float]] = np.round(frames.numpy(), 1).astype(float).tolist()
    return drawn


def posteriors(log_probabilities: Array) -> list[list[float]]:
    """Probabilities (T, C) as a picture needs them."""
    drawn: list[list[float]] = np.round(np.exp(log_probabilities), 3).tolist()
    return drawn


def _scores(said: Sequence[str], heard: Sequence[str], loss: float | None) -> SpeechScores:
    wer, cer, right = error_rates(said, heard)
    return SpeechScores(wer=wer, cer=cer, right=right, loss=loss, utterances=len(said))
