"""Which numbers of a run answer a question on a topic: keys of sentences with their values, from what a tool told."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from lstm_core.i18n.languages import Language
from lstm_core.runs.measurements import GATES, gate_name, place_name

Saying = tuple[str, dict[str, Any]]
Words = Callable[[str, dict[str, Any]], str]


class Told(NamedTuple):
    """How the guide says something, and in which language."""

    words: Words
    language: Language


_OF_TOPIC: dict[str, tuple[str, ...]] = {
    "nan": ("gradient", "training"), "exploding": ("training", "gradient", "clipped"),
    "vanishing": ("memory", "window", "layers"), "oscillating": ("jitter", "validation"),
    "not_learning": ("training", "validation"), "slow": ("training", "validation", "rate", "updates"),
    "overfitting": ("losses", "size"), "underfitting": ("losses", "size"), "above": ("losses", "dropout"),
    "copies": ("last_value", "losses"), "constant": ("training", "last_value"), "blanks": ("training", "validation"),
    "gates": ("forget", "saturated", "memory"), "gradients": ("gradient", "clipped", "layers", "memory"),
    "clipping": ("clipped", "gradient"), "rate": ("rate", "updates", "training"), "window": ("window", "memory"),
    "capacity": ("size", "losses"), "regularised": ("dropout", "losses"), "data": ("losses",),
    "ended": ("losses",), "losses": ("losses",),
}  # fmt: skip
_CLOSE = 0.005  # of a number that is asked about, to one of the run's


def sentences(topic: str, numbers: Mapping[str, Any], words: Words, language: Language) -> list[Saying]:
    """What the numbers say to the topic."""
    told = Told(words, language)
    return [saying for name in _OF_TOPIC.get(topic, ()) for saying in _MADE[name](numbers, told)]


def owner_of(number: float, score: Mapping[str, Any]) -> tuple[str, str] | None:
    """Who in a result has that score, and of which measure: the network before the baselines."""
    found = [(who, "bits per character", value) for who, value in score.get("bits_per_character", {}).items()]
    for who, measures in score.get("test", {}).items():
        found += [(who, name.upper(), value) for name, value in measures.items() if isinstance(value, int | float)]
    for who, name, value in sorted(found, key=lambda each: each[0] not in ("model", "network")):
        if abs(value - number) <= _CLOSE * max(abs(value), abs(number)):
            return who, name
    return None


def share(value: float) -> str:
    """A share in percent, of two or three digits."""
    percent = 100 * value
    return f"{percent:.0f}%" if percent >= 10 else f"{percent:.2g}%"


def _losses(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    training, validation = numbers.get("training_loss"), numbers.get("validation_loss")
    if training and validation:
        shown = {"training": training["last"], "last": validation["last"], "best": validation["best"]}
        yield "num_losses", {**shown, "step": validation["best_step"]}
    else:
        yield from _training(numbers, _by)


def _training(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    if numbers.get("training_loss"):
        yield "num_training", {name: numbers["training_loss"][name] for name in ("first", "last")}


def _validation(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    found = numbers.get("validation_loss")
    if found:
        yield "num_validation", {"first": found["first"], "best": found["best"], "step": found["best_step"]}


def _gradient(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    found = numbers.get("gradient_norm")
    if found:
        yield "num_gradient", {"median": found["median"], "largest": found["largest"], "step": found["largest_step"]}


def _clipped(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    found = numbers.get("gradient_norm", {})
    if "clipped_share" in found:
        yield "num_clipped", {"share": share(found["clipped_share"]), "limit": found["clip_norm"]}
        if numbers.get("optimizer") in ("adam", "adamw"):
            yield "num_clip_adam", {}
    elif found:
        yield "num_no_clip", {}


def _rate(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    found = numbers.get("learning_rate", {})
    if "last" in found:
        yield "num_rate", {"set": f"{found['set']:g}", "last": f"{found['last']:g}"}


def _jitter(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    for name, value in numbers.get("jitter", {}).items():
        yield f"num_jitter_{name}", {"share": share(value)}


def _last_value(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    if "explained_by_last_value" in numbers:
        yield "num_last_value", {"share": share(numbers["explained_by_last_value"])}


def _window(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    if "window" in numbers:
        yield "num_window", {"window": numbers["window"]}


def _size(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    if "parameters" in numbers:
        yield "num_size", {"parameters": f"{numbers['parameters']:,}", "samples": f"{numbers['training_samples']:,}"}


def _dropout(numbers: Mapping[str, Any], _by: Told) -> Iterator[Saying]:
    if "dropout" in numbers:
        yield "num_dropout", {"dropout": f"{numbers['dropout']:g}"}


def _by_place(name: str, key: str, show: Callable[[Any], str] = "{:g}".format) -> Callable[..., Iterator[Saying]]:
    """A sentence that lists one measurement by layer."""

    def made(numbers: Mapping[str, Any], by: Told) -> Iterator[Saying]:
        told = [
            by.words("num_place", {"place": place_name(place, by.language), "value": show(values[name])})
            for place, values in numbers.get("places", {}).items()
            if name in values
        ]
        if told:
            yield key, {"list": told}
        elif name in ("forget", "gradient") and not numbers.get("places"):
            yield "num_unmeasured", {}

    return made


def _memory(numbers: Mapping[str, Any], by: Told) -> Iterator[Saying]:
    told = []
    for place, values in numbers.get("places", {}).items():
        if "memory" in values:
            shown = {"place": place_name(place, by.language), "value": f"{values['memory']:g}"}
            told.append(by.words("num_place_least" if values.get("memory_is_at_least") else "num_place", shown))
    if told:
        yield "num_memory", {"list": told}


def _saturated(numbers: Mapping[str, Any], by: Told) -> Iterator[Saying]:
    told = [
        by.words(
            "num_place_gate",
            {"place": place_name(place, by.language), "gate": gate_name(gate, by.language), "value": share(value)},
        )
        for place, values in numbers.get("places", {}).items()
        for gate, value in values.get("saturated", {}).items()
        if gate in GATES
    ]
    if told:
        yield "num_saturated", {"list": told}


_MADE: dict[str, Callable[..., Iterator[Saying]]] = {
    "losses": _losses, "training": _training, "validation": _validation, "gradient": _gradient, "clipped": _clipped,
    "rate": _rate, "jitter": _jitter, "last_value": _last_value, "window": _window, "size": _size, "dropout": _dropout,
    "saturated": _saturated, "memory": _memory,
    "layers": _by_place("gradient", "num_layers"), "forget": _by_place("forget", "num_forget"),
    "updates": _by_place("update_ratio", "num_updates", share),
}  # fmt: skip
