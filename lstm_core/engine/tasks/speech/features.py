"""What the network hears: log-mel spectrograms (kaldi-native-fbank), varied while training (SpecAugment), normalised.

`F` frames, `M` mel bands, `K` frames joined into one input. Park et al. 2019 (SpecAugment), Jaitly & Hinton 2013 (VTLP:
the bands are shifted as a shorter or longer vocal tract would), Ko et al. 2015 (speed). Noise is added as energy.
"""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from lstm_core.data.speech import augmentation
from lstm_core.spec.speech import SpeechData

Samples = npt.NDArray[np.float32]


def log_mel(samples: Samples, data: SpeechData) -> Tensor:
    """The spectrogram (F, M), natural logarithms of the energy of full scale 32768; at least one frame."""
    import kaldi_native_fbank

    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.samp_freq = data.rate
    options.frame_opts.frame_length_ms = data.frame_ms
    options.frame_opts.frame_shift_ms = data.hop_ms
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = False
    options.mel_opts.num_bins = data.mels
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(data.rate, (samples * augmentation.FULL_SCALE).tolist())
    bank.input_finished()
    frames = np.stack([bank.get_frame(number) for number in range(bank.num_frames_ready)])
    return torch.from_numpy(frames.astype(np.float32))


def normalised(frames: Tensor) -> Tensor:
    """The spectrogram (F, M) relative to its loudest sound, without what lies far below, and with half of its colour.

    The mean spectrum of an utterance holds the microphone and the room, but of a short word also its vowel: taking all
    of it away makes short words alike, taking none makes rooms different.
    """
    heard = (frames - torch.quantile(frames, augmentation.LOUD)).clamp(min=-augmentation.RANGE)
    colour = heard.mean(dim=0) - heard.mean()  # (M,)
    return (heard - augmentation.COLOUR * colour - augmentation.MIDDLE) / augmentation.SCALE


def stacked(frames: Tensor, count: int) -> Tensor:
    """Inputs (ceil(F / K), K M) of a normalised spectrogram: neighbouring frames joined, the last filled with zeros."""
    short = -len(frames) % count
    return functional.pad(frames, (0, 0, 0, short)).reshape(-1, count * frames.shape[1])


def augmented(frames: Tensor, generator: torch.Generator) -> Tensor:
    """The utterance (F, M) faster or slower, of a shorter or longer vocal tract, with noise and with parts masked."""

    def draw(low: float, high: float) -> float:
        return low + (high - low) * float(torch.rand((), generator=generator))

    length, bands = frames.shape
    longer = max(2, round(length / draw(*augmentation.SPEEDS)))
    stretch = draw(*augmentation.STRETCH)
    rows = torch.linspace(-1, 1, longer)
    columns = (torch.linspace(0, 1, bands) * stretch).clamp(max=1.0) * 2 - 1
    grid = torch.stack(torch.meshgrid(rows, columns, indexing="ij")[::-1], dim=-1)
    heard = functional.grid_sample(frames[None, None], grid[None], padding_mode="border", align_corners=True)[0, 0]
    if draw(0, 1) < augmentation.HISS_SHARE:
        slope = draw(-augmentation.SLOPE, augmentation.SLOPE) * torch.linspace(-1, 1, bands)
        least = augmentation.LEAST_SHARE
        energy = -torch.log(torch.rand(heard.shape, generator=generator).clamp(least, 1 - least))
        level = torch.quantile(heard, augmentation.LOUD) + draw(*augmentation.HISS)
        heard = torch.logaddexp(heard, level + slope + augmentation.GRAIN * energy.log())
    heard = heard + augmentation.NOISE * torch.randn(heard.shape, generator=generator)
    mean = float(heard.mean())
    for count, share, size, axis in (
        (augmentation.TIME_MASKS, augmentation.TIME_SHARE, longer, 0),
        (augmentation.BAND_MASKS, augmentation.BAND_SHARE, bands, 1),
    ):
        for _ in range(count):
            width = int(draw(0, share) * size)
            start = int(draw(0, size - width))
            heard.narrow(axis, start, width).fill_(mean)
    return heard
