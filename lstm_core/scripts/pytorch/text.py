"""The script of a text run."""

from typing import Any

from lstm_core.data.text import corpora, vocabulary
from lstm_core.results.base import TrainResult
from lstm_core.results.text import TextResult
from lstm_core.spec.derived import embedding_of
from lstm_core.spec.run import TrainRunSpec


def facts(spec: TrainRunSpec) -> dict[str, Any]:
    return {"embedding": embedding_of(spec.model), "corpora": corpora, "vocabulary": vocabulary}


def packages(spec: TrainRunSpec) -> list[str]:
    return ["torch", "numpy", *(["tokenizers"] if spec.text.level == "bpe" else [])]


def expected(result: TrainResult) -> dict[str, Any]:
    names, judged = ("nats", "bits_per_character"), TextResult.of(result).judged
    return {
        "test": {who: {name: getattr(scores, name) for name in names} for who, scores in judged.items()},
        "folds": [],
    }
