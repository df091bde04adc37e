"""What can be learned: the data section of each task, its losses, and the fields of the model that only it knows."""

from typing import Literal

from lstm_core.spec.series import SeriesData
from lstm_core.spec.speech import SpeechData
from lstm_core.spec.text import TextData

Task = Literal["series", "text", "speech"]
DataSpec = SeriesData | TextData | SpeechData
TASKS: dict[Task, type[SeriesData] | type[TextData] | type[SpeechData]] = {
    "series": SeriesData,
    "text": TextData,
    "speech": SpeechData,
}
LOSSES: dict[Task, tuple[str, ...]] = {
    "series": ("huber", "mse", "mae", "quantile"),
    "text": ("cross_entropy",),
    "speech": ("ctc",),
}
OWN = {  # fields of the model that only some tasks know
    "bidirectional": ("speech",),
    "layer_norm": ("speech",),
    "context": ("text",),
    "embedding_size": ("text",),
    "embedding_dropout": ("text",),
    "tied": ("text",),
    "patch": ("series",),
    "channels": ("series",),
    "head_dropout": ("series",),
}
