"""Whether a text run fits its text and this machine."""

from pathlib import Path

from lstm_core.data.text import corpora, profile
from lstm_core.errors import Sentence
from lstm_core.runs.memory import check_text_memory
from lstm_core.spec.run import TrainRunSpec


def check(spec: TrainRunSpec, path: Path) -> None:
    check_text(spec, corpora.read_text(path, path.name))


def check_text(spec: TrainRunSpec, text: str) -> list[Sentence]:
    """Remarks on a spec with its text. Raises DataError when streams are too short, SpecError for want of memory."""
    notices = profile.check(spec, text)
    check_text_memory(spec, len(text), profile.vocabulary_size(spec.text, text))
    return notices
