"""What can be learned: each task turns a spec and its data into a network and what the loop asks for.

`load` reads what lies in a run's folder, `prepare` builds from it. A task's module is imported when it is needed.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from lstm_core.data.series.tables import Series, load_series
from lstm_core.data.speech.recordings import Utterance, read_recordings
from lstm_core.data.text import corpora
from lstm_core.data.text.corpora import Corpus
from lstm_core.spec.run import RunSpec

if TYPE_CHECKING:
    import torch

    from lstm_core.engine.tasks.contract import Prepared

Material = Series | Corpus | list[Utterance]


def load(spec: RunSpec, path: Path) -> Material:
    """The data of a run as its task wants it. Raises DataError."""
    if spec.data.task == "speech":
        return read_recordings(spec.speech, path)
    if spec.data.task == "text":
        corpus = corpora.load(spec.text, path)
        corpora.keep_vocabulary(corpus, path)
        return corpus
    return load_series(spec.series, path)


def prepare(spec: RunSpec, material: Material, device: "torch.device") -> "Prepared":
    """Network and task of a spec; draws the initial weights from torch's generator."""
    if isinstance(material, list):
        from lstm_core.engine.tasks.speech import task as speech

        return speech.prepare(spec, material, device)
    if isinstance(material, Corpus):
        from lstm_core.engine.tasks.text import task as text

        return text.prepare(spec, material, device)
    from lstm_core.engine.tasks.series import task as series

    return series.prepare(spec, material, device)
