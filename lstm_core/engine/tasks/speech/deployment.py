"""What a speech run needs elsewhere: how sound is heard, its symbols and words, and what it hears in one recording."""

from pathlib import Path
from typing import Any

import torch

from lstm_core.data.speech import augmentation, ctc_checks, recordings
from lstm_core.data.speech.transcripts.symbols import symbols_of, transcript_of
from lstm_core.engine.nn.networks import recognizer_of
from lstm_core.engine.tasks.deploying import Deployment, Origin
from lstm_core.engine.tasks.speech.decoding import greedy, lexicon_of, prefix_beam
from lstm_core.engine.tasks.speech.features import log_mel, normalised, stacked
from lstm_core.spec.derived import sound_features

SAMPLE = "sample_input"  # and the ending that the recording had
LONGEST_INPUTS = 500  # of a recording that the C of the network reads: it keeps numbers of every input in memory
PACKAGES = ("soundfile", "soxr", "kaldi-native-fbank")


def deployment(origin: Origin) -> Deployment:
    """Features, symbols and lexicon, and what the network hears in a short recording of the test part."""
    data = origin.spec.speech
    transcripts = recordings.training_transcripts(data, origin.data)
    symbols = symbols_of(transcripts, data.symbols)
    lexicon = lexicon_of(data, transcripts, symbols)
    network = origin.trained(recognizer_of(origin.spec.model, sound_features(data), len(symbols)))
    name, content = recordings.test_recording(data, origin.data)
    samples, _ = recordings.read_sound(content, name, data.rate)
    inputs = stacked(normalised(log_mel(samples, data)), data.stack)
    with torch.no_grad():
        scores = network(inputs[None], torch.tensor([len(inputs)]))[0]
    values = scores.float().log_softmax(-1).double().numpy()  # (T, C)
    heard = {"greedy": greedy(values), "beam": prefix_beam(values, lexicon=lexicon)}
    expected = {
        **{how: transcript_of(numbers, symbols, data.symbols) for how, numbers in heard.items()},
        "log_probabilities": values.tolist(),
    }
    told = preprocessing(origin, None)
    sample = SAMPLE + Path(name).suffix.lower(), content
    return Deployment(network, told, sample, expected, PACKAGES, steps=LONGEST_INPUTS)


def preprocessing(origin: Origin, _utterances: Any) -> dict[str, Any]:
    """How sound is heard, symbols, words and the search for them, as plain values."""
    data = origin.spec.speech
    transcripts = recordings.training_transcripts(data, origin.data)
    symbols, lexicon = symbols_of(transcripts, data.symbols), None
    if lexicon_of(data, transcripts, symbols) is not None:
        lexicon = sorted({word for transcript in transcripts for word in transcript.split()})
    return {
        **{field: getattr(data, field) for field in ("rate", "mels", "frame_ms", "hop_ms", "stack")},
        "kind": data.symbols,
        "symbols": symbols,
        "lexicon": lexicon,
        "loud": augmentation.LOUD,
        "range": augmentation.RANGE,
        "colour": augmentation.COLOUR,
        "scale": augmentation.SCALE,
        "middle": augmentation.MIDDLE,
        "full_scale": augmentation.FULL_SCALE,
        "beam_width": augmentation.BEAM_WIDTH,
        "negligible": augmentation.NEGLIGIBLE,
        "silent": ctc_checks.SILENT,
        "rates": list(recordings.RATES),
        "shortest_seconds": recordings.SHORTEST_SECONDS,
        "longest_seconds": recordings.LONGEST_SECONDS,
    }
