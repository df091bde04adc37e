"""Every sentence stands in a table, in Chinese and English, is used, and gets the parameters that it names."""

import ast
import importlib
import re
import string
from collections.abc import Collection, Iterator
from functools import cache
from typing import get_args

from assistant.i18n.guide import GUIDE_TEXTS
from assistant.tools.toolbox import TOOLS as TOOLBOX
from assistant.ui.app import VIEWS
from assistant.ui.cards import contract as cards
from assistant.ui.cards.diagnosis import BADGES
from assistant.ui.cards.fields import FORMS
from assistant.ui.cards.series import BEFORE
from assistant.ui.forms.field import EXPLAINED
from assistant.ui.kit.charts import CURVES
from assistant.ui.pages.chat import EXAMPLES
from assistant.ui.pages.settings import EFFORTS, THINKING
from lstm_core.engine.scan.scan import FallbackReason, TrialReason
from lstm_core.i18n.sentences import CELL_TERMS, LANGUAGES, Text
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
from tests.families import DRAWN, OF_COMPARISONS, OF_REPAIRS, OF_RUN_TABLES, OF_TABLES, OF_TROUBLES, READ_TABLES
from tests.test_layers import WITH_TORCH
from tests.tree import ROOT, parsed, sources, within

SPEAKERS = {"Message", "Sentence", "say", "sentence", "Notice", "TurnFailed", "FindingRaised", "Failed"}
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
SAME_IN_BOTH = {"language.zh", "language.en"}  # a language's own name
SAME_TERMS: set[str] = set()  # terms and units that Chinese engineers write as they are
# Modules that understand what a person wrote.
READS_CHINESE = {
    *READ_TABLES,
    "lstm_core.data.speech.transcripts.table",
    "lstm_core.data.text.profile",
    "assistant.endpoint.cause_words",
    "assistant.endpoint.causes",
    "assistant.endpoint.leaked_calls",
    "assistant.endpoint.refusals",
    "assistant.endpoint.runaway",
    "assistant.endpoint.waits",
    "assistant.workspace.pasted_cells",
    "assistant.workspace.pasted_shapes",
    "assistant.workspace.pasting",
} | {
    f"assistant.{name}"
    for name in (
        *("knowledge.articles", "guide.guide", "guide.choosing"),
        *(f"guide.answers.{name}" for name in ("changing", "diagnosing", "measuring", "talking")),
        *(f"guide.understanding.{name}" for name in ("cells", "columns", "intents", "quantities", "naming", "wording")),
        *(f"guide.understanding.{name}" for name in ("comparing", "comparing_words", "listing", "searching", "lexer")),
        *(f"guide.understanding.{name}" for name in ("compressing",)),
        *(f"guide.understanding.{name}" for name in ("trouble_concepts", "trouble_words", "troubles", "vocabulary")),
        *("guide.understanding.grammar", "guide.understanding.repetition"),
    )
}

# Keys put together from a fixed beginning and one of these endings.
BASELINES = ("persistence", "seasonal_naive", "linear")
LINES = ("training", "validation", "truth", "forecast", "future", "unigram", "ngram", *BASELINES)
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
    **{**OF_COMPARISONS, **OF_TABLES},
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
    "part.": ("train", "validation", "test"),
    "lags.mark_": ("season", "window"),
    "picture.": (*CURVES, *BEFORE, *DRAWN, *(name for task in TASKS for name in cards.of(task).PICTURES)),
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


@cache
def tables() -> dict[str, Text]:
    """Every text of the product by key."""
    found: dict[str, Text] = {}
    for module, _ in sources():
        if module.endswith("__main__") or module == "streamlit_app" or within(module, WITH_TORCH):
            continue
        for value in vars(importlib.import_module(module)).values():
            if isinstance(value, dict) and value and all(isinstance(text, Text) for text in value.values()):
                if not any("." in key for key in value):
                    continue  # names that a table puts into its sentences
                for key, text in value.items():
                    assert found.setdefault(key, text) is text, f"{key} has two texts"
    return found


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def branches(node: ast.expr | None) -> Iterator[ast.expr]:
    """The expressions that `node` may turn out to be."""
    if isinstance(node, ast.IfExp):
        yield from branches(node.body)
        yield from branches(node.orelse)
    elif node is not None:
        yield node


def spoken() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Every call that turns a key into a sentence: where, the call, the key's expression."""
    for _, path in sources():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and name_of(node) in SPEAKERS:
                named = {keyword.arg: keyword.value for keyword in node.keywords}
                for key in branches(node.args[0] if node.args else named.get("key")):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node, key


def written() -> set[str]:
    """Every string in the code that is not a key of a table."""
    found = set()
    for _, path in sources():
        tree = parsed(path)
        keys = {
            id(key)
            for node in ast.walk(tree)
            if isinstance(node, ast.Dict)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(value, ast.Call) and name_of(value) == "Text"
        }
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in keys
        }
    for template in (ROOT / "lstm_core").rglob("*.j2"):
        found |= set(re.findall(r"[a-z_]+\.\w+", template.read_text(encoding="utf-8")))
    return found


def test_every_key_in_the_code_has_a_text():
    lacking = [
        f"{place} {key.value}"
        for place, _, key in spoken()
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value not in tables()
    ]
    assert lacking == []


def test_every_text_is_used():
    used = written() | {family + ending for family, endings in FAMILIES.items() for ending in endings}
    assert {key for key in tables() if key not in used and not names_a_choice(key)} == set()


def names_a_choice(key: str) -> bool:
    """`choice.data.scaling.minmax`: a value that the spec allows there; None where the field may be empty."""
    family, *path, value = key.split(".")
    return family == "choice" and any(
        field.path == ".".join(path)
        and (field.optional if value == "None" else field.kind == "choice" and value in field.options(task))
        for task, form in FORMS.items()
        for field in form.fields
    )


def test_every_family_of_keys_is_declared_and_complete():
    begun = {
        str(key.values[0].value)
        for _, _, key in spoken()
        if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant)
    }
    assert begun - {"choice.", "document."} <= set(FAMILIES)
    members = {family + ending for family, endings in FAMILIES.items() for ending in endings}
    assert members - set(tables()) == set()


def test_a_sentence_gets_every_parameter_that_it_names():
    lacking = []
    for place, call, key in spoken():
        if not isinstance(key, ast.Constant) or key.value not in tables():
            continue
        given = parameters_of(call)
        if given is not None and not fields(tables()[key.value].en) <= given:
            lacking.append(f"{place} {key.value}: {fields(tables()[key.value].en) - given}")
    assert lacking == []


def parameters_of(call: ast.Call) -> set[str] | None:
    """The names that the call fills in, or None when the source does not tell."""
    given: set[str] = set()
    place = 2 if name_of(call) == "say" else 1  # say(key, language, parameters), Message(key, parameters)
    for argument in [*call.args[place:], *(word.value for word in call.keywords if word.arg == "parameters")]:
        if not isinstance(argument, ast.Dict) or not all(isinstance(key, ast.Constant) for key in argument.keys):
            return None
        given |= {str(key.value) for key in argument.keys if isinstance(key, ast.Constant)}
    if any(word.arg is None for word in call.keywords):
        return None
    return given | {word.arg for word in call.keywords if word.arg}


def test_both_sides_of_a_text_name_the_same_parameters():
    assert {key: text for key, text in tables().items() if fields(text.zh) != fields(text.en)} == {}


def test_no_side_of_a_text_is_empty_or_ragged():
    assert {key: text for key, text in tables().items() for side in text if not side or side != side.strip()} == {}


def test_chinese_is_written_in_chinese_and_english_in_english():
    letters = re.compile(r"[^\W\d_]{2,}")
    leaked = {key: text.en for key, text in tables().items() if CJK.search(text.en) and key not in SAME_IN_BOTH}
    assert leaked == {}
    untranslated = {
        key: text.zh
        for key, text in tables().items()
        if not CJK.search(text.zh) and letters.search(re.sub(r"{[^}]*}", "", text.zh)) and text.zh == text.en
    }
    assert {key for key in untranslated if key not in SAME_IN_BOTH} <= SAME_TERMS


def test_chinese_stands_in_text_tables_only():
    leaked = []
    for module, path in sources():
        tree = parsed(path)
        allowed = {id(child) for node in ast.walk(tree) if is_text(node) or is_remark(node) for child in ast.walk(node)}
        if module not in READS_CHINESE:
            leaked += [
                f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:40]}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                if id(node) not in allowed and CJK.search(node.value)
            ]
    assert leaked == []


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node) == "Text"


def is_remark(node: ast.AST) -> bool:
    """A docstring, or a string that stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


SHOWN = {"label", "help", "placeholder", "body", "text", "caption", "title", "value", "header", "message"}
NEVER_SHOWN = {"get_option", "switch_page", "Page", "fragment", "cache_resource", "cache_data", "set_page_config"}
NEVER_SHOWN |= {"columns", "html", "chat_message"}
# Icons, colours, file names and media types.
NO_WORDS = re.compile(r":[a-z]+(/[a-z_]+)?:|:[a-z]+(-[a-z]+)*\[|\b[\w-]+\.(py|json|zip|csv)\b|\b[a-z]+/[\w-]+")


def drawn(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call of Streamlit that a person reads."""
    if name_of(call) in NEVER_SHOWN:
        return
    for node in [*call.args, *(word.value for word in call.keywords if word.arg in SHOWN)]:
        yield from branches(node)


def test_pages_draw_sentences_of_the_tables_only():
    word = re.compile(r"[A-Za-z]{2,}")
    literals = []
    for module, path in sources():
        if not within(module, ("assistant.ui", "streamlit_app")):
            continue
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not re.fullmatch(r"st(\.column_config)?\.\w+", ast.unparse(node.func)):
                continue
            for argument in drawn(node):
                parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
                texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
                shown = NO_WORDS.sub("", " ".join(texts))
                if word.search(shown):
                    literals.append(f"{path.relative_to(ROOT)}:{node.lineno} {shown}")
    assert literals == []


def test_every_article_is_written_in_both_languages():
    zh, en = (ROOT / "assistant" / "knowledge" / language for language in ("zh", "en"))
    names = {path.name for path in en.glob("*.md")}
    assert names
    assert names == {path.name for path in zh.glob("*.md")}
    assert [name for name in names if CJK.search((en / name).read_text(encoding="utf-8"))] == []
    assert [name for name in names if not CJK.search((zh / name).read_text(encoding="utf-8"))] == []
