"""Compressing a speech run: a student follows the softened probabilities of its teacher at every input.

`N` utterances of the test part, `B` batch, `T` inputs, `D` numbers of an input, `C` symbols with the blank.
"""

from collections.abc import Sequence

import jiwer
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.data.speech.recordings import Utterance
from lstm_core.engine.tasks.compressing import Array, FileInputs, Inputs, Judgement, Runtime
from lstm_core.engine.tasks.speech.features import normalised, stacked
from lstm_core.engine.tasks.speech.task import SpeechBatch, SpeechTask, ctc_of
from lstm_core.results.compress import MetricChange
from lstm_core.spec.run import TrainRunSpec

MEASURE = "wer"
TAUGHT = 0.5  # weight of the teacher in the loss, the rest is the data's
TEMPERATURE = 2.0  # of soft targets
FEWEST = 5  # utterances of an interval
RESAMPLED = 2000


class TaughtSpeech(SpeechTask):
    """A speech task whose loss also follows a teacher that hears the same varied utterances."""

    def __init__(
        self, spec: TrainRunSpec, utterances: Sequence[Utterance], device: torch.device, teacher: nn.Module
    ) -> None:
        super().__init__(spec, utterances, device)
        self.teacher = teacher.to(device).eval()

    def loss_of(self, network: nn.Module, batch: SpeechBatch) -> Tensor:
        """CTC () and the divergence from the softened probabilities at every real input (Hinton et al. 2015)."""
        with torch.no_grad():
            soft = self.teacher(batch.inputs, batch.lengths).float()  # (B, T, C)
        scores = network(batch.inputs, batch.lengths).float()
        real = torch.arange(scores.shape[1]) < batch.lengths[:, None]  # (B, T)
        apart = functional.kl_div(
            (scores / TEMPERATURE).log_softmax(-1),
            (soft / TEMPERATURE).log_softmax(-1),
            reduction="none",
            log_target=True,
        ).sum(-1)  # (B, T)
        followed = apart[real.to(apart.device)].mean() * TEMPERATURE**2
        return (1 - TAUGHT) * ctc_of(scores, batch) + TAUGHT * followed


class StoredRecognizer(nn.Module):
    """A stored file in the place of the network."""

    def __init__(self, run: Runtime) -> None:
        super().__init__()
        self.run = run

    def forward(self, inputs: Tensor, lengths: Tensor) -> Tensor:
        """Scores (B, T, C) of inputs (B, T, D), of which the first `lengths` (B,) are real."""
        given = {"inputs": inputs.float().numpy(), "lengths": lengths.numpy().astype(np.int64)}
        (found,) = self.run(["scores"], given)
        return torch.from_numpy(found)


def taught(spec: TrainRunSpec, material: Sequence[Utterance], device: torch.device, teacher: nn.Module) -> TaughtSpeech:
    """The task with a teacher."""
    return TaughtSpeech(spec, material, device, teacher)


def judged(task: SpeechTask, network: nn.Module) -> Judgement:
    """Word error rate on the test part by the best path; errors and words of every utterance."""
    said = [each.transcript for each in task.parts["test"]]
    heard = task.transcribe(network, task.frames["test"])
    found = [jiwer.process_words(one, other) for one, other in zip(said, heard, strict=True)]
    errors: Array = np.array([each.substitutions + each.deletions + each.insertions for each in found], float)
    words: Array = np.array([each.hits + each.substitutions + each.deletions for each in found], float)
    return Judgement(float(errors.sum() / words.sum()), errors, words)


def change(_task: SpeechTask, original: Judgement, other: Judgement) -> MetricChange:
    """Difference of the error rates, with the interval of a bootstrap over utterances (Bisani & Ney 2004)."""
    apart, words = other.samples - original.samples, original.weights
    if words is None:
        raise TypeError(type(words).__name__)
    value = float(apart.sum() / words.sum())
    if len(apart) < FEWEST:
        return MetricChange(value=value)
    if not apart.any():
        return MetricChange(value=0.0, low=0.0, high=0.0)
    from scipy.stats import bootstrap

    found = bootstrap(
        (apart, words),
        lambda errors, counts, axis: errors.sum(axis=axis) / counts.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLED,
        method="percentile",
        rng=np.random.default_rng(0),
    ).confidence_interval
    return MetricChange(value=value, low=float(found.low), high=float(found.high))


def exported(_spec: TrainRunSpec, network: nn.Module) -> nn.Module:
    """The network itself."""
    return network


def stored(_spec: TrainRunSpec, _network: nn.Module, _file: FileInputs, run: Runtime) -> StoredRecognizer:
    """A stored file as a recogniser."""
    return StoredRecognizer(run).eval()


def one_pass(task: SpeechTask, _network: nn.Module, _file: FileInputs, count: int) -> Inputs:
    """The test utterance of middle length, so many times."""
    frames = sorted(task.frames["test"], key=len)
    inputs = stacked(normalised(frames[len(frames) // 2]), task.data.stack)[None].float().numpy()  # (1, T, D)
    lengths = np.full(count, inputs.shape[1], np.int64)
    return {"inputs": np.ascontiguousarray(np.repeat(inputs, count, axis=0)), "lengths": lengths}


def tensors(inputs: Inputs) -> tuple[Tensor, ...]:
    """The same for the network."""
    return torch.from_numpy(inputs["inputs"]), torch.from_numpy(inputs["lengths"])
