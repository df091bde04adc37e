"""The script of a speech run."""

from typing import Any

from lstm_core.data.speech import augmentation as vary
from lstm_core.results.base import RunResult
from lstm_core.results.speech import SpeechResult
from lstm_core.spec.run import RunSpec


def facts(spec: RunSpec) -> dict[str, Any]:
    """Numbers of the engine that no field of the spec names."""
    return {
        "numbers": vary,
        "evaluation_batch": vary.heard_at_once(spec.train),
        "beam_width": vary.BEAM_WIDTH,
        "negligible": vary.NEGLIGIBLE,
    }


def packages(_spec: RunSpec) -> list[str]:
    return ["torch", "numpy", "pandas", "kaldi-native-fbank", "soundfile", "soxr"]


def expected(result: RunResult) -> dict[str, Any]:
    test = SpeechResult.of(result).test
    told = {
        name: {"wer": test[name].wer, "cer": test[name].cer, "right": test[name].right}
        for name in ("model", "beam", "guess")
    }
    return {"test": told, "folds": []}
