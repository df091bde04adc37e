"""Compressing a text run: a student follows the softened probabilities of its teacher.

`N` symbols of the test part, `B` streams, `T` symbols of a window, `V` symbols of the vocabulary.
"""

from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.data.text.corpora import Corpus
from lstm_core.engine.nn.networks import LanguageModel
from lstm_core.engine.nn.stacks import StackState, join_state, parts_of
from lstm_core.engine.tasks.compressing import FileInputs, Inputs, Judgement, Runtime
from lstm_core.engine.tasks.text.scores import ScoringStreams, gain, scores
from lstm_core.engine.tasks.text.task import PARTS, TextTask, detached
from lstm_core.results.compress import MetricChange
from lstm_core.spec.run import TrainRunSpec

MEASURE = "bits_per_character"
TAUGHT = 0.9  # weight of the teacher in the loss, the rest is the data's
TEMPERATURE = 1.0  # of soft targets; 2 made a student of a quarter of the units worse
TEACHER = "teacher."  # before the names of the state that the teacher carries


class TaughtText(TextTask):
    """A text task whose loss also follows a teacher that reads the same streams and carries its own state."""

    def __init__(self, spec: TrainRunSpec, corpus: Corpus, device: torch.device, teacher: nn.Module) -> None:
        super().__init__(spec, corpus, device)
        self.teacher = teacher.to(device).eval()
        self._known: StackState | None = None  # what the teacher carries

    def loss_of(self, network: nn.Module, inputs: Tensor, targets: Tensor, step: int) -> Tensor:
        """The data's loss () and the divergence from the softened probabilities (Hinton et al. 2015)."""
        teacher = cast("LanguageModel", self.teacher)
        if self.begins(step):
            self._known = None
        with torch.no_grad():
            soft, after = teacher(inputs, self.resumed(self._known, step, teacher.begun(self.streams)))
        self._known = detached(after)
        logits = self.read(network, inputs, step)  # (B, T, V)
        own = functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        return (1 - TAUGHT) * own + TAUGHT * divergence(logits.flatten(0, 1), soft.flatten(0, 1))

    def state(self) -> dict[str, Tensor]:
        """What both carry."""
        known = () if self._known is None else parts_of(self._known)
        return super().state() | {TEACHER + name: part for name, part in zip(PARTS, known, strict=False)}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Take up what both carried."""
        super().load_state({name: part for name, part in state.items() if not name.startswith(TEACHER)})
        known = [state[TEACHER + name].to(self.device) for name in PARTS if TEACHER + name in state]
        self._known = join_state(known) if known else None


def divergence(logits: Tensor, soft: Tensor) -> Tensor:
    """Kullback-Leibler divergence () of softened probabilities from those of logits (N, V), times T squared."""
    found = functional.kl_div(
        (logits / TEMPERATURE).log_softmax(-1),
        (soft / TEMPERATURE).log_softmax(-1),
        reduction="batchmean",
        log_target=True,
    )
    return found * TEMPERATURE**2


class StoredLanguageModel(nn.Module):
    """A stored file in the place of the network; its state is what the file hands on."""

    def __init__(self, file: FileInputs, run: Runtime) -> None:
        super().__init__()
        self.file, self.run = file, run
        self.names = list(file.states)

    def forward(self, symbols: Tensor, state: tuple[Tensor, ...] | None = None) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Logits (B, T, V) of the symbol behind each of `symbols` (B, T), and the state after the last."""
        carried: Inputs = self.file.begun(len(symbols))
        if state is not None:
            carried = {name: part.numpy() for name, part in zip(self.names, state, strict=True)}
        logits, *after = self.run(
            ["logits", *(f"next_{name}" for name in self.names)],
            {"symbols": np.ascontiguousarray(symbols.numpy()), **carried},
        )
        return torch.from_numpy(logits), tuple(torch.from_numpy(part) for part in after)


def taught(spec: TrainRunSpec, material: Corpus, device: torch.device, teacher: nn.Module) -> TaughtText:
    """The task with a teacher."""
    return TaughtText(spec, material, device, teacher)


@torch.no_grad()
def judged(task: TextTask, network: nn.Module) -> Judgement:
    """Bits per character on the test part, on the validation part where a text has none, and nats of every symbol."""
    nats = _streams(task).nats(network)
    return Judgement(scores(float(nats.mean()), _per_character(task)).bits_per_character, nats)


def change(task: TextTask, original: Judgement, other: Judgement) -> MetricChange:
    """Relative change of the bits per character, with the interval over blocks of the text."""
    found = gain((other.samples - original.samples) * _per_character(task))
    low, high = (None if end is None else end / original.value for end in (found.low, found.high))
    return MetricChange(value=found.value / original.value, low=low, high=high)


def exported(_spec: TrainRunSpec, network: nn.Module) -> nn.Module:
    """The network itself."""
    return network


def stored(_spec: TrainRunSpec, _network: nn.Module, file: FileInputs, run: Runtime) -> StoredLanguageModel:
    """A stored file as a language model."""
    return StoredLanguageModel(file, run).eval()


def one_pass(task: TextTask, _network: nn.Module, file: FileInputs, count: int) -> Inputs:
    """One symbol of each stream from the beginning of a text: what writing one symbol takes."""
    part = _part(task)
    symbols = np.asarray(part[np.arange(count) % len(part)], np.int64)[:, None]
    return {"symbols": symbols, **file.begun(count)}


def tensors(inputs: Inputs) -> tuple[Tensor, ...]:
    """The symbols; the network begins by itself."""
    return (torch.from_numpy(inputs["symbols"]),)


def _part(task: TextTask) -> np.ndarray:
    return task.corpus.test if task.test_size else task.corpus.validation


def _streams(task: TextTask) -> ScoringStreams:
    corpus = task.corpus
    if not task.test_size:
        return task.validation
    return ScoringStreams(corpus.validation[-1:], corpus.test, len(corpus.vocabulary), task.device)


def _per_character(task: TextTask) -> float:
    """Symbols that make one character of the judged part."""
    parts = task.corpus.parts
    part, text = _part(task), parts.test if task.test_size else parts.validation
    return len(part) / task.corpus.characters(part, text)
