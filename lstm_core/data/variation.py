"""How far an utterance is varied while training, and other numbers that engine and script share."""

SPEEDS = (0.8, 1.25)
STRETCH = (0.85, 1.18)  # of the axis of mel bands, as a shorter or longer vocal tract would
NOISE = 0.1  # deviation of what is added to the normalised spectrogram
TIME_MASKS, TIME_SHARE = 2, 0.15  # how many, and the largest share of the frames of each
BAND_MASKS, BAND_SHARE = 2, 0.2
FLOOR = 1e-5  # of the deviation of a band, so that silence stays zero
EVALUATION_BATCH = 64  # utterances
BEAM_WIDTH = 16  # prefixes that beam search keeps
NEGLIGIBLE = -12.0  # log probability below which beam search does not try a symbol in a frame
