"""Keys of texts that are put together where they are said: by family, every ending that there is."""

import ast
from collections.abc import Collection
from typing import get_args

from assistant.guide.understanding.spans import PLURAL
from assistant.i18n.guide import GUIDE_TEXTS
from assistant.tools.toolbox import TOOLS as TOOLBOX
from assistant.ui.app import VIEWS
from assistant.ui.cards import contract as cards
from assistant.ui.cards.diagnosis import BADGES
from assistant.ui.cards.fields import FORMS
from assistant.ui.cards.series import BEFORE, CHANGED
from assistant.ui.forms.field import EXPLAINED
from assistant.ui.kit.charts import CURVES
from assistant.ui.pages.chat import EXAMPLES
from assistant.ui.pages.settings import EFFORTS, THINKING
from lstm_core.data.series.classics import CLASSICS
from lstm_core.engine.scan.scan import FallbackReason, TrialReason
from lstm_core.i18n.sentences import CELL_TERMS, LANGUAGES
from lstm_core.i18n.tables.repeat import BASELINES as COMPARED
from lstm_core.i18n.tables.repeat import MEASURES
from lstm_core.kinds import KINDS
from lstm_core.reports.diagnosis.measured import GATES as OF_PROBES
from lstm_core.reports.diagnosis.pictures import PICTURES as PROBES
from lstm_core.reports.figures import TOOLS
from lstm_core.reports.tables import fields as deciding
from lstm_core.results.base import Interruption
from lstm_core.runs.folder import RunState
from lstm_core.runs.remedies import Remedy
from lstm_core.spec.cells import CELLS, RECURRENT
from lstm_core.spec.compare import CompareRunSpec
from lstm_core.spec.tasks import TASKS
from lstm_core.spec.training import TrainSpec
from tests.diagnosis_texts import OF_DIAGNOSES
from tests.families import DRAWN, OF_COMPARISONS, OF_REPAIRS, OF_RUN_TABLES, OF_TABLES, OF_TROUBLES
from tests.tree import ROOT, parsed

BASELINES = ("persistence", "seasonal_naive", "linear")
LINES = ("training", "validation", "truth", "forecast", "future", "unigram", "ngram", "combined", "network",
         *BASELINES, *CLASSICS)  # fmt: skip
FIELDS = list(
    dict.fromkeys(
        [field.path for form in FORMS.values() for field in form.fields]
        + [
            f"{part}.{name}"
            for settings in (deciding(task) for task in TASKS)
            for part in settings
            for name in settings[part]
        ]
    )
)
GUIDE_SAYS = {
    node.value
    for path in (ROOT / "assistant" / "guide").rglob("*.py")
    for node in ast.walk(parsed(path))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
SPECIAL = [cell for cell in CELLS if cell not in ("lstm", "gru")]  # of which the guide has something to say
FAMILIES: dict[str, Collection[str]] = {
    "kind.": KINDS,
    "measure.": MEASURES,
    "member.": (*RunState, "waiting", "gone"),
    **OF_COMPARISONS,
    **OF_TABLES,
    **OF_REPAIRS,
    **OF_TROUBLES,
    "repeat.": [
        *(f"{verdict}_{name}" for verdict in ("better", "worse", "tie") for name in COMPARED),
        *("queued", "running", "stopped", "lost", "measure", "mean", "interval", "deviation"),
    ],
    **{f"repeat.{said}_": MEASURES for said in ("headline", "one", "score")},
    "repeat.short_": [name for name in MEASURES if name.startswith(("change_", "bits_u", "bits_n"))],
    "guide.": [name for name in GUIDE_SAYS if f"guide.{name}" in GUIDE_TEXTS],
    "cell.": RECURRENT,
    "guide.cell_": SPECIAL,
    "guide.budget_": get_args(CompareRunSpec.model_fields["budget"].annotation),
    "guide.alike_": get_args(CompareRunSpec.model_fields["budget"].annotation),
    "next.about_": SPECIAL,
    "guide.plan_": ("sunspots", "co2", "made", "file", "shakespeare", "tang", "text_file"),
    "guide.unit_": [unit for unit in PLURAL if unit != "step"],
    "guide.span_": ("unseen", "over", "finer", "parts", "irregular", "untimed"),
    "guide.state_": ("queued", "running", "stopped", "lost", "failed"),
    "next.": [name for name in GUIDE_SAYS if f"next.{name}" in GUIDE_TEXTS],
    "guide.known_": ("draft", "queued", "running", "stopped", "lost", "failed", "result"),
    "guide.task_": TASKS,
    "offer.": ("switch_on", "switch_off"),
    "offer.use_": ("table", "text", "sound", "zip"),
    "choice.model.cell.": [cell for cell in CELLS if cell not in CELL_TERMS],
    "chart.": LINES,
    "chart.date_": ("year", "month", "dayMonth", "dayMonthYear"),
    "chart.loss_": get_args(TrainSpec.model_fields["loss"].annotation),
    "chart.tool_": TOOLS,
    "chat.": ("rename", "delete"),
    **OF_DIAGNOSES,
    "document.": ("fold_period", "fold_model", "fold_baseline", "fold_change"),
    "document.part_": ("train", "validation", "test"),
    "example.": EXAMPLES,
    "field.": FIELDS,
    "form.group_": ("network", "data", "training"),
    "help.": EXPLAINED,
    "language.": LANGUAGES,
    "nav.": VIEWS,
    "spoken.": ("finished", "failed", "stopped", "lost"),
    "spoken.answer_": ("complete", "cut", "stopped", "failed"),
    "recipe.": ("log", "log1p", "box_cox"),
    "part.": ("train", "validation", "test"),
    "lags.mark_": ("season", "window"),
    "picture.": (*CURVES, *BEFORE, CHANGED, *DRAWN, *(name for task in TASKS for name in cards.of(task).PICTURES)),
    "path.left_": ("cell", "zoneout", "recurrent_dropout", "slower"),
    "path.": ("compiled", "eager", "attention"),
    "path.reason_": (*get_args(FallbackReason), *get_args(TrialReason)),
    "run.": ("stopped", "lost"),
    **OF_RUN_TABLES,
    "report.": [
        *(
            f"{verdict}_{name}"
            for verdict in ("better", "worse", "far", "tie", "few_higher", "few_lower", "perfect")
            for name in BASELINES
        ),
        *("queued", "running", "stopped", "lost", "stopped_early", "lost_early"),
    ],
    "report.speech_": ("good", "usable", "weak", "guessing"),
    "speech.reason_symbols_": ("words", "characters"),
    "speech.by_": ("model", "beam", "guess"),
    "report.interval_": ("fits", "narrow", "wide"),
    "report.together_": list(BASELINES),
    "report.taken_": [f"{kind}_{name}" for kind in ("better", "worse") for name in BASELINES],
    "report.change_": BASELINES,
    "report.score_": BASELINES,
    "report.ended_": ("backtest", *get_args(Interruption)),
    "figure.change_": BASELINES,
    "action.": get_args(Remedy),
    "remedy.": get_args(Remedy),
    "card.": [f"{state}{end}" for state in ("stopped", "lost") for end in ("", "_early")] + ["stopped_itself"],
    "leak.": ("shifted", "ahead", "copy", "known", "order", "repeats", "scaling", "overlap", "split"),
    "report.text_": ("better", "worse", "tie", "few_higher", "few_lower"),
    "report.text_measures_": ("character", "bpe"),
    "figure.": ("unigram", "ngram"),
    "settings.effort_": ("default", *EFFORTS),
    "settings.storage_": ("runs", "uploads", "conversations"),
    "settings.thinking_": THINKING,
    "settings.use_": ("guide", "endpoint"),
    "spec.": ("too_many", "too_short", "type_list", "paces", "compared_alike", "alike_in_budget"),
    "spec.unused_by_": ("task", "cell"),
    "deploying.": ("float32", "int8"),
    "spec.type_": ("int", "float", "string", "bool", "model", "none"),
    "state.": ("draft", *RunState),
    "severity.": BADGES,
    **{f"probe.{said}_": PROBES for said in ("title", "read")},
    "probe.gate_": OF_PROBES,
    "tab.": ("configuration", "code", "diagnosis", "result", "log"),
    "waiting.": (
        *("busy", "model_busy", "loading", "server", "server_said", "tool_garbled"),
        *("timeout", "unreachable", "blank", "leaked"),
    ),
    "working.": TOOLBOX,
}
