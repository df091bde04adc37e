"""The tables of a ladder, as its card and its report show them: columns by their heads."""

from lstm_core.i18n.languages import Language
from lstm_core.i18n.numbers import significant
from lstm_core.i18n.sentences import say
from lstm_core.reports.kinds import compress_words as words
from lstm_core.reports.kinds.compress import verdict
from lstm_core.reports.kinds.repeat import written
from lstm_core.results.compress import REFERENCE, Distillation, Latency, RungRow, row_of
from lstm_core.runs.compress import CompressRecord

Columns = dict[str, list[str]]


def rungs(record: CompressRecord, language: Language) -> Columns:
    """Every rung: its verdict, size, time and change."""
    rows, reference = record.rows, row_of(record.rows, REFERENCE)
    return _headed(
        {
            "number": [str(place + 1) for place in range(len(rows))],
            "rung": [words.name(row.rung, language) for row in rows],
            "verdict": [verdict(record, row, language) for row in rows],
            "size": [words.size(row.bytes) for row in rows],
            "ratio": [ratio(row, reference) for row in rows],
            "median": [_time(row.latency, "median") for row in rows],
            "change": [words.interval(record.measure, row.change, language) for row in rows],
        },
        language,
    )


def speeds(record: CompressRecord, language: Language) -> Columns:
    """The rest of what was measured, by rung; empty before anything was timed."""
    rows = [row for row in record.rows if row.latency is not None]
    if not rows:
        return {}
    table = {
        "rung": [words.name(row.rung, language) for row in rows],
        "ratio": [ratio(row, row_of(record.rows, REFERENCE)) for row in rows],
        **{name: [_time(row.latency, name) for row in rows] for name in ("median", "p99", "median_64", "p99_64")},
        "throughput": [f"{row.latency.throughput:,.0f}" if row.latency else words.UNKNOWN for row in rows],
        "memory": [f"{significant(row.latency.memory_mb)} MB" if row.latency else words.UNKNOWN for row in rows],
        "value": [written(str(record.measure), row.value) for row in rows],
    }
    return _headed(table, language, measure=_capital(words.measure(record.measure, language)))


def students(record: CompressRecord, found: Distillation, language: Language) -> Columns:
    """A student with a teacher and without one, seed by seed."""
    measure = str(record.measure)
    return _headed(
        {
            "seed": [str(pair.seed) for pair in found.pairs],
            "taught": [written(measure, pair.taught) for pair in found.pairs],
            "alone": [written(measure, pair.alone) for pair in found.pairs],
            "apart": [written(measure, pair.alone - pair.taught) for pair in found.pairs],
        },
        language,
    )


def ratio(row: RungRow, reference: RungRow | None) -> str:
    """The size as a share of that of ONNX FP32."""
    if reference is None or not reference.bytes or not row.bytes:
        return words.UNKNOWN
    return f"{row.bytes / reference.bytes:.0%}"


def threads(record: CompressRecord) -> int | None:
    """Threads of every timed pass."""
    return next((row.latency.threads for row in record.rows if row.latency is not None), None)


def _time(latency: Latency | None, name: str) -> str:
    return words.time(getattr(latency, name)) if latency is not None else words.UNKNOWN


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _headed(table: dict[str, list[str]], language: Language, **facts: str) -> Columns:
    return {say(f"compress.head_{name}", language, {**facts}): cells for name, cells in table.items()}
