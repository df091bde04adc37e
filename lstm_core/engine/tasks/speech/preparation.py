"""Network and task of a speech run."""

from collections.abc import Sequence
from typing import Any

import torch

from lstm_core.data.speech.recordings import Utterance
from lstm_core.engine.nn.networks import recognizer_of
from lstm_core.engine.nn.paths import choose_path
from lstm_core.engine.nn.recomputation import recompute
from lstm_core.engine.tasks.contract import Prepared, TrainedNetwork
from lstm_core.engine.tasks.speech.task import SpeechTask
from lstm_core.spec.derived import inputs_of
from lstm_core.spec.run import TrainRunSpec


def prepare(spec: TrainRunSpec, utterances: Sequence[Utterance], device: torch.device) -> Prepared:
    """Network and task of a speech run."""
    task = SpeechTask(spec, utterances, device)
    network = recognizer_of(spec.model, task.input_size, len(task.symbols)).to(device)
    time = inputs_of(spec.speech, max(map(len, task.frames["train"])))
    choose_path(network, spec.train.steps, time, spec.train.batch_size)
    recompute(network, spec.train.recompute_every, device)
    return Prepared(network, task)


def folds(_spec: TrainRunSpec, _material: Any, _trained: TrainedNetwork) -> None:
    """A run of this task is judged once."""


def refitting(_spec: TrainRunSpec, _judging: Any, _progress: Any, _device: torch.device) -> None:
    """A run of this task is trained once."""
