"""Whether a run fits its data and this machine, looked at before anything is started. Free of torch."""

from pathlib import Path

from lstm_core.data.series.proposals import check
from lstm_core.data.series.tables import load_series
from lstm_core.data.speech import ctc_checks, recordings
from lstm_core.data.text import corpora, profile
from lstm_core.errors import Message
from lstm_core.runs.memory import check_memory, check_speech_memory, check_text_memory
from lstm_core.spec.run import RunSpec
from lstm_core.spec.series import SeriesData
from lstm_core.spec.speech import SpeechData
from lstm_core.spec.text import TextData


def check_run(spec: RunSpec, path: Path) -> None:
    """Whether the run fits its data at `path` and this machine's memory. Raises DataError and SpecError."""
    match spec.data:
        case SeriesData():
            series = load_series(spec.data, path)
            check(spec, series)
            check_memory(spec, len(series.values))
        case SpeechData():
            utterances = recordings.read_recordings(spec.data, path)
            ctc_checks.check(utterances, spec.data)
            check_speech_memory(spec, max(len(each.samples) for each in utterances), len(utterances))
        case TextData():
            check_text(spec, corpora.read_text(path, path.name))


def check_text(spec: RunSpec, text: str) -> list[Message]:
    """Remarks on a spec with its text. Raises DataError when streams are too short, SpecError for want of memory."""
    notices = profile.check(spec, text)
    check_text_memory(spec, len(text), profile.vocabulary_size(spec.text, text))
    return notices
