"""What can be learned: each task turns a spec and its data into a network and what the loop asks for.

`load` reads what lies in a run's folder, `prepare` builds from it. A task's module is imported when it is needed.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lstm_core.data import corpora
from lstm_core.data.corpora import Corpus
from lstm_core.data.recordings import Utterance, read_recordings
from lstm_core.data.tables import Series, load_series
from lstm_core.specs import RunSpec

if TYPE_CHECKING:
    import torch
    from torch import nn

    from lstm_core.training.loop import Task

Material = Series | Corpus | list[Utterance]


class Prepared(NamedTuple):
    """A network with its initial weights on the device, and the task that trains it."""

    network: "nn.Module"
    task: "Task"


def load(spec: RunSpec, path: Path) -> Material:
    """The data of a run as its task wants it. Raises DataError."""
    if spec.data.task == "speech":
        return read_recordings(spec.speech, path)
    if spec.data.task == "text":
        corpus = corpora.load(spec.text, path)
        corpora.keep_vocabulary(corpus, path)
        return corpus
    return load_series(spec.series, path)


def prepare(spec: RunSpec, material: Material, device: "torch.device") -> Prepared:
    """Network and task of a spec; draws the initial weights from torch's generator."""
    if isinstance(material, list):
        from lstm_core.tasks import speech

        return speech.prepare(spec, material, device)
    if isinstance(material, Corpus):
        from lstm_core.tasks import text

        return text.prepare(spec, material, device)
    from lstm_core.tasks import series

    return series.prepare(spec, material, device)
