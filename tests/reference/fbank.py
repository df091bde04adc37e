"""Log-mel filter banks as Kaldi defines them (feature-window.cc, mel-computations.cc, feature-fbank.cc), in NumPy.

No dither, frames centred on multiples of the hop with the signal mirrored at both ends (snip_edges=false), the mean of
each frame removed, pre-emphasis 0.97, the povey window, power spectrum, triangular bands from 20 Hz to half the rate.
"""

import numpy as np

LOWEST = 20.0
PREEMPHASIS = 0.97


def mel(frequency):
    return 1127.0 * np.log(1.0 + frequency / 700.0)


def frames_of(samples, length, hop):
    """Frames (F, length); samples beyond an end are those before it, in reverse."""
    count = (len(samples) + hop // 2) // hop
    found = np.empty((count, length))
    for frame in range(count):
        start = frame * hop + hop // 2 - length // 2
        for place in range(length):
            at = start + place
            while not 0 <= at < len(samples):
                at = -at - 1 if at < 0 else 2 * len(samples) - 1 - at
            found[frame, place] = samples[at]
    return found


def log_mel(samples, rate, frame_ms, hop_ms, bands):
    """Logarithms of band energies (F, bands) of samples (n,) in [-1, 1]."""
    length, hop = rate * frame_ms // 1000, rate * hop_ms // 1000
    frames = frames_of(np.asarray(samples, dtype=np.float64) * 32768, length, hop)
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    frames = frames - PREEMPHASIS * before
    frames = frames * (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / (length - 1))) ** 0.85
    size = 1 << (length - 1).bit_length()
    power = np.abs(np.fft.rfft(frames, size, axis=1)) ** 2  # (F, size / 2 + 1)
    edges = np.linspace(mel(LOWEST), mel(rate / 2), bands + 2)
    places = mel(np.arange(size // 2) * rate / size)
    energies = np.empty((len(frames), bands))
    for band in range(bands):
        left, centre, right = edges[band : band + 3]
        weights = np.minimum((places - left) / (centre - left), (right - places) / (right - centre)).clip(min=0)
        energies[:, band] = power[:, : size // 2] @ weights
    return np.log(np.maximum(energies, np.finfo(np.float32).eps))
