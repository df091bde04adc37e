"""The words of a compression ladder: names of rungs, sizes, times, changes, limits, and why a rung misses them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import reduce

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import percent, significant
from lstm_core.i18n.sentences import TEXTS, say
from lstm_core.reports.kinds.repeat import SHARES
from lstm_core.results.compress import TORCH, MetricChange, RungRow, excess
from lstm_core.spec.compress import METHODS, ORIGINAL, Limits, Rung, Step, parse_rung, parsed_steps

UNKNOWN = "–"
HALF = 0.5
TERMS = {"onnx": "FP32", "int8": "INT8"}  # that engineers write alike in every language
WHOLE_TERMS = {**TERMS, "onnx": "ONNX FP32"}
KILO, MEGA = 1000, 10**6
_STEP = re.compile(rf"({'|'.join(METHODS)})-(\d+(?:\.\d+)?)")


def name(rung: str, language: Language) -> str:
    """A rung in words: `half of the units · INT8`."""
    if rung == TORCH:
        return say("compress.rung_torch", language)
    return of_rung(parse_rung(rung), language)


def of_rung(rung: Rung, language: Language) -> str:
    """The same of a parsed one."""
    if not rung.steps:
        return _format(rung.format, language, WHOLE_TERMS)
    return " · ".join([*(step(each, language) for each in rung.steps), _format(rung.format, language, TERMS)])


def _format(form: str, language: Language, terms: Mapping[str, str]) -> str:
    """A format by its term, else by its text."""
    return terms.get(form) or say("compress.mixed", language)


def step(given: Step, language: Language) -> str:
    """A method with its amount."""
    if given.method == "distil":
        units = int(given.amount)
        return (
            say("compress.rung_distil", language, {"units": units}) if units else say("compress.rung_student", language)
        )
    if given.method == "shrink" and given.amount == HALF:
        return say("compress.rung_halved", language)
    return say(f"compress.rung_{given.method}", language, {"percent": f"{100 * given.amount:.3g}"})


def steps(given: Sequence[Step], language: Language) -> str:
    """The methods behind one network; the network as it was trained where there is none."""
    return " · ".join(step(each, language) for each in given) or say("compress.rung_torch", language)


def member(given: str, language: Language) -> str:
    """The run that builds a network, by its name: `distil-16_shrink-0.5`."""
    if given == ORIGINAL:
        return steps((), language)
    found = [f"{method}:{amount}" for method, amount in _STEP.findall(given)]
    return steps(parsed_steps(found), language)


def size(count: int | None) -> str:
    """Bytes as people write limits: `8.7 kB`."""
    if count is None:
        return UNKNOWN
    if count >= MEGA:
        return f"{significant(count / MEGA)} MB"
    return f"{significant(count / KILO)} kB" if count >= KILO else f"{count} B"


def time(milliseconds: float | None) -> str:
    """Milliseconds: `0.052 ms`."""
    shown = significant(milliseconds)
    return UNKNOWN if shown == UNKNOWN else f"{shown} ms"


def measure(given: str | None, language: Language) -> str:
    """What a measure is called."""
    key = f"compress.measure_{given}"
    return say(key, language) if key in TEXTS else str(given or "")


def change(given: str | None, value: float, language: Language) -> str:
    """How much worse: a share in percent, of an error rate the difference in points."""
    if given in SHARES:
        return say("compress.points", language, {"value": f"{100 * value:+.2f}"})
    return percent(value)


def change_of(given: str | None, found: MetricChange | None, language: Language) -> str:
    """The same with the measure's name: `test MAE +0.3%`."""
    if found is None:
        return UNKNOWN
    told = {"measure": measure(given, language), "change": change(given, found.value, language)}
    return say("compress.change", language, {**told})


def interval(given: str | None, found: MetricChange | None, language: Language) -> str:
    """A change with its 95 % interval: `+0.3% (-0.1% to +0.8%)`."""
    if found is None:
        return UNKNOWN
    told = change(given, found.value, language)
    if found.low is None or found.high is None:
        return told
    ends = {"low": change(given, found.low, language), "high": change(given, found.high, language)}
    return say("compress.interval", language, {"change": told, **ends})


def between(given: str | None, found: MetricChange | None, language: Language) -> str:
    """The 95 % interval of a change alone; empty where there is none."""
    if found is None or found.low is None or found.high is None:
        return ""
    ends = {"low": change(given, found.low, language), "high": change(given, found.high, language)}
    if ends["low"] == ends["high"]:
        return ""
    return say("compress.between", language, {**ends})


def limits(given: Limits, measured: str | None, language: Language) -> str:
    """What a person can accept, in one line."""
    told = []
    if given.size is not None:
        told.append(say("compress.limit_size", language, {"size": _plain(given.size)}))
    if given.latency is not None:
        told.append(say("compress.limit_latency", language, {"time": f"{given.latency:g} ms"}))
    if given.loss is not None:
        told.append(say("compress.limit_loss", language, {"loss": _allowed(measured, given.loss, language)}))
    return " · ".join(told) or say("compress.limits_none", language)


def reasons(row: RungRow, given: Limits, measured: str | None, language: Language) -> str:
    """What speaks against a row: by how much it misses each limit, or why it is refused."""
    over, told = excess(row, given), []
    for reason in [each for each in row.reasons if row.verdict != "refused" or each not in over] or list(over):
        if reason == "size" and given.size is not None and row.bytes is not None:
            facts = {"over": size(row.bytes - given.size), "limit": _plain(given.size)}
            told.append(say("compress.over_size", language, {**facts}))
        elif reason == "latency" and given.latency is not None and row.latency is not None:
            facts = {"over": time(row.latency.median - given.latency), "limit": f"{given.latency:g} ms"}
            told.append(say("compress.over_latency", language, {**facts}))
        elif reason == "loss" and given.loss is not None and row.change is not None:
            loss = change_of(measured, row.change, language)
            facts = {"loss": loss, "limit": _allowed(measured, given.loss, language)}
            told.append(say("compress.over_loss", language, {**facts}))
        elif reason == "dominated":
            told.append(say("compress.reason_dominated", language, {"by": name(row.by or TORCH, language)}))
        else:
            told.append(say(f"compress.reason_{reason}", language))
    return listed(told, language)


def refusal(row: RungRow, language: Language) -> str:
    """Why a file does not stand, without the full stop."""
    if row.refusal is None:
        return UNKNOWN
    found = row.refusal
    told = say(found.key, language, found.parameters) if found.key in TEXTS else found.key
    return told[:-1] if told and unicodedata.category(told[-1]).startswith("P") else told


def listed(names: Sequence[str], language: Language) -> str:
    """Parts beside each other; each may hold commas of its own."""
    return (
        reduce(lambda first, second: say("compress.two", language, {"first": first, "second": second}), names)
        if names
        else ""
    )


def _plain(count: int) -> str:
    """Bytes as they were typed: `500 kB`."""
    if count >= MEGA:
        return f"{count / MEGA:.4g} MB"
    return f"{count / KILO:.4g} kB" if count >= KILO else f"{count} B"


def _allowed(measured: str | None, loss: float, language: Language) -> str:
    if measured in SHARES:
        return say("compress.points", language, {"value": f"{100 * loss:.3g}"})
    return f"{100 * loss:.3g}%"
