"""Names by which a screen reader tells buttons apart that show the same word, such as Open in every row of a list.

Streamlit takes a button's name from its label alone, so what the button is about stands in the label as emphasised
text, which `style.py` takes out of sight and leaves to screen readers.
"""

import re

from assistant.ui.cards import kind
from assistant.ui.cards.subject import AnySubject
from assistant.ui.kit import formats
from assistant.ui.kit.session import language, say
from lstm_core.i18n.languages import Parameter
from lstm_core.runs.record import RunRecord
from lstm_core.spec.run import RunSpec

_SIGNS = re.compile(r"[^\w\s.,·×-]|_")
_MARK = 4  # the characters at the end of an id that tell two runs with one title apart


def named(label: str, about: str) -> str:
    """A label that shows `label` and is read as both."""
    return f"{label} *{formats.literal(' '.join(about.split()))}*".strip()


def of_subject(key: str, subject: AnySubject, **parameters: Parameter) -> str:
    """The label of `key` for a button of one card."""
    return named(say(key, **parameters), _about(subject.spec, subject.card_id or subject.run_id or ""))


def of_group(key: str, subject: AnySubject) -> str:
    """The name of a group of choices of one card, which nobody sees and a screen reader reads: without Markdown."""
    about = _about(subject.spec, subject.card_id or subject.run_id or "")
    return f"{say(key)}: {' '.join(_SIGNS.sub(' ', about).split())}"


def of_run(key: str, record: RunRecord) -> str:
    """The label of `key` for a button of one run."""
    return named(say(key), _about(record.spec, record.id))


def _about(spec: RunSpec, identity: str) -> str:
    return f"{kind.of(spec).title(spec, language())} ({identity[-_MARK:]})"
