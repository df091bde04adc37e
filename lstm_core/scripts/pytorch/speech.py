"""The script of a speech run."""

from typing import Any

from lstm_core.data.speech import augmentation
from lstm_core.data.speech.transcripts.symbols import BLANK
from lstm_core.results.base import TrainResult
from lstm_core.results.speech import SpeechResult
from lstm_core.spec.derived import evaluation_utterances
from lstm_core.spec.run import TrainRunSpec


def facts(spec: TrainRunSpec) -> dict[str, Any]:
    """Numbers of the engine that no field of the spec names."""
    return {"numbers": augmentation, "evaluation_batch": evaluation_utterances(spec.train), "blank": BLANK}


def packages(_spec: TrainRunSpec) -> list[str]:
    return ["torch", "numpy", "pandas", "kaldi-native-fbank", "soundfile", "soxr"]


def expected(result: TrainResult) -> dict[str, Any]:
    test = SpeechResult.of(result).test
    told = {
        name: {"wer": test[name].wer, "cer": test[name].cer, "right": test[name].right}
        for name in ("model", "beam", "guess")
    }
    return {"test": told, "folds": []}
