"""One door to the data of every task: where it comes from, what it is called, whether a run fits it. Free of torch."""

from pathlib import Path

from lstm_core.data.series import sources
from lstm_core.data.speech import recordings
from lstm_core.data.text import corpora
from lstm_core.i18n.languages import Language
from lstm_core.spec.series import SeriesData
from lstm_core.spec.speech import SpeechData
from lstm_core.spec.tasks import DataSpec
from lstm_core.spec.text import TextData


def place(data: DataSpec, target: Path) -> None:
    """Put the file that `data` describes at `target`, whole or not at all. Raises DataError."""
    match data:
        case SeriesData():
            sources.place(data, target)
        case SpeechData():
            recordings.place(data, target)
        case TextData():
            corpora.place(data, target)


def title(data: DataSpec, language: Language) -> str:
    """What the data is called in titles: the name that a person gave, the source's, or the file's."""
    match data:
        case SeriesData():
            return sources.title(data, language)
        case SpeechData():
            return recordings.title(data, language)
        case TextData():
            return corpora.title(data, language)
