"""Whether a speech run fits its recordings and this machine."""

from pathlib import Path

from lstm_core.data.speech import ctc_checks, recordings
from lstm_core.runs.memory import check_speech_memory
from lstm_core.spec.run import TrainRunSpec


def check(spec: TrainRunSpec, path: Path) -> None:
    utterances = recordings.read_recordings(spec.speech, path)
    ctc_checks.check(utterances, spec.speech)
    check_speech_memory(spec, max(len(each.samples) for each in utterances), len(utterances))
