"""Keys of the sentences of diagnoses that are put together from a fixed beginning and one of these endings."""

from collections.abc import Collection
from typing import get_args

from lstm_core.diagnosis.codes import CODES, VARIANTS
from lstm_core.diagnosis.findings import AREAS, Severity, key
from lstm_core.diagnosis.table import Need

OF_DIAGNOSES: dict[str, Collection[str]] = {
    "diagnosis.name.": CODES,
    "diagnosis.not.": CODES,
    "diagnosis.text.": [key(code, variant) for code in CODES for variant in VARIANTS.get(code, ("",))],
    "diagnosis.area.": AREAS,
    "diagnosis.lacks.": get_args(Need),
    "diagnosis.severity.": get_args(Severity),
    "diagnosis.state.": ("queued", "running", "stopped", "failed", "lost", "unmeasured", "no_data"),
    "diagnosis.normal.clipping_": ("adam", "sgd"),
}
