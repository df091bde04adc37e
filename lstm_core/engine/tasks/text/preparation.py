"""Network and task of a text run."""

from typing import Any

import torch

from lstm_core.data.text.corpora import Corpus
from lstm_core.engine.nn.networks import LanguageModel
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.nn.recomputation import recompute
from lstm_core.engine.tasks.contract import Prepared, TrainedNetwork
from lstm_core.engine.tasks.text.task import TextTask
from lstm_core.spec.derived import steps_of_time
from lstm_core.spec.run import TrainRunSpec


def prepare(spec: TrainRunSpec, corpus: Corpus, device: torch.device) -> Prepared:
    """Network and task of a text run."""
    network = LanguageModel(spec.model, len(corpus.vocabulary)).to(device)
    choose_path(network, spec.train.steps, steps_of_time(spec), spec.train.batch_size)
    recompute(network, spec.train.recompute_every, device)
    return Prepared(network, TextTask(spec, corpus, device))


def folds(_spec: TrainRunSpec, _material: Any, _trained: TrainedNetwork) -> None:
    """A run of this task is judged once."""


def refitting(_spec: TrainRunSpec, _judging: Any, _progress: Any, _device: torch.device) -> None:
    """A run of this task is trained once."""
