"""Every sentence stands in a table, in Chinese and English, is used, and gets the parameters that it names."""

import ast
import importlib
import re
import string
from collections.abc import Iterator
from functools import cache

from assistant.ui.cards.fields import FORMS
from lstm_core.i18n.sentences import Text
from tests.families import READ_TABLES
from tests.test_layers import WITH_TORCH
from tests.text_families import FAMILIES
from tests.tree import ROOT, parsed, sources, within

SPEAKERS = {"Message", "Sentence", "say", "sentence", "Notice", "TurnFailed", "FindingRaised", "Failed"}
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
SAME_IN_BOTH = {"language.zh", "language.en"}  # a language's own name
# Modules that understand what a person wrote.
READS_CHINESE = {
    *READ_TABLES,
    "lstm_core.data.speech.transcripts.table",
    "lstm_core.data.series.alike",
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
    "assistant.workspace.sheets",
} | {
    f"assistant.{name}"
    for name in (
        *("knowledge.articles", "guide.guide", "guide.choosing"),
        *(f"guide.answers.{name}" for name in ("changing", "diagnosing", "measuring", "talking")),
        *(f"guide.understanding.{name}" for name in ("cells", "columns", "intents", "quantities", "naming", "wording")),
        *(f"guide.understanding.{name}" for name in ("comparing", "comparing_words", "listing", "searching", "lexer")),
        *(f"guide.understanding.{name}" for name in ("averaging", "choosing_series", "compressing", "embedding")),
        *(f"guide.understanding.{name}" for name in ("trouble_concepts", "trouble_words", "troubles", "vocabulary")),
        *("guide.understanding.grammar", "guide.understanding.repetition"),
        *(
            f"guide.understanding.{name}"
            for name in ("about_values", "clauses", "countries", "meanings", "spans", "wide", "zones")
        ),
    )
}

# Keys put together from a fixed beginning and one of these endings.


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
    assert {key for key in untranslated if key not in SAME_IN_BOTH} == set()


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
