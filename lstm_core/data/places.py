"""One door to the data of every task: where it comes from, what it is called, whether a run fits it. Free of torch."""

from pathlib import Path

from lstm_core.data import corpora, doctor, recordings, sources
from lstm_core.data.proposals import check
from lstm_core.data.tables import load_series
from lstm_core.data.text_profile import check as check_text
from lstm_core.languages import Language
from lstm_core.memory import check_memory, check_speech_memory
from lstm_core.specs import DataSpec, RunSpec, SeriesData, SpeechData, TextData


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


def check_run(spec: RunSpec, path: Path) -> None:
    """Whether the run fits its data at `path` and this machine's memory. Raises DataError and SpecError."""
    match spec.data:
        case SeriesData():
            series = load_series(spec.data, path)
            check(spec, series)
            check_memory(spec, len(series.values))
        case SpeechData():
            utterances = recordings.read_recordings(spec.data, path)
            doctor.check(utterances, spec.data)
            check_speech_memory(spec, max(len(each.samples) for each in utterances), len(utterances))
        case TextData():
            check_text(spec, corpora.read_text(path, path.name))
