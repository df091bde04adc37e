"""The data of a speech run."""

from pathlib import Path
from typing import Any

from lstm_core.data.speech import ctc_checks, recordings
from lstm_core.data.speech.proposals import SpeechProposal, propose_speech
from lstm_core.errors import DataError, Sentence
from lstm_core.i18n.languages import Language
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search_spaces import Facts
from lstm_core.spec.speech import SpeechData
from lstm_core.spec.tasks import DataSpec


def title(data: DataSpec, language: Language) -> str:
    return recordings.title(SpeechData.of(data), language)


def place(data: DataSpec, target: Path) -> None:
    recordings.write_data_file(SpeechData.of(data), target)


def load(data: DataSpec, path: Path) -> list[recordings.Utterance]:
    return recordings.read_recordings(SpeechData.of(data), path)


def keep(_material: Any, _path: Path) -> None:
    """Nothing."""


def propose(origin: Path | str, sheet: str | None = None) -> SpeechProposal:
    if sheet is not None:
        raise DataError(Sentence("tidy.no_sheets", {"file": Path(origin).name, "sheet": sheet}))
    return propose_speech(origin if isinstance(origin, Path) else None)


def warnings(spec: TrainRunSpec, material: Any) -> list[Sentence]:
    """Symbols that the network never hears in training."""
    return ctc_checks.unseen_symbols(material, spec.speech)


def facts(_spec: TrainRunSpec, material: Any) -> Facts:
    """Recordings of the training part."""
    heard: list[recordings.Utterance] = material
    return Facts(samples=sum(each.part == "train" for each in heard))
