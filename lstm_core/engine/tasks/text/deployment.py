"""What a text run needs elsewhere: its vocabulary, how symbols are drawn, and a text that it writes."""

import json
from typing import Any

import torch

from lstm_core.data.tasks import of
from lstm_core.data.text.corpora import Corpus, prompt_of
from lstm_core.engine.nn.networks import LanguageModel
from lstm_core.engine.tasks.deploying import Deployment, Origin
from lstm_core.engine.tasks.text.generation import write
from lstm_core.engine.tasks.text.sampling import MOST_PROMPT, RANGES, Sampling
from lstm_core.spec.constants import LENGTH, LONGEST_PROMPT, TEMPERATURE, TOP_K, TOP_P

SAMPLE = "sample_input.txt"
SAMPLED = 60  # symbols that are written from the sample
SHOWN = 200  # logits of the first of them that are compared
PROMPT_CHARACTERS = 60  # of the held-out text


def deployment(origin: Origin) -> Deployment:
    """Vocabulary and sampling, and what the network writes from the first characters that it was not trained on."""
    corpus: Corpus = of(origin.spec.data.task).load(origin.spec.data, origin.data)
    network = origin.trained(LanguageModel(origin.spec.model, len(corpus.vocabulary)))
    prompt = _prompt(origin, corpus)
    sampling = Sampling(length=SAMPLED, seed=origin.spec.train.seed)
    written = "".join(write(network, corpus.vocabulary, prompt, sampling, torch.device("cpu")))
    with torch.no_grad():
        logits, _ = network(torch.from_numpy(corpus.vocabulary.encode(prompt))[None], None)
    expected = {
        "length": sampling.length,
        "seed": sampling.seed,
        "text": written,
        "logits": logits[0, -1, :SHOWN].double().tolist(),
    }
    packages = ("tokenizers",) if origin.spec.text.level == "bpe" else ()
    sample, demo = (SAMPLE, prompt.encode("utf-8")), {"prompt": prompt}
    return Deployment(network, preprocessing(origin, corpus), sample, expected, packages, corpus.digest, demo=demo)


def preprocessing(_origin: Origin, corpus: Corpus) -> dict[str, Any]:
    """Vocabulary and sampling, as plain values."""
    return {
        "vocabulary": json.loads(corpus.vocabulary.to_json()),
        "symbols": len(corpus.vocabulary),
        "ranges": {name: list(limits) for name, limits in RANGES.items()},
        "defaults": {"temperature": TEMPERATURE, "top_k": TOP_K, "top_p": TOP_P, "length": LENGTH, "seed": 0},
        "longest_prompt": LONGEST_PROMPT,
        "most_prompt": MOST_PROMPT,
    }


def _prompt(origin: Origin, corpus: Corpus) -> str:
    """The beginning of the held-out text as far as its symbols are known; else what people watch the network with."""
    held_out = (corpus.parts.test or corpus.parts.validation)[:PROMPT_CHARACTERS]
    known = not corpus.vocabulary.has_unknown or set(held_out) <= set(corpus.vocabulary.symbols[1:])
    return held_out if known and held_out.strip() else prompt_of(origin.spec.text, corpus)
