"""Endings of keys that kinds of runs put together, for `tests/test_texts.py`."""

from collections.abc import Collection
from typing import get_args

from assistant.guide.answers.diagnosing import ABOUT
from assistant.i18n.guide_diagnosis import DIAGNOSIS_GUIDE_TEXTS
from assistant.ui.cards.comparing import BUDGETS, OWN
from assistant.ui.cards.compressing import LIMITS
from assistant.ui.cards.searching import PRUNERS, SAMPLERS
from assistant.ui.kinds import compare, compress, repair, repeat, search
from lstm_core.data.tidying.times.counting import Count
from lstm_core.i18n.tables.compress import MEASURES as COMPRESSED
from lstm_core.i18n.tables.repair import SCORES
from lstm_core.reports.kinds.compare import COSTS
from lstm_core.results.compare import Order
from lstm_core.results.compress import Reason
from lstm_core.results.repair import Outcome, Verdict
from lstm_core.results.search import TrialState
from lstm_core.results.search import Verdict as SearchVerdict
from lstm_core.runs.folder import RunState
from lstm_core.spec.comparison_sets import SETS
from lstm_core.spec.compress import METHODS
from lstm_core.spec.tasks import SOURCES, TASKS

DRAWN = (*repeat.PICTURES, *repair.PICTURES, *compare.PICTURES, *search.PICTURES, *compress.PICTURES)
OF_SEARCHES: dict[str, Collection[str]] = {
    "search.": [
        *(f"{part}{end}" for part in ("minutes", "trials", "seeds", "sampler", "pruner") for end in ("", "_help")),
        *get_args(SearchVerdict),
        *(f"trial_{state}" for state in ("stopped", "lost", "finished")),
        *("low", "high"),
    ],
    "search.head_": (
        *("field", "values", "now", "reason", "number", "state", "score", "change", "why", "seed", "start", "winner"),
    ),
    "search.state_": get_args(TrialState),
    "search.sampler_": SAMPLERS,
    "search.pruner_": PRUNERS,
    "search.member_": ("start", "winner"),
}
OF_LADDERS: dict[str, Collection[str]] = {
    "compress.": [f"{part}{end}" for part in (*LIMITS, "units", "seeds") for end in ("", "_help")],
    **{f"compress.{said}_": COMPRESSED for said in ("measure", "rung_score")},
    "compress.rung_": (*(each for each in METHODS if each != "distil"), "queued", "running", "stopped", "lost"),
    "compress.by_": METHODS,
    "compress.verdict_": ("recommended", "misses", "refused", "waiting"),
    "compress.reason_": [reason for reason in get_args(Reason) if reason not in (*LIMITS, "dominated")],
    "compress.teacher_": ("better", "worse", "tie"),
    "compress.head_": (
        *("number", "rung", "verdict", "size", "ratio", "median", "p99", "median_64", "p99_64", "throughput", "memory"),
        *("value", "change", "seed", "taught", "alone", "apart", "cost", "worse", "share", "once", "many", "load"),
    ),
    "compress.line_": ("recommended", "meets", "usable", "misses", "refused", "original", "taught", "alone"),
    "compress.axis_": ("size", "latency"),
    "compress.alt_": ("size", "latency"),
}
OF_COMPARISONS: dict[str, Collection[str]] = {
    **OF_SEARCHES,
    **OF_LADDERS,
    "compare.": [*("queued", "running", "stopped", "lost"), *("seeds_help", "budget_help")],
    "compare.budget_": BUDGETS,
    "compare.set_": (*SETS, OWN),
    "studies.source_": SOURCES,
    "compare.cost_": COSTS,
    "compare.order_": ("worse", "better", "tie"),
    "compare.verdict_": get_args(Order),
    "compare.head_": (
        "name",
        "parameters",
        "step_ms",
        "order",
        "done",
        *COSTS,
        "pair",
        "difference",
        "p",
        "verdict",
        "seed",
        "path",
    ),
}
OF_REPAIRS: dict[str, Collection[str]] = {
    "repair.": [
        *("queued", "running", "stopped", "lost"),
        *(f"{part}{end}" for part in ("trials", "seconds", "seeds") for end in ("", "_help")),
        *(f"{head}_head" for head in ("change", "answers", "score", "outcome")),
        "number",
    ],
    **{f"repair.{said}_": SCORES for said in ("accepted", "revived", "honest", "measure")},
    "repair.score_": (*SCORES, *(verdict for verdict in get_args(Verdict) if verdict != "accepted")),
    "repair.outcome_": get_args(Outcome),
    "repair.line_": ("original", "original_short", "score", "short", "accepted", "repaired"),
}
OF_TROUBLES: dict[str, Collection[str]] = {
    "guide.diag_at_": [*RunState],
    "guide.no_": [topic for topic in ABOUT if f"guide.no_{topic}" in DIAGNOSIS_GUIDE_TEXTS],
    "guide.num_jitter_": ("training", "validation"),
}
OF_RUN_TABLES: dict[str, Collection[str]] = {
    **{f"deploy.{said}_": TASKS for said in ("unit", "fitted")},
    "runs.": ("label", "stop", "delete"),
    "runs.page_": ("earlier", "later"),
    "runs.filter_": ("data", "kind", "tag"),
    "runs.table_": ("table", "sort", "turn", "choose", "members"),
}
OF_TABLES: dict[str, Collection[str]] = {
    "tidy.count_": get_args(Count),
    "tidy.turned_": ("across", "months", "quarters", "hours", "weekdays", "labelled"),
}
READ_TABLES = {  # modules that read what people write in Chinese
    *(f"lstm_core.data.series.{name}" for name in ("column_names", "sniffing", "time_formats")),
    *(
        f"lstm_core.data.tidying.{name}"
        for name in ("numbers", "layouts.layout", "layouts.rows", "layouts.table", "layouts.turning")
    ),
    *(f"lstm_core.data.tidying.times.{name}" for name in ("columns", "grammar", "languages", "parts", "reading")),
}
