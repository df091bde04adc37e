"""Numbers of the engine that no field of a spec names; a script repeats them, so both read them here. Free of torch.

Those of baselines stand in `lstm_core.data.series.baselines`, those of sound in `lstm_core.data.speech.augmentation`,
those of symbols in `lstm_core.data.text`.
"""

SEED_FACTOR = 1_000_003  # between the seeds of two epochs or steps: a prime, so that seeds of two runs do not meet
MOMENTUM = 0.9  # of SGD

ROTATION_BASE = 10_000.0  # of the wavelengths of a transformer's rotations
MLP_FACTOR = 4  # hidden units of the network behind the attention, in H

# Series
EVALUATION_VALUES = 1 << 20  # that windows of one batch of an evaluation hold, and at most so many windows:
EVALUATION_WINDOWS = 1024
INSTANCE_EPSILON = 1e-5  # added to the variance of a window
LEAST_PARAMETER = 1e-6  # added to a rate, a dispersion or a scale, so that its logarithm is finite
LEAST_FREEDOM = 2.0  # degrees of freedom of Student's t, above which it has a variance
RANK_EPSILON = 1e-9  # taken from a rank before it is rounded up: (n + 1) q is seldom exact
QUARTILES = (0.25, 0.75)  # from which outliers are told
DAYS_OF_A_YEAR = 365.25
CALENDAR_COLUMNS = 8  # sine and cosine of hour, weekday, month and day of the year
PANEL_VALIDATED = 2048  # windows of the validation part over all series of a table that are looked at while training
PANEL_JUDGED = 20_000  # windows of a part over all series; where there are more, evenly spread ones stand for them

# Speech
EVALUATION_UTTERANCES = 64

# Text
EMBEDDING_DEVIATION = 0.1  # of the numbers with which an embedding begins
RESTARTED = 0.05  # share of the streams that begin anew at a step
EVALUATION_STREAMS = 16  # side by side, each from a zero state
SHORTEST_STREAM = 256
EVALUATION_CHUNK = 512  # symbols of each stream that are evaluated at once
MOST_LOGITS = 1 << 24  # of one evaluation
IGNORED = -100  # a target that counts for nothing
NGRAM_ORDER = 5
NGRAM_SYMBOLS = 5_000_000  # last symbols of the training part that are counted
NGRAM_CODES = 1 << 62  # below which the codes of n-grams stay
NGRAM_DISCOUNT = 0.5  # where no n-gram was seen once, or none twice
LONGEST_PROMPT = 1000  # symbols; the state fades, so what stands further back is not read
TEMPERATURE, TOP_K, TOP_P = 0.8, 0, 1.0  # with which a text is written where nothing else is asked
LENGTH = 400  # symbols
