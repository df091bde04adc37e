"""A sensible first `TrainRunSpec` for recordings, with what was noticed in them and why the spec is as it is."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lstm_core.data.speech import ctc_checks, recordings
from lstm_core.data.speech.recordings import Utterance
from lstm_core.data.speech.transcripts.symbols import pieces
from lstm_core.errors import Sentence
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.speech import SpeechData

MOST_WORDS = 60  # different ones that are still symbols of their own
DEFAULTS: dict[str, Any] = {
    "model.hidden_size": 64,
    "model.layers": 2,
    "model.dropout": 0.2,
    "model.bidirectional": True,
    "model.layer_norm": True,
    "train.steps": 700,
    "train.batch_size": 16,
    "train.learning_rate": 0.004,
    "train.warmup_steps": 20,
    "train.evaluate_every": 25,
    "train.patience": 10,
}


@dataclass(frozen=True)
class SpeechProposal:
    """A spec that fits its recordings, the recordings, remarks and reasons."""

    spec: TrainRunSpec
    utterances: list[Utterance]
    notices: tuple[Sentence, ...]
    reasons: tuple[Sentence, ...]


def propose_speech(path: Path | None = None, name: str | None = None) -> SpeechProposal:
    """A run for a zip of recordings, or for the built-in digits. Raises DataError."""
    origin = {"source": "file", "file": str(path), "name": name} if path else {"source": "digits"}
    data = SpeechData.model_validate(origin)
    utterances = utterances_of(data)
    words = {word for each in utterances for word in each.transcript.split()}
    symbols = "words" if len(words) <= MOST_WORDS else "characters"
    data = data.model_copy(update={"symbols": symbols})
    spec = TrainRunSpec.model_validate({"data": data}).with_changes(DEFAULTS)
    speakers = sorted({each.speaker for each in utterances if each.part == "test" and each.speaker})
    trained = {each.speaker for each in utterances if each.part == "train"}
    reasons = [Sentence(f"speech.reason_symbols_{symbols}", {"count": len(words)})]
    if speakers and not trained & set(speakers):
        reasons.append(Sentence("speech.reason_split", {"speakers": ", ".join(speakers[:6])}))
    reasons.append(Sentence("speech.reason_rate", {"rate": data.rate, "mels": data.mels}))
    notices = (summary(utterances, data), *ctc_checks.check(utterances, data))
    return SpeechProposal(spec, utterances, notices, tuple(reasons))


def summary(utterances: list[Utterance], data: SpeechData) -> Sentence:
    """How much there is."""
    seconds = sum(len(each.samples) for each in utterances) / data.rate
    symbols = {symbol for each in utterances for symbol in pieces(each.transcript, data.symbols)}
    speakers = {each.speaker for each in utterances if each.speaker}
    return Sentence(
        "speech.summary",
        {
            "utterances": len(utterances),
            "minutes": seconds / 60,
            "speakers": len(speakers) or "?",
            "symbols": len(symbols),
        },
    )


def utterances_of(data: SpeechData) -> list[Utterance]:
    """The recordings that a spec describes, from wherever they come. Raises DataError."""
    if data.source == "file":
        return recordings.read_recordings(data, Path(str(data.file)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.zip"
        recordings.write_data_file(data, path)
        return recordings.read_recordings(data, path)
