"""Text from a trained run: a request holds prompt, temperature, top_k, top_p, length, seed; a part some characters."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lstm_core.data.text import corpora, vocabulary
from lstm_core.engine.nn.networks import LanguageModel
from lstm_core.engine.tasks.text.generation import write
from lstm_core.engine.tasks.text.sampling import MOST_PROMPT, Sampling
from lstm_core.errors import Sentence, SpecError

if TYPE_CHECKING:
    from lstm_core.engine.tasks.trained import Trained


def answer(request: dict[str, Any], run: "Trained") -> Iterator[dict[str, Any]]:
    """Tokens {"type": "token", "text"}, then {"type": "done", "characters", "unknown", "seconds"}.

    `unknown` lists characters of the prompt that the network does not know. Raises SpecError and RunError.
    """
    sampling = Sampling.of(request)
    prompt = str(request.get("prompt") or "")
    if len(prompt) > MOST_PROMPT:
        raise SpecError(Sentence("sampling.prompt", {"characters": len(prompt), "limit": MOST_PROMPT}))
    if "symbols" not in run.kept:
        run.kept["symbols"] = _symbols(run)
    symbols: vocabulary.Vocabulary = run.kept["symbols"]
    network = run.network(lambda: LanguageModel(run.spec.model, len(symbols)))
    began, characters = time.monotonic(), 0
    for text in write(network, symbols, prompt or "\n", sampling, run.device):
        characters += len(text)
        yield {"type": "token", "text": text}
    unknown = sorted(set(prompt) - set(symbols.symbols)) if symbols.has_unknown else []
    yield {
        "type": "done",
        "characters": characters,
        "unknown": "".join(unknown),
        "seconds": time.monotonic() - began,
    }


def _symbols(run: "Trained") -> vocabulary.Vocabulary:
    """The vocabulary that the run keeps; fitted again where it is gone."""
    kept = run.folder.path / corpora.VOCABULARY_FILE
    try:
        return vocabulary.read(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError):
        return corpora.load(run.spec.text, run.folder.data).vocabulary
