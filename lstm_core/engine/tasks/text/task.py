"""Text: streams of symbols, truncated back-propagation through time with a carried state, scores beside n-grams.

The training part becomes `B` streams that run side by side; each step reads the next `T` symbols of every stream and
carries the state on, detached (Williams & Peng 1990); now and then a stream begins anew. An epoch begins with a zero
state at an offset below `T` that depends on the seed and the epoch alone. Losses are nats per symbol.
"""

import math
from collections.abc import Iterable
from functools import cached_property
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from lstm_core.data.text.corpora import Corpus, prompt_of
from lstm_core.data.text.vocabulary import Ids
from lstm_core.engine.instruments.instrument import BadInput, Probe
from lstm_core.engine.nn.networks import LanguageModel
from lstm_core.engine.nn.stacks import StackState, join_state, parts_of, reset_state
from lstm_core.engine.tasks.probing import samples_within, spread
from lstm_core.engine.tasks.text.generation import longest_copy, write
from lstm_core.engine.tasks.text.ngrams import KneserNey, unigram_nats
from lstm_core.engine.tasks.text.sampling import Sampling
from lstm_core.engine.tasks.text.scores import Array, ScoringStreams, gain, scores
from lstm_core.engine.training.task import TrainingEnd
from lstm_core.results.text import Sample, TextResult, TextScores
from lstm_core.runs import events
from lstm_core.spec.constants import LENGTH, RESTARTED, SEED_FACTOR
from lstm_core.spec.run import TrainRunSpec

WATCHED = Sampling(length=200)
TEMPERATURES = (0.5, 0.8, 1.0)
PARTS = ("hidden", "cell", "normaliser", "stabiliser")  # of the carried state, in checkpoints


class TextTask:
    """One text with its spec; everything the loop asks for, and the result afterwards."""

    def __init__(self, spec: TrainRunSpec, corpus: Corpus, device: torch.device) -> None:
        self.spec, self.corpus, self.device = spec, corpus, device
        self.train_size, self.validation_size, self.test_size = (
            len(part) for part in (corpus.train, corpus.validation, corpus.test)
        )
        self.symbols = torch.from_numpy(corpus.train).to(device)
        self.streams, self.width = spec.train.batch_size, spec.text.window
        usable = self.train_size - 1 - min(self.width, self.train_size // 2)  # what an offset may leave out
        self.length = max(1, usable // self.streams)  # symbols of one stream
        self.per_epoch = math.ceil(self.length / self.width)
        self.validation = ScoringStreams(corpus.train[-1:], corpus.validation, len(corpus.vocabulary), device)
        self.prompt = prompt_of(spec.text, corpus)
        self._hidden: StackState | None = None
        self._epoch, self._offset = -1, 0
        self._inputs = self._targets = self.symbols

    def loss(self, network: nn.Module, step: int) -> Tensor:
        """Mean loss () of the next symbols of every stream; the state goes on from the step before."""
        epoch, number = divmod(step, self.per_epoch)
        self._lay_out(epoch)
        columns = slice(number * self.width, (number + 1) * self.width)
        return self.loss_of(network, self._inputs[:, columns], self._targets[:, columns], step)

    def loss_of(self, network: nn.Module, inputs: Tensor, targets: Tensor, step: int) -> Tensor:
        """Mean loss () of the symbols `targets` (B, T) behind `inputs` (B, T)."""
        return functional.cross_entropy(self.read(network, inputs, step).flatten(0, 1), targets.flatten())

    def read(self, network: nn.Module, inputs: Tensor, step: int) -> Tensor:
        """Logits (B, T, V) behind `inputs` (B, T); the state goes on from the step before."""
        if self.begins(step):
            self._hidden = None
        fresh = cast("LanguageModel", network).begun(self.streams)
        logits, hidden = network(inputs, self.resumed(self._hidden, step, fresh))
        self._hidden = detached(hidden)
        found: Tensor = logits
        return found

    def begins(self, step: int) -> bool:
        """A step is the first of an epoch."""
        return step % self.per_epoch == 0

    def resumed(self, hidden: StackState | None, step: int, fresh: StackState | None = None) -> StackState | None:
        """The carried state, with a stream in `RESTARTED` begun anew, so that the network learns to begin a text."""
        if hidden is None:
            return None
        generator = torch.Generator().manual_seed(self.spec.train.seed + SEED_FACTOR * step)
        kept = (torch.rand(self.streams, generator=generator) >= RESTARTED).to(self.device)  # (B,)
        return reset_state(hidden, kept, fresh)

    def _lay_out(self, epoch: int) -> None:
        """Streams (B, L) of an epoch and what follows each symbol."""
        if epoch == self._epoch:
            return
        generator = torch.Generator().manual_seed(self.spec.train.seed + SEED_FACTOR * epoch)
        largest = self.train_size - 1 - self.streams * self.length
        offset = int(torch.randint(min(self.width, largest) + 1, (), generator=generator))
        self._offset, used = offset, self.streams * self.length
        self._inputs = self.symbols[offset : offset + used].view(self.streams, self.length)
        self._targets = self.symbols[offset + 1 : offset + 1 + used].view(self.streams, self.length)
        self._epoch = epoch

    def validation_loss(self, network: nn.Module) -> float:
        """Mean loss over every symbol of the validation part."""
        return self.validation.mean(network)

    def measured(self) -> dict[str, float]:
        """Nats per validation symbol of the baselines, and their order."""
        found = self._baselines(self.corpus.validation, self.corpus.train)
        return {f"{name}.validation_loss": float(nats.mean()) for name, nats in found.items()}

    def observe(self, network: nn.Module, step: int) -> Iterable[events.RunEvent]:
        """A text that the network writes now."""
        text = "".join(write(network, self.corpus.vocabulary, self.prompt, WATCHED, self.device))
        yield events.Sampled(seq=0, at=0, step=step, text=text)

    def state(self) -> dict[str, Tensor]:
        """The carried state; empty before the first step."""
        if self._hidden is None:
            return {}
        return dict(zip(PARTS, parts_of(self._hidden), strict=False))

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Take up the carried state of a checkpoint."""
        if state:
            self._hidden = join_state([state[name].to(self.device) for name in PARTS if name in state])

    def probe(self, network: nn.Module, values: int) -> Probe:
        """Pieces as long as the window, evenly from the training part; the loss is that of the symbol behind each."""
        count, width = samples_within(values, self.width), min(self.width, self.train_size - 1)
        firsts = torch.tensor(spread(self.train_size - width, count), device=self.device)  # (B,)
        pieces = self.symbols[firsts[:, None] + torch.arange(width + 1, device=self.device)]  # (B, T + 1)
        logits, _ = network(pieces[:, :-1], cast("LanguageModel", network).begun(len(firsts)))
        return Probe(functional.cross_entropy(logits[:, -1], pieces[:, -1]))

    def rows(self, step: int) -> list[int]:
        """Where in the training part the piece of each stream begins."""
        epoch, number = divmod(step, self.per_epoch)
        self._lay_out(epoch)
        offset = self._offset + number * self.width
        return [offset + stream * self.length for stream in range(self.streams)]

    def bad_input(self, step: int) -> BadInput | None:
        """Symbols are always numbers."""
        return None

    @torch.no_grad()
    def result(self, network: nn.Module, outcome: TrainingEnd) -> TextResult:
        """Scores beside the baselines, and texts that the network writes with its best weights."""
        network.eval()
        corpus, samples = self.corpus, self._samples(network)
        validation = {"model": self.validation.nats(network), **self._baselines(corpus.validation, corpus.train)}
        judged, part, text = validation, corpus.validation, corpus.parts.validation
        if self.test_size:
            part, text = corpus.test, corpus.parts.test
            test = ScoringStreams(corpus.validation[-1:], part, len(corpus.vocabulary), self.device)
            judged = {"model": test.nats(network), **self._baselines(part, corpus.validation)}
        again = corpus.train[-self.validation_size - 1 :]
        training = ScoringStreams(again[:1], again[1:], len(corpus.vocabulary), self.device)
        per_character = len(part) / corpus.characters(part, text)
        written = sum(len(sample.text) for sample in samples)
        return TextResult(
            best_step=outcome.progress.best_step,
            steps=outcome.progress.step,
            reason=outcome.reason,
            seconds=outcome.progress.seconds,
            validation=self._scores(validation, corpus.validation, corpus.parts.validation),
            test=self._scores(judged, part, text) if self.test_size else {},
            gain={
                name: gain((nats - judged["model"]) * per_character) for name, nats in judged.items() if name != "model"
            },
            training_nats=float(training.nats(network).mean()),
            order=self.ngram.order,
            level=self.spec.text.level,
            symbols=len(corpus.vocabulary),
            characters=dict(zip(("train", "validation", "test"), map(len, corpus.parts), strict=True)),
            unknown=float((part == 0).mean()) if corpus.vocabulary.has_unknown else 0.0,
            samples=samples,
            reference_copy=len(longest_copy(text[:written], corpus.parts.train)),
            data_digest=corpus.digest,
            weights="checkpoints/best.safetensors",
        )

    def _samples(self, network: nn.Module) -> list[Sample]:
        samples = []
        for temperature in TEMPERATURES:
            sampling = Sampling(temperature=temperature, length=LENGTH, seed=self.spec.train.seed)
            text = "".join(write(network, self.corpus.vocabulary, self.prompt, sampling, self.device))
            copied = longest_copy(text, self.corpus.parts.train)
            samples.append(Sample(temperature=temperature, prompt=self.prompt, text=text, copied=copied))
        return samples

    @cached_property
    def ngram(self) -> KneserNey:
        """The n-gram baseline, fitted on the training part."""
        return KneserNey(self.corpus.train, len(self.corpus.vocabulary))

    def _baselines(self, part: Ids, before: Ids) -> dict[str, Array]:
        """Nats (N,) of each symbol of `part`, which stands behind `before`."""
        unigram = unigram_nats(self.corpus.train, part, len(self.corpus.vocabulary))
        return {"unigram": unigram, "ngram": self.ngram.nats(part, before)}

    def _scores(self, found: dict[str, Array], part: Ids, text: str) -> dict[str, TextScores]:
        per_character = len(part) / self.corpus.characters(part, text)
        return {name: scores(float(nats.mean()), per_character) for name, nats in found.items()}


def detached(state: StackState) -> StackState:
    """The state, cut from the steps that led to it."""
    return join_state([part.detach() for part in parts_of(state)])
