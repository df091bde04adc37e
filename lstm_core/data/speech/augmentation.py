"""How spectrograms are normalised and varied while training, and other numbers that engine and script share.

Spectrograms are natural logarithms of energy, so a unit is 4.3 dB.
"""

LOUD = 0.98  # quantile of a spectrogram that counts as its loudest sound
RANGE = 9.0  # below it nothing is heard
COLOUR = 0.5  # share of its mean spectrum's deviation from flat that an utterance loses
SCALE, MIDDLE = 3.0, -3.6  # about deviation and mean of what remains

SPEEDS = (0.8, 1.25)
STRETCH = (0.85, 1.18)  # of the axis of mel bands, as a shorter or longer vocal tract would
NOISE = 0.1  # deviation of what is added to every number
HISS, HISS_SHARE = (-12.0, -5.0), 0.5  # level of a noise below the loudest sound, and how many utterances get one
SLOPE = 1.0  # of the noise: its first band is so much louder or softer than its middle
GRAIN = 0.5  # of the noise: a band averages several bins, whose energies alone would be exponential
TIME_MASKS, TIME_SHARE = 2, 0.15  # how many, and the largest share of the frames of each
BAND_MASKS, BAND_SHARE = 2, 0.2
BEAM_WIDTH = 16  # prefixes that beam search keeps
NEGLIGIBLE = -12.0  # log probability below which beam search does not try a symbol in a frame
FULL_SCALE = 32_768.0  # of the samples whose energy is told
LEAST_SHARE = 1e-6  # of a random number whose logarithm is taken, from 0 and from 1
