"""What a run is called: its data, and what was trained or compared on it."""

from lstm_core.data import tasks
from lstm_core.i18n.languages import Language, Parameter
from lstm_core.i18n.sentences import cell_name, say
from lstm_core.reports.kinds import compare, compress_words
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.compress import CompressRunSpec, RungRunSpec, parsed_steps
from lstm_core.spec.run import TrainRunSpec
from lstm_core.spec.search import SearchRunSpec

FEW = 2  # candidates that a title names


def of_training(spec: TrainRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1`."""
    cell = cell_name(spec.model.cell, language)
    return f"{tasks.title(spec.data, language)} · {cell} {spec.model.hidden_size} × {spec.model.layers}"


def of_comparison(spec: CompareRunSpec, language: Language) -> str:
    """`Sunspots · LSTM and GRU compared · 5 seeds`."""
    names = compare.labels(spec, language)
    if len(names) == FEW:
        told = say("compare.versus", language, {"first": names[0], "second": names[1]})
    else:
        told = say("compare.of_many", language, {"count": len(names)})
    key = "compare.title" if spec.seeds > 1 else "compare.title_one"
    facts: dict[str, Parameter] = {"data": tasks.title(spec.subject, language), "candidates": told}
    return say(key, language, {**facts, "seeds": spec.seeds})


def of_search(spec: SearchRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · search`."""
    return say("search.title", language, {"training": of_training(spec.run, language)})


def of_ladder(spec: CompressRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · compression`."""
    return say("compress.title", language, {"training": of_training(spec.run, language)})


def of_rung(spec: RungRunSpec, language: Language) -> str:
    """`Sunspots · LSTM 64 × 1 · half of the units`."""
    named = compress_words.steps(parsed_steps(spec.steps), language)
    return say("compress.rung_title", language, {"training": of_training(spec.run, language), "rung": named})
