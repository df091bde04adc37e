"""Sounds and a speech run made by hand, so that a test needs neither a microphone nor a training."""

import io
from pathlib import Path

import numpy as np
import soundfile

from lstm_core.data.speech import recordings
from lstm_core.results.speech import SymbolTiming, Transcript
from lstm_core.runs.folder import Launch, RunFolder, write_json
from lstm_core.spec.parsing import parse_train_spec
from lstm_core.spec.run import TrainRunSpec
from tests.support import AT

SPEC = parse_train_spec(
    {
        "data": {"task": "speech", "symbols": "characters", "lexicon": "training"},
        "model": {"hidden_size": 16, "bidirectional": True, "layer_norm": True},
    }
)


def tone(seconds=0.4, rate=8000, level=0.5, channels=1, kind="WAV", subtype=None):
    """The bytes of a recording of a tone."""
    wave = level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    target = io.BytesIO()
    soundfile.write(target, np.repeat(wave[:, None], channels, axis=1), rate, format=kind, subtype=subtype)
    return target.getvalue()


def make_speech_run(runs: Path, spec: TrainRunSpec = SPEC, name: str = "20261123-140000-digits") -> RunFolder:
    """A run that has weights, hears something in any sound, and goes on, for all one can tell."""
    import torch
    from safetensors.torch import save_file

    from lstm_core.engine.nn.networks import Recognizer

    folder = RunFolder(runs / name)
    folder.checkpoints.mkdir(parents=True)
    write_json(folder.spec, spec.to_json())
    write_json(folder.launch, Launch(created_at=AT, launched_at=AT).model_dump())
    recordings.write_data_file(spec.speech, folder.path / "data.zip")
    torch.manual_seed(3)
    network = Recognizer(spec.model, spec.speech.stack * spec.speech.mels, len(alphabet(folder)))
    network.head.weight.data *= 20
    save_file(network.state_dict(), folder.best)
    return folder


def alphabet(folder: RunFolder) -> list[str]:
    """The characters of the run's training transcripts, the blank first."""
    return ["", *sorted(set("".join(recordings.training_transcripts(SPEC.speech, folder.data))))]


def transcript(file: str, heard: str = "one", beam: str = "nine") -> Transcript:
    """What a recogniser might hear in a short recording."""
    return Transcript(
        file=file,
        heard=heard,
        beam=beam,
        seconds=0.4,
        waveform=[-0.5, 0.5] * 20,
        spectrogram=[[0.0, 1.0]] * 40,
        posteriors=[[0.9, 0.1]] * 10 + [[0.1, 0.9]] * 10,
        symbols=["", "one"],
        moments=[SymbolTiming(symbol="one", start=0.2, end=0.4, probability=0.9)] if heard else [],
        clipped=False,
    )


class Ears:
    """Stands in for the processes that answer for runs: hears the same in everything, and counts."""

    def __init__(self, heard: str = "one", beam: str = "nine") -> None:
        self.heard, self.beam, self.asked = heard, beam, 0

    def ask(self, run_id, request):
        """One transcript and the end."""
        self.asked += 1
        found = transcript(request["name"], self.heard, self.beam)
        yield {"type": "heard", "transcript": found.model_dump(mode="json")}
        yield {"type": "done"}

    def warm(self, run_id):
        """Nothing to load."""

    def close(self):
        """Nothing to end."""
