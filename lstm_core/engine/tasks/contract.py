"""What a task gives to be trained."""

from typing import NamedTuple

from torch import nn

from lstm_core.engine.training.task import Task


class Prepared(NamedTuple):
    """A network with its initial weights on the device, and the task that trains it."""

    network: nn.Module
    task: Task
